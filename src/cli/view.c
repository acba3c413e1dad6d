// SPDX-License-Identifier: Apache-2.0
#include "cli/view.h"

#include <string.h>

#include "base/clock.h"
#include "cli/beside.h"
#include "cli/unmask.h"
#include "engine/floor.h"
#include "engine/stop.h"
#include "korean/pii.h"
#include "report/masking.h"
#include "score/fields.h"
#include "text/display.h"

static hc_code add_models(const hc_recorded *r, hc_arena *a, hc_jw *w, hc_err *err)
{
    hc_jw_key(w, "targets");
    hc_jw_arr(w);
    for (size_t i = 0; i < r->plan->n_targets + r->plan->n_judges; i++) {
        bool judge = i >= r->plan->n_targets;
        hc_str alias = judge ? r->plan->judges[i - r->plan->n_targets] : r->plan->targets[i].alias;
        hc_totals t;
        HC_TRY(hc_ledger_totals(r->ledger, hc_cstr(a, alias), &t, err));
        hc_jw_obj(w);
        hc_jw_kstr(w, "target", alias);
        hc_jw_kc(w, "role", judge ? "judge" : "target");
        hc_jw_ki64(w, "calls", t.calls);
        hc_jw_ki64(w, "replies", t.replies);
        hc_jw_ki64(w, "retries", t.retries);
        hc_jw_ki64(w, "in_doubt", t.in_doubt);
        hc_jw_ki64(w, "throttled", t.throttled);
        hc_jw_ki64(w, "tokens_in", t.tokens_in);
        hc_jw_ki64(w, "tokens_out", t.tokens_out);
        hc_jw_ki64(w, "cost_usd_micro", t.cost_usd_micro);
        hc_jw_end(w);
    }
    hc_jw_end(w);
    return HC_OK;
}

typedef struct flags { const hc_recorded *r; hc_arena *a; hc_jw *w; } flags;

static hc_code add_flag(void *ctx, const hc_record *rec, hc_err *err)
{
    flags *f = ctx;
    hc_str body;
    hc_json *j;
    if (!hc_str_is(rec->code, "env"))
        return HC_OK;
    HC_TRY(hc_ledger_body(f->r->ledger, rec->log, rec->seq, "env", f->a, &body, err));
    HC_TRY(hc_json_parse(f->a, body, "env", &j, err));
    if (hc_json_get(j, "flag"))
        hc_json_write(j, f->w);
    return HC_OK;
}

/* Nothing where nobody unmasked. */
static hc_code unmasked_json(const hc_recorded *r, hc_arena *a, hc_jw *w, hc_err *err)
{
    hc_unmasking *u;
    size_t n;
    HC_TRY(hc_unmaskings(r->ledger, a, &u, &n, err));
    if (!n)
        return HC_OK;
    hc_jw_key(w, "unmasked");
    hc_jw_arr(w);
    for (size_t i = 0; i < n; i++) {
        char at[40];
        hc_time_rfc3339(u[i].t_us, true, at);
        hc_jw_obj(w);
        hc_jw_kc(w, "at", at);
        hc_jw_kstr(w, "by", u[i].who);
        hc_jw_kstr(w, "verb", u[i].verb);
        hc_jw_kstr(w, "reason", hc_pii_mask(a, u[i].reason));
        hc_jw_end(w);
    }
    hc_jw_end(w);
    return HC_OK;
}

static hc_code say_unmasked(const hc_cli *c, const hc_recorded *r, hc_err *err)
{
    hc_unmasking *u;
    size_t n;
    HC_TRY(hc_unmaskings(r->ledger, c->arena, &u, &n, err));
    for (size_t i = 0; i < n; i++) {
        char at[40];
        hc_time_rfc3339(u[i].t_us, false, at);
        hc_str reason = hc_display_safe(c->arena, hc_pii_mask(c->arena, u[i].reason), false), who = hc_display_safe(c->arena, u[i].who, false);
        hc_say(c, stdout, "  unmasked %s by %.*s in %.*s because: %.*s\n", "  %s %.*s: %.*s에서 가림을 풀었음, 이유: %.*s\n", at, HC_FS(who),
               HC_FS(u[i].verb), HC_FS(reason));
    }
    return HC_OK;
}

/* The last entry of an import, or that there is none. */
static void add_import(const hc_recorded *r, hc_jw *w)
{
    if (r->import_end) {
        hc_json_write(r->import_end, w);
        return;
    }
    hc_jw_obj(w);
    hc_jw_kbool(w, "whole", false);
    hc_jw_end(w);
}

