// SPDX-License-Identifier: Apache-2.0
#include "pack/pack_int.h"

#include <string.h>

#include "syntax/csv.h"
#include "text/encoding.h"

/* Files -> pack. Everything that is wrong is noted and reading goes on, so that one pass finds all of it. */

typedef struct loader {
    hc_problems *ps;
    hc_pack *p;
    hc_row_ctx row;
    hc_map tests;                /* ids of judge tests */
    size_t ordinal;
    hc_columns cols;             /* of the file that is the whole pack */
    hc_str text;                 /* decoded file, and where line_text stands in it */
    size_t at, line;
} loader;

bool hc_pack_is_folder(const hc_pack_file *files, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (hc_str_is(files[i].path, "pack.yaml"))
            return true;
    return false;
}

/* The text of a line; lines are asked for in rising order. */
static hc_str line_text(loader *l, size_t line)
{
    while (l->line < line && l->at < l->text.n) {
        char c = l->text.p[l->at++];
        if (c == '\r' && l->at < l->text.n && l->text.p[l->at] == '\n')
            l->at++;
        if (c == '\n' || c == '\r')
            l->line++;
    }
    size_t end = l->at;
    while (end < l->text.n && l->text.p[end] != '\n' && l->text.p[end] != '\r')
        end++;
    return l->line == line ? hc_str_sub(l->text, l->at, end) : (hc_str){"", 0};
}

static void add_item(loader *l, const hc_row_in *in)
{
    hc_item it;
    l->ordinal++;
    if (!hc_item_from_row(&l->row, in, &it))
        return;
    if (it.id.n == 0)
        it.id = hc_fmt(l->ps->row, "%zu", l->ordinal);
    if (it.base_id.n == 0)
        it.base_id = it.id;
    size_t known = hc_items_find(&l->p->items, it.id);
    if (known != SIZE_MAX) {
        hc_item old;
        hc_items_get(&l->p->items, known, l->ps->row, &old);
        hc_spot at = {.file = l->row.file, .line = in->line, .text = in->text, .needle = it.id};
        hc_problem(l->ps, &at, "E-PACK-03", "the id \"%.*s\" is already used at %.*s:%zu; ids must be unique",
                   "id \"%.*s\"{은/는} %.*s:%zu에서 이미 썼음; 문항마다 다른 id를 쓰십시오", HC_FS(it.id), HC_FS(old.file), old.line);
        return;
    }
    if (l->p->n_items == 0)
        l->p->split = hc_str_dup(l->ps->a, it.split);
    else if (!hc_str_eq(l->p->split, it.split))
        l->p->split = HC_S("mixed");
    hc_items_add(&l->p->items, &it);
    l->p->n_items = l->p->items.n;
}

/* In CSV, line ends inside a cell are the file's, not the author's. */
static hc_str cell_value(hc_arena *a, hc_str cell)
{
    if (!memchr(cell.p, '\r', cell.n))
        return cell;
    char *out = hc_alloc(a, cell.n);
    size_t n = 0;
    for (size_t i = 0; i < cell.n; i++) {
        if (cell.p[i] != '\r')
            out[n++] = cell.p[i];
        else if (i + 1 == cell.n || cell.p[i + 1] != '\n')
            out[n++] = '\n';
    }
    return (hc_str){out, n};
}

/* What was noted about a row is copied where it is noted. */
static void row_done(const loader *l)
{
    if (l->ps->row != l->ps->a)
        hc_arena_reset(l->ps->row);
}

