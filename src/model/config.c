// SPDX-License-Identifier: Apache-2.0
/* haechi.yaml: every key and type is checked where it stands; a secret written into the file is an error. */
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "io/file.h"
#include "model/target_int.h"
#include "syntax/yaml.h"

enum { CONFIG_BYTES_MAX = 4 << 20 };

static const char *const top_keys[] = {"models", "run", "judge", "ui", "exchange", "rules", "lexicon"};
static const char *const dotted_keys[] = {
    "run.models", "run.packs", "run.epochs", "run.seed", "run.transforms", "run.limit", "run.jobs", "run.retries", "run.max_tokens",
    "run.max_cost", "run.max_errors", "run.max_sample_tokens", "run.dir", "judge.models", "judge.rule", "ui.progress",
    "exchange", "rules", "lexicon",
};
static const char *const model_keys[] = {
    "api", "base_url", "model", "key_env", "key_file", "key_cmd", "headers", "body", "system", "temperature", "top_p",
    "max_tokens", "seed", "stop", "stream", "images", "price", "jobs", "timeout", "deadline", "retries", "argv", "server",
    "args", "script",
};
static const char *const secret_keys[] = {"key", "api_key", "apikey", "token", "secret", "password"};
static const char *const secret_headers[] = {"authorization", "proxy-authorization", "x-api-key", "api-key", "cookie"};

typedef struct reader {
    hc_arena *a;
    const char *file;
    const hc_json *model;      /* mapping of the model being read */
    hc_str name;
    hc_target_conf *out;
    hc_err *err;
} reader;

/* The configuration is never "input": whatever is wrong in it is a usage error. */
static hc_code as_usage(hc_err *err)
{
    if (err)
        err->code = HC_E_USAGE;
    return HC_E_USAGE;
}

/* ---- finding the file -------------------------------------------------------------------------------- */

static char *if_exists(hc_arena *a, hc_str dir, const char *name)
{
    char *path = hc_cstr(a, hc_path_join(a, dir, hc_str_c(name)));
    return hc_file_exists(path) ? path : NULL;
}

static char *find_upward(hc_arena *a)
{
    char cwd[PATH_MAX];
    if (!getcwd(cwd, sizeof cwd))
        return NULL;
    for (hc_str dir = hc_str_dup(a, hc_str_c(cwd));; dir = hc_path_dir(dir)) {
        char *hit = if_exists(a, dir, "haechi.yaml");
        const char *git = hc_cstr(a, hc_path_join(a, dir, HC_S(".git")));
        if (hit || hc_dir_exists(git) || hc_file_exists(git) || hc_str_is(dir, "/") || hc_str_is(dir, "."))
            return hit;
    }
}

static char *find_config(hc_arena *a)
{
    char *hit = find_upward(a);
    const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    if (!hit && xdg && *xdg)
        hit = if_exists(a, hc_str_c(xdg), "haechi/haechi.yaml");
    else if (!hit && home && *home)
        hit = if_exists(a, hc_str_c(home), ".config/haechi/haechi.yaml");
    return hit;
}

/* ---- typed values ------------------------------------------------------------------------------------ */

static hc_code wrong(const reader *r, const hc_json *at, const char *key, const char *want_en, const char *want_ko)
{
    return hc_fail(r->err, HC_E_USAGE, "E-CONF-02", "%s:%d:%d: models.%.*s.%s must be %s%.0s",
                   "%s:%d:%d: models.%.*s.%s에는 %.0s%s{을/를} 쓰십시오", r->file, at->line, at->col, HC_FS(r->name), key,
                   want_en, want_ko);
}

static hc_code get_text(const reader *r, const char *key, hc_str *out)
{
    const hc_json *v = hc_json_get(r->model, key);
    if (!v)
        return HC_OK;
    if (v->type != HC_JSON_STR || !v->text.n)
        return wrong(r, v, key, "text", "글");
    *out = v->text;
    return HC_OK;
}

static hc_code get_int(const reader *r, const char *key, int64_t min, int64_t max, int64_t *out)
{
    const hc_json *v = hc_json_get(r->model, key);
    if (!v)
        return HC_OK;
    if (v->type != HC_JSON_INT || v->i < min || v->i > max)
        return wrong(r, v, key, hc_fmt(r->a, "a whole number from %lld to %lld", (long long)min, (long long)max).p,
                     hc_fmt(r->a, "%lld부터 %lld까지의 정수", (long long)min, (long long)max).p);
    *out = v->i;
    return HC_OK;
}

