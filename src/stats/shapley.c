// SPDX-License-Identifier: Apache-2.0
#include "stats/shapley.h"

#include <math.h>

#include "stats/total.h"

hc_stat hc_shapley(const double *value, size_t n, double *out)
{
    if (n < 1 || n > HC_SHAPLEY_MAX)
        return HC_STAT_RANGE;
    double weight[HC_SHAPLEY_MAX];           /* of a set of s others: s! (n-1-s)! / n! */
    weight[0] = 1 / (double)n;
    for (size_t s = 1; s < n; s++)
        weight[s] = weight[s - 1] * (double)s / (double)(n - s);
    for (size_t i = 0; i < n; i++)
        out[i] = (double)NAN;
    if (!hc_usable(value, (size_t)1 << n))
        return HC_STAT_RANGE;
    for (size_t i = 0; i < n; i++) {
        hc_total sum = {0};
        for (size_t s = 0; s < (size_t)1 << n; s++)
            if (!(s >> i & 1))
                hc_total_add(&sum, weight[__builtin_popcountll(s)] * (value[s | (size_t)1 << i] - value[s]));
        out[i] = hc_total_of(&sum);
    }
    return HC_STAT_OK;
}