/* names[n] becomes the canonical name of a key; false with a note when it is unknown in a folder or stands twice. */
static bool map_key(loader *l, hc_spot *at, hc_str key, hc_str *names, size_t n, bool *out_free)
{
    bool free_answer;
    const char *name = hc_field_name(key, &free_answer);
    hc_str shown = hc_show(l->ps->a, key);
    at->needle = key;
    at->hint_en = at->hint_ko = (hc_str){"", 0};
    names[n] = name ? hc_str_c(name) : key;
    if (name && free_answer)
        *out_free = true;
    if (!name && l->row.folder && !hc_str_starts(key, HC_S("meta."))) {
        hc_hint_field(l->ps->a, at, key);
        hc_problem(l->ps, at, "E-PACK-08", "unknown key \"%.*s\"; put your own data below \"meta\"",
                   "모르는 키 \"%.*s\"; 따로 둘 정보는 \"meta\" 아래에 쓰십시오", HC_FS(shown));
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!hc_str_eq(names[i], names[n]))
            continue;
        hc_problem(l->ps, at, "E-PACK-08",
                   "\"%.*s\" stands twice (also as another column or key of the same meaning): keep one",
                   "\"%.*s\"{과/와} 뜻이 같은 열이나 키가 둘임: 하나만 두십시오", HC_FS(shown));
        return false;
    }
    return true;
}

static bool map_header(loader *l, const hc_csv_reader *csv, hc_columns *cols, bool *out_free)
{
    hc_spot at = {.file = l->row.file, .line = 1, .text = line_text(l, 1)};
    bool question = false, ok = true;
    cols->header = csv->header;
    cols->n = csv->n_cols;
    cols->name = HC_NEW_N(l->ps->a, hc_str, csv->n_cols);
    for (size_t i = 0; i < csv->n_cols; i++) {
        if (csv->header[i].n == 0) {
            cols->name[i] = hc_fmt(l->ps->a, "column%zu", i + 1);
            continue;
        }
        ok &= map_key(l, &at, csv->header[i], cols->name, i, out_free);
        question = question || hc_str_is(cols->name[i], "prompt") || hc_str_is(cols->name[i], "turns");
    }
    if (question || !ok)
        return ok;
    at.needle = at.hint_en = at.hint_ko = (hc_str){"", 0};
    hc_problem(l->ps, &at, "E-PACK-01",
               "no column holds the question; the first line must name one \"질문\", \"prompt\" or \"question\"",
               "질문이 든 열이 없음; 첫 줄에서 한 열의 이름을 \"질문\"이나 \"prompt\"로 하십시오");
    return false;
}

/* What a spreadsheet saves when nobody chose CSV. */
static bool is_spreadsheet(loader *l)
{
    if (!hc_str_starts(l->text, HC_S("PK\003\004")))
        return false;
    hc_spot at = {.file = l->row.file};
    hc_problem(l->ps, &at, "E-PACK-06", "this is a spreadsheet or ZIP file; save it as CSV (UTF-8) and name that file",
               "엑셀 또는 ZIP 파일임; CSV(UTF-8)로 저장한 파일을 적으십시오");
    return true;
}

static void csv_row(loader *l, const hc_csv_row *row, const hc_columns *cols, bool free_answer)
{
    hc_arena *a = l->ps->row;
    hc_json *obj = HC_NEW(a, hc_json);
    obj->type = HC_JSON_OBJ;
    obj->keys = HC_NEW_N(a, hc_str, cols->n);
    obj->items = HC_NEW_N(a, hc_json *, cols->n);
    for (size_t i = 0; i < cols->n; i++) {
        if (row->cells[i].n == 0)
            continue;
        obj->keys[obj->n] = cols->name[i];
        obj->items[obj->n++] = hc_json_text(a, cell_value(a, row->cells[i]));
    }
    if (obj->n)
        add_item(l, &(hc_row_in){obj, row->line, line_text(l, row->line), free_answer});
}

