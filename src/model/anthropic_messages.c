// SPDX-License-Identifier: Apache-2.0
/*
 * Anthropic messages. A reply schema is asked for as a forced tool: its input becomes the text of the reply. Seeds,
 * log-probabilities and grammars do not exist here and are left out.
 */
#include "model/adapter_int.h"

#define ANSWER_TOOL "haechi_answer"

enum { MAX_TOKENS_DEFAULT = 4096 };

/* ---- request ----------------------------------------------------------------------------------------- */

static hc_code put_image(hc_body *b, const hc_part *p, hc_err *err)
{
    hc_jw *w = &b->w;
    HC_TRY(hc_image_check(b->t, p, err));
    ptrdiff_t comma = hc_str_find(p->ref, HC_S(";base64,"));
    if (comma < 0)
        return hc_fail(err, HC_E_UNSUPPORTED, "E-MODEL-02", "the image is not in base64",
                       "이미지가 base64 형식이 아님");
    hc_jw_obj(w);
    hc_jw_kc(w, "type", "image");
    hc_jw_key(w, "source");
    hc_jw_obj(w);
    hc_jw_kc(w, "type", "base64");
    hc_jw_kstr(w, "media_type", hc_str_sub(p->ref, 5, (size_t)comma));
    hc_jw_kstr(w, "data", hc_str_sub(p->ref, (size_t)comma + 8, p->ref.n));
    hc_jw_end(w);
    hc_jw_end(w);
    return HC_OK;
}

static void put_text(hc_body *b, hc_str text)
{
    hc_jw_obj(&b->w);
    hc_jw_kc(&b->w, "type", "text");
    hc_jw_key(&b->w, "text");
    hc_body_text(b, text);
    hc_jw_end(&b->w);
}

/* The model's arguments must be an object here; what is not goes as the field `raw` of one. */
static void put_input(hc_body *b, hc_str args)
{
    hc_json *j;
    if (hc_json_parse(b->a, args, "arguments", &j, NULL) == HC_OK && j->type == HC_JSON_OBJ) {
        hc_json_write(j, &b->w);
        return;
    }
    hc_jw_obj(&b->w);
    if (args.n) {
        hc_jw_key(&b->w, "raw");
        hc_body_text(b, args);
    }
    hc_jw_end(&b->w);
}

static hc_code put_blocks(hc_body *b, const hc_msg *m, hc_err *err)
{
    hc_jw *w = &b->w;
    hc_jw_arr(w);
    if (m->role == HC_ROLE_TOOL) {
        hc_jw_obj(w);
        hc_jw_kc(w, "type", "tool_result");
        hc_jw_kstr(w, "tool_use_id", m->call_id);
        hc_jw_key(w, "content");
        hc_body_text(b, hc_msg_text(b->a, m));
        hc_jw_end(w);
    }
    for (size_t i = 0; m->role != HC_ROLE_TOOL && i < m->n_parts; i++) {
        if (m->parts[i].kind == HC_PART_IMAGE)
            HC_TRY(put_image(b, &m->parts[i], err));
        else if (m->parts[i].text.n || !m->n_calls)      /* an empty text block beside calls is refused */
            put_text(b, m->parts[i].text);
    }
    for (size_t i = 0; i < m->n_calls; i++) {
        hc_jw_obj(w);
        hc_jw_kc(w, "type", "tool_use");
        hc_jw_kstr(w, "id", m->calls[i].id);
        hc_jw_kstr(w, "name", m->calls[i].name);
        hc_jw_key(w, "input");
        put_input(b, m->calls[i].args);
        hc_jw_end(w);
    }
    hc_jw_end(w);
    return HC_OK;
}

static hc_code put_msg(hc_body *b, const hc_msg *m, hc_err *err)
{
    hc_jw *w = &b->w;
    hc_jw_obj(w);
    hc_jw_kc(w, "role", m->role == HC_ROLE_ASSISTANT ? "assistant" : "user");
    hc_jw_key(w, "content");
    if (m->role != HC_ROLE_TOOL && !m->n_calls && m->n_parts == 1 && m->parts[0].kind == HC_PART_TEXT)
        hc_body_text(b, m->parts[0].text);
    else
        HC_TRY(put_blocks(b, m, err));
    hc_jw_end(w);
    return HC_OK;
}

