// SPDX-License-Identifier: Apache-2.0
#include "text/normalize.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "text/utf8.h"

/* utf8proc sorts a run of combining marks in quadratic time; no language stacks so many. A longer run is
 * normalised in pieces. */
enum { MARKS_MAX = 128 };

/* The place before the first final: no letter, it composes with nothing, but utf8proc drops it behind a syllable. */
enum { NO_FINAL = 0x11A7 };

/* Characters that NFC leaves alone whatever stands beside them: where nothing else occurs, nothing has
 * to be done. A Hangul syllable is one because the jamo that could join it is not. */
static bool is_stable(uint32_t cp)
{
    static const uint32_t ranges[][2] = {
        {0x0000, 0x02FF}, {0xAC00, 0xD7A3}, {0x3001, 0x3029}, {0x3131, 0x318E}, {0x4E00, 0x9FFF},
        {0x2010, 0x205E}, {0x2460, 0x26FF}, {0xFF01, 0xFF60}, {0x1F300, 0x1FAFF},
    };
    for (size_t i = 0; i < HC_LEN(ranges); i++)
        if (cp >= ranges[i][0] && cp <= ranges[i][1])
            return true;
    return false;
}

static bool already_nfc(hc_str s)
{
    for (size_t at = 0; at < s.n;) {
        if ((unsigned char)s.p[at] < 0x80)
            at++;
        else if (!is_stable(hc_utf8_next(s, &at)))
            return false;
    }
    return true;
}

static void compose(hc_buf *out, hc_str piece)
{
    utf8proc_uint8_t *made = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)piece.p, (utf8proc_ssize_t)piece.n, &made,
                                      UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (n == UTF8PROC_ERROR_NOMEM)
        hc_out_of_memory();
    HC_ASSERT(n >= 0);
    hc_buf_add(out, made, (size_t)n);
    free(made);
}

hc_str hc_nfc(hc_arena *a, hc_str s)
{
    s = hc_utf8_repair(a, s);
    if (already_nfc(s))
        return s;
    HC_AUTO(hc_buf) out;
    hc_buf_init(&out, SIZE_MAX);
    size_t from = 0, marks = 0;
    for (size_t at = 0; at < s.n;) {
        size_t start = at;
        uint32_t cp = hc_utf8_next(s, &at);
        bool mark = cp >= 0x300 && utf8proc_get_property((utf8proc_int32_t)cp)->combining_class > 0;
        marks = mark ? marks + 1 : 0;
        if (marks > MARKS_MAX || cp == NO_FINAL) {
            compose(&out, hc_str_sub(s, from, start));
            from = start;
            marks = mark;
        }
    }
    compose(&out, hc_str_sub(s, from, s.n));
    return hc_str_dup(a, hc_buf_view(&out));
}

static bool is_space(uint32_t cp)
{
    return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0x85 || cp == 0xA0 || cp == 0x1680 ||
           (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 || cp == 0x2029 || cp == 0x202F || cp == 0x205F ||
           cp == 0x3000;
}

static uint32_t folded(uint32_t cp)
{
    if (cp >= 0xFF01 && cp <= 0xFF5E)
        cp -= 0xFF01 - '!';
    if (cp < 0x80)
        return cp >= 'A' && cp <= 'Z' ? cp + 32 : cp;
    if (cp == 0x131) /* the dotless i is a letter of its own */
        return cp;
    /* By way of upper case, so that all small forms of one letter meet (final sigma, long s). */
    return (uint32_t)utf8proc_tolower(utf8proc_toupper((utf8proc_int32_t)cp));
}

hc_str hc_text_fold(hc_arena *a, hc_str s)
{
    s = hc_nfc(a, s);
    char *out = hc_alloc_n(a, s.n + 1, 2); /* some small letters are a byte longer */
    size_t n = 0;
    bool space = false;
    for (size_t at = 0; at < s.n;) {
        uint32_t cp = hc_utf8_next(s, &at);
        if (is_space(cp)) {
            space = n > 0;
            continue;
        }
        if (space)
            out[n++] = ' ';
        space = false;
        n += hc_utf8_put(folded(cp), out + n);
    }
    return hc_nfc(a, (hc_str){out, n});
}
