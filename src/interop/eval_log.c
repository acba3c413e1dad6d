// SPDX-License-Identifier: Apache-2.0
/*
 * Logs of Inspect: `.eval` (a zip file) and `.json` (one object). One file is one target; all files of an import are of one task.
 *
 *   header.json             {eval{task, model, metadata}, ...}; a crashed run has only _journal/start.json
 *   samples/ID_epoch_N.json one sample; of members with one name the last counts, as a repeated sample replaces the first
 *   summaries.json          every sample that the log should hold
 *
 * A sample whose `error` is set is `failed`, one that hit a limit `capped`, whatever its scores say. Logs that haechi wrote hold the
 * pack's manifest, the items and the labels in their free `metadata`: importing them gives the run's own table.
 */
#include "base/limits.h"
#include "interop/eval_int.h"
#include "io/archive.h"
#include "io/file.h"
#include "korean/josa.h"

typedef struct log {
    hc_str path;
    const char *name;
    hc_archive *zip;              /* NULL between the walks, or for JSON */
    const hc_json *samples;       /* of the JSON form */
    const hc_json *header;        /* {"eval": ...} */
    size_t target;
} log;

typedef struct ref { size_t log, place, target, item; uint32_t epoch; } ref;

typedef struct eval_import {
    hc_foreign *f;
    hc_roster *roster;
    log *logs;
    size_t n_logs;
    ref *refs;
    size_t n_refs, cap_refs;
    hc_str task, manifest;        /* of the first log */
} eval_import;

/* ---- the container ------------------------------------------------------------------------------------- */

typedef enum depth { WHOLE, ITEM, CONVERSATION } depth;

static hc_code member_json(log *l, hc_arena *a, size_t member, depth how, hc_buf *b, hc_json **out, hc_err *err)
{
    const char *name = hc_cstr(a, hc_archive_name(l->zip, member));
    HC_TRY(hc_archive_read(l->zip, member, HC_FILE_BYTES_MAX, b, err));
    hc_code code = how == WHOLE ? hc_json_parse(a, hc_buf_view(b), name, out, err)
                                : hc_eval_parse(a, hc_buf_view(b), how == CONVERSATION, name, out, err);
    return code == HC_OK ? code : hc_err_ctx(err, HC_E_INPUT, "%s: ", "%s: ", l->name);
}

static hc_code no_log(const log *l, hc_err *err)
{
    return hc_fail(err, HC_E_INPUT, "E-IMPORT-74", "%s is no Inspect log: there is no eval with a task and a model in it",
                   "%s{은/는} Inspect 로그가 아님: task와 model이 있는 eval이 없음", l->name);
}

static hc_code read_zip_header(log *l, hc_arena *a, hc_err *err)
{
    hc_json *j;
    size_t at = hc_archive_find(l->zip, HC_S("header.json"));
    if (at == SIZE_MAX)
        at = hc_archive_find(l->zip, HC_S("_journal/start.json"));
    if (at == SIZE_MAX)
        return no_log(l, err);
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    HC_TRY(member_json(l, a, at, WHOLE, &b, &j, err));
    l->header = j;
    return HC_OK;
}

static hc_code read_json_log(log *l, hc_arena *a, hc_str bytes, hc_err *err)
{
    hc_json *j;
    HC_TRY(hc_json_parse(a, bytes, l->name, &j, err));
    l->header = j;
    l->samples = hc_json_get(j, "samples");
    return l->samples && l->samples->type == HC_JSON_ARR ? HC_OK : no_log(l, err);
}

static hc_code open_log(log *l, hc_arena *a, hc_err *err)
{
    hc_str bytes;
    if (hc_str_ends(l->path, HC_S(".json"))) {
        HC_TRY(hc_file_read(a, l->name, HC_FILE_BYTES_MAX, &bytes, err));
        HC_TRY(read_json_log(l, a, bytes, err));
    } else {
        HC_TRY(hc_archive_open(l->name, &l->zip, err));
        HC_TRY(read_zip_header(l, a, err));
    }
    const hc_json *eval = hc_json_get(l->header, "eval");
    return hc_json_str(eval, "task", HC_S("")).n && hc_json_str(eval, "model", HC_S("")).n ? HC_OK : no_log(l, err);
}