static void say_import(hc_cli *c, const hc_recorded *r)
{
    if (!r->import_end) {
        hc_say(c, stdout, "  import broken off: these are not all records\n", "  가져오기가 중간에 끊김: 기록이 다 들어 있지 않음\n");
        return;
    }
    hc_say(c, stdout, "  imported: %lld of %lld records, %lld problems\n", "  가져옴: 기록 %lld건(원본 %lld건), 문제 %lld건\n",
           (long long)hc_json_int(r->import_end, "records", 0), (long long)hc_json_int(r->import_end, "rows", 0),
           (long long)hc_json_int(r->import_end, "not_understood", 0));
}

static void add_time(hc_jw *w, const char *key, int64_t us)
{
    char text[40];
    hc_jw_key(w, key);
    if (!us) {
        hc_jw_null(w);
        return;
    }
    hc_time_rfc3339(us, true, text);
    hc_jw_c(w, text);
}

/* What is true of this execution and not of pack and ledger alone: ids, times, cost, calls, doubt. */
static hc_code run_json(const hc_recorded *r, const hc_sset *set, hc_arena *a, hc_jw *w, hc_err *err)
{
    hc_totals t;
    HC_TRY(hc_ledger_totals(r->ledger, "", &t, err));
    hc_jw_obj(w);
    hc_jw_kc(w, "path", hc_ledger_path(r->ledger));
    hc_jw_kc(w, "log", hc_ledger_log(r->ledger));
    hc_jw_kc(w, "plan", r->plan->hash);
    hc_jw_kbool(w, "clean", hc_ledger_clean(r->ledger));
    hc_jw_key(w, "score_set");
    if (set) {
        hc_jw_obj(w);
        hc_jw_ki64(w, "ordinal", set->ordinal);
        hc_jw_kc(w, "digest", set->digest);
        hc_jw_kbool(w, "default", set->dflt);
        hc_jw_end(w);
    } else {
        hc_jw_null(w);
    }
    if (r->imported) {
        hc_jw_key(w, "import");
        add_import(r, w);
    }
    add_time(w, "first", t.first_us);
    add_time(w, "last", t.last_us);
    hc_jw_ki64(w, "calls", t.calls);
    hc_jw_ki64(w, "replies", t.replies);
    hc_jw_ki64(w, "retries", t.retries);
    hc_jw_ki64(w, "in_doubt", t.in_doubt);
    hc_jw_kc(w, "currency", "USD");
    hc_jw_ki64(w, "cost_micro", t.cost_usd_micro);
    hc_jw_ki64(w, "cost_max_micro", t.cost_max_usd_micro);
    hc_jw_kbool(w, "cost_unbounded", t.unbounded);
    hc_jw_key(w, "flags");
    hc_jw_arr(w);
    flags f = {r, a, w};
    HC_TRY(hc_ledger_each(r->ledger, HC_ENT_CONTROL, NULL, add_flag, &f, err));
    hc_jw_end(w);
    HC_TRY(unmasked_json(r, a, w, err));
    HC_TRY(add_models(r, a, w, err));
    hc_jw_end(w);
    return HC_OK;
}

static hc_code print_json(hc_cli *c, const hc_recorded *r, const hc_sset *set, const hc_table *t, const hc_beside *beside, hc_err *err)
{
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_key(&w, "result");
    hc_table_json(t, beside, &w);
    hc_jw_key(&w, "run");
    HC_TRY(run_json(r, set, c->arena, &w, err));
    hc_jw_end(&w);
    hc_out_json(c, hc_buf_view(&b));
    return HC_OK;
}

/* Why samples failed: how their last attempt ended, counted. */
enum { CAUSES_MAX = 8 };
typedef struct cause { hc_str code; int64_t http; size_t n; } cause;
typedef struct causes { hc_arena *a; const hc_rows *rows; cause list[CAUSES_MAX]; size_t n; } causes;

static hc_code count_cause(void *ctx, const hc_record *rec, hc_err *err)
{
    causes *k = ctx;
    (void)err;
    size_t row = rec->final ? hc_rows_find(k->rows, &rec->addr) : SIZE_MAX;
    if (row == SIZE_MAX || k->rows->state[row] != HC_ST_FAILED || hc_rows_redo(k->rows, row) != rec->addr.redo ||
        hc_reply_complete(hc_reply_code_from_id(rec->code)))
        return HC_OK;
    int64_t http = hc_record_num(rec, "http", 0);
    size_t i = 0;
    while (i < k->n && !(hc_str_eq(k->list[i].code, rec->code) && k->list[i].http == http))
        i++;
    if (i == CAUSES_MAX)
        return HC_OK;
    if (i == k->n)
        k->list[k->n++] = (cause){hc_str_dup(k->a, rec->code), http, 0};
    k->list[i].n++;
    return HC_OK;
}

