// SPDX-License-Identifier: Apache-2.0
#include "web/payload.h"

#include "score/fields.h"
#include "web/labelled.h"

/* Text columns, in the order of `names`. */
enum { C_ITEM, C_TARGET, C_PACK, C_TRANSFORM, C_STATE, C_VERDICT, C_CLASS, C_DOMAIN, C_INTENT, C_TEXTS };
static const char *const names[C_TEXTS] = {"item", "target", "pack", "transform", "state", "verdict", "class", "domain", "intent"};

typedef struct column { hc_map known; hc_str *dict; size_t n, cap; uint32_t *at; } column;

typedef struct columns {
    hc_recorded *r;
    const hc_rows *rows;
    hc_arena *a;
    column text[C_TEXTS];
    uint32_t *epoch, *severity, *labels;
    int64_t *tokens_out, *ms;      /* of the conversation of the newest redo */
} columns;

static void put(columns *c, int which, size_t row, hc_str value)
{
    column *k = &c->text[which];
    size_t last = row ? k->at[row - 1] : 0;
    if (row && hc_str_eq(k->dict[last], value)) {
        k->at[row] = (uint32_t)last;
        return;
    }
    size_t at = (uintptr_t)hc_map_get(&k->known, value);
    if (!at) {
        HC_GROW(c->a, k->dict, k->n, k->cap);
        k->dict[k->n] = hc_str_dup(c->a, value);
        at = k->n + 1;
        hc_map_put(&k->known, k->dict[k->n++], (void *)at);
    }
    k->at[row] = (uint32_t)at - 1;
}

static void take_row(columns *c, size_t i, const hc_row *row)
{
    size_t class = hc_row_outcome(row, HC_S("class"));
    put(c, C_ITEM, i, row->addr.item);
    put(c, C_TARGET, i, row->addr.target);
    put(c, C_PACK, i, row->addr.pack);
    put(c, C_TRANSFORM, i, row->addr.transform);
    put(c, C_STATE, i, hc_str_c(hc_state_id(row->state)));
    put(c, C_VERDICT, i, row->n_outcomes ? hc_outcome_word(&row->outcomes[0]) : HC_S(""));
    put(c, C_CLASS, i, class < row->n_outcomes ? hc_outcome_word(&row->outcomes[class]) : HC_S(""));
    put(c, C_DOMAIN, i, row->item->domain);
    put(c, C_INTENT, i, row->item->intent);
    c->epoch[i] = row->addr.epoch + 1;
    c->severity[i] = (uint32_t)row->item->severity;
}

static hc_code take_reply(void *ctx, const hc_record *rec, hc_err *err)
{
    columns *c = ctx;
    (void)err;
    size_t at = rec->final && hc_str_is(rec->addr.strand, "0") ? hc_rows_find(c->rows, &rec->addr) : SIZE_MAX;
    if (at == SIZE_MAX || hc_rows_redo(c->rows, at) != rec->addr.redo)
        return HC_OK;
    c->tokens_out[at] += hc_record_num(rec, "tokens_out", 0);
    c->ms[at] += hc_record_num(rec, "latency_us", 0) / 1000;
    return HC_OK;
}

static void u32s(hc_jw *w, const char *key, const uint32_t *v, size_t n)
{
    hc_jw_key(w, key);
    hc_jw_arr(w);
    for (size_t i = 0; i < n; i++)
        hc_jw_i64(w, v[i]);
    hc_jw_end(w);
}

static void i64s(hc_jw *w, const char *key, const int64_t *v, size_t n)
{
    hc_jw_key(w, key);
    hc_jw_arr(w);
    for (size_t i = 0; i < n; i++)
        hc_jw_i64(w, v[i]);
    hc_jw_end(w);
}

/* The names that filters take, so that the page asks with the words of --where. */
static void fields_json(hc_jw *w)
{
    const hc_expr_scope *scope = hc_row_scope();
    hc_jw_key(w, "fields");
    hc_jw_arr(w);
    for (size_t i = 0; i < scope->n_fields; i++) {
        hc_jw_obj(w);
        hc_jw_kc(w, "name", scope->fields[i].name);
        hc_str ko, rest = hc_str_c(scope->fields[i].aliases);
        hc_str_cut(&rest, ' ', &ko);
        hc_jw_kstr(w, "ko", ko.n ? ko : hc_str_c(scope->fields[i].name));
        hc_jw_kc(w, "en", scope->fields[i].name);
        hc_jw_end(w);
    }
    hc_jw_end(w);
}

