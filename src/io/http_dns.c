// SPDX-License-Identifier: Apache-2.0
#include "io/http_dns.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/io_int.h"

#define FRESH_US (60 * INT64_C(1000000))
enum { HOST_MAX = 256, ADDRESSES_MAX = 16 };

struct hc_dns_host {
    hc_dns_host *next;
    hc_dns *dns;              /* NULL: freed, the pending answer frees the host */
    char key[HOST_MAX + 8];   /* "host:port" */
    char *addresses;          /* "1.2.3.4,[::1]", NULL before the first answer */
    int64_t fresh_until;
    uint32_t version;         /* of addresses, from 1 */
    uint32_t *loaded;         /* version each multi has */
    size_t n_loaded;
    bool pending;
    int error;                /* of the last lookup */
    hc_waitq waiters;
    uv_getaddrinfo_t req;
};

struct hc_dns {
    hc_loop *loop;
    hc_dns_host *hosts;
    CURLU *url;
};

hc_dns *hc_dns_new(hc_loop *l)
{
    hc_dns *d = hc_xcalloc(1, sizeof *d);
    *d = (hc_dns){.loop = l, .url = curl_url()};
    if (!d->url)
        hc_out_of_memory();
    return d;
}

static void host_free(hc_dns_host *h)
{
    free(h->addresses);
    free(h->loaded);
    free(h);
}

void hc_dns_free(hc_dns *d)
{
    if (!d)
        return;
    for (hc_dns_host *h = d->hosts, *next; h; h = next) {
        next = h->next;
        HC_ASSERT(!h->waiters.head);
        h->dns = NULL;
        if (h->pending)
            uv_cancel((uv_req_t *)&h->req);
        else
            host_free(h);
    }
    curl_url_cleanup(d->url);
    free(d);
}

/* ---- lookup ---- */

static char *join_addresses(const struct addrinfo *list)
{
    char text[ADDRESSES_MAX * (INET6_ADDRSTRLEN + 3)];
    size_t n = 0, count = 0;
    for (const struct addrinfo *a = list; a && count < ADDRESSES_MAX; a = a->ai_next) {
        char one[NI_MAXHOST];
        if ((a->ai_family != AF_INET && a->ai_family != AF_INET6) ||
            getnameinfo(a->ai_addr, a->ai_addrlen, one, sizeof one, NULL, 0, NI_NUMERICHOST) != 0 ||
            strchr(one, '%'))
            continue;
        bool six = a->ai_family == AF_INET6;
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s%s%s", count ? "," : "",
                              six ? "[" : "", one, six ? "]" : "");
        count++;
    }
    if (n == 0)
        return NULL;
    char *copy = hc_xmalloc(n + 1);
    memcpy(copy, text, n + 1);
    return copy;
}

static void on_answer(uv_getaddrinfo_t *req, int status, struct addrinfo *list)
{
    hc_dns_host *h = req->data;
    char *addresses = status == 0 ? join_addresses(list) : NULL;
    uv_freeaddrinfo(list);
    h->pending = false;
    if (!h->dns) {
        free(addresses);
        host_free(h);
        return;
    }
    h->error = status == 0 && !addresses ? UV_EAI_NODATA : status;
    if (addresses) {
        if (!h->addresses || strcmp(h->addresses, addresses) != 0)
            h->version++;
        free(h->addresses);
        h->addresses = addresses;
        h->fresh_until = hc_loop_mono_us(h->dns->loop) + FRESH_US;
    }
    hc_waitq_wake_all(&h->waiters);
}

static void look_up(hc_dns_host *h)
{
    char name[HOST_MAX + 8];
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    memcpy(name, h->key, sizeof name);
    *strrchr(name, ':') = '\0';
    h->req.data = h;
    h->error = uv_getaddrinfo(hc_loop_uv(h->dns->loop), &h->req, on_answer, name, NULL, &hints);
    h->pending = h->error == 0;
}

static hc_dns_host *host_of(hc_dns *d, const char *name, const char *port)
{
    char key[HOST_MAX + 8];
    snprintf(key, sizeof key, "%s:%s", name, port);
    for (hc_dns_host *h = d->hosts; h; h = h->next) {
        if (strcmp(h->key, key) == 0)
            return h;
    }
    hc_dns_host *h = hc_xcalloc(1, sizeof *h);
    memcpy(h->key, key, sizeof key);
    h->dns = d;
    h->next = d->hosts;
    d->hosts = h;
    return h;
}

/* ---- which name ---- */

static const char *env2(const char *lower, const char *upper)
{
    const char *v = getenv(lower);
    if (!v && upper)
        v = getenv(upper);
    return v && *v ? v : NULL;
}

