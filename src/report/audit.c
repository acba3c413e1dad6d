// SPDX-License-Identifier: Apache-2.0
#include "report/audit.h"

#include <math.h>

#include "report/grid.h"
#include "text/display.h"

enum { SHOWN = 20, TABLES_MAX = 3, TARGET_COLS = 32 };

hc_audit_counts hc_audit_count(const hc_audit *a)
{
    hc_audit_counts c = {0};
    for (size_t i = 0; i < a->n_claims; i++) {
        c.equal += a->claim[i].equal;
        c.different += a->claim[i].found && !a->claim[i].equal;
        c.no_records += !a->claim[i].found;
    }
    return c;
}

/* ---- JSON ------------------------------------------------------------------------------------------------- */

static void claim_json(hc_jw *w, const hc_claim *c)
{
    hc_jw_obj(w);
    hc_jw_kstr(w, "file", c->file);
    hc_jw_ki64(w, "line", (int64_t)c->line);
    hc_jw_kstr(w, "where", c->where);
    hc_jw_kstr(w, "target", c->target);
    hc_jw_kstr(w, "group", c->group);
    hc_jw_kstr(w, "metric", c->metric);
    hc_jw_kstr(w, "what", c->what);
    hc_jw_kstr(w, "published", c->text);
    hc_jw_kf64(w, "ours", c->found ? c->ours : (double)NAN);
    hc_jw_kc(w, "finding", c->equal ? "equal" : c->found ? "different" : "no_records");
    hc_jw_end(w);
}

static void hidden_json(hc_jw *w, const hc_hidden *h)
{
    const hc_line *l = h->line;
    bool have = hc_stat_has_number(l->stat);
    hc_jw_obj(w);
    hc_jw_kstr(w, "id", h->id);
    hc_jw_kstr(w, "target", l->target);
    hc_jw_kstr(w, "metric", l->metric->name);
    hc_jw_ki64(w, "k", (int64_t)l->counts.k);
    hc_jw_ki64(w, "n", (int64_t)l->counts.n);
    hc_jw_kf64(w, "value", hc_line_known(l) ? l->interval.point : (double)NAN);
    hc_jw_kf64(w, "low", have ? l->interval.low : (double)NAN);
    hc_jw_kf64(w, "high", have ? l->interval.high : (double)NAN);
    hc_jw_kstr(w, "en", h->title_en);
    hc_jw_kstr(w, "ko", h->title_ko);
    hc_jw_end(w);
}

static void audit_json(const hc_audit *a, hc_jw *w)
{
    hc_audit_counts n = hc_audit_count(a);
    hc_jw_obj(w);
    hc_jw_kstr(w, "name", a->name);
    hc_jw_kstr(w, "run", a->run);
    hc_jw_ki64(w, "rows", (int64_t)a->rows);
    hc_jw_ki64(w, "records", (int64_t)a->records);
    hc_jw_ki64(w, "problems", (int64_t)a->problems);
    hc_jw_key(w, "published");
    hc_jw_obj(w);
    hc_jw_ki64(w, "equal", (int64_t)n.equal);
    hc_jw_ki64(w, "different", (int64_t)n.different);
    hc_jw_ki64(w, "no_records", (int64_t)n.no_records);
    hc_jw_end(w);
    hc_jw_key(w, "figures");
    hc_jw_arr(w);
    for (size_t i = 0; i < a->n_claims; i++)
        claim_json(w, &a->claim[i]);
    hc_jw_end(w);
    hc_jw_key(w, "hidden");
    hc_jw_arr(w);
    for (size_t i = 0; i < a->n_hidden; i++)
        hidden_json(w, &a->hidden[i]);
    hc_jw_end(w);
    hc_jw_key(w, "table");
    hc_table_json(a->table, NULL, w);
    hc_jw_end(w);
}

void hc_audit_json(const hc_audit *a, size_t n, hc_jw *w)
{
    hc_jw_arr(w);
    for (size_t i = 0; i < n; i++)
        audit_json(&a[i], w);
    hc_jw_end(w);
}

/* ---- text ------------------------------------------------------------------------------------------------- */

