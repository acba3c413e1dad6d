// SPDX-License-Identifier: Apache-2.0
#include "stats/paired.h"

#include <math.h>

#include "stats/total.h"

hc_stat hc_newcombe(hc_count first, hc_count second, double level, hc_interval *out)
{
    *out = (hc_interval){NAN, NAN, NAN, (double)first.n + (double)second.n, "newcombe"};
    hc_interval a, b;
    hc_stat st = hc_wilson((double)first.k, (double)first.n, level, &a);
    if (st == HC_STAT_OK)
        st = hc_wilson((double)second.k, (double)second.n, level, &b);
    if (st != HC_STAT_OK)
        return st;
    out->point = a.point - b.point;
    out->low = fmax(out->point - hypot(a.point - a.low, b.high - b.point), -1);
    out->high = fmin(out->point + hypot(a.high - a.point, b.point - b.low), 1);
    return HC_STAT_OK;
}

static double phi_of(const hc_pair_counts *t)
{
    double a = (double)t->both, b = (double)t->first_only, c = (double)t->second_only, d = (double)t->neither;
    double margins = sqrt((a + b) * (c + d)) * sqrt((a + c) * (b + d)), cross = a * d - b * c;
    if (margins == 0)
        return 0;
    return (cross < 0 ? cross : fmax(cross - (a + b + c + d) / 2, 0)) / margins;
}

hc_stat hc_newcombe_paired(const hc_pair_counts *t, double level, hc_interval *out, double *out_phi)
{
    double n = (double)t->both + (double)t->first_only + (double)t->second_only + (double)t->neither;
    *out = (hc_interval){NAN, NAN, NAN, n, "newcombe_paired"};
    *out_phi = NAN;
    hc_interval a, b;
    hc_stat st = hc_wilson((double)t->both + (double)t->first_only, n, level, &a);
    if (st == HC_STAT_OK)
        st = hc_wilson((double)t->both + (double)t->second_only, n, level, &b);
    if (st != HC_STAT_OK)
        return st;
    double phi = *out_phi = phi_of(t);
    double a_low = a.point - a.low, a_high = a.high - a.point, b_low = b.point - b.low, b_high = b.high - b.point;
    out->point = ((double)t->first_only - (double)t->second_only) / n;
    double below = a_low * a_low - 2 * phi * a_low * b_high + b_high * b_high;
    double above = a_high * a_high - 2 * phi * a_high * b_low + b_low * b_low;
    out->low = fmax(out->point - sqrt(fmax(below, 0)), -1);
    out->high = fmin(out->point + sqrt(fmax(above, 0)), 1);
    return HC_STAT_OK;
}

hc_stat hc_mcnemar_test(uint64_t first_only, uint64_t second_only, hc_mcnemar *out)
{
    double b = (double)first_only, c = (double)second_only, n = b + c, k = fmin(b, c), gap = fabs(b - c);
    *out = (hc_mcnemar){1, 1, 0, 1, 1, hc_chi2_tail(1, 1)};
    if (n > 9007199254740992.0)
        return HC_STAT_RANGE;
    if (n == 0)
        return HC_STAT_OK;
    double cdf = hc_binomial_cdf(k, n, 0.5);
    out->p_exact = fmin(1, 2 * cdf);
    out->p_mid = gap == 0 ? 1 : 2 * cdf - hc_binomial_pmf(k, n, 0.5);
    out->chi2 = gap * gap / n;
    out->chi2_corrected = gap >= 1 ? (gap - 1) * (gap - 1) / n : 0;
    out->p_chi2 = hc_chi2_tail(out->chi2, 1);
    out->p_chi2_corrected = hc_chi2_tail(out->chi2_corrected, 1);
    return HC_STAT_OK;
}

hc_stat hc_tost(double estimate, double se, double df, double margin, hc_tost_result *out)
{
    *out = (hc_tost_result){NAN, NAN, NAN};
    if (!(hc_usable(&estimate, 1) && hc_usable(&se, 1) && se >= 0 && df >= 1e-3 && margin > 0 && margin <= HC_STAT_HUGE))
        return HC_STAT_RANGE;
    if (se == 0)
        return HC_STAT_NO_VARIATION;
    out->p_lower = hc_t_cdf(-(estimate + margin) / se, df);
    out->p_upper = hc_t_cdf((estimate - margin) / se, df);
    out->p = fmax(out->p_lower, out->p_upper);
    return HC_STAT_OK;
}

typedef struct { double x, y, d, xx, yy, dd, xy; } pair_moments;

/* Means, then sums of squares and products about them. */
static pair_moments moments(const hc_pair *pairs, size_t n)
{
    hc_total x = {0}, y = {0}, d = {0}, xx = {0}, yy = {0}, dd = {0}, xy = {0};
    for (size_t i = 0; i < n; i++) {
        hc_total_add(&x, pairs[i].x);
        hc_total_add(&y, pairs[i].y);
        hc_total_add(&d, pairs[i].x - pairs[i].y);
    }
    double count = (double)n;
    pair_moments m = {.x = hc_total_of(&x) / count, .y = hc_total_of(&y) / count, .d = hc_total_of(&d) / count};
    for (size_t i = 0; i < n; i++) {
        double u = pairs[i].x - m.x, v = pairs[i].y - m.y, w = pairs[i].x - pairs[i].y - m.d;
        hc_total_add(&xx, u * u);
        hc_total_add(&yy, v * v);
        hc_total_add(&xy, u * v);
        hc_total_add(&dd, w * w);
    }
    m.xx = hc_total_of(&xx);
    m.yy = hc_total_of(&yy);
    m.dd = hc_total_of(&dd);
    m.xy = hc_total_of(&xy);
    return m;
}

hc_stat hc_paired_mean(const hc_pair *pairs, size_t n, double level, double margin, hc_paired *out)
{
    *out = (hc_paired){{NAN, NAN, NAN, (double)n, "paired_t"}, NAN, NAN, NAN, NAN, 0, false, {1, 1, 1}};
    if (n == 0)
        return HC_STAT_EMPTY;
    bool varies = false;
    for (size_t i = 0; i < n; i++) {
        if (!hc_usable(&pairs[i].x, 1) || !hc_usable(&pairs[i].y, 1))
            return HC_STAT_RANGE;
        varies = varies || pairs[i].x - pairs[i].y != pairs[0].x - pairs[0].y;
    }
    if (!(level > 0 && level < 1 && margin >= 0 && margin <= HC_STAT_HUGE))
        return HC_STAT_RANGE;
    pair_moments m = moments(pairs, n);
    out->difference.point = varies ? m.d : pairs[0].x - pairs[0].y;
    if (n < 2)
        return HC_STAT_ONE_CLUSTER;
    double df = (double)n - 1, scale = df * (double)n;
    out->se_unpaired = sqrt((m.xx + m.yy) / scale);
    out->has_correlation = m.xx > 0 && m.yy > 0;
    if (out->has_correlation)
        out->correlation = m.xy / (sqrt(m.xx) * sqrt(m.yy));
    if (!varies)
        return HC_STAT_NO_VARIATION;
    out->se = sqrt(m.dd / scale);
    out->t = m.d / out->se;
    out->p = 2 * hc_t_cdf(-fabs(out->t), df);
    double half = hc_t_quantile(0.5 + level / 2, df) * out->se;
    out->difference.low = m.d - half;
    out->difference.high = m.d + half;
    return margin > 0 ? hc_tost(m.d, out->se, df, margin, &out->tost) : HC_STAT_OK;
}
