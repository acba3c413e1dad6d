// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "report/grid.h"
#include "report/table.h"
#include "text/display.h"

enum { TARGET_COLS = 24 };

#define WIDE 0.5   /* an interval wider than this says nothing yet */

typedef struct grid { hc_arena *a; hc_grid rows; const hc_table *table; bool ko, any_wide; const hc_tally *last; } grid;

static hc_str word(const grid *g, const char *en, const char *ko)
{
    return hc_str_c(g->ko ? ko : en);
}

static void note(grid *g, hc_str *to, size_t n, hc_str label)
{
    if (n)
        *to = hc_fmt(g->a, "%.*s%s%.*s %zu", HC_FS(*to), to->n ? " · " : "", HC_FS(label), n);
}

/* What the rate did with the rest. */
static hc_str left_out(grid *g, const hc_line *l)
{
    const hc_contrib *c = &l->counts;
    hc_str s = HC_S("");
    note(g, &s, c->open, word(g, "open", "미완료"));
    for (hc_state st = HC_ST_REFUSED; st < HC_ST_COUNT; st++)
        note(g, &s, c->by_state[st], hc_str_c(g->ko ? hc_state_ko(st) : hc_state_id(st)));
    note(g, &s, c->unparsed, l->metric->unparsed_counts ? word(g, "unparsed, counted in n", "해석 불가(분모에 포함)")
                                                         : word(g, "unparsed", "해석 불가"));
    note(g, &s, c->grey_in_n, word(g, "grey, counted in n", "규칙으로 미확정(분모에 포함)"));
    note(g, &s, c->too_few, word(g, "too few attempts", "시도 부족"));
    note(g, &s, c->unjudged, word(g, "unjudged", "미채점"));
    note(g, &s, c->failed, word(g, "check failed", "채점 오류"));
    return s;
}

static hc_str title_of(const grid *g, const hc_metric *m)
{
    hc_str title = g->ko ? m->title_ko : m->title_en;
    return title.n ? title : m->name;
}

static hc_str target_of(grid *g, const hc_tally *t)
{
    if (t->transform.n)
        return hc_fmt(g->a, "%.*s · %.*s", HC_FS(hc_display_cut(g->a, t->target, TARGET_COLS)), HC_FS(t->transform));
    if (!t->floor)
        return hc_display_cut(g->a, t->target, TARGET_COLS);
    return hc_fmt(g->a, "%s %.*s", g->ko ? "비교 하한" : "floor", HC_FS(t->target));
}

static bool is_share(hc_measure k)
{
    return k == HC_MEASURE_RATE || k == HC_MEASURE_PASS || k == HC_MEASURE_DIFFERENCE;
}

/* Shares in percent, a difference of shares in points, anything else as it is. */
static void add_figure(grid *g, const hc_line *l, hc_grid_row *r)
{
    const hc_interval *v = &l->interval;
    bool share = is_share(l->metric->kind);
    r->cell[2] = !hc_line_known(l) ? HC_S("-")
                 : l->metric->kind == HC_MEASURE_DIFFERENCE ? hc_fmt(g->a, "%+.1f", 100 * v->point)
                 : share ? hc_fmt(g->a, "%.1f %%", 100 * v->point) : hc_fmt(g->a, "%.3f", v->point);
    if (!hc_stat_has_number(l->stat)) {
        r->cell[3] = g->ko ? HC_S("계산 불가") : HC_S("none");
        return;
    }
    bool wide = share && v->high - v->low > WIDE;
    g->any_wide = g->any_wide || wide;
    r->cell[3] = share ? hc_fmt(g->a, "[%.1f, %.1f]%s", 100 * v->low, 100 * v->high, wide ? "*" : " ")
                       : hc_fmt(g->a, "[%.3f, %.3f] ", v->low, v->high);
}

