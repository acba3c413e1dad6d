// SPDX-License-Identifier: Apache-2.0
#include "syntax/json.h"

/* Where one walks through the text of an object. */
typedef struct scan { hc_str s; size_t at; } scan;

static bool skip_blanks(scan *c)
{
    while (c->at < c->s.n && (c->s.p[c->at] == ' ' || (c->s.p[c->at] >= '\t' && c->s.p[c->at] <= '\r')))
        c->at++;
    return c->at < c->s.n;
}

static bool skip_text(scan *c)
{
    for (c->at++; c->at < c->s.n; c->at++) {
        if (c->s.p[c->at] == '"')
            return c->at++, true;
        c->at += c->s.p[c->at] == '\\';
    }
    return false;
}

/* One value: to its own end when it is bracketed or a text, else to the comma or bracket that ends it. */
static bool skip_value(scan *c)
{
    size_t depth = 0, from = c->at;
    while (c->at < c->s.n) {
        char ch = c->s.p[c->at];
        if (ch == '"') {
            if (!skip_text(c))
                return false;
        } else {
            if (depth == 0 && (ch == ',' || ch == '}' || ch == ']'))
                return c->at > from;
            depth += ch == '{' || ch == '[';
            depth -= ch == '}' || ch == ']';
            c->at++;
        }
    }
    return false;
}

static bool wanted(hc_str key, const char *const *keys, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (hc_str_is(key, keys[i]))
            return true;
    return false;
}

static bool thin(scan *c, const char *const *keys, size_t n, hc_buf *out)
{
    if (!skip_blanks(c) || c->s.p[c->at++] != '{')
        return false;
    hc_buf_ch(out, '{');
    for (bool first = true; skip_blanks(c) && c->s.p[c->at] != '}';) {
        size_t from = c->at;
        if (c->s.p[c->at] != '"' || !skip_text(c))
            return false;
        hc_str key = hc_str_sub(c->s, from + 1, c->at - 1);
        if (!skip_blanks(c) || c->s.p[c->at++] != ':' || !skip_blanks(c) || !skip_value(c))
            return false;
        if (wanted(key, keys, n)) {
            hc_buf_c(out, first ? "" : ",");
            hc_buf_str(out, hc_str_sub(c->s, from, c->at));
            first = false;
        }
        if (!skip_blanks(c) || (c->s.p[c->at] != '}' && c->s.p[c->at++] != ','))
            return false;
    }
    hc_buf_ch(out, '}');
    bool closed = c->at++ < c->s.n;
    return closed && !skip_blanks(c);
}

bool hc_json_thin(hc_str object, const char *const *keys, size_t n, hc_buf *out)
{
    hc_buf_clear(out);
    return thin(&(scan){object, 0}, keys, n, out);
}
