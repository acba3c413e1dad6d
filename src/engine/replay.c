// SPDX-License-Identifier: Apache-2.0
#include "engine/replay.h"

typedef struct replay_job {
    hc_recorded *r;
    const hc_rows *recorded;
    const hc_pack *other;          /* NULL = the snapshot's */
    hc_asker *asker;
    hc_score_set *set;             /* NULL: conversations only */
    bool only_open;
    hc_replay *out;
    hc_code code;
    hc_err *err;
} replay_job;

static void differ(replay_job *j, hc_difference_kind kind, const hc_addr *addr, hc_str recorded, hc_str now)
{
    hc_replay *o = j->out;
    HC_GROW(j->r->arena, o->diff, o->n_diff, o->cap_diff);
    o->diff[o->n_diff++] = (hc_difference){kind, *addr, hc_str_dup(j->r->arena, recorded),
                                           hc_str_dup(j->r->arena, now)};
}

/* Whole entries are compared, not only their words: a replay promises equal bytes. */
static hc_code compare(replay_job *j, const hc_row *was, const hc_play *is, hc_state now, hc_arena *a, hc_err *err)
{
    HC_AUTO(hc_buf) bytes = {0};
    hc_outcome *recorded;
    hc_str then = HC_S("");
    size_t n;
    if (was->state != now) {
        differ(j, HC_DIFF_STATE, &was->addr, hc_str_c(hc_state_id(was->state)), hc_str_c(hc_state_id(now)));
        return HC_OK;
    }
    if (j->r->sset)
        HC_TRY(hc_ledger_score_of(j->r->ledger, j->r->sset->digest, &was->addr, a, &then, err));
    hc_buf_init(&bytes, SIZE_MAX);
    hc_outcomes_write(is->outcomes, is->n_outcomes, &bytes);
    if (!then.n || hc_str_eq(hc_buf_view(&bytes), then))
        return HC_OK;
    HC_TRY(hc_outcomes_read(a, then, &recorded, &n, err));
    if (n)
        differ(j, HC_DIFF_OUTCOME, &was->addr, hc_outcome_word(recorded),
               is->n_outcomes ? hc_outcome_word(is->outcomes) : HC_S(""));
    return HC_OK;
}

/* What another version of a scorer said cannot be computed again here: the sample keeps its outcomes. */
static hc_code keep_foreign(replay_job *j, hc_play *p, hc_arena *a, bool *out_kept, hc_err *err)
{
    hc_str then;
    hc_outcome *o;
    size_t n;
    *out_kept = false;
    if (j->only_open || !j->set->n_others)
        return HC_OK;
    HC_TRY(hc_ledger_score_of(j->r->ledger, j->r->sset->digest, &p->addr, a, &then, err));
    if (!then.n)
        return HC_OK;
    HC_TRY(hc_outcomes_read(a, then, &o, &n, err));
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < j->set->n_others; k++)
            *out_kept = *out_kept || hc_str_eq(o[i].scorer, j->set->others[k]);
    if (*out_kept) {
        p->outcomes = o;
        p->n_outcomes = n;
        j->out->as_recorded++;
    }
    return HC_OK;
}

static HC_CO hc_code play_row(replay_job *j, size_t i, const hc_row *was, const hc_item *item, hc_arena *a)
{
    const hc_pack *pack = hc_plan_pack_of(j->r->plan, was->addr.pack);
    hc_play p = {.plan = j->r->plan, .pack = j->other ? j->other : pack, .item = item, .addr = was->addr,
                 .ledger = j->r->ledger, .asker = j->asker, .target = hc_asker_target(j->asker, was->addr.target),
                 .set = j->set, .judge_asker = j->asker};
    hc_err err = {0};
    hc_code code = HC_OK;
    if (!j->only_open && j->set && (j->set->n_members || j->set->n_code)) {    /* what was asked again counts as it was then */
        code = hc_sample_gradings(j->r->ledger, j->set, &was->addr, &p.redo_judge, &err);
        p.redo_judge -= p.redo_judge > 0;
    }
    if (code == HC_OK)
        code = hc_sample_converse(&p, a, &err);
    bool kept = false;
    if (code == HC_OK && j->set)
        code = keep_foreign(j, &p, a, &kept, &err);
    if (code == HC_OK && j->set && !kept)
        code = hc_sample_score(&p, a, &err);
    if (code == HC_E_MISSING)          /* a closed conversation that would go on is another one */
        return j->only_open || was->state == HC_ST_OPEN ? HC_OK : compare(j, was, &p, HC_ST_OPEN, a, j->err);
    if (code == HC_E_DIVERGED) {
        j->out->played += !j->only_open;
        differ(j, HC_DIFF_QUESTION, &was->addr, hc_str_c(err.en), hc_str_c(err.ko));
        return HC_OK;
    }
    if (code != HC_OK) {
        *j->err = err;
        return code;
    }
    if (j->only_open || was->state == HC_ST_OPEN)
        return HC_OK;
    hc_rows_set(&j->out->rows, i, was->addr.redo, p.state);
    hc_rows_score(&j->out->rows, i, p.outcomes, p.n_outcomes);
    j->out->played++;
    return compare(j, was, &p, p.state, a, j->err);
}

