// SPDX-License-Identifier: Apache-2.0
#include "testserver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RULES_MAX = 4096, FILE_MAX = 64 << 20 };

typedef struct reader {
    ts_script *script;
    const char *file;
    size_t line_no;
    hc_str line; /* what is left of the current line */
    bool failed;
} reader;

static void complain(reader *r, const char *what, hc_str about)
{
    if (!r->failed)
        fprintf(stderr, "testserver: %s:%zu: %s%s%.*s\n", r->file, r->line_no, what, about.n ? " " : "", HC_FS(about));
    r->failed = true;
}

static bool read_file(hc_arena *a, const char *path, hc_str *out)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        fprintf(stderr, "testserver: cannot open %s\n", path);
        return false;
    }
    HC_AUTO(hc_buf) all;
    hc_buf_init(&all, FILE_MAX);
    char block[65536];
    size_t n;
    while ((n = fread(block, 1, sizeof block, f)) > 0)
        hc_buf_add(&all, block, n);
    bool ok = !ferror(f) && !all.over;
    fclose(f);
    *out = hc_str_dup(a, hc_buf_view(&all));
    return ok;
}

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef0123456789ABCDEF";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)((at - digits) % 16) : -1;
}

/* "..." with \n \r \t \0 \e \\ \" \xNN; '...' raw; else a word up to a blank. The closing quote is consumed. */
static bool token(reader *r, hc_str *out)
{
    r->line = hc_str_trim(r->line);
    if (r->line.n == 0)
        return false;
    hc_arena *a = r->script->arena;
    char quote = r->line.p[0];
    if (quote != '"' && quote != '\'') {
        hc_str head;
        hc_str_cut(&r->line, ' ', &head);
        *out = hc_str_dup(a, head);
        return true;
    }
    HC_AUTO(hc_buf) text;
    hc_buf_init(&text, FILE_MAX);
    size_t i = 1;
    for (; i < r->line.n && r->line.p[i] != quote; i++) {
        char c = r->line.p[i];
        if (quote == '"' && c == '\\' && i + 1 < r->line.n) {
            c = r->line.p[++i];
            if (c == 'x' && i + 2 < r->line.n && hex_digit(r->line.p[i + 1]) >= 0 && hex_digit(r->line.p[i + 2]) >= 0) {
                c = (char)(hex_digit(r->line.p[i + 1]) * 16 + hex_digit(r->line.p[i + 2]));
                i += 2;
            } else {
                c = c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c == '0' ? '\0' : c == 'e' ? '\x1b' : c;
            }
        }
        hc_buf_ch(&text, c);
    }
    if (i >= r->line.n) {
        complain(r, "a quoted text does not end on its line", HC_S(""));
        return false;
    }
    r->line = hc_str_sub(r->line, i + 1, r->line.n);
    *out = hc_str_dup(a, hc_buf_view(&text));
    return true;
}

static hc_str need(reader *r, const char *what)
{
    hc_str out = HC_S("");
    if (!token(r, &out))
        complain(r, "expected", hc_str_c(what));
    return out;
}

static uint64_t need_number(reader *r, const char *what)
{
    hc_str word = need(r, what);
    uint64_t v = 0;
    if (!r->failed && !hc_parse_u64(word, &v))
        complain(r, "not a number:", word);
    return v;
}

static void add_header(reader *r, ts_rule *rule)
{
    hc_str h = need(r, "a header \"Name: value\"");
    rule->headers = hc_fmt(r->script->arena, "%.*s%.*s\r\n", HC_FS(rule->headers), HC_FS(h));
}

static hc_str need_file(reader *r)
{
    hc_str name = need(r, "a file"), out = HC_S("");
    const char *slash = strrchr(r->file, '/');
    int folder = slash && name.n && name.p[0] != '/' ? (int)(slash - r->file + 1) : 0;
    hc_str path = hc_fmt(r->script->arena, "%.*s%.*s", folder, r->file, HC_FS(name));
    if (!r->failed && !read_file(r->script->arena, hc_cstr(r->script->arena, path), &out))
        complain(r, "no such file:", path);
    return out;
}

static hc_str big_text(reader *r)
{
    size_t n = (size_t)need_number(r, "a number of bytes");
    if (n > ((size_t)1 << 30)) {
        complain(r, "big is at most 1 GiB", HC_S(""));
        n = 0;
    }
    HC_AUTO(hc_buf) text;
    hc_buf_init(&text, n + 16);
    for (size_t i = 0; i < n; i++)
        hc_buf_ch(&text, (char)('a' + i % 26));
    return hc_str_dup(r->script->arena, hc_buf_view(&text));
}