static hc_code get_number(const reader *r, const char *key, double max, bool *has, double *out)
{
    const hc_json *v = hc_json_get(r->model, key);
    if (!v)
        return HC_OK;
    bool number = v->type == HC_JSON_INT || v->type == HC_JSON_REAL;
    if (!number || !(v->d >= 0 && v->d <= max))
        return wrong(r, v, key, hc_fmt(r->a, "a number from 0 to %g", max).p, hc_fmt(r->a, "0부터 %g까지의 수", max).p);
    *has = true;
    *out = v->d;
    return HC_OK;
}

static hc_code get_bool(const reader *r, const char *key, bool *out)
{
    const hc_json *v = hc_json_get(r->model, key);
    if (!v)
        return HC_OK;
    if (v->type != HC_JSON_BOOL)
        return wrong(r, v, key, "true or false", "true 또는 false");
    *out = v->b;
    return HC_OK;
}

static hc_code get_list(const reader *r, const char *key, hc_str **out, size_t *out_n)
{
    const hc_json *v = hc_json_get(r->model, key);
    if (!v)
        return HC_OK;
    if (v->type != HC_JSON_ARR)
        return wrong(r, v, key, "a list of texts", "글의 목록");
    *out = HC_NEW_N(r->a, hc_str, v->n);
    for (size_t i = 0; i < v->n; i++) {
        const hc_json *e = v->items[i];
        if (e->type != HC_JSON_STR && e->type != HC_JSON_INT && e->type != HC_JSON_REAL)
            return wrong(r, e, key, "a list of texts", "글의 목록");
        (*out)[i] = e->text;
    }
    *out_n = v->n;
    return HC_OK;
}

static hc_code get_duration(const reader *r, const char *key, int64_t *out_ms)
{
    const hc_json *v = hc_json_get(r->model, key);
    int64_t us = 0;
    if (!v)
        return HC_OK;
    if (v->type == HC_JSON_INT && v->i > 0 && v->i <= 86400)
        us = v->i * HC_US_PER_S;
    else if (v->type != HC_JSON_STR || !hc_duration_parse(v->text, &us) || us < 1000 || us > 86400 * HC_US_PER_S)
        return wrong(r, v, key, "a time up to a day, such as 90s or 10m", "90s, 10m 같은 시간(하루까지)");
    *out_ms = us / 1000;
    return HC_OK;
}

/* ---- the parts of a model ---------------------------------------------------------------------------- */

static hc_code secret_error(const reader *r, const hc_json *at, hc_str key)
{
    return hc_fail(r->err, HC_E_USAGE, "E-CONF-03",
                   "%s:%d:%d: models.%.*s.%.*s: a key must not stand in this file; nothing was sent\n"
                   "write key_env: NAME, key_file: PATH or key_cmd: COMMAND, for a header \"${NAME}\"; if the file was "
                   "shared, replace the key",
                   "%s:%d:%d: models.%.*s.%.*s: 이 파일에 키를 쓸 수 없음. 보낸 호출 없음\n"
                   "key_env: 이름, key_file: 경로, key_cmd: 명령 가운데 하나를, 헤더에는 \"${이름}\"을 쓰십시오. 이미 공유한 "
                   "파일이면 키를 새로 발급하십시오",
                   r->file, at->line, at->col, HC_FS(r->name), HC_FS(key));
}

