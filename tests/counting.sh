# SPDX-License-Identifier: Apache-2.0
# Sourced by tests/run_all.sh and .ci/run: runs pieces and adds up what they counted.

PASSED=0 FAILED=0 FAILED_PIECES=()
COUNT_LOG=$(mktemp)
trap 'rm -f "$COUNT_LOG"' EXIT

# "N passed, N failed" (the last one), or the summary of meson, of Python's unittest or of mutants.py. A skip counts as
# a failure: nothing is silent.
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

# piece NAME COMMAND...: a command without counts is one test; one that fails or runs nothing is at least one failure.
piece() {
    local name=$1 status p f start=$SECONDS
    shift
    printf '== %s\n' "$name"
    "$@" 2>&1 </dev/null | tee "$COUNT_LOG"
    status=${PIPESTATUS[0]}
    read -r p f < <(counts "$COUNT_LOG")
    if [ "$p" = none ]; then
        p=$((status == 0 ? 1 : 0))
    elif [ "$p" = 0 ] && [ "$f" = 0 ]; then
        echo "$name ran no test"
        f=1
    fi
    if [ "$status" != 0 ] && [ "$f" = 0 ]; then
        f=1
    fi
    PASSED=$((PASSED + p)) FAILED=$((FAILED + f))
    [ "$f" = 0 ] || FAILED_PIECES+=("$name")
    printf -- '-- %s: %d ok, %d not, %d s\n' "$name" "$p" "$f" $((SECONDS - start))
}

# The same for a piece that is a file of the tree.
piece_of() { # FILE NAME COMMAND...
    local file=$1
    shift
    if [ -e "$file" ]; then piece "$@"; else printf '== %s: left out, %s is not in this tree\n' "$1" "$file"; fi
}

finish() {
    [ ${#FAILED_PIECES[@]} = 0 ] || printf 'failed: %s\n' "${FAILED_PIECES[@]}"
    printf '%d passed, %d failed\n' "$PASSED" "$FAILED"
    [ "$FAILED" = 0 ] && [ "$PASSED" -gt 0 ]
}
