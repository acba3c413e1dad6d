// SPDX-License-Identifier: Apache-2.0
/*
 * The run queue's driver for simulations: one thread, and time moves only in hc_sys.idle.
 *
 * The timers are a binary heap ordered by (due, order of setting), so that equal deadlines fire in the order in which
 * they were set and a run depends on nothing but its table.
 */
#include <stdlib.h>

#include "io/co_int.h"

typedef struct driver {
    hc_loop *loop;
    hc_timer **heap;               /* heap[1] is due first; heap[0] is unused */
    size_t n, cap;
    uint64_t orders;
} driver;

static void *virtual_open(hc_loop *l)
{
    driver *d = hc_xcalloc(1, sizeof *d);
    d->loop = l;
    return d;
}

static void virtual_close(void *state)
{
    driver *d = state;
    free(d->heap);
    free(d);
}

/* ---- heap ---- */

static bool before(const hc_timer *a, const hc_timer *b)
{
    return a->virt.due_us != b->virt.due_us ? a->virt.due_us < b->virt.due_us : a->virt.order < b->virt.order;
}

static void put(driver *d, size_t at, hc_timer *t)
{
    d->heap[at] = t;
    t->virt.at = at;
}

/* Moves `t` from the free place `at` to where it belongs. */
static void settle(driver *d, size_t at, hc_timer *t)
{
    for (; at > 1 && before(t, d->heap[at / 2]); at /= 2)
        put(d, at, d->heap[at / 2]);
    for (size_t child; (child = 2 * at) <= d->n; at = child) {
        if (child < d->n && before(d->heap[child + 1], d->heap[child]))
            child++;
        if (!before(d->heap[child], t))
            break;
        put(d, at, d->heap[child]);
    }
    put(d, at, t);
}

static void timer_init(void *state, hc_timer *t)
{
    (void)state;
    t->virt.at = 0;
}

static void timer_stop(void *state, hc_timer *t)
{
    driver *d = state;
    size_t at = t->virt.at;
    if (!at)
        return;
    t->virt.at = 0;
    hc_timer *last = d->heap[d->n--];
    if (last != t)
        settle(d, at, last);
}

static void timer_at(void *state, hc_timer *t, int64_t due_us)
{
    driver *d = state;
    timer_stop(d, t);
    if (d->n + 1 >= d->cap) {
        d->cap = d->cap ? 2 * d->cap : 64;
        d->heap = hc_xrealloc(d->heap, d->cap * sizeof(hc_timer *));
    }
    t->virt.due_us = due_us;
    t->virt.order = d->orders++;
    settle(d, ++d->n, t);
}

static void timer_free(void *state, hc_timer *t)
{
    timer_stop(state, t);
    free(t);
}

/* ---- turns ---- */

static void ready(void *state, bool any)
{
    (void)state;
    (void)any;
}

static void posted(void *state)
{
    (void)state;
}

/* One that is set meanwhile waits for the next turn, even if it is due: it may set itself again. */
static bool run_timers(driver *d)
{
    uint64_t orders = d->orders;
    int64_t now = hc_loop_mono_us(d->loop);
    bool any = false;
    while (d->n && d->heap[1]->virt.due_us <= now && d->heap[1]->virt.order < orders) {
        hc_timer *t = d->heap[1];
        timer_stop(d, t);
        t->fn(t->arg);
        any = true;
    }
    return any;
}

static bool turn(void *state)
{
    driver *d = state;
    bool any = run_timers(d);
    if (hc_loop_run_posts(d->loop) || any || hc_loop_busy(d->loop))
        return true;
    const hc_sys *sys = hc_loop_sys(d->loop);
    return sys->idle(sys->ctx, d->n ? d->heap[1]->virt.due_us : INT64_MAX);
}

const hc_driver hc_driver_virtual = {
    .open = virtual_open, .close = virtual_close, .timer_init = timer_init, .timer_at = timer_at,
    .timer_stop = timer_stop, .timer_free = timer_free, .ready = ready, .turn = turn, .posted = posted,
};
