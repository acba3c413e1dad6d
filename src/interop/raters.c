// SPDX-License-Identifier: Apache-2.0
/*
 * Data sets of human judgements, where the raters are the point and no model answers.
 *
 *   rtplx    RTP-LX: one TSV with locale, index and CATEGORY_1, _2, _3 (three raters); texts are not in it
 *   square   SQuARe: JSON lists of questions or responses with raw_annotations by worker
 *
 * The target is the data set itself; a sample without text is `not_tested`, its labels count all the same.
 */
#include "interop/import_int.h"
#include "io/file.h"
#include "syntax/csv.h"

typedef struct votes {
    hc_foreign *f;
    hc_map ids;
    hc_foreign_record *records;
    size_t n, cap;
    hc_buf items;
} votes;

static votes *begin(hc_foreign *f, const char *name)
{
    votes *v = HC_NEW(f->arena, votes);
    *v = (votes){.f = f};
    hc_map_init(&v->ids, f->arena);
    hc_buf_init(&v->items, SIZE_MAX);
    f->name = hc_str_c(name);
    f->targets = HC_NEW(f->arena, hc_str);
    f->targets[0] = f->name;
    f->n_targets = 1;
    return v;
}

static hc_code each(hc_foreign *f, hc_foreign_fn *fn, void *ctx, hc_err *err)
{
    votes *v = f->priv;
    for (size_t i = 0; i < v->n; i++)
        HC_TRY(fn(ctx, &v->records[i], err));
    return HC_OK;
}

static hc_code finish(votes *v, hc_str manifest, hc_code code)
{
    hc_foreign *f = v->f;
    f->manifest = manifest;
    f->items = hc_str_dup(f->arena, hc_buf_view(&v->items));
    hc_buf_fini(&v->items);
    f->each = each;
    f->priv = v;
    return code;
}

/* A new item and its record; NULL with a note when it cannot be called so or was there before. */
static hc_foreign_record *new_record(votes *v, hc_str file, size_t line, hc_str id, hc_str domain, hc_str prompt)
{
    hc_foreign *f = v->f;
    hc_jw w;
    if (!hc_import_id_ok(f->arena, id)) {
        hc_foreign_problem_add(f, file, line, HC_S("the name of the record is too long or has control characters"),
                               HC_S("기록의 이름이 너무 길거나 제어 문자가 있음"));
        return NULL;
    }
    if (hc_map_get(&v->ids, id)) {
        hc_foreign_problem_add(f, file, line, HC_S("the same record a second time"), HC_S("같은 기록이 두 번 나옴"));
        return NULL;
    }
    hc_map_put(&v->ids, id, v);
    hc_jw_init(&w, &v->items);
    hc_jw_obj(&w);
    if (domain.n)
        hc_jw_kstr(&w, "domain", domain);
    hc_jw_kstr(&w, "id", id);
    hc_jw_kstr(&w, "prompt", prompt);
    hc_jw_end(&w);
    hc_buf_c(&v->items, "\n");
    HC_GROW(f->arena, v->records, v->n, v->cap);
    hc_foreign_record *r = &v->records[v->n++];
    *r = (hc_foreign_record){.item = f->n_items++, .conversation = {.state = HC_ST_NOT_TESTED}};
    return r;
}

/* ---- RTP-LX -------------------------------------------------------------------------------------------- */

/* "Toxicity_2" -> Toxicity, 2 */
static bool rated(hc_str header, hc_str *category, char *rater)
{
    if (header.n < 3 || header.p[header.n - 2] != '_' || header.p[header.n - 1] < '1' || header.p[header.n - 1] > '9')
        return false;
    *category = hc_str_sub(header, 0, header.n - 2);
    *rater = header.p[header.n - 1];
    return true;
}

static void rtplx_row(votes *v, hc_str path, const hc_csv *csv, const hc_csv_row *row, int locale, int index)
{
    hc_arena *a = v->f->arena;
    hc_str id = hc_fmt(a, "%.*s-%.*s", HC_FS(row->cells[locale]), HC_FS(row->cells[index]));
    hc_label *labels = HC_NEW_N(a, hc_label, csv->n_cols);
    size_t n = 0;
    v->f->rows++;
    for (int rater = '1'; rater <= '9'; rater++)
        for (size_t i = 0; i < csv->n_cols; i++) {
            hc_str category;
            char who;
            if (rated(csv->header[i], &category, &who) && who == rater && row->cells[i].n)
                labels[n++] = (hc_label){hc_fmt(a, "human%c", who), category, row->cells[i]};
        }
    hc_foreign_record *r = new_record(v, path, row->line, id, row->cells[locale], hc_fmt(a, "RTP-LX %.*s", HC_FS(id)));
    if (!r)
        return;
    r->source = row->source;
    r->labels = labels;
    r->n_labels = n;
}

static hc_code rtplx_file(votes *v, hc_str path, hc_err *err)
{
    hc_arena *a = v->f->arena;
    hc_str text;
    hc_csv csv;
    HC_TRY(hc_import_text(a, path, &text, err));
    HC_TRY(hc_csv_parse(a, text, hc_cstr(a, path), &csv, err));
    int locale = hc_import_column(csv.header, csv.n_cols, "locale"), index = hc_import_column(csv.header, csv.n_cols, "index");
    if (locale < 0 || index < 0)
        return hc_fail(err, HC_E_INPUT, "E-IMPORT-04", "%.*s: the columns locale and index are needed",
                       "%.*s: locale, index 열이 필요함", HC_FS(path));
    for (size_t i = 0; i < csv.n_rows; i++)
        rtplx_row(v, path, &csv, &csv.rows[i], locale, index);
    return HC_OK;
}

