// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_BINOMIAL_H
#define HC_STATS_BINOMIAL_H

#include "stats/special.h"
#include "stats/status.h"

/* Intervals of one rate. Wilson to describe; Clopper-Pearson for a claim that a rate is below a
 * limit (its coverage is never less than the level); Jeffreys for small counts on a dashboard. The
 * interval of Wald does not exist here. */

typedef struct hc_interval { double point, low, high; double n_effective; const char *method; } hc_interval;

/* E. B. Wilson, JASA 22 (1927). k, n may be effective (real). */
hc_stat hc_wilson(double k, double n, double level, hc_interval *out);
/* C. J. Clopper and E. S. Pearson, Biometrika 26 (1934), by quantiles of the beta distribution. */
hc_stat hc_clopper_pearson(uint64_t k, uint64_t n, double level, hc_interval *out);
/* Quantiles of Beta(k+1/2, n-k+1/2), the end forced to 0 at k = 0 and to 1 at k = n: L. D. Brown,
 * T. T. Cai and A. DasGupta, Stat. Sci. 16 (2001). */
hc_stat hc_jeffreys(uint64_t k, uint64_t n, double level, hc_interval *out);

/* One-sided exact bound at `level`: "the rate is at most out". */
hc_stat hc_upper_bound(uint64_t k, uint64_t n, double level, double *out);

/* It and the lower one with real (effective) counts, 0 <= k <= n: E. L. Korn and B. I. Graubard, Survey Methodol. 24 (1998). method
 * "clopper_pearson". */
hc_stat hc_exact_bounds(double k, double n, double level, hc_interval *out);

/* No failure in n: the exact one-sided and two-sided upper bounds beside their approximations. The
 * rule of three is 3/n at level 0.95, at other levels -ln(1-level)/n: J. A. Hanley and A.
 * Lippman-Hand, JAMA 249 (1983). */
typedef struct hc_zero_failures { double upper, upper_two_sided, rule_of_three, log_rule; } hc_zero_failures;
hc_stat hc_zero_failures_of(uint64_t n, double level, hc_zero_failures *out);

/* Smallest n for which k failures still prove, one-sided at `level`, a rate of at most p0. */
hc_stat hc_n_for_claim(uint64_t k, double p0, double level, uint64_t *out);

#endif
