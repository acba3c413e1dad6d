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
    for (size_t i = 0; i < x->n_asked; i++)
        say(t, a, (hc_case_message){x->asked[i].role, hc_msg_text(a, &x->asked[i]), HC_S(""), -1});
    hc_str text = x->reply->text.n ? x->reply->text : x->reply->refusal;
    say(t, a, (hc_case_message){HC_ROLE_ASSISTANT, text, x->reply->reasoning, (int64_t)step});
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
        add_unasked(out, a, item, asked);
    /* What the tape cannot play any more is shown as far as it goes; a broken file is an error. */
    return t.code == HC_E_CORRUPT || t.code == HC_E_IO ? hc_err_ctx(err, t.code, "%s", "%s", ignored.en) : HC_OK;
}

/* ---- what is given of it ------------------------------------------------------------------------------------ */

/* Where a judgement finds its words: in the last reply that holds them. */
typedef struct cite { size_t message, at; } cite;              /* message SIZE_MAX: nowhere */
typedef struct account { const hc_case_view *v; hc_mask m; hc_case_talk talk; hc_outcome *o; cite *cites; size_t n; hc_jw *w; } account;

static void id_json(hc_jw *w, const char *key, size_t message)
{
    char id[24];
    snprintf(id, sizeof id, "m%zu", message + 1);
    hc_jw_kc(w, key, id);
}

/* At most `most` bytes (0: all), and how long the whole is where something is missing. Returns where the given part ends. */
static size_t text_json(const account *t, const char *key, hc_str s, size_t most)
{
    size_t from = 0, to = most ? most : s.n;
    hc_jw_kstr(t->w, key, hc_mask_part(t->m, s, &from, &to));
    return to < s.n ? to : s.n;
}

/* Words that decided and stand far down a long reply are shown with what is around them. */
static void excerpt_json(const account *t, size_t message, size_t shown)
{
    for (size_t i = 0; i < t->n; i++) {
        size_t end = t->cites[i].at + t->o[i].span.n;
        if (t->cites[i].message != message || end <= shown)
            continue;
        size_t from = t->cites[i].at > HC_CASE_AROUND ? t->cites[i].at - HC_CASE_AROUND : 0, to = t->cites[i].at + HC_CASE_SPAN + HC_CASE_AROUND;
        hc_str text = hc_mask_part(t->m, t->talk.m[message].text, &from, &to);
        hc_jw_key(t->w, "excerpt");
        hc_jw_obj(t->w);
        hc_jw_ki64(t->w, "from", (int64_t)from);
        hc_jw_kstr(t->w, "text", text);
        hc_jw_end(t->w);
        return;
    }
}

static size_t message_json(const account *t, size_t i)
{
    const hc_case_message *m = &t->talk.m[i];
    size_t most = t->v->message, shown, thought = 0;
    hc_jw_obj(t->w);
    id_json(t->w, "id", i);
    hc_jw_kc(t->w, "role", hc_role_id(m->role));
    shown = text_json(t, "text", m->text, most);
    if (shown < m->text.n) {
        hc_jw_ki64(t->w, "bytes", (int64_t)m->text.n);
        hc_jw_ki64(t->w, "to", (int64_t)shown);
        excerpt_json(t, i, shown);
    }
    if (m->reasoning.n)
        thought = text_json(t, "reasoning", m->reasoning, most);
    if (thought < m->reasoning.n)
        hc_jw_ki64(t->w, "reasoning_bytes", (int64_t)m->reasoning.n);
    if (m->step >= 0)
        hc_jw_ki64(t->w, "step", m->step);
    hc_jw_end(t->w);
    return shown + thought;
}

/* Of every message who speaks, as a letter, and how many bytes. */
static void outline_json(const account *t)
{
    HC_AUTO(hc_buf) roles = {0};
    hc_buf_init(&roles, SIZE_MAX);
    for (size_t i = 0; i < t->talk.n; i++)
        hc_buf_ch(&roles, hc_role_id(t->talk.m[i].role)[0]);
    hc_jw_key(t->w, "outline");
    hc_jw_obj(t->w);
    hc_jw_kstr(t->w, "roles", hc_buf_view(&roles));
    hc_jw_key(t->w, "bytes");
    hc_jw_arr(t->w);
    for (size_t i = 0; i < t->talk.n; i++)
        hc_jw_i64(t->w, (int64_t)t->talk.m[i].text.n);
    hc_jw_end(t->w);
    hc_jw_end(t->w);
}

