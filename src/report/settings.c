// SPDX-License-Identifier: Apache-2.0
#include "report/settings.h"

#include "base/map.h"
#include "crypto/hash.h"
#include "report/masking.h"
#include "syntax/json.h"
#include "text/display.h"

enum { LINE_COLS = 90, DAY = 10 };

typedef struct settings { hc_arena *a; hc_map known; hc_setting *v; size_t n, cap, side; hc_setting_of part; } settings;

const char *hc_setting_id(hc_setting_of p)
{
    static const char *const ids[] = {"target", "plan", "pack", "scorer"};
    return ids[p];
}

const char *hc_setting_part(hc_setting_of p, bool ko)
{
    static const char *const words[] = {"평가 대상", "평가 계획서", "팩", "채점"};
    return ko ? words[p] : hc_setting_id(p);
}

/* One line, masked; a long one ends in what tells it from others that begin alike. */
static hc_str one_line(hc_arena *a, hc_str text)
{
    char hex[HC_SHA256_HEX];
    hc_str shown = hc_mask_text((hc_mask){a, false}, text), safe = hc_display_safe(a, shown, false);
    if (hc_display_width(safe) <= LINE_COLS && hc_str_find(shown, HC_S("\n")) < 0)
        return shown;
    hc_digest d = hc_sha256(text);
    hc_hex(d.b, sizeof d.b, hex);
    return hc_fmt(a, "%.*s (sha256 %.12s)", HC_FS(hc_display_cut(a, safe, LINE_COLS)), hex);
}

static void set(settings *s, hc_str name, hc_str value)
{
    hc_str key = hc_fmt(s->a, "%s %.*s", hc_setting_id(s->part), HC_FS(name));
    uintptr_t at = (uintptr_t)hc_map_get(&s->known, key);
    if (!at) {
        HC_GROW(s->a, s->v, s->n, s->cap);
        s->v[s->n++] = (hc_setting){.part = s->part, .name = name};
        at = s->n;
        hc_map_put(&s->known, key, (void *)at);
    }
    *(s->side ? &s->v[at - 1].second : &s->v[at - 1].first) = value;
}

static hc_str scalar(const hc_json *v)
{
    return v->type == HC_JSON_BOOL ? hc_str_c(v->b ? "yes" : "no") : v->type == HC_JSON_NULL ? HC_S("") : v->text;
}

/* What an element of a list is called, else its place from 1. */
static hc_str name_of(hc_arena *a, const hc_json *v, size_t i)
{
    static const char *const names[] = {"id", "name", "alias", "metric", "rater"};
    for (size_t k = 0; k < HC_LEN(names); k++)
        if (hc_json_str(v, names[k], HC_S("")).n)
            return hc_json_str(v, names[k], HC_S(""));
    return hc_fmt(a, "%zu", i + 1);
}

static bool skipped(hc_str key, const char *const *skip)
{
    for (; skip && *skip; skip++)
        if (hc_str_is(key, *skip))
            return true;
    return false;
}

static void flatten(settings *s, hc_str at, const hc_json *v, const char *const *skip)
{
    const char *dot = at.n ? "." : "";
    if (v->type == HC_JSON_OBJ) {
        for (size_t i = 0; i < v->n; i++)
            if (!skipped(v->keys[i], skip))
                flatten(s, hc_fmt(s->a, "%.*s%s%.*s", HC_FS(at), dot, HC_FS(v->keys[i])), v->items[i], NULL);
        return;
    }
    if (v->type != HC_JSON_ARR) {
        set(s, at, scalar(v));
        return;
    }
    hc_str list = HC_S("");
    for (size_t i = 0; i < v->n; i++)
        if (v->items[i]->type == HC_JSON_OBJ || v->items[i]->type == HC_JSON_ARR)
            flatten(s, hc_fmt(s->a, "%.*s%s%.*s", HC_FS(at), dot, HC_FS(name_of(s->a, v->items[i], i))), v->items[i],
                    (const char *const[]){"id", "name", "alias", NULL});
        else
            list = hc_fmt(s->a, "%.*s%s%.*s", HC_FS(list), list.n ? ", " : "", HC_FS(scalar(v->items[i])));
    if (list.n)
        set(s, at, list);
}

static const hc_json *element(const hc_json *list, const char *key, hc_str value)
{
    for (size_t i = 0; list && list->type == HC_JSON_ARR && i < list->n; i++)
        if (hc_str_eq(hc_json_str(list->items[i], key, HC_S("")), value))
            return list->items[i];
    return NULL;
}

