// SPDX-License-Identifier: Apache-2.0
#include "text/display.h"

#include <stdio.h>
#include <utf8proc.h>

#include "text/utf8.h"

static bool is_variation(uint32_t cp)
{
    return cp == 0xFE0E || cp == 0xFE0F;
}

/* Characters without ink that Unicode does not class as controls or format characters. */
static bool is_invisible(uint32_t cp)
{
    static const uint32_t ranges[][2] = {
        {0x034F, 0x034F}, {0x115F, 0x1160}, {0x17B4, 0x17B5},   {0x180B, 0x180F}, {0x2800, 0x2800},
        {0x3164, 0x3164}, {0xFE00, 0xFE0F}, {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFF8}, {0xE0000, 0xE0FFF},
        {0x2065, 0x2065},
    };
    for (size_t i = 0; i < HC_LEN(ranges); i++)
        if (cp >= ranges[i][0] && cp <= ranges[i][1])
            return true;
    return false;
}

static bool is_tagged(uint32_t cp, uint32_t before)
{
    if (cp < 0x300)
        return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0xAD;
    if (cp >= 0xAC00 && cp <= 0xD7A3)
        return false;
    /* One selector behind a character chooses emoji or text; a chain of them hides data. */
    if (is_variation(cp))
        return before < 0x20 || is_variation(before) || is_tagged(before, 0);
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)cp);
    return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF ||
           category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP || is_invisible(cp);
}

/* Writes what stands for the character at *at and returns its length, -1 if it may stand as it is. Moves
 * on in either case. */
static int replacement(hc_str s, size_t *at, bool multiline, uint32_t *before, char tag[16])
{
    size_t start = *at;
    bool valid = hc_utf8_len_at(s, start) > 0;
    uint32_t cp = hc_utf8_next(s, at), previous = *before;
    *before = cp;
    if (!valid)
        return snprintf(tag, 16, "<0x%02X>", (unsigned char)s.p[start]);
    if (cp == '\r' && *at < s.n && s.p[*at] == '\n')
        return 0;
    if (cp == '\n' || cp == '\t') {
        tag[0] = ' ';
        return multiline ? -1 : 1;
    }
    if (!is_tagged(cp, previous))
        return -1;
    return cp == 0x1B ? snprintf(tag, 16, "<ESC>") : snprintf(tag, 16, "<U+%04X>", (unsigned)cp);
}

hc_str hc_display_safe(hc_arena *a, hc_str s, bool multiline)
{
    HC_AUTO(hc_buf) out;
    hc_buf_init(&out, SIZE_MAX);
    size_t copied = 0; /* s up to here is in out */
    uint32_t before = 0;
    for (size_t at = 0; at < s.n;) {
        char tag[16];
        size_t start = at;
        int n = replacement(s, &at, multiline, &before, tag);
        if (n < 0)
            continue;
        hc_buf_add(&out, s.p + copied, start - copied);
        hc_buf_add(&out, tag, (size_t)n);
        copied = at;
    }
    if (copied == 0)
        return s;
    hc_buf_add(&out, s.p + copied, s.n - copied);
    return hc_str_dup(a, hc_buf_view(&out));
}

static size_t width_of(uint32_t cp)
{
    if (cp < 0x300)
        return cp >= 0x20 && (cp < 0x7F || cp >= 0xA0) && cp != 0xAD;
    /* Vowels and finals of decomposed Hangul stand on the columns of their initial. */
    if ((cp >= 0x1160 && cp <= 0x11FF) || (cp >= 0xD7B0 && cp <= 0xD7FF))
        return 0;
    int width = utf8proc_charwidth((utf8proc_int32_t)cp);
    return width > 0 ? (size_t)width : 0;
}

size_t hc_display_width(hc_str s)
{
    size_t width = 0;
    for (size_t at = 0; at < s.n;)
        width += width_of(hc_utf8_next(s, &at));
    return width;
}

hc_str hc_display_cut(hc_arena *a, hc_str s, size_t cols)
{
    size_t width = 0, keep = 0; /* keep: bytes of whole graphemes that leave a column for the mark */
    uint32_t before = 0;
    utf8proc_int32_t state = 0;
    for (size_t at = 0; at < s.n;) {
        size_t start = at;
        uint32_t cp = hc_utf8_next(s, &at);
        bool boundary = start == 0 || utf8proc_grapheme_break_stateful((utf8proc_int32_t)before,
                                                                       (utf8proc_int32_t)cp, &state);
        if (boundary && width + 1 <= cols)
            keep = start;
        before = cp;
        width += width_of(cp);
        if (width > cols)
            return cols ? hc_fmt(a, "%.*s…", HC_FS(hc_str_sub(s, 0, keep))) : (hc_str){"", 0};
    }
    return s;
}
