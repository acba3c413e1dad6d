// SPDX-License-Identifier: Apache-2.0
#include "report/compare.h"

#include <math.h>

#include "report/pairs.h"
#include "report/settings.h"
#include "score/fields.h"
#include "score/grader.h"

const char *hc_drop_id(hc_drop d)
{
    static const char *const ids[HC_DROP_COUNT] = {
        "changed", "only_first", "only_second", "graded_otherwise", "open", "not_answered", "unparsed", "unjudged", "check_failed",
        "outside_one",
    };
    return ids[d];
}

/* One metric over one group while rows are walked; place 0 of the walk's series is the whole. */
typedef struct series {
    hc_eval *eval[2];
    hc_two *pair;
    size_t n, cap;
    size_t dropped[HC_DROP_COUNT];
} series;

typedef struct walk {
    hc_arena *a, *work;                /* of the result; of one metric */
    const hc_compare_wish *w;
    const hc_side *side[2];
    const hc_block *block[2];
    hc_pairs pairs;
    hc_expr *where;
    hc_map groups;                     /* name -> place + 1 */
    hc_grading grading[2];
    hc_str grader[HC_EXPECT_REGEX + 1][2];   /* of the metric's scorer; p NULL: not asked yet */
    const hc_metric *metric;
    series *s;
    hc_map clusters;                   /* name -> index + 1 */
    hc_versus *out;
} walk;

/* A pair, or one side alone: the other is NULL, and `why` says what became of it. */
typedef hc_code visit(walk *w, const hc_row *a, const hc_row *b, hc_drop why, hc_err *err);

static bool fits(const walk *w, const hc_row *row)
{
    hc_row view = *row;
    hc_expr_env env = hc_row_env(&view);
    return hc_expr_true(w->where, &env);
}

static hc_code each_of_a(walk *w, visit *fn, size_t *filtered, hc_err *err)
{
    HC_AUTO(hc_cursor) ca, cb;
    const hc_block *a = w->block[0], *b = w->block[1];
    hc_cursor_init(&ca, w->side[0]->rows);
    hc_cursor_init(&cb, w->side[1]->rows);
    for (size_t i = 0; i < a->n_items * a->epochs; i++) {
        int64_t to = w->pairs.of_a[i / a->epochs];
        size_t epoch = i % a->epochs;
        const hc_row *x = hc_cursor_at(&ca, a->first + i), *y = NULL;
        if (to >= 0 && epoch < b->epochs)
            y = hc_cursor_at(&cb, b->first + (size_t)to * b->epochs + epoch);
        if (!fits(w, x) || (y && !fits(w, y)))
            ++*filtered;
        else
            HC_TRY(fn(w, x, y, to == HC_PAIR_CHANGED ? HC_DROP_CHANGED : HC_DROP_ONLY_A, err));
    }
    return HC_OK;
}

/* What only the second side has; a changed item was counted on the first. */
static hc_code each_of_b(walk *w, visit *fn, size_t *filtered, hc_err *err)
{
    HC_AUTO(hc_cursor) cb;
    const hc_block *a = w->block[0], *b = w->block[1];
    hc_cursor_init(&cb, w->side[1]->rows);
    for (size_t i = 0; i < b->n_items * b->epochs; i++) {
        int64_t to = w->pairs.of_b[i / b->epochs];
        if (to == HC_PAIR_CHANGED || (to >= 0 && i % b->epochs < a->epochs))
            continue;
        const hc_row *y = hc_cursor_at(&cb, b->first + i);
        if (!fits(w, y))
            ++*filtered;
        else
            HC_TRY(fn(w, NULL, y, HC_DROP_ONLY_B, err));
    }
    return HC_OK;
}

static hc_code each(walk *w, visit *fn, hc_err *err)
{
    size_t filtered = 0;
    HC_TRY(each_of_a(w, fn, &filtered, err));
    HC_TRY(each_of_b(w, fn, &filtered, err));
    w->out->filtered = filtered;
    return HC_OK;
}

/* ---- groups -------------------------------------------------------------------------------------------- */

static hc_code group_of(const walk *w, const hc_row *a, const hc_row *b, char number[HC_GROUP_NUMBER], hc_str *out, hc_err *err)
{
    return hc_row_group(a ? a : b, w->w->by, number, out, err);
}

