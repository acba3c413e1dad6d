// SPDX-License-Identifier: Apache-2.0
#include "cli/prepare.h"

#include <time.h>

#include "cli/sandbox.h"
#include "cli/progress.h"
#include "cli/rules.h"
#include "cli/view.h"
#include "crypto/hash.h"
#include "engine/stop.h"
#include "io/file.h"
#include "korean/transform.h"
#include "score/fields.h"
#include "score/judge_check.h"

/* Items whose slurs no lexicon fills are not asked; said once for each pack. */
static void say_unfilled(hc_cli *c, const hc_pack *pack)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    size_t n = 0;
    for (size_t i = 0; i < pack->n_items; i++) {
        hc_item it;
        bool unfilled = false;
        hc_items_get(&pack->items, i, a, &it);
        for (size_t k = 0; k < it.n_turns; k++)
            unfilled = unfilled || hc_text_unfilled(hc_msg_text(a, &it.turns[k].msg));
        n += unfilled;
        hc_arena_reset(a);
    }
    if (n)
        hc_say(c, stderr, "%.*s: %zu items hold {{slur:CLASS}} without a word for it and are not tested; name the restricted lexicon in haechi.yaml: lexicon: FILE\n",
               "%.*s: {{slur:갈래}}에 넣을 말이 없는 %zu문항은 평가하지 않음; 제한 어휘집을 haechi.yaml에 적으십시오: lexicon: 파일\n", HC_FS(pack->name), n);
}

static hc_code open_pack(hc_cli *c, hc_str path, const hc_pack **out, hc_err *err)
{
    enum { LEXICON_BYTES_MAX = 4 << 20 };
    const hc_json *file = hc_config_get(&c->config, "lexicon");
    hc_str name, lexicon;
    hc_pack_file *files;
    hc_pack *pack;
    size_t n;
    HC_TRY(hc_pack_read(c->arena, hc_cstr(c->arena, path), &name, &files, &n, err));
    if (file && file->type == HC_JSON_STR) {
        HC_TRY(hc_file_read(c->arena, hc_cstr(c->arena, file->text), LEXICON_BYTES_MAX, &lexicon, err));
        hc_pack_fill(c->arena, files, n, lexicon);
    }
    HC_TRY(hc_pack_parse(c->arena, name, files, n, &pack, err));
    say_unfilled(c, pack);
    *out = pack;
    return HC_OK;
}

static hc_code open_packs(hc_cli *c, hc_prepared *p, hc_err *err)
{
    hc_str names[HC_ARGS_MAX];
    size_t n = c->n_args;
    const hc_json *list = hc_config_get(&c->config, "run.packs");
    for (size_t i = 0; i < n; i++)
        names[i] = c->args[i];
    for (size_t i = 0; !c->n_args && list && list->type == HC_JSON_ARR && i < list->n && n < HC_ARGS_MAX; i++)
        names[n++] = list->items[i]->text;
    if (!n)
        return hc_fail(err, HC_E_USAGE, "E-CLI-07", "no questions: name a CSV or JSONL file or a pack, e.g. haechi run q.csv -m MODEL",
                       "물을 문항이 없음: CSV나 JSONL 파일 또는 팩을 적으십시오. 예: haechi run q.csv -m 모델");
    p->packs = HC_NEW_N(c->arena, const hc_pack *, n);
    for (size_t i = 0; i < n; i++)
        HC_TRY(open_pack(c, names[i], &p->packs[p->n_packs++], err));
    return HC_OK;
}

