// SPDX-License-Identifier: Apache-2.0
#include "syntax/json.h"

#include <math.h>

#include "syntax/json_int.h"
#include "text/display.h"

static size_t digits(hc_str s, size_t i)
{
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
        i++;
    return i;
}

bool hc_json_is_number(hc_str s)
{
    size_t from = s.n && s.p[0] == '-' ? 1 : 0, i = digits(s, from);
    if (i == from || (i - from > 1 && s.p[from] == '0'))
        return false;
    if (i < s.n && s.p[i] == '.') {
        from = i + 1;
        i = digits(s, from);
        if (i == from)
            return false;
    }
    if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
        from = i + 1;
        if (from < s.n && (s.p[from] == '+' || s.p[from] == '-'))
            from++;
        i = digits(s, from);
        if (i == from)
            return false;
    }
    return i == s.n;
}

void hc_json_set_number(hc_arena *a, hc_json *out, hc_str text)
{
    out->text = hc_str_dup(a, text);
    out->type = HC_JSON_REAL;
    if (hc_parse_i64(text, &out->i)) {
        out->type = HC_JSON_INT;
        out->d = (double)out->i;
    } else if (!hc_parse_f64(text, &out->d)) {
        out->d = NAN;
    }
}

const hc_json *hc_json_get(const hc_json *obj, const char *key)
{
    if (!obj || obj->type != HC_JSON_OBJ)
        return NULL;
    hc_str k = hc_str_c(key);
    for (size_t i = 0; i < obj->n; i++)
        if (hc_str_eq(obj->keys[i], k))
            return obj->items[i];
    return NULL;
}

static const hc_json *step(const hc_json *v, hc_str name)
{
    if (v && v->type == HC_JSON_OBJ) {
        for (size_t i = 0; i < v->n; i++)
            if (hc_str_eq(v->keys[i], name))
                return v->items[i];
        return NULL;
    }
    uint64_t index;
    if (v && v->type == HC_JSON_ARR && hc_parse_u64(name, &index) && index < v->n)
        return v->items[index];
    return NULL;
}

const hc_json *hc_json_path(const hc_json *obj, const char *dotted)
{
    hc_str rest = hc_str_c(dotted), name;
    while (obj && hc_str_cut(&rest, '.', &name))
        obj = step(obj, name);
    return obj;
}

hc_str hc_json_str(const hc_json *obj, const char *key, hc_str dflt)
{
    const hc_json *v = hc_json_get(obj, key);
    return v && v->type == HC_JSON_STR ? v->text : dflt;
}

int64_t hc_json_int(const hc_json *obj, const char *key, int64_t dflt)
{
    const hc_json *v = hc_json_get(obj, key);
    return v && v->type == HC_JSON_INT ? v->i : dflt;
}

double hc_json_num(const hc_json *obj, const char *key, double dflt)
{
    const hc_json *v = hc_json_get(obj, key);
    bool number = v && (v->type == HC_JSON_INT || v->type == HC_JSON_REAL);
    return number && !isnan(v->d) ? v->d : dflt;
}

bool hc_json_bool(const hc_json *obj, const char *key, bool dflt)
{
    const hc_json *v = hc_json_get(obj, key);
    return v && v->type == HC_JSON_BOOL ? v->b : dflt;
}

static hc_code unknown_key(const char *where, hc_str key, const hc_json *at, const char *const *allowed,
                           size_t n, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    const char *near = hc_nearest(key, allowed, n);
    const char *place = at->line ? hc_fmt(a, "%s:%d:%d", where, at->line, at->col).p : where;
    const char *name = hc_cstr(a, hc_display_cut(a, hc_display_safe(a, key, false), 60));
    hc_fail(err, HC_E_INPUT, "E-KEY-01", "%s: unknown key '%s'", "%s: 알 수 없는 키 '%s'", place, name);
    if (near) {
        hc_err_hint(err, "did you mean '%s'?", "혹시 '%s'입니까?", near);
    } else {
        HC_AUTO(hc_buf) list;
        hc_buf_init(&list, 700);
        for (size_t i = 0; i < n; i++)
            hc_buf_fmt(&list, i ? ", %s" : "%s", allowed[i]);
        hc_err_hint(err, "known keys: %.*s", "쓸 수 있는 키: %.*s", HC_FS(hc_buf_view(&list)));
    }
    return HC_E_INPUT;
}

hc_code hc_json_check_keys(const hc_json *obj, const char *where, const char *const *allowed, size_t n,
                           hc_err *err)
{
    for (size_t i = 0; obj && obj->type == HC_JSON_OBJ && i < obj->n; i++) {
        bool known = false;
        for (size_t k = 0; k < n && !known; k++)
            known = hc_str_is(obj->keys[i], allowed[k]);
        if (!known)
            return unknown_key(where, obj->keys[i], obj->items[i], allowed, n, err);
    }
    return HC_OK;
}
