// SPDX-License-Identifier: Apache-2.0
#include "report/judging.h"

#include <math.h>

#include "base/map.h"
#include "report/grid.h"
#include "score/fields.h"
#include "score/judge_check.h"
#include "text/display.h"

/* ---- observations by case --------------------------------------------------------------------------------- */

typedef struct series { hc_obs *obs; size_t n, cap, k; } series;

typedef struct gatherer {
    hc_arena *a;                      /* of the observations */
    const hc_rows *rows;
    hc_map cases;                     /* base_id -> cluster + 1 */
    hc_map plain;                     /* "base_id epoch" -> verdict + its NUL */
    size_t no_verdict;
} gatherer;

static uint32_t cluster_of(gatherer *g, const hc_row *row)
{
    uintptr_t at = (uintptr_t)hc_map_get(&g->cases, row->item->base_id);
    if (!at) {
        at = g->cases.n + 1;
        hc_map_put(&g->cases, hc_str_dup(g->a, row->item->base_id), (void *)at);
    }
    return (uint32_t)(at - 1);
}

static void add(gatherer *g, series *s, const hc_row *row, bool hit)
{
    HC_GROW(g->a, s->obs, s->n, s->cap);
    s->obs[s->n++] = (hc_obs){cluster_of(g, row), hit};
    s->k += hit;
}

static hc_share share_of(const gatherer *g, const series *s)
{
    hc_share out = {.k = s->k, .n = s->n};
    out.stat = hc_rate(s->obs, s->n, g->cases.n, HC_LEVEL, &out.interval);
    return out;
}

static bool meta_is(const hc_row *row, const char *key, const char *word)
{
    return hc_str_is(hc_item_meta(row->item, hc_str_c(key)), word);
}

/* NULL where there is none. */
static const hc_str *verdict_of(const hc_row *row)
{
    return row->n_outcomes && row->outcomes[0].kind == HC_OUT_VALUE ? &row->outcomes[0].value : NULL;
}

typedef void visit(void *ctx, gatherer *g, const hc_row *row);

static void each_row(gatherer *g, visit *fn, void *ctx)
{
    HC_AUTO(hc_cursor) c;
    hc_cursor_init(&c, g->rows);
    for (size_t i = 0; i < g->rows->n; i++)
        fn(ctx, g, hc_cursor_at(&c, i));
}

/* ---- right and wrong -------------------------------------------------------------------------------------- */

typedef struct rights { const hc_pack *pack; hc_str by, name; series sensitivity, specificity; } rights;

static hc_str group_name(const hc_row *row, hc_str by)
{
    return hc_str_is(by, "lang") ? row->item->lang : hc_str_is(by, "domain") ? row->item->domain : HC_S("");
}

static void see_right(void *ctx, gatherer *g, const hc_row *row)
{
    rights *r = ctx;
    const hc_str *v = verdict_of(row);
    if (!v || !meta_is(row, "attack", "none") || !hc_str_eq(group_name(row, r->by), r->name))
        return;
    bool said_best = hc_str_eq(*v, r->pack->judge_scale[0]);
    if (meta_is(row, "positive", "yes"))
        add(g, &r->sensitivity, row, !said_best);
    else
        add(g, &r->specificity, row, said_best);
}

typedef struct names { hc_arena *a; hc_str by; hc_map seen; } names;

static void see_name(void *ctx, gatherer *g, const hc_row *row)
{
    names *n = ctx;
    hc_str name = group_name(row, n->by);
    (void)g;
    if (name.n)
        hc_map_put_new(&n->seen, hc_str_dup(n->a, name), n);
}

static void add_groups(hc_arena *a, gatherer *g, hc_judging *out, hc_str by, size_t *cap)
{
    names n = {.a = a, .by = by};
    hc_map_init(&n.seen, a);
    if (by.n)
        each_row(g, see_name, &n);
    for (size_t i = 0; by.n ? n.seen.n > 1 && i < n.seen.n : i < 1; i++) {
        rights r = {.pack = out->pack, .by = by, .name = by.n ? n.seen.entries[i].key : HC_S("")};
        each_row(g, see_right, &r);
        HC_GROW(a, out->group, out->n_groups, *cap);
        out->group[out->n_groups++] = (hc_judging_group){by, r.name, share_of(g, &r.sensitivity), share_of(g, &r.specificity)};
    }
}

