// SPDX-License-Identifier: Apache-2.0
#include "stats/binomial.h"

#include <math.h>

static const double n_max = 9007199254740992.0; /* 2^53: counts are exact in doubles */

static hc_stat check(uint64_t k, uint64_t n, double level)
{
    if (n == 0)
        return HC_STAT_EMPTY;
    return k <= n && (double)n <= n_max && level > 0 && level < 1 ? HC_STAT_OK : HC_STAT_RANGE;
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

static double upper(double x, double m, double alpha)
{
    if (x == m)
        return 1;
    return x == 0 ? -expm1(log(alpha) / m) : 1 - hc_beta_quantile(alpha, m - x, x + 1);
}

static double lower(double x, double m, double alpha)
{
    if (x == 0)
        return 0;
    return x == m ? exp(log(alpha) / m) : hc_beta_quantile(alpha, x, m - x + 1);
}

static hc_stat numbers(double a, double b)
{
    return isnan(a) || isnan(b) ? HC_STAT_NO_CONVERGENCE : HC_STAT_OK;
}

hc_stat hc_clopper_pearson(uint64_t k, uint64_t n, double level, hc_interval *out)
{
    *out = (hc_interval){NAN, NAN, NAN, (double)n, "clopper_pearson"};
    hc_stat st = check(k, n, level);
    if (st != HC_STAT_OK)
        return st;
    out->point = (double)k / (double)n;
    out->low = lower((double)k, (double)n, (1 - level) / 2);
    out->high = upper((double)k, (double)n, (1 - level) / 2);
    return numbers(out->low, out->high);
}

hc_stat hc_jeffreys(uint64_t k, uint64_t n, double level, hc_interval *out)
{
    *out = (hc_interval){NAN, NAN, NAN, (double)n, "jeffreys"};
    hc_stat st = check(k, n, level);
    if (st != HC_STAT_OK)
        return st;
    double a = (double)k + 0.5, b = (double)(n - k) + 0.5, alpha = (1 - level) / 2;
    out->point = (double)k / (double)n;
    out->low = k == 0 ? 0 : hc_beta_quantile(alpha, a, b);
    out->high = k == n ? 1 : 1 - hc_beta_quantile(alpha, b, a);
    return numbers(out->low, out->high);
}

hc_stat hc_upper_bound(uint64_t k, uint64_t n, double level, double *out)
{
    *out = NAN;
    hc_stat st = check(k, n, level);
    if (st != HC_STAT_OK)
        return st;
    *out = upper((double)k, (double)n, 1 - level);
    return numbers(*out, *out);
}

hc_stat hc_exact_bounds(double k, double n, double level, hc_interval *out)
{
    *out = (hc_interval){NAN, NAN, NAN, n, "clopper_pearson"};
    if (n == 0)
        return HC_STAT_EMPTY;
    if (!(n > 0 && n <= n_max && k >= 0 && k <= n && level > 0 && level < 1))
        return HC_STAT_RANGE;
    out->point = k / n;
    out->low = lower(k, n, 1 - level);
    out->high = upper(k, n, 1 - level);
    return numbers(out->low, out->high);
}

hc_stat hc_zero_failures_of(uint64_t n, double level, hc_zero_failures *out)
{
    *out = (hc_zero_failures){NAN, NAN, NAN, NAN};
    hc_stat st = check(0, n, level);
    if (st != HC_STAT_OK)
        return st;
    double m = (double)n, log_alpha = log(1 - level);
    out->upper = upper(0, m, 1 - level);
    out->upper_two_sided = upper(0, m, (1 - level) / 2);
    out->log_rule = -log_alpha / m;
    out->rule_of_three = level == 0.95 ? 3 / m : out->log_rule;
    return HC_STAT_OK;
}

/* P(X <= k) <= alpha at p0 is the claim, read backwards. */
static bool proven(double k, double n, double p0, double alpha)
{
    return k == 0 ? n * log1p(-p0) <= log(alpha) : hc_binomial_cdf(k, n, p0) <= alpha;
}

hc_stat hc_n_for_claim(uint64_t k, double p0, double level, uint64_t *out)
{
    *out = 0;
    if (!(p0 > 0 && p0 < 1 && level > 0 && level < 1 && (double)k < n_max / 4))
        return HC_STAT_RANGE;
    double x = (double)k, low = x, high = x + 1, alpha = 1 - level;
    while (!proven(x, high, p0, alpha)) {
        low = high;
        high *= 2;
        if (high > n_max)
            return HC_STAT_NO_CONVERGENCE;
    }
    while (high - low > 1) {
        double middle = floor((low + high) / 2);
        if (proven(x, middle, p0, alpha))
            high = middle;
        else
            low = middle;
    }
    *out = (uint64_t)high;
    return HC_STAT_OK;
}
