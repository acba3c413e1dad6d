// SPDX-License-Identifier: Apache-2.0
#include "stats/interval.h"

#include <math.h>
#include <stdlib.h>

#include "stats/total.h"

typedef struct basis { size_t n, k, clusters; double variance; bool two; } basis; /* variance: NaN when it does not exist */

static const char *method(const basis *b, bool at_end)
{
    static const char *const names[2][3] = {{"wilson", "wilson_cluster", "wilson_two_way"},
                                            {"clopper_pearson", "clopper_pearson_cluster", "clopper_pearson_two_way"}};
    return names[at_end][b->two ? 2 : b->clusters < b->n];
}

static double effective_n(const basis *b)
{
    double p = (double)b->k / (double)b->n, n = (double)b->n;
    return (b->two || b->clusters < b->n) && b->variance > 0 ? fmin(n, p * (1 - p) / b->variance) : n;
}

static hc_stat rate(const basis *b, double level, hc_interval *out)
{
    hc_stat st;
    out->point = (double)b->k / (double)b->n;
    bool at_end = b->k == 0 || b->k == b->n;
    if (b->clusters == 1 && b->n > 1 && !at_end)
        return HC_STAT_ONE_CLUSTER;
    double n = effective_n(b), p = out->point;
    if (at_end)
        st = hc_clopper_pearson(b->k ? b->clusters : 0, b->clusters, level, out);
    else
        st = hc_wilson(p * n, n, level, out);
    out->point = p;
    out->method = method(b, at_end);
    return st;
}

static bool usable(hc_stat st)
{
    return st != HC_STAT_RANGE && st != HC_STAT_EMPTY;
}

hc_stat hc_rate_ways(const hc_ways *w, double level, hc_interval *out)
{
    *out = (hc_interval){NAN, NAN, NAN, 0, "wilson"};
    hc_ways_fit fit;
    hc_stat st = hc_ways_rate(w, &fit);
    basis b = {fit.n, fit.k, fit.clusters, fit.variance, w->two};
    return usable(st) ? rate(&b, level, out) : st;
}

hc_stat hc_rate_bounds(const hc_ways *w, size_t missing, double level, hc_interval *out)
{
    *out = (hc_interval){NAN, NAN, NAN, 0, "clopper_pearson"};
    hc_ways_fit fit;
    hc_stat st = hc_ways_rate(w, &fit);
    if (!usable(st))
        return st;
    basis b = {fit.n, fit.k, fit.clusters, fit.variance, w->two};
    bool at_end = b.k == 0 || b.k == b.n, clustered = b.two || b.clusters < b.n;
    out->point = fit.rate;
    if (b.clusters == 1 && b.n > 1 && !at_end)
        return HC_STAT_ONE_CLUSTER;
    double n = at_end ? (double)b.clusters : effective_n(&b);
    if (clustered && !at_end) {
        double t = hc_t_quantile(level, (double)b.n - 1) / hc_t_quantile(level, (double)b.clusters - 1);
        n *= fmin(t * t, 1);
    }
    hc_interval against, in_favour;
    double m = (double)missing, k = b.k == b.n ? n : fit.rate * n;
    st = hc_exact_bounds(k + m, n + m, level, &against);
    hc_stat other = hc_exact_bounds(k, n + m, level, &in_favour);
    *out = (hc_interval){fit.rate, in_favour.low, against.high, n + m, method(&b, true)};
    return st == HC_STAT_OK ? other : st;
}

