// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_MULTIPLE_H
#define HC_STATS_MULTIPLE_H

#include "stats/status.h"

/* p values adjusted for a family of m tests. Holm for claims, Benjamini-Hochberg for sweeps, Benjamini-Yekutieli when
 * the dependence is unclear.
 *   S. Holm, Scand. J. Stat. 6 (1979); Y. Hochberg, Biometrika 75 (1988); Y. Benjamini and Y. Hochberg, JRSS B 57 (1995);
 *   Y. Benjamini and D. Yekutieli, Ann. Stat. 29 (2001). */

typedef enum hc_adjust { HC_ADJUST_BONFERRONI, HC_ADJUST_HOLM, HC_ADJUST_HOCHBERG, HC_ADJUST_BH, HC_ADJUST_BY } hc_adjust;

/* p[0..m-1] to out[0..m-1] in the same order; order has m cells of scratch. NaN or p outside [0,1]:
 * HC_STAT_RANGE. */
hc_stat hc_p_adjust(hc_adjust method, const double *p, size_t m, size_t *order, double *out);

#endif
