// SPDX-License-Identifier: Apache-2.0
#include "engine/regrade.h"

#include "engine/replay.h"
#include "ledger/labels.h"

typedef struct regrade_job {
    const hc_regrade *g;
    hc_rows *rows;
    hc_asker *asker;
    hc_score_set set;
    hc_code code;
    hc_err *err;
} regrade_job;

/* Labels lie under this run's name of the pack, the set speaks of the other's. */
static HC_CO hc_code grade(regrade_job *j, const hc_regrade_one *one, hc_arena *a)
{
    hc_recorded *r = j->g->run;
    hc_row row;
    hc_item item;
    hc_label *labels = NULL;
    hc_rows_get(j->rows, one->row, a, &row);
    hc_items_get(&j->g->pack->items, one->item, a, &item);
    hc_play p = {.plan = r->plan, .pack = hc_plan_pack_of(r->plan, row.addr.pack), .item = row.item, .addr = row.addr,
                 .ledger = r->ledger, .asker = j->asker, .target = hc_asker_target(j->asker, row.addr.target), .set = &j->set};
    HC_TRY(hc_sample_converse(&p, a, j->err));
    if (j->set.n_labels)
        HC_TRY(hc_ledger_labels(r->ledger, &row.addr, a, &labels, &p.n_labels, j->err));
    p.labels = labels;
    p.pack = j->g->pack;
    p.addr.pack = j->g->pack->name;
    p.item = &item;
    HC_TRY(hc_sample_score(&p, a, j->err));
    hc_rows_score(j->rows, one->row, p.outcomes, p.n_outcomes);
    return HC_OK;
}

static HC_CO void grade_all(void *arg)
{
    regrade_job *j = arg;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < j->g->n && j->code == HC_OK; i++, hc_arena_reset(a)) {
        j->code = hc_ledger_pin(j->g->run->ledger, j->err);
        if (j->code == HC_OK)
            j->code = grade(j, &j->g->one[i], a);
    }
    hc_ledger_unpin(j->g->run->ledger);
}

hc_code hc_regrade_rows(const hc_regrade *g, hc_rows *rows, hc_err *err)
{
    hc_str *ignored;
    regrade_job j = {.g = g, .rows = rows, .err = err};
    HC_TRY(hc_score_set_read(g->run->arena, g->set, &j.set, &ignored, err));
    j.set.n_members = j.set.n_code = 0;
    HC_TRY(hc_replay_asker(g->run, &j.asker, err));
    hc_loop *loop = hc_loop_new();
    hc_co_start(loop, grade_all, &j);
    hc_loop_run(loop);
    hc_loop_free(loop);
    hc_asker_free(j.asker);
    return j.code;
}