hc_stat hc_rate_fixed(const hc_hits *count, size_t n_items, double level, hc_interval *out)
{
    *out = (hc_interval){NAN, NAN, NAN, 0, "wilson_fixed"};
    hc_total variance = {0}, squares = {0};
    uint64_t n = 0, k = 0;
    bool repeated = true;
    for (size_t i = 0; i < n_items; i++) {
        if (count[i].k > count[i].n)
            return HC_STAT_RANGE;
        n += count[i].n;
        k += count[i].k;
        repeated = repeated && count[i].n != 1;
    }
    for (size_t i = 0; i < n_items && repeated; i++) {
        double m = count[i].n, p = m > 0 ? count[i].k / m : 0;
        double v = m > 0 ? p * (1 - p) / (m - 1) * (m / (double)n) * (m / (double)n) : 0;
        hc_total_add(&variance, v);
        hc_total_add(&squares, v * v / fmax(m - 1, 1));
    }
    if (n == 0)
        return HC_STAT_EMPTY;
    if (!(level > 0 && level < 1))
        return HC_STAT_RANGE;
    double v = hc_total_of(&variance), p = (double)k / (double)n, n_effective = (double)n;
    if (v > 0) {
        double t = hc_t_quantile(0.5 + level / 2, v * v / hc_total_of(&squares));
        double ratio = hc_normal_quantile(0.5 + level / 2) / t;
        n_effective = fmax(n_effective, p * (1 - p) / v * ratio * ratio);
    }
    hc_stat st = hc_wilson(p * n_effective, n_effective, level, out);
    out->point = p;
    out->method = "wilson_fixed";
    return st;
}

hc_stat hc_rate_in(const hc_obs *obs, size_t n, size_t n_clusters, double level, uint32_t *work, hc_interval *out)
{
    *out = (hc_interval){NAN, NAN, NAN, 0, "wilson"};
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        if (obs[i].value != 0 && obs[i].value != 1)
            return HC_STAT_RANGE;
        k += obs[i].value != 0;
    }
    hc_cluster_fit fit;
    hc_stat st = hc_cluster_mean(obs, n, n_clusters, work, &fit);
    basis b = {n, k, fit.clusters, fit.se_cr1 * fit.se_cr1, false};
    return usable(st) ? rate(&b, level, out) : st;
}

hc_stat hc_rate_counts(const hc_hits *count, size_t n_clusters, double level, hc_interval *out)
{
    hc_ways w = {.count = {count}, .n = {n_clusters}};
    return hc_rate_ways(&w, level, out);
}

hc_stat hc_mean_in(const hc_obs *obs, size_t n, size_t n_clusters, double level, uint32_t *work, hc_interval *out)
{
    *out = (hc_interval){NAN, NAN, NAN, 0, "cr2_t"};
    hc_cluster_fit fit;
    hc_stat st = hc_cluster_mean(obs, n, n_clusters, work, &fit);
    return st == HC_STAT_RANGE ? st : hc_cluster_cr2(&fit, level, out);
}

hc_stat hc_mean_sums(const hc_sums *sums, size_t n_clusters, double level, hc_interval *out)
{
    *out = (hc_interval){NAN, NAN, NAN, 0, "cr2_t"};
    hc_cluster_fit fit;
    hc_stat st = hc_cluster_sums(sums, n_clusters, &fit);
    return st == HC_STAT_RANGE ? st : hc_cluster_cr2(&fit, level, out);
}

typedef hc_stat in_scratch(const hc_obs *, size_t, size_t, double, uint32_t *, hc_interval *);

static hc_stat with_scratch(in_scratch *fn, const hc_obs *obs, size_t n, size_t n_clusters, double level,
                            hc_interval *out)
{
    uint32_t *work = hc_xcalloc(HC_CLUSTER_WORK(n, n_clusters), sizeof *work);
    hc_stat st = fn(obs, n, n_clusters, level, work, out);
    free(work);
    return st;
}

hc_stat hc_rate(const hc_obs *obs, size_t n, size_t n_clusters, double level, hc_interval *out)
{
    return with_scratch(hc_rate_in, obs, n, n_clusters, level, out);
}

hc_stat hc_mean(const hc_obs *obs, size_t n, size_t n_clusters, double level, hc_interval *out)
{
    return with_scratch(hc_mean_in, obs, n, n_clusters, level, out);
}
