// SPDX-License-Identifier: Apache-2.0
#include "engine/sample.h"

#include <stdio.h>

#include "base/clock.h"
#include "core/transcript.h"
#include "korean/reply_class.h"
#include "korean/transform.h"
#include "ledger/labels.h"
#include "score/fields.h"

/* The pack's defaults where the target's own configuration says nothing. */
static hc_params merged_params(const hc_params *target, const hc_params *pack)
{
    hc_params p = *target;
    if (!p.has_temperature && pack->has_temperature) {
        p.has_temperature = true;
        p.temperature = pack->temperature;
    }
    if (!p.has_top_p && pack->has_top_p) {
        p.has_top_p = true;
        p.top_p = pack->top_p;
    }
    if (!p.has_seed && pack->has_seed) {
        p.has_seed = true;
        p.seed = pack->seed;
    }
    if (!p.max_tokens)
        p.max_tokens = pack->max_tokens;
    if (!p.n_stop) {
        p.stop = pack->stop;
        p.n_stop = pack->n_stop;
    }
    return p;
}

/* Floor lines are played by targets that no plan names: they have no parameters. */
static void open_chat(const hc_play *p, hc_arena *a, hc_chat *chat)
{
    const hc_plan_target *t = hc_plan_target_of(p->plan, p->addr.target);
    hc_str task = p->item->system.n ? p->item->system : p->pack->system, system = t ? t->system : HC_S("");
    static const hc_params nothing;
    *chat = (hc_chat){.params = merged_params(t ? &t->params : &nothing, &p->pack->defaults)};
    if (system.n && task.n)
        system = hc_fmt(a, "%.*s\n\n%.*s", HC_FS(system), HC_FS(task));
    else if (task.n)
        system = task;
    if (system.n)
        hc_chat_add(a, chat, HC_ROLE_SYSTEM, system);
}

/* `when` of a turn sees the last reply through the same fields as --where. */
static hc_code turn_applies(const hc_play *p, const hc_turn *turn, hc_arena *a, bool *out, hc_err *err)
{
    hc_expr *e;
    hc_outcome seen = {.scorer = HC_S("class"), .kind = HC_OUT_VALUE};
    *out = true;
    if (!turn->when.n)
        return HC_OK;
    HC_TRY(hc_expr_parse(a, turn->when, "when", hc_row_scope(), HC_T_BOOL, &e, err));
    hc_row row = {.addr = p->addr, .item = p->item, .outcomes = &seen, .n_outcomes = 1};
    if (p->transcript.n) {
        const hc_reply *last = p->transcript.x[p->transcript.n - 1].reply;
        hc_class_result cls;
        hc_reply_classify(a, last->text, &cls);
        seen.value = hc_str_c(hc_reply_class_id(cls.cls));
        row.state = hc_reply_state(last->code);
    }
    hc_expr_env env = hc_row_env(&row);
    *out = hc_expr_true(e, &env);
    return HC_OK;
}

static bool over_limits(const hc_play *p, int64_t tokens)
{
    return p->step >= p->plan->turns_max || (p->plan->tokens_per_sample && tokens >= p->plan->tokens_per_sample);
}

/* Asks with everything that has been said, keeps the reply. *out_go_on: the dialogue may continue. */
static HC_CO hc_code ask_turn(hc_play *p, hc_arena *a, hc_chat *chat, size_t first_new, int64_t *tokens,
                              bool *out_go_on, hc_err *err)
{
    hc_reply *reply = HC_NEW(a, hc_reply);
    hc_addr at = p->addr;
    *out_go_on = false;
    if (over_limits(p, *tokens)) {
        p->state = HC_ST_CAPPED;
        return HC_OK;
    }
    if (hc_text_unfilled(hc_msg_text(a, &chat->msgs[chat->n_msgs - 1]))) {
        p->state = HC_ST_NOT_TESTED;
        return HC_OK;
    }
    at.strand = HC_S("0");
    at.step = p->step;
    hc_code code = hc_ask(p->asker, p->target, &at, chat, a, reply, err);
    if (code == HC_E_UNSUPPORTED || code == HC_E_TIMEOUT) {
        p->state = code == HC_E_TIMEOUT ? HC_ST_CAPPED : HC_ST_NOT_TESTED;
        return HC_OK;
    }
    HC_TRY(code);
    p->step++;
    p->state = hc_reply_state(reply->code);
    *tokens += reply->tokens_in + reply->tokens_out;
    p->transcript.x[p->transcript.n++] =
        (hc_exchange){&chat->msgs[first_new], chat->n_msgs - first_new, reply};
    hc_msg *said = hc_chat_add(a, chat, HC_ROLE_ASSISTANT, reply->text);
    said->calls = reply->calls;
    said->n_calls = reply->n_calls;
    *out_go_on = hc_reply_complete(reply->code) && reply->code != HC_RC_FILTERED;
    return HC_OK;
}