static hc_code read_headers(const reader *r)
{
    const hc_json *h = hc_json_get(r->model, "headers");
    hc_target_conf *t = r->out;
    if (!h)
        return HC_OK;
    if (h->type != HC_JSON_OBJ || h->n > HC_LEN(t->header_names))
        return wrong(r, h, "headers", "a mapping of at most 16 headers", "16개까지의 헤더 이름과 값");
    for (size_t i = 0; i < h->n; i++) {
        hc_str name = h->keys[i], value = h->items[i]->text;
        if (h->items[i]->type != HC_JSON_STR || !name.n)
            return wrong(r, h->items[i], "headers", "names with texts", "이름과 글");
        for (size_t k = 0; k < HC_LEN(secret_headers); k++)
            if (hc_str_ieq(name, hc_str_c(secret_headers[k])) && !hc_str_starts(value, HC_S("${")))
                return secret_error(r, h->items[i], name);
        for (size_t k = 0; k < name.n + value.n; k++) {
            unsigned char c = (unsigned char)(k < name.n ? name.p[k] : value.p[k - name.n]);
            if (c < ' ' || c == 0x7F || (k < name.n && (c == ' ' || c == ':' || c > 0x7E)))
                return wrong(r, h->items[i], "headers", "names and values without line ends", "줄바꿈 없는 이름과 값");
        }
        t->header_names[i] = name;
        t->header_values[i] = value;
    }
    t->n_headers = h->n;
    return HC_OK;
}

static hc_code read_body(const reader *r)
{
    static const char *const ours[] = {"messages", "model", "system", "stream"};
    const hc_json *b = hc_json_get(r->model, "body");
    if (!b)
        return HC_OK;
    if (b->type != HC_JSON_OBJ)
        return wrong(r, b, "body", "a mapping", "이름과 값의 묶음");
    for (size_t i = 0; i < HC_LEN(ours); i++)
        if (hc_json_get(b, ours[i]))
            return wrong(r, b, "body", "without messages, model, system and stream (they have their own keys)",
                         "messages, model, system, stream을 뺀 것(따로 정하는 키가 있음)");
    r->out->extra_body = b;
    return HC_OK;
}

static hc_code read_price(const reader *r)
{
    static const char *const keys[] = {"in", "out", "cached", "currency"};
    const hc_json *p = hc_json_get(r->model, "price");
    if (!p)
        return HC_OK;
    if (p->type != HC_JSON_OBJ)
        return wrong(r, p, "price", "a mapping such as {in: 3.0, out: 15.0}", "{in: 3.0, out: 15.0} 같은 묶음");
    if (hc_json_check_keys(p, r->file, keys, HC_LEN(keys), r->err) != HC_OK)
        return as_usage(r->err);
    double in = hc_json_num(p, "in", -1), out = hc_json_num(p, "out", -1), cached = hc_json_num(p, "cached", in);
    bool fits = in >= 0 && out >= 0 && cached >= 0 && in <= 1000 && out <= 1000 && cached <= 1000;
    if (!fits || !hc_str_is(hc_json_str(p, "currency", HC_S("USD")), "USD"))
        return wrong(r, p, "price", "in and out in USD per million tokens, 0 to 1000",
                     "백만 토큰당 USD로 쓴 in, out 값(0부터 1000까지)");
    r->out->price = (hc_price){(int64_t)(in * 1e6 + 0.5), (int64_t)(out * 1e6 + 0.5), (int64_t)(cached * 1e6 + 0.5),
                               HC_S("")};
    return HC_OK;
}

static hc_code read_params(const reader *r)
{
    hc_params *p = &r->out->params;
    const hc_json *seed = hc_json_get(r->model, "seed");
    HC_TRY(get_number(r, "temperature", 10, &p->has_temperature, &p->temperature));
    HC_TRY(get_number(r, "top_p", 1, &p->has_top_p, &p->top_p));
    HC_TRY(get_int(r, "max_tokens", 1, 10000000, &p->max_tokens));
    HC_TRY(get_int(r, "seed", 0, INT64_MAX, &p->seed));
    p->has_seed = seed != NULL;
    return get_list(r, "stop", &p->stop, &p->n_stop);
}

static hc_code read_limits(const reader *r)
{
    hc_target_conf *t = r->out;
    int64_t jobs = t->jobs, retries = t->retries;
    HC_TRY(get_int(r, "jobs", 1, HC_JOBS_MAX, &jobs));
    HC_TRY(get_int(r, "retries", 0, HC_RETRIES_MAX, &retries));
    t->jobs = (int)jobs;
    t->retries = (int)retries;
    HC_TRY(get_duration(r, "timeout", &t->timeout_ms));
    return get_duration(r, "deadline", &t->deadline_ms);
}

static hc_code need(const reader *r, bool there, const char *key)
{
    if (there)
        return HC_OK;
    return hc_fail(r->err, HC_E_USAGE, "E-CONF-04", "%s:%d:%d: models.%.*s needs %s", "%s:%d:%d: models.%.*s에 %s{이/가} 필요함",
                   r->file, r->model->line, r->model->col, HC_FS(r->name), key);
}

