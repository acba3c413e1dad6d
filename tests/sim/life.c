// SPDX-License-Identifier: Apache-2.0
/* One process, wired as the command line wires it. */
#include "sim/life.h"

#include <stdio.h>
#include <string.h>

#include "engine/control.h"
#include "engine/replay.h"
#include "model/limiter.h"

/* ---- what is asked ---------------------------------------------------------------------------------------- */

static void shape(const sim_opts *o, int64_t *items, int64_t *turns, int64_t *epochs)
{
    int64_t each = SIM_OPT(o, targets) * (1 + SIM_OPT(o, judges));
    *items = SIM_OPT(o, items);
    *turns = SIM_OPT(o, turns);
    *epochs = SIM_OPT(o, epochs);
    /* Small runs find the same defects sooner. */
    while (*items * *turns * *epochs * each > SIM_OPT(o, calls) && (*items > 1 || *turns > 1 || *epochs > 1)) {
        int64_t *largest = *items >= *turns ? items : turns;
        largest = *largest > *epochs ? largest : epochs;
        *largest = (*largest + 1) / 2;
    }
}

static hc_str items_text(hc_arena *a, const sim_opts *o, int64_t items, int64_t turns)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    for (int64_t i = 0; i < items; i++) {
        hc_buf_fmt(&b, "{\"id\":\"i%02d\",\"turns\":[", (int)i);
        for (int64_t t = 0; t < turns; t++)
            hc_buf_fmt(&b, "%s{\"role\":\"user\",\"text\":\"q%d.%d\"%s}", t ? "," : "", (int)i, (int)t,
                       t && sim_below(o->seed, "when", (uint64_t)(i * 100 + t), 8) == 0 ? ",\"when\":\"not refused\"" : "");
        bool judged = SIM_OPT(o, judges) && sim_below(o->seed, "judged", (uint64_t)i, 3);
        hc_buf_c(&b, judged ? "],\"expect\":\"safe\"}\n" : "],\"expect\":{\"text\":[\"답 1\",\"답 2\"]}}\n");
    }
    return hc_str_dup(a, hc_buf_view(&b));
}

static hc_target_conf conf(const sim_opts *o, const char *alias, const char *url, const char *model, int64_t price)
{
    return (hc_target_conf){
        .alias = hc_str_c(alias), .adapter = HC_S("openai"), .base_url = hc_str_c(url), .model = hc_str_c(model), .key_env = HC_S(""),
        .key_file = HC_S(""), .key_cmd = HC_S(""), .key_optional = true, .system = HC_S(""),
        .price = {3000000 * price, 15000000 * price, 3000000 * price, HC_S("")}, .jobs = (int)SIM_OPT(o, jobs),
        .timeout_ms = SIM_OPT(o, timeout_ms), .deadline_ms = SIM_OPT(o, deadline_ms), .retries = (int)SIM_OPT(o, retries),
        .params = {.max_tokens = price ? 64 : 0}};
}

