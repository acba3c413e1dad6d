// SPDX-License-Identifier: Apache-2.0
#include "syntax/json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/utf8.h"

void hc_jw_init(hc_jw *w, hc_buf *out)
{
    *w = (hc_jw){.b = out};
    w->first[0] = true;
}

/* Comma and bookkeeping in front of a value. */
static void before_value(hc_jw *w)
{
    if (w->is_obj[w->depth]) {
        HC_ASSERT(w->after_key);
        w->after_key = false;
        return;
    }
    if (!w->first[w->depth]) {
        HC_ASSERT(w->depth > 0); /* a document is one value */
        hc_buf_ch(w->b, ',');
    }
    w->first[w->depth] = false;
}

static void open_level(hc_jw *w, bool is_obj)
{
    before_value(w);
    HC_ASSERT(w->depth < HC_JSON_DEPTH_MAX);
    w->depth++;
    w->first[w->depth] = true;
    w->is_obj[w->depth] = is_obj;
    hc_buf_ch(w->b, is_obj ? '{' : '[');
}

void hc_jw_obj(hc_jw *w)
{
    open_level(w, true);
}

void hc_jw_arr(hc_jw *w)
{
    open_level(w, false);
}

void hc_jw_end(hc_jw *w)
{
    HC_ASSERT(w->depth > 0 && !w->after_key);
    hc_buf_ch(w->b, w->is_obj[w->depth] ? '}' : ']');
    w->depth--;
}

static void put_escape(hc_buf *b, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
    const char *hit = c ? strchr(from, c) : NULL;
    if (hit) {
        char text[2] = {'\\', to[hit - from]};
        hc_buf_add(b, text, sizeof text);
        return;
    }
    char text[6] = {'\\', 'u', c < 0x80 ? '0' : 'd', c < 0x80 ? '0' : 'c', hex[c >> 4], hex[c & 15]};
    hc_buf_add(b, text, sizeof text);
}

static void put_string(hc_buf *b, hc_str s)
{
    hc_buf_ch(b, '"');
    size_t run = 0, at = 0; /* [run, at) is plain and not yet written */
    while (at < s.n) {
        unsigned char c = (unsigned char)s.p[at];
        if (c < 0x80 && c >= 0x20 && c != '"' && c != '\\') {
            at++;
            continue;
        }
        size_t len = c < 0x80 ? 0 : hc_utf8_len_at(s, at);
        if (len) {
            at += len;
            continue;
        }
        hc_buf_add(b, s.p + run, at - run);
        put_escape(b, c);
        run = ++at;
    }
    if (at > run)
        hc_buf_add(b, s.p + run, at - run);
    hc_buf_ch(b, '"');
}

void hc_jw_key_s(hc_jw *w, hc_str key)
{
    HC_ASSERT(w->is_obj[w->depth] && !w->after_key);
    if (!w->first[w->depth])
        hc_buf_ch(w->b, ',');
    w->first[w->depth] = false;
    put_string(w->b, key);
    hc_buf_ch(w->b, ':');
    w->after_key = true;
}

void hc_jw_key(hc_jw *w, const char *key)
{
    hc_jw_key_s(w, hc_str_c(key));
}

void hc_jw_str(hc_jw *w, hc_str s)
{
    before_value(w);
    put_string(w->b, s);
}

void hc_jw_c(hc_jw *w, const char *c)
{
    hc_jw_str(w, hc_str_c(c));
}

void hc_jw_i64(hc_jw *w, int64_t v)
{
    before_value(w);
    hc_buf_i64(w->b, v);
}

void hc_jw_f64(hc_jw *w, double v)
{
    if (!isfinite(v)) {
        hc_jw_null(w);
        return;
    }
    before_value(w);
    char text[32];
    hc_format_f64(v, text);
    hc_buf_c(w->b, text);
}

void hc_jw_bool(hc_jw *w, bool v)
{
    before_value(w);
    hc_buf_c(w->b, v ? "true" : "false");
}

void hc_jw_null(hc_jw *w)
{
    before_value(w);
    hc_buf_c(w->b, "null");
}

void hc_jw_strs(hc_jw *w, const hc_str *v, size_t n)
{
    hc_jw_arr(w);
    for (size_t i = 0; i < n; i++)
        hc_jw_str(w, v[i]);
    hc_jw_end(w);
}

void hc_jw_raw(hc_jw *w, hc_str json)
{
    before_value(w);
    hc_buf_str(w->b, json);
}

void hc_jw_kstr(hc_jw *w, const char *key, hc_str v)
{
    hc_jw_key(w, key);
    hc_jw_str(w, v);
}

void hc_jw_kc(hc_jw *w, const char *key, const char *v)
{
    hc_jw_key(w, key);
    hc_jw_c(w, v);
}

