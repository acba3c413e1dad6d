// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "syntax/yaml.h"

static int setup(void **state)
{
    *state = hc_arena_new();
    return 0;
}

static int teardown(void **state)
{
    hc_arena_free(*state);
    return 0;
}

static void same(hc_str got, const char *want)
{
    if (!hc_str_is(got, want))
        fail_msg("'%.*s' is not '%s'", HC_FS(got), want);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static hc_json *good(hc_arena *a, const char *text)
{
    hc_json *j = NULL;
    hc_err err;
    if (hc_yaml_parse(a, hc_str_c(text), "p.yaml", &j, &err))
        fail_msg("%s", err.en);
    return j;
}

static hc_str json_of(hc_arena *a, const char *text)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw w;
    hc_jw_init(&w, &b);
    hc_json_write(good(a, text), &w);
    return hc_str_dup(a, hc_buf_view(&b));
}

static void plain_scalars_follow_the_json_schema_only(void **state)
{
    same(json_of(*state, "[true, false, null, 1, -2.50, 1e3, no, on, 012, 2026-01-01, ~, True, .5, 0x1, NaN, '1', "
                         "\"true\"]"),
         "[true,false,null,1,-2.50,1e3,\"no\",\"on\",\"012\",\"2026-01-01\",\"~\",\"True\",\".5\",\"0x1\",\"NaN\",\"1\","
         "\"true\"]");
    same(json_of(*state, "a:\nb: ''\n"), "{\"a\":null,\"b\":\"\"}");
}

static void a_document_becomes_a_tree(void **state)
{
    same(json_of(*state, "# note\n이름: 해치\ntools:\n  - name: pay\n    args: {n: 1, s: [a, b]}\n  - |\n    두 줄\n    글\n"
                         "\"quoted key\": >\n  folded\n  text\n"),
         "{\"이름\":\"해치\",\"tools\":[{\"name\":\"pay\",\"args\":{\"n\":1,\"s\":[\"a\",\"b\"]}},\"두 줄\\n글\\n\"],"
         "\"quoted key\":\"folded text\\n\"}");
    same(json_of(*state, "\xEF\xBB\xBF---\na: 1\n...\n"), "{\"a\":1}");
    same(json_of(*state, "text\n"), "\"text\"");
}

static void nodes_know_their_place(void **state)
{
    const hc_json *j = good(*state, "a: 1\n한글: [x,\n  y]\nlist:\n  - z\n");
    assert_true(j->line == 1 && j->col == 1);
    assert_true(j->items[0]->line == 1 && j->items[0]->col == 4);
    assert_true(j->items[1]->items[1]->line == 3 && j->items[1]->items[1]->col == 3);
    assert_true(j->items[1]->line == 2 && j->items[1]->col == 5);
    assert_true(j->items[2]->line == 4 && j->items[2]->col == 1); /* the key, not the list below it */
    static const char *const allowed[] = {"a", "한글", "lists"};
    hc_err err;
    assert_int_equal(hc_json_check_keys(j, "p.yaml", allowed, 3, &err), HC_E_INPUT);
    assert_string_equal(err.en, "p.yaml:4:1: unknown key 'list'\ndid you mean 'lists'?");
}

static void what_surprises_is_refused(void **state)
{
    static const struct { const char *text, *part; hc_code code; } cases[] = {
        {"a: &x 1\n", "p.yaml:1:4: anchors", HC_E_SYNTAX},
        {"a: 1\nb: *x\n", "p.yaml:2:4: anchors", HC_E_SYNTAX},
        {"&x a: 1\n", "anchors", HC_E_SYNTAX},
        {"a: &x [1]\n", "anchors", HC_E_SYNTAX},
        {"- &x {a: 1}\n", "anchors", HC_E_SYNTAX},
        {"*x : 1\n", "anchors", HC_E_SYNTAX},
        {"a: !!int 1\n", "p.yaml:1:4: tags", HC_E_SYNTAX},
        {"a: !x {}\n", "tags", HC_E_SYNTAX},
        {"a: ! x\n", "tags", HC_E_SYNTAX},
        {"a: 1\n---\nb: 2\n", "p.yaml:2:1: a second document", HC_E_SYNTAX},
        {"a: 1\nb: 2\na: 3\n", "p.yaml:3:1: the key 'a' stands twice", HC_E_SYNTAX},
        {"1: x\n", "p.yaml:1:1: a key must be text; put numbers", HC_E_SYNTAX},
        {"true: x\n", "a key must be text", HC_E_SYNTAX},
        {"? \n: x\n", "a key must be text", HC_E_SYNTAX},
        {"? [a]\n: x\n", "a key must be text, not a list", HC_E_SYNTAX},
        {"{{ a }}: x\n", "a key must be text, not a list", HC_E_SYNTAX},
        {"", "the file is empty", HC_E_SYNTAX},
        {"# only\n", "the file is empty", HC_E_SYNTAX},
        {"a: 1\nb: \xFF\n", "p.yaml:2:4: byte 0xFF", HC_E_SYNTAX},
        {"a: b: c\n", "p.yaml:1:5: not valid YAML: mapping values", HC_E_SYNTAX},
        {"a:\n\t- b\n", "indent with blanks, not tabs", HC_E_SYNTAX},
        {"a: [1\n", "not valid YAML", HC_E_SYNTAX},
        {"a: \x01\n", "not valid YAML", HC_E_SYNTAX},
    };
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_json *j;
        hc_err err;
        assert_int_equal(hc_yaml_parse(*state, hc_str_c(cases[i].text), "p.yaml", &j, &err), cases[i].code);
        if (!strstr(err.en, cases[i].part))
            fail_msg("%s: '%s' lacks '%s'", cases[i].text, err.en, cases[i].part);
        assert_non_null(strstr(err.ko, "p.yaml"));
    }
}

static void depth_is_capped(void **state)
{
    char text[2 * HC_JSON_DEPTH_MAX + 3] = {0};
    memset(text, '[', HC_JSON_DEPTH_MAX);
    memset(text + HC_JSON_DEPTH_MAX, ']', HC_JSON_DEPTH_MAX);
    same(json_of(*state, text), text);
    memset(text, '[', HC_JSON_DEPTH_MAX + 1);
    hc_json *j;
    hc_err err;
    assert_int_equal(hc_yaml_parse(*state, hc_str_c(text), "p.yaml", &j, &err), HC_E_LIMIT);
    assert_non_null(strstr(err.en, "p.yaml:1:65: nested deeper than 64"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(plain_scalars_follow_the_json_schema_only),
        T(a_document_becomes_a_tree),
        T(nodes_know_their_place),
        T(what_surprises_is_refused),
        T(depth_is_capped),
    };
    return cmocka_run_group_tests_name("yaml", tests, NULL, NULL);
}
