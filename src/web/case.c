// SPDX-License-Identifier: Apache-2.0
#include "web/case.h"

#include <stdio.h>

#include "base/clock.h"
#include "engine/replay.h"
#include "engine/sample.h"
#include "ledger/labels.h"
#include "report/masking.h"
#include "score/fields.h"
#include "web/labelled.h"

hc_code hc_case_row(const hc_rows *rows, uint64_t number, hc_arena *a, hc_row *out, hc_err *err)
{
    if (!number || number > rows->n)
        return hc_fail(err, HC_E_NOTFOUND, "E-WEB-10", "this run has cases 1 to %zu, and no case %llu",
                       "이 실행의 사례는 1번부터 %zu번까지이며 %llu번은 없음", rows->n, (unsigned long long)number);
    hc_rows_get(rows, number - 1, a, out);
    return HC_OK;
}

/* ---- what was said ----------------------------------------------------------------------------------------- */

static void say(hc_case_talk *t, hc_arena *a, hc_case_message m)
{
    HC_GROW(a, t->m, t->n, t->cap);
    t->m[t->n++] = m;
}

static void add_exchange(hc_case_talk *t, hc_arena *a, const hc_exchange *x, size_t step)
{
    const hc_msg *asked = hc_mask_msgs(a, x->asked, x->n_asked);
    for (size_t i = 0; i < x->n_asked; i++)
        say(t, a, (hc_case_message){asked[i].role, hc_msg_text(a, &asked[i]), HC_S(""), -1});
    hc_reply r = *x->reply;
    hc_mask_reply(a, &r);
    say(t, a, (hc_case_message){HC_ROLE_ASSISTANT, r.text.n ? r.text : r.refusal, r.reasoning, (int64_t)step});
}

/* A sample that is open, or failed: what its item would have asked after the last reply. */
static void add_unasked(hc_case_talk *t, hc_arena *a, const hc_item *item, size_t asked)
{
    for (size_t i = asked; i < item->n_turns; i++)
        say(t, a, (hc_case_message){item->turns[i].msg.role, hc_msg_text(a, &item->turns[i].msg), HC_S(""), -1});
}

typedef struct telling { hc_play play; hc_arena *a; hc_code code; hc_err *err; } telling;

static HC_CO void converse(void *arg)
{
    telling *t = arg;
    t->code = hc_sample_converse(&t->play, t->a, t->err);
}

hc_code hc_case_talk_of(hc_recorded *r, const hc_row *row, hc_arena *a, hc_case_talk *out, hc_err *err)
{
    hc_err ignored;
    hc_asker *asker;
    *out = (hc_case_talk){0};
    HC_TRY(hc_replay_asker(r, &asker, err));
    const hc_item *item = hc_sample_item(a, r->plan, &row->addr, row->item);
    const hc_plan_target *target = hc_plan_target_of(r->plan, row->addr.target);
    telling t = {.a = a, .err = &ignored,
                 .play = {.plan = r->plan, .pack = hc_plan_pack_of(r->plan, row->addr.pack), .item = item, .addr = row->addr,
                          .ledger = r->ledger, .asker = asker, .target = hc_asker_target(asker, row->addr.target)}};
    hc_loop *loop = hc_loop_new();
    hc_co_start(loop, converse, &t);
    hc_loop_run(loop);
    hc_loop_free(loop);
    hc_asker_free(asker);
    hc_str system = item->system.n ? item->system : target ? target->system : HC_S("");
    size_t asked = 0;
    if (system.n && !r->imported && !t.play.transcript.n)
        say(out, a, (hc_case_message){HC_ROLE_SYSTEM, system, HC_S(""), -1});
    for (size_t i = 0; i < t.play.transcript.n; i++) {
        add_exchange(out, a, &t.play.transcript.x[i], i);
        asked += t.play.transcript.x[i].n_asked;
    }
    if (!t.play.transcript.n && !r->imported)
        add_unasked(out, a, hc_mask_item(a, item), asked);
    /* What the tape cannot play any more is shown as far as it goes; a broken file is an error. */
    return t.code == HC_E_CORRUPT || t.code == HC_E_IO ? hc_err_ctx(err, t.code, "%s", "%s", ignored.en) : HC_OK;
}

