#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A seed is the same history whoever compiled it: the traces of gcc -O0, clang -O2 and the release build are equal.
#
#   tests/sim/compilers.sh [SEEDS]     from the top of the checkout, after the release build
set -euo pipefail
seeds=${1:-200}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
build() { # DIR CC OPTIMIZATION
    [ -f "$1/build.ninja" ] || CC=$2 meson setup "$1" --buildtype=plain -Doptimization="$3" -Dwerror=false >"$out/log" 2>&1 ||
        { cat "$out/log"; exit 1; }
    ninja -C "$1" tests/sim/sim >"$out/log" 2>&1 || { cat "$out/log"; exit 1; }
}
build build-sim-gcc gcc 0
build build-sim-clang clang 2
passed=0 failed=0
for dir in build build-sim-gcc build-sim-clang; do
    "$dir/tests/sim/sim" --count "$seeds" --jobs 2 --hashes | grep -E '^[0-9]+ [0-9a-f]{16}$' | sort -n >"$out/$dir"
done
for dir in build-sim-gcc build-sim-clang; do
    if [ "$(wc -l <"$out/$dir")" = "$seeds" ] && diff "$out/build" "$out/$dir" >"$out/diff"; then
        passed=$((passed + seeds))
    else
        echo "$dir: other traces than the release build, or not $seeds of them:"
        head -20 "$out/diff"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
