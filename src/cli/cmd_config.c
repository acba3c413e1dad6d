// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

static void value_text(const hc_json *v, hc_buf *out)
{
    hc_jw w;
    hc_jw_init(&w, out);
    hc_json_write(v, &w);
}

static void line(hc_cli *c, const char *key)
{
    const hc_json *v = hc_config_get(&c->config, key);
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, 4096);
    if (!v) {
        hc_say(c, stdout, "%s  not set\n", "%s  설정 없음\n", key);
        return;
    }
    value_text(v, &b);
    hc_str text = hc_buf_view(&b);
    printf("%s = %.*s  %.*s:%d\n", key, HC_FS(text), HC_FS(c->config.path), v->line);
}

static int explain(hc_cli *c, hc_str key)
{
    hc_err err;
    size_t n;
    const char *const *keys = hc_config_keys(&n);
    for (size_t i = 0; i < n; i++)
        if (hc_str_is(key, keys[i])) {
            line(c, keys[i]);
            return HC_EXIT_OK;
        }
    const char *near = hc_nearest(key, keys, n);
    hc_fail(&err, HC_E_USAGE, "E-CLI-19", "there is no key \"%.*s\"%s%s%s", "\"%.*s\"{이라/라}는 키가 없음%s%s%s", HC_FS(key),
            near ? (c->ko ? "; 혹시 " : "; did you mean ") : "", near ? near : "", near ? (c->ko ? "입니까?" : "?") : "");
    return hc_complain(c, &err);
}

int hc_cmd_config(hc_cli *c)
{
    hc_str key = hc_opt_str(c, "explain", NULL, HC_S(""));
    if (key.n)
        return explain(c, key);
    if (hc_opt_has(c, "json")) {
        HC_AUTO(hc_buf) b;
        hc_buf_init(&b, SIZE_MAX);
        if (c->config.root)
            value_text(c->config.root, &b);
        else
            hc_buf_c(&b, "{}");
        hc_out_result(c, hc_buf_view(&b));
        return HC_EXIT_OK;
    }
    if (c->config.path.n)
        hc_say(c, stdout, "configuration: %.*s\n", "설정: %.*s\n", HC_FS(c->config.path));
    else
        hc_say(c, stdout, "configuration: no haechi.yaml here or above; see: haechi help config\n",
               "설정: 이 폴더와 위 폴더에 haechi.yaml이 없음; 보기: haechi help config\n");
    size_t n;
    const char *const *keys = hc_config_keys(&n);
    for (size_t i = 0; i < n; i++)
        line(c, keys[i]);
    return HC_EXIT_OK;
}
