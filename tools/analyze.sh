#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# make analyze: gcc -fanalyzer and clang-tidy over src/. Fails on every finding that tools/analyze/suppressions does not
# explain, and on every row there that explains nothing any more. Last line: "N passed, N failed".
#
#   tools/analyze.sh [FILE...]     a few files; unused rows are then no failure
set -uo pipefail
cd "$(dirname "$0")/.." || exit
export LC_ALL=C
ROWS=tools/analyze/suppressions
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

files=("$@")
[ $# -gt 0 ] || mapfile -t files < <(find src -name '*.c' | sort)
flags="-std=gnu17 -D_GNU_SOURCE -DHC_VERSION='\"0\"' -DHC_DATADIR='\"\"' -Isrc $(pkg-config --cflags libuv libcurl sqlite3 \
    jansson yaml-0.1 libpcre2-8 libutf8proc libcrypto libzip libzstd zlib)" || exit

each() { # files per call, script: on all processors
    printf '%s\0' "${files[@]}" | xargs -0 -P "$(nproc)" -n "$1" sh -c "$2" -
}
each 1 "gcc $flags -O2 -fanalyzer -fdiagnostics-plain-output -fanalyzer-verbosity=0 -c -o /dev/null \"\$@\"" 2>"$out/gcc"
gcc_status=$?
each 12 "clang-tidy --quiet \"\$@\" -- $flags" >"$out/tidy" 2>"$out/tidy.err"
tidy_status=$?

# "FILE: what is wrong [check] | the line of source", so that a row need not name a line number.
sed -nE 's,^(.*/)?(src/[^:]+):([0-9]+):[0-9]+: (warning|error|fatal error): (.*),\2\t\3\t\5,p' "$out/gcc" "$out/tidy" | sort -u |
    while IFS=$'\t' read -r file line what; do
        printf '%s: %s | %s\n' "$file" "$what" "$(sed -n "${line}{s/^ *//;p;q}" "$file")"
    done | sort -u >"$out/found"

passed=${#files[@]} failed=0
fail() { printf '%s\n' "$1"; failed=$((failed + 1)); }

cp "$out/found" "$out/left"
while IFS=$'\t' read -r pattern why; do
    [[ $pattern == '#'* ]] && continue
    [ "$why" ] || fail "$ROWS: no reason beside: $pattern"
    grep -qE -- "$pattern" "$out/found" || [ $# -gt 0 ] || fail "$ROWS: fits nothing: $pattern"
    grep -vE -- "$pattern" "$out/left" >"$out/next"
    mv "$out/next" "$out/left"
done <"$ROWS"
while IFS= read -r finding; do fail "$finding"; done <"$out/left"

# A file that does not compile has not been looked at.
if [ $gcc_status != 0 ] || [ $tidy_status != 0 ]; then
    grep -vE '^[0-9]+ warnings?.* generated' "$out/tidy.err"
    fail "gcc ended with $gcc_status, clang-tidy with $tidy_status"
fi
printf 'files: %d, findings: %d, suppressed: %d\n' ${#files[@]} "$(wc -l <"$out/found")" \
    $(($(wc -l <"$out/found") - $(wc -l <"$out/left")))
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
