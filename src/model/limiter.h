// SPDX-License-Identifier: Apache-2.0
#ifndef HC_MODEL_LIMITER_H
#define HC_MODEL_LIMITER_H

#include "io/co.h"

/*
 * How many calls of one target may be in flight.
 *
 * A number given by a person is start and cap. Without one the limit starts at HC_LIMITER_START and doubles after each window
 * (2 x limit answers) in which the slots were in use and the rate grew. Only throttling (429, 503, 529) lowers it: it is
 * halved, at most once for all calls that were in flight together, the whole target pauses, and from then on it grows by one
 * per window. Until the first answer at most HC_LIMITER_START calls leave.
 *
 * Held, it gives no slot to anybody; those who wait keep their order.
 */

enum { HC_LIMITER_START = 4, HC_LIMITER_ADAPTIVE_MAX = 200 };

typedef struct hc_limiter {
    int limit, cap;
    bool answered, doubling;
    int64_t in_flight;
    int64_t paused_until_us, cut_us;   /* monotonic */
    int64_t held_since_us, held_us;    /* monotonic, 0 = not held; of all earlier holds */
    int64_t window_start_us;
    int window_done, window_full;
    double best_rate;
    hc_waitq again, fresh;             /* retries go first */
} hc_limiter;

void hc_limiter_init(hc_limiter *l, int jobs);     /* 0 = adaptive */
/* Another number of jobs from now on, up or down; calls in flight go on. 0 = adaptive from where it stands. */
void hc_limiter_set_jobs(hc_limiter *l, int jobs);
void hc_limiter_hold(hc_limiter *l, bool held, int64_t now_us);
int64_t hc_limiter_held_us(const hc_limiter *l, int64_t now_us);   /* how long it has been held altogether */
int hc_limiter_now(const hc_limiter *l);           /* slots that may be used at the moment */
/* Takes a slot. HC_E_CANCELLED, or HC_E_NET when *stopped became true: no slot was taken. */
HC_CO HC_MUST hc_code hc_limiter_acquire(hc_limiter *l, bool again, const bool *stopped);
void hc_limiter_wake_all(hc_limiter *l);
/* An answer has come. `throttled`: pause until pause_until_us. `started_us`: when the call had left. */
void hc_limiter_answer(hc_limiter *l, int64_t now_us, int64_t started_us, bool throttled, int64_t pause_until_us);
void hc_limiter_release(hc_limiter *l);

#endif
