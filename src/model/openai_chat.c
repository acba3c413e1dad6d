// SPDX-License-Identifier: Apache-2.0
/*
 * OpenAI chat completions, as spoken by OpenAI, Azure, vLLM, SGLang, llama.cpp, Ollama and most gateways.
 * A plain answer's message and the deltas of a stream have the same shape, so one function takes both.
 */
#include <math.h>

#include "model/adapter_int.h"

/* ---- request ----------------------------------------------------------------------------------------- */

/* OpenAI's own hosts refuse max_tokens for their newer models; the compatible servers know only max_tokens. */
static bool is_openai_host(hc_str url)
{
    ptrdiff_t at = hc_str_find(url, HC_S("://"));
    hc_str host = at < 0 ? url : hc_str_sub(url, (size_t)at + 3, url.n);
    size_t n = 0;
    while (n < host.n && host.p[n] != '/' && host.p[n] != ':')
        n++;
    host = hc_str_sub(host, 0, n);
    return hc_str_is(host, "api.openai.com") || hc_str_ends(host, HC_S(".openai.azure.com"));
}

static hc_code put_parts(hc_body *b, const hc_msg *m, hc_err *err)
{
    hc_jw *w = &b->w;
    if (m->n_parts == 0 && m->n_calls) {
        hc_jw_null(w);
        return HC_OK;
    }
    if (m->role == HC_ROLE_TOOL || m->n_parts == 0 || (m->n_parts == 1 && m->parts[0].kind == HC_PART_TEXT)) {
        hc_body_text(b, hc_msg_text(b->a, m));
        return HC_OK;
    }
    hc_jw_arr(w);
    for (size_t i = 0; i < m->n_parts; i++) {
        const hc_part *p = &m->parts[i];
        hc_jw_obj(w);
        if (p->kind == HC_PART_TEXT) {
            hc_jw_kc(w, "type", "text");
            hc_jw_key(w, "text");
            hc_body_text(b, p->text);
        } else {
            HC_TRY(hc_image_check(b->t, p, err));
            hc_jw_kc(w, "type", "image_url");
            hc_jw_key(w, "image_url");
            hc_jw_obj(w);
            hc_jw_kstr(w, "url", p->ref);
            hc_jw_end(w);
        }
        hc_jw_end(w);
    }
    hc_jw_end(w);
    return HC_OK;
}

static hc_code put_msg(hc_body *b, const hc_msg *m, hc_err *err)
{
    hc_jw *w = &b->w;
    hc_jw_obj(w);
    hc_jw_kc(w, "role", hc_role_id(m->role));
    if (m->role == HC_ROLE_TOOL)
        hc_jw_kstr(w, "tool_call_id", m->call_id);
    hc_jw_key(w, "content");
    HC_TRY(put_parts(b, m, err));
    if (m->n_calls) {
        hc_jw_key(w, "tool_calls");
        hc_jw_arr(w);
        for (size_t i = 0; i < m->n_calls; i++) {
            hc_jw_obj(w);
            hc_jw_kstr(w, "id", m->calls[i].id);
            hc_jw_kc(w, "type", "function");
            hc_jw_key(w, "function");
            hc_jw_obj(w);
            hc_jw_kstr(w, "name", m->calls[i].name);
            hc_jw_key(w, "arguments");
            hc_body_text(b, m->calls[i].args);
            hc_jw_end(w);
            hc_jw_end(w);
        }
        hc_jw_end(w);
    }
    hc_jw_end(w);
    return HC_OK;
}

