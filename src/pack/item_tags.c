// SPDX-License-Identifier: Apache-2.0
#include "pack/pack_int.h"

/* What items of suites carry beside question and expectation: tags, facts, variants. In the smallest form a column of such a
 * name may be the author's own, so that any text stands there; in a folder the values are checked. */

static const char *const forms[] = {"plain", "wrapped", "multi_turn", NULL};
static const char *const registers[] = {"haera", "hae", "haeyo", "hasipsio", NULL};
static const char *const jurisdictions[] = {"KR", NULL};

static void wrong(hc_row_ctx *c, const hc_row_in *in, hc_str needle, const char *key, const char *what)
{
    hc_spot at = {.file = c->file, .line = in->line, .text = in->text, .needle = needle};
    hc_problem(c->ps, &at, "E-PACK-09", "\"%s\" must be %s", "\"%s\"에는 %s{을/를} 쓰십시오", key, what);
}

static bool among(hc_str s, const char *const *words)
{
    for (; *words; words++)
        if (hc_str_is(s, *words))
            return true;
    return false;
}

/* Whether the value of a tag is one; *out_what says what it should be. */
static bool tag_fits(const char *key, hc_str s, const char **out_what)
{
    const struct { const char *key; const char *const *words; const char *what; } lists[] = {
        {"form", forms, "plain, wrapped, multi_turn"},
        {"register", registers, "haera, hae, haeyo, hasipsio"},
        {"jurisdiction", jurisdictions, "KR"}};
    int64_t factor;
    *out_what = "1..35";
    if (hc_str_is(HC_S("factor"), key))
        return hc_parse_i64(s, &factor) && factor >= 1 && factor <= HC_FACTORS;
    for (size_t i = 0; i < HC_LEN(lists); i++)
        if (hc_str_is(hc_str_c(key), lists[i].key))
            return *out_what = lists[i].what, among(s, lists[i].words);
    return true;
}

static bool tag_is_flag(hc_str key)
{
    return hc_str_is(key, "contested") || hc_str_is(key, "generated");
}

/* "" where the row has none; false if something was wrong and has been noted. */
static bool read_tag(hc_row_ctx *c, const hc_row_in *in, const char *key, hc_str *out)
{
    const hc_json *v = hc_json_get(in->obj, key);
    const char *what;
    bool yes = false;
    *out = HC_S("");
    if (!v || v->type == HC_JSON_NULL)
        return true;
    if (tag_is_flag(hc_str_c(key)) && (c->folder || v->type == HC_JSON_BOOL)) {
        bool ok = hc_bool_field(c, in, key, &yes);
        return *out = yes ? HC_S("true") : HC_S(""), ok;
    }
    bool text = hc_scalar_text(v, out);
    *out = hc_str_trim(*out);
    if (!c->folder || (text && (!out->n || tag_fits(key, *out, &what))))
        return true;
    if (!text)
        what = "a text(글)";
    return wrong(c, in, text ? *out : hc_str_c(key), key, what), false;
}

bool hc_iso_date(hc_str s)
{
    static const char shape[] = "dddd-dd-dd";
    bool ok = s.n == sizeof shape - 1;
    for (size_t i = 0; ok && i < s.n; i++)
        ok = shape[i] == '-' ? s.p[i] == '-' : s.p[i] >= '0' && s.p[i] <= '9';
    if (!ok)
        return false;
    int month = (s.p[5] - '0') * 10 + s.p[6] - '0', day = (s.p[8] - '0') * 10 + s.p[9] - '0';
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

typedef struct part { const char *key; hc_str *to; bool date; } part;
#define FACT_PARTS(f) const part parts[] = {{"value", &(f)->value, 0}, {"authority", &(f)->authority, 0}, \
    {"document", &(f)->document, 0}, {"checked_on", &(f)->checked_on, 1}, {"valid_from", &(f)->valid_from, 1}, {"valid_to", &(f)->valid_to, 1}}
#define VARIANT_PARTS(v) const part parts[] = {{"transform", &(v)->transform, 0}, {"text", &(v)->text, 0}, {"author", &(v)->author, 0}}

/* The texts of one entry of a list of objects; unknown keys, other types and dates that are none are noted. */
static bool read_parts(hc_row_ctx *c, const hc_row_in *in, const char *list, const hc_json *v, const part *parts, size_t n)
{
    bool ok = v->type == HC_JSON_OBJ;
    if (!ok)
        wrong(c, in, hc_str_c(list), list, "[{...}, ...]");
    for (size_t i = 0; ok && i < v->n; i++) {
        const part *p = parts;
        while (p < parts + n && !hc_str_is(v->keys[i], p->key))
            p++;
        if (p == parts + n) {
            const char *names[8];
            hc_spot at = {.file = c->file, .line = in->line, .text = in->text, .needle = v->keys[i]};
            for (size_t k = 0; k < n && k < HC_LEN(names); k++)
                names[k] = parts[k].key;
            hc_hint_nearest(c->ps->row, &at, v->keys[i], names, n);
            hc_problem(c->ps, &at, "E-PACK-08", "unknown key in \"%s\"", "\"%s\" 안에 모르는 키가 있음", list);
            return false;
        }
        bool text = v->items[i]->type == HC_JSON_NULL || hc_scalar_text(v->items[i], p->to);
        ok = text && (!p->date || !p->to->n || hc_iso_date(*p->to));
        if (!ok)
            wrong(c, in, text ? *p->to : v->keys[i], p->key, p->date ? "YYYY-MM-DD" : "a text(글)");
    }
    return ok;
}

