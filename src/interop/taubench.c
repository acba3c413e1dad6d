// SPDX-License-Identifier: Apache-2.0
/*
 * Recorded trials of tau-bench: JSON lines (plain or gzip), one trial each, in files MODEL-DOMAIN.jsonl; task_id, trial, reward,
 * info.task with the plan of actions and the outputs that the judge of the benchmark looks for, and traj, the messages.
 *
 * The model is the target, the task the item, the trial the epoch. Label of rater "source": reward, a number; success is a
 * reward of 1. A task whose plan changes nothing and asks for no output rewards an agent that does nothing: meta(nothing).
 */
#include "interop/import_int.h"
#include "io/file.h"

/* Tools of the published domains that change the data base. */
static const char *const changing[] = {
    "book_reservation", "cancel_reservation", "send_certificate", "update_reservation_baggages", "update_reservation_flights",
    "update_reservation_passengers", "cancel_pending_order", "exchange_delivered_order_items", "modify_pending_order_address",
    "modify_pending_order_items", "modify_pending_order_payment", "modify_user_address", "return_delivered_order_items",
};

enum { TRIALS_MAX = 1000 };

typedef struct trials {
    hc_foreign *f;
    const hc_str *paths;
    size_t n_paths;
    hc_map targets, tasks, records;     /* alias, id -> ordinal + 1; "target task trial" -> its row */
    size_t row;                         /* that is being read */
    hc_buf items;
    hc_foreign_fn *fn;
    void *ctx;
} trials;

typedef struct trial { hc_str target, domain, id; uint32_t epoch; double reward; const hc_json *task, *messages; } trial;

/* "x/gpt-4o-airline.jsonl.gz" -> gpt-4o, airline */
static void names_of(hc_arena *a, hc_str path, trial *t)
{
    hc_str name = hc_path_base(path);
    ptrdiff_t dot = hc_str_find(name, HC_S(".json"));
    name.n = dot > 0 ? (size_t)dot : name.n;
    size_t dash = name.n;
    while (dash > 0 && name.p[dash - 1] != '-')
        dash--;
    t->target = hc_import_alias(a, dash > 1 ? hc_str_sub(name, 0, dash - 1) : name);
    t->domain = dash > 1 ? hc_import_alias(a, hc_str_sub(name, dash, name.n)) : HC_S("tasks");
}

static bool read_trial(trials *k, hc_arena *a, const hc_import_line *l, trial *t)
{
    const hc_json *reward = hc_json_get(l->json, "reward"), *info = hc_json_get(l->json, "info");
    int64_t task = hc_json_int(l->json, "task_id", -1), epoch = hc_json_int(l->json, "trial", -1);
    t->messages = hc_json_get(l->json, "traj");
    t->task = hc_json_get(info, "task");
    bool list = t->messages && t->messages->type == HC_JSON_ARR, number = reward && (reward->type == HC_JSON_INT || reward->type == HC_JSON_REAL);
    if (!l->json || task < 0 || epoch < 0 || epoch >= TRIALS_MAX || !number || !list) {
        if (k)
            hc_foreign_problem_add(k->f, l->file, l->line, HC_S("no trial with task_id, trial (below 1000), reward and traj"),
                                   HC_S("task_id, trial(1000 미만), reward, traj가 있는 시도가 아님"));
        return false;
    }
    names_of(a, l->file, t);
    t->id = hc_fmt(a, "%.*s-%03lld", HC_FS(t->domain), (long long)task);
    t->epoch = (uint32_t)epoch;
    t->reward = reward->d;
    return true;
}

static hc_str record_key(hc_arena *a, const trial *t)
{
    return hc_fmt(a, "%.*s %.*s %u", HC_FS(t->target), HC_FS(t->id), t->epoch);
}

/* ---- what there is ------------------------------------------------------------------------------------- */

static bool is_changing(hc_str name)
{
    for (size_t i = 0; i < HC_LEN(changing); i++)
        if (hc_str_is(name, changing[i]))
            return true;
    return false;
}

static void write_item(trials *k, const trial *t)
{
    const hc_json *plan = hc_json_get(t->task, "actions"), *outputs = hc_json_get(t->task, "outputs");
    bool changes = false, asks = outputs && outputs->type == HC_JSON_ARR && outputs->n > 0;
    for (size_t i = 0; plan && plan->type == HC_JSON_ARR && i < plan->n; i++)
        changes = changes || is_changing(hc_json_str(plan->items[i], "name", HC_S("")));
    hc_str instruction = hc_json_str(t->task, "instruction", HC_S(""));
    hc_jw w;
    hc_jw_init(&w, &k->items);
    hc_jw_obj(&w);
    hc_jw_kstr(&w, "domain", t->domain);
    hc_jw_kstr(&w, "id", t->id);
    hc_jw_key(&w, "meta");
    hc_jw_obj(&w);
    hc_jw_kc(&w, "changes", changes ? "yes" : "no");
    hc_jw_kc(&w, "nothing", changes || asks ? "fails" : "succeeds");
    hc_jw_end(&w);
    hc_jw_kstr(&w, "prompt", instruction.n ? instruction : t->id);
    hc_jw_end(&w);
    hc_buf_c(&k->items, "\n");
}

