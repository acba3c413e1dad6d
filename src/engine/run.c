// SPDX-License-Identifier: Apache-2.0
/*
 * How it works. One admission coroutine per target starts sample coroutines while the conversations in flight are fewer than
 * the target's limiter allows; samples that wait for a judge do not count as conversations but are bounded too.
 *
 * Invariants
 *  1. A sample is closed by one append of score and close, and only after its conversation and grading ended.
 *  2. After the first stop nothing is admitted. Signals, caps and fatal errors differ only in how long the rest may drain.
 *  3. A cancelled sample writes nothing, except the stop, score and close of its own time limit.
 *  4. While paused nothing is admitted, no attempt leaves, and no time limit of ours runs.
 */
#include "engine/run_int.h"

#include <stdlib.h>

void hc_run_stop(hc_run *r, hc_stop why, int64_t drain_us)
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

void hc_run_cancel_all(hc_run *r)
{
    r->killed = true;
    if (r->starting)
        hc_co_cancel(r->starting);
    for (hc_flight *f = r->flights; f; f = f->next)
        hc_co_cancel(f->co);
}

size_t hc_run_asked(const hc_run *r)
{
    return r->o->plan->n_targets + r->o->n_judges + r->o->n_code;
}

int64_t hc_run_paused_us(const hc_run *r, int64_t now_us)
{
    return r->paused_us + (r->paused_since_us ? now_us - r->paused_since_us : 0);
}

/* Somebody of the crew has left. */
static void sign_off(hc_run *r)
{
    if (--r->crew == 0)
        hc_waitq_wake_all(&r->idle);
}

static void fatal(hc_run *r, hc_code code, const hc_err *err)
{
    if (r->out->code == HC_OK) {
        r->out->code = code;
        r->out->err = *err;
    }
    hc_run_stop(r, HC_STOP_FATAL, code == HC_E_IO ? 0 : HC_DRAIN_US);
}

void hc_run_decide(hc_run *r, hc_stop why, const char *code, int64_t drain_us)
{
    hc_entry e = {.type = HC_ENT_CONTROL, .code = hc_str_c(code)};
    if (r->out->stop == HC_STOP_NONE)
        hc_ledger_append(r->o->ledger, &e, 1);
    hc_run_stop(r, why, drain_us);
}

void hc_run_rewatch(hc_lane *l)
{
    hc_err err = {0};
    hc_run *r = l->r;
    size_t target = (size_t)(l - r->lanes), end = l->watch.end;
    hc_code code = hc_watch_init(&l->watch, r->arena, r->o->plan, r->o->order, r->o->rows, target, &err);
    for (size_t i = 0; i < r->o->order->n && !end; i++)
        if (r->o->rows->beyond[target * r->o->order->n + r->o->order->row[i]])
            end = i;
    l->watch.end = end;
    if (code != HC_OK)
        fatal(r, code, &err);
}

static void sample_failed(hc_run *r)
{
    r->failed++;
    if (r->o->max_errors >= 0 && (int64_t)r->failed > r->o->max_errors)
        hc_run_stop(r, HC_STOP_ERRORS, HC_DRAIN_US);
}

/* ---- one sample ---------------------------------------------------------------------------------------- */

/* The target stopped at an earlier place of the order while this one was in flight. */
static bool is_beyond(const hc_flight *f)
{
    const bool *beyond = f->r->o->rows->beyond;
    return beyond && beyond[f->row];
}

static HC_CO hc_code play_live(hc_flight *f, hc_play *p, hc_arena *a, hc_err *err)
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
    if (p->state == HC_ST_FAILED && !is_beyond(f)) {
        f->failed = true;
        sample_failed(f->r);
    }
    hc_waitq_wake_one(&f->lane->room);
    HC_TRY(hc_sample_score(p, a, err));
    return hc_ledger_wait(f->r->o->ledger, hc_sample_close(p, false), err);
}

/* What has finished may decide the rules of the plan: then the target's other samples are outside, those in flight too. */
static void watch(hc_lane *l)
{
    hc_run *r = l->r;
    hc_rows *rows = r->o->rows;
    hc_err err = {0};
    size_t target = (size_t)(l - r->lanes);
    if (!r->o->order || l->watch.end)
        return;
    hc_code code = hc_watch_advance(&l->watch, r->o->order->n, &err);
    if (code != HC_OK) {
        fatal(r, code, &err);
        return;
    }
    if (!l->watch.end || l->watch.end == r->o->order->n)
        return;
    hc_entry e = hc_stop_entry(r->arena, r->o->plan->targets[target].alias, l->watch.end);
    hc_ledger_append(r->o->ledger, &e, 1);
    for (size_t i = l->watch.end; i < r->o->order->n; i++) {
        size_t row = hc_run_row(l, l->first + i);
        bool open = rows->state[row] == HC_ST_OPEN;
        r->failed -= rows->state[row] == HC_ST_FAILED;
        r->done += open;
        r->done_by_target[target] += open;
        rows->beyond[row] = true;
        rows->state[row] = HC_ST_NOT_TESTED;
    }
}

