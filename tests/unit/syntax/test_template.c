// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "syntax/template.h"

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

static hc_map vars(hc_arena *a)
{
    static hc_str name = {"해치 {{ name }}", sizeof "해치 {{ name }}" - 1}, empty = {"", 0};
    hc_map m;
    hc_map_init(&m, a);
    hc_map_put(&m, HC_S("name"), &name);
    hc_map_put(&m, HC_S("질문"), &empty);
    return m;
}

static void values_are_inserted_once(void **state)
{
    static const char *const cases[][2] = {
        {"", ""},
        {"a{{name}}b{{  질문 }}c", "a해치 {{ name }}bc"},
        {"{{{{ name }}", "{{ name }}"},
        {"{ {x} }}", "{ {x} }}"},
        {"{{ name\n}}{{{{{{name}}", "해치 {{ name }}{{해치 {{ name }}"},
    };
    hc_map m = vars(*state);
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_str out;
        hc_err err;
        assert_int_equal(hc_template_render(*state, hc_str_c(cases[i][0]), "t.md", &m, &out, &err), HC_OK);
        same(out, cases[i][1]);
    }
}

static void mistakes_name_the_line(void **state)
{
    hc_map m = vars(*state);
    hc_str out;
    hc_err err;
    assert_int_equal(hc_template_render(*state, HC_S("a\n{{ nane }}"), "t.md", &m, &out, &err), HC_E_INPUT);
    assert_string_equal(err.en, "t.md:2: no value is named 'nane'; a literal {{ is written {{{{\n"
                                "did you mean 'name'?");
    assert_int_equal(hc_template_render(*state, HC_S("a\n\nx {{ name }"), "t.md", &m, &out, &err), HC_E_INPUT);
    assert_non_null(strstr(err.en, "t.md:3: {{ is not closed"));
    assert_int_equal(hc_template_render(*state, HC_S("{{}}"), "t.md", &m, &out, &err), HC_E_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(values_are_inserted_once),
        T(mistakes_name_the_line),
    };
    return cmocka_run_group_tests_name("template", tests, NULL, NULL);
}
