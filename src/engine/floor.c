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

static HC_CO hc_code play_item(floor_job *j, hc_target *t, const hc_pack *pack, const hc_item *item, hc_arena *a)
{
    hc_row *row = &j->out->row[j->out->n++];
    row->item = item;
    row->addr = (hc_addr){.target = hc_target_conf_of(t)->alias, .pack = pack->name, .item = item->id,
                          .transform = HC_S(""), .strand = HC_S("0")};
    hc_play p = {.plan = j->r->plan, .pack = pack, .item = item, .addr = row->addr, .ledger = j->r->ledger,
                 .asker = j->asker, .target = t, .set = &j->set};
    HC_TRY(hc_sample_converse(&p, a, j->err));
    HC_TRY(hc_sample_score(&p, a, j->err));
    row->state = p.state;
    row->outcomes = hc_outcomes_copy(j->r->arena, p.outcomes, p.n_outcomes);
    row->n_outcomes = p.n_outcomes;
    return HC_OK;
}

/* Chance is a floor only where there is something to choose from. */
static bool has_choices(const hc_plan *plan)
{
    for (size_t k = 0; k < plan->n_packs; k++)
        for (size_t i = 0; i < plan->packs[k].n_items; i++)
            if (plan->packs[k].pack->items[plan->packs[k].items[i]].n_choices)
                return true;
    return false;
}

static HC_CO void play_floor(void *arg)
{
    static const char *const names[] = {"refuse", "random"};
    floor_job *j = arg;
    const hc_plan *plan = j->r->plan;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t f = 0; f < (has_choices(plan) ? 2u : 1u); f++) {
        hc_target *t;
        hc_target_conf conf = {.alias = hc_fmt(j->r->arena, "ref-%s", names[f]), .adapter = HC_S("ref"),
                               .model = hc_str_c(names[f])};
        j->code = hc_asker_add(j->asker, &conf, &t, j->err);
        for (size_t k = 0; k < plan->n_packs && j->code == HC_OK; k++)
            for (size_t i = 0; i < plan->packs[k].n_items && j->code == HC_OK; i++) {
                const hc_pack *pack = plan->packs[k].pack;
                j->code = play_item(j, t, pack, &pack->items[plan->packs[k].items[i]], a);
                hc_arena_reset(a);
            }
    }
}

hc_code hc_floor_rows(hc_recorded *r, const hc_sset *set, hc_rows *out, hc_err *err)
{
    hc_str *ignored;
    floor_job j = {.r = r, .out = out, .err = err};
    HC_TRY(hc_score_set_read(r->arena, set->definition, &j.set, &ignored, err));
    j.set.n_members = j.set.n_code = 0; /* reference answers are never judged: that would cost calls and run code */
    size_t n = 0;
    for (size_t k = 0; k < r->plan->n_packs; k++)
        n += r->plan->packs[k].n_items;
    *out = (hc_rows){HC_NEW_N(r->arena, hc_row, 2 * n), 0};
    hc_loop *loop = hc_loop_new();
    hc_asker_opts o = {.loop = loop, .mode = HC_ASK_LIVE, .seed = r->plan->seed};
    j.asker = hc_asker_new(&o);
    hc_co_start(loop, play_floor, &j);
    hc_loop_run(loop);
    hc_asker_free(j.asker);
    hc_loop_free(loop);
    return j.code;
}