static void differences(hc_arena *arena, const hc_audit *a, bool ko, hc_buf *out)
{
    size_t seen = 0;
    for (size_t i = 0; i < a->n_claims; i++) {
        const hc_claim *c = &a->claim[i];
        if (c->equal || !c->found || ++seen > SHOWN)
            continue;
        hc_buf_fmt(out, ko ? "  %.*s:%zu: %.*s %.*s %.*s: 공개값 %.*s, 재계산 " : "  %.*s:%zu: %.*s %.*s %.*s: published %.*s, ours ",
                   HC_FS(hc_display_safe(arena, c->file, false)), c->line, HC_FS(hc_display_safe(arena, c->target, false)),
                   HC_FS(hc_display_safe(arena, c->group, false)), HC_FS(c->metric), HC_FS(hc_display_safe(arena, c->text, false)));
        if (isnan(c->ours))
            hc_buf_c(out, ko ? "계산 불가\n" : "none\n");
        else
            hc_buf_fmt(out, "%.6g\n", c->ours);
    }
    if (seen > SHOWN)
        hc_buf_fmt(out, ko ? "  그 밖에 %zu개\n" : "  and %zu more\n", seen - SHOWN);
}

static void hidden_text(hc_arena *arena, const hc_audit *a, bool ko, bool bold, hc_buf *out)
{
    hc_grid g = {.a = arena, .cols = 4, .left = 1};
    const char *last = NULL;
    for (size_t i = 0; i < a->n_hidden; i++) {
        const hc_hidden *h = &a->hidden[i];
        const hc_line *l = h->line;
        bool share = l->metric->kind == HC_MEASURE_RATE || l->metric->kind == HC_MEASURE_PASS;
        double scale = share ? 100 : 1;
        if (last != h->id.p) {
            hc_str title = ko ? h->title_ko : h->title_en;
            *hc_grid_add(&g) = (hc_grid_row){.head = true, .cell = {title}};
            last = h->id.p;
        }
        hc_grid_row *r = hc_grid_add(&g);
        r->cell[0] = hc_display_cut(arena, l->target, TARGET_COLS);
        r->cell[1] = hc_fmt(arena, "%zu/%zu", l->counts.k, l->counts.n);
        r->cell[2] = hc_line_known(l) ? hc_fmt(arena, "%.1f%s", scale * l->interval.point, share ? " %" : "") : HC_S("-");
        r->cell[3] = hc_stat_has_number(l->stat) ? hc_fmt(arena, "[%.1f, %.1f]", scale * l->interval.low, scale * l->interval.high) : HC_S("-");
    }
    hc_grid_text(&g, bold, out);
}

void hc_audit_text(hc_arena *arena, const hc_audit *a, size_t n, bool ko, bool bold, hc_buf *out)
{
    hc_audit_counts all = {0};
    for (size_t i = 0; i < n; i++) {
        hc_audit_counts c = hc_audit_count(&a[i]);
        all.equal += c.equal;
        all.different += c.different;
        all.no_records += c.no_records;
        hc_buf_fmt(out, ko ? "%.*s: 기록 %zu건(원본 %zu건, 문제 %zu건), 공개값 %zu개 일치, %zu개 다름, %zu개는 기록이 없음\n"
                           : "%.*s: %zu of %zu records, %zu problems; published figures: %zu equal, %zu different, %zu without records\n",
                   HC_FS(hc_display_safe(arena, a[i].name, false)), a[i].records, a[i].rows, a[i].problems, c.equal,
                   c.different, c.no_records);
        differences(arena, &a[i], ko, out);
        if (n > TABLES_MAX)
            continue;
        hc_buf_ch(out, '\n');
        hc_table_text(arena, a[i].table, ko, bold, out);
        if (a[i].n_hidden)
            hc_buf_c(out, ko ? "\n공개된 수가 가리는 것\n" : "\nwhat the published number hides\n");
        hidden_text(arena, &a[i], ko, bold, out);
    }
    if (n > 1)
        hc_buf_fmt(out, ko ? "모두: 공개값 %zu개 일치, %zu개 다름, %zu개는 기록이 없음\n"
                           : "all: %zu published figures equal, %zu different, %zu without records\n", all.equal, all.different, all.no_records);
}