static void add_tool(reader *r, ts_rule *rule)
{
    if (rule->n_tools == TS_TOOLS_MAX) {
        complain(r, "too many tool calls in one reply", HC_S(""));
        return;
    }
    hc_str name = need(r, "a tool name");
    rule->tools[rule->n_tools++] = (ts_tool){name, need(r, "the arguments as JSON")};
}

static void set_text(ts_rule *rule, ts_verb verb, hc_str text)
{
    rule->verb = verb;
    rule->text = text;
}

/* "reply-anthropic" -> shape set and "reply" returned. */
static hc_str shape_of(hc_str word, ts_rule *rule)
{
    if (hc_str_ends(word, HC_S("-anthropic"))) {
        rule->shape = TS_ANTHROPIC;
        return hc_str_sub(word, 0, word.n - strlen("-anthropic"));
    }
    if (hc_str_ends(word, HC_S("-openai"))) {
        rule->shape = TS_OPENAI;
        return hc_str_sub(word, 0, word.n - strlen("-openai"));
    }
    return word;
}

static bool action_chat(reader *r, ts_rule *rule, hc_str w)
{
    if (hc_str_is(w, "reply")) {
        set_text(rule, TS_REPLY, need(r, "a text"));
    } else if (hc_str_is(w, "stream")) {
        rule->stream = TS_ALWAYS;
        set_text(rule, TS_REPLY, need(r, "a text"));
    } else if (hc_str_is(w, "reply-file")) {
        set_text(rule, TS_REPLY, need_file(r));
    } else if (hc_str_is(w, "big")) {
        set_text(rule, TS_REPLY, big_text(r));
    } else if (hc_str_is(w, "echo")) {
        rule->verb = TS_ECHO;
    } else if (hc_str_is(w, "reply-tool")) {
        add_tool(r, rule);
    } else if (hc_str_is(w, "reply-one-of")) {
        hc_str pick;
        while (rule->n_picks < TS_PICKS_MAX && token(r, &pick))
            rule->picks[rule->n_picks++] = pick;
    } else if (hc_str_is(w, "refusal")) {
        rule->refusal = need(r, "a text");
    } else if (hc_str_is(w, "finish")) {
        rule->finish = need(r, "a finish reason");
    } else if (hc_str_is(w, "as-model")) {
        rule->as_model = need(r, "a model id");
    } else if (hc_str_is(w, "usage")) {
        rule->has_usage = true;
        rule->tokens_in = need(r, "input tokens");
        rule->tokens_out = need(r, "output tokens");
    } else if (hc_str_is(w, "no-usage")) {
        rule->no_usage = true;
    } else if (hc_str_is(w, "logprobs")) {
        rule->logprobs = true;
    } else if (hc_str_is(w, "piece")) {
        rule->piece = need_number(r, "a number of bytes");
    } else if (hc_str_is(w, "plain")) {
        rule->stream = TS_NEVER;
    } else {
        return false;
    }
    return true;
}

static bool action_http(reader *r, ts_rule *rule, hc_str w)
{
    if (hc_str_is(w, "status")) {
        rule->status = (int)need_number(r, "a status");
        rule->verb = TS_BODY;
    } else if (hc_str_is(w, "body")) {
        set_text(rule, TS_BODY, need(r, "a body"));
    } else if (hc_str_is(w, "body-file")) {
        set_text(rule, TS_BODY, need_file(r));
    } else if (hc_str_is(w, "header")) {
        add_header(r, rule);
    } else if (hc_str_is(w, "gzip")) {
        rule->gzip = true;
    } else if (hc_str_is(w, "delay")) {
        rule->delay_ms = need_number(r, "milliseconds");
    } else if (hc_str_is(w, "drip")) {
        rule->drip_ms = need_number(r, "milliseconds");
    } else if (hc_str_is(w, "cut")) {
        rule->cut = (int64_t)need_number(r, "a number of bytes");
    } else if (hc_str_is(w, "raw")) {
        set_text(rule, TS_RAW, need(r, "bytes"));
    } else if (hc_str_is(w, "close")) {
        rule->verb = TS_CLOSE;
    } else if (hc_str_is(w, "reset")) {
        rule->verb = TS_RESET;
    } else if (hc_str_is(w, "hang")) {
        rule->verb = TS_HANG;
    } else if (hc_str_is(w, "tls-garbage")) {
        rule->verb = TS_TLS_GARBAGE;
    } else {
        return false;
    }
    return true;
}

