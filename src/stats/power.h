// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_POWER_H
#define HC_STATS_POWER_H

#include "stats/special.h"
#include "stats/status.h"

/* What a plan needs before money is spent. Tests are two-sided at alpha unless said otherwise.
 * Sample sizes are real numbers: hc_whole_n rounds up. */

typedef struct hc_test_plan { double alpha, power; } hc_test_plan; /* both in (0,1) */

uint64_t hc_whole_n(double n);

/* Per group. J. L. Fleiss, Statistical Methods for Rates and Proportions, without continuity
 * correction. */
hc_stat hc_n_two_proportions(double p1, double p2, hc_test_plan test, double *out);

/* The same items, k answers each: variance of the difference per item = omega2 + var_a/k_a +
 * var_b/k_b, omega2 that of the items' true differences. E. Miller, Adding error bars to evals
 * (2024), section 5. */
typedef struct hc_paired_design { double omega2, var_a, var_b, k_a, k_b; } hc_paired_design;
hc_stat hc_n_paired(const hc_paired_design *d, double delta, hc_test_plan test, double *out);
hc_stat hc_mde_paired(const hc_paired_design *d, double n, hc_test_plan test, double *out); /* smallest visible delta */

/* Pairs for McNemar's test; p10, p01 the discordant shares. R. J. Connor, Biometrics 43 (1987). */
hc_stat hc_n_mcnemar(double p10, double p01, hc_test_plan test, double *out);

/* Exact one-sided test of rate p0 in the direction of p1: reject at x <= critical when p1 < p0,
 * else at x >= critical. No x rejects: critical is -1 or n + 1, size and power 0. */
typedef struct hc_exact_power { int64_t critical; double size, power; } hc_exact_power;
hc_stat hc_power_binomial(uint64_t n, double p0, double p1, double alpha, hc_exact_power *out);

/* 1 + (m-1) icc: L. Kish, Survey Sampling (1965). */
hc_stat hc_design_effect(double cluster_size, double icc, double *out);

#endif