void sim_case_make(sim_case *c, const sim_opts *o)
{
    static const char manifest[] = "name: sim\nversion: 1.0.0\nlang: en\njudge:\n  rubric: rubrics/r.md\n";
    int64_t items, turns, epochs;
    hc_err err = {0};
    *c = (sim_case){.arena = hc_arena_new(), .n_targets = (size_t)SIM_OPT(o, targets), .n_judges = (size_t)SIM_OPT(o, judges)};
    shape(o, &items, &turns, &epochs);
    c->turns = turns;
    const hc_pack_file files[] = {{HC_S("items/q.jsonl"), items_text(c->arena, o, items, turns)},
                                  {HC_S("pack.yaml"), HC_S(manifest)},
                                  {HC_S("rubrics/r.md"), HC_S("Judge it.\n")}};
    HC_ASSERT(hc_pack_parse(c->arena, HC_S("sim"), files, HC_LEN(files), &c->pack, &err) == HC_OK);
    static const char *const names[] = {"t0", "t1", "t2", "j0", "j1", "j2"};
    static const char *const models[] = {"m0", "m1", "m2", "m3", "m4", "m5"};
    for (size_t i = 0; i < SIM_HOSTS; i++) {
        const char *url = hc_fmt(c->arena, "http://%s.sim/v1%c", names[i], '\0').p;
        bool is_judge = i >= SIM_TARGETS_MAX;
        *(is_judge ? &c->judge[i - SIM_TARGETS_MAX] : &c->target[i]) = conf(o, names[i], url, models[i], is_judge ? 0 : 1);
    }
    const hc_pack *packs[] = {c->pack};
    hc_plan_wish wish = {.packs = packs, .n_packs = 1, .targets = c->target, .n_targets = c->n_targets, .judges = c->judge,
                         .n_judges = c->n_judges, .epochs = (uint32_t)epochs, .limit = HC_S(""), .where = HC_S(""),
                         .seed = HC_S(""), .tokens_per_sample = SIM_OPT(o, sample_tokens),
                         .time_per_sample_us = SIM_OPT(o, sample_time_ms) * 1000, .now_us = INT64_C(1795478400000000)};
    hc_code code = hc_plan_make(c->arena, &wish, HC_S("00000000000000000000000000000000"), &c->plan, &err);
    if (code != HC_OK)
        fprintf(stderr, "plan: %s\n", err.en);
    HC_ASSERT(code == HC_OK);
}

void sim_case_free(sim_case *c)
{
    hc_arena_free(c->arena);
}

size_t sim_case_calls_max(const sim_case *c)
{
    return hc_plan_samples(c->plan) * ((size_t)c->turns + 2 * c->n_judges);
}

/* ---- opening ----------------------------------------------------------------------------------------------- */

static hc_code create(sim_world *w, sim_case *c, hc_recorded *out, hc_err *err)
{
    const hc_pack **packs = HC_NEW(c->arena, const hc_pack *);
    packs[0] = c->pack;
    hc_score_set set;
    hc_ledger *l;
    HC_TRY(hc_score_set_make(c->arena, packs, 1, c->plan->judges, c->plan->n_judges, c->plan->judge_mean, &set, err));
    hc_snapshot_file *files = HC_NEW_N(c->arena, hc_snapshot_file, c->pack->n_files);
    for (size_t i = 0; i < c->pack->n_files; i++)
        files[i] = (hc_snapshot_file){hc_fmt(c->arena, "sim/%.*s", HC_FS(c->pack->files[i].path)), c->pack->files[i].bytes};
    hc_body_in field = {"set", &set.definition, 1};
    const hc_entry first = {.type = HC_ENT_CONTROL, .code = HC_S("set"), .bodies = &field, .n_bodies = 1};
    hc_create o = {.path = w->path, .log_name = "sim", .plan = c->plan->body, .files = files, .n_files = c->pack->n_files,
                   .first = &first, .n_first = 1, .endpoints = HC_S("{}"), .loop = w->loop};
    HC_TRY(hc_ledger_create(&o, &l, err));
    hc_code code = hc_recorded_adopt(l, packs, 1, c->plan, out, err);
    if (code != HC_OK)
        hc_recorded_close(out, code, NULL);
    return code;
}

/* A machine that died while the run was being created leaves a file that is no run; the message says to delete it. */
static hc_code open_or_create(sim_world *w, sim_case *c, hc_recorded *out, hc_err *err)
{
    if (!sim_disk_has(w->disk, w->path))
        return create(w, c, out, err);
    hc_code code = hc_recorded_open(w->path, HC_OPEN_RESUME, w->loop, out, err);
    if (code != HC_E_INPUT || w->dead)
        return code;
    if (w->n_seen)
        sim_fail(w, "life %d: calls were made, and the run is gone: %s", w->life, err->en);
    sim_disk_wipe(w->disk);
    return create(w, c, out, err);
}

static hc_code dry_play(hc_recorded *r, hc_loop *loop, bool *out_differs, hc_err *err)
{
    hc_replay dry;
    hc_rows rows;
    HC_TRY(hc_recorded_rows(r, r->sset, false, &rows, err));
    HC_TRY(hc_replay_dry(r, &rows, loop, &dry, err));
    *out_differs = dry.n_diff > 0;
    return HC_OK;
}