static void messages_json(const account *t)
{
    const hc_case_view *v = t->v;
    size_t given = 0, first = v->first < t->talk.n ? v->first : 0, most = v->messages ? v->messages : t->talk.n;
    if (v->talk)
        outline_json(t);
    hc_jw_key(t->w, "messages");
    hc_jw_arr(t->w);
    for (size_t i = first; i < t->talk.n && i - first < most && (!v->talk || given < v->talk); i++)
        given += message_json(t, i);
    hc_jw_end(t->w);
}

/* ---- judgements -------------------------------------------------------------------------------------------- */

static cite cited(const hc_case_talk *t, hc_str span)
{
    for (size_t i = t->n; i-- > 0 && span.n;) {
        ptrdiff_t at = t->m[i].step < 0 ? -1 : hc_str_find(t->m[i].text, span);
        if (at >= 0)
            return (cite){i, (size_t)at};
    }
    return (cite){SIZE_MAX, 0};
}

/* Judges read no more of a reply, so that they quote no more of it. */
enum { QUOTED = 256 << 10, QUOTED_OF_ALL = 4 << 20 };

static hc_code judgements_of(account *t, const hc_recorded *r, const hc_row *row, hc_err *err)
{
    size_t left = QUOTED_OF_ALL;
    if (t->v->set)
        HC_TRY(hc_recorded_outcomes(r, t->v->set, &row->addr, t->m.a, &t->o, &t->n, err));
    t->cites = HC_NEW_N(t->m.a, cite, t->n);
    for (size_t i = 0; i < t->n; i++)
        t->cites[i] = cited(&t->talk, t->o[i].span);
    hc_outcome *shown = HC_NEW_N(t->m.a, hc_outcome, t->n);
    memcpy(shown, t->o, t->n * sizeof *shown);
    for (size_t i = 0; i < t->talk.n && t->n; i++) {
        size_t n = left < QUOTED ? left : QUOTED;
        hc_str head = t->talk.m[i].step < 0 ? HC_S("") : hc_str_sub(t->talk.m[i].text, 0, n);
        hc_mask_excerpts(t->m, head, shown, t->n);
        left -= head.n;
    }
    hc_mask_outcomes(t->m, shown, t->n);
    for (size_t i = 0; i < t->n; i++) {
        size_t from = t->cites[i].at, to = from + t->o[i].span.n;
        if (t->cites[i].message != SIZE_MAX)      /* as it reads there */
            shown[i].span = hc_mask_part(t->m, t->talk.m[t->cites[i].message].text, &from, &to);
    }
    t->o = shown;
    return HC_OK;
}

