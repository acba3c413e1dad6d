// SPDX-License-Identifier: Apache-2.0
#include "stats/dif.h"

#include <math.h>

#include "stats/total.h"

typedef struct { hc_total r, s, pr, ps_qr, qs, gap, var; } dif_sums;

static void add(dif_sums *t, const hc_stratum *x)
{
    double a = (double)x->ref_right, b = (double)x->ref_wrong, c = (double)x->focal_right, d = (double)x->focal_wrong;
    double n = a + b + c + d;
    if (n < 2)
        return;
    double r = a * d / n, s = b * c / n, p = (a + d) / n, q = (b + c) / n;
    hc_total_add(&t->r, r);
    hc_total_add(&t->s, s);
    hc_total_add(&t->pr, p * r);
    hc_total_add(&t->ps_qr, p * s + q * r);
    hc_total_add(&t->qs, q * s);
    hc_total_add(&t->gap, r - s);   /* a minus its expectation (a+b)(a+c)/n */
    hc_total_add(&t->var, (a + b) * (c + d) / n * ((a + c) * (b + d) / n) / (n - 1));
}

static char class_of(const hc_dif *d)
{
    double size = fabs(d->delta);
    if (size >= 1.5 && (size - 1) / d->delta_se > hc_normal_quantile(0.95))
        return 'C';
    return size < 1 || d->p_corrected >= 0.05 ? 'A' : 'B';
}

hc_stat hc_mantel_haenszel(const hc_stratum *strata, size_t n, double level, hc_dif *out)
{
    *out = (hc_dif){NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, '?'};
    if (n == 0)
        return HC_STAT_EMPTY;
    if (!(level > 0 && level < 1))
        return HC_STAT_RANGE;
    dif_sums t = {0};
    for (size_t i = 0; i < n; i++)
        add(&t, &strata[i]);
    double r = hc_total_of(&t.r), s = hc_total_of(&t.s), var = hc_total_of(&t.var), gap = fabs(hc_total_of(&t.gap));
    if (!(r > 0 && s > 0 && var > 0))
        return HC_STAT_NO_VARIATION;
    out->odds_ratio = r / s;
    out->log_odds = log(out->odds_ratio);
    out->log_odds_se = sqrt(hc_total_of(&t.pr) / (2 * r * r) + hc_total_of(&t.ps_qr) / (2 * r * s) +
                            hc_total_of(&t.qs) / (2 * s * s));
    double half = hc_normal_quantile(0.5 + level / 2) * out->log_odds_se, left = fmax(gap - 0.5, 0);
    out->or_low = exp(out->log_odds - half);
    out->or_high = exp(out->log_odds + half);
    out->chi2 = gap * gap / var;
    out->chi2_corrected = left * left / var;
    out->p = hc_chi2_tail(out->chi2, 1);
    out->p_corrected = hc_chi2_tail(out->chi2_corrected, 1);
    out->delta = -2.35 * out->log_odds;
    out->delta_se = 2.35 * out->log_odds_se;
    out->ets_class = class_of(out);
    return HC_STAT_OK;
}
