#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Reports of a run: what every format says is the same, one page is one page, hostile names stay text.
#
#   tests/report/run.sh BINARY SERVER [--update]     --update rewrites expected/*.md
#   Last line: "N passed, N failed"; what is not to be had here is said as "skipped: WHY".
set -uo pipefail
[ $# -ge 2 ] && [ -x "$1" ] && [ -x "$2" ] || { echo 'usage: tests/report/run.sh BINARY SERVER [--update]' >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/haechi/hwpx-reader-6.9.0
if [ ! -f "$cache/ready" ]; then
    # An independent reader of the format, fixed to one version; kept between runs.
    rm -rf "$cache"
    /usr/bin/python3 -m venv "$cache" >/dev/null 2>&1 &&
        "$cache/bin/python" -m pip -q --disable-pip-version-check install 'python-hwpx==6.9.0' 'lxml==6.1.3' >/dev/null 2>&1 && touch "$cache/ready"
fi
reader=
[ -f "$cache/ready" ] && reader=$cache/bin/python
export HWPX_READER=$reader PYTHONDONTWRITEBYTECODE=1
exec /usr/bin/python3 "$here/report.py" "$(realpath "$1")" "$(realpath "$2")" "${@:3}"