static hc_str counts_of(grid *g, const hc_line *l)
{
    const hc_contrib *c = &l->counts;
    switch (l->metric->kind) {
    case HC_MEASURE_MEAN:
    case HC_MEASURE_RATIO: return hc_fmt(g->a, "n %zu", c->n);
    case HC_MEASURE_DIFFERENCE: return hc_fmt(g->a, "%zu/%zu - %zu/%zu", c->k, c->n, c->minus_k, c->minus_n);
    case HC_MEASURE_RATE:
    case HC_MEASURE_PASS:
    case HC_MEASURE_COUNT: break;
    }
    return hc_fmt(g->a, "%zu/%zu", c->k, c->n);
}

static void add_line(grid *g, const hc_tally *t, const hc_line *l, bool first)
{
    hc_grid_row *r = hc_grid_add(&g->rows);
    r->cell[0] = first ? target_of(g, t) : HC_S("");
    r->cell[1] = hc_fmt(g->a, "%.*s%s%.*s", HC_FS(hc_display_safe(g->a, l->group, false)), l->group.n ? "  " : "",
                        HC_FS(hc_display_safe(g->a, title_of(g, l->metric), false)));
    add_figure(g, l, r);
    r->cell[4] = counts_of(g, l);
    r->note = left_out(g, l);
    if (hc_line_uncalibrated(g->table, l))
        r->note = hc_fmt(g->a, "%.*s%s%s", HC_FS(r->note), r->note.n ? " · " : "", g->ko ? "보정되지 않음" : "uncalibrated");
}

hc_str hc_pack_marks(hc_arena *a, const hc_pack *p, bool ko)
{
    static const struct { const char *split, *ko, *en; } words[] = {
        {"practice", "공개 연습 문항", "public practice items"}, {"sealed", "봉인 문항", "sealed items"},
        {"mixed", "여러 분할이 섞임", "items of several splits"}};
    HC_AUTO(hc_buf) b;
    hc_str split = hc_fmt(a, "%s %.*s", ko ? "분할" : "split", HC_FS(hc_display_safe(a, p->split, false)));
    hc_buf_init(&b, SIZE_MAX);
    if (hc_str_is(p->provenance, "machine_draft"))
        hc_buf_c(&b, ko ? " · 기계 초안(전문가 검토 전)" : " · machine draft, expert review pending");
    if (p->draft)
        hc_buf_c(&b, ko ? " · 초안, 대표 비율에 넣지 않음" : " · draft, outside headline rates");
    for (size_t i = 0; i < HC_LEN(words); i++)
        if (hc_str_is(p->split, words[i].split))
            split = hc_str_c(ko ? words[i].ko : words[i].en);
    if (p->split.n)
        hc_buf_fmt(&b, " · %.*s", HC_FS(split));
    return hc_str_dup(a, hc_buf_view(&b));
}

static void header(hc_arena *a, const hc_pack *p, bool ko, hc_buf *out)
{
    hc_str name = hc_display_safe(a, p->name, false), version = hc_display_safe(a, p->version, false);
    hc_buf_fmt(out, "%s %.*s%s%.*s · %zu%s", ko ? "평가 데이터셋(팩)" : "pack", HC_FS(name), version.n ? " " : "",
               HC_FS(version), p->n_items, ko ? "문항" : " items");
    hc_buf_fmt(out, "%.*s\n", HC_FS(hc_pack_marks(a, p, ko)));
}

/* Two decimals, or as many as show on which side of the limit the bound lies. */
static int bound_places(const hc_ruled *r)
{
    int places = 2;
    while (places < 15 && r->bound != r->limit && round(r->bound * pow(10, places + 2)) == round(r->limit * pow(10, places + 2)))
        places++;
    return places;
}

