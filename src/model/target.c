// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "io/file.h"
#include "model/target_int.h"

enum { TIMEOUT_MS = 120000, DEADLINE_MS = 600000, DAY_MS = 86400000, RETRIES = 6 };

static const char *const ref_names[] = {"refuse", "echo", "null", "random", "script"};

void hc_target_conf_init(hc_target_conf *t, hc_str alias, const char *adapter)
{
    const hc_str none = HC_S("");
    *t = (hc_target_conf){
        .alias = alias, .adapter = hc_str_c(adapter), .base_url = none, .model = none, .key_env = none, .key_file = none,
        .key_cmd = none, .system = none, .server = none, .script = none, .dir = HC_S("."),
        .params = {.schema = none, .grammar = none, .tool_choice = none},
        .price = {-1, -1, -1, none}, .timeout_ms = TIMEOUT_MS, .deadline_ms = DEADLINE_MS, .retries = RETRIES,
    };
}

/* ---- names ------------------------------------------------------------------------------------------- */

static bool alias_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

bool hc_alias_valid(hc_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!alias_char(s.p[i]))
            return false;
    return s.n > 0 && s.n <= 64;
}

static hc_str alias_from(hc_arena *a, hc_str name)
{
    enum { ALIAS_MAX = 64 };
    char out[ALIAS_MAX];
    size_t n = 0;
    bool any = false;
    for (size_t i = 0; i < name.n && n < ALIAS_MAX; i++) {
        char c = name.p[i] >= 'A' && name.p[i] <= 'Z' ? (char)(name.p[i] + 32) : name.p[i];
        bool keep = alias_char(c);
        if (!keep && n && out[n - 1] == '-')
            continue;
        out[n++] = keep ? c : '-';
        any = any || keep;
    }
    return any ? hc_str_dup(a, (hc_str){out, n}) : HC_S("target");
}

hc_str hc_target_path(hc_arena *a, hc_str dir, hc_str path)
{
    if (hc_str_starts(path, HC_S("~/")) && getenv("HOME"))
        return hc_path_join(a, hc_str_c(getenv("HOME")), hc_str_sub(path, 2, path.n));
    if (path.n && path.p[0] == '/')
        return path;
    char *real = realpath(hc_cstr(a, dir), NULL);
    hc_str from = real ? hc_str_dup(a, hc_str_c(real)) : dir;
    free(real);
    return hc_str_is(path, ".") ? from : hc_path_join(a, from, path);
}

/* "host", "host:1..65535", "[v6]", "[v6]:port", up to the first slash. */
static bool port_is_good(hc_str rest)
{
    hc_str authority, host;
    uint64_t port;
    hc_str_cut(&rest, '/', &authority);
    if (hc_str_starts(authority, HC_S("["))) {
        ptrdiff_t end = hc_str_find(authority, HC_S("]"));
        if (end < 0)
            return false;
        authority = hc_str_sub(authority, (size_t)end, authority.n);
    }
    hc_str_cut(&authority, ':', &host);
    return !authority.p || (hc_parse_u64(authority, &port) && port >= 1 && port <= 65535);
}

hc_code hc_url_check(hc_str url, hc_err *err)
{
    bool http = hc_str_starts(url, HC_S("http://")) || hc_str_starts(url, HC_S("https://"));
    hc_str host = hc_str_sub(url, hc_str_starts(url, HC_S("https")) ? 8 : 7, url.n);
    bool plain = true;
    for (size_t i = 0; i < url.n; i++)
        plain = plain && url.p[i] > ' ' && url.p[i] < 0x7F && url.p[i] != '"' && url.p[i] != '\\';
    if (!http || !plain || !host.n || host.p[0] == '/' || hc_str_find(url, HC_S("?")) >= 0)
        return hc_fail(err, HC_E_USAGE, "E-MODEL-04", "'%.*s' is not an address such as http://127.0.0.1:8000/v1",
                       "'%.*s'{은/는} http://127.0.0.1:8000/v1 같은 주소가 아님", HC_FS(url));
    hc_str authority;
    if (hc_str_cut(&host, '/', &authority) && hc_str_find(authority, HC_S("@")) >= 0)
        return hc_fail(err, HC_E_USAGE, "E-AUTH-04",
                       "an address must not hold a user or a password; put the key into an environment variable (key_env)",
                       "주소에 사용자 이름이나 비밀번호를 쓸 수 없음. 키는 환경 변수(key_env)에 두십시오");
    if (!port_is_good(authority))
        return hc_fail(err, HC_E_USAGE, "E-MODEL-04", "'%.*s' has no usable host and port, such as 127.0.0.1:8000",
                       "'%.*s'에 쓸 수 있는 호스트와 포트가 없음. 예: 127.0.0.1:8000", HC_FS(url));
    return HC_OK;
}

