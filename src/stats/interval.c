// SPDX-License-Identifier: Apache-2.0
#include "stats/interval.h"

#include <math.h>
#include <stdlib.h>

const char *hc_stat_reason(hc_stat s)
{
    static const char *const reasons[] = {"", "no samples", "only one cluster", "argument out of range",
                                          "did not converge"};
    HC_ASSERT((size_t)s < HC_LEN(reasons));
    return reasons[s];
}

hc_stat hc_wilson(double k, double n, double level, hc_interval *out)
{
    *out = (hc_interval){NAN, NAN, NAN, n, "wilson"};
    if (n == 0)
        return HC_STAT_EMPTY;
    if (!(n > 0 && isfinite(n) && k >= 0 && k <= n && level > 0 && level < 1))
        return HC_STAT_RANGE;
    double p = k / n, z = hc_normal_quantile(0.5 + level / 2), zz = z * z / n;
    double centre = (p + zz / 2) / (1 + zz);
    double half = sqrt(p * (1 - p) * zz + zz * zz / 4) / (1 + zz);
    out->point = p;
    /* Exact at the ends, where cancellation would leave 1e-17. */
    out->low = k == 0 ? 0 : fmax(centre - half, 0);
    out->high = k == n ? 1 : fmin(centre + half, 1);
    return HC_STAT_OK;
}

hc_stat hc_clopper_pearson(uint64_t k, uint64_t n, double level, hc_interval *out)
{
    *out = (hc_interval){NAN, NAN, NAN, (double)n, "clopper_pearson"};
    if (n == 0)
        return HC_STAT_EMPTY;
    if (!(k <= n && level > 0 && level < 1))
        return HC_STAT_RANGE;
    double alpha = (1 - level) / 2, x = (double)k, m = (double)n;
    out->point = x / m;
    out->low = k == 0 ? 0 : k == n ? exp(log(alpha) / m) : hc_beta_quantile(alpha, x, m - x + 1);
    out->high = k == n ? 1 : k == 0 ? -expm1(log(alpha) / m) : 1 - hc_beta_quantile(alpha, m - x, x + 1);
    return isnan(out->low) || isnan(out->high) ? HC_STAT_NO_CONVERGENCE : HC_STAT_OK;
}

/* Neumaier's compensated sum: the same bits for the same order, whatever the sizes. */
typedef struct { double sum, lost; } total;

static void total_add(total *t, double v)
{
    double next = t->sum + v;
    t->lost += fabs(t->sum) >= fabs(v) ? (t->sum - next) + v : (v - next) + t->sum;
    t->sum = next;
}

static double total_of(const total *t)
{
    return t->sum + t->lost;
}

typedef struct {
    double mean;
    size_t used;         /* clusters with an observation */
    double cr1, cr2;     /* variance of the mean; 0 with one cluster */
    double df;           /* Bell-McCaffrey, intercept only */
} spread;

typedef struct { total residual; size_t n; } cluster_sum;

/* u_c = sum of residuals of cluster c, n_c its size, G clusters:
 *   CR1 = sum u_c^2 / n^2 * G/(G-1);  CR2 = sum u_c^2 / (1 - n_c/n) / n^2
 *   df  = n^2 / (sum n_c^2 + (sum b_c)^2 - sum b_c^2), b_c = n_c^2 / (n - n_c)
 * the last from w_cc = n_c and w_cd^2 = b_c b_d. */
static hc_stat spread_of(const hc_obs *obs, size_t n, size_t n_clusters, spread *out)
{
    total sum = {0, 0};
    for (size_t i = 0; i < n; i++) {
        if (obs[i].cluster >= n_clusters || !isfinite(obs[i].value))
            return HC_STAT_RANGE;
        total_add(&sum, obs[i].value);
    }
    double count = (double)n;
    *out = (spread){.mean = total_of(&sum) / count};
    cluster_sum *c = hc_xcalloc(n_clusters, sizeof *c);
    for (size_t i = 0; i < n; i++) {
        total_add(&c[obs[i].cluster].residual, obs[i].value - out->mean);
        c[obs[i].cluster].n++;
    }
    total squares = {0, 0}, adjusted = {0, 0}, sizes = {0, 0}, b_sum = {0, 0}, b_squares = {0, 0};
    for (size_t i = 0; i < n_clusters; i++) {
        if (c[i].n == 0)
            continue;
        out->used++;
        if (c[i].n == n)
            continue;
        double u = total_of(&c[i].residual), m = (double)c[i].n, b = m * m / (count - m);
        total_add(&squares, u * u);
        total_add(&adjusted, u * u / (1 - m / count));
        total_add(&sizes, m * m);
        total_add(&b_sum, b);
        total_add(&b_squares, b * b);
    }
    free(c);
    if (out->used > 1) {
        double g = (double)out->used;
        out->cr1 = total_of(&squares) / (count * count) * (g / (g - 1));
        out->cr2 = total_of(&adjusted) / (count * count);
        out->df = count * count /
                  (total_of(&sizes) + total_of(&b_sum) * total_of(&b_sum) - total_of(&b_squares));
    }
    return HC_STAT_OK;
}

hc_stat hc_rate(const hc_obs *obs, size_t n, size_t n_clusters, double level, hc_interval *out)
{
    *out = (hc_interval){NAN, NAN, NAN, 0, "wilson"};
    if (n == 0)
        return HC_STAT_EMPTY;
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        if (obs[i].value != 0 && obs[i].value != 1)
            return HC_STAT_RANGE;
        k += obs[i].value != 0;
    }
    spread s;
    hc_stat st = spread_of(obs, n, n_clusters, &s);
    if (st != HC_STAT_OK)
        return st;
    bool clustered = s.used < n;
    out->point = (double)k / (double)n;
    if (clustered && s.used == 1)
        return HC_STAT_ONE_CLUSTER;
    if (k == 0 || k == n) {
        st = hc_clopper_pearson(k ? s.used : 0, s.used, level, out);
        out->method = clustered ? "clopper_pearson_cluster" : "clopper_pearson";
        return st;
    }
    double p = out->point, n_effective = (double)n;
    if (clustered && s.cr1 > 0)
        n_effective = fmin(n_effective, p * (1 - p) / s.cr1);
    st = hc_wilson(p * n_effective, n_effective, level, out);
    out->point = p;
    out->method = clustered ? "wilson_cluster" : "wilson";
    return st;
}

hc_stat hc_mean(const hc_obs *obs, size_t n, size_t n_clusters, double level, hc_interval *out)
{
    *out = (hc_interval){NAN, NAN, NAN, 0, "cr2_t"};
    if (n == 0)
        return HC_STAT_EMPTY;
    if (!(level > 0 && level < 1))
        return HC_STAT_RANGE;
    spread s;
    hc_stat st = spread_of(obs, n, n_clusters, &s);
    if (st != HC_STAT_OK)
        return st;
    out->point = s.mean;
    if (s.used == 1)
        return HC_STAT_ONE_CLUSTER;
    double half = hc_t_quantile(0.5 + level / 2, s.df) * sqrt(s.cr2);
    out->low = s.mean - half;
    out->high = s.mean + half;
    out->n_effective = s.df + 1;
    return isnan(half) ? HC_STAT_NO_CONVERGENCE : HC_STAT_OK;
}