static hc_code print_causes(hc_cli *c, const hc_recorded *r, const hc_rows *rows, hc_err *err)
{
    causes k = {.a = r->arena, .rows = rows};
    if (!rows->n || !memchr(rows->state, HC_ST_FAILED, rows->n))
        return HC_OK;
    HC_TRY(hc_ledger_each(r->ledger, HC_ENT_REPLY, NULL, count_cause, &k, err));
    for (size_t i = 0; i < k.n; i++)
        hc_say(c, stdout, "  failed %zu: %.*s (HTTP %lld); words of the server: haechi export\n",
               "  실행 오류 %zu건: %.*s(HTTP %lld); 서버가 보낸 설명 보기: haechi export\n", k.list[i].n, HC_FS(k.list[i].code),
               (long long)k.list[i].http);
    return HC_OK;
}

static hc_code print_text(hc_cli *c, const hc_recorded *r, const hc_rows *rows, const hc_table *t, const hc_beside *beside, hc_err *err)
{
    HC_AUTO(hc_buf) b;
    hc_totals totals;
    hc_buf_init(&b, SIZE_MAX);
    hc_table_text(c->arena, t, c->ko, c->colour_out, &b);
    hc_beside_text(c, beside, &b);
    hc_out(hc_buf_view(&b));
    HC_TRY(print_causes(c, r, rows, err));
    HC_TRY(say_unmasked(c, r, err));
    if (r->imported) {
        say_import(c, r);
        return HC_OK;
    }
    HC_TRY(hc_ledger_totals(r->ledger, "", &totals, err));
    hc_say(c, stdout, "  %lld calls", "  호출 %lld건", (long long)totals.calls);
    if (totals.retries)
        hc_say(c, stdout, ", %lld retries", ", 재시도 %lld건", (long long)totals.retries);
    if (totals.in_doubt)
        hc_say(c, stdout, ", %lld in doubt", ", 결과를 모르는 호출 %lld건", (long long)totals.in_doubt);
    if (totals.tokens_in + totals.tokens_out)
        hc_say(c, stdout, ", %lld + %lld tokens", ", 토큰 %lld + %lld", (long long)totals.tokens_in, (long long)totals.tokens_out);
    if (totals.cost_usd_micro)
        hc_say(c, stdout, ", %.*s%s%.0s", ", 사용 비용 %.*s%.0s%s", HC_FS(hc_money(c->arena, totals.cost_usd_micro)),
               totals.unbounded ? " (models without a price not counted)" : "", totals.unbounded ? "(가격을 모르는 모델 제외)" : "");
    hc_out(HC_S("\n"));
    return HC_OK;
}

/* The words that can name the field: `expect:answer` costs memory for nothing and changes nothing. */
static bool names_answers(hc_str expr)
{
    return hc_str_find(expr, HC_S("answer")) >= 0 || hc_str_find(expr, HC_S("답")) >= 0;
}

bool hc_view_answers(const hc_cli *c, const hc_pack *const *packs, size_t n_packs)
{
    bool found = names_answers(hc_opt_str(c, "where", NULL, HC_S(""))) || names_answers(hc_opt_str(c, "by", NULL, HC_S("")));
    for (size_t i = 0; i < n_packs; i++)
        for (size_t k = 0; k < packs[i]->n_metrics; k++) {
            const hc_metric *m = &packs[i]->metrics[k];
            found = found || names_answers(m->of) || names_answers(m->among) || names_answers(m->cluster) ||
                    names_answers(m->cross) || names_answers(m->minus_of) || names_answers(m->minus_among);
        }
    return found;
}

