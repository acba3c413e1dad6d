// SPDX-License-Identifier: Apache-2.0
#include "interop/roster.h"

#include "crypto/hash.h"
#include "text/display.h"
#include "text/utf8.h"

enum { ID_MAX = 200, PROMPT_MAX = 64 << 10, SCORER_ID_MAX = 32 };

hc_roster *hc_roster_new(hc_foreign *f)
{
    hc_roster *r = HC_NEW(f->arena, hc_roster);
    *r = (hc_roster){.f = f};
    hc_map_init(&r->targets, f->arena);
    hc_map_init(&r->items, f->arena);
    hc_map_init(&r->records, f->arena);
    return r;
}

size_t hc_roster_target(hc_roster *r, hc_str model, bool fresh)
{
    hc_foreign *f = r->f;
    hc_str alias = hc_import_alias(f->arena, model), name = alias;
    for (unsigned n = 2; fresh && hc_map_get(&r->targets, name); n++)
        name = hc_fmt(f->arena, "%.*s-%u", HC_FS(alias), n);
    size_t known = (uintptr_t)hc_map_put_new(&r->targets, name, (void *)(f->n_targets + 1));
    if (known <= f->n_targets)
        return known - 1;
    HC_GROW(f->arena, f->targets, f->n_targets, r->cap_targets);
    f->targets[f->n_targets] = name;
    return f->n_targets++;
}

size_t hc_roster_item(hc_roster *r, hc_str id, hc_str key, hc_str row)
{
    hc_foreign *f = r->f;
    size_t known = (uintptr_t)hc_map_get(&r->items, id), n = f->n_items;
    if (known)
        return hc_str_eq(r->keys[known - 1], key) ? known - 1 : SIZE_MAX;
    HC_GROW(f->arena, r->rows, n, r->cap_rows);
    HC_GROW(f->arena, r->keys, n, r->cap_keys);
    r->rows[n] = hc_str_dup(f->arena, row);
    r->keys[n] = hc_str_dup(f->arena, key);
    hc_map_put(&r->items, hc_str_dup(f->arena, id), (void *)(n + 1));
    return f->n_items++;
}

bool hc_roster_record(hc_roster *r, size_t target, size_t item, uint64_t epoch)
{
    hc_str key = hc_fmt(r->f->arena, "%zu %zu %llu", target, item, (unsigned long long)epoch);
    size_t before = r->records.n;
    hc_map_put_new(&r->records, key, r);
    if (r->records.n == before)
        return false;
    if (epoch >= r->f->epochs)
        r->f->epochs = (uint32_t)epoch + 1;
    return true;
}

static bool is_safe(hc_arena *a, hc_str s)
{
    return hc_utf8_valid(s) && hc_str_eq(hc_display_safe(a, s, false), s);
}

/* What cannot be written in a manifest stays a label that nothing counts. */
void hc_roster_said(hc_roster *r, hc_str question, hc_str value)
{
    size_t i = 0;
    while (i < r->n_questions && !hc_str_eq(r->question[i].name, question))
        i++;
    if (i == HC_ROSTER_QUESTIONS_MAX || (i == r->n_questions && !is_safe(r->f->arena, question)))
        return;
    hc_roster_question *q = &r->question[i];
    if (i == r->n_questions) {
        *q = (hc_roster_question){.name = hc_str_dup(r->f->arena, question)};
        r->n_questions++;
    }
    for (size_t k = 0; k < q->n_values; k++)
        if (hc_str_eq(q->values[k], value))
            return;
    q->more = q->more || q->n_values == HC_ROSTER_VALUES_MAX;
    if (!q->more)
        q->values[q->n_values++] = hc_str_dup(r->f->arena, value);
}

hc_str hc_roster_id(hc_arena *a, hc_str id)
{
    bool fits = id.n && id.n <= ID_MAX && hc_str_trim(id).n == id.n && hc_str_eq(hc_display_safe(a, id, false), id);
    hc_digest d = hc_sha256(id);
    char hex[33];
    hc_hex(d.b, 16, hex);
    return fits ? id : hc_fmt(a, "x-%s", hex);
}

hc_str hc_roster_text(hc_arena *a, hc_str s)
{
    hc_str t = hc_utf8_repair(a, s);
    size_t n = PROMPT_MAX;
    if (!hc_str_trim(t).n)
        return HC_S("-");
    if (t.n <= PROMPT_MAX)
        return t;
    while (((unsigned char)t.p[n] & 0xC0) == 0x80)
        n--;
    return hc_fmt(a, "%.*s…", (int)n, t.p);
}

/* ---- the pack ------------------------------------------------------------------------------------------ */

