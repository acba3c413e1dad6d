// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_SHAPLEY_H
#define HC_STATS_SHAPLEY_H

#include "stats/status.h"

/* What each of n causes adds to a figure when they act together: its mean contribution over all orders in which the causes
 * could be switched on. L. S. Shapley, A value for n-person games (1953); for decompositions A. F. Shorrocks, J. Econ. Inequal. 11
 * (2013) 99. The terms add up to value[2^n - 1] - value[0]; a cause that never changes anything gets exactly 0, and two
 * causes that change the same get the same.
 *
 * value[S], S the set of causes that are on, bit i for cause i, 2^n of them; n from 1 to HC_SHAPLEY_MAX. out has n cells. */
enum { HC_SHAPLEY_MAX = 10 };
hc_stat hc_shapley(const double *value, size_t n, double *out);

#endif
