// SPDX-License-Identifier: Apache-2.0
#include "pack/lint_int.h"

#include "base/clock.h"
#include "text/normalize.h"

/* What a suite promises about its items beside how they read: twins, dated facts, papers, factors with titles alone. */

enum { CRISIS_MAX_AGE_DAYS = 90, TITLES_MAX = 3 };

/* ---- twins, variants ---- */

static void twin(hc_lint_set *s, size_t k, const hc_item *it)
{
    hc_lint_pack *p = &s->pack[k];
    hc_spot at = hc_lint_spot(it, HC_LINT_WARNING);
    bool elsewhere, ignored;
    const hc_lint_ref *other = hc_lint_find(s, k, it->twin_id, &elsewhere);
    if (!other && !elsewhere)
        hc_problem(&p->ps, &at, "W-PACK-07", "the twin %.*s is not in the pack", "무해 대조 문항 %.*s{이/가} 팩에 없음", HC_FS(it->twin_id));
    if (!other)
        return;
    const hc_item *two = hc_lint_item(s, *other);
    const hc_lint_ref *back = two->twin_id.n ? hc_lint_find(s, other->pack, two->twin_id, &ignored) : NULL;
    if (back && hc_lint_item(s, *back) == it)
        return;
    hc_problem(&p->ps, &at, "W-LINT-05", "the twin %.*s does not name this item as its twin: set its twin_id to %.*s",
               "무해 대조 문항 %.*s{이/가} 이 문항을 짝으로 적지 않음: 그 문항의 twin_id를 %.*s{으로/로} 하십시오", HC_FS(it->twin_id), HC_FS(it->id));
}

static void named(hc_lint_set *s, size_t k, const hc_item *it, const char *key)
{
    bool elsewhere;
    hc_str name = hc_item_tag(it, hc_str_c(key));
    if (!name.n || hc_str_is(name, "no_twin") || hc_lint_find(s, k, name, &elsewhere) || elsewhere)
        return;
    hc_spot at = hc_lint_spot(it, HC_LINT_WARNING);
    hc_problem(&s->pack[k].ps, &at, "W-LINT-08", "%s names %.*s, which is not in the pack", "%s에 적은 %.*s{이/가} 팩에 없음", key, HC_FS(name));
}

/* In single files nobody has to have twins; in a folder a harmful request of a suite has one, here or in another pack. */
void hc_lint_twins(hc_lint_set *s, size_t k)
{
    hc_lint_pack *p = &s->pack[k];
    bool suite = false, folder = hc_pack_is_folder(p->in->files, p->in->n_files);
    for (size_t i = 0; i < p->p->n_items; i++)
        suite = suite || p->item[i].twin_id.n;
    for (size_t i = 0; i < p->p->n_items; i++) {
        const hc_item *it = &p->item[i];
        hc_spot at = hc_lint_spot(it, HC_LINT_WARNING);
        named(s, k, it, "variant_of");
        named(s, k, it, "en_twin_id");
        if (it->twin_id.n && (folder || !hc_lint_find(s, k, it->twin_id, &(bool){false})))
            twin(s, k, it);
        else if (!it->twin_id.n && suite && folder && hc_str_is(it->intent, "harm") && it->expect == HC_EXPECT_REFUSE &&
                 !hc_item_tag(it, HC_S("variant_of")).n)
            hc_problem(&p->ps, &at, "W-LINT-05", "a harmful request without a twin: write the harmless look-alike and name it in twin_id",
                       "짝이 없는 유해 문항: 닮은 무해 문항을 쓰고 twin_id에 적으십시오");
    }
}

/* ---- facts ---- */

static int64_t day_of(hc_str date)
{
    int64_t us;
    return hc_iso_date(date) && hc_time_parse_rfc3339(date, &us) ? us / (86400 * HC_US_PER_S) : 0;
}

