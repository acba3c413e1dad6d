// SPDX-License-Identifier: Apache-2.0

#include "model/adapter_int.h"
#include "text/utf8.h"

const hc_adapter *hc_adapter_find(hc_str name)
{
    static const hc_adapter *const all[] = {&hc_adapter_openai, &hc_adapter_anthropic};
    for (size_t i = 0; i < HC_LEN(all); i++)
        if (hc_str_is(name, all[i]->name))
            return all[i];
    return NULL;
}

/* ---- requests ---------------------------------------------------------------------------------------- */

void hc_body_begin(hc_body *b, hc_arena *a, const hc_target_conf *t)
{
    *b = (hc_body){.a = a, .t = t};
    hc_buf_init(&b->buf, SIZE_MAX);
    hc_jw_init(&b->w, &b->buf);
    hc_jw_obj(&b->w);
}

void hc_body_fini(hc_body *b)
{
    hc_buf_fini(&b->buf);
}

void hc_body_cut(hc_body *b)
{
    HC_GROW(b->a, b->cuts, b->n_cuts, b->cap_cuts);
    b->cuts[b->n_cuts++] = b->buf.n;
}

bool hc_body_key(hc_body *b, const char *key)
{
    if (hc_json_get(b->t->extra_body, key))
        return false;
    hc_jw_key(&b->w, key);
    return true;
}

void hc_body_text(hc_body *b, hc_str s)
{
    hc_jw_str(&b->w, hc_utf8_repair(b->a, s));
}

hc_code hc_body_json(hc_body *b, hc_str json, const char *what, hc_err *err)
{
    hc_json *j;
    HC_TRY(hc_json_parse(b->a, json, what, &j, err));
    hc_json_write(j, &b->w);
    return HC_OK;
}

void hc_wire_header(hc_wire *w, hc_str name, hc_str value)
{
    HC_ASSERT(w->n_headers < HC_WIRE_HEADERS_MAX);
    w->headers[w->n_headers++] = (hc_http_header){name, value};
}

void hc_body_end(hc_body *b, const char *path, hc_wire *out)
{
    const hc_json *extra = b->t->extra_body;
    for (size_t i = 0; extra && extra->type == HC_JSON_OBJ && i < extra->n; i++) {
        hc_jw_key_s(&b->w, extra->keys[i]);
        hc_json_write(extra->items[i], &b->w);
    }
    hc_jw_end(&b->w);
    hc_body_cut(b);
    *out = (hc_wire){.path = hc_str_c(path), .n_chunks = b->n_cuts};
    hc_str whole = hc_str_dup(b->a, hc_buf_view(&b->buf));
    out->chunks = HC_NEW_N(b->a, hc_str, b->n_cuts);
    for (size_t i = 0, from = 0; i < b->n_cuts; from = b->cuts[i++])
        out->chunks[i] = hc_str_sub(whole, from, b->cuts[i]);
    hc_wire_header(out, HC_S("content-type"), HC_S("application/json"));
    for (size_t i = 0; i < b->t->n_headers; i++)
        hc_wire_header(out, b->t->header_names[i], b->t->header_values[i]);
}

hc_code hc_image_check(const hc_target_conf *t, const hc_part *p, hc_err *err)
{
    if (!t->takes_images)
        return hc_fail(err, HC_E_UNSUPPORTED, "E-MODEL-01",
                       "'%.*s' takes no images\nif it does: images: true under models in haechi.yaml",
                       "'%.*s'{은/는} 이미지를 받지 않음\n받는 모델이면 haechi.yaml의 models 아래에 images: true",
                       HC_FS(t->alias));
    if (!hc_str_starts(p->ref, HC_S("data:")))
        return hc_fail(err, HC_E_UNSUPPORTED, "E-MODEL-02", "the image %.*s was not loaded into the message",
                       "이미지 %.*s{이/가} 메시지에 실리지 않음", HC_FS(p->ref));
    return HC_OK;
}

