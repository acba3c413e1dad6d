#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Makes the golden ledgers of a release: make.sh BINARY SERVER DIR. Done once per release; the files are never changed again.
set -euo pipefail
# A log carries the name of the host that wrote it: this one gets a neutral name.
[ "$(hostname)" = golden ] || exec unshare --uts bash -c 'hostname golden && exec "$@"' - bash "$0" "$@"
binary=$(realpath "$1") server=$(realpath "$2") dir=$3
here=$(dirname "$(realpath "$0")")
mkdir -p "$dir"
dir=$(realpath "$dir")
work=$(mktemp -d)
trap 'kill $pid 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
"$server" "$here/server.script" --port-file port & pid=$!
until [ -s port ]; do sleep 0.05; done
url="http://127.0.0.1:$(cat port)/v1"
cp "$here/questions.jsonl" .
"$binary" run questions.jsonl -m "m=$url#model" -m r=ref:refuse --judge "j=$url#judge" -k 2 --out done.haechi --progress none -q >/dev/null || true
"$binary" requeue done.haechi two >/dev/null
"$binary" resume done.haechi --progress none -q >/dev/null || true
"$binary" show done.haechi --json | /usr/bin/python3 -c 'import json,sys; print(json.dumps(json.load(sys.stdin)["result"], ensure_ascii=False))' >done.result.json
# An interrupted one: the server goes away behind the second question.
"$binary" run questions.jsonl -m "m=$url#model" --out open.haechi -j 1 --progress none -q --max-errors 0 --where 'id:one' >/dev/null || true
"$binary" requeue open.haechi one >/dev/null
mv done.haechi done.haechi-key done.result.json open.haechi open.haechi-key "$dir"
