// SPDX-License-Identifier: Apache-2.0
#include "korean/josa.h"

#include <string.h>

#include "korean/hangul.h"

typedef enum { SOUND_NONE, SOUND_RIEUL, SOUND_OTHER, SOUND_UNKNOWN } final_sound;

static const struct {
    const char *marker, *after_consonant, *after_vowel, *unknown;
} particles[] = {
    {"{을/를}", "을", "를", "을(를)"},     {"{이/가}", "이", "가", "이(가)"},
    {"{은/는}", "은", "는", "은(는)"},     {"{과/와}", "과", "와", "과(와)"},
    {"{으로/로}", "으로", "로", "(으)로"}, {"{이라/라}", "이라", "라", "(이)라"},
    {"{아/야}", "아", "야", "아(야)"},
};

static bool is_closing(uint32_t cp)
{
    static const uint32_t marks[] = {'\'', '"', '`', '*', '_', '>', ']', '}', ')', 0x2019, 0x201D, 0x300D,
                                     0x300F, 0x3009, 0x300B, 0x3011, 0xFF09, 0x00BB};
    for (size_t i = 0; i < HC_LEN(marks); i++)
        if (marks[i] == cp)
            return true;
    return false;
}

/* Where the "(gloss)" that ends at `end` opens, if a word stands before it; else `end`. */
static size_t before_gloss(hc_str s, size_t end)
{
    size_t at = end, depth = 0;
    while (at > 0) {
        size_t start;
        uint32_t cp = hc_peek_back(s, at, &start);
        if (cp == ')' || cp == 0xFF09)
            depth++;
        else if ((cp == '(' || cp == 0xFF08) && --depth == 0)
            return start > 0 && s.p[start - 1] != ' ' && s.p[start - 1] != '\n' ? start : end;
        at = start;
    }
    return end;
}

static bool is_digit(uint32_t cp)
{
    return (cp >= '0' && cp <= '9') || (cp >= 0xFF10 && cp <= 0xFF19);
}

/* 영 일 이 삼 사 오 육 칠 팔 구; an integer that ends in zeros is read with its unit: 십 백 천 만 억 조 경. */
static final_sound sound_of_number(hc_str s, size_t end)
{
    static const final_sound digits[] = {SOUND_OTHER, SOUND_RIEUL, SOUND_NONE, SOUND_OTHER, SOUND_NONE,
                                         SOUND_NONE, SOUND_OTHER, SOUND_RIEUL, SOUND_RIEUL, SOUND_NONE};
    size_t zeros = 0, at = end, start;
    bool integer = true, only_zeros = true;
    uint32_t last = hc_peek_back(s, end, &start) & 0xF, first = last;
    while (at > 0) {
        uint32_t cp = hc_peek_back(s, at, &start);
        if (cp == '.')
            integer = false;
        if (!is_digit(cp) && cp != ',' && cp != '.')
            break;
        if (is_digit(cp)) {
            first = cp & 0xF;
            if (first != 0)
                only_zeros = false;
            zeros += only_zeros;
        }
        at = start;
    }
    if (last != 0 || only_zeros || first == 0 || !integer)
        return digits[last];
    return (zeros >= 12 && zeros < 16) ? SOUND_NONE : zeros < 20 ? SOUND_OTHER : SOUND_UNKNOWN;
}

static bool is_latin(uint32_t cp)
{
    return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
}

/* An acronym is read letter by letter; a word by what its ending usually becomes in Hangul (token 토큰, file 파일,
 * score 스코어). Endings that go both ways (app 앱, loop 루프) stay unknown. */
static final_sound sound_of_latin(hc_str s, size_t end)
{
    size_t from = end, lower = 0, vowels = 0;
    while (from > 0 && is_latin((unsigned char)s.p[from - 1])) {
        char c = s.p[--from];
        lower += c >= 'a';
        vowels += strchr("aeiouyAEIOUY", c) != NULL;
    }
    size_t n = end - from;
    char last = (char)(s.p[end - 1] | 0x20), before = n > 1 ? (char)(s.p[end - 2] | 0x20) : '\0';
    if (n == 1 || lower == 0 || vowels == 0)
        return last == 'l' || last == 'r' ? SOUND_RIEUL : last == 'm' || last == 'n' ? SOUND_OTHER : SOUND_NONE;
    if (last == 'e' && strchr("lmnp", before)) {
        last = before;
        before = '\0';
        if (last == 'p')
            return SOUND_OTHER;
    }
    if (last == 'l')
        return SOUND_RIEUL;
    if (last == 'm' || last == 'n' || (last == 'g' && before == 'n'))
        return SOUND_OTHER;
    return strchr("ptkcb", last) ? SOUND_UNKNOWN : SOUND_NONE;
}

static final_sound sound_of(hc_str s)
{
    size_t at = s.n, start;
    uint32_t cp = 0;
    while (at > 0) {
        cp = hc_peek_back(s, at, &start);
        size_t open = cp == ')' || cp == 0xFF09 ? before_gloss(s, at) : at;
        if (open < at) {
            at = open;
            continue;
        }
        if (!is_closing(cp))
            break;
        at = start;
    }
    if (at == 0)
        return SOUND_UNKNOWN;
    if (hc_is_syllable(cp))
        return hc_final_of(cp) == 0 ? SOUND_NONE : hc_final_of(cp) == 8 ? SOUND_RIEUL : SOUND_OTHER;
    if (is_digit(cp))
        return sound_of_number(s, at);
    if (is_latin(cp))
        return sound_of_latin(s, at);
    if (cp == 0x3139 || cp == 0x11AF)              /* ㄹ as a letter (리을) or a decomposed final */
        return SOUND_RIEUL;
    if ((cp >= 0x3131 && cp <= 0x314E) || (cp >= 0x11A8 && cp <= 0x11C2))
        return SOUND_OTHER;
    if ((cp >= 0x314F && cp <= 0x3163) || (cp >= 0x1161 && cp <= 0x1175) || cp == '%' || cp == 0xFF05 ||
        cp == 0x2103 || cp == '$' || cp == '+')    /* 퍼센트, 도, 달러, 플러스 */
        return SOUND_NONE;
    return SOUND_UNKNOWN;
}

hc_str hc_josa(hc_arena *a, hc_str text)
{
    HC_AUTO(hc_buf) out = {0};
    hc_buf_init(&out, SIZE_MAX);
    size_t copied = 0;
    for (size_t at = 0; at < text.n; at++) {
        if (text.p[at] != '{')
            continue;
        hc_str rest = hc_str_sub(text, at, text.n);
        for (size_t i = 0; i < HC_LEN(particles); i++) {
            hc_str marker = hc_str_c(particles[i].marker);
            if (!hc_str_starts(rest, marker))
                continue;
            hc_buf_str(&out, hc_str_sub(text, copied, at));
            final_sound sound = sound_of(hc_buf_view(&out));
            bool vowel = sound == SOUND_NONE || (sound == SOUND_RIEUL && hc_str_is(marker, "{으로/로}"));
            hc_buf_c(&out, sound == SOUND_UNKNOWN ? particles[i].unknown
                           : vowel                ? particles[i].after_vowel
                                                  : particles[i].after_consonant);
            copied = at + marker.n;
            at = copied - 1;
            break;
        }
    }
    if (copied == 0)
        return text;
    hc_buf_str(&out, hc_str_sub(text, copied, text.n));
    return hc_str_dup(a, hc_buf_view(&out));
}