static bool excluded(hc_str host)
{
    hc_str list = hc_str_c(env2("no_proxy", "NO_PROXY")), one;
    while (hc_str_cut(&list, ',', &one)) {
        one = hc_str_trim(one);
        if (hc_str_is(one, "*"))
            return true;
        if (hc_str_starts(one, HC_S(".")))
            one = hc_str_sub(one, 1, one.n);
        if (one.n == 0 || one.n > host.n ||
            !hc_str_ieq(hc_str_sub(host, host.n - one.n, host.n), one))
            continue;
        if (one.n == host.n || host.p[host.n - one.n - 1] == '.')
            return true;
    }
    return false;
}

typedef struct parts { char *scheme, *host, *port; } parts;

static void parts_auto(parts *p)
{
    curl_free(p->scheme);
    curl_free(p->host);
    curl_free(p->port);
}

static bool parse(hc_dns *d, const char *url, unsigned port_flag, parts *out)
{
    const unsigned as_libcurl_does = CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME;
    return curl_url_set(d->url, CURLUPART_URL, url, as_libcurl_does) == CURLUE_OK &&
           curl_url_get(d->url, CURLUPART_SCHEME, &out->scheme, 0) == CURLUE_OK &&
           curl_url_get(d->url, CURLUPART_HOST, &out->host, CURLU_PUNYCODE) == CURLUE_OK &&
           (curl_url_get(d->url, CURLUPART_PORT, &out->port, port_flag) == CURLUE_OK ||
            port_flag == 0);
}

static bool literal(const char *host)
{
    struct in_addr a;
    return host[0] == '[' || inet_pton(AF_INET, host, &a) == 1;
}

/* The host whose name will be looked up for `url`, NULL if none. */
static hc_dns_host *choose(hc_dns *d, const char *url, bool *out_proxied)
{
    HC_AUTO(parts) u = {0};
    *out_proxied = false;
    if (!parse(d, url, CURLU_DEFAULT_PORT, &u) || strlen(u.host) >= HOST_MAX)
        return NULL;
    /* libcurl's rule: HTTP_PROXY in capitals is not read, as a CGI client could set it. */
    const char *proxy = strcmp(u.scheme, "https") == 0 ? env2("https_proxy", "HTTPS_PROXY")
                                                       : env2("http_proxy", NULL);
    if (!proxy)
        proxy = env2("all_proxy", "ALL_PROXY");
    if (!proxy || excluded(hc_str_c(u.host)))
        return literal(u.host) ? NULL : host_of(d, u.host, u.port);
    HC_AUTO(parts) p = {0};
    *out_proxied = true;
    if (!parse(d, proxy, 0, &p) || strlen(p.host) >= HOST_MAX || literal(p.host))
        return NULL;
    return host_of(d, p.host, p.port ? p.port : strcmp(p.scheme, "https") == 0 ? "443" : "1080");
}

/* ---- for http.c ---- */

hc_net hc_dns_resolve(hc_dns *d, const char *url, int64_t deadline_us, hc_dns_name *out,
                      char *out_words, size_t words_size)
{
    *out = (hc_dns_name){0};
    hc_dns_host *h = choose(d, url, &out->proxied);
    if (!h)
        return HC_NET_OK;
    if (!h->pending && hc_loop_mono_us(d->loop) >= h->fresh_until)
        look_up(h);
    hc_code c = HC_OK;
    while (!h->addresses && h->pending && c == HC_OK)
        c = hc_waitq_wait(&h->waiters, deadline_us);
    if (h->addresses || (c == HC_OK && out->proxied)) {
        out->host = h->addresses ? h : NULL;
        out->version = h->version;
        return HC_NET_OK;
    }
    if (c == HC_OK)
        snprintf(out_words, words_size, "could not resolve host %.*s: %s",
                 (int)strcspn(h->key, ":"), h->key, uv_strerror(h->error));
    else
        snprintf(out_words, words_size, "%s",
                 c == HC_E_CANCELLED ? "cancelled" : "the host name was not resolved in time");
    return c == HC_OK ? HC_NET_DNS : c == HC_E_CANCELLED ? HC_NET_CANCELLED : HC_NET_TIMEOUT;
}

struct curl_slist *hc_dns_entry(const hc_dns_name *n, size_t shard, hc_arena *a)
{
    const hc_dns_host *h = n->host;
    if (!h || (shard < h->n_loaded && h->loaded[shard] == n->version))
        return NULL;
    struct curl_slist *s = HC_NEW(a, struct curl_slist);
    s->data = hc_cstr(a, hc_fmt(a, "%s:%s", h->key, h->addresses));
    return s;
}

void hc_dns_loaded(const hc_dns_name *n, size_t shard)
{
    hc_dns_host *h = n->host;
    if (!h)
        return;
    if (shard >= h->n_loaded) {
        h->loaded = hc_xrealloc(h->loaded, (shard + 1) * sizeof *h->loaded);
        memset(h->loaded + h->n_loaded, 0, (shard + 1 - h->n_loaded) * sizeof *h->loaded);
        h->n_loaded = shard + 1;
    }
    h->loaded[shard] = n->version;
}

void hc_dns_stale(const hc_dns_name *n)
{
    if (n->host)
        n->host->fresh_until = 0;
}