static hc_str without_slash(hc_str url)
{
    while (url.n && url.p[url.n - 1] == '/')
        url.n--;
    return url;
}

hc_code hc_target_provider(hc_arena *a, hc_target_conf *t, hc_err *err)
{
    bool openai = hc_str_is(t->adapter, "openai");
    const char *env_url = getenv(openai ? "OPENAI_BASE_URL" : "ANTHROPIC_BASE_URL");
    if (!t->base_url.n)
        t->base_url = env_url && *env_url ? hc_str_dup(a, hc_str_c(env_url))
                      : openai            ? HC_S("https://api.openai.com/v1")
                                          : HC_S("https://api.anthropic.com/v1");
    t->base_url = without_slash(t->base_url);
    if (!t->key_env.n && !t->key_file.n && !t->key_cmd.n)
        t->key_env = openai ? HC_S("OPENAI_API_KEY") : HC_S("ANTHROPIC_API_KEY");
    HC_TRY(hc_url_check(t->base_url, err));
    return t->price.in < 0 && t->price.out < 0 ? hc_price_find(a, t->adapter, t->model, &t->price, err) : HC_OK;
}

hc_code hc_target_read_script(hc_arena *a, hc_target_conf *t, hc_str file, hc_err *err)
{
    return hc_file_read(a, hc_cstr(a, hc_target_path(a, t->dir, file)), HC_FILE_BYTES_MAX, &t->script, err);
}

/* ---- what -m may say --------------------------------------------------------------------------------- */

static hc_code resolve_ref(hc_arena *a, hc_str name, hc_target_conf *out, hc_err *err)
{
    hc_str rest = name, head;
    hc_str_cut(&rest, '=', &head);
    bool script = hc_str_is(head, "script") && rest.p && rest.n;
    hc_target_conf_init(out, hc_fmt(a, "ref-%.*s", HC_FS(head)), "ref");
    out->model = head;
    out->price = (hc_price){0, 0, 0, HC_S("")};
    if (script)
        return hc_target_read_script(a, out, rest, err);
    for (size_t i = 0; i + 1 < HC_LEN(ref_names); i++)
        if (hc_str_is(name, ref_names[i]))
            return HC_OK;
    const char *near = hc_nearest(name, ref_names, HC_LEN(ref_names));
    return hc_fail(err, HC_E_USAGE, "E-MODEL-05",
                   "there is no reference target ref:%.*s (nearest: ref:%s)\n"
                   "known: ref:refuse ref:echo ref:null ref:random ref:script=FILE",
                   "비교용 대상 ref:%.*s{이/가} 없음(비슷한 이름: ref:%s)\n"
                   "쓸 수 있는 이름: ref:refuse ref:echo ref:null ref:random ref:script=파일",
                   HC_FS(name), near ? near : "refuse");
}