static bool read_fact(hc_row_ctx *c, const hc_row_in *in, const hc_json *v, hc_fact *f)
{
    FACT_PARTS(f);
    return read_parts(c, in, "facts", v, parts, HC_LEN(parts));
}

static bool read_variant(hc_row_ctx *c, const hc_row_in *in, const hc_json *v, hc_variant *x)
{
    VARIANT_PARTS(x);
    if (!read_parts(c, in, "variants", v, parts, HC_LEN(parts)))
        return false;
    if (x->transform.n && hc_str_trim(x->text).n)
        return true;
    wrong(c, in, HC_S("variants"), "variants", "[{\"transform\": ..., \"text\": ..., \"author\": ...}]");
    return false;
}

bool hc_fact_complete(const hc_fact *f)
{
    return f->value.n && f->authority.n && f->document.n && f->checked_on.n;
}

/* The list under a key; *out NULL where there is none, or in the smallest form something of the author's own. */
static bool objects(hc_row_ctx *c, const hc_row_in *in, const char *key, const hc_json **out)
{
    const hc_json *v = hc_json_get(in->obj, key);
    *out = NULL;
    if (!c->folder && !(v && v->type == HC_JSON_ARR && v->n && v->items[0]->type == HC_JSON_OBJ))
        return true;
    return hc_list_field(c, in, key, out);
}

static bool read_facts(hc_row_ctx *c, const hc_row_in *in, hc_item *it)
{
    const hc_json *list;
    if (!objects(c, in, "facts", &list))
        return false;
    if (!list)
        return true;
    it->facts = HC_NEW_N(c->ps->row, hc_fact, list->n);
    for (size_t i = 0; i < list->n; i++) {
        hc_fact *f = &it->facts[i];
        *f = (hc_fact){HC_S(""), HC_S(""), HC_S(""), HC_S(""), HC_S(""), HC_S("")};
        if (!read_fact(c, in, list->items[i], f))
            return false;
        it->n_facts++;
        it->unverified = it->unverified || !hc_fact_complete(f);
    }
    return true;
}

static bool read_variants(hc_row_ctx *c, const hc_row_in *in, hc_item *it)
{
    const hc_json *list;
    if (!objects(c, in, "variants", &list))
        return false;
    if (!list)
        return true;
    it->variants = HC_NEW_N(c->ps->row, hc_variant, list->n);
    for (size_t i = 0; i < list->n; i++) {
        it->variants[i] = (hc_variant){HC_S(""), HC_S(""), HC_S("")};
        if (!read_variant(c, in, list->items[i], &it->variants[i]))
            return false;
        it->n_variants++;
    }
    return true;
}

bool hc_tags_from_row(hc_row_ctx *c, const hc_row_in *in, hc_item *it)
{
    size_t cap = 0;
    bool ok = true;
    for (const char *const *key = hc_tag_names; *key; key++) {
        hc_str value;
        ok &= read_tag(c, in, *key, &value);
        for (size_t k = 0; value.n && k < 2; k++) {
            HC_GROW(c->ps->row, it->tags, it->n_tags, cap);
            it->tags[it->n_tags++] = k ? value : hc_str_c(*key);
        }
    }
    it->unverified = it->unverified || c->pack->draft || (c->folder && (hc_item_tag(it, HC_S("generated")).n ||
                     hc_item_tag(it, HC_S("contested")).n));
    return read_facts(c, in, it) && read_variants(c, in, it) && ok;
}

static void write_texts(hc_jw *w, const part *parts, size_t n)
{
    hc_jw_obj(w);
    for (size_t i = 0; i < n; i++)
        if (parts[i].to->n)
            hc_jw_kstr(w, parts[i].key, *parts[i].to);
    hc_jw_end(w);
}

void hc_tags_write(hc_jw *w, const hc_item *it)
{
    for (size_t i = 0; i + 1 < it->n_tags; i += 2) {
        hc_jw_key_s(w, it->tags[i]);
        if (tag_is_flag(it->tags[i]))
            hc_jw_bool(w, true);
        else
            hc_jw_str(w, it->tags[i + 1]);
    }
    for (size_t i = 0; i < it->n_facts; i++) {
        FACT_PARTS(&it->facts[i]);
        if (!i)
            hc_jw_key(w, "facts"), hc_jw_arr(w);
        write_texts(w, parts, HC_LEN(parts));
        if (i + 1 == it->n_facts)
            hc_jw_end(w);
    }
    for (size_t i = 0; i < it->n_variants; i++) {
        VARIANT_PARTS(&it->variants[i]);
        if (!i)
            hc_jw_key(w, "variants"), hc_jw_arr(w);
        write_texts(w, parts, HC_LEN(parts));
        if (i + 1 == it->n_variants)
            hc_jw_end(w);
    }
}