static hc_code find_group(walk *w, const hc_row *a, const hc_row *b, hc_drop why, hc_err *err)
{
    char number[HC_GROUP_NUMBER];
    hc_str name;
    (void)why;
    HC_TRY(group_of(w, a, b, number, &name, err));
    if (!hc_map_get(&w->groups, name))
        hc_map_put(&w->groups, hc_str_dup(w->a, name), (void *)(uintptr_t)(w->groups.n + 1));
    return HC_OK;
}

/* The series of a row: the whole, and its group or NULL. */
static hc_code series_of(walk *w, const hc_row *a, const hc_row *b, series *out[2], hc_err *err)
{
    char number[HC_GROUP_NUMBER];
    hc_str name;
    out[0] = &w->s[0];
    out[1] = NULL;
    if (!w->w->by.n)
        return HC_OK;
    HC_TRY(group_of(w, a, b, number, &name, err));
    out[1] = &w->s[(uintptr_t)hc_map_get(&w->groups, name)];
    return HC_OK;
}

/* ---- one metric ---------------------------------------------------------------------------------------- */

static hc_code see(walk *w, const hc_row *a, const hc_row *b, hc_drop why, hc_err *err)
{
    series *s[2];
    (void)why;
    HC_TRY(series_of(w, a, b, s, err));
    for (size_t i = 0; i < 2 && s[i]; i++) {
        if (a)
            hc_eval_see(s[i]->eval[0], a);
        if (b)
            hc_eval_see(s[i]->eval[1], b);
    }
    return HC_OK;
}

static hc_code cluster_of(walk *w, const hc_row *row, uint32_t *out, hc_err *err)
{
    char number[HC_GROUP_NUMBER];
    hc_str key;
    HC_TRY(hc_row_group(row, w->metric->cluster.n ? w->metric->cluster : HC_S("base_id"), number, &key, err));
    uintptr_t at = (uintptr_t)hc_map_get(&w->clusters, key);
    if (!at) {
        at = w->clusters.n + 1;
        hc_map_put(&w->clusters, hc_str_dup(w->work, key), (void *)at);
    }
    *out = (uint32_t)(at - 1);
    return HC_OK;
}

static bool graded_alike(walk *w, const hc_row *a, const hc_row *b)
{
    hc_str line[2];
    const hc_row *rows[] = {a, b};
    for (size_t i = 0; i < 2; i++) {
        hc_str *kept = &w->grader[rows[i]->item->expect][i];
        if (!kept->p)
            *kept = hc_grader_of(w->a, &w->grading[i], rows[i]->item->expect, w->metric);
        line[i] = *kept;
    }
    bool alike = hc_str_eq(line[0], line[1]);
    if (!alike && !w->out->grader_a.n) {
        w->out->grader_a = line[0];
        w->out->grader_b = line[1];
    }
    return alike;
}

static hc_drop reason_of(hc_place p)
{
    switch (p.kind) {
    case HC_PLACE_OPEN: return HC_DROP_OPEN;
    case HC_PLACE_STATE: return HC_DROP_STATE;
    case HC_PLACE_UNPARSED: return HC_DROP_UNPARSED;
    case HC_PLACE_UNJUDGED: return HC_DROP_UNJUDGED;
    case HC_PLACE_FAILED: return HC_DROP_FAILED;
    case HC_PLACE_IN:
    case HC_PLACE_OUTSIDE: break;
    }
    return HC_DROP_OUTSIDE;
}

static hc_code place(walk *w, const hc_row *a, const hc_row *b, hc_drop why, hc_err *err)
{
    series *s[2];
    hc_place outside = {.kind = HC_PLACE_OUTSIDE};
    HC_TRY(series_of(w, a, b, s, err));
    hc_place x = a ? hc_eval_look(s[0]->eval[0], a) : outside, y = b ? hc_eval_look(s[0]->eval[1], b) : outside;
    if (x.kind == HC_PLACE_OUTSIDE && y.kind == HC_PLACE_OUTSIDE)
        return HC_OK;
    bool used = a && b && x.kind == HC_PLACE_IN && y.kind == HC_PLACE_IN;
    if (a && b) {
        if (!graded_alike(w, a, b)) {
            why = HC_DROP_GRADED;
            used = false;
        } else {
            why = reason_of(x.kind != HC_PLACE_IN && x.kind != HC_PLACE_OUTSIDE ? x : y.kind != HC_PLACE_IN ? y : x);
        }
    }
    uint32_t cluster = 0;
    if (used)
        HC_TRY(cluster_of(w, a, &cluster, err));
    for (size_t i = 0; i < 2 && s[i]; i++) {
        if (!used) {
            s[i]->dropped[why]++;
            continue;
        }
        HC_GROW(w->work, s[i]->pair, s[i]->n, s[i]->cap);
        s[i]->pair[s[i]->n++] = (hc_two){cluster, x.hit, y.hit};
    }
    return HC_OK;
}

