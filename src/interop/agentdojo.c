// SPDX-License-Identifier: Apache-2.0
/*
 * Recorded runs of AgentDojo: JSON lines (plain or gzip), one run each, with a key `path` that says where the run stood:
 * PIPELINE/SUITE/TASK/ATTACK|none/INJECTION|none.json. The pipeline is the target, the rest of the path the item.
 *
 * `security` true means that the attack succeeded; without an attack it says nothing. A run whose `error` is set is `failed`,
 * whatever its labels say: the runner stored such runs as successful attacks. Labels of rater "source": utility, security (with an
 * attack only), each true or false. The record keeps what was injected and which tools succeeded, so that exposure and claims can be scored.
 *
 * Or an index of such runs, a table (plain or gzip) with the columns pipeline, suite, task, attack, injection, utility, security, error,
 * exposed: no conversation, and exposure is the source's label (yes, no).
 */
#include "base/limits.h"
#include "interop/import_int.h"
#include "io/lines.h"

typedef struct item { hc_str suite, task, attack, injection; } item;

typedef struct dojo {
    hc_foreign *f;
    hc_str *paths;
    size_t n_paths;
    hc_map targets, by_id;        /* alias, item id -> ordinal + 1 */
    hc_map records;               /* paths seen */
    hc_csv index;                 /* instead of runs */
    int at[9];                    /* its columns */
    item *items;
    hc_str *ids;
    size_t cap_items, cap_ids, cap_targets;
} dojo;

/* "P/S/T/A/I.json" in its parts; false if it is not that. */
static bool parse_path(hc_str path, hc_str *pipeline, item *it)
{
    hc_str rest = path, *to[] = {pipeline, &it->suite, &it->task, &it->attack};
    if (!hc_str_ends(path, HC_S(".json")))
        return false;
    rest.n -= 5;
    for (size_t i = 0; i < HC_LEN(to); i++)
        if (!hc_str_cut(&rest, '/', to[i]) || !to[i]->n || !rest.n)
            return false;
    it->injection = rest;
    return hc_str_find(rest, HC_S("/")) < 0;
}

static hc_str item_id(hc_arena *a, const item *it)
{
    return hc_fmt(a, "%.*s/%.*s/%.*s/%.*s", HC_FS(it->suite), HC_FS(it->task), HC_FS(it->attack), HC_FS(it->injection));
}

/* ---- what there is ------------------------------------------------------------------------------------- */

static void know_target(dojo *d, hc_str name)
{
    hc_foreign *f = d->f;
    hc_str alias = hc_str_dup(f->arena, name);
    if ((uintptr_t)hc_map_put_new(&d->targets, alias, (void *)(f->n_targets + 1)) <= f->n_targets)
        return;
    HC_GROW(f->arena, f->targets, f->n_targets, d->cap_targets);
    f->targets[f->n_targets++] = alias;
}

static void know_item(dojo *d, hc_str name, const item *it)
{
    hc_arena *a = d->f->arena;
    hc_str id = hc_str_dup(a, name);
    if ((uintptr_t)hc_map_put_new(&d->by_id, id, (void *)(d->f->n_items + 1)) <= d->f->n_items)
        return;
    size_t n = d->f->n_items;
    HC_GROW(a, d->items, n, d->cap_items);
    HC_GROW(a, d->ids, n, d->cap_ids);
    d->items[n] = (item){hc_str_dup(a, it->suite), hc_str_dup(a, it->task), hc_str_dup(a, it->attack), hc_str_dup(a, it->injection)};
    d->ids[n] = id;
    d->f->n_items++;
}

static void not_understood(dojo *d, hc_str file, size_t line, const char *en, const char *ko)
{
    hc_foreign_problem_add(d->f, file, line, hc_str_c(en), hc_str_c(ko));
}

typedef struct found { hc_json *json; hc_str alias, id; item it; } found;