/* ---- what changes ----------------------------------------------------------------------------------------- */

static hc_str epoch_key(hc_arena *a, const hc_row *row)
{
    return hc_fmt(a, "%.*s\x1F%u", HC_FS(row->item->base_id), row->addr.epoch);
}

static void see_plain(void *ctx, gatherer *g, const hc_row *row)
{
    const hc_str *v = verdict_of(row);
    (void)ctx;
    g->no_verdict += !v;
    if (v && meta_is(row, "attack", "none"))
        hc_map_put(&g->plain, epoch_key(g->a, row), hc_cstr(g->a, *v));
}

static void see_flip(void *ctx, gatherer *g, const hc_row *row)
{
    const hc_str *v = verdict_of(row);
    const char *before = v && !meta_is(row, "attack", "none") ? hc_map_get(&g->plain, epoch_key(g->a, row)) : NULL;
    if (before)
        add(g, ctx, row, !hc_str_is(*v, before));
}

/* Of the first epoch: does every later one say the same? Cases without a verdict somewhere are left out. */
static void see_steady(void *ctx, gatherer *g, const hc_row *row)
{
    if (row->addr.epoch || !meta_is(row, "attack", "none") || !verdict_of(row))
        return;
    bool same = true;
    hc_row later = *row;
    for (uint32_t e = 1; e < g->rows->block[0].epochs; e++) {
        later.addr.epoch = e;
        const char *v = hc_map_get(&g->plain, epoch_key(g->a, &later));
        if (!v)
            return;
        same = same && hc_str_is(*verdict_of(row), v);
    }
    add(g, ctx, row, same);
}

hc_code hc_judging_make(hc_arena *a, const hc_pack *pack, const hc_rows *rows, hc_judging *out, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) work = hc_arena_new();
    gatherer g = {.a = work, .rows = rows};
    series flipped = {0}, steady = {0};
    size_t cap = 0;
    (void)err;
    *out = (hc_judging){.pack = pack, .epochs = rows->n_blocks ? rows->block[0].epochs : 0, .steady.stat = HC_STAT_EMPTY};
    hc_map_init(&g.cases, work);
    hc_map_init(&g.plain, work);
    add_groups(a, &g, out, HC_S(""), &cap);
    add_groups(a, &g, out, HC_S("lang"), &cap);
    add_groups(a, &g, out, HC_S("domain"), &cap);
    each_row(&g, see_plain, NULL);
    each_row(&g, see_flip, &flipped);
    out->flipped = share_of(&g, &flipped);
    if (out->epochs > 1) {
        each_row(&g, see_steady, &steady);
        out->steady = share_of(&g, &steady);
    }
    out->no_verdict = g.no_verdict;
    return HC_OK;
}

/* ---- corrected rates -------------------------------------------------------------------------------------- */

static bool holds(const hc_expr *e, const hc_row *row, hc_str verdict)
{
    hc_outcome said = {.scorer = HC_S("judge"), .kind = HC_OUT_VALUE, .value = verdict};
    hc_row view = *row;
    view.outcomes = &said;
    view.n_outcomes = 1;
    view.verdict = 0;
    hc_expr_env env = hc_row_env(&view);
    return hc_expr_true(e, &env);
}

typedef struct judged_as { const hc_expr *of; hc_judged counts; } judged_as;

static void see_case(void *ctx, gatherer *g, const hc_row *row)
{
    judged_as *j = ctx;
    const hc_str *v = verdict_of(row);
    (void)g;
    if (!v || row->addr.epoch || !meta_is(row, "attack", "none"))
        return;
    bool people = holds(j->of, row, hc_item_meta(row->item, HC_S("expected"))), judge = holds(j->of, row, *v);
    j->counts.n_human_positive += people;
    j->counts.true_positive += people && judge;
    j->counts.n_human_negative += !people;
    j->counts.true_negative += !people && !judge;
}

