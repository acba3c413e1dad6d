// SPDX-License-Identifier: Apache-2.0
#include "cli/session.h"

#include <malloc.h>
#include <unistd.h>

#include "cli/live.h"
#include "cli/progress.h"
#include "cli/sandbox.h"
#include "cli/serve.h"
#include "cli/view.h"
#include "engine/replay.h"

/* ---- models ---------------------------------------------------------------------------------------------- */

static hc_code number_option(const hc_cli *c, const char *name, double lo, double hi, bool *out_has, double *out, hc_err *err)
{
    hc_str text = hc_opt_str(c, name, NULL, (hc_str){NULL, 0});
    if (!text.p)
        return HC_OK;
    if (!hc_parse_f64(text, out) || *out < lo || *out > hi)
        return hc_fail(err, HC_E_USAGE, "E-CLI-05", "--%s \"%.*s\" is not a number from %g to %g",
                       "--%s \"%.*s\": %g에서 %g까지의 수가 아님", name, HC_FS(text), lo, hi);
    *out_has = true;
    return HC_OK;
}

/* Flags apply to every target: what a person types now wins over what a file says. */
static hc_code override_conf(const hc_cli *c, hc_target_conf *t, hc_err *err)
{
    int64_t timeout_us, retries, jobs;
    HC_TRY(number_option(c, "temperature", 0, 5, &t->params.has_temperature, &t->params.temperature, err));
    HC_TRY(hc_opt_int(c, "max-tokens", "run.max_tokens", 1, 10000000, t->params.max_tokens, &t->params.max_tokens, err));
    HC_TRY(hc_opt_duration(c, "timeout", &timeout_us, err));
    HC_TRY(hc_opt_int(c, "retries", "run.retries", 0, HC_RETRIES_MAX, t->retries, &retries, err));
    HC_TRY(hc_opt_int(c, "jobs", "run.jobs", 1, HC_JOBS_MAX, t->jobs, &jobs, err));
    t->system = hc_opt_str(c, "system", NULL, t->system);
    t->server = hc_opt_str(c, "server", NULL, t->server);
    t->stream = t->stream || hc_opt_has(c, "stream");
    if (timeout_us)
        t->timeout_ms = timeout_us / 1000;
    if (t->deadline_ms < t->timeout_ms)
        t->deadline_ms = t->timeout_ms;
    t->retries = (int)retries;
    t->jobs = (int)jobs;
    return HC_OK;
}

static size_t names_of(hc_cli *c, const char *option, const char *key, hc_str out[HC_OPT_VALUES_MAX])
{
    size_t n = hc_opt_all(c, option, out, HC_OPT_VALUES_MAX);
    const hc_json *list = hc_config_get(&c->config, key);
    for (size_t i = 0; !n && list && list->type == HC_JSON_ARR && i < list->n && i < HC_OPT_VALUES_MAX; i++)
        out[i] = list->items[i]->text;
    if (!n && list && list->type == HC_JSON_ARR)
        n = list->n < HC_OPT_VALUES_MAX ? list->n : HC_OPT_VALUES_MAX;
    if (!n && list && list->type == HC_JSON_STR)
        out[n++] = list->text;
    return n;
}

hc_code hc_session_models(hc_cli *c, hc_target_conf **out, size_t *out_n, hc_err *err)
{
    hc_str specs[HC_OPT_VALUES_MAX];
    size_t n = names_of(c, "model", "run.models", specs);
    if (!n)
        return hc_fail(err, HC_E_USAGE, "E-CLI-11",
                       "no model: say what to evaluate with -m, e.g. -m openai/NAME, -m http://127.0.0.1:8080/v1#NAME, -m ref:refuse",
                       "평가 대상이 없음: -m으로 적으십시오. 예: -m openai/이름, -m http://127.0.0.1:8080/v1#이름, -m ref:refuse");
    *out = HC_NEW_N(c->arena, hc_target_conf, n);
    *out_n = n;
    for (size_t i = 0; i < n; i++) {
        HC_TRY(hc_target_resolve(c->arena, &c->config, specs[i], &(*out)[i], err));
        HC_TRY(override_conf(c, &(*out)[i], err));
    }
    return HC_OK;
}