static hc_code resolve_local(hc_arena *a, hc_str file, hc_target_conf *out, hc_err *err)
{
    hc_str base = hc_path_base(file);
    if (hc_str_ends(base, HC_S(".gguf")))
        base.n -= 5;
    hc_target_conf_init(out, alias_from(a, base), "local");
    out->model = hc_target_path(a, HC_S("."), file);
    out->price = (hc_price){0, 0, 0, HC_S("")};
    out->jobs = 1;
    if (!hc_file_exists(hc_cstr(a, out->model)))
        return hc_fail(err, HC_E_USAGE, "E-MODEL-06", "the model file %.*s is not there", "모델 파일 %.*s{이/가} 없음",
                       HC_FS(out->model));
    return HC_OK;
}

static hc_code resolve_command(hc_arena *a, hc_str program, hc_target_conf *out, hc_err *err)
{
    if (!program.n)
        return hc_fail(err, HC_E_USAGE, "E-MODEL-07", "command: needs the path of a program",
                       "command: 뒤에 프로그램 경로가 필요함");
    hc_target_conf_init(out, alias_from(a, hc_path_base(program)), "command");
    out->model = hc_path_base(program);
    out->argv = HC_NEW(a, hc_str);
    out->n_argv = 1;
    out->jobs = 1;
    out->argv[0] = hc_str_find(program, HC_S("/")) >= 0 ? hc_target_path(a, HC_S("."), program) : program;
    return HC_OK;
}

static hc_code resolve_url(hc_arena *a, hc_str spec, hc_target_conf *out, hc_err *err)
{
    hc_str rest = spec, url;
    hc_str_cut(&rest, '#', &url);
    if (!rest.p || !rest.n)
        return hc_fail(err, HC_E_USAGE, "E-MODEL-08", "which model at %.*s? write %.*s#MODEL",
                       "%.*s의 어느 모델인지 알 수 없음. %.*s#모델 형식으로 쓰십시오", HC_FS(spec), HC_FS(url));
    hc_target_conf_init(out, alias_from(a, rest), "openai");
    out->base_url = without_slash(url);
    out->model = rest;
    out->key_env = HC_S("HAECHI_API_KEY");
    out->key_optional = true;
    return hc_url_check(out->base_url, err);
}

static hc_code unknown_name(hc_arena *a, const hc_config *c, hc_str spec, hc_err *err)
{
    const char **names = HC_NEW_N(a, const char *, c->n_models + 1);
    for (size_t i = 0; i < c->n_models; i++)
        names[i] = hc_cstr(a, c->models[i].alias);
    const char *near = hc_nearest(spec, names, c->n_models);
    hc_fail(err, HC_E_USAGE, "E-MODEL-09", "'%.*s' is no model that is known here; nothing was sent",
            "'%.*s'{은/는} 알 수 없는 모델임. 보낸 호출 없음", HC_FS(spec));
    if (near)
        hc_err_hint(err, "did you mean '%s'?", "혹시 '%s'입니까?", near);
    hc_err_hint(err,
                "a model is a name under models in haechi.yaml, openai/NAME, anthropic/NAME, http://HOST:PORT/v1#NAME, "
                "local:FILE.gguf, command:PROGRAM or ref:NAME",
                "쓸 수 있는 형식: haechi.yaml의 models 이름, openai/이름, anthropic/이름, http://호스트:포트/v1#이름, "
                "local:파일.gguf, command:프로그램, ref:이름");
    return HC_E_USAGE;
}

static bool after(hc_str spec, const char *prefix, hc_str *out)
{
    hc_str p = hc_str_c(prefix);
    if (!hc_str_starts(spec, p))
        return false;
    *out = hc_str_sub(spec, p.n, spec.n);
    return true;
}

