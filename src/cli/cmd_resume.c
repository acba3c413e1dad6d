// SPDX-License-Identifier: Apache-2.0
#include "cli/differences.h"
#include "cli/runs.h"
#include "cli/session.h"
#include "engine/replay.h"

/* Nothing may be sent while an open sample would ask another question than the one recorded. */
static hc_code dry_play(hc_cli *c, hc_recorded *r, hc_loop *loop, bool *out_differs, hc_err *err)
{
    hc_replay dry;
    hc_rows rows;
    HC_TRY(hc_recorded_rows(r, NULL, false, &rows, err));
    HC_TRY(hc_replay_dry(r, &rows, loop, &dry, err));
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

static int resume(hc_cli *c, hc_recorded *r, hc_loop *loop, hc_err *err)
{
    hc_session s;
    hc_models m;
    int64_t cap = 0;
    bool differs = false;
    hc_code code = dry_play(c, r, loop, &differs, err);
    if (code == HC_OK && differs) {
        hc_recorded_close(r, HC_OK, NULL);
        hc_say(c, stderr, "nothing was sent; to ask these samples anew:  haechi requeue RUN SAMPLE\n",
               "보낸 호출 없음; 이 사례들을 새로 물으려면:  haechi requeue RUN 사례\n");
        return HC_EXIT_INTEGRITY;
    }
    if (code == HC_OK)
        code = endpoints(c, r, &m, err);
    if (code == HC_OK)
        code = hc_session_cap(c, m.targets, m.n_targets, &cap, err);
    if (code == HC_OK)
        code = hc_session_cap(c, m.judges, m.n_judges, &cap, err);
    if (code == HC_OK)
        code = hc_session_open(c, loop, r, &m, cap, &s, err);
    if (code != HC_OK)
        return hc_session_leave(c, r, err);
    hc_entry env = hc_session_env(c->arena);
    hc_ledger_append(r->ledger, &env, 1);
    int status = hc_session_play(c, &s, r, err);
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
