// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_TOTAL_H
#define HC_STATS_TOTAL_H

#include "stats/status.h"

/* Correctly rounded sum of doubles up to HC_STAT_HUGE^3: an expansion of non-overlapping partial
 * sums (J. R. Shewchuk, Adaptive precision floating-point arithmetic, Discrete Comput. Geom. 18,
 * 1997). The result does not depend on the order of the terms. Start with {0}. Terms that are not
 * finite make the result NaN. */
enum { HC_TOTAL_PARTS = 48 }; /* the exponent range over 53 bits, with room */

typedef struct hc_total { size_t n; double part[HC_TOTAL_PARTS]; bool broken; } hc_total;

void hc_total_add(hc_total *t, double v);
double hc_total_of(const hc_total *t);

/* n values each within +-HC_STAT_HUGE (so not NaN). */
bool hc_usable(const double *x, size_t n);
double hc_mean_of(const double *x, size_t n);
/* Sum of (x - centre)^2. */
double hc_squares_of(const double *x, size_t n, double centre);

/* In place, ascending, without allocation. */
void hc_sort_doubles(double *x, size_t n);
/* Quantile of a sorted list, linear at h = (n-1)p: type 7 of Hyndman and Fan, Am. Stat. 50 (1996).
 */
double hc_sorted_quantile(const double *sorted, size_t n, double p);

#endif
