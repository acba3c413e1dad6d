// SPDX-License-Identifier: Apache-2.0
/* Requests of every shape, in both APIs and as the line of a program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "model/adapter.h"
#include "model/model_int.h"

static hc_arena *A;
static hc_str stops[2];
static hc_tool tools[2];
static hc_params everything;

static int setup(void **state)
{
    (void)state;
    A = hc_arena_new();
    stops[0] = HC_S("끝");
    stops[1] = HC_S("END");
    tools[0] = (hc_tool){HC_S("f"), HC_S("d"), HC_S("{\"type\":\"object\"}")};
    tools[1] = (hc_tool){HC_S("g"), HC_S(""), HC_S("")};
    everything = (hc_params){
        .has_temperature = true, .temperature = 0.5, .has_top_p = true, .top_p = 0.9, .has_seed = true, .seed = 7,
        .max_tokens = 9, .stop = stops, .n_stop = 2, .top_logprobs = 2, .schema = HC_S("{\"type\":\"object\"}"),
        .grammar = HC_S("root ::= \"A\""), .tool_choice = HC_S("auto"),
    };
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    hc_arena_free(A);
    return 0;
}

static hc_target_conf conf_of(const char *adapter)
{
    return (hc_target_conf){.alias = HC_S("m"), .adapter = hc_str_c(adapter), .base_url = HC_S("http://h/v1"),
                            .model = HC_S("m1"), .price = {-1, -1, -1, HC_S("")}};
}

static const char *joined(const hc_wire *w)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    for (size_t i = 0; i < w->n_chunks; i++)
        hc_buf_str(&b, w->chunks[i]);
    return hc_cstr(A, hc_buf_view(&b));
}

/* The body, or the message id of the refusal. */
static const char *body(const hc_target_conf *t, const hc_chat *chat)
{
    hc_wire w;
    hc_err err = {0};
    hc_code c;
    if (hc_str_is(t->adapter, "command")) {
        hc_target target = {.conf = *t};
        c = hc_transport_command.build(&target, A, chat, &w, &err);
    } else {
        c = hc_adapter_find(hc_str_is(t->adapter, "local") ? HC_S("openai") : t->adapter)->build(A, t, chat, &w, &err);
    }
    return c == HC_OK ? joined(&w) : hc_cstr(A, hc_str_c(err.id));
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no %s in\n%s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("%s in\n%s", part, text);
}

static hc_chat chat_with(hc_params p)
{
    hc_chat c = {.params = p};
    hc_chat_add(A, &c, HC_ROLE_USER, HC_S("q"));
    return c;
}

static void every_parameter_has_its_field(void **state)
{
    (void)state;
    hc_target_conf t = conf_of("openai");
    t.stream = true;
    hc_chat c = chat_with(everything);
    c.tools = tools;
    c.n_tools = 2;
    const char *b = body(&t, &c);
    static const char *const openai[] = {"\"temperature\":0.5", "\"top_p\":0.9", "\"seed\":7", "\"max_tokens\":9",
        "\"stop\":[\"끝\",\"END\"]", "\"logprobs\":true", "\"top_logprobs\":2", "\"stream\":true", "\"include_usage\":true",
        "\"response_format\"", "\"tool_choice\":\"auto\"", "\"name\":\"g\",\"description\":\"\",\"parameters\":{\"type\":\"object\"}"};
    for (size_t i = 0; i < HC_LEN(openai); i++)
        assert_has(b, openai[i]);
    t.adapter = HC_S("anthropic");
    b = body(&t, &c);
    static const char *const anthropic[] = {"\"temperature\":0.5", "\"top_p\":0.9", "\"max_tokens\":9",
        "\"stop_sequences\":[\"끝\",\"END\"]", "\"stream\":true", "\"name\":\"f\"", "\"name\":\"haechi_answer\"",
        "\"tool_choice\":{\"type\":\"tool\",\"name\":\"haechi_answer\"}"};
    for (size_t i = 0; i < HC_LEN(anthropic); i++)
        assert_has(b, anthropic[i]);
    static const char *const none_of[] = {"seed", "logprobs", "grammar"};
    for (size_t i = 0; i < HC_LEN(none_of); i++)
        assert_lacks(b, none_of[i]);
    t.adapter = HC_S("command");
    c.n_tools = 0;
    b = body(&t, &c);
    static const char *const command[] = {"\"temperature\":0.5", "\"top_p\":0.9", "\"seed\":7", "\"max_tokens\":9",
        "\"stop\":[\"끝\",\"END\"]", "\"schema\":\"{\\\"type\\\":\\\"object\\\"}\"", "\"v\":1"};
    for (size_t i = 0; i < HC_LEN(command); i++)
        assert_has(b, command[i]);
}