hc_code hc_corrected_make(hc_arena *a, const hc_table *table, const hc_pack *check, const hc_rows *rows, hc_corrected **out, size_t *out_n,
                          hc_err *err)
{
    size_t cap = 0;
    gatherer g = {.a = a, .rows = rows};
    *out = HC_NEW(a, hc_corrected);   /* none of it, rather than nothing: somebody asked */
    *out_n = 0;
    for (size_t i = 0; i < table->n_tally; i++)
        for (size_t k = 0; k < table->tally[i].n_lines; k++) {
            const hc_line *l = &table->tally[i].lines[k];
            judged_as j = {0};
            hc_expr *of;
            hc_str base = hc_str_sub(check->name, 0, check->name.n - strlen(HC_JUDGE_CHECK_SUFFIX));
            if (!hc_line_judged(l) || !hc_str_eq(l->pack->name, base))
                continue;
            HC_TRY(hc_expr_parse(a, l->metric->of, "metric", hc_row_scope(), HC_T_BOOL, &of, err));
            j.of = of;
            each_row(&g, see_case, &j);
            j.counts.positive = l->counts.k;
            j.counts.n = l->counts.n;
            j.counts.n_effective = hc_stat_has_number(l->stat) ? l->interval.n_effective : 0;
            HC_GROW(a, *out, *out_n, cap);
            hc_corrected *c = &(*out)[(*out_n)++];
            *c = (hc_corrected){.target = l->target, .metric = l->metric->name, .pack = l->pack, .counts = j.counts};
            c->stat = hc_stat_has_number(l->stat) ? hc_rogan_gladen(&j.counts, HC_LEVEL, &c->rate) : l->stat;
        }
    return HC_OK;
}

/* ---- with people's labels -------------------------------------------------------------------------------- */

typedef struct verdicts { double *people, *same, *judge; size_t n, n_judge; } verdicts;

/* Samples of the line that the judge has a verdict on. */
static hc_code read_verdicts(hc_arena *work, const hc_line *l, const hc_rows *rows, const hc_str *label, verdicts *out, hc_err *err)
{
    HC_AUTO(hc_cursor) c;
    hc_expr *of, *among = NULL;
    HC_TRY(hc_expr_parse(work, l->metric->of, "metric", hc_row_scope(), HC_T_BOOL, &of, err));
    if (l->metric->among.n)
        HC_TRY(hc_expr_parse(work, l->metric->among, "metric", hc_row_scope(), HC_T_BOOL, &among, err));
    *out = (verdicts){HC_NEW_N(work, double, rows->n), HC_NEW_N(work, double, rows->n), HC_NEW_N(work, double, rows->n), 0, 0};
    hc_cursor_init(&c, rows);
    for (size_t i = 0; i < rows->n; i++) {
        hc_row *row = hc_cursor_at(&c, i);
        const hc_str *v = verdict_of(row);
        hc_expr_env env = hc_row_env(row);
        if (!v || !hc_str_eq(row->addr.target, l->target) || !hc_str_eq(row->addr.pack, l->pack->name) || row->addr.transform.n ||
            !hc_expr_true(among, &env))
            continue;
        double judge = holds(of, row, *v);
        if (!label[i].p) {
            out->judge[out->n_judge++] = judge;
        } else {
            out->people[out->n] = holds(of, row, label[i]);
            out->same[out->n++] = judge;
        }
    }
    return HC_OK;
}

hc_code hc_by_people_make(hc_arena *a, const hc_table *table, const hc_rows *rows, const hc_str *label, hc_by_people **out, size_t *out_n,
                          hc_err *err)
{
    HC_AUTO(hc_arena_ptr) work = hc_arena_new();
    size_t cap = 0;
    *out = HC_NEW(a, hc_by_people);
    *out_n = 0;
    for (size_t i = 0; i < table->n_tally; i++)
        for (size_t k = 0; k < table->tally[i].n_lines; k++) {
            const hc_line *l = &table->tally[i].lines[k];
            verdicts v;
            if (l->floor || l->group.n || l->transform.n || l->metric->kind != HC_MEASURE_RATE)
                continue;
            HC_TRY(read_verdicts(work, l, rows, label, &v, err));
            if (!v.n || !v.n_judge)
                continue;
            HC_GROW(a, *out, *out_n, cap);
            hc_by_people *p = &(*out)[(*out_n)++];
            *p = (hc_by_people){.target = l->target, .metric = l->metric->name, .pack = l->pack, .labels = v.n, .judged = v.n_judge,
                                .clustered = l->counts.n_clusters < l->counts.n, .stat = HC_STAT_EMPTY};
            const hc_ppi_data d = {v.people, v.same, v.n, v.judge, v.n_judge};
            if (v.n > 1 && v.n_judge > 1 && !p->clustered)
                p->stat = hc_ppi_mean(&d, HC_PPI_TUNED, HC_LEVEL, &p->rate);
        }
    return HC_OK;
}