static hc_code put_tools(hc_body *b, const hc_chat *chat, hc_err *err)
{
    hc_jw *w = &b->w;
    hc_str choice = chat->params.tool_choice;
    if (!chat->n_tools)
        return HC_OK;
    if (hc_body_key(b, "tools")) {
        hc_jw_arr(w);
        for (size_t i = 0; i < chat->n_tools; i++) {
            const hc_tool *t = &chat->tools[i];
            hc_jw_obj(w);
            hc_jw_kc(w, "type", "function");
            hc_jw_key(w, "function");
            hc_jw_obj(w);
            hc_jw_kstr(w, "name", t->name);
            hc_jw_kstr(w, "description", t->description);
            hc_jw_key(w, "parameters");
            HC_TRY(hc_body_json(b, t->schema.n ? t->schema : HC_S("{\"type\":\"object\"}"), "tool schema", err));
            hc_jw_end(w);
            hc_jw_end(w);
        }
        hc_jw_end(w);
    }
    if (!choice.n || !hc_body_key(b, "tool_choice"))
        return HC_OK;
    if (hc_str_is(choice, "auto") || hc_str_is(choice, "none") || hc_str_is(choice, "required")) {
        hc_jw_str(w, choice);
        return HC_OK;
    }
    hc_jw_obj(w);
    hc_jw_kc(w, "type", "function");
    hc_jw_key(w, "function");
    hc_jw_obj(w);
    hc_jw_kstr(w, "name", choice);
    hc_jw_end(w);
    hc_jw_end(w);
    return HC_OK;
}

static hc_code put_format(hc_body *b, const hc_params *p, hc_err *err)
{
    hc_jw *w = &b->w;
    if (p->grammar.n && hc_str_is(b->t->adapter, "local")) {
        if (hc_body_key(b, "grammar"))
            hc_jw_str(w, p->grammar);
        return HC_OK;      /* the server takes one of the two */
    }
    if (!p->schema.n || !hc_body_key(b, "response_format"))
        return HC_OK;
    hc_jw_obj(w);
    hc_jw_kc(w, "type", "json_schema");
    hc_jw_key(w, "json_schema");
    hc_jw_obj(w);
    hc_jw_kc(w, "name", "answer");
    hc_jw_kbool(w, "strict", true);
    hc_jw_key(w, "schema");
    HC_TRY(hc_body_json(b, p->schema, "reply schema", err));
    hc_jw_end(w);
    hc_jw_end(w);
    return HC_OK;
}

static void put_params(hc_body *b, const hc_params *p)
{
    hc_jw *w = &b->w;
    int64_t most = hc_reply_tokens_max(p, b->t);
    if (most && hc_body_key(b, is_openai_host(b->t->base_url) ? "max_completion_tokens" : "max_tokens"))
        hc_jw_i64(w, most);
    if (p->has_temperature && hc_body_key(b, "temperature"))
        hc_jw_f64(w, p->temperature);
    if (p->has_top_p && hc_body_key(b, "top_p"))
        hc_jw_f64(w, p->top_p);
    if (p->has_seed && hc_body_key(b, "seed"))
        hc_jw_i64(w, p->seed);
    if (p->n_stop && hc_body_key(b, "stop"))
        hc_jw_strs(w, p->stop, p->n_stop);
    if (p->top_logprobs && hc_body_key(b, "logprobs"))
        hc_jw_bool(w, true);
    if (p->top_logprobs > 0 && hc_body_key(b, "top_logprobs"))
        hc_jw_i64(w, p->top_logprobs);
    if (b->t->stream && hc_body_key(b, "stream"))
        hc_jw_bool(w, true);
    if (b->t->stream && hc_body_key(b, "stream_options")) {
        hc_jw_obj(w);
        hc_jw_kbool(w, "include_usage", true);
        hc_jw_end(w);
    }
}

static hc_code put_all(hc_body *b, const hc_chat *chat, hc_err *err)
{
    hc_jw_key(&b->w, "messages");
    hc_jw_arr(&b->w);
    for (size_t i = 0; i < chat->n_msgs; i++) {
        HC_TRY(put_msg(b, &chat->msgs[i], err));
        if (chat->msgs[i].role != HC_ROLE_SYSTEM)
            hc_body_cut(b);
    }
    hc_jw_end(&b->w);
    if (hc_body_key(b, "model"))
        hc_jw_str(&b->w, b->t->model);
    put_params(b, &chat->params);
    HC_TRY(put_format(b, &chat->params, err));
    return put_tools(b, chat, err);
}

static hc_code build(hc_arena *a, const hc_target_conf *t, const hc_chat *chat, hc_wire *out, hc_err *err)
{
    hc_body b;
    hc_body_begin(&b, a, t);
    hc_code c = put_all(&b, chat, err);
    if (c == HC_OK)
        hc_body_end(&b, "/chat/completions", out);
    hc_body_fini(&b);
    return c;
}

/* ---- reply ------------------------------------------------------------------------------------------- */

