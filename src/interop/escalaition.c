// SPDX-License-Identifier: Apache-2.0
/*
 * Recorded actions of EscalAItion, tables (plain or gzip) known by their columns:
 *
 *   run, model, scenario, day, self, other, action       one action each, those of a day together
 *   run, day, total                                       published scores of a day: label "total" of rater "source"
 *   action, score_class, score_points                     what an action scores by its exact name
 *
 * The model is the target, scenario and day the item, the run the epoch, counted in the order of the file. A day is one exchange whose
 * tool calls are its actions, so that points are a sum over calls. Label "run" holds the publisher's name of the run, which is the cluster.
 */
#include "interop/import_int.h"

typedef struct action { hc_str self, other, name, source; } action;
typedef struct day { size_t target, item; uint32_t epoch; hc_str run, number; action *list; size_t n, cap; } day;

typedef struct war {
    hc_foreign *f;
    hc_map targets, items;              /* alias, item id -> ordinal + 1 */
    hc_map runs, n_runs;                /* run -> epoch + 1; "target scenario" -> how many */
    hc_map by_key, totals;              /* "run/day" -> index in days + 1; its published total */
    hc_map known;                       /* actions with a class, as JSON texts */
    hc_map classes;                     /* all actions of the table of classes */
    hc_buf rows, points;                /* items; YAML of the classes */
    day *days;
    size_t n_days, cap_days, cap_targets, n_classes;
} war;

static hc_str day_key(hc_arena *a, hc_str run, hc_str number)
{
    return hc_fmt(a, "%.*s/%.*s", HC_FS(run), HC_FS(number));
}

static size_t item_of(war *w, hc_str id, hc_str scenario)
{
    hc_foreign *f = w->f;
    size_t at = (uintptr_t)hc_map_put_new(&w->items, id, (void *)(f->n_items + 1)) - 1;
    if (at < f->n_items)
        return at;
    hc_jw j;
    hc_jw_init(&j, &w->rows);
    hc_jw_obj(&j);
    hc_jw_kstr(&j, "domain", scenario);
    hc_jw_kstr(&j, "id", id);
    hc_jw_kstr(&j, "prompt", hc_fmt(f->arena, "EscalAItion %.*s", HC_FS(id)));
    hc_jw_end(&j);
    hc_buf_c(&w->rows, "\n");
    f->n_items++;
    return at;
}

static uint32_t epoch_of(war *w, hc_str run, size_t target, hc_str scenario)
{
    uintptr_t known = (uintptr_t)hc_map_get(&w->runs, run);
    if (known)
        return (uint32_t)known - 1;
    hc_str key = hc_fmt(w->f->arena, "%zu %.*s", target, HC_FS(scenario));
    uintptr_t n = (uintptr_t)hc_map_get(&w->n_runs, key) + 1;
    hc_map_put(&w->n_runs, key, (void *)n);
    hc_map_put(&w->runs, run, (void *)n);
    if (n > w->f->epochs)
        w->f->epochs = (uint32_t)n;
    return (uint32_t)n - 1;
}

enum { RUN, MODEL, SCENARIO, DAY, SELF, OTHER, ACTION, TOTAL, CLASS, POINTS, COLUMNS };

static void take_action(war *w, hc_str path, const hc_csv_row *r, const int *at)
{
    hc_foreign *f = w->f;
    hc_arena *a = f->arena;
    const hc_str *c = r->cells;
    uint64_t number;
    hc_str id = hc_fmt(a, "%.*s/day %.*s", HC_FS(c[at[SCENARIO]]), HC_FS(c[at[DAY]])), alias = hc_import_alias(a, c[at[MODEL]]);
    if (!hc_parse_u64(c[at[DAY]], &number) || !c[at[SCENARIO]].n || !c[at[RUN]].n || !hc_import_id_ok(a, id)) {
        f->rows++;
        hc_foreign_problem_add(f, path, r->line, HC_S("no run, scenario and day"), HC_S("run, scenario, day가 없음"));
        return;
    }
    size_t target = (uintptr_t)hc_map_put_new(&w->targets, alias, (void *)(f->n_targets + 1)) - 1;
    if (target == f->n_targets) {
        HC_GROW(a, f->targets, f->n_targets, w->cap_targets);
        f->targets[f->n_targets++] = alias;
    }
    hc_str run = hc_fmt(a, "%.*s/%.*s/%.*s", HC_FS(alias), HC_FS(c[at[SCENARIO]]), HC_FS(c[at[RUN]]));
    hc_str key = day_key(a, run, c[at[DAY]]);
    size_t d = (uintptr_t)hc_map_put_new(&w->by_key, key, (void *)(w->n_days + 1)) - 1;
    if (d == w->n_days) {
        f->rows++;
        HC_GROW(a, w->days, w->n_days, w->cap_days);
        w->days[w->n_days++] = (day){.target = target, .item = item_of(w, id, c[at[SCENARIO]]),
                                     .epoch = epoch_of(w, run, target, c[at[SCENARIO]]), .run = c[at[RUN]], .number = c[at[DAY]]};
    }
    day *to = &w->days[d];
    HC_GROW(a, to->list, to->n, to->cap);
    to->list[to->n++] = (action){c[at[SELF]], c[at[OTHER]], c[at[ACTION]], r->source};
}

