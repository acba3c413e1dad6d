// SPDX-License-Identifier: Apache-2.0
#include "engine/plan.h"

#include "base/clock.h"
#include "base/map.h"
#include "engine/select.h"
#include "korean/transform.h"
#include "score/fields.h"

#define DEFAULT_SEED "haechi"

static void write_params(hc_jw *w, const hc_params *p)
{
    char text[32];
    hc_jw_obj(w);
    if (p->grammar.n)
        hc_jw_kstr(w, "grammar", p->grammar);
    hc_jw_ki64(w, "max_tokens", p->max_tokens);
    if (p->has_seed)
        hc_jw_ki64(w, "seed", p->seed);
    hc_jw_key(w, "stop");
    hc_jw_strs(w, p->stop, p->n_stop);
    if (p->has_temperature) {
        hc_format_f64(p->temperature, text);
        hc_jw_kc(w, "temperature", text);
    }
    hc_jw_ki64(w, "top_logprobs", p->top_logprobs);
    if (p->has_top_p) {
        hc_format_f64(p->top_p, text);
        hc_jw_kc(w, "top_p", text);
    }
    hc_jw_end(w);
}

/* The tree of a recorded plan lives while it is read. */
static hc_str text(hc_arena *a, const hc_json *j, const char *key)
{
    return hc_str_dup(a, hc_json_str(j, key, HC_S("")));
}

static bool read_params(hc_arena *a, const hc_json *j, hc_params *out)
{
    hc_params p = {.grammar = text(a, j, "grammar"),
                   .max_tokens = hc_json_int(j, "max_tokens", 0),
                   .top_logprobs = (int)hc_json_int(j, "top_logprobs", 0),
                   .has_seed = hc_json_get(j, "seed") != NULL,
                   .seed = hc_json_int(j, "seed", 0),
                   .has_temperature = hc_json_get(j, "temperature") != NULL,
                   .has_top_p = hc_json_get(j, "top_p") != NULL};
    const hc_json *stop = hc_json_get(j, "stop");
    p.n_stop = stop && stop->type == HC_JSON_ARR ? stop->n : 0;
    p.stop = HC_NEW_N(a, hc_str, p.n_stop);
    for (size_t i = 0; i < p.n_stop; i++)
        p.stop[i] = hc_str_dup(a, stop->items[i]->text);
    *out = p;
    return (!p.has_temperature ||
            hc_parse_f64(hc_json_str(j, "temperature", HC_S("")), &out->temperature)) &&
           (!p.has_top_p || hc_parse_f64(hc_json_str(j, "top_p", HC_S("")), &out->top_p));
}

static hc_str pack_root(hc_arena *a, hc_str salt, const hc_pack *p)
{
    hc_str part = {(const char *)p->digest.b, sizeof p->digest.b};
    hc_digest root = hc_hmac_sha256(salt, &part, 1);
    char hex[HC_SHA256_HEX];
    hc_hex(root.b, sizeof root.b, hex);
    return hc_fmt(a, "hmac-sha256:%s", hex);
}

static void write_taken(hc_jw *w, const hc_plan *p, const hc_plan_pack *pp)
{
    bool all = true;
    for (size_t i = 1; i < p->n_transforms; i++)
        all = all && pp->takes[i];
    if (all)
        return;
    hc_jw_key(w, "transforms");
    hc_jw_arr(w);
    for (size_t i = 1; i < p->n_transforms; i++)
        if (pp->takes[i])
            hc_jw_str(w, p->transforms[i]);
    hc_jw_end(w);
}

static void write_packs(hc_arena *a, hc_jw *w, const hc_plan *p, hc_str salt)
{
    hc_jw_key(w, "packs");
    hc_jw_arr(w);
    for (size_t i = 0; i < p->n_packs; i++) {
        const hc_plan_pack *pp = &p->packs[i];
        hc_jw_obj(w);
        hc_jw_key(w, "items");
        if (pp->n_items == pp->pack->n_items) {
            hc_jw_c(w, "all");
        } else {
            hc_jw_arr(w);
            for (size_t j = 0; j < pp->n_items; j++)
                hc_jw_i64(w, pp->items[j]);
            hc_jw_end(w);
        }
        hc_jw_kstr(w, "name", pp->pack->name);
        hc_jw_kstr(w, "root", pack_root(a, salt, pp->pack));
        write_taken(w, p, pp);
        hc_jw_kstr(w, "version", pp->pack->version);
        hc_jw_end(w);
    }
    hc_jw_end(w);
}

