// SPDX-License-Identifier: Apache-2.0
#include "cli/rules.h"

static hc_code wrong(hc_cli *c, const hc_json *at, hc_str metric, hc_err *err)
{
    return hc_fail(err, HC_E_USAGE, "E-PLAN-41",
                   "%.*s:%d: rules.%.*s must be {rule_out: RATE, rule_in: RATE}, rates from 0 to 1, rule_in not below rule_out",
                   "%.*s:%d: rules.%.*s{은/는} {rule_out: 비율, rule_in: 비율} 꼴이어야 함; 비율은 0에서 1까지, rule_in은 rule_out 이상",
                   HC_FS(c->config.path), at->line, HC_FS(metric));
}

static bool read_limit(const hc_json *rule, const char *key, size_t *keys, hc_limit *out)
{
    const hc_json *v = hc_json_get(rule, key);
    bool number = v && (v->type == HC_JSON_INT || v->type == HC_JSON_REAL) && v->d >= 0 && v->d <= 1;
    *keys += v != NULL;
    if (number)
        *out = (hc_limit){true, v->d};
    return number || !v;
}

/* Takes the place of what the packs say of the metric. */
static hc_code take(hc_cli *c, hc_str metric, const hc_json *rule, hc_rule *rules, size_t n, hc_err *err)
{
    hc_limit in = {0}, out = {0};
    size_t keys = 0;
    bool found = false;
    const char **names = HC_NEW_N(c->arena, const char *, n);
    if (rule->type != HC_JSON_OBJ || !read_limit(rule, "rule_in", &keys, &in) || !read_limit(rule, "rule_out", &keys, &out) ||
        keys == 0 || keys != rule->n || (keys == 2 && in.at < out.at))
        return wrong(c, rule, metric, err);
    for (size_t i = 0; i < n; i++) {
        names[i] = hc_cstr(c->arena, rules[i].metric);
        if (!hc_str_eq(rules[i].metric, metric))
            continue;
        rules[i].in = in;
        rules[i].out = out;
        found = true;
    }
    if (found)
        return HC_OK;
    const char *near = hc_nearest(metric, names, n);
    hc_fail(err, HC_E_USAGE, "E-PLAN-40", "%.*s:%d: rules: the packs of this run have no metric \"%.*s\"",
            "%.*s:%d: rules: 이 실행의 데이터셋에 \"%.*s\"{이라/라}는 지표가 없음", HC_FS(c->config.path), rule->line, HC_FS(metric));
    if (near)
        hc_err_hint(err, "did you mean %s?", "혹시 %s입니까?", near);
    return HC_E_USAGE;
}

hc_code hc_rules_read(hc_cli *c, const hc_pack *const *packs, size_t n_packs, hc_rule **out, size_t *out_n, hc_err *err)
{
    const hc_json *config = hc_config_get(&c->config, "rules");
    size_t n = 0, cap = 0;
    hc_rule *rules = NULL;
    for (size_t i = 0; i < n_packs; i++) {
        size_t n_metrics;
        const hc_metric *m = hc_metrics_of(c->arena, packs[i], &n_metrics);
        for (size_t k = 0; k < n_metrics; k++) {
            if (m[k].kind != HC_MEASURE_RATE) {
                if (config && hc_json_get(config, hc_cstr(c->arena, m[k].name)))
                    return hc_fail(err, HC_E_USAGE, "E-PLAN-47", "%.*s:%d: rules are for rates, and metric %.*s of pack %.*s is %s",
                                   "%.*s:%d: 기준은 비율에만 쓸 수 있으나 지표 %.*s(데이터셋 %.*s)의 kind가 %s임", HC_FS(c->config.path),
                                   config->line, HC_FS(m[k].name), HC_FS(packs[i]->name), hc_measure_id(m[k].kind));
                continue;
            }
            HC_GROW(c->arena, rules, n, cap);
            rules[n++] = (hc_rule){packs[i]->name, m[k].name, m[k].rule_in, m[k].rule_out};
        }
    }
    if (config && config->type != HC_JSON_OBJ)
        return wrong(c, config, HC_S("METRIC"), err);
    for (size_t i = 0; config && i < config->n; i++)
        HC_TRY(take(c, config->keys[i], config->items[i], rules, n, err));
    *out_n = 0;
    *out = rules;
    for (size_t i = 0; i < n; i++)
        if (rules[i].in.stated || rules[i].out.stated)
            rules[(*out_n)++] = rules[i];
    return HC_OK;
}

static hc_code no_such_metric(hc_cli *c, hc_str name, const hc_metric *m, size_t n, hc_err *err)
{
    const char **names = HC_NEW_N(c->arena, const char *, n + 1);
    HC_AUTO(hc_buf) list = {0};
    hc_buf_init(&list, SIZE_MAX);
    for (size_t i = 0; i < n; i++) {
        names[i] = hc_cstr(c->arena, m[i].name);
        hc_buf_fmt(&list, "%s%s", i ? ", " : "", names[i]);
    }
    const char *near = hc_nearest(name, names, n);
    hc_str all = hc_buf_view(&list);
    hc_fail(err, HC_E_USAGE, "E-STOP-07", "--stop-when %.*s: this pack has no such metric; it has %.*s", "--stop-when %.*s: 이 데이터셋에 없는 지표임; 있는 지표: %.*s",
            HC_FS(name), HC_FS(all));
    if (near)
        hc_err_hint(err, "did you mean %s?", "혹시 %s입니까?", near);
    return HC_E_USAGE;
}

hc_code hc_stop_when_check(hc_cli *c, const hc_pack *const *packs, size_t n_packs, const hc_rule *rules, size_t n_rules, hc_err *err)
{
    hc_str name = hc_opt_str(c, "stop-when", NULL, HC_S(""));
    size_t n_metrics, i = 0, k = 0;
    if (!name.n)
        return HC_OK;
    if (n_packs != 1)
        return hc_fail(err, HC_E_USAGE, "E-STOP-05", "--stop-when needs a run of one pack; this one has %zu",
                       "--stop-when은 데이터셋이 하나인 실행에만 쓸 수 있음; 이 실행에는 %zu개", n_packs);
    const hc_metric *m = hc_metrics_of(c->arena, packs[0], &n_metrics);
    while (i < n_rules && !hc_str_eq(rules[i].metric, name))
        i++;
    while (k < n_metrics && !hc_str_eq(m[k].name, name))
        k++;
    if (k == n_metrics)
        return no_such_metric(c, name, m, n_metrics, err);
    if (i == n_rules)
        return hc_fail(err, HC_E_USAGE, "E-STOP-02", "--stop-when %.*s: the plan states no rule for it that could be decided\n"
                       "write it into haechi.yaml: rules: %.*s: {rule_out: 0.05}",
                       "--stop-when %.*s: 판단할 기준이 평가 계획서에 없음\nhaechi.yaml에 적으십시오: rules: %.*s: {rule_out: 0.05}",
                       HC_FS(name), HC_FS(name));
    if (m[k].cross.n || m[k].epochs != HC_EPOCHS_MEAN)
        return hc_fail(err, HC_E_USAGE, "E-STOP-02", "--stop-when %.*s: its clusters cross or its items count once, so there is no order of units",
                       "--stop-when %.*s: 군집이 엇갈리거나 문항을 한 번만 세는 지표라서 뽑을 순서가 없음", HC_FS(name));
    return HC_OK;
}
