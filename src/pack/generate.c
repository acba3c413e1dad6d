// SPDX-License-Identifier: Apache-2.0
#include "pack/generate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "crypto/hash.h"
#include "korean/josa.h"
#include "syntax/expr.h"
#include "syntax/yaml.h"

enum { VARS = 16, TRIES = 50 };

typedef struct range { hc_str name; int64_t from, step; uint64_t n; int64_t now; } range;
typedef struct template {
    const char *file;
    const hc_json *j;
    hc_str id, prompt;
    range var[VARS];
    hc_expr_field field[VARS];
    size_t n;
    hc_expr *answer, *when;
} template;

static hc_code wrong(const template *t, const hc_json *at, const char *en, const char *ko, hc_err *err)
{
    return hc_fail(err, HC_E_INPUT, "E-GEN-01", "%s:%lld: template \"%.*s\": %s%.0s", "%s:%lld: 틀 \"%.*s\": %.0s%s", t->file,
                   (long long)(at ? at->line : t->j->line), HC_FS(t->id), en, ko);
}

static hc_code read_range(template *t, hc_str name, const hc_json *j, hc_err *err)
{
    static const char *const keys[] = {"from", "to", "step"};
    if (j->type != HC_JSON_OBJ || t->n == VARS)
        return wrong(t, j, "`let` needs {from: N, to: N, step: N} for each of at most 16 names", "`let`에는 이름마다 {from: N, to: N, step: N}이 필요함(16개까지)", err);
    HC_TRY(hc_json_check_keys(j, t->file, keys, HC_LEN(keys), err));
    int64_t from = hc_json_int(j, "from", 0), to = hc_json_int(j, "to", from), step = hc_json_int(j, "step", 1);
    if (step < 1 || to < from || from < -1000000000 || to > 1000000000)
        return wrong(t, j, "a range runs from `from` up to `to` in steps of 1 or more, within a thousand million", "범위는 `from`에서 `to`까지 1 이상의 `step`이며 10억 안이어야 함", err);
    t->field[t->n] = (hc_expr_field){.name = NULL, .aliases = "", .type = HC_T_NUM, .id = (int)t->n};
    t->var[t->n++] = (range){.name = name, .from = from, .step = step, .n = (uint64_t)((to - from) / step) + 1};
    return HC_OK;
}

static hc_code read_template(hc_arena *a, template *t, hc_err *err)
{
    static const char *const keys[] = {"id", "prompt", "let", "when", "answer", "unit", "domain", "source", "date"};
    if (t->j->type != HC_JSON_OBJ)
        return wrong(t, NULL, "a template is a mapping", "틀은 매핑이어야 함", err);
    HC_TRY(hc_json_check_keys(t->j, t->file, keys, HC_LEN(keys), err));
    t->id = hc_json_str(t->j, "id", HC_S(""));
    t->prompt = hc_json_str(t->j, "prompt", HC_S(""));
    const hc_json *let = hc_json_get(t->j, "let");
    hc_str answer = hc_json_str(t->j, "answer", HC_S("")), when = hc_json_str(t->j, "when", HC_S(""));
    if (!t->id.n || !t->prompt.n || !answer.n || !let || let->type != HC_JSON_OBJ || !let->n)
        return wrong(t, NULL, "`id`, `prompt`, `let` and `answer` (an expression in quotes) are needed", "`id`, `prompt`, `let`, `answer`(따옴표 안의 식)가 필요함", err);
    for (size_t i = 0; i < let->n; i++)
        HC_TRY(read_range(t, let->keys[i], let->items[i], err));
    for (size_t i = 0; i < t->n; i++)
        t->field[i].name = hc_cstr(a, t->var[i].name);
    const hc_expr_scope scope = {.fields = t->field, .n_fields = t->n};
    hc_expr_scope *kept = HC_NEW(a, hc_expr_scope);
    *kept = scope;
    HC_TRY(hc_expr_parse(a, answer, "answer", kept, HC_T_NUM, &t->answer, err));
    return when.n ? hc_expr_parse(a, when, "when", kept, HC_T_BOOL, &t->when, err) : HC_OK;
}

static hc_value field_of(void *ctx, int id)
{
    const template *t = ctx;
    return (hc_value){.type = HC_T_NUM, .num = (double)t->var[id].now};
}