/* logprobs without alternatives; a grammar is for our own server only, and there it replaces the schema. */
static void what_only_some_servers_take(void **state)
{
    (void)state;
    hc_target_conf t = conf_of("openai");
    hc_params p = everything;
    p.top_logprobs = -1;
    hc_chat c = chat_with(p);
    assert_has(body(&t, &c), "\"logprobs\":true");
    assert_lacks(body(&t, &c), "top_logprobs");
    assert_lacks(body(&t, &c), "grammar");
    t.adapter = HC_S("local");
    assert_has(body(&t, &c), "\"grammar\":");
    assert_lacks(body(&t, &c), "response_format");
}

/* Whatever the configuration's `body` names is written once, with the user's value. */
static void own_fields_replace_ours(void **state)
{
    (void)state;
    static const char *const keys[] = {"temperature", "top_p", "seed", "max_tokens", "stop", "logprobs", "top_logprobs",
        "stream", "stream_options", "response_format", "tools", "tool_choice", "model", "system", "stop_sequences", "grammar"};
    static const char *const adapters[] = {"openai", "anthropic", "local"};
    HC_AUTO(hc_buf) text;
    hc_buf_init(&text, SIZE_MAX);
    for (size_t i = 0; i < HC_LEN(keys); i++)
        hc_buf_fmt(&text, "%s\"%s\":\"own\"", i ? "," : "{", keys[i]);
    hc_buf_ch(&text, '}');
    hc_json *own;
    assert_int_equal(hc_json_parse(A, hc_str_dup(A, hc_buf_view(&text)), "own", &own, NULL), HC_OK);
    for (size_t k = 0; k < HC_LEN(adapters); k++) {
        hc_target_conf t = conf_of(adapters[k]);
        hc_chat c = chat_with(everything);
        hc_json *j;
        hc_chat_add(A, &c, HC_ROLE_SYSTEM, HC_S("s"));
        c.tools = tools;
        c.n_tools = 2;
        t.stream = true;
        t.extra_body = own;
        assert_int_equal(hc_json_parse(A, hc_str_c(body(&t, &c)), "body", &j, NULL), HC_OK);   /* refuses a key twice */
        for (size_t i = 0; i < HC_LEN(keys); i++)
            assert_true(hc_str_is(hc_json_str(j, keys[i], HC_S("")), "own"));
    }
    hc_target_conf t = conf_of("openai");
    hc_chat c = chat_with((hc_params){0});
    hc_json *list;
    assert_int_equal(hc_json_parse(A, HC_S("[1]"), "own", &list, NULL), HC_OK);
    t.extra_body = list;
    assert_string_equal(body(&t, &c), "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}],\"model\":\"m1\"}");
}

static void which_tool_is_chosen(void **state)
{
    (void)state;
    static const struct { const char *choice, *openai, *anthropic; } cases[] = {
        {"auto", "\"tool_choice\":\"auto\"", "\"tool_choice\":{\"type\":\"auto\"}"},
        {"none", "\"tool_choice\":\"none\"", "\"tool_choice\":{\"type\":\"none\"}"},
        {"required", "\"tool_choice\":\"required\"", "\"tool_choice\":{\"type\":\"any\"}"},
        {"f", "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}}", "\"tool_choice\":{\"type\":\"tool\",\"name\":\"f\"}"},
    };
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_chat c = chat_with((hc_params){.tool_choice = hc_str_c(cases[i].choice)});
        hc_target_conf o = conf_of("openai"), n = conf_of("anthropic");
        assert_lacks(body(&o, &c), "tool_choice");      /* no tool, nothing to choose */
        assert_lacks(body(&n, &c), "tool_choice");
        c.tools = tools;
        c.n_tools = 1;
        assert_has(body(&o, &c), cases[i].openai);
        assert_has(body(&n, &c), cases[i].anthropic);
        c.params.tool_choice = HC_S("");
        assert_lacks(body(&o, &c), "tool_choice");
        assert_lacks(body(&n, &c), "tool_choice");
    }
}

static void a_schema_that_is_no_json_is_refused(void **state)
{
    (void)state;
    hc_tool broken = {HC_S("f"), HC_S(""), HC_S("{")};
    static const char *const adapters[] = {"openai", "anthropic"};
    for (size_t i = 0; i < HC_LEN(adapters); i++) {
        hc_target_conf t = conf_of(adapters[i]);
        hc_wire w;
        hc_err err = {0};
        hc_chat c = chat_with((hc_params){.schema = HC_S("{")});
        assert_int_not_equal(hc_adapter_find(t.adapter)->build(A, &t, &c, &w, &err), HC_OK);
        c = chat_with((hc_params){0});
        c.tools = &broken;
        c.n_tools = 1;
        assert_int_not_equal(hc_adapter_find(t.adapter)->build(A, &t, &c, &w, &err), HC_OK);
        assert_true(err.en[0] && err.ko[0]);
    }
}

