// SPDX-License-Identifier: Apache-2.0
#include "text/utf8.h"

#include <string.h>

static size_t skip_ascii(hc_str s, size_t at)
{
    uint64_t word;
    while (s.n - at >= sizeof word) {
        memcpy(&word, s.p + at, sizeof word);
        if (word & UINT64_C(0x8080808080808080))
            break;
        at += sizeof word;
    }
    while (at < s.n && (unsigned char)s.p[at] < 0x80)
        at++;
    return at;
}

size_t hc_utf8_valid_prefix(hc_str s)
{
    size_t at = skip_ascii(s, 0);
    while (at < s.n) {
        size_t len = hc_utf8_len_at(s, at);
        if (len == 0)
            return at;
        at += len;
        if (at < s.n && (unsigned char)s.p[at] < 0x80)
            at = skip_ascii(s, at);
    }
    return at;
}

bool hc_utf8_valid(hc_str s)
{
    return hc_utf8_valid_prefix(s) == s.n;
}

size_t hc_utf8_behind(hc_str s, size_t at)
{
    size_t n = at < s.n ? at : s.n;
    while (n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80)
        n++;
    return n;
}

uint32_t hc_utf8_next(hc_str s, size_t *at)
{
    static const unsigned char lead_mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    size_t len = hc_utf8_len_at(s, *at);
    if (len == 0) {
        ++*at;
        return 0xFFFD;
    }
    const unsigned char *p = (const unsigned char *)s.p + *at;
    uint32_t cp = p[0] & lead_mask[len];
    for (size_t i = 1; i < len; i++)
        cp = cp << 6 | (p[i] & 0x3Fu);
    *at += len;
    return cp;
}

size_t hc_utf8_put(uint32_t cp, char out[4])
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    size_t len = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    for (size_t i = len - 1; i > 0; i--, cp >>= 6)
        out[i] = (char)(0x80 | (cp & 0x3F));
    out[0] = (char)((0xF00u >> len & 0xF0u) | cp);
    return len;
}

size_t hc_utf8_count(hc_str s)
{
    size_t count = 0;
    for (size_t at = 0; at < s.n; count++)
        hc_utf8_next(s, &at);
    return count;
}

hc_str hc_utf8_repair(hc_arena *a, hc_str s)
{
    size_t from = hc_utf8_valid_prefix(s);
    if (from == s.n)
        return s;
    char *out = hc_alloc_n(a, s.n, 3); /* an invalid byte grows to three */
    size_t n = 0;
    for (size_t at = 0; at < s.n;) {
        size_t run = hc_utf8_valid_prefix(hc_str_sub(s, at, s.n));
        memcpy(out + n, s.p + at, run);
        n += run;
        at += run;
        if (at < s.n) {
            n += hc_utf8_put(0xFFFD, out + n);
            at++;
        }
    }
    return (hc_str){out, n};
}

hc_pos hc_utf8_pos(hc_str s, size_t at)
{
    size_t line = 1, start = 0, end = at < s.n ? at : s.n;
    for (size_t i = 0; i < end; i++) {
        bool crlf = s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n';
        if (s.p[i] == '\n' || (s.p[i] == '\r' && !crlf)) {
            line++;
            start = i + 1;
        }
    }
    return (hc_pos){line, hc_utf8_count(hc_str_sub(s, start, end)) + 1};
}
