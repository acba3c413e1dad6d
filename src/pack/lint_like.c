// SPDX-License-Identifier: Apache-2.0
#include "pack/lint_int.h"

#include <stdlib.h>

#include "korean/particle.h"
#include "korean/sentence.h"
#include "text/normalize.h"
#include "text/utf8.h"

/*
 * Items that are nearly the same: by the Jaccard similarity of their character trigrams, and by their frame, which is what is
 * left when nouns and numbers are taken out.
 *
 * Two sets whose similarity reaches t share a member among the first n - ceil(t n) + 1 of each in any fixed order (prefix filtering:
 * Chaudhuri et al., ICDE 2006). The order is that of rising frequency, so that few sets meet in a posting list.
 */

static const double near_duplicate = 0.8;
enum { RUN_MAX = 400, FRAME_WORDS_MIN = 5, FRAME_KEPT_MIN = 2 };

typedef struct grams { uint32_t *v; size_t n; } grams;
typedef struct posting { uint32_t item, often, gram; } posting;

static int by_u32(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return a < b ? -1 : a > b;
}

static int by_gram(const void *x, const void *y)
{
    const posting *a = x, *b = y;
    return a->gram != b->gram ? (a->gram < b->gram ? -1 : 1) : a->item < b->item ? -1 : a->item > b->item;
}

static int by_rarity(const void *x, const void *y)
{
    const posting *a = x, *b = y;
    if (a->item != b->item)
        return a->item < b->item ? -1 : 1;
    return a->often != b->often ? (a->often < b->often ? -1 : 1) : a->gram < b->gram ? -1 : a->gram > b->gram;
}

static grams trigrams(hc_arena *a, hc_str s)
{
    s = hc_text_fold(a, s);
    size_t n = hc_utf8_count(s), used = 0;
    uint32_t c[3] = {0}, *v = HC_NEW_N(a, uint32_t, n + 1);
    for (size_t at = 0, i = 0; at < s.n; i++) {
        c[0] = c[1];
        c[1] = c[2];
        c[2] = hc_utf8_next(s, &at);
        if (i >= 2 || at == s.n)
            v[used++] = (uint32_t)hc_str_hash((hc_str){(const char *)c, sizeof c});
    }
    qsort(v, used, sizeof *v, by_u32);
    size_t kept = 0;
    for (size_t i = 0; i < used; i++)
        if (i == 0 || v[i] != v[kept - 1])
            v[kept++] = v[i];
    return (grams){v, kept};
}

static double jaccard(grams x, grams y)
{
    size_t common = 0;
    for (size_t i = 0, j = 0; i < x.n && j < y.n;) {
        bool equal = x.v[i] == y.v[j], less = x.v[i] < y.v[j];
        common += equal;
        i += equal || less;
        j += !less;
    }
    return x.n + y.n ? (double)common / (double)(x.n + y.n - common) : 0;
}

/* The rarest members of every set, by gram; *out_n of them. */
static posting *prefixes(hc_arena *a, const grams *g, size_t n_items, size_t *out_n)
{
    size_t total = 0, n = 0, kept = 0;
    for (size_t i = 0; i < n_items; i++)
        total += g[i].n;
    posting *post = HC_NEW_N(a, posting, total);
    for (size_t i = 0; i < n_items; i++)
        for (size_t k = 0; k < g[i].n; k++)
            post[n++] = (posting){(uint32_t)i, 0, g[i].v[k]};
    qsort(post, n, sizeof *post, by_gram);
    for (size_t x = 0, y; x < n; x = y) {
        for (y = x; y < n && post[y].gram == post[x].gram;)
            y++;
        for (size_t k = x; k < y; k++)
            post[k].often = (uint32_t)(y - x);
    }
    qsort(post, n, sizeof *post, by_rarity);
    for (size_t at = 0, i = 0; i < n_items; at += g[i++].n)
        for (size_t k = 0; k < g[i].n && k < g[i].n / 5 + 1; k++)
            post[kept++] = post[at + k];
    qsort(post, kept, sizeof *post, by_gram);
    return *out_n = kept, post;
}

/* How an item is called beside those of `from`. */
static hc_str name_of(hc_lint_set *s, size_t from, hc_lint_ref r)
{
    hc_str id = hc_lint_item(s, r)->id;
    return r.pack == from ? id : hc_fmt(s->a, "%.*s/%.*s", HC_FS(s->pack[r.pack].p->name), HC_FS(id));
}

static void near_duplicates(hc_lint_set *s)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    grams *g = HC_NEW_N(a, grams, s->n_all);
    bool *said = HC_NEW_N(a, bool, s->n_all);
    size_t n;
    for (size_t i = 0; i < s->n_all; i++)
        g[i] = trigrams(a, hc_lint_text(s, s->all[i]));
    const posting *post = prefixes(a, g, s->n_all, &n);
    for (size_t x = 0; x < n; x++) {
        for (size_t y = x + 1; y < n && y - x <= RUN_MAX && post[y].gram == post[x].gram; y++) {
            hc_lint_ref one = s->all[post[x].item], two = s->all[post[y].item];
            if (said[post[y].item] || hc_lint_alike(s, one, two))
                continue;
            double like = jaccard(g[post[x].item], g[post[y].item]);
            if (like < near_duplicate)
                continue;
            said[post[y].item] = true;
            hc_spot at = hc_lint_spot(hc_lint_item(s, two), HC_LINT_WARNING);
            hc_str id = name_of(s, two.pack, one);
            hc_problem(&s->pack[two.pack].ps, &at, "W-PACK-01", "the prompt is nearly that of item %.*s (%.0f %% of the trigrams)",
                       "질문이 문항 %.*s의 질문과 거의 같음(세 글자 묶음의 %.0f%%)", HC_FS(id), 100 * like);
        }
    }
}