static void fact(hc_lint_set *s, size_t k, const hc_item *it, const hc_fact *f)
{
    hc_lint_pack *p = &s->pack[k];
    hc_spot at = hc_lint_spot(it, HC_LINT_ERROR);
    int64_t max_age = p->p->facts_max_age_days;
    if (!max_age && hc_str_find(p->p->name, HC_S("crisis")) >= 0)
        max_age = CRISIS_MAX_AGE_DAYS;
    hc_str value = hc_show(s->a, f->value);
    if (!hc_fact_complete(f)) {
        at.level = HC_LINT_WARNING;
        hc_problem(&p->ps, &at, "W-LINT-10", "the fact \"%.*s\" has no value, authority, document or checked_on: the item stays unverified",
                   "사실 \"%.*s\"에 value, authority, document, checked_on 가운데 빠진 것이 있음: 미확인 문항임", HC_FS(value));
        return;
    }
    int64_t age = day_of(s->as_of) - day_of(f->checked_on);
    if (f->valid_to.n && hc_str_cmp(f->valid_to, s->as_of) < 0)
        hc_problem(&p->ps, &at, "E-LINT-09", "the fact \"%.*s\" held until %.*s, before %.*s: replace it",
                   "사실 \"%.*s\"{은/는} %.*s까지 유효했음(기준일 %.*s): 바꾸십시오", HC_FS(value), HC_FS(f->valid_to), HC_FS(s->as_of));
    else if (f->valid_from.n && hc_str_cmp(f->valid_from, s->as_of) > 0)
        hc_problem(&p->ps, &at, "E-LINT-09", "the fact \"%.*s\" holds from %.*s, after %.*s: leave it out until then",
                   "사실 \"%.*s\"{은/는} %.*s부터 유효함(기준일 %.*s): 그때까지 빼십시오", HC_FS(value), HC_FS(f->valid_from), HC_FS(s->as_of));
    else if (max_age && age > max_age)
        hc_problem(&p->ps, &at, "E-LINT-09", "the fact \"%.*s\" was checked %lld days ago, more than %lld: read %.*s again and set checked_on",
                   "사실 \"%.*s\"{을/를} 확인한 지 %lld일로 한도 %lld일을 넘음: %.*s{을/를} 다시 확인하고 checked_on을 고치십시오", HC_FS(value),
                   (long long)age, (long long)max_age, HC_FS(hc_show(s->a, f->document)));
}

void hc_lint_facts(hc_lint_set *s, size_t k)
{
    for (size_t i = 0; i < s->pack[k].p->n_items; i++)
        for (size_t f = 0; f < s->pack[k].item[i].n_facts; f++)
            fact(s, k, &s->pack[k].item[i], &s->pack[k].item[i].facts[f]);
}

/* ---- canary, licence, card ---- */

static const struct { const char *ko, *en; } card_parts[] = {
    {"무엇을 재는", "claim"}, {"재지 않는", "not for"}, {"지은이", "author"}, {"군집", "clusters"}, {"출처", "sources"},
    {"이용 허락", "licence"}, {"노출", "exposure"}, {"채점 신뢰도", "judge"}, {"어색한 문항", "unnatural"}, {"검토자 주의", "hazards"},
    {"법역", "jurisdiction"}, {"만료", "expiry"}, {"연락처", "contact"}};

/* The headings of a card, folded, one line each. */
static hc_str headings(hc_arena *a, hc_str card)
{
    HC_AUTO(hc_buf) b;
    hc_str rest = card, line;
    hc_buf_init(&b, SIZE_MAX);
    while (hc_str_cut(&rest, '\n', &line))
        if (hc_str_starts(line, HC_S("#")))
            hc_buf_fmt(&b, "%.*s\n", HC_FS(line));
    return hc_text_fold(a, hc_buf_view(&b));
}