/* ---- replies ----------------------------------------------------------------------------------------- */

void hc_reply_fail(hc_reply *out, hc_reply_code code, hc_str error)
{
    const hc_str none = HC_S("");
    *out = (hc_reply){.code = code, .text = none, .reasoning = none, .refusal = none, .finish = none, .model = none,
                      .error = error, .http = out->http, .retry_after_ms = -1};
}

bool hc_body_is_sse(const hc_http_header *headers, size_t n, hc_str body)
{
    hc_str type = hc_http_find(headers, n, "content-type");
    static const char sse[] = "text/event-stream";
    if (type.n >= sizeof sse - 1 && hc_str_ieq(hc_str_sub(type, 0, sizeof sse - 1), HC_S(sse)))
        return true;
    hc_str s = hc_str_trim(body);
    return hc_str_starts(s, HC_S("data:")) || hc_str_starts(s, HC_S("event:")) || hc_str_starts(s, HC_S(": "));
}

static hc_reply_code code_of_status(int status)
{
    switch (status) {
    case 401: case 402: case 403:
        return HC_RC_AUTH;
    case 429: case 503: case 529:
        return HC_RC_THROTTLED;
    case 408: case 409:
        return HC_RC_HTTP;
    default:
        return status >= 500 ? HC_RC_HTTP : status >= 300 ? HC_RC_REJECTED : HC_RC_BADREPLY;
    }
}

/* Words that providers put into `code`, `type` or `innererror.code`. They are more precise than the status: a
 * moderation refusal comes as 400 or 403, an empty account as 429. */
static hc_reply_code code_of_word(hc_str word, hc_reply_code dflt)
{
    static const struct { const char *word; hc_reply_code code; } known[] = {
        {"content_filter", HC_RC_FILTERED}, {"content_policy_violation", HC_RC_FILTERED},
        {"ResponsibleAIPolicyViolation", HC_RC_FILTERED}, {"moderation_blocked", HC_RC_FILTERED},
        {"insufficient_quota", HC_RC_AUTH}, {"billing_error", HC_RC_AUTH}, {"billing_hard_limit_reached", HC_RC_AUTH},
        {"invalid_api_key", HC_RC_AUTH}, {"authentication_error", HC_RC_AUTH}, {"permission_error", HC_RC_AUTH},
        {"rate_limit_exceeded", HC_RC_THROTTLED}, {"rate_limit_error", HC_RC_THROTTLED},
        {"overloaded_error", HC_RC_THROTTLED}, {"tokens", HC_RC_THROTTLED}, {"requests", HC_RC_THROTTLED},
        {"context_length_exceeded", HC_RC_REJECTED}, {"exceed_context_size_error", HC_RC_REJECTED},
        {"invalid_request_error", HC_RC_REJECTED}, {"not_found_error", HC_RC_REJECTED},
        {"request_too_large", HC_RC_REJECTED}, {"model_not_found", HC_RC_REJECTED},
        {"api_error", HC_RC_HTTP}, {"server_error", HC_RC_HTTP}, {"timeout_error", HC_RC_HTTP},
    };
    for (size_t i = 0; i < HC_LEN(known); i++)
        if (hc_str_is(word, known[i].word))
            return known[i].code;
    return dflt;
}

/* Filters and accounts override a status; the other words only name what the status already says. */
static hc_reply_code code_of_error(const hc_json *error, hc_reply_code dflt, bool override_all)
{
    const hc_str words[] = {
        hc_json_str(hc_json_get(error, "innererror"), "code", HC_S("")),
        hc_json_str(error, "code", HC_S("")),
        hc_json_str(error, "type", HC_S("")),
    };
    for (size_t i = 0; i < HC_LEN(words); i++) {
        hc_reply_code c = code_of_word(words[i], HC_RC_COUNT);
        if (c == HC_RC_FILTERED || c == HC_RC_AUTH || (override_all && c != HC_RC_COUNT))
            return c;
    }
    int64_t number = hc_json_int(error, "code", 0);
    if (override_all && number >= 300 && number <= 599)
        return code_of_status((int)number);
    return dflt;
}

