// SPDX-License-Identifier: Apache-2.0
/*
 * Predictions of Korean multiple-choice benchmarks (CLIcK, HAE-RAE, KMMLU and their kin): one CSV per benchmark and model, called
 * BENCH__MODEL.csv, with the columns answer (gold letter), pred (the letter that the publisher read, FAILED, FILTERED or empty) and
 * response; id, category and trial where the benchmark has them. Question texts are not part of such files.
 *
 * An item without an id is called by its category and its place in it, so all files of one import must list the same items in the
 * same order; one that lists fewer leaves the rest untested. CLIcK gives some ids to two questions: the second is called ID~2.
 * Labels of rater "source": verdict (correct, incorrect, unparsed for no letter, filtered, failed) and pred as it stood there.
 */
#include <string.h>

#include "interop/import_int.h"
#include "io/file.h"
#include "syntax/csv.h"

typedef struct row { size_t target, item; uint32_t epoch; hc_str pred, response, source; } row;
typedef struct item { hc_str id, category, group, answer; } item;

typedef struct mcq {
    hc_foreign *f;
    hc_str bench;
    hc_map groups;                 /* category -> group, from a map file beside */
    hc_map ids;                    /* CLIcK: id -> category */
    hc_map by_id;                  /* item id -> ordinal + 1 */
    hc_map records;                /* "target item trial": one record each */
    item *items;
    size_t cap_items;
    row *rows;
    size_t n_rows, cap_rows;
    char letters;                  /* the last one that is a gold answer */
} mcq;

typedef struct columns { int id, category, trial, answer, pred, response; } columns;

/* ---- category maps ------------------------------------------------------------------------------------- */

static hc_code read_map(mcq *m, hc_str folder, const char *name, hc_map *out, hc_err *err)
{
    hc_arena *a = m->f->arena;
    hc_str path = hc_path_join(a, folder, hc_str_c(name)), text;
    hc_json *j;
    if (!hc_file_exists(hc_cstr(a, path)))
        return HC_OK;
    HC_TRY(hc_import_text(a, path, &text, err));
    HC_TRY(hc_json_parse(a, text, hc_cstr(a, path), &j, err));
    for (size_t i = 0; j->type == HC_JSON_OBJ && i < j->n; i++)
        if (j->items[i]->type == HC_JSON_STR)
            hc_map_put(out, j->keys[i], (void *)(uintptr_t)&j->items[i]->text);
    return HC_OK;
}

static hc_code read_maps(mcq *m, hc_str path, hc_err *err)
{
    hc_str folder = hc_path_dir(path);
    const hc_str folders[] = {folder, hc_path_join(m->f->arena, folder, HC_S(".."))};
    for (size_t i = 0; i < HC_LEN(folders); i++) {
        HC_TRY(read_map(m, folders[i], "id_to_category.json", &m->ids, err));
        HC_TRY(read_map(m, folders[i], "kmmlu_category.json", &m->groups, err));
    }
    return HC_OK;
}

static hc_str mapped(const hc_map *map, hc_str key)
{
    const hc_str *v = hc_map_get(map, key);
    return v ? *v : HC_S("");
}

/* ---- rows ---------------------------------------------------------------------------------------------- */

static hc_str cell(const hc_csv_row *r, int column)
{
    return column < 0 ? HC_S("") : r->cells[column];
}

static bool is_letter(hc_str s)
{
    return s.n == 1 && s.p[0] >= 'A' && s.p[0] <= 'I';
}

static void not_understood(mcq *m, hc_str file, size_t line, const char *en, const char *ko)
{
    hc_foreign_problem_add(m->f, file, line, hc_str_c(en), hc_str_c(ko));
}

/* The ordinal of the row's item, a new one when no file had it. False: it stands for another item than before. */
static bool item_of(mcq *m, hc_str id, hc_str category, hc_str answer, size_t *out)
{
    uintptr_t known = (uintptr_t)hc_map_put_new(&m->by_id, id, (void *)(m->f->n_items + 1));
    *out = known - 1;
    if (*out < m->f->n_items)
        return hc_str_eq(m->items[*out].answer, answer);
    HC_GROW(m->f->arena, m->items, m->f->n_items, m->cap_items);
    m->items[m->f->n_items++] = (item){id, category, mapped(&m->groups, category), answer};
    if (answer.p[0] > m->letters)
        m->letters = answer.p[0];
    return true;
}

