// SPDX-License-Identifier: Apache-2.0
#include "korean/fold.h"

#include "korean/hangul.h"

static hc_str done(hc_arena *a, hc_str s, const hc_buf *out, size_t n, size_t *out_n)
{
    if (out_n)
        *out_n = n;
    return n ? hc_str_dup(a, hc_buf_view(out)) : s;
}

static void put(hc_buf *out, uint32_t cp)
{
    char bytes[4];
    hc_buf_add(out, bytes, hc_utf8_put(cp, bytes));
}

/* ---- what is not seen ----------------------------------------------------------------------------------- */

static bool is_invisible(uint32_t cp)
{
    static const uint32_t ranges[][2] = {
        {0x00AD, 0x00AD}, {0x034F, 0x034F}, {0x115F, 0x1160}, {0x17B4, 0x17B5}, {0x180B, 0x180F}, {0x200B, 0x200F},
        {0x202A, 0x202E}, {0x2060, 0x206F}, {0x3164, 0x3164}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0},
        {0xE0000, 0xE007F}, {0xE0100, 0xE01EF},
    };
    for (size_t i = 0; i < HC_LEN(ranges) && cp >= ranges[i][0]; i++)
        if (cp <= ranges[i][1])
            return true;
    return false;
}

/* Bytes with which an invisible character can begin: everything else passes unread. */
static bool may_hide(unsigned char lead)
{
    return lead == 0xC2 || lead == 0xCD || lead == 0xE1 || lead == 0xE2 || lead == 0xE3 || lead == 0xEF || lead == 0xF3;
}

static bool is_emoji(uint32_t cp)
{
    static const uint32_t ranges[][2] = {
        {0x00A9, 0x00A9}, {0x00AE, 0x00AE}, {0x203C, 0x203C}, {0x2049, 0x2049}, {0x2122, 0x2122}, {0x2139, 0x2139},
        {0x2190, 0x21FF}, {0x2300, 0x23FF}, {0x24C2, 0x24C2}, {0x25A0, 0x27BF}, {0x2900, 0x297F}, {0x2B00, 0x2BFF},
        {0x3030, 0x3030}, {0x303D, 0x303D}, {0x3297, 0x3299}, {0x1F000, 0x1FAFF},
    };
    for (size_t i = 0; i < HC_LEN(ranges) && cp >= ranges[i][0]; i++)
        if (cp <= ranges[i][1])
            return true;
    return false;
}

/* `before` is the character kept last. */
static bool is_kept(uint32_t before, uint32_t cp, uint32_t after)
{
    if (cp == 0x200D)
        return (is_emoji(before) || before == 0xFE0F) && is_emoji(after);
    if (cp == 0xFE0F)
        return is_emoji(before) || (after == 0x20E3 && before && strchr("0123456789#*", (int)before));
    return cp == 0x1160 && ((before >= 0x1100 && before < 0x115F) || (before >= 0xA960 && before <= 0xA97C));
}

hc_str hc_ko_strip(hc_arena *a, hc_str s, size_t *out_n)
{
    s = hc_utf8_repair(a, s);
    HC_AUTO(hc_buf) out;
    hc_buf_init(&out, SIZE_MAX);
    size_t n = 0, from = 0, next;
    for (size_t at = 0; at < s.n; at = next) {
        next = at + 1;
        if (!may_hide((unsigned char)s.p[at]))
            continue;
        uint32_t cp = hc_peek(s, at, &next);
        if (!is_invisible(cp))
            continue;
        hc_buf_add(&out, s.p + from, at - from);
        from = at;
        size_t start;
        uint32_t before = hc_peek_back(hc_buf_view(&out), out.n, &start);
        if (is_kept(before, cp, hc_peek(s, next, NULL)))
            continue;
        n++;
        from = next;
    }
    if (n)
        hc_buf_add(&out, s.p + from, s.n - from);
    return done(a, s, &out, n, out_n);
}

/* ---- widths --------------------------------------------------------------------------------------------- */

/* The plain form, or 0: it has none. */
static uint32_t narrowed(uint32_t cp)
{
    static const uint16_t signs[] = {0xA2, 0xA3, 0xAC, 0xAF, 0xA6, 0xA5, 0x20A9};
    if (cp == 0x3000)
        return ' ';
    if (cp >= 0xFF01 && cp <= 0xFF5E)
        return cp - 0xFF01 + '!';
    if (cp >= 0xFFA1 && cp <= 0xFFBE)
        return cp - 0xFFA1 + 0x3131;
    if (cp >= 0xFFC2 && cp <= 0xFFDC && (cp - 0xFFC2) % 8 < 6)
        return 0x314F + (cp - 0xFFC2) / 8 * 6 + (cp - 0xFFC2) % 8;
    return cp >= 0xFFE0 && cp <= 0xFFE6 ? signs[cp - 0xFFE0] : 0;
}