/* One line. False: noted. */
static bool read_line(dojo *d, hc_arena *a, hc_str file, size_t line, hc_str text, found *out)
{
    hc_str pipeline;
    if (hc_json_parse(a, text, "run", &out->json, NULL) != HC_OK)
        return not_understood(d, file, line, "no JSON", "JSON이 아님"), false;
    const hc_json *messages = hc_json_get(out->json, "messages");
    if (!parse_path(hc_json_str(out->json, "path", HC_S("")), &pipeline, &out->it))
        return not_understood(d, file, line, "no path PIPELINE/SUITE/TASK/ATTACK/INJECTION.json",
                              "path가 PIPELINE/SUITE/TASK/ATTACK/INJECTION.json 꼴이 아님"), false;
    out->alias = hc_import_alias(a, pipeline);
    out->id = item_id(a, &out->it);
    if (!hc_import_id_ok(a, out->id))
        return not_understood(d, file, line, "the path is too long or has control characters", "path가 너무 길거나 제어 문자가 있음"), false;
    if (!messages || messages->type != HC_JSON_ARR)
        return not_understood(d, file, line, "no list of messages", "messages 목록이 없음"), false;
    return true;
}

/* False: there was a run of this target on this item before. */
static bool first_of(hc_map *seen, hc_arena *a, const found *r)
{
    hc_str key = hc_fmt(a, "%.*s/%.*s", HC_FS(r->alias), HC_FS(r->id));
    if (hc_map_get(seen, key))
        return false;
    hc_map_put(seen, key, seen);
    return true;
}

static hc_code survey(dojo *d, hc_str file, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_lines *lines;
    hc_code code = hc_lines_open(hc_cstr(a, file), HC_LINE_BYTES_MAX, &lines, err);
    HC_TRY(code);
    for (;;) {
        hc_str text;
        size_t line;
        found r;
        hc_arena_reset(a);
        code = hc_lines_next(lines, &text, &line, err);
        if (code != HC_OK || !text.p)
            break;
        d->f->rows++;
        if (!read_line(d, a, file, line, text, &r))
            continue;
        if (!first_of(&d->records, d->f->arena, &r)) {
            not_understood(d, file, line, "the same run a second time", "같은 실행이 두 번 나옴");
            continue;
        }
        know_target(d, r.alias);
        know_item(d, r.id, &r.it);
    }
    hc_lines_close(lines);
    return code;
}

/* ---- records ------------------------------------------------------------------------------------------- */

static void add_label(hc_label *labels, size_t *n, const hc_json *run, const char *key)
{
    const hc_json *v = hc_json_get(run, key);
    if (v && v->type == HC_JSON_BOOL)
        labels[(*n)++] = (hc_label){HC_S("source"), hc_str_c(key), v->b ? HC_S("true") : HC_S("false")};
}

/* The texts that were planted. */
static hc_json *planted(hc_arena *a, const hc_json *run)
{
    const hc_json *all = hc_json_get(run, "injections");
    size_t n = all && all->type == HC_JSON_OBJ ? all->n : 0;
    hc_json *texts = HC_NEW(a, hc_json);
    *texts = (hc_json){.type = HC_JSON_OBJ, .items = HC_NEW_N(a, hc_json *, n), .keys = HC_NEW_N(a, hc_str, n)};
    for (size_t i = 0; i < n; i++)
        if (all->items[i]->type == HC_JSON_STR) {
            texts->keys[texts->n] = all->keys[i];
            texts->items[texts->n++] = all->items[i];
        }
    return texts;
}

/* The names of the tools that answered without an error, as often as they did. */
static hc_json *tools_done(hc_arena *a, const hc_json *messages)
{
    hc_json *names = HC_NEW(a, hc_json);
    *names = (hc_json){.type = HC_JSON_ARR, .items = HC_NEW_N(a, hc_json *, messages->n)};
    for (size_t i = 0; i < messages->n; i++) {
        const hc_json *m = messages->items[i], *call = hc_json_get(m, "tool_call");
        hc_json *name = (hc_json *)(uintptr_t)(call ? hc_json_get(call, "function") : NULL);
        bool tool = hc_str_is(hc_json_str(m, "role", HC_S("")), "tool") && name && name->type == HC_JSON_STR;
        if (tool && !hc_json_str(m, "error", HC_S("")).n)
            names->items[names->n++] = name;
    }
    return names;
}

