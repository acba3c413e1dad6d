// SPDX-License-Identifier: Apache-2.0
#include "base/str.h"

#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHORT_TEXT = 64 };      /* below it memmem's set-up costs more than the search */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool hc_str_ieq(hc_str a, hc_str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    return true;
}

int hc_str_cmp(hc_str a, hc_str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    if (c)
        return c;
    return a.n < b.n ? -1 : a.n > b.n;
}

bool hc_str_starts(hc_str s, hc_str prefix)
{
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool hc_str_ends(hc_str s, hc_str suffix)
{
    return s.n >= suffix.n &&
           (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

ptrdiff_t hc_str_find(hc_str s, hc_str needle)
{
    if (needle.n == 0)
        return 0;
    if (s.n < needle.n)
        return -1;
    if (s.n >= SHORT_TEXT) {
        const char *hit = memmem(s.p, s.n, needle.p, needle.n);
        return hit ? hit - s.p : -1;
    }
    for (size_t at = 0; at <= s.n - needle.n; at++)
        if (s.p[at] == needle.p[0] && memcmp(s.p + at, needle.p, needle.n) == 0)
            return (ptrdiff_t)at;
    return -1;
}

hc_str hc_str_sub(hc_str s, size_t from, size_t to)
{
    if (to > s.n)
        to = s.n;
    if (from > to)
        from = to;
    return s.p ? (hc_str){s.p + from, to - from} : s;
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

hc_str hc_str_trim(hc_str s)
{
    while (s.n && is_blank(s.p[0]))
        s = (hc_str){s.p + 1, s.n - 1};
    while (s.n && is_blank(s.p[s.n - 1]))
        s.n--;
    return s;
}

bool hc_str_cut(hc_str *rest, char sep, hc_str *out_head)
{
    if (!rest->p)
        return false;
    const char *hit = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
    if (!hit) {
        *out_head = *rest;
        *rest = (hc_str){NULL, 0};
        return true;
    }
    size_t head = (size_t)(hit - rest->p);
    *out_head = (hc_str){rest->p, head};
    *rest = (hc_str){hit + 1, rest->n - head - 1};
    return true;
}

uint64_t hc_str_hash(hc_str s)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
    return h;
}

hc_str hc_str_dup(hc_arena *a, hc_str s)
{
    return (hc_str){hc_cstr(a, s), s.n};
}

char *hc_cstr(hc_arena *a, hc_str s)
{
    char *p = hc_alloc(a, s.n + 1);
    if (s.n)
        memcpy(p, s.p, s.n);
    return p;
}

hc_str hc_fmt(hc_arena *a, const char *fmt, ...)
{
    char small[256];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(small, sizeof small, fmt, ap);
    va_end(ap);
    HC_ASSERT(n >= 0);
    char *p = hc_alloc(a, (size_t)n + 1);
    if ((size_t)n < sizeof small) {
        memcpy(p, small, (size_t)n);
    } else {
        va_start(ap, fmt);
        vsnprintf(p, (size_t)n + 1, fmt, ap);
        va_end(ap);
    }
    return (hc_str){p, (size_t)n};
}

bool hc_parse_u64(hc_str s, uint64_t *out)
{
    if (s.n == 0 || (s.n > 1 && s.p[0] == '0'))
        return false;
    uint64_t v = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned d = (unsigned char)s.p[i] - (unsigned)'0';
        if (d > 9 || __builtin_mul_overflow(v, 10u, &v) || __builtin_add_overflow(v, d, &v))
            return false;
    }
    *out = v;
    return true;
}

bool hc_parse_i64(hc_str s, int64_t *out)
{
    bool minus = s.n && s.p[0] == '-';
    uint64_t v;
    if (!hc_parse_u64(minus ? hc_str_sub(s, 1, s.n) : s, &v))
        return false;
    if (v > (uint64_t)INT64_MAX + (minus ? 1u : 0u))
        return false;
    *out = minus ? (int64_t)(0 - v) : (int64_t)v;
    return true;
}

static size_t digits(hc_str s, size_t i)
{
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
        i++;
    return i;
}

static bool is_json_number(hc_str s)
{
    size_t i = s.n && s.p[0] == '-' ? 1 : 0, start = i;
    i = digits(s, i);
    if (i == start || (i - start > 1 && s.p[start] == '0'))
        return false;
    if (i < s.n && s.p[i] == '.') {
        start = i + 1;
        i = digits(s, start);
        if (i == start)
            return false;
    }
    if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
        i++;
        if (i < s.n && (s.p[i] == '+' || s.p[i] == '-'))
            i++;
        start = i;
        i = digits(s, start);
        if (i == start)
            return false;
    }
    return i == s.n;
}

static locale_t plain_locale;

static void make_locale(void)
{
    plain_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

static locale_t c_locale(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_locale);
    HC_ASSERT(plain_locale);
    return plain_locale;
}

bool hc_parse_f64(hc_str s, double *out)
{
    char text[512];
    if (s.n >= sizeof text || !is_json_number(s))
        return false;
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    double v = strtod_l(text, NULL, c_locale());
    if (!isfinite(v))
        return false;
    *out = v;
    return true;
}

void hc_format_f64(double v, char out[32])
{
    locale_t old = uselocale(c_locale());
    for (int precision = 1; precision <= 17; precision++) {
        snprintf(out, 32, "%.*g", precision, v);
        if (strtod(out, NULL) != v)
            continue;
        /* 3000 rather than 3e+03: plain digits while they need no more than 17. */
        int exponent = v == 0 ? 0 : (int)floor(log10(fabs(v)));
        if (strchr(out, 'e') && exponent >= 0 && exponent < 17)
            snprintf(out, 32, "%.*f", precision - 1 > exponent ? precision - 1 - exponent : 0, v);
        break;
    }
    uselocale(old);
}

static size_t edit_distance(hc_str a, hc_str b)
{
    enum { MAX = 64 };
    size_t row[MAX + 1];
    if (a.n > MAX || b.n > MAX)
        return MAX;
    for (size_t j = 0; j <= b.n; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t best = diagonal + (lower(a.p[i - 1]) != lower(b.p[j - 1]));
            diagonal = row[j];
            best = row[j] + 1 < best ? row[j] + 1 : best;
            row[j] = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
        }
    }
    return row[b.n];
}