/* Fourteen letters, fourteen syllables, then some words: once in brackets from U+3200, once in circles from U+3260. */
static const char *opened(uint32_t cp)
{
    static const char *const in_order[] = {"ㄱ", "ㄴ", "ㄷ", "ㄹ", "ㅁ", "ㅂ", "ㅅ", "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ",
                                           "가", "나", "다", "라", "마", "바", "사", "아", "자", "차", "카", "타", "파", "하"};
    static const char *const bracketed[] = {"(주)", "(오전)", "(오후)"}, *const circled[] = {"참고", "주의", "우"};
    if (cp >= 0x3200 && cp <= 0x321E)
        return cp < 0x321C ? in_order[cp - 0x3200] : bracketed[cp - 0x321C];
    if (cp >= 0x3260 && cp <= 0x327E)
        return cp < 0x327C ? in_order[cp - 0x3260] : circled[cp - 0x327C];
    return NULL;
}

static hc_str narrow(hc_arena *a, hc_str s, bool enclosed, size_t *out_n)
{
    s = hc_utf8_repair(a, s);
    HC_AUTO(hc_buf) out;
    hc_buf_init(&out, SIZE_MAX);
    size_t n = 0, from = 0, next;
    for (size_t at = 0; at < s.n; at = next) {
        next = at + 1;
        if ((unsigned char)s.p[at] != 0xE3 && (unsigned char)s.p[at] != 0xEF)
            continue;
        uint32_t cp = hc_peek(s, at, &next), plain = narrowed(cp);
        const char *words = enclosed && !plain ? opened(cp) : NULL;
        if (!plain && !words)
            continue;
        n++;
        hc_buf_add(&out, s.p + from, at - from);
        from = next;
        if (plain)
            put(&out, plain);
        else
            hc_buf_c(&out, words);
    }
    if (n)
        hc_buf_add(&out, s.p + from, s.n - from);
    return done(a, s, &out, n, out_n);
}

hc_str hc_ko_half_full(hc_arena *a, hc_str s, size_t *out_n)
{
    return narrow(a, s, false, out_n);
}

hc_str hc_ko_widths(hc_arena *a, hc_str s, size_t *out_n)
{
    return narrow(a, s, true, out_n);
}

/* ---- letters -------------------------------------------------------------------------------------------- */

/* Letters, all alike, at `at`. */
static size_t row(hc_str run, size_t at)
{
    size_t n = 1;
    while (at + 3 * n < run.n && memcmp(run.p + at, run.p + at + 3 * n, 3) == 0)
        n++;
    return n;
}

static bool is_tear(uint32_t letter)
{
    return letter == 0x3160 || letter == 0x315C || letter == 0x3161;   /* ㅠ ㅜ ㅡ */
}

/* One stretch of letters; returns how many syllables it made. Laughter before tears (ㅋㅋㅠ) makes none. */
static size_t join_letters(hc_str run, hc_buf *out)
{
    size_t made = 0, used;
    for (size_t at = 0; at < run.n; at += 3 * used) {
        uint32_t w[HC_JAMO_WINDOW] = {0};
        used = row(run, at);
        if (used > 1 && is_tear(hc_peek(run, at + 3 * used, NULL))) {
            used += row(run, at + 3 * used);
            hc_buf_str(out, hc_str_sub(run, at, at + 3 * used));
            continue;
        }
        for (size_t i = 0; i < HC_JAMO_WINDOW && at + 3 * i < run.n; i++)
            w[i] = hc_peek(run, at + 3 * i, NULL);
        put(out, hc_jamo_next(w, true, &used));
        made += used > 1;
    }
    return made;
}

hc_str hc_ko_recompose(hc_arena *a, hc_str s, size_t *out_n)
{
    s = hc_utf8_repair(a, s);
    HC_AUTO(hc_buf) out;
    hc_buf_init(&out, SIZE_MAX);
    size_t n = 0, from = 0, at = 0;
    while (at < s.n) {
        const char *lead = memchr(s.p + at, 0xE3, s.n - at);  /* all letters are E3 84 B1 .. E3 85 A3 */
        if (!lead)
            break;
        at = (size_t)(lead - s.p);
        size_t start = at;
        while (at < s.n && hc_is_letter(hc_peek(s, at, NULL)))
            at += 3;
        if (at == start) {
            at += 3;
            continue;
        }
        if (at - start < 6)
            continue;
        hc_buf_add(&out, s.p + from, start - from);
        n += join_letters(hc_str_sub(s, start, at), &out);
        from = at;
    }
    if (n)
        hc_buf_add(&out, s.p + from, s.n - from);
    return done(a, s, &out, n, out_n);
}
