// SPDX-License-Identifier: Apache-2.0
#include "core/reply.h"

static const struct {
    const char *id;
    hc_state state;
    bool complete, retryable;
} codes[HC_RC_COUNT] = {
    [HC_RC_OK] = {"ok", HC_ST_ANSWERED, true, false},
    [HC_RC_REFUSED] = {"refused", HC_ST_REFUSED, true, false},
    [HC_RC_FILTERED] = {"filtered", HC_ST_FILTERED, true, false},
    [HC_RC_TRUNCATED] = {"truncated", HC_ST_TRUNCATED, true, false},
    [HC_RC_TIMEOUT] = {"timeout", HC_ST_FAILED, false, true},
    [HC_RC_RESET] = {"reset", HC_ST_FAILED, false, true},
    [HC_RC_UNREACHABLE] = {"unreachable", HC_ST_FAILED, false, true},
    [HC_RC_THROTTLED] = {"throttled", HC_ST_FAILED, false, true},
    [HC_RC_AUTH] = {"auth", HC_ST_FAILED, false, false},
    [HC_RC_REJECTED] = {"rejected", HC_ST_FAILED, false, false},
    [HC_RC_HTTP] = {"http", HC_ST_FAILED, false, true},
    [HC_RC_BADREPLY] = {"badreply", HC_ST_FAILED, false, true},
    [HC_RC_TOOLARGE] = {"toolarge", HC_ST_FAILED, false, false},
    [HC_RC_UNSUPPORTED] = {"unsupported", HC_ST_NOT_TESTED, false, false},
};

const char *hc_reply_code_id(hc_reply_code c)
{
    HC_ASSERT(c < HC_RC_COUNT);
    return codes[c].id;
}

hc_reply_code hc_reply_code_from_id(hc_str id)
{
    for (hc_reply_code c = 0; c < HC_RC_COUNT; c++)
        if (hc_str_is(id, codes[c].id))
            return c;
    return HC_RC_COUNT;
}

bool hc_reply_complete(hc_reply_code c)
{
    HC_ASSERT(c < HC_RC_COUNT);
    return codes[c].complete;
}

bool hc_reply_retryable(hc_reply_code c)
{
    HC_ASSERT(c < HC_RC_COUNT);
    return codes[c].retryable;
}

hc_state hc_reply_state(hc_reply_code c)
{
    HC_ASSERT(c < HC_RC_COUNT);
    return codes[c].state;
}

static void write_logprob(hc_jw *w, const hc_logprob *p, bool with_top)
{
    char text[32];
    hc_jw_obj(w);
    hc_format_f64(p->logprob, text);
    hc_jw_kc(w, "logprob", text);
    hc_jw_kstr(w, "token", p->token);
    if (with_top && p->n_top) {
        hc_jw_key(w, "top");
        hc_jw_arr(w);
        for (size_t i = 0; i < p->n_top; i++)
            write_logprob(w, &p->top[i], false);
        hc_jw_end(w);
    }
    hc_jw_end(w);
}

static void write_usage(hc_jw *w, const hc_reply *r)
{
    hc_jw_key(w, "usage");
    hc_jw_obj(w);
    hc_jw_ki64(w, "cached", r->tokens_cached);
    hc_jw_ki64(w, "in", r->tokens_in);
    hc_jw_ki64(w, "out", r->tokens_out);
    hc_jw_ki64(w, "reasoning", r->tokens_reasoning);
    hc_jw_end(w);
}

void hc_reply_write(const hc_reply *r, hc_buf *out)
{
    hc_jw w;
    hc_jw_init(&w, out);
    hc_jw_obj(&w);
    hc_tool_calls_write(r->calls, r->n_calls, &w);
    hc_jw_kc(&w, "code", hc_reply_code_id(r->code));
    if (r->error.n)
        hc_jw_kstr(&w, "error", r->error);
    if (r->finish.n)
        hc_jw_kstr(&w, "finish", r->finish);
    if (r->http)
        hc_jw_ki64(&w, "http", r->http);
    if (r->n_logprobs) {
        hc_jw_key(&w, "logprobs");
        hc_jw_arr(&w);
        for (size_t i = 0; i < r->n_logprobs; i++)
            write_logprob(&w, &r->logprobs[i], true);
        hc_jw_end(&w);
    }
    if (r->reasoning.n)
        hc_jw_kstr(&w, "reasoning", r->reasoning);
    if (r->refusal.n)
        hc_jw_kstr(&w, "refusal", r->refusal);
    hc_jw_kstr(&w, "text", r->text);
    if (r->has_usage)
        write_usage(&w, r);
    hc_jw_ki64(&w, "v", 1);
    hc_jw_end(&w);
}

