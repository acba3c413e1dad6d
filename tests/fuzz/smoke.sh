#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# smoke.sh BUILD_DIR SECONDS: runs every fuzz target on a copy of its corpus and prints the number of runs.
# A crash ends with status 1 and keeps the input that caused it.
set -eu
if [ $# -ne 2 ]; then
    echo "usage: smoke.sh BUILD_DIR SECONDS" >&2
    exit 2
fi
build=$1 seconds=$2 here=$(dirname "$0") failed=0 found=0
work=$(mktemp -d)
for target in "$build"/tests/fuzz/fuzz_*; do
    [ -f "$target" ] && [ -x "$target" ] || continue
    found=1
    name=${target##*/fuzz_}
    mkdir "$work/$name"
    [ ! -d "$here/corpus/$name" ] || cp "$here/corpus/$name"/* "$work/$name/"
    if "$target" "$work/$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=4096 \
        -print_final_stats=1 -artifact_prefix="$work/$name-" > "$work/$name.log" 2>&1; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$name.log")
        rate=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$work/$name.log")
        echo "fuzz $name: $runs runs, $rate per second"
    else
        failed=1
        echo "fuzz $name: FAILED, see $work/$name.log and $work/$name-*" >&2
        tail -n 25 "$work/$name.log" >&2
    fi
done
if [ $found -eq 0 ]; then
    echo "no fuzz target in $build/tests/fuzz; configure with -Dfuzz=true" >&2
    exit 1
fi
[ $failed -ne 0 ] || rm -r "$work"
exit $failed