/* ---- playing ----------------------------------------------------------------------------------------------- */

static void on_start(void *ctx, hc_run *run)
{
    sim_world *w = ctx;
    w->run = run;
}

static void on_progress(void *ctx, const hc_progress *p)
{
    sim_world *w = ctx;
    if (!w->dead)
        w->told_played = p->played;
}

/* With the newest numbers of calls at a time that somebody set. */
static hc_code add_targets(sim_world *w, sim_case *c, hc_recorded *r, hc_asker *asker, hc_target **out, hc_err *err)
{
    hc_changes changes;
    HC_TRY(hc_changes_read(r->ledger, c->arena, &changes, err));
    for (size_t i = 0; i < c->n_targets + c->n_judges; i++) {
        hc_target_conf t = i < c->n_targets ? c->target[i] : c->judge[i - c->n_targets];
        sim_host *h = &w->host[i < c->n_targets ? i : i - c->n_targets + SIM_TARGETS_MAX];
        h->jobs = t.jobs = (int)hc_changes_newest(&changes, "jobs", t.alias, t.jobs);
        h->most_jobs = h->jobs ? h->jobs : HC_LIMITER_ADAPTIVE_MAX;
        HC_TRY(hc_asker_add(asker, &t, &out[i], err));
    }
    return HC_OK;
}

static hc_code play(sim_world *w, sim_case *c, hc_recorded *r, hc_asker *asker, hc_run_result *res, hc_err *err)
{
    hc_target *targets[SIM_HOSTS];
    hc_score_set set;
    hc_rows rows;
    hc_entry env = {.type = HC_ENT_CONTROL, .code = HC_S("env")};
    HC_TRY(add_targets(w, c, r, asker, targets, err));
    HC_TRY(hc_recorded_rows(r, r->sset, false, &rows, err));
    HC_TRY(hc_replay_set(r, r->sset, asker, &set, err));
    hc_ledger_append(r->ledger, &env, 1);
    hc_run_opts o = {.plan = r->plan, .rows = &rows, .ledger = r->ledger, .loop = w->loop, .asker = asker, .targets = targets,
                     .n_judges = c->n_judges, .set = &set, .max_errors = -1, .started = on_start,
                     .progress = on_progress, .ctx = w};
    if (w->faults) {
        o.max_time_us = SIM_OPT(&w->o, cap_time_ms) * 1000;
        o.max_errors = SIM_OPT(&w->o, cap_errors) - 1;
    }
    hc_run_play(&o, res);
    w->run = NULL;
    return HC_OK;
}

static hc_code live(sim_world *w, sim_case *c, hc_recorded *r, hc_run_result *res, hc_err *err)
{
    hc_totals so_far;
    hc_changes changes;
    bool differs;
    HC_TRY(dry_play(r, w->loop, &differs, err));
    if (differs)
        sim_fail(w, "life %d: the dry play found another question than the one recorded", w->life);
    HC_TRY(hc_ledger_totals(r->ledger, "", &so_far, err));
    HC_TRY(hc_changes_read(r->ledger, c->arena, &changes, err));
    w->cap_usd_micro = !w->faults ? 0 : hc_changes_newest(&changes, "max_cost_usd_micro", HC_S(""), SIM_OPT(&w->o, cap_cost));
    hc_asker_opts o = {.ledger = r->ledger, .loop = w->loop, .http = hc_http_new(w->loop), .mode = HC_ASK_LIVE,
                       .seed = r->plan->seed, .max_cost_usd_micro = w->cap_usd_micro,
                       .cost_so_far_usd_micro = so_far.cost_max_usd_micro};
    hc_asker *asker = hc_asker_new(&o);
    hc_code code = play(w, c, r, asker, res, err);
    if (hc_loop_alive(w->loop))
        return code;
    if (code == HC_OK && !hc_ledger_broken(r->ledger))
        code = hc_ledger_sync(r->ledger, err);
    hc_asker_free(asker);
    hc_http_free(o.http);
    return code;
}