static hc_code place_alone(walk *w, const hc_row *a, const hc_row *b, hc_drop why, hc_err *err)
{
    series *s[2];
    (void)why;
    HC_TRY(series_of(w, a, b, s, err));
    for (size_t i = 0; i < 2 && s[i]; i++) {
        if (a)
            HC_TRY(hc_eval_place(s[i]->eval[0], a, err));
        if (b)
            HC_TRY(hc_eval_place(s[i]->eval[1], b, err));
    }
    return HC_OK;
}

static const hc_difference nothing = {.interval = {NAN, NAN, NAN, 0, ""}, .p = NAN, .p_method = "", .se = NAN, .df = NAN,
                                      .se_unpaired = NAN, .gain = NAN, .correlation = NAN, .stat_se = HC_STAT_EMPTY,
                                      .stat_tost = HC_STAT_EMPTY};

static void measure_pairs(walk *w, series *s, hc_compared *l)
{
    for (size_t d = 0; d < HC_DROP_COUNT; d++) {
        l->dropped[d] = s->dropped[d];
        l->n_dropped += s->dropped[d];
    }
    hc_obs *obs = HC_NEW_N(w->work, hc_obs, s->n + w->clusters.n + 1);
    uint32_t *work = HC_NEW_N(w->work, uint32_t, HC_CLUSTER_WORK(s->n, w->clusters.n));
    l->stat = hc_difference_paired(s->pair, s->n, w->clusters.n, HC_LEVEL, w->w->margin, obs, work, &l->d);
    for (size_t i = 0; i < s->n; i++)
        obs[i] = (hc_obs){.cluster = s->pair[i].cluster, .value = s->pair[i].first != s->pair[i].second};
    l->stat_changed = hc_rate(obs, s->n, w->clusters.n, HC_LEVEL, &l->changed);
    l->a.n = l->b.n = (uint32_t)s->n;
    l->a.k = (uint32_t)(l->d.table.both + l->d.table.first_only);
    l->b.k = (uint32_t)(l->d.table.both + l->d.table.second_only);
    l->withheld = !w->w->allow_partial && s->n && (double)s->n < HC_OVERLAP * (double)(s->n + l->n_dropped);
    l->withheld = l->withheld || (!s->n && l->n_dropped);
}

static void measure_alone(series *s, hc_compared *l)
{
    const hc_contrib *a = hc_eval_result(s->eval[0]), *b = hc_eval_result(s->eval[1]);
    l->a = (hc_hits){(uint32_t)a->n, (uint32_t)a->k};
    l->b = (hc_hits){(uint32_t)b->n, (uint32_t)b->k};
    l->stat = hc_difference_unpaired(a->cluster, a->n_clusters, b->cluster, b->n_clusters, HC_LEVEL, &l->d.interval);
}

static bool defined_otherwise(const hc_metric *m, const hc_metric *others, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const hc_metric *o = &others[i];
        if (hc_str_eq(o->name, m->name))
            return o->kind != m->kind || o->epochs != m->epochs || !hc_str_eq(o->cross, m->cross) || !hc_str_eq(o->of, m->of) ||
                   !hc_str_eq(o->among, m->among) || !hc_str_eq(o->scorer, m->scorer) ||
                   o->unparsed_counts != m->unparsed_counts || o->headline != m->headline || !hc_str_eq(o->cluster, m->cluster);
    }
    return true;
}

const char *hc_incomparable(const hc_metric *m)
{
    if (m->kind != HC_MEASURE_RATE)
        return "not a rate";
    return m->epochs != HC_EPOCHS_MEAN || m->cross.n ? "not counted one by one" : NULL;
}