static void add_target(settings *s, const hc_json *plan, const hc_json *endpoint, hc_str alias)
{
    const hc_json *target = element(hc_json_get(plan, "targets"), "alias", alias), *body = hc_json_get(endpoint, "body");
    s->part = HC_SET_TARGET;
    if (hc_json_str(endpoint, "model", HC_S("")).n)
        set(s, HC_S("model"), hc_json_str(endpoint, "model", HC_S("")));
    if (target)
        flatten(s, HC_S(""), target, (const char *const[]){"alias", NULL});
    if (body)
        flatten(s, HC_S("body"), body, NULL);
}

static void add_pack(settings *s, const hc_json *plan, const hc_pack *p, const hc_block *b)
{
    char hex[HC_SHA256_HEX];
    const hc_json *entry = element(hc_json_get(plan, "packs"), "name", p->name);
    s->part = HC_SET_PACK;
    hc_hex(p->digest.b, sizeof p->digest.b, hex);
    set(s, HC_S("name"), p->name);
    set(s, HC_S("version"), p->version);
    set(s, HC_S("digest"), hc_fmt(s->a, "%.12s", hex));
    hc_str which = (hc_str){(const char *)b->ordinals, b->n_items * sizeof *b->ordinals};
    hc_digest d = hc_sha256(which);
    hc_hex(d.b, sizeof d.b, hex);
    set(s, HC_S("items"), b->n_items == p->n_items ? hc_fmt(s->a, "%zu", b->n_items)
                                                   : hc_fmt(s->a, "%zu / %zu (sha256 %.12s)", b->n_items, p->n_items, hex));
    if (hc_json_get(entry, "transforms"))
        flatten(s, HC_S("transforms"), hc_json_get(entry, "transforms"), NULL);
}

static hc_code parse(hc_arena *a, hc_str text, const char *what, const hc_json **out, hc_err *err)
{
    hc_json *j = NULL;
    if (text.n)
        HC_TRY(hc_json_parse(a, text, what, &j, err));
    *out = j;
    return HC_OK;
}

static hc_code add_side(settings *s, const hc_side *side, const hc_pack *pack, const hc_block *block, hc_err *err)
{
    static const char *const apart[] = {"as_of", "packs", "rules", "salt", "targets", "v", NULL}, *const version[] = {"v", NULL};
    const hc_json *plan, *endpoints, *graded;
    HC_TRY(parse(s->a, side->plan, "plan", &plan, err));
    HC_TRY(parse(s->a, side->endpoints, "key file", &endpoints, err));
    HC_TRY(parse(s->a, side->set, "score set", &graded, err));
    add_target(s, plan, hc_json_get(endpoints, hc_cstr(s->a, side->target)), side->target);
    s->part = HC_SET_PLAN;
    set(s, HC_S("transform"), side->transform);
    flatten(s, HC_S(""), plan, apart);
    if (hc_json_get(plan, "rules"))
        flatten(s, HC_S("rules"), hc_json_get(plan, "rules"), NULL);
    set(s, HC_S("as_of"), hc_str_sub(hc_json_str(plan, "as_of", HC_S("")), 0, DAY));
    add_pack(s, plan, pack, block);
    s->part = HC_SET_SCORER;
    if (graded)
        flatten(s, HC_S(""), graded, version);
    return HC_OK;
}

hc_code hc_settings_differ(hc_arena *a, const hc_side side[2], const hc_counterparts *on, hc_setting **out, size_t *out_n, hc_err *err)
{
    settings s = {.a = a};
    *out_n = 0;
    hc_map_init(&s.known, a);
    for (s.side = 0; s.side < 2; s.side++)
        HC_TRY(add_side(&s, &side[s.side], on->pack[s.side], on->block[s.side], err));
    *out = HC_NEW_N(a, hc_setting, s.n + 1);
    for (size_t part = 0; part <= HC_SET_SCORER; part++)
        for (size_t i = 0; i < s.n; i++)
            if (s.v[i].part == part && !hc_str_eq(s.v[i].first, s.v[i].second))
                (*out)[(*out_n)++] = (hc_setting){s.v[i].part, s.v[i].name, one_line(a, s.v[i].first), one_line(a, s.v[i].second)};
    return HC_OK;
}