const char *hc_nearest(hc_str word, const char *const *words, size_t n)
{
    const char *best = NULL;
    size_t allowed = word.n / 3 > 2 ? word.n / 3 : 2, best_distance = allowed + 1;
    for (size_t i = 0; i < n; i++) {
        size_t d = edit_distance(word, hc_str_c(words[i]));
        if (d < best_distance && d < word.n) {
            best = words[i];
            best_distance = d;
        }
    }
    return best;
}

void hc_buf_init(hc_buf *b, size_t max_bytes)
{
    *b = (hc_buf){.max = max_bytes};
}

void hc_buf_fini(hc_buf *b)
{
    free(b->p);
    *b = (hc_buf){0};
}

void hc_buf_auto(hc_buf *b)
{
    hc_buf_fini(b);
}

void hc_buf_clear(hc_buf *b)
{
    b->n = 0;
    b->over = false;
}

void hc_buf_more(hc_buf *b, const void *p, size_t n)
{
    if (b->over || n > b->max - b->n) {
        b->over = true;
        return;
    }
    size_t need = b->n + n, cap = b->cap ? b->cap : 256;
    while (cap < need)
        cap *= 2;
    b->cap = cap < b->max ? cap : b->max;
    b->p = hc_xrealloc(b->p, b->cap);
    memcpy(b->p + b->n, p, n);
    b->n = need;
}

void hc_buf_i64(hc_buf *b, int64_t v)
{
    char text[20]; /* as many as INT64_MIN has */
    size_t at = sizeof text;
    uint64_t left = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    do
        text[--at] = (char)('0' + left % 10);
    while (left /= 10);
    if (v < 0)
        text[--at] = '-';
    hc_buf_add(b, text + at, sizeof text - at);
}

void hc_buf_vfmt(hc_buf *b, const char *fmt, va_list ap)
{
    char small[256];
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(small, sizeof small, fmt, ap);
    HC_ASSERT(n >= 0);
    if ((size_t)n < sizeof small) {
        hc_buf_add(b, small, (size_t)n);
    } else {
        char *large = hc_xmalloc((size_t)n + 1);
        vsnprintf(large, (size_t)n + 1, fmt, again);
        hc_buf_add(b, large, (size_t)n);
        free(large);
    }
    va_end(again);
}

void hc_buf_fmt(hc_buf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    hc_buf_vfmt(b, fmt, ap);
    va_end(ap);
}

hc_str hc_buf_view(const hc_buf *b)
{
    return b->n ? (hc_str){b->p, b->n} : (hc_str){"", 0};
}
