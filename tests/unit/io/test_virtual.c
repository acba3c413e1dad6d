// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "io/http.h"
#include "io/sys.h"

/* A world of its own: time stands still but in idle(), which goes where it is told to. */
typedef struct world {
    int64_t now;
    int idles;
    bool ends;                    /* with no timer left there is nothing to come */
    hc_co *wake_at_end;           /* once, instead of ending */
    char trace[128];
} world;

static int64_t world_mono(void *ctx)
{
    return ((world *)ctx)->now;
}

static bool world_idle(void *ctx, int64_t due_us)
{
    world *w = ctx;
    w->idles++;
    if (due_us != INT64_MAX) {
        assert_true(due_us > w->now);      /* else it was due already */
        w->now = due_us;
        return true;
    }
    if (w->wake_at_end) {
        hc_co_wake(w->wake_at_end);
        w->wake_at_end = NULL;
        return true;
    }
    assert_true(w->ends);
    return false;
}

static void note(world *w, char c)
{
    size_t n = strlen(w->trace);
    assert_true(n + 1 < sizeof w->trace);
    w->trace[n] = c;
}

#define SYS(w) (hc_sys){.mono_us = world_mono, .idle = world_idle, .ctx = (w)}

typedef struct sleeper { world *w; char name; int64_t us; hc_code code; } sleeper;

static void sleep_and_note(void *arg)
{
    sleeper *s = arg;
    s->code = hc_co_sleep(s->us);
    note(s->w, s->name);
}

static void equal_deadlines_fire_in_the_order_of_setting(void **state)
{
    (void)state;
    world w = {.now = 1000};
    hc_sys sys = SYS(&w);
    hc_loop *l = hc_loop_new_sys(&sys);
    sleeper s[] = {{&w, 'a', 500, 0}, {&w, 'b', 20, 0}, {&w, 'c', 500, 0}, {&w, 'd', 20, 0}, {&w, 'e', 0, 0},
                   {&w, 'f', 500, 0}, {&w, 'g', 19, 0}};
    for (size_t i = 0; i < HC_LEN(s); i++)
        hc_co_start(l, sleep_and_note, &s[i]);
    hc_loop_run(l);
    assert_string_equal(w.trace, "egbdacf");
    assert_int_equal(w.now, 1500);
    assert_int_equal(w.idles, 3);
    hc_loop_free(l);
}

typedef struct shuffle { world *w; int64_t last; uint32_t seed; int *left; } shuffle;

static void sleep_at_random(void *arg)
{
    shuffle *s = arg;
    for (int i = 0; i < 20; i++) {
        s->seed = s->seed * 1664525u + 1013904223u;
        int64_t us = s->seed >> 24, before = hc_loop_mono_us(hc_co_loop());
        assert_int_equal(hc_co_sleep(us), HC_OK);
        assert_int_equal(hc_loop_mono_us(hc_co_loop()), before + us);      /* neither early nor late */
    }
    --*s->left;
}

static void a_thousand_timers_are_exact(void **state)
{
    (void)state;
    world w = {0};
    hc_sys sys = SYS(&w);
    hc_loop *l = hc_loop_new_sys(&sys);
    int left = 1000;
    shuffle *s = calloc(1000, sizeof *s);
    for (uint32_t i = 0; i < 1000; i++) {
        s[i] = (shuffle){.w = &w, .seed = i, .left = &left};
        hc_co_start(l, sleep_at_random, &s[i]);
    }
    hc_loop_run(l);
    assert_int_equal(left, 0);
    free(s);
    hc_loop_free(l);
}

static void ten_years_take_no_time(void **state)
{
    (void)state;
    world w = {.now = 5};
    hc_sys sys = SYS(&w);
    hc_loop *l = hc_loop_new_sys(&sys);
    int64_t years = INT64_C(10) * 365 * 86400 * 1000000;
    sleeper s = {&w, 'a', years, HC_E_BUG};
    time_t begin = time(NULL);
    hc_co_start(l, sleep_and_note, &s);
    hc_loop_run(l);
    assert_int_equal(s.code, HC_OK);
    assert_int_equal(w.now, 5 + years);
    assert_true(time(NULL) - begin < 60);
    hc_loop_free(l);
}

