// SPDX-License-Identifier: Apache-2.0
#ifndef HC_ENGINE_RUN_INT_H
#define HC_ENGINE_RUN_INT_H

#include "engine/run.h"
#include "engine/stop.h"

/* A run while it is played: shared by the play itself and the commands to it. Loop thread only. */

typedef struct hc_lane {           /* one target of the plan */
    hc_run *r;
    hc_target *target;
    size_t first, next, end, reached;  /* positions of this target; a requeue puts `next` back, `reached` never goes back */
    hc_watch watch;                /* where the plan stops early */
    size_t conversing, alive;
    bool admitting;                /* its admission coroutine lives */
    hc_waitq room;
} hc_lane;

typedef struct hc_flight {         /* one sample in flight */
    hc_run *r;
    hc_lane *lane;
    size_t row;
    hc_co *co;
    int64_t deadline_us;           /* of its own time limit; INT64_MAX = none */
    bool timed_out, failed;
    struct hc_flight *prev, *next;
} hc_flight;

struct hc_run {
    const hc_run_opts *o;
    hc_run_result *out;
    hc_arena *arena;               /* of what commands leave behind */
    hc_lane *lanes;
    hc_flight *flights;
    size_t *done_by_target;
    size_t done, played, in_flight, failed;
    size_t crew;                   /* admission and sample coroutines */
    hc_waitq idle;                 /* waits for the crew to leave */
    enum { HC_RUN_STARTING, HC_RUN_PLAYING, HC_RUN_ENDED } phase;
    int64_t started_us, stopping_since_us, kill_at_us, max_time_us;
    int64_t paused_since_us, paused_us;    /* 0 = not paused; of all earlier pauses */
    hc_str paused_by;
    bool killed;
    int signals;
    hc_co *starting;               /* while servers start and judges are tested */
    hc_change change;              /* the newest */
    size_t n_changes;
    hc_ticket ticket;              /* of the newest change */
};

void hc_run_stop(hc_run *r, hc_stop why, int64_t drain_us);
/* Records a decision from outside the samples, `cap` (money) or `pause` (a person, the clock), and stops. */
void hc_run_decide(hc_run *r, hc_stop why, const char *code, int64_t drain_us);
void hc_run_cancel_all(hc_run *r);
void hc_run_admit(hc_lane *l);     /* starts its admission unless it lives */
void hc_run_rewatch(hc_lane *l);   /* from the start of its order; a decision that was taken stays */
void hc_run_tell(hc_run *r);
int64_t hc_run_paused_us(const hc_run *r, int64_t now_us);
size_t hc_run_asked(const hc_run *r);  /* targets, judges, programs */

/* Positions are rows, but where the plan stops early: there the order is drawn. */
static inline size_t hc_run_row(const hc_lane *l, size_t position)
{
    return l->watch.order ? l->first + l->watch.order->row[position - l->first] : position;
}

#endif
