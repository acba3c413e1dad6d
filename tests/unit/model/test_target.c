// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/file.h"
#include "model/target.h"

static hc_arena *A;
static char dir[64], old_cwd[4096];

static int setup(void **state)
{
    (void)state;
    A = hc_arena_new();
    snprintf(dir, sizeof dir, "/tmp/haechi-conf-XXXXXX");
    static const char *const names[] = {"OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL",
                                        "HAECHI_API_KEY", "XDG_CONFIG_HOME"};
    for (size_t i = 0; i < HC_LEN(names); i++)
        unsetenv(names[i]);
    if (!getcwd(old_cwd, sizeof old_cwd) || !mkdtemp(dir) || chdir(dir) != 0)
        return -1;
    setenv("HOME", dir, 1);
    return 0;
}

static int unlink_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static int teardown(void **state)
{
    (void)state;
    hc_arena_free(A);
    nftw(dir, unlink_one, 8, FTW_DEPTH | FTW_PHYS);
    return chdir(old_cwd);
}

static void assert_str(hc_str got, const char *want)
{
    assert_string_equal(hc_cstr(A, got), want);
}

static void write_file(const char *name, const char *text)
{
    assert_int_equal(hc_file_write(name, hc_str_c(text), 0600, NULL), HC_OK);
}

static hc_target_conf resolve(const char *spec)
{
    hc_target_conf t;
    hc_err err = {0};
    if (hc_target_resolve(A, NULL, hc_str_c(spec), &t, &err) != HC_OK)
        fail_msg("%s: %s", spec, err.en);
    return t;
}

static void what_m_may_say(void **state)
{
    (void)state;
    write_file("Big Model.gguf", "x");
    static const struct { const char *spec, *alias, *adapter, *model, *url; } cases[] = {
        {"openai/gpt-5-mini", "gpt-5-mini", "openai", "gpt-5-mini", "https://api.openai.com/v1"},
        {"anthropic/Claude:X", "claude-x", "anthropic", "Claude:X", "https://api.anthropic.com/v1"},
        {"http://127.0.0.1:8000/v1/#org/Some Model", "org-some-model", "openai", "org/Some Model", "http://127.0.0.1:8000/v1"},
        {"k1=http://h/v1#m", "k1", "openai", "m", "http://h/v1"},
        {"http://h/v1#모델", "target", "openai", "모델", "http://h/v1"},
        {"ref:refuse", "ref-refuse", "ref", "refuse", ""},
        {"floor=ref:echo", "floor", "ref", "echo", ""},
        {"command:./ask.py", "ask.py", "command", "ask.py", ""},
    };
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_target_conf t = resolve(cases[i].spec);
        assert_str(t.alias, cases[i].alias);
        assert_str(t.adapter, cases[i].adapter);
        assert_str(t.model, cases[i].model);
        assert_str(t.base_url, cases[i].url);
        assert_int_equal(t.retries, 6);
    }
    hc_target_conf t = resolve("local:Big Model.gguf");
    assert_str(t.alias, "big-model");
    assert_int_equal(t.jobs, 1);
    assert_true(t.model.p[0] == '/' && hc_str_ends(t.model, HC_S("/Big Model.gguf")));
    assert_true(resolve("http://h/v1#m").key_optional);
    assert_false(resolve("openai/m").key_optional);
    write_file("s.jsonl", "하나\n");
    assert_str(resolve("ref:script=s.jsonl").script, "하나\n");
}

static void a_bad_name_says_what_to_write(void **state)
{
    (void)state;
    static const struct { const char *spec, *id, *says; } cases[] = {
        {"gpt", "E-MODEL-09", "openai/NAME"}, {"ref:refus", "E-MODEL-05", "ref:refuse"}, {"ref:script", "E-MODEL-05", "FILE"},
        {"http://h/v1", "E-MODEL-08", "http://h/v1#MODEL"}, {"http:///v1#m", "E-MODEL-04", "http:///v1"},
        {"https://u:p@h/v1#m", "E-AUTH-04", "key_env"}, {"http://h/v1?k=1#m", "E-MODEL-04", "?k=1"},
        {"local:none.gguf", "E-MODEL-06", "none.gguf"}, {"command:", "E-MODEL-07", "program"},
    };
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_target_conf t;
        hc_err err = {0};
        assert_int_equal(hc_target_resolve(A, NULL, hc_str_c(cases[i].spec), &t, &err), HC_E_USAGE);
        assert_string_equal(err.id, cases[i].id);
        assert_non_null(strstr(err.en, cases[i].says));
    }
}