/* "rubric.tone", with its place beside it where a question before it reads the same. */
static hc_str metric_name(hc_arena *a, const hc_roster *r, size_t i)
{
    hc_str name = hc_import_alias(a, r->question[i].name);
    for (size_t k = 0; k < i; k++)
        if (hc_str_eq(hc_import_alias(a, r->question[k].name), name))
            return hc_fmt(a, "%.*s~%zu", HC_FS(name), i + 1);
    return name;
}

static hc_str scorer_id(hc_arena *a, const hc_roster *r, size_t i)
{
    char *name = hc_cstr(a, hc_str_sub(hc_import_alias(a, r->question[i].name), 0, SCORER_ID_MAX - (int)sizeof "source18-"));
    for (char *c = name; *c; c++)
        *c = *c == '.' ? '_' : *c;
    hc_str plain = hc_fmt(a, "source-%s", name);
    for (size_t k = 0; k < i; k++)
        if (hc_str_eq(scorer_id(a, r, k), plain))
            return hc_fmt(a, "source%zu-%s", i + 1, name);
    return plain;
}

/* The word that is counted as good, "" when the values are of another kind. */
static hc_str good_word(const hc_roster_question *q)
{
    static const char *const kinds[][4] = {{"C", "I", "P", "N"}, {"correct", "incorrect", "partial", "unparsed"},
                                           {"true", "false"}, {"yes", "no"}, {"1", "0"}, {"pass", "fail"}};
    for (size_t k = 0; k < HC_LEN(kinds) && !q->more; k++) {
        size_t fit = 0;
        for (size_t i = 0; i < q->n_values; i++)
            for (size_t w = 0; w < HC_LEN(kinds[k]) && kinds[k][w]; w++)
                fit += hc_str_is(q->values[i], kinds[k][w]);
        if (q->n_values && fit == q->n_values)
            return hc_str_c(kinds[k][0]);
    }
    return HC_S("");
}

static void write_metric(hc_jw *w, hc_arena *a, hc_str name, hc_str scorer, hc_str value)
{
    hc_jw_key_s(w, name);
    hc_jw_obj(w);
    hc_jw_kstr(w, "scorer", scorer);
    hc_jw_kstr(w, "of", hc_fmt(a, "verdict:'%.*s'", HC_FS(value)));
    hc_jw_end(w);
}

/* A value that can stand in a metric's name and expression. */
static bool plain(hc_arena *a, hc_str s)
{
    return s.n && s.n <= 40 && is_safe(a, s) && hc_str_find(s, HC_S("'")) < 0 && hc_str_find(s, HC_S("\\")) < 0;
}

static void write_metrics(hc_jw *w, hc_arena *a, const hc_roster *r)
{
    hc_jw_key(w, "metrics");
    hc_jw_obj(w);
    for (size_t i = 0; i < r->n_questions; i++) {
        const hc_roster_question *q = &r->question[i];
        hc_str id = scorer_id(a, r, i), name = metric_name(a, r, i), good = good_word(q);
        if (good.n)
            write_metric(w, a, name, id, good);
        for (size_t k = 0; k < q->n_values && !good.n && !q->more; k++)
            if (plain(a, q->values[k]))
                write_metric(w, a, hc_fmt(a, "%.*s: %.*s", HC_FS(name), HC_FS(q->values[k])), id, q->values[k]);
    }
    hc_jw_end(w);
}

static hc_str manifest(const hc_roster *r)
{
    hc_arena *a = r->f->arena;
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_kstr(&w, "name", r->f->name);
    hc_jw_kc(&w, "choice_prompt", "none");
    hc_jw_key(&w, "scorers");
    hc_jw_arr(&w);
    for (size_t i = 0; i < r->n_questions; i++) {
        hc_jw_obj(&w);
        hc_jw_kstr(&w, "id", scorer_id(a, r, i));
        hc_jw_kc(&w, "kind", "label");
        hc_jw_kstr(&w, "question", r->question[i].name);
        hc_jw_end(&w);
    }
    hc_jw_end(&w);
    write_metrics(&w, a, r);
    hc_jw_end(&w);
    return hc_str_dup(a, hc_buf_view(&b));
}

void hc_roster_finish(hc_roster *r, hc_str name)
{
    hc_foreign *f = r->f;
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    f->name = hc_import_alias(f->arena, name);
    if (f->name.p[0] == '.' || f->name.p[0] == '-')
        f->name = hc_fmt(f->arena, "x%.*s", HC_FS(f->name));
    for (size_t i = 0; i < f->n_items; i++) {
        hc_buf_str(&b, r->rows[i]);
        hc_buf_ch(&b, '\n');
    }
    f->items = hc_str_dup(f->arena, hc_buf_view(&b));
    f->manifest = manifest(r);
}
