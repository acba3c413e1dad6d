// SPDX-License-Identifier: Apache-2.0
#include "testserver.h"

#include <stdio.h>
#include <string.h>

enum { BODY_MAX = INT32_MAX };

/* What a completion says, before it takes the shape of an API. */
typedef struct answer {
    const ts_rule *rule;
    hc_str text, model, finish, tokens_in, tokens_out;   /* tokens as they are written */
    char quarters[2][24];
    uint64_t id;
    bool anthropic, stream, usage_chunk;
} answer;

static void add_quoted(hc_buf *out, hc_str text)
{
    hc_buf_ch(out, '"');
    ts_json_escape(text, out);
    hc_buf_ch(out, '"');
}

static const char *finish_of(const answer *a)
{
    bool tools = a->rule->n_tools > 0;
    if (a->anthropic)
        return tools ? "tool_use" : "end_turn";
    return tools ? "tool_calls" : "stop";
}

static void add_finish(hc_buf *out, const answer *a)
{
    if (a->finish.n)
        add_quoted(out, a->finish);
    else
        hc_buf_fmt(out, "\"%s\"", finish_of(a));
}

static void add_openai_usage(hc_buf *out, const answer *a)
{
    uint64_t in = 0, answered = 0;
    (void)(hc_parse_u64(a->tokens_in, &in) && hc_parse_u64(a->tokens_out, &answered));
    hc_buf_fmt(out, "\"usage\":{\"prompt_tokens\":%.*s,\"completion_tokens\":%.*s,\"total_tokens\":%llu}",
               HC_FS(a->tokens_in), HC_FS(a->tokens_out), (unsigned long long)(in + answered));
}

static void add_openai_head(hc_buf *out, const answer *a, const char *object)
{
    hc_buf_fmt(out, "{\"id\":\"chatcmpl-%016llx\",\"object\":\"%s\",\"created\":1700000000,\"model\":",
               (unsigned long long)a->id, object);
    hc_buf_str(out, a->model);
}

static void add_openai_tools(hc_buf *out, const answer *a, bool indexed)
{
    hc_buf_c(out, ",\"tool_calls\":[");
    for (size_t i = 0; i < a->rule->n_tools; i++) {
        hc_buf_c(out, i ? ",{" : "{");
        if (indexed)
            hc_buf_fmt(out, "\"index\":%zu,", i);
        hc_buf_fmt(out, "\"id\":\"call_%016llx%zu\",\"type\":\"function\",\"function\":{\"name\":",
                   (unsigned long long)a->id, i);
        add_quoted(out, a->rule->tools[i].name);
        hc_buf_c(out, ",\"arguments\":");
        add_quoted(out, a->rule->tools[i].args);
        hc_buf_c(out, "}}");
    }
    hc_buf_ch(out, ']');
}

/* The first token of the text with two alternatives: the shape matters, not the figures. */
static void add_logprobs(hc_buf *out, const answer *a)
{
    hc_buf_c(out, ",\"logprobs\":{\"content\":[{\"token\":");
    add_quoted(out, a->text);
    hc_buf_c(out, ",\"logprob\":-0.25,\"bytes\":null,\"top_logprobs\":[{\"token\":");
    add_quoted(out, a->text);
    hc_buf_c(out, ",\"logprob\":-0.25,\"bytes\":null},{\"token\":\"?\",\"logprob\":-1.5,\"bytes\":null}]}]}");
}