static hc_code put_tool(hc_body *b, hc_str name, hc_str description, hc_str schema, hc_err *err)
{
    hc_jw *w = &b->w;
    hc_jw_obj(w);
    hc_jw_kstr(w, "name", name);
    hc_jw_kstr(w, "description", description);
    hc_jw_key(w, "input_schema");
    HC_TRY(hc_body_json(b, schema.n ? schema : HC_S("{\"type\":\"object\"}"), "tool schema", err));
    hc_jw_end(w);
    return HC_OK;
}

static void put_choice(hc_body *b, const hc_params *p)
{
    hc_jw *w = &b->w;
    hc_str choice = p->schema.n ? HC_S(ANSWER_TOOL) : p->tool_choice;
    if (!choice.n || !hc_body_key(b, "tool_choice"))
        return;
    bool required = hc_str_is(choice, "required");
    bool named = !required && !hc_str_is(choice, "auto") && !hc_str_is(choice, "none");
    hc_jw_obj(w);
    hc_jw_kstr(w, "type", required ? HC_S("any") : named ? HC_S("tool") : choice);
    if (named)
        hc_jw_kstr(w, "name", choice);
    hc_jw_end(w);
}

static hc_code put_tools(hc_body *b, const hc_chat *chat, hc_err *err)
{
    hc_str schema = chat->params.schema;
    if (!chat->n_tools && !schema.n)
        return HC_OK;
    if (hc_body_key(b, "tools")) {
        hc_jw_arr(&b->w);
        for (size_t i = 0; i < chat->n_tools; i++)
            HC_TRY(put_tool(b, chat->tools[i].name, chat->tools[i].description, chat->tools[i].schema, err));
        if (schema.n)
            HC_TRY(put_tool(b, HC_S(ANSWER_TOOL), HC_S("Give the answer with this tool."), schema, err));
        hc_jw_end(&b->w);
    }
    put_choice(b, &chat->params);
    return HC_OK;
}

static void put_params(hc_body *b, const hc_params *p)
{
    hc_jw *w = &b->w;
    int64_t most = hc_reply_tokens_max(p, b->t);
    if (hc_body_key(b, "max_tokens"))
        hc_jw_i64(w, most ? most : MAX_TOKENS_DEFAULT);
    if (p->has_temperature && hc_body_key(b, "temperature"))
        hc_jw_f64(w, p->temperature);
    if (p->has_top_p && hc_body_key(b, "top_p"))
        hc_jw_f64(w, p->top_p);
    if (p->n_stop && hc_body_key(b, "stop_sequences"))
        hc_jw_strs(w, p->stop, p->n_stop);
    if (b->t->stream && hc_body_key(b, "stream"))
        hc_jw_bool(w, true);
}

static hc_str system_text(hc_arena *a, const hc_chat *chat)
{
    HC_AUTO(hc_buf) all;
    hc_buf_init(&all, SIZE_MAX);
    for (size_t i = 0; i < chat->n_msgs; i++) {
        if (chat->msgs[i].role != HC_ROLE_SYSTEM)
            continue;
        if (all.n)
            hc_buf_c(&all, "\n\n");
        hc_buf_str(&all, hc_msg_text(a, &chat->msgs[i]));
    }
    return hc_str_dup(a, hc_buf_view(&all));
}