static hc_code resolve(hc_arena *a, const hc_config *c, hc_str spec, hc_target_conf *out, hc_err *err)
{
    hc_str rest;
    for (size_t i = 0; i < c->n_models; i++) {
        if (hc_str_eq(spec, c->models[i].alias)) {
            *out = c->models[i];
            return HC_OK;
        }
    }
    if (after(spec, "ref:", &rest))
        return resolve_ref(a, rest, out, err);
    if (after(spec, "local:", &rest))
        return resolve_local(a, rest, out, err);
    if (after(spec, "command:", &rest))
        return resolve_command(a, rest, out, err);
    if (after(spec, "http://", &rest) || after(spec, "https://", &rest))
        return resolve_url(a, spec, out, err);
    bool openai = after(spec, "openai/", &rest);
    if ((openai || after(spec, "anthropic/", &rest)) && rest.n) {
        hc_target_conf_init(out, alias_from(a, rest), openai ? "openai" : "anthropic");
        out->model = rest;
        out->takes_images = true;
        if (c->path.n)
            out->dir = hc_path_dir(c->path);
        return hc_target_provider(a, out, err);
    }
    return unknown_name(a, c, spec, err);
}

hc_code hc_target_resolve(hc_arena *a, const hc_config *c, hc_str spec, hc_target_conf *out, hc_err *err)
{
    static const hc_config nothing;
    size_t i = 0;
    spec = hc_str_dup(a, spec);
    while (i < spec.n && alias_char(spec.p[i]))
        i++;
    bool named = i > 0 && i < spec.n && spec.p[i] == '=';
    hc_str alias = hc_str_sub(spec, 0, i);
    HC_TRY(resolve(a, c ? c : &nothing, named ? hc_str_sub(spec, i + 1, spec.n) : spec, out, err));
    if (named)
        out->alias = alias;
    out->dir = hc_target_path(a, out->dir, HC_S("."));
    if (hc_alias_valid(out->alias))
        return HC_OK;
    return hc_fail(err, HC_E_USAGE, "E-MODEL-10", "the alias '%.*s' is longer than 64 characters; give one: NAME=%.*s",
                   "별칭 '%.*s'{이/가} 64자를 넘음. 직접 정하십시오: 이름=%.*s", HC_FS(out->alias), HC_FS(spec));
}

/* ---- the key file ------------------------------------------------------------------------------------ */

static void put_list(hc_jw *w, const char *key, const hc_str *v, size_t n)
{
    if (!n)
        return;
    hc_jw_key(w, key);
    hc_jw_strs(w, v, n);
}

static const struct { const char *key; size_t at; } text_fields[] = {
    {"adapter", offsetof(hc_target_conf, adapter)},   {"base_url", offsetof(hc_target_conf, base_url)},
    {"model", offsetof(hc_target_conf, model)},       {"key_env", offsetof(hc_target_conf, key_env)},
    {"key_file", offsetof(hc_target_conf, key_file)}, {"key_cmd", offsetof(hc_target_conf, key_cmd)},
    {"system", offsetof(hc_target_conf, system)},     {"server", offsetof(hc_target_conf, server)},
    {"script", offsetof(hc_target_conf, script)},     {"dir", offsetof(hc_target_conf, dir)},
    {"alias", offsetof(hc_target_conf, alias)},
};

static hc_str *text_field(const hc_target_conf *t, size_t i)
{
    return (hc_str *)(void *)((char *)(uintptr_t)t + text_fields[i].at);
}

static void put_params(const hc_params *p, hc_jw *w)
{
    if (p->has_temperature)
        hc_jw_kf64(w, "temperature", p->temperature);
    if (p->has_top_p)
        hc_jw_kf64(w, "top_p", p->top_p);
    if (p->has_seed)
        hc_jw_ki64(w, "seed", p->seed);
    if (p->max_tokens)
        hc_jw_ki64(w, "max_tokens", p->max_tokens);
    put_list(w, "stop", p->stop, p->n_stop);
}