static void write_limit(hc_jw *w, const char *key, hc_limit limit)
{
    char number[32];
    hc_format_f64(limit.at, number);
    if (limit.stated)
        hc_jw_kc(w, key, number);
}

static void write_rules(hc_jw *w, const hc_plan *p)
{
    if (!p->n_rules)
        return;
    hc_jw_key(w, "rules");
    hc_jw_arr(w);
    for (size_t i = 0; i < p->n_rules; i++) {
        hc_jw_obj(w);
        hc_jw_kstr(w, "metric", p->rules[i].metric);
        hc_jw_kstr(w, "pack", p->rules[i].pack);
        write_limit(w, "rule_in", p->rules[i].in);
        write_limit(w, "rule_out", p->rules[i].out);
        hc_jw_end(w);
    }
    hc_jw_end(w);
}

static bool read_limit(const hc_json *j, const char *key, hc_limit *out)
{
    out->stated = hc_json_get(j, key) != NULL;
    return !out->stated || (hc_parse_f64(hc_json_str(j, key, HC_S("")), &out->at) && out->at >= 0 && out->at <= 1);
}

static bool read_rules(hc_arena *a, const hc_json *list, hc_plan *p)
{
    size_t n = list && list->type == HC_JSON_ARR ? list->n : 0;
    hc_rule *rules = HC_NEW_N(a, hc_rule, n);
    for (size_t i = 0; i < n; i++) {
        rules[i] = (hc_rule){.pack = text(a, list->items[i], "pack"), .metric = text(a, list->items[i], "metric")};
        if (!read_limit(list->items[i], "rule_in", &rules[i].in) || !read_limit(list->items[i], "rule_out", &rules[i].out))
            return false;
    }
    p->rules = rules;
    p->n_rules = n;
    return true;
}

static void write_targets(hc_jw *w, const hc_plan *p)
{
    hc_jw_key(w, "targets");
    hc_jw_arr(w);
    for (size_t i = 0; i < p->n_targets; i++) {
        const hc_plan_target *t = &p->targets[i];
        hc_jw_obj(w);
        hc_jw_kstr(w, "adapter", t->adapter);
        hc_jw_kstr(w, "alias", t->alias);
        hc_jw_key(w, "params");
        write_params(w, &t->params);
        hc_jw_kstr(w, "system", t->system);
        hc_jw_end(w);
    }
    hc_jw_end(w);
}

static void write_transforms(hc_jw *w, const hc_plan *p)
{
    if (p->n_transforms == 1)
        return;
    hc_jw_key(w, "transforms");
    hc_jw_arr(w);
    for (size_t i = 1; i < p->n_transforms; i++) {
        hc_jw_obj(w);
        hc_jw_kstr(w, "id", p->transforms[i]);
        hc_jw_ki64(w, "v", HC_TRANSFORM_VERSION);
        hc_jw_end(w);
    }
    hc_jw_end(w);
}

static hc_str *with_base(hc_arena *a, const hc_str *more, size_t n)
{
    hc_str *list = HC_NEW_N(a, hc_str, n + 1);
    list[0] = HC_S("");
    for (size_t i = 0; i < n; i++)
        list[i + 1] = more[i];
    return list;
}

static void seal(hc_arena *a, hc_plan *p, hc_str salt)
{
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_kstr(&w, "as_of", p->as_of);
    hc_jw_ki64(&w, "epochs", p->epochs);
    hc_jw_key(&w, "judge");
    hc_jw_obj(&w);
    hc_jw_key(&w, "aliases");
    hc_jw_strs(&w, p->judges, p->n_judges);
    hc_jw_kc(&w, "rule", p->judge_mean ? "mean" : "majority");
    hc_jw_end(&w);
    hc_jw_key(&w, "limits");
    hc_jw_obj(&w);
    hc_jw_ki64(&w, "time_per_sample_us", p->time_per_sample_us);
    hc_jw_ki64(&w, "tokens_per_sample", p->tokens_per_sample);
    hc_jw_ki64(&w, "turns", p->turns_max);
    hc_jw_end(&w);
    write_packs(a, &w, p, salt);
    write_rules(&w, p);
    hc_jw_kstr(&w, "salt", salt);
    hc_jw_kstr(&w, "seed", p->seed);
    if (p->stop_metric.n) {
        hc_jw_key(&w, "stop");
        hc_jw_obj(&w);
        hc_jw_kstr(&w, "metric", p->stop_metric);
        hc_jw_end(&w);
    }
    write_targets(&w, p);
    write_transforms(&w, p);
    hc_jw_ki64(&w, "v", 1);
    hc_jw_end(&w);
    p->body = hc_str_dup(a, hc_buf_view(&b));
    hc_digest d = hc_sha256(p->body);
    hc_hex(d.b, sizeof d.b, p->hash);
}