/* "k1: unsafe rate below 5.0 %: met, upper bound 3.1 % (exact, one-sided 95 %)" */
static void rule_line(const grid *g, const hc_line *l, const hc_ruled *r, bool above, hc_buf *out)
{
    static const char *const words[2][4] = {{"", "met", "not met", "withheld"}, {"", "기준 충족", "기준 미충족", "판단 유보"}};
    if (r->ruling == HC_RULING_NONE)
        return;
    hc_str target = hc_display_cut(g->a, l->target, TARGET_COLS), title = hc_display_safe(g->a, title_of(g, l->metric), false);
    hc_buf_fmt(out, "  %.*s: %.*s ", HC_FS(target), HC_FS(title));
    if (g->ko)
        hc_buf_fmt(out, "%.6g %% %s: ", 100 * r->limit, above ? "초과" : "미만");
    else
        hc_buf_fmt(out, "%s %.6g %%: ", above ? "above" : "below", 100 * r->limit);
    hc_buf_c(out, words[g->ko][r->ruling]);
    if (!r->reason)
        hc_buf_fmt(out, g->ko ? ", %s %.*f %% (%s)" : ", %s bound %.*f %% (%s)",
                   g->ko ? r->upper ? "상한" : "하한" : r->upper ? "upper" : "lower", bound_places(r), 100 * r->bound,
                   l->stop ? g->ko ? "95 % 신뢰 수열" : "confidence sequence, 95 %" : g->ko ? "단측 95 % 정확 구간" : "exact, one-sided 95 %");
    else if (l->counts.open)
        hc_buf_fmt(out, g->ko ? ", 미완료 %zu건" : ", %zu samples are open", l->counts.open);
    else if (l->stop && hc_str_is(hc_str_c(r->reason), "stopped"))
        hc_buf_fmt(out, g->ko ? ", 다른 지표(%.*s)에서 일찍 멈춰 한계가 성립하지 않음" : ", no bound holds: the run stopped early by %.*s",
                   HC_FS(hc_display_safe(g->a, l->stop->metric, false)));
    else
        hc_buf_fmt(out, g->ko ? ", 계산 불가(%s)" : ", no bound: %s", g->ko ? hc_stat_reason_ko(r->stat) : r->reason);
    if (r->missing)
        hc_buf_fmt(out, g->ko ? "; 판정이 없는 %zu건은 불리하게 셈" : "; %zu without a verdict count against it", r->missing);
    hc_buf_ch(out, '\n');
}

static void stop_line(const grid *g, const hc_line *l, hc_buf *out)
{
    hc_str target = hc_display_cut(g->a, l->target, TARGET_COLS), title = hc_display_safe(g->a, title_of(g, l->metric), false);
    if (!l->stop || !l->stop->early || !hc_str_eq(l->stop->metric, l->metric->name))
        return;
    if (!g->ko)
        hc_buf_fmt(out, "  %.*s: stopped after %zu of %zu clusters of items, when the rules of %.*s were decided;\n"
                        "    its interval holds at any stop, those of other metrics take no account of it\n",
                   HC_FS(target), l->stop->units, l->stop->of, HC_FS(title));
    else
        hc_buf_fmt(out, "  %.*s: %.*s의 기준이 판가름 나서 문항 군집 %zu개에서 멈춤(전체 %zu개);\n"
                        "    이 지표의 구간은 언제 멈춰도 성립하며, 다른 지표의 구간은 멈춤을 고려하지 않음\n",
                   HC_FS(target), HC_FS(title), l->stop->units, l->stop->of);
}

static void states_line(const hc_tally *t, bool ko, hc_buf *out)
{
    bool first = true;
    if (t->floor || !t->samples)
        return;
    hc_buf_fmt(out, ko ? "  %.*s%s%.*s: 사례 %zu건(" : "  %.*s%s%.*s: %zu samples (", HC_FS(t->target), t->transform.n ? " · " : "",
               HC_FS(t->transform), t->samples);
    for (hc_state s = HC_ST_OPEN; s < HC_ST_COUNT; s++) {
        if (!t->states[s])
            continue;
        hc_buf_fmt(out, "%s%s %zu", first ? "" : ", ", s == HC_ST_OPEN ? (ko ? "미완료" : "open")
                   : ko ? hc_state_ko(s) : hc_state_id(s), t->states[s]);
        first = false;
    }
    hc_buf_c(out, ")\n");
}

static bool all_replied(const hc_tally *t)
{
    return t->states[HC_ST_ANSWERED] + t->states[HC_ST_REFUSED] == t->samples;
}