static void take_class(war *w, hc_str path, const hc_csv_row *r, const int *at)
{
    double points;
    HC_AUTO(hc_buf) name;
    hc_buf_init(&name, SIZE_MAX);
    if (!hc_parse_f64(r->cells[at[POINTS]], &points)) {
        hc_foreign_problem_add(w->f, path, r->line, HC_S("score_points that are no number"), HC_S("score_points가 수가 아님"));
        return;
    }
    if (!hc_import_id_ok(w->f->arena, r->cells[at[ACTION]]) || hc_map_get(&w->classes, r->cells[at[ACTION]])) {
        hc_foreign_problem_add(w->f, path, r->line, HC_S("an action without a plain name, or a second time"), HC_S("쓸 수 없는 이름이거나 두 번 나온 행동"));
        return;
    }
    hc_map_put(&w->classes, hc_str_dup(w->f->arena, r->cells[at[ACTION]]), w);
    hc_jw j;
    hc_jw_init(&j, &name);
    hc_jw_str(&j, r->cells[at[ACTION]]);
    hc_str text = hc_buf_view(&name);
    hc_buf_fmt(&w->points, "%s%.*s: %.*s", w->n_classes++ ? ", " : "", HC_FS(text), HC_FS(r->cells[at[POINTS]]));
    if (!hc_str_is(r->cells[at[CLASS]], "(unscored)") || hc_str_is(r->cells[at[ACTION]], "Wait"))
        hc_map_put(&w->known, hc_str_dup(w->f->arena, text), w);
}

static hc_code read_file(war *w, hc_str path, hc_err *err)
{
    static const char *const names[COLUMNS] = {"run", "model", "scenario", "day", "self", "other", "action", "total", "score_class",
                                               "score_points"};
    int at[COLUMNS];
    hc_csv csv;
    HC_TRY(hc_import_table(w->f->arena, path, &csv, err));
    for (size_t i = 0; i < COLUMNS; i++)
        at[i] = hc_import_column(csv.header, csv.n_cols, names[i]);
    bool actions = true, totals = at[RUN] >= 0 && at[DAY] >= 0 && at[TOTAL] >= 0, classes = at[ACTION] >= 0 && at[CLASS] >= 0 && at[POINTS] >= 0;
    for (size_t i = RUN; i <= ACTION; i++)
        actions = actions && at[i] >= 0;
    if (!actions && !totals && !classes)
        return hc_fail(err, HC_E_INPUT, "E-IMPORT-04", "%.*s: neither actions, nor totals of days, nor classes of actions",
                       "%.*s: 행동, 날짜별 총점, 행동 분류 가운데 어느 것도 아님", HC_FS(path));
    for (size_t i = 0; i < csv.n_rows; i++) {
        const hc_csv_row *r = &csv.rows[i];
        if (actions)
            take_action(w, path, r, at);
        else if (classes)
            take_class(w, path, r, at);
        else
            hc_map_put(&w->totals, day_key(w->f->arena, r->cells[at[RUN]], r->cells[at[DAY]]), &r->cells[at[TOTAL]]);
    }
    return HC_OK;
}

static hc_conversation conversation_of(hc_arena *a, const day *d)
{
    hc_transcript t = hc_import_exchange(a, hc_fmt(a, "%.*s, day %.*s", HC_FS(d->run), HC_FS(d->number)), HC_RC_OK, HC_S(""));
    hc_tool_call *calls = HC_NEW_N(a, hc_tool_call, d->n);
    for (size_t i = 0; i < d->n; i++) {
        HC_AUTO(hc_buf) b;
        hc_jw w;
        hc_buf_init(&b, SIZE_MAX);
        hc_jw_init(&w, &b);
        hc_jw_obj(&w);
        hc_jw_kstr(&w, "other", d->list[i].other);
        hc_jw_kstr(&w, "self", d->list[i].self);
        hc_jw_end(&w);
        calls[i] = (hc_tool_call){hc_fmt(a, "%zu", i + 1), d->list[i].name, hc_str_dup(a, hc_buf_view(&b))};
    }
    hc_reply *reply = HC_NEW(a, hc_reply);
    *reply = *t.x[0].reply;
    reply->calls = calls;
    reply->n_calls = d->n;
    t.x[0].reply = reply;
    return (hc_conversation){t, HC_ST_ANSWERED, NULL};
}

