// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_DIF_H
#define HC_STATS_DIF_H

#include "stats/binomial.h"

/* Does an item favour one language version at equal ability? Counts per stratum of matched ability.
 */
typedef struct hc_stratum { uint64_t ref_right, ref_wrong, focal_right, focal_wrong; } hc_stratum;

typedef struct hc_dif {
    double odds_ratio;                  /* N. Mantel and W. Haenszel, JNCI 22 (1959) */
    double log_odds, log_odds_se;       /* J. Robins, N. Breslow and S. Greenland, Biometrics 42 (1986) */
    double or_low, or_high;
    double chi2, p, chi2_corrected, p_corrected;   /* without and with the correction of 1/2, one df */
    double delta, delta_se;             /* -2.35 log odds */
    /* P. W. Holland and D. T. Thayer, ETS RR-86-31: C when |delta| >= 1.5 and significantly above 1 (one-sided 5 %), A when
     * |delta| < 1 or the corrected p >= 0.05, else B. */
    char ets_class;
} hc_dif;

/* Strata with fewer than two answers are left out. Odds ratio 0 or infinite, or no variation within
 * the strata: HC_STAT_NO_VARIATION. */
hc_stat hc_mantel_haenszel(const hc_stratum *strata, size_t n, double level, hc_dif *out);

#endif
