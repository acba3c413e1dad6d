// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"
#include "interop/eval_write_int.h"
#include "text/utf8.h"

/* ---- parts --------------------------------------------------------------------------------------------- */

hc_str hc_eval_time(hc_arena *a, int64_t us)
{
    char text[40];
    hc_time_rfc3339(us, true, text);
    hc_str s = hc_str_c(text);
    return hc_fmt(a, "%.*s+00:00", (int)s.n - 1, s.p);
}

void hc_eval_text(hc_jw *w, hc_arena *a, const char *key, hc_str s)
{
    hc_jw_kstr(w, key, hc_utf8_repair(a, s));
}

void hc_eval_usage_add(hc_eval_usage *u, const hc_transcript *t)
{
    for (size_t i = 0; i < t->n; i++) {
        const hc_reply *r = t->x[i].reply;
        u->any = u->any || r->has_usage;
        u->in += r->tokens_in;
        u->out += r->tokens_out;
        u->cached += r->tokens_cached;
        u->reasoning += r->tokens_reasoning;
    }
}

static void write_usage(hc_jw *w, const hc_eval_usage *u)
{
    hc_jw_obj(w);
    hc_jw_ki64(w, "input_tokens", u->in);
    hc_jw_ki64(w, "output_tokens", u->out);
    hc_jw_ki64(w, "total_tokens", u->in + u->out);
    if (u->cached)
        hc_jw_ki64(w, "input_tokens_cache_read", u->cached);
    if (u->reasoning)
        hc_jw_ki64(w, "reasoning_tokens", u->reasoning);
    hc_jw_end(w);
}

void hc_eval_usage_write(hc_jw *w, const char *key, hc_str model, const hc_eval_usage *u)
{
    hc_jw_key(w, key);
    hc_jw_obj(w);
    if (u->any) {
        hc_jw_key_s(w, model);
        write_usage(w, u);
    }
    hc_jw_end(w);
}

/* ---- messages ------------------------------------------------------------------------------------------ */

typedef struct msgs { hc_jw *w; hc_arena *a; hc_str model; size_t n; bool usage; } msgs;

static void write_call(msgs *m, const hc_tool_call *c)
{
    hc_json *args;
    bool object = hc_json_parse(m->a, c->args, "arguments", &args, NULL) == HC_OK && args->type == HC_JSON_OBJ;
    hc_jw_obj(m->w);
    hc_eval_text(m->w, m->a, "id", c->id);
    hc_eval_text(m->w, m->a, "function", c->name);
    hc_jw_key(m->w, "arguments");
    if (object) {
        hc_json_write(args, m->w);
    } else {
        hc_jw_obj(m->w);
        hc_jw_end(m->w);
        hc_eval_text(m->w, m->a, "parse_error", c->args);
    }
    hc_jw_kc(m->w, "type", "function");
    hc_jw_end(m->w);
}

static void write_id(msgs *m)
{
    hc_jw_kstr(m->w, "id", hc_fmt(m->a, "m%zu", ++m->n));
}

static void write_asked(msgs *m, const hc_msg *msg)
{
    hc_jw_obj(m->w);
    write_id(m);
    hc_jw_kc(m->w, "role", hc_role_id(msg->role));
    hc_eval_text(m->w, m->a, "content", hc_msg_text(m->a, msg));
    if (msg->role == HC_ROLE_USER || msg->role == HC_ROLE_SYSTEM)
        hc_jw_kc(m->w, "source", "input");
    if (msg->call_id.n)
        hc_eval_text(m->w, m->a, "tool_call_id", msg->call_id);
    hc_jw_end(m->w);
}

static bool said_anything(const hc_reply *r)
{
    return r->text.n || r->refusal.n || r->n_calls || r->reasoning.n || hc_reply_complete(r->code);
}

static void write_part(msgs *m, const char *type, hc_str text)
{
    hc_jw_obj(m->w);
    hc_jw_kc(m->w, "type", type);
    hc_eval_text(m->w, m->a, type, text);
    hc_jw_end(m->w);
}