/* What the kind of endpoint needs and implies. */
static hc_code settle(const reader *r)
{
    hc_target_conf *t = r->out;
    const hc_price free_of_charge = {0, 0, 0, HC_S("")};
    if (!t->jobs && (hc_str_is(t->adapter, "command") || hc_str_is(t->adapter, "local")))
        t->jobs = 1;
    if (hc_str_is(t->adapter, "command"))
        return need(r, t->n_argv > 0, "argv");
    HC_TRY(need(r, t->model.n > 0, "model"));
    if (hc_str_is(t->adapter, "ref")) {
        t->price = free_of_charge;
        if (!hc_str_is(t->model, "script"))
            return HC_OK;
        HC_TRY(need(r, t->script.n > 0, "script"));
        return hc_target_read_script(r->a, t, t->script, r->err);
    }
    if (hc_str_is(t->adapter, "local")) {
        t->model = hc_target_path(r->a, t->dir, t->model);
        t->price = free_of_charge;
        return HC_OK;
    }
    /* The well-known key goes to the provider only, never to an address somebody wrote into a file. */
    if (t->base_url.n && !t->key_env.n && !t->key_file.n && !t->key_cmd.n) {
        t->key_env = HC_S("HAECHI_API_KEY");
        t->key_optional = true;
    }
    hc_code c = hc_target_provider(r->a, t, r->err);
    return c == HC_OK ? HC_OK : hc_err_ctx(r->err, c, "%s: models.%.*s: ", "%s: models.%.*s: ", r->file, HC_FS(r->name));
}

static hc_code check_names(const reader *r)
{
    if (!hc_alias_valid(r->name))
        return hc_fail(r->err, HC_E_USAGE, "E-CONF-05",
                       "%s:%d:%d: a model's name has only a-z 0-9 . _ - and at most 64 characters, not '%.*s'",
                       "%s:%d:%d: 모델 이름에는 a-z 0-9 . _ - 만 64자까지 쓸 수 있음: '%.*s'", r->file, r->model->line,
                       r->model->col, HC_FS(r->name));
    if (r->model->type != HC_JSON_OBJ)
        return hc_fail(r->err, HC_E_USAGE, "E-CONF-02", "%s:%d:%d: models.%.*s must be a mapping",
                       "%s:%d:%d: models.%.*s{은/는} 이름과 값의 묶음이어야 함", r->file, r->model->line, r->model->col,
                       HC_FS(r->name));
    for (size_t i = 0; i < r->model->n; i++)
        for (size_t k = 0; k < HC_LEN(secret_keys); k++)
            if (hc_str_is(r->model->keys[i], secret_keys[k]))
                return secret_error(r, r->model->items[i], r->model->keys[i]);
    if (hc_json_check_keys(r->model, r->file, model_keys, HC_LEN(model_keys), r->err) != HC_OK)
        return as_usage(r->err);
    return HC_OK;
}

static hc_code read_api(const reader *r)
{
    static const char *const apis[] = {"openai", "anthropic", "local", "command", "ref"};
    hc_str api = HC_S("openai");
    HC_TRY(get_text(r, "api", &api));
    for (size_t i = 0; i < HC_LEN(apis); i++) {
        if (hc_str_is(api, apis[i])) {
            hc_target_conf_init(r->out, r->name, apis[i]);
            r->out->takes_images = false;
            r->out->dir = hc_path_dir(hc_str_c(r->file));
            return HC_OK;
        }
    }
    return wrong(r, hc_json_get(r->model, "api"), "api", "openai, anthropic, local, command or ref",
                 "openai, anthropic, local, command, ref 가운데 하나");
}