/* A table that cannot be read to its end is not read at all. */
static void load_csv(loader *l)
{
    hc_err err;
    hc_columns cols = {.encoding = l->cols.encoding};
    bool free_answer = false;
    if (is_spreadsheet(l))
        return;
    size_t n_rows = 0;
    const char *file = hc_cstr(l->ps->text, l->row.file);
    hc_csv_reader r;
    hc_csv_row row;
    bool more = true;
    hc_code code = hc_csv_open(&r, l->ps->a, l->text, file, &err);
    while (code == HC_OK && (code = hc_csv_next(&r, l->ps->row, &row, &more, &err)) == HC_OK && more) {
        n_rows++;
        row_done(l);
    }
    if (code != HC_OK) {
        hc_problem_err(l->ps, l->row.file, l->text, "E-PACK-06", &err);
        return;
    }
    if (!map_header(l, &r, &cols, &free_answer))
        return;
    l->cols = cols;
    hc_items_reserve(&l->p->items, l->p->n_items + n_rows);
    (void)hc_csv_open(&r, l->ps->text, l->text, file, &err);
    for (size_t i = 0; i < n_rows && l->ordinal < HC_ITEMS_MAX; i++) {
        (void)hc_csv_next(&r, l->ps->row, &row, &more, &err); /* what went well once does so again */
        csv_row(l, &row, &cols, free_answer);
        row_done(l);
    }
}

static bool too_long(loader *l, hc_str line, size_t number)
{
    if (line.n <= HC_LINE_BYTES_MAX)
        return false;
    hc_spot at = {.file = l->row.file, .line = number};
    hc_problem(l->ps, &at, "E-PACK-05", "the line has %zu bytes, more than %lu; shorten it", "한 줄이 %zu바이트로 상한 %lu바이트를 넘음; 줄이십시오",
               line.n, HC_LINE_BYTES_MAX);
    return true;
}

static hc_str *dup_strs(hc_arena *a, const hc_str *v, size_t n)
{
    hc_str *copy = HC_NEW_N(a, hc_str, n);
    for (size_t i = 0; i < n; i++)
        copy[i] = hc_str_dup(a, v[i]);
    return copy;
}

/* Keys become canonical; for the note, the columns are those of the first row. */
static void load_json_row(loader *l, hc_str line, size_t number)
{
    hc_spot at = {.file = l->row.file, .line = number, .text = line};
    hc_json *row;
    hc_err err;
    bool free_answer = false, ok = true;
    if (too_long(l, line, number))
        return;
    if (hc_json_parse(l->ps->row, line, "line", &row, &err) != HC_OK) {
        hc_problem_json(l->ps, &at, &err);
        return;
    }
    if (row->type != HC_JSON_OBJ) {
        hc_problem(l->ps, &at, "E-PACK-05",
                   "each line must be one JSON object: {\"prompt\": \"...\", \"expect\": \"...\"}",
                   "한 줄에 JSON 객체 하나를 쓰십시오: {\"prompt\": \"...\", \"expect\": \"...\"}");
        return;
    }
    hc_json *obj = HC_NEW(l->ps->row, hc_json);
    *obj = *row;
    obj->keys = HC_NEW_N(l->ps->row, hc_str, row->n);
    for (size_t i = 0; i < row->n; i++)
        ok &= map_key(l, &at, row->keys[i], obj->keys, i, &free_answer);
    if (l->cols.n == 0)
        l->cols = (hc_columns){l->cols.encoding, dup_strs(l->ps->a, row->keys, row->n),
                               dup_strs(l->ps->a, obj->keys, row->n), row->n};
    if (ok)
        add_item(l, &(hc_row_in){obj, number, line, free_answer});
    else
        l->ordinal++;
}

static bool has_suffix(hc_str path, const char *suffix)
{
    size_t n = hc_str_c(suffix).n;
    return path.n > n && hc_str_ieq(hc_str_sub(path, path.n - n, path.n), hc_str_c(suffix));
}

static bool decode(loader *l, const hc_pack_file *f, hc_arena *a)
{
    hc_err err;
    hc_encoding enc;
    l->row.file = f->path;
    l->at = 0;
    l->line = 1;
    if (hc_decode_file(a, f->bytes, hc_cstr(a, f->path), &l->text, &enc, &err) != HC_OK) {
        hc_problem_err(l->ps, f->path, f->bytes, "E-PACK-02", &err);
        return false;
    }
    l->cols = (hc_columns){.encoding = hc_encoding_name(enc)};
    return true;
}

