// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_EXTREME_H
#define HC_STATS_EXTREME_H

#include "stats/status.h"

/* Rare failures beyond what was seen. HC_STAT_EXTRAPOLATION marks a figure for more than 1000 times
 * the queries of the test; do not print it without its range over k and an interval. */
#define HC_EXTRAPOLATION_MAX 1000

/* Worst of M queries from the k largest elicitation probabilities of m: psi = -ln(-ln p), least
 * squares of ln(j/m) on psi (E. Jones et al., Forecasting rare language model behaviors, 2025). p
 * is sorted in place, ascending. The k largest must lie inside (0,1): a probability of 0 from
 * sampling is censored, not zero. Equal ones: HC_STAT_NO_VARIATION. */
typedef struct hc_gumbel { double slope, intercept; size_t m; } hc_gumbel;
hc_stat hc_gumbel_tail(double *p, size_t m, size_t k, hc_gumbel *out);
hc_stat hc_gumbel_worst(const hc_gumbel *fit, double queries, double *out);

/* Generalised Pareto tail over a threshold by probability-weighted moments: J. R. M. Hosking and J.
 * R. Wallis, Technometrics 29 (1987). x is sorted in place. Level: exceeded once in m observations.
 */
typedef struct hc_pareto { double threshold, xi, sigma; size_t exceedances, n; } hc_pareto;
hc_stat hc_pareto_tail(double *x, size_t n, double threshold, hc_pareto *out);
hc_stat hc_pareto_level(const hc_pareto *fit, double m, double *out);

/* 1 - (1-p)^n. */
hc_stat hc_at_least_one(double p, double n, double *out);

#endif
