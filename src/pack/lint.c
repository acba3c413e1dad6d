// SPDX-License-Identifier: Apache-2.0
#include "pack/pack_int.h"

#include <stdlib.h>

#include "text/display.h"
#include "text/normalize.h"
#include "text/utf8.h"

/* What is allowed but rarely meant. Item texts are looked at as the author wrote them, not as they are asked. */

enum { PROMPT_CHARS_MAX = 4000, BALANCE_ITEMS_MIN = 20, RUN_MAX = 200 };
static const double near_duplicate = 0.9, balance_share = 0.45;

static hc_spot spot(const hc_item *it)
{
    return (hc_spot){.level = HC_LINT_WARNING, .file = it->file, .line = it->line};
}

static hc_str prompt_of(hc_arena *a, const hc_item *it)
{
    const hc_json *row = hc_item_row(a, it);
    return hc_json_str(row, "prompt", it->turns[0].msg.parts[0].text);
}

/* --- Near duplicates: Jaccard of character trigrams. Two sets that reach 0.9 share at least one of the first
 * tenth + 1 members of each in any fixed order (prefix filtering: Chaudhuri et al., ICDE 2006); the order is that
 * of a hash. Only sets with a common member are compared. --- */

typedef struct grams { uint32_t *v; size_t n; } grams;
typedef struct posting { uint32_t gram; uint32_t item; } posting;

static int by_u32(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return a < b ? -1 : a > b;
}

static int by_posting(const void *x, const void *y)
{
    const posting *a = x, *b = y;
    return a->gram != b->gram ? (a->gram < b->gram ? -1 : 1) : a->item < b->item ? -1 : a->item > b->item;
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

static bool meant_alike(const hc_item *x, const hc_item *y)
{
    return hc_str_eq(x->base_id, y->base_id) || hc_str_eq(x->twin_id, y->id) || hc_str_eq(y->twin_id, x->id);
}

static size_t prefix(grams g)
{
    return g.n / 10 + 1 < g.n ? g.n / 10 + 1 : g.n;
}

static void near_duplicates(hc_problems *ps, const hc_pack *p, const hc_item *item)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    grams *g = HC_NEW_N(a, grams, p->n_items);
    bool *said = HC_NEW_N(a, bool, p->n_items);
    size_t total = 0, n = 0;
    for (size_t i = 0; i < p->n_items; i++) {
        g[i] = trigrams(a, prompt_of(a, &item[i]));
        total += prefix(g[i]);
    }
    posting *post = HC_NEW_N(a, posting, total);
    for (size_t i = 0; i < p->n_items; i++)
        for (size_t k = 0; k < prefix(g[i]); k++)
            post[n++] = (posting){g[i].v[k], (uint32_t)i};
    if (n)
        qsort(post, n, sizeof *post, by_posting);
    for (size_t x = 0; x < n; x++) {
        for (size_t y = x + 1; y < n && y - x <= RUN_MAX && post[y].gram == post[x].gram; y++) {
            const hc_item *one = &item[post[x].item], *two = &item[post[y].item];
            if (said[post[y].item] || meant_alike(one, two))
                continue;
            double like = jaccard(g[post[x].item], g[post[y].item]);
            if (like < near_duplicate)
                continue;
            said[post[y].item] = true;
            hc_spot at = spot(two);
            hc_problem(ps, &at, "W-PACK-01", "the prompt is nearly that of item %.*s (%.0f %% of the trigrams)",
                       "질문이 문항 %.*s의 질문과 거의 같음(세 글자 묶음의 %.0f%%)", HC_FS(one->id), 100 * like);
        }
    }
}

static void balance(hc_problems *ps, const hc_pack *p, const hc_item *item)
{
    size_t at_pos[9] = {0}, n = 0;
    const hc_item *first = NULL;
    for (size_t i = 0; i < p->n_items; i++) {
        if (item[i].expect != HC_EXPECT_CHOICE)
            continue;
        first = first ? first : &item[i];
        at_pos[item[i].correct_choice]++;
        n++;
    }
    for (size_t k = 0; k < HC_LEN(at_pos) && n >= BALANCE_ITEMS_MIN; k++) {
        if ((double)at_pos[k] <= balance_share * (double)n)
            continue;
        hc_spot at = {.level = HC_LINT_WARNING, .file = first->file};
        hc_problem(ps, &at, "W-PACK-02", "%zu of %zu correct choices are %c: shuffle them",
                   "정답 %zu/%zu개가 %c에 몰려 있음: 순서를 섞으십시오", at_pos[k], n, (int)('A' + k));
    }
}

