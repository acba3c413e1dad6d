// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_STATUS_H
#define HC_STATS_STATUS_H

#include "base/defs.h"

/* Rules of the folder. Functions are pure: no I/O, no globals, no allocation; scratch memory is the
 * caller's and its size stands at the function. A status comes with every number. OK and the two
 * warnings mean that every field holds a number; with any other status the fields that could not be
 * computed are NaN and those the header names are set. Values beyond +-HC_STAT_HUGE, and NaN, are
 * HC_STAT_RANGE. `level` is two-sided unless said otherwise, 0 < level < 1. Sums of a list are
 * correctly rounded, so the order of a list never changes a bit of the result, except where the
 * order is the data (confidence sequences, seeded resampling). */

typedef enum hc_stat {
    HC_STAT_OK,
    HC_STAT_EMPTY,            /* nothing to compute from */
    HC_STAT_ONE_CLUSTER,      /* fewer than two sampling units: a point, no uncertainty */
    HC_STAT_RANGE,            /* an argument outside its domain */
    HC_STAT_NO_CONVERGENCE,
    HC_STAT_NO_VARIATION,     /* all values equal: the figure does not exist, it is not 0 and not 1 */
    HC_STAT_NOT_CONNECTED,    /* comparisons that do not link all players in both directions */
    HC_STAT_INCOMPATIBLE,     /* inputs that contradict each other */
    HC_STAT_SMALL_G,          /* warning: number computed, too few units for the nominal level */
    HC_STAT_EXTRAPOLATION     /* warning: number computed, far outside the data */
} hc_stat;

#define HC_STAT_HUGE 1e100

const char *hc_stat_reason_ko(hc_stat s);  /* the same for people */
const char *hc_stat_reason(hc_stat s);     /* "no samples", "only one cluster", ...: for `reason` in JSON */
bool hc_stat_has_number(hc_stat s);

#endif
