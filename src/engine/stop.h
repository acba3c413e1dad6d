// SPDX-License-Identifier: Apache-2.0
#ifndef HC_ENGINE_STOP_H
#define HC_ENGINE_STOP_H

#include "engine/plan.h"
#include "ledger/ledger.h"

/*
 * Stopping early, fixed in the plan: a target is asked no more once a confidence sequence of the plan's `stop` metric has decided
 * every rule of that metric. The clusters of the metric are the units, drawn by HMAC(seed, cluster); each is worth the share of
 * its samples that count.
 *
 *   draw order   unit 0: rows 4 5 | unit 1: rows 0 1 | unit 2: rows 6 7 | ...
 *                --------- decided here: stop_index = 4 --------|  beyond: outside every table, even if played
 *
 * Only the finished beginning of the order is looked at, so that the decision depends on the replies and not on who answered first.
 * It is a `control stop_index` entry {"index","target"}; a resume and a requeue leave it as it is.
 */

typedef struct hc_order { uint32_t *row, *unit; size_t n, n_units; } hc_order;  /* by position: row within a target's rows, unit */

/* The same for all targets. Only for plans with a stop metric. */
hc_code hc_stop_order(hc_arena *a, const hc_plan *p, hc_order *out, hc_err *err);

/* HC_E_USAGE unless all clusters have as many samples: the sequence weighs clusters alike, the rate weighs samples alike. */
hc_code hc_stop_fits(hc_arena *a, const hc_plan *p, hc_err *err);

/* How far one target has got. */
typedef struct hc_watch {
    const hc_plan *plan;
    const hc_order *order;
    const hc_rows *rows;           /* with outcomes */
    size_t target;
    hc_arena *a;
    hc_eval *eval;
    double *x[2];                  /* of finished units with a verdict: missing ones as misses, as hits */
    double *lambda;
    size_t n, cap, at;             /* units, next position */
    size_t end;                    /* position of the stop; 0 = none yet */
} hc_watch;

hc_code hc_watch_init(hc_watch *w, hc_arena *a, const hc_plan *p, const hc_order *order, const hc_rows *rows, size_t target, hc_err *err);
/* Takes what has finished, up to position `limit`; sets `end` at the first look that decides. */
hc_code hc_watch_advance(hc_watch *w, size_t limit, hc_err *err);

hc_entry hc_stop_entry(hc_arena *a, hc_str target, size_t index);
/* Recorded decisions, by target of the plan; 0 = none. */
hc_code hc_stop_read(hc_ledger *l, const hc_plan *p, hc_arena *a, size_t **out_end, hc_err *err);
/* Puts rows beyond the decisions outside: `not_tested`, without outcomes, rows->beyond. */
hc_code hc_stop_hide(hc_arena *a, const hc_plan *p, const size_t *end, hc_rows *rows, hc_err *err);

/* What the tables need: the bounds of the sequence, by target. */
hc_code hc_stop_bounds(hc_arena *a, hc_ledger *l, const hc_plan *p, const hc_rows *rows, hc_stopped **out, hc_err *err);

#endif
