// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_HANGUL_H
#define HC_KOREAN_HANGUL_H

#include "text/utf8.h"

/* A composed syllable U+AC00..U+D7A3 = base + (initial * 21 + vowel) * 28 + final; final 0 = none, 8 = ㄹ. */
static inline bool hc_is_syllable(uint32_t cp)
{
    return cp >= 0xAC00 && cp <= 0xD7A3;
}

static inline int hc_final_of(uint32_t syllable)
{
    return (int)((syllable - 0xAC00) % 28);
}

/* The character at `at`, or 0 at the end; *out_next (may be NULL) is the offset behind it. */
static inline uint32_t hc_peek(hc_str s, size_t at, size_t *out_next)
{
    uint32_t cp = at < s.n ? hc_utf8_next(s, &at) : 0;
    if (out_next)
        *out_next = at;
    return cp;
}

/* The character before `at`, or 0 at the start; *out_start is where it begins. */
static inline uint32_t hc_peek_back(hc_str s, size_t at, size_t *out_start)
{
    if (at == 0)
        return 0;
    size_t start = at - 1;
    for (size_t back = 2; back <= 4 && back <= at && ((unsigned char)s.p[start] & 0xC0) == 0x80; back++)
        start = at - back;
    if (hc_utf8_len_at(s, start) != at - start)
        start = at - 1;
    *out_start = start;
    return hc_peek(s, start, NULL);
}

#endif