static void missing_domains(hc_problems *ps, const hc_pack *p, const hc_item *item)
{
    size_t without = 0;
    for (size_t i = 0; i < p->n_items; i++)
        without += item[i].domain.n == 0;
    if (without == 0)
        return;
    if (without == p->n_items) {
        hc_spot at = {.level = HC_LINT_WARNING, .file = item[0].file};
        hc_problem(ps, &at, "W-PACK-03", "no item has a domain: tables cannot be split by it",
                   "영역이 있는 문항이 없음: 영역별 표를 만들 수 없음");
        return;
    }
    for (size_t i = 0; i < p->n_items; i++) {
        hc_spot at = spot(&item[i]);
        if (item[i].domain.n == 0)
            hc_problem(ps, &at, "W-PACK-03", "the item has no domain", "문항에 영역이 없음");
    }
}

static void check_text(hc_problems *ps, const hc_item *it, hc_arena *scratch)
{
    hc_spot at = spot(it);
    bool nfd = false, invisible = false;
    size_t longest = 0;
    for (size_t t = 0; t < it->n_turns; t++) {
        hc_str s = it->turns[t].msg.parts[0].text, seen = hc_display_safe(scratch, s, true);
        size_t chars = hc_utf8_count(s);
        longest = chars > longest ? chars : longest;
        nfd = nfd || !hc_str_eq(hc_nfc(scratch, s), s);
        invisible = invisible || !hc_str_eq(seen, s);
    }
    if (nfd)
        hc_problem(ps, &at, "W-PACK-08", "the text is not NFC (decomposed Hangul?); it is asked as it stands",
                   "글이 NFC가 아님(풀어쓴 한글?); 있는 그대로 물음");
    if (invisible)
        hc_problem(ps, &at, "W-PACK-09", "the text holds invisible or control characters", "글에 보이지 않는 문자나 제어 문자가 있음");
    if (longest > PROMPT_CHARS_MAX)
        hc_problem(ps, &at, "W-PACK-10", "the prompt has %zu characters", "질문이 %zu자임", longest);
}

static void check_item(hc_problems *ps, const hc_item *it, const hc_map *ids, hc_arena *scratch)
{
    hc_spot at = spot(it);
    for (size_t i = 0; i < it->n_choices; i++)
        for (size_t k = i + 1; k < it->n_choices; k++)
            if (hc_str_eq(hc_str_trim(it->choices[i]), hc_str_trim(it->choices[k])))
                hc_problem(ps, &at, "W-PACK-04", "choices %c and %c are the same", "보기 %c와 %c가 같음",
                           (int)('A' + i), (int)('A' + k));
    bool fact = it->expect >= HC_EXPECT_CHOICE;
    if (fact && hc_str_is(it->provenance, "machine_draft") && !hc_json_get(hc_item_row(scratch, it), "source") && !it->unverified)
        hc_problem(ps, &at, "W-PACK-05", "a machine draft names no source: add one or mark it unverified",
                   "기계 초안에 출처가 없음: 출처를 쓰거나 미확인으로 표시하십시오");
    if (it->twin_id.n && !hc_map_get(ids, it->twin_id))
        hc_problem(ps, &at, "W-PACK-07", "the twin %.*s is not in the pack", "무해 대조 문항 %.*s{이/가} 팩에 없음",
                   HC_FS(it->twin_id));
}

static void warnings(hc_problems *ps, const hc_pack *p, const hc_item *item)
{
    size_t unverified = 0;
    HC_AUTO(hc_arena_ptr) scratch = hc_arena_new();
    hc_map ids;
    hc_map_init(&ids, ps->a);
    for (size_t i = 0; i < p->n_items; i++)
        hc_map_put(&ids, item[i].id, ps);
    for (size_t i = 0; i < p->n_items; i++) {
        check_item(ps, &item[i], &ids, scratch);
        check_text(ps, &item[i], scratch);
        hc_arena_reset(scratch);
        unverified += item[i].unverified;
    }
    if (unverified) {
        hc_spot at = {.level = HC_LINT_WARNING, .file = item[0].file};
        hc_problem(ps, &at, "W-PACK-06", "%zu unverified item%s outside headline rates",
                   "미확인 문항 %zu개%.0s는 대표 비율에 넣지 않음", unverified, unverified == 1 ? " stays" : "s stay");
    }
    missing_domains(ps, p, item);
    balance(ps, p, item);
    near_duplicates(ps, p, item);
}

static int by_place(const void *x, const void *y)
{
    const hc_finding *a = x, *b = y;
    int c = hc_str_cmp(a->file, b->file);
    if (c)
        return c;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    c = hc_str_cmp(hc_str_c(a->id), hc_str_c(b->id));
    return c ? c : hc_str_cmp(a->en, b->en);
}

hc_code hc_pack_lint(hc_arena *a, hc_str name, const hc_pack_file *files, size_t n, hc_finding **out, size_t *out_n,
                     hc_err *err)
{
    (void)err;
    hc_problems ps = {.a = a, .text = a, .row = a, .keep_rows = true};
    hc_pack *p = hc_pack_build(&ps, name, files, n);
    if (p->n_items)
        warnings(&ps, p, hc_items_all(&p->items, a));
    if (ps.n)
        qsort(ps.list, ps.n, sizeof *ps.list, by_place);
    *out = ps.list;
    *out_n = ps.n;
    return HC_OK;
}