/* The index of the next word among `words`. */
static int need_one_of(reader *r, const char *const *words, size_t n, const char *what)
{
    hc_str word = need(r, what);
    for (size_t i = 0; i < n; i++)
        if (hc_str_is(word, words[i]))
            return (int)i;
    complain(r, "expected", hc_str_c(what));
    return 0;
}

static int64_t need_signed(reader *r, const char *what)
{
    hc_str word = need(r, what);
    int64_t v = 0;
    if (!r->failed && !hc_parse_i64(word, &v))
        complain(r, "not a number:", word);
    return v;
}

static bool action_fault(reader *r, ts_rule *rule, hc_str w)
{
    static const char *const chunks[] = {"odd", "one", "unfinished", "bad-size", "huge-size"};
    static const char *const ends[] = {"close", "reset", "hang"};
    if (hc_str_is(w, "events")) {
        rule->events = need_signed(r, "a number of events");
    } else if (hc_str_is(w, "mixed-line-ends")) {
        rule->mixed_line_ends = true;
    } else if (hc_str_is(w, "doubly-encoded")) {
        rule->doubly_encoded = true;
    } else if (hc_str_is(w, "append")) {
        rule->append = need(r, "a text");
    } else if (hc_str_is(w, "keep")) {
        rule->keep = need_number(r, "a number of bytes");
    } else if (hc_str_is(w, "sse")) {
        rule->sse = true;
    } else if (hc_str_is(w, "interim")) {
        rule->interim = (int)need_number(r, "a status");
    } else if (hc_str_is(w, "length")) {
        rule->length = need(r, "a length");
    } else if (hc_str_is(w, "chunked")) {
        rule->chunks = (ts_chunks)(TS_CHUNKS_ODD + need_one_of(r, chunks, HC_LEN(chunks),
                                                               "odd, one, unfinished, bad-size or huge-size"));
    } else if (hc_str_is(w, "flood")) {
        rule->flood = need(r, "a text");
        rule->flood_n = need_number(r, "how often");
    } else if (hc_str_is(w, "twice")) {
        rule->twice = true;
    } else if (hc_str_is(w, "then")) {
        rule->after = (ts_after)(TS_THEN_CLOSE + need_one_of(r, ends, HC_LEN(ends), "close, reset or hang"));
    } else {
        return false;
    }
    return true;
}

static void actions(reader *r, ts_rule *rule)
{
    hc_str word;
    while (!r->failed && token(r, &word)) {
        hc_str w = shape_of(word, rule);
        if (!action_chat(r, rule, w) && !action_http(r, rule, w) && !action_fault(r, rule, w))
            complain(r, "unknown action", word);
    }
}

static void nth(reader *r, ts_rule *rule)
{
    hc_str rest = need(r, "N, N- or N-M"), from = HC_S("");
    bool range = memchr(rest.p, '-', rest.n) != NULL;
    hc_str_cut(&rest, '-', &from);
    rule->nth_to = UINT64_MAX;
    bool ok = hc_parse_u64(from, &rule->nth_from);
    if (ok && !range) {
        rule->nth_to = rule->nth_from;
    } else if (ok && rest.n) {
        ok = hc_parse_u64(rest, &rule->nth_to);
    }
    if (!ok)
        complain(r, "nth takes N, N- or N-M", HC_S(""));
}

static void condition(reader *r, ts_rule *rule, hc_str w)
{
    if (hc_str_is(w, "contains")) {
        rule->contains = need(r, "a text");
    } else if (hc_str_is(w, "lacks")) {
        rule->lacks = need(r, "a text");
    } else if (hc_str_is(w, "model")) {
        rule->model = need(r, "a model");
    } else if (hc_str_is(w, "method")) {
        rule->method = need(r, "a method");
    } else if (hc_str_is(w, "nth")) {
        nth(r, rule);
    } else if (hc_str_is(w, "every")) {
        rule->every = need_number(r, "a number of requests");
        if (!r->failed && !rule->every)
            complain(r, "every takes a number from 1, not", HC_S("0"));
    } else if (hc_str_is(w, "header")) {
        hc_str rest = need(r, "\"name: value\""), name = HC_S("");
        hc_str_cut(&rest, ':', &name);
        rule->header_name = hc_str_trim(name);
        rule->header_value = hc_str_trim(rest);
    } else {
        complain(r, "unknown condition", w);
    }
}

