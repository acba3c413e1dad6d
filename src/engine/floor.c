// SPDX-License-Identifier: Apache-2.0
#include "engine/floor.h"

#include "engine/sample.h"

typedef struct floor_job {
    hc_recorded *r;
    hc_asker *asker;
    hc_score_set set;
    hc_rows *out;
    hc_code code;
    hc_err *err;
} floor_job;

static HC_CO hc_code play_row(floor_job *j, size_t i, hc_arena *a)
{
    hc_row row;
    hc_rows_get(j->out, i, a, &row);
    hc_play p = {.plan = j->r->plan, .pack = hc_plan_pack_of(j->r->plan, row.addr.pack), .item = row.item, .addr = row.addr,
                 .ledger = j->r->ledger, .asker = j->asker, .target = hc_asker_target(j->asker, row.addr.target), .set = &j->set};
    HC_TRY(hc_sample_converse(&p, a, j->err));
    HC_TRY(hc_sample_score(&p, a, j->err));
    hc_rows_set(j->out, i, 0, p.state);
    hc_rows_score(j->out, i, p.outcomes, p.n_outcomes);
    return HC_OK;
}

/* Chance is a floor only where there is something to choose from. */
static bool has_choices(const hc_plan *plan)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t k = 0; k < plan->n_packs; k++)
        for (size_t i = 0; i < plan->packs[k].n_items; i++) {
            hc_item item;
            hc_arena_reset(a);
            hc_items_get(&plan->packs[k].pack->items, plan->packs[k].items[i], a, &item);
            if (item.n_choices)
                return true;
        }
    return false;
}

static HC_CO void play_floor(void *arg)
{
    floor_job *j = arg;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < j->out->n && j->code == HC_OK; i++) {
        j->code = play_row(j, i, a);
        hc_arena_reset(a);
    }
}

/* One block for each reference answer and pack. */
static hc_code prepare(floor_job *j)
{
    static const char *const names[] = {"refuse", "random"};
    const hc_plan *plan = j->r->plan;
    hc_arena *a = j->r->arena;
    size_t n = has_choices(plan) ? 2 : 1;
    hc_block *blocks = HC_NEW_N(a, hc_block, n * plan->n_packs), *b = blocks;
    for (size_t f = 0; f < n; f++) {
        hc_target *t;
        hc_target_conf conf = {.alias = hc_fmt(a, "ref-%s", names[f]), .adapter = HC_S("ref"), .model = hc_str_c(names[f])};
        HC_TRY(hc_asker_add(j->asker, &conf, &t, j->err));
        for (size_t k = 0; k < plan->n_packs; k++)
            *b++ = (hc_block){.target = conf.alias, .pack = plan->packs[k].pack->name, .items = &plan->packs[k].pack->items,
                              .ordinals = plan->packs[k].items, .n_items = plan->packs[k].n_items, .epochs = 1};
    }
    hc_rows_init(j->out, a, blocks, n * plan->n_packs);
    return HC_OK;
}

hc_code hc_floor_rows(hc_recorded *r, const hc_sset *set, bool answers, hc_rows *out, hc_err *err)
{
    hc_str *ignored;
    floor_job j = {.r = r, .out = out, .err = err};
    HC_TRY(hc_score_set_read(r->arena, set->definition, &j.set, &ignored, err));
    j.set.n_members = j.set.n_code = 0; /* reference answers are never judged: that would cost calls and run code */
    hc_loop *loop = hc_loop_new();
    hc_asker_opts o = {.loop = loop, .mode = HC_ASK_LIVE, .seed = r->plan->seed};
    j.asker = hc_asker_new(&o);
    j.code = prepare(&j);
    if (j.code == HC_OK) {
        out->answers = answers;
        hc_co_start(loop, play_floor, &j);
        hc_loop_run(loop);
    }
    hc_asker_free(j.asker);
    hc_loop_free(loop);
    return j.code;
}
