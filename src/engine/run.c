// SPDX-License-Identifier: Apache-2.0
/*
 * How it works. One admission coroutine per target starts sample coroutines while the conversations in flight are fewer than
 * the target's limiter allows; samples that wait for a judge do not count as conversations but are bounded too.
 *
 * Invariants
 *  1. A sample is closed by one append of score and close, and only after its conversation and grading ended.
 *  2. After the first stop nothing is admitted. Signals, caps and fatal errors differ only in how long the rest may drain.
 *  3. A cancelled sample writes nothing, except the stop, score and close of its own time limit.
 */
#include "engine/run.h"

#include <stdlib.h>

typedef struct run run;

typedef struct lane {              /* one target of the plan */
    run *r;
    hc_target *target;
    size_t next, end;              /* rows of this target */
    size_t conversing, alive, done;
    hc_waitq room;
} lane;

typedef struct flight {            /* one sample in flight */
    run *r;
    lane *lane;
    size_t row;
    hc_co *co;
    int64_t deadline_us;           /* of its own time limit; INT64_MAX = none */
    bool timed_out;
    struct flight *prev, *next;
} flight;

struct run {
    const hc_run_opts *o;
    hc_run_result *out;
    lane *lanes;
    flight *flights;
    size_t *done_by_target;
    size_t done, done_before, in_flight, failed;
    int64_t started_us, stopping_since_us, kill_at_us;
    bool killed;
    int signals;
    hc_co *starting;               /* while servers start and judges are tested */
};

static void stop_now(run *r, hc_stop why, int64_t drain_us)
{
    int64_t now = hc_loop_mono_us(r->o->loop);
    if (r->out->stop == HC_STOP_NONE) {
        r->out->stop = why;
        r->stopping_since_us = now;
        r->kill_at_us = now + drain_us;
        for (size_t i = 0; i < r->o->plan->n_targets; i++)
            hc_waitq_wake_all(&r->lanes[i].room);
    }
    if (now + drain_us < r->kill_at_us)
        r->kill_at_us = now + drain_us;
}

static void cancel_all(run *r)
{
    r->killed = true;
    if (r->starting)
        hc_co_cancel(r->starting);
    for (flight *f = r->flights; f; f = f->next)
        hc_co_cancel(f->co);
}

static void fatal(run *r, hc_code code, const hc_err *err)
{
    if (r->out->code == HC_OK) {
        r->out->code = code;
        r->out->err = *err;
    }
    stop_now(r, HC_STOP_FATAL, code == HC_E_IO ? 0 : HC_DRAIN_US);
}

/* A decision from outside the samples is on record: `cap` (money), `pause` (a person, the clock). */
static void decide(run *r, hc_stop why, const char *code, int64_t drain_us)
{
    hc_entry e = {.type = HC_ENT_CONTROL, .code = hc_str_c(code)};
    if (r->out->stop == HC_STOP_NONE)
        hc_ledger_append(r->o->ledger, &e, 1);
    stop_now(r, why, drain_us);
}

static void sample_failed(run *r)
{
    r->failed++;
    if (r->o->max_errors >= 0 && (int64_t)r->failed > r->o->max_errors)
        stop_now(r, HC_STOP_ERRORS, HC_DRAIN_US);
}

/* ---- one sample ---------------------------------------------------------------------------------------- */

static HC_CO hc_code play_live(flight *f, hc_play *p, hc_arena *a, hc_err *err)
{
    hc_code code = hc_sample_converse(p, a, err);
    f->lane->conversing--;
    f->deadline_us = INT64_MAX;            /* the limit is the conversation's: grading is not cut off by it */
    if (code == HC_E_CANCELLED && f->timed_out) {
        p->state = HC_ST_CAPPED;
        p->judge_asker = NULL;
        HC_TRY(hc_sample_score(p, a, err));
        hc_sample_close(p, true);
        return HC_OK;
    }
    HC_TRY(code);
    if (p->state == HC_ST_FAILED)
        sample_failed(f->r);
    hc_waitq_wake_one(&f->lane->room);
    HC_TRY(hc_sample_score(p, a, err));
    return hc_ledger_wait(f->r->o->ledger, hc_sample_close(p, false), err);
}