/* The rows of the day as they stand in the file. */
static hc_str source_of(hc_arena *a, const day *d)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    for (size_t i = 0; i < d->n; i++) {
        hc_buf_str(&b, d->list[i].source);
        hc_buf_c(&b, "\n");
    }
    return hc_str_dup(a, hc_buf_view(&b));
}

static hc_code each(hc_foreign *f, hc_foreign_fn *fn, void *ctx, hc_err *err)
{
    war *w = f->priv;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < w->n_days; i++) {
        const day *d = &w->days[i];
        hc_str key = day_key(a, d->run, d->number);
        const hc_str *total = hc_map_get(&w->totals, key);
        const hc_label labels[] = {{HC_S("source"), HC_S("run"), d->run}, {HC_S("source"), HC_S("day"), key},
                                   {HC_S("source"), HC_S("total"), total ? *total : HC_S("")}};
        hc_foreign_record r = {.target = d->target, .item = d->item, .epoch = d->epoch, .source = source_of(a, d), .labels = labels,
                               .n_labels = total ? 3 : 2, .conversation = conversation_of(a, d)};
        HC_TRY(fn(ctx, &r, err));
        hc_arena_reset(a);
    }
    return HC_OK;
}

static void write_known(const war *w, hc_buf *out)
{
    for (size_t i = 0; i < w->known.n; i++)
        hc_buf_fmt(out, "%s%.*s: 0", i ? ", " : "", HC_FS(w->known.entries[i].key));
}

static void write_manifest(war *w)
{
    HC_AUTO(hc_buf) b;
    hc_str points = hc_buf_view(&w->points);
    hc_buf_init(&b, SIZE_MAX);
    hc_buf_c(&b, "name: escalaition\ntitle: {ko: \"EscalAItion 공개 행동\", en: \"EscalAItion, published actions\"}\nlang: en\nscorers:\n");
    hc_buf_fmt(&b, "  - {id: points, kind: calls, points: {%.*s}}\n", HC_FS(points));
    hc_buf_c(&b, "  - {id: unmatched, kind: calls, other: 1, points: {");
    write_known(w, &b);
    hc_buf_c(&b, "}}\n"
                 "  - {id: actions, kind: calls, other: 1, points: {Wait: 0, Message: 0}}\n"
                 "  - {id: total, kind: label}\n  - {id: run, kind: label}\n  - {id: day, kind: label}\n"
                 "metrics:\n"
                 "  total: {kind: mean, scorer: points, cluster: score(run), direction: lower,"
                 " title: {ko: \"하루 총점\", en: \"total of a day\"}}\n"
                 "  total_published: {kind: mean, scorer: total, cluster: score(run), direction: lower,"
                 " title: {ko: \"하루 총점(공개)\", en: \"total of a day (published)\"}}\n"
                 "  unmatched: {kind: ratio, scorer: unmatched, per: actions, cluster: score(run), direction: lower,"
                 " title: {ko: \"분류에 없는 행동\", en: \"actions without a class\"}}\n");
    w->f->manifest = hc_str_dup(w->f->arena, hc_buf_view(&b));
}

hc_code hc_import_escalaition(hc_foreign *f, const hc_str *paths, size_t n_paths, hc_err *err)
{
    war *w = HC_NEW(f->arena, war);
    *w = (war){.f = f};
    hc_map *const maps[] = {&w->targets, &w->items, &w->runs, &w->n_runs, &w->by_key, &w->totals, &w->known, &w->classes};
    for (size_t i = 0; i < HC_LEN(maps); i++)
        hc_map_init(maps[i], f->arena);
    hc_buf_init(&w->rows, SIZE_MAX);
    hc_buf_init(&w->points, SIZE_MAX);
    hc_code code = HC_OK;
    for (size_t i = 0; i < n_paths && code == HC_OK; i++)
        code = hc_str_ends(paths[i], HC_S(".md")) ? HC_OK : read_file(w, paths[i], err);
    f->name = HC_S("escalaition");
    f->items = hc_str_dup(f->arena, hc_buf_view(&w->rows));
    write_manifest(w);
    hc_buf_fini(&w->rows);
    hc_buf_fini(&w->points);
    f->each = each;
    f->priv = w;
    return code;
}
