// SPDX-License-Identifier: Apache-2.0
/* Who comes by while the process works: people, and the clock's own troubles. */
#include <stdio.h>

#include "model/limiter.h"
#include "sim/life.h"

/* The k-th visit of a kind falls into one life of the safety phase, drawn with the rest. */
static void draw(sim_world *w, const char *stream, sim_visit_kind kind, int64_t count)
{
    uint64_t s = w->o.seed, lives = (uint64_t)(1 + SIM_OPT(&w->o, crashes));
    for (int64_t k = 0; k < count; k++) {
        uint64_t n = (uint64_t)k * 4;
        if (sim_below(s, stream, n, lives) != (uint64_t)w->life)
            continue;
        int64_t after = sim_log(s, stream, n + 1, 1000, 20000000);
        sim_world_visit(w, after, kind, (int64_t)(sim_hash(s, stream, n + 2) >> 1));
        if (kind == SIM_VISIT_PAUSE)
            sim_world_visit(w, after + sim_log(s, stream, n + 3, 1000, 30000000), SIM_VISIT_UNPAUSE, 0);
    }
}

void sim_visits_draw(sim_world *w)
{
    const sim_opts *o = &w->o;
    draw(w, "clock", SIM_VISIT_STEP_CLOCK, SIM_OPT(o, clock_steps));
    draw(w, "signal", SIM_VISIT_SIGNAL, SIM_OPT(o, stops));
    draw(w, "twin", SIM_VISIT_TWIN, SIM_OPT(o, twins));
    draw(w, "pause", SIM_VISIT_PAUSE, SIM_OPT(o, pauses));
    draw(w, "retune", SIM_VISIT_RETUNE, SIM_OPT(o, retunes));
    draw(w, "raise", SIM_VISIT_RAISE, SIM_OPT(o, raises));
    draw(w, "requeue", SIM_VISIT_REQUEUE, SIM_OPT(o, requeues));
}

static void step_clock(sim_world *w, int64_t arg)
{
    static const int64_t steps[] = {3600, -3600, INT64_C(315360000), INT64_C(-315360000)};
    w->wall_us += steps[arg % 4] * 1000000;
}

/* A second process wants to continue the run that this one holds. */
static void twin(sim_world *w)
{
    hc_err err = {0};
    hc_recorded r;
    hc_loop *loop = hc_loop_new_sys(&w->sys);
    hc_code code = hc_recorded_open(w->path, HC_OPEN_RESUME, loop, &r, &err);
    if (code == HC_OK)
        hc_recorded_close(&r, HC_OK, NULL);
    if (code != HC_E_HELD)
        sim_fail(w, "life %d: a second resume at the same time gave %d, not 'held': %s", w->life, (int)code, err.en);
    hc_loop_free(loop);
}

/* Commands of a person to the run; those that come too early or too late are refused, and that is right. */
static void command(sim_world *w, hc_cmd cmd)
{
    hc_err err = {0};
    if (!w->run)
        return;
    cmd.who = HC_S("sim");
    cmd.uid = -1;
    hc_code code = hc_run_command(w->run, &cmd, &err);
    sim_trace(w, SIM_EV_VISIT, SIM_VISIT_NONE, (int64_t)code, (int64_t)cmd.kind);
    if (code != HC_OK && code != HC_E_USAGE && code != HC_E_NOTFOUND)
        sim_fail(w, "life %d: command %d gave %d: %s", w->life, (int)cmd.kind, (int)code, err.en);
    if (code == HC_OK && cmd.kind == HC_CMD_JOBS)
        for (int i = 0; i < SIM_TARGETS_MAX; i++) {
            sim_host *h = &w->host[i];
            int most = cmd.value ? (int)cmd.value : HC_LIMITER_ADAPTIVE_MAX;
            h->jobs = (int)cmd.value;
            h->retuned_us = w->now_us + sim_world_grace_us(w);
            h->most_jobs = most > h->most_jobs ? most : h->most_jobs;
        }
    if (code == HC_OK && cmd.kind == HC_CMD_MAX_COST && w->cap_usd_micro)
        w->cap_usd_micro = cmd.value && cmd.value < w->cap_usd_micro ? w->cap_usd_micro : cmd.value;
    if (code == HC_OK && (cmd.kind == HC_CMD_PAUSE || cmd.kind == HC_CMD_UNPAUSE))
        for (int i = 0; i < SIM_HOSTS; i++)
            w->host[i].held_from_us = cmd.kind == HC_CMD_PAUSE ? w->now_us + sim_world_grace_us(w) : INT64_MAX;
}

void sim_visit_do(sim_world *w, const sim_visit *v)
{
    char name[16];
    snprintf(name, sizeof name, "i%02d", (int)(v->arg % 3));
    hc_str sample = hc_str_c(name);
    switch (v->kind) {
    case SIM_VISIT_STEP_CLOCK: step_clock(w, v->arg); break;
    case SIM_VISIT_SIGNAL: hc_loop_signal(w->loop, 2); break;
    case SIM_VISIT_TWIN: twin(w); break;
    case SIM_VISIT_CRASH: sim_world_crash(w); break;
    case SIM_VISIT_PAUSE: command(w, (hc_cmd){.kind = HC_CMD_PAUSE}); break;
    case SIM_VISIT_UNPAUSE: command(w, (hc_cmd){.kind = HC_CMD_UNPAUSE}); break;
    case SIM_VISIT_RETUNE: command(w, (hc_cmd){.kind = HC_CMD_JOBS, .value = v->arg % 9}); break;
    case SIM_VISIT_RAISE: command(w, (hc_cmd){.kind = HC_CMD_MAX_COST, .value = v->arg % 40000}); break;
    case SIM_VISIT_REQUEUE:
        command(w, (hc_cmd){.kind = HC_CMD_REQUEUE, .failed = v->arg % 4 == 0, .samples = &sample, .n_samples = v->arg % 4 != 0});
        break;
    case SIM_VISIT_NONE: break;
    }
}
