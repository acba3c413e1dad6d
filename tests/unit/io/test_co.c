// SPDX-License-Identifier: Apache-2.0
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/limits.h"
#include "base/str.h"
#include "io/co.h"

static char trace[256];

static void note(const char *s)
{
    HC_ASSERT(strlen(trace) + strlen(s) < sizeof trace);
    memcpy(trace + strlen(trace), s, strlen(s) + 1);
}

static int fresh_trace(void **state)
{
    (void)state;
    trace[0] = '\0';
    return 0;
}

static void note_twice(void *arg)
{
    note(arg);
    hc_co_yield();
    note(arg);
}

static void coroutines_run_in_fifo_order(void **state)
{
    (void)state;
    hc_loop *l = hc_loop_new();
    hc_co_start(l, note_twice, (char[]){"a"});
    hc_co_start(l, note_twice, (char[]){"b"});
    hc_co_start(l, note_twice, (char[]){"c"});
    assert_int_equal(hc_loop_alive(l), 3);
    assert_string_equal(trace, "");
    hc_loop_run(l);
    assert_string_equal(trace, "abcabc");
    assert_int_equal(hc_loop_alive(l), 0);
    hc_co_start(l, note_twice, (char[]){"d"});
    hc_loop_run(l);
    assert_string_equal(trace, "abcabcdd");
    assert_null(hc_co_self());
    hc_loop_free(l);
}

static void start_from_inside(void *arg)
{
    hc_co *child = hc_co_start(hc_co_loop(), note_twice, arg);
    assert_ptr_not_equal(child, hc_co_self());
    note("p");
}

static void a_coroutine_may_start_another(void **state)
{
    (void)state;
    hc_loop *l = hc_loop_new();
    hc_co_start(l, start_from_inside, (char[]){"k"});
    hc_loop_run(l);
    assert_string_equal(trace, "pkk");
    hc_loop_free(l);
}

typedef struct parked { hc_co *co; hc_code code; int64_t deadline, ended; } parked;

static void park_once(void *arg)
{
    parked *p = arg;
    p->co = hc_co_self();
    p->code = hc_co_park(p->deadline);
    p->ended = hc_loop_mono_us(hc_co_loop());
}

static void wake_it(void *arg)
{
    hc_co_wake(((parked *)arg)->co);
}

static void cancel_it(void *arg)
{
    hc_co_cancel(((parked *)arg)->co);
    hc_co_cancel(((parked *)arg)->co);
}

static void wake_ends_a_park(void **state)
{
    (void)state;
    hc_loop *l = hc_loop_new();
    parked p = {.deadline = INT64_MAX, .code = HC_E_BUG};
    hc_co_start(l, park_once, &p);
    hc_co_start(l, wake_it, &p);
    hc_loop_run(l);
    assert_int_equal(p.code, HC_OK);
    hc_loop_free(l);
}

static void wake_self_then_park(void *arg)
{
    hc_code *codes = arg;
    hc_co_wake(hc_co_self());
    hc_co_wake(hc_co_self());
    codes[0] = hc_co_park(INT64_MAX);
    codes[1] = hc_co_park(hc_loop_mono_us(hc_co_loop()));
}

static void a_wake_before_the_park_is_kept_once(void **state)
{
    (void)state;
    hc_loop *l = hc_loop_new();
    hc_code codes[2] = {HC_E_BUG, HC_E_BUG};
    hc_co_start(l, wake_self_then_park, codes);
    hc_loop_run(l);
    assert_int_equal(codes[0], HC_OK);
    assert_int_equal(codes[1], HC_E_TIMEOUT);
    hc_loop_free(l);
}

static void a_deadline_never_fires_early(void **state)
{
    (void)state;
    hc_loop *l = hc_loop_new();
    parked p[4];
    int64_t now = hc_loop_mono_us(l);
    for (int i = 0; i < 4; i++) {
        p[i] = (parked){.deadline = now + 20000 - 6300 * i, .code = HC_E_BUG};
        hc_co_start(l, park_once, &p[i]);
    }
    hc_loop_run(l);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(p[i].code, HC_E_TIMEOUT);
        assert_true(p[i].ended >= p[i].deadline);
        assert_true(p[i].ended < p[i].deadline + 5 * 1000000);
        assert_true(i == 0 || p[i].ended <= p[i - 1].ended);
    }
    hc_loop_free(l);
}