static hc_code read_estimand(hc_cli *c, const hc_pack *const *packs, size_t n_packs, bool *out_fixed, hc_err *err)
{
    hc_str estimand = hc_opt_str(c, "estimand", NULL, HC_S("general"));
    *out_fixed = hc_str_is(estimand, "fixed");
    if (!*out_fixed && !hc_str_is(estimand, "general"))
        return hc_fail(err, HC_E_USAGE, "E-PLAN-42", "--estimand \"%.*s\" is neither general nor fixed",
                       "--estimand \"%.*s\": general도 fixed도 아님", HC_FS(estimand));
    for (size_t i = 0; i < n_packs && *out_fixed; i++)
        for (size_t k = 0; k < packs[i]->n_metrics; k++) {
            const hc_metric *m = &packs[i]->metrics[k];
            if (m->kind != HC_MEASURE_RATE)
                return hc_fail(err, HC_E_USAGE, "E-PLAN-46", "--estimand fixed is for rates, and metric %.*s of pack %.*s is %s; leave it out",
                               "--estimand fixed는 비율에만 쓸 수 있으나 지표 %.*s(데이터셋 %.*s)의 kind가 %s임; 빼고 실행하십시오",
                               HC_FS(m->name), HC_FS(packs[i]->name), hc_measure_id(m->kind));
        }
    return HC_OK;
}

hc_code hc_view_print(hc_cli *c, const hc_view *v, hc_table *out, hc_err *err)
{
    const hc_sset *set = v->set ? v->set : v->run->sset;
    hc_table_wish wish = {.packs = v->run->packs, .n_packs = v->run->n_packs, .only_target = v->target,
                          .where = hc_opt_str(c, "where", NULL, HC_S("")), .by = hc_opt_str(c, "by", NULL, HC_S(""))};
    wish.rules = v->run->plan->rules;
    wish.n_rules = v->run->plan->n_rules;
    HC_TRY(read_estimand(c, v->run->packs, v->run->n_packs, &wish.fixed, err));
    bool answers = hc_view_answers(c, v->run->packs, v->run->n_packs);
    hc_rows rows, floors;
    wish.rows = v->rows ? v->rows : &rows;
    if (!v->rows)
        HC_TRY(hc_recorded_rows(v->run, set, answers, &rows, err));
    if (set) {
        HC_TRY(hc_floor_rows(v->run, set, answers, &floors, err));
        wish.floors = &floors;
    }
    hc_stopped *stopped;
    if (v->run->plan->stop_metric.n && !wish.fixed) {
        HC_TRY(hc_stop_bounds(v->run->arena, v->run->ledger, v->run->plan, wish.rows, &stopped, err));
        wish.stopped = stopped;
        wish.n_stopped = v->run->plan->n_targets;
    }
    HC_TRY(hc_table_make(v->run->arena, &wish, out, err));
    hc_beside beside;
    HC_TRY(hc_beside_make(c, v->run, set, &wish, out, &beside, err));
    hc_table shown;
    hc_mask_table((hc_mask){v->run->arena, c->bare}, out, &shown);
    if (hc_opt_has(c, "json"))
        return print_json(c, v->run, set, &shown, &beside, err);
    if (hc_opt_has(c, "csv")) {
        HC_AUTO(hc_buf) b;
        hc_buf_init(&b, SIZE_MAX);
        hc_table_csv(&shown, &b);
        hc_out(hc_buf_view(&b));
        return HC_OK;
    }
    return print_text(c, v->run, wish.rows, &shown, &beside, err);
}

/* ---- --fail-if ------------------------------------------------------------------------------------------- */

enum { F_ERROR_RATE, F_OPEN, F_SAMPLES, FN_UPPER, FN_LOWER, FN_RATE, FN_N, FN_K, FN_RULE_OUT, FN_RULE_IN };

static const hc_expr_field gate_fields[] = {
    {"error_rate", "오류율", HC_T_NUM, NULL, F_ERROR_RATE},
    {"open", "미완료", HC_T_NUM, NULL, F_OPEN},
    {"samples", "사례", HC_T_NUM, NULL, F_SAMPLES},
};
static const hc_expr_fn gate_fns[] = {
    {"upper95", HC_T_NUM, 1, 2, {HC_T_NAME, HC_T_NAME}, FN_UPPER}, {"lower95", HC_T_NUM, 1, 2, {HC_T_NAME, HC_T_NAME}, FN_LOWER},
    {"rate", HC_T_NUM, 1, 2, {HC_T_NAME, HC_T_NAME}, FN_RATE},     {"n", HC_T_NUM, 1, 2, {HC_T_NAME, HC_T_NAME}, FN_N},
    {"k", HC_T_NUM, 1, 2, {HC_T_NAME, HC_T_NAME}, FN_K},
    {"rule_out", HC_T_TEXT, 1, 1, {HC_T_NAME}, FN_RULE_OUT},       {"rule_in", HC_T_TEXT, 1, 1, {HC_T_NAME}, FN_RULE_IN},
};
enum { F_METRIC = 100, METRICS_MAX = 100 };