static void take_content(hc_draft *d, const hc_json *content)
{
    if (!content || content->type == HC_JSON_NULL)
        return;
    if (content->type == HC_JSON_STR) {
        hc_buf_str(&d->text, content->text);
        return;
    }
    if (content->type != HC_JSON_ARR) {
        d->bad = "content is neither text nor parts";
        return;
    }
    for (size_t i = 0; i < content->n; i++) {
        const hc_json *part = content->items[i];
        hc_str type = hc_json_str(part, "type", HC_S("text"));
        if (hc_str_is(type, "text") || hc_str_is(type, "output_text"))
            hc_draft_text(d, hc_json_get(part, "text"));
        else if (hc_str_is(type, "refusal"))
            hc_draft_add(&d->refusal, hc_json_get(part, "refusal"));
    }
}

static void take_call(hc_draft *d, int64_t index, hc_str id, const hc_json *function)
{
    hc_draft_call *c = hc_draft_call_at(d, index, id);
    if (!c)
        return;
    if (!c->id.n && id.n)
        c->id = hc_str_dup(d->a, id);
    hc_draft_set(d, &c->name, hc_json_get(function, "name"));
    const hc_json *args = hc_json_get(function, "arguments");
    if (args && args->type == HC_JSON_OBJ) {
        hc_jw w;
        hc_jw_init(&w, &c->args);
        hc_json_write(args, &w);
    } else {
        hc_draft_add(&c->args, args);
    }
}

static void take_message(hc_draft *d, const hc_json *m)
{
    take_content(d, hc_json_get(m, "content"));
    hc_draft_add(&d->refusal, hc_json_get(m, "refusal"));
    const hc_json *reasoning = hc_json_get(m, "reasoning_content");
    hc_draft_add(&d->reasoning, reasoning && reasoning->type == HC_JSON_STR ? reasoning : hc_json_get(m, "reasoning"));
    const hc_json *calls = hc_json_get(m, "tool_calls"), *legacy = hc_json_get(m, "function_call");
    for (size_t i = 0; calls && calls->type == HC_JSON_ARR && i < calls->n; i++)
        take_call(d, hc_json_int(calls->items[i], "index", (int64_t)i), hc_json_str(calls->items[i], "id", HC_S("")),
                  hc_json_get(calls->items[i], "function"));
    if (legacy && legacy->type == HC_JSON_OBJ)
        take_call(d, 0, HC_S(""), legacy);
}

/* `bytes` is exact where a token is part of a character; `token` is the fallback. */
static hc_str token_bytes(hc_arena *a, const hc_json *j)
{
    const hc_json *bytes = hc_json_get(j, "bytes");
    if (!bytes || bytes->type != HC_JSON_ARR)
        return hc_str_dup(a, hc_json_str(j, "token", HC_S("")));
    char *p = hc_alloc(a, bytes->n + 1);
    for (size_t i = 0; i < bytes->n; i++) {
        const hc_json *v = bytes->items[i];
        if (v->type != HC_JSON_INT || v->i < 0 || v->i > 255)
            return hc_str_dup(a, hc_json_str(j, "token", HC_S("")));
        p[i] = (char)v->i;
    }
    return (hc_str){p, bytes->n};
}

static hc_logprob one_logprob(hc_arena *a, const hc_json *j)
{
    double v = hc_json_num(j, "logprob", -9999);
    return (hc_logprob){.token = token_bytes(a, j), .logprob = isfinite(v) ? v : -9999};
}

static void take_logprobs(hc_draft *d, const hc_json *content)
{
    for (size_t i = 0; content && content->type == HC_JSON_ARR && i < content->n; i++) {
        HC_GROW(d->a, d->logprobs, d->n_logprobs, d->cap_logprobs);
        hc_logprob *lp = &d->logprobs[d->n_logprobs++];
        *lp = one_logprob(d->a, content->items[i]);
        const hc_json *top = hc_json_get(content->items[i], "top_logprobs");
        if (!top || top->type != HC_JSON_ARR)
            continue;
        lp->n_top = top->n;
        lp->top = HC_NEW_N(d->a, hc_logprob, top->n);
        for (size_t k = 0; k < top->n; k++)
            lp->top[k] = one_logprob(d->a, top->items[k]);
    }
}

