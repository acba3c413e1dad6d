// SPDX-License-Identifier: Apache-2.0
#include "report/shift.h"

#include <math.h>

#include "korean/transform.h"
#include "report/grid.h"
#include "text/display.h"

enum { TARGET_COLS = 16 };

static const hc_transform_card *card_of(hc_str spec)
{
    const hc_transform *t;
    double strength;
    HC_ASSERT(hc_transform_parse(spec, &t, &strength, NULL) == HC_OK);   /* plans hold nothing else */
    return hc_transform_card_of(t);
}

/* What a target does not understand is no safety: how much it understands stands beside what a transform gains. */
static const hc_metric comprehension = {
    .name = {"comprehension", 13}, .title_en = {"comprehension", 13}, .title_ko = {"이해율", 9}, .of = {"not class:no_understand", 23},
    .scorer = {"class", 5}, .cluster = {"base_id", 7},
};

static const hc_pack *with_comprehension(hc_arena *a, const hc_pack *pack)
{
    size_t n;
    const hc_metric *declared = hc_metrics_of(a, pack, &n);
    hc_pack *out = HC_NEW(a, hc_pack);
    *out = *pack;
    out->metrics = HC_NEW_N(a, hc_metric, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (hc_str_eq(declared[i].name, comprehension.name))
            return pack;
        out->metrics[i] = declared[i];
    }
    out->metrics[n] = comprehension;
    out->n_metrics = n + 1;
    return out;
}

hc_code hc_shifts_make(hc_arena *a, const hc_side *base, const hc_str *targets, size_t n_targets, const hc_str *transforms,
                       size_t n_transforms, hc_shifts *out, hc_err *err)
{
    size_t n = n_targets * n_transforms;
    hc_match *match = HC_NEW_N(a, hc_match, n);
    const hc_pack **packs = HC_NEW_N(a, const hc_pack *, base->n_packs);
    for (size_t i = 0; i < base->n_packs; i++)
        packs[i] = with_comprehension(a, base->packs[i]);
    *out = (hc_shifts){.sides = HC_NEW_N(a, hc_side, n)};
    hc_compare_wish w = {.sides = out->sides, .n_sides = n, .match = match, .allow_partial = true, .adjusted = true, .adjust = HC_ADJUST_HOLM};
    for (size_t i = 0; i < n; i++) {
        hc_str transform = transforms[i % n_transforms];
        out->sides[i] = *base;
        out->sides[i].packs = packs;
        out->sides[i].target = targets[i / n_transforms];
        out->sides[i].transform = transform;
        out->sides[i].label = transform;
        if (transform.n)
            match[w.n_matches++] = (hc_match){i - i % n_transforms, i};
    }
    for (size_t i = 1; i < n_transforms; i++)
        out->n_robust += card_of(transforms[i])->cls == HC_TRANSFORM_ROBUST;
    return hc_compare_make(a, &w, &out->of, err);
}

static const hc_side *changed_side(const hc_shifts *s, const hc_versus *v)
{
    return &s->of.sides[v->b];
}

/* The mean over class R of `changed` of one metric of a target on a pack; NaN where one has no number. */
static double gap_of(const hc_shifts *s, hc_str target, const hc_pack *pack, const hc_metric *m)
{
    double sum = 0;
    for (size_t i = 0; i < s->of.n_versus; i++) {
        const hc_versus *v = &s->of.versus[i];
        const hc_side *side = changed_side(s, v);
        if (v->pack != pack || !hc_str_eq(side->target, target) || card_of(side->transform)->cls != HC_TRANSFORM_ROBUST)
            continue;
        for (size_t k = 0; k < v->n_lines; k++)
            if (hc_str_eq(v->lines[k].metric->name, m->name))
                sum += hc_stat_has_number(v->lines[k].stat_changed) ? v->lines[k].changed.point : (double)NAN;
    }
    return s->n_robust ? sum / (double)s->n_robust : (double)NAN;
}

static bool about_nothing(const hc_compared *l)
{
    return !l->a.n && !l->b.n && !l->n_dropped;
}

/* ---- JSON ------------------------------------------------------------------------------------------------- */

static void interval_json(hc_jw *w, const char *key, bool have, const hc_interval *i)
{
    hc_jw_key(w, key);
    if (!have) {
        hc_jw_null(w);
        return;
    }
    hc_jw_obj(w);
    hc_jw_kf64(w, "point", i->point);
    hc_jw_kf64(w, "low", i->low);
    hc_jw_kf64(w, "high", i->high);
    hc_jw_kc(w, "method", i->method);
    hc_jw_end(w);
}

static void line_json(hc_jw *w, const hc_compared *l)
{
    const char *reason = hc_compared_reason(l);
    hc_jw_obj(w);
    hc_jw_ki64(w, "pairs", l->a.n);
    hc_jw_ki64(w, "k_before", l->a.k);
    hc_jw_ki64(w, "k_after", l->b.k);
    hc_jw_ki64(w, "dropped", (int64_t)l->n_dropped);
    interval_json(w, "difference", !reason, &l->d.interval);
    hc_jw_kf64(w, "p", l->p_adjusted);
    interval_json(w, "changed", hc_stat_has_number(l->stat_changed), &l->changed);
    if (reason)
        hc_jw_kc(w, "reason", reason);
    hc_jw_end(w);
}

