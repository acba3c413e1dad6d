#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# smoke.sh BUILD_DIR SECONDS: runs every fuzz target so long on a copy of its corpus, as many at once as there are
# cores, from one seed: it judges a change, long.sh finds what is new. A failure keeps the input that caused it. Last line: "N passed, N failed".
set -uo pipefail
[ $# = 2 ] || { echo 'usage: smoke.sh BUILD_DIR SECONDS' >&2; exit 2; }
build=$1 here=$(dirname "$0")
work=$(mktemp -d)
export work build here seconds=$2

one() { # NAME
    local name=$1 log=$work/$1.log
    mkdir "$work/$name" && cp "$here/corpus/$name"/* "$work/$name/" || return
    if "$build/tests/fuzz/fuzz_$name" "$work/$name" -seed=1 -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -max_len=4096 -print_final_stats=1 -artifact_prefix="$work/$name-" </dev/null >"$log" 2>&1; then
        echo "fuzz $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") runs"
    else
        { grep -vE '^#[0-9]+|^stat::' "$log" | tail -n 30; cat "$work/$name"-* | base64; } >"$work/$name.failed"
        echo "fuzz $name: FAILED, see $log and $work/$name-*"
    fi
}
export -f one

targets=()
for source in "$here"/fuzz_*.c; do
    name=${source##*/fuzz_}
    targets+=("${name%.c}")
done
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I{} bash -c 'one {}' | tee "$work/summary"
passed=$(grep -cE '^fuzz [a-z_]+: [0-9]+ runs$' "$work/summary")
failed=$((${#targets[@]} - passed))
[ $failed != 0 ] || rm -r "$work"
[ $failed = 0 ] || tail -n +1 "$work"/*.failed
echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ "$passed" -gt 0 ]
