// SPDX-License-Identifier: Apache-2.0
#include "sim/world.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Nothing stirs for so long although coroutines are alive: a wake was lost. Longer than every deadline of a call. */
static const int64_t STUCK_US = INT64_C(900) * 1000000;

void sim_fail(sim_world *w, const char *fmt, ...)
{
    if (w->why[0])
        return;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(w->why, sizeof w->why, fmt, ap);
    va_end(ap);
}

static void feed(uint64_t *h, int64_t v)
{
    for (int i = 0; i < 8; i++)
        *h = (*h ^ (uint64_t)(v >> (8 * i) & 0xff)) * 0x100000001b3u;
}

void sim_trace(sim_world *w, sim_event kind, int64_t a, int64_t b, int64_t c)
{
    static const char *const names[] = {"life", "end", "call", "back", "sync", "crash", "visit", "state", "check"};
    if (w->calm)
        return;
    const int64_t line[] = {kind, w->now_us, a, b, c};
    for (size_t i = 0; i < HC_LEN(line); i++)
        feed(&w->hash, line[i]);
    if (w->print)
        printf("%12" PRId64 " %-5s %" PRId64 " %" PRId64 " %" PRId64 "\n", w->now_us, names[kind], a, b, c);
}

/* ---- the table of the process ---------------------------------------------------------------------------- */

static int64_t wall(void *ctx)
{
    const sim_world *w = ctx;
    return w->wall_us + w->now_us;
}

static int64_t mono(void *ctx)
{
    const sim_world *w = ctx;
    return w->mono_us + w->now_us;
}

static void randomness(void *ctx, void *p, size_t n)
{
    sim_world *w = ctx;
    uint8_t *b = p;
    for (size_t i = 0; i < n; i++)
        b[i] = (uint8_t)sim_hash(w->o.seed, "random", w->randoms++);
}

static int64_t commit_delay(void *ctx)
{
    sim_world *w = ctx;
    int64_t most = SIM_OPT(&w->o, commit_us);
    return w->calm ? most : 1 + (int64_t)sim_below(w->o.seed, "commit", (uint64_t)(w->life * 100000 + w->syncs), (uint64_t)most);
}

static void unwind(sim_world *w)
{
    hc_loop_signal(w->loop, 2);
    hc_loop_signal(w->loop, 2);
    w->told_stop = true;
}

/* The next visitor, if one comes before the process wakes by itself. */
static sim_visit *next_visit(sim_world *w, int64_t due)
{
    sim_visit *next = NULL;
    for (size_t i = 0; i < w->n_visits; i++)
        if (w->visits[i].kind && w->visits[i].at_us <= due && (!next || w->visits[i].at_us < next->at_us))
            next = &w->visits[i];
    return next;
}

static bool idle(void *ctx, int64_t due_us)
{
    sim_world *w = ctx;
    if (++w->awaits == w->crash_await)
        sim_world_crash(w);
    if (w->dead && !w->told_stop) {
        unwind(w);
        return true;
    }
    int64_t due = due_us == INT64_MAX ? INT64_MAX : due_us - w->mono_us;
    sim_visit *v = w->dead ? NULL : next_visit(w, due);
    if (v) {
        sim_visit now = *v;
        v->kind = SIM_VISIT_NONE;
        w->now_us = now.at_us > w->now_us ? now.at_us : w->now_us;
        sim_trace(w, SIM_EV_VISIT, now.kind, now.arg, 0);
        sim_visit_do(w, &now);
        return true;
    }
    if (due == INT64_MAX) {
        sim_fail(w, "life %d: coroutines are alive and nothing will ever wake them", w->life);
        return false;
    }
    if (due > w->now_us)
        w->now_us = due;
    if (w->now_us - w->last_stir_us > STUCK_US) {
        sim_fail(w, "life %d: no call and no write for %" PRId64 " s, and the run does not end", w->life, STUCK_US / 1000000);
        return false;
    }
    return true;
}

static HC_CO void http(void *ctx, const hc_http_req *req, hc_http_res *out)
{
    sim_net_call(ctx, req, out);
}

/* ---- lives ----------------------------------------------------------------------------------------------- */

static void on_change(void *ctx, sim_disk_op op)
{
    sim_world *w = ctx;
    if (++w->changes == w->crash_change) {
        sim_world_crash(w);
        return;
    }
    if (op != SIM_OP_SYNC)
        return;
    w->last_stir_us = w->now_us;
    sim_trace(w, SIM_EV_SYNC, ++w->syncs, w->changes, 0);
    if (w->syncs == w->crash_sync)
        sim_world_crash(w);
}

