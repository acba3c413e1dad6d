// SPDX-License-Identifier: Apache-2.0
#ifndef HC_MODEL_MODEL_INT_H
#define HC_MODEL_MODEL_INT_H

#include "io/proc.h"
#include "model/ask.h"
#include "model/limiter.h"

/* Shared inside model/: a target at work, and the three ways in which an attempt leaves the house. */

/* One attempt of one question. */
typedef struct hc_try {
    hc_target *t;
    const hc_addr *addr;               /* attempt set */
    const hc_chat *chat;
    hc_wire wire;
    hc_arena *arena;                   /* lives as long as the attempt */
    int64_t timeout_ms;
    char request_id[33];               /* "" without a ledger */
    /* filled by send */
    hc_reply reply;
    hc_buf raw;                        /* exact bytes that came back */
    hc_net net;
    bool maybe_sent;                   /* with net other than OK: in doubt */
    char detail[256];
    int64_t latency_us;
} hc_try;

typedef struct hc_transport {
    /* Pure. HC_E_UNSUPPORTED: the target cannot take the chat. */
    hc_code (*build)(hc_target *t, hc_arena *a, const hc_chat *chat, hc_wire *out, hc_err *err);
    HC_CO void (*send)(hc_try *y);     /* fills the last block of hc_try, whatever happens */
    HC_CO hc_code (*start)(hc_target *t, hc_err *err);     /* NULL: nothing to start */
    HC_CO void (*stop)(hc_target *t);                      /* NULL: nothing to stop */
    bool limited;                      /* takes a slot of the limiter */
} hc_transport;

extern const hc_transport hc_transport_http, hc_transport_local, hc_transport_command, hc_transport_ref;

typedef struct hc_child {              /* a program of a `command` target between two questions */
    hc_proc *proc;
    struct hc_child *next;
} hc_child;

struct hc_target {
    hc_asker *asker;
    const hc_asker_opts *opts;
    hc_target_conf conf;               /* base_url of a local target is set by start */
    const hc_adapter *adapter;         /* http and local */
    const hc_transport *transport;
    hc_str key;
    hc_limiter limiter;
    hc_target_stats stats;
    bool answered;                     /* an answer of whatever status has come */
    bool stopped;                      /* `fatal` holds why; nobody sends any more */
    hc_err fatal;
    hc_proc *server;                   /* local */
    char local_url[40];                /* local: what base_url points to while the server runs */
    hc_child *idle;                    /* command */
    struct hc_target *next;
};

/* The line that a program answered question `id` with; `out` is empty before. Any bytes give a reply. */
void hc_command_read(hc_arena *a, hc_str line, const char *id, hc_reply *out);
/* False and `err` filled when a local server has died. */
bool hc_local_alive(const hc_target *t, hc_err *err);

#endif
