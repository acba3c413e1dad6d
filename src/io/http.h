// SPDX-License-Identifier: Apache-2.0
#ifndef HC_IO_HTTP_H
#define HC_IO_HTTP_H

#include "base/str.h"
#include "io/co.h"

/* HTTP client: libcurl multis of at most HC_HTTP_CONNS_PER_MULTI connections on the loop,
 * keep-alive, easy handles re-used. No redirects are followed (a redirect is an answer), no cookies,
 * no netrc. Nothing but GET and HEAD is ever sent twice. Of the environment, the proxy variables are
 * honoured as libcurl does (http_proxy in small letters only; https_proxy, all_proxy and no_proxy in
 * both), and SSL_CERT_FILE and SSL_CERT_DIR. Accept-Encoding gzip is asked for and undone with the
 * size cap applied to the decoded bytes; a body that announces more is not read. A length that is no number and
 * two that differ are BAD_HTTP. Host names are resolved once per host. */

typedef struct hc_http_header { hc_str name, value; } hc_http_header;

typedef struct hc_http_req {
    const char *method;               /* "POST", "GET" */
    const char *url;
    const hc_http_header *headers;
    size_t n_headers;
    hc_str body;
    int64_t timeout_ms;               /* whole request; must be set */
    int64_t connect_timeout_ms;       /* 0 = 10 s */
    int64_t idle_timeout_ms;          /* no byte for so long: timeout; 0 = off */
    size_t max_bytes;                 /* of the decoded reply; 0 = HC_REPLY_BYTES_MAX */
} hc_http_req;

typedef enum hc_net {                 /* how the exchange ended */
    HC_NET_OK, HC_NET_DNS, HC_NET_REFUSED, HC_NET_UNREACHABLE, HC_NET_TLS, HC_NET_PROXY, HC_NET_TIMEOUT,
    HC_NET_RESET /* cut after bytes went out */, HC_NET_TOO_LARGE, HC_NET_BAD_HTTP, HC_NET_CANCELLED
} hc_net;

typedef struct hc_http_res {
    hc_net net;
    bool maybe_sent;                  /* request bytes may have left: in doubt unless net is OK */
    int status;                       /* 0 if no status line arrived */
    hc_http_header *headers;          /* final response only; names as received */
    size_t n_headers;
    hc_buf body;                      /* what arrived, partial too */
    int64_t latency_us;
    char detail[256];                 /* libcurl's words, without credentials */
    hc_arena *arena;                  /* owns headers */
} hc_http_res;

typedef struct hc_http hc_http;
hc_http *hc_http_new(hc_loop *l);
void hc_http_free(hc_http *h);
/* Suspends until the exchange ended, whatever way; the way is data. Cancellation aborts it (net CANCELLED). */
HC_CO void hc_http_send(hc_http *h, const hc_http_req *req, hc_http_res *out);
void hc_http_res_fini(hc_http_res *r);
void hc_http_res_auto(hc_http_res *r);
hc_str hc_http_find(const hc_http_header *h, size_t n, const char *name); /* case-insensitive, first; p NULL if absent */
const char *hc_net_name(hc_net n);    /* "dns", "refused", ... */

#endif