static hc_code read_model(const reader *r)
{
    hc_target_conf *t = r->out;
    HC_TRY(check_names(r));
    HC_TRY(read_api(r));
    const struct { const char *key; hc_str *to; } texts[] = {
        {"base_url", &t->base_url}, {"model", &t->model},   {"key_env", &t->key_env}, {"key_file", &t->key_file},
        {"key_cmd", &t->key_cmd},   {"system", &t->system}, {"server", &t->server},   {"script", &t->script},
    };
    for (size_t i = 0; i < HC_LEN(texts); i++)
        HC_TRY(get_text(r, texts[i].key, texts[i].to));
    HC_TRY(get_bool(r, "stream", &t->stream));
    HC_TRY(get_bool(r, "images", &t->takes_images));
    HC_TRY(get_list(r, hc_str_is(t->adapter, "local") ? "args" : "argv", &t->argv, &t->n_argv));
    HC_TRY(read_params(r));
    HC_TRY(read_limits(r));
    HC_TRY(read_headers(r));
    HC_TRY(read_body(r));
    HC_TRY(read_price(r));
    return settle(r);
}

/* ---- the file ---------------------------------------------------------------------------------------- */

static hc_code read_models(hc_arena *a, hc_config *c, hc_err *err)
{
    const hc_json *models = hc_json_get(c->root, "models");
    const char *file = hc_cstr(a, c->path);
    if (!models || models->type == HC_JSON_NULL)
        return HC_OK;
    c->models = HC_NEW_N(a, hc_target_conf, models->n);
    for (size_t i = 0; i < models->n; i++) {
        reader r = {a, file, models->items[i], models->keys[i], &c->models[i], err};
        HC_TRY(read_model(&r));
        c->n_models++;
    }
    return HC_OK;
}

const char *const *hc_config_keys(size_t *n)
{
    *n = HC_LEN(dotted_keys);
    return dotted_keys;
}

/* The keys of one section; those of models and exchange are names of the user's. */
static hc_code check_section(hc_str name, const hc_json *v, const char *file, hc_err *err)
{
    const char *allowed[HC_LEN(dotted_keys)];
    size_t n = 0;
    if (v->type == HC_JSON_NULL)
        return HC_OK;
    if (hc_str_is(name, "lexicon"))
        return v->type == HC_JSON_STR && v->text.n ? HC_OK
                                                   : hc_fail(err, HC_E_USAGE, "E-CONF-02", "%s:%d:%d: lexicon must be the name of a file",
                                                             "%s:%d:%d: lexicon에는 파일 이름을 쓰십시오", file, v->line, v->col);
    if (v->type != HC_JSON_OBJ)
        return hc_fail(err, HC_E_USAGE, "E-CONF-02", "%s:%d:%d: %.*s must be a mapping of names",
                       "%s:%d:%d: %.*s{은/는} 이름과 값의 묶음이어야 함", file, v->line, v->col, HC_FS(name));
    for (size_t i = 0; i < HC_LEN(dotted_keys); i++) {
        hc_str key = hc_str_c(dotted_keys[i]), section;
        if (hc_str_cut(&key, '.', &section) && key.p && hc_str_eq(section, name))
            allowed[n++] = key.p;
    }
    return n ? hc_json_check_keys(v, file, allowed, n, err) : HC_OK;
}

hc_code hc_config_load(hc_arena *a, const char *path, hc_config *out, hc_err *err)
{
    *out = (hc_config){.path = HC_S("")};
    const char *file = path ? path : find_config(a);
    hc_str bytes;
    hc_json *root;
    if (!file)
        return HC_OK;
    hc_code c = hc_file_read(a, file, CONFIG_BYTES_MAX, &bytes, err);
    if (c == HC_OK)
        c = hc_yaml_parse(a, bytes, file, &root, err);
    if (c != HC_OK)
        return as_usage(err);
    out->path = hc_str_dup(a, hc_str_c(file));
    out->root = root;
    if (root->type == HC_JSON_NULL)
        return HC_OK;
    if (root->type != HC_JSON_OBJ)
        return hc_fail(err, HC_E_USAGE, "E-CONF-01", "%s: must be a mapping with keys such as models and run",
                       "%s: models, run 같은 키의 묶음이어야 함", file);
    if (hc_json_check_keys(root, file, top_keys, HC_LEN(top_keys), err) != HC_OK)
        return as_usage(err);
    for (size_t i = 0; i < root->n; i++)
        if (check_section(root->keys[i], root->items[i], file, err) != HC_OK)
            return as_usage(err);
    return read_models(a, out, err);
}

const hc_json *hc_config_get(const hc_config *c, const char *dotted)
{
    return c->root ? hc_json_path(c->root, dotted) : NULL;
}
