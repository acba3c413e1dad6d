// SPDX-License-Identifier: Apache-2.0
#ifndef HC_BASE_STR_H
#define HC_BASE_STR_H

#include <stdarg.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * hc_str is a slice by value: bytes with a length, NUL allowed inside, not owned, not terminated.
 * hc_buf is a growing byte buffer on the heap with a cap given at init. An append beyond the cap is
 * dropped and leaves `over` set: check once at the end.
 */

typedef struct hc_str {
    const char *p;
    size_t n;
} hc_str;

#define HC_S(lit) ((hc_str){(lit), sizeof(lit) - 1})
#define HC_FS(s) (int)(s).n, (s).p   /* for "%.*s"; display only, cuts at INT_MAX */

/* Borrow of a C string; NULL gives "". Inline, like the tests: a literal's length is known to the compiler. */
static inline hc_str hc_str_c(const char *c)
{
    return c ? (hc_str){c, strlen(c)} : (hc_str){"", 0};
}

static inline bool hc_str_eq(hc_str a, hc_str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool hc_str_is(hc_str a, const char *c)
{
    return hc_str_eq(a, hc_str_c(c));
}

bool hc_str_ieq(hc_str a, hc_str b); /* ASCII case-insensitive */
int hc_str_cmp(hc_str a, hc_str b);  /* byte order, shorter first on a tie */
bool hc_str_starts(hc_str s, hc_str prefix);
bool hc_str_ends(hc_str s, hc_str suffix);
ptrdiff_t hc_str_find(hc_str s, hc_str needle); /* byte offset or -1 */
hc_str hc_str_sub(hc_str s, size_t from, size_t to); /* clamped */
hc_str hc_str_trim(hc_str s);        /* ASCII white space */
bool hc_str_cut(hc_str *rest, char sep, hc_str *out_head); /* next field; false when rest is used up */
uint64_t hc_str_hash(hc_str s);      /* FNV-1a, for in-memory tables only */

hc_str hc_str_dup(hc_arena *a, hc_str s);
char *hc_cstr(hc_arena *a, hc_str s);                   /* NUL-terminated copy */
hc_str hc_fmt(hc_arena *a, const char *fmt, ...) HC_PRINTF(2, 3);

/* Strict numbers: the whole string must be consumed; no leading '+', blanks or leading zeros but "0". */
bool hc_parse_i64(hc_str s, int64_t *out);
bool hc_parse_u64(hc_str s, uint64_t *out);
bool hc_parse_f64(hc_str s, double *out);               /* JSON number grammar, finite, locale-free */
/* Shortest decimal text that reads back as the same double ("0.1", "1e+20"); `out` of 32 bytes. */
void hc_format_f64(double v, char out[32]);

/* Nearest word by edit distance <= 2 (or a third of the length), NULL if none: "did you mean". */
const char *hc_nearest(hc_str word, const char *const *words, size_t n);

typedef struct hc_buf {
    char *p;
    size_t n, cap, max;                  /* n <= cap <= max */
    bool over;
} hc_buf;

void hc_buf_init(hc_buf *b, size_t max_bytes);
void hc_buf_fini(hc_buf *b);
void hc_buf_auto(hc_buf *b);         /* HC_AUTO(hc_buf) */
void hc_buf_clear(hc_buf *b);        /* n = 0, over = false; memory stays */
void hc_buf_more(hc_buf *b, const void *p, size_t n); /* hc_buf_add where the bytes do not fit yet */

static inline void hc_buf_add(hc_buf *b, const void *p, size_t n)
{
    if (n == 0)
        return;
    if (b->over || n > b->cap - b->n) {
        hc_buf_more(b, p, n);
        return;
    }
    memcpy(b->p + b->n, p, n);
    b->n += n;
}

static inline void hc_buf_str(hc_buf *b, hc_str s)
{
    hc_buf_add(b, s.p, s.n);
}

static inline void hc_buf_c(hc_buf *b, const char *c)
{
    hc_buf_add(b, c, strlen(c));
}

static inline void hc_buf_ch(hc_buf *b, char c)
{
    hc_buf_add(b, &c, 1);
}

void hc_buf_i64(hc_buf *b, int64_t v);                /* in decimal */
void hc_buf_fmt(hc_buf *b, const char *fmt, ...) HC_PRINTF(2, 3);
void hc_buf_vfmt(hc_buf *b, const char *fmt, va_list ap) HC_PRINTF(2, 0);
hc_str hc_buf_view(const hc_buf *b); /* borrow, valid until the next append */

#endif