hc_code hc_session_judges(hc_cli *c, hc_target_conf **out, size_t *out_n, bool *out_mean, hc_err *err)
{
    hc_str specs[HC_OPT_VALUES_MAX], rule = hc_opt_str(c, "judge-rule", "judge.rule", HC_S("majority"));
    size_t n = hc_opt_has(c, "no-judge") ? 0 : names_of(c, "judge", "judge.models", specs);
    *out_mean = hc_str_is(rule, "mean");
    if (!*out_mean && !hc_str_is(rule, "majority"))
        return hc_fail(err, HC_E_USAGE, "E-CLI-08", "--judge-rule \"%.*s\" is neither majority nor mean",
                       "--judge-rule \"%.*s\": majority도 mean도 아님", HC_FS(rule));
    *out = HC_NEW_N(c->arena, hc_target_conf, n);
    *out_n = n;
    for (size_t i = 0; i < n; i++)
        HC_TRY(hc_target_resolve(c->arena, &c->config, specs[i], &(*out)[i], err));
    return HC_OK;
}

hc_code hc_session_money(hc_cli *c, const char *what, hc_str text, int64_t *out, hc_err *err)
{
    size_t i = 0;
    double amount, per_usd = 1;
    while (i < text.n && ((text.p[i] >= '0' && text.p[i] <= '9') || text.p[i] == '.'))
        i++;
    hc_str unit = hc_str_trim(hc_str_sub(text, i, text.n));
    if (!hc_parse_f64(hc_str_sub(text, 0, i), &amount) || amount <= 0 || unit.n != 3)
        return hc_fail(err, HC_E_USAGE, "E-CLI-13", "%s \"%.*s\" is not an amount such as 5USD or 7000KRW",
                       "%s \"%.*s\": 5USD, 7000KRW 같은 금액이 아님", what, HC_FS(text));
    if (!hc_str_is(unit, "USD")) {
        per_usd = hc_json_num(hc_config_get(&c->config, "exchange"), hc_cstr(c->arena, unit), 0);
        if (per_usd <= 0)
            return hc_fail(err, HC_E_USAGE, "E-CLI-14",
                           "no exchange rate for %.*s; write into haechi.yaml: exchange: {%.*s: 1400}  (per USD)",
                           "%.*s 환율이 없음; haechi.yaml에 적으십시오: exchange: {%.*s: 1400}  (1달러당)", HC_FS(unit), HC_FS(unit));
    }
    *out = (int64_t)(amount / per_usd * 1e6);
    return HC_OK;
}

hc_code hc_session_cap(hc_cli *c, const hc_target_conf *t, size_t n, int64_t *out, hc_err *err)
{
    hc_str text = hc_opt_str(c, "max-cost", "run.max_cost", HC_S(""));
    *out = 0;
    if (!text.n || hc_str_is(text, "none"))
        return HC_OK;
    HC_TRY(hc_session_money(c, "--max-cost", text, out, err));
    for (size_t i = 0; i < n; i++) {
        bool paid = hc_str_is(t[i].adapter, "openai") || hc_str_is(t[i].adapter, "anthropic");
        if (paid && (t[i].price.in < 0 || t[i].price.out < 0))
            return hc_fail(err, HC_E_USAGE, "E-CLI-15",
                           "--max-cost cannot hold: no price is known for %.*s\n"
                           "write it into haechi.yaml: models: %.*s: price: {in: 3.0, out: 15.0}  (USD per million tokens)",
                           "--max-cost를 지킬 수 없음: %.*s의 가격을 모름\n"
                           "haechi.yaml에 적으십시오: models: %.*s: price: {in: 3.0, out: 15.0}  (100만 토큰당 달러)",
                           HC_FS(t[i].alias), HC_FS(t[i].alias));
    }
    return HC_OK;
}

hc_code hc_session_max_time(const hc_cli *c, int64_t dflt, int64_t *out, hc_err *err)
{
    hc_str text = hc_opt_str(c, "max-time", NULL, (hc_str){NULL, 0});
    *out = text.p ? 0 : dflt;
    return text.p && !hc_str_is(text, "none") ? hc_opt_duration(c, "max-time", out, err) : HC_OK;
}

bool hc_session_cap_entry(const hc_cli *c, const char *key, int64_t from, int64_t to, hc_entry *out)
{
    if (from == to)
        return false;
    *out = hc_change_entry(c->arena, &(hc_change){.key = hc_str_c(key), .target = HC_S(""), .from = from, .to = to,
                                                  .who = hc_live_user(c), .uid = geteuid()});
    return true;
}