hc_code hc_import_rtplx(hc_foreign *f, const hc_str *paths, size_t n_paths, hc_err *err)
{
    votes *v = begin(f, "rtp-lx");
    hc_code code = HC_OK;
    for (size_t p = 0; p < n_paths && code == HC_OK; p++)
        code = rtplx_file(v, paths[p], err);
    return finish(v, HC_S("name: rtp-lx\ntitle: {ko: \"RTP-LX 사람 판정\", en: \"RTP-LX, human labels\"}\nscorers:\n"
                          "  - {id: toxicity, kind: label, rater: human1, question: Toxicity}\n"
                          "metrics:\n  toxic: {of: \"score(toxicity) in {'4', '5'}\", title: {ko: \"유해(평가자 1, 4점 이상)\","
                          " en: \"toxic (rater 1, 4 or more)\"}}\n"), code);
}

/* ---- SQuARe -------------------------------------------------------------------------------------------- */

/* Short names for the questions of the annotation sheets; the vote's own key beside. */
static const struct { const char *head, *question, *key; } sheets[] = {
    {"Q2: Subjective", "subjective", "subjective?"},
    {"Q3: Sensitive", "category", "category"},
    {"Q2: Acceptable", "acceptable", "acceptable?"},
};

static bool collapsed(hc_str value, hc_str *out)
{
    bool no = hc_str_starts(value, HC_S("non-sensitive")), yes = !no && hc_str_starts(value, HC_S("sensitive"));
    *out = no ? HC_S("no") : HC_S("yes");
    return yes || no;
}

typedef struct label_list { hc_label *list; size_t n, cap; bool nameless; } label_list;

static void add_vote(hc_arena *a, label_list *l, hc_str who, hc_str question, hc_str value)
{
    HC_GROW(a, l->list, l->n, l->cap);
    l->list[l->n++] = (hc_label){who, question, value};
}

/* All votes of one record. */
static void square_votes(hc_arena *a, const hc_json *raw, label_list *out)
{
    for (size_t s = 0; raw && raw->type == HC_JSON_OBJ && s < raw->n; s++)
        for (size_t k = 0; k < HC_LEN(sheets); k++) {
            const hc_json *list = raw->items[s];
            if (!hc_str_starts(raw->keys[s], hc_str_c(sheets[k].head)) || list->type != HC_JSON_ARR)
                continue;
            for (size_t i = 0; i < list->n; i++) {
                hc_str value = hc_json_str(list->items[i], sheets[k].key, HC_S("")), two;
                int64_t worker = hc_json_int(list->items[i], "workerID", -1);
                hc_str who = hc_fmt(a, "w%lld", (long long)worker);
                out->nameless = out->nameless || worker < 0;
                if (worker < 0)
                    continue;
                if (value.n)
                    add_vote(a, out, who, hc_str_c(sheets[k].question), value);
                if (collapsed(value, &two))
                    add_vote(a, out, who, HC_S("sensitive"), two);
            }
        }
}

static void square_record(votes *v, hc_str path, size_t place, const hc_json *j)
{
    hc_arena *a = v->f->arena;
    hc_str question = hc_json_str(j, "question", HC_S("")), response = hc_json_str(j, "response", HC_S(""));
    HC_AUTO(hc_buf) source = {0};
    v->f->rows++;
    if (!question.n || !hc_json_get(j, "raw_annotations")) {
        hc_foreign_problem_add(v->f, path, place, HC_S("no question with raw_annotations"), HC_S("raw_annotations가 있는 질문이 아님"));
        return;
    }
    label_list said = {0};
    square_votes(a, hc_json_get(j, "raw_annotations"), &said);
    if (said.nameless)
        hc_foreign_problem_add(v->f, path, place, HC_S("a vote without the number of its worker (workerID)"),
                               HC_S("평가자 번호(workerID)가 없는 판정"));
    hc_import_by_rater(said.list, said.n);
    hc_str domain = response.n ? HC_S("response") : HC_S("question");
    hc_foreign_record *r = new_record(v, path, place, hc_fmt(a, "%.*s-%zu", HC_FS(domain), place), domain, question);
    if (!r)
        return;
    hc_buf_init(&source, SIZE_MAX);
    hc_json_canonical(j, &source);
    r->source = hc_str_dup(a, hc_buf_view(&source));
    r->labels = said.list;
    r->n_labels = said.n;
    if (response.n)
        r->conversation = (hc_conversation){hc_import_exchange(a, question, HC_RC_OK, response), HC_ST_ANSWERED, NULL};
}

static hc_code square_file(votes *v, hc_str path, hc_err *err)
{
    hc_arena *a = v->f->arena;
    hc_str text;
    hc_json *j;
    HC_TRY(hc_import_text(a, path, &text, err));
    HC_TRY(hc_json_parse(a, text, hc_cstr(a, path), &j, err));
    if (j->type != HC_JSON_ARR)
        hc_foreign_problem_add(v->f, path, 1, HC_S("no list of questions"), HC_S("질문 목록이 아님"));
    for (size_t i = 0; j->type == HC_JSON_ARR && i < j->n; i++)
        square_record(v, path, i + 1, j->items[i]);
    return HC_OK;
}

/* Of a folder the JSON files; others stand beside them. */
hc_code hc_import_square(hc_foreign *f, const hc_str *paths, size_t n_paths, hc_err *err)
{
    votes *v = begin(f, "square");
    hc_code code = HC_OK;
    for (size_t p = 0; p < n_paths && code == HC_OK; p++)
        if (n_paths == 1 || hc_str_ends(paths[p], HC_S(".json")))
            code = square_file(v, paths[p], err);
    return finish(v, HC_S("name: square\ntitle: {ko: \"SQuARe 원 판정\", en: \"SQuARe, raw annotations\"}\n"), code);
}
