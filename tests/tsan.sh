#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# make tsan: the program under ThreadSanitizer: its unit tests and the case files in which loop, writer, children and kills meet.
# Fails on any report. Last line: "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.." || exit
. tests/counting.sh

DIR=build-tsan
reports=$COUNT_DIR/tsan
mkdir "$reports"
export TSAN_OPTIONS="log_path=$reports/report exitcode=66"
# TSan wants the address layout that the kernel's randomisation may take away.
plain=(setarch -R)
"${plain[@]}" true 2>/dev/null || plain=()

build() {
    [ -f $DIR/build.ninja ] || CC=gcc quietly meson setup $DIR --buildtype=debugoptimized -Db_sanitize=thread -Db_lundef=false \
        -Dwerror=false || return 1
    quietly ninja -C $DIR
}

# Without those that only calculate, for minutes, on one thread.
unit() {
    local names
    mapfile -t names < <(meson test -C $DIR --no-rebuild --list 2>/dev/null | sed 's/.* //' |
        grep -vxE 'coverage_sim|number|stats_.*|vectors')
    "${plain[@]}" meson test -C $DIR --no-rebuild --print-errorlogs --timeout-multiplier 6 "${names[@]}"
}

cases() {
    "${plain[@]}" /usr/bin/python3 tests/run_cases.py --binary $DIR/src/cli/haechi --server $DIR/tests/server/testserver \
        --only "$1"
}

no_report() {
    [ -z "$(ls "$reports")" ] || { cat "$reports"/* | head -n 200; return 1; }
}

piece 'build: gcc, TSan' build
piece 'unit, TSan' unit
for part in ledger model resume; do piece "cases $part, TSan" cases "$part/*"; done
pages() { TSAN_OPTIONS="$TSAN_OPTIONS suppressions=$PWD/tests/web/tsan.supp" "${plain[@]}" tests/web/run.sh $DIR/src/cli/haechi; }
piece 'the server of the pages, TSan' pages
piece 'reports of TSan' no_report
finish