const char *hc_compared_reason(const hc_compared *l)
{
    if (hc_incomparable(l->metric))
        return hc_incomparable(l->metric);
    return l->withheld ? "too little overlap" : l->stat != HC_STAT_OK ? hc_stat_reason(l->stat) : NULL;
}

static hc_code measure(walk *w, const hc_metric *m, bool differs, hc_compared *lines, size_t stride, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) work = hc_arena_new();
    size_t n = w->groups.n + 1;
    for (size_t i = 0; i < n; i++)
        lines[i * stride] = (hc_compared){.metric = m, .group = i ? w->groups.entries[i - 1].key : HC_S(""), .differs = differs,
                                          .stat = HC_STAT_EMPTY, .d = nothing, .p_adjusted = NAN, .stat_changed = HC_STAT_EMPTY};
    if (hc_incomparable(m))
        return HC_OK;
    w->work = work;
    w->metric = m;
    w->s = HC_NEW_N(work, series, n);
    memset(w->grader, 0, sizeof w->grader);
    hc_map_init(&w->clusters, work);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < 2; k++)
            HC_TRY(hc_eval_new(work, m, &w->s[i].eval[k], err));
    HC_TRY(each(w, see, err));
    HC_TRY(each(w, w->w->unpaired ? place_alone : place, err));
    for (size_t i = 0; i < n; i++) {
        hc_compared *l = &lines[i * stride];
        if (w->w->unpaired)
            measure_alone(&w->s[i], l);
        else
            measure_pairs(w, &w->s[i], l);
    }
    return HC_OK;
}

/* ---- two sides on one pack ------------------------------------------------------------------------------ */

static hc_code add_versus(walk *w, hc_err *err)
{
    size_t n, n_other;
    hc_versus *v = w->out;
    const hc_metric *metrics = hc_metrics_of(w->a, v->pack, &n), *others = hc_metrics_of(w->a, v->pack_b, &n_other);
    hc_map_init(&w->groups, w->a);
    for (size_t i = 0; i < 2; i++)
        HC_TRY(hc_grading_read(w->a, w->side[i]->set, i ? v->pack_b->name : v->pack->name, &w->grading[i], err));
    if (w->w->unpaired) {
        w->pairs = (hc_pairs){w->block[0], w->block[1], HC_NEW_N(w->a, int64_t, w->block[0]->n_items),
                              HC_NEW_N(w->a, int64_t, w->block[1]->n_items)};
        memset(w->pairs.of_a, 0xFF, w->block[0]->n_items * sizeof(int64_t));
        memset(w->pairs.of_b, 0xFF, w->block[1]->n_items * sizeof(int64_t));
    } else {
        hc_pairs_make(w->a, w->block[0], w->block[1], hc_pair_content, &w->pairs);
    }
    if (w->w->by.n)
        HC_TRY(each(w, find_group, err));
    v->n_lines = n * (w->groups.n + 1);
    v->lines = HC_NEW_N(w->a, hc_compared, v->n_lines);
    for (size_t i = 0; i < n; i++)
        HC_TRY(measure(w, &metrics[i], defined_otherwise(&metrics[i], others, n_other), &v->lines[i], n, err));
    return HC_OK;
}

static const hc_block *block_of(const hc_side *s, hc_str pack)
{
    for (size_t i = 0; i < s->rows->n_blocks; i++)
        if (hc_str_eq(s->rows->block[i].target, s->target) && hc_str_eq(s->rows->block[i].transform, s->transform) &&
            hc_str_eq(s->rows->block[i].pack, pack))
            return &s->rows->block[i];
    return NULL;
}

/* Two people may have named one file differently. */
static const hc_pack *counterpart(const hc_pack *p, const hc_side *a, const hc_side *b)
{
    for (size_t i = 0; i < b->n_packs; i++)
        if (hc_str_eq(b->packs[i]->name, p->name))
            return b->packs[i];
    return a->n_packs == 1 && b->n_packs == 1 ? b->packs[0] : NULL;
}

bool hc_side_counterparts(const hc_side *a, const hc_side *b, size_t n, hc_counterparts *out)
{
    const hc_pack *p = a->packs[n], *q = counterpart(p, a, b);
    *out = (hc_counterparts){{p, q}, {block_of(a, p->name), q ? block_of(b, q->name) : NULL}};
    return out->block[0] && out->block[1] && out->block[0]->n_items && out->block[1]->n_items;
}