static hc_str record_key(const mcq *m, size_t ordinal, uint64_t trial)
{
    return hc_fmt(m->f->arena, "%zu %zu %llu", m->f->n_targets, ordinal, (unsigned long long)trial);
}

/* ID, or ID~2 ... where the questions that had the name before have another answer or have their record already. */
static hc_str distinct_id(mcq *m, hc_str id, hc_str answer, uint64_t trial)
{
    hc_arena *a = m->f->arena;
    hc_str name = id;
    for (unsigned n = 2;; n++) {
        uintptr_t known = (uintptr_t)hc_map_get(&m->by_id, name);
        bool same = known && hc_str_eq(m->items[known - 1].answer, answer);
        if (!known || (same && !hc_map_get(&m->records, record_key(m, known - 1, trial))))
            return name;
        name = hc_fmt(a, "%.*s~%u", HC_FS(id), n);
    }
}

static hc_code take_row(mcq *m, hc_str file, const columns *c, const hc_csv_row *r, size_t place, hc_err *err)
{
    hc_arena *a = m->f->arena;
    hc_str answer = cell(r, c->answer), id = cell(r, c->id), category = cell(r, c->category);
    uint64_t trial = 0;
    size_t ordinal;
    m->f->rows++;
    if (!is_letter(answer)) {
        not_understood(m, file, r->line, "the gold answer is no letter from A to I", "정답이 A~I의 글자가 아님");
        return HC_OK;
    }
    if (c->trial >= 0 && (!hc_parse_u64(cell(r, c->trial), &trial) || trial > 999)) {
        not_understood(m, file, r->line, "trial is not a number from 0 to 999", "trial이 0~999의 수가 아님");
        return HC_OK;
    }
    if (id.n && !category.n)
        category = mapped(&m->ids, id);
    if (!id.n)
        id = hc_fmt(a, "%.*s-%zu", HC_FS(category), place);
    else
        id = distinct_id(m, id, answer, trial);
    if (!hc_import_id_ok(a, id)) {
        not_understood(m, file, r->line, "the id is too long or has control characters", "id가 너무 길거나 제어 문자가 있음");
        return HC_OK;
    }
    if (!item_of(m, id, category, answer, &ordinal))
        return hc_fail(err, HC_E_INPUT, "E-IMPORT-03",
                       "%.*s:%zu: item %.*s has another answer than in the files before: these files do not list the same items\n"
                       "import them one by one",
                       "%.*s:%zu: 문항 %.*s의 정답이 앞의 파일과 다름: 같은 문항의 파일이 아님\n하나씩 따로 가져오십시오",
                       HC_FS(file), r->line, HC_FS(id));
    size_t ours = m->n_rows + 1;
    hc_str key = record_key(m, ordinal, trial);
    if ((size_t)(uintptr_t)hc_map_put_new(&m->records, key, (void *)ours) != ours) {
        not_understood(m, file, r->line, "the same item and trial a second time", "같은 문항과 회차가 두 번 나옴");
        return HC_OK;
    }
    if (trial >= m->f->epochs)
        m->f->epochs = (uint32_t)trial + 1;
    HC_GROW(a, m->rows, m->n_rows, m->cap_rows);
    m->rows[m->n_rows++] = (row){.target = m->f->n_targets - 1, .item = ordinal, .epoch = (uint32_t)trial,
                                 .pred = cell(r, c->pred), .response = cell(r, c->response), .source = r->source};
    return HC_OK;
}