typedef struct ticker { world *w; hc_loop *l; int n; int64_t last; } ticker;

static void on_tick(void *arg)
{
    ticker *t = arg;
    assert_int_equal(t->w->now - t->last, 100000);
    t->last = t->w->now;
    if (++t->n == 7)
        hc_loop_tick(t->l, 0, NULL, NULL);
}

static void a_tick_is_a_timer_that_keeps_nothing_alive(void **state)
{
    (void)state;
    world w = {0};
    hc_sys sys = SYS(&w);
    hc_loop *l = hc_loop_new_sys(&sys);
    ticker t = {&w, l, 0, 0};
    sleeper s[] = {{&w, 'a', 450000, 0}, {&w, 'b', 2000000, 0}};
    hc_loop_tick(l, 100000, on_tick, &t);
    hc_co_start(l, sleep_and_note, &s[0]);
    hc_loop_run(l);
    assert_int_equal(t.n, 4);
    t.last = w.now - 50000;
    hc_co_start(l, sleep_and_note, &s[1]);
    hc_loop_run(l);
    assert_int_equal(t.n, 7);              /* it ended itself */
    assert_int_equal(w.now, 2450000);
    hc_loop_free(l);
}

typedef struct waiter { world *w; hc_waitq *q; char name; int64_t deadline; hc_code code; } waiter;

static void wait_and_note(void *arg)
{
    waiter *x = arg;
    x->code = hc_waitq_wait(x->q, x->deadline);
    note(x->w, x->name);
}

static void wake_one_at_50(void *arg)
{
    waiter *x = arg;
    assert_int_equal(hc_co_sleep(50), HC_OK);
    assert_true(hc_waitq_wake_one(x->q));
    assert_int_equal(hc_co_sleep(50), HC_OK);
    assert_false(hc_waitq_wake_one(x->q));
}

static void wait_queues_keep_deadlines(void **state)
{
    (void)state;
    world w = {0};
    hc_sys sys = SYS(&w);
    hc_loop *l = hc_loop_new_sys(&sys);
    hc_waitq q = {0};
    waiter x[] = {{&w, &q, 'a', 40, 0}, {&w, &q, 'b', INT64_MAX, 0}, {&w, &q, 'c', 60, 0}, {&w, &q, 'd', 60, 0}};
    for (size_t i = 0; i < HC_LEN(x); i++)
        hc_co_start(l, wait_and_note, &x[i]);
    hc_co_start(l, wake_one_at_50, &x[0]);
    hc_loop_run(l);
    assert_string_equal(w.trace, "abcd");
    assert_int_equal(x[0].code, HC_E_TIMEOUT);
    assert_int_equal(x[1].code, HC_OK);
    assert_int_equal(x[2].code, HC_E_TIMEOUT);
    assert_int_equal(w.now, 100);
    hc_loop_free(l);
}

static void cancel_at_10(void *arg)
{
    assert_int_equal(hc_co_sleep(10), HC_OK);
    hc_co_cancel(arg);
}

static void cancelling_takes_the_timer_away(void **state)
{
    (void)state;
    world w = {0};
    hc_sys sys = SYS(&w);
    hc_loop *l = hc_loop_new_sys(&sys);
    sleeper s = {&w, 'a', 1000000, 0};
    hc_co_start(l, cancel_at_10, hc_co_start(l, sleep_and_note, &s));
    hc_loop_run(l);
    assert_int_equal(s.code, HC_E_CANCELLED);
    assert_int_equal(w.now, 10);
    hc_loop_free(l);
}

static void park_for_ever(void *arg)
{
    sleeper *s = arg;
    s->code = hc_co_park(INT64_MAX);
    note(s->w, s->name);
}

static void the_loop_returns_when_nothing_can_happen(void **state)
{
    (void)state;
    world w = {.ends = true};
    hc_sys sys = SYS(&w);
    hc_loop *l = hc_loop_new_sys(&sys);
    sleeper s[] = {{&w, 'a', 0, HC_E_BUG}, {&w, 'b', 0, HC_E_BUG}};
    w.wake_at_end = hc_co_start(l, park_for_ever, &s[0]);
    hc_co *b = hc_co_start(l, park_for_ever, &s[1]);
    hc_loop_run(l);
    assert_string_equal(w.trace, "a");     /* idle woke it */
    assert_int_equal(hc_loop_alive(l), 1);
    hc_co_cancel(b);
    hc_loop_run(l);
    assert_int_equal(s[1].code, HC_E_CANCELLED);
    assert_int_equal(hc_loop_alive(l), 0);
    hc_loop_free(l);
}

