# SPDX-License-Identifier: Apache-2.0
# Sourced by tests/run_all.sh and .ci/run: runs pieces and adds up what they counted.

PASSED=0 FAILED=0 FAILED_PIECES=() SKIPPED=()
COUNT_DIR=$(mktemp -d)
COUNT_LOG=$COUNT_DIR/log
trap 'rm -rf "$COUNT_DIR"' EXIT

# Not every machine that runs checks has a home to write to.
[ -w "${HOME:-}" ] || { export HOME=$COUNT_DIR/home && mkdir "$HOME"; }

# Whatever is started from here inherits the mark.
export HC_TEST_MARK=$$-$RANDOM$RANDOM
left_over() { # ids and commands of marked processes
    local f pid
    for f in /proc/[0-9]*/environ; do
        pid=${f//[!0-9]/}
        if grep -qzx "HC_TEST_MARK=$HC_TEST_MARK" "$f" 2>/dev/null; then
            printf '%s %s\n' "$pid" "$(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null)"
        fi
    done
}

# "N passed, N failed" (the last one), or the summary of meson, of Python's unittest or of mutants.py. What these skip
# counts as a failure; a line "skipped: WHY" does not, but is said again at the end: nothing is silent.
counts() {
    awk '
        match($0, /[0-9]+ passed, [0-9]+ failed/) { split(substr($0, RSTART), w, /[ ,]+/); p = w[1]; f = w[3]; seen = 1 }
        /^mutants: [0-9]+ killed, [0-9]+ survived/ { p = $2; f = $4; seen = 1 }
        /^Ran [0-9]+ tests? in / { p = $2; f = 0; seen = 1 }
        /^(FAILED|OK) \(.*\)$/ { n = split($0, w, /[^0-9]+/); for (i = 1; i <= n; i++) { p -= w[i]; f += w[i] } }
        /^Ok: +[0-9]+/ { p = $2; f = 0; seen = 1 }
        /^(Fail|Timeout|Skipped): +[0-9]+/ { f += $2 }
        /^Unexpected Pass: +[0-9]+/ { f += $3 }
        END { print seen ? p : "none", f + 0 }' "$1"
}

# Shows what a command printed only if it failed.
quietly() {
    local log
    log=$(mktemp)
    if "$@" >"$log" 2>&1; then
        rm -f "$log"
    else
        cat "$log"
        rm -f "$log"
        return 1
    fi
}

# piece NAME COMMAND...: a command without counts is one test; one that fails or neither runs nor skips anything is a failure.
piece() {
    local name=$1 status p f why start=$SECONDS
    shift
    printf '== %s\n' "$name"
    "$@" 2>&1 </dev/null | tee "$COUNT_LOG"
    status=${PIPESTATUS[0]}
    read -r p f < <(counts "$COUNT_LOG")
    if [ "$p" = none ]; then
        p=$((status == 0 ? 1 : 0))
    elif [ "$p" = 0 ] && [ "$f" = 0 ] && ! grep -q '^skipped: ' "$COUNT_LOG"; then
        echo "$name ran no test"
        f=1
    fi
    if [ "$status" != 0 ] && [ "$f" = 0 ]; then
        f=1
    fi
    PASSED=$((PASSED + p)) FAILED=$((FAILED + f))
    while IFS= read -r why; do SKIPPED+=("$name: $why"); done < <(sed -n 's/^skipped: //p' "$COUNT_LOG")
    [ "$f" = 0 ] || { FAILED_PIECES+=("$name") && tail -n 60 "$COUNT_LOG" >"$COUNT_DIR/failed.${#FAILED_PIECES[@]}"; }
    printf -- '-- %s: %d ok, %d not, %d s\n' "$name" "$p" "$f" $((SECONDS - start))
}

# The pipe of the piece that runs this is marked itself.
none_left() {
    local left
    left=$(left_over)
    left=$(grep -v " tee $COUNT_LOG " <<<"$left")
    [ -z "$left" ] || { printf 'still there: %s\n' "$left"; return 1; }
}

finish() {
    piece 'no process is left' none_left
    [ ${#SKIPPED[@]} = 0 ] || printf 'not run: %s\n' "${SKIPPED[@]}" | sort -u
    [ ${#FAILED_PIECES[@]} = 0 ] || { tail -n +1 "$COUNT_DIR"/failed.*; printf 'failed: %s\n' "${FAILED_PIECES[@]}"; }
    printf '%d passed, %d failed\n' "$PASSED" "$FAILED"
    [ "$FAILED" = 0 ] && [ "$PASSED" -gt 0 ]
}
