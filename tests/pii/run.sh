#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What points at a person, in labelled strings, against the bars, and the page that says how much of it is found: run.sh BUILD
# Last line: "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
program=${1:-build}/tests/pii/pii_strings
passed=0 failed=0
try() { if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi; }

try "$program" tests/pii/strings-tuned.jsonl --gate 0.95 0.95
try "$program" tests/pii/strings.jsonl --odd --gate 0.75 0.90 >/dev/null   # what it says stands on the page; the bar is only against decay
try "$program" tests/pii/strings-unseen.jsonl --gate 0.85 0.95 >/dev/null   # likewise
try cmp <(sed -n 'n;p' tests/pii/strings.jsonl) tests/pii/strings-tuned.jsonl
try /usr/bin/python3 tests/card.py pii "$program" --check
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
