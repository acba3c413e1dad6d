#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# coverage.sh [BUILD_DIR [SERVER]]: runs the quick suites on a build that counts and prints, for each file of the folders that must
# not be wrong, which lines and branches were taken. Fails when a folder has fewer than 90 % of its branches.
#
# A line that begins with HC_TRY, HC_ASSERT or HC_DEBUG is counted as a line, its branches are not: they are the macros'
# own (pass the error up, abort on a defect of ours, log on request), and no test of a caller should be made for them.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
build=${1:-build-coverage}
folders=(src/ledger src/engine src/model)
least=90 # per cent
macros='^\s*(HC_TRY|HC_ASSERT|HC_DEBUG)\('
. tests/counting.sh

if [ ! -f "$build/build.ninja" ]; then
    quietly meson setup "$build" --buildtype=debug -Db_coverage=true -Dc_args=-fprofile-update=atomic -Dwerror=false || exit
fi
quietly ninja -C "$build" || exit
find "$build" -name '*.gcda' -delete
BIN=$build/src/cli/haechi SERVER=${2:-$build/tests/server/testserver} PYTHON=/usr/bin/python3

piece 'unit' meson test -C "$build" --no-rebuild --timeout-multiplier 4
piece 'simulation' "$build/tests/sim/sim" --known tests/sim/seeds.txt --count 300 --jobs 2
piece 'cases' $PYTHON tests/run_cases.py --binary "$BIN" --server "$SERVER"
piece 'control of a running run' tests/control/run.sh "$BIN" "$SERVER"
piece 'faults of a model endpoint' $PYTHON tests/faults/run.py "$BIN" "$SERVER"
piece 'golden texts' tests/golden/run.sh "$BIN" "$SERVER"
piece 'golden ledgers' tests/golden_ledger/run.sh "$BIN" "$SERVER"
piece 'second reader of the format' tests/second_reader/run.sh "$BIN" "$SERVER"
piece 'JSON schemas' tests/schema/run.sh "$BIN" "$SERVER"

trace=$build/trace.json
gcovr -r . "${folders[@]/#/--filter=}" --object-directory "$build" --exclude-branches-by-pattern "$macros" \
    --json "$trace" "$build" || exit
enough() { # FOLDER
    gcovr -r . --add-tracefile "$trace" --filter "$1/" | tail -n +6
    gcovr -r . --branches --add-tracefile "$trace" --filter "$1/" --fail-under-branch $least | tail -n +6
}
for folder in "${folders[@]}"; do piece "$folder: $least % of the branches" enough "$folder"; done
finish