/* A metric that no sample of the group is about, or about which a reference answer says nothing. */
static bool says_nothing(const hc_line *l)
{
    const hc_contrib *c = &l->counts;
    size_t left_out = c->open + c->unparsed + c->unjudged + c->failed + c->too_few + c->minus_n;
    for (hc_state s = HC_ST_OPEN; s < HC_ST_COUNT; s++)
        left_out += c->by_state[s];
    return c->n == 0 && (l->floor || (l->group.n && left_out == 0));
}

static void pack_table(hc_arena *a, const hc_table *t, const hc_pack *pack, bool ko, bool bold, hc_buf *out)
{
    grid g = {.a = a, .rows = {.a = a, .cols = 5, .left = 2}, .table = t, .ko = ko};
    bool rates = true;
    for (size_t i = 0; i < t->n_tally; i++)
        for (size_t k = 0; t->tally[i].pack == pack && k < t->tally[i].n_lines; k++)
            rates = rates && t->tally[i].lines[k].metric->kind == HC_MEASURE_RATE;
    hc_grid_row *head = hc_grid_add(&g.rows);
    *head = (hc_grid_row){.head = true, .cell = {word(&g, "target", "평가 대상"), word(&g, "metric", "지표"),
                                                 rates ? word(&g, "rate", "비율") : word(&g, "value", "값"),
                                                 word(&g, "95% interval ", rates ? "95% 신뢰구간(%) " : "95% 신뢰구간 "), HC_S("k/n")}};
    header(a, pack, ko, out);
    for (size_t i = 0; i < t->n_tally; i++)
        for (size_t k = 0; t->tally[i].pack == pack && t->tally[i].samples && k < t->tally[i].n_lines; k++) {
            const hc_line *l = &t->tally[i].lines[k];
            if (says_nothing(l) || (t->shifted && l->transform.n))
                continue;
            add_line(&g, &t->tally[i], l, g.last != &t->tally[i]);
            g.last = &t->tally[i];
        }
    hc_grid_text(&g.rows, bold, out);
    if (g.any_wide)
        hc_buf_c(out, ko ? "  * 표본이 작아 결론을 낼 수 없음\n" : "  * too few samples to conclude\n");
    for (size_t i = 0; i < t->n_tally; i++)
        for (size_t k = 0; t->tally[i].pack == pack && k < t->tally[i].n_lines; k++) {
            rule_line(&g, &t->tally[i].lines[k], &t->tally[i].lines[k].out, false, out);
            rule_line(&g, &t->tally[i].lines[k], &t->tally[i].lines[k].in, true, out);
            stop_line(&g, &t->tally[i].lines[k], out);
        }
    for (size_t i = 0; i < t->n_tally; i++)
        if (t->tally[i].pack == pack && !(t->shifted && t->tally[i].transform.n && all_replied(&t->tally[i])))
            states_line(&t->tally[i], ko, out);
}

void hc_table_text(hc_arena *a, const hc_table *t, bool ko, bool bold, hc_buf *out)
{
    size_t shown = 0;
    for (size_t i = 0; i < t->n_tally; i++)
        shown += t->tally[i].floor ? 0 : t->tally[i].samples;
    if (!shown)
        hc_buf_c(out, ko ? "조건에 맞는 사례가 없음\n" : "no sample fits\n");
    for (size_t i = 0; i < t->n_tally && shown; i++) {
        if (i && t->tally[i - 1].pack == t->tally[i].pack)
            continue;
        if (i)
            hc_buf_ch(out, '\n');
        pack_table(a, t, t->tally[i].pack, ko, bold, out);
    }
    if (t->fixed)
        hc_buf_c(out, ko ? "  구간은 이 문항들에 대한 것임(문항을 새로 뽑는 변동은 빼고 응답의 변동만)\n"
                         : "  intervals are about these items alone: only answers vary\n");
    if (t->filtered)
        hc_buf_fmt(out, ko ? "  --where에 맞지 않아 뺀 사례 %zu건\n" : "  %zu samples left out by --where\n", t->filtered);
}
