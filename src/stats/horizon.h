// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_HORIZON_H
#define HC_STATS_HORIZON_H

#include "stats/status.h"

/* Time horizon: logistic regression of success on log2(minutes a person needs), no penalty; the
 * task length at which half (or 80 %) succeed (T. Kwa et al., Measuring AI ability to complete long
 * tasks, 2025). The error of log2_horizon is by the delta method; for an interval resample families
 * of tasks. */
typedef struct hc_task { double minutes, weight; bool success; } hc_task;   /* minutes, weight > 0 */

typedef struct hc_horizon {
    double intercept, slope, intercept_se, slope_se;
    double log2_horizon, log2_horizon_se;
    double horizon_50, horizon_80;                /* minutes */
} hc_horizon;

/* Successes and failures that do not overlap in length have no finite fit: HC_STAT_NO_VARIATION. A
 * slope that is rising, or flat beyond what a double can say, has no horizon: HC_STAT_INCOMPATIBLE
 * with the fit alone. */
hc_stat hc_time_horizon(const hc_task *tasks, size_t n, hc_horizon *out);

#endif
