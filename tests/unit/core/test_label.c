// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "core/label.h"

static hc_arena *a;

static int setup(void **state)
{
    (void)state;
    a = hc_arena_new();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    hc_arena_free(a);
    return 0;
}

static hc_str written(const hc_label *l, size_t n)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_labels_write(a, l, n, &b);
    return hc_str_dup(a, hc_buf_view(&b));
}

static const char *said(const hc_label *l, size_t n, const char *rater, const char *question)
{
    const hc_label *hit = hc_label_find(l, n, hc_str_c(rater), hc_str_c(question));
    return hit ? hc_cstr(a, hit->value) : NULL;
}

static void questions_are_sorted_and_the_last_answer_counts(void **state)
{
    (void)state;
    const hc_label l[] = {{HC_S("kim"), HC_S("utility"), HC_S("true")},
                          {HC_S("kim"), HC_S("harm"), HC_S("1")},
                          {HC_S("kim"), HC_S("가"), HC_S("예")},
                          {HC_S("kim"), HC_S("harm"), HC_S("2")}};
    assert_string_equal(hc_cstr(a, written(l, HC_LEN(l))),
                        "{\"answers\":{\"harm\":\"2\",\"utility\":\"true\",\"가\":\"예\"},\"rater\":\"kim\",\"v\":1}");
    assert_string_equal(hc_cstr(a, written(l, 1)), "{\"answers\":{\"utility\":\"true\"},\"rater\":\"kim\",\"v\":1}");
}

static void what_was_written_is_merged_and_newer_answers_replace(void **state)
{
    (void)state;
    hc_label *list = NULL;
    size_t n = 0, cap = 0;
    const hc_label kim[] = {{HC_S("kim"), HC_S("q"), HC_S("old")}, {HC_S("kim"), HC_S("r\0s"), HC_S("\xFF")}};
    const hc_label lee = {HC_S("lee"), HC_S("q"), HC_S("no")}, again = {HC_S("kim"), HC_S("q"), HC_S("new")};
    assert_int_equal(hc_labels_merge(a, written(kim, 2), &list, &n, &cap, NULL), HC_OK);
    assert_int_equal(hc_labels_merge(a, written(&lee, 1), &list, &n, &cap, NULL), HC_OK);
    assert_int_equal(n, 3);
    assert_string_equal(said(list, n, "kim", "q"), "old");
    assert_int_equal(hc_labels_merge(a, written(&again, 1), &list, &n, &cap, NULL), HC_OK);
    assert_int_equal(n, 3);
    assert_string_equal(said(list, n, "kim", "q"), "new");
    assert_string_equal(said(list, n, "lee", "q"), "no");
    const hc_label *odd = hc_label_find(list, n, HC_S("kim"), HC_S("r\0s"));
    assert_true(odd && hc_str_eq(odd->value, HC_S("\xFF")));
    assert_null(said(list, n, "lee", "r"));
    assert_null(said(list, n, "park", "q"));
    assert_null(said(NULL, 0, "kim", "q"));
}

static void broken_bodies_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "[]", "{}", "{\"answers\":{},\"v\":1}", "{\"answers\":{},\"rater\":\"\",\"v\":1}",
                                      "{\"answers\":[],\"rater\":\"k\",\"v\":1}", "{\"answers\":{},\"rater\":\"k\",\"v\":2}",
                                      "{\"answers\":{},\"rater\":3,\"v\":1}", "{\"answers\":{\"q\":\"1\"},\"rater\":\"k\""};
    hc_label *list = NULL;
    size_t n = 0, cap = 0;
    for (size_t i = 0; i < HC_LEN(bad); i++) {
        hc_err err = {0};
        if (hc_labels_merge(a, hc_str_c(bad[i]), &list, &n, &cap, &err) == HC_OK)
            fail_msg("%s was read", bad[i]);
        assert_true(err.en[0] && err.ko[0]);
    }
    assert_int_equal(n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_are_sorted_and_the_last_answer_counts),
        cmocka_unit_test(what_was_written_is_merged_and_newer_answers_replace),
        cmocka_unit_test(broken_bodies_are_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