void sim_world_init(sim_world *w, const sim_opts *o, const char *dir)
{
    *w = (sim_world){.o = *o, .life = -1, .hash = 0xcbf29ce484222325u, .wall_us = INT64_C(1795478400000000)};
    w->disk = sim_disk_new(o->seed);
    w->sys = (hc_sys){.wall_us = wall, .mono_us = mono, .idle = idle, .random = randomness, .http = http,
                      .commit_delay_us = commit_delay, .vfs = "simdisk", .ctx = w};
    snprintf(w->dir, sizeof w->dir, "%s", dir);
    snprintf(w->path, sizeof w->path, "%s/run.haechi", dir);
}

void sim_world_fini(sim_world *w)
{
    sim_disk_free(w->disk);
    free(w->seen);
}

int64_t sim_world_grace_us(const sim_world *w)
{
    return 50000 + 3 * SIM_OPT(&w->o, commit_us);
}

void sim_world_crash(sim_world *w)
{
    if (w->dead)
        return;
    w->dead = true;
    w->power_loss = w->ill_fated || sim_chance(w->o.seed, "power-loss", (uint64_t)w->life, SIM_OPT(&w->o, power));
    sim_trace(w, SIM_EV_CRASH, w->power_loss, w->changes, w->calls);
    sim_disk_kill(w->disk);
}

/* A life after one in which a write failed is a good one to lose power in. */
static bool is_ill_fated(const sim_world *w)
{
    return w->shaky && sim_chance(w->o.seed, "ill-fated", (uint64_t)w->life, 500);
}

/* Where this life ends: at a time, or in the n-th change of the disk, call, sync or wait. */
static void draw_crash(sim_world *w)
{
    uint64_t s = w->o.seed, n = (uint64_t)w->life;
    w->crash_await = w->crash_call = w->crash_sync = w->crash_change = 0;
    if (!w->faults || (w->life >= SIM_OPT(&w->o, crashes) && !w->ill_fated))
        return;
    switch (sim_below(s, "crash-kind", n, 5)) {
    case 0: sim_world_visit(w, sim_log(s, "crash-at", n, 1000, 20000000), SIM_VISIT_CRASH, 0); break;
    case 1: w->crash_change = sim_log(s, "crash-at", n, 1, 600); break;
    case 2: w->crash_call = sim_log(s, "crash-at", n, 1, 40); break;
    case 3: w->crash_sync = sim_log(s, "crash-at", n, 1, 80); break;
    default: w->crash_await = sim_log(s, "crash-at", n, 1, 1000); break;
    }
    w->crash_after = sim_below(s, "crash-after", n, 2);
}

/* In one of the lives with faults, or in several; a crash may come on top. */
static bool falls_here(const sim_world *w, const char *stream, int64_t count)
{
    uint64_t lives = (uint64_t)(1 + SIM_OPT(&w->o, crashes) + count);
    for (int64_t k = 0; k < count; k++)
        if (w->faults && sim_below(w->o.seed, stream, (uint64_t)k, lives) == (uint64_t)w->life)
            return true;
    return false;
}

static void draw_disk(sim_world *w)
{
    uint64_t s = w->o.seed, n = (uint64_t)w->life;
    bool full = falls_here(w, "full-life", SIM_OPT(&w->o, full_disk)), eio = falls_here(w, "eio-life", SIM_OPT(&w->o, sync_eio));
    sim_disk_limit(w->disk, full ? sim_disk_used(w->disk) + sim_log(s, "full", n, 1, 400000) : 0);
    sim_disk_fail_sync(w->disk, eio ? sim_log(s, "eio", n, 1, 60) : 0);
}

void sim_world_birth(sim_world *w, bool faults)
{
    w->life++;
    w->faults = faults;
    w->opened = w->dead = w->told_stop = w->power_loss = false;
    w->awaits = w->calls = w->syncs = w->changes = 0;
    w->n_visits = 0;
    w->born_us = w->last_stir_us = w->now_us;
    w->mono_us = (int64_t)sim_below(w->o.seed, "boot", (uint64_t)w->life, 1000000000000) - w->now_us;
    w->told_played = 0;
    w->run = NULL;
    for (size_t i = 0; i < SIM_HOSTS; i++) {
        sim_host *h = &w->host[i];
        *h = (sim_host){.opens_us = h->opens_us, .held_from_us = INT64_MAX};
        if (w->life == 0)
            h->opens_us = w->now_us + SIM_OPT(&w->o, slow_start_ms) * 1000;
    }
    sim_trace(w, SIM_EV_LIFE, w->life, faults, 0);
    w->ill_fated = faults && is_ill_fated(w);
    draw_crash(w);
    draw_disk(w);
    if (faults)
        sim_visits_draw(w);
    sim_disk_watch(w->disk, on_change, w);
    sim_disk_use(w->disk);
}

void sim_world_visit(sim_world *w, int64_t after_us, sim_visit_kind kind, int64_t arg)
{
    if (w->n_visits < SIM_VISITS_MAX)
        w->visits[w->n_visits++] = (sim_visit){w->now_us + after_us, kind, arg};
}
