#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# long.sh TARGET MINUTES: fuzzes one target ("all": each in turn for that time) on a corpus that stays in the cache folder,
# grows from run to run and is minimised at the end. make fuzz TARGET=json MINUTES=60 calls this.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
target=${1:-} minutes=${2:-10} build=build-fuzz
cache=${XDG_CACHE_HOME:-$HOME/.cache}/haechi/fuzz
names=$(for f in tests/fuzz/fuzz_*.c; do f=${f##*/fuzz_}; echo "${f%.c}"; done)
[ "$target" = all ] || grep -qx "$target" <<<"$names" || { printf 'TARGET is all or one of:\n%s\n' "$names" >&2; exit 2; }

[[ $minutes =~ ^[1-9][0-9]*$ ]] || { echo 'MINUTES is a whole number from 1' >&2; exit 2; }

[ -f $build/build.ninja ] || CC=clang meson setup $build --buildtype=debugoptimized -Dfuzz=true -Db_lundef=false >/dev/null || exit
ninja -C $build fuzz_targets >/dev/null || exit

one() { # NAME
    local corpus=$cache/$1/corpus found=$cache/$1/crashes program=$build/tests/fuzz/fuzz_$1 status
    mkdir -p "$corpus" "$found"
    cp -n tests/fuzz/corpus/"$1"/* "$corpus"/
    # With -jobs libFuzzer writes its logs into the working folder.
    (cd "$cache/$1" && "$OLDPWD/$program" "$corpus" -max_total_time=$((minutes * 60)) -timeout=10 -rss_limit_mb=2048 -max_len=65536 \
        -jobs="$(nproc)" -workers="$(nproc)" -artifact_prefix="$found/" -print_final_stats=1 </dev/null)
    status=$?
    mkdir "$corpus.new" && "$program" -merge=1 "$corpus.new" "$corpus" tests/fuzz/corpus/"$1" >/dev/null 2>&1 &&
        rm -r "$corpus" && mv "$corpus.new" "$corpus"
    rm -rf "$corpus.new"
    echo "fuzz $1: corpus of $(find "$corpus" -type f | wc -l) inputs in $corpus"
    if [ -n "$(ls -A "$found")" ]; then
        cat <<WORDS
fuzz $1: FAILED on what lies in $found. To make one a test:
  $program -minimize_crash=1 -runs=100000 -exact_artifact_path=$found/small $found/FILE
  cp $found/small tests/fuzz/corpus/$1/WHAT-IT-SHOWS     # the smoke run plays it for ever
  and a check with its bytes in the unit test of the folder that was wrong
WORDS
        return 1
    fi
    return $status
}

failed=0
for name in $([ "$target" = all ] && echo "$names" || echo "$target"); do one "$name" || failed=1; done
exit $failed
