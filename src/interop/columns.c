// SPDX-License-Identifier: Apache-2.0
/*
 * A table of anybody's: CSV with the columns item, prompt, reply, target, epoch (from 1), state, domain and label.NAME, or others that
 * --map names: "item=Question ID,reply=Output,label.correct=Score". Only item is needed. Without a reply column a row says only what
 * somebody said of the item: it is not tested, its labels stand.
 */
#include "interop/roster.h"
#include "syntax/csv.h"

enum { ITEM, PROMPT, REPLY, TARGET, EPOCH, STATE, DOMAIN, N_FIELDS, LABELS_MAX = 100, EPOCH_MAX = 1000 };
static const char *const fields[N_FIELDS] = {"item", "prompt", "reply", "target", "epoch", "state", "domain"};

typedef struct mapping { hc_str field, column; } mapping;

typedef struct columns {
    hc_foreign *f;
    hc_roster *roster;
    mapping *map;
    size_t n_map;
    hc_foreign_record *records;
    size_t n, cap;
} columns;

typedef struct places { int at[N_FIELDS]; int label[LABELS_MAX]; hc_str name[LABELS_MAX]; size_t n_labels; } places;

static bool is_label(hc_str field)
{
    return hc_str_starts(field, HC_S("label.")) && field.n > HC_S("label.").n;
}

static hc_code read_map(columns *m, hc_err *err)
{
    hc_str rest = m->f->map, pair;
    m->map = HC_NEW_N(m->f->arena, mapping, m->f->map.n / 2 + 1);
    while (m->f->map.n && hc_str_cut(&rest, ',', &pair)) {
        hc_str column = pair, field;
        bool known = hc_str_cut(&column, '=', &field) && column.p && column.n && is_label(hc_str_trim(field));
        field = hc_str_trim(field);
        for (size_t i = 0; i < N_FIELDS && column.p; i++)
            known = known || (column.n && hc_str_is(field, fields[i]));
        if (!known)
            return hc_fail(err, HC_E_USAGE, "E-IMPORT-77",
                           "--map: \"%.*s\" is not FIELD=COLUMN; fields: item, prompt, reply, target, epoch, state, domain, label.NAME",
                           "--map: \"%.*s\"{은/는} 항목=열 꼴이 아님; 항목: item, prompt, reply, target, epoch, state, domain, label.이름",
                           HC_FS(pair));
        m->map[m->n_map++] = (mapping){field, column};
    }
    return HC_OK;
}

static hc_code find_columns(const columns *m, hc_str path, const hc_csv *t, places *out, hc_err *err)
{
    *out = (places){.n_labels = 0};
    for (size_t i = 0; i < N_FIELDS; i++)
        out->at[i] = hc_import_column(t->header, t->n_cols, fields[i]);
    for (size_t i = 0; i < t->n_cols && out->n_labels < LABELS_MAX; i++)
        if (is_label(t->header[i])) {
            out->name[out->n_labels] = t->header[i];
            out->label[out->n_labels++] = (int)i;
        }
    for (size_t k = 0; k < m->n_map; k++) {
        int at = hc_import_column(t->header, t->n_cols, hc_cstr(m->f->arena, m->map[k].column));
        if (at < 0)
            return hc_fail(err, HC_E_INPUT, "E-IMPORT-78", "%.*s has no column \"%.*s\"", "%.*s에 \"%.*s\" 열이 없음", HC_FS(path),
                           HC_FS(m->map[k].column));
        for (size_t i = 0; i < N_FIELDS; i++)
            if (hc_str_is(m->map[k].field, fields[i]))
                out->at[i] = at;
        if (is_label(m->map[k].field) && out->n_labels < LABELS_MAX) {
            out->name[out->n_labels] = m->map[k].field;
            out->label[out->n_labels++] = at;
        }
    }
    if (out->at[ITEM] < 0)
        return hc_fail(err, HC_E_INPUT, "E-IMPORT-79", "%.*s has no column item; name the one that tells rows apart: --map item=COLUMN",
                       "%.*s에 item 열이 없음; 행을 구별하는 열을 정하십시오: --map item=열", HC_FS(path));
    return HC_OK;
}

static hc_str cell(const hc_csv_row *row, int at)
{
    return at < 0 ? HC_S("") : row->cells[at];
}

static hc_str row_of(hc_arena *a, hc_str id, hc_str prompt, hc_str domain)
{
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_kstr(&w, "id", id);
    hc_jw_kstr(&w, "prompt", hc_roster_text(a, prompt));
    if (hc_str_trim(domain).n)
        hc_jw_kstr(&w, "domain", hc_roster_text(a, domain));
    hc_jw_end(&w);
    return hc_str_dup(a, hc_buf_view(&b));
}

