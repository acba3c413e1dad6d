// SPDX-License-Identifier: Apache-2.0
#include "stats/extreme.h"

#include <math.h>

#include "stats/total.h"

static double psi_of(double p)
{
    return -log(-log(p));
}

hc_stat hc_gumbel_tail(double *p, size_t m, size_t k, hc_gumbel *out)
{
    *out = (hc_gumbel){NAN, NAN, m};
    if (m == 0)
        return HC_STAT_EMPTY;
    if (k < 2 || k > m || !hc_usable(p, m))
        return HC_STAT_RANGE;
    hc_sort_doubles(p, m);
    if (!(p[0] >= 0 && p[m - k] > 0 && p[m - 1] < 1))
        return HC_STAT_RANGE;
    if (p[m - k] == p[m - 1])
        return HC_STAT_NO_VARIATION;
    hc_total x = {0}, y = {0}, xx = {0}, xy = {0};
    for (size_t j = 1; j <= k; j++) {
        hc_total_add(&x, psi_of(p[m - j]));
        hc_total_add(&y, log((double)j / (double)m));
    }
    double x_mean = hc_total_of(&x) / (double)k, y_mean = hc_total_of(&y) / (double)k;
    for (size_t j = 1; j <= k; j++) {
        double d = psi_of(p[m - j]) - x_mean;
        hc_total_add(&xx, d * d);
        hc_total_add(&xy, d * (log((double)j / (double)m) - y_mean));
    }
    out->slope = hc_total_of(&xy) / hc_total_of(&xx);
    out->intercept = y_mean - out->slope * x_mean;
    return HC_STAT_OK;
}

hc_stat hc_gumbel_worst(const hc_gumbel *fit, double queries, double *out)
{
    *out = NAN;
    if (!(fit->slope < 0 && queries >= 1 && queries <= HC_STAT_HUGE))
        return HC_STAT_RANGE;
    *out = exp(-exp((log(queries) + fit->intercept) / fit->slope));
    if (isnan(*out))
        return HC_STAT_RANGE;
    return queries > HC_EXTRAPOLATION_MAX * (double)fit->m ? HC_STAT_EXTRAPOLATION : HC_STAT_OK;
}

hc_stat hc_pareto_tail(double *x, size_t n, double threshold, hc_pareto *out)
{
    *out = (hc_pareto){threshold, NAN, NAN, 0, n};
    if (!hc_usable(x, n) || !hc_usable(&threshold, 1))
        return HC_STAT_RANGE;
    hc_sort_doubles(x, n);
    size_t first = n;
    while (first > 0 && x[first - 1] > threshold)
        first--;
    size_t k = out->exceedances = n - first;
    if (k < 2)
        return HC_STAT_EMPTY;
    hc_total mean = {0}, weighted = {0};
    for (size_t i = 1; i <= k; i++) {
        double e = x[first + i - 1] - threshold;
        hc_total_add(&mean, e);
        hc_total_add(&weighted, (double)(k - i) / (double)(k - 1) * e);
    }
    double b0 = hc_total_of(&mean) / (double)k, a1 = hc_total_of(&weighted) / (double)k, gap = b0 - 2 * a1;
    if (!(gap > 0))
        return HC_STAT_NO_VARIATION;
    out->xi = 2 - b0 / gap;
    out->sigma = 2 * b0 * a1 / gap;
    return HC_STAT_OK;
}

hc_stat hc_pareto_level(const hc_pareto *fit, double m, double *out)
{
    *out = NAN;
    if (fit->n == 0 || fit->exceedances < 2 || isnan(fit->xi))
        return HC_STAT_EMPTY;
    double log_count = log(m * (double)fit->exceedances / (double)fit->n);
    if (!(m <= HC_STAT_HUGE && log_count >= 0))
        return HC_STAT_RANGE;
    double z = fit->xi * log_count;
    *out = fit->threshold + fit->sigma * (z == 0 ? log_count : log_count * (expm1(z) / z));
    if (!isfinite(*out)) {
        *out = NAN;
        return HC_STAT_RANGE;
    }
    return m > HC_EXTRAPOLATION_MAX * (double)fit->n ? HC_STAT_EXTRAPOLATION : HC_STAT_OK;
}

hc_stat hc_at_least_one(double p, double n, double *out)
{
    *out = NAN;
    if (!(p >= 0 && p <= 1 && n >= 0 && n <= HC_STAT_HUGE))
        return HC_STAT_RANGE;
    *out = n == 0 ? 0 : -expm1(n * log1p(-p));
    return HC_STAT_OK;
}