/* Somebody else's record is one opaque body: there is no question to compare and nobody to ask. */
static hc_code recall(hc_play *p, hc_arena *a, hc_err *err)
{
    hc_str body;
    hc_conversation c;
    hc_code code = hc_ledger_imported(p->ledger, &p->addr, a, &body, err);
    p->transcript = (hc_transcript){0};
    p->state = HC_ST_NOT_TESTED;
    if (code == HC_E_MISSING)
        return HC_OK;
    HC_TRY(code);
    HC_TRY(hc_conversation_read(a, body, &c, err));
    p->transcript = c.transcript;
    p->state = c.state;
    p->meta = c.meta;
    return HC_OK;
}

const hc_item *hc_sample_item(hc_arena *a, const hc_plan *plan, const hc_addr *addr, const hc_item *item)
{
    const hc_transform *t;
    double strength;
    if (!addr->transform.n)
        return item;
    HC_ASSERT(hc_transform_parse(addr->transform, &t, &strength, NULL) == HC_OK);   /* plans hold nothing else */
    const hc_addr at = {.pack = addr->pack, .item = addr->item, .transform = addr->transform};
    uint64_t seed = hc_addr_random_below(plan->seed, &at, "transform", UINT64_MAX);
    const hc_variant *own = hc_item_variant(item, addr->transform);
    hc_item *out = HC_NEW(a, hc_item);
    *out = *item;
    out->turns = HC_NEW_N(a, hc_turn, item->n_turns);
    for (size_t i = 0; i < item->n_turns; i++) {
        out->turns[i] = item->turns[i];
        hc_msg *m = &out->turns[i].msg;
        hc_part *parts = HC_NEW_N(a, hc_part, m->n_parts);
        for (size_t k = 0; k < m->n_parts && m->role == HC_ROLE_USER; k++) {
            parts[k] = m->parts[k];
            if (parts[k].kind == HC_PART_TEXT && !hc_text_unfilled(parts[k].text))
                parts[k].text = own ? own->text : hc_transform_apply(a, t, parts[k].text, seed, strength);
        }
        m->parts = m->role == HC_ROLE_USER ? parts : m->parts;
    }
    return out;
}

/* The reply that the item brings along is the last message. */
static void take_given(hc_play *p, hc_arena *a, const hc_chat *chat, size_t first_new)
{
    hc_reply *reply = HC_NEW(a, hc_reply);
    *reply = (hc_reply){.code = HC_RC_OK, .text = hc_msg_text(a, &chat->msgs[chat->n_msgs - 1]), .finish = HC_S("given"), .retry_after_ms = -1};
    p->transcript.x[p->transcript.n++] = (hc_exchange){&chat->msgs[first_new], chat->n_msgs - 1 - first_new, reply};
    p->state = HC_ST_ANSWERED;
}

hc_code hc_sample_converse(hc_play *p, hc_arena *a, hc_err *err)
{
    hc_chat chat;
    HC_AUTO(hc_chat_hashed) hashed = {0};
    const hc_plan_target *t = hc_plan_target_of(p->plan, p->addr.target);
    if (t && hc_str_is(t->adapter, HC_ADAPTER_IMPORT))
        return recall(p, a, err);
    open_chat(p, a, &chat);
    const hc_item *asked = hc_sample_item(a, p->plan, &p->addr, p->item);
    chat.hashed = asked->n_turns > 1 ? &hashed : NULL;
    p->state = HC_ST_NOT_APPLICABLE;
    p->step = 0;
    p->transcript = (hc_transcript){HC_NEW_N(a, hc_exchange, asked->n_turns), 0};
    size_t first_new = 0;
    int64_t tokens = 0;
    for (size_t i = 0; i < asked->n_turns; i++) {
        const hc_turn *turn = &asked->turns[i];
        bool applies, go_on;
        HC_TRY(turn_applies(p, turn, a, &applies, err));
        if (!applies)
            continue;
        HC_GROW(a, chat.msgs, chat.n_msgs, chat.cap_msgs);
        chat.msgs[chat.n_msgs++] = turn->msg;
        if (i + 1 == asked->n_turns && hc_item_given(asked))
            take_given(p, a, &chat, first_new);
        if (!hc_turn_asks(asked, i))
            continue;
        HC_TRY(ask_turn(p, a, &chat, first_new, &tokens, &go_on, err));
        if (!go_on)
            break;
        first_new = chat.n_msgs;
    }
    return HC_OK;
}