static void keys_come_from_four_places(void **state)
{
    (void)state;
    hc_target_conf t = resolve("openai/m");
    hc_str key;
    hc_err err = {0};
    assert_int_equal(hc_target_key(A, &t, &key, &err), HC_E_USAGE);
    assert_string_equal(err.id, "E-AUTH-01");
    assert_non_null(strstr(err.en, "OPENAI_API_KEY (not set)"));
    assert_non_null(strstr(err.ko, "./.env(없음)"));
    assert_non_null(strstr(err.en, "no call was sent"));
    write_file(".env", "# keys\nOTHER=1\nexport OPENAI_API_KEY='sk-dotenv'\r\n");
    assert_int_equal(hc_target_key(A, &t, &key, &err), HC_OK);
    assert_str(key, "sk-dotenv");
    setenv("OPENAI_API_KEY", "sk-env", 1);
    assert_int_equal(hc_target_key(A, &t, &key, &err), HC_OK);
    assert_str(key, "sk-env");
    setenv("OPENAI_API_KEY", "sk\r\nX-Evil: 1", 1);
    assert_int_equal(hc_target_key(A, &t, &key, &err), HC_E_USAGE);
    assert_null(strstr(err.en, "Evil"));
    unsetenv("OPENAI_API_KEY");
    unlink(".env");
    t.key_file = HC_S("key.txt");
    assert_int_equal(hc_target_key(A, &t, &key, &err), HC_E_USAGE);
    write_file("key.txt", "sk-file\n\n");
    assert_int_equal(hc_target_key(A, &t, &key, &err), HC_OK);
    assert_str(key, "sk-file");
    assert_int_equal(chmod("key.txt", 0640), 0);
    assert_int_equal(hc_target_key(A, &t, &key, &err), HC_E_USAGE);
    assert_non_null(strstr(err.en, "chmod 600"));
    t.key_file = HC_S("");
    t.key_cmd = HC_S("printf 'sk-%s\\nmore' cmd");
    assert_int_equal(hc_target_key(A, &t, &key, &err), HC_OK);
    assert_str(key, "sk-cmd");
    t.key_cmd = HC_S("echo sk-no; exit 3");
    assert_int_equal(hc_target_key(A, &t, &key, &err), HC_E_USAGE);
    assert_non_null(strstr(err.en, "exit status 3"));
    assert_null(strstr(err.en, "sk-no"));
    t = resolve("http://h/v1#m");
    assert_int_equal(hc_target_key(A, &t, &key, &err), HC_OK);
    assert_int_equal(key.n, 0);
}

static hc_code load(const char *yaml, hc_config *c, hc_err *err)
{
    write_file("haechi.yaml", yaml);
    return hc_config_load(A, NULL, c, err);
}