/* Of HMAC(seed, template, number of the draw, name): what one value is says nothing of another. */
static void draw(template *t, hc_str seed, uint64_t k)
{
    char number[24];
    int n = snprintf(number, sizeof number, "%llu", (unsigned long long)k);
    for (size_t i = 0; i < t->n; i++) {
        const hc_str parts[] = {t->id, HC_S("\x1F"), {number, (size_t)n}, HC_S("\x1F"), t->var[i].name};
        hc_digest d = hc_hmac_sha256(seed, parts, HC_LEN(parts));
        uint64_t r;
        memcpy(&r, d.b, sizeof r);
        t->var[i].now = t->var[i].from + (int64_t)(r % t->var[i].n) * t->var[i].step;
    }
}

static hc_str filled(hc_arena *a, const template *t)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    for (size_t at = 0; at < t->prompt.n;) {
        hc_str rest = hc_str_sub(t->prompt, at, t->prompt.n);
        size_t i = 0;
        while (i < t->n && !hc_str_starts(rest, hc_fmt(a, "{%.*s}", HC_FS(t->var[i].name))))
            i++;
        if (i < t->n)
            hc_buf_fmt(&b, "%lld", (long long)t->var[i].now);
        else
            hc_buf_ch(&b, rest.p[0]);
        at += i < t->n ? t->var[i].name.n + 2 : 1;
    }
    return hc_josa(a, hc_str_dup(a, hc_buf_view(&b)));
}

static void write_item(const template *t, size_t number, hc_str prompt, double answer, hc_arena *a, hc_buf *out)
{
    hc_jw w;
    char text[32];
    hc_format_f64(answer, text);
    hc_jw_init(&w, out);
    hc_jw_obj(&w);
    hc_jw_kstr(&w, "id", hc_fmt(a, "%.*s-%zu", HC_FS(t->id), number));
    hc_jw_kstr(&w, "base_id", t->id);
    hc_jw_kbool(&w, "generated", true);
    hc_jw_kc(&w, "provenance", "machine_draft");
    static const char *const same[] = {"domain", "source", "date"};
    for (size_t i = 0; i < HC_LEN(same); i++)
        if (hc_json_get(t->j, same[i]))
            hc_jw_kstr(&w, same[i], hc_json_str(t->j, same[i], HC_S("")));
    hc_jw_kstr(&w, "prompt", prompt);
    hc_jw_key(&w, "expect");
    hc_jw_obj(&w);
    hc_jw_key(&w, "number");
    hc_jw_raw(&w, hc_str_c(text));
    if (hc_json_get(t->j, "unit"))
        hc_jw_kstr(&w, "unit", hc_json_str(t->j, "unit", HC_S("")));
    hc_jw_end(&w);
    hc_jw_end(&w);
    hc_buf_ch(out, '\n');
}

static hc_code generate(hc_arena *a, template *t, hc_str seed, size_t wanted, hc_buf *out, hc_err *err)
{
    hc_map seen;
    hc_map_init(&seen, a);
    const hc_expr_env env = {.field = field_of, .ctx = t};
    size_t n = 0;
    for (uint64_t k = 0; n < wanted && k < (uint64_t)wanted * TRIES; k++) {
        draw(t, seed, k);
        if (!hc_expr_true(t->when, &env))
            continue;
        hc_value v = hc_expr_eval(t->answer, &env);
        if (v.type != HC_T_NUM || !isfinite(v.num))
            return wrong(t, NULL, "`answer` is no number for some draw (a division by zero?)", "어떤 값에서는 `answer`가 수가 아님(0으로 나눔?)", err);
        hc_str prompt = filled(a, t);
        if (hc_map_get(&seen, prompt))
            continue;
        hc_map_put(&seen, prompt, t);
        write_item(t, ++n, prompt, v.num, a, out);
    }
    return n ? HC_OK : wrong(t, NULL, "no draw fits `when`", "`when`에 맞는 값이 없음", err);
}

hc_code hc_pack_generate(hc_arena *a, hc_str yaml, const char *file, hc_str seed, size_t per_template, hc_buf *out, hc_err *err)
{
    static const char *const keys[] = {"templates"};
    hc_json *tree;
    HC_TRY(hc_yaml_parse(a, yaml, file, &tree, err));
    const hc_json *list = tree->type == HC_JSON_OBJ ? hc_json_get(tree, "templates") : NULL;
    if (!list || list->type != HC_JSON_ARR || !list->n)
        return hc_fail(err, HC_E_INPUT, "E-GEN-02", "%s needs `templates:`, a list", "%s에는 `templates:` 목록이 필요함", file);
    HC_TRY(hc_json_check_keys(tree, file, keys, HC_LEN(keys), err));
    for (size_t i = 0; i < list->n; i++) {
        template *t = HC_NEW(a, template);
        t->file = file;
        t->j = list->items[i];
        HC_TRY(read_template(a, t, err));
        HC_TRY(generate(a, t, seed, per_template, out, err));
    }
    return HC_OK;
}
