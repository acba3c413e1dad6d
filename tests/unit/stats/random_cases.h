// SPDX-License-Identifier: Apache-2.0
#ifndef HC_TESTS_RANDOM_CASES_H
#define HC_TESTS_RANDOM_CASES_H

#include <stdlib.h>

#include "stats/rng.h"

/* Random cases per property: a sample in every run, 1e5 with HAECHI_LONG set. */
static inline int n_cases(void)
{
    const char *all = getenv("HAECHI_LONG");
    return all && *all && *all != '0' ? 100000 : 2000;
}

static inline size_t below(hc_rng *r, size_t n)
{
    return hc_rng_below(r, n);
}

static inline double between(hc_rng *r, double low, double high)
{
    return low + hc_rng_unit(r) * (high - low);
}

/* A random order of 0 .. n-1. */
static inline void shuffled(hc_rng *r, size_t *order, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t j = below(r, i + 1);
        order[i] = order[j];
        order[j] = i;
    }
}

#endif
