// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "score/metric.h"
#include "stats/attempts.h"
#include "stats/bootstrap.h"

enum { REPLICATES = 2000, SEED = 1 };

/* Sums of clusters: the figure is a ratio of two of them, minus another such ratio if there is one. */
typedef struct ratios { hc_unit_sums plus, minus; } ratios;

static double figure(const size_t *index, size_t n, void *ctx)
{
    ratios *r = ctx;
    double v = hc_ratio_of_sums(index, n, &r->plus);
    return r->minus.sum ? v - hc_ratio_of_sums(index, n, &r->minus) : v;
}

static ratios ratios_of(hc_arena *a, const hc_metric *m, const hc_contrib *c)
{
    double *cell[4];
    bool two = m->kind == HC_MEASURE_DIFFERENCE;
    for (size_t i = 0; i < HC_LEN(cell); i++)
        cell[i] = HC_NEW_N(a, double, c->n_clusters + 1);
    for (size_t i = 0; i < c->n_clusters; i++) {
        bool hits = m->kind == HC_MEASURE_RATE || two;
        cell[0][i] = hits ? c->cluster[i].k : c->sums[i].value.sum;
        cell[1][i] = m->kind == HC_MEASURE_RATIO ? c->sums[i].per : c->cluster[i].n;
        cell[2][i] = two ? c->sums[i].minus.k : 0;
        cell[3][i] = two ? c->sums[i].minus.n : 0;
    }
    return (ratios){{cell[0], cell[1]}, {two ? cell[2] : NULL, cell[3]}};
}

static hc_stat resampled(hc_arena *a, const hc_metric *m, const hc_contrib *c, double level, hc_interval *out)
{
    ratios r = ratios_of(a, m, c);
    hc_boot b = {.statistic = figure, .ctx = &r, .n = c->n_clusters, .level = level,
                 .index = HC_NEW_N(a, size_t, c->n_clusters + 1),
                 .replicates = HC_NEW_N(a, double, REPLICATES), .n_replicates = REPLICATES};
    hc_rng rng = hc_rng_seeded(SEED);
    hc_boot_result res = {.theta = NAN};
    *out = (hc_interval){NAN, NAN, NAN, 0, "bootstrap"};
    if (!c->n_clusters)
        return HC_STAT_EMPTY;
    hc_stat st = hc_bootstrap(&b, &rng, &res);
    out->point = res.theta;
    if (!hc_stat_has_number(st))
        return st;
    out->low = res.percentile_low;
    out->high = res.percentile_high;
    return st;
}

static hc_stat mean(hc_arena *a, const hc_contrib *c, double level, hc_interval *out)
{
    hc_sums *sums = HC_NEW_N(a, hc_sums, c->n_clusters + 1);
    for (size_t i = 0; i < c->n_clusters; i++)
        sums[i] = c->sums[i].value;
    return hc_mean_sums(sums, c->n_clusters, level, out);
}

static hc_stat pass(hc_arena *a, const hc_metric *m, const hc_contrib *c, double level, hc_interval *out)
{
    hc_obs *obs = HC_NEW_N(a, hc_obs, c->n_tasks + 1);
    bool sharp = true;
    for (size_t i = 0; i < c->n_tasks; i++) {
        hc_pass p;
        hc_stat st = hc_pass_k((hc_attempts){c->task[i].hits.n, c->task[i].hits.k}, m->attempts, &p);
        if (st != HC_STAT_OK)
            return st;
        obs[i] = (hc_obs){(uint32_t)c->task[i].at[0], p.hat_k};
        sharp = sharp && (p.hat_k == 0 || p.hat_k == 1);
    }
    if (sharp)
        return hc_rate(obs, c->n_tasks, c->n_clusters, level, out);
    hc_stat st = hc_mean(obs, c->n_tasks, c->n_clusters, level, out);
    out->low = fmax(out->low, 0);
    out->high = fmin(out->high, 1);
    return st;
}

hc_metric hc_metric_of_list(const hc_metric *m)
{
    hc_metric list = *m;
    list.cluster = HC_S("id");
    list.cross = HC_S("");
    list.fixed = true;
    return list;
}

hc_stat hc_estimate(hc_arena *work, const hc_metric *m, const hc_contrib *c, double level, hc_interval *out)
{
    *out = (hc_interval){NAN, NAN, NAN, 0, ""};
    if (m->fixed)
        return m->kind == HC_MEASURE_RATE ? hc_rate_fixed(c->cluster, c->n_clusters, level, out) : HC_STAT_RANGE;
    switch (m->kind) {
    case HC_MEASURE_PASS: return pass(work, m, c, level, out);
    case HC_MEASURE_MEAN: return m->bootstrap ? resampled(work, m, c, level, out) : mean(work, c, level, out);
    case HC_MEASURE_RATIO: return resampled(work, m, c, level, out);
    case HC_MEASURE_DIFFERENCE:
        if (m->minus_among.n || m->bootstrap)
            return resampled(work, m, c, level, out);
        return mean(work, c, level, out);
    case HC_MEASURE_RATE:
    case HC_MEASURE_COUNT: break;
    }
    if (m->bootstrap && c->k > 0 && c->k < c->n) {
        hc_stat st = resampled(work, m, c, level, out);
        if (hc_stat_has_number(st))
            return st;
    }
    hc_ways ways = hc_contrib_ways(c);
    return hc_rate_ways(&ways, level, out);
}