hc_code hc_sample_score(hc_play *p, hc_arena *a, hc_err *err)
{
    hc_pack judged = hc_score_set_pack(p->set, p->pack);
    hc_label *labels = NULL;
    size_t n = p->n_labels;
    if (p->set->n_labels && !p->labels)
        HC_TRY(hc_ledger_labels(p->ledger, &p->addr, a, &labels, &n, err));
    hc_score_in in = {.pack = &judged, .item = p->item, .transcript = &p->transcript, .state = p->state,
                      .addr = p->addr, .set = p->set, .asker = p->judge_asker, .seed = p->plan->seed,
                      .redo_judge = p->redo_judge, .labels = p->labels ? p->labels : labels, .n_labels = n,
                      .meta = p->meta};
    return hc_score_sample(&in, a, &p->outcomes, &p->n_outcomes, err);
}

static hc_entry score_entry(const hc_play *p, hc_buf *body, hc_str *chunk, hc_body_in *field, char strand[16])
{
    hc_entry e = {.type = HC_ENT_SCORE, .addr = p->addr, .sset = p->set->digest, .outcomes = p->outcomes,
                  .n_outcomes = p->n_outcomes};
    snprintf(strand, 16, "s:%.12s", p->set->digest);
    hc_outcomes_write(p->outcomes, p->n_outcomes, body);
    *chunk = hc_buf_view(body);
    *field = (hc_body_in){"outcomes", chunk, 1};
    e.addr.strand = hc_str_c(strand);
    e.addr.step = (uint32_t)p->redo_judge;
    e.bodies = field;
    e.n_bodies = 1;
    return e;
}

hc_ticket hc_sample_close(const hc_play *p, bool stopped)
{
    HC_AUTO(hc_buf) body;
    hc_str chunk;
    hc_body_in field;
    char strand[16];
    hc_buf_init(&body, SIZE_MAX);
    hc_entry e[3];
    size_t n = 0;
    if (stopped) {
        e[n] = (hc_entry){.type = HC_ENT_STOP, .addr = p->addr, .code = HC_S("time")};
        e[n].addr.strand = HC_S("0");
        e[n++].addr.step = p->step;
    }
    e[n++] = score_entry(p, &body, &chunk, &field, strand);
    e[n] = (hc_entry){.type = HC_ENT_CLOSE, .addr = p->addr, .state = p->state};
    e[n++].addr.strand = HC_S("0");
    return hc_ledger_append(p->ledger, e, n);
}

hc_ticket hc_sample_rescore(const hc_play *p)
{
    HC_AUTO(hc_buf) body;
    hc_str chunk;
    hc_body_in field;
    char strand[16];
    hc_buf_init(&body, SIZE_MAX);
    hc_entry e = score_entry(p, &body, &chunk, &field, strand);
    return hc_ledger_append(p->ledger, &e, 1);
}

typedef struct newest { const char *strand; int gradings; } newest;

static hc_code keep_newest(void *ctx, const hc_record *r, hc_err *err)
{
    newest *n = ctx;
    (void)err;
    if (hc_str_is(r->addr.strand, n->strand) && (int)r->addr.step >= n->gradings)
        n->gradings = (int)r->addr.step + 1;
    return HC_OK;
}

hc_code hc_sample_gradings(hc_ledger *l, const hc_score_set *set, const hc_addr *addr, int *out, hc_err *err)
{
    char strand[16];
    snprintf(strand, sizeof strand, "s:%.12s", set->digest);
    newest n = {.strand = strand};
    HC_TRY(hc_ledger_each(l, HC_ENT_SCORE, addr, keep_newest, &n, err));
    *out = n.gradings;
    return HC_OK;
}

static hc_code add_latency(void *ctx, const hc_record *r, hc_err *err)
{
    (void)err;
    int64_t us = hc_record_num(r, "latency_us", 0);
    if (hc_str_is(r->addr.strand, "0") && us > 0 && us < HC_DURATION_MAX_US)
        *(int64_t *)ctx += us;
    return HC_OK;
}

hc_code hc_sample_active_us(hc_ledger *l, const hc_addr *addr, int64_t *out, hc_err *err)
{
    *out = 0;
    return hc_ledger_each(l, HC_ENT_REPLY, addr, add_latency, out, err);
}

hc_code hc_sample_judge_tests(const hc_plan *plan, hc_score_set *set, hc_asker *asker, size_t *out_agree, size_t *out_n,
                              hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    *out_agree = *out_n = 0;
    for (size_t i = 0; set->n_members && i < plan->n_packs; i++) {
        hc_pack judged = hc_score_set_pack(set, plan->packs[i].pack);
        size_t agree;
        HC_TRY(hc_judge_test_all(set, &judged, plan->targets[0].alias, asker, plan->seed, a, &agree, err));
        *out_agree += agree;
        *out_n += judged.n_judge_tests;
    }
    return HC_OK;
}
