// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CORE_REPLY_H
#define HC_CORE_REPLY_H

#include "core/chat.h"
#include "core/state.h"

/* How an attempt ended. Names are the `code` of reply entries and never change. */
typedef enum hc_reply_code {
    HC_RC_OK, HC_RC_REFUSED, HC_RC_FILTERED, HC_RC_TRUNCATED,   /* complete messages: always final */
    HC_RC_TIMEOUT, HC_RC_RESET, HC_RC_UNREACHABLE,              /* transport */
    HC_RC_THROTTLED,                                            /* 429, 503, 529 */
    HC_RC_AUTH,                                                 /* 401, 403: stops the run */
    HC_RC_REJECTED,                                             /* other 4xx: asking again would not help */
    HC_RC_HTTP,                                                 /* 5xx, 408, 409 */
    HC_RC_BADREPLY,                                             /* not what the protocol promises */
    HC_RC_TOOLARGE,                                             /* more bytes than our limit */
    HC_RC_UNSUPPORTED,                                          /* the target cannot take a part: not tested */
    HC_RC_COUNT
} hc_reply_code;

typedef struct hc_logprob { hc_str token; double logprob; struct hc_logprob *top; size_t n_top; } hc_logprob;

typedef struct hc_reply {
    hc_reply_code code;
    hc_str text;               /* byte for byte, may hold NUL and invalid UTF-8 */
    hc_str reasoning;
    hc_str refusal;            /* the provider's own words when it refused */
    hc_str finish;             /* raw finish reason */
    hc_str model;              /* model id that the provider returned, "" if none */
    hc_str error;              /* provider's message on failures */
    hc_tool_call *calls;
    size_t n_calls;
    hc_logprob *logprobs;
    size_t n_logprobs;
    int http;                  /* status, 0 = none */
    bool has_usage;
    int64_t tokens_in, tokens_out, tokens_cached, tokens_reasoning;
    int64_t retry_after_ms;    /* not stored; -1 = not given */
} hc_reply;

const char *hc_reply_code_id(hc_reply_code c);
hc_reply_code hc_reply_code_from_id(hc_str id);                  /* HC_RC_COUNT if unknown */
bool hc_reply_complete(hc_reply_code c);                         /* ok, refused, filtered, truncated */
bool hc_reply_retryable(hc_reply_code c);                        /* timeout reset unreachable throttled http badreply */
hc_state hc_reply_state(hc_reply_code c);                        /* state of a sample that ends with it */

/* Canonical normalised reply, the body `reply` of a reply entry and what the tape returns: sorted keys, absent
 * values left out, logprobs as decimal strings. `http` and `error` are in it; the model's real name is not (it stands
 * in the wire body only). Reading back gives an equal reply. */
void hc_reply_write(const hc_reply *r, hc_buf *out);
hc_code hc_reply_read(hc_arena *a, hc_str bytes, hc_reply *out, hc_err *err);
hc_code hc_reply_from_json(hc_arena *a, const hc_json *j, hc_reply *out, hc_err *err);

#endif