/* Samples are addressed by these names: each is there, and once. */
static bool new_name(hc_map *seen, hc_str name)
{
    static const char mark = 1;
    if (!name.n || hc_map_get(seen, name))
        return false;
    hc_map_put(seen, name, (void *)(uintptr_t)&mark);
    return true;
}

static hc_code check_alias(hc_map *seen, hc_str alias, hc_err *err)
{
    if (!new_name(seen, alias))
        return hc_fail(err, HC_E_USAGE, "E-PLAN-01",
                       "two targets have the alias \"%.*s\"\ngive one its own name: -m ALIAS=MODEL",
                       "평가 대상 두 개의 별칭이 \"%.*s\"{으로/로} 같음\n한쪽에 이름을 주십시오: -m 별칭=모델",
                       HC_FS(alias));
    return HC_OK;
}

static hc_code take_targets(hc_arena *a, const hc_plan_wish *wish, hc_plan *p, hc_err *err)
{
    hc_map seen;
    hc_map_init(&seen, a);
    p->n_targets = wish->n_targets;
    p->targets = HC_NEW_N(a, hc_plan_target, wish->n_targets);
    for (size_t i = 0; i < wish->n_targets; i++) {
        const hc_target_conf *t = &wish->targets[i];
        HC_TRY(check_alias(&seen, t->alias, err));
        p->targets[i] = (hc_plan_target){t->alias, t->adapter, t->system, t->params};
    }
    p->n_judges = wish->n_judges;
    p->judges = HC_NEW_N(a, hc_str, wish->n_judges);
    for (size_t i = 0; i < wish->n_judges; i++)
        p->judges[i] = wish->judges[i].alias;
    return HC_OK;
}

/* A condition that cannot be read must not be found after other items have been paid for. */
static hc_code check_whens(const hc_pack *pack, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) scratch = hc_arena_new();
    for (size_t i = 0; i < pack->n_items; i++) {
        hc_item item;
        hc_expr *e;
        hc_arena_reset(scratch);
        hc_items_get(&pack->items, i, scratch, &item);
        for (size_t k = 0; k < item.n_turns; k++)
            if (item.turns[k].when.n &&
                hc_expr_parse(scratch, item.turns[k].when, "when", hc_row_scope(), HC_T_BOOL, &e, err) != HC_OK)
                return hc_err_ctx(err, HC_E_INPUT, "%.*s:%zu: ", "%.*s:%zu: ", HC_FS(item.file), item.line);
    }
    return HC_OK;
}

static bool is_among(hc_str s, const hc_str *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (hc_str_eq(s, list[i]))
            return true;
    return false;
}

/* Which transforms of the plan a pack uses: all, or those of `list`. */
static void take(hc_arena *a, const hc_plan *p, hc_plan_pack *pp, bool all, const hc_str *list, size_t n)
{
    pp->takes = HC_NEW_N(a, bool, p->n_transforms);
    for (size_t i = 0; i < p->n_transforms; i++)
        pp->takes[i] = !i || all || is_among(p->transforms[i], list, n);
}

/* By a transform whose texts come with the items only those that have one are asked. */
static hc_asked with_variant(hc_arena *a, const hc_plan_pack *pp, hc_str transform)
{
    HC_AUTO(hc_arena_ptr) one = hc_arena_new();
    hc_asked out = {HC_NEW_N(a, uint32_t, pp->n_items), 0};
    for (size_t i = 0; i < pp->n_items; i++) {
        hc_item item;
        hc_arena_reset(one);
        hc_items_get(&pp->pack->items, pp->items[i], one, &item);
        if (hc_item_variant(&item, transform))
            out.items[out.n++] = pp->items[i];
    }
    return out;
}

static void spread(hc_arena *a, hc_plan *p)
{
    for (size_t i = 0; i < p->n_packs; i++) {
        hc_plan_pack *pp = &p->packs[i];
        pp->asked = HC_NEW_N(a, hc_asked, p->n_transforms);
        for (size_t k = 0; k < p->n_transforms; k++)
            if (pp->takes[k])
                pp->asked[k] = hc_transform_comes_along(p->transforms[k]) ? with_variant(a, pp, p->transforms[k]) : (hc_asked){pp->items, pp->n_items};
    }
}

