// SPDX-License-Identifier: Apache-2.0
#include "stats/difference.h"

#include <math.h>

#include "stats/interval.h"

enum { SIDE_FIRST, SIDE_SECOND, SIDE_DIFFERENCE };

static void fill(const hc_two *pairs, size_t n, int side, hc_obs *obs)
{
    for (size_t i = 0; i < n; i++) {
        double x = pairs[i].first, y = pairs[i].second;
        obs[i] = (hc_obs){pairs[i].cluster, side == SIDE_FIRST ? x : side == SIDE_SECOND ? y : y - x};
    }
}

static void count(const hc_two *pairs, size_t n, hc_pair_counts *t)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t *cell = pairs[i].first ? (pairs[i].second ? &t->both : &t->first_only)
                                        : (pairs[i].second ? &t->second_only : &t->neither);
        ++*cell;
    }
}

static double correlation_of(const hc_pair_counts *t)
{
    double a = (double)t->both, b = (double)t->first_only, c = (double)t->second_only, d = (double)t->neither;
    double margins = sqrt((a + b) * (c + d)) * sqrt((a + c) * (b + d));
    return margins > 0 ? (a * d - b * c) / margins : NAN;
}

/* Variance of a side's mean; one whose values are all equal adds none. */
static double variance(hc_stat st, const hc_cluster_fit *fit)
{
    return st == HC_STAT_OK ? fit->se_cr2 * fit->se_cr2 : 0;
}

static hc_stat independent(hc_difference *o, double level)
{
    hc_pair_counts turned = {o->table.both, o->table.second_only, o->table.first_only, o->table.neither};
    hc_mcnemar m;
    double phi;
    hc_stat st = hc_mcnemar_test(o->table.first_only, o->table.second_only, &m);
    if (st != HC_STAT_OK)
        return st;
    o->p = m.p_exact;
    o->p_method = "mcnemar_exact";
    return hc_newcombe_paired(&turned, level, &o->interval, &phi);
}

/* Every cluster has the mean difference `v`: what their number alone excludes. */
static hc_stat bounded(hc_difference *o, double v, double level)
{
    hc_interval none;
    hc_mcnemar m;
    hc_stat st = hc_clopper_pearson(0, o->clusters, level, &none);
    if (st == HC_STAT_OK)
        st = hc_mcnemar_test(v != 0 ? o->clusters : 0, 0, &m);
    if (st != HC_STAT_OK)
        return st;
    double u = none.high;
    o->interval = (hc_interval){v, v - u * (1 + v), v + u * (1 - v), (double)o->clusters, "clopper_pearson_cluster"};
    o->p = m.p_exact;
    o->p_method = "mcnemar_exact_cluster";
    return HC_STAT_OK;
}

static hc_stat clustered(hc_difference *o, const hc_cluster_fit *fit, double level)
{
    hc_stat st = hc_cluster_cr2(fit, level, &o->interval);
    if (st != HC_STAT_OK)
        return st;
    o->interval.low = fmax(o->interval.low, -1);
    o->interval.high = fmin(o->interval.high, 1);
    o->p = 2 * hc_t_cdf(-fabs(fit->mean / fit->se_cr2), fit->df_cr2);
    o->p_method = "cr2_t";
    return HC_STAT_OK;
}

/* Whether the clusters' means are equal, in whole numbers: rounding would leave an error of 1e-17 and certainty out of nothing.
 * `sum` and `size` have a cell for each cluster. */
static bool flat(const hc_two *pairs, size_t n, size_t n_clusters, double total, hc_obs *sum, uint32_t *size)
{
    for (size_t c = 0; c < n_clusters; c++) {
        sum[c].value = 0;
        size[c] = 0;
    }
    for (size_t i = 0; i < n; i++) {
        sum[pairs[i].cluster].value += (double)pairs[i].second - (double)pairs[i].first;
        size[pairs[i].cluster]++;
    }
    for (size_t c = 0; c < n_clusters; c++)
        if (sum[c].value * (double)n != (double)size[c] * total)
            return false;
    return true;
}

