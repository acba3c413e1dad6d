// SPDX-License-Identifier: Apache-2.0
#ifndef HC_TESTSERVER_H
#define HC_TESTSERVER_H

#include "base/str.h"

/*
 * A scriptable HTTP server for the case files and the benchmarks. README.md has the script language.
 *
 *   ts_script.c   text of a script -> rules; request -> the rule that answers it
 *   ts_json.c     the little JSON reading that the server needs (it must not share code with what it tests)
 *   ts_reply.c    rule + request -> the bytes of the answer
 *   testserver.c  sockets, timers, the log
 */

enum { TS_TOOLS_MAX = 8, TS_PICKS_MAX = 16, TS_HEADERS_MAX = 32 };

typedef enum ts_verb {
    TS_REPLY,       /* a chat completion: text and tool calls of the rule */
    TS_ECHO,        /* a chat completion: the last user message */
    TS_BODY,        /* status, headers and body as given */
    TS_RAW,         /* exact bytes, then close */
    TS_CLOSE,
    TS_RESET,
    TS_HANG,        /* nothing until the client gives up */
    TS_TLS_GARBAGE, /* bytes that are no TLS record, then close */
} ts_verb;

typedef enum ts_shape { TS_BY_PATH, TS_OPENAI, TS_ANTHROPIC } ts_shape;
typedef enum ts_stream { TS_AS_ASKED, TS_ALWAYS, TS_NEVER } ts_stream;

typedef enum ts_after { TS_ANNOUNCED, TS_THEN_CLOSE, TS_THEN_RESET, TS_THEN_HANG } ts_after;
typedef enum ts_chunks { TS_CHUNKS_OF_STREAMS, TS_CHUNKS_ODD, TS_CHUNKS_ONE, TS_CHUNKS_UNFINISHED, TS_CHUNKS_BAD_SIZE,
                         TS_CHUNKS_HUGE_SIZE } ts_chunks;

typedef struct ts_tool {
    hc_str name, args;
} ts_tool;

typedef struct ts_rule {
    /* which requests */
    bool on_connect;
    hc_str path, method, contains, lacks, model;
    hc_str header_name, header_value;
    uint64_t nth_from, nth_to, every, seen;
    /* what they get */
    ts_verb verb;
    ts_shape shape;
    ts_stream stream;
    hc_str text, finish, as_model, refusal, headers;
    hc_str picks[TS_PICKS_MAX];
    size_t n_picks;
    ts_tool tools[TS_TOOLS_MAX];
    size_t n_tools;
    hc_str tokens_in, tokens_out;   /* as written: they may be no numbers */
    bool has_usage, no_usage, logprobs;
    uint64_t piece;                 /* bytes of text in one event */
    int status;
    /* what becomes of the body, in this order */
    int64_t events;                 /* so many from the front or, negative, all but so many; INT64_MAX = all */
    bool mixed_line_ends, doubly_encoded, sse, gzip;
    hc_str append;
    uint64_t keep;
    /* how it is sent */
    int interim;                    /* a status before the status, 0 = none */
    hc_str length;                  /* instead of the true one; "none" = the end of the connection ends the body */
    ts_chunks chunks;
    hc_str flood;
    uint64_t flood_n;               /* so many copies of `flood` follow the body */
    bool twice;
    int64_t cut;                    /* body bytes after which the connection closes, -1 = whole */
    ts_after after;
    uint64_t delay_ms, drip_ms;
} ts_rule;

typedef struct ts_script {
    hc_arena *arena;
    ts_rule *rules;
    size_t n;
} ts_script;

typedef struct ts_header {
    hc_str name, value;
} ts_header;

/* One request; every slice points into the connection's input. */
typedef struct ts_req {
    hc_str method, target, path, body;
    ts_header headers[TS_HEADERS_MAX];
    size_t n_headers;
    bool keep_alive;
} ts_req;

/* Reads a script. Its files are looked up beside `file`. False: the message is on stderr. */
bool ts_script_load(const char *file, ts_script *out);
void ts_script_free(ts_script *s);
/* The first rule that fits, counted for its `nth`; NULL if none. A NULL request means a new connection. */
ts_rule *ts_script_match(ts_script *s, const ts_req *req);

/* Appends the answer; *out_body_at is the offset of its body. True: the connection closes after it. */
bool ts_reply_build(const ts_rule *rule, const ts_req *req, hc_buf *out, size_t *out_body_at);

/* A JSON value's slice without its surrounding blanks; false if `*rest` does not start with a value. */
bool ts_json_value(hc_str *rest, hc_str *out, int depth);
/* The member's value, "" if `object` is no object or lacks it. */
hc_str ts_json_get(hc_str object, const char *key);
/* Next element of an array; start with *pos = 0. */
bool ts_json_next(hc_str array, size_t *pos, hc_str *out);
/* Appends the decoded text of a JSON string, or nothing if `value` is none. */
void ts_json_text(hc_str value, hc_buf *out);
/* Appends `text` as the inside of a JSON string; bytes from 0x80 pass unchanged. */
void ts_json_escape(hc_str text, hc_buf *out);
/* Decodes every escape in `json` wherever it stands, so that `contains` sees what a person reads. */
void ts_json_readable(hc_str json, hc_buf *out);
/* Appends the text of the last user message of a chat request of either shape. */
void ts_json_last_user(hc_str body, hc_buf *out);

#endif
