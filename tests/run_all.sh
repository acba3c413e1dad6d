#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# make test: every kind of test on the release build and on the ASan+UBSan build. Last line: "N passed, N failed".
#
#   tests/run_all.sh [--long]     --long: longer fuzzing
set -uo pipefail
cd "$(dirname "$0")/.." || exit
. tests/counting.sh

FUZZ_SECONDS=12  # for each target; one for each core at a time
# Longer runs of the fuzz targets and of the property tests.
[ "${1:-}" = --long ] && FUZZ_SECONDS=120 && export HAECHI_LONG=1
PYTHON=/usr/bin/python3
BIN=build/src/cli/haechi
SERVER=build/tests/server/testserver
ASAN=build-asan
export ASAN_OPTIONS=${ASAN_OPTIONS:-abort_on_error=0:detect_leaks=1:detect_stack_use_after_return=0}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1:halt_on_error=1}

build() { # DIR meson-options...
    local dir=$1
    shift
    [ -f "$dir/build.ninja" ] || quietly meson setup "$dir" "$@" || return 1
    quietly ninja -C "$dir" ${TARGET:-} || return 1
    [ "${TARGET:-}" ] || ln -f "$dir/src/cli/haechi" "$dir/haechi"
}

# A skipped unit test is one that passes for meson.
unit() { # DIR meson-options...
    local dir=$1 status
    shift
    meson test -C "$dir" --no-rebuild --print-errorlogs "$@"
    status=$?
    sed -n 's/^\[  SKIPPED \] \([a-z].*\)/skipped: \1/p' "$dir/meson-logs/testlog.txt"
    return $status
}

# Every workload, small: what it measures means nothing here.
bench_smoke() { quietly ninja -C build bench_tools && quietly $PYTHON bench/bench.py --binary $BIN -n 200 --rounds 1; }

# Exports the server and the model for tests/integration, fetched as `make demo` does. False: not to be had.
local_model() {
    local lines
    mapfile -t lines < <(tools/demo.sh --fetch)
    [ ${#lines[@]} = 2 ] || return 1
    export HAECHI_LLAMA_SERVER=${lines[0]} HAECHI_DEMO_GGUF=${lines[1]}
}

piece 'layers, marks, limits' $PYTHON tools/check_layers.py
piece 'the checker finds what is planted' $PYTHON tools/test_check_layers.py
piece 'particles behind values' $PYTHON tools/check_korean.py
piece 'analyzers: gcc, clang-tidy' tools/analyze.sh
piece 'build: gcc, release' build build --buildtype=release
# Warnings are errors in the plain builds; a sanitizer's own code brings gcc to false ones.
piece 'build: gcc, ASan+UBSan' \
    build $ASAN --buildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false -Dwerror=false

piece 'unit' unit build ${HAECHI_LONG:+--timeout-multiplier 10}
piece 'unit, ASan+UBSan' unit $ASAN --timeout-multiplier ${HAECHI_LONG:+1}4

piece 'simulation' build/tests/sim/sim --known tests/sim/seeds.txt --count 10000 --jobs 2
piece 'simulation, ASan+UBSan' $ASAN/tests/sim/sim --from 10000 --count ${HAECHI_LONG:+2}500 --jobs 2
piece 'simulation: the same history from every compiler' tests/sim/compilers.sh
piece 'simulation: planted bugs are found' $PYTHON tests/sim/bugs.py
[ -z "${HAECHI_LONG:-}" ] || piece 'simulation, seeds of today' build/tests/sim/sim --from "$(date +%s)00000" --count 50000 --jobs 2

piece 'the case runner itself' $PYTHON tests/test_run_cases.py $SERVER
piece 'cases' $PYTHON tests/run_cases.py --binary $BIN --server $SERVER
piece 'cases, ASan+UBSan' \
    $PYTHON tests/run_cases.py --binary $ASAN/src/cli/haechi --server $ASAN/tests/server/testserver
piece 'ThreadSanitizer' tests/tsan.sh
piece 'the test server itself' $PYTHON tests/server/test_testserver.py $SERVER
piece 'faults of a model endpoint' $PYTHON tests/faults/run.py $BIN $SERVER
piece 'faults of a model endpoint, ASan+UBSan' \
    $PYTHON tests/faults/run.py $ASAN/src/cli/haechi $ASAN/tests/server/testserver --half --no-heavy
piece 'under fault, beside a peer' $PYTHON tests/faults/peer_table.py $BIN $SERVER
piece 'why two numbers differ' $PYTHON tests/why/why.py $BIN
piece 'golden texts' tests/golden/run.sh $BIN $SERVER
piece 'golden ledgers' tests/golden_ledger/run.sh $BIN $SERVER
piece 'second reader of the format' tests/second_reader/run.sh $BIN $SERVER
piece 'records of other tools' tests/interop/run.sh $BIN
piece 'records of other tools, ASan+UBSan' tests/interop/run.sh $ASAN/src/cli/haechi
piece 'generated documents' tools/gen_docs.sh --check $BIN
piece 'the page of faults' $PYTHON tools/gen_faults.py --check
piece 'classes of replies' tests/replies/run.sh build
piece 'personal numbers' tests/pii/run.sh build
piece 'published results' tests/published/run.sh $BIN
piece 'taxonomies are covered' $PYTHON taxonomy/check.py
piece 'bias figures, computed again' $PYTHON tests/bias/recompute.py $BIN
piece 'the page of published tables' $PYTHON tools/gen_published.py --check $BIN
piece 'reports: one page, every format alike, read back' tests/report/run.sh $BIN $SERVER
piece 'JSON schemas' tests/schema/run.sh $BIN $SERVER
CC=clang TARGET=fuzz_targets piece 'build: clang, fuzz targets' \
    build build-fuzz --buildtype=debugoptimized -Dfuzz=true -Db_lundef=false
piece 'fuzz smoke' tests/fuzz/smoke.sh build-fuzz $FUZZ_SECONDS
piece 'the mutation script itself' $PYTHON tools/test_mutants.py
piece 'mutants' $PYTHON tools/mutants.py --server $SERVER
piece 'the server of the pages, ASan+UBSan' tests/web/run.sh $ASAN/src/cli/haechi
piece 'types of the pages' npm --prefix ui run --silent check
piece 'the pages in a browser' node tests/browser/run.mjs $BIN
piece 'control of a running run' tests/control/run.sh $ASAN/src/cli/haechi $SERVER
piece 'benchmarks run' bench_smoke
piece 'big runs' tests/bigrun/run.sh $BIN $SERVER
piece 'crash points' tests/crash/run.sh
piece 'crash points, ASan+UBSan' tests/crash/run.sh --binary $ASAN/src/cli/haechi --kinds disk,alloc --points 40
piece 'the bill of 5,000 calls' tests/crash/billing.py --calls=5000
local_model || echo '== neither model nor server is to be had here (said above why)'
piece 'integration: llama.cpp server, real model' tests/integration/run.sh $BIN
finish