typedef struct letter { world *w; hc_loop *l; char name; struct letter *next; } letter;

static void on_post(void *arg)
{
    letter *x = arg;
    note(x->w, x->name);
    if (x->next)
        hc_loop_post(x->l, on_post, x->next);
}

static void yield_and_note(void *arg)
{
    sleeper *s = arg;
    for (int i = 0; i < 3; i++) {
        hc_co_yield();
        note(s->w, s->name);
    }
}

static void posts_run_in_order_each_turn(void **state)
{
    (void)state;
    world w = {0};
    hc_sys sys = SYS(&w);
    hc_loop *l = hc_loop_new_sys(&sys);
    letter late = {&w, l, 'z', NULL}, x[] = {{&w, l, '1', &late}, {&w, l, '2', NULL}, {&w, l, '3', NULL}};
    sleeper s = {&w, '-', 0, 0};
    for (size_t i = 0; i < HC_LEN(x); i++)
        hc_loop_post(l, on_post, &x[i]);
    hc_co_start(l, yield_and_note, &s);
    hc_loop_run(l);
    assert_string_equal(w.trace, "123-z--");
    assert_int_equal(w.idles, 0);
    hc_loop_free(l);
}

static void note_work(void *arg)
{
    note(((sleeper *)arg)->w, 'w');
}

static void work_and_note(void *arg)
{
    hc_co_work(note_work, arg);
    note(((sleeper *)arg)->w, ((sleeper *)arg)->name);
}

static void work_runs_inline_and_suspends_once(void **state)
{
    (void)state;
    world w = {0};
    hc_sys sys = SYS(&w);
    hc_loop *l = hc_loop_new_sys(&sys);
    sleeper s[] = {{&w, 'a', 0, 0}, {&w, 'b', 0, 0}};
    hc_co_start(l, work_and_note, &s[0]);
    hc_co_start(l, work_and_note, &s[1]);
    hc_loop_run(l);
    assert_string_equal(w.trace, "wwab");
    assert_int_equal(w.idles, 0);
    hc_loop_free(l);
}

static void on_signal(void *arg, int signo)
{
    note(arg, signo == SIGTERM ? 'T' : 'I');
    assert_null(hc_co_self());
}

static void raise_term(void *arg)
{
    sleeper *s = arg;
    hc_loop_signal(hc_co_loop(), SIGTERM);
    note(s->w, 'x');
    assert_int_equal(hc_co_sleep(5), HC_OK);
    hc_loop_on_signal(hc_co_loop(), NULL, NULL);
    hc_loop_signal(hc_co_loop(), SIGINT);
    assert_int_equal(hc_co_sleep(5), HC_OK);
}

static void a_signal_can_be_given(void **state)
{
    (void)state;
    world w = {0};
    hc_sys sys = SYS(&w);
    hc_loop *l = hc_loop_new_sys(&sys);
    sleeper s = {&w, 0, 0, 0};
    hc_loop_on_signal(l, on_signal, &w);
    hc_co_start(l, raise_term, &s);
    hc_loop_run(l);
    assert_string_equal(w.trace, "xT");
    hc_loop_free(l);
}

static void note_timer(void *arg)
{
    note(arg, 't');
}

static void sleep_20(void *arg)
{
    *(hc_code *)arg = hc_co_sleep(20000);
}