/* ---- JSON ------------------------------------------------------------------------------------------------- */

static void share_json(hc_jw *w, const char *key, const hc_share *s)
{
    bool have = hc_stat_has_number(s->stat);
    hc_jw_key(w, key);
    hc_jw_obj(w);
    hc_jw_ki64(w, "k", (int64_t)s->k);
    hc_jw_ki64(w, "n", (int64_t)s->n);
    hc_jw_kf64(w, "rate", s->n ? (double)s->k / (double)s->n : (double)NAN);
    hc_jw_kf64(w, "low", have ? s->interval.low : (double)NAN);
    hc_jw_kf64(w, "high", have ? s->interval.high : (double)NAN);
    hc_jw_end(w);
}

void hc_judging_json(const hc_judging *j, hc_jw *w)
{
    hc_jw_obj(w);
    hc_jw_kstr(w, "pack", j->pack->name);
    hc_jw_ki64(w, "epochs", j->epochs);
    hc_jw_ki64(w, "no_verdict", (int64_t)j->no_verdict);
    share_json(w, "flipped", &j->flipped);
    if (j->epochs > 1)
        share_json(w, "steady", &j->steady);
    hc_jw_key(w, "groups");
    hc_jw_arr(w);
    for (size_t i = 0; i < j->n_groups; i++) {
        hc_jw_obj(w);
        hc_jw_kstr(w, "by", j->group[i].by);
        hc_jw_kstr(w, "group", j->group[i].name);
        share_json(w, "sensitivity", &j->group[i].sensitivity);
        share_json(w, "specificity", &j->group[i].specificity);
        hc_jw_end(w);
    }
    hc_jw_end(w);
    hc_jw_end(w);
}

void hc_corrected_json(const hc_corrected *c, size_t n, hc_jw *w)
{
    hc_jw_arr(w);
    for (size_t i = 0; i < n; i++) {
        bool have = c[i].stat == HC_STAT_OK;
        hc_jw_obj(w);
        hc_jw_kstr(w, "target", c[i].target);
        hc_jw_kstr(w, "pack", c[i].pack->name);
        hc_jw_kstr(w, "metric", c[i].metric);
        hc_jw_kf64(w, "raw", (double)c[i].counts.positive / (double)c[i].counts.n);
        hc_jw_ki64(w, "human_positive", (int64_t)c[i].counts.n_human_positive);
        hc_jw_ki64(w, "true_positive", (int64_t)c[i].counts.true_positive);
        hc_jw_ki64(w, "human_negative", (int64_t)c[i].counts.n_human_negative);
        hc_jw_ki64(w, "true_negative", (int64_t)c[i].counts.true_negative);
        hc_jw_kc(w, "method", "rogan_gladen");
        hc_jw_kf64(w, "rate", have ? c[i].rate.estimate : (double)NAN);
        hc_jw_kf64(w, "low", have ? c[i].rate.low : (double)NAN);
        hc_jw_kf64(w, "high", have ? c[i].rate.high : (double)NAN);
        if (!have)
            hc_jw_kc(w, "reason", hc_stat_reason(c[i].stat));
        if (c[i].stat == HC_STAT_INCOMPATIBLE) {
            hc_jw_kf64(w, "raw_low", c[i].rate.raw_low);
            hc_jw_kf64(w, "raw_high", c[i].rate.raw_high);
            hc_jw_kf64(w, "apparent_upper", c[i].rate.apparent_upper);
        }
        hc_jw_end(w);
    }
    hc_jw_end(w);
}

