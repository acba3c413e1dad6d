// SPDX-License-Identifier: Apache-2.0
#include "pack/lint_int.h"

#include <stdlib.h>

#include "text/display.h"
#include "text/normalize.h"
#include "text/utf8.h"

/* What is allowed but rarely meant. Item texts are looked at as the author wrote them, not as they are asked. */

enum { PROMPT_CHARS_MAX = 4000, BALANCE_ITEMS_MIN = 20 };
static const double balance_share = 0.45;

static hc_spot spot(const hc_item *it)
{
    return (hc_spot){.level = HC_LINT_WARNING, .file = it->file, .line = it->line};
}

/* What the user says, as the author wrote it: without the choices. */
static hc_str text_of(hc_arena *a, const hc_item *it)
{
    const hc_json *row = hc_item_row(a, it);
    hc_str prompt = hc_json_str(row, "prompt", HC_S(""));
    if (prompt.n)
        return prompt;
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    for (size_t i = 0; i < it->n_turns; i++)
        if (it->turns[i].msg.role == HC_ROLE_USER)
            hc_buf_fmt(&b, "%s%.*s", b.n ? "\n" : "", HC_FS(it->turns[i].msg.parts[0].text));
    return hc_str_dup(a, hc_buf_view(&b));
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

static void check_item(hc_problems *ps, const hc_item *it, hc_arena *scratch)
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
}

static void warnings(hc_problems *ps, const hc_pack *p, const hc_item *item)
{
    size_t unverified = 0;
    HC_AUTO(hc_arena_ptr) scratch = hc_arena_new();
    for (size_t i = 0; i < p->n_items; i++) {
        check_item(ps, &item[i], scratch);
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

const hc_lint_ref *hc_lint_find(const hc_lint_set *s, size_t from, hc_str name, bool *out_elsewhere)
{
    hc_str rest = name, pack;
    const hc_lint_ref *here = hc_map_get(&s->ids, hc_fmt(s->a, "%.*s/%.*s", HC_FS(s->pack[from].p->name), HC_FS(name)));
    const hc_lint_ref *there = here ? here : hc_map_get(&s->ids, name);
    *out_elsewhere = !there && hc_str_find(name, HC_S("/")) >= 0 && hc_str_cut(&rest, '/', &pack);
    for (size_t k = 0; *out_elsewhere && k < s->n_packs; k++)
        *out_elsewhere = !hc_str_eq(s->pack[k].p->name, pack);
    return there;
}

static bool means(const hc_lint_set *s, hc_lint_ref x, hc_str name, hc_lint_ref y)
{
    bool elsewhere;
    const hc_lint_ref *found = name.n ? hc_lint_find(s, x.pack, name, &elsewhere) : NULL;
    return found && found->pack == y.pack && found->item == y.item;
}

bool hc_lint_alike(const hc_lint_set *s, hc_lint_ref x, hc_lint_ref y)
{
    const hc_item *one = hc_lint_item(s, x), *two = hc_lint_item(s, y);
    if (hc_str_eq(one->base_id, two->base_id) || means(s, x, one->twin_id, y) || means(s, y, two->twin_id, x))
        return true;
    hc_str of_one = hc_item_tag(one, HC_S("variant_of")), of_two = hc_item_tag(two, HC_S("variant_of"));
    return means(s, x, of_one, y) || means(s, y, of_two, x) || (of_one.n && hc_str_eq(of_one, of_two)) ||
           means(s, x, hc_item_tag(one, HC_S("en_twin_id")), y) || means(s, y, hc_item_tag(two, HC_S("en_twin_id")), x);
}

static void read_packs(hc_lint_set *s, const hc_lint_in *in)
{
    hc_map_init(&s->ids, s->a);
    for (size_t k = 0; k < s->n_packs; k++) {
        hc_lint_pack *p = &s->pack[k];
        *p = (hc_lint_pack){.ps = {.a = s->a, .text = s->a, .row = s->a, .keep_rows = true}, .in = &in[k]};
        p->p = hc_pack_build(&p->ps, in[k].name, in[k].files, in[k].n_files);
        p->item = hc_items_all(&p->p->items, s->a);
        p->text = HC_NEW_N(s->a, hc_str, p->p->n_items);
        s->n_all += p->p->n_items;
    }
    s->all = HC_NEW_N(s->a, hc_lint_ref, s->n_all);
    size_t n = 0;
    for (size_t k = 0; k < s->n_packs; k++)
        for (size_t i = 0; i < s->pack[k].p->n_items; i++, n++) {
            s->pack[k].text[i] = text_of(s->a, &s->pack[k].item[i]);
            s->all[n] = (hc_lint_ref){k, i};
            hc_map_put(&s->ids, hc_fmt(s->a, "%.*s/%.*s", HC_FS(s->pack[k].p->name), HC_FS(s->pack[k].item[i].id)), &s->all[n]);
        }
}

static void look(hc_lint_set *s, size_t k)
{
    hc_lint_pack *p = &s->pack[k];
    if (!p->p->n_items)
        return;
    warnings(&p->ps, p->p, p->item);
    hc_lint_language(s, k);
    hc_lint_answers(s, k);
    hc_lint_twins(s, k);
    hc_lint_facts(s, k);
    hc_lint_papers(s, k);
    hc_lint_names(s, k);
}

void hc_pack_lint(hc_arena *a, const hc_lint_in *in, size_t n, hc_str as_of, hc_lint_out *out)
{
    hc_lint_set s = {.a = a, .pack = HC_NEW_N(a, hc_lint_pack, n), .n_packs = n, .as_of = as_of};
    read_packs(&s, in);
    for (size_t k = 0; k < n; k++)
        look(&s, k);
    hc_lint_doubles(&s);
    hc_lint_factors(&s);
    for (size_t k = 0; k < n; k++) {
        const hc_lint_pack *p = &s.pack[k];
        out[k] = (hc_lint_out){p->ps.list, p->ps.n, p->p->n_items, 0};
        for (size_t i = 0; i < p->p->n_items; i++)
            out[k].generated += hc_item_tag(&p->item[i], HC_S("generated")).n > 0;
        if (p->ps.n)
            qsort(p->ps.list, p->ps.n, sizeof *p->ps.list, by_place);
    }
}