const hc_target_conf *hc_models_at(const hc_models *m, size_t i)
{
    return i < m->n_targets ? &m->targets[i] : &m->judges[i - m->n_targets];
}

hc_str hc_session_endpoints(hc_arena *a, const hc_models *m)
{
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    for (size_t i = 0; i < m->n_targets + m->n_judges; i++) {
        const hc_target_conf *of = hc_models_at(m, i);
        bool twice = false;
        for (size_t k = 0; k < i; k++)
            twice = twice || hc_str_eq(of->alias, hc_models_at(m, k)->alias);
        if (twice)
            continue;
        hc_jw_key_s(&w, of->alias);
        hc_target_write(of, &w);
    }
    hc_jw_end(&w);
    return hc_str_dup(a, hc_buf_view(&b));
}

hc_code hc_session_merge_endpoints(hc_arena *a, hc_str json, const hc_target_conf *j, size_t n, hc_str *out, hc_err *err)
{
    hc_json *old;
    HC_AUTO(hc_buf) b = {0};
    hc_jw w;
    HC_TRY(hc_json_parse(a, json, "key file", &old, err));
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    for (size_t i = 0; old->type == HC_JSON_OBJ && i < old->n; i++) {
        bool replaced = false;
        for (size_t k = 0; k < n; k++)
            replaced = replaced || hc_str_eq(old->keys[i], j[k].alias);
        if (replaced)
            continue;
        hc_jw_key_s(&w, old->keys[i]);
        hc_json_write(old->items[i], &w);
    }
    for (size_t k = 0; k < n; k++) {
        hc_jw_key_s(&w, j[k].alias);
        hc_target_write(&j[k], &w);
    }
    hc_jw_end(&w);
    *out = hc_str_dup(a, hc_buf_view(&b));
    return HC_OK;
}

static const hc_target_conf *configured(const hc_config *config, hc_str alias)
{
    for (size_t i = 0; i < config->n_models; i++)
        if (hc_str_eq(config->models[i].alias, alias))
            return &config->models[i];
    return NULL;
}

hc_code hc_session_read_endpoints(hc_arena *a, hc_str json, const hc_str *aliases, size_t n, const hc_config *config,
                                  hc_target_conf **out, hc_err *err)
{
    hc_json *j;
    HC_TRY(hc_json_parse(a, json, "key file", &j, err));
    *out = HC_NEW_N(a, hc_target_conf, n);
    for (size_t i = 0; i < n; i++) {
        const hc_json *e = hc_json_get(j, hc_cstr(a, aliases[i]));
        const hc_target_conf *own = configured(config, aliases[i]);
        if (e)
            HC_TRY(hc_target_read(a, e, &(*out)[i], err));
        else if (own)
            (*out)[i] = *own;
        else
            return hc_fail(err, HC_E_NOTFOUND, "E-RUN-12",
                           "no endpoint for \"%.*s\" in the key file or haechi.yaml; add models: %.*s: ... to haechi.yaml",
                           "\"%.*s\"의 접속 주소가 키 파일에도 haechi.yaml에도 없음; haechi.yaml에 적으십시오: models: %.*s: ...",
                           HC_FS(aliases[i]), HC_FS(aliases[i]));
        (*out)[i].alias = aliases[i];
    }
    return HC_OK;
}

hc_code hc_session_recorded_judges(hc_cli *c, const hc_recorded *r, hc_target_conf **out, size_t *out_n, bool *out_mean, hc_err *err)
{
    hc_score_set set;
    hc_str *aliases;
    *out_n = 0;
    if (!r->sset)
        return HC_OK;
    HC_TRY(hc_score_set_read(c->arena, r->sset->definition, &set, &aliases, err));
    *out_n = set.n_members;
    *out_mean = set.mean;
    return hc_session_read_endpoints(c->arena, hc_ledger_endpoints(r->ledger), aliases, *out_n, &c->config, out, err);
}

/* ---- open, close ----------------------------------------------------------------------------------------- */

