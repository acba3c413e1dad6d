// SPDX-License-Identifier: Apache-2.0
#include "stats/interval.h"

#include <math.h>
#include <stdlib.h>

/* `k` of the `n` of a fit, whose status is `st`. */
static hc_stat rate(const hc_cluster_fit *fit, hc_stat st, size_t k, double level, hc_interval *out)
{
    size_t n = fit->n;
    if (st == HC_STAT_RANGE || st == HC_STAT_EMPTY)
        return st;
    bool clustered = fit->clusters < n;
    out->point = (double)k / (double)n;
    if (clustered && fit->clusters == 1 && k != 0 && k != n)
        return HC_STAT_ONE_CLUSTER;
    if (k == 0 || k == n) {
        st = hc_clopper_pearson(k ? fit->clusters : 0, fit->clusters, level, out);
        out->method = clustered ? "clopper_pearson_cluster" : "clopper_pearson";
        return st;
    }
    double p = out->point, n_effective = (double)n;
    if (clustered && fit->se_cr1 > 0)
        n_effective = fmin(n_effective, p * (1 - p) / (fit->se_cr1 * fit->se_cr1));
    st = hc_wilson(p * n_effective, n_effective, level, out);
    out->point = p;
    out->method = clustered ? "wilson_cluster" : "wilson";
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
    return rate(&fit, st, k, level, out);
}

hc_stat hc_rate_counts(const hc_hits *count, size_t n_clusters, double level, hc_interval *out)
{
    *out = (hc_interval){NAN, NAN, NAN, 0, "wilson"};
    size_t k = 0;
    for (size_t c = 0; c < n_clusters; c++)
        k += count[c].k;
    hc_cluster_fit fit;
    hc_stat st = hc_cluster_counts(count, n_clusters, &fit);
    return rate(&fit, st, k, level, out);
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