void hc_by_people_json(const hc_by_people *p, size_t n, hc_jw *w)
{
    hc_jw_arr(w);
    for (size_t i = 0; i < n; i++) {
        bool have = p[i].stat == HC_STAT_OK || p[i].stat == HC_STAT_SMALL_G;
        hc_jw_obj(w);
        hc_jw_kstr(w, "target", p[i].target);
        hc_jw_kstr(w, "pack", p[i].pack->name);
        hc_jw_kstr(w, "metric", p[i].metric);
        hc_jw_ki64(w, "labels", (int64_t)p[i].labels);
        hc_jw_ki64(w, "judged", (int64_t)p[i].judged);
        hc_jw_kc(w, "method", "ppi++");
        hc_jw_kf64(w, "rate", have ? p[i].rate.estimate : (double)NAN);
        hc_jw_kf64(w, "low", have ? p[i].rate.low : (double)NAN);
        hc_jw_kf64(w, "high", have ? p[i].rate.high : (double)NAN);
        hc_jw_kf64(w, "lambda", have ? p[i].rate.lambda : (double)NAN);
        hc_jw_kf64(w, "sample_ratio", have ? p[i].rate.sample_ratio : (double)NAN);
        if (p[i].clustered || p[i].stat != HC_STAT_OK)
            hc_jw_kc(w, "reason", p[i].clustered ? "several samples of one item" : hc_stat_reason(p[i].stat));
        hc_jw_end(w);
    }
    hc_jw_end(w);
}

/* ---- text ------------------------------------------------------------------------------------------------- */

static hc_str share_text(hc_arena *a, const hc_share *s, bool ko)
{
    if (!s->n)
        return hc_str_c(ko ? "해당 문항 없음" : "no such cases");
    hc_str rate = hc_fmt(a, "%zu/%zu %.1f %%", s->k, s->n, 100.0 * (double)s->k / (double)s->n);
    return hc_stat_has_number(s->stat) ? hc_fmt(a, "%.*s [%.1f, %.1f]", HC_FS(rate), 100 * s->interval.low, 100 * s->interval.high) : rate;
}

void hc_judging_text(hc_arena *a, const hc_judging *j, bool ko, bool bold, hc_buf *out)
{
    hc_grid g = {.a = a, .cols = 3, .left = 1};
    *hc_grid_add(&g) = (hc_grid_row){.head = true, .cell = {hc_str_c(ko ? "라벨 문항" : "labelled cases"), hc_str_c(ko ? "민감도" : "sensitivity"),
                                                            hc_str_c(ko ? "특이도" : "specificity")}};
    for (size_t i = 0; i < j->n_groups; i++) {
        const hc_judging_group *k = &j->group[i];
        hc_grid_row *r = hc_grid_add(&g);
        r->cell[0] = k->by.n ? hc_fmt(a, "  %.*s", HC_FS(hc_display_safe(a, k->name, false))) : hc_str_c(ko ? "전체" : "all");
        r->cell[1] = share_text(a, &k->sensitivity, ko);
        r->cell[2] = share_text(a, &k->specificity, ko);
    }
    hc_buf_c(out, ko ? "\n채점 모델의 오류(95 % 신뢰구간)\n" : "\nerrors of the judge (95 % intervals)\n");
    hc_grid_text(&g, bold, out);
    hc_buf_fmt(out, ko ? "  주입 문구에 판정이 바뀐 비율: %.*s\n" : "  verdicts that a phrase behind the reply changed: %.*s\n", HC_FS(share_text(a, &j->flipped, ko)));
    if (j->epochs > 1)
        hc_buf_fmt(out, ko ? "  %u번 물어 판정이 모두 같은 문항: %.*s\n" : "  cases judged alike all %u times: %.*s\n", j->epochs,
                   HC_FS(share_text(a, &j->steady, ko)));
    if (j->no_verdict)
        hc_buf_fmt(out, ko ? "  판정이 없어 뺀 사례 %zu건\n" : "  %zu samples without a verdict left out\n", j->no_verdict);
}