/* Whether something of this life explains an error. */
static bool excused(const sim_world *w, const hc_run_result *res)
{
    return w->dead || (w->faults && (res->stop != HC_STOP_NONE || SIM_OPT(&w->o, full_disk) || SIM_OPT(&w->o, sync_eio)));
}

sim_end sim_live(sim_world *w, sim_case *c, bool faults)
{
    hc_err err = {0};
    hc_recorded r;
    hc_run_result res = {0};
    sim_world_birth(w, faults);
    w->loop = hc_loop_new_sys(&w->sys);
    hc_code code = open_or_create(w, c, &r, &err);
    if (code == HC_OK) {
        w->opened = true;
        w->shaky = false;
        code = live(w, c, &r, &res, &err);
        if (hc_loop_alive(w->loop))
            return SIM_END_STUCK;
        w->shaky = hc_ledger_broken(r.ledger);
        hc_code closed = hc_recorded_close(&r, HC_OK, code == HC_OK ? &err : NULL);
        code = code == HC_OK ? closed : code;
    }
    hc_loop_free(w->loop);
    w->loop = NULL;
    if (code == HC_OK && res.stop == HC_STOP_FATAL)
        err = res.err;
    if ((code != HC_OK || res.stop == HC_STOP_FATAL) && !excused(w, &res))
        sim_fail(w, "life %d ended with error %d: %s", w->life, (int)(code ? code : res.code), err.en);
    bool done = code == HC_OK && res.stop == HC_STOP_NONE && res.open == 0 && !w->dead;
    if (!faults && code == HC_OK && res.open && res.stop == HC_STOP_NONE)
        sim_fail(w, "life %d: nothing stopped the run, and %zu samples are open", w->life, res.open);
    sim_trace(w, SIM_EV_END, (int64_t)code, (int64_t)res.stop, (int64_t)res.open);
    if (w->dead) {
        sim_disk *next = sim_disk_survivor(w->disk, w->power_loss, (uint64_t)w->life);
        sim_disk_free(w->disk);
        w->disk = next;
    }
    return done ? SIM_END_DONE : SIM_END_OPEN;
}

/* ---- between lives ------------------------------------------------------------------------------------------ */

static hc_code reopen(hc_recorded *r, bool failed, uint64_t nth, size_t *out_n, hc_err *err)
{
    hc_rows rows;
    HC_TRY(hc_recorded_rows(r, NULL, false, &rows, err));
    for (size_t i = 0; i < rows.n; i++) {
        bool wanted = failed ? rows.state[i] == HC_ST_FAILED : i == nth % rows.n && rows.state[i] != HC_ST_OPEN;
        if (!wanted)
            continue;
        hc_row row;
        hc_rows_get(&rows, i, r->arena, &row);
        hc_entry e = {.type = HC_ENT_CONTROL, .code = HC_S("requeue"), .addr = row.addr};
        e.addr.redo++;
        hc_ledger_append(r->ledger, &e, 1);
        (*out_n)++;
    }
    return hc_ledger_sync(r->ledger, err);
}

size_t sim_requeue(sim_world *w, bool failed, uint64_t nth)
{
    hc_err err = {0};
    hc_recorded r;
    size_t n = 0;
    sim_disk_limit(w->disk, 0);
    sim_disk_fail_sync(w->disk, 0);
    sim_disk_watch(w->disk, NULL, NULL);
    sim_disk_use(w->disk);
    if (!sim_disk_has(w->disk, w->path))
        return 0;
    hc_loop *loop = hc_loop_new_sys(&w->sys);
    hc_code code = hc_recorded_open(w->path, HC_OPEN_RESUME, loop, &r, &err);
    if (code == HC_OK) {
        code = reopen(&r, failed, nth, &n, &err);
        code = hc_recorded_close(&r, code, &err);
    }
    hc_loop_free(loop);
    if (code != HC_OK && code != HC_E_INPUT)
        sim_fail(w, "requeue after life %d: %s", w->life, err.en);
    return n;
}
