// SPDX-License-Identifier: Apache-2.0
#include "stats/cluster.h"

#include <math.h>
#include <string.h>

#include "stats/total.h"

/* Indices of the observations cluster by cluster in order[]; end[c] is where cluster c ends. */
static void group(const hc_obs *obs, size_t n, size_t n_clusters, uint32_t *end, uint32_t *order)
{
    memset(end, 0, (n_clusters + 1) * sizeof *end);
    for (size_t i = 0; i < n; i++)
        end[obs[i].cluster + 1]++;
    for (size_t c = 1; c <= n_clusters; c++)
        end[c] += end[c - 1];
    for (size_t i = 0; i < n; i++)
        order[end[obs[i].cluster]++] = (uint32_t)i;
}

static hc_stat moments(const hc_obs *obs, size_t n, size_t n_clusters, hc_cluster_fit *out, double *out_squares)
{
    hc_total sum = {0}, squares = {0};
    bool varies = false;
    for (size_t i = 0; i < n; i++) {
        if (obs[i].cluster >= n_clusters || !hc_usable(&obs[i].value, 1))
            return HC_STAT_RANGE;
        varies = varies || obs[i].value != obs[0].value;
        hc_total_add(&sum, obs[i].value);
    }
    out->mean = varies ? hc_total_of(&sum) / (double)n : obs[0].value;
    for (size_t i = 0; i < n; i++)
        hc_total_add(&squares, (obs[i].value - out->mean) * (obs[i].value - out->mean));
    *out_squares = hc_total_of(&squares);
    return *out_squares > 0 ? HC_STAT_OK : HC_STAT_NO_VARIATION;
}

typedef struct { hc_total cr0, cr2, cr3, sizes, b, b_squares; } sums_of_clusters;

static void add_cluster(sums_of_clusters *s, double u, double m, double n)
{
    double rest = (n - m) / n, b = m * m / (n - m);
    hc_total_add(&s->cr0, u * u);
    hc_total_add(&s->cr2, u * u / rest);
    hc_total_add(&s->cr3, u / rest * (u / rest));
    hc_total_add(&s->sizes, m * m);
    hc_total_add(&s->b, b);
    hc_total_add(&s->b_squares, b * b);
}

/* What follows from the sums over clusters; `st` is what the values alone say. */
static hc_stat finish(const sums_of_clusters *s, hc_stat st, double squares, hc_cluster_fit *out)
{
    if (out->clusters < 2)
        return HC_STAT_ONE_CLUSTER;
    double count = (double)out->n, g = (double)out->clusters, b = hc_total_of(&s->b);
    out->df_cr2 = count * count / (hc_total_of(&s->sizes) + b * b - hc_total_of(&s->b_squares));
    if (st != HC_STAT_OK)
        return st;
    double cr0 = hc_total_of(&s->cr0) / (count * count);
    out->se_iid = sqrt(squares / (count - 1) / count);
    out->se_cr0 = sqrt(cr0);
    out->se_cr1 = sqrt(cr0 * (g / (g - 1)));
    out->se_cr2 = sqrt(hc_total_of(&s->cr2)) / count;
    out->se_cr3 = sqrt(hc_total_of(&s->cr3)) / count;
    out->deff = cr0 / (squares / (count * count));
    return HC_STAT_OK;
}