/* A message for people: the provider's words, or the start of what came instead. */
static hc_str error_text(hc_arena *a, const hc_json *error, hc_str body)
{
    enum { SHOWN = 500 };
    hc_str s = HC_S("");
    if (error && error->type == HC_JSON_STR)
        s = error->text;
    if (!s.n)
        s = hc_json_str(error, "message", HC_S(""));
    if (!s.n)
        s = hc_json_str(error, "detail", HC_S(""));
    if (!s.n)
        s = hc_str_trim(body);
    return hc_str_dup(a, hc_str_sub(s, 0, SHOWN));
}

bool hc_reply_by_status(hc_arena *a, int status, const hc_http_header *headers, size_t n, hc_str body, hc_reply *out)
{
    *out = (hc_reply){.http = status, .retry_after_ms = -1};
    if (status >= 200 && status <= 299)
        return false;
    if (status >= 300 && status <= 399) {
        hc_str to = hc_http_find(headers, n, "location");
        if (!to.p)
            to = HC_S("an unnamed place");
        hc_reply_fail(out, HC_RC_REJECTED,
                      hc_fmt(a, "redirected (%d) to %.*s; redirects are not followed: use that address", status,
                             HC_FS(hc_str_sub(to, 0, 300))));
        return true;
    }
    hc_json *j = NULL;
    if (hc_json_parse(a, body, "reply", &j, NULL) != HC_OK)
        j = NULL;
    const hc_json *error = hc_json_get(j, "error");
    if (!error)
        error = j;
    hc_reply_fail(out, code_of_error(error, code_of_status(status), false), error_text(a, error, body));
    return true;
}

void hc_adapter_parse(const hc_adapter *ad, hc_arena *a, int status, const hc_http_header *headers, size_t n, hc_str body,
                      hc_reply *out)
{
    if (hc_reply_by_status(a, status, headers, n, body, out))
        return;
    if (hc_body_is_sse(headers, n, body))
        ad->parse_stream(a, body, out);
    else
        ad->parse_plain(a, body, out);
}

void hc_reply_by_error(hc_arena *a, const hc_json *error, hc_reply *out)
{
    hc_reply_fail(out, code_of_error(error, HC_RC_HTTP, true), error_text(a, error, HC_S("error without a message")));
}

void hc_draft_init(hc_draft *d, hc_arena *a)
{
    *d = (hc_draft){.a = a, .finish = HC_S(""), .model = HC_S(""), .tokens_in = -1, .tokens_out = -1};
    hc_buf_init(&d->text, SIZE_MAX);
    hc_buf_init(&d->reasoning, SIZE_MAX);
    hc_buf_init(&d->refusal, SIZE_MAX);
}

void hc_draft_fini(hc_draft *d)
{
    hc_buf_fini(&d->text);
    hc_buf_fini(&d->reasoning);
    hc_buf_fini(&d->refusal);
    for (size_t i = 0; i < d->n_calls; i++)
        hc_buf_fini(&d->calls[i].args);
    d->n_calls = 0;
}

void hc_draft_auto(hc_draft *d)
{
    hc_draft_fini(d);
}

void hc_draft_add(hc_buf *b, const hc_json *v)
{
    if (v && v->type == HC_JSON_STR)
        hc_buf_str(b, v->text);
}

void hc_draft_text(hc_draft *d, const hc_json *v)
{
    if (v && v->type != HC_JSON_STR && v->type != HC_JSON_NULL)
        d->bad = "the text is no text";
    hc_draft_add(&d->text, v);
}