static hc_code put_all(hc_body *b, const hc_chat *chat, hc_err *err)
{
    hc_str system = system_text(b->a, chat);
    if (system.n && hc_body_key(b, "system"))
        hc_body_text(b, system);
    hc_jw_key(&b->w, "messages");
    hc_jw_arr(&b->w);
    for (size_t i = 0; i < chat->n_msgs; i++) {
        if (chat->msgs[i].role == HC_ROLE_SYSTEM)
            continue;
        HC_TRY(put_msg(b, &chat->msgs[i], err));
        hc_body_cut(b);
    }
    hc_jw_end(&b->w);
    if (hc_body_key(b, "model"))
        hc_jw_str(&b->w, b->t->model);
    put_params(b, &chat->params);
    return put_tools(b, chat, err);
}

static hc_code build(hc_arena *a, const hc_target_conf *t, const hc_chat *chat, hc_wire *out, hc_err *err)
{
    hc_body b;
    hc_body_begin(&b, a, t);
    hc_code c = put_all(&b, chat, err);
    if (c == HC_OK) {
        hc_body_end(&b, "/messages", out);
        hc_wire_header(out, HC_S("anthropic-version"), HC_S("2023-06-01"));
    }
    hc_body_fini(&b);
    return c;
}

/* ---- reply ------------------------------------------------------------------------------------------- */

/* input_tokens does not count what was read from or written to the cache: our tokens_in does. */
static void take_usage(hc_draft *d, const hc_json *u)
{
    if (!u || u->type != HC_JSON_OBJ)
        return;
    if (hc_json_get(u, "input_tokens")) {
        int64_t in = hc_json_int(u, "input_tokens", -1), read = hc_json_int(u, "cache_read_input_tokens", 0),
                written = hc_json_int(u, "cache_creation_input_tokens", 0), sum = in;
        bool bad = in < 0 || read < 0 || written < 0 || __builtin_add_overflow(sum, read, &sum) ||
                   __builtin_add_overflow(sum, written, &sum);
        d->tokens_in = bad ? -1 : sum;
        d->tokens_cached = read;
    }
    d->tokens_out = hc_json_int(u, "output_tokens", d->tokens_out);
    d->has_usage = true;
}

/* Blocks come in their order: text of an earlier one after a later one would stand in the wrong place. */
static void take_text(hc_draft *d, int64_t index, const hc_json *text)
{
    if (index < d->last_text)
        d->bad = "the blocks are out of order";
    d->last_text = index;
    hc_draft_text(d, text);
}

static void take_block(hc_draft *d, int64_t index, const hc_json *block)
{
    hc_str type = hc_json_str(block, "type", HC_S(""));
    if (hc_str_is(type, "text"))
        take_text(d, index, hc_json_get(block, "text"));
    else if (hc_str_is(type, "thinking"))
        hc_draft_add(&d->reasoning, hc_json_get(block, "thinking"));
    if (!hc_str_is(type, "tool_use"))
        return;
    hc_draft_call *c = hc_draft_call_at(d, index, hc_json_str(block, "id", HC_S("")));
    if (!c)
        return;
    const hc_json *input = hc_json_get(block, "input");
    hc_draft_set(d, &c->id, hc_json_get(block, "id"));
    hc_draft_set(d, &c->name, hc_json_get(block, "name"));
    if (input && input->type == HC_JSON_OBJ && input->n) {
        hc_jw w;
        hc_jw_init(&w, &c->args);
        hc_json_write(input, &w);
    }
}

static void take_delta(hc_draft *d, int64_t index, const hc_json *delta)
{
    hc_str type = hc_json_str(delta, "type", HC_S(""));
    if (hc_str_is(type, "text_delta")) {
        take_text(d, index, hc_json_get(delta, "text"));
    } else if (hc_str_is(type, "thinking_delta")) {
        hc_draft_add(&d->reasoning, hc_json_get(delta, "thinking"));
    } else if (hc_str_is(type, "input_json_delta")) {
        hc_draft_call *c = hc_draft_call_at(d, index, HC_S(""));
        if (c)
            hc_draft_add(&c->args, hc_json_get(delta, "partial_json"));
    }
}

