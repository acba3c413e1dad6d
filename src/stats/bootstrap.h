// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_BOOTSTRAP_H
#define HC_STATS_BOOTSTRAP_H

#include "stats/rng.h"
#include "stats/status.h"

/* Bootstrap for statistics without a formula: ratios, macro averages, agreement coefficients. The
 * unit that is drawn is the highest sampling unit, so with clusters a cluster. Percentile and BCa
 * limits: B. Efron, JASA 82 (1987); replicates equal to the estimate (within 1e-12
 * max(1,|estimate|)) count one half. */

/* The statistic of the units index[0..n-1], repeats allowed; NaN when it does not exist for them.
 */
typedef double hc_statistic(const size_t *index, size_t n, void *ctx);

typedef struct hc_boot {
    hc_statistic *statistic;
    void *ctx;
    size_t n;                 /* units */
    double level;
    /* Scratch of the caller; filled with what the names say, the replicates sorted. */
    size_t *index;            /* n cells */
    double *jackknife;        /* n cells; NULL: no BCa, whose cost grows with n squared, percentile limits alone */
    double *replicates;       /* n_replicates cells */
    size_t n_replicates;
} hc_boot;

typedef struct hc_boot_result {
    double theta, se;                             /* se with divisor n_replicates - 1 */
    double percentile_low, percentile_high;
    double z0, acceleration, alpha_low, alpha_high, bca_low, bca_high;
} hc_boot_result;

#define HC_BOOT_SMALL 15      /* fewer units: the result carries HC_STAT_SMALL_G */

/* Draws n_replicates times n units with rng: for each replicate, below(n) n times. */
hc_stat hc_bootstrap(const hc_boot *b, hc_rng *rng, hc_boot_result *out);
/* Every one of the n^n draws; n_replicates must be just that. Without chance, for small n. */
hc_stat hc_bootstrap_all(const hc_boot *b, hc_boot_result *out);
/* One unit: HC_STAT_ONE_CLUSTER with theta. All replicates equal: HC_STAT_NO_VARIATION with theta
 * (use an exact interval). Some replicate without a value: HC_STAT_NO_VARIATION too. Estimate
 * outside of all replicates: HC_STAT_INCOMPATIBLE with the percentile limits. */

/* The statistic of a rate or mean over clusters: sum of the values over sum of the sizes. ctx is
 * hc_unit_sums. */
typedef struct hc_unit_sums { const double *sum, *size; } hc_unit_sums;
double hc_ratio_of_sums(const size_t *index, size_t n, void *ctx);

#endif