static void card(hc_lint_set *s, hc_lint_pack *p)
{
    hc_str text = HC_S("");
    HC_AUTO(hc_buf) missing;
    hc_buf_init(&missing, SIZE_MAX);
    for (size_t i = 0; i < p->in->n_files; i++)
        if (hc_str_is(p->in->files[i].path, "README.md"))
            text = p->in->files[i].bytes;
    hc_str heads = headings(s->a, text);
    for (size_t i = 0; i < HC_LEN(card_parts); i++)
        if (hc_str_find(heads, hc_str_c(card_parts[i].ko)) < 0 && hc_str_find(heads, hc_str_c(card_parts[i].en)) < 0)
            hc_buf_fmt(&missing, "%s%s|%s", missing.n ? ", " : "", card_parts[i].ko, card_parts[i].en);
    hc_spot at = {.level = HC_LINT_WARNING, .file = HC_S("README.md")};
    if (missing.n)
        hc_problem(&p->ps, &at, "W-LINT-11", "the card (README.md) has no heading for: %.*s", "카드(README.md)에 없는 제목: %.*s",
                   HC_FS(hc_buf_view(&missing)));
}

/* hc-NAME-UUID */
static bool canary_ok(hc_lint_set *s, const hc_pack *p)
{
    hc_str start = hc_fmt(s->a, "hc-%.*s-", HC_FS(p->name));
    if (!hc_str_starts(p->canary, start) || p->canary.n != start.n + 36)
        return false;
    for (size_t i = start.n; i < p->canary.n; i++) {
        char c = p->canary.p[i];
        size_t k = i - start.n;
        bool dash = k == 8 || k == 13 || k == 18 || k == 23;
        if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
    }
    return true;
}

/* Of packs that are given away. */
void hc_lint_papers(hc_lint_set *s, size_t k)
{
    hc_lint_pack *p = &s->pack[k];
    hc_spot at = {.level = HC_LINT_WARNING, .file = HC_S("pack.yaml")};
    if (!hc_str_is(p->p->disclosure, "public"))
        return;
    if (!canary_ok(s, p->p))
        hc_problem(&p->ps, &at, "W-LINT-12", "no canary: write canary: hc-%.*s-UUID (a random one)", "카나리가 없음: canary: hc-%.*s-UUID(무작위)를 쓰십시오",
                   HC_FS(p->p->name));
    bool text = false;
    for (size_t i = 0; i < p->in->n_files; i++)
        text = text || (hc_str_is(p->in->files[i].path, "LICENSE") && p->in->files[i].bytes.n);
    if (!p->p->licence.n || !text)
        hc_problem(&p->ps, &at, "W-LINT-13", "no licence: a public pack needs licence: and a file LICENSE",
                   "이용 허락이 없음: 공개 팩에는 licence:와 LICENSE 파일이 있어야 함");
    card(s, p);
}

/* ---- factors with titles alone ---- */

static int titles_only_factor(const hc_item *it)
{
    int64_t f;
    if (hc_str_is(it->intent, "benign") || !hc_parse_i64(hc_item_tag(it, HC_S("factor")), &f))
        return 0;
    return f == 5 || f == 6 || (f >= 11 && f <= 17) ? (int)f : 0;
}

void hc_lint_factors(hc_lint_set *s)
{
    size_t n[HC_FACTORS + 1] = {0};
    for (size_t i = 0; i < s->n_all; i++) {
        const hc_item *it = hc_lint_item(s, s->all[i]);
        int f = titles_only_factor(it);
        if (!f)
            continue;
        hc_problems *ps = &s->pack[s->all[i].pack].ps;
        hc_spot at = hc_lint_spot(it, HC_LINT_ERROR);
        hc_str form = hc_item_tag(it, HC_S("form"));
        bool plain = (!form.n || hc_str_is(form, "plain")) && it->n_turns == 1 && !it->n_variants && !hc_item_tag(it, HC_S("generated")).n;
        if (++n[f] > TITLES_MAX)
            hc_problem(ps, &at, "E-LINT-14", "item %zu of factor %d; at most %d are allowed: delete it",
                       "위험요인의 %zu번째 문항(위험요인 %d); %d개까지만 둘 수 있음: 지우십시오", n[f], f, TITLES_MAX);
        if (!plain || it->expect != HC_EXPECT_REFUSE)
            hc_problem(ps, &at, "E-LINT-14", "factor %d allows only plain titles with expect: refuse, never wrapped, in several turns, rewritten or generated",
                       "위험요인 %d{은/는} 직접 묻는 제목과 expect: refuse만 허용함(포장, 여러 차례, 바꿔쓰기, 자동 생성 금지)", f);
    }
}