/* Metric expressions stand in the pack but their fields belong to scoring, so they are checked where both are known. */
static hc_code check_metrics(hc_cli *c, const hc_pack *pack, hc_err *err)
{
    hc_item item;
    hc_items_get(&pack->items, 0, c->arena, &item);
    hc_row row = {.item = &item};
    for (size_t i = 0; i < pack->n_metrics; i++) {
        hc_expr *e;
        const hc_str sources[] = {pack->metrics[i].of, pack->metrics[i].among, pack->metrics[i].minus_of, pack->metrics[i].minus_among};
        const hc_str fields[] = {pack->metrics[i].cluster, pack->metrics[i].cross};
        char number[HC_GROUP_NUMBER];
        hc_str ignored;
        for (size_t k = 0; k < HC_LEN(fields); k++)
            if (fields[k].n && hc_row_group(&row, fields[k], number, &ignored, err) != HC_OK)
                return hc_err_ctx(err, HC_E_INPUT, "%.*s/pack.yaml: metric %.*s: cluster: ", "%.*s/pack.yaml: 지표 %.*s: cluster: ",
                                  HC_FS(pack->name), HC_FS(pack->metrics[i].name));
        for (size_t k = 0; k < HC_LEN(sources); k++) {
            hc_code code = sources[k].n ? hc_expr_parse(c->arena, sources[k], "metric", hc_row_scope(), HC_T_BOOL, &e, err) : HC_OK;
            if (code != HC_OK)
                return hc_err_ctx(err, HC_E_INPUT, "%.*s/pack.yaml: metric %.*s: ", "%.*s/pack.yaml: 지표 %.*s: ",
                                  HC_FS(pack->name), HC_FS(pack->metrics[i].name));
        }
    }
    return HC_OK;
}

enum { TRANSFORMS_MAX = 128 };

typedef struct transforms { hc_str *specs; size_t n; bool by_pack; } transforms;

static hc_code add_transform(hc_arena *a, hc_str wish, transforms *to, hc_err *err)
{
    hc_str *specs;
    size_t n;
    HC_TRY(hc_transform_expand(a, wish, &specs, &n, err));
    for (size_t i = 0; i < n; i++) {
        bool known = false;
        for (size_t k = 0; k < to->n; k++)
            known = known || hc_str_eq(to->specs[k], specs[i]);
        if (!known && to->n == TRANSFORMS_MAX)
            return hc_fail(err, HC_E_USAGE, "E-CLI-40", "more than %d transforms in one run", "한 실행의 변형이 %d개를 넘음", TRANSFORMS_MAX);
        if (!known)
            to->specs[to->n++] = specs[i];
    }
    return HC_OK;
}

/* The command line, else haechi.yaml, else what each pack declares. */
static hc_code read_transforms(hc_cli *c, const hc_prepared *p, transforms *out, hc_err *err)
{
    hc_str wished[HC_OPT_VALUES_MAX];
    size_t n = hc_opt_all(c, "transform", wished, HC_OPT_VALUES_MAX);
    const hc_json *list = hc_config_get(&c->config, "run.transforms");
    for (size_t i = 0; !n && list && list->type == HC_JSON_ARR && i < list->n && i < HC_OPT_VALUES_MAX; i++)
        wished[n++] = list->items[i]->text;
    *out = (transforms){HC_NEW_N(c->arena, hc_str, TRANSFORMS_MAX), 0, n == 0};
    for (size_t i = 0; i < n && !(n == 1 && hc_str_is(wished[0], "none")); i++)
        HC_TRY(add_transform(c->arena, wished[i], out, err));
    for (size_t i = 0; out->by_pack && i < p->n_packs; i++)
        for (size_t k = 0; k < p->packs[i]->n_transforms; k++)
            HC_TRY(add_transform(c->arena, p->packs[i]->transforms[k], out, err));
    return HC_OK;
}