static void await_after_cancel(void *arg)
{
    hc_code *codes = arg;
    codes[0] = hc_co_park(INT64_MAX);
    codes[1] = hc_co_sleep(1000000000);
    hc_waitq q = {0};
    codes[2] = hc_waitq_wait(&q, INT64_MAX);
    codes[3] = hc_co_cancelled() ? HC_OK : HC_E_BUG;
    hc_co_wake(hc_co_self());
    codes[4] = hc_co_park(INT64_MAX);
}

static void cancel_ends_the_pending_and_every_later_await(void **state)
{
    (void)state;
    hc_loop *l = hc_loop_new();
    hc_code codes[5] = {HC_E_BUG, HC_E_BUG, HC_E_BUG, HC_E_BUG, HC_E_BUG};
    parked p = {.co = hc_co_start(l, await_after_cancel, codes)};
    hc_co_start(l, cancel_it, &p);
    hc_loop_run(l);
    assert_int_equal(codes[0], HC_E_CANCELLED);
    assert_int_equal(codes[1], HC_E_CANCELLED);
    assert_int_equal(codes[2], HC_E_CANCELLED);
    assert_int_equal(codes[3], HC_OK);
    assert_int_equal(codes[4], HC_E_CANCELLED);
    hc_loop_free(l);
}

static void sleep_then_park(void *arg)
{
    parked *p = arg;
    p->co = hc_co_self();
    int64_t start = hc_loop_mono_us(hc_co_loop());
    p->code = hc_co_sleep(20000);
    p->ended = hc_loop_mono_us(hc_co_loop()) - start;
    if (p->code == HC_OK)
        p->code = hc_co_park(INT64_MAX);
}

static void a_wake_does_not_shorten_a_sleep(void **state)
{
    (void)state;
    hc_loop *l = hc_loop_new();
    parked p = {.code = HC_E_BUG};
    hc_co_start(l, sleep_then_park, &p);
    hc_co_start(l, wake_it, &p);
    hc_loop_run(l);
    assert_true(p.ended >= 20000);
    assert_int_equal(p.code, HC_OK);
    hc_loop_free(l);
}

typedef struct queue { hc_waitq q; hc_code codes[4]; int next; int64_t deadline; } queue;

static void wait_in_line(void *arg)
{
    queue *q = arg;
    int me = q->next++;
    q->codes[me] = hc_waitq_wait(&q->q, me == 1 ? q->deadline : INT64_MAX);
    note((char[]){(char)('0' + me), '\0'});
}

static void wake_line(void *arg)
{
    queue *q = arg;
    while (q->codes[1] == HC_E_BUG)
        hc_co_yield();
    assert_true(hc_waitq_wake_one(&q->q));
    hc_co_yield();
    note("|");
    hc_waitq_wake_all(&q->q);
    assert_false(hc_waitq_wake_one(&q->q));
}

static void a_wait_queue_is_fifo_and_forgets_those_who_timed_out(void **state)
{
    (void)state;
    hc_loop *l = hc_loop_new();
    queue q = {.codes = {HC_E_BUG, HC_E_BUG, HC_E_BUG, HC_E_BUG}};
    q.deadline = hc_loop_mono_us(l) + 3000;
    for (int i = 0; i < 4; i++)
        hc_co_start(l, wait_in_line, &q);
    hc_co_start(l, wake_line, &q);
    hc_loop_run(l);
    assert_string_equal(trace, "10|23");
    assert_int_equal(q.codes[1], HC_E_TIMEOUT);
    assert_int_equal(q.codes[0], HC_OK);
    assert_int_equal(q.codes[3], HC_OK);
    hc_loop_free(l);
}

typedef struct pair { queue q; hc_co *first; } pair;

static void wake_then_cancel_first(void *arg)
{
    pair *p = arg;
    hc_waitq_wake_one(&p->q.q);
    hc_co_cancel(p->first);
}

