// SPDX-License-Identifier: Apache-2.0
#ifndef HC_MODEL_ADAPTER_H
#define HC_MODEL_ADAPTER_H

#include "core/reply.h"
#include "io/http.h"
#include "model/target.h"

/* An adapter is a row of pure functions in the table: no socket, no clock, fuzzed. */

enum { HC_WIRE_HEADERS_MAX = 24 };

typedef struct hc_wire {              /* a request, ready to be sent and recorded */
    hc_str path;                      /* appended to base_url */
    hc_http_header headers[HC_WIRE_HEADERS_MAX]; /* without the key; the caller adds X-Client-Request-Id */
    size_t n_headers;
    hc_str *chunks;                   /* body cut after each message: a longer chat has the shorter one's chunks first;
                                       * adjacent slices of one buffer, so that the body is sent as it lies */
    size_t n_chunks;
} hc_wire;

typedef struct hc_adapter {
    const char *name;
    /* HC_E_UNSUPPORTED when the target cannot take a part of the chat: the sample becomes not_tested. */
    hc_code (*build)(hc_arena *a, const hc_target_conf *t, const hc_chat *chat, hc_wire *out, hc_err *err);
    /* The body of a 2xx answer, whole or as server-sent events; for hc_adapter_parse only. */
    void (*parse_plain)(hc_arena *a, hc_str body, hc_reply *out);
    void (*parse_stream)(hc_arena *a, hc_str body, hc_reply *out);
    /* Header that carries the key: name and prefix ("authorization", "Bearer "). */
    const char *key_header, *key_prefix;
} hc_adapter;

/* Any bytes give a reply: what is not the protocol is HC_RC_BADREPLY with `error` saying why, a stream that ends before its message
 * HC_RC_RESET. status is never 0. */
void hc_adapter_parse(const hc_adapter *ad, hc_arena *a, int status, const hc_http_header *headers, size_t n, hc_str body,
                      hc_reply *out);
const hc_adapter *hc_adapter_find(hc_str name);     /* "openai", "anthropic"; NULL for local, command, ref */

/* Retry-After in seconds or as an HTTP date, retry-after-ms, x-ratelimit-reset*, anthropic-ratelimit-*-reset: milliseconds from
 * now_us, -1 when none; past dates give 0, absurd ones are capped at 10 minutes. */
int64_t hc_retry_after_ms(const hc_http_header *headers, size_t n, int64_t now_us);

/* Server-sent events over a complete body: CRLF, CR or LF, comments, several data lines; false at the end. */
typedef struct hc_sse { hc_str rest; } hc_sse;
bool hc_sse_next(hc_arena *a, hc_sse *s, hc_str *out_event, hc_str *out_data);

#endif