static void close_log(log *l)
{
    hc_archive_close(l->zip);
    l->zip = NULL;
}

/* ---- samples ------------------------------------------------------------------------------------------- */

static size_t places(const log *l)
{
    return l->zip ? hc_archive_n(l->zip) : l->samples->n;
}

static bool is_sample(const log *l, size_t place)
{
    return !l->zip || (hc_str_starts(hc_archive_name(l->zip, place), HC_S("samples/")) &&
                       hc_str_ends(hc_archive_name(l->zip, place), HC_S(".json")));
}

/* The sample's exact bytes and its tree. */
static hc_code read_sample(log *l, size_t place, depth how, hc_arena *a, hc_buf *b, const hc_json **out, hc_err *err)
{
    hc_json *j;
    hc_jw w;
    if (l->zip) {
        HC_TRY(member_json(l, a, place, how, b, &j, err));
        *out = j;
        return HC_OK;
    }
    hc_buf_clear(b);
    hc_jw_init(&w, b);
    hc_json_write(l->samples->items[place], &w);
    *out = l->samples->items[place];
    return HC_OK;
}

static void not_understood(eval_import *m, const log *l, size_t place, const char *en, const char *ko)
{
    hc_arena *a = m->f->arena;
    hc_str where = l->zip ? hc_fmt(a, "%s/%.*s", l->name, HC_FS(hc_archive_name(l->zip, place))) : l->path;
    hc_foreign_problem_add(m->f, where, l->zip ? 0 : place + 1, hc_str_c(en), hc_str_c(ko));
}

static void see_labels(eval_import *m, hc_arena *a, const hc_json *sample)
{
    hc_label *labels;
    size_t n = hc_eval_labels(a, sample, &labels);
    for (size_t i = 0; i < n && !m->manifest.n; i++)
        hc_roster_said(m->roster, labels[i].question, labels[i].value);
}

static void take(eval_import *m, size_t log_at, size_t place, hc_arena *a, const hc_json *sample)
{
    log *l = &m->logs[log_at];
    hc_str id, key;
    uint64_t epoch;
    if (!hc_eval_identity(a, sample, &id, &epoch)) {
        not_understood(m, l, place, "no sample: id and epoch are needed (a sample in parts is not read)",
                       "사례가 아님: id와 epoch이 필요함(나누어 적힌 사례는 읽지 않음)");
        return;
    }
    hc_str row = hc_eval_row(a, sample, id, &key);
    size_t item = hc_roster_item(m->roster, id, key, row);
    if (item == SIZE_MAX)
        not_understood(m, l, place, "its input or target differs from those of the same id before",
                       "같은 id의 앞 사례와 입력이나 정답이 다름");
    else if (!hc_roster_record(m->roster, l->target, item, epoch))
        not_understood(m, l, place, "the same sample a second time", "같은 사례가 두 번 나옴");
    else {
        see_labels(m, a, sample);
        HC_GROW(m->f->arena, m->refs, m->n_refs, m->cap_refs);
        m->refs[m->n_refs++] = (ref){log_at, place, l->target, item, (uint32_t)epoch};
    }
}

static void explain(eval_import *m, const log *l, size_t place, const hc_err *why)
{
    not_understood(m, l, place, why->en, hc_cstr(m->f->arena, hc_josa(m->f->arena, hc_str_c(why->ko))));
}

/* A sample that the log counts but does not hold: cut away, or never written. */
static void check_summaries(eval_import *m, log *l, hc_arena *a, size_t held)
{
    HC_AUTO(hc_buf) b;
    hc_json *list;
    hc_err ignored;
    size_t at = l->zip ? hc_archive_find(l->zip, HC_S("summaries.json")) : SIZE_MAX;
    hc_buf_init(&b, SIZE_MAX);
    if (at == SIZE_MAX || member_json(l, a, at, WHOLE, &b, &list, &ignored) != HC_OK || list->type != HC_JSON_ARR || list->n <= held)
        return;
    for (size_t i = held; i < list->n; i++) {
        m->f->rows++;
        not_understood(m, l, at, "the log counts more samples than it holds", "로그가 세는 사례가 담긴 사례보다 많음");
    }
}