hc_code hc_side_strangers(const hc_side *a, const hc_side *b, hc_err *err)
{
    return hc_fail(err, HC_E_USAGE, "E-COMPARE-01", "%.*s and %.*s have no pack in common: there is nothing to compare (%.*s has %.*s)",
                   "%.*s{과/와} %.*s에 공통된 데이터셋(팩)이 없어 비교할 수 없음(%.*s의 팩: %.*s)", HC_FS(a->label), HC_FS(b->label),
                   HC_FS(a->label), HC_FS(a->n_packs ? a->packs[0]->name : HC_S("-")));
}

static hc_code versus(walk *w, size_t a, size_t b, hc_comparison *out, size_t *cap, hc_err *err)
{
    size_t before = out->n_versus;
    w->side[0] = &w->w->sides[a];
    w->side[1] = &w->w->sides[b];
    for (size_t i = 0; i < w->side[0]->n_packs; i++) {
        hc_counterparts c;
        if (!hc_side_counterparts(w->side[0], w->side[1], i, &c))
            continue;
        w->block[0] = c.block[0];
        w->block[1] = c.block[1];
        HC_GROW(w->a, out->versus, out->n_versus, *cap);
        w->out = &out->versus[out->n_versus++];
        *w->out = (hc_versus){.a = a, .b = b, .pack = c.pack[0], .pack_b = c.pack[1]};
        if (w->w->settings)
            HC_TRY(hc_settings_differ(w->a, (const hc_side[]){*w->side[0], *w->side[1]}, &c, &w->out->setting, &w->out->n_settings, err));
        HC_TRY(add_versus(w, err));
    }
    return out->n_versus > before ? HC_OK : hc_side_strangers(w->side[0], w->side[1], err);
}

/* ---- the family ----------------------------------------------------------------------------------------- */

static bool tested(const hc_compared *l)
{
    return !l->withheld && l->stat == HC_STAT_OK && !isnan(l->d.p);
}

static void judge_line(const hc_comparison *c, hc_compared *l)
{
    const hc_interval *i = &l->d.interval;
    if (l->withheld || l->stat != HC_STAT_OK)
        return;
    bool clear = c->unpaired ? i->low > 0 || i->high < 0 : l->p_adjusted < 1 - HC_LEVEL;
    l->finding = !clear ? HC_FIND_UNCLEAR : i->point > 0 ? HC_FIND_HIGHER : HC_FIND_LOWER;
    l->worse = l->finding == (l->metric->lower_is_better ? HC_FIND_HIGHER : HC_FIND_LOWER);
    l->equivalent = l->d.stat_tost == HC_STAT_OK && l->d.tost.p < 1 - HC_LEVEL;
}

static void adjust(hc_arena *a, hc_comparison *c)
{
    size_t m = 0;
    for (size_t v = 0; v < c->n_versus; v++)
        for (size_t i = 0; i < c->versus[v].n_lines; i++)
            m += tested(&c->versus[v].lines[i]);
    double *p = HC_NEW_N(a, double, m + 1), *adjusted = HC_NEW_N(a, double, m + 1);
    size_t *order = HC_NEW_N(a, size_t, m + 1), at = 0;
    c->family = m;
    for (size_t v = 0; v < c->n_versus; v++)
        for (size_t i = 0; i < c->versus[v].n_lines; i++)
            if (tested(&c->versus[v].lines[i]))
                p[at++] = c->versus[v].lines[i].d.p;
    if (m && c->adjusted)
        HC_ASSERT(hc_p_adjust(c->adjust, p, m, order, adjusted) == HC_STAT_OK);
    at = 0;
    for (size_t v = 0; v < c->n_versus; v++)
        for (size_t i = 0; i < c->versus[v].n_lines; i++) {
            hc_compared *l = &c->versus[v].lines[i];
            if (tested(l)) {
                l->p_adjusted = c->adjusted ? adjusted[at] : p[at];
                at++;
            }
            judge_line(c, l);
        }
}

/* ---- refusal -------------------------------------------------------------------------------------------- */