static hc_code make_plan(hc_cli *c, hc_prepared *p, hc_err *err)
{
    uint8_t salt[16];
    char hex[33];
    int64_t epochs, tokens, time_us;
    HC_TRY(hc_opt_int(c, "epochs", "run.epochs", 1, 10000, 0, &epochs, err));
    HC_TRY(hc_opt_int(c, "max-sample-tokens", "run.max_sample_tokens", 1, INT64_MAX, 0, &tokens, err));
    HC_TRY(hc_opt_duration(c, "max-sample-time", &time_us, err));
    hc_random_bytes(salt, sizeof salt);
    hc_hex(salt, sizeof salt, hex);
    hc_rule *rules;
    size_t n_rules;
    HC_TRY(hc_rules_read(c, p->packs, p->n_packs, &rules, &n_rules, err));
    transforms rewritings;
    HC_TRY(read_transforms(c, p, &rewritings, err));
    HC_TRY(hc_stop_when_check(c, p->packs, p->n_packs, rules, n_rules, err));
    hc_str stop = hc_opt_str(c, "stop-when", NULL, HC_S(""));
    if (stop.n && rewritings.n)
        return hc_fail(err, HC_E_USAGE, "E-STOP-01", "--stop-when and transforms: ask the items as they are (--transform none), or leave out --stop-when",
                       "--stop-when과 변형은 함께 쓸 수 없음: 문항을 그대로 묻거나(--transform none) --stop-when을 빼십시오");
    hc_plan_wish wish = {.packs = p->packs, .n_packs = p->n_packs, .targets = p->models.targets, .n_targets = p->models.n_targets,
                         .judges = p->models.judges, .n_judges = p->models.n_judges, .judge_mean = p->judge_mean,
                         .transforms = rewritings.specs, .n_transforms = rewritings.n,
                         .transforms_by_pack = rewritings.by_pack, .epochs = (uint32_t)epochs, .limit = hc_opt_str(c, "limit", "run.limit", HC_S("")),
                         .where = hc_opt_str(c, "where", NULL, HC_S("")), .seed = hc_opt_str(c, "seed", "run.seed", HC_S("")),
                         .tokens_per_sample = tokens, .time_per_sample_us = time_us, .rules = rules, .n_rules = n_rules,
                         .stop_metric = stop, .now_us = p->now_us};
    HC_TRY(hc_plan_make(c->arena, &wish, hc_str_dup(c->arena, hc_str_c(hex)), &p->plan, err));
    return stop.n ? hc_stop_fits(c->arena, p->plan, err) : HC_OK;
}

/* A cap can only be kept when every call has an upper bound. */
static bool is_bounded(const hc_target_conf *t, int64_t pack_max)
{
    return (t->price.in <= 0 && t->price.out <= 0) || t->params.max_tokens || pack_max;
}

static hc_code check_bounds(const hc_prepared *p, hc_err *err)
{
    for (size_t i = 0; p->max_cost && i < p->models.n_targets; i++)
        for (size_t k = 0; k < p->n_packs; k++)
            if (!is_bounded(&p->models.targets[i], p->packs[k]->defaults.max_tokens))
                return hc_fail(err, HC_E_USAGE, "E-CLI-22",
                               "--max-cost cannot hold: a reply of %.*s may have any length; add --max-tokens N",
                               "--max-cost를 지킬 수 없음: %.*s의 응답 길이에 상한이 없음; --max-tokens N을 더하십시오",
                               HC_FS(p->models.targets[i].alias));
    for (size_t i = 0; p->max_cost && i < p->models.n_judges; i++)
        if (!is_bounded(&p->models.judges[i], 0))
            return hc_fail(err, HC_E_USAGE, "E-CLI-22",
                           "--max-cost cannot hold: a verdict of %.*s may have any length\n"
                           "write it into haechi.yaml: models: %.*s: max_tokens: 512",
                           "--max-cost를 지킬 수 없음: 채점 모델 %.*s의 응답 길이에 상한이 없음\n"
                           "haechi.yaml에 적으십시오: models: %.*s: max_tokens: 512",
                           HC_FS(p->models.judges[i].alias), HC_FS(p->models.judges[i].alias));
    return HC_OK;
}