/* The metrics of the packs are fields too: `accuracy < 0.5` is `rate(accuracy) < 0.5`. */
static hc_expr_scope gate_scope(hc_arena *a, const hc_pack *const *packs, size_t n)
{
    hc_expr_field *fields = HC_NEW_N(a, hc_expr_field, HC_LEN(gate_fields) + METRICS_MAX);
    size_t n_fields = 0;
    for (; n_fields < HC_LEN(gate_fields); n_fields++)
        fields[n_fields] = gate_fields[n_fields];
    for (size_t i = 0; i < n; i++) {
        size_t n_metrics;
        const hc_metric *m = hc_metrics_of(a, packs[i], &n_metrics);
        for (size_t k = 0; k < n_metrics && n_fields < HC_LEN(gate_fields) + METRICS_MAX; k++) {
            fields[n_fields] = (hc_expr_field){hc_cstr(a, m[k].name), "", HC_T_NUM, NULL, F_METRIC + (int)n_fields};
            n_fields++;
        }
    }
    return (hc_expr_scope){fields, n_fields, gate_fns, HC_LEN(gate_fns)};
}

typedef struct gate { const hc_tally *t; const hc_expr_scope *scope; bool absent, missing; hc_str name; } gate;

static hc_value gate_fn(void *ctx, int id, const hc_value *args, size_t n);

static hc_value gate_field(void *ctx, int id)
{
    const hc_tally *t = ((gate *)ctx)->t;
    if (id >= F_METRIC) {
        hc_value name = {.type = HC_T_NAME, .text = hc_str_c(((gate *)ctx)->scope->fields[id - F_METRIC].name)};
        return gate_fn(ctx, FN_RATE, &name, 1);
    }
    double v = id == F_OPEN ? (double)t->states[HC_ST_OPEN] : (double)t->samples;
    if (id == F_ERROR_RATE)
        v = t->samples ? (double)t->states[HC_ST_FAILED] / (double)t->samples : 0;
    return (hc_value){.type = HC_T_NUM, .num = v};
}

static hc_value gate_fn(void *ctx, int id, const hc_value *args, size_t n)
{
    gate *g = ctx;
    hc_str group = n > 1 ? args[1].text : HC_S("");
    bool known = false;
    for (size_t i = 0; i < g->t->n_lines; i++) {
        const hc_line *l = &g->t->lines[i];
        if (!hc_str_eq(l->metric->name, args[0].text) || !hc_str_eq(l->group, group))
            continue;
        known = true;
        if (id == FN_N || id == FN_K)
            return (hc_value){.type = HC_T_NUM, .num = (double)(id == FN_N ? l->counts.n : l->counts.k)};
        hc_ruling ruling = id == FN_RULE_OUT ? l->out.ruling : id == FN_RULE_IN ? l->in.ruling : HC_RULING_NONE;
        if (ruling != HC_RULING_NONE)
            return (hc_value){.type = HC_T_TEXT, .text = hc_str_c(hc_ruling_id(ruling))};
        if (id != FN_RULE_OUT && id != FN_RULE_IN && hc_stat_has_number(l->stat))
            return (hc_value){.type = HC_T_NUM, .num = id == FN_UPPER ? l->interval.high
                              : id == FN_LOWER ? l->interval.low : l->interval.point};
    }
    g->absent = g->absent || !known;    /* another pack's metric */
    g->missing = g->missing || known;
    g->name = args[0].text;
    return (hc_value){.type = HC_T_NULL};
}

typedef struct name_check {
    const hc_expr_scope *scope;
    bool by;
    const hc_rule *rules;
    size_t n_rules;
    hc_str bad, no_rule;
} name_check;

static hc_value known_name(void *ctx, int id, const hc_value *args, size_t n)
{
    name_check *k = ctx;
    bool known = false, ruled = id != FN_RULE_OUT && id != FN_RULE_IN;
    for (size_t i = 0; i < k->n_rules && !ruled; i++)
        ruled = hc_str_eq(args[0].text, k->rules[i].metric) && (id == FN_RULE_OUT ? k->rules[i].out : k->rules[i].in).stated;
    if (!ruled)
        k->no_rule = args[0].text;
    for (size_t i = HC_LEN(gate_fields); i < k->scope->n_fields; i++)
        known = known || hc_str_is(args[0].text, k->scope->fields[i].name);
    if (!known || (n > 1 && !k->by))
        k->bad = known ? args[1].text : args[0].text;
    return (hc_value){.type = HC_T_NUM, .num = 1};
}