hc_stat hc_difference_paired(const hc_two *pairs, size_t n, size_t n_clusters, double level, double margin, hc_obs *obs,
                             uint32_t *work, hc_difference *out)
{
    hc_difference *o = out;
    hc_cluster_fit x = {0}, y = {0}, d = {0};
    *o = (hc_difference){.n = n, .interval = {NAN, NAN, NAN, (double)n, ""}, .p = NAN, .p_method = "", .se = NAN, .df = NAN,
                         .se_unpaired = NAN, .gain = NAN, .correlation = NAN, .stat_se = HC_STAT_EMPTY,
                         .stat_tost = HC_STAT_EMPTY, .tost = {NAN, NAN, NAN}};
    if (n == 0)
        return HC_STAT_EMPTY;
    if (!(level > 0 && level < 1 && margin >= 0 && margin < 1))
        return HC_STAT_RANGE;
    count(pairs, n, &o->table);
    o->correlation = correlation_of(&o->table);
    fill(pairs, n, SIDE_FIRST, obs);
    hc_stat st_x = hc_cluster_mean(obs, n, n_clusters, work, &x);
    fill(pairs, n, SIDE_SECOND, obs);
    hc_stat st_y = hc_cluster_mean(obs, n, n_clusters, work, &y);
    fill(pairs, n, SIDE_DIFFERENCE, obs);
    hc_stat st = hc_cluster_mean(obs, n, n_clusters, work, &d);
    if (st == HC_STAT_RANGE)
        return st;
    double total = (double)o->table.second_only - (double)o->table.first_only;
    if (st == HC_STAT_OK && flat(pairs, n, n_clusters, total, obs, work))
        st = HC_STAT_NO_VARIATION;
    o->stat_se = st;
    o->clusters = d.clusters;
    o->interval.point = total / (double)n;
    o->stat_tost = margin > 0 ? st : HC_STAT_EMPTY;
    if (st == HC_STAT_OK) {
        o->se = d.se_cr2;
        o->df = d.df_cr2;
        o->se_unpaired = sqrt(variance(st_x, &x) + variance(st_y, &y));
        o->gain = o->se_unpaired * o->se_unpaired / (o->se * o->se);
        if (margin > 0)
            o->stat_tost = hc_tost(d.mean, o->se, o->df, margin, &o->tost);
    }
    if (o->clusters == 1 && n > 1)
        return HC_STAT_ONE_CLUSTER;
    if (o->clusters == n)
        return independent(o, level);
    return st == HC_STAT_NO_VARIATION ? bounded(o, o->interval.point, level) : clustered(o, &d, level);
}

hc_stat hc_difference_unpaired(const hc_hits *first, size_t n_first, const hc_hits *second, size_t n_second, double level,
                               hc_interval *out)
{
    hc_interval a, b;
    *out = (hc_interval){NAN, NAN, NAN, 0, "newcombe"};
    hc_stat st = hc_rate_counts(first, n_first, level, &a);
    if (st == HC_STAT_OK)
        st = hc_rate_counts(second, n_second, level, &b);
    if (st != HC_STAT_OK)
        return st;
    bool shared = false;
    for (size_t i = 0; i < n_first; i++)
        shared = shared || first[i].n > 1;
    for (size_t i = 0; i < n_second; i++)
        shared = shared || second[i].n > 1;
    out->method = shared ? "newcombe_cluster" : "newcombe";
    out->n_effective = a.n_effective + b.n_effective;
    out->point = b.point - a.point;
    out->low = fmax(out->point - hypot(b.point - b.low, a.high - a.point), -1);
    out->high = fmin(out->point + hypot(b.high - b.point, a.point - a.low), 1);
    return HC_STAT_OK;
}
