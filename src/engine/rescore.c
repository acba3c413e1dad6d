// SPDX-License-Identifier: Apache-2.0
#include "engine/rescore.h"

typedef struct rescore_job {
    const hc_rescore_opts *o;
    hc_rescore_result *out;
    hc_rows rows;                  /* outcomes are those of the set so far */
    size_t next;
    hc_code code;
    hc_err *err;
} rescore_job;

static bool has_failed(const hc_row *row)
{
    for (size_t i = 0; i < row->n_outcomes; i++)
        if (row->outcomes[i].kind == HC_OUT_FAILED)
            return true;
    return false;
}

static bool wanted(rescore_job *j, const hc_row *row, size_t i)
{
    if (j->rows.beyond && j->rows.beyond[i])      /* the run stopped before it: it is in no table */
        return false;
    if (row->state == HC_ST_OPEN) {
        j->out->open++;
        return false;
    }
    bool want = j->o->only_failed ? has_failed(row) : row->n_outcomes == 0;
    j->out->skipped += !want;
    return want;
}

static HC_CO hc_code grade(rescore_job *j, const hc_row *row, hc_arena *a, hc_err *err)
{
    const hc_rescore_opts *o = j->o;
    hc_play p = {.plan = o->run->plan, .pack = hc_plan_pack_of(o->run->plan, row->addr.pack), .item = row->item,
                 .addr = row->addr, .ledger = o->run->ledger, .asker = o->dry,
                 .target = hc_asker_target(o->dry, row->addr.target), .set = o->set,
                 .judge_asker = o->judge};
    if (o->only_failed)
        HC_TRY(hc_sample_gradings(o->run->ledger, o->set, &row->addr, &p.redo_judge, err));
    HC_TRY(hc_sample_converse(&p, a, err));
    HC_TRY(hc_sample_score(&p, a, err));
    HC_TRY(hc_ledger_wait(o->run->ledger, hc_sample_rescore(&p), err));
    j->out->graded++;
    return HC_OK;
}

static HC_CO void grade_some(void *arg)
{
    rescore_job *j = arg;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_err err = {0};
    for (; j->next < j->rows.n && j->code == HC_OK; hc_arena_reset(a)) {
        hc_row row;
        size_t i = j->next++;
        hc_rows_get(&j->rows, i, a, &row);
        if (!wanted(j, &row, i))
            continue;
        hc_code code = grade(j, &row, a, &err);
        if (code != HC_OK && j->code == HC_OK) {
            j->code = code;
            *j->err = err;
        }
    }
}

static HC_CO hc_code prepare(rescore_job *j)
{
    const hc_rescore_opts *o = j->o;
    for (size_t i = 0; i < o->n_judges; i++)
        HC_TRY(hc_target_start(o->judges[i], j->err));
    HC_TRY(hc_sample_judge_tests(o->run->plan, o->set, o->judge, &j->out->judge_agree, &j->out->judge_tests, j->err));
    j->out->judge_failed = !o->set->judge_ok;
    return HC_OK;
}

static HC_CO void rescore_main(void *arg)
{
    rescore_job *j = arg;
    j->code = prepare(j);
    size_t workers = j->o->n_judges ? 64 : 8;
    if (j->out->judge_failed)
        workers = 0;
    for (size_t i = 0; i < workers && j->code == HC_OK; i++)
        hc_co_start(j->o->loop, grade_some, j);
    while (hc_loop_alive(j->o->loop) > 1)
        if (hc_co_sleep(10000) == HC_E_CANCELLED)
            break;
    for (size_t i = 0; i < j->o->n_judges; i++)
        hc_target_stop(j->o->judges[i]);
}

static hc_ticket write_control(hc_ledger *l, hc_str code, hc_str body)
{
    hc_body_in field = {"set", &body, 1};
    hc_entry e = {.type = HC_ENT_CONTROL, .code = code, .bodies = &field, .n_bodies = 1};
    return hc_ledger_append(l, &e, 1);
}

hc_code hc_rescore_register(hc_recorded *r, const hc_score_set *set, hc_err *err)
{
    for (size_t i = 0; i < r->n_ssets; i++)
        if (hc_str_is(hc_str_c(r->ssets[i].digest), set->digest))
            return HC_OK;
    write_control(r->ledger, HC_S("set"), set->definition);
    HC_TRY(hc_ledger_sync(r->ledger, err));
    return hc_recorded_refresh(r, err);
}

static hc_code make_default(hc_recorded *r, const hc_score_set *set, hc_err *err)
{
    if (r->sset && hc_str_is(hc_str_c(r->sset->digest), set->digest))
        return HC_OK;
    write_control(r->ledger, HC_S("default_set"), hc_fmt(r->arena, "{\"digest\":\"%s\"}", set->digest));
    HC_TRY(hc_ledger_sync(r->ledger, err));
    return hc_recorded_refresh(r, err);
}

hc_code hc_rescore(const hc_rescore_opts *o, hc_rescore_result *out, hc_err *err)
{
    rescore_job j = {.o = o, .out = out, .err = err};
    const hc_sset *sset;
    *out = (hc_rescore_result){0};
    HC_TRY(hc_recorded_sset(o->run, hc_str_c(o->set->digest), &sset, err));
    HC_TRY(hc_recorded_rows(o->run, sset, false, &j.rows, err));
    hc_co_start(o->loop, rescore_main, &j);
    hc_loop_run(o->loop);
    if (j.code != HC_OK || out->judge_failed)
        return j.code;
    return make_default(o->run, o->set, err);
}
