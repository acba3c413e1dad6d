// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_RNG_H
#define HC_STATS_RNG_H

#include "base/defs.h"

/* The documented random numbers of resampling: the same seed gives the same digits on every
 * machine. Not for secrets. xoshiro256** (D. Blackman and S. Vigna, ACM TOMS 47, 2021) seeded by
 * four outputs of SplitMix64 (G. L. Steele, D. Lea and C. H. Flood, OOPSLA 2014); whole numbers
 * without bias by D. Lemire, ACM TOMACS 29 (2019). */

typedef struct hc_rng { uint64_t s[4]; } hc_rng; /* any state but four zeros */

uint64_t hc_splitmix64(uint64_t *state);
hc_rng hc_rng_seeded(uint64_t seed);
uint64_t hc_rng_next(hc_rng *r);
uint64_t hc_rng_below(hc_rng *r, uint64_t n);   /* 0 .. n-1, n > 0 */
double hc_rng_unit(hc_rng *r);                  /* [0,1), 53 bits */

#endif
