// SPDX-License-Identifier: Apache-2.0
/*
 * A walk over the text that stops at groups of digits and at Latin words. At a group the digits that follow are gathered (at
 * most WINDOW), with the separator before each; forms are tried from the most to the least certain.
 */
#include "korean/pii_int.h"

#include "korean/hangul.h"
#include "text/normalize.h"
#include "text/utf8.h"

const char *hc_pii_grade_id(hc_pii_grade g)
{
    static const char *const ids[] = {"synthetic", "shape", "valid"};
    return ids[g];
}

void hc_pii_add(hc_pii_walk *w, const char *kind, hc_pii_grade grade, size_t at, size_t end, unsigned keep)
{
    HC_GROW(w->a, w->hits, w->n, w->cap);
    w->hits[w->n++] = (hc_pii_hit){kind, grade, at, end - at, keep};
}

/* In its place by order; hits that it covers or that cross it go. */
void hc_pii_insert(hc_pii_walk *w, const hc_pii_hit *h)
{
    size_t i = 0, k;
    while (i < w->n && w->hits[i].at + w->hits[i].n <= h->at)
        i++;
    for (k = i; k < w->n && w->hits[k].at < h->at + h->n;)
        k++;
    if (k == i) {
        HC_GROW(w->a, w->hits, w->n, w->cap);
        memmove(&w->hits[i + 1], &w->hits[i], (w->n - i) * sizeof *w->hits);
        w->n++;
    } else {
        memmove(&w->hits[i + 1], &w->hits[k], (w->n - k) * sizeof *w->hits);
        w->n -= k - i - 1;
    }
    w->hits[i] = *h;
}