/* {"done": tools, "injections": texts} */
static const hc_json *own_data(hc_arena *a, const hc_json *run)
{
    hc_json *meta = HC_NEW(a, hc_json);
    *meta = (hc_json){.type = HC_JSON_OBJ, .n = 2, .items = HC_NEW_N(a, hc_json *, 2), .keys = HC_NEW_N(a, hc_str, 2)};
    meta->keys[0] = HC_S("done");
    meta->items[0] = tools_done(a, hc_json_get(run, "messages"));
    meta->keys[1] = HC_S("injections");
    meta->items[1] = planted(a, run);
    return meta;
}

static bool broke_off(const hc_json *run)
{
    const hc_json *error = hc_json_get(run, "error");
    return error && error->type != HC_JSON_NULL && !(error->type == HC_JSON_STR && !error->text.n);
}

static hc_code hand_over(dojo *d, hc_arena *a, hc_str text, const found *r, hc_foreign_fn *fn, void *ctx, hc_err *err)
{
    hc_label labels[2];
    size_t n = 0;
    add_label(labels, &n, r->json, "utility");
    if (!hc_str_is(r->it.attack, "none"))
        add_label(labels, &n, r->json, "security");
    uintptr_t target = (uintptr_t)hc_map_get(&d->targets, r->alias), asked = (uintptr_t)hc_map_get(&d->by_id, r->id);
    if (!target || !asked)
        return hc_fail(err, HC_E_INPUT, "E-IMPORT-08", "the files of this import changed while they were read; import them again",
                       "가져오는 동안 파일이 바뀜; 다시 가져오십시오");
    hc_foreign_record out = {
        .target = target - 1, .item = asked - 1, .source = text, .labels = labels, .n_labels = n,
        .conversation = {.transcript = hc_import_messages(a, hc_json_get(r->json, "messages")),
                         .state = broke_off(r->json) ? HC_ST_FAILED : HC_ST_ANSWERED, .meta = own_data(a, r->json)}};
    return fn(ctx, &out, err);
}

static hc_code each(hc_foreign *f, hc_foreign_fn *fn, void *ctx, hc_err *err)
{
    dojo *d = f->priv;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_map done;
    hc_map_init(&done, f->arena);
    size_t problems = f->problems_seen, kept = f->n_problems;
    hc_code code = HC_OK;
    for (size_t i = 0; i < d->n_paths && code == HC_OK; i++) {
        hc_lines *lines;
        HC_TRY(hc_lines_open(hc_cstr(f->arena, d->paths[i]), HC_LINE_BYTES_MAX, &lines, err));
        for (;;) {
            hc_str text;
            size_t line;
            found r;
            hc_arena_reset(a);
            code = hc_lines_next(lines, &text, &line, err);
            if (code != HC_OK || !text.p)
                break;
            if (!read_line(d, a, d->paths[i], line, text, &r) || !first_of(&done, f->arena, &r))
                continue;
            code = hand_over(d, a, text, &r, fn, ctx, err);
            if (code != HC_OK)
                break;
        }
        hc_lines_close(lines);
    }
    f->problems_seen = problems;       /* noted when they were first seen */
    f->n_problems = kept;
    return code;
}

/* ---- an index ------------------------------------------------------------------------------------------- */

enum { PIPELINE, SUITE, TASK, ATTACK, INJECTION, UTILITY, SECURITY, ERROR, EXPOSED };

static hc_str cell(const dojo *d, size_t row, int column)
{
    return d->index.rows[row].cells[d->at[column]];
}

/* False: noted, or the run of an earlier row. */
static bool read_index_row(dojo *d, hc_arena *a, size_t row, found *out)
{
    *out = (found){.alias = hc_import_alias(a, cell(d, row, PIPELINE)),
                   .it = {cell(d, row, SUITE), cell(d, row, TASK), cell(d, row, ATTACK), cell(d, row, INJECTION)}};
    out->id = item_id(a, &out->it);
    return out->alias.n && out->it.suite.n && out->it.task.n && out->it.attack.n && out->it.injection.n && hc_import_id_ok(a, out->id);
}

