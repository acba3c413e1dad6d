// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CORE_CHAT_H
#define HC_CORE_CHAT_H

#include "crypto/hash.h"
#include "syntax/json.h"

/* What is asked: messages, tools, parameters. The question's identity is the SHA-256 of their canonical JSON;
 * how a provider wants the bytes is the adapter's business. All strings are borrowed. */

typedef enum hc_role { HC_ROLE_SYSTEM, HC_ROLE_USER, HC_ROLE_ASSISTANT, HC_ROLE_TOOL } hc_role;
typedef enum hc_part_kind { HC_PART_TEXT, HC_PART_IMAGE } hc_part_kind;

typedef struct hc_part {
    hc_part_kind kind;
    hc_str text;               /* TEXT */
    hc_str media_type, ref;    /* IMAGE: "image/png" and a file of the pack or a data URL */
} hc_part;

typedef struct hc_tool_call { hc_str id, name, args; /* JSON text exactly as the model wrote it */ } hc_tool_call;
typedef struct hc_tool { hc_str name, description, schema; /* JSON Schema text */ } hc_tool;

typedef struct hc_msg {
    hc_role role;
    hc_part *parts;
    size_t n_parts;
    hc_tool_call *calls;       /* ASSISTANT */
    size_t n_calls;
    hc_str call_id;            /* TOOL: which call it answers */
} hc_msg;

typedef struct hc_params {     /* absent: the flag is false / the value 0 or "" */
    bool has_temperature, has_top_p, has_seed;
    double temperature, top_p;
    int64_t seed;
    int64_t max_tokens;        /* 0 = the provider's default */
    hc_str *stop;
    size_t n_stop;
    hc_str schema;             /* JSON Schema text that the reply must follow */
    hc_str grammar;            /* GBNF, for servers that take it */
    int top_logprobs;          /* 0 = none; -1 = logprobs without alternatives */
    hc_str tool_choice;        /* "", "auto", "none", "required" or a tool's name */
} hc_params;

/* The messages whose canonical bytes are hashed already: a dialogue that grows is not hashed from its beginning at every turn. */
typedef struct hc_chat_hashed { hc_hasher *hasher; size_t n_msgs; } hc_chat_hashed;
void hc_chat_hashed_auto(hc_chat_hashed *h);

typedef struct hc_chat {
    hc_msg *msgs;
    size_t n_msgs, cap_msgs;
    hc_tool *tools;
    size_t n_tools;
    hc_params params;
    hc_chat_hashed *hashed;    /* NULL: the chat is hashed as a whole; else messages are only ever added */
} hc_chat;

const char *hc_role_id(hc_role r);                                  /* "system", "user", ... */
hc_msg *hc_chat_add(hc_arena *a, hc_chat *c, hc_role role, hc_str text); /* one text part */
hc_str hc_msg_text(hc_arena *a, const hc_msg *m);                   /* text parts joined by "\n" */
/* Canonical JSON of one message, and back; false: not such a message. Strings borrow. */
void hc_msg_write(const hc_msg *m, hc_jw *w);
bool hc_msg_read(hc_arena *a, const hc_json *j, hc_msg *out);
/* Member "calls" of the object being written, nothing when there are none, and back. */
void hc_tool_calls_write(const hc_tool_call *calls, size_t n, hc_jw *w);
void hc_tool_calls_read(hc_arena *a, const hc_json *obj, hc_tool_call **out, size_t *out_n);
bool hc_chat_has_image(const hc_chat *c);
/* Canonical JSON {"messages":[...],"params":{...},"tools":[...],"v":1}: sorted keys, absent parameters left out,
 * floats as decimal strings. */
void hc_chat_canonical(const hc_chat *c, hc_buf *out);
hc_digest hc_chat_question(const hc_chat *c);                       /* SHA-256 of the canonical bytes */

#endif