static void write_reply(msgs *m, const hc_reply *r)
{
    hc_str text = r->text.n ? r->text : r->refusal;
    hc_jw_obj(m->w);
    write_id(m);
    hc_jw_kc(m->w, "role", "assistant");
    if (r->reasoning.n) {
        hc_jw_key(m->w, "content");
        hc_jw_arr(m->w);
        write_part(m, "reasoning", r->reasoning);
        write_part(m, "text", text);
        hc_jw_end(m->w);
    } else {
        hc_eval_text(m->w, m->a, "content", text);
    }
    hc_jw_kc(m->w, "source", "generate");
    hc_jw_kstr(m->w, "model", m->model);
    if (r->n_calls) {
        hc_jw_key(m->w, "tool_calls");
        hc_jw_arr(m->w);
        for (size_t i = 0; i < r->n_calls; i++)
            write_call(m, &r->calls[i]);
        hc_jw_end(m->w);
    }
    hc_jw_end(m->w);
}

/* The conversation as a list; its position is the message's id, everywhere. */
static void write_messages(msgs *m, const hc_transcript *t)
{
    m->n = 0;
    hc_jw_arr(m->w);
    for (size_t i = 0; i < t->n; i++) {
        for (size_t k = 0; k < t->x[i].n_asked; k++)
            write_asked(m, &t->x[i].asked[k]);
        if (said_anything(t->x[i].reply))
            write_reply(m, t->x[i].reply);
    }
    hc_jw_end(m->w);
}

static const char *stop_reason(const hc_reply *r)
{
    return r->code == HC_RC_TRUNCATED ? "max_tokens" : r->code == HC_RC_FILTERED || r->code == HC_RC_REFUSED ? "content_filter"
           : r->n_calls ? "tool_calls" : "stop";
}

/* place: of the message in the conversation. */
static void write_output(msgs *m, const hc_reply *r, size_t place)
{
    hc_transcript one = {&(hc_exchange){NULL, 0, r}, 1};
    hc_eval_usage u = {0};
    bool said = said_anything(r);
    hc_eval_usage_add(&u, &one);
    hc_jw_obj(m->w);
    hc_jw_kstr(m->w, "model", m->model);
    hc_jw_key(m->w, "choices");
    hc_jw_arr(m->w);
    if (said) {
        hc_jw_obj(m->w);
        hc_jw_key(m->w, "message");
        m->n = place;
        write_reply(m, r);
        hc_jw_kc(m->w, "stop_reason", stop_reason(r));
        hc_jw_end(m->w);
    }
    hc_jw_end(m->w);
    hc_eval_text(m->w, m->a, "completion", r->text.n ? r->text : r->refusal);
    if (u.any) {
        hc_jw_key(m->w, "usage");
        write_usage(m->w, &u);
    }
    if (r->error.n)
        hc_eval_text(m->w, m->a, "error", r->error);
    hc_jw_end(m->w);
}

/* ---- scores -------------------------------------------------------------------------------------------- */

bool hc_eval_is_score(const hc_row *row, size_t i, hc_str *out_name)
{
    *out_name = i ? row->outcomes[i].scorer : HC_S("verdict");
    if (row->outcomes[i].kind == HC_OUT_NOT_APPLICABLE || (i && hc_str_is(*out_name, "verdict")))
        return false;
    for (size_t k = 1; k < i; k++)
        if (hc_str_eq(row->outcomes[k].scorer, *out_name))
            return false;
    return true;
}

void hc_eval_score_write(hc_jw *w, hc_arena *a, const hc_outcome *o)
{
    bool correct = hc_str_is(o->value, "correct"), incorrect = hc_str_is(o->value, "incorrect");
    hc_jw_obj(w);
    if (o->kind == HC_OUT_VALUE)
        hc_eval_text(w, a, "value", correct ? HC_S("C") : incorrect ? HC_S("I") : o->value);
    else if (o->kind == HC_OUT_UNPARSED)
        hc_jw_kc(w, "value", "N");
    else {
        hc_jw_key(w, "value");
        hc_jw_raw(w, HC_S("NaN"));
    }
    if (o->answer.n)
        hc_eval_text(w, a, "answer", o->answer);
    hc_str why = o->reason.n ? o->reason : o->span;
    if (why.n || o->kind != HC_OUT_VALUE)
        hc_eval_text(w, a, "explanation", why.n ? why : hc_outcome_word(o));
    hc_jw_key(w, "metadata");
    hc_jw_obj(w);
    hc_jw_kstr(w, "scorer", o->scorer);
    hc_jw_kstr(w, "outcome", hc_utf8_repair(a, hc_outcome_word(o)));
    hc_jw_end(w);
    hc_jw_end(w);
}