static hc_code corrupt(hc_err *err)
{
    return hc_fail(err, HC_E_CORRUPT, "E-RUN-05", "a recorded reply does not have its form",
                   "기록된 응답의 형식이 맞지 않음");
}

static hc_code read_logprob(hc_arena *a, const hc_json *j, hc_logprob *out, hc_err *err)
{
    const hc_json *top = hc_json_get(j, "top");
    out->token = hc_json_str(j, "token", HC_S(""));
    if (!hc_parse_f64(hc_json_str(j, "logprob", HC_S("")), &out->logprob))
        return corrupt(err);
    if (!top || top->type != HC_JSON_ARR)
        return HC_OK;
    out->n_top = top->n;
    out->top = HC_NEW_N(a, hc_logprob, top->n);
    for (size_t i = 0; i < top->n; i++) {
        const hc_json *t = top->items[i];
        out->top[i].token = hc_json_str(t, "token", HC_S(""));
        if (!hc_parse_f64(hc_json_str(t, "logprob", HC_S("")), &out->top[i].logprob))
            return corrupt(err);
    }
    return HC_OK;
}

static hc_code read_lists(hc_arena *a, const hc_json *j, hc_reply *r, hc_err *err)
{
    const hc_json *logprobs = hc_json_get(j, "logprobs");
    hc_tool_calls_read(a, j, &r->calls, &r->n_calls);
    if (logprobs && logprobs->type == HC_JSON_ARR) {
        r->n_logprobs = logprobs->n;
        r->logprobs = HC_NEW_N(a, hc_logprob, logprobs->n);
        for (size_t i = 0; i < logprobs->n; i++)
            HC_TRY(read_logprob(a, logprobs->items[i], &r->logprobs[i], err));
    }
    return HC_OK;
}

static bool tokens(const hc_json *usage, const char *key, int64_t *out)
{
    *out = hc_json_int(usage, key, 0);
    return *out >= 0 && *out <= HC_TOKENS_MAX;
}

hc_code hc_reply_read(hc_arena *a, hc_str bytes, hc_reply *out, hc_err *err)
{
    hc_json *j;
    HC_TRY(hc_json_parse(a, bytes, "recorded reply", &j, err));
    return hc_reply_from_json(a, j, out, err);
}

hc_code hc_reply_from_json(hc_arena *a, const hc_json *j, hc_reply *out, hc_err *err)
{
    hc_reply r = {.retry_after_ms = -1};
    r.code = hc_reply_code_from_id(hc_json_str(j, "code", HC_S("")));
    if (r.code == HC_RC_COUNT || hc_json_int(j, "v", 0) != 1)
        return corrupt(err);
    r.text = hc_json_str(j, "text", HC_S(""));
    r.reasoning = hc_json_str(j, "reasoning", HC_S(""));
    r.refusal = hc_json_str(j, "refusal", HC_S(""));
    r.finish = hc_json_str(j, "finish", HC_S(""));
    r.error = hc_json_str(j, "error", HC_S(""));
    r.http = (int)hc_json_int(j, "http", 0);
    const hc_json *usage = hc_json_get(j, "usage");
    r.has_usage = usage != NULL;
    if (!tokens(usage, "in", &r.tokens_in) || !tokens(usage, "out", &r.tokens_out) ||
        !tokens(usage, "cached", &r.tokens_cached) || !tokens(usage, "reasoning", &r.tokens_reasoning))
        return corrupt(err);
    HC_TRY(read_lists(a, j, &r, err));
    *out = r;
    return HC_OK;
}
