// SPDX-License-Identifier: Apache-2.0
#ifndef HC_MODEL_ASK_H
#define HC_MODEL_ASK_H

#include "core/reply.h"
#include "ledger/tape.h"
#include "model/adapter.h"

/*
 * The only way to ask the outside world:
 *   tape has the reply -> return it
 *   else: limiter, intent entry (durable), adapter, HTTP (or program, or reference target), reply entry (durable), return.
 * Retries are attempts of one step, with full jitter and Retry-After under one deadline; only the final attempt is the outcome. An attempt
 * after which the server said when to come back does not spend the retry budget. A target never pauses longer than the deadline of a
 * question.
 */

typedef enum hc_ask_mode {
    HC_ASK_LIVE,           /* asks what the tape lacks */
    HC_ASK_DRY             /* tape only: HC_E_MISSING; nothing is written (dry play of a resume, replay) */
} hc_ask_mode;

typedef struct hc_target hc_target;
typedef struct hc_asker hc_asker;

typedef struct hc_asker_opts {
    hc_ledger *ledger;                 /* NULL only for a check of a model: nothing is recorded */
    hc_loop *loop;                     /* NULL when mode is DRY */
    hc_http *http;
    hc_ask_mode mode;
    hc_str seed;                       /* the plan's, for reference targets */
    int64_t max_cost_usd_micro;        /* 0 = none; upper bounds count; reached: HC_E_LIMIT, run-level */
    int64_t cost_so_far_usd_micro;     /* on resume */
} hc_asker_opts;

hc_asker *hc_asker_new(const hc_asker_opts *o);
void hc_asker_free(hc_asker *a);

/* Registers a target before the first ask; conf's strings are borrowed until hc_asker_free. LIVE: finds the key (missing:
 * HC_E_USAGE before any call) and the environment variables that header values name. */
hc_code hc_asker_add(hc_asker *a, const hc_target_conf *conf, hc_target **out, hc_err *err);
hc_target *hc_asker_target(hc_asker *a, hc_str alias);
const hc_target_conf *hc_target_conf_of(const hc_target *t);

/* Starts local servers and programs and waits until they are ready; does nothing for others. */
HC_CO HC_MUST hc_code hc_target_start(hc_target *t, hc_err *err);
HC_CO void hc_target_stop(hc_target *t);

/*
 * addr->attempt is ignored. The chat is complete: system message and parameters of the target are already in it. *out is read
 * back from the recorded form, so `model` and `retry_after_ms` are not in it. Outcomes:
 *   HC_OK            *out is the final reply: complete, or a failure after the last retry (its code says which)
 *   HC_E_MISSING     DRY: not on the tape
 *   HC_E_TIMEOUT     a stop of the sample's own time limit is recorded here: not asked, the sample is capped
 *   HC_E_DIVERGED    another question is recorded; `err` shows both digests
 *   HC_E_UNSUPPORTED the target cannot take this chat; nothing was sent, and that is recorded, so that a replay says the same
 *   HC_E_CANCELLED   unwind; the sample stays open
 *   HC_E_AUTH, HC_E_NET, HC_E_IO, HC_E_LIMIT   the run must stop; the sample stays open
 * A host that has never answered and cannot be reached is HC_E_NET after the second attempt; one that has answered before is
 * retried until the deadline.
 */
HC_CO HC_MUST hc_code hc_ask(hc_asker *a, hc_target *t, const hc_addr *addr, const hc_chat *chat, hc_arena *arena,
                             hc_reply *out, hc_err *err);

/* For progress lines and flags; read on the loop thread. */
typedef struct hc_target_stats {
    int64_t calls, in_flight, replies, retries, throttled, errors, tokens_in, tokens_out, cost_usd_micro;
    int limit;                         /* current concurrency */
    int64_t paused_until_us;           /* mono; 0 = not throttled now */
    bool price_unknown;
    hc_str model_returned;             /* first returned model id that differs from the asked one, "" if none */
} hc_target_stats;
void hc_target_stats_get(const hc_target *t, hc_target_stats *out);

/* ---- while it runs ---- */

/* Another number of jobs at once, up or down (0 = adaptive); calls in flight go on. hc_target_conf_of tells it. */
void hc_target_set_jobs(hc_target *t, int jobs);
/* Held, no further attempt leaves: questions wait, and their deadline does not run. Calls in flight go on. */
void hc_target_hold(hc_target *t, bool held);
/* The cost cap, 0 = none, and the upper bound of what ended so far. */
int64_t hc_asker_cap(const hc_asker *a);
void hc_asker_set_cap(hc_asker *a, int64_t usd_micro);
int64_t hc_asker_spent(const hc_asker *a);
hc_code hc_asker_cap_reached(const hc_asker *a, hc_err *err);   /* E-COST-01 with the figures of now */

/* One prompt, nothing recorded (`model check`): the asker has no ledger. */
HC_CO HC_MUST hc_code hc_target_check(hc_asker *a, hc_target *t, hc_arena *arena, hc_reply *out, hc_err *err);

#endif