void hc_jw_ki64(hc_jw *w, const char *key, int64_t v)
{
    hc_jw_key(w, key);
    hc_jw_i64(w, v);
}

void hc_jw_kf64(hc_jw *w, const char *key, double v)
{
    hc_jw_key(w, key);
    hc_jw_f64(w, v);
}

void hc_jw_kbool(hc_jw *w, const char *key, bool v)
{
    hc_jw_key(w, key);
    hc_jw_bool(w, v);
}

typedef struct sorted_key {
    hc_str key;
    size_t index;
} sorted_key;

static int by_key(const void *x, const void *y)
{
    return hc_str_cmp(((const sorted_key *)x)->key, ((const sorted_key *)y)->key);
}

static void write_tree(const hc_json *v, hc_jw *w, bool canonical);

static void write_object(const hc_json *v, hc_jw *w, bool canonical)
{
    sorted_key *order = hc_xcalloc(v->n + 1, sizeof *order);
    for (size_t i = 0; i < v->n; i++)
        order[i] = (sorted_key){v->keys[i], i};
    if (canonical)
        qsort(order, v->n, sizeof *order, by_key);
    hc_jw_obj(w);
    for (size_t i = 0; i < v->n; i++) {
        hc_jw_key_s(w, order[i].key);
        write_tree(v->items[order[i].index], w, canonical);
    }
    hc_jw_end(w);
    free(order);
}

static void write_number(const hc_json *v, hc_jw *w, bool canonical)
{
    char text[32];
    hc_str number = v->text;
    if (number.n == 0) { /* a node made by hand */
        if (v->type == HC_JSON_INT)
            snprintf(text, sizeof text, "%" PRId64, v->i);
        else
            hc_format_f64(v->d, text);
        number = hc_str_c(text);
    }
    if (v->type == HC_JSON_REAL && canonical)
        hc_jw_str(w, number);
    else if (v->type == HC_JSON_REAL && number.p[number.n - 1] > '9') /* NaN and Infinity */
        hc_jw_null(w);
    else
        hc_jw_raw(w, number);
}

/* Depth is bounded by the readers and checked by the writer. */
static void write_tree(const hc_json *v, hc_jw *w, bool canonical)
{
    switch (v->type) {
    case HC_JSON_NULL:
        hc_jw_null(w);
        break;
    case HC_JSON_BOOL:
        hc_jw_bool(w, v->b);
        break;
    case HC_JSON_INT:
    case HC_JSON_REAL:
        write_number(v, w, canonical);
        break;
    case HC_JSON_STR:
        hc_jw_str(w, v->text);
        break;
    case HC_JSON_ARR:
        hc_jw_arr(w);
        for (size_t i = 0; i < v->n; i++)
            write_tree(v->items[i], w, canonical);
        hc_jw_end(w);
        break;
    case HC_JSON_OBJ:
        write_object(v, w, canonical);
        break;
    }
}

void hc_json_write(const hc_json *v, hc_jw *w)
{
    write_tree(v, w, false);
}

void hc_json_canonical(const hc_json *v, hc_buf *out)
{
    hc_jw w;
    hc_jw_init(&w, out);
    write_tree(v, &w, true);
}

static void new_line(hc_buf *out, size_t depth)
{
    hc_buf_ch(out, '\n');
    for (size_t i = 0; i < depth; i++)
        hc_buf_c(out, "  ");
}

/* The token at `at`: a string with its quotes, or one byte. */
static size_t token_len(hc_str s, size_t at)
{
    size_t end = at + 1;
    if (s.p[at] != '"')
        return 1;
    while (end < s.n && s.p[end] != '"')
        end += s.p[end] == '\\' && end + 1 < s.n ? 2 : 1;
    return (end < s.n ? end + 1 : s.n) - at;
}

hc_str hc_json_pretty(hc_arena *a, hc_str json)
{
    HC_AUTO(hc_buf) out;
    hc_buf_init(&out, SIZE_MAX);
    size_t depth = 0, len;
    char last = '\0';
    for (size_t at = 0; at < json.n; at += len) {
        char c = json.p[at];
        len = token_len(json, at);
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
            continue;
        bool closes = c == '}' || c == ']', empty = closes && (last == '{' || last == '[');
        if (closes && depth)
            depth--;
        if (closes ? !empty : last == '{' || last == '[' || last == ',')
            new_line(&out, depth);
        hc_buf_add(&out, json.p + at, len);
        if (c == ':')
            hc_buf_ch(&out, ' ');
        if (c == '{' || c == '[')
            depth++;
        last = c;
    }
    return hc_str_dup(a, hc_buf_view(&out));
}
