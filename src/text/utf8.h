// SPDX-License-Identifier: Apache-2.0
#ifndef HC_TEXT_UTF8_H
#define HC_TEXT_UTF8_H

#include "base/str.h"

/* UTF-8 as RFC 3629: no overlong forms, no surrogates, at most U+10FFFF. */

bool hc_utf8_valid(hc_str s);
/* Byte offset of the first invalid byte, or s.n. */
size_t hc_utf8_valid_prefix(hc_str s);
/* Length of the well-formed sequence at byte `at` (1..4), or 0 if there is none. `at` < s.n. */
static inline size_t hc_utf8_len_at(hc_str s, size_t at)
{
    const unsigned char *p = (const unsigned char *)s.p + at;
    unsigned char c = p[0];
    if (c < 0x80)
        return 1;
    if (c >= 0xE1 && c <= 0xEC && s.n - at >= 3)       /* most of Hangul: any two bytes may follow */
        return (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80 ? 3 : 0;
    if (c < 0xC2 || c > 0xF4)
        return 0;
    size_t need = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (s.n - at < need)
        return 0;
    /* The second byte excludes overlong forms, surrogates and what lies beyond U+10FFFF. */
    unsigned char low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    unsigned char high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    if (p[1] < low || p[1] > high)
        return 0;
    for (size_t i = 2; i < need; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    return need;
}
/* Behind the character that `at` lies in; `at` itself at its beginning, s.n at most. */
size_t hc_utf8_behind(hc_str s, size_t at);
/* Decodes the character at *at and moves on; an invalid byte yields U+FFFD and moves one byte. */
uint32_t hc_utf8_next(hc_str s, size_t *at);
/* Writes cp (a scalar value) and returns 1..4. */
size_t hc_utf8_put(uint32_t cp, char out[4]);
size_t hc_utf8_count(hc_str s);              /* characters; an invalid byte counts as one */
/* Every invalid byte becomes U+FFFD; returns s itself when nothing had to be repaired. */
hc_str hc_utf8_repair(hc_arena *a, hc_str s);

/* Where byte `at` stands: 1-based line (LF, CR or CRLF end a line) and column in characters. */
typedef struct hc_pos {
    size_t line, col;
} hc_pos;
hc_pos hc_utf8_pos(hc_str s, size_t at);

#endif
