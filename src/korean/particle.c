// SPDX-License-Identifier: Apache-2.0
#include "korean/particle.h"

#include "korean/hangul.h"

hc_str hc_hangul_run(hc_str s, size_t at)
{
    size_t end = at, next;
    while (end < s.n && hc_is_syllable(hc_peek(s, end, &next)))
        end = next;
    return hc_str_sub(s, at, end);
}

bool hc_only_particles(hc_str run)
{
    /* Whatever follows a copula belongs to it. */
    static const char *const copulas[] = {"입니", "이었", "였", "이에요", "예요", "이다", "이라", "라고", "라는", "이란",
                                          "이고", "이며", "인데", "이지", "이죠", "죠", "이랍", "랍니", "일 ", "임",
                                          "이기", "이므로", "므로", "이니", "인지"};
    static const char *const particles[] = {
        "에서", "에게", "한테", "께서", "부터", "까지", "보다", "처럼", "만큼", "으로", "이나", "이랑", "마저", "조차",
        "밖에", "이야", "은", "는", "이", "가", "을", "를", "의", "에", "로", "와", "과", "도", "만", "나", "랑", "야",
        "께", "인", "라", "란", "며", "고", "다", "서", "써", "째", "당", "씩", "쯤",
    };
    for (int i = 0; i < 3 && run.n; i++) {
        for (size_t c = 0; c < HC_LEN(copulas); c++)
            if (hc_str_starts(run, hc_str_c(copulas[c])))
                return true;
        size_t p = 0;
        while (p < HC_LEN(particles) && !hc_str_starts(run, hc_str_c(particles[p])))
            p++;
        if (p == HC_LEN(particles))
            return false;
        run = hc_str_sub(run, hc_str_c(particles[p]).n, run.n);
    }
    return run.n == 0;
}

bool hc_denied_at(hc_str s, size_t at, size_t *out_end)
{
    static const char *const particles[] = {"이 ", "가 ", "은 ", "는 ", "이", "가", "은", "는", " "};
    hc_str rest = hc_str_sub(s, at, s.n);
    *out_end = at;
    for (size_t i = 0; i < HC_LEN(particles); i++)
        if (hc_str_starts(rest, hc_str_c(particles[i]))) {
            rest = hc_str_sub(rest, hc_str_c(particles[i]).n, rest.n);
            break;
        }
    if (!hc_str_starts(rest, HC_S("아니")) && !hc_str_starts(rest, HC_S("아닌")) && !hc_str_starts(rest, HC_S("아닙")))
        return false;
    if (hc_str_starts(rest, HC_S("아니라")) || hc_str_starts(rest, HC_S("아니고")) || hc_str_starts(rest, HC_S("아닌")))
        *out_end = (size_t)(rest.p - s.p) + (hc_str_starts(rest, HC_S("아닌")) ? 6 : 9);
    return true;
}
