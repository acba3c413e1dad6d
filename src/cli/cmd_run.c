// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "cli/prepare.h"
#include "cli/runs.h"
#include "cli/session.h"
#include "cli/view.h"

static hc_code create(hc_cli *c, const hc_prepared *p, hc_loop *loop, hc_recorded *out, hc_err *err)
{
    char host[256] = "";
    hc_snapshot_file *files;
    size_t n_files;
    hc_ledger *l;
    hc_str path;
    hc_score_set set;
    gethostname(host, sizeof host - 1);
    hc_prepared_snapshot(c->arena, p, &files, &n_files);
    HC_TRY(hc_run_new_path(c, p->packs[0]->name, p->now_us, &path, err));
    HC_TRY(hc_score_set_make(c->arena, p->packs, p->n_packs, p->plan->judges, p->plan->n_judges, p->judge_mean, &set, err));
    hc_body_in field = {"set", &set.definition, 1};
    hc_entry first[4] = {
        hc_session_env(c->arena),
        {.type = HC_ENT_CONTROL, .code = HC_S("set"), .bodies = &field, .n_bodies = 1},
    };
    size_t n_first = 2;
    n_first += hc_session_cap_entry(c, "max_cost_usd_micro", 0, p->max_cost, &first[n_first]);
    n_first += hc_session_cap_entry(c, "max_time_us", 0, p->max_time_us, &first[n_first]);
    hc_create o = {.path = hc_cstr(c->arena, path), .log_name = host, .plan = p->plan->body, .files = files,
                   .n_files = n_files, .first = first, .n_first = n_first, .loop = loop,
                   .endpoints = hc_session_endpoints(c->arena, &p->models)};
    HC_TRY(hc_ledger_create(&o, &l, err));
    hc_code code = hc_recorded_adopt(l, p->packs, p->n_packs, p->plan, out, err);
    if (code != HC_OK)
        hc_recorded_close(out, code, NULL);
    return code;
}

static int play(hc_cli *c, const hc_prepared *p, hc_loop *loop, hc_recorded *r, hc_err *err)
{
    hc_session s;
    hc_code code = hc_session_open(c, loop, r, &p->models, p->max_cost, &s, err);
    if (code != HC_OK)
        return hc_session_leave(c, r, err);
    int status = hc_session_play(c, &s, r, NULL, err);
    hc_session_close(&s);
    return status;
}

int hc_cmd_run(hc_cli *c)
{
    hc_prepared p = {0};
    return hc_run_prepared(c, &p);
}

int hc_run_prepared(hc_cli *c, hc_prepared *given)
{
    hc_err err = {0};
    hc_prepared p = *given;
    hc_recorded r;
    hc_code code = hc_prepare(c, true, &p, &err);
    if (code != HC_OK)
        return hc_complain(c, &err);
    if (!c->quiet)
        hc_prepared_say(c, &p);
    hc_loop *loop = hc_loop_new();
    code = create(c, &p, loop, &r, &err);
    if (code == HC_E_IO)
        hc_err_hint(&err, "nothing was sent: free some space or mend the disk, then `haechi run` again",
                    "보낸 호출 없음. 공간을 확보하거나 디스크를 고친 뒤 `haechi run`{을/를} 다시 실행하십시오");
    int status = code == HC_OK ? play(c, &p, loop, &r, &err) : hc_complain(c, &err);
    hc_loop_free(loop);
    return status;
}