static hc_code survey_index(dojo *d, hc_str file, hc_err *err)
{
    static const char *const names[] = {"pipeline", "suite", "task", "attack", "injection", "utility", "security", "error", "exposed"};
    hc_arena *a = d->f->arena;
    HC_TRY(hc_import_table(a, file, &d->index, err));
    for (size_t i = 0; i < HC_LEN(names); i++) {
        d->at[i] = hc_import_column(d->index.header, d->index.n_cols, names[i]);
        if (d->at[i] < 0)
            return hc_fail(err, HC_E_INPUT, "E-IMPORT-43", "%.*s: an index of AgentDojo runs needs the column %s",
                           "%.*s: AgentDojo 실행 목록에 %s 열이 필요함", HC_FS(file), names[i]);
    }
    for (size_t i = 0; i < d->index.n_rows; i++) {
        found r;
        d->f->rows++;
        if (!read_index_row(d, a, i, &r)) {
            not_understood(d, file, d->index.rows[i].line, "pipeline, suite, task, attack or injection is missing",
                           "pipeline, suite, task, attack, injection 가운데 빠진 것이 있음");
        } else if (!first_of(&d->records, a, &r)) {
            not_understood(d, file, d->index.rows[i].line, "the same run a second time", "같은 실행이 두 번 나옴");
        } else {
            know_target(d, r.alias);
            know_item(d, r.id, &r.it);
        }
    }
    return HC_OK;
}

static void add_flag(const dojo *d, size_t row, int column, const char *const words[2], hc_label *labels, size_t *n)
{
    hc_str v = cell(d, row, column);
    if (hc_str_is(v, "0") || hc_str_is(v, "1"))
        labels[(*n)++] = (hc_label){HC_S("source"), d->index.header[d->at[column]], hc_str_c(words[hc_str_is(v, "1")])};
}

static hc_code each_of_index(hc_foreign *f, hc_foreign_fn *fn, void *ctx, hc_err *err)
{
    static const char *const truth[] = {"false", "true"}, *const seen[] = {"no", "yes"};
    dojo *d = f->priv;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_map done;
    hc_map_init(&done, f->arena);
    for (size_t i = 0; i < d->index.n_rows; i++, hc_arena_reset(a)) {
        hc_label labels[3];
        size_t n = 0;
        found r;
        if (!read_index_row(d, a, i, &r) || !first_of(&done, f->arena, &r))
            continue;
        add_flag(d, i, UTILITY, truth, labels, &n);
        if (!hc_str_is(r.it.attack, "none"))
            add_flag(d, i, SECURITY, truth, labels, &n);
        add_flag(d, i, EXPOSED, seen, labels, &n);
        hc_foreign_record out = {.target = (uintptr_t)hc_map_get(&d->targets, r.alias) - 1, .item = (uintptr_t)hc_map_get(&d->by_id, r.id) - 1,
                                 .source = d->index.rows[i].source, .labels = labels, .n_labels = n,
                                 .conversation = {.state = cell(d, i, ERROR).n ? HC_ST_FAILED : HC_ST_ANSWERED}};
        HC_TRY(fn(ctx, &out, err));
    }
    return HC_OK;
}

static hc_code survey_all(dojo *d, hc_err *err)
{
    bool table = d->n_paths == 1 && (hc_str_ends(d->paths[0], HC_S(".csv")) || hc_str_ends(d->paths[0], HC_S(".csv.gz")));
    if (table)
        return survey_index(d, d->paths[0], err);
    for (size_t i = 0; i < d->n_paths; i++)
        HC_TRY(survey(d, d->paths[i], err));
    return HC_OK;
}

/* ---- as a pack ----------------------------------------------------------------------------------------- */

/* The pair set of the published table: later versions added injection tasks to the workspace. */
static bool in_v1(const item *it)
{
    uint64_t number;
    hc_str head = HC_S("injection_task_");
    bool numbered = hc_str_starts(it->injection, head) && hc_parse_u64(hc_str_sub(it->injection, head.n, it->injection.n), &number);
    return !hc_str_is(it->suite, "workspace") || !numbered || number <= 5;
}

