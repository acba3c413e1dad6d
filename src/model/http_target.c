// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

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
    return HC_RC_RESET;
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
    if (res.net == HC_NET_OK) {
        hc_adapter_parse(y->t->adapter, y->arena, res.status, res.headers, res.n_headers, hc_buf_view(&res.body), &y->reply);
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
