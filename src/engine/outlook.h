// SPDX-License-Identifier: Apache-2.0
#ifndef HC_ENGINE_OUTLOOK_H
#define HC_ENGINE_OUTLOOK_H

#include "engine/plan.h"

/*
 * What a plan could show, before anything is asked: per metric the width of its interval, the smallest difference of two targets
 * that the same items would make visible, the items and epochs that a wanted difference needs, and what its rules need.
 *
 * One number stands for how alike answers are: `rho`, the correlation of two answers of one target to one item, taken as well for
 * the correlation of what two targets find hard. With p the expected rate the variance of an answer is pq = rho pq (between
 * items) + (1-rho) pq (within), that of the items' true differences 2 rho pq (1-rho). With rho = 1/3 and p = 1/2 these are
 * the 1/9 and 1/6 of E. Miller, Adding error bars to evals (2024). Clusters are the units; each has its items' epochs as answers.
 */

#define HC_OUTLOOK_POWER 0.8
#define HC_OUTLOOK_ALPHA 0.05      /* two-sided for differences, one-sided for rules */
#define HC_OUTLOOK_RHO (1.0 / 3)
#define HC_OUTLOOK_EPOCHS_MAX 10000

typedef struct hc_expected { double rate, rho, diff; } hc_expected;   /* rate in (0,1), rho in [0,1), diff in [0,1): 0 = none */

typedef struct hc_rule_need {
    hc_limit limit;
    uint64_t units_needed;         /* that all speak for the claim; 0: no number is enough */
    int64_t against_max;           /* units of the plan that may speak against it; -1: the plan is too small */
    double power;                  /* chance to show it at the expected rate; NaN where that rate contradicts the claim */
} hc_rule_need;

typedef struct hc_outlook {
    const hc_pack *pack;
    const hc_metric *metric;
    size_t items, units;           /* of the plan that the metric can be about, and their clusters */
    double half_width;             /* of the 95 % interval at the expected rate; NaN: nothing to compute from */
    double visible;                /* smallest difference shown with 80 % power; may be above 1 */
    uint64_t units_for_diff;       /* with the epochs of the plan; 0: no difference was asked for */
    uint32_t epochs_for_diff;      /* with the items of the plan; 0: no number of epochs is enough, or not asked */
    hc_rule_need out, in;
} hc_outlook;

/* One per pack and metric that is a rate, in plan order. Where clusters cross, units are those of the way that has fewer; where an
 * item counts once, more epochs show no more. */
hc_code hc_outlook_make(hc_arena *a, const hc_plan *plan, const hc_expected *expected, hc_outlook **out, size_t *out_n, hc_err *err);

#endif