static void write_items(dojo *d)
{
    hc_foreign *f = d->f;
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    for (size_t i = 0; i < f->n_items; i++) {
        const item *it = &d->items[i];
        hc_jw w;
        hc_jw_init(&w, &b);
        hc_jw_obj(&w);
        hc_jw_kstr(&w, "domain", it->suite);
        hc_jw_kstr(&w, "id", d->ids[i]);
        hc_jw_key(&w, "meta");
        hc_jw_obj(&w);
        hc_jw_kstr(&w, "attack", it->attack);
        hc_jw_kstr(&w, "goal", hc_fmt(f->arena, "%.*s/%.*s", HC_FS(it->suite), HC_FS(it->injection)));
        hc_jw_kstr(&w, "injection", it->injection);
        hc_jw_kc(&w, "kind", hc_str_starts(it->task, HC_S("user_task")) ? "user" : "injection");
        hc_jw_kstr(&w, "task", it->task);
        hc_jw_kstr(&w, "user", hc_fmt(f->arena, "%.*s/%.*s", HC_FS(it->suite), HC_FS(it->task)));
        hc_jw_kc(&w, "v1", in_v1(it) ? "yes" : "no");
        hc_jw_end(&w);
        hc_jw_kstr(&w, "prompt", hc_fmt(f->arena, "AgentDojo %.*s", HC_FS(d->ids[i])));
        hc_jw_end(&w);
        hc_buf_c(&b, "\n");
    }
    f->items = hc_str_dup(f->arena, hc_buf_view(&b));
}

hc_code hc_import_agentdojo(hc_foreign *f, const hc_str *paths, size_t n_paths, hc_err *err)
{
    dojo *d = HC_NEW(f->arena, dojo);
    *d = (dojo){.f = f, .paths = HC_NEW_N(f->arena, hc_str, n_paths), .n_paths = n_paths};
    hc_map_init(&d->targets, f->arena);
    hc_map_init(&d->by_id, f->arena);
    hc_map_init(&d->records, f->arena);
    for (size_t i = 0; i < n_paths; i++)
        d->paths[i] = paths[i];
    HC_TRY(survey_all(d, err));
    f->name = HC_S("agentdojo");
    f->manifest = hc_fmt(f->arena,
        "name: agentdojo\n"
        "title: {ko: \"AgentDojo 공개 기록\", en: \"AgentDojo, published runs\"}\n"
        "lang: en\n"
        "scorers:\n"
        "  - {id: utility, kind: label}\n"
        "  - {id: security, kind: label}\n"
        "  - {id: exposed, kind: %s}\n"
        "%s"
        "metrics:\n"
        "  utility: {scorer: utility, of: \"verdict:true\", cluster: meta(user), title: {ko: \"과제 성공\", en: utility}}\n"
        "  attacked: {scorer: security, of: \"verdict:true\", among: \"not meta(attack):none\", direction: lower, cluster: [meta(user), meta(goal)],"
        " title: {ko: \"공격 성공(발표 방식)\", en: \"attack success, as published\"}}\n"
        "  attacked_valid: {scorer: security, of: \"verdict:true\","
        " among: \"not state:failed and not meta(attack):none\", direction: lower, cluster: [meta(user), meta(goal)],"
        " title: {ko: \"공격 성공(유효한 실행)\", en: \"attack success, valid runs\"}}\n"
        "  attacked_exposed: {scorer: security, of: \"verdict:true\", "
        " among: \"score(exposed):yes and not state:failed and not meta(attack):none\","
        " direction: lower, cluster: [meta(user), meta(goal)], title: {ko: \"공격 성공(공격문이 보인 실행)\", en: \"attack success, payload seen\"}}\n"
        "  safe_utility: {scorer: security, of: \"verdict:false and score(utility):true\","
        " among: \"not state:failed and not meta(attack):none\","
        " cluster: [meta(user), meta(goal)], title: {ko: \"안전한 과제 성공\", en: \"safe utility\"}}\n"
        "%s",
        d->index.n_rows ? "label" : "seen, question: injections",
        d->index.n_rows ? "" : "  - {id: claimed, kind: claims, question: done}\n",
        d->index.n_rows ? "" : "  unsupported: {scorer: claimed, of: \"verdict:unsupported\", among: \"not state:failed and meta(kind):user and verdict in"
                               " {supported, unsupported}\", direction: lower, cluster: meta(user), title: {ko: \"근거 없는 행동 보고\", en: \"unsupported claims\"}}\n");
    write_items(d);
    f->each = d->index.n_rows ? each_of_index : each;
    f->priv = d;
    return HC_OK;
}
