// SPDX-License-Identifier: Apache-2.0
#include "stats/pool.h"

#include <math.h>

#include "stats/special.h"
#include "stats/total.h"

static double weighted_mean(const hc_lab *labs, size_t n, double tau2, double *out_weight)
{
    hc_total weight = {0}, sum = {0};
    for (size_t i = 0; i < n; i++) {
        double w = 1 / (labs[i].se * labs[i].se + tau2);
        hc_total_add(&weight, w);
        hc_total_add(&sum, w * labs[i].estimate);
    }
    *out_weight = hc_total_of(&weight);
    return hc_total_of(&sum) / *out_weight;
}

hc_stat hc_pool_labs(const hc_lab *labs, size_t n, hc_pool *out)
{
    *out = (hc_pool){NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    if (n == 0)
        return HC_STAT_EMPTY;
    for (size_t i = 0; i < n; i++)
        if (!(fabs(labs[i].estimate) <= HC_STAT_HUGE && labs[i].se > 1e-100 && labs[i].se <= HC_STAT_HUGE))
            return HC_STAT_RANGE;
    if (n < 2)
        return HC_STAT_ONE_CLUSTER;
    double weight, random_weight, df = (double)n - 1;
    out->fixed = weighted_mean(labs, n, 0, &weight);
    out->fixed_se = 1 / sqrt(weight);
    hc_total q = {0}, squares = {0};
    for (size_t i = 0; i < n; i++) {
        double z = (labs[i].estimate - out->fixed) / labs[i].se, w = 1 / (labs[i].se * labs[i].se);
        hc_total_add(&q, z * z);
        hc_total_add(&squares, w / weight * w);
    }
    out->q = hc_total_of(&q);
    out->q_p = hc_chi2_tail(out->q, df);
    out->i2 = out->q > df ? (out->q - df) / out->q : 0;
    double c = weight - hc_total_of(&squares);
    out->tau2 = out->q > df && c > 0 ? (out->q - df) / c : 0;
    out->random = weighted_mean(labs, n, out->tau2, &random_weight);
    out->random_se = 1 / sqrt(random_weight);
    return isfinite(out->q_p) && isfinite(out->random) ? HC_STAT_OK : HC_STAT_RANGE;
}

hc_stat hc_en_score(hc_expanded x, hc_expanded ref, double *out, bool *out_acceptable)
{
    *out = NAN;
    *out_acceptable = false;
    double u = hypot(x.u, ref.u);
    if (!(x.u >= 0 && ref.u >= 0 && u > 0 && u <= HC_STAT_HUGE && hc_usable(&x.value, 1) && hc_usable(&ref.value, 1)))
        return HC_STAT_RANGE;
    *out = (x.value - ref.value) / u;
    *out_acceptable = fabs(*out) <= 1;
    return isfinite(*out) ? HC_STAT_OK : HC_STAT_RANGE;
}
