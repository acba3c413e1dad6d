// SPDX-License-Identifier: Apache-2.0
#ifndef HC_MODEL_ADAPTER_INT_H
#define HC_MODEL_ADAPTER_INT_H

#include "model/adapter.h"

/* What adapters share. Everything here is pure. */

extern const hc_adapter hc_adapter_openai, hc_adapter_anthropic;

/* ---- requests ---------------------------------------------------------------------------------------- */

/* A body under construction. Messages come first and are cut one by one, everything that may change between the
 * turns of a dialogue comes after them. */
typedef struct hc_body {
    hc_arena *a;
    const hc_target_conf *t;
    hc_buf buf;
    hc_jw w;
    size_t *cuts;
    size_t n_cuts, cap_cuts;
} hc_body;

void hc_body_begin(hc_body *b, hc_arena *a, const hc_target_conf *t);
void hc_body_cut(hc_body *b);                                  /* after a complete message */
/* Writes the key unless the target's own body fields replace it. False: the caller writes no value. */
bool hc_body_key(hc_body *b, const char *key);
void hc_body_text(hc_body *b, hc_str s);                       /* string value; what is not UTF-8 becomes U+FFFD */
hc_code hc_body_json(hc_body *b, hc_str json, const char *what, hc_err *err);  /* a value given as JSON text */
/* Adds the target's own fields, closes the object and fills chunks, content-type and the target's headers. */
void hc_body_end(hc_body *b, const char *path, hc_wire *out);
void hc_body_fini(hc_body *b);
void hc_wire_header(hc_wire *w, hc_str name, hc_str value);

/* HC_E_UNSUPPORTED unless the target takes images and this one is inline (a data URL). */
hc_code hc_image_check(const hc_target_conf *t, const hc_part *p, hc_err *err);

/* ---- replies ----------------------------------------------------------------------------------------- */

void hc_reply_fail(hc_reply *out, hc_reply_code code, hc_str error);
/* Fills `out` for every status but 2xx and returns true; false: the body is the answer. */
bool hc_reply_by_status(hc_arena *a, int status, const hc_http_header *headers, size_t n, hc_str body, hc_reply *out);
/* An error object (or string) found inside an answer of status 2xx. */
void hc_reply_by_error(hc_arena *a, const hc_json *error, hc_reply *out);
/* True when the body is a stream of server-sent events. */
bool hc_body_is_sse(const hc_http_header *headers, size_t n, hc_str body);

/* A reply being put together from one message or from many deltas. */
typedef struct hc_draft_call {
    int64_t index;
    hc_str id, name;
    hc_buf args;
} hc_draft_call;

typedef struct hc_draft {
    hc_arena *a;               /* outlives the draft */
    hc_buf text, reasoning, refusal;
    hc_draft_call *calls;
    size_t n_calls, cap_calls;
    hc_logprob *logprobs;
    size_t n_logprobs, cap_logprobs;
    hc_str finish, model;
    bool has_usage;
    int64_t tokens_in, tokens_out, tokens_cached, tokens_reasoning;   /* in, out: -1 until given */
    const char *bad;           /* why this is not the protocol, NULL if it is */
    int64_t last_text;         /* index of the block whose text came last */
    bool cut;                  /* a stream that ended before its message did */
} hc_draft;

void hc_draft_init(hc_draft *d, hc_arena *a);
void hc_draft_fini(hc_draft *d);
void hc_draft_auto(hc_draft *d);
void hc_draft_add(hc_buf *b, const hc_json *v);                /* appends a string value, ignores others */
void hc_draft_text(hc_draft *d, const hc_json *v);             /* the same for the text, where others are bad */
/* The object of the n-th event. False: the bytes end inside it, or the draft is bad now. */
bool hc_draft_event(hc_draft *d, hc_arena *scratch, const hc_sse *s, size_t n, hc_str data, hc_json **out);
/* True, and `out` filled, when the draft is bad, or cut (which is in doubt like any end of a connection). */
bool hc_draft_failed(const hc_draft *d, hc_reply *out);
void hc_draft_set(hc_draft *d, hc_str *field, const hc_json *v); /* keeps the first non-empty string */
/* The call at this index; one with another id at a taken index is a new call. NULL (and bad): too many. */
hc_draft_call *hc_draft_call_at(hc_draft *d, int64_t index, hc_str id);
/* Moves everything into `out` but code and error. */
void hc_draft_finish(hc_draft *d, hc_reply *out);

#endif