static void the_configuration_is_read_whole(void **state)
{
    (void)state;
    hc_config c;
    hc_err err = {0};
    if (load("run:\n  epochs: 3\nmodels:\n"
             "  k1:\n    base_url: http://127.0.0.1:8000/v1/\n    model: k1-instruct\n    jobs: 16\n    timeout: 90s\n"
             "    retries: 0\n    temperature: 0\n    max_tokens: 256\n    stop: [\"끝\"]\n    stream: true\n    images: true\n"
             "    headers: {X-Team: red, Authorization: \"${TOKEN}\"}\n    body: {cache_prompt: false}\n    system: 너는 조수다\n"
             "    price: {in: 3.0, out: 15.0}\n"
             "  b:\n    api: anthropic\n    model: c\n    key_cmd: pass show a\n"
             "  prog:\n    api: command\n    argv: [python3, ask.py]\n"
             "  gguf:\n    api: local\n    model: m.gguf\n    args: [-ngl, 0]\n", &c, &err) != HC_OK)
        fail_msg("%s", err.en);
    assert_int_equal(c.n_models, 4);
    assert_int_equal(hc_config_get(&c, "run.epochs")->i, 3);
    hc_target_conf t;
    assert_int_equal(hc_target_resolve(A, &c, HC_S("k1"), &t, &err), HC_OK);
    assert_str(t.base_url, "http://127.0.0.1:8000/v1");
    assert_str(t.key_env, "HAECHI_API_KEY");
    assert_true(t.key_optional && t.stream && t.takes_images);
    assert_int_equal(t.jobs, 16);
    assert_int_equal(t.timeout_ms, 90000);
    assert_int_equal(t.retries, 0);
    assert_true(t.params.has_temperature && t.params.temperature == 0 && t.params.max_tokens == 256);
    assert_true(t.price.in == 3000000 && t.price.out == 15000000 && t.price.cached == 3000000);
    assert_int_equal(t.n_headers, 2);
    assert_str(c.models[1].base_url, "https://api.anthropic.com/v1");
    assert_str(c.models[1].key_env, "");
    assert_str(c.models[3].argv[1], "0");
    assert_true(c.models[3].model.p[0] == '/');

    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw w;
    hc_jw_init(&w, &b);
    hc_target_write(&t, &w);
    hc_json *j;
    hc_target_conf back;
    assert_int_equal(hc_json_parse(A, hc_buf_view(&b), "t", &j, &err), HC_OK);
    assert_int_equal(hc_target_read(A, j, &back, &err), HC_OK);
    HC_AUTO(hc_buf) again;
    hc_buf_init(&again, SIZE_MAX);
    hc_jw_init(&w, &again);
    hc_target_write(&back, &w);
    assert_true(hc_str_eq(hc_buf_view(&b), hc_buf_view(&again)));
    assert_true(back.price.out == 15000000 && back.stream && back.n_headers == 2 && back.timeout_ms == 90000);
    assert_str(back.params.stop[0], "끝");
    assert_str(back.system, "너는 조수다");
}

static void an_endpoint_of_a_key_file_keeps_within_limits(void **state)
{
    (void)state;
    hc_json *j;
    hc_target_conf t;
    hc_str text = HC_S("{\"alias\":\"m\",\"adapter\":\"openai\",\"timeout_ms\":9223372036854775807,"
                       "\"deadline_ms\":-5,\"jobs\":1e9,\"retries\":9999999999}");
    assert_int_equal(hc_json_parse(A, text, "t", &j, NULL), HC_OK);
    assert_int_equal(hc_target_read(A, j, &t, NULL), HC_OK);
    assert_int_equal(t.timeout_ms, 86400000);
    assert_int_equal(t.deadline_ms, 0);
    assert_int_equal(t.jobs, 0);
    assert_int_equal(t.retries, HC_RETRIES_MAX);
}

