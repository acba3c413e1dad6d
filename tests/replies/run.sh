#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The classes of replies on every labelled file here, against the bars, at speed, and the page that says how good they are: run.sh BUILD
# Last line: "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
program=${1:-build}/tests/replies/replies
passed=0 failed=0
try() { if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi; }

for file in tests/replies/*.jsonl; do
    echo "== $file"
    case $file in
    */unseen[1-4].jsonl | */unseen.jsonl) "$program" "$file" >/dev/null || failed=$((failed + 1)) ;;   # what it says stands on the page; it is no bar to tune for
    *) try "$program" "$file" --gate ;;
    esac
done
try "${program%replies}learn" --check tests/replies/{dev,outsider,second,third}.jsonl tests/replies/learnt/*.jsonl
"$program" tests/replies/dev.jsonl --speed || echo "(slower than 20 MB/s on this machine)"
try /usr/bin/python3 tests/card.py replies "$program" --check
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
