// SPDX-License-Identifier: Apache-2.0
#include "cli/differences.h"
#include "cli/runs.h"
#include "cli/session.h"
#include "cli/standing.h"
#include "cli/view.h"
#include "engine/replay.h"

/* Nothing may be sent while an open sample would ask another question than the one recorded. */
static hc_code dry_play(hc_cli *c, hc_recorded *r, hc_loop *loop, hc_rows *out, bool *out_differs, hc_err *err)
{
    hc_replay dry;
    HC_TRY(hc_recorded_rows(r, r->sset, hc_view_answers(c, r->packs, r->n_packs), out, err));
    HC_TRY(hc_replay_dry(r, out, loop, &dry, err));
    *out_differs = dry.n_diff > 0;
    hc_differences_say(c, stderr, &dry);
    return HC_OK;
}

static hc_code endpoints(hc_cli *c, hc_recorded *r, hc_models *m, hc_err *err)
{
    hc_str *aliases = HC_NEW_N(c->arena, hc_str, r->plan->n_targets);
    hc_str json = hc_ledger_endpoints(r->ledger), ignored;
    bool mean;
    for (size_t i = 0; i < r->plan->n_targets; i++)
        aliases[i] = r->plan->targets[i].alias;
    HC_TRY(hc_session_read_endpoints(c->arena, json, aliases, r->plan->n_targets, &c->config, &m->targets, err));
    HC_TRY(hc_session_recorded_judges(c, r, &m->judges, &m->n_judges, &mean, err));
    m->n_targets = r->plan->n_targets;
    for (size_t i = 0; i < m->n_targets + m->n_judges; i++)
        HC_TRY(hc_target_key(c->arena, hc_models_at(m, i), &ignored, err));
    return HC_OK;
}

/* What a person decided while it ran holds on, unless he says otherwise now. */
static hc_code decisions(hc_cli *c, hc_recorded *r, hc_models *m, int64_t *out_cap, hc_err *err)
{
    hc_changes ch;
    hc_entry e;
    int64_t time_us;
    HC_TRY(hc_changes_read(r->ledger, c->arena, &ch, err));
    int64_t cost_was = hc_changes_newest(&ch, "max_cost_usd_micro", HC_S(""), -1);
    int64_t time_was = hc_changes_newest(&ch, "max_time_us", HC_S(""), 0);
    *out_cap = cost_was;
    if (cost_was < 0 || hc_opt_str(c, "max-cost", NULL, HC_S("")).n) {
        HC_TRY(hc_session_cap(c, m->targets, m->n_targets, out_cap, err));
        HC_TRY(hc_session_cap(c, m->judges, m->n_judges, out_cap, err));
    }
    HC_TRY(hc_session_max_time(c, time_was, &time_us, err));
    for (size_t i = 0; i < m->n_targets + m->n_judges; i++) {
        hc_target_conf *t = i < m->n_targets ? &m->targets[i] : &m->judges[i - m->n_targets];
        int64_t jobs = hc_changes_newest(&ch, "jobs", t->alias, t->jobs);
        if (i < m->n_targets)
            HC_TRY(hc_opt_int(c, "jobs", NULL, 1, HC_JOBS_MAX, jobs, &jobs, err));
        t->jobs = (int)jobs;
    }
    if (hc_session_cap_entry(c, "max_cost_usd_micro", cost_was < 0 ? 0 : cost_was, *out_cap, &e))
        hc_ledger_append(r->ledger, &e, 1);
    if (hc_session_cap_entry(c, "max_time_us", time_was, time_us, &e))
        hc_ledger_append(r->ledger, &e, 1);
    char time[32];
    hc_duration_text(time_us, c->ko, time, sizeof time);
    if (*out_cap && !c->quiet)
        hc_say(c, stderr, "cost cap %.*s of the whole run (another: --max-cost, none lifts it)\n",
               "비용 한도 %.*s(실행 전체; 바꾸기: --max-cost, none은 없앰)\n", HC_FS(hc_money(c->arena, *out_cap)));
    if (time_us && !c->quiet)
        hc_say(c, stderr, "time cap %s from now (another: --max-time, none lifts it)\n", "시간 한도 지금부터 %s(바꾸기: --max-time, none은 없앰)\n",
               time);
    return hc_ledger_sync(r->ledger, err);
}

static int resume(hc_cli *c, hc_recorded *r, hc_loop *loop, hc_err *err)
{
    hc_session s;
    hc_models m;
    hc_rows rows;
    int64_t cap = 0;
    bool differs = false;
    hc_code code = hc_run_can_ask(r, "resume", err);
    if (code == HC_OK)
        code = dry_play(c, r, loop, &rows, &differs, err);
    if (code == HC_OK && differs) {
        hc_recorded_close(r, HC_OK, NULL);
        hc_say(c, stderr, "nothing was sent; to ask these samples anew:  haechi requeue RUN SAMPLE\n",
               "보낸 호출 없음; 이 사례들을 새로 물으려면:  haechi requeue RUN 사례\n");
        return HC_EXIT_INTEGRITY;
    }
    if (code == HC_OK)
        code = endpoints(c, r, &m, err);
    if (code == HC_OK)
        code = decisions(c, r, &m, &cap, err);
    if (code == HC_OK)
        code = hc_session_open(c, loop, r, &m, cap, &s, err);
    if (code != HC_OK)
        return hc_session_leave(c, r, err);
    hc_entry env = hc_session_env(c->arena);
    hc_ledger_append(r->ledger, &env, 1);
    int status = hc_session_play(c, &s, r, &rows, err);
    hc_session_close(&s);
    return status;
}

int hc_cmd_resume(hc_cli *c)
{
    hc_err err = {0};
    hc_run_ref ref = {.path = HC_S("")};
    hc_recorded r;
    hc_code code = hc_need_args(c, 0, 1, &err);
    hc_loop *loop = hc_loop_new();
    if (code == HC_OK)
        code = hc_run_open(c, c->n_args ? c->args[0] : HC_S(""), HC_OPEN_RESUME, loop, &ref, &r, &err);
    int status = code == HC_OK ? resume(c, &r, loop, &err) : hc_complain_of_run(c, &err, hc_cstr(c->arena, ref.path));
    hc_loop_free(loop);
    return status;
}