/* ---- frames ---- */

static bool ends_with_any(hc_str w, const char *const *ends)
{
    for (; *ends; ends++)
        if (hc_str_ends(w, hc_str_c(*ends)))
            return true;
    return false;
}

/* A word that says what is done rather than with what. */
static bool is_predicate(hc_str w)
{
    static const char *const ends[] = {"하는", "되는", "있는", "없는", "않는", "해서", "하여", "하고", "하면", "하게", "하지", "하기", "려고", "도록",
                                       "면서", "으면", "어서", "아서", "려면", "는데", "지만", "거나", "한", "된", "할", "될", "해", "줘", "다", "요", "까",
                                       "오", "써", "봐", "라", "니", NULL};
    return ends_with_any(w, ends);
}

/* What stands behind the noun: the longest end of the word that is nothing but particles, in one of the two forms that depend on
 * the noun. */
static hc_str particles_of(hc_str w)
{
    static const char *const forms[][2] = {{"을", "를"}, {"은", "는"}, {"이", "가"}, {"과", "와"}, {"으로", "로"}, {"이라는", "라는"}, {"이나", "나"}};
    hc_str tail = HC_S("");
    for (size_t syllables = 2; syllables > 0 && !tail.n; syllables--)     /* 노인 + 의, not 노 + 인의; 돈 + 을 */
        for (size_t at = 0, n = 0; at < w.n && !tail.n; at += hc_utf8_len_at(w, at), n++)
            if (n >= syllables && hc_only_particles(hc_str_sub(w, at, w.n)))
                tail = hc_str_sub(w, at, w.n);
    for (size_t i = 0; i < HC_LEN(forms); i++)
        if (hc_str_is(tail, forms[i][0]))
            return hc_str_c(forms[i][1]);
    return tail;
}

/* The words of one sentence with nouns and numbers as N; adjacent ones are one. Counts words and kept ones. */
static void put_frame(hc_buf *b, hc_str sentence, size_t *words, size_t *kept)
{
    hc_str rest = sentence, w;
    bool after_noun = false;
    while (hc_str_trim(rest).n) {
        rest = hc_str_trim(rest);
        (void)hc_str_cut(&rest, ' ', &w);
        bool keep = is_predicate(w) || !hc_str_trim(rest).n;
        hc_str tail = keep ? w : particles_of(w);
        ++*words;
        *kept += keep;
        if (keep)
            hc_buf_fmt(b, " %.*s", HC_FS(w));
        else
            hc_buf_fmt(b, "%s%.*s", after_noun ? "" : " N", HC_FS(tail));
        after_noun = !keep && !tail.n;
    }
}

/* Choices are part of what is asked; one that is a single word is a noun. */
static hc_str frame_of(hc_arena *a, hc_str text, const hc_item *it, bool *out_telling)
{
    HC_AUTO(hc_buf) b;
    hc_sentence sentence;
    size_t at = 0, words = 0, kept = 0;
    bool hangul = false;
    text = hc_text_fold(a, text);
    hc_buf_init(&b, SIZE_MAX);
    while (hc_sentence_next(text, &at, &sentence)) {
        put_frame(&b, hc_str_sub(text, sentence.start, sentence.end), &words, &kept);
        hangul = hangul || sentence.hangul;
    }
    for (size_t i = 0, more = 0, less = 0; i < it->n_choices; i++) {
        hc_str choice = hc_text_fold(a, it->choices[i]);
        if (hc_str_find(choice, HC_S(" ")) >= 0)
            put_frame(&b, choice, &more, &less);
        else
            hc_buf_c(&b, " N");
    }
    *out_telling = hangul && words >= FRAME_WORDS_MIN && kept >= FRAME_KEPT_MIN;
    return hc_str_dup(a, hc_buf_view(&b));
}

static void frames(hc_lint_set *s)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_map seen;
    hc_map_init(&seen, a);
    for (size_t i = 0; i < s->n_all; i++) {
        bool telling;
        hc_lint_ref *two = &s->all[i];
        hc_str frame = frame_of(a, hc_lint_text(s, *two), hc_lint_item(s, *two), &telling);
        const hc_lint_ref *one = telling ? hc_map_put_new(&seen, frame, two) : two;
        if (one == two || hc_lint_alike(s, *one, *two))
            continue;
        hc_spot at = hc_lint_spot(hc_lint_item(s, *two), HC_LINT_WARNING);
        hc_str id = name_of(s, two->pack, *one), shown = hc_show(s->a, hc_str_trim(frame));
        hc_problem(&s->pack[two->pack].ps, &at, "W-LINT-01", "only nouns differ from item %.*s (frame \"%.*s\"): ask it in another way or mark variant_of",
                   "문항 %.*s{과/와} 명사만 다름(틀 \"%.*s\"): 달리 묻거나 variant_of로 표시하십시오", HC_FS(id), HC_FS(shown));
    }
}

void hc_lint_doubles(hc_lint_set *s)
{
    near_duplicates(s);
    frames(s);
}
