#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# make test: every kind of test on the release build and on the ASan+UBSan build. Last line: "N passed, N failed".
#
#   tests/run_all.sh [--long]     --long: longer fuzzing
set -uo pipefail
cd "$(dirname "$0")/.." || exit
. tests/counting.sh

LONG=
[ "${1:-}" = --long ] && LONG=1
PYTHON=/usr/bin/python3
BIN=build/src/cli/haechi
SERVER=build/tests/server/testserver
ASAN=build-asan
export ASAN_OPTIONS=${ASAN_OPTIONS:-abort_on_error=0:detect_leaks=1:detect_stack_use_after_return=0}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1:halt_on_error=1}

# Root may read and write everything: tests of refused access run as nobody.
as_nobody() {
    if [ "$(id -u)" != 0 ]; then
        "$@"
        return
    fi
    local home status
    home=$(mktemp -d)
    chown 65534:65534 "$home"
    setpriv --reuid=65534 --regid=65534 --clear-groups env HOME="$home" TMPDIR="$home" XDG_CACHE_HOME="$home" \
        PYTHONDONTWRITEBYTECODE=1 "$@"
    status=$?
    rm -rf "$home"
    return $status
}

build() { # DIR meson-options...
    local dir=$1
    shift
    [ -f "$dir/build.ninja" ] || quietly meson setup "$dir" "$@" || return 1
    quietly ninja -C "$dir" && ln -f "$dir/src/cli/haechi" "$dir/haechi"
}

# Exports the server and the model for tests/integration, fetched as `make demo` does. False: not to be had.
local_model() {
    local lines
    mapfile -t lines < <(tools/demo.sh --fetch)
    [ ${#lines[@]} = 2 ] || return 1
    export HAECHI_LLAMA_SERVER=${lines[0]} HAECHI_DEMO_GGUF=${lines[1]}
}

piece 'layers, marks, limits' $PYTHON tools/check_layers.py
piece 'the checker finds what is planted' $PYTHON tools/test_check_layers.py
piece 'build: gcc, release' build build --buildtype=release
# Warnings are errors in the plain builds; a sanitizer's own code brings gcc to false ones.
piece 'build: gcc, ASan+UBSan' \
    build $ASAN --buildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false -Dwerror=false

piece 'unit' meson test -C build --no-rebuild --print-errorlogs
piece 'unit, ASan+UBSan' meson test -C $ASAN --no-rebuild --print-errorlogs --timeout-multiplier 4

piece_of tests/test_run_cases.py 'the case runner itself' $PYTHON tests/test_run_cases.py $SERVER
piece_of tests/run_cases.py 'cases' $PYTHON tests/run_cases.py --binary $BIN --server $SERVER
piece_of tests/run_cases.py 'cases, ASan+UBSan' \
    $PYTHON tests/run_cases.py --binary $ASAN/src/cli/haechi --server $ASAN/tests/server/testserver
if [ "$(find tests/cases -name '*perm*.case' 2>/dev/null | head -1)" ]; then
    piece 'cases of refused access, as nobody' \
        as_nobody $PYTHON tests/run_cases.py --binary $BIN --server $SERVER --only perm
fi
piece_of tests/golden/run.sh 'golden ledgers and texts' tests/golden/run.sh
piece_of tests/second_reader/run.sh 'second reader of the format' tests/second_reader/run.sh
piece_of tests/fuzz/smoke.sh 'fuzz smoke' tests/fuzz/smoke.sh ${LONG:+--long}
piece 'the mutation script itself' $PYTHON tools/test_mutants.py
piece 'mutants' $PYTHON tools/mutants.py --server $SERVER
if [ -e tests/integration/run.sh ]; then
    if local_model; then
        piece 'integration: llama.cpp server, real model' tests/integration/run.sh
    else
        echo '== integration: left out, neither model nor server is to be had here (said above why)'
    fi
fi
finish