static hc_code survey(eval_import *m, size_t log_at, hc_err *err)
{
    log *l = &m->logs[log_at];
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    HC_AUTO(hc_buf) b;
    hc_err why;
    size_t held = 0;
    hc_buf_init(&b, SIZE_MAX);
    for (size_t i = 0; i < places(l); i++) {
        const hc_json *sample;
        if (!is_sample(l, i))
            continue;
        hc_arena_reset(a);
        m->f->rows++;
        held++;
        hc_code code = read_sample(l, i, ITEM, a, &b, &sample, &why);
        if (code == HC_OK) {
            take(m, log_at, i, a, sample);
        } else if (code == HC_E_INPUT || code == HC_E_LIMIT || code == HC_E_SYNTAX) {
            explain(m, l, i, &why);
        } else {
            *err = why;
            return code;
        }
    }
    check_summaries(m, l, a, held);
    return HC_OK;
}

/* ---- logs ---------------------------------------------------------------------------------------------- */

static hc_code know_log(eval_import *m, log *l, hc_err *err)
{
    const hc_json *eval = hc_json_get(l->header, "eval"), *ours = hc_json_path(eval, "metadata.haechi");
    hc_str task = hc_json_str(eval, "task", HC_S("")), manifest = hc_json_str(ours, "manifest", HC_S(""));
    if (m->task.n && (!hc_str_eq(task, m->task) || !hc_str_eq(manifest, m->manifest)))
        return hc_fail(err, HC_E_INPUT, "E-IMPORT-75", "%s is a log of another task (%.*s) than %.*s; one run holds one task: import it by itself",
                       "%s{은/는} %.*s 과제의 로그로 %.*s{과/와} 다름; 한 번에 한 과제만 가져올 수 있으니 따로 가져오십시오",
                       l->name, HC_FS(task), HC_FS(m->task));
    m->task = task;
    m->manifest = manifest;
    l->target = hc_roster_target(m->roster, hc_json_str(ours, "target", hc_json_str(eval, "model", HC_S(""))), true);
    return HC_OK;
}

static hc_code each(hc_foreign *f, hc_foreign_fn *fn, void *ctx, hc_err *err)
{
    eval_import *m = f->priv;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    HC_AUTO(hc_buf) b;
    hc_code code = HC_OK;
    log *open = NULL;
    hc_buf_init(&b, SIZE_MAX);
    for (size_t i = 0; i < m->n_refs && code == HC_OK; i++) {
        const ref *r = &m->refs[i];
        log *l = &m->logs[r->log];
        const hc_json *sample;
        hc_label *labels;
        hc_arena_reset(a);
        if (l != open && open)
            close_log(open);
        if (l != open && !l->samples)
            code = hc_archive_open(l->name, &l->zip, err);
        open = l;
        if (code == HC_OK && r->place >= places(l))
            code = no_log(l, err);
        if (code == HC_OK)
            code = read_sample(l, r->place, CONVERSATION, a, &b, &sample, err);
        if (code != HC_OK)
            break;
        hc_foreign_record rec = {.target = r->target, .item = r->item, .epoch = r->epoch, .source = hc_buf_view(&b),
                                 .conversation = hc_eval_conversation(a, sample)};
        rec.n_labels = hc_eval_labels(a, sample, &labels);
        rec.labels = labels;
        code = fn(ctx, &rec, err);
    }
    if (open)
        close_log(open);
    return code;
}

hc_code hc_import_eval(hc_foreign *f, const hc_str *paths, size_t n_paths, hc_err *err)
{
    eval_import *m = HC_NEW(f->arena, eval_import);
    *m = (eval_import){.f = f, .roster = hc_roster_new(f), .logs = HC_NEW_N(f->arena, log, n_paths)};
    for (size_t i = 0; i < n_paths; i++) {
        log *l = &m->logs[m->n_logs++];
        *l = (log){.path = paths[i], .name = hc_cstr(f->arena, paths[i])};
        hc_code code = open_log(l, f->arena, err);
        if (code == HC_OK)
            code = know_log(m, l, err);
        if (code == HC_OK)
            code = survey(m, i, err);
        close_log(l);
        HC_TRY(code);
    }
    hc_roster_finish(m->roster, m->task);
    if (m->manifest.n)
        f->manifest = m->manifest;
    f->each = each;
    f->priv = m;
    return HC_OK;
}
