// SPDX-License-Identifier: Apache-2.0
/*
 * The run queue. What wakes it, timers, posts and other threads, is a driver's: libuv's (co_uv.c) or that of virtual
 * time (co_virtual.c).
 *
 * 1. A coroutine is resumed by run_ready and nowhere else; callbacks only call make_ready.
 * 2. hc_loop_run leaves when no coroutine is alive, or when the driver knows that nothing can happen any more.
 * 3. A finished coroutine stays at the end of co_main on its own stack and is started again there.
 */
#include "io/co.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "io/co_int.h"
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
    hc_timer timer;           /* of its deadline */
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
    const hc_sys *sys;
    const hc_driver *driver;
    void *d;                  /* its state */
    hc_ctx ctx;
    hc_co *ready, *ready_last, *free_list;
    slab *slabs;
    size_t alive, n_ready;
    pthread_mutex_t post_lock;
    post *posts, *posts_last;  /* under post_lock */
    hc_timer *tick;
    int64_t tick_us;
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

static void on_deadline(void *arg);
static void on_tick(void *arg);

hc_loop *hc_loop_new(void)
{
    return hc_loop_new_sys(NULL);
}

hc_loop *hc_loop_new_sys(const hc_sys *sys)
{
    static const hc_sys real;
    hc_loop *l = hc_xcalloc(1, sizeof *l);
    l->sys = sys ? sys : &real;
    HC_ASSERT(!l->sys->idle == !l->sys->mono_us);
    /* A peer that is gone is an error code of the write, never the end of the process. */
    signal(SIGPIPE, SIG_IGN);
    HC_ASSERT(pthread_mutex_init(&l->post_lock, NULL) == 0);
    l->driver = l->sys->idle ? &hc_driver_virtual : &hc_driver_uv;
    l->d = l->driver->open(l);
    l->tick = hc_timer_new(l, on_tick, l);
    return l;
}

void hc_loop_free(hc_loop *l)
{
    if (!l)
        return;
    hc_loop_run_posts(l);
    HC_ASSERT(l->alive == 0);
    hc_timer_free(l->tick);
    l->driver->close(l->d);
    pthread_mutex_destroy(&l->post_lock);
    for (slab *s = l->slabs, *next; s; s = next) {
        next = s->next;
        for (size_t i = 0; i < CO_PER_SLAB; i++)
            hc_ctx_fini(&s->co[i].ctx);
        hc_stacks_unmap(&s->stacks);
        free(s);
    }
    free(l);
}

const hc_sys *hc_loop_sys(const hc_loop *l)
{
    return l->sys;
}

void *hc_loop_state(const hc_loop *l, const hc_driver *of)
{
    HC_ASSERT(l->driver == of);
    return l->d;
}

int64_t hc_loop_wall_us(hc_loop *l)
{
    return hc_sys_wall_us(l->sys);
}

int64_t hc_loop_mono_us(hc_loop *l)
{
    return hc_sys_mono_us(l->sys);
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
        l->driver->ready(l->d, true);
}

static void make_ready(hc_co *co)
{
    co->loop->driver->timer_stop(co->loop->d, &co->timer);
    enqueue(co->loop, co);
}

bool hc_loop_busy(const hc_loop *l)
{
    return l->n_ready > 0;
}

/* Runs what is ready now; what becomes ready meanwhile waits for the driver's next turn. */
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
        l->driver->ready(l->d, false);
}

void hc_loop_run(hc_loop *l)
{
    HC_ASSERT(!current);
    hc_ctx_init_thread(&l->ctx);
    while (l->alive > 0) {
        run_ready(l);
        if (l->alive > 0 && !l->driver->turn(l->d))
            break;
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
        co->timer = (hc_timer){.loop = l, .fn = on_deadline, .arg = co};
        l->driver->timer_init(l->d, &co->timer);
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

static void on_deadline(void *arg)
{
    hc_co *co = arg;
    enqueue(co->loop, co);
}

static void suspend(hc_co *co, state why, int64_t deadline_us)
{
    co->state = why;
    if (deadline_us != INT64_MAX)
        co->loop->driver->timer_at(co->loop->d, &co->timer, deadline_us);
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
    int64_t now = hc_loop_mono_us(co->loop);
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

void hc_co_block(hc_co *co)
{
    suspend(co, BLOCKED, INT64_MAX);
}

void hc_co_unblock(hc_co *co)
{
    enqueue(co->loop, co);
}

void hc_co_work(void (*fn)(void *arg), void *arg)
{
    hc_co *co = current;
    HC_ASSERT(co);
    const hc_driver *driver = co->loop->driver;
    if (driver->work) {
        driver->work(co->loop->d, co, fn, arg);
    } else {
        fn(arg);
        hc_co_yield();
    }
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
    pthread_mutex_lock(&l->post_lock);
    if (l->posts)
        l->posts_last->next = p;
    else
        l->posts = p;
    l->posts_last = p;
    /* Inside the lock: once the loop has run our post, it may be freed. */
    l->driver->posted(l->d);
    pthread_mutex_unlock(&l->post_lock);
}

bool hc_loop_run_posts(hc_loop *l)
{
    pthread_mutex_lock(&l->post_lock);
    post *p = l->posts;
    bool any = p;
    l->posts = NULL;
    pthread_mutex_unlock(&l->post_lock);
    while (p) {
        post *next = p->next;
        p->fn(p->arg);
        free(p);
        p = next;
    }
    return any;
}

hc_timer *hc_timer_new(hc_loop *l, void (*fn)(void *arg), void *arg)
{
    hc_timer *t = hc_xcalloc(1, sizeof *t);
    *t = (hc_timer){.loop = l, .fn = fn, .arg = arg};
    l->driver->timer_init(l->d, t);
    return t;
}

void hc_timer_at(hc_timer *t, int64_t due_us)
{
    if (due_us == INT64_MAX)
        t->loop->driver->timer_stop(t->loop->d, t);
    else
        t->loop->driver->timer_at(t->loop->d, t, due_us);
}

void hc_timer_free(hc_timer *t)
{
    if (t)
        t->loop->driver->timer_free(t->loop->d, t);
}

static void on_tick(void *arg)
{
    hc_loop *l = arg;
    hc_timer_at(l->tick, hc_loop_mono_us(l) + l->tick_us);
    l->tick_fn(l->tick_arg);
}

void hc_loop_tick(hc_loop *l, int64_t us, void (*fn)(void *arg), void *arg)
{
    l->tick_us = us > 1000 ? us : 1000;
    l->tick_fn = fn;
    l->tick_arg = arg;
    hc_timer_at(l->tick, fn ? hc_loop_mono_us(l) + l->tick_us : INT64_MAX);
}

void hc_loop_signalled(hc_loop *l, int signo)
{
    if (l->sig_fn)
        l->sig_fn(l->sig_arg, signo);
}

void hc_loop_on_signal(hc_loop *l, void (*fn)(void *arg, int signo), void *arg)
{
    l->sig_fn = fn;
    l->sig_arg = arg;
    if (l->driver->watch_signals)
        l->driver->watch_signals(l->d);
}

typedef struct sign { hc_loop *loop; int signo; } sign;

static void deliver(void *arg)
{
    sign *s = arg;
    hc_loop_signalled(s->loop, s->signo);
    free(s);
}

void hc_loop_signal(hc_loop *l, int signo)
{
    sign *s = hc_xmalloc(sizeof *s);
    *s = (sign){l, signo};
    hc_loop_post(l, deliver, s);
}