static hc_value any_number(void *ctx, int id)
{
    (void)ctx;
    (void)id;
    return (hc_value){.type = HC_T_NUM, .num = 1};
}

hc_code hc_view_check(hc_cli *c, const hc_pack *const *packs, size_t n_packs, const hc_rule *plan_rules, size_t n_rules, hc_err *err)
{
    hc_str by = hc_opt_str(c, "by", NULL, HC_S("")), ignored;
    char number[HC_GROUP_NUMBER];
    hc_item item;
    hc_items_get(&packs[0]->items, 0, c->arena, &item);
    hc_row row = {.item = &item};
    if (by.n)
        HC_TRY(hc_row_group(&row, by, number, &ignored, err));
    hc_expr_scope scope = gate_scope(c->arena, packs, n_packs);
    hc_str rules[HC_OPT_VALUES_MAX];
    size_t n = hc_opt_all(c, "fail-if", rules, HC_OPT_VALUES_MAX);
    for (size_t i = 0; i < n; i++) {
        hc_expr *e;
        HC_TRY(hc_expr_parse(c->arena, rules[i], "--fail-if", &scope, HC_T_BOOL, &e, err));
        name_check k = {.scope = &scope, .by = by.n > 0, .rules = plan_rules, .n_rules = n_rules};
        hc_expr_env env = {any_number, known_name, &k};
        (void)hc_expr_true(e, &env);
        if (k.bad.p)
            return hc_fail(err, HC_E_USAGE, "E-CLI-21", "--fail-if: no metric or group is called \"%.*s\" (groups need --by)",
                           "--fail-if: \"%.*s\"{이라/라}는 지표나 묶음이 없음(묶음에는 --by가 필요함)", HC_FS(k.bad));
        if (k.no_rule.p)
            return hc_fail(err, HC_E_USAGE, "E-PLAN-43", "--fail-if: the plan states no such rule for \"%.*s\"\n"
                           "write it into haechi.yaml: rules: %.*s: {rule_out: 0.05}",
                           "--fail-if: \"%.*s\"에 대한 그런 기준이 평가 계획서에 없음\n"
                           "haechi.yaml에 적으십시오: rules: %.*s: {rule_out: 0.05}", HC_FS(k.no_rule), HC_FS(k.no_rule));
    }
    return HC_OK;
}

hc_code hc_view_fail_if(hc_cli *c, const hc_recorded *r, const hc_table *t, int *out_exit, hc_err *err)
{
    hc_expr_scope scope = gate_scope(c->arena, r->packs, r->n_packs);
    hc_str rules[HC_OPT_VALUES_MAX];
    size_t n = hc_opt_all(c, "fail-if", rules, HC_OPT_VALUES_MAX);
    *out_exit = HC_EXIT_OK;
    for (size_t i = 0; i < n; i++) {
        hc_expr *e;
        size_t decided = 0;
        HC_TRY(hc_expr_parse(c->arena, rules[i], "--fail-if", &scope, HC_T_BOOL, &e, err));
        for (size_t k = 0; k < t->n_tally; k++) {
            gate g = {.t = &t->tally[k], .scope = &scope};
            hc_expr_env env = {gate_field, gate_fn, &g};
            if (g.t->floor || g.t->transform.n)
                continue;
            bool hit = hc_expr_true(e, &env);
            decided += !g.absent;
            if (g.absent)
                continue;
            if (g.missing) {
                hc_say(c, stderr, "--fail-if cannot be decided for %.*s: no number for \"%.*s\"\n",
                       "%.*s: --fail-if를 판단할 수 없음: \"%.*s\"의 값이 없음\n", HC_FS(g.t->target), HC_FS(g.name));
                *out_exit = *out_exit ? *out_exit : HC_EXIT_INCOMPLETE;
            } else if (hit) {
                hc_say(c, stderr, "--fail-if is true for %.*s: %.*s\n", "%.*s: --fail-if 조건이 참임: %.*s\n",
                       HC_FS(g.t->target), HC_FS(rules[i]));
                *out_exit = HC_EXIT_FAIL_IF;
            }
        }
        if (!decided)
            return hc_fail(err, HC_E_USAGE, "E-CLI-21", "--fail-if %.*s: no target has such a metric or group (groups need --by)",
                           "--fail-if %.*s: 그런 지표나 묶음이 없음(묶음에는 --by가 필요함)", HC_FS(rules[i]));
    }
    return HC_OK;
}