hc_str hc_compare_regrade(hc_arena *a, const hc_comparison *c, const hc_versus *v, bool ko)
{
    bool judged = hc_str_find(v->grader_a, HC_S("judge")) >= 0 || hc_str_find(v->grader_b, HC_S("judge")) >= 0;
    const char *judge = !judged ? "" : ko ? " --judge 모델" : " --judge MODEL";
    hc_str x = c->sides[v->a].run, y = c->sides[v->b].run, first = hc_fmt(a, "haechi score %.*s%s", HC_FS(x), judge);
    return hc_str_eq(x, y) ? first : hc_fmt(a, "%.*s; haechi score %.*s%s", HC_FS(first), HC_FS(y), judge);
}

/* There is one: see the caller. */
static const hc_compared *first_withheld(const hc_comparison *c, const hc_versus **of)
{
    for (*of = c->versus;; ++*of)
        for (size_t i = 0; i < (*of)->n_lines; i++)
            if ((*of)->lines[i].withheld)
                return &(*of)->lines[i];
}

static const char *dropped(hc_arena *a, const hc_compared *l, bool ko)
{
    hc_str s = HC_S("");
    for (size_t d = 0; d < HC_DROP_COUNT; d++)
        if (l->dropped[d])
            s = hc_fmt(a, "%.*s%s%s %zu", HC_FS(s), s.n ? ", " : "", hc_drop_word((hc_drop)d, ko), l->dropped[d]);
    return hc_cstr(a, s);
}

/* Nothing at all can be said: the first line that is withheld says why. */
static hc_code refuse(hc_arena *a, const hc_comparison *c, hc_err *err)
{
    const hc_versus *v;
    const hc_compared *l = first_withheld(c, &v);
    hc_code code = hc_fail(err, HC_E_USAGE, "E-COMPARE-02",
                           "%.*s and %.*s share too little: %.*s has %u usable pairs of %zu samples (%s%.0s)",
                           "%.*s{과/와} %.*s에 겹치는 것이 너무 적음: 지표 %.*s에서 쓸 수 있는 짝 %u건, 전체 사례 %zu건(%.0s%s)",
                           HC_FS(c->sides[v->a].label), HC_FS(c->sides[v->b].label), HC_FS(l->metric->name), l->a.n,
                           l->a.n + l->n_dropped, dropped(a, l, false), dropped(a, l, true));
    if (v->grader_a.n) {
        hc_err_hint(err, "graded by: %.*s", "채점: %.*s", HC_FS(v->grader_a));
        hc_err_hint(err, "      and: %.*s", "      %.*s", HC_FS(v->grader_b));
        hc_err_hint(err, "grade both alike: %s%.0s", "같은 기준으로 다시 채점: %.0s%s", hc_cstr(a, hc_compare_regrade(a, c, v, false)),
                    hc_cstr(a, hc_compare_regrade(a, c, v, true)));
    } else {
        hc_err_hint(err, "--allow-partial compares what is left, --unpaired the rates of all samples",
                    "--allow-partial은 남은 짝만, --unpaired는 모든 사례의 비율을 비교함");
    }
    return code;
}

hc_code hc_compare_make(hc_arena *a, const hc_compare_wish *w, hc_comparison *out, hc_err *err)
{
    walk k = {.a = a, .w = w};
    size_t cap = 0, withheld = 0, lines = 0;
    *out = (hc_comparison){.sides = w->sides, .n_sides = w->n_sides, .by = w->by, .unpaired = w->unpaired, .adjusted = w->adjusted,
                           .adjust = w->adjust, .margin = w->margin};
    if (w->where.n)
        HC_TRY(hc_expr_parse(a, w->where, "--where", hc_row_scope(), HC_T_BOOL, &k.where, err));
    for (size_t i = 0; i < w->n_matches; i++)
        HC_TRY(versus(&k, w->match[i].first, w->match[i].second, out, &cap, err));
    for (size_t v = 0; v < out->n_versus; v++)
        for (size_t i = 0; i < out->versus[v].n_lines; i++) {
            withheld += out->versus[v].lines[i].withheld;
            lines += out->versus[v].lines[i].withheld || out->versus[v].lines[i].stat == HC_STAT_OK;
        }
    if (withheld && withheld == lines)
        return refuse(a, out, err);
    adjust(a, out);
    return HC_OK;
}
