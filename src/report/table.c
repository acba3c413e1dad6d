// SPDX-License-Identifier: Apache-2.0
#include "report/table.h"

#include <math.h>

#include "base/map.h"
#include "score/fields.h"
#include "score/judge_check.h"

/* Rows are walked and never gathered: memory grows with the clusters of one metric and with the groups. */

bool hc_line_known(const hc_line *l)
{
    return hc_stat_has_number(l->stat) || (l->metric->kind != HC_MEASURE_RATE && !isnan(l->interval.point));
}

bool hc_line_judged(const hc_line *l)
{
    return !l->floor && !l->group.n && !l->transform.n && l->metric->kind == HC_MEASURE_RATE && l->counts.n && l->by_judge == l->counts.n;
}

bool hc_line_uncalibrated(const hc_table *t, const hc_line *l)
{
    bool corrected = hc_line_judged(l) && hc_str_eq(l->pack->name, t->calibrated);
    return l->by_judge && !corrected && !hc_is_judge_check(l->pack);
}

typedef struct maker { hc_arena *a; const hc_table_wish *w; hc_table *t; size_t cap; hc_expr *where; } maker;

/* One target on one pack, by one transform. */
typedef struct walk {
    maker *k;
    const hc_rows *rows;
    const hc_block *block;
    bool floor;
    hc_map groups;                    /* name -> place + 1, in order of appearance */
    hc_eval **eval;                   /* of one metric: the whole, then the groups */
    const hc_metric *metric;
    size_t *by_judge;                 /* of each: rows in n that a judge decided */
    hc_tally tally;
} walk;

typedef hc_code visit(walk *w, const hc_row *row, hc_err *err);

static hc_code each_row(walk *w, visit *fn, hc_err *err)
{
    HC_AUTO(hc_cursor) c;
    hc_cursor_init(&c, w->rows);
    const hc_block *b = w->block;
    for (size_t i = b->first; i < b->first + b->n_items * b->epochs; i++) {
        if (w->rows->beyond && w->rows->beyond[i])
            continue;
        hc_row *row = hc_cursor_at(&c, i);
        hc_expr_env env = hc_row_env(row);
        if (hc_expr_true(w->k->where, &env))
            HC_TRY(fn(w, row, err));
    }
    return HC_OK;
}

static bool grouped(const walk *w)
{
    return w->k->w->by.n && !w->floor;
}

static hc_code group_of(const walk *w, const hc_row *row, char number[HC_GROUP_NUMBER], hc_str *out, hc_err *err)
{
    return hc_row_group(row, w->k->w->by, number, out, err);
}

static hc_code count(walk *w, const hc_row *row, hc_err *err)
{
    char number[HC_GROUP_NUMBER];
    hc_str name;
    w->tally.samples++;
    w->tally.states[row->state]++;
    w->tally.redone += row->addr.redo > 0;
    if (!grouped(w))
        return HC_OK;
    HC_TRY(group_of(w, row, number, &name, err));
    if (!hc_map_get(&w->groups, name))
        hc_map_put(&w->groups, hc_str_dup(w->k->a, name), (void *)(uintptr_t)(w->groups.n + 1));
    return HC_OK;
}

/* The place of the row's group; 0 is the whole. */
static hc_code eval_of(walk *w, const hc_row *row, size_t *out, hc_err *err)
{
    char number[HC_GROUP_NUMBER];
    hc_str name;
    *out = 0;
    if (!grouped(w))
        return HC_OK;
    HC_TRY(group_of(w, row, number, &name, err));
    *out = (uintptr_t)hc_map_get(&w->groups, name);
    return HC_OK;
}

static hc_code see(walk *w, const hc_row *row, hc_err *err)
{
    size_t own;
    HC_TRY(eval_of(w, row, &own, err));
    hc_eval_see(w->eval[0], row);
    if (own)
        hc_eval_see(w->eval[own], row);
    return HC_OK;
}

/* A metric of another scorer's outcomes is no judge's, whatever the verdict is. */
static bool judge_decides(const walk *w, const hc_row *row)
{
    hc_str scorer = w->metric->scorer.n ? w->metric->scorer : row->n_outcomes ? row->outcomes[0].scorer : HC_S("");
    return hc_str_starts(scorer, HC_S("judge")) && hc_eval_look(w->eval[0], row).kind == HC_PLACE_IN;
}

static hc_code place(walk *w, const hc_row *row, hc_err *err)
{
    size_t own;
    HC_TRY(eval_of(w, row, &own, err));
    bool judged = judge_decides(w, row);
    for (size_t i = 0; i <= own; i += own ? own : 1) {
        HC_TRY(hc_eval_place(w->eval[i], row, err));
        w->by_judge[i] += judged;
    }
    return HC_OK;
}

/* A rule is about the rate of all samples of the plan, or of those up to the stop that the plan fixed: then only the metric that
 * it stops by has a bound that holds. */
static void decide(const walk *w, const hc_contrib *c, hc_line *line)
{
    bool all = !w->k->w->fixed && !w->floor && !line->group.n && !line->transform.n && !w->k->where;
    for (size_t i = 0; i < w->k->w->n_stopped && all; i++)
        if (hc_str_eq(w->k->w->stopped[i].target, line->target))
            line->stop = &w->k->w->stopped[i];
    bool own = line->stop && hc_str_eq(line->stop->metric, line->metric->name);
    if (own && line->stop->known)
        line->interval = line->stop->bounds;
    else if (line->stop && !own && !line->stop->early)
        line->stop = NULL;
    for (size_t i = 0; i < w->k->w->n_rules && all && line->metric->kind == HC_MEASURE_RATE; i++) {
        const hc_rule *r = &w->k->w->rules[i];
        if (!hc_str_eq(r->pack, line->pack->name) || !hc_str_eq(r->metric, line->metric->name))
            continue;
        line->out = hc_rule_decide(r->out, false, c, line->stop, own);
        line->in = hc_rule_decide(r->in, true, c, line->stop, own);
    }
}

