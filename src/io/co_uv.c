// SPDX-License-Identifier: Apache-2.0
/*
 * The run queue's driver for real life.
 *
 * 1. While the run queue is not empty an idle handle is active, so that libuv polls without blocking: its timers run
 *    before it blocks, and one of them may have made a coroutine ready.
 * 2. The wake-up handle keeps libuv from returning before something happened.
 * 3. Timers are set to an absolute millisecond, rounded up: a deadline never fires early.
 */
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>

#include "io/co_int.h"
#include "io/io_int.h"

typedef struct driver {
    hc_loop *loop;
    uv_loop_t uv;
    uv_async_t async;
    uv_idle_t idle;
    uv_signal_t sig[2];
} driver;

uv_loop_t *hc_loop_uv(hc_loop *l)
{
    return &((driver *)hc_loop_state(l, &hc_driver_uv))->uv;
}

static void on_async(uv_async_t *a)
{
    hc_loop_run_posts(((driver *)a->loop->data)->loop);
}

static void opened(int rc)
{
    if (rc == UV_EMFILE || rc == UV_ENFILE)
        hc_out_of_descriptors();
    HC_ASSERT(rc == 0);
}

static void *uv_open(hc_loop *l)
{
    driver *d = hc_xcalloc(1, sizeof *d);
    d->loop = l;
    HC_ASSERT(uv_replace_allocator(hc_xmalloc, hc_xrealloc, hc_xcalloc, free) == 0);
    opened(uv_loop_init(&d->uv));
    opened(uv_async_init(&d->uv, &d->async, on_async));
    HC_ASSERT(uv_idle_init(&d->uv, &d->idle) == 0);
    for (size_t i = 0; i < HC_LEN(d->sig); i++)
        opened(uv_signal_init(&d->uv, &d->sig[i]));
    d->uv.data = d;
    return d;
}

static void close_handle(uv_handle_t *h, void *arg)
{
    (void)arg;
    if (!uv_is_closing(h))
        uv_close(h, NULL);
}

static void uv_close_all(void *state)
{
    driver *d = state;
    uv_walk(&d->uv, close_handle, NULL);
    uv_run(&d->uv, UV_RUN_DEFAULT);
    HC_ASSERT(uv_loop_close(&d->uv) == 0);
    free(d);
}

/* ---- timers ---- */

static hc_timer *timer_of(uv_timer_t *t)
{
    return (hc_timer *)(void *)((char *)t - offsetof(hc_timer, uv));
}

static void on_timer(uv_timer_t *uv)
{
    hc_timer *t = timer_of(uv);
    t->fn(t->arg);
}

static void on_timer_closed(uv_handle_t *h)
{
    free(timer_of((uv_timer_t *)h));
}

static void timer_init(void *state, hc_timer *t)
{
    HC_ASSERT(uv_timer_init(&((driver *)state)->uv, &t->uv) == 0);
}

static void timer_at(void *state, hc_timer *t, int64_t due_us)
{
    uint64_t due = due_us > 0 ? ((uint64_t)due_us + 999) / 1000 : 0;
    uint64_t now = uv_now(&((driver *)state)->uv);
    uv_timer_start(&t->uv, on_timer, due > now ? due - now : 0, 0);
}

static void timer_stop(void *state, hc_timer *t)
{
    (void)state;
    uv_timer_stop(&t->uv);
}

static void timer_free(void *state, hc_timer *t)
{
    (void)state;
    uv_close((uv_handle_t *)&t->uv, on_timer_closed);
}

/* ---- turns ---- */

static void on_idle(uv_idle_t *i)
{
    (void)i;
}

static void ready(void *state, bool any)
{
    driver *d = state;
    if (any)
        uv_idle_start(&d->idle, on_idle);
    else
        uv_idle_stop(&d->idle);
}

static bool turn(void *state)
{
    uv_run(&((driver *)state)->uv, UV_RUN_ONCE);
    return true;
}

static void posted(void *state)
{
    uv_async_send(&((driver *)state)->async);
}

typedef struct job {
    uv_work_t req;
    hc_co *co;
    void (*fn)(void *arg);
    void *arg;
} job;

static void on_work(uv_work_t *req)
{
    job *w = req->data;
    w->fn(w->arg);
}

static void on_work_done(uv_work_t *req, int status)
{
    (void)status;
    hc_co_unblock(((job *)req->data)->co);
}

static void work(void *state, hc_co *co, void (*fn)(void *arg), void *arg)
{
    job w = {.co = co, .fn = fn, .arg = arg};
    w.req.data = &w;
    HC_ASSERT(uv_queue_work(&((driver *)state)->uv, &w.req, on_work, on_work_done) == 0);
    hc_co_block(co);
}

static void on_signal(uv_signal_t *s, int signo)
{
    hc_loop_signalled(((driver *)s->loop->data)->loop, signo);
}

static void watch_signals(void *state)
{
    driver *d = state;
    static const int signals[HC_LEN(d->sig)] = {SIGINT, SIGTERM};
    for (size_t i = 0; i < HC_LEN(d->sig); i++)
        HC_ASSERT(uv_signal_start(&d->sig[i], on_signal, signals[i]) == 0);
}

const hc_driver hc_driver_uv = {
    .open = uv_open, .close = uv_close_all, .timer_init = timer_init, .timer_at = timer_at, .timer_stop = timer_stop,
    .timer_free = timer_free, .ready = ready, .turn = turn, .posted = posted, .work = work, .watch_signals = watch_signals,
};
