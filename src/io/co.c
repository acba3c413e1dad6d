// SPDX-License-Identifier: Apache-2.0
/*
 * The run queue on top of libuv.
 *
 * 1. A coroutine is resumed by run_ready and nowhere else; callbacks only call make_ready.
 * 2. hc_loop_run leaves when no coroutine is alive; the wake-up handle keeps libuv from returning
 *    earlier.
 * 3. While the run queue is not empty an idle handle is active, so that libuv polls without
 *    blocking: its timers run before it blocks, and one of them may have made a coroutine ready.
 * 4. A finished coroutine stays at the end of co_main on its own stack and is started again there.
 * 5. Timers are set to an absolute millisecond, rounded up: a deadline never fires early.
 */
#include "io/co.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "io/io_int.h"

enum { CO_PER_SLAB = 64 };

typedef enum state {
    IDLE,       /* in the free list */
    READY,      /* running or in the run queue */
    PARKED,     /* ended by wake, deadline, cancel */
    WAITING,    /* in a wait queue or asleep: ended by that, deadline, cancel; a wake is kept */
    BLOCKED     /* ended by its worker thread only */
} state;

struct hc_co {
    hc_ctx ctx;
    hc_loop *loop;
    hc_co *next;              /* run queue or free list */
    void (*fn)(void *arg);
    void *arg;
    uv_timer_t timer;
    state state;
    bool woken, cancelled;
};

typedef struct slab {
    struct slab *next;
    hc_stacks stacks;
    hc_co co[CO_PER_SLAB];
} slab;

typedef struct post {
    struct post *next;
    void (*fn)(void *arg);
    void *arg;
} post;

struct hc_loop {
    uv_loop_t uv;
    uv_async_t async;
    uv_idle_t idle;
    uv_timer_t tick;
    uv_signal_t sig[2];
    hc_ctx ctx;
    hc_co *ready, *ready_last, *free_list;
    slab *slabs;
    size_t alive, n_ready;
    uv_mutex_t post_lock;
    post *posts, *posts_last;  /* under post_lock */
    void (*tick_fn)(void *arg);
    void *tick_arg;
    void (*sig_fn)(void *arg, int signo);
    void *sig_arg;
};

struct hc_waiter {
    hc_co *co;
    struct hc_waiter *next, *prev;
    bool signalled;
};

static _Thread_local hc_co *current;

static void on_async(uv_async_t *a);
static void on_idle(uv_idle_t *i);
static void run_posts(hc_loop *l);

uv_loop_t *hc_loop_uv(hc_loop *l)
{
    return &l->uv;
}

hc_loop *hc_loop_new(void)
{
    hc_loop *l = hc_xcalloc(1, sizeof *l);
    /* A peer that is gone is an error code of the write, never the end of the process. */
    signal(SIGPIPE, SIG_IGN);
    HC_ASSERT(uv_loop_init(&l->uv) == 0);
    HC_ASSERT(uv_mutex_init(&l->post_lock) == 0);
    HC_ASSERT(uv_async_init(&l->uv, &l->async, on_async) == 0);
    HC_ASSERT(uv_idle_init(&l->uv, &l->idle) == 0);
    HC_ASSERT(uv_timer_init(&l->uv, &l->tick) == 0);
    for (size_t i = 0; i < HC_LEN(l->sig); i++)
        HC_ASSERT(uv_signal_init(&l->uv, &l->sig[i]) == 0);
    l->uv.data = l;
    return l;
}

static void close_handle(uv_handle_t *h, void *arg)
{
    (void)arg;
    if (!uv_is_closing(h))
        uv_close(h, NULL);
}

void hc_loop_free(hc_loop *l)
{
    if (!l)
        return;
    run_posts(l);
    HC_ASSERT(l->alive == 0);
    uv_walk(&l->uv, close_handle, NULL);
    uv_run(&l->uv, UV_RUN_DEFAULT);
    HC_ASSERT(uv_loop_close(&l->uv) == 0);
    uv_mutex_destroy(&l->post_lock);
    for (slab *s = l->slabs, *next; s; s = next) {
        next = s->next;
        for (size_t i = 0; i < CO_PER_SLAB; i++)
            hc_ctx_fini(&s->co[i].ctx);
        hc_stacks_unmap(&s->stacks);
        free(s);
    }
    free(l);
}