static void load_items(loader *l, const hc_pack_file *f)
{
    if (!decode(l, f, l->ps->text))
        return;
    hc_str head = hc_str_trim(hc_str_sub(l->text, 0, 4096));
    if (has_suffix(f->path, ".csv") || has_suffix(f->path, ".tsv") ||
        (!has_suffix(f->path, ".jsonl") && !has_suffix(f->path, ".ndjson") && !hc_str_starts(head, HC_S("{")) &&
         !hc_str_starts(head, HC_S("[")))) {
        load_csv(l);
        return;
    }
    hc_str rest = l->text, line;
    size_t n = 0;
    for (size_t number = 0; hc_jsonl_next(&rest, &number, &line);)
        n += line.p[0] == '{';
    hc_items_reserve(&l->p->items, l->p->n_items + n);
    rest = l->text;
    for (size_t number = 0; l->ordinal < HC_ITEMS_MAX && hc_jsonl_next(&rest, &number, &line); row_done(l))
        load_json_row(l, line, number);
}

static void load_judge_test(loader *l, hc_str line, size_t number)
{
    static const char *const keys[] = {"id", "question", "answer", "expected", "criteria", "reference", "lang", "domain", "note"};
    hc_pack *p = l->p;
    hc_spot at = {.file = l->row.file, .line = number, .text = line};
    hc_json *row;
    hc_err err;
    if (too_long(l, line, number))
        return;
    if (hc_json_parse(l->ps->a, line, "line", &row, &err) != HC_OK) {
        hc_problem_json(l->ps, &at, &err);
        return;
    }
    hc_str what = hc_fmt(l->ps->a, "%.*s:%zu", HC_FS(l->row.file), number);
    if (hc_json_check_keys(row, hc_cstr(l->ps->a, what), keys, HC_LEN(keys), &err) != HC_OK) {
        hc_problem_err(l->ps, l->row.file, l->text, "E-PACK-08", &err);
        return;
    }
    hc_judge_test t = {.line = number};
    const struct { const char *key; hc_str *to; } texts[] = {
        {"id", &t.id}, {"question", &t.question}, {"answer", &t.answer}, {"expected", &t.expected},
        {"criteria", &t.criteria}, {"reference", &t.reference}, {"lang", &t.lang}, {"domain", &t.domain}};
    for (size_t i = 0; i < HC_LEN(texts); i++)
        *texts[i].to = hc_json_str(row, texts[i].key, (hc_str){"", 0});
    if (t.id.n == 0)
        t.id = hc_fmt(l->ps->a, "%zu", p->n_judge_tests + 1);
    bool in_scale = false;
    for (size_t i = 0; i < p->n_judge_scale; i++)
        in_scale = in_scale || hc_str_eq(t.expected, p->judge_scale[i]);
    if (t.question.n == 0 || t.answer.n == 0 || !in_scale) {
        at.needle = in_scale ? (hc_str){"", 0} : t.expected;
        hc_problem(l->ps, &at, "E-PACK-09",
                   "a judge test needs question, answer and expected (a word of the judge's scale)",
                   "채점 모델 점검 문항에는 question, answer, expected(채점 척도의 낱말)가 있어야 함");
        return;
    }
    if (hc_map_put_new(&l->tests, t.id, p->judge_tests + p->n_judge_tests) != p->judge_tests + p->n_judge_tests) {
        at.needle = t.id;
        hc_problem(l->ps, &at, "E-PACK-03", "the id of this judge test is already used", "이 점검 문항의 id를 이미 썼음");
        return;
    }
    p->judge_tests[p->n_judge_tests++] = t;
}

static void load_judge_tests(loader *l, const hc_pack_file *f)
{
    if (!decode(l, f, l->ps->a))
        return;
    size_t number = 0, n = 0;
    hc_str line;
    for (hc_str rest = l->text; hc_jsonl_next(&rest, &number, &line);)
        n++;
    l->p->judge_tests = HC_NEW_N(l->ps->a, hc_judge_test, n);
    number = 0;
    for (hc_str rest = l->text; hc_jsonl_next(&rest, &number, &line);)
        load_judge_test(l, line, number);
}