static hc_code read_rows(mcq *m, hc_str path, hc_err *err)
{
    hc_arena *a = m->f->arena;
    hc_map places;
    hc_csv csv;
    hc_str text;
    HC_TRY(hc_import_text(a, path, &text, err));
    HC_TRY(hc_csv_parse(a, text, hc_cstr(a, path), &csv, err));
    columns c;
    const struct { int *to; const char *name; } wanted[] = {
        {&c.id, "id"}, {&c.category, "category"}, {&c.trial, "trial"},
        {&c.answer, "answer"}, {&c.pred, "pred"}, {&c.response, "response"}};
    for (size_t i = 0; i < HC_LEN(wanted); i++)
        *wanted[i].to = hc_import_column(csv.header, csv.n_cols, wanted[i].name);
    if (c.answer < 0 || c.pred < 0 || c.response < 0)
        return hc_fail(err, HC_E_INPUT, "E-IMPORT-04", "%.*s: the columns answer, pred and response are needed",
                       "%.*s: answer, pred, response 열이 필요함", HC_FS(path));
    hc_map_init(&places, a);
    for (size_t i = 0; i < csv.n_rows; i++) {
        hc_str category = cell(&csv.rows[i], c.category);
        uintptr_t place = (uintptr_t)hc_map_get(&places, category) + 1;
        hc_map_put(&places, category, (void *)place);
        HC_TRY(take_row(m, path, &c, &csv.rows[i], place, err));
    }
    return HC_OK;
}

/* "x/CLIcK__gpt-4o.csv" -> CLIcK, gpt-4o */
static hc_code read_file(mcq *m, hc_str path, size_t n_paths, hc_err *err)
{
    hc_str name = hc_path_base(path), bench;
    ptrdiff_t at = hc_str_find(name, HC_S("__"));
    if (at <= 0 || !hc_str_ends(name, HC_S(".csv")))
        return hc_fail(err, HC_E_INPUT, "E-IMPORT-05", "%.*s is not called BENCH__MODEL.csv",
                       "%.*s: 파일 이름이 BENCH__MODEL.csv 꼴이 아님", HC_FS(path));
    bench = hc_str_sub(name, 0, (size_t)at);
    if (!m->bench.n)
        m->bench = bench;
    if (!hc_str_eq(bench, m->bench))
        return hc_fail(err, HC_E_INPUT, "E-IMPORT-06",
                       "%.*s is another benchmark than %.*s; one run holds one benchmark, e.g. %.*s__*.csv",
                       "%.*s{은/는} %.*s{과/와} 다른 벤치마크임; 한 번에 한 벤치마크만 가져올 수 있음. 예: %.*s__*.csv",
                       HC_FS(path), HC_FS(m->bench), HC_FS(m->bench));
    if (!m->f->n_targets)
        m->f->targets = HC_NEW_N(m->f->arena, hc_str, n_paths);
    hc_str alias = hc_import_alias(m->f->arena, hc_str_sub(name, (size_t)at + 2, name.n - 4));
    for (size_t i = 0; i < m->f->n_targets; i++)
        if (hc_str_eq(m->f->targets[i], alias))
            return hc_fail(err, HC_E_INPUT, "E-IMPORT-09", "%.*s: a file before it is of the same model %.*s; import them one by one",
                           "%.*s: 앞의 파일과 같은 모델 %.*s의 파일임; 하나씩 따로 가져오십시오", HC_FS(path), HC_FS(alias));
    m->f->targets[m->f->n_targets++] = alias;
    return read_rows(m, path, err);
}

/* ---- as a pack ----------------------------------------------------------------------------------------- */

static void write_manifest(mcq *m)
{
    hc_foreign *f = m->f;
    f->name = hc_import_alias(f->arena, m->bench);
    /* A file name may hold what a quoted text may not. */
    bool plain = hc_import_id_ok(f->arena, m->bench) && !memchr(m->bench.p, '"', m->bench.n) && !memchr(m->bench.p, '\\', m->bench.n);
    hc_str title = plain ? m->bench : f->name;
    f->manifest = hc_fmt(f->arena,
        "name: \"%.*s\"\n"
        "title: {ko: \"%.*s 공개 예측\", en: \"%.*s, published predictions\"}\n"
        "choice_prompt: none\n"
        "scorers:\n"
        "  - {id: source, kind: label, question: verdict}\n"
        "metrics:\n"
        "  accuracy: {of: \"verdict:correct\", unparsed: count, title: {ko: 정확도, en: accuracy}}\n"
        "  published: {scorer: source, of: \"verdict:correct\", among: \"not verdict:failed\","
        " title: {ko: \"정확도(공개 판정, FAILED 제외)\", en: \"accuracy (published, without FAILED)\"}}\n",
        HC_FS(f->name), HC_FS(title), HC_FS(title));
}