/* At most `clip` bytes, whole characters; 0: all of it. */
static hc_str clipped(hc_str s, size_t clip)
{
    size_t n = clip && s.n > clip ? clip : s.n;
    while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80)
        n--;
    return hc_str_sub(s, 0, n);
}

static void messages_json(const hc_case_talk *t, size_t clip, hc_jw *w)
{
    hc_jw_key(w, "messages");
    hc_jw_arr(w);
    for (size_t i = 0; i < t->n; i++) {
        char id[24];
        snprintf(id, sizeof id, "m%zu", i + 1);
        hc_jw_obj(w);
        hc_jw_kc(w, "id", id);
        hc_jw_kc(w, "role", hc_role_id(t->m[i].role));
        hc_str shown = clipped(t->m[i].text, clip);
        hc_jw_kstr(w, "text", shown);
        if (shown.n < t->m[i].text.n)
            hc_jw_ki64(w, "bytes", (int64_t)t->m[i].text.n);
        if (t->m[i].reasoning.n)
            hc_jw_kstr(w, "reasoning", t->m[i].reasoning);
        if (t->m[i].step >= 0)
            hc_jw_ki64(w, "step", t->m[i].step);
        hc_jw_end(w);
    }
    hc_jw_end(w);
}

/* ---- judgements -------------------------------------------------------------------------------------------- */

/* The message that a citation stands in: the last reply that holds it. */
static void cited(const hc_case_talk *t, hc_str span, hc_jw *w)
{
    for (size_t i = t->n; i-- > 0 && span.n;) {
        if (t->m[i].step < 0 || hc_str_find(t->m[i].text, span) < 0)
            continue;
        char id[24];
        snprintf(id, sizeof id, "m%zu", i + 1);
        hc_jw_kc(w, "message", id);
        return;
    }
}

static hc_code judgements_json(const hc_recorded *r, const hc_sset *set, const hc_row *row, const hc_case_talk *t, hc_jw *w, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_outcome *o = NULL;
    size_t n = 0;
    if (set)
        HC_TRY(hc_recorded_outcomes(r, set, &row->addr, a, &o, &n, err));
    hc_mask_outcomes(a, o, n);
    hc_jw_kstr(w, "verdict", n ? hc_outcome_word(&o[0]) : HC_S(""));
    hc_jw_key(w, "judgements");
    hc_jw_arr(w);
    for (size_t i = 0; i < n; i++) {
        hc_jw_obj(w);
        hc_jw_kstr(w, "scorer", o[i].scorer);
        hc_jw_kc(w, "kind", hc_outcome_kind_id(o[i].kind));
        hc_jw_kstr(w, "outcome", hc_outcome_word(&o[i]));
        hc_jw_kstr(w, "answer", o[i].answer);
        hc_jw_kstr(w, "span", o[i].span);
        cited(t, o[i].span, w);
        hc_jw_kstr(w, "reason", o[i].reason);
        hc_jw_end(w);
    }
    hc_jw_end(w);
    return HC_OK;
}

/* ---- calls ------------------------------------------------------------------------------------------------- */

typedef struct one_call {
    hc_addr addr;
    char log[2][17];               /* of the intent and of the reply; "" = there is none */
    uint64_t seq[2];
    hc_str code;
    bool final;
    int64_t t_us, http, latency_us, tokens_in, tokens_out, cost;
} one_call;
typedef struct call_list { hc_arena *a; one_call *v; size_t n, cap; } call_list;

static bool same_call(const hc_addr *a, const hc_addr *b)
{
    return a->redo == b->redo && a->step == b->step && a->attempt == b->attempt && hc_str_eq(a->strand, b->strand);
}

static hc_code take_call(void *ctx, const hc_record *r, hc_err *err)
{
    call_list *l = ctx;
    (void)err;
    bool reply = r->type == HC_ENT_REPLY;
    if (!reply && r->type != HC_ENT_INTENT)
        return HC_OK;
    one_call *c = NULL;
    for (size_t i = 0; i < l->n && reply; i++)
        if (same_call(&l->v[i].addr, &r->addr) && !l->v[i].log[1][0])
            c = &l->v[i];
    if (!c) {
        HC_GROW(l->a, l->v, l->n, l->cap);
        c = &l->v[l->n++];
        *c = (one_call){.addr = r->addr, .code = HC_S("in_doubt"), .t_us = r->t_us};
        c->addr.strand = hc_str_dup(l->a, r->addr.strand);
    }
    memcpy(c->log[reply], r->log, sizeof c->log[reply]);
    c->seq[reply] = r->seq;
    if (!reply)
        return HC_OK;
    c->code = hc_str_dup(l->a, r->code);
    c->final = r->final;
    c->http = hc_record_num(r, "http", 0);
    c->latency_us = hc_record_num(r, "latency_us", 0);
    c->tokens_in = hc_record_num(r, "tokens_in", 0);
    c->tokens_out = hc_record_num(r, "tokens_out", 0);
    c->cost = hc_record_num(r, "cost_usd_micro", 0);
    return HC_OK;
}