static void write_scores(hc_jw *w, hc_arena *a, const hc_row *row)
{
    hc_str name;
    hc_jw_key(w, "scores");
    hc_jw_obj(w);
    for (size_t i = 0; i < row->n_outcomes; i++)
        if (hc_eval_is_score(row, i, &name)) {
            hc_jw_key_s(w, name);
            hc_eval_score_write(w, a, &row->outcomes[i]);
        }
    hc_jw_end(w);
}

/* ---- the sample ---------------------------------------------------------------------------------------- */

static void write_target(hc_jw *w, hc_arena *a, const hc_item *it)
{
    char letter = (char)('A' + (it->correct_choice < 0 ? 0 : it->correct_choice));
    hc_jw_key(w, "target");
    if (it->expect == HC_EXPECT_CHOICE) {
        hc_jw_str(w, (hc_str){&letter, 1});
    } else if (it->n_answers > 1) {
        hc_jw_strs(w, it->answers, it->n_answers);
    } else {
        hc_str text = it->n_answers ? it->answers[0] : it->reference.n ? it->reference
                      : it->expect == HC_EXPECT_NONE ? HC_S("") : hc_str_c(hc_expect_id(it->expect));
        hc_jw_str(w, hc_utf8_repair(a, text));
    }
}

/* Without the epoch it is what the dataset says. */
static void write_identity(hc_jw *w, hc_arena *a, const hc_eval_case *c, bool epoch)
{
    const hc_item *it = c->row->item;
    hc_jw_kstr(w, "id", c->row->addr.item);
    if (epoch)
        hc_jw_ki64(w, "epoch", c->row->addr.epoch + 1);
    hc_eval_text(w, a, "input", hc_msg_text(a, &it->turns[0].msg));
    if (it->n_choices) {
        hc_jw_key(w, "choices");
        hc_jw_strs(w, it->choices, it->n_choices);
    }
    write_target(w, a, it);
}

static void add_label(hc_jw *w, hc_arena *a, hc_str rater, hc_str question, hc_str value)
{
    hc_jw_obj(w);
    hc_eval_text(w, a, "question", question);
    hc_eval_text(w, a, "rater", rater);
    hc_eval_text(w, a, "value", value);
    hc_jw_end(w);
}

/* What was said of it, and what judges and programs decided, under questions of their own. Of a log that was imported and goes out
 * again they stand among the labels. */
static void write_labels(hc_jw *w, hc_arena *a, const hc_eval_head *h, const hc_eval_case *c)
{
    const hc_row *row = c->row;
    bool again = false;
    for (size_t i = 0; i < h->pack->n_labels; i++)
        again = again || hc_str_is(h->pack->labels[i].question, HC_EVAL_VERDICT);
    hc_jw_key(w, "labels");
    hc_jw_arr(w);
    for (size_t i = 0; i < c->n_labels; i++)
        if (again || !hc_str_is(c->labels[i].question, HC_EVAL_VERDICT))
            add_label(w, a, c->labels[i].rater, c->labels[i].question, c->labels[i].value);
    if (!again && row->n_outcomes && row->outcomes[0].kind == HC_OUT_VALUE)
        add_label(w, a, HC_S("source"), HC_S(HC_EVAL_VERDICT), row->outcomes[0].value);
    for (size_t i = 0; i < row->n_outcomes; i++)
        for (size_t k = 0; k < h->pack->n_commands; k++)
            if (hc_str_eq(row->outcomes[i].scorer, h->pack->commands[k].id) && row->outcomes[i].kind == HC_OUT_VALUE)
                add_label(w, a, HC_S("source"), hc_fmt(a, HC_EVAL_COMMAND "%.*s", HC_FS(row->outcomes[i].scorer)),
                          row->outcomes[i].value);
    hc_jw_end(w);
}