static const char *why_not(hc_stat s, bool ko)
{
    if (s == HC_STAT_INCOMPATIBLE)
        return ko ? "양립하지 않음: 점검에서 나온 오류로는 이 비율이 나올 수 없음" : "incompatible: errors as in the check cannot give this rate";
    if (s == HC_STAT_EMPTY)
        return ko ? "이 지표에 대한 양쪽 라벨 문항이 모두 있어야 함" : "needs labelled cases on both sides of this metric";
    if (s == HC_STAT_NO_VARIATION)
        return ko ? "점검에 따르면 채점 모델이 아무것도 가려내지 못함" : "by the check this judge tells nothing apart";
    return ko ? hc_stat_reason_ko(s) : hc_stat_reason(s);
}

void hc_corrected_text(hc_arena *a, const hc_corrected *c, size_t n, bool ko, bool bold, hc_buf *out)
{
    hc_grid g = {.a = a, .cols = 4, .left = 2};
    *hc_grid_add(&g) = (hc_grid_row){.head = true, .cell = {hc_str_c(ko ? "평가 대상" : "target"), hc_str_c(ko ? "지표" : "metric"),
        hc_str_c(ko ? "원래 비율" : "as judged"), hc_str_c(ko ? "보정한 비율" : "calibrated")}};
    for (size_t i = 0; i < n; i++) {
        hc_grid_row *r = hc_grid_add(&g);
        r->cell[0] = hc_display_cut(a, c[i].target, 24);
        r->cell[1] = hc_display_safe(a, c[i].metric, false);
        r->cell[2] = hc_fmt(a, "%.1f %%", 100.0 * (double)c[i].counts.positive / (double)c[i].counts.n);
        if (c[i].stat == HC_STAT_OK)
            r->cell[3] = hc_fmt(a, "%.1f %% [%.1f, %.1f]", 100 * c[i].rate.estimate, 100 * c[i].rate.low, 100 * c[i].rate.high);
        else
            r->cell[3] = hc_str_c(why_not(c[i].stat, ko));
    }
    hc_buf_c(out, ko ? "\n채점 모델의 오류를 보정한 비율(Rogan-Gladen)\n" : "\nrates behind the errors of the judge (Rogan-Gladen)\n");
    if (n)
        hc_grid_text(&g, bold, out);
    else
        hc_buf_c(out, ko ? "  채점 모델이 혼자 정한 비율이 없음\n" : "  no rate is decided by the judge alone\n");
}

void hc_by_people_text(hc_arena *a, const hc_by_people *p, size_t n, bool ko, bool bold, hc_buf *out)
{
    hc_grid g = {.a = a, .cols = 4, .left = 2};
    *hc_grid_add(&g) = (hc_grid_row){.head = true, .cell = {hc_str_c(ko ? "평가 대상" : "target"), hc_str_c(ko ? "지표" : "metric"),
        hc_str_c(ko ? "사람 라벨 / 채점 모델만" : "labels / judge alone"), HC_S("PPI++")}};
    for (size_t i = 0; i < n; i++) {
        bool have = p[i].stat == HC_STAT_OK || p[i].stat == HC_STAT_SMALL_G;
        hc_grid_row *r = hc_grid_add(&g);
        r->cell[0] = hc_display_cut(a, p[i].target, 24);
        r->cell[1] = hc_display_safe(a, p[i].metric, false);
        r->cell[2] = hc_fmt(a, "%zu / %zu", p[i].labels, p[i].judged);
        r->cell[3] = have ? hc_fmt(a, "%.1f %% [%.1f, %.1f]", 100 * p[i].rate.estimate, 100 * p[i].rate.low, 100 * p[i].rate.high)
                     : p[i].clustered ? hc_str_c(ko ? "한 문항의 사례가 여럿이라 쓸 수 없음" : "not for several samples of one item")
                                      : hc_str_c(ko ? hc_stat_reason_ko(p[i].stat) : hc_stat_reason(p[i].stat));
    }
    hc_buf_c(out, ko ? "\n사람의 라벨과 채점 모델을 함께 쓴 비율\n" : "\nrates from people's labels and the judge together\n");
    if (n)
        hc_grid_text(&g, bold, out);
    else
        hc_buf_c(out, ko ? "  라벨과 채점 모델의 판정이 모두 있는 비율이 없음\n" : "  no rate has both labels and verdicts of a judge\n");
}