static hc_code calls_of(hc_recorded *r, const hc_row *row, hc_arena *a, call_list *out, hc_err *err)
{
    hc_addr any = row->addr;
    any.redo = UINT32_MAX;
    *out = (call_list){.a = a};
    return hc_ledger_each(r->ledger, HC_ENT_COUNT, &any, take_call, out, err);
}

static void calls_json(const call_list *l, uint64_t number, hc_jw *w)
{
    hc_jw_key(w, "calls");
    hc_jw_arr(w);
    for (size_t i = 0; i < l->n; i++) {
        const one_call *c = &l->v[i];
        char id[48], at[40];
        snprintf(id, sizeof id, "%llu.%zu", (unsigned long long)number, i + 1);
        hc_time_rfc3339(c->t_us, true, at);
        hc_jw_obj(w);
        hc_jw_kc(w, "id", id);
        hc_jw_kc(w, "role", hc_str_is(c->addr.strand, "0") ? "target" : "judge");
        hc_jw_kstr(w, "strand", c->addr.strand);
        hc_jw_ki64(w, "step", c->addr.step);
        hc_jw_ki64(w, "attempt", c->addr.attempt);
        hc_jw_ki64(w, "redo", c->addr.redo);
        hc_jw_kc(w, "at", at);
        hc_jw_kstr(w, "code", c->code);
        hc_jw_kbool(w, "final", c->final);
        hc_jw_ki64(w, "http", c->http);
        hc_jw_ki64(w, "ms", c->latency_us / 1000);
        hc_jw_ki64(w, "tokens_in", c->tokens_in);
        hc_jw_ki64(w, "tokens_out", c->tokens_out);
        hc_jw_ki64(w, "cost_usd_micro", c->cost);
        hc_jw_kbool(w, "request", c->log[0][0]);
        hc_jw_kbool(w, "response", c->log[1][0]);
        hc_jw_end(w);
    }
    hc_jw_end(w);
}

hc_code hc_case_call(hc_recorded *r, const hc_rows *rows, const uint64_t case_call[2], bool response, hc_arena *a, hc_str *out, hc_err *err)
{
    hc_row row;
    call_list l;
    HC_TRY(hc_case_row(rows, case_call[0], a, &row, err));
    HC_TRY(calls_of(r, &row, a, &l, err));
    const one_call *c = case_call[1] <= l.n ? &l.v[case_call[1] - 1] : NULL;
    if (!c || !c->log[response][0])
        return hc_fail(err, HC_E_NOTFOUND, "E-WEB-11", "no such bytes are recorded for this case", "이 사례에 그런 원문 기록이 없음");
    return hc_ledger_body(r->ledger, c->log[response], c->seq[response], "wire", a, out, err);
}

/* ---- the same item elsewhere -------------------------------------------------------------------------------- */

static void sibling(const hc_rows *rows, size_t at, const hc_row *than, hc_jw *w)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_row row;
    hc_rows_get(rows, at, a, &row);
    if (hc_str_eq(row.addr.target, than->addr.target) && hc_str_eq(row.addr.transform, than->addr.transform) && row.addr.epoch == than->addr.epoch)
        return;
    hc_jw_obj(w);
    hc_jw_ki64(w, "case", (int64_t)at + 1);
    hc_jw_kstr(w, "target", row.addr.target);
    hc_jw_kstr(w, "transform", row.addr.transform);
    hc_jw_ki64(w, "epoch", row.addr.epoch + 1);
    hc_jw_kc(w, "state", hc_state_id(row.state));
    hc_jw_kstr(w, "verdict", row.n_outcomes ? hc_outcome_word(&row.outcomes[0]) : HC_S(""));
    hc_jw_end(w);
}