static void write_metadata(hc_jw *w, hc_arena *a, const hc_eval_head *h, const hc_eval_case *c, bool *out_letter)
{
    const hc_item *it = c->row->item;
    hc_jw_key(w, "metadata");
    hc_jw_obj(w);
    if (it->domain.n)
        hc_eval_text(w, a, "domain", it->domain);
    hc_jw_key(w, "haechi");
    hc_jw_obj(w);
    hc_jw_key(w, "item");
    hc_item_write(it, a, w, out_letter);
    write_labels(w, a, h, c);
    if (c->meta) {
        hc_jw_key(w, "meta");
        hc_json_write(c->meta, w);
    }
    hc_jw_kc(w, "state", hc_state_id(c->row->state));
    hc_jw_end(w);
    hc_jw_end(w);
}

/* A sample that did not end well says so where every reader of such logs looks. */
static void write_end(hc_jw *w, hc_arena *a, const hc_eval_case *c)
{
    hc_str said = c->transcript.n ? c->transcript.x[c->transcript.n - 1].reply->error : HC_S("");
    if (c->row->state == HC_ST_FAILED || c->row->state == HC_ST_SIM_FAULT) {
        hc_jw_key(w, "error");
        hc_jw_obj(w);
        hc_eval_text(w, a, "message", said.n ? said : hc_str_c(hc_state_id(c->row->state)));
        hc_jw_kc(w, "traceback", "");
        hc_jw_kc(w, "traceback_ansi", "");
        hc_jw_end(w);
    } else if (c->row->state == HC_ST_CAPPED) {
        hc_jw_key(w, "limit");
        hc_jw_obj(w);
        hc_jw_kc(w, "type", "custom");
        hc_jw_ki64(w, "limit", 0);
        hc_jw_end(w);
    }
}

static void open_event(hc_jw *w, hc_arena *a, const char *kind, hc_str uuid, const hc_eval_case *c)
{
    hc_jw_obj(w);
    hc_jw_kc(w, "event", kind);
    hc_jw_kstr(w, "uuid", uuid);
    hc_jw_kc(w, "span_id", "main");
    hc_jw_kstr(w, "timestamp", hc_eval_time(a, c->from_us));
    hc_jw_kf64(w, "working_start", 0);
}

/* One event for each call of the model; its question is a range of the message pool. */
static void write_model_events(msgs *m, const hc_eval_case *c)
{
    size_t before = 0;
    for (size_t i = 0; i < c->transcript.n; i++) {
        const hc_exchange *x = &c->transcript.x[i];
        before += x->n_asked;
        open_event(m->w, m->a, "model", hc_fmt(m->a, "e%zu", i + 2), c);
        hc_jw_kstr(m->w, "model", m->model);
        hc_jw_key(m->w, "input");
        hc_jw_raw(m->w, HC_S("[]"));
        hc_jw_key(m->w, "input_refs");
        hc_jw_raw(m->w, hc_fmt(m->a, "[[0,%zu]]", before));
        hc_jw_key(m->w, "tools");
        hc_jw_raw(m->w, HC_S("[]"));
        hc_jw_kc(m->w, "tool_choice", "none");
        hc_jw_key(m->w, "config");
        hc_jw_raw(m->w, HC_S("{}"));
        hc_jw_key(m->w, "output");
        write_output(m, x->reply, before);
        if (x->reply->error.n)
            hc_eval_text(m->w, m->a, "error", x->reply->error);
        hc_jw_end(m->w);
        before += said_anything(x->reply);
    }
}

