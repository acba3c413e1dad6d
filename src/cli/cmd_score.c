// SPDX-License-Identifier: Apache-2.0
#include "cli/runs.h"
#include "cli/session.h"
#include "cli/view.h"
#include "engine/replay.h"
#include "engine/rescore.h"
#include "io/file.h"

/* The packs as they were recorded, with --rubric in place of the pack's own. */
static hc_code packs_with_rubric(hc_cli *c, hc_recorded *r, const hc_pack ***out, hc_err *err)
{
    hc_str path = hc_opt_str(c, "rubric", NULL, HC_S("")), text;
    *out = r->packs;
    if (!path.n)
        return HC_OK;
    HC_TRY(hc_file_read(c->arena, hc_cstr(c->arena, path), HC_FILE_BYTES_MAX, &text, err));
    hc_rubric *rubric = HC_NEW(c->arena, hc_rubric);
    *rubric = (hc_rubric){hc_path_base(path), text};
    *out = HC_NEW_N(c->arena, const hc_pack *, r->n_packs);
    for (size_t i = 0; i < r->n_packs; i++) {
        hc_pack *copy = HC_NEW(c->arena, hc_pack);
        *copy = *r->packs[i];
        copy->rubrics = rubric;
        copy->n_rubrics = 1;
        copy->judge_rubric = rubric->name;
        (*out)[i] = copy;
    }
    return HC_OK;
}

/* The judges named now, else those of the default set. */
static hc_code judges_of(hc_cli *c, hc_recorded *r, hc_target_conf **out, size_t *n, bool *mean, hc_err *err)
{
    HC_TRY(hc_session_judges(c, out, n, mean, err));
    return *n || hc_opt_has(c, "no-judge") ? HC_OK : hc_session_recorded_judges(c, r, out, n, mean, err);
}

static hc_code make_set(hc_cli *c, hc_recorded *r, const hc_target_conf *judges, size_t n, bool mean, hc_asker *live,
                        hc_score_set *out, hc_err *err)
{
    const hc_pack **packs;
    hc_str *aliases = HC_NEW_N(c->arena, hc_str, n);
    for (size_t i = 0; i < n; i++)
        aliases[i] = judges[i].alias;
    HC_TRY(packs_with_rubric(c, r, &packs, err));
    if (hc_opt_has(c, "failed") && r->sset)
        return hc_replay_set(r, r->sset, live, out, err);
    HC_TRY(hc_score_set_make(c->arena, packs, r->n_packs, aliases, n, mean, out, err));
    hc_sset made = {.definition = out->definition}; /* read back, so that judges see the new rubric */
    return hc_replay_set(r, &made, live, out, err);
}

static hc_code grade(hc_cli *c, hc_recorded *r, hc_session *s, const hc_target_conf *judges, bool mean,
                     hc_rescore_result *res, hc_err *err)
{
    hc_score_set set;
    HC_TRY(make_set(c, r, judges, s->n_judges, mean, s->asker, &set, err));
    HC_TRY(hc_rescore_register(r, &set, err));
    hc_rescore_opts o = {.run = r, .set = &set, .judge = s->asker, .judges = s->targets, .n_judges = s->n_judges + s->n_code,
                         .only_failed = hc_opt_has(c, "failed"), .loop = s->loop};
    HC_TRY(hc_replay_asker(r, &o.dry, err));
    hc_code code = hc_rescore(&o, res, err);
    hc_asker_free(o.dry);
    return code;
}

static hc_code score(hc_cli *c, hc_recorded *r, hc_loop *loop, hc_rescore_result *res, hc_err *err)
{
    hc_session s;
    hc_target_conf *judges;
    size_t n;
    bool mean;
    hc_table table;
    hc_str endpoints;
    HC_TRY(judges_of(c, r, &judges, &n, &mean, err));
    HC_TRY(hc_session_open(c, loop, r, &(hc_models){.judges = judges, .n_judges = n}, 0, &s, err));
    hc_code code = grade(c, r, &s, judges, mean, res, err);
    hc_session_close(&s);
    HC_TRY(code);
    HC_TRY(hc_session_merge_endpoints(c->arena, hc_ledger_endpoints(r->ledger), judges, n, &endpoints, err));
    HC_TRY(hc_ledger_set_endpoints(r->ledger, endpoints, err));
    hc_view v = {.run = r};
    return hc_view_print(c, &v, &table, err);
}

int hc_cmd_score(hc_cli *c)
{
    hc_err err = {0};
    hc_run_ref ref;
    hc_recorded r;
    hc_rescore_result res = {0};
    hc_code code = hc_need_args(c, 0, 1, &err);
    hc_loop *loop = hc_loop_new();
    if (code == HC_OK)
        code = hc_run_open(c, c->n_args ? c->args[0] : HC_S(""), HC_OPEN_RESUME, loop, &ref, &r, &err);
    if (code == HC_OK) {
        code = score(c, &r, loop, &res, &err);
        hc_err ignored;
        hc_code closed = hc_recorded_close(&r, HC_OK, code == HC_OK ? &err : &ignored);
        code = code == HC_OK ? closed : code;
    }
    hc_loop_free(loop);
    if (code != HC_OK)
        return hc_complain(c, &err);
    if (res.judge_failed)
        hc_judge_tests_say(c, res.judge_agree, res.judge_tests);
    else if (!c->quiet)
        hc_say(c, stderr, "graded %zu samples, %zu had been graded, %zu are open; tables of earlier sets: haechi show %.*s --scores 1\n",
               "사례 %zu건을 채점함, 이미 채점된 것 %zu건, 미완료 %zu건; 이전 채점 집합의 표: haechi show %.*s --scores 1\n",
               res.graded, res.skipped, res.open, HC_FS(ref.path));
    return res.judge_failed ? HC_EXIT_INCOMPLETE : HC_EXIT_OK;
}