static void openai_plain(const answer *a, hc_buf *out)
{
    add_openai_head(out, a, "chat.completion");
    hc_buf_c(out, ",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":");
    if (a->text.n == 0 && (a->rule->n_tools || a->rule->refusal.n))
        hc_buf_c(out, "null");
    else
        add_quoted(out, a->text);
    if (a->rule->refusal.n) {
        hc_buf_c(out, ",\"refusal\":");
        add_quoted(out, a->rule->refusal);
    }
    if (a->rule->n_tools)
        add_openai_tools(out, a, false);
    hc_buf_ch(out, '}');
    if (a->rule->logprobs)
        add_logprobs(out, a);
    hc_buf_c(out, ",\"finish_reason\":");
    add_finish(out, a);
    hc_buf_c(out, "}]");
    if (!a->rule->no_usage) {
        hc_buf_ch(out, ',');
        add_openai_usage(out, a);
    }
    hc_buf_ch(out, '}');
}

static void anthropic_plain(const answer *a, hc_buf *out)
{
    hc_buf_fmt(out, "{\"id\":\"msg_%016llx\",\"type\":\"message\",\"role\":\"assistant\",\"model\":",
               (unsigned long long)a->id);
    hc_buf_str(out, a->model);
    hc_buf_c(out, ",\"content\":[");
    if (a->text.n || !a->rule->n_tools) {
        hc_buf_c(out, "{\"type\":\"text\",\"text\":");
        add_quoted(out, a->text);
        hc_buf_c(out, a->rule->n_tools ? "}," : "}");
    }
    for (size_t i = 0; i < a->rule->n_tools; i++) {
        hc_buf_fmt(out, "%s{\"type\":\"tool_use\",\"id\":\"toolu_%016llx%zu\",\"name\":", i ? "," : "",
                   (unsigned long long)a->id, i);
        add_quoted(out, a->rule->tools[i].name);
        hc_buf_c(out, ",\"input\":");
        hc_buf_str(out, a->rule->tools[i].args);
        hc_buf_ch(out, '}');
    }
    hc_buf_c(out, "],\"stop_reason\":");
    add_finish(out, a);
    hc_buf_c(out, ",\"stop_sequence\":null");
    if (!a->rule->no_usage)
        hc_buf_fmt(out, ",\"usage\":{\"input_tokens\":%.*s,\"output_tokens\":%.*s}", HC_FS(a->tokens_in),
                   HC_FS(a->tokens_out));
    hc_buf_ch(out, '}');
}

/* Next piece of about so many bytes that does not cut a character; false at the end. */
static bool next_piece(const answer *a, hc_str *rest, hc_str *out)
{
    size_t n = rest->n < a->rule->piece ? rest->n : a->rule->piece;
    while (n < rest->n && ((unsigned char)rest->p[n] & 0xC0) == 0x80)
        n++;
    *out = hc_str_sub(*rest, 0, n);
    *rest = hc_str_sub(*rest, n, rest->n);
    return n > 0;
}

static void openai_chunk_head(const answer *a, hc_buf *out)
{
    hc_buf_c(out, "data: ");
    add_openai_head(out, a, "chat.completion.chunk");
}

static void openai_stream(const answer *a, hc_buf *out)
{
    const char *choice = ",\"choices\":[{\"index\":0,\"delta\":{";
    openai_chunk_head(a, out);
    hc_buf_fmt(out, "%s\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n", choice);
    hc_str rest = a->text, piece;
    while (next_piece(a, &rest, &piece)) {
        openai_chunk_head(a, out);
        hc_buf_fmt(out, "%s\"content\":", choice);
        add_quoted(out, piece);
        hc_buf_c(out, "},\"finish_reason\":null}]}\n\n");
    }
    if (a->rule->refusal.n) {
        openai_chunk_head(a, out);
        hc_buf_fmt(out, "%s\"refusal\":", choice);
        add_quoted(out, a->rule->refusal);
        hc_buf_c(out, "},\"finish_reason\":null}]}\n\n");
    }
    if (a->rule->n_tools) {
        openai_chunk_head(a, out);
        hc_buf_fmt(out, "%s\"content\":null", choice);
        add_openai_tools(out, a, true);
        hc_buf_c(out, "},\"finish_reason\":null}]}\n\n");
    }
    openai_chunk_head(a, out);
    hc_buf_fmt(out, "%s},\"finish_reason\":", choice);
    add_finish(out, a);
    hc_buf_c(out, "}]}\n\n");
    if (a->usage_chunk && !a->rule->no_usage) {
        openai_chunk_head(a, out);
        hc_buf_c(out, ",\"choices\":[],");
        add_openai_usage(out, a);
        hc_buf_c(out, "}\n\n");
    }
    hc_buf_c(out, "data: [DONE]\n\n");
}

static void anthropic_event(hc_buf *out, const char *type)
{
    hc_buf_fmt(out, "event: %s\ndata: {\"type\":\"%s\"", type, type);
}

static void anthropic_tool_block(const answer *a, size_t i, size_t index, hc_buf *out)
{
    const ts_tool *t = &a->rule->tools[i];
    anthropic_event(out, "content_block_start");
    hc_buf_fmt(out, ",\"index\":%zu,\"content_block\":{\"type\":\"tool_use\",", index);
    hc_buf_fmt(out, "\"id\":\"toolu_%016llx%zu\",\"name\":", (unsigned long long)a->id, i);
    add_quoted(out, t->name);
    hc_buf_c(out, ",\"input\":{}}}\n\n");
    hc_str rest = t->args, piece;
    while (next_piece(a, &rest, &piece)) {
        anthropic_event(out, "content_block_delta");
        hc_buf_fmt(out, ",\"index\":%zu,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":", index);
        add_quoted(out, piece);
        hc_buf_c(out, "}}\n\n");
    }
    anthropic_event(out, "content_block_stop");
    hc_buf_fmt(out, ",\"index\":%zu}\n\n", index);
}

static void anthropic_stream(const answer *a, hc_buf *out)
{
    anthropic_event(out, "message_start");
    hc_buf_fmt(out, ",\"message\":{\"id\":\"msg_%016llx\",\"type\":\"message\",\"role\":\"assistant\",\"model\":",
               (unsigned long long)a->id);
    hc_buf_str(out, a->model);
    hc_buf_c(out, ",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null");
    if (!a->rule->no_usage)
        hc_buf_fmt(out, ",\"usage\":{\"input_tokens\":%.*s,\"output_tokens\":1}", HC_FS(a->tokens_in));
    hc_buf_c(out, "}}\n\n");
    size_t index = 0;
    if (a->text.n || !a->rule->n_tools) {
        anthropic_event(out, "content_block_start");
        hc_buf_c(out, ",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n");
        hc_buf_c(out, "event: ping\ndata: {\"type\":\"ping\"}\n\n");
        hc_str rest = a->text, piece;
        while (next_piece(a, &rest, &piece)) {
            anthropic_event(out, "content_block_delta");
            hc_buf_c(out, ",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":");
            add_quoted(out, piece);
            hc_buf_c(out, "}}\n\n");
        }
        anthropic_event(out, "content_block_stop");
        hc_buf_c(out, ",\"index\":0}\n\n");
        index = 1;
    }
    for (size_t i = 0; i < a->rule->n_tools; i++)
        anthropic_tool_block(a, i, index + i, out);
    anthropic_event(out, "message_delta");
    hc_buf_c(out, ",\"delta\":{\"stop_reason\":");
    add_finish(out, a);
    hc_buf_c(out, ",\"stop_sequence\":null}");
    if (!a->rule->no_usage)
        hc_buf_fmt(out, ",\"usage\":{\"output_tokens\":%.*s}", HC_FS(a->tokens_out));
    hc_buf_c(out, "}\n\n");
    anthropic_event(out, "message_stop");
    hc_buf_c(out, "}\n\n");
}

static hc_str quarter(size_t bytes, char text[24])
{
    snprintf(text, 24, "%zu", bytes / 4 ? bytes / 4 : 1);
    return hc_str_c(text);
}

/* *a borrows from itself. */
static void answer_of(const ts_rule *rule, const ts_req *req, hc_str user, answer *a)
{
    hc_str model = ts_json_get(req->body, "model");
    *a = (answer){.rule = rule, .finish = rule->finish, .id = hc_str_hash(req->body), .text = rule->text};
    if (rule->n_picks)
        a->text = rule->picks[hc_str_hash(user) % rule->n_picks];
    else if (rule->verb == TS_ECHO)
        a->text = user;
    a->model = model.n ? model : HC_S("\"\"");
    a->tokens_in = rule->has_usage ? rule->tokens_in : quarter(req->body.n, a->quarters[0]);
    a->tokens_out = rule->has_usage ? rule->tokens_out : quarter(a->text.n, a->quarters[1]);
    a->anthropic = rule->shape == TS_ANTHROPIC ||
                  (rule->shape == TS_BY_PATH && hc_str_ends(req->path, HC_S("/messages")));
    a->stream = rule->stream == TS_ALWAYS ||
               (rule->stream == TS_AS_ASKED && hc_str_is(ts_json_get(req->body, "stream"), "true"));
    a->usage_chunk = hc_str_is(ts_json_get(ts_json_get(req->body, "stream_options"), "include_usage"), "true");
}

static bool completion(const ts_rule *rule, const ts_req *req, hc_buf *body)
{
    HC_AUTO(hc_buf) user;
    HC_AUTO(hc_buf) model;
    hc_buf_init(&user, BODY_MAX);
    hc_buf_init(&model, BODY_MAX);
    if (rule->verb == TS_ECHO || rule->n_picks)
        ts_json_last_user(req->body, &user);
    answer a;
    answer_of(rule, req, hc_buf_view(&user), &a);
    if (rule->as_model.n) {
        add_quoted(&model, rule->as_model);
        a.model = hc_buf_view(&model);
    }
    if (a.anthropic && a.stream)
        anthropic_stream(&a, body);
    else if (a.anthropic)
        anthropic_plain(&a, body);
    else if (a.stream)
        openai_stream(&a, body);
    else
        openai_plain(&a, body);
    return a.stream;
}

static uint32_t crc32_of(hc_str s)
{
    uint32_t crc = 0xFFFFFFFFu;
    for (size_t i = 0; i < s.n; i++) {
        crc ^= (unsigned char)s.p[i];
        for (int k = 0; k < 8; k++)
            crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1)));
    }
    return ~crc;
}