/* Calls without arguments have the empty object; the answer tool's input is the text. */
static void finish_calls(hc_reply *out)
{
    size_t kept = 0;
    for (size_t i = 0; i < out->n_calls; i++) {
        hc_tool_call c = out->calls[i];
        if (!c.args.n)
            c.args = HC_S("{}");
        if (hc_str_is(c.name, ANSWER_TOOL))
            out->text = c.args;
        else
            out->calls[kept++] = c;
    }
    out->n_calls = kept;
}

static void conclude(hc_draft *d, hc_reply *out)
{
    if (hc_draft_failed(d, out))
        return;
    hc_draft_finish(d, out);
    finish_calls(out);
    bool cut = hc_str_is(out->finish, "max_tokens") || hc_str_is(out->finish, "model_context_window_exceeded");
    out->code = hc_str_is(out->finish, "refusal") ? HC_RC_REFUSED : cut ? HC_RC_TRUNCATED : HC_RC_OK;
}

static void parse_plain(hc_arena *a, hc_str body, hc_reply *out)
{
    hc_json *j;
    hc_err err = {0};
    if (hc_json_parse(a, body, "reply", &j, &err) != HC_OK) {
        hc_reply_fail(out, HC_RC_BADREPLY, hc_fmt(a, "not JSON: %s", err.en));
        return;
    }
    if (hc_str_is(hc_json_str(j, "type", HC_S("")), "error")) {
        hc_reply_by_error(a, hc_json_get(j, "error"), out);
        return;
    }
    HC_AUTO(hc_draft) d;
    hc_draft_init(&d, a);
    const hc_json *content = hc_json_get(j, "content");
    if (!content || content->type != HC_JSON_ARR)
        d.bad = "no content blocks in the reply";
    for (size_t i = 0; !d.bad && i < content->n; i++)
        take_block(&d, (int64_t)i, content->items[i]);
    hc_draft_set(&d, &d.model, hc_json_get(j, "model"));
    hc_draft_set(&d, &d.finish, hc_json_get(j, "stop_reason"));
    take_usage(&d, hc_json_get(j, "usage"));
    conclude(&d, out);
}

static void take_event(hc_draft *d, hc_str type, const hc_json *j)
{
    int64_t index = hc_json_int(j, "index", 0);
    if (hc_str_is(type, "message_start")) {
        hc_draft_set(d, &d->model, hc_json_path(j, "message.model"));
        take_usage(d, hc_json_path(j, "message.usage"));
    } else if (hc_str_is(type, "content_block_start")) {
        take_block(d, index, hc_json_get(j, "content_block"));
    } else if (hc_str_is(type, "content_block_delta")) {
        take_delta(d, index, hc_json_get(j, "delta"));
    } else if (hc_str_is(type, "message_delta")) {
        hc_draft_set(d, &d->finish, hc_json_path(j, "delta.stop_reason"));
        take_usage(d, hc_json_get(j, "usage"));
    }
}

static void parse_stream(hc_arena *a, hc_str body, hc_reply *out)
{
    HC_AUTO(hc_draft) d;
    HC_AUTO(hc_arena_ptr) scratch = hc_arena_new();
    hc_draft_init(&d, a);
    hc_sse s = {body};
    hc_str event, data;
    bool stopped = false, any = false;
    for (size_t n = 1; !d.bad && !stopped && hc_sse_next(scratch, &s, &event, &data); n++) {
        hc_json *j;
        if (!hc_draft_event(&d, scratch, &s, n, data, &j))
            break;
        hc_str type = hc_json_str(j, "type", event);
        if (hc_str_is(type, "error")) {
            hc_reply_by_error(a, hc_json_get(j, "error"), out);
            return;
        }
        stopped = hc_str_is(type, "message_stop");
        any = any || (!stopped && !hc_str_is(type, "ping"));
        take_event(&d, type, j);
        hc_arena_reset(scratch);
    }
    d.cut = !stopped && !d.finish.n;
    if (stopped && !any)
        d.bad = "no message in the stream";
    conclude(&d, out);
}

const hc_adapter hc_adapter_anthropic = {"anthropic", build, parse_plain, parse_stream, "x-api-key", ""};
