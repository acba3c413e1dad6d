// SPDX-License-Identifier: Apache-2.0
#include "stats/power.h"

#include <math.h>

static bool inside(double p)
{
    return p > 0 && p < 1;
}

static bool plan_ok(hc_test_plan t)
{
    return inside(t.alpha) && inside(t.power);
}

static double z_alpha(hc_test_plan t)
{
    return -hc_normal_quantile(t.alpha / 2);
}

/* Differences near 0 ask for more than a double can say. */
static hc_stat finite_or_range(double *out)
{
    if (isfinite(*out))
        return HC_STAT_OK;
    *out = NAN;
    return HC_STAT_RANGE;
}

uint64_t hc_whole_n(double n)
{
    return n >= 0 && n < 9007199254740992.0 ? (uint64_t)ceil(n) : UINT64_MAX;
}

hc_stat hc_n_two_proportions(double p1, double p2, hc_test_plan test, double *out)
{
    *out = NAN;
    if (!(p1 >= 0 && p1 <= 1 && p2 >= 0 && p2 <= 1 && p1 != p2 && plan_ok(test)))
        return HC_STAT_RANGE;
    double p = (p1 + p2) / 2, gap = p1 - p2;
    double sum = z_alpha(test) * sqrt(2 * p * (1 - p)) +
                 hc_normal_quantile(test.power) * sqrt(p1 * (1 - p1) + p2 * (1 - p2));
    *out = sum * sum / (gap * gap);
    return finite_or_range(out);
}

static bool design_ok(const hc_paired_design *d)
{
    return d->omega2 >= 0 && d->var_a >= 0 && d->var_b >= 0 && d->k_a >= 1 && d->k_b >= 1 &&
           d->omega2 + d->var_a + d->var_b <= HC_STAT_HUGE;
}

static double variance(const hc_paired_design *d)
{
    return d->omega2 + d->var_a / d->k_a + d->var_b / d->k_b;
}

hc_stat hc_n_paired(const hc_paired_design *d, double delta, hc_test_plan test, double *out)
{
    *out = NAN;
    if (!(design_ok(d) && plan_ok(test) && delta != 0 && fabs(delta) <= HC_STAT_HUGE))
        return HC_STAT_RANGE;
    double z = (z_alpha(test) + hc_normal_quantile(test.power)) / delta;
    *out = z * z * variance(d);
    return finite_or_range(out);
}

hc_stat hc_mde_paired(const hc_paired_design *d, double n, hc_test_plan test, double *out)
{
    *out = NAN;
    if (!(design_ok(d) && plan_ok(test) && n > 0))
        return HC_STAT_RANGE;
    *out = (z_alpha(test) + hc_normal_quantile(test.power)) * sqrt(variance(d) / n);
    return finite_or_range(out);
}

hc_stat hc_n_mcnemar(double p10, double p01, hc_test_plan test, double *out)
{
    *out = NAN;
    if (!(p10 >= 0 && p01 >= 0 && p10 + p01 <= 1 && p10 != p01 && plan_ok(test)))
        return HC_STAT_RANGE;
    double psi = p10 + p01, gap = p10 - p01;
    double sum = z_alpha(test) * sqrt(psi) + hc_normal_quantile(test.power) * sqrt(psi - gap * gap);
    *out = sum * sum / (gap * gap);
    return finite_or_range(out);
}

/* P(X at least as extreme as x); beyond the ends 0. */
static double tail(double x, double n, double p, bool low)
{
    if (low)
        return x < 0 ? 0 : hc_binomial_cdf(x, n, p);
    if (x > n)
        return 0;
    return x <= 0 ? 1 : hc_beta_inc(p, x, n - x + 1);
}

hc_stat hc_power_binomial(uint64_t n, double p0, double p1, double alpha, hc_exact_power *out)
{
    *out = (hc_exact_power){0, NAN, NAN};
    if (n == 0)
        return HC_STAT_EMPTY;
    double m = (double)n;
    if (!(m <= 9007199254740991.0 && inside(p0) && inside(p1) && p0 != p1 && inside(alpha)))
        return HC_STAT_RANGE;
    bool low = p1 < p0;
    /* The least extreme x that still rejects lies between `in`, which does, and `past`, which does not. */
    double in = low ? -1 : m + 1, past = low ? m : 0;
    while (fabs(past - in) > 1) {
        double x = floor((in + past) / 2);
        if (tail(x, m, p0, low) <= alpha)
            in = x;
        else
            past = x;
    }
    *out = (hc_exact_power){(int64_t)in, tail(in, m, p0, low), tail(in, m, p1, low)};
    return HC_STAT_OK;
}

hc_stat hc_design_effect(double cluster_size, double icc, double *out)
{
    *out = NAN;
    if (!(cluster_size >= 1 && cluster_size <= HC_STAT_HUGE && icc >= -1 && icc <= 1))
        return HC_STAT_RANGE;
    *out = 1 + (cluster_size - 1) * icc;
    return HC_STAT_OK;
}