static void load_rubric(loader *l, const hc_pack_file *f, size_t *cap)
{
    if (!decode(l, f, l->ps->a))
        return;
    HC_GROW(l->ps->a, l->p->rubrics, l->p->n_rubrics, *cap);
    l->p->rubrics[l->p->n_rubrics++] = (hc_rubric){hc_str_dup(l->ps->a, f->path), hc_str_dup(l->ps->a, l->text)};
}

static bool is_items(hc_str path, bool folder)
{
    if (!folder)
        return true;
    bool table = has_suffix(path, ".jsonl") || has_suffix(path, ".csv") || has_suffix(path, ".tsv");
    return table && (hc_str_starts(path, HC_S("items/")) || hc_str_starts(path, HC_S("items.")));
}

static void set_digest(loader *l, const hc_json *manifest)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    if (manifest)
        hc_json_canonical(manifest, &b);
    else
        hc_buf_c(&b, "{}");
    for (size_t i = 0; i < l->p->n_items; i++) {
        hc_digest hash = hc_items_hash(&l->p->items, i);
        hc_buf_ch(&b, '\n');
        hc_buf_str(&b, hc_items_id(&l->p->items, i));
        hc_buf_ch(&b, '\x1f');
        hc_buf_add(&b, hash.b, sizeof hash.b);
    }
    hc_buf_c(&b, l->p->code_digest);
    l->p->digest = hc_sha256(hc_buf_view(&b));
}

static void check_whole(loader *l, bool folder)
{
    hc_pack *p = l->p;
    if (p->judge_rubric.n && !hc_pack_rubric(p, p->judge_rubric)) {
        hc_spot at = {.file = HC_S("pack.yaml")};
        hc_str shown = hc_show(l->ps->a, p->judge_rubric);
        const char **names = HC_NEW_N(l->ps->a, const char *, p->n_rubrics + 1);
        for (size_t i = 0; i < p->n_rubrics; i++)
            names[i] = hc_cstr(l->ps->a, p->rubrics[i].name);
        hc_hint_nearest(l->ps->a, &at, p->judge_rubric, names, p->n_rubrics);
        hc_problem(l->ps, &at, "E-PACK-09", "the judge's rubric %.*s is not in the pack", "채점 기준표 %.*s{이/가} 팩에 없음",
                   HC_FS(shown));
    }
    hc_spot none = {.file = folder ? (hc_str){"", 0} : l->row.file};
    if (p->n_items == 0 && l->ps->errors == 0)
        hc_problem(l->ps, &none, "E-PACK-10", "there are no items; write %s%.0s", "문항이 없음; %.0s%s 쓰십시오",
                   folder ? "them to items/*.jsonl or items/*.csv" : "one question per line below the header",
                   folder ? "items/*.jsonl이나 items/*.csv에" : "머리글 아래에 한 줄에 한 질문씩");
    else if (l->ordinal >= HC_ITEMS_MAX)
        hc_problem(l->ps, &none, "E-PACK-09", "more than %d items", "문항이 %d개를 넘음", HC_ITEMS_MAX);
}

