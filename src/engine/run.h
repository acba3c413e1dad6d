// SPDX-License-Identifier: Apache-2.0
#ifndef HC_ENGINE_RUN_H
#define HC_ENGINE_RUN_H

#include "engine/sample.h"

/*
 * Plays the open samples of a plan: one coroutine each, admitted as each target's limiter allows, until all are closed or
 * something stops the run. What stops it leaves the samples in flight open; `resume` goes on from there.
 */

typedef enum hc_stop {
    HC_STOP_NONE,          /* everything that could be asked has been asked */
    HC_STOP_SIGNAL,        /* Ctrl-C: drains for HC_DRAIN_US, a second one stops at once */
    HC_STOP_TIME, HC_STOP_COST, HC_STOP_ERRORS,
    HC_STOP_FATAL          /* see err: key refused, host gone, disk full, divergence */
} hc_stop;

typedef struct hc_progress {
    size_t total, done, done_before, in_flight, failed;
    int64_t started_us, now_us;        /* monotonic */
    int64_t stopping_since_us;         /* 0 = not stopping */
    hc_stop stop;
    hc_target *const *targets;         /* the plan's targets, then the judges */
    size_t n_targets, n_judges;
    const size_t *done_by_target;      /* of the plan's targets */
    size_t total_by_target;
} hc_progress;

typedef struct hc_run_opts {
    const hc_plan *plan;
    hc_rows *rows;                     /* states and redos as recorded; closed ones are skipped; states are updated */
    hc_ledger *ledger;
    hc_loop *loop;
    hc_asker *asker;
    hc_target *const *targets;         /* in plan order, then the judges, then the programs of packs */
    size_t n_judges, n_code;
    hc_score_set *set;
    int64_t max_time_us;               /* 0 = none */
    int64_t max_errors;                /* failed samples; more stop the run; -1 = none */
    void (*progress)(void *ctx, const hc_progress *p);
    void *ctx;
} hc_run_opts;

typedef struct hc_run_result {
    hc_stop stop;
    int signo;                         /* with HC_STOP_SIGNAL */
    hc_code code;                      /* HC_OK unless stop is FATAL */
    hc_err err;                        /* with FATAL and COST */
    size_t done, failed, open;         /* samples of this plan after the run */
    bool judge_failed;                 /* judge tests did not pass: judged metrics are null */
    size_t judge_agree, judge_tests;
} hc_run_result;

/* Blocks until the run has ended. Not from a coroutine. */
void hc_run_play(const hc_run_opts *o, hc_run_result *out);

#endif