hc_code hc_prepare(hc_cli *c, bool with_keys, hc_prepared *out, hc_err *err)
{
    struct timespec now;
    hc_prepared p = *out;
    hc_progress_view progress;
    hc_str key;
    int64_t ignored;
    clock_gettime(CLOCK_REALTIME, &now);
    p.now_us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
    if (!p.n_packs)
        HC_TRY(open_packs(c, &p, err));
    for (size_t i = 0; i < p.n_packs; i++)
        HC_TRY(check_metrics(c, p.packs[i], err));
    if (!p.models.n_targets)
        HC_TRY(hc_session_models(c, &p.models.targets, &p.models.n_targets, err));
    HC_TRY(hc_session_judges(c, &p.models.judges, &p.models.n_judges, &p.judge_mean, err));
    HC_TRY(hc_sandbox_approved(c, p.packs, p.n_packs, &p.models, err));
    HC_TRY(make_plan(c, &p, err));
    HC_TRY(hc_view_check(c, p.packs, p.n_packs, p.plan->rules, p.plan->n_rules, err));
    HC_TRY(hc_session_max_time(c, 0, &p.max_time_us, err));
    HC_TRY(hc_session_error_bound(c, hc_plan_samples(p.plan), &ignored, err));
    HC_TRY(hc_progress_init(&progress, c, HC_S(""), err));
    HC_TRY(hc_session_cap(c, p.models.targets, p.models.n_targets, &p.max_cost, err));
    HC_TRY(hc_session_cap(c, p.models.judges, p.models.n_judges, &p.max_cost, err));
    HC_TRY(check_bounds(&p, err));
    for (size_t i = 0; with_keys && i < p.models.n_targets + p.models.n_judges; i++)
        HC_TRY(hc_target_key(c->arena, hc_models_at(&p.models, i), &key, err));
    if (with_keys)
        HC_TRY(hc_sandbox_works(c, p.packs, p.n_packs, err));
    *out = p;
    return HC_OK;
}

void hc_prepared_say(const hc_cli *c, const hc_prepared *p)
{
    for (size_t i = 0; i < p->n_packs; i++) {
        hc_str note = c->ko ? p->packs[i]->read_note_ko : p->packs[i]->read_note_en;
        if (note.n)
            hc_say(c, stderr, "read  %.*s\n", "입력  %.*s\n", HC_FS(note));
        else
            hc_say(c, stderr, "read  %.*s %.*s, %zu items\n", "입력  %.*s %.*s, %zu문항\n", HC_FS(p->packs[i]->name),
                   HC_FS(p->packs[i]->version), p->packs[i]->n_items);
    }
    hc_say(c, stderr, "ask   samples: %zu, targets: %zu, epochs: %u", "질의  사례 %zu건, 평가 대상 %zu개, %u회",
           hc_plan_samples(p->plan), p->models.n_targets, p->plan->epochs);
    if (p->plan->n_transforms > 1)
        hc_say(c, stderr, ", transforms: %zu", ", 변형 %zu개", p->plan->n_transforms - 1);
    if (p->models.n_judges)
        hc_say(c, stderr, ", judges: %zu", ", 채점 모델 %zu개", p->models.n_judges);
    fputc('\n', stderr);
    for (size_t i = 0; p->models.n_judges && i < p->n_packs; i++)
        if (!p->packs[i]->n_judge_tests && !hc_is_judge_check(p->packs[i]))
            hc_say(c, stderr, "note: %.*s has no judge tests; the judge is not checked before its grades count\n",
                   "참고: %.*s에 점검 문항이 없음; 채점 모델을 확인하지 않고 채점함\n", HC_FS(p->packs[i]->name));
}

void hc_prepared_snapshot(hc_arena *a, const hc_prepared *p, hc_snapshot_file **out, size_t *out_n)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_packs; i++)
        n += p->packs[i]->n_files;
    *out = HC_NEW_N(a, hc_snapshot_file, n);
    *out_n = 0;
    for (size_t i = 0; i < p->n_packs; i++)
        for (size_t k = 0; k < p->packs[i]->n_files; k++) {
            const hc_pack_file *f = &p->packs[i]->files[k];
            (*out)[(*out_n)++] = (hc_snapshot_file){
                hc_fmt(a, "%.*s/%.*s", HC_FS(p->packs[i]->name), HC_FS(f->path)), f->bytes};
        }
}
