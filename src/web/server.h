// SPDX-License-Identifier: Apache-2.0
#ifndef HC_WEB_SERVER_H
#define HC_WEB_SERVER_H

#include "io/http_server.h"
#include "web/guard.h"
#include "web/store.h"

/*
 * The pages and their JSON (docs/reference/web-api.md). What a verb prints with --json comes from that verb itself, through
 * `verb`; the cases, labels, search and the recorded bytes are made here.
 */

typedef struct hc_web_run { hc_str name, path; } hc_web_run;

enum { HC_WEB_ARGS = 3, HC_WEB_OPTS = 6 };
typedef struct hc_web_verb {
    const char *name;
    hc_str arg[HC_WEB_ARGS];
    size_t n_args;
    struct { const char *name; hc_str value; } opt[HC_WEB_OPTS];
    size_t n_opts;
} hc_web_verb;

/* Called by several threads at once. */
typedef struct hc_web_source {
    void *ctx;
    /* The runs that may be looked at, newest first, names unique. */
    hc_code (*runs)(void *ctx, hc_arena *a, hc_web_run **out, size_t *out_n, hc_err *err);
    /* What `haechi NAME ARGS --OPTS --json` prints. */
    hc_code (*verb)(void *ctx, const hc_web_verb *verb, hc_buf *out, hc_err *err);
    /* The object of `haechi watch --json`; false: nobody plays the run. */
    bool (*progress)(void *ctx, hc_str path, hc_buf *out);
} hc_web_source;

/* What a verb said of runs whose files have not changed since: tables of a large run take a second to make. */
enum { HC_WEB_KEPT = 16, HC_WEB_KEPT_BYTES = 4 << 20 };
typedef struct hc_web_kept { hc_buf target, said; uint64_t stamp; } hc_web_kept;

typedef struct hc_web {
    hc_web_guard guard;
    hc_web_source source;
    hc_store *store;
    pthread_mutex_t lock;          /* of kept */
    hc_web_kept kept[HC_WEB_KEPT];
    size_t oldest;
} hc_web;

void hc_web_init(hc_web *w, uint16_t port, const hc_web_source *source);
void hc_web_fini(hc_web *w);
/* hc_httpd_handler; ctx is the hc_web. */
void hc_web_handle(void *ctx, const hc_httpd_request *q, hc_httpd_answer *out);

#endif
