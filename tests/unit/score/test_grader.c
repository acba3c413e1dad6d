// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "score/grader.h"

static hc_str line_of(hc_arena *a, const char *definition, const hc_metric *m)
{
    hc_grading g;
    hc_err err;
    assert_int_equal(hc_grading_read(a, hc_str_c(definition), HC_S("p"), &g, &err), HC_OK);
    return hc_grader_of(a, &g, HC_EXPECT_CHOICE, m);
}

#define SET(class, lang) "{\"scorers\":[{\"id\":\"choice\",\"v\":1},{\"id\":\"class\",\"v\":" class "},{\"id\":\"lang\",\"v\":" lang "}],\"v\":1}"

static void a_scorer_that_a_condition_names_decides_too(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    const hc_metric plain = {.of = HC_S("verdict:correct")}, named = {.of = HC_S("verdict:correct"), .among = HC_S("class:comply")},
                    called = {.of = HC_S("score(lang):ko"), .among = HC_S("score( lang ):ko")};
    assert_true(hc_str_is(line_of(a, SET("1", "1"), &plain), "choice 1"));
    assert_true(hc_str_eq(line_of(a, SET("1", "1"), &plain), line_of(a, SET("2", "2"), &plain)));
    assert_true(hc_str_is(line_of(a, SET("1", "1"), &named), "choice 1; class: class 1"));
    assert_false(hc_str_eq(line_of(a, SET("1", "1"), &named), line_of(a, SET("2", "1"), &named)));
    assert_true(hc_str_is(line_of(a, SET("1", "3"), &called), "choice 1; lang: lang 3"));
}

static void nothing_decides_where_nothing_was_graded(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    const hc_metric named = {.of = HC_S("score(")};
    assert_true(hc_str_is(line_of(a, "", &named), "never graded"));
    (void)line_of(a, SET("1", "1"), &named);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scorer_that_a_condition_names_decides_too),
        cmocka_unit_test(nothing_decides_where_nothing_was_graded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
