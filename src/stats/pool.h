// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_POOL_H
#define HC_STATS_POOL_H

#include "stats/status.h"

/* Several laboratories, one quantity. Fixed: weights 1/se^2. Q and I^2: J. P. T. Higgins and S. G.
 * Thompson, Stat. Med. 21 (2002). tau2 and the random-effects mean: R. DerSimonian and N. Laird,
 * Control. Clin. Trials 7 (1986); with two laboratories tau2 is barely estimable, so show the two
 * results and not the pooled one alone. */
typedef struct hc_lab { double estimate, se; } hc_lab;   /* se > 0 */
typedef struct hc_pool { double fixed, fixed_se, q, q_p, i2, tau2, random, random_se; } hc_pool;

/* One laboratory: HC_STAT_ONE_CLUSTER. */
hc_stat hc_pool_labs(const hc_lab *labs, size_t n, hc_pool *out);

/* ISO 13528: (x - ref) / sqrt(U_x^2 + U_ref^2), U expanded uncertainties (two standard errors);
 * |E_n| <= 1 is acceptable. */
typedef struct hc_expanded { double value, u; } hc_expanded;
hc_stat hc_en_score(hc_expanded x, hc_expanded ref, double *out, bool *out_acceptable);

#endif
