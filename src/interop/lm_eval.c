// SPDX-License-Identifier: Apache-2.0
/*
 * Samples of lm-evaluation-harness (`--log_samples`): files MODEL/samples_TASK_DATE.jsonl, one document on one filter a line. The folder
 * names the model, the file the task; the item is TASK/DOC_ID with the task as its domain. Metrics are labels METRIC or, where a
 * document was filtered in several ways, METRIC,FILTER as in the harness's own tables.
 *
 * The reply is the first generated text; of a document that was only rated by likelihood it is the continuation with the greatest one.
 * Repeats are further epochs without labels: the metric is one number for all of them.
 */
#include "base/limits.h"
#include "interop/roster.h"
#include "io/file.h"
#include "io/lines.h"

enum { LABELS_MAX = 100, REPEATS_MAX = 100 };

typedef struct doc { hc_foreign_record r; hc_label labels[LABELS_MAX]; } doc;

typedef struct lm_eval {
    hc_foreign *f;
    hc_roster *roster;
    doc **docs;
    size_t n, cap;
    hc_map by_key;                /* "target item epoch" -> ordinal + 1 */
    hc_str task;                  /* "" = several */
} lm_eval;

/* "out/org__model/samples_gsm8k_2025-01-01T00-00-00.1.jsonl" -> gsm8k, org__model; false: not so called */
static bool name_parts(hc_str path, hc_str *task, hc_str *model)
{
    hc_str name = hc_path_base(path), head = HC_S("samples_");
    if (!hc_str_starts(name, head) || !hc_str_ends(name, HC_S(".jsonl")))
        return false;
    *task = hc_str_sub(name, head.n, name.n - 6);
    for (size_t i = task->n; i > 0; i--)
        if (task->p[i - 1] == '_' && i + 4 < task->n && task->p[i] >= '0' && task->p[i] <= '9' && hc_str_find(*task, HC_S("T")) > 0) {
            task->n = i - 1;
            break;
        }
    *model = hc_path_base(hc_path_dir(path));
    if (hc_str_is(*model, "."))
        *model = HC_S("model");
    return task->n > 0;
}

static const hc_json *at(const hc_json *list, size_t i)
{
    return list && (list->type == HC_JSON_ARR || list->type == HC_JSON_OBJ) && i < list->n ? list->items[i] : NULL;
}

static hc_str text_or(const hc_json *j, hc_str dflt)
{
    return j && j->type == HC_JSON_STR ? j->text : dflt;
}

static double likelihood(const hc_json *resp)
{
    const hc_json *v = at(at(resp, 0), 0);
    double d = -1e300;
    if (v && v->type == HC_JSON_STR)
        hc_parse_f64(v->text, &d);
    else if (v && (v->type == HC_JSON_INT || v->type == HC_JSON_REAL))
        d = v->d;
    return d == d ? d : -1e300;
}

/* Reply number `repeat`; false: there is none. */
static bool reply_text(const hc_json *line, size_t repeat, hc_str *out)
{
    const hc_json *resps = hc_json_get(line, "resps"), *one = at(at(resps, 0), repeat), *args = hc_json_get(line, "arguments");
    if (one && one->type == HC_JSON_STR)
        return *out = one->text, true;
    if (repeat || !resps || resps->type != HC_JSON_ARR || !resps->n || !at(at(resps, 0), 0))
        return false;
    size_t best = 0;
    for (size_t i = 1; i < resps->n; i++)
        if (likelihood(resps->items[i]) > likelihood(resps->items[best]))
            best = i;
    *out = text_or(at(at(args, best), 1), HC_S(""));
    return true;
}

/* False: every metric of the line is known already. */
static bool add_labels(lm_eval *m, doc *d, const hc_json *line)
{
    const hc_json *names = hc_json_get(line, "metrics");
    hc_str filter = hc_json_str(line, "filter", HC_S("none"));
    char number[32];
    bool new = false, old = false;
    for (size_t i = 0; names && names->type == HC_JSON_ARR && i < names->n && d->r.n_labels < LABELS_MAX; i++) {
        hc_str name = text_or(names->items[i], HC_S(""));
        const hc_json *v = name.n ? hc_json_get(line, hc_cstr(m->f->arena, name)) : NULL;
        if (!v || (v->type != HC_JSON_INT && v->type != HC_JSON_REAL && v->type != HC_JSON_BOOL) || v->d != v->d)
            continue;
        hc_format_f64(v->type == HC_JSON_BOOL ? v->b : v->d, number);
        hc_str value = hc_str_dup(m->f->arena, hc_str_c(number));
        if (!hc_str_is(filter, "none"))
            name = hc_fmt(m->f->arena, "%.*s,%.*s", HC_FS(name), HC_FS(filter));
        bool known = hc_label_find(d->labels, d->r.n_labels, HC_S("source"), name);
        old = old || known;
        new = new || !known;
        if (known)
            continue;
        d->labels[d->r.n_labels++] = (hc_label){HC_S("source"), hc_str_dup(m->f->arena, name), value};
        hc_roster_said(m->roster, name, value);
    }
    return new || !old;
}

static hc_str row_of(hc_arena *a, hc_str id, hc_str task, hc_str prompt, hc_str target)
{
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_kstr(&w, "id", id);
    hc_jw_kstr(&w, "domain", task);
    hc_jw_kstr(&w, "prompt", hc_roster_text(a, prompt));
    if (hc_str_trim(target).n)
        hc_jw_kstr(&w, "reference", hc_roster_text(a, target));
    hc_jw_end(&w);
    return hc_str_dup(a, hc_buf_view(&b));
}

