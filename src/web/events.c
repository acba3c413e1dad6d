// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

#include "web/api.h"

enum { HEARTBEAT_TICKS = 15000 / HC_HTTPD_TICK_MS };

typedef struct events {
    const hc_web *web;
    hc_arena *arena;
    hc_str path;
    uint64_t id;                   /* of the last event sent */
    unsigned quiet;                /* ticks without an event */
    hc_buf last;
    bool begun;
} events;

static void write_event(events *e, const char *name, hc_str data, hc_buf *out)
{
    hc_buf_fmt(out, "id: %llu\nevent: %s\ndata: %.*s\n\n", (unsigned long long)++e->id, name, HC_FS(data));
    e->quiet = 0;
}

/* How the run stands, when that has changed. Standing is all of it: who comes back has missed nothing that the next event does not say. */
static bool next(void *ctx, hc_buf *out)
{
    events *e = ctx;
    HC_AUTO(hc_buf) now = {0};
    hc_buf_init(&now, SIZE_MAX);
    if (!e->begun)
        hc_buf_c(out, "retry: 2000\n\n");
    e->begun = true;
    if (!e->web->source.progress(e->web->source.ctx, e->path, &now)) {
        write_event(e, "end", HC_S("{}"), out);
        return false;
    }
    if (!hc_str_eq(hc_buf_view(&now), hc_buf_view(&e->last))) {
        hc_buf_clear(&e->last);
        hc_buf_str(&e->last, hc_buf_view(&now));
        write_event(e, "progress", hc_buf_view(&now), out);
    } else if (++e->quiet >= HEARTBEAT_TICKS) {
        hc_buf_c(out, ": still here\n\n");
        e->quiet = 0;
    }
    return true;
}

static void done(void *ctx)
{
    events *e = ctx;
    hc_buf_fini(&e->last);
    hc_arena_free(e->arena);
    free(e);
}

hc_code hc_web_events(hc_web_call *c, hc_str path)
{
    hc_str last;
    events *e = hc_xcalloc(1, sizeof *e);
    *e = (events){.web = c->web, .arena = hc_arena_new()};
    e->path = hc_str_dup(e->arena, path);
    hc_buf_init(&e->last, SIZE_MAX);
    if (hc_httpd_find(c->q, "Last-Event-ID", &last) != 1 || !hc_parse_u64(last, &e->id) || e->id > UINT32_MAX)
        e->id = 0;
    c->out->status = 200;
    c->out->stream = (hc_httpd_stream){next, done, e};
    hc_httpd_add(c->out, "Content-Type", HC_S("text/event-stream; charset=utf-8"));
    return HC_OK;
}