static void leave(flight *f, hc_code code, const hc_play *p, const hc_err *err)
{
    run *r = f->r;
    lane *l = f->lane;
    if (code == HC_OK) {
        hc_rows_set(r->o->rows, f->row, p->addr.redo, p->state);
        r->done++;
        l->done++;
        r->done_by_target[l - r->lanes]++;
    } else if (code == HC_E_LIMIT) {
        if (r->out->stop == HC_STOP_NONE)
            r->out->err = *err;
        decide(r, HC_STOP_COST, "cap", HC_DRAIN_US);
    } else if (code != HC_E_CANCELLED) {
        fatal(r, code, err);
    }
    if (f->prev)
        f->prev->next = f->next;
    else
        r->flights = f->next;
    if (f->next)
        f->next->prev = f->prev;
    r->in_flight--;
    l->alive--;
    hc_waitq_wake_one(&l->room);
}

static HC_CO void fly(void *arg)
{
    flight *f = arg;
    const hc_run_opts *o = f->r->o;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_err err = {0};
    hc_row row;
    hc_rows_get(o->rows, f->row, a, &row);
    hc_play p = {.plan = o->plan, .pack = hc_plan_pack_of(o->plan, row.addr.pack), .item = row.item,
                 .addr = row.addr, .ledger = o->ledger, .asker = o->asker, .target = f->lane->target,
                 .set = o->set, .judge_asker = o->asker};
    leave(f, play_live(f, &p, a, &err), &p, &err);
    free(f);
}

static hc_code time_limit(flight *f, hc_err *err)
{
    const hc_run_opts *o = f->r->o;
    int64_t spent;
    f->deadline_us = INT64_MAX;
    if (!o->plan->time_per_sample_us)
        return HC_OK;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_row row;
    hc_rows_get(o->rows, f->row, a, &row);
    HC_TRY(hc_sample_active_us(o->ledger, &row.addr, &spent, err));
    f->deadline_us = hc_loop_mono_us(o->loop) + o->plan->time_per_sample_us - spent;
    return HC_OK;
}

static void start(lane *l, size_t row)
{
    run *r = l->r;
    hc_err err = {0};
    flight *f = hc_xcalloc(1, sizeof *f);
    *f = (flight){.r = r, .lane = l, .row = row, .next = r->flights};
    hc_code code = time_limit(f, &err);
    if (code != HC_OK) {
        fatal(r, code, &err);
        free(f);
        return;
    }
    if (r->flights)
        r->flights->prev = f;
    r->flights = f;
    r->in_flight++;
    l->conversing++;
    l->alive++;
    f->co = hc_co_start(r->o->loop, fly, f);
}

/* ---- admission ----------------------------------------------------------------------------------------- */

static bool has_room(const lane *l)
{
    hc_target_stats s;
    hc_target_stats_get(l->target, &s);
    size_t limit = (size_t)(s.limit > 0 ? s.limit : 1);
    return l->conversing < limit && l->alive < 4 * limit + 16;
}

static HC_CO void admit(void *arg)
{
    lane *l = arg;
    run *r = l->r;
    for (; l->next < l->end && r->out->stop == HC_STOP_NONE; l->next++) {
        if (r->o->rows->state[l->next] != HC_ST_OPEN)
            continue;
        /* The limit can grow without a sample ending, so the wait has a short deadline. */
        while (!has_room(l) && r->out->stop == HC_STOP_NONE) {
            hc_code code = hc_waitq_wait(&l->room, hc_loop_mono_us(r->o->loop) + 100000);
            if (code == HC_E_CANCELLED)
                return;
        }
        if (r->out->stop == HC_STOP_NONE)
            start(l, l->next);
    }
}

/* ---- start, judge tests, end --------------------------------------------------------------------------- */

static HC_CO hc_code start_targets(run *r, hc_err *err)
{
    const hc_run_opts *o = r->o;
    for (size_t i = 0; i < o->plan->n_targets + o->n_judges + o->n_code; i++)
        HC_TRY(hc_target_start(o->targets[i], err));
    return HC_OK;
}

static HC_CO hc_code test_judges(run *r, hc_err *err)
{
    const hc_run_opts *o = r->o;
    HC_TRY(hc_sample_judge_tests(o->plan, o->set, o->asker, &r->out->judge_agree, &r->out->judge_tests, err));
    r->out->judge_failed = !o->set->judge_ok;
    return HC_OK;
}

