// SPDX-License-Identifier: Apache-2.0
#include "sim/seed.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "ledger/ledger.h"
#include "sim/check.h"
#include "sim/life.h"

static const int64_t LIVENESS_US = INT64_C(120) * 1000000;

static void clean(const sim_world *w)
{
    char path[128];
    static const char *const ends[] = {"-key", "-lock"};
    for (size_t i = 0; i < HC_LEN(ends); i++) {
        snprintf(path, sizeof path, "%s%s", w->path, ends[i]);
        unlink(path);
    }
}

/* The product's own check and its own sums. */
static void verify(sim_world *w)
{
    hc_err err = {0};
    hc_ledger *l;
    hc_check check;
    if (hc_ledger_open(w->path, HC_OPEN_READ, NULL, &w->sys, &l, &err) != HC_OK) {
        sim_fail(w, "the run cannot be opened: %s", err.en);
        return;
    }
    if (hc_ledger_verify(l, &check, &err) != HC_OK)
        sim_fail(w, "the run does not verify: %s", err.en);
    hc_totals t;
    if (hc_ledger_totals(l, "", &t, &err) != HC_OK || t.cost_max_usd_micro != w->upper_before)
        sim_fail(w, "the run says it cost at most %" PRId64 ", its entries %" PRId64, t.cost_max_usd_micro, w->upper_before);
    hc_ledger_abandon(l);
}

/* Lives with faults; between them somebody may requeue. */
static bool safety(sim_world *w, sim_case *c)
{
    const sim_opts *o = &w->o;
    int64_t lives = 1 + SIM_OPT(o, crashes) + SIM_OPT(o, full_disk) + SIM_OPT(o, sync_eio) + (int64_t)sim_below(o->seed, "lives", 0, 3);
    int64_t requeues = SIM_OPT(o, requeues);
    for (int64_t i = 0; i < lives && !w->why[0]; i++) {
        sim_end end = sim_live(w, c, true);
        if (end == SIM_END_STUCK)
            return false;
        sim_check_life(w);
        w->now_us += 1000000 + sim_log(o->seed, "gap", (uint64_t)i, 1, 1000000000);
        if (end == SIM_END_DONE && requeues-- <= 0)
            break;
        if (end == SIM_END_DONE || sim_below(o->seed, "requeue-now", (uint64_t)i, 4) == 0)
            sim_requeue(w, false, sim_hash(o->seed, "requeue-which", (uint64_t)i));
    }
    return true;
}

/* Without faults everything ends, and what has ended is not asked again. */
static bool liveness(sim_world *w, sim_case *c)
{
    if (sim_below(w->o.seed, "requeue-failed", 0, 4))
        sim_requeue(w, true, 0);
    int64_t from = w->now_us, most = LIVENESS_US + (int64_t)sim_case_calls_max(c) * SIM_OPT(&w->o, timeout_ms) * 1000;
    sim_end end = sim_live(w, c, false);
    if (end == SIM_END_STUCK)
        return false;
    if (end != SIM_END_DONE)
        sim_fail(w, "life %d: without faults the run is not finished", w->life);
    if (w->now_us - from > most)
        sim_fail(w, "life %d: without faults the rest took %" PRId64 " s", w->life, (w->now_us - from) / 1000000);
    sim_check_life(w);
    size_t calls = w->n_seen;
    if (w->why[0])
        return true;
    end = sim_live(w, c, false);
    if (w->n_seen != calls)
        sim_fail(w, "a resume of the finished run sent %zu calls", w->n_seen - calls);
    return end != SIM_END_STUCK;
}

static bool undisturbed(const sim_opts *o, const char *dir, sim_verdict *out, sim_result *calm)
{
    sim_world w;
    sim_case c;
    sim_opts quiet = *o;
    sim_opts_calm(&quiet);
    sim_world_init(&w, &quiet, dir);
    w.calm = true;
    sim_case_make(&c, &quiet);
    sim_end end = sim_live(&w, &c, false);
    out->stuck = end == SIM_END_STUCK;
    if (!out->stuck)
        sim_check_end(&w, NULL, calm);
    if (end != SIM_END_DONE)
        sim_fail(&w, "the undisturbed run is not finished");
    if (w.why[0])
        snprintf(out->why, sizeof out->why, "undisturbed: %.580s", w.why);
    clean(&w);
    if (!out->stuck) {
        sim_case_free(&c);
        sim_world_fini(&w);
    }
    return !out->why[0];
}

void sim_seed(const sim_opts *o, const char *dir, bool print, sim_verdict *out)
{
    sim_world w;
    sim_case c;
    sim_result calm = {0}, result = {0};
    *out = (sim_verdict){0};
    if (!undisturbed(o, dir, out, &calm))
        return;
    sim_world_init(&w, o, dir);
    w.print = print;
    sim_case_make(&c, o);
    bool ended = safety(&w, &c) && (w.why[0] || liveness(&w, &c));
    if (ended && !w.why[0])
        sim_check_end(&w, &calm, &result);
    if (ended && !w.why[0])
        verify(&w);
    *out = (sim_verdict){.hash = w.hash, .calls = (int64_t)w.n_seen, .lives = w.life + 1, .virtual_us = w.now_us, .stuck = !ended};
    snprintf(out->why, sizeof out->why, "%s", w.why[0] || ended ? w.why : "coroutines are alive at the end");
    clean(&w);
    sim_result_free(&calm);
    sim_result_free(&result);
    if (ended) {
        sim_case_free(&c);
        sim_world_fini(&w);
    }
}