static void a_timer_fires_once_and_is_replaced_or_stopped(void **state)
{
    (void)state;
    world w = {0};
    hc_sys sys = SYS(&w);
    for (int real = 0; real < 2; real++) {
        hc_loop *l = hc_loop_new_sys(real ? NULL : &sys);
        hc_code code = HC_E_BUG;
        int64_t now = hc_loop_mono_us(l);
        w.trace[0] = w.trace[1] = '\0';
        hc_timer *once = hc_timer_new(l, note_timer, &w), *never = hc_timer_new(l, note_timer, &w),
                 *late = hc_timer_new(l, note_timer, &w);
        hc_timer_at(once, now + 4000);
        hc_timer_at(once, now + 2000);
        hc_timer_at(never, now + 1000);
        hc_timer_at(never, INT64_MAX);
        hc_timer_at(late, now + INT64_C(3600000000));
        hc_co_start(l, sleep_20, &code);
        hc_loop_run(l);
        assert_int_equal(code, HC_OK);
        assert_string_equal(w.trace, "t");
        hc_timer_free(late);
        hc_timer_free(never);
        hc_timer_free(once);
        hc_timer_free(NULL);
        hc_loop_free(l);
    }
}

static void world_http(void *ctx, const hc_http_req *req, hc_http_res *out)
{
    world *w = ctx;
    assert_string_equal(req->url, "http://m.invalid/v1");
    if (hc_co_sleep(700) != HC_OK) {
        out->net = HC_NET_CANCELLED;
        return;
    }
    note(w, 'h');
    out->net = HC_NET_OK;
    out->status = 200;
    out->headers = HC_NEW_N(out->arena, hc_http_header, 1);
    out->headers[0] = (hc_http_header){HC_S("X-A"), hc_str_dup(out->arena, HC_S("1"))};
    out->n_headers = 1;
    hc_buf_add(&out->body, req->body.p, req->body.n);
}

typedef struct call { hc_http *http; hc_http_header *header; hc_http_res res; } call;

static void send_it(void *arg)
{
    call *c = arg;
    hc_http_req req = {.method = "POST", .url = "http://m.invalid/v1", .body = HC_S("hello"), .timeout_ms = 1000,
                       .headers = c->header, .n_headers = c->header ? 1 : 0};
    hc_http_send(c->http, &req, &c->res);
}

static void http_goes_to_the_table(void **state)
{
    (void)state;
    world w = {0};
    hc_sys sys = SYS(&w);
    sys.http = world_http;
    hc_loop *l = hc_loop_new_sys(&sys);
    hc_http *h = hc_http_new(l);
    hc_http_header broken = {HC_S("A"), HC_S("b\r\nHost: c")};
    call c[] = {{.http = h}, {.http = h, .header = &broken}, {.http = h}};
    for (size_t i = 0; i < HC_LEN(c); i++) {
        hc_co *co = hc_co_start(l, send_it, &c[i]);
        if (i == 2)
            hc_co_start(l, cancel_at_10, co);
    }
    hc_loop_run(l);
    assert_string_equal(w.trace, "h");
    assert_int_equal(c[0].res.net, HC_NET_OK);
    assert_int_equal(c[0].res.latency_us, 700);
    assert_true(hc_str_eq(hc_buf_view(&c[0].res.body), HC_S("hello")));
    assert_true(hc_str_eq(hc_http_find(c[0].res.headers, c[0].res.n_headers, "x-a"), HC_S("1")));
    assert_int_equal(c[1].res.net, HC_NET_BAD_HTTP);       /* never reached the table */
    assert_int_equal(c[2].res.net, HC_NET_CANCELLED);
    for (size_t i = 0; i < HC_LEN(c); i++)
        hc_http_res_fini(&c[i].res);
    hc_http_free(h);
    hc_loop_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_deadlines_fire_in_the_order_of_setting),
        cmocka_unit_test(a_thousand_timers_are_exact),
        cmocka_unit_test(ten_years_take_no_time),
        cmocka_unit_test(a_tick_is_a_timer_that_keeps_nothing_alive),
        cmocka_unit_test(wait_queues_keep_deadlines),
        cmocka_unit_test(cancelling_takes_the_timer_away),
        cmocka_unit_test(the_loop_returns_when_nothing_can_happen),
        cmocka_unit_test(posts_run_in_order_each_turn),
        cmocka_unit_test(work_runs_inline_and_suspends_once),
        cmocka_unit_test(a_signal_can_be_given),
        cmocka_unit_test(a_timer_fires_once_and_is_replaced_or_stopped),
        cmocka_unit_test(http_goes_to_the_table),
    };
    return cmocka_run_group_tests_name("virtual", tests, NULL, NULL);
}
