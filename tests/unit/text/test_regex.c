// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "text/regex.h"

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

static hc_regex *compiled(const char *pattern, const char *flags)
{
    hc_err err;
    hc_regex *re = NULL;
    if (hc_regex_new(hc_str_c(pattern), hc_str_c(flags), &re, &err))
        fail_msg("%s", err.en);
    return re;
}

static bool matches(const char *pattern, const char *flags, const char *subject)
{
    hc_regex *re = compiled(pattern, flags);
    bool found;
    hc_match m;
    assert_int_equal(hc_regex_find(re, hc_str_c(subject), 0, &found, &m, NULL), HC_OK);
    hc_regex_free(re);
    return found;
}

static void groups_are_slices_of_the_subject(void **state)
{
    (void)state;
    hc_regex *re = compiled("정답[은:]\\s*(?:(가)|(나))(x)?", "");
    hc_str s = HC_S("정답: 나, 정답은 가");
    hc_match m;
    bool found;
    assert_int_equal(hc_regex_find(re, s, 0, &found, &m, NULL), HC_OK);
    assert_true(found && m.n == 3);
    same(m.group[0], "정답: 나");
    assert_null(m.group[1].p);
    same(m.group[2], "나");
    assert_true(m.group[2].p == s.p + 8);
    size_t from = (size_t)(m.group[0].p - s.p) + m.group[0].n;
    assert_int_equal(hc_regex_find(re, s, from, &found, &m, NULL), HC_OK);
    assert_true(found);
    same(m.group[1], "가");
    assert_int_equal(hc_regex_find(re, s, s.n, &found, &m, NULL), HC_OK);
    assert_false(found);
    assert_int_equal(hc_regex_find(re, s, s.n + 1, &found, &m, NULL), HC_OK);
    assert_false(found);
    hc_regex_free(re);
    hc_regex_free(NULL);
}

static void flags_and_unicode_classes(void **state)
{
    (void)state;
    assert_true(matches("^B$", "im", "a\nb"));
    assert_false(matches("a.b", "", "a\nb"));
    assert_true(matches("a.b", "s", "a\nb"));
    assert_true(matches("a b # note", "x", "ab"));
    assert_true(matches("^\\w+$", "", "한글"));
    assert_true(matches("^.$", "", "가"));
    assert_true(matches("", "", ""));
}

static void mistakes_name_the_column(void **state)
{
    (void)state;
    hc_err err;
    hc_regex *re;
    assert_int_equal(hc_regex_new(HC_S("가(b"), HC_S(""), &re, &err), HC_E_INPUT);
    assert_non_null(strstr(err.en, "'가(b', column 4: missing closing parenthesis"));
    assert_non_null(strstr(err.ko, "4번째 글자"));
    assert_int_equal(hc_regex_new(HC_S("a"), HC_S("iz"), &re, &err), HC_E_INPUT);
    assert_non_null(strstr(err.en, "0x7A"));
    assert_int_equal(hc_regex_new(HC_S("\\C"), HC_S(""), &re, &err), HC_E_INPUT);
    assert_int_equal(hc_regex_new(HC_S("\xFF"), HC_S(""), &re, &err), HC_E_INPUT);
}

static void a_runaway_is_a_limit_not_a_miss(void **state)
{
    hc_regex *re = compiled("^(a+)+$", "");
    char *s = hc_alloc(*state, 60);
    memset(s, 'a', 50);
    s[50] = '!';
    bool found = true;
    hc_match m;
    hc_err err;
    assert_int_equal(hc_regex_find(re, hc_str_c(s), 0, &found, &m, &err), HC_E_LIMIT);
    assert_false(found);
    assert_non_null(strstr(err.en, "too many steps"));
    hc_regex_free(re);
}

/* The small stack of the JIT does not hold this, the heap of the interpreter does. */
static void deep_matches_still_match(void **state)
{
    char *s = hc_alloc(*state, 40001);
    memset(s, 'a', 40000);
    assert_true(matches("^(?:a|(b))*$", "", s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(groups_are_slices_of_the_subject),
        T(flags_and_unicode_classes),
        T(mistakes_name_the_column),
        T(a_runaway_is_a_limit_not_a_miss),
        T(deep_matches_still_match),
    };
    return cmocka_run_group_tests_name("regex", tests, NULL, NULL);
}