/* Offset of the colon that ends the conditions: the last one outside quotes that a blank or the end follows. */
static ptrdiff_t head_end(hc_str line)
{
    char quote = 0;
    for (size_t i = 0; i < line.n; i++) {
        char c = line.p[i];
        if (quote) {
            i += c == '\\' && quote == '"';
            quote = c == quote ? 0 : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == ':' && (i + 1 == line.n || line.p[i + 1] == ' ')) {
            return (ptrdiff_t)i;
        }
    }
    return -1;
}

static ts_rule *start_rule(reader *r)
{
    ts_script *s = r->script;
    ptrdiff_t colon = head_end(r->line);
    if (colon < 0 || s->n == RULES_MAX) {
        complain(r, "a rule is: on PATH [conditions]: actions", HC_S(""));
        return NULL;
    }
    ts_rule *rule = &s->rules[s->n++];
    *rule = (ts_rule){.cut = -1, .status = 200, .nth_from = 1, .nth_to = UINT64_MAX, .every = 1, .headers = {"", 0}, .piece = 8,
                      .events = INT64_MAX, .keep = UINT64_MAX};
    hc_str tail = hc_str_sub(r->line, (size_t)colon + 1, r->line.n);
    r->line = hc_str_sub(r->line, 0, (size_t)colon);
    rule->path = need(r, "a path");
    rule->on_connect = hc_str_is(rule->path, "connect");
    hc_str word;
    while (!r->failed && token(r, &word))
        condition(r, rule, word);
    r->line = tail;
    return rule;
}

bool ts_script_load(const char *file, ts_script *out)
{
    *out = (ts_script){.arena = hc_arena_new(), .rules = hc_xcalloc(RULES_MAX, sizeof(ts_rule))};
    reader r = {.script = out, .file = file};
    hc_str rest, line;
    if (!read_file(out->arena, file, &rest)) {
        ts_script_free(out);
        return false;
    }
    ts_rule *rule = NULL;
    while (!r.failed && hc_str_cut(&rest, '\n', &line)) {
        r.line_no++;
        r.line = hc_str_trim(line);
        if (r.line.n == 0 || r.line.p[0] == '#')
            continue;
        if (hc_str_starts(r.line, HC_S("on "))) {
            r.line = hc_str_sub(r.line, 3, r.line.n);
            rule = start_rule(&r);
        }
        if (!rule) {
            complain(&r, "expected: on PATH [conditions]: actions", HC_S(""));
            break;
        }
        actions(&r, rule);
    }
    if (r.failed)
        ts_script_free(out);
    return !r.failed;
}

void ts_script_free(ts_script *s)
{
    hc_arena_free(s->arena);
    free(s->rules);
    *s = (ts_script){0};
}

static bool path_fits(hc_str pattern, hc_str path)
{
    if (pattern.n && pattern.p[pattern.n - 1] == '*')
        return hc_str_starts(path, hc_str_sub(pattern, 0, pattern.n - 1));
    return hc_str_eq(pattern, path);
}

static bool header_fits(const ts_rule *rule, const ts_req *req)
{
    for (size_t i = 0; i < req->n_headers; i++) {
        if (hc_str_ieq(req->headers[i].name, rule->header_name))
            return hc_str_find(req->headers[i].value, rule->header_value) >= 0;
    }
    return false;
}

static bool model_fits(const ts_rule *rule, const ts_req *req)
{
    hc_str m = ts_json_get(req->body, "model");
    return m.n >= 2 && hc_str_eq(hc_str_sub(m, 1, m.n - 1), rule->model);
}

ts_rule *ts_script_match(ts_script *s, const ts_req *req)
{
    HC_AUTO(hc_buf) text;
    hc_buf_init(&text, FILE_MAX);
    for (size_t i = 0; i < s->n; i++) {
        ts_rule *rule = &s->rules[i];
        if (rule->on_connect != (req == NULL))
            continue;
        if (req) {
            if (!path_fits(rule->path, req->path) || (rule->method.n && !hc_str_eq(rule->method, req->method)) ||
                (rule->header_name.n && !header_fits(rule, req)) || (rule->model.n && !model_fits(rule, req))) {
                continue;
            }
            if ((rule->contains.n || rule->lacks.n) && text.n == 0)
                ts_json_readable(req->body, &text);
            if ((rule->contains.n && hc_str_find(hc_buf_view(&text), rule->contains) < 0) ||
                (rule->lacks.n && hc_str_find(hc_buf_view(&text), rule->lacks) >= 0)) {
                continue;
            }
        }
        rule->seen++;
        if (rule->seen >= rule->nth_from && rule->seen <= rule->nth_to && rule->seen % rule->every == 0)
            return rule;
    }
    return NULL;
}