static void a_wake_is_passed_on_by_a_cancelled_waiter(void **state)
{
    (void)state;
    hc_loop *l = hc_loop_new();
    pair p = {.q = {.codes = {HC_E_BUG, HC_E_BUG}, .deadline = INT64_MAX}};
    p.first = hc_co_start(l, wait_in_line, &p.q);
    hc_co_start(l, wait_in_line, &p.q);
    hc_co_start(l, wake_then_cancel_first, &p);
    hc_loop_run(l);
    assert_int_equal(p.q.codes[0], HC_E_CANCELLED);
    assert_int_equal(p.q.codes[1], HC_OK);
    hc_loop_free(l);
}

enum { CROWD = 3000 };
typedef struct crowd { hc_loop *l; int started, ended, sum; } crowd;

static void member(void *arg)
{
    crowd *c = arg;
    int me = c->started++;
    char frame[2000];
    memset(frame, me & 0x7f, sizeof frame);
    for (int i = 0; i < 3; i++) {
        hc_co_yield();
        if (i == 1)
            HC_ASSERT(hc_co_sleep(me % 7 * 1000) == HC_OK);
    }
    for (size_t i = 0; i < sizeof frame; i++)
        HC_ASSERT(frame[i] == (me & 0x7f));
    c->sum += me;
    c->ended++;
}

static void thousands_of_coroutines_keep_their_frames(void **state)
{
    (void)state;
    crowd c = {.l = hc_loop_new()};
    for (int round = 0; round < 2; round++) {
        c.started = c.ended = c.sum = 0;
        for (int i = 0; i < CROWD; i++)
            hc_co_start(c.l, member, &c);
        hc_loop_run(c.l);
        assert_int_equal(c.ended, CROWD);
        assert_int_equal(c.sum, (CROWD - 1) * CROWD / 2);
    }
    hc_loop_free(c.l);
}

typedef struct job {
    pthread_t loop_thread;
    bool elsewhere, cancelled_late;
    int result;
    hc_co *co;
} job;

static void heavy(void *arg)
{
    job *j = arg;
    j->elsewhere = !pthread_equal(pthread_self(), j->loop_thread);
    usleep(10000);
    j->result = 42;
}

static void offload(void *arg)
{
    job *j = arg;
    j->co = hc_co_self();
    j->loop_thread = pthread_self();
    hc_co_work(heavy, j);
    assert_int_equal(j->result, 42);
    j->cancelled_late = hc_co_cancelled();
}

static void wake_and_cancel_job(void *arg)
{
    job *j = arg;
    hc_co_wake(j->co);
    hc_co_cancel(j->co);
}

static void work_runs_elsewhere_and_is_not_cut_short(void **state)
{
    (void)state;
    hc_loop *l = hc_loop_new();
    job j = {0};
    hc_co_start(l, offload, &j);
    hc_co_start(l, wake_and_cancel_job, &j);
    hc_loop_run(l);
    assert_true(j.elsewhere);
    assert_true(j.cancelled_late);
    hc_loop_free(l);
}

enum { POSTS = 500 };
typedef struct poster { hc_loop *l; parked p; int arrived; bool in_coroutine; } poster;

static void on_post(void *arg)
{
    poster *p = arg;
    p->in_coroutine |= hc_co_self() != NULL;
    if (++p->arrived == 2 * POSTS)
        hc_co_wake(p->p.co);
}

static void *post_many(void *arg)
{
    for (int i = 0; i < POSTS; i++)
        hc_loop_post(((poster *)arg)->l, on_post, arg);
    return NULL;
}

static void posts_from_other_threads_all_arrive(void **state)
{
    (void)state;
    poster p = {.l = hc_loop_new(), .p = {.deadline = INT64_MAX, .code = HC_E_BUG}};
    p.p.co = hc_co_start(p.l, park_once, &p.p);
    pthread_t t[2];
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&t[i], NULL, post_many, &p), 0);
    hc_loop_run(p.l);
    for (int i = 0; i < 2; i++)
        pthread_join(t[i], NULL);
    assert_int_equal(p.arrived, 2 * POSTS);
    assert_int_equal(p.p.code, HC_OK);
    assert_false(p.in_coroutine);
    hc_loop_free(p.l);
}

static void count_up(void *arg)
{
    ++*(int *)arg;
}

static void sleep_30_ms(void *arg)
{
    (void)arg;
    assert_int_equal(hc_co_sleep(30000), HC_OK);
}