/* ASCII, and what stands for it: full-width forms, dashes, white space; 1 for an invisible character, 0 for all else. */
static unsigned char plain(uint32_t cp)
{
    if (cp < 0x80)
        return (unsigned char)(cp == '\t' ? ' ' : cp == 1 ? 0 : cp);
    if (cp >= 0xFF01 && cp <= 0xFF5E)
        return (unsigned char)(cp - 0xFEE0);
    if (cp == 0xAD || cp == 0x180E || (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x2060 && cp <= 0x2064) || cp == 0xFEFF || cp == 0x3164)
        return 1;
    if ((cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212 || cp == 0x30FC || cp == 0xFE63)
        return '-';
    return cp == 0xA0 || cp == 0x3000 || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x202F ? ' ' : 0;
}

static int hangul_digit(uint32_t cp)
{
    switch (cp) {
    case 0xACF5: case 0xC601: return 0;                        /* 공 영 */
    case 0xC77C: return 1;
    case 0xC774: return 2;
    case 0xC0BC: return 3;
    case 0xC0AC: return 4;
    case 0xC624: return 5;
    case 0xC721: case 0xB959: return 6;                        /* 육 륙 */
    case 0xCE60: return 7;
    case 0xD314: return 8;
    case 0xAD6C: return 9;
    default: return -1;
    }
}

/* "공일공 다시 구구구구", "공일공에 구구구구": what people say for the hyphen. Its bytes, or 0. */
static size_t spoken_dash(hc_str s, size_t at)
{
    hc_str rest = hc_str_sub(s, at, s.n);
    return hc_str_starts(rest, HC_S("다시 ")) ? 6 : hc_str_starts(rest, HC_S("에 ")) ? 3 : 0;
}

/* Digits from `at` on. Between two digits may stand up to three separators and any number of invisible characters up to a bound. */
static void gather(hc_str s, size_t at, bool hangul, hc_pii_run *r)
{
    size_t gap = 0, skipped = 0;
    char sep = 0;
    *r = (hc_pii_run){.after = at};
    while (at < s.n && r->n < HC_PII_WINDOW) {
        size_t from = at;
        uint32_t cp = hc_utf8_next(s, &at);
        unsigned char c = plain(cp);
        int d = c >= '0' && c <= '9' ? c - '0' : -1;
        bool ko = d < 0 && (d = hangul_digit(cp)) >= 0;
        if (ko && !hangul && !sep && !(r->n && r->ko[r->n - 1]))
            break;
        if (d >= 0) {
            r->d[r->n] = (unsigned char)d, r->ko[r->n] = ko, r->sep[r->n] = r->n ? sep : 0;
            r->at[r->n] = from, r->end[r->n++] = at;
            r->after = at, gap = skipped = 0, sep = 0;
        } else if (c == 1 && ++skipped <= 8) {
            continue;
        } else if ((c == '-' || c == ' ' || c == '.' || c == '(' || c == ')') && r->n && ++gap <= 3) {
            sep = c == '-' || sep == '-' ? '-' : c == '.' || sep == '.' ? '.' : ' ';
        } else if (r->n && r->ko[r->n - 1] && spoken_dash(s, from)) {
            at = from + spoken_dash(s, from);
            sep = '-';
        } else {
            break;
        }
    }
}

static bool follows_badly(hc_str s, size_t at, bool hangul)
{
    if (at >= s.n)
        return false;
    uint32_t cp = hc_utf8_next(s, &at);
    if (hangul)
        return cp == 0xC2ED || cp == 0xBC31 || cp == 0xCC9C || cp == 0xB9CC || cp == 0xC5B5;      /* 십 백 천 만 억 */
    return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || cp == '_' || (cp == '%' && at < s.n);
}

typedef struct separators { size_t at_borders, inner; bool dashed; } separators;    /* dashed: dashes at borders only, blanks nowhere else */

static separators separators_of(const hc_pii_run *r, const bool *border, size_t n)
{
    separators s = {.dashed = true};
    for (size_t i = 1; i < n; i++) {
        if (!r->sep[i])
            continue;
        border[i] ? s.at_borders++ : s.inner++;
        s.dashed = s.dashed && r->sep[i] == (border[i] ? '-' : ' ');
    }
    return s;
}

/* Whether the digits behind the form belong to something else. 구이에요: the copula's first syllable is no digit. */
static bool stands_alone(const hc_pii_run *r, size_t n, bool spaced)
{
    if (n == r->n)
        return true;
    if (r->ko[n] && !r->sep[n])
        return r->n == n + 1 || r->sep[n + 1];
    if ((spaced && !r->ko[n]) || !r->sep[n])
        return false;
    return r->sep[n] != '-' && (r->sep[n] != '.' || r->ko[n]);
}

/* Whether the digits have this form: no separators, all of them at the borders of the parts, dashes there and blanks anywhere else, or one
 * before every digit. */
bool hc_pii_shape(const hc_pii_walk *w, const char *parts, bool *out_split)
{
    const hc_pii_run *r = &w->run;
    bool border[HC_PII_WINDOW + 1] = {false};
    size_t n = 0, borders = 0;
    for (const char *p = parts; *p; p++) {
        n += (size_t)(*p - '0');
        border[n] = p[1] != 0, borders += p[1] != 0;
    }
    if (n > r->n)
        return false;
    separators s = separators_of(r, border, n);
    bool spaced = s.inner > 0 && s.at_borders + s.inner == n - 1, whole_borders = s.at_borders == borders;
    if ((s.inner && !spaced && !(s.dashed && whole_borders && borders)) || (s.at_borders && !whole_borders) || (spaced && w->chain))
        return false;
    *out_split = s.at_borders > 0 || spaced;
    return stands_alone(r, n, spaced) && !follows_badly(w->s, r->end[n - 1], r->ko[n - 1]);
}

bool hc_pii_near(const hc_pii_walk *w, size_t at, size_t end, const char *const *words, size_t n)
{
    enum { BEFORE = 60, AFTER = 45 };                   /* twenty and fifteen syllables */
    size_t from = at > BEFORE ? at - BEFORE : 0, to = w->s.n - end < AFTER ? w->s.n : end + AFTER;
    for (size_t i = 0; i < n; i++)
        if (memmem(w->s.p + from, at - from, words[i], strlen(words[i])) || memmem(w->s.p + end, to - end, words[i], strlen(words[i])))
            return true;
    return false;
}

/* The digits that start here, if they may start a number at all. Returns where to go on. */
static size_t digits(hc_pii_walk *w, size_t at, bool hangul)
{
    gather(w->s, at, hangul, &w->run);
    if (!w->run.n) {
        w->chain = 0;
        return at;
    }
    size_t used = w->start_word || w->chain == '-' || w->chain == '.' ? 0 : hc_pii_number(w);
    if (used) {
        w->chain = 0;
        return w->hits[w->n - 1].at + w->hits[w->n - 1].n;
    }
    size_t i = 1;
    while (i < w->run.n && !w->run.sep[i])
        i++;
    w->chain = i < w->run.n ? w->run.sep[i] : 0;
    if (i < w->run.n)
        return w->run.at[i];
    return w->run.after > at ? w->run.after : at + 1;
}

static bool latin(uint32_t cp)
{
    return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || cp == '_';
}

/* At a digit of any script of digits; a key in hexadecimal may begin with one. */
static size_t at_digit(hc_pii_walk *w, size_t at, bool after_word)
{
    size_t to = after_word ? 0 : hc_pii_hex(w, at);
    at = to ? to : at;
    w->start_word = after_word;
    while (!to || (w->chain && at < w->s.n))
        w->plus = w->signs == at && at > 0, to = at = digits(w, at, false);
    return at;
}

/* At the first syllable of a word: where to go on after a hit, or 0. */
static size_t at_syllable(hc_pii_walk *w, size_t at, uint32_t cp)
{
    size_t n = w->n, to = 0;
    if (hangul_digit(cp) < 0) {
        to = hc_pii_address(w, at);
    } else {
        w->chain = 0, w->plus = w->start_word = false;
        gather(w->s, at, true, &w->run);
        to = w->run.n >= 8 ? digits(w, at, true) : 0;
    }
    return w->n > n ? to : 0;
}

/* Whether the byte stands for itself alone and can start nothing. */
static bool idle(unsigned char b)
{
    return b < 0x80 && !(b >= '0' && b <= '9') && !((b | 32) >= 'a' && (b | 32) <= 'z');
}

static size_t step(hc_pii_walk *w, size_t at, uint32_t *prev)
{
    size_t next = at, to = 0;
    uint32_t cp = hc_utf8_next(w->s, &next);
    unsigned char c = plain(cp);
    if (c >= '0' && c <= '9') {
        to = at_digit(w, at, latin(*prev));
        *prev = '0';
        return to;
    }
    if (cp < 0x80 && !latin(*prev) && !(*prev >= '0' && *prev <= '9'))
        to = hc_pii_latin(w, at);
    else if (cp >= 0xAC00 && !hc_is_syllable(*prev))
        to = at_syllable(w, at, cp);
    w->chain = 0;
    if (to > at) {
        *prev = cp < 0x80 ? (unsigned char)w->s.p[to - 1] : 0;
        return to;
    }
    *prev = c == 1 ? *prev : cp;
    return next;
}

/* The initial, vowel and final of canonical decomposition that stand at `at` as one syllable, *at behind it; else 0. */
static uint32_t decomposed(hc_str s, size_t *at)
{
    size_t next = *at, last;
    uint32_t l = hc_utf8_next(s, &next) - 0x1100;
    if (l > 18 || next >= s.n)
        return 0;
    uint32_t v = hc_utf8_next(s, &next) - 0x1161;
    if (v > 20)
        return 0;
    last = next;
    uint32_t t = last < s.n ? hc_utf8_next(s, &last) - 0x11A7 : 0;
    bool final = t >= 1 && t <= 27;
    *at = final ? last : next;
    return hc_syllable_join((hc_syllable){(uint8_t)l, (uint8_t)v, (uint8_t)(final ? t : 0)});
}

/* Decomposed syllables made whole, and for every byte (and the end) where it comes from; s itself and NULL when there are none. */
static hc_str whole(hc_arena *a, hc_str s, size_t **out_from)
{
    *out_from = NULL;
    if (!s.n || !memmem(s.p, s.n, "\xE1\x84", 2))
        return s;
    char *p = hc_alloc(a, s.n + 1);
    size_t *from = hc_alloc_n(a, s.n + 1, sizeof *from), n = 0;
    for (size_t at = 0; at < s.n;) {
        size_t start = at;
        uint32_t cp = (unsigned char)s.p[at] == 0xE1 ? decomposed(s, &at) : 0;
        if (cp) {
            size_t k = hc_utf8_put(cp, p + n);
            while (k-- > 0)
                from[n++] = start;
        } else {
            from[n] = at;
            p[n++] = s.p[at++];
        }
    }
    from[n] = s.n;
    *out_from = from;
    return (hc_str){p, n};
}

/* How far behind a place hits can change what stands before it: a name is one because of a number behind it, a table swallows numbers. */
enum { LOOK_BEHIND = 1024, READ_BEHIND = 2 * LOOK_BEHIND };

/* The hits that begin before byte `to`, as a scan of the whole text has them; perhaps some more. */
static size_t scan(hc_arena *a, hc_str text, size_t to, hc_pii_hit **out)
{
    size_t *from;
    hc_pii_walk w = {.a = a, .s = whole(a, hc_str_sub(text, 0, to < SIZE_MAX - READ_BEHIND ? to + READ_BEHIND : to), &from)};
    w.rest = hc_str_sub(text, to < text.n ? to : text.n, text.n);
    size_t last = to < w.s.n && w.s.n - to > LOOK_BEHIND ? to + LOOK_BEHIND : w.s.n;
    uint32_t prev = 0;
    for (size_t at = 0; at < last;) {
        unsigned char b = (unsigned char)w.s.p[at];
        if (idle(b))
            w.chain = 0, prev = b, w.signs = b == '+' ? at + 1 : w.signs, at++;
        else
            at = step(&w, at, &prev);
    }
    hc_pii_cells(&w, last);
    if (w.n)
        hc_pii_names(&w);
    for (size_t i = 0; from && i < w.n; i++) {
        size_t end = from[w.hits[i].at + w.hits[i].n];
        w.hits[i].at = from[w.hits[i].at], w.hits[i].n = end - w.hits[i].at;
    }
    *out = w.hits;
    return w.n;
}

size_t hc_pii_scan(hc_arena *a, hc_str text, hc_pii_hit **out)
{
    return scan(a, text, SIZE_MAX, out);
}

static void mask_hit(hc_arena *a, hc_buf *b, hc_str text, const hc_pii_hit *h)
{
    hc_str s = hc_nfc(a, hc_str_sub(text, h->at, h->at + h->n));      /* letters of a syllable must not show it */
    size_t at = 0, end = s.n;
    unsigned kept = 0;
    while (at < end) {
        size_t from = at;
        uint32_t cp = hc_utf8_next(s, &at);
        unsigned char c = plain(cp);
        bool sign = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || hangul_digit(cp) >= 0 ||
                    ((strcmp(h->kind, "plate") == 0 || strcmp(h->kind, "name") == 0 || strcmp(h->kind, "licence") == 0) && hc_is_syllable(cp));
        if (strcmp(h->kind, "address") == 0)
            sign = c >= '0' && c <= '9';
        if (sign && kept++ >= h->keep)
            hc_buf_ch(b, '*');
        else
            hc_buf_add(b, s.p + from, at - from);
    }
}

bool hc_pii_hides(const hc_pii_hit *h)
{
    return h->grade == HC_PII_VALID || (h->grade == HC_PII_SHAPE && (strcmp(h->kind, "rrn") == 0 || strcmp(h->kind, "frn") == 0));
}

hc_str hc_pii_mask_hit(hc_arena *a, hc_str text, const hc_pii_hit *h)
{
    HC_AUTO(hc_buf) b = {0};
    hc_buf_init(&b, SIZE_MAX);
    mask_hit(a, &b, text, h);
    return hc_str_dup(a, hc_buf_view(&b));
}

hc_str hc_pii_mask_part(hc_arena *a, hc_str s, size_t *from, size_t *to)
{
    HC_AUTO(hc_buf) b = {0};
    hc_pii_hit *hits;
    size_t n = scan(a, s, *to, &hits), at = hc_utf8_behind(s, *from), end = hc_utf8_behind(s, *to), done;
    for (size_t i = 0; i < n && hits[i].at < at; i++)
        at = hc_pii_hides(&hits[i]) && hits[i].at + hits[i].n > at ? hits[i].at + hits[i].n : at;
    hc_buf_init(&b, SIZE_MAX);
    *from = done = at;
    for (size_t i = 0; i < n && hits[i].at < end; i++) {
        if (hits[i].at < done || !hc_pii_hides(&hits[i]))
            continue;
        hc_buf_str(&b, hc_str_sub(s, done, hits[i].at));
        mask_hit(a, &b, s, &hits[i]);
        done = hits[i].at + hits[i].n;
    }
    *to = end > done ? end : done;
    if (done == at)
        return hc_str_sub(s, at, *to);
    hc_buf_str(&b, hc_str_sub(s, done, *to));
    return hc_str_dup(a, hc_buf_view(&b));
}

hc_str hc_pii_mask(hc_arena *a, hc_str text)
{
    size_t from = 0, to = SIZE_MAX;
    return hc_pii_mask_part(a, hc_utf8_repair(a, text), &from, &to);
}
