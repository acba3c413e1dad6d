// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "report/agree.h"
#include "text/display.h"

static const char *const metric_names[] = {"nominal", "ordinal", "interval"};
static const char *const weight_names[] = {"none", "linear", "quadratic"};

/* ---- JSON ---------------------------------------------------------------------------------------------- */

/* A number, or null with the reason beside it. */
static void number(hc_jw *w, const char *key, hc_stat stat, double v)
{
    if (hc_stat_has_number(stat)) {
        hc_jw_kf64(w, key, v);
        return;
    }
    hc_jw_key(w, key);
    hc_jw_null(w);
    hc_jw_kc(w, "reason", hc_stat_reason(stat));
}

static void alpha_json(const hc_agreement *g, hc_metric_kind kind, hc_jw *w)
{
    const hc_alpha_line *l = &g->alpha[kind];
    hc_jw_obj(w);
    hc_jw_kc(w, "metric", metric_names[kind]);
    number(w, "value", l->stat, l->a.alpha);
    bool headline = kind == hc_agree_headline(g) && hc_stat_has_number(l->stat);
    if (headline && !hc_stat_has_number(l->stat_interval))
        hc_jw_kc(w, "reason", hc_stat_reason(l->stat_interval));
    if (headline && hc_stat_has_number(l->stat_interval)) {
        hc_jw_kf64(w, "low", l->low);
        hc_jw_kf64(w, "high", l->high);
        hc_jw_kc(w, "method", "bootstrap_units");
    }
    hc_jw_end(w);
}

static void kappa_json(const hc_rater_pair *p, hc_weights weights, hc_jw *w)
{
    hc_jw_obj(w);
    hc_jw_kc(w, "weights", weight_names[weights]);
    number(w, "value", p->stat[weights], p->kappa[weights].kappa);
    if (hc_stat_has_number(p->stat[weights]))
        hc_jw_kf64(w, "se", p->kappa[weights].se);
    hc_jw_end(w);
}

static void pair_json(const hc_agreement *g, const hc_rater_pair *p, hc_jw *w)
{
    hc_jw_obj(w);
    hc_jw_kstr(w, "a", g->rater[p->a]);
    hc_jw_kstr(w, "b", g->rater[p->b]);
    hc_jw_ki64(w, "units", (int64_t)p->units);
    hc_jw_key(w, "table");
    hc_jw_arr(w);
    for (size_t i = 0; i < g->k; i++) {
        hc_jw_arr(w);
        for (size_t j = 0; j < g->k; j++)
            hc_jw_i64(w, (int64_t)p->table[i * g->k + j]);
        hc_jw_end(w);
    }
    hc_jw_end(w);
    hc_jw_key(w, "kappa");
    hc_jw_arr(w);
    for (hc_weights i = HC_WEIGHTS_NONE; i <= (g->numeric ? HC_WEIGHTS_QUADRATIC : HC_WEIGHTS_NONE); i++)
        kappa_json(p, i, w);
    hc_jw_end(w);
    hc_jw_end(w);
}

static void coefficient(hc_jw *w, const char *key, hc_stat stat, double value, double se)
{
    hc_jw_key(w, key);
    hc_jw_obj(w);
    number(w, "value", stat, value);
    if (hc_stat_has_number(stat) && isfinite(se))
        hc_jw_kf64(w, "se", se);
    hc_jw_end(w);
}

static void line_json(const hc_agreement *g, hc_jw *w)
{
    hc_jw_obj(w);
    hc_jw_kstr(w, "question", g->question);
    hc_jw_kstr(w, "group", g->group);
    hc_jw_ki64(w, "units", (int64_t)g->units);
    hc_jw_ki64(w, "units_paired", (int64_t)g->paired);
    hc_jw_key(w, "raters");
    hc_jw_strs(w, g->rater, g->n_raters);
    hc_jw_key(w, "categories");
    hc_jw_strs(w, g->category, g->k);
    hc_jw_key(w, "alpha");
    hc_jw_arr(w);
    for (hc_metric_kind i = HC_METRIC_NOMINAL; i <= (g->numeric ? HC_METRIC_INTERVAL : HC_METRIC_NOMINAL); i++)
        alpha_json(g, i, w);
    hc_jw_end(w);
    coefficient(w, "ac1", g->stat_gwet, g->gwet.coefficient, g->gwet.se);
    coefficient(w, "fleiss", g->stat_fleiss, g->fleiss.kappa, (double)NAN);
    number(w, "pairwise", isfinite(g->pairwise) ? HC_STAT_OK : HC_STAT_EMPTY, g->pairwise);
    hc_jw_ki64(w, "straddle", (int64_t)g->straddle);
    hc_jw_key(w, "pairs");
    hc_jw_arr(w);
    for (size_t i = 0; i < g->n_pairs; i++)
        pair_json(g, &g->pair[i], w);
    hc_jw_end(w);
    hc_jw_end(w);
}