void hc_shifts_json(const hc_shifts *s, hc_jw *w)
{
    hc_jw_arr(w);
    for (size_t i = 0; i < s->of.n_versus; i++) {
        const hc_versus *v = &s->of.versus[i];
        const hc_side *side = changed_side(s, v);
        const hc_transform_card *card = card_of(side->transform);
        hc_jw_obj(w);
        hc_jw_kstr(w, "target", side->target);
        hc_jw_kstr(w, "pack", v->pack->name);
        hc_jw_kstr(w, "transform", side->transform);
        hc_jw_kc(w, "class", hc_transform_class_id(card->cls));
        hc_jw_kc(w, "inverse", hc_transform_inverse_id(card->inverse));
        hc_jw_key(w, "metrics");
        hc_jw_obj(w);
        for (size_t k = 0; k < v->n_lines; k++)
            if (!about_nothing(&v->lines[k])) {
                hc_jw_key_s(w, v->lines[k].metric->name);
                line_json(w, &v->lines[k]);
            }
        hc_jw_end(w);
        hc_jw_end(w);
    }
    hc_jw_end(w);
}

/* ---- text ------------------------------------------------------------------------------------------------- */

static hc_str percent(hc_arena *a, hc_hits h)
{
    return h.n ? hc_fmt(a, "%.1f %%", 100.0 * h.k / h.n) : HC_S("-");
}

static hc_str title_of(const hc_metric *m, bool ko)
{
    hc_str title = ko ? m->title_ko : m->title_en;
    return title.n ? title : m->name;
}

static void add_line(hc_grid *g, const hc_shifts *s, const hc_versus *v, const hc_compared *l, bool ko)
{
    const hc_side *side = changed_side(s, v);
    hc_arena *a = g->a;
    bool known = !hc_compared_reason(l), changed = hc_stat_has_number(l->stat_changed);
    hc_grid_row *r = hc_grid_add(g);
    r->cell[0] = hc_display_cut(a, side->target, TARGET_COLS);
    r->cell[1] = hc_fmt(a, "%.*s %s", HC_FS(side->transform), hc_transform_class_id(card_of(side->transform)->cls));
    r->cell[2] = hc_display_safe(a, title_of(l->metric, ko), false);
    r->cell[3] = percent(a, l->a);
    r->cell[4] = percent(a, l->b);
    r->cell[5] = known ? hc_fmt(a, "%+.1f [%+.1f, %+.1f]", 100 * l->d.interval.point, 100 * l->d.interval.low, 100 * l->d.interval.high) : HC_S("-");
    r->cell[6] = changed ? hc_fmt(a, "%.1f %% [%.1f, %.1f]", 100 * l->changed.point, 100 * l->changed.low, 100 * l->changed.high) : HC_S("-");
    if (l->n_dropped)
        r->note = hc_fmt(a, ko ? "짝이 없는 사례 %zu건" : "%zu without a pair", l->n_dropped);
}

static void add_gaps(hc_arena *a, const hc_shifts *s, const hc_versus *v, bool ko, hc_buf *out)
{
    for (size_t k = 0; k < v->n_lines; k++) {
        double gap = gap_of(s, changed_side(s, v)->target, v->pack, v->lines[k].metric);
        if (isnan(gap) || hc_str_eq(v->lines[k].metric->name, comprehension.name))
            continue;
        hc_str target = hc_display_cut(a, changed_side(s, v)->target, TARGET_COLS), title = hc_display_safe(a, title_of(v->lines[k].metric, ko), false);
        hc_buf_fmt(out, ko ? "  %.*s: %.*s 강건성 격차 %.1f %% (뜻을 지키는 변형 %zu개에서 판정이 바뀐 비율의 평균)\n"
                           : "  %.*s: %.*s robustness gap %.1f %% (mean share of changed verdicts, %zu transforms that keep the meaning)\n",
                   HC_FS(target), HC_FS(title), 100 * gap, s->n_robust);
    }
}

/* Everything was understood, as before: the JSON has it. */
static bool says_nothing(const hc_compared *l)
{
    return hc_str_eq(l->metric->name, comprehension.name) && l->a.k == l->a.n && l->b.k == l->b.n && !l->n_dropped;
}

void hc_shifts_text(hc_arena *a, const hc_shifts *s, bool ko, bool bold, hc_buf *out)
{
    hc_grid g = {.a = a, .cols = 7, .left = 3};
    *hc_grid_add(&g) = (hc_grid_row){.head = true, .cell = {hc_str_c(ko ? "평가 대상" : "target"), hc_str_c(ko ? "변형 부류" : "transform class"),
        hc_str_c(ko ? "지표" : "metric"), hc_str_c(ko ? "원문" : "as it is"), hc_str_c(ko ? "변형 뒤" : "transformed"),
        hc_str_c(ko ? "차이(%p) 95% 구간" : "difference (points)"), hc_str_c(ko ? "판정이 바뀐 비율" : "verdicts changed")}};
    for (size_t i = 0; i < s->of.n_versus; i++)
        for (size_t k = 0; k < s->of.versus[i].n_lines; k++)
            if (s->of.versus[i].lines[k].a.n && !says_nothing(&s->of.versus[i].lines[k]))
                add_line(&g, s, &s->of.versus[i], &s->of.versus[i].lines[k], ko);
    hc_buf_c(out, ko ? "\n변형에 따른 변화(같은 문항끼리 짝비교)\n" : "\nwhat the transforms change (the same items in pairs)\n");
    hc_grid_text(&g, bold, out);
    for (size_t i = 0; i < s->of.n_versus && s->n_robust; i++) {
        const hc_versus *v = &s->of.versus[i];
        size_t first = 0;
        while (s->of.versus[first].a != v->a || s->of.versus[first].pack != v->pack)
            first++;
        if (first == i)
            add_gaps(a, s, v, ko, out);
    }
}
