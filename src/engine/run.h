// SPDX-License-Identifier: Apache-2.0
#ifndef HC_ENGINE_RUN_H
#define HC_ENGINE_RUN_H

#include "engine/control.h"
#include "engine/sample.h"
#include "engine/stop.h"

/*
 * Plays the open samples of a plan: one coroutine each, admitted as each target's limiter allows, until all are closed or
 * something stops the run. What stops it leaves the samples in flight open; `resume` goes on from there.
 */

typedef struct hc_run hc_run;          /* while hc_run_play runs; loop thread only */

typedef enum hc_stop {
    HC_STOP_NONE,          /* everything that could be asked has been asked */
    HC_STOP_SIGNAL,        /* Ctrl-C or a command: drains for HC_DRAIN_US, a second one stops at once */
    HC_STOP_TIME, HC_STOP_COST, HC_STOP_ERRORS,
    HC_STOP_FATAL          /* see err: key refused, host gone, disk full, divergence */
} hc_stop;

typedef struct hc_progress {
    size_t total, done, in_flight, failed;
    size_t played;                     /* closed by this process, redos counted */
    int64_t started_us, now_us;        /* monotonic */
    int64_t stopping_since_us;         /* 0 = not stopping */
    int64_t paused_since_us;           /* 0 = not paused */
    hc_str paused_by;                  /* while paused: who */
    int64_t paused_us;                 /* of all pauses, the present one included */
    int64_t max_time_us, max_cost_usd_micro;   /* 0 = none */
    int64_t spent_usd_micro;           /* upper bound, of the whole run: what the cap is compared with */
    hc_stop stop;
    const hc_change *change;           /* the newest; `to` of a requeue is the number of samples */
    size_t n_changes;
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
    const hc_order *order;             /* of hc_stop_order where the plan stops early; then rows have outcomes. Else NULL */
    int64_t max_time_us;               /* of this process, pauses not counted; 0 = none */
    int64_t max_errors;                /* failed samples; more stop the run; -1 = none */
    void (*started)(void *ctx, hc_run *run);   /* from now on commands are taken; may be NULL */
    void (*progress)(void *ctx, const hc_progress *p);
    void *ctx;
} hc_run_opts;

typedef struct hc_run_result {
    hc_stop stop;
    int signo;                         /* with HC_STOP_SIGNAL */
    hc_code code;                      /* HC_OK unless stop is FATAL */
    hc_err err;                        /* with FATAL and COST */
    size_t done, failed, open;         /* samples of this plan after the run */
    size_t played;                     /* closed by this process */
    bool judge_failed;                 /* judge tests did not pass: judged metrics are null */
    size_t judge_agree, judge_tests;
    size_t n_changes;                  /* commands that changed something */
    int64_t paused_us;
} hc_run_result;

/* Blocks until the run has ended. Not from a coroutine. */
void hc_run_play(const hc_run_opts *o, hc_run_result *out);

/* ---- commands to a run that is being played ---- */

typedef enum hc_cmd_kind {
    HC_CMD_PAUSE,      /* admits nothing, sends nothing new; calls in flight end and are recorded; no time limit runs */
    HC_CMD_UNPAUSE,
    HC_CMD_STOP,       /* as Ctrl-C: drains, a second one (or value 1) stops at once; a paused run has nothing to drain */
    HC_CMD_JOBS,       /* value calls at a time for `target`, 0 = adaptive; down cancels nothing */
    HC_CMD_MAX_COST,   /* value micro-USD, 0 = none; less than spent stops the run with the cap */
    HC_CMD_MAX_TIME,   /* value microseconds, as hc_run_opts.max_time_us; less than passed stops the run */
    HC_CMD_REQUEUE     /* closed samples are open again at redo+1 and played in this run */
} hc_cmd_kind;

typedef struct hc_cmd {
    hc_cmd_kind kind;
    hc_str who;                        /* user name as given, at most HC_WHO_BYTES_MAX */
    int64_t uid;                       /* -1 = not known */
    hc_str target;                     /* JOBS: alias of a target or judge; "" = all targets of the plan */
    int64_t value;
    const hc_str *samples;             /* REQUEUE: names as of hc_row_named */
    size_t n_samples;
    bool failed;                       /* REQUEUE: all that failed */
} hc_cmd;

/* Does it at once and appends its control entries; what is already so changes nothing and is HC_OK. All or nothing. HC_E_USAGE:
 * out of range, a sample still open, a run that is ending; HC_E_NOTFOUND: no such target or sample. */
hc_code hc_run_command(hc_run *r, const hc_cmd *cmd, hc_err *err);
/* Waits until all changes so far are durable. */
HC_CO HC_MUST hc_code hc_run_settle(hc_run *r, hc_err *err);
/* How it stands now; pointers live as long as the run. */
void hc_run_look(const hc_run *r, hc_progress *out);
/* ITEM or TARGET/PACK/ITEM; "#N" behind it names one epoch, counted from 1. */
bool hc_row_named(const hc_row *row, hc_str name);
hc_code hc_row_beyond(const hc_row *row, hc_err *err);     /* E-STOP-03: a sample behind an early stop is not asked again */

#endif