typedef struct trouble { const char *en, *ko; } trouble;
static const trouble no_json = {"no JSON", "JSON이 아님"}, no_response = {"no doc_id with a response", "doc_id와 응답이 있는 문서가 아님"},
                     another = {"another document than under the same id before", "같은 번호의 앞 문서와 다름"},
                     twice = {"a document under a filter that came before", "같은 문서와 필터가 앞에 나왔음"};

/* A line holds one reply or several, or another filter of those before: each reply is a row once. */
static const trouble *take(lm_eval *m, size_t target, hc_str task, hc_str source, const hc_json *line)
{
    hc_arena *a = m->f->arena;
    const hc_json *id = hc_json_get(line, "doc_id");
    hc_str prompt = text_or(at(at(hc_json_get(line, "arguments"), 0), 0), HC_S("")), text;
    if (!id || (id->type != HC_JSON_INT && id->type != HC_JSON_STR) || !reply_text(line, 0, &text))
        return &no_response;
    hc_str name = hc_roster_id(a, hc_fmt(a, "%.*s/%.*s", HC_FS(task), HC_FS(id->text)));
    const hc_json *gold = hc_json_get(line, "target");
    hc_str want = gold && gold->type != HC_JSON_ARR && gold->type != HC_JSON_OBJ ? gold->text : HC_S("");
    hc_str row = row_of(a, name, task, prompt, want);
    size_t item = hc_roster_item(m->roster, name, hc_json_str(line, "doc_hash", HC_S("")), row);
    if (item == SIZE_MAX)
        return &another;
    for (size_t k = 0; k < REPEATS_MAX && reply_text(line, k, &text); k++) {
        hc_str key = hc_fmt(a, "%zu %zu %zu", target, item, k);
        size_t known = (uintptr_t)hc_map_get(&m->by_key, key);
        if (!known) {
            doc *d = HC_NEW(a, doc);
            *d = (doc){.r = {.target = target, .item = item, .epoch = (uint32_t)k, .source = hc_str_dup(a, source)}};
            d->r.conversation = (hc_conversation){hc_import_exchange(a, hc_str_dup(a, prompt), HC_RC_OK, hc_str_dup(a, text)),
                                                  HC_ST_ANSWERED, NULL};
            HC_GROW(a, m->docs, m->n, m->cap);
            m->docs[m->n++] = d;
            known = m->n;
            hc_map_put(&m->by_key, key, (void *)known);
            hc_roster_record(m->roster, target, item, k);
            m->f->rows++;
        }
        if (k == 0 && !add_labels(m, m->docs[known - 1], line))
            return &twice;
    }
    return NULL;
}

static hc_code read_file(lm_eval *m, hc_str path, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) one = hc_arena_new();
    hc_arena *a = m->f->arena;
    hc_lines *lines;
    hc_str task, model, text;
    size_t line;
    if (!name_parts(path, &task, &model))
        return hc_fail(err, HC_E_INPUT, "E-IMPORT-76", "%.*s is not called samples_TASK_DATE.jsonl", "%.*s: 파일 이름이 samples_과제_날짜.jsonl 꼴이 아님",
                       HC_FS(path));
    m->task = m->n && !hc_str_eq(task, m->task) ? HC_S("lm-eval") : task;
    size_t target = hc_roster_target(m->roster, model, false);
    HC_TRY(hc_lines_open(hc_cstr(a, path), HC_LINE_BYTES_MAX, &lines, err));
    hc_code code;
    while ((code = hc_lines_next(lines, &text, &line, err)) == HC_OK && text.p) {
        hc_json *j;
        hc_arena_reset(one);
        const trouble *why = hc_json_parse(one, text, "line", &j, NULL) == HC_OK ? take(m, target, task, text, j) : &no_json;
        if (!why)
            continue;
        m->f->rows++;
        hc_foreign_problem_add(m->f, path, line, hc_str_c(why->en), hc_str_c(why->ko));
    }
    hc_lines_close(lines);
    return code;
}

static hc_code each(hc_foreign *f, hc_foreign_fn *fn, void *ctx, hc_err *err)
{
    lm_eval *m = f->priv;
    for (size_t i = 0; i < m->n; i++) {
        m->docs[i]->r.labels = m->docs[i]->labels;
        HC_TRY(fn(ctx, &m->docs[i]->r, err));
    }
    return HC_OK;
}

hc_code hc_import_lm_eval(hc_foreign *f, const hc_str *paths, size_t n_paths, hc_err *err)
{
    lm_eval *m = HC_NEW(f->arena, lm_eval);
    *m = (lm_eval){.f = f, .roster = hc_roster_new(f), .task = HC_S("lm-eval")};
    hc_map_init(&m->by_key, f->arena);
    for (size_t i = 0; i < n_paths; i++) {
        if (n_paths > 1 && !hc_str_ends(paths[i], HC_S(".jsonl")))
            continue;             /* results_DATE.json beside the samples of a folder */
        HC_TRY(read_file(m, paths[i], err));
    }
    hc_roster_finish(m->roster, m->task);
    f->each = each;
    f->priv = m;
    return HC_OK;
}
