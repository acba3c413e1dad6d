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

/* What a user's shell gives: addresses of every form, a folder of his own, other hosts by the environment. */
static void addresses_and_paths(void **state)
{
    (void)state;
    static const char *const good[] = {"http://[::1]/v1#m", "http://[::1]:8080/v1#m", "http://h:1#m", "https://h:65535/#m"};
    for (size_t i = 0; i < HC_LEN(good); i++)
        assert_str(resolve(good[i]).model, "m");
    char deep[200] = "openai/";
    memset(deep + 7, 'a', 100);
    assert_int_equal(resolve(deep).alias.n, 64);
    assert_str(resolve("http://h/v1#A__b  C").alias, "a__b-c");
    setenv("OPENAI_BASE_URL", "http://proxy/v1//", 1);
    assert_str(resolve("openai/m").base_url, "http://proxy/v1");
    setenv("OPENAI_BASE_URL", "", 1);
    assert_str(resolve("openai/m").base_url, "https://api.openai.com/v1");
    unsetenv("OPENAI_BASE_URL");
    write_file("up.gguf", "x");
    assert_str(resolve("local:~/up.gguf").model, hc_fmt(A, "%s/up.gguf", dir).p);
    assert_str(resolve(hc_fmt(A, "local:%s/up.gguf", dir).p).model, hc_fmt(A, "%s/up.gguf", dir).p);
    write_file("plain", "x");
    assert_str(resolve("local:plain").alias, "plain");
    assert_str(resolve("command:python3").argv[0], "python3");
    unsetenv("HOME");
    hc_target_conf t;
    assert_int_not_equal(hc_target_resolve(A, NULL, HC_S("local:~/up.gguf"), &t, NULL), HC_OK);
    setenv("HOME", dir, 1);
}

static void a_near_name_is_offered(void **state)
{
    (void)state;
    hc_config c;
    hc_target_conf t;
    hc_err err = {0};
    write_file("haechi.yaml", "models:\n  qwen-7b:\n    model: q\n    base_url: http://h/v1\n");
    assert_int_equal(hc_config_load(A, NULL, &c, &err), HC_OK);
    assert_int_equal(hc_target_resolve(A, &c, HC_S("qwen-7"), &t, &err), HC_E_USAGE);
    assert_non_null(strstr(err.en, "did you mean 'qwen-7b'"));
    assert_int_equal(hc_target_resolve(A, &c, HC_S("openai/m"), &t, &err), HC_OK);
    assert_str(t.dir, dir);
    unlink("haechi.yaml");
}

