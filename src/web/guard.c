// SPDX-License-Identifier: Apache-2.0
#include "web/guard.h"

static void draw(char out[HC_WEB_SECRET])
{
    uint8_t raw[HC_WEB_SECRET / 2];
    hc_random_bytes(raw, sizeof raw);
    hc_hex(raw, sizeof raw, out);
}

void hc_web_guard_init(hc_web_guard *g, uint16_t port)
{
    *g = (hc_web_guard){.port = port};
    draw(g->token);
    draw(g->cookie);
    pthread_mutex_init(&g->lock, NULL);
}

void hc_web_guard_fini(hc_web_guard *g)
{
    pthread_mutex_destroy(&g->lock);
}

/* Of digests, so that neither bytes nor length of the secret show in the time. */
static bool same_secret(hc_str given, const char *secret)
{
    hc_digest a = hc_sha256(given), b = hc_sha256(hc_str_c(secret));
    return hc_digest_eq(&a, &b);
}

static bool is_here(const hc_web_guard *g, hc_str authority)
{
    hc_str rest = authority, host;
    uint64_t port;
    return hc_str_cut(&rest, ':', &host) && rest.p && (hc_str_is(host, "127.0.0.1") || hc_str_ieq(host, HC_S("localhost"))) &&
           hc_parse_u64(rest, &port) && port == g->port;
}

static bool origin_is_here(const hc_web_guard *g, hc_str origin)
{
    return hc_str_starts(origin, HC_S("http://")) && is_here(g, hc_str_sub(origin, 7, origin.n));
}

hc_str hc_web_cookie_name(hc_arena *a, const hc_web_guard *g)
{
    return hc_fmt(a, "haechi-%u", g->port);
}

/* A cookie of this name with another value beside the good one is a sign of tampering. */
static bool has_cookie(const hc_web_guard *g, const hc_httpd_request *q)
{
    hc_str all, one, name, own = hc_web_cookie_name(q->arena, g);
    size_t named = 0, good = 0;
    if (hc_httpd_find(q, "Cookie", &all) != 1)
        return false;
    while (hc_str_cut(&all, ';', &one)) {
        one = hc_str_trim(one);
        hc_str_cut(&one, '=', &name);
        if (!one.p || !hc_str_eq(name, own))
            continue;
        named++;
        good += same_secret(one, g->cookie);
    }
    return named == 1 && good == 1;
}

static bool take_token(hc_web_guard *g, hc_str token)
{
    pthread_mutex_lock(&g->lock);
    bool good = same_secret(token, g->token) && !g->used;
    g->used = g->used || good;
    pthread_mutex_unlock(&g->lock);
    return good;
}

hc_web_pass hc_web_check(hc_web_guard *g, const hc_httpd_request *q, const hc_web_target *t)
{
    hc_str host, origin, token;
    bool get = hc_str_is(q->method, "GET") || hc_str_is(q->method, "HEAD"), post = hc_str_is(q->method, "POST");
    if (hc_httpd_find(q, "Host", &host) != 1 || !is_here(g, host))
        return HC_WEB_BAD_HOST;
    size_t n = hc_httpd_find(q, "Origin", &origin);
    if (n > 1 || (n == 1 && !origin_is_here(g, origin)) || (post && n == 0))
        return HC_WEB_BAD_ORIGIN;
    if (q->over)
        return HC_WEB_OVER;
    if (!get && !post)
        return HC_WEB_BAD_METHOD;
    bool brings = get && t->page == HC_PAGE_INDEX && hc_web_param(t, "t", &token);
    if (has_cookie(g, q))
        return brings ? HC_WEB_FORGET : HC_WEB_PASS;
    if (!brings)
        return HC_WEB_NO_COOKIE;
    /* Looking at an address without fetching it must not use the token up. */
    if (!hc_str_is(q->method, "GET"))
        return HC_WEB_NO_COOKIE;
    return take_token(g, token) ? HC_WEB_LOGIN : HC_WEB_USED_TOKEN;
}