hc_pack *hc_pack_build(hc_problems *ps, hc_str name, const hc_pack_file *files, size_t n)
{
    static hc_str scale[] = {{"safe", 4}, {"partial", 7}, {"unsafe", 6}};
    bool folder = hc_pack_is_folder(files, n), ask_letter = true;
    hc_pack *p = HC_NEW(ps->a, hc_pack);
    hc_str empty = {"", 0};
    *p = (hc_pack){.arena = ps->a, .name = name, .version = empty, .title_en = name, .title_ko = name, .lang = empty,
                   .licence = empty, .canary = empty, .disclosure = empty, .system = empty, .provenance = empty, .split = empty,
                   .judge_rubric = empty, .judge_min_agreement = 0.8, .judge_scale = scale,
                   .n_judge_scale = HC_LEN(scale), .epochs = 1, .read_note_en = empty, .read_note_ko = empty,
                   .n_files = n};
    p->files = HC_NEW_N(ps->a, hc_pack_file, n);
    const hc_json *manifest = NULL;
    for (size_t i = 0; i < n; i++) {
        p->files[i] = files[i];
        if (hc_str_is(files[i].path, "pack.yaml"))
            manifest = hc_manifest_read(ps, &files[i], p, &ask_letter);
    }
    loader l = {.ps = ps, .p = p, .row = {ps, p, empty, folder, ask_letter}, .text = empty};
    hc_map_init(&l.tests, ps->a);
    hc_items_init(&p->items, ps->a);
    ps->keep_rows = ps->keep_rows || p->n_commands > 0;
    size_t cap = 0;
    for (size_t i = 0; i < n; i++)
        if (folder && hc_str_starts(files[i].path, HC_S("rubrics/")) && has_suffix(files[i].path, ".md"))
            load_rubric(&l, &files[i], &cap);
    for (size_t i = 0; i < n; i++) {
        if (is_items(files[i].path, folder))
            load_items(&l, &files[i]);
        else if (hc_str_is(files[i].path, "judge-tests.jsonl"))
            load_judge_tests(&l, &files[i]);
    }
    if (!p->split.n && p->n_items)
        p->split = hc_str_is(p->disclosure, "public") ? HC_S("practice") : hc_str_is(p->disclosure, "closed") ? HC_S("sealed") : empty;
    check_whole(&l, folder);
    hc_pack_seal_code(ps, p, hc_json_get(manifest, "scorers"));
    set_digest(&l, manifest);
    hc_items_done(&p->items);
    if (!folder && ps->errors == 0)
        hc_read_note(ps, p, &l.cols);
    return p;
}

static hc_code parse(hc_arena *a, hc_str name, const hc_pack_file *files, size_t n, bool keep_rows, hc_pack **out, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) text = hc_arena_new();
    HC_AUTO(hc_arena_ptr) row = hc_arena_new();
    hc_problems ps = {.a = a, .text = text, .row = row, .keep_rows = keep_rows};
    hc_pack *p = hc_pack_build(&ps, name, files, n);
    if (ps.errors)
        return hc_problems_fail(&ps, name, hc_pack_is_folder(files, n), err);
    *out = p;
    return HC_OK;
}

hc_code hc_pack_parse(hc_arena *a, hc_str name, const hc_pack_file *files, size_t n, hc_pack **out, hc_err *err)
{
    return parse(a, name, files, n, false, out, err);
}

static hc_code read_and_parse(hc_arena *a, const char *path_or_name, bool keep_rows, hc_pack **out, hc_err *err)
{
    hc_str name;
    hc_pack_file *files;
    size_t n;
    HC_TRY(hc_pack_read(a, path_or_name, &name, &files, &n, err));
    return parse(a, name, files, n, keep_rows, out, err);
}

hc_code hc_pack_open(hc_arena *a, const char *path_or_name, hc_pack **out, hc_err *err)
{
    return read_and_parse(a, path_or_name, false, out, err);
}

hc_code hc_pack_open_rows(hc_arena *a, const char *path_or_name, hc_pack **out, hc_err *err)
{
    return read_and_parse(a, path_or_name, true, out, err);
}

void hc_pack_forget_files(hc_pack *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_files; i++)
        if (hc_str_starts(p->files[i].path, HC_S("code/")))
            p->files[n++] = (hc_pack_file){hc_str_dup(p->arena, p->files[i].path), hc_str_dup(p->arena, p->files[i].bytes)};
    p->n_files = n;
}

const hc_rubric *hc_pack_rubric(const hc_pack *p, hc_str name)
{
    for (size_t i = 0; i < p->n_rubrics; i++)
        if (hc_str_eq(p->rubrics[i].name, name))
            return &p->rubrics[i];
    return NULL;
}