static void a_wrong_configuration_names_its_place(void **state)
{
    (void)state;
    static const struct { const char *yaml, *id, *says; } cases[] = {
        {"modls: {}\n", NULL, "models"},
        {"models:\n  a:\n    modell: x\n", NULL, "model"},
        {"models:\n  a:\n    model: x\n    api_key: sk-secret\n", "E-CONF-03", "haechi.yaml:4:"},
        {"models:\n  a:\n    model: x\n    headers: {Authorization: Bearer sk-secret}\n", "E-CONF-03", "haechi.yaml:4:"},
        {"models:\n  a:\n    model: x\n    jobs: many\n", "E-CONF-02", "haechi.yaml:4:11"},
        {"models:\n  a:\n    model: x\n    retries: 21\n", "E-CONF-02", "0 to 20"},
        {"models:\n  a:\n    model: x\n    timeout: soon\n", "E-CONF-02", "90s"},
        {"models:\n  a:\n    model: x\n    temperature: -1\n", "E-CONF-02", "temperature"},
        {"models:\n  a:\n    model: x\n    stream: yes\n", "E-CONF-02", "true or false"},
        {"models:\n  a:\n    model: x\n    body: {messages: []}\n", "E-CONF-02", "messages"},
        {"models:\n  a:\n    model: x\n    price: {in: 1}\n", "E-CONF-02", "price"},
        {"models:\n  a:\n    model: x\n    price: {in: 1, out: 2, currency: KRW}\n", "E-CONF-02", "USD"},
        {"models:\n  a:\n    model: x\n    headers: {\"X A\": b}\n", "E-CONF-02", "headers"},
        {"models:\n  a:\n    api: gemini\n    model: x\n", "E-CONF-02", "anthropic"},
        {"models:\n  a:\n    api: command\n", "E-CONF-04", "argv"},
        {"models:\n  a: {}\n", "E-CONF-04", "model"},
        {"models:\n  큰모델:\n    model: x\n", "E-CONF-05", "a-z"},
        {"models:\n  a:\n    model: x\n    base_url: localhost:80\n", "E-MODEL-04", "models.a"},
        {"- a\n", "E-CONF-01", "haechi.yaml"},
        {"models: [\n", NULL, "haechi.yaml"},
    };
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_config c;
        hc_err err = {0};
        if (load(cases[i].yaml, &c, &err) != HC_E_USAGE || err.code != HC_E_USAGE)
            fail_msg("accepted: %s", cases[i].yaml);
        if (cases[i].id)
            assert_string_equal(err.id, cases[i].id);
        if (!strstr(err.en, cases[i].says))
            fail_msg("%s\n  says: %s", cases[i].yaml, err.en);
        assert_null(strstr(err.en, "sk-secret"));
        assert_null(strstr(err.ko, "sk-secret"));
    }
}

static void the_configuration_is_found_upward(void **state)
{
    (void)state;
    hc_config c;
    hc_err err = {0};
    write_file("haechi.yaml", "models:\n  a:\n    model: x\n");
    assert_int_equal(hc_dir_make("x/y", 0700, &err), HC_OK);
    assert_int_equal(chdir("x/y"), 0);
    assert_int_equal(hc_config_load(A, NULL, &c, &err), HC_OK);
    assert_int_equal(c.n_models, 1);
    assert_int_equal(hc_dir_make(".git", 0700, &err), HC_OK);      /* the root of a repository ends the search */
    assert_int_equal(hc_config_load(A, NULL, &c, &err), HC_OK);
    assert_int_equal(c.path.n, 0);
    assert_int_equal(hc_dir_make("../../.config/haechi", 0700, &err), HC_OK);
    write_file("../../.config/haechi/haechi.yaml", "models:\n  b:\n    model: x\n");
    assert_int_equal(hc_config_load(A, NULL, &c, &err), HC_OK);
    assert_str(c.models[0].alias, "b");
    assert_int_equal(chdir(dir), 0);
}

static void prices_and_costs(void **state)
{
    (void)state;
    hc_price p;
    assert_int_equal(hc_price_find(A, HC_S("openai"), HC_S("gpt-4o"), &p, NULL), HC_OK);
    assert_true(p.in == 2500000 && p.out == 10000000 && p.cached == 1250000 && p.as_of.n == 7);
    assert_int_equal(hc_price_cost(&p, 1000, 100, 0), 3500);
    assert_int_equal(hc_price_cost(&p, 1000, 100, 400), 3000);
    assert_int_equal(hc_price_cost(&p, 1, 0, 0), 3);              /* rounded up */
    assert_true(hc_price_cost(&p, INT64_MAX, INT64_MAX, INT64_MAX) > 0);
    assert_int_equal(hc_price_find(A, HC_S("openai"), HC_S("no-such"), &p, NULL), HC_OK);
    assert_int_equal(hc_price_cost(&p, 1, 1, 0), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_m_may_say),
        cmocka_unit_test(a_bad_name_says_what_to_write),
        cmocka_unit_test(keys_come_from_four_places),
        cmocka_unit_test(the_configuration_is_read_whole),
        cmocka_unit_test(an_endpoint_of_a_key_file_keeps_within_limits),
        cmocka_unit_test(a_wrong_configuration_names_its_place),
        cmocka_unit_test(the_configuration_is_found_upward),
        cmocka_unit_test(prices_and_costs),
    };
    return cmocka_run_group_tests_name("target", tests, setup, teardown);
}