static hc_code add_all(hc_cli *c, hc_session *s, const hc_models *m, const hc_sandbox *code, hc_err *err)
{
    size_t n = m->n_targets + m->n_judges;
    s->targets = HC_NEW_N(c->arena, hc_target *, n + code->n);
    s->n_targets = m->n_targets;
    s->n_judges = m->n_judges;
    for (size_t i = 0; i < n; i++) {
        const hc_target_conf *conf = hc_models_at(m, i);
        s->targets[i] = hc_asker_target(s->asker, conf->alias);
        if (!s->targets[i])
            HC_TRY(hc_asker_add(s->asker, conf, &s->targets[i], err));
    }
    for (; s->n_code < code->n; s->n_code++)
        HC_TRY(hc_asker_add(s->asker, &code->confs[s->n_code], &s->targets[n + s->n_code], err));
    return HC_OK;
}

hc_code hc_session_open(hc_cli *c, hc_loop *loop, const hc_recorded *r, const hc_models *m, int64_t max_cost, hc_session *out,
                        hc_err *err)
{
    hc_totals so_far = {0};
    hc_sandbox code = {.dir = HC_S("")};
    if (r)
        HC_TRY(hc_ledger_totals(r->ledger, "", &so_far, err));
    if (r)
        HC_TRY(hc_sandbox_open(c, r->packs, r->n_packs, m, &code, err));
    hc_session s = {.loop = loop, .http = hc_http_new(loop), .code_dir = code.dir};
    hc_asker_opts o = {.ledger = r ? r->ledger : NULL, .loop = loop, .http = s.http, .mode = HC_ASK_LIVE,
                       .seed = r ? r->plan->seed : HC_S(""), .max_cost_usd_micro = max_cost,
                       .cost_so_far_usd_micro = so_far.cost_max_usd_micro};
    s.asker = hc_asker_new(&o);
    hc_code added = add_all(c, &s, m, &code, err);
    if (added != HC_OK)
        hc_session_close(&s);
    else
        *out = s;
    return added;
}

void hc_session_close(hc_session *s)
{
    hc_asker_free(s->asker);
    hc_http_free(s->http);
    hc_sandbox_close(&(hc_sandbox){.dir = s->code_dir});
    *s = (hc_session){0};
}

/* ---- play ------------------------------------------------------------------------------------------------ */

hc_code hc_session_error_bound(const hc_cli *c, size_t samples, int64_t *out, hc_err *err)
{
    hc_str text = hc_opt_str(c, "max-errors", "run.max_errors", (hc_str){NULL, 0});
    double share;
    *out = -1;
    if (!text.p)
        return HC_OK;
    if (hc_str_ends(text, HC_S("%")) && hc_parse_f64(hc_str_sub(text, 0, text.n - 1), &share) && share >= 0 && share <= 100) {
        *out = (int64_t)(share / 100 * (double)samples);
        return HC_OK;
    }
    if (hc_parse_i64(text, out) && *out >= 0)
        return HC_OK;
    return hc_fail(err, HC_E_USAGE, "E-CLI-16", "--max-errors \"%.*s\" is neither a number nor a share such as 1%%",
                   "--max-errors \"%.*s\": 개수도 1%% 같은 비율도 아님", HC_FS(text));
}

void hc_judge_tests_say(const hc_cli *c, size_t agree, size_t n)
{
    hc_say(c, stderr, "judge tests: %zu right of %zu labelled cases, too few; nothing was judged\n",
           "채점 모델 점검: %zu건 일치(전체 %zu건), 기준에 미달; 채점하지 않음\n", agree, n);
}

static void say_stop(const hc_cli *c, const hc_run_result *res, const hc_recorded *r)
{
    static const char *const why_en[] = {"", "interrupted", "time limit reached", "cost cap reached", "too many errors", ""};
    static const char *const why_ko[] = {"", "사용자가 중단함", "시간 한도에 도달함", "비용 한도에 도달함", "실행 오류가 너무 많음", ""};
    hc_totals t;
    if (res->stop == HC_STOP_COST)
        hc_complain(c, &res->err);
    if (c->quiet)
        return;
    if (res->stop != HC_STOP_FATAL && why_en[res->stop][0])
        hc_say(c, stderr, "%s: %zu samples done, %zu open\n", "%s: 사례 %zu건 끝남, %zu건 남음\n",
               c->ko ? why_ko[res->stop] : why_en[res->stop], res->done, res->open);
    if (hc_ledger_totals(r->ledger, "", &t, NULL) == HC_OK && t.in_doubt) {
        hc_say(c, stderr, "in doubt: %lld calls were sent and their end is not known",
               "결과를 모르는 호출: %lld건을 보냈으나 끝을 확인하지 못함", (long long)t.in_doubt);
        hc_say(c, stderr, ", cost so far %.*s to %.*s%s\n", ", 지금까지 비용 %.*s~%.*s%s\n",
               HC_FS(hc_money(c->arena, t.cost_usd_micro)), HC_FS(hc_money(c->arena, t.cost_max_usd_micro)),
               !t.unbounded ? "" : c->ko ? "(상한 없음)" : " (no upper bound)");
    }
    if (res->open)
        hc_say(c, stderr, "go on with:  haechi resume %s\n", "이어서 하기:  haechi resume %s\n", hc_ledger_path(r->ledger));
}