static hc_code take_packs(hc_arena *a, const hc_plan_wish *wish, hc_plan *p, hc_err *err)
{
    p->n_packs = wish->n_packs;
    p->packs = HC_NEW_N(a, hc_plan_pack, wish->n_packs);
    for (size_t i = 0; i < wish->n_packs; i++) {
        hc_plan_pack *pp = &p->packs[i];
        pp->pack = wish->packs[i];
        HC_TRY(check_whens(pp->pack, err));
        for (size_t j = 0; j < i; j++)
            if (hc_str_eq(pp->pack->name, wish->packs[j]->name))
                return hc_fail(err, HC_E_USAGE, "E-PLAN-02",
                               "two packs are called \"%.*s\"; rename one",
                               "이름이 \"%.*s\"인 데이터셋이 두 개임; 하나의 이름을 바꾸십시오",
                               HC_FS(pp->pack->name));
        HC_TRY(hc_select(a, pp->pack, wish->where, wish->limit, p->seed, &pp->items, &pp->n_items, err));
        take(a, p, pp, !wish->transforms_by_pack, pp->pack->transforms, pp->pack->n_transforms);
    }
    spread(a, p);
    return HC_OK;
}

hc_code hc_plan_make(hc_arena *a, const hc_plan_wish *wish, hc_str salt, hc_plan **out, hc_err *err)
{
    char as_of[40];
    hc_plan *p = HC_NEW(a, hc_plan);
    hc_time_rfc3339(wish->now_us, false, as_of);
    p->as_of = hc_str_dup(a, hc_str_c(as_of));
    p->seed = wish->seed.n ? wish->seed : HC_S(DEFAULT_SEED);
    p->judge_mean = wish->judge_mean;
    p->tokens_per_sample = wish->tokens_per_sample;
    p->time_per_sample_us = wish->time_per_sample_us;
    p->turns_max = HC_TURNS_MAX;
    p->rules = wish->rules;
    p->n_rules = wish->n_rules;
    p->transforms = with_base(a, wish->transforms, wish->n_transforms);
    p->n_transforms = wish->n_transforms + 1;
    p->stop_metric = wish->stop_metric;
    p->epochs = wish->epochs ? wish->epochs : 1;
    for (size_t i = 0; !wish->epochs && i < wish->n_packs; i++)
        if (wish->packs[i]->epochs > p->epochs)
            p->epochs = wish->packs[i]->epochs;
    HC_TRY(take_targets(a, wish, p, err));
    HC_TRY(take_packs(a, wish, p, err));
    if (hc_plan_samples(p) == 0)
        return hc_fail(err, HC_E_USAGE, "E-PLAN-03", "nothing to ask: no item fits --where and --limit",
                       "물을 것이 없음: --where와 --limit에 맞는 문항이 없음");
    if (hc_plan_samples(p) > HC_ITEMS_MAX)
        return hc_fail(err, HC_E_USAGE, "E-PLAN-04", "%zu samples are more than %d; split the run",
                       "사례 %zu건은 상한 %d건을 넘음; 실행을 나누십시오", hc_plan_samples(p), HC_ITEMS_MAX);
    seal(a, p, salt);
    *out = p;
    return HC_OK;
}

static hc_code broken(hc_err *err, const char *what)
{
    return hc_fail(err, HC_E_CORRUPT, "E-PLAN-06", "the recorded plan cannot be read: %s",
                   "기록된 평가 계획서를 읽을 수 없음: %s", what);
}

static hc_code read_pack(hc_arena *a, const hc_json *j, const hc_pack *pack, hc_str salt, hc_plan_pack *out,
                         hc_err *err)
{
    const hc_json *items = hc_json_get(j, "items");
    if (!hc_str_eq(hc_json_str(j, "root", HC_S("")), pack_root(a, salt, pack)))
        return hc_fail(err, HC_E_CORRUPT, "E-PLAN-07",
                       "pack \"%.*s\" is not the one that the plan was made with",
                       "데이터셋 \"%.*s\"{이/가} 평가 계획서를 만들 때의 것과 다름", HC_FS(pack->name));
    out->pack = pack;
    bool all = items && items->type == HC_JSON_STR;
    if (!items || (!all && items->type != HC_JSON_ARR))
        return broken(err, "items");
    out->n_items = all ? pack->n_items : items->n;
    out->items = HC_NEW_N(a, uint32_t, out->n_items);
    for (size_t i = 0; i < out->n_items; i++) {
        int64_t at = all ? (int64_t)i : items->items[i]->i;
        if (at < 0 || (uint64_t)at >= pack->n_items || (i > 0 && at <= (int64_t)out->items[i - 1]))
            return broken(err, "items");
        out->items[i] = (uint32_t)at;
    }
    return HC_OK;
}