static void write_items(mcq *m)
{
    hc_foreign *f = m->f;
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    for (size_t i = 0; i < f->n_items; i++) {
        const item *it = &m->items[i];
        hc_jw w;
        hc_jw_init(&w, &b);
        hc_jw_obj(&w);
        hc_jw_key(&w, "choices");
        hc_jw_arr(&w);
        for (char c = 'A'; c <= m->letters; c++)
            hc_jw_str(&w, (hc_str){&c, 1});
        hc_jw_end(&w);
        if (it->category.n)
            hc_jw_kstr(&w, "domain", it->category);
        hc_jw_kstr(&w, "expect", it->answer);
        hc_jw_kstr(&w, "id", it->id);
        if (it->group.n) {
            hc_jw_key(&w, "meta");
            hc_jw_obj(&w);
            hc_jw_kstr(&w, "group", it->group);
            hc_jw_end(&w);
        }
        hc_jw_kstr(&w, "prompt", hc_fmt(f->arena, "%.*s %.*s", HC_FS(m->bench), HC_FS(it->id)));
        hc_jw_end(&w);
        hc_buf_c(&b, "\n");
    }
    f->items = hc_str_dup(f->arena, hc_buf_view(&b));
}

static hc_code each(hc_foreign *f, hc_foreign_fn *fn, void *ctx, hc_err *err)
{
    mcq *m = f->priv;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < m->n_rows; i++) {
        const row *r = &m->rows[i];
        const item *it = &m->items[r->item];
        bool failed = hc_str_is(r->pred, "FAILED"), filtered = hc_str_is(r->pred, "FILTERED");
        hc_str verdict = failed ? HC_S("failed") : filtered ? HC_S("filtered") : !r->pred.n ? HC_S("unparsed")
                         : hc_str_eq(r->pred, it->answer) ? HC_S("correct") : HC_S("incorrect");
        const hc_label labels[] = {{HC_S("source"), HC_S("verdict"), verdict}, {HC_S("source"), HC_S("pred"), r->pred}};
        hc_foreign_record out = {.target = r->target, .item = r->item, .epoch = r->epoch, .source = r->source,
                                 .labels = labels, .n_labels = HC_LEN(labels)};
        hc_reply_code code = filtered ? HC_RC_FILTERED : HC_RC_OK;
        out.conversation.state = failed ? HC_ST_FAILED : hc_reply_state(code);
        if (!failed)
            out.conversation.transcript =
                hc_import_exchange(a, hc_fmt(a, "%.*s %.*s", HC_FS(m->bench), HC_FS(it->id)), code, r->response);
        HC_TRY(fn(ctx, &out, err));
        hc_arena_reset(a);
    }
    return HC_OK;
}

hc_code hc_import_ko_mcq(hc_foreign *f, const hc_str *paths, size_t n_paths, hc_err *err)
{
    mcq *m = HC_NEW(f->arena, mcq);
    *m = (mcq){.f = f, .letters = 'D', .bench = HC_S("")};
    hc_map_init(&m->groups, f->arena);
    hc_map_init(&m->ids, f->arena);
    hc_map_init(&m->by_id, f->arena);
    hc_map_init(&m->records, f->arena);
    if (n_paths)
        HC_TRY(read_maps(m, paths[0], err));
    for (size_t i = 0; i < n_paths; i++)
        HC_TRY(read_file(m, paths[i], n_paths, err));
    write_manifest(m);
    write_items(m);
    f->each = each;
    f->priv = m;
    return HC_OK;
}