static int exit_of_run(const hc_run_result *res, int64_t max_errors)
{
    switch (res->stop) {
    case HC_STOP_FATAL: return hc_exit_of(res->code);
    case HC_STOP_SIGNAL: return 128 + res->signo;
    case HC_STOP_TIME: case HC_STOP_COST: return HC_EXIT_CAP;
    case HC_STOP_ERRORS: return HC_EXIT_INCOMPLETE;
    case HC_STOP_NONE: break;
    }
    if (res->open)
        return HC_EXIT_INCOMPLETE;
    /* Without a bound of the user's, one failed sample is already an incomplete run. */
    return (int64_t)res->failed > (max_errors < 0 ? 0 : max_errors) || res->judge_failed ? HC_EXIT_INCOMPLETE : HC_EXIT_OK;
}

/* A flag on the run: an endpoint answered as another model. The names stay out of the record. */
static void flag_model(const hc_target *t, const hc_recorded *r)
{
    hc_str body = hc_fmt(r->arena, "{\"flag\":\"model_differs\",\"target\":\"%.*s\"}", HC_FS(hc_target_conf_of(t)->alias));
    hc_body_in field = {"env", &body, 1};
    hc_entry e = {.type = HC_ENT_CONTROL, .code = HC_S("env"), .bodies = &field, .n_bodies = 1};
    hc_ledger_append(r->ledger, &e, 1);
}

static void say_notes(const hc_cli *c, const hc_session *s, const hc_run_result *res, const hc_recorded *r)
{
    for (size_t i = 0; i < s->n_targets + s->n_judges; i++) {
        hc_target_stats t;
        hc_target_stats_get(s->targets[i], &t);
        if (t.model_returned.n)
            flag_model(s->targets[i], r);
        if (t.model_returned.n && !c->quiet)
            hc_say(c, stderr, "note: %.*s answered as another model than was asked for\n",
                   "참고: %.*s{이/가} 요청과 다른 모델 이름으로 답함\n", HC_FS(hc_target_conf_of(s->targets[i])->alias));
    }
    if (res->n_changes && !c->quiet) {
        char paused[32];
        hc_duration_text(res->paused_us, c->ko, paused, sizeof paused);
        hc_say(c, stderr, "controlled while it ran: %zu changes, paused for %s in all\n", "실행 중 제어: 변경 %zu번, 일시 중지 합계 %s\n",
               res->n_changes, paused);
    }
    if (res->judge_failed)
        hc_judge_tests_say(c, res->judge_agree, res->judge_tests);
    if (res->failed)
        hc_say(c, stderr, "%zu samples failed; ask them again:  haechi requeue %s --failed && haechi resume %s\n",
               "실행 오류 사례 %zu건; 다시 묻기:  haechi requeue %s --failed && haechi resume %s\n", res->failed,
               hc_ledger_path(r->ledger), hc_ledger_path(r->ledger));
}

static void say_next(const hc_cli *c, const hc_recorded *r)
{
    if (c->quiet || hc_opt_has(c, "json") || hc_opt_has(c, "csv"))
        return;
    const char *path = hc_ledger_path(r->ledger);
    hc_say(c, stderr, "\nrecorded in %s\nnext  haechi show %s --by domain\n      haechi grep WORD %s\n      haechi replay %s\n",
           "\n기록: %s\n다음  haechi show %s --by 영역\n      haechi grep 낱말 %s\n      haechi replay %s\n", path, path, path, path);
}

