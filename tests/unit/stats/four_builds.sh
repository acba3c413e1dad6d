#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# gcc and clang, -O0 and -O2: the numbers of the reference vectors must be equal to the last bit.
# usage: four_builds.sh SOURCE_ROOT       without both compilers or the vectors it says that it skips, as the unit tests do
set -eu
skip() { echo "[  SKIPPED ] four_builds: needs $1"; exit 0; }
root=$(cd "$1" && pwd)
command -v gcc >/dev/null && command -v clang >/dev/null || skip 'gcc and clang'
vectors=${HAECHI_DATA:-$root/../shared/data}
[ -d "$vectors/stats-vectors" ] || skip 'the reference vectors'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
libs=$(pkg-config --cflags --libs jansson yaml-0.1 libpcre2-8 libutf8proc cmocka)
common="-std=gnu17 -D_GNU_SOURCE -I$root/src"
# What reads the files is built once: only the arithmetic changes its compiler.
for f in "$root"/src/base/*.c "$root"/src/syntax/*.c "$root"/src/text/*.c; do
  gcc $common -O1 -c "$f" -o "$work/$(basename "$f" .c).o"
done
for build in 'gcc -O0' 'gcc -O2' 'clang -O0' 'clang -O2'; do
  name=$(echo "$build" | tr -d ' ')
  $build $common -ffp-contract=off -fno-fast-math -fno-builtin "$root"/src/stats/*.c \
    "$root/tests/unit/stats/test_vectors.c" "$work"/*.o $libs -lm -lpthread -o "$work/$name"
  HAECHI_DATA=$vectors HAECHI_VECTORS_DUMP=$work/$name.txt "$work/$name" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
  cmp "$work/gcc-O0.txt" "$work/$name.txt"
  echo "$build: $(wc -l <"$work/$name.txt") numbers"
done
[ "$(wc -l <"$work/gcc-O0.txt")" -gt 1000 ]