static void a_bad_name_says_what_to_write(void **state)
{
    (void)state;
    static const struct { const char *spec, *id, *says; } cases[] = {
        {"gpt", "E-MODEL-09", "openai/NAME"}, {"ref:refus", "E-MODEL-05", "ref:refuse"}, {"ref:script", "E-MODEL-05", "FILE"},
        {"http://h/v1", "E-MODEL-08", "http://h/v1#MODEL"}, {"http:///v1#m", "E-MODEL-04", "http:///v1"},
        {"https://u:p@h/v1#m", "E-AUTH-04", "key_env"}, {"http://h/v1?k=1#m", "E-MODEL-04", "?k=1"},
        {"local:none.gguf", "E-MODEL-06", "none.gguf"}, {"command:", "E-MODEL-07", "program"},
        {"openai/", "E-MODEL-09", "openai/NAME"}, {"http://h/v1#", "E-MODEL-08", "#MODEL"}, {"http://#m", "E-MODEL-04", "http://"},
        {"http://h:0/v1#m", "E-MODEL-04", "port"}, {"http://h:65536#m", "E-MODEL-04", "port"}, {"http://h:x/v1#m", "E-MODEL-04", "port"},
        {"http://[::1/v1#m", "E-MODEL-04", "port"}, {"http://[::1]:99999/v1#m", "E-MODEL-04", "port"},
        {"http://h/\"v1#m", "E-MODEL-04", "address"}, {"http://h/\\v1#m", "E-MODEL-04", "address"},
        {"http://h /v1#m", "E-MODEL-04", "address"}, {"http://호스트/v1#m", "E-MODEL-04", "address"},
        {"ref:script=none.jsonl", "", "none.jsonl"}, {"ref:script=", "E-MODEL-05", "FILE"},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=ref:echo", "E-MODEL-10", "64"},
    };
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_target_conf t;
        hc_err err = {0};
        hc_code c = hc_target_resolve(A, NULL, hc_str_c(cases[i].spec), &t, &err);
        if (c == HC_OK || strcmp(err.id, cases[i].id) != 0 || !strstr(err.en, cases[i].says))
            fail_msg("%s: %d %s %s", cases[i].spec, c, err.id, err.en);
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

static hc_code key_with(hc_target_conf *t, const char *command, hc_str *key, hc_err *err)
{
    t->key_cmd = hc_str_c(command);
    return hc_target_key(A, t, key, err);
}

/* A key is taken from one line of one place, or refused; what is refused is not shown. */
static void keys_that_are_none(void **state)
{
    (void)state;
    hc_target_conf t = resolve("openai/m");
    hc_str key;
    hc_err err = {0};
    static const struct { const char *env, *want; } lines[] = {
        {"OTHER=1\n", NULL}, {"OPENAI_API_KEY\n", NULL}, {"OPENAI_API_KEY=\n", NULL}, {"OPENAI_API_KEY=\"a\"", "a"},
        {"OPENAI_API_KEY='a\"", "'a\""}, {"OPENAI_API_KEY=\"", "\""}, {" export OPENAI_API_KEY = a ", "a"}, {"", NULL},
    };
    setenv("OPENAI_API_KEY", "", 1);
    for (size_t i = 0; i < HC_LEN(lines); i++) {
        write_file(".env", lines[i].env);
        hc_code c = hc_target_key(A, &t, &key, &err);
        if ((c == HC_OK) != (lines[i].want != NULL))
            fail_msg("%s: %s", lines[i].env, err.en);
        if (lines[i].want)
            assert_str(key, lines[i].want);
        else
            assert_non_null(strstr(err.en, "no such line"));
    }
    unlink(".env");
    assert_int_equal(mkdir(".env", 0700), 0);
    assert_int_equal(hc_target_key(A, &t, &key, &err), HC_E_USAGE);
    assert_int_equal(rmdir(".env"), 0);
    setenv("OPENAI_API_KEY", "sk-\x7f", 1);
    assert_int_equal(hc_target_key(A, &t, &key, &err), HC_E_USAGE);
    assert_string_equal(err.id, "E-AUTH-07");
    unsetenv("OPENAI_API_KEY");
    write_file("key.txt", "\nsk-second\n");
    assert_int_equal(chmod("key.txt", 0600), 0);
    t.key_file = HC_S("key.txt");
    assert_int_equal(hc_target_key(A, &t, &key, &err), HC_E_USAGE);
    assert_string_equal(err.id, "E-AUTH-06");
    t.key_file = HC_S("");
    static const char *const useless[] = {"true", "kill -9 $$", "printf '\n'; echo sk", "echo 'two words'"};
    for (size_t i = 0; i < HC_LEN(useless); i++) {
        assert_int_equal(key_with(&t, useless[i], &key, &err), HC_E_USAGE);
        assert_null(strstr(err.en, "sk"));
    }
    assert_int_equal(key_with(&t, "head -c 100000 /dev/zero", &key, &err), HC_E_USAGE);   /* no key is so long */
    t.key_cmd = t.key_env = HC_S("");
    assert_int_equal(hc_target_key(A, &t, &key, &err), HC_E_USAGE);
    assert_non_null(strstr(err.en, "key_env (not set)"));
    t.adapter = HC_S("ref");
    assert_int_equal(hc_target_key(A, &t, &key, &err), HC_OK);
}

/* 10 s pass: a program that neither answers nor ends must not hold a run. */
static void a_key_command_that_hangs_is_ended(void **state)
{
    (void)state;
    hc_target_conf t = resolve("openai/m");
    hc_str key;
    hc_err err = {0};
    assert_int_equal(key_with(&t, "echo sk-half; sleep 60", &key, &err), HC_E_USAGE);
    assert_non_null(strstr(err.en, "within 10 s"));
    assert_null(strstr(err.en, "sk-half"));
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
        {"models:\n  a: 3\n", "E-CONF-02", "mapping"},
        {"models:\n  a:\n    model: [x]\n", "E-CONF-02", "text"},
        {"models:\n  a:\n    model: ''\n", "E-CONF-02", "text"},
        {"models:\n  a:\n    model: x\n    jobs: 0\n", "E-CONF-02", "1 to"},
        {"models:\n  a:\n    model: x\n    temperature: hot\n", "E-CONF-02", "0 to 10"},
        {"models:\n  a:\n    model: x\n    top_p: 1.5\n", "E-CONF-02", "0 to 1"},
        {"models:\n  a:\n    model: x\n    stop: x\n", "E-CONF-02", "list"},
        {"models:\n  a:\n    model: x\n    stop: [[x]]\n", "E-CONF-02", "list"},
        {"models:\n  a:\n    model: x\n    timeout: 0\n", "E-CONF-02", "90s"},
        {"models:\n  a:\n    model: x\n    timeout: 86401\n", "E-CONF-02", "90s"},
        {"models:\n  a:\n    model: x\n    deadline: 25h\n", "E-CONF-02", "90s"},
        {"models:\n  a:\n    model: x\n    deadline: [1s]\n", "E-CONF-02", "90s"},
        {"models:\n  a:\n    model: x\n    headers: [a]\n", "E-CONF-02", "16"},
        {"models:\n  a:\n    model: x\n    headers: {A: 1, B: 1, C: 1, D: 1, E: 1, F: 1, G: 1, H: 1, I: 1, J: 1, K: 1, L: 1, M: 1, "
         "N: 1, O: 1, P: 1, Q: 1}\n", "E-CONF-02", "16"},
        {"models:\n  a:\n    model: x\n    headers: {A: [b]}\n", "E-CONF-02", "texts"},
        {"models:\n  a:\n    model: x\n    headers: {'': b}\n", "E-CONF-02", "texts"},
        {"models:\n  a:\n    model: x\n    headers: {'A:': b}\n", "E-CONF-02", "headers"},
        {"models:\n  a:\n    model: x\n    headers: {A: \"b\\r\\nX: y\"}\n", "E-CONF-02", "line ends"},
        {"models:\n  a:\n    model: x\n    headers: {A: \"\\x7f\"}\n", "E-CONF-02", "line ends"},
        {"models:\n  a:\n    model: x\n    headers: {가: b}\n", "E-CONF-02", "line ends"},
        {"models:\n  a:\n    model: x\n    body: [x]\n", "E-CONF-02", "mapping"},
        {"models:\n  a:\n    model: x\n    price: 3\n", "E-CONF-02", "15.0"},
        {"models:\n  a:\n    model: x\n    price: {in: 1, out: 2, per: 3}\n", NULL, "per"},
        {"models:\n  a:\n    model: x\n    price: {in: 1001, out: 2}\n", "E-CONF-02", "1000"},
        {"models:\n  a:\n    model: x\n    price: {in: 1, out: 2000}\n", "E-CONF-02", "1000"},
        {"models:\n  a:\n    model: x\n    price: {in: 1, out: 2, cached: 2000}\n", "E-CONF-02", "1000"},
        {"models:\n  a:\n    model: x\n    price: {in: 1, out: 2, cached: -1}\n", "E-CONF-02", "1000"},
        {"models:\n  a:\n    model: x\n    seed: -1\n", "E-CONF-02", "seed"},
        {"models:\n  a:\n    model: x\n    images: 1\n", "E-CONF-02", "images"},
        {"models:\n  a:\n    api: ref\n    model: script\n", "E-CONF-04", "script"},
        {"run: [a]\n", "E-CONF-02", "run"},
        {"run:\n  epoch: 3\n", NULL, "epochs"},
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

static void a_configuration_may_be_short(void **state)
{
    (void)state;
    static const char *const good[] = {"# nothing yet\n{}\n", "models:\n", "run:\n", "exchange:\n  a: b\n",
        "models:\n  a:\n    model: x\n    timeout: 90\n    deadline: 1h\n    price: {in: 1, out: 2, cached: 0.5, currency: USD}\n"
        "    stop: [1, 2.5, x]\n    key_file: k\n    base_url: http://h/v1\n    top_p: 0.9\n    seed: 4\n",
        "models:\n  r:\n    api: ref\n    model: echo\n  s:\n    api: ref\n    model: script\n    script: s.txt\n"
        "  l:\n    api: local\n    model: /m.gguf\n    jobs: 3\n"};
    write_file("s.txt", "hi\n");
    hc_config c;
    hc_err err = {0};
    for (size_t i = 0; i < HC_LEN(good); i++)
        if (load(good[i], &c, &err) != HC_OK)
            fail_msg("%s: %s", good[i], err.en);
    assert_int_equal(c.models[2].jobs, 3);
    assert_str(c.models[2].model, "/m.gguf");
    assert_str(c.models[1].script, "hi\n");
    assert_int_equal(load("models: {a: 3}\n", &c, NULL), HC_E_USAGE);     /* without somebody who reads the message */
    size_t n;
    assert_true(hc_config_keys(&n)[0] && n > 10);
    assert_null(hc_config_get(&(hc_config){.path = HC_S("")}, "run.epochs"));
    setenv("XDG_CONFIG_HOME", "/nowhere", 1);
    unlink("haechi.yaml");
    assert_int_equal(hc_config_load(A, NULL, &c, &err), HC_OK);
    unsetenv("XDG_CONFIG_HOME");
    setenv("HOME", "", 1);
    assert_int_equal(hc_config_load(A, NULL, &c, &err), HC_OK);
    setenv("HOME", dir, 1);
    assert_int_equal(c.path.n, 0);
}

/* Parameters go through the key file; what is not an endpoint is refused. */
static void endpoints_of_a_key_file(void **state)
{
    (void)state;
    static const struct { const char *text; bool good; } cases[] = {
        {"{\"alias\":\"m\",\"adapter\":\"ref\",\"top_p\":0.5,\"seed\":3,\"stop\":[\"a\",7]}", true},
        {"{\"alias\":\"m\",\"adapter\":\"ref\",\"stop\":{\"a\":1},\"jobs\":-3}", true},
        {"{\"alias\":\"M\",\"adapter\":\"ref\"}", false}, {"{\"alias\":\"\",\"adapter\":\"ref\"}", false},
        {"{\"alias\":\"m\"}", false}, {"{\"alias\":\"m\",\"adapter\":\"ref\",\"header_names\":[\"a\"]}", false},
        {"{\"alias\":\"m\",\"adapter\":\"ref\",\"header_names\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"
         "\"header_values\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}", false}, {"[]", false},
    };
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_json *j;
        hc_target_conf t, back;
        assert_int_equal(hc_json_parse(A, hc_str_c(cases[i].text), "t", &j, NULL), HC_OK);
        if ((hc_target_read(A, j, &t, NULL) == HC_OK) != cases[i].good)
            fail_msg("%s", cases[i].text);
        if (!cases[i].good)
            continue;
        HC_AUTO(hc_buf) b;
        hc_buf_init(&b, SIZE_MAX);
        hc_jw w;
        hc_jw_init(&w, &b);
        hc_target_write(&t, &w);
        assert_int_equal(hc_json_parse(A, hc_str_dup(A, hc_buf_view(&b)), "t", &j, NULL), HC_OK);
        assert_int_equal(hc_target_read(A, j, &back, NULL), HC_OK);
        assert_true(back.params.has_seed == t.params.has_seed && back.params.top_p == t.params.top_p &&
                    back.params.n_stop == t.params.n_stop && back.jobs == 0);
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
    p = (hc_price){3000000, -1, -1, HC_S("")};
    assert_int_equal(hc_price_cost(&p, 1, 1, 0), -1);
    p = (hc_price){2000000, 4000000, -1, HC_S("")};
    assert_int_equal(hc_price_cost(&p, 10, 1, 5), 24);            /* cached tokens at the full price */
    assert_int_equal(hc_price_cost(&p, 10, -1, -5), 20);
    assert_int_equal(hc_price_cost(&p, 10, 0, 50), 20);
    p.in = INT64_MAX;
    assert_true(hc_price_cost(&p, INT64_MAX, 0, 0) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_m_may_say),
        cmocka_unit_test(addresses_and_paths),
        cmocka_unit_test(a_near_name_is_offered),
        cmocka_unit_test(a_bad_name_says_what_to_write),
        cmocka_unit_test(keys_come_from_four_places),
        cmocka_unit_test(keys_that_are_none),
        cmocka_unit_test(a_key_command_that_hangs_is_ended),
        cmocka_unit_test(the_configuration_is_read_whole),
        cmocka_unit_test(an_endpoint_of_a_key_file_keeps_within_limits),
        cmocka_unit_test(a_wrong_configuration_names_its_place),
        cmocka_unit_test(a_configuration_may_be_short),
        cmocka_unit_test(endpoints_of_a_key_file),
        cmocka_unit_test(the_configuration_is_found_upward),
        cmocka_unit_test(prices_and_costs),
    };
    return cmocka_run_group_tests_name("target", tests, setup, teardown);
}
