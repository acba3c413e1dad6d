// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <string.h>

#include "model/adapter_int.h"
#include "model/model_int.h"

static hc_code build(hc_target *t, hc_arena *a, const hc_chat *chat, hc_wire *out, hc_err *err)
{
    return t->adapter->build(a, &t->conf, chat, out, err);
}

/* Chunks are slices of one buffer. */
static hc_str whole_body(const hc_wire *w)
{
    hc_str body = {w->chunks[0].p, 0};
    for (size_t i = 0; i < w->n_chunks; i++)
        body.n += w->chunks[i].n;
    return body;
}

static size_t all_headers(const hc_try *y, hc_http_header out[HC_WIRE_HEADERS_MAX + 2])
{
    const hc_target *t = y->t;
    size_t n = 0;
    for (size_t i = 0; i < y->wire.n_headers; i++)
        out[n++] = y->wire.headers[i];
    if (t->key.n)
        out[n++] = (hc_http_header){hc_str_c(t->adapter->key_header),
                                    hc_fmt(y->arena, "%s%.*s", t->adapter->key_prefix, HC_FS(t->key))};
    if (y->request_id[0])
        out[n++] = (hc_http_header){HC_S("X-Client-Request-Id"), hc_str_c(y->request_id)};
    return n;
}

static hc_reply_code code_of_net(hc_net net, bool maybe_sent)
{
    switch (net) {
    case HC_NET_DNS: case HC_NET_REFUSED: case HC_NET_UNREACHABLE: case HC_NET_TLS: case HC_NET_PROXY:
        return HC_RC_UNREACHABLE;
    case HC_NET_TIMEOUT:
        return maybe_sent ? HC_RC_TIMEOUT : HC_RC_UNREACHABLE;
    case HC_NET_TOO_LARGE:
        return HC_RC_TOOLARGE;
    case HC_NET_BAD_HTTP:
        return HC_RC_BADREPLY;
    case HC_NET_OK: case HC_NET_RESET: case HC_NET_CANCELLED:
        break;
    }
    return maybe_sent ? HC_RC_RESET : HC_RC_UNREACHABLE;
}

static hc_str body_of(const hc_http_res *res)
{
    return hc_buf_view(&res->body);
}

/* A stream says itself when it is complete: an end of the connection after that took nothing away, and asking again would cost again.
 * The usage comes last. */
static bool complete_stream(hc_try *y, const hc_http_res *res)
{
    if (res->net == HC_NET_OK || res->status != 200 || !hc_body_is_sse(res->headers, res->n_headers, body_of(res)))
        return false;
    hc_adapter_parse(y->t->adapter, y->arena, res->status, res->headers, res->n_headers, body_of(res), &y->reply);
    return hc_reply_complete(y->reply.code) && y->reply.has_usage;
}

/* Some servers repeat the id of a request. One of ours that is not this one's came with another request's answer. */
static bool answers_another(const hc_try *y, const hc_http_res *res)
{
    hc_str id = hc_str_trim(hc_http_find(res->headers, res->n_headers, "x-client-request-id"));
    size_t n = strlen(y->request_id);
    return n > 0 && id.n == n && strspn(hc_cstr(y->arena, id), "0123456789abcdef") == n && !hc_str_is(id, y->request_id);
}

static HC_CO void send_http(hc_try *y)
{
    hc_http_header headers[HC_WIRE_HEADERS_MAX + 2];
    hc_http_req req = {
        .method = "POST",
        .url = hc_fmt(y->arena, "%.*s%.*s", HC_FS(y->t->conf.base_url), HC_FS(y->wire.path)).p,
        .headers = headers,
        .n_headers = all_headers(y, headers),
        .body = whole_body(&y->wire),
        .timeout_ms = y->timeout_ms,
    };
    HC_AUTO(hc_http_res) res = {0};
    hc_http_send(y->t->opts->http, &req, &res);
    y->net = res.net;
    y->maybe_sent = res.maybe_sent;
    y->latency_us = res.latency_us;
    snprintf(y->detail, sizeof y->detail, "%s", res.detail);
    if (complete_stream(y, &res))
        y->net = res.net = HC_NET_OK;
    if (res.net == HC_NET_OK && answers_another(y, &res)) {
        y->reply.http = res.status;
        hc_reply_fail(&y->reply, HC_RC_BADREPLY, HC_S("the answer belongs to another request (X-Client-Request-Id)"));
    } else if (res.net == HC_NET_OK) {
        hc_adapter_parse(y->t->adapter, y->arena, res.status, res.headers, res.n_headers, body_of(&res), &y->reply);
        y->reply.retry_after_ms =
            hc_retry_after_ms(res.headers, res.n_headers, hc_loop_wall_us(y->t->opts->loop));
    } else {
        y->reply.http = res.status;
        hc_reply_fail(&y->reply, code_of_net(res.net, res.maybe_sent),
                      hc_fmt(y->arena, "%s: %s", hc_net_name(res.net), res.detail));
    }
    /* The parsed reply may borrow from the bytes: both live on until the attempt is recorded. */
    y->raw = res.body;
    res.body = (hc_buf){0};
}

const hc_transport hc_transport_http = {.build = build, .send = send_http, .limited = true};