static int finish(hc_cli *c, hc_session *s, hc_recorded *r, const hc_run_result *res, int64_t max_errors,
                  const hc_rows *rows, hc_err *err)
{
    int status = exit_of_run(res, max_errors), gate = 0;
    hc_code code = HC_OK;
    hc_table table;
    const char *path = hc_ledger_path(r->ledger);
    bool whole = !hc_ledger_broken(r->ledger) && (res->stop != HC_STOP_FATAL || res->err.code != HC_E_IO);
    if (res->stop == HC_STOP_FATAL) {
        *err = res->err;
        hc_complain_of_run(c, err, path);
    }
    if (whole) {
        say_notes(c, s, res, r);
        code = hc_ledger_sync(r->ledger, err);
    }
    if (code == HC_OK && whole) {
        /* The table is made in the memory that the run has used. */
        hc_ledger_rest(r->ledger);
        malloc_trim(0);
        code = hc_recorded_refresh(r, err);
    }
    if (code == HC_OK && whole) {
        hc_view v = {.run = r, .rows = rows};
        code = hc_view_print(c, &v, &table, err);
        if (code == HC_OK)
            code = hc_view_fail_if(c, r, &table, &gate, err);
    }
    if (code == HC_OK && whole) {
        say_stop(c, res, r);
        if (res->stop == HC_STOP_NONE)
            say_next(c, r);
    }
    if (code != HC_OK)
        status = hc_complain_of_run(c, err, path);
    return status ? status : gate;
}

int hc_session_leave(hc_cli *c, hc_recorded *r, hc_err *err)
{
    int status = hc_complain_of_run(c, err, hc_ledger_path(r->ledger));
    hc_recorded_close(r, HC_OK, NULL);
    return status;
}

typedef struct playing { hc_session *s; hc_progress_view view; hc_serving serving; } playing;

static void on_started(void *ctx, hc_run *run)
{
    playing *p = ctx;
    p->serving.run = run;
    hc_serve(&p->serving, p->s->loop, p->view.path.p);
}

static void on_progress(void *ctx, const hc_progress *p)
{
    hc_progress_draw(&((playing *)ctx)->view, p);
}

int hc_session_play(hc_cli *c, hc_session *s, hc_recorded *r, hc_rows *standing, hc_err *err)
{
    hc_rows read, *rows = standing ? standing : &read;
    hc_score_set set;
    hc_changes changes;
    hc_run_result res;
    playing now = {.s = s, .serving = {.cli = c, .view = &now.view}};
    int64_t max_errors, max_time_us;
    bool stops = r->plan->stop_metric.n > 0;
    hc_order order;
    hc_code code = HC_OK;
    if (!r->sset)
        code = hc_fail(err, HC_E_CORRUPT, "E-RUN-14", "%s has no score set: it cannot be continued",
                       "%s에 채점 집합이 없어 이어서 할 수 없음", hc_ledger_path(r->ledger));
    else if (!standing)
        code = hc_recorded_rows(r, stops ? r->sset : NULL, stops && hc_view_answers(c, r->packs, r->n_packs), rows, err);
    if (code == HC_OK)
        code = hc_session_error_bound(c, rows->n, &max_errors, err);
    if (code == HC_OK)
        code = hc_changes_read(r->ledger, c->arena, &changes, err);
    if (code == HC_OK)
        code = hc_progress_init(&now.view, c, hc_str_c(hc_ledger_path(r->ledger)), err);
    if (code == HC_OK)
        code = hc_replay_set(r, r->sset, s->asker, &set, err);
    if (code != HC_OK)
        return hc_session_leave(c, r, err);
    if (stops)
        code = hc_stop_order(r->arena, r->plan, &order, err);
    if (code != HC_OK)
        return hc_session_leave(c, r, err);
    max_time_us = hc_changes_newest(&changes, "max_time_us", HC_S(""), 0);
    hc_run_opts o = {.plan = r->plan, .rows = rows, .ledger = r->ledger, .loop = s->loop, .asker = s->asker,
                     .targets = s->targets, .n_judges = s->n_judges, .n_code = s->n_code, .set = &set,
                     .order = stops ? &order : NULL, .max_time_us = max_time_us,
                     .max_errors = max_errors, .started = on_started, .progress = on_progress, .ctx = &now};
    hc_run_play(&o, &res);
    hc_progress_end(&now.view);
    int status = finish(c, s, r, &res, max_errors, res.played || res.n_changes ? NULL : standing, err);
    hc_serve_end(&now.serving, status, &res);
    const char *path = hc_cstr(c->arena, hc_str_c(hc_ledger_path(r->ledger)));
    code = hc_recorded_close(r, HC_OK, err);
    return code == HC_OK || status == HC_EXIT_IO ? status : hc_complain_of_run(c, err, path);
}