static void take_usage(hc_draft *d, const hc_json *u)
{
    if (!u || u->type != HC_JSON_OBJ)
        return;
    d->has_usage = true;
    d->tokens_in = hc_json_int(u, "prompt_tokens", -1);
    d->tokens_out = hc_json_int(u, "completion_tokens", -1);
    d->tokens_cached = hc_json_int(hc_json_get(u, "prompt_tokens_details"), "cached_tokens", 0);
    d->tokens_reasoning = hc_json_int(hc_json_get(u, "completion_tokens_details"), "reasoning_tokens", 0);
}

/* One answer object, whole or a chunk of a stream. Returns true when it held the first choice. */
static bool take_object(hc_draft *d, const hc_json *j)
{
    hc_draft_set(d, &d->model, hc_json_get(j, "model"));
    take_usage(d, hc_json_get(j, "usage"));
    const hc_json *choices = hc_json_get(j, "choices");
    bool found = false;
    for (size_t i = 0; choices && choices->type == HC_JSON_ARR && i < choices->n; i++) {
        const hc_json *choice = choices->items[i], *m = hc_json_get(choice, "message");
        if (hc_json_int(choice, "index", 0) != 0)
            continue;
        if (!m)
            m = hc_json_get(choice, "delta");
        if (!m || m->type != HC_JSON_OBJ)
            continue;
        found = true;
        take_message(d, m);
        hc_draft_set(d, &d->finish, hc_json_get(choice, "finish_reason"));
        take_logprobs(d, hc_json_get(hc_json_get(choice, "logprobs"), "content"));
    }
    return found;
}

static bool has_error(const hc_json *j)
{
    const hc_json *e = hc_json_get(j, "error");
    return e && e->type != HC_JSON_NULL;
}

static void conclude(hc_draft *d, hc_reply *out)
{
    if (hc_draft_failed(d, out))
        return;
    if (hc_str_is(d->finish, "error")) {
        hc_reply_fail(out, HC_RC_HTTP, HC_S("the provider ended the reply with an error"));
        return;
    }
    hc_draft_finish(d, out);
    out->code = hc_str_is(out->finish, "content_filter") ? HC_RC_FILTERED
                : out->refusal.n                         ? HC_RC_REFUSED
                : hc_str_is(out->finish, "length")       ? HC_RC_TRUNCATED
                                                         : HC_RC_OK;
}

static void parse_plain(hc_arena *a, hc_str body, hc_reply *out)
{
    hc_json *j;
    hc_err err = {0};
    if (hc_json_parse(a, body, "reply", &j, &err) != HC_OK) {
        hc_reply_fail(out, HC_RC_BADREPLY, hc_fmt(a, "not JSON: %s", err.en));
        return;
    }
    if (has_error(j)) {
        hc_reply_by_error(a, hc_json_get(j, "error"), out);
        return;
    }
    HC_AUTO(hc_draft) d;
    hc_draft_init(&d, a);
    if (!take_object(&d, j))
        d.bad = "no choices[0].message in the reply";
    conclude(&d, out);
}

static void parse_stream(hc_arena *a, hc_str body, hc_reply *out)
{
    HC_AUTO(hc_draft) d;
    HC_AUTO(hc_arena_ptr) scratch = hc_arena_new();
    hc_draft_init(&d, a);
    hc_sse s = {body};
    hc_str event, data;
    bool any = false, done = false;
    for (size_t n = 1; !d.bad && hc_sse_next(scratch, &s, &event, &data); n++) {
        hc_json *j;
        if (hc_str_is(hc_str_trim(data), "[DONE]")) {
            done = true;
            break;
        }
        if (!hc_draft_event(&d, scratch, &s, n, data, &j))
            break;
        if (has_error(j) || hc_str_is(event, "error")) {
            hc_reply_by_error(a, has_error(j) ? hc_json_get(j, "error") : j, out);
            return;
        }
        any = take_object(&d, j) || any;
        hc_arena_reset(scratch);
    }
    d.cut = !done && !d.finish.n;
    if (done && !any)
        d.bad = "no message in the stream";
    conclude(&d, out);
}

const hc_adapter hc_adapter_openai = {"openai", build, parse_plain, parse_stream, "authorization", "Bearer "};