/* Transformed texts are asked again on resume and compared on replay: another version would ask something else. */
static hc_code read_transforms(hc_arena *a, const hc_json *list, hc_plan *p, hc_err *err)
{
    size_t n = list && list->type == HC_JSON_ARR ? list->n : 0;
    hc_str *specs = HC_NEW_N(a, hc_str, n);
    hc_map seen;
    hc_map_init(&seen, a);
    for (size_t i = 0; i < n; i++) {
        const hc_transform *t;
        double strength;
        int64_t version = hc_json_int(list->items[i], "v", 0);
        specs[i] = text(a, list->items[i], "id");
        if (version != HC_TRANSFORM_VERSION)
            return hc_fail(err, HC_E_UNSUPPORTED, "E-PLAN-08",
                           "the plan was made with version %lld of the transforms, this program has %d\nuse the haechi that began the run",
                           "평가 계획서의 변형 판이 %lld이고 이 프로그램의 판은 %d임\n실행을 시작한 haechi로 여십시오",
                           (long long)version, HC_TRANSFORM_VERSION);
        if (!new_name(&seen, specs[i]) || hc_transform_parse(specs[i], &t, &strength, NULL) != HC_OK)
            return broken(err, "transforms");
    }
    p->transforms = with_base(a, specs, n);
    p->n_transforms = n + 1;
    return HC_OK;
}

/* Of a target, in one epoch. */
static size_t asked_once(const hc_plan *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_packs; i++)
        for (size_t k = 0; k < p->n_transforms; k++)
            n += p->packs[i].asked[k].n;
    return n;
}

/* Samples are a product of recorded numbers. */
static bool fits(const hc_plan *p, int64_t epochs)
{
    size_t n = asked_once(p);
    return epochs > 0 && !__builtin_mul_overflow(n, p->n_targets, &n) &&
           !__builtin_mul_overflow(n, (size_t)epochs, &n) &&
           n > 0 && n <= HC_ITEMS_MAX;
}

static hc_code read_packs(hc_arena *a, const hc_json *list, const hc_pack *const *packs, size_t n_packs, hc_str salt,
                          hc_plan *p, hc_err *err)
{
    if (!list || list->type != HC_JSON_ARR)
        return broken(err, "packs");
    p->n_packs = list->n;
    p->packs = HC_NEW_N(a, hc_plan_pack, list->n);
    hc_map seen;
    hc_map_init(&seen, a);
    for (size_t i = 0; i < list->n; i++) {
        const hc_pack *pack = NULL;
        for (size_t k = 0; k < n_packs; k++)
            if (hc_str_eq(packs[k]->name, hc_json_str(list->items[i], "name", HC_S(""))))
                pack = packs[k];
        if (!pack)
            return broken(err, "pack missing");
        if (!new_name(&seen, pack->name))
            return broken(err, "pack twice");
        HC_TRY(read_pack(a, list->items[i], pack, salt, &p->packs[i], err));
        const hc_json *taken = hc_json_get(list->items[i], "transforms");
        size_t n = taken && taken->type == HC_JSON_ARR ? taken->n : 0;
        hc_str *specs = HC_NEW_N(a, hc_str, n);
        for (size_t k = 0; k < n; k++)
            specs[k] = taken->items[k]->type == HC_JSON_STR ? taken->items[k]->text : HC_S("");
        take(a, p, &p->packs[i], !taken, specs, n);
    }
    spread(a, p);
    return HC_OK;
}