static HC_CO void stop_targets(run *r)
{
    for (size_t i = 0; i < r->o->plan->n_targets + r->o->n_judges + r->o->n_code; i++)
        hc_target_stop(r->o->targets[i]);
}

static HC_CO void direct(void *arg)
{
    run *r = arg;
    hc_err err = {0};
    r->starting = hc_co_self();
    hc_code code = start_targets(r, &err);
    if (code == HC_OK)
        code = test_judges(r, &err);
    r->starting = NULL;
    if (code == HC_E_LIMIT)
        decide(r, HC_STOP_COST, "cap", HC_DRAIN_US);
    else if (code != HC_OK && code != HC_E_CANCELLED)
        fatal(r, code, &err);
    for (size_t i = 0; i < r->o->plan->n_targets && r->out->stop == HC_STOP_NONE; i++)
        hc_co_start(r->o->loop, admit, &r->lanes[i]);
    while (hc_loop_alive(r->o->loop) > 1)
        if (hc_co_sleep(20000) == HC_E_CANCELLED)
            break;
    stop_targets(r);
}

static void tell(run *r)
{
    hc_progress p = {.total = r->o->rows->n, .done = r->done_before + r->done, .done_before = r->done_before,
                     .in_flight = r->in_flight, .failed = r->failed, .started_us = r->started_us,
                     .now_us = hc_loop_mono_us(r->o->loop), .stopping_since_us = r->stopping_since_us,
                     .stop = r->out->stop, .targets = r->o->targets, .n_targets = r->o->plan->n_targets,
                     .n_judges = r->o->n_judges, .done_by_target = r->done_by_target,
                     .total_by_target = r->o->rows->n / r->o->plan->n_targets};
    if (r->o->progress)
        r->o->progress(r->o->ctx, &p);
}

static void tick(void *arg)
{
    run *r = arg;
    int64_t now = hc_loop_mono_us(r->o->loop);
    for (flight *f = r->flights; f; f = f->next)
        if (now >= f->deadline_us && !f->timed_out) {
            f->timed_out = true;
            hc_co_cancel(f->co);
        }
    if (r->o->max_time_us && now - r->started_us >= r->o->max_time_us)
        decide(r, HC_STOP_TIME, "pause", 0);
    if (r->stopping_since_us && now >= r->kill_at_us && !r->killed)
        cancel_all(r);
    tell(r);
}

static void on_signal(void *arg, int signo)
{
    run *r = arg;
    r->out->signo = signo;
    decide(r, HC_STOP_SIGNAL, "pause", r->signals++ ? 0 : HC_DRAIN_US);
    if (r->signals > 1)
        cancel_all(r);
    tell(r);
}

static void count_rows(run *r)
{
    for (size_t i = 0; i < r->o->rows->n; i++) {
        r->done_before += r->o->rows->state[i] != HC_ST_OPEN;
        r->failed += r->o->rows->state[i] == HC_ST_FAILED;
    }
}

void hc_run_play(const hc_run_opts *o, hc_run_result *out)
{
    size_t n = o->plan->n_targets, each = o->rows->n / n;
    run r = {.o = o, .out = out, .started_us = hc_loop_mono_us(o->loop)};
    *out = (hc_run_result){0};
    r.lanes = hc_xcalloc(n, sizeof *r.lanes);
    r.done_by_target = hc_xcalloc(n, sizeof *r.done_by_target);
    for (size_t i = 0; i < n; i++) {
        r.lanes[i] = (lane){.r = &r, .target = o->targets[i], .next = i * each, .end = (i + 1) * each};
        for (size_t k = i * each; k < (i + 1) * each; k++)
            r.done_by_target[i] += o->rows->state[k] != HC_ST_OPEN;
    }
    count_rows(&r);
    hc_loop_on_signal(o->loop, on_signal, &r);
    hc_loop_tick(o->loop, 100000, tick, &r);
    hc_co_start(o->loop, direct, &r);
    hc_loop_run(o->loop);
    hc_loop_tick(o->loop, 0, NULL, NULL);
    hc_loop_on_signal(o->loop, NULL, NULL);
    tell(&r);
    out->done = r.done_before + r.done;
    out->failed = r.failed;
    out->open = o->rows->n - out->done;
    free(r.lanes);
    free(r.done_by_target);
}