static void a_tick_repeats_and_keeps_nothing_alive(void **state)
{
    (void)state;
    hc_loop *l = hc_loop_new();
    int ticks = 0;
    hc_loop_tick(l, 2000, count_up, &ticks);
    hc_loop_run(l);
    assert_int_equal(ticks, 0);
    hc_co_start(l, sleep_30_ms, NULL);
    hc_loop_run(l);
    assert_in_range(ticks, 2, 16);
    hc_loop_free(l);
}

static void on_sig(void *arg, int signo)
{
    parked *p = arg;
    p->ended = signo;
    hc_co_wake(p->co);
}

static void raise_term(void *arg)
{
    (void)arg;
    kill(getpid(), SIGTERM);
}

static void a_signal_arrives_on_the_loop(void **state)
{
    (void)state;
    hc_loop *l = hc_loop_new();
    parked p = {.deadline = INT64_MAX, .code = HC_E_BUG}, got = {0};
    got.co = hc_co_start(l, park_once, &p);
    hc_loop_on_signal(l, on_sig, &got);
    hc_co_start(l, raise_term, NULL);
    hc_loop_run(l);
    assert_int_equal(got.ended, SIGTERM);
    assert_int_equal(p.code, HC_OK);
    hc_loop_free(l);
}

/* Uses `bytes` of stack below `top`, touching every frame. */
__attribute__((noinline)) static unsigned dive(uintptr_t top, size_t bytes)
{
    volatile char frame[512];
    frame[0] = 1;
    if (top - (uintptr_t)__builtin_frame_address(0) >= bytes)
        return 1;
    return dive(top, bytes) + (unsigned)frame[0];
}

static void overflow(void *arg)
{
    (void)arg;
    _exit(dive((uintptr_t)__builtin_frame_address(0), 8 * HC_CO_STACK_BYTES) > 0 ? 0 : 1);
}

static void a_stack_overflow_hits_the_guard(void **state)
{
    (void)state;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        close(STDERR_FILENO);
        hc_loop *l = hc_loop_new();
        /* Enough stacks below the last one: unguarded, the overflow would exit 0 unnoticed. */
        for (int i = 0; i < 32; i++)
            hc_co_start(l, sleep_30_ms, NULL);
        hc_co_start(l, overflow, NULL);
        hc_loop_run(l);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) != 0);
}

static void dive_deep(void *arg)
{
    *(unsigned *)arg = dive((uintptr_t)__builtin_frame_address(0), HC_CO_STACK_BYTES - (16 << 10));
}

static void a_stack_holds_what_the_limit_promises(void **state)
{
    (void)state;
    hc_loop *l = hc_loop_new();
    unsigned result = 0;
    hc_co_start(l, dive_deep, &result);
    hc_loop_run(l);
    assert_int_not_equal(result, 0);
    hc_loop_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(coroutines_run_in_fifo_order, fresh_trace),
        cmocka_unit_test_setup(a_coroutine_may_start_another, fresh_trace),
        cmocka_unit_test(wake_ends_a_park),
        cmocka_unit_test(a_wake_before_the_park_is_kept_once),
        cmocka_unit_test(a_deadline_never_fires_early),
        cmocka_unit_test(cancel_ends_the_pending_and_every_later_await),
        cmocka_unit_test(a_wake_does_not_shorten_a_sleep),
        cmocka_unit_test_setup(a_wait_queue_is_fifo_and_forgets_those_who_timed_out, fresh_trace),
        cmocka_unit_test_setup(a_wake_is_passed_on_by_a_cancelled_waiter, fresh_trace),
        cmocka_unit_test(thousands_of_coroutines_keep_their_frames),
        cmocka_unit_test(work_runs_elsewhere_and_is_not_cut_short),
        cmocka_unit_test(posts_from_other_threads_all_arrive),
        cmocka_unit_test(a_tick_repeats_and_keeps_nothing_alive),
        cmocka_unit_test(a_signal_arrives_on_the_loop),
        cmocka_unit_test(a_stack_overflow_hits_the_guard),
        cmocka_unit_test(a_stack_holds_what_the_limit_promises),
    };
    return cmocka_run_group_tests_name("co", tests, NULL, NULL);
}