hc_stat hc_cluster_mean(const hc_obs *obs, size_t n, size_t n_clusters, uint32_t *work, hc_cluster_fit *out)
{
    *out = (hc_cluster_fit){n, 0, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    if (n == 0)
        return HC_STAT_EMPTY;
    if (n > UINT32_MAX || n_clusters > UINT32_MAX)
        return HC_STAT_RANGE;
    double squares;
    hc_stat st = moments(obs, n, n_clusters, out, &squares);
    if (st == HC_STAT_RANGE)
        return st;
    uint32_t *end = work, *order = work + n_clusters + 1;
    group(obs, n, n_clusters, end, order);
    sums_of_clusters s = {0};
    for (size_t c = 0, i = 0; c < n_clusters; c++) {
        size_t first = i;
        hc_total u = {0};
        for (; i < end[c]; i++)
            hc_total_add(&u, obs[order[i]].value - out->mean);
        out->clusters += i > first;
        if (i > first && i - first < n)
            add_cluster(&s, hc_total_of(&u), (double)(i - first), (double)n);
    }
    return finish(&s, st, squares, out);
}

/* hc_total_add of `v` so often: the sum is exact, so its order is nobody's business. */
static void add_times(hc_total *t, double v, uint64_t times)
{
    for (; times > 0; times--)
        hc_total_add(t, v);
}

hc_stat hc_cluster_counts(const hc_hits *count, size_t n_clusters, hc_cluster_fit *out)
{
    uint64_t n = 0, k = 0;
    *out = (hc_cluster_fit){0, 0, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    for (size_t c = 0; c < n_clusters; c++) {
        if (count[c].k > count[c].n)
            return HC_STAT_RANGE;
        n += count[c].n;
        k += count[c].k;
    }
    out->n = n;
    if (n == 0)
        return HC_STAT_EMPTY;
    if (n > UINT32_MAX || n_clusters > UINT32_MAX)
        return HC_STAT_RANGE;
    out->mean = (double)k / (double)n;
    double hit = 1 - out->mean, miss = 0 - out->mean;
    hc_total squares = {0};
    add_times(&squares, hit * hit, k);
    add_times(&squares, miss * miss, n - k);
    sums_of_clusters s = {0};
    for (size_t c = 0; c < n_clusters; c++) {
        hc_total u = {0};
        add_times(&u, hit, count[c].k);
        add_times(&u, miss, count[c].n - count[c].k);
        out->clusters += count[c].n > 0;
        if (count[c].n > 0 && count[c].n < n)
            add_cluster(&s, hc_total_of(&u), count[c].n, (double)n);
    }
    double all = hc_total_of(&squares);
    return finish(&s, all > 0 ? HC_STAT_OK : HC_STAT_NO_VARIATION, all, out);
}

void hc_sums_add(hc_sums *s, double v)
{
    double before = s->n ? s->sum / (double)s->n : v;
    s->low = s->n ? fmin(s->low, v) : v;
    s->high = s->n ? fmax(s->high, v) : v;
    s->sum += v;
    s->n++;
    s->squares += (v - before) * (v - s->sum / (double)s->n);
}

hc_stat hc_cluster_sums(const hc_sums *sums, size_t n_clusters, hc_cluster_fit *out)
{
    uint64_t n = 0;
    hc_total all = {0}, squares = {0};
    double low = INFINITY, high = -INFINITY;
    *out = (hc_cluster_fit){0, 0, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    for (size_t c = 0; c < n_clusters; c++) {
        if (!sums[c].n)
            continue;
        const double figures[] = {sums[c].sum, sums[c].squares, sums[c].low, sums[c].high};
        if (!hc_usable(figures, HC_LEN(figures)))
            return HC_STAT_RANGE;
        n += sums[c].n;
        out->clusters++;
        hc_total_add(&all, sums[c].sum);
        low = fmin(low, sums[c].low);
        high = fmax(high, sums[c].high);
    }
    out->n = n;
    if (n == 0)
        return HC_STAT_EMPTY;
    if (n > UINT32_MAX)
        return HC_STAT_RANGE;
    out->mean = low < high ? hc_total_of(&all) / (double)n : low;
    sums_of_clusters s = {0};
    for (size_t c = 0; c < n_clusters; c++) {
        if (!sums[c].n)
            continue;
        double m = (double)sums[c].n, u = sums[c].sum - m * out->mean;
        hc_total_add(&squares, sums[c].squares + u * u / m);
        if (sums[c].n < n)
            add_cluster(&s, u, m, (double)n);
    }
    return finish(&s, low < high ? HC_STAT_OK : HC_STAT_NO_VARIATION, hc_total_of(&squares), out);
}

hc_stat hc_ways_rate(const hc_ways *w, hc_ways_fit *out)
{
    hc_cluster_fit fit[3];
    *out = (hc_ways_fit){0, 0, 0, NAN, NAN, NAN, NAN, NAN, NAN};
    hc_stat st = hc_cluster_counts(w->count[0], w->n[0], &fit[0]);
    for (size_t i = 1; i < 3 && w->two && st != HC_STAT_RANGE && st != HC_STAT_EMPTY; i++) {
        hc_stat other = hc_cluster_counts(w->count[i], w->n[i], &fit[i]);
        if (other == HC_STAT_RANGE || fit[i].n != fit[0].n)
            return HC_STAT_RANGE;
        st = other == HC_STAT_ONE_CLUSTER ? other : st;
    }
    if (st == HC_STAT_RANGE || st == HC_STAT_EMPTY)
        return st;
    out->n = fit[0].n;
    for (size_t c = 0; c < w->n[0]; c++)
        out->k += w->count[0][c].k;
    out->clusters = w->two && fit[1].clusters < fit[0].clusters ? fit[1].clusters : fit[0].clusters;
    out->rate = fit[0].mean;
    out->se_naive = sqrt(out->rate * (1 - out->rate) / (double)out->n);
    out->se_first = fit[0].se_cr0;
    out->se_second = w->two ? fit[1].se_cr0 : NAN;
    if (st != HC_STAT_OK)
        return st;
    out->se = fit[0].se_cr0;
    out->variance = fit[0].se_cr1 * fit[0].se_cr1;
    if (!w->two)
        return st;
    double cr0[3], cr1[3];
    for (size_t i = 0; i < 3; i++) {
        cr0[i] = fit[i].se_cr0 * fit[i].se_cr0;
        cr1[i] = fit[i].se_cr1 * fit[i].se_cr1;
    }
    out->se = sqrt(fmax(0, cr0[0] + cr0[1] - cr0[2]));
    out->variance = fmax(cr1[0] + cr1[1] - cr1[2], fmax(cr1[0], cr1[1]));
    return st;
}

static hc_stat interval(const hc_cluster_fit *fit, double df, double se, double level, hc_interval *out)
{
    out->point = fit->mean;
    out->low = out->high = NAN;
    if (fit->n == 0)
        return HC_STAT_EMPTY;
    if (!(level > 0 && level < 1))
        return HC_STAT_RANGE;
    if (fit->clusters < 2)
        return HC_STAT_ONE_CLUSTER;
    out->n_effective = df + 1;
    if (isnan(se))
        return HC_STAT_NO_VARIATION;
    double half = hc_t_quantile(0.5 + level / 2, df) * se;
    if (isnan(half))
        return HC_STAT_NO_CONVERGENCE;
    out->low = fit->mean - half;
    out->high = fit->mean + half;
    return HC_STAT_OK;
}

hc_stat hc_cluster_cr2(const hc_cluster_fit *fit, double level, hc_interval *out)
{
    *out = (hc_interval){.method = "cr2_t"};
    return interval(fit, fit->df_cr2, fit->se_cr2, level, out);
}

hc_stat hc_cluster_cr1(const hc_cluster_fit *fit, double level, hc_interval *out)
{
    *out = (hc_interval){.method = "cr1_t"};
    return interval(fit, (double)fit->clusters - 1, fit->se_cr1, level, out);
}

hc_stat hc_resampled_mean(const double *scores, size_t n, size_t k, hc_resampled *out)
{
    *out = (hc_resampled){NAN, NAN, NAN, NAN, NAN, NAN};
    if (n == 0 || k == 0)
        return HC_STAT_EMPTY;
    if (k < 2 || !hc_usable(scores, n * k))
        return HC_STAT_RANGE;
    out->mean = hc_mean_of(scores, n * k);
    if (n < 2)
        return HC_STAT_ONE_CLUSTER;
    hc_total between = {0}, within = {0};
    for (size_t q = 0; q < n; q++) {
        const double *row = scores + q * k;
        double mean = hc_mean_of(row, k);
        hc_total_add(&between, (mean - out->mean) * (mean - out->mean));
        hc_total_add(&within, hc_squares_of(row, k, mean) / (double)(k - 1));
    }
    out->var_means = hc_total_of(&between) / (double)(n - 1);
    out->var_within = hc_total_of(&within) / (double)n;
    out->var_question = out->var_means - out->var_within / (double)k;
    out->se = sqrt(out->var_means / (double)n);
    if (out->var_means == 0)
        return HC_STAT_NO_VARIATION;
    out->share_within = out->var_within / (double)k / out->var_means;
    return HC_STAT_OK;
}