static void not_understood(columns *m, hc_str path, size_t line, const char *en, const char *ko)
{
    hc_foreign_problem_add(m->f, path, line, hc_str_c(en), hc_str_c(ko));
}

static void add_labels(columns *m, const places *p, const hc_csv_row *row, hc_foreign_record *r)
{
    hc_label *labels = HC_NEW_N(m->f->arena, hc_label, p->n_labels + 1);
    for (size_t i = 0; i < p->n_labels; i++) {
        hc_str name = hc_str_sub(p->name[i], HC_S("label.").n, p->name[i].n), value = cell(row, p->label[i]);
        if (!value.n || hc_label_find(labels, r->n_labels, HC_S("source"), name))
            continue;
        labels[r->n_labels++] = (hc_label){HC_S("source"), name, value};
        hc_roster_said(m->roster, name, value);
    }
    r->labels = labels;
}

static void take(columns *m, hc_str path, const places *p, const hc_csv_row *row)
{
    hc_arena *a = m->f->arena;
    hc_str item = hc_str_trim(cell(row, p->at[ITEM])), target = hc_str_trim(cell(row, p->at[TARGET])), prompt = cell(row, p->at[PROMPT]);
    hc_str number = hc_str_trim(cell(row, p->at[EPOCH])), word = hc_str_trim(cell(row, p->at[STATE]));
    uint64_t epoch = 1;
    hc_state state = word.n ? hc_state_from_id(word) : p->at[REPLY] < 0 ? HC_ST_NOT_TESTED : HC_ST_ANSWERED;
    m->f->rows++;
    if (!item.n || state == HC_ST_COUNT || state == HC_ST_OPEN) {
        not_understood(m, path, row->line, "no item, or a state that is none of ours", "item이 비었거나 모르는 상태임");
        return;
    }
    if (number.n && (!hc_parse_u64(number, &epoch) || epoch < 1 || epoch > EPOCH_MAX)) {
        not_understood(m, path, row->line, "epoch is not a number from 1 to 1000", "epoch이 1~1000의 수가 아님");
        return;
    }
    hc_str id = hc_roster_id(a, item);
    size_t to = hc_roster_target(m->roster, target.n ? target : HC_S("model"), false);
    size_t of = hc_roster_item(m->roster, id, prompt, row_of(a, id, prompt, cell(row, p->at[DOMAIN])));
    if (of == SIZE_MAX || !hc_roster_record(m->roster, to, of, epoch - 1)) {
        not_understood(m, path, row->line, "the same record a second time, or another prompt for the same item",
                       "같은 기록이 두 번 나왔거나 같은 item의 질문이 앞과 다름");
        return;
    }
    HC_GROW(a, m->records, m->n, m->cap);
    hc_foreign_record *r = &m->records[m->n++];
    *r = (hc_foreign_record){.target = to, .item = of, .epoch = (uint32_t)epoch - 1, .source = row->source,
                             .conversation = {.state = state}};
    if (p->at[REPLY] >= 0)
        r->conversation.transcript = hc_import_exchange(a, prompt, HC_RC_OK, cell(row, p->at[REPLY]));
    add_labels(m, p, row, r);
}

static hc_code each(hc_foreign *f, hc_foreign_fn *fn, void *ctx, hc_err *err)
{
    columns *m = f->priv;
    for (size_t i = 0; i < m->n; i++)
        HC_TRY(fn(ctx, &m->records[i], err));
    return HC_OK;
}

hc_code hc_import_csv(hc_foreign *f, const hc_str *paths, size_t n_paths, hc_err *err)
{
    columns *m = HC_NEW(f->arena, columns);
    *m = (columns){.f = f, .roster = hc_roster_new(f)};
    HC_TRY(read_map(m, err));
    for (size_t i = 0; i < n_paths; i++) {
        hc_str text;
        hc_csv t;
        places *p = HC_NEW(f->arena, places);
        HC_TRY(hc_import_text(f->arena, paths[i], &text, err));
        HC_TRY(hc_csv_parse(f->arena, text, hc_cstr(f->arena, paths[i]), &t, err));
        HC_TRY(find_columns(m, paths[i], &t, p, err));
        for (size_t k = 0; k < t.n_rows; k++)
            take(m, paths[i], p, &t.rows[k]);
    }
    hc_roster_finish(m->roster, HC_S("csv"));
    f->each = each;
    f->priv = m;
    return HC_OK;
}
