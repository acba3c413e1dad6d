#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Writes what the program itself knows about its command line: Markdown reference and man page, in both languages.
#
#   tools/gen_docs.sh [--check] BINARY     --check: write nothing, exit 1 when a file in the tree differs
set -euo pipefail

check=
[ "${1:-}" = --check ] && { check=1; shift; }
[ $# = 1 ] && [ -x "$1" ] || { echo 'usage: tools/gen_docs.sh [--check] BINARY' >&2; exit 2; }
haechi=$(realpath "$1")
cd "$(dirname "$0")/.."

new=$(mktemp)
trap 'rm -f "$new"' EXIT
differing=0

page() { # FILE WHAT LANGUAGE
    # An empty folder: no haechi.yaml, no HAECHI_ variable of this machine speaks.
    env -i "$haechi" help "$2" --lang "$3" -C / >"$new"
    [ -s "$new" ] || { echo "haechi help $2 --lang $3 printed nothing" >&2; exit 1; }
    if [ -z "$check" ]; then
        cp "$new" "docs/reference/$1"
    elif ! cmp -s "$new" "docs/reference/$1"; then
        echo "docs/reference/$1 is not what this haechi prints: run tools/gen_docs.sh $haechi" >&2
        differing=1
    fi
}

[ "$check" ] || mkdir -p docs/reference/man
page cli.md markdown en
page cli.ko.md markdown ko
page man/haechi.1 man en
page man/haechi.ko.1 man ko
exit $differing
