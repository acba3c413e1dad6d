// SPDX-License-Identifier: Apache-2.0
#ifndef HC_ENGINE_CONTROL_H
#define HC_ENGINE_CONTROL_H

#include "ledger/ledger.h"

/*
 * Decisions of a person about a run, as `control` entries: what, from which value to which, who. No table, no metric and no
 * replay reads them: results follow from the pack and the replies alone. A resume goes on with the newest values.
 *
 *   code      key                  values
 *   pause     paused               0, 1
 *   pause     stop                 0, 1 = let the calls in flight end, 2 = at once
 *   retune    jobs                 of `target`; 0 = adaptive
 *   cap       max_cost_usd_micro   0 = none
 *   cap       max_time_us          0 = none
 *   requeue   redo                 the entry's address names the sample
 *
 *   body (field = code) = {"from","key","target","to","uid","who"}, canonical JSON. A `cap` or `pause` entry without a body says
 *   that a cap was reached or a signal came.
 */

#define HC_WHO_BYTES_MAX 64

typedef struct hc_change {
    hc_str key, target;            /* target "" = the whole run */
    int64_t from, to;
    hc_str who;                    /* user name as given */
    int64_t uid;                   /* -1 = not known */
    int64_t t_us;                  /* since 1970; of one read back */
} hc_change;

/* The entry of a change; memory of `a`. The address is set by the caller (requeue). */
hc_entry hc_change_entry(hc_arena *a, const hc_change *c);

typedef struct hc_changes { hc_change *change; size_t n; } hc_changes;
/* All changes but requeues, oldest first. HC_E_CORRUPT: a body that says nothing sensible. */
hc_code hc_changes_read(hc_ledger *l, hc_arena *a, hc_changes *out, hc_err *err);
/* The newest value of `key` of `target`, `dflt` if nobody ever set it. */
int64_t hc_changes_newest(const hc_changes *c, const char *key, hc_str target, int64_t dflt);

#endif
