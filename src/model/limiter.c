// SPDX-License-Identifier: Apache-2.0
#include "model/limiter.h"

#include "base/limits.h"

void hc_limiter_init(hc_limiter *l, int jobs)
{
    bool given = jobs > 0;
    int cap = given ? jobs : HC_LIMITER_ADAPTIVE_MAX;
    cap = cap > HC_JOBS_MAX ? HC_JOBS_MAX : cap;
    *l = (hc_limiter){.limit = given ? cap : HC_LIMITER_START, .cap = cap, .doubling = true};
}

int hc_limiter_now(const hc_limiter *l)
{
    return !l->answered && l->limit > HC_LIMITER_START ? HC_LIMITER_START : l->limit;
}

static void wake_for_free_slots(hc_limiter *l)
{
    for (int64_t n = l->held_since_us ? 0 : hc_limiter_now(l) - l->in_flight; n > 0; n--)
        if (!hc_waitq_wake_one(&l->again) && !hc_waitq_wake_one(&l->fresh))
            return;
}

HC_CO hc_code hc_limiter_acquire(hc_limiter *l, bool again, const bool *stopped)
{
    for (;;) {
        hc_code c;
        int64_t now = hc_loop_mono_us(hc_co_loop());
        if (*stopped)
            return HC_E_NET;
        if (now < l->paused_until_us) {
            c = hc_co_sleep(l->paused_until_us - now);
        } else if (!l->held_since_us && l->in_flight < hc_limiter_now(l)) {
            l->in_flight++;
            return HC_OK;
        } else {
            /* No deadline: the calls in flight have one, and each of them wakes the next; so does the end of a hold. */
            c = hc_waitq_wait(again ? &l->again : &l->fresh, INT64_MAX);
        }
        if (c != HC_OK) {
            wake_for_free_slots(l);    /* a wake that came together with the cancellation is passed on */
            return c;
        }
    }
}

void hc_limiter_set_jobs(hc_limiter *l, int jobs)
{
    hc_limiter as;
    hc_limiter_init(&as, jobs);
    l->cap = as.cap;
    l->limit = jobs > 0 || l->limit > as.cap ? as.cap : l->limit;
    l->window_done = l->window_full = 0;
    wake_for_free_slots(l);
}

void hc_limiter_hold(hc_limiter *l, bool held, int64_t now_us)
{
    if (held == (l->held_since_us != 0))
        return;
    l->held_us = hc_limiter_held_us(l, now_us);
    l->held_since_us = held ? now_us : 0;
    wake_for_free_slots(l);
}

int64_t hc_limiter_held_us(const hc_limiter *l, int64_t now_us)
{
    return l->held_us + (l->held_since_us ? now_us - l->held_since_us : 0);
}

void hc_limiter_wake_all(hc_limiter *l)
{
    hc_waitq_wake_all(&l->again);
    hc_waitq_wake_all(&l->fresh);
}

static void end_window(hc_limiter *l, int64_t now_us)
{
    int64_t us = now_us > l->window_start_us ? now_us - l->window_start_us : 1;
    double rate = (double)l->window_done / (double)us;
    if (l->limit < l->cap && l->window_full * 2 >= l->window_done) {
        if (!l->doubling)
            l->limit++;
        else if (rate > l->best_rate * 1.1)
            l->limit = l->limit * 2 < l->cap ? l->limit * 2 : l->cap;
    }
    l->best_rate = rate > l->best_rate ? rate : l->best_rate;
    l->window_done = l->window_full = 0;
    l->window_start_us = now_us;
}

/* Answers that come together find slots that are free only because those who wait have not run yet. */
static bool in_use(const hc_limiter *l)
{
    return l->in_flight >= l->limit || l->again.head || l->fresh.head;
}

void hc_limiter_answer(hc_limiter *l, int64_t now_us, int64_t started_us, bool throttled, int64_t pause_until_us)
{
    if (!l->answered)
        l->window_start_us = started_us;
    l->answered = true;
    if (throttled) {
        if (pause_until_us > l->paused_until_us)
            l->paused_until_us = pause_until_us;
        if (started_us >= l->cut_us) {
            l->limit = l->limit > 1 ? l->limit / 2 : 1;
            l->cut_us = now_us;
            l->window_done = l->window_full = 0;
            l->window_start_us = now_us;
        }
        l->doubling = false;
    } else {
        l->window_done++;
        l->window_full += in_use(l);
        if (l->window_done >= 2 * l->limit)
            end_window(l, now_us);
    }
    wake_for_free_slots(l);
}

void hc_limiter_release(hc_limiter *l)
{
    HC_ASSERT(l->in_flight > 0);
    l->in_flight--;
    wake_for_free_slots(l);
}