static void write_json(const columns *c, hc_jw *w)
{
    size_t n = c->rows->n;
    hc_jw_obj(w);
    hc_jw_ki64(w, "n", (int64_t)n);
    hc_jw_key(w, "columns");
    hc_jw_obj(w);
    hc_jw_key(w, "case");
    hc_jw_arr(w);
    for (size_t i = 0; i < n; i++)
        hc_jw_i64(w, (int64_t)i + 1);
    hc_jw_end(w);
    for (size_t t = 0; t < C_TEXTS; t++) {
        hc_jw_key(w, names[t]);
        hc_jw_obj(w);
        hc_jw_key(w, "dict");
        hc_jw_strs(w, c->text[t].dict, c->text[t].n);
        u32s(w, "at", c->text[t].at, n);
        hc_jw_end(w);
    }
    u32s(w, "epoch", c->epoch, n);
    u32s(w, "severity", c->severity, n);
    i64s(w, "tokens_out", c->tokens_out, n);
    i64s(w, "ms", c->ms, n);
    u32s(w, "labels", c->labels, n);
    hc_jw_end(w);
    fields_json(w);
    hc_jw_end(w);
}

hc_code hc_columns_json(hc_recorded *r, const hc_rows *rows, hc_jw *w, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    HC_AUTO(hc_cursor) cursor;
    columns c = {.r = r, .rows = rows, .a = a};
    size_t n = rows->n;
    for (size_t t = 0; t < C_TEXTS; t++) {
        hc_map_init(&c.text[t].known, a);
        c.text[t].at = HC_NEW_N(a, uint32_t, n);
    }
    c.epoch = HC_NEW_N(a, uint32_t, n);
    c.severity = HC_NEW_N(a, uint32_t, n);
    c.labels = HC_NEW_N(a, uint32_t, n);
    c.tokens_out = HC_NEW_N(a, int64_t, n);
    c.ms = HC_NEW_N(a, int64_t, n);
    hc_cursor_init(&cursor, rows);
    for (size_t i = 0; i < n; i++)
        take_row(&c, i, hc_cursor_at(&cursor, i));
    HC_TRY(hc_ledger_each(r->ledger, HC_ENT_REPLY, NULL, take_reply, &c, err));
    HC_TRY(hc_labelled_count(r, rows, c.labels, err));
    write_json(&c, w);
    return HC_OK;
}

static void fits_json(const hc_rows *rows, const hc_expr *e, hc_jw *w)
{
    HC_AUTO(hc_cursor) cursor;
    hc_cursor_init(&cursor, rows);
    hc_jw_obj(w);
    hc_jw_key(w, "cases");
    hc_jw_arr(w);
    for (size_t i = 0; i < rows->n; i++) {
        hc_expr_env env = hc_row_env(hc_cursor_at(&cursor, i));
        if (hc_expr_true(e, &env))
            hc_jw_i64(w, (int64_t)i + 1);
    }
    hc_jw_end(w);
    hc_jw_end(w);
}

hc_code hc_columns_where(hc_recorded *r, const hc_rows *rows, hc_str where, hc_jw *w, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_expr *e;
    hc_recorded again;
    hc_rows answers;
    HC_TRY(hc_expr_parse(a, where, "where", hc_row_scope(), HC_T_BOOL, &e, err));
    if (hc_str_find(where, HC_S("answer")) < 0 && hc_str_find(where, HC_S("답")) < 0) {
        fits_json(rows, e, w);
        return HC_OK;
    }
    /* What was read out of every reply is much; it goes when the filter has been answered. */
    HC_TRY(hc_recorded_open(hc_ledger_path(r->ledger), HC_OPEN_READ, NULL, &again, err));
    hc_code code = hc_recorded_rows(&again, again.sset, true, &answers, err);
    if (code == HC_OK)
        fits_json(&answers, e, w);
    return hc_recorded_close(&again, code, err);
}
