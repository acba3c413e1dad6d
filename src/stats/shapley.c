// SPDX-License-Identifier: Apache-2.0
#include "stats/shapley.h"

#include <math.h>

#include "stats/total.h"

/* In how many orders exactly the causes of `s` come before a given one. */
static double orders(const double *factorial, size_t n, size_t s)
{
    size_t before = (size_t)__builtin_popcountll(s);
    return factorial[before] * factorial[n - 1 - before];
}

hc_stat hc_shapley(const double *value, size_t n, double *out)
{
    if (n < 1 || n > HC_SHAPLEY_MAX)
        return HC_STAT_RANGE;
    double factorial[HC_SHAPLEY_MAX + 1] = {1};
    for (size_t i = 1; i <= n; i++)
        factorial[i] = factorial[i - 1] * (double)i;
    for (size_t i = 0; i < n; i++)
        out[i] = (double)NAN;
    if (!hc_usable(value, (size_t)1 << n))
        return HC_STAT_RANGE;
    for (size_t i = 0; i < n; i++) {
        hc_total sum = {0};
        for (size_t s = 0; s < (size_t)1 << n; s++)
            if (!(s >> i & 1))
                hc_total_add(&sum, orders(factorial, n, s) * (value[s | (size_t)1 << i] - value[s]));
        out[i] = hc_total_of(&sum) / factorial[n];
    }
    return HC_STAT_OK;
}