/* Calls, their results and empty texts, as each API wants them. */
static void messages_of_every_kind(void **state)
{
    (void)state;
    hc_tool_call calls[] = {{HC_S("c1"), HC_S("f"), HC_S("{\"a\":1}")}, {HC_S("c2"), HC_S("f"), HC_S("")},
                            {HC_S("c3"), HC_S("f"), HC_S("[1]")}};
    hc_part said[] = {{.kind = HC_PART_TEXT, .text = HC_S("보겠습니다")}, {.kind = HC_PART_TEXT, .text = HC_S("")}};
    hc_chat c = {0};
    hc_chat_add(A, &c, HC_ROLE_SYSTEM, HC_S("one"));
    hc_chat_add(A, &c, HC_ROLE_SYSTEM, HC_S("two"));
    hc_msg *m = hc_chat_add(A, &c, HC_ROLE_ASSISTANT, HC_S(""));
    m->calls = calls;
    m->n_calls = 3;
    m->parts = said;
    m->n_parts = 2;
    hc_msg *empty = hc_chat_add(A, &c, HC_ROLE_ASSISTANT, HC_S(""));
    empty->n_parts = 0;
    hc_target_conf t = conf_of("anthropic");
    const char *b = body(&t, &c);
    assert_has(b, "\"system\":\"one\\n\\ntwo\"");
    assert_has(b, "{\"type\":\"text\",\"text\":\"보겠습니다\"},{\"type\":\"tool_use\"");    /* the empty one is left out */
    assert_has(b, "\"input\":{\"a\":1}");
    assert_has(b, "\"id\":\"c2\",\"name\":\"f\",\"input\":{}");
    assert_has(b, "\"input\":{\"raw\":\"[1]\"}");
    assert_has(b, "{\"role\":\"assistant\",\"content\":[]}");
    t = conf_of("openai");
    b = body(&t, &c);
    assert_has(b, "\"content\":[{\"type\":\"text\",\"text\":\"보겠습니다\"},{\"type\":\"text\",\"text\":\"\"}],\"tool_calls\"");
    assert_has(b, "{\"role\":\"assistant\",\"content\":\"\"}");
    t = conf_of("command");
    assert_string_equal(body(&t, &c), "E-MODEL-01");
}

static void pictures_that_cannot_be_sent(void **state)
{
    (void)state;
    static const struct { const char *adapter, *ref, *says; } cases[] = {
        {"openai", "images/a.png", "E-MODEL-02"}, {"anthropic", "images/a.png", "E-MODEL-02"},
        {"anthropic", "data:image/svg+xml,<svg/>", "E-MODEL-02"}, {"command", "data:image/png;base64,AA", "E-MODEL-01"},
        {"openai", "data:image/svg+xml,<svg/>", "data:image/svg+xml,<svg/>"},
    };
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_part part = {.kind = HC_PART_IMAGE, .media_type = HC_S("image/png"), .ref = hc_str_c(cases[i].ref)};
        hc_msg m = {.role = HC_ROLE_USER, .parts = &part, .n_parts = 1};
        hc_chat c = {.msgs = &m, .n_msgs = 1};
        hc_target_conf t = conf_of(cases[i].adapter);
        t.takes_images = true;
        assert_has(body(&t, &c), cases[i].says);
    }
    hc_chat tool = {0};
    hc_chat_add(A, &tool, HC_ROLE_TOOL, HC_S("r"));
    hc_target_conf t = conf_of("command");
    assert_string_equal(body(&t, &tool), "E-MODEL-01");
}

/* Only the hosts of the provider itself want the newer name of the limit. */
static void the_limit_has_two_names(void **state)
{
    (void)state;
    static const struct { const char *url; bool own; } cases[] = {
        {"https://api.openai.com/v1", true}, {"https://api.openai.com:443/v1", true}, {"https://api.openai.com", true},
        {"https://team.openai.azure.com/openai", true}, {"api.openai.com/v1", true}, {"http://127.0.0.1:8000/v1", false},
        {"https://x.example/api.openai.com", false},
    };
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_target_conf t = conf_of("openai");
        hc_chat c = chat_with((hc_params){.max_tokens = 5});
        t.base_url = hc_str_c(cases[i].url);
        assert_has(body(&t, &c), cases[i].own ? "\"max_completion_tokens\":5" : "\"max_tokens\":5");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_parameter_has_its_field),
        cmocka_unit_test(what_only_some_servers_take),
        cmocka_unit_test(own_fields_replace_ours),
        cmocka_unit_test(which_tool_is_chosen),
        cmocka_unit_test(a_schema_that_is_no_json_is_refused),
        cmocka_unit_test(messages_of_every_kind),
        cmocka_unit_test(pictures_that_cannot_be_sent),
        cmocka_unit_test(the_limit_has_two_names),
    };
    return cmocka_run_group_tests_name("bodies", tests, setup, teardown);
}