void hc_target_write(const hc_target_conf *t, hc_jw *w)
{
    hc_jw_obj(w);
    for (size_t i = 0; i < HC_LEN(text_fields); i++)
        if (text_field(t, i)->n)
            hc_jw_kstr(w, text_fields[i].key, *text_field(t, i));
    put_params(&t->params, w);
    hc_jw_kbool(w, "key_optional", t->key_optional);
    hc_jw_kbool(w, "stream", t->stream);
    hc_jw_kbool(w, "images", t->takes_images);
    hc_jw_ki64(w, "jobs", t->jobs);
    hc_jw_ki64(w, "timeout_ms", t->timeout_ms);
    hc_jw_ki64(w, "deadline_ms", t->deadline_ms);
    hc_jw_ki64(w, "retries", t->retries);
    hc_jw_ki64(w, "price_in", t->price.in);
    hc_jw_ki64(w, "price_out", t->price.out);
    hc_jw_ki64(w, "price_cached", t->price.cached);
    hc_jw_kstr(w, "price_as_of", t->price.as_of);
    put_list(w, "argv", t->argv, t->n_argv);
    put_list(w, "header_names", t->header_names, t->n_headers);
    put_list(w, "header_values", t->header_values, t->n_headers);
    if (t->extra_body) {
        hc_jw_key(w, "body");
        hc_json_write(t->extra_body, w);
    }
    hc_jw_end(w);
}

static size_t read_list(hc_arena *a, const hc_json *j, const char *key, hc_str **out)
{
    const hc_json *v = hc_json_get(j, key);
    size_t n = v && v->type == HC_JSON_ARR ? v->n : 0;
    *out = HC_NEW_N(a, hc_str, n);
    for (size_t i = 0; i < n; i++)
        (*out)[i] = v->items[i]->type == HC_JSON_STR ? v->items[i]->text : HC_S("");
    return n;
}

static int small(const hc_json *j, const char *key, int64_t max)
{
    int64_t v = hc_json_int(j, key, 0);
    return (int)(v < 0 ? 0 : v > max ? max : v);
}

static void read_params(hc_arena *a, const hc_json *j, hc_params *p)
{
    p->has_temperature = hc_json_get(j, "temperature") != NULL;
    p->temperature = hc_json_num(j, "temperature", 0);
    p->has_top_p = hc_json_get(j, "top_p") != NULL;
    p->top_p = hc_json_num(j, "top_p", 0);
    p->has_seed = hc_json_get(j, "seed") != NULL;
    p->seed = hc_json_int(j, "seed", 0);
    p->max_tokens = hc_json_int(j, "max_tokens", 0);
    p->n_stop = read_list(a, j, "stop", &p->stop);
}

hc_code hc_target_read(hc_arena *a, const hc_json *j, hc_target_conf *out, hc_err *err)
{
    hc_target_conf_init(out, HC_S(""), "");
    for (size_t i = 0; i < HC_LEN(text_fields); i++)
        *text_field(out, i) = hc_json_str(j, text_fields[i].key, HC_S(""));
    hc_str *names, *values;
    size_t n = read_list(a, j, "header_names", &names), m = read_list(a, j, "header_values", &values);
    if (!hc_alias_valid(out->alias) || !out->adapter.n || n != m || n > HC_LEN(out->header_names))
        return hc_fail(err, HC_E_CORRUPT, "E-ASK-04", "the key file has no usable endpoint for a target",
                       "키 파일에 평가 대상의 접속 주소가 없음");
    out->n_headers = n;
    for (size_t i = 0; i < n; i++) {
        out->header_names[i] = names[i];
        out->header_values[i] = values[i];
    }
    read_params(a, j, &out->params);
    out->key_optional = hc_json_bool(j, "key_optional", false);
    out->stream = hc_json_bool(j, "stream", false);
    out->takes_images = hc_json_bool(j, "images", false);
    out->jobs = small(j, "jobs", HC_JOBS_MAX);
    out->timeout_ms = small(j, "timeout_ms", DAY_MS);    /* 0: the default */
    out->deadline_ms = small(j, "deadline_ms", DAY_MS);
    out->retries = small(j, "retries", HC_RETRIES_MAX);
    out->price = (hc_price){hc_json_int(j, "price_in", -1), hc_json_int(j, "price_out", -1),
                            hc_json_int(j, "price_cached", -1), hc_json_str(j, "price_as_of", HC_S(""))};
    out->n_argv = read_list(a, j, "argv", &out->argv);
    out->extra_body = hc_json_get(j, "body");
    return HC_OK;
}
