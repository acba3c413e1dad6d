// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_SPECIAL_H
#define HC_STATS_SPECIAL_H

#include "base/defs.h"

/* Special functions in plain double arithmetic. Out of domain is NaN: the callers in this folder
 * turn it into a status. */

double hc_normal_cdf(double x);                         /* erfc(-x/sqrt 2)/2; DLMF 7.17 */
double hc_normal_quantile(double p);                    /* Newton on log cdf */
double hc_beta_inc(double x, double a, double b);       /* regularised I_x(a,b); DLMF 8.17.22, Lentz */
double hc_beta_quantile(double p, double a, double b);
double hc_t_cdf(double t, double df);                   /* fractional df; DLMF 8.17; many df: G. W. Hill, CACM 13 (1970) 617 */
double hc_t_quantile(double p, double df);
double hc_chi2_tail(double x, double df);               /* P(X >= x) = Q(df/2, x/2); DLMF 8.7.1, 8.9.2 */
double hc_log_gamma(double x);                          /* x > 0 */
double hc_log_choose(double n, double k);               /* whole 0 <= k <= n */
/* Binomial density and distribution, whole 0 <= x <= n. C. Loader, Fast and accurate computation of
 * binomial probabilities (2000). */
double hc_binomial_pmf(double x, double n, double p);
double hc_binomial_cdf(double x, double n, double p);   /* P(X <= x) */

#endif