static void siblings_json(const hc_rows *rows, const hc_row *row, hc_jw *w)
{
    hc_jw_key(w, "siblings");
    hc_jw_arr(w);
    for (size_t i = 0; i < rows->n_blocks; i++) {
        const hc_block *b = &rows->block[i];
        size_t ordinal = hc_str_eq(b->pack, row->addr.pack) ? hc_items_find(b->items, row->addr.item) : SIZE_MAX;
        size_t at = ordinal == SIZE_MAX ? SIZE_MAX : hc_block_find(b, ordinal);
        for (uint32_t e = 0; at != SIZE_MAX && e < b->epochs; e++)
            sibling(rows, b->first + at * b->epochs + e, row, w);
    }
    hc_jw_end(w);
}

/* ---- the whole ---------------------------------------------------------------------------------------------- */

/* In single quotes; a quote inside ends them for a moment. */
static hc_str quoted(hc_arena *a, hc_str s)
{
    HC_AUTO(hc_buf) b = {0};
    hc_buf_init(&b, SIZE_MAX);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\'')
            hc_buf_c(&b, "'\\''");
        else
            hc_buf_ch(&b, (unsigned char)s.p[i] < ' ' ? '?' : s.p[i]);
    }
    return hc_fmt(a, "'%.*s'", HC_FS(hc_buf_view(&b)));
}

static hc_str reproduce(const hc_recorded *r, const hc_row *row, hc_arena *a)
{
    if (r->imported)
        return HC_S("");
    hc_str where = hc_fmt(a, "id:\"%.*s\"", HC_FS(row->addr.item)), out;
    out = hc_fmt(a, "haechi run %.*s -m %.*s --where %.*s", HC_FS(quoted(a, row->addr.pack)), HC_FS(quoted(a, row->addr.target)),
                 HC_FS(quoted(a, where)));
    return row->addr.transform.n ? hc_fmt(a, "%.*s --transform %.*s", HC_FS(out), HC_FS(quoted(a, row->addr.transform))) : out;
}

static void item_json(const hc_row *row, hc_jw *w)
{
    const hc_item *item = row->item;
    hc_jw_kstr(w, "target", row->addr.target);
    hc_jw_kstr(w, "pack", row->addr.pack);
    hc_jw_kstr(w, "item", row->addr.item);
    hc_jw_kstr(w, "transform", row->addr.transform);
    hc_jw_ki64(w, "epoch", row->addr.epoch + 1);
    hc_jw_ki64(w, "redo", row->addr.redo);
    hc_jw_kc(w, "state", hc_state_id(row->state));
    hc_jw_kstr(w, "domain", item->domain);
    hc_jw_kstr(w, "intent", item->intent);
    hc_jw_ki64(w, "severity", item->severity);
    hc_jw_kstr(w, "lang", item->lang);
    hc_jw_kc(w, "expect", hc_expect_id(item->expect));
    hc_jw_kbool(w, "unverified", item->unverified);
    hc_jw_key(w, "choices");
    hc_jw_strs(w, item->choices, item->n_choices);
    hc_jw_ki64(w, "correct_choice", item->correct_choice);
    hc_jw_key(w, "answers");
    hc_jw_strs(w, item->answers, item->n_answers);
    hc_jw_kstr(w, "criteria", item->criteria);
    hc_jw_kstr(w, "reference", item->reference);
}

hc_code hc_case_json(hc_recorded *r, const hc_rows *rows, const hc_sset *set, uint64_t number, size_t clip, hc_jw *w, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_row row;
    hc_case_talk talk;
    call_list calls;
    HC_TRY(hc_case_row(rows, number, a, &row, err));
    HC_TRY(hc_case_talk_of(r, &row, a, &talk, err));
    HC_TRY(calls_of(r, &row, a, &calls, err));
    hc_jw_obj(w);
    hc_jw_ki64(w, "case", (int64_t)number);
    hc_jw_ki64(w, "of", (int64_t)rows->n);
    item_json(&row, w);
    messages_json(&talk, clip, w);
    HC_TRY(judgements_json(r, set, &row, &talk, w, err));
    calls_json(&calls, number, w);
    siblings_json(rows, &row, w);
    hc_jw_key(w, "labels");
    HC_TRY(hc_labelled_case(r, &row, number, w, err));
    hc_jw_kstr(w, "reproduce", reproduce(r, &row, a));
    hc_jw_end(w);
    return HC_OK;
}