static void write_events(msgs *m, const hc_eval_case *c)
{
    hc_jw *w = m->w;
    hc_str name;
    hc_jw_key(w, "events");
    hc_jw_arr(w);
    open_event(w, m->a, "span_begin", HC_S("e0"), c);
    hc_jw_kc(w, "id", "main");
    hc_jw_kc(w, "type", "solvers");
    hc_jw_kc(w, "name", "solvers");
    hc_jw_end(w);
    open_event(w, m->a, "sample_init", HC_S("e1"), c);
    hc_jw_key(w, "sample");
    hc_jw_obj(w);
    write_identity(w, m->a, c, false);
    hc_jw_end(w);
    hc_jw_key(w, "state");
    hc_jw_raw(w, HC_S("{}"));
    hc_jw_end(w);
    write_model_events(m, c);
    for (size_t i = 0; i < c->row->n_outcomes; i++)
        if (hc_eval_is_score(c->row, i, &name)) {
            open_event(w, m->a, "score", hc_fmt(m->a, "s%zu", i), c);
            hc_jw_key(w, "score");
            hc_eval_score_write(w, m->a, &c->row->outcomes[i]);
            write_target(w, m->a, c->row->item);
            hc_jw_kstr(w, "scorer", name);
            hc_jw_end(w);
        }
    open_event(w, m->a, "span_end", HC_S("end"), c);
    hc_jw_kc(w, "id", "main");
    hc_jw_end(w);
    hc_jw_end(w);
}

static void write_times(hc_jw *w, hc_arena *a, const hc_eval_case *c)
{
    hc_jw_kstr(w, "started_at", hc_eval_time(a, c->from_us));
    hc_jw_kstr(w, "completed_at", hc_eval_time(a, c->to_us));
    hc_jw_kf64(w, "total_time", (double)(c->to_us - c->from_us) / 1e6);
    hc_jw_kf64(w, "working_time", (double)(c->to_us - c->from_us) / 1e6);
}

static hc_str uuid_of(hc_arena *a, const hc_eval_head *h, const hc_eval_case *c)
{
    hc_digest d = hc_sha256(hc_fmt(a, "%.*s %.*s %.*s %u", HC_FS(h->log_id), HC_FS(h->target), HC_FS(c->row->addr.item), c->row->addr.epoch));
    char hex[23];
    hc_hex(d.b, 11, hex);
    return hc_str_dup(a, hc_str_c(hex));
}

void hc_eval_sample_write(hc_jw *w, hc_arena *a, const hc_eval_head *h, const hc_eval_case *c, bool *out_letter)
{
    msgs m = {.w = w, .a = a, .model = h->target};
    hc_eval_usage u = {0};
    size_t before = 0;
    hc_jw_obj(w);
    write_identity(w, a, c, true);
    hc_jw_key(w, "messages");
    write_messages(&m, &c->transcript);
    if (c->transcript.n) {
        const hc_reply *last = c->transcript.x[c->transcript.n - 1].reply;
        before = m.n - said_anything(last);
        hc_jw_key(w, "output");
        write_output(&m, last, before);
    }
    write_scores(w, a, c->row);
    write_metadata(w, a, h, c, out_letter);
    hc_jw_key(w, "store");
    hc_jw_raw(w, HC_S("{}"));
    write_events(&m, c);
    hc_eval_usage_add(&u, &c->transcript);
    hc_eval_usage_write(w, "model_usage", h->target, &u);
    write_times(w, a, c);
    hc_jw_kstr(w, "uuid", uuid_of(a, h, c));
    write_end(w, a, c);
    hc_jw_key(w, "attachments");
    hc_jw_raw(w, HC_S("{}"));
    hc_jw_key(w, "events_data");
    hc_jw_obj(w);
    hc_jw_key(w, "messages");
    write_messages(&m, &c->transcript);
    hc_jw_key(w, "calls");
    hc_jw_raw(w, HC_S("[]"));
    hc_jw_end(w);
    hc_jw_end(w);
}

void hc_eval_summary_write(hc_jw *w, hc_arena *a, const hc_eval_head *h, const hc_eval_case *c)
{
    hc_eval_usage u = {0};
    bool failed = c->row->state == HC_ST_FAILED || c->row->state == HC_ST_SIM_FAULT;
    hc_jw_obj(w);
    write_identity(w, a, c, true);
    write_scores(w, a, c->row);
    hc_eval_usage_add(&u, &c->transcript);
    hc_eval_usage_write(w, "model_usage", h->target, &u);
    write_times(w, a, c);
    hc_jw_kstr(w, "uuid", uuid_of(a, h, c));
    if (failed)
        hc_jw_kc(w, "error", hc_state_id(c->row->state));
    if (c->row->state == HC_ST_CAPPED)
        hc_jw_kc(w, "limit", "custom");
    hc_jw_kbool(w, "completed", true);
    hc_jw_end(w);
}