void hc_agree_json(const hc_agreement *g, size_t n, hc_jw *w)
{
    hc_jw_arr(w);
    for (size_t i = 0; i < n; i++)
        line_json(&g[i], w);
    hc_jw_end(w);
}

/* ---- terminal ------------------------------------------------------------------------------------------ */

static hc_str shown(hc_arena *a, hc_stat stat, double v)
{
    return hc_stat_has_number(stat) ? hc_fmt(a, "%.3f", v) : HC_S("-");
}

static void line_text(hc_arena *a, const hc_agreement *g, bool ko, hc_buf *out)
{
    const hc_alpha_line *l = &g->alpha[hc_agree_headline(g)];
    hc_str name = g->group.n ? hc_fmt(a, "%.*s · %.*s", HC_FS(g->question), HC_FS(g->group)) : g->question;
    hc_str interval = hc_stat_has_number(l->stat) && hc_stat_has_number(l->stat_interval)
                          ? hc_fmt(a, " [%.3f, %.3f]", l->low, l->high) : HC_S("");
    hc_buf_fmt(out, ko ? "%.*s  평가자 %zu · 사례 %zu(겹침 %zu)\n" : "%.*s  raters %zu · units %zu (paired %zu)\n",
               HC_FS(hc_display_safe(a, name, false)), g->n_raters, g->units, g->paired);
    if (!g->paired) {
        hc_buf_c(out, ko ? "  두 평가자가 함께 판정한 사례가 없음\n" : "  no sample was rated twice\n");
        return;
    }
    hc_buf_fmt(out, "  alpha %.*s%.*s (%s)", HC_FS(shown(a, l->stat, l->a.alpha)), HC_FS(interval),
               metric_names[hc_agree_headline(g)]);
    for (hc_metric_kind i = HC_METRIC_NOMINAL; g->numeric && i <= HC_METRIC_INTERVAL; i++)
        if (i != hc_agree_headline(g))
            hc_buf_fmt(out, ", %.*s (%s)", HC_FS(shown(a, g->alpha[i].stat, g->alpha[i].a.alpha)), metric_names[i]);
    hc_buf_fmt(out, "  AC1 %.*s  Fleiss %.*s\n", HC_FS(shown(a, g->stat_gwet, g->gwet.coefficient)),
               HC_FS(shown(a, g->stat_fleiss, g->fleiss.kappa)));
    if (!hc_stat_has_number(l->stat))
        hc_buf_fmt(out, "  %s\n", ko ? hc_stat_reason_ko(l->stat) : hc_stat_reason(l->stat));
    for (size_t i = 0; i < g->n_pairs; i++) {
        const hc_rater_pair *p = &g->pair[i];
        if (!p->units)
            continue;
        hc_weights w = g->numeric && g->k > 2 ? HC_WEIGHTS_LINEAR : HC_WEIGHTS_NONE;
        hc_buf_fmt(out, "  kappa %.*s  %.*s × %.*s  n %zu\n", HC_FS(shown(a, p->stat[w], p->kappa[w].kappa)),
                   HC_FS(hc_display_safe(a, g->rater[p->a], false)), HC_FS(hc_display_safe(a, g->rater[p->b], false)), p->units);
    }
}

void hc_agree_text(hc_arena *a, const hc_agreement *g, size_t n, bool ko, hc_buf *out)
{
    for (size_t i = 0; i < n; i++)
        line_text(a, &g[i], ko, out);
}
