// SPDX-License-Identifier: Apache-2.0
#ifndef HC_IO_CO_INT_H
#define HC_IO_CO_INT_H

#include <uv.h>

#include "io/sys.h"

/* Between the run queue (co.c) and what it stands on: libuv (co_uv.c) or virtual time (co_virtual.c). */

struct hc_timer {
    hc_loop *loop;
    void (*fn)(void *arg);
    void *arg;
    union {
        uv_timer_t uv;
        struct { int64_t due_us; uint64_t order; size_t at; } virt;    /* at: place in the heap from 1, 0 = not set */
    };
};

typedef struct hc_driver {
    void *(*open)(hc_loop *l);             /* the driver's state, first argument of the others */
    void (*close)(void *d);                /* timers that are embedded elsewhere end here */
    void (*timer_init)(void *d, hc_timer *t);
    void (*timer_at)(void *d, hc_timer *t, int64_t due_us);            /* replaces an earlier time */
    void (*timer_stop)(void *d, hc_timer *t);
    void (*timer_free)(void *d, hc_timer *t);
    void (*ready)(void *d, bool any);      /* the run queue is no longer empty, or is again */
    /* Runs due timers, posts and callbacks; waits for one while the run queue is empty. False: none can come any more. */
    bool (*turn)(void *d);
    void (*posted)(void *d);               /* from any thread, under the lock of the posts */
    void (*work)(void *d, hc_co *co, void (*fn)(void *arg), void *arg);  /* suspends; NULL: there are no threads */
    void (*watch_signals)(void *d);        /* NULL: none come but by hc_loop_signal */
} hc_driver;

extern const hc_driver hc_driver_uv, hc_driver_virtual;

void *hc_loop_state(const hc_loop *l, const hc_driver *of);            /* the state; another driver is a bug */
bool hc_loop_busy(const hc_loop *l);       /* something is in the run queue */
bool hc_loop_run_posts(hc_loop *l);        /* in their order; false: there was none */
void hc_loop_signalled(hc_loop *l, int signo);
void hc_co_block(hc_co *co);               /* suspends until hc_co_unblock, whatever else happens */
void hc_co_unblock(hc_co *co);

#endif