static int64_t now_us(clockid_t clock)
{
    struct timespec t;
    HC_ASSERT(clock_gettime(clock, &t) == 0);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t hc_loop_wall_us(hc_loop *l)
{
    (void)l;
    return now_us(CLOCK_REALTIME);
}

int64_t hc_loop_mono_us(hc_loop *l)
{
    (void)l;
    return now_us(CLOCK_MONOTONIC);
}

/* ---- run queue ---- */

static void enqueue(hc_loop *l, hc_co *co)
{
    co->state = READY;
    co->next = NULL;
    if (l->ready)
        l->ready_last->next = co;
    else
        l->ready = co;
    l->ready_last = co;
    if (l->n_ready++ == 0)
        uv_idle_start(&l->idle, on_idle);
}

static void make_ready(hc_co *co)
{
    uv_timer_stop(&co->timer);
    enqueue(co->loop, co);
}

static void on_idle(uv_idle_t *i)
{
    (void)i;
}

/* Runs what is ready now; what becomes ready meanwhile waits until libuv has been polled. */
static void run_ready(hc_loop *l)
{
    for (size_t left = l->n_ready; left > 0; left--) {
        hc_co *co = l->ready;
        l->ready = co->next;
        l->n_ready--;
        current = co;
        hc_ctx_switch(&l->ctx, &co->ctx);
        current = NULL;
    }
    if (l->n_ready == 0)
        uv_idle_stop(&l->idle);
}

void hc_loop_run(hc_loop *l)
{
    HC_ASSERT(!current);
    hc_ctx_init_thread(&l->ctx);
    while (l->alive > 0) {
        run_ready(l);
        if (l->alive > 0)
            uv_run(&l->uv, UV_RUN_ONCE);
    }
    hc_ctx_fini(&l->ctx);
}

/* ---- life of a coroutine ---- */

static void co_main(void)
{
    hc_co *co = current;
    hc_loop *l = co->loop;
    hc_ctx_arrived(&l->ctx);
    for (;;) {
        co->fn(co->arg);
        co->state = IDLE;
        co->next = l->free_list;
        l->free_list = co;
        l->alive--;
        hc_ctx_switch(&co->ctx, &l->ctx);
    }
}

static void add_slab(hc_loop *l)
{
    slab *s = hc_xcalloc(1, sizeof *s);
    if (!hc_stacks_map(&s->stacks, CO_PER_SLAB))
        hc_out_of_memory();
    s->next = l->slabs;
    l->slabs = s;
    for (size_t i = CO_PER_SLAB; i-- > 0;) {
        hc_co *co = &s->co[i];
        co->loop = l;
        HC_ASSERT(uv_timer_init(&l->uv, &co->timer) == 0);
        co->next = l->free_list;
        l->free_list = co;
    }
}

hc_co *hc_co_start(hc_loop *l, void (*fn)(void *arg), void *arg)
{
    if (!l->free_list)
        add_slab(l);
    hc_co *co = l->free_list;
    l->free_list = co->next;
    if (!co->ctx.sp) {
        slab *s = l->slabs;    /* the newest: in older slabs every stack has been used */
        hc_ctx_init(&co->ctx, &s->stacks, (size_t)(co - s->co), co_main);
    }
    co->fn = fn;
    co->arg = arg;
    co->woken = co->cancelled = false;
    l->alive++;
    enqueue(l, co);
    return co;
}

hc_co *hc_co_self(void)
{
    return current;
}

hc_loop *hc_co_loop(void)
{
    HC_ASSERT(current);
    return current->loop;
}

void hc_co_cancel(hc_co *co)
{
    co->cancelled = true;
    if (co->state == PARKED || co->state == WAITING)
        make_ready(co);
}

bool hc_co_cancelled(void)
{
    HC_ASSERT(current);
    return current->cancelled;
}

size_t hc_loop_alive(const hc_loop *l)
{
    return l->alive;
}

/* ---- suspending ---- */

static void on_deadline(uv_timer_t *t)
{
    enqueue(((hc_co *)t->data)->loop, t->data);
}

static void suspend(hc_co *co, state why, int64_t deadline_us)
{
    co->state = why;
    if (deadline_us != INT64_MAX) {
        uint64_t due = deadline_us > 0 ? ((uint64_t)deadline_us + 999) / 1000 : 0;
        uint64_t now = uv_now(&co->loop->uv);
        co->timer.data = co;
        uv_timer_start(&co->timer, on_deadline, due > now ? due - now : 0, 0);
    }
    hc_ctx_switch(&co->ctx, &co->loop->ctx);
}

hc_code hc_co_park(int64_t deadline_us)
{
    hc_co *co = current;
    HC_ASSERT(co);
    if (!co->cancelled && !co->woken)
        suspend(co, PARKED, deadline_us);
    if (co->cancelled)
        return HC_E_CANCELLED;
    if (!co->woken)
        return HC_E_TIMEOUT;
    co->woken = false;
    return HC_OK;
}

void hc_co_wake(hc_co *co)
{
    co->woken = true;
    if (co->state == PARKED)
        make_ready(co);
}

hc_code hc_co_sleep(int64_t us)
{
    hc_co *co = current;
    HC_ASSERT(co);
    int64_t now = now_us(CLOCK_MONOTONIC);
    if (!co->cancelled)
        suspend(co, WAITING, us < INT64_MAX - now ? now + us : INT64_MAX);
    return co->cancelled ? HC_E_CANCELLED : HC_OK;
}

void hc_co_yield(void)
{
    hc_co *co = current;
    HC_ASSERT(co);
    enqueue(co->loop, co);
    hc_ctx_switch(&co->ctx, &co->loop->ctx);
}

typedef struct work {
    uv_work_t req;
    hc_co *co;
    void (*fn)(void *arg);
    void *arg;
} work;

static void on_work(uv_work_t *req)
{
    work *w = req->data;
    w->fn(w->arg);
}

static void on_work_done(uv_work_t *req, int status)
{
    (void)status;
    work *w = req->data;
    enqueue(w->co->loop, w->co);
}

void hc_co_work(void (*fn)(void *arg), void *arg)
{
    hc_co *co = current;
    HC_ASSERT(co);
    work w = {.co = co, .fn = fn, .arg = arg};
    w.req.data = &w;
    HC_ASSERT(uv_queue_work(&co->loop->uv, &w.req, on_work, on_work_done) == 0);
    suspend(co, BLOCKED, INT64_MAX);
}

/* ---- wait queue ---- */

static void unlink_waiter(hc_waitq *q, struct hc_waiter *w)
{
    *(w->prev ? &w->prev->next : &q->head) = w->next;
    *(w->next ? &w->next->prev : &q->tail) = w->prev;
}

hc_code hc_waitq_wait(hc_waitq *q, int64_t deadline_us)
{
    hc_co *co = current;
    HC_ASSERT(co);
    if (co->cancelled)
        return HC_E_CANCELLED;
    struct hc_waiter w = {.co = co, .prev = q->tail};
    *(q->tail ? &q->tail->next : &q->head) = &w;
    q->tail = &w;
    suspend(co, WAITING, deadline_us);
    if (!w.signalled)
        unlink_waiter(q, &w);
    if (co->cancelled) {
        if (w.signalled)
            hc_waitq_wake_one(q);      /* the wake must not be lost with us */
        return HC_E_CANCELLED;
    }
    return w.signalled ? HC_OK : HC_E_TIMEOUT;
}

bool hc_waitq_wake_one(hc_waitq *q)
{
    struct hc_waiter *w = q->head;
    if (!w)
        return false;
    unlink_waiter(q, w);
    w->signalled = true;
    if (w->co->state == WAITING)
        make_ready(w->co);             /* else its deadline or cancel made it ready already */
    return true;
}

void hc_waitq_wake_all(hc_waitq *q)
{
    while (hc_waitq_wake_one(q))
        continue;
}

/* ---- what comes from outside ---- */

void hc_loop_post(hc_loop *l, void (*fn)(void *arg), void *arg)
{
    post *p = hc_xmalloc(sizeof *p);
    *p = (post){.fn = fn, .arg = arg};
    uv_mutex_lock(&l->post_lock);
    if (l->posts)
        l->posts_last->next = p;
    else
        l->posts = p;
    l->posts_last = p;
    /* Inside the lock: once the loop has run our post, it may be freed. */
    uv_async_send(&l->async);
    uv_mutex_unlock(&l->post_lock);
}

static void run_posts(hc_loop *l)
{
    uv_mutex_lock(&l->post_lock);
    post *p = l->posts;
    l->posts = NULL;
    uv_mutex_unlock(&l->post_lock);
    while (p) {
        post *next = p->next;
        p->fn(p->arg);
        free(p);
        p = next;
    }
}

static void on_async(uv_async_t *a)
{
    run_posts(a->loop->data);
}

static void on_tick(uv_timer_t *t)
{
    hc_loop *l = t->loop->data;
    l->tick_fn(l->tick_arg);
}

void hc_loop_tick(hc_loop *l, int64_t us, void (*fn)(void *arg), void *arg)
{
    uint64_t ms = us > 1000 ? (uint64_t)us / 1000 : 1;
    l->tick_fn = fn;
    l->tick_arg = arg;
    uv_timer_start(&l->tick, on_tick, ms, ms);
}

static void on_signal(uv_signal_t *s, int signo)
{
    hc_loop *l = s->loop->data;
    l->sig_fn(l->sig_arg, signo);
}

void hc_loop_on_signal(hc_loop *l, void (*fn)(void *arg, int signo), void *arg)
{
    static const int signals[HC_LEN(l->sig)] = {SIGINT, SIGTERM};
    l->sig_fn = fn;
    l->sig_arg = arg;
    for (size_t i = 0; i < HC_LEN(l->sig); i++)
        HC_ASSERT(uv_signal_start(&l->sig[i], on_signal, signals[i]) == 0);
}