static hc_code survey(void *ctx, hc_arena *a, const hc_import_line *l, hc_err *err)
{
    trials *k = ctx;
    hc_foreign *f = k->f;
    trial t;
    (void)err;
    f->rows++;
    if (!read_trial(k, a, l, &t))
        return HC_OK;
    hc_str key = record_key(f->arena, &t);
    if (hc_map_get(&k->records, key)) {
        hc_foreign_problem_add(f, l->file, l->line, HC_S("the same trial a second time"), HC_S("같은 시도가 두 번 나옴"));
        return HC_OK;
    }
    hc_map_put(&k->records, key, (void *)f->rows);
    if (t.epoch >= f->epochs)
        f->epochs = t.epoch + 1;
    if (!hc_map_get(&k->targets, t.target)) {
        t.target = hc_str_dup(f->arena, t.target);
        f->targets[f->n_targets++] = t.target;
        hc_map_put(&k->targets, t.target, (void *)f->n_targets);
    }
    if (!hc_map_get(&k->tasks, t.id)) {
        write_item(k, &t);
        hc_map_put(&k->tasks, hc_str_dup(f->arena, t.id), (void *)++f->n_items);
    }
    return HC_OK;
}

/* ---- records ------------------------------------------------------------------------------------------- */

static hc_code hand_over(void *ctx, hc_arena *a, const hc_import_line *l, hc_err *err)
{
    trials *k = ctx;
    trial t;
    char reward[32];
    k->row++;
    if (!read_trial(NULL, a, l, &t) || (size_t)(uintptr_t)hc_map_get(&k->records, record_key(a, &t)) != k->row)
        return HC_OK;
    hc_format_f64(t.reward, reward);
    const hc_label labels[] = {{HC_S("source"), HC_S("reward"), hc_str_c(reward)},
                               {HC_S("source"), HC_S("success"), t.reward == 1 ? HC_S("yes") : HC_S("no")}};
    hc_foreign_record r = {
        .target = (uintptr_t)hc_map_get(&k->targets, t.target) - 1, .item = (uintptr_t)hc_map_get(&k->tasks, t.id) - 1,
        .epoch = t.epoch, .source = l->text, .labels = labels, .n_labels = HC_LEN(labels),
        .conversation = {.transcript = hc_import_messages(a, t.messages), .state = HC_ST_ANSWERED}};
    return k->fn(k->ctx, &r, err);
}

static hc_code each(hc_foreign *f, hc_foreign_fn *fn, void *ctx, hc_err *err)
{
    trials *k = f->priv;
    k->row = 0;
    k->fn = fn;
    k->ctx = ctx;
    return hc_import_lines(f, k->paths, k->n_paths, hand_over, k, err);
}

/* ---- as a pack ----------------------------------------------------------------------------------------- */

static void write_manifest(hc_foreign *f)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_buf_c(&b, "name: tau-bench\n"
                 "title: {ko: \"tau-bench 공개 기록\", en: \"tau-bench, published trials\"}\n"
                 "lang: en\n"
                 "scorers:\n"
                 "  - {id: success, kind: label}\n"
                 "  - {id: reward, kind: label}\n"
                 "  - {id: calls, kind: calls, points: {}, other: 1}\n"
                 "  - {id: changes, kind: calls, points: {");
    for (size_t i = 0; i < HC_LEN(changing); i++)
        hc_buf_fmt(&b, "%s%s: 1", i ? ", " : "", changing[i]);
    hc_buf_c(&b, "}}\nmetrics:\n");
    for (uint32_t k = 1; k <= f->epochs && k <= 8; k++)
        hc_buf_fmt(&b, "  pass_%u: {kind: pass^k, k: %u, scorer: success, of: \"verdict:yes\", title: \"pass^%u\"}\n", k, k, k);
    hc_buf_c(&b, "  nothing: {scorer: success, of: \"meta(nothing):succeeds\","
                 " title: {ko: \"아무것도 하지 않아도 성공\", en: \"earned by doing nothing\"}}\n"
                 "  calls: {kind: mean, scorer: calls, title: {ko: \"도구 호출\", en: \"tool calls\"}}\n"
                 "  changes: {kind: mean, scorer: changes, title: {ko: \"상태를 바꾼 호출\", en: \"calls that change state\"}}\n");
    f->manifest = hc_str_dup(f->arena, hc_buf_view(&b));
}

hc_code hc_import_taubench(hc_foreign *f, const hc_str *paths, size_t n_paths, hc_err *err)
{
    trials *k = HC_NEW(f->arena, trials);
    *k = (trials){.f = f, .paths = paths, .n_paths = n_paths};
    f->targets = HC_NEW_N(f->arena, hc_str, n_paths);
    hc_map_init(&k->targets, f->arena);
    hc_map_init(&k->tasks, f->arena);
    hc_map_init(&k->records, f->arena);
    hc_buf_init(&k->items, SIZE_MAX);
    hc_code code = hc_import_lines(f, paths, n_paths, survey, k, err);
    f->items = hc_str_dup(f->arena, hc_buf_view(&k->items));
    hc_buf_fini(&k->items);
    HC_TRY(code);
    f->name = HC_S("tau-bench");
    write_manifest(f);
    f->each = each;
    f->priv = k;
    return HC_OK;
}