static void add_le(hc_buf *out, uint64_t v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        hc_buf_ch(out, (char)(v >> (8 * i)));
}

/* RFC 1952 with stored blocks (RFC 1951 3.2.4): a correct gzip stream without a compressor. */
static void add_gzip(hc_buf *out, hc_str body)
{
    hc_buf_add(out, "\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
    size_t at = 0;
    do {
        size_t n = body.n - at < 65535 ? body.n - at : 65535;
        hc_buf_ch(out, at + n == body.n);
        add_le(out, n, 2);
        add_le(out, ~(uint64_t)n, 2);
        hc_buf_add(out, body.p + at, n);
        at += n;
    } while (at < body.n);
    add_le(out, crc32_of(body), 4);
    add_le(out, body.n, 4);
}

/* Odd sizes, so that chunk borders fall inside events and characters. */
static void add_chunked(hc_buf *out, hc_str body, ts_chunks how, bool whole)
{
    static const size_t sizes[] = {1, 7, 19, 64, 11, 3};
    for (size_t i = 0; body.n; i++) {
        size_t n = how == TS_CHUNKS_ONE ? body.n : sizes[i % HC_LEN(sizes)];
        n = n < body.n ? n : body.n;
        if (i == 3 && how == TS_CHUNKS_BAD_SIZE)
            hc_buf_c(out, "zz\r\n");
        else if (i == 3 && how == TS_CHUNKS_HUGE_SIZE)
            hc_buf_c(out, "fffffffffffffffff\r\n");
        else
            hc_buf_fmt(out, "%zx\r\n", n);
        hc_buf_add(out, body.p, n);
        hc_buf_c(out, "\r\n");
        body = hc_str_sub(body, n, body.n);
    }
    if (whole && how != TS_CHUNKS_UNFINISHED)
        hc_buf_c(out, "0\r\n\r\n");
}

/* ---- what the rule makes of a body ---- */

static hc_str some_events(hc_str body, int64_t wanted)
{
    size_t n = 0, at = 0;
    for (hc_str rest = body; (at = (size_t)(hc_str_find(rest, HC_S("\n\n")) + 2)) > 1; n++)
        rest = hc_str_sub(rest, at, rest.n);
    int64_t left = wanted < 0 ? (int64_t)n + wanted : wanted;
    for (at = 0; left > 0 && at < body.n; left--) {
        ptrdiff_t end = hc_str_find(hc_str_sub(body, at, body.n), HC_S("\n\n"));
        at = end < 0 ? body.n : at + (size_t)end + 2;
    }
    return hc_str_sub(body, 0, at);
}

/* The lines of one event end with LF, of the next with CRLF, then with CR. */
static void mix_line_ends(hc_str body, hc_buf *out)
{
    static const char *const ends[] = {"\n", "\r\n", "\r"};
    size_t n = 0;
    for (size_t i = 0; i < body.n; i++) {
        if (body.p[i] != '\n')
            hc_buf_ch(out, body.p[i]);
        else
            hc_buf_c(out, ends[n % HC_LEN(ends)]);
        n += i > 0 && body.p[i] == '\n' && body.p[i - 1] == '\n';
    }
}

static void transform(const ts_rule *rule, hc_str body, bool sse, hc_buf *out)
{
    if (sse && rule->events != INT64_MAX)
        body = some_events(body, rule->events);
    if (rule->mixed_line_ends)
        mix_line_ends(body, out);
    else if (rule->doubly_encoded)
        add_quoted(out, body);
    else
        hc_buf_str(out, body);
    hc_buf_str(out, rule->append);
    if (out->n > rule->keep)
        out->n = (size_t)rule->keep;
}

static const char *reason(int status)
{
    switch (status) {
    case 200: return "OK";
    case 401: return "Unauthorized";
    case 404: return "Not Found";
    case 429: return "Too Many Requests";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    default: return "Scripted";
    }
}

static bool is_chunked(const ts_rule *rule, bool sse)
{
    return !rule->length.p && !rule->flood_n && (sse || rule->chunks != TS_CHUNKS_OF_STREAMS);
}

static void head(const ts_rule *rule, bool sse, bool keep, size_t body_n, hc_buf *out)
{
    if (rule->interim)
        hc_buf_fmt(out, "HTTP/1.1 %d Interim\r\nX-Interim: 1\r\n\r\n", rule->interim);
    hc_buf_fmt(out, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\n", rule->status, reason(rule->status),
               sse ? "text/event-stream" : "application/json");
    hc_buf_str(out, rule->headers);
    if (rule->gzip)
        hc_buf_c(out, "Content-Encoding: gzip\r\n");
    if (!keep && rule->after != TS_THEN_CLOSE)
        hc_buf_c(out, "Connection: close\r\n");
    if (is_chunked(rule, sse))
        hc_buf_c(out, "Transfer-Encoding: chunked\r\n");
    else if (rule->length.p && !hc_str_is(rule->length, "none"))
        hc_buf_fmt(out, "Content-Length: %.*s\r\n", HC_FS(rule->length));
    else if (!rule->length.p && !rule->flood_n)
        hc_buf_fmt(out, "Content-Length: %zu\r\n", body_n);
    hc_buf_c(out, "\r\n");
}

/* True: the connection closes after it. */
static bool http(const ts_rule *rule, const ts_req *req, hc_str body, bool sse, hc_buf *out, size_t *out_body_at)
{
    HC_AUTO(hc_buf) changed;
    HC_AUTO(hc_buf) packed;
    hc_buf_init(&changed, BODY_MAX);
    hc_buf_init(&packed, BODY_MAX);
    transform(rule, body, sse, &changed);
    body = hc_buf_view(&changed);
    if (rule->gzip) {
        add_gzip(&packed, body);
        body = hc_buf_view(&packed);
    }
    bool whole = rule->cut < 0 || (uint64_t)rule->cut >= body.n;
    bool framed = rule->chunks != TS_CHUNKS_UNFINISHED && !rule->length.p && !rule->flood_n;
    bool keep = whole && framed && req->keep_alive && rule->after == TS_ANNOUNCED;
    head(rule, sse, keep, body.n, out);
    *out_body_at = out->n;
    hc_str sent = whole ? body : hc_str_sub(body, 0, (size_t)rule->cut);
    if (is_chunked(rule, sse))
        add_chunked(out, sent, rule->chunks, whole);
    else
        hc_buf_str(out, sent);
    for (size_t i = 0, n = out->n; rule->twice && i < n; i++)
        hc_buf_ch(out, out->p[i]);
    return !keep;
}

bool ts_reply_build(const ts_rule *rule, const ts_req *req, hc_buf *out, size_t *out_body_at)
{
    *out_body_at = 0;
    if (rule->verb == TS_RAW) {
        hc_buf_str(out, rule->text);
        return true;
    }
    if (rule->verb == TS_TLS_GARBAGE) {
        hc_buf_c(out, "\x99\x03\xfeno tls here\r\n\r\n");
        return true;
    }
    HC_AUTO(hc_buf) body;
    hc_buf_init(&body, BODY_MAX);
    bool sse = rule->sse;
    if (rule->verb != TS_BODY)
        sse |= completion(rule, req, &body);
    else if (rule->text.n || rule->status == 204)
        hc_buf_str(&body, rule->text);
    else
        hc_buf_fmt(&body, "{\"error\":{\"message\":\"scripted status %d\",\"type\":\"scripted\"}}", rule->status);
    return http(rule, req, hc_buf_view(&body), sse, out, out_body_at);
}
