// SPDX-License-Identifier: Apache-2.0
#ifndef HC_IO_CO_H
#define HC_IO_CO_H

#include "base/err.h"

/*
 * Stackful coroutines on one loop thread: on libuv, or in virtual time (io/sys.h).
 *
 *   hc_loop_new -> hc_co_start(loop, fn, arg) ... -> hc_loop_run (returns when no coroutine is left)
 *
 * Rules: a function that may suspend is marked HC_CO; a coroutine never leaves its loop thread; it is resumed
 * only from the loop's run queue, in FIFO order, never from inside a library callback; no lock, transaction or
 * borrowed pointer across a suspension; cancelling makes the pending (and every later) await return
 * HC_E_CANCELLED, the normal error path unwinds. Stacks are HC_CO_STACK_BYTES of one slab with guard pages,
 * pooled. Sanitizers are told about every switch.
 */

typedef struct hc_loop hc_loop;
typedef struct hc_co hc_co;

hc_loop *hc_loop_new(void);                        /* also ignores SIGPIPE, process-wide */
void hc_loop_free(hc_loop *l);                     /* no coroutine may be alive */
void hc_loop_run(hc_loop *l);                      /* until no coroutine is alive; in virtual time see io/sys.h */
int64_t hc_loop_wall_us(hc_loop *l);               /* microseconds since 1970, read now */
int64_t hc_loop_mono_us(hc_loop *l);               /* monotonic, read now */

/* Starts fn(arg) at the tail of the run queue. The handle is valid until fn returns. */
hc_co *hc_co_start(hc_loop *l, void (*fn)(void *arg), void *arg);
hc_co *hc_co_self(void);                           /* NULL outside a coroutine */
hc_loop *hc_co_loop(void);                         /* loop of the running coroutine */
void hc_co_cancel(hc_co *co);                      /* idempotent; loop thread only */
bool hc_co_cancelled(void);                        /* of the running coroutine */
size_t hc_loop_alive(const hc_loop *l);            /* coroutines not yet returned */

/* Suspends until hc_co_wake(co) or the deadline (mono µs; INT64_MAX = none). A wake before the park is kept.
 * HC_OK, HC_E_TIMEOUT or HC_E_CANCELLED (err untouched: codes only). */
HC_CO HC_MUST hc_code hc_co_park(int64_t deadline_us);
void hc_co_wake(hc_co *co);                        /* loop thread only; enqueues, never switches */
HC_CO HC_MUST hc_code hc_co_sleep(int64_t us);
HC_CO void hc_co_yield(void);                      /* to the tail of the run queue */

/* From any thread: runs fn(arg) on the loop thread, outside coroutines. */
void hc_loop_post(hc_loop *l, void (*fn)(void *arg), void *arg);
/* Calls fn on the loop thread, outside coroutines, once at due_us (mono; INT64_MAX = never) or later; setting replaces. Does not
 * keep the loop alive; freed before it. */
typedef struct hc_timer hc_timer;
hc_timer *hc_timer_new(hc_loop *l, void (*fn)(void *arg), void *arg);
void hc_timer_at(hc_timer *t, int64_t due_us);
void hc_timer_free(hc_timer *t);                   /* NULL-safe */
/* The same every `us`, at least 1000. One per loop; fn NULL ends it. */
void hc_loop_tick(hc_loop *l, int64_t us, void (*fn)(void *arg), void *arg);
/* Calls fn on the loop thread for SIGINT and SIGTERM; fn NULL: they are ignored from now on. */
void hc_loop_on_signal(hc_loop *l, void (*fn)(void *arg, int signo), void *arg);

/* Runs fn(arg) on a worker thread and suspends until it is done. Not interrupted by cancellation. In virtual time fn runs at once
 * on the caller's stack, and the caller suspends once. */
HC_CO void hc_co_work(void (*fn)(void *arg), void *arg);

/* FIFO wait queue: the only lock between coroutines. */
typedef struct hc_waitq { struct hc_waiter *head, *tail; } hc_waitq;
HC_CO HC_MUST hc_code hc_waitq_wait(hc_waitq *q, int64_t deadline_us);
bool hc_waitq_wake_one(hc_waitq *q);               /* false: nobody waits */
void hc_waitq_wake_all(hc_waitq *q);

#endif
