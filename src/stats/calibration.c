// SPDX-License-Identifier: Apache-2.0
#include "stats/calibration.h"

#include <math.h>

static double clamp(double x)
{
    return fmin(fmax(x, 0), 1);
}

typedef struct { double rate, n, se, n_se, sp, n_sp; } errors;

static double variance(const errors *e, double theta)
{
    double youden = e->se + e->sp - 1, miss = 1 - theta;
    return (e->rate * (1 - e->rate) / e->n + miss * miss * e->sp * (1 - e->sp) / e->n_sp +
            theta * theta * e->se * (1 - e->se) / e->n_se) / (youden * youden);
}

static void lang_reiczigel(const errors *plain, double z, hc_calibrated *out)
{
    double zz = z * z;
    errors e = {.n = plain->n + zz, .n_se = plain->n_se + 2, .n_sp = plain->n_sp + 2};
    e.rate = (plain->n * plain->rate + zz / 2) / e.n;
    e.se = (plain->n_se * plain->se + 1) / e.n_se;
    e.sp = (plain->n_sp * plain->sp + 1) / e.n_sp;
    double theta = out->centre = (e.rate + e.sp - 1) / (e.se + e.sp - 1);
    out->shift = 2 * zz * (theta * e.se * (1 - e.se) / e.n_se - (1 - theta) * e.sp * (1 - e.sp) / e.n_sp);
    double half = z * sqrt(variance(&e, theta));
    out->raw_low = theta + out->shift - half;
    out->raw_high = theta + out->shift + half;
    out->low = clamp(out->raw_low);
    out->high = clamp(out->raw_high);
}

/* Adjusted sensitivity + specificity - 1 keeps the sign only if this holds. */
static bool knows_something(const hc_judged *j)
{
    double a = ((double)j->true_positive + 1) / ((double)j->n_human_positive + 2);
    double b = ((double)j->true_negative + 1) / ((double)j->n_human_negative + 2);
    return a + b > 1;
}

static hc_stat apparent_upper(const hc_judged *j, double level, double *out)
{
    hc_interval bounds;
    if (!(j->n_effective > 0))
        return hc_upper_bound(j->positive, j->n, level, out);
    hc_stat st = hc_exact_bounds((double)j->positive / (double)j->n * j->n_effective, j->n_effective, level, &bounds);
    *out = bounds.high;
    return st;
}

hc_stat hc_rogan_gladen(const hc_judged *j, double level, hc_calibrated *out)
{
    *out = (hc_calibrated){NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    if (j->n == 0 || j->n_human_positive == 0 || j->n_human_negative == 0)
        return HC_STAT_EMPTY;
    if (j->positive > j->n || j->true_positive > j->n_human_positive || j->true_negative > j->n_human_negative)
        return HC_STAT_RANGE;
    hc_stat st = apparent_upper(j, level, &out->apparent_upper);
    if (st != HC_STAT_OK)
        return st;
    errors e = {.n = j->n_effective > 0 ? j->n_effective : (double)j->n, .n_se = (double)j->n_human_positive, .n_sp = (double)j->n_human_negative};
    e.rate = out->apparent = (double)j->positive / (double)j->n;
    e.se = out->sensitivity = (double)j->true_positive / e.n_se;
    e.sp = out->specificity = (double)j->true_negative / e.n_sp;
    out->youden = e.se + e.sp - 1;
    if (out->youden <= 1e-12 || !knows_something(j))
        return HC_STAT_NO_VARIATION;
    double z = hc_normal_quantile(0.5 + level / 2);
    out->estimate = (e.rate + e.sp - 1) / out->youden;
    out->estimate_clamped = clamp(out->estimate);
    out->se = sqrt(fmax(variance(&e, out->estimate), 0));
    out->wald_low = out->estimate - z * out->se;
    out->wald_high = out->estimate + z * out->se;
    lang_reiczigel(&e, z, out);
    /* The slack is rounding: a rate of just 1 - specificity is an estimate of 0. */
    return out->estimate < -1e-12 || out->estimate > 1 + 1e-12 ? HC_STAT_INCOMPATIBLE : HC_STAT_OK;
}

hc_stat hc_split_labels(uint64_t m, uint64_t m_pilot, const hc_pilot *p, hc_label_split *out)
{
    *out = (hc_label_split){NAN, 0, 0};
    if (!(p->rate > 0 && p->rate <= 1 && p->miss > 0 && p->miss <= 1 && p->false_alarm >= 0 && p->false_alarm <= 1) ||
        m > UINT32_MAX || m_pilot > m / 2)
        return HC_STAT_RANGE;
    double real = (double)m / (1 + (1 / p->rate - 1) * sqrt(p->false_alarm / p->miss));
    uint64_t m1 = (uint64_t)rint(real);
    m1 = m1 < m_pilot ? m_pilot : m1 > m - m_pilot ? m - m_pilot : m1;
    *out = (hc_label_split){real, m1, m - m1};
    return HC_STAT_OK;
}