static void judgements_json(const account *t)
{
    hc_jw_kstr(t->w, "verdict", t->n ? hc_outcome_word(&t->o[0]) : HC_S(""));
    hc_jw_key(t->w, "judgements");
    hc_jw_arr(t->w);
    const account plain = {.v = t->v, .m = {t->m.a, true}, .w = t->w};     /* they are masked */
    for (size_t i = 0; i < t->n; i++) {
        hc_jw_obj(t->w);
        hc_jw_kstr(t->w, "scorer", t->o[i].scorer);
        hc_jw_kc(t->w, "kind", hc_outcome_kind_id(t->o[i].kind));
        hc_jw_kstr(t->w, "outcome", hc_outcome_word(&t->o[i]));
        text_json(&plain, "answer", t->o[i].answer, t->v->message);
        text_json(&plain, "span", t->o[i].span, t->v->message ? HC_CASE_SPAN : 0);
        if (t->cites[i].message != SIZE_MAX)
            id_json(t->w, "message", t->cites[i].message);
        text_json(&plain, "reason", t->o[i].reason, t->v->message);
        hc_jw_end(t->w);
    }
    hc_jw_end(t->w);
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

/* All that its author wrote but the turns, which are in the conversation. */
static hc_item head_of(hc_mask m, const hc_item *item)
{
    hc_item head = *item;
    head.n_turns = head.n_variants = head.n_facts = head.n_meta = 0;
    head.raw = HC_S("");
    return *hc_mask_item(m, &head);
}

static void item_json(const account *t, const hc_row *row)
{
    hc_item item = head_of(t->m, row->item);
    hc_jw *w = t->w;
    hc_jw_kstr(w, "target", row->addr.target);
    hc_jw_kstr(w, "pack", row->addr.pack);
    hc_jw_kstr(w, "item", row->addr.item);
    hc_jw_kstr(w, "transform", row->addr.transform);
    hc_jw_ki64(w, "epoch", row->addr.epoch + 1);
    hc_jw_ki64(w, "redo", row->addr.redo);
    hc_jw_kc(w, "state", hc_state_id(row->state));
    hc_jw_kstr(w, "domain", item.domain);
    hc_jw_kstr(w, "intent", item.intent);
    hc_jw_ki64(w, "severity", item.severity);
    hc_jw_kstr(w, "lang", item.lang);
    hc_jw_kc(w, "expect", hc_expect_id(item.expect));
    hc_jw_kbool(w, "unverified", item.unverified);
    hc_jw_key(w, "choices");
    hc_jw_strs(w, item.choices, item.n_choices);
    hc_jw_ki64(w, "correct_choice", item.correct_choice);
    hc_jw_key(w, "answers");
    hc_jw_strs(w, item.answers, item.n_answers);
    hc_jw_kstr(w, "criteria", item.criteria);
    hc_jw_kstr(w, "reference", item.reference);
}

hc_code hc_case_json(hc_recorded *r, const hc_case_view *v, uint64_t number, hc_jw *w, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_row row;
    call_list calls;
    account t = {.v = v, .m = {a, v->bare}, .w = w};
    HC_TRY(hc_case_row(v->rows, number, a, &row, err));
    HC_TRY(hc_case_talk_of(r, &row, a, &t.talk, err));
    HC_TRY(judgements_of(&t, r, &row, err));
    HC_TRY(calls_of(r, &row, a, &calls, err));
    hc_jw_obj(w);
    hc_jw_ki64(w, "case", (int64_t)number);
    hc_jw_ki64(w, "of", (int64_t)v->rows->n);
    item_json(&t, &row);
    messages_json(&t);
    judgements_json(&t);
    calls_json(&calls, number, w);
    siblings_json(v->rows, &row, w);
    hc_jw_key(w, "labels");
    HC_TRY(hc_labelled_case(r, &row, number, w, err));
    hc_jw_kstr(w, "reproduce", reproduce(r, &row, a));
    hc_jw_end(w);
    return HC_OK;
}

hc_code hc_case_part(hc_recorded *r, const hc_case_view *v, uint64_t number, const hc_case_place *p, hc_jw *w, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_row row;
    hc_case_talk talk;
    HC_TRY(hc_case_row(v->rows, number, a, &row, err));
    HC_TRY(hc_case_talk_of(r, &row, a, &talk, err));
    if (!p->message || p->message > talk.n)
        return hc_fail(err, HC_E_NOTFOUND, "E-WEB-19", "this case has messages 1 to %zu, and no message %llu",
                       "이 사례의 메시지는 1번부터 %zu번까지이며 %llu번은 없음", talk.n, (unsigned long long)p->message);
    hc_str all = talk.m[p->message - 1].text;
    size_t from = p->from < all.n ? (size_t)p->from : all.n, to = p->bytes < all.n - from ? from + (size_t)p->bytes : all.n;
    hc_str text = hc_mask_part((hc_mask){a, v->bare}, all, &from, &to);
    hc_jw_obj(w);
    id_json(w, "id", (size_t)p->message - 1);
    hc_jw_ki64(w, "from", (int64_t)from);
    hc_jw_ki64(w, "to", (int64_t)to);
    hc_jw_ki64(w, "bytes", (int64_t)all.n);
    hc_jw_kstr(w, "text", text);
    hc_jw_end(w);
    return HC_OK;
}
