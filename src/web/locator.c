// SPDX-License-Identifier: Apache-2.0
#include "web/locator.h"

#include "text/utf8.h"

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool decode(hc_arena *a, hc_str s, hc_str *out)
{
    char *p = hc_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '%') {
            p[n++] = s.p[i];
            continue;
        }
        int high = i + 2 < s.n ? hex_digit(s.p[i + 1]) : -1, low = high >= 0 ? hex_digit(s.p[i + 2]) : -1;
        if (low < 0)
            return false;
        p[n++] = (char)(high * 16 + low);
        i += 2;
    }
    *out = (hc_str){p, n};
    return !memchr(p, '\0', n) && hc_utf8_valid(*out);
}

static bool read_query(hc_arena *a, hc_str query, hc_web_target *t)
{
    hc_str pair, name;
    while (hc_str_cut(&query, '&', &pair)) {
        if (!pair.n)
            continue;
        if (t->n_params == HC_WEB_PARAMS)
            return false;
        hc_web_param_value *v = &t->param[t->n_params++];
        hc_str_cut(&pair, '=', &name);
        if (!decode(a, name, &v->name) || !decode(a, pair.p ? pair : HC_S(""), &v->value))
            return false;
    }
    return true;
}

enum { PARTS = 8 };

/* Counted from 1. */
static bool ordinal(hc_str s, uint64_t *out)
{
    return hc_parse_u64(s, out) && *out;
}

/* c/N, c/N/m/K */
static hc_web_page below_case(const hc_str *part, size_t n, hc_web_target *t)
{
    if (!ordinal(part[0], &t->number))
        return HC_PAGE_NONE;
    if (n == 1)
        return HC_API_CASE;
    return n == 3 && hc_str_is(part[1], "m") && ordinal(part[2], &t->call) ? HC_API_MESSAGE : HC_PAGE_NONE;
}

/* call/N.K/request */
static hc_web_page below_call(const hc_str *part, size_t n, hc_web_target *t)
{
    hc_str number, call = part[0];
    hc_str_cut(&call, '.', &number);
    if (n != 2 || !call.p || !ordinal(number, &t->number) || !ordinal(call, &t->call))
        return HC_PAGE_NONE;
    return hc_str_is(part[1], "request") ? HC_API_REQUEST : hc_str_is(part[1], "response") ? HC_API_RESPONSE : HC_PAGE_NONE;
}

static hc_web_page below_run(const hc_str *part, size_t n, hc_web_target *t)
{
    static const struct { const char *name; hc_web_page page; } one[] = {
        {"samples", HC_API_SAMPLES}, {"events", HC_API_EVENTS}, {"labels", HC_API_LABELS}, {"agree", HC_API_AGREE}};
    t->name = part[2];
    if (n == 3)
        return HC_API_RUN;
    for (size_t i = 0; i < HC_LEN(one) && n == 4; i++)
        if (hc_str_is(part[3], one[i].name))
            return one[i].page;
    if (n > 4 && hc_str_is(part[3], "c"))
        return below_case(part + 4, n - 4, t);
    return n > 4 && hc_str_is(part[3], "call") ? below_call(part + 4, n - 4, t) : HC_PAGE_NONE;
}

static hc_web_page api(const hc_str *part, size_t n, hc_web_target *t)
{
    static const struct { const char *name; hc_web_page page; } one[] = {
        {"runs", HC_API_RUNS}, {"search", HC_API_SEARCH}, {"compare", HC_API_COMPARE}, {"why", HC_API_WHY}, {"packs", HC_API_PACKS}};
    for (size_t i = 0; i < HC_LEN(one) && n == 2; i++)
        if (hc_str_is(part[1], one[i].name))
            return one[i].page;
    if (n == 3 && hc_str_is(part[1], "p") && part[2].n) {
        t->name = part[2];
        return HC_API_PACK;
    }
    return n >= 3 && hc_str_is(part[1], "r") && part[2].n ? below_run(part, n, t) : HC_PAGE_NONE;
}

bool hc_web_target_read(hc_arena *a, hc_str raw, hc_web_target *out)
{
    hc_str rest = raw, path, piece, part[PARTS];
    size_t n = 0;
    *out = (hc_web_target){.page = HC_PAGE_NONE, .path = HC_S(""), .name = HC_S("")};
    if (!raw.n || raw.n > HC_WEB_TARGET_MAX || raw.p[0] != '/')
        return false;
    hc_str_cut(&rest, '?', &path);
    if (!decode(a, path, &out->path) || (rest.p && !read_query(a, rest, out)))
        return false;
    path = hc_str_sub(path, 1, path.n);
    while (n < PARTS && hc_str_cut(&path, '/', &piece))
        if (!decode(a, piece, &part[n++]))
            return false;
    if (path.p || !n)
        return true;
    if (hc_str_is(part[0], "api")) {
        out->page = api(part, n, out);
    } else if (hc_str_is(part[0], "assets")) {
        out->page = n == 2 ? HC_PAGE_ASSET : HC_PAGE_NONE;
        out->name = n == 2 ? part[1] : HC_S("");
    } else {
        out->page = HC_PAGE_INDEX;
    }
    return true;
}

bool hc_web_param(const hc_web_target *t, const char *name, hc_str *out)
{
    for (size_t i = 0; i < t->n_params; i++)
        if (hc_str_is(t->param[i].name, name)) {
            *out = t->param[i].value;
            return true;
        }
    return false;
}

hc_str hc_web_without_token(hc_arena *a, hc_str raw)
{
    hc_str rest = raw, path, pair, out;
    hc_str_cut(&rest, '?', &path);
    /* "//host" and "/\\host" would be another place. */
    size_t slashes = 0;
    while (slashes < path.n && (path.p[slashes] == '/' || path.p[slashes] == '\\'))
        slashes++;
    out = hc_fmt(a, "/%.*s", HC_FS(hc_str_sub(path, slashes, path.n)));
    char sep = '?';
    while (rest.p && hc_str_cut(&rest, '&', &pair)) {
        if (!pair.n || hc_str_is(pair, "t") || hc_str_starts(pair, HC_S("t=")))
            continue;
        out = hc_fmt(a, "%.*s%c%.*s", HC_FS(out), sep, HC_FS(pair));
        sep = '&';
    }
    return out;
}