hc_code hc_plan_read(hc_arena *a, hc_str body, const hc_pack *const *packs, size_t n_packs, hc_plan **out, hc_err *err)
{
    hc_json *j;
    HC_AUTO(hc_arena_ptr) tree = hc_arena_new();
    if (hc_json_parse(tree, body, "plan", &j, err) != HC_OK)
        return broken(err, "JSON");
    hc_plan *p = HC_NEW(a, hc_plan);
    const hc_json *targets = hc_json_get(j, "targets"), *judges = hc_json_path(j, "judge.aliases");
    if (hc_json_int(j, "v", 0) != 1 || !targets || targets->type != HC_JSON_ARR)
        return broken(err, "version");
    p->body = body;
    hc_digest d = hc_sha256(body);
    hc_hex(d.b, sizeof d.b, p->hash);
    p->seed = text(a, j, "seed");
    p->as_of = text(a, j, "as_of");
    p->stop_metric = text(a, hc_json_get(j, "stop"), "metric");
    p->judge_mean = hc_str_is(hc_json_str(hc_json_get(j, "judge"), "rule", HC_S("")), "mean");
    p->tokens_per_sample = hc_json_int(hc_json_get(j, "limits"), "tokens_per_sample", 0);
    p->time_per_sample_us = hc_json_int(hc_json_get(j, "limits"), "time_per_sample_us", 0);
    p->turns_max = hc_json_int(hc_json_get(j, "limits"), "turns", HC_TURNS_MAX);
    p->n_targets = targets->n;
    p->targets = HC_NEW_N(a, hc_plan_target, targets->n);
    hc_map seen;
    hc_map_init(&seen, a);
    for (size_t i = 0; i < targets->n; i++) {
        const hc_json *t = targets->items[i];
        p->targets[i] = (hc_plan_target){.alias = text(a, t, "alias"), .adapter = text(a, t, "adapter"),
                                         .system = text(a, t, "system")};
        if (!new_name(&seen, p->targets[i].alias))
            return broken(err, "alias");
        if (!read_params(a, hc_json_get(t, "params"), &p->targets[i].params))
            return broken(err, "parameters");
    }
    p->n_judges = judges && judges->type == HC_JSON_ARR ? judges->n : 0;
    p->judges = HC_NEW_N(a, hc_str, p->n_judges);
    for (size_t i = 0; i < p->n_judges; i++)
        p->judges[i] = hc_str_dup(a, judges->items[i]->text);
    if (!read_rules(a, hc_json_get(j, "rules"), p))
        return broken(err, "rules");
    HC_TRY(read_transforms(a, hc_json_get(j, "transforms"), p, err));
    HC_TRY(read_packs(a, hc_json_get(j, "packs"), packs, n_packs, hc_json_str(j, "salt", HC_S("")), p, err));
    int64_t epochs = hc_json_int(j, "epochs", 1);
    if (!fits(p, epochs))
        return broken(err, "samples");
    if (p->tokens_per_sample < 0 || p->time_per_sample_us < 0 || p->time_per_sample_us > HC_DURATION_MAX_US)
        return broken(err, "limits");
    p->epochs = (uint32_t)epochs;
    if (p->stop_metric.n && (p->n_packs != 1 || p->n_transforms != 1))
        return broken(err, "stop");
    *out = p;
    return HC_OK;
}

size_t hc_plan_samples(const hc_plan *p)
{
    return asked_once(p) * p->n_targets * p->epochs;
}

void hc_plan_rows(hc_arena *a, const hc_plan *p, hc_rows *out)
{
    size_t n = p->n_targets * p->n_packs * p->n_transforms;
    hc_block *blocks = HC_NEW_N(a, hc_block, n);
    for (size_t i = 0; i < n; i++) {
        const hc_plan_pack *pp = &p->packs[i / p->n_transforms % p->n_packs];
        blocks[i] = (hc_block){.target = p->targets[i / p->n_transforms / p->n_packs].alias, .pack = pp->pack->name,
                               .transform = p->transforms[i % p->n_transforms], .items = &pp->pack->items,
                               .ordinals = pp->asked[i % p->n_transforms].items, .n_items = pp->asked[i % p->n_transforms].n, .epochs = p->epochs};
    }
    hc_rows_init(out, a, blocks, n);
}

const hc_plan_target *hc_plan_target_of(const hc_plan *p, hc_str alias)
{
    for (size_t i = 0; i < p->n_targets; i++)
        if (hc_str_eq(p->targets[i].alias, alias))
            return &p->targets[i];
    return NULL;
}

const hc_pack *hc_plan_pack_of(const hc_plan *p, hc_str name)
{
    for (size_t i = 0; i < p->n_packs; i++)
        if (hc_str_eq(p->packs[i].pack->name, name))
            return p->packs[i].pack;
    return NULL;
}