static HC_CO hc_code play_one(replay_job *j, size_t i, hc_arena *a)
{
    hc_row was;
    hc_rows_get(j->recorded, i, a, &was);
    const hc_item *item = was.item;
    if (j->out->rows.n)
        hc_rows_set(&j->out->rows, i, was.addr.redo, HC_ST_OPEN);
    if (j->recorded->beyond && j->recorded->beyond[i]) {      /* the decision is recorded: it is not taken again */
        if (j->out->rows.n)
            hc_rows_set(&j->out->rows, i, was.addr.redo, HC_ST_NOT_TESTED);
        return HC_OK;
    }
    if (j->other) {
        size_t at = hc_items_find(&j->other->items, was.addr.item);
        if (at == SIZE_MAX) {
            differ(j, HC_DIFF_NOT_IN_PACK, &was.addr, HC_S(""), HC_S(""));
            return HC_OK;
        }
        hc_item *other = HC_NEW(a, hc_item);
        hc_items_get(&j->other->items, at, a, other);
        item = other;
    }
    return play_row(j, i, &was, item, a);
}

static HC_CO void play_all(void *arg)
{
    replay_job *j = arg;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < j->recorded->n && j->code == HC_OK; i++) {
        if (j->only_open && j->recorded->state[i] != HC_ST_OPEN)
            continue;
        j->code = hc_ledger_pin(j->r->ledger, j->err);
        if (j->code == HC_OK)
            j->code = play_one(j, i, a);
        hc_arena_reset(a);
    }
    hc_ledger_unpin(j->r->ledger);
}

hc_code hc_replay_asker(hc_recorded *r, hc_asker **out, hc_err *err)
{
    hc_target *ignored;
    hc_asker_opts o = {.ledger = r->ledger, .mode = HC_ASK_DRY, .seed = r->plan->seed};
    hc_asker *asker = hc_asker_new(&o);
    hc_code code = HC_OK;
    for (size_t i = 0; i < r->plan->n_targets && code == HC_OK; i++) {
        hc_target_conf conf = {.alias = r->plan->targets[i].alias, .adapter = r->plan->targets[i].adapter};
        code = hc_asker_add(asker, &conf, &ignored, err);
    }
    if (code != HC_OK) {
        hc_asker_free(asker);
        return code;
    }
    *out = asker;
    return HC_OK;
}

static hc_code member_target(hc_asker *asker, hc_str alias, const char *adapter, hc_target **out, hc_err *err)
{
    hc_target_conf conf = {.alias = alias, .adapter = hc_str_c(adapter)};
    *out = hc_asker_target(asker, alias);
    return *out ? HC_OK : hc_asker_add(asker, &conf, out, err);
}

hc_code hc_replay_set(hc_recorded *r, const hc_sset *sset, hc_asker *dry, hc_score_set *out, hc_err *err)
{
    hc_str *aliases;
    HC_TRY(hc_score_set_read(r->arena, sset->definition, out, &aliases, err));
    out->members = HC_NEW_N(r->arena, hc_target *, out->n_members);
    for (size_t i = 0; i < out->n_members; i++)
        HC_TRY(member_target(dry, aliases[i], "openai", &out->members[i], err));
    for (size_t i = 0; i < out->n_code; i++)
        HC_TRY(member_target(dry, hc_code_alias(r->arena, out->code[i].id), "command", &out->code[i].target, err));
    return HC_OK;
}

static HC_CO void replay_main(void *arg)
{
    replay_job *j = arg;
    /* Whether judging stopped is itself a function of the recorded judge tests. */
    size_t agree, n;
    hc_code code = HC_OK;
    if (!j->only_open && j->set)
        code = hc_sample_judge_tests(j->r->plan, j->set, j->asker, &agree, &n, j->err);
    j->code = code == HC_E_MISSING ? HC_OK : code;
    if (j->code == HC_OK)
        play_all(j);
}

static hc_code play(replay_job *j, hc_loop *loop)
{
    if (!j->only_open) {
        hc_plan_rows(j->r->arena, j->r->plan, &j->out->rows);
        j->out->rows.answers = j->recorded->answers;
        j->out->rows.beyond = j->recorded->beyond;
    }
    hc_co_start(loop, replay_main, j);
    hc_loop_run(loop);
    return j->code;
}

/* Everything that plays over a tape: the asker, the default set, then `j` itself. */
static hc_code play_dry(replay_job *j, hc_loop *loop)
{
    hc_score_set set;
    hc_code code = HC_OK;
    *j->out = (hc_replay){0};
    HC_TRY(hc_replay_asker(j->r, &j->asker, j->err));
    if (j->r->sset) {
        code = hc_replay_set(j->r, j->r->sset, j->asker, &set, j->err);
        j->set = &set;
    }
    if (code == HC_OK)
        code = play(j, loop);
    hc_asker_free(j->asker);
    return code;
}

hc_code hc_replay_run(hc_recorded *r, const hc_pack *pack, bool answers, hc_loop *loop, hc_replay *out, hc_err *err)
{
    hc_rows recorded;
    replay_job j = {.r = r, .recorded = &recorded, .other = pack, .out = out, .err = err};
    HC_TRY(hc_recorded_rows(r, NULL, answers, &recorded, err));
    return play_dry(&j, loop);
}

hc_code hc_replay_dry(hc_recorded *r, const hc_rows *rows, hc_loop *loop, hc_replay *out, hc_err *err)
{
    replay_job j = {.r = r, .recorded = rows, .only_open = true, .out = out, .err = err};
    return play_dry(&j, loop);
}