static void leave(hc_flight *f, hc_code code, const hc_play *p, const hc_err *err)
{
    hc_run *r = f->r;
    hc_lane *l = f->lane;
    if (is_beyond(f))
        r->failed -= f->failed;
    if (code == HC_OK && is_beyond(f)) {
        r->played++;
    } else if (code == HC_OK) {
        hc_rows_set(r->o->rows, f->row, p->addr.redo, p->state);
        if (r->o->order)
            hc_rows_score(r->o->rows, f->row, p->outcomes, p->n_outcomes);
        r->done++;
        r->played++;
        r->done_by_target[l - r->lanes]++;
        watch(l);
    } else if (code == HC_E_LIMIT) {
        if (r->out->stop == HC_STOP_NONE)
            r->out->err = *err;
        hc_run_decide(r, HC_STOP_COST, "cap", HC_DRAIN_US);
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
    sign_off(r);
}

static HC_CO void fly(void *arg)
{
    hc_flight *f = arg;
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

static hc_code time_limit(hc_flight *f, hc_err *err)
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

static void start(hc_lane *l, size_t row)
{
    hc_run *r = l->r;
    hc_err err = {0};
    hc_flight *f = hc_xcalloc(1, sizeof *f);
    *f = (hc_flight){.r = r, .lane = l, .row = row, .next = r->flights};
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
    r->crew++;
    l->conversing++;
    l->alive++;
    f->co = hc_co_start(r->o->loop, fly, f);
}

/* ---- admission ----------------------------------------------------------------------------------------- */

static bool has_room(const hc_lane *l)
{
    hc_target_stats s;
    hc_target_stats_get(l->target, &s);
    size_t limit = (size_t)(s.limit > 0 ? s.limit : 1);
    return !l->r->paused_since_us && l->conversing < limit && l->alive < 4 * limit + 16;
}

static bool is_flying(const hc_run *r, size_t row)
{
    const hc_flight *f = r->flights;
    while (f && f->row != row)
        f = f->next;
    return f != NULL;
}

/* Puts `next` on an open row. Only behind the highest row that was ever reached can an open one be in flight already. */
static bool find_open(hc_lane *l)
{
    for (; l->next < l->end; l->next++) {
        size_t row = hc_run_row(l, l->next);
        if (l->r->o->rows->state[row] == HC_ST_OPEN && (l->next >= l->reached || !is_flying(l->r, row)))
            return true;
    }
    return false;
}

static HC_CO void admit(void *arg)
{
    hc_lane *l = arg;
    hc_run *r = l->r;
    while (r->out->stop == HC_STOP_NONE && find_open(l)) {
        if (has_room(l)) {
            start(l, hc_run_row(l, l->next++));
            l->reached = l->next > l->reached ? l->next : l->reached;
        } else if (hc_waitq_wait(&l->room, hc_loop_mono_us(r->o->loop) + 100000) == HC_E_CANCELLED) {
            break;     /* the wait is short because the limit can grow without a sample ending */
        }
    }
    l->admitting = false;
    sign_off(r);
}

void hc_run_admit(hc_lane *l)
{
    if (l->admitting)
        return;
    l->admitting = true;
    l->r->crew++;
    hc_co_start(l->r->o->loop, admit, l);
}

/* ---- start, judge tests, end --------------------------------------------------------------------------- */

static HC_CO hc_code start_targets(hc_run *r, hc_err *err)
{
    const hc_run_opts *o = r->o;
    for (size_t i = 0; i < hc_run_asked(r); i++)
        HC_TRY(hc_target_start(o->targets[i], err));
    return HC_OK;
}

static HC_CO hc_code test_judges(hc_run *r, hc_err *err)
{
    const hc_run_opts *o = r->o;
    HC_TRY(hc_sample_judge_tests(o->plan, o->set, o->asker, &r->out->judge_agree, &r->out->judge_tests, err));
    r->out->judge_failed = !o->set->judge_ok;
    return HC_OK;
}

static HC_CO void stop_targets(hc_run *r)
{
    for (size_t i = 0; i < hc_run_asked(r); i++)
        hc_target_stop(r->o->targets[i]);
}

static HC_CO void direct(void *arg)
{
    hc_run *r = arg;
    hc_err err = {0};
    r->starting = hc_co_self();
    hc_code code = start_targets(r, &err);
    if (code == HC_OK)
        code = test_judges(r, &err);
    r->starting = NULL;
    if (code == HC_E_LIMIT)
        hc_run_decide(r, HC_STOP_COST, "cap", HC_DRAIN_US);
    else if (code != HC_OK && code != HC_E_CANCELLED)
        fatal(r, code, &err);
    for (size_t i = 0; i < r->o->plan->n_targets && r->out->stop == HC_STOP_NONE; i++)
        watch(&r->lanes[i]);
    r->phase = HC_RUN_PLAYING;
    for (size_t i = 0; i < r->o->plan->n_targets && r->out->stop == HC_STOP_NONE; i++)
        hc_run_admit(&r->lanes[i]);
    while (r->crew)
        if (hc_waitq_wait(&r->idle, INT64_MAX) == HC_E_CANCELLED)
            break;
    r->phase = HC_RUN_ENDED;
    stop_targets(r);
}

void hc_run_look(const hc_run *r, hc_progress *out)
{
    int64_t now = hc_loop_mono_us(r->o->loop);
    *out = (hc_progress){.total = r->o->rows->n, .done = r->done, .played = r->played, .in_flight = r->in_flight, .failed = r->failed,
                         .started_us = r->started_us, .now_us = now, .stopping_since_us = r->stopping_since_us,
                         .paused_since_us = r->paused_since_us, .paused_by = r->paused_by, .paused_us = hc_run_paused_us(r, now),
                         .max_time_us = r->max_time_us, .max_cost_usd_micro = hc_asker_cap(r->o->asker),
                         .spent_usd_micro = hc_asker_spent(r->o->asker), .stop = r->out->stop, .change = &r->change,
                         .n_changes = r->n_changes, .targets = r->o->targets, .n_targets = r->o->plan->n_targets,
                         .n_judges = r->o->n_judges, .done_by_target = r->done_by_target,
                         .total_by_target = r->o->rows->n / r->o->plan->n_targets};
}

void hc_run_tell(hc_run *r)
{
    hc_progress p;
    hc_run_look(r, &p);
    if (r->o->progress)
        r->o->progress(r->o->ctx, &p);
}

static bool calls_in_flight(const hc_run *r)
{
    for (size_t i = 0; i < hc_run_asked(r); i++) {
        hc_target_stats s;
        hc_target_stats_get(r->o->targets[i], &s);
        if (s.in_flight)
            return true;
    }
    return false;
}

static void time_out_samples(hc_run *r, int64_t now)
{
    for (hc_flight *f = r->flights; f; f = f->next)
        if (now >= f->deadline_us && !f->timed_out) {
            f->timed_out = true;
            hc_co_cancel(f->co);
        }
}

static void tick(void *arg)
{
    enum { LAST_WRITES_US = 300000 };
    hc_run *r = arg;
    int64_t now = hc_loop_mono_us(r->o->loop);
    if (!r->paused_since_us)
        time_out_samples(r, now);
    if (r->max_time_us && now - r->started_us - hc_run_paused_us(r, now) >= r->max_time_us)
        hc_run_decide(r, HC_STOP_TIME, "pause", 0);
    /* What waits for the end of a pause cannot end by itself. */
    if (r->stopping_since_us && r->paused_since_us && !calls_in_flight(r))
        hc_run_stop(r, r->out->stop, LAST_WRITES_US);
    if (r->stopping_since_us && now >= r->kill_at_us && !r->killed)
        hc_run_cancel_all(r);
    hc_run_tell(r);
}

static void on_signal(void *arg, int signo)
{
    hc_run *r = arg;
    r->out->signo = signo;
    hc_run_decide(r, HC_STOP_SIGNAL, "pause", r->signals++ ? 0 : HC_DRAIN_US);
    if (r->signals > 1)
        hc_run_cancel_all(r);
    hc_run_tell(r);
}

static void count_rows(hc_run *r)
{
    for (size_t i = 0; i < r->o->rows->n; i++) {
        r->done += r->o->rows->state[i] != HC_ST_OPEN;
        r->failed += r->o->rows->state[i] == HC_ST_FAILED;
    }
}

void hc_run_play(const hc_run_opts *o, hc_run_result *out)
{
    size_t n = o->plan->n_targets, each = o->rows->n / n;
    hc_run r = {.o = o, .out = out, .arena = hc_arena_new(), .started_us = hc_loop_mono_us(o->loop), .max_time_us = o->max_time_us};
    *out = (hc_run_result){0};
    r.lanes = hc_xcalloc(n, sizeof *r.lanes);
    r.done_by_target = hc_xcalloc(n, sizeof *r.done_by_target);
    for (size_t i = 0; i < n; i++) {
        r.lanes[i] = (hc_lane){.r = &r, .target = o->targets[i], .first = i * each, .next = i * each, .end = (i + 1) * each};
        for (size_t k = i * each; k < (i + 1) * each; k++)
            r.done_by_target[i] += o->rows->state[k] != HC_ST_OPEN;
    }
    count_rows(&r);
    for (size_t i = 0; i < n && o->order; i++)
        hc_run_rewatch(&r.lanes[i]);
    hc_loop_on_signal(o->loop, on_signal, &r);
    hc_loop_tick(o->loop, 100000, tick, &r);
    hc_co_start(o->loop, direct, &r);
    if (o->started)
        o->started(o->ctx, &r);
    hc_loop_run(o->loop);
    hc_loop_tick(o->loop, 0, NULL, NULL);
    hc_loop_on_signal(o->loop, NULL, NULL);
    hc_run_tell(&r);
    out->done = r.done;
    out->played = r.played;
    out->failed = r.failed;
    out->open = o->rows->n - out->done;
    out->n_changes = r.n_changes;
    out->paused_us = hc_run_paused_us(&r, hc_loop_mono_us(o->loop));
    free(r.lanes);
    free(r.done_by_target);
    hc_arena_free(r.arena);
}