bool hc_draft_event(hc_draft *d, hc_arena *scratch, const hc_sse *s, size_t n, hc_str data, hc_json **out)
{
    if (hc_json_parse(scratch, data, "event", out, NULL) == HC_OK && (*out)->type == HC_JSON_OBJ)
        return true;
    bool line_ended = s->rest.n || data.p + data.n != s->rest.p;
    if (line_ended)
        d->bad = hc_fmt(d->a, "event %zu of the stream is not a JSON object", n).p;
    return false;
}

bool hc_draft_failed(const hc_draft *d, hc_reply *out)
{
    if (d->bad)
        hc_reply_fail(out, HC_RC_BADREPLY, hc_str_c(d->bad));
    else if (d->cut)
        hc_reply_fail(out, HC_RC_RESET, HC_S("the stream ended before the message did"));
    return d->bad || d->cut;
}

void hc_draft_set(hc_draft *d, hc_str *field, const hc_json *v)
{
    if (field->n == 0 && v && v->type == HC_JSON_STR && v->text.n)
        *field = hc_str_dup(d->a, v->text);
}

hc_draft_call *hc_draft_call_at(hc_draft *d, int64_t index, hc_str id)
{
    int64_t next = 0;
    for (size_t i = 0; i < d->n_calls; i++) {
        hc_draft_call *c = &d->calls[i];
        if (c->index == index && (!id.n || !c->id.n || hc_str_eq(id, c->id)))
            return c;
        if (c->index >= next)
            next = c->index < INT64_MAX ? c->index + 1 : INT64_MAX;
    }
    for (size_t i = 0; i < d->n_calls; i++)
        if (d->calls[i].index == index)
            index = next;
    if (d->n_calls == HC_TOOL_CALLS_MAX) {
        d->bad = "too many tool calls";
        return NULL;
    }
    HC_GROW(d->a, d->calls, d->n_calls, d->cap_calls);
    hc_draft_call *c = &d->calls[d->n_calls++];
    *c = (hc_draft_call){.index = index, .id = HC_S(""), .name = HC_S("")};
    hc_buf_init(&c->args, SIZE_MAX);
    return c;
}

static void sort_calls(hc_draft *d)
{
    for (size_t i = 1; i < d->n_calls; i++) {
        hc_draft_call c = d->calls[i];
        size_t j = i;
        for (; j > 0 && d->calls[j - 1].index > c.index; j--)
            d->calls[j] = d->calls[j - 1];
        d->calls[j] = c;
    }
}

void hc_draft_finish(hc_draft *d, hc_reply *out)
{
    sort_calls(d);
    out->text = hc_str_dup(d->a, hc_buf_view(&d->text));
    out->reasoning = hc_str_dup(d->a, hc_buf_view(&d->reasoning));
    out->refusal = hc_str_dup(d->a, hc_buf_view(&d->refusal));
    out->finish = d->finish;
    out->model = d->model;
    out->logprobs = d->logprobs;
    out->n_logprobs = d->n_logprobs;
    out->n_calls = d->n_calls;
    out->calls = HC_NEW_N(d->a, hc_tool_call, d->n_calls);
    for (size_t i = 0; i < d->n_calls; i++)
        out->calls[i] = (hc_tool_call){d->calls[i].id, d->calls[i].name,
                                       hc_str_dup(d->a, hc_buf_view(&d->calls[i].args))};
    out->has_usage = d->has_usage && d->tokens_in >= 0 && d->tokens_in <= HC_TOKENS_MAX && d->tokens_out >= 0 &&
                     d->tokens_out <= HC_TOKENS_MAX;
    if (!out->has_usage)
        return;
    out->tokens_in = d->tokens_in;
    out->tokens_out = d->tokens_out;
    out->tokens_cached = d->tokens_cached < 0 ? 0 : d->tokens_cached > d->tokens_in ? d->tokens_in : d->tokens_cached;
    out->tokens_reasoning = d->tokens_reasoning < 0 || d->tokens_reasoning > HC_TOKENS_MAX ? 0 : d->tokens_reasoning;
}