/* Fills the metric's line of the whole and of every group. */
static hc_code measure(walk *w, const hc_metric *m, hc_line *lines, size_t stride, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) work = hc_arena_new();
    size_t n = w->groups.n + 1;
    hc_metric list = hc_metric_of_list(m);
    const hc_metric *asked = w->k->w->fixed ? &list : m;
    w->metric = m;
    w->eval = HC_NEW_N(work, hc_eval *, n);
    w->by_judge = HC_NEW_N(work, size_t, n);
    for (size_t i = 0; i < n; i++)
        HC_TRY(hc_eval_new(work, asked, &w->eval[i], err));
    HC_TRY(each_row(w, see, err));
    HC_TRY(each_row(w, place, err));
    for (size_t i = 0; i < n; i++) {
        const hc_contrib *c = hc_eval_result(w->eval[i]);
        hc_line *line = &lines[i * stride];
        *line = (hc_line){.pack = w->tally.pack, .target = w->tally.target, .transform = w->tally.transform, .group = i ? w->groups.entries[i - 1].key : HC_S(""),
                          .floor = w->floor, .metric = m, .counts = *c, .by_judge = w->by_judge[i]};
        line->stat = hc_estimate(work, asked, c, HC_LEVEL, &line->interval);
        hc_ways ways = hc_contrib_ways(c);
        if (ways.two)
            (void)hc_ways_rate(&ways, &line->fit);
        decide(w, c, line);
        line->counts.cluster = line->counts.cross[0] = line->counts.cross[1] = NULL;
        line->counts.sums = NULL;
        line->counts.task = NULL;
    }
    return HC_OK;
}

static hc_code add_tally(walk *w, hc_err *err)
{
    maker *k = w->k;
    size_t n_metrics;
    const hc_metric *metrics = hc_metrics_of(k->a, w->tally.pack, &n_metrics);
    hc_map_init(&w->groups, k->a);
    HC_TRY(each_row(w, count, err));
    w->tally.n_lines = n_metrics * (w->groups.n + 1);
    hc_line *lines = HC_NEW_N(k->a, hc_line, w->tally.n_lines);
    for (size_t m = 0; m < n_metrics; m++)
        HC_TRY(measure(w, &metrics[m], &lines[m], n_metrics, err));
    w->tally.lines = lines;
    HC_GROW(k->a, k->t->tally, k->t->n_tally, k->cap);
    k->t->tally[k->t->n_tally++] = w->tally;
    return HC_OK;
}

static hc_code add_rows(maker *k, const hc_pack *pack, const hc_rows *rows, bool floor, hc_err *err)
{
    for (size_t i = 0; i < rows->n_blocks; i++) {
        const hc_block *b = &rows->block[i];
        bool wanted = floor || !k->w->only_target.n || hc_str_eq(b->target, k->w->only_target);
        if (!hc_str_eq(b->pack, pack->name) || !wanted || !b->n_items)
            continue;
        walk w = {.k = k, .rows = rows, .block = b, .floor = floor, .tally = {.pack = pack, .target = b->target, .transform = b->transform, .floor = floor}};
        HC_TRY(add_tally(&w, err));
        for (size_t s = b->first; !floor && s < b->first + b->n_items * b->epochs; s++)
            k->t->filtered += !rows->beyond || !rows->beyond[s];
        k->t->filtered -= floor ? 0 : w.tally.samples;
    }
    return HC_OK;
}

static hc_code check_target(const hc_table_wish *w, hc_err *err)
{
    bool found = !w->only_target.n;
    HC_AUTO(hc_buf) names;
    hc_buf_init(&names, 512);
    for (size_t i = 0; i < w->rows->n_blocks && !found; i++) {
        hc_str target = w->rows->block[i].target;
        found = hc_str_eq(target, w->only_target);
        if (i == 0 || !hc_str_eq(target, w->rows->block[i - 1].target))
            hc_buf_fmt(&names, " %.*s", HC_FS(target));
    }
    if (found)
        return HC_OK;
    return hc_fail(err, HC_E_NOTFOUND, "E-VIEW-02", "this run has no target \"%.*s\"; it has:%.*s",
                   "이 실행에 평가 대상 \"%.*s\"{이/가} 없음; 있는 것:%.*s", HC_FS(w->only_target), HC_FS(hc_buf_view(&names)));
}

hc_code hc_table_make(hc_arena *a, const hc_table_wish *w, hc_table *out, hc_err *err)
{
    maker k = {.a = a, .w = w, .t = out};
    *out = (hc_table){.by = w->by, .fixed = w->fixed};
    HC_TRY(check_target(w, err));
    if (w->where.n)
        HC_TRY(hc_expr_parse(a, w->where, "--where", hc_row_scope(), HC_T_BOOL, &k.where, err));
    for (size_t i = 0; i < w->n_packs; i++) {
        HC_TRY(add_rows(&k, w->packs[i], w->rows, false, err));
        if (w->floors)
            HC_TRY(add_rows(&k, w->packs[i], w->floors, true, err));
    }
    return HC_OK;
}
