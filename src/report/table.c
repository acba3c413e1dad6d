// SPDX-License-Identifier: Apache-2.0
#include "report/table.h"

#include "base/map.h"
#include "score/fields.h"

typedef struct slice { const hc_row **row; size_t n; } slice;

static hc_line measure(hc_arena *a, const hc_pack *pack, hc_str target, hc_str group, const hc_metric *m, slice s,
                       hc_code *code, hc_err *err)
{
    hc_line line = {.pack = pack, .target = target, .group = group, .metric = m};
    *code = hc_metric_eval(a, m, s.row, s.n, &line.counts, err);
    if (*code == HC_OK)
        line.stat = hc_rate(line.counts.obs, line.counts.n, line.counts.n_clusters, HC_LEVEL, &line.interval);
    return line;
}

typedef struct group { hc_str name; slice rows; size_t cap; } group;

static hc_code split(hc_arena *a, slice all, hc_str by, hc_map *out, hc_err *err)
{
    hc_map_init(out, a);
    for (size_t i = 0; by.n && i < all.n; i++) {
        hc_str name;
        HC_TRY(hc_row_group(a, all.row[i], by, &name, err));
        group *fresh = HC_NEW(a, group);
        fresh->name = name;
        group *g = hc_map_put_new(out, name, fresh);
        HC_GROW(a, g->rows.row, g->rows.n, g->cap);
        g->rows.row[g->rows.n++] = all.row[i];
    }
    return HC_OK;
}

typedef struct maker { hc_arena *a; const hc_table_wish *w; hc_table *t; size_t cap; hc_expr *where; } maker;

static hc_code add_tally(maker *k, const hc_pack *pack, hc_str target, slice rows, bool floor, hc_err *err)
{
    size_t n_metrics;
    const hc_metric *metrics = hc_metrics_of(k->a, pack, &n_metrics);
    hc_map groups;
    hc_code code = HC_OK;
    HC_TRY(split(k->a, rows, floor ? HC_S("") : k->w->by, &groups, err));
    hc_line *lines = HC_NEW_N(k->a, hc_line, n_metrics * (groups.n + 1));
    size_t n = 0;
    for (size_t m = 0; m < n_metrics && code == HC_OK; m++)
        lines[n++] = measure(k->a, pack, target, HC_S(""), &metrics[m], rows, &code, err);
    for (size_t g = 0; g < groups.n; g++)
        for (size_t m = 0; m < n_metrics && code == HC_OK; m++) {
            const group *of = groups.entries[g].value;
            lines[n++] = measure(k->a, pack, target, of->name, &metrics[m], of->rows, &code, err);
        }
    HC_TRY(code);
    hc_tally tally = {.pack = pack, .target = target, .samples = rows.n, .lines = lines, .n_lines = n, .floor = floor};
    for (size_t i = 0; i < n; i++)
        lines[i].floor = floor;
    for (size_t i = 0; i < rows.n; i++) {
        tally.states[rows.row[i]->state]++;
        tally.redone += rows.row[i]->addr.redo > 0;
    }
    HC_GROW(k->a, k->t->tally, k->t->n_tally, k->cap);
    k->t->tally[k->t->n_tally++] = tally;
    return HC_OK;
}

/* Rows of one target on one pack stand together: plan order. */
static hc_code add_rows(maker *k, const hc_pack *pack, const hc_rows *rows, bool floor, hc_err *err)
{
    for (size_t i = 0; i < rows->n;) {
        hc_str target = rows->row[i].addr.target, of = rows->row[i].addr.pack;
        slice s = {HC_NEW_N(k->a, const hc_row *, rows->n - i), 0};
        size_t seen = 0;
        for (; i < rows->n && hc_str_eq(rows->row[i].addr.target, target) && hc_str_eq(rows->row[i].addr.pack, of); i++) {
            hc_row *row = &rows->row[i];
            hc_expr_env env = {.field = hc_row_field, .ctx = row};
            seen++;
            if (hc_expr_true(k->where, &env))
                s.row[s.n++] = row;
        }
        bool wanted = floor || !k->w->only_target.n || hc_str_eq(target, k->w->only_target);
        if (!hc_str_eq(of, pack->name) || !wanted)
            continue;
        if (!floor)
            k->t->filtered += seen - s.n;
        HC_TRY(add_tally(k, pack, target, s, floor, err));
    }
    return HC_OK;
}

static hc_code check_target(const hc_table_wish *w, hc_err *err)
{
    bool found = !w->only_target.n;
    HC_AUTO(hc_buf) names;
    hc_buf_init(&names, 512);
    for (size_t i = 0; i < w->rows.n && !found; i++) {
        hc_str target = w->rows.row[i].addr.target;
        found = hc_str_eq(target, w->only_target);
        if (i == 0 || !hc_str_eq(target, w->rows.row[i - 1].addr.target))
            hc_buf_fmt(&names, " %.*s", HC_FS(target));
    }
    if (found)
        return HC_OK;
    return hc_fail(err, HC_E_NOTFOUND, "E-VIEW-02", "this run has no target \"%.*s\"; it has:%.*s",
                   "이 실행에 평가 대상 \"%.*s\"{이/가} 없음; 있는 것:%.*s", HC_FS(w->only_target), HC_FS(hc_buf_view(&names)));
}

hc_code hc_table_make(hc_arena *a, const hc_table_wish *w, hc_table *out, hc_err *err)
{
    maker k = {.a = a, .w = w, .t = out};
    *out = (hc_table){.by = w->by};
    HC_TRY(check_target(w, err));
    if (w->where.n)
        HC_TRY(hc_expr_parse(a, w->where, "--where", hc_row_scope(), HC_T_BOOL, &k.where, err));
    for (size_t i = 0; i < w->n_packs; i++) {
        HC_TRY(add_rows(&k, w->packs[i], &w->rows, false, err));
        HC_TRY(add_rows(&k, w->packs[i], &w->floors, true, err));
    }
    return HC_OK;
}
