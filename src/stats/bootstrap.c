// SPDX-License-Identifier: Apache-2.0
#include "stats/bootstrap.h"

#include <math.h>

#include "stats/special.h"
#include "stats/total.h"

double hc_ratio_of_sums(const size_t *index, size_t n, void *ctx)
{
    const hc_unit_sums *u = ctx;
    hc_total sum = {0}, size = {0};
    for (size_t i = 0; i < n; i++) {
        hc_total_add(&sum, u->sum[index[i]]);
        hc_total_add(&size, u->size[index[i]]);
    }
    return hc_total_of(&sum) / hc_total_of(&size);
}

static double whole(const hc_boot *b)
{
    for (size_t i = 0; i < b->n; i++)
        b->index[i] = i;
    return b->statistic(b->index, b->n, b->ctx);
}

static double acceleration(const hc_boot *b)
{
    for (size_t left = 0; left < b->n; left++) {
        for (size_t i = 0, at = 0; i < b->n; i++)
            if (i != left)
                b->index[at++] = i;
        b->jackknife[left] = b->statistic(b->index, b->n - 1, b->ctx);
    }
    if (!hc_usable(b->jackknife, b->n))
        return NAN;
    double mean = hc_mean_of(b->jackknife, b->n), squares = hc_squares_of(b->jackknife, b->n, mean);
    hc_total cubes = {0};
    for (size_t i = 0; i < b->n; i++) {
        double d = mean - b->jackknife[i];
        hc_total_add(&cubes, d * d * d);
    }
    return squares > 0 ? hc_total_of(&cubes) / (6 * squares * sqrt(squares)) : 0;
}

static hc_stat limits(const hc_boot *b, hc_boot_result *out)
{
    double *r = b->replicates, slack = 1e-12 * fmax(1, fabs(out->theta)), below = 0, tied = 0;
    size_t n = b->n_replicates;
    if (!hc_usable(r, n))
        return HC_STAT_NO_VARIATION;
    hc_sort_doubles(r, n);
    if (r[0] == r[n - 1])
        return HC_STAT_NO_VARIATION;
    for (size_t i = 0; i < n; i++) {
        bool tie = fabs(r[i] - out->theta) <= slack;
        tied += tie;
        below += !tie && r[i] < out->theta;
    }
    double tail = (1 - b->level) / 2, mean = hc_mean_of(r, n);
    out->se = sqrt(hc_squares_of(r, n, mean) / (double)(n - 1));
    out->percentile_low = hc_sorted_quantile(r, n, tail);
    out->percentile_high = hc_sorted_quantile(r, n, 1 - tail);
    if (!b->jackknife)
        return b->n < HC_BOOT_SMALL ? HC_STAT_SMALL_G : HC_STAT_OK;
    double z0 = hc_normal_quantile((below + tied / 2) / (double)n), a = acceleration(b), z = hc_normal_quantile(tail);
    double scale_low = 1 - a * (z0 + z), scale_high = 1 - a * (z0 - z);
    if (!isfinite(z0) || isnan(a) || scale_low <= 0 || scale_high <= 0)
        return HC_STAT_INCOMPATIBLE;
    out->z0 = z0;
    out->acceleration = a;
    out->alpha_low = hc_normal_cdf(z0 + (z0 + z) / scale_low);
    out->alpha_high = hc_normal_cdf(z0 + (z0 - z) / scale_high);
    out->bca_low = hc_sorted_quantile(r, n, out->alpha_low);
    out->bca_high = hc_sorted_quantile(r, n, out->alpha_high);
    return b->n < HC_BOOT_SMALL ? HC_STAT_SMALL_G : HC_STAT_OK;
}

static hc_stat begin(const hc_boot *b, hc_boot_result *out)
{
    *out = (hc_boot_result){NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    if (b->n == 0 || b->n_replicates < 2)
        return HC_STAT_EMPTY;
    if (!(b->level > 0 && b->level < 1))
        return HC_STAT_RANGE;
    out->theta = whole(b);
    if (!hc_usable(&out->theta, 1))
        return HC_STAT_NO_VARIATION;
    return b->n < 2 ? HC_STAT_ONE_CLUSTER : HC_STAT_OK;
}

hc_stat hc_bootstrap(const hc_boot *b, hc_rng *rng, hc_boot_result *out)
{
    hc_stat st = begin(b, out);
    if (st != HC_STAT_OK)
        return st;
    for (size_t rep = 0; rep < b->n_replicates; rep++) {
        for (size_t i = 0; i < b->n; i++)
            b->index[i] = hc_rng_below(rng, b->n);
        b->replicates[rep] = b->statistic(b->index, b->n, b->ctx);
    }
    return limits(b, out);
}

hc_stat hc_bootstrap_all(const hc_boot *b, hc_boot_result *out)
{
    hc_stat st = begin(b, out);
    if (st != HC_STAT_OK)
        return st;
    double draws = 1;
    for (size_t i = 0; i < b->n && draws <= (double)b->n_replicates; i++)
        draws *= (double)b->n;
    if (draws != (double)b->n_replicates)
        return HC_STAT_RANGE;
    for (size_t rep = 0; rep < b->n_replicates; rep++) {
        for (size_t i = 0, rest = rep; i < b->n; i++, rest /= b->n)
            b->index[i] = rest % b->n;
        b->replicates[rep] = b->statistic(b->index, b->n, b->ctx);
    }
    return limits(b, out);
}
