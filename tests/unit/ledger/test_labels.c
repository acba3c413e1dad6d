// SPDX-License-Identifier: Apache-2.0
#include "ledger/labels.h"
#include "ledger_fixture.h"

static hc_arena *arena;

static int setup(void **state)
{
    arena = hc_arena_new();
    return fix_setup(state);
}

static int teardown(void **state)
{
    hc_arena_free(arena);
    return fix_teardown(state);
}

static void label(hc_ledger *l, const char *item, const char *body)
{
    fix_put(l, (hc_entry){.type = HC_ENT_LABEL, .addr = fix_addr(item, 0, 0), .of = HC_S("x:1")}, "label", body);
}

static const char *said(const hc_label *list, size_t n, const char *rater, const char *question)
{
    const hc_label *hit = hc_label_find(list, n, hc_str_c(rater), hc_str_c(question));
    return hit ? hc_cstr(arena, hit->value) : "";
}

static void the_newest_label_of_a_rater_counts(void **state)
{
    (void)state;
    hc_ledger *l = fix_create();
    hc_label *list;
    size_t n;
    label(l, "i", "{\"answers\":{\"q\":\"1\",\"r\":\"a\"},\"rater\":\"kim\",\"v\":1}");
    label(l, "i", "{\"answers\":{\"q\":\"2\"},\"rater\":\"lee\",\"v\":1}");
    label(l, "j", "{\"answers\":{\"q\":\"9\"},\"rater\":\"kim\",\"v\":1}");
    label(l, "i", "{\"answers\":{\"q\":\"3\"},\"rater\":\"kim\",\"v\":1}");
    hc_addr at = fix_addr("i", 0, 0), other = fix_addr("none", 0, 0);
    FIX_OK(hc_ledger_labels(l, &at, arena, &list, &n, err));
    assert_int_equal(n, 3);
    assert_string_equal(said(list, n, "kim", "q"), "3");
    assert_string_equal(said(list, n, "kim", "r"), "a");
    assert_string_equal(said(list, n, "lee", "q"), "2");
    FIX_OK(hc_ledger_labels(l, &other, arena, &list, &n, err));
    assert_int_equal(n, 0);
    FIX_OK(hc_ledger_close(l, err));
    l = fix_open(HC_OPEN_READ);
    FIX_OK(hc_ledger_labels(l, &at, arena, &list, &n, err));
    assert_string_equal(said(list, n, "kim", "q"), "3");
    FIX_OK(hc_ledger_close(l, err));
}

static void a_clock_that_jumps_back_makes_no_label_older(void **state)
{
    (void)state;
    hc_ledger *l = fix_create();
    hc_label *list;
    size_t n;
    hc_addr at = fix_addr("i", 0, 0);
    label(l, "i", "{\"answers\":{\"q\":\"first\"},\"rater\":\"kim\",\"v\":1}");
    fix_now -= 3600 * INT64_C(1000000);
    label(l, "i", "{\"answers\":{\"q\":\"second\"},\"rater\":\"kim\",\"v\":1}");
    FIX_OK(hc_ledger_labels(l, &at, arena, &list, &n, err));
    assert_int_equal(n, 1);
    assert_string_equal(said(list, n, "kim", "q"), "second");
    FIX_OK(hc_ledger_close(l, err));
}

static void the_imported_record_is_found_by_its_sample(void **state)
{
    (void)state;
    hc_ledger *l = fix_create();
    hc_str body;
    hc_err e = {0};
    hc_addr at = fix_addr("i", 0, 0), other = fix_addr("j", 0, 0);
    fix_put(l, (hc_entry){.type = HC_ENT_IMPORT, .addr = at, .asked = HC_S("m")}, "record", "{\"x\":1}");
    FIX_OK(hc_ledger_imported(l, &at, arena, &body, err));
    assert_true(hc_str_is(body, "{\"x\":1}"));
    assert_int_equal(hc_ledger_imported(l, &other, arena, &body, &e), HC_E_MISSING);
    assert_true(e.en[0] && e.ko[0]);
    FIX_OK(hc_ledger_close(l, err));
}

static void the_next_number_is_that_of_the_next_append(void **state)
{
    (void)state;
    hc_ledger *l = fix_create();
    uint64_t next = hc_ledger_next_seq(l);
    label(l, "i", "{\"answers\":{},\"rater\":\"kim\",\"v\":1}");
    assert_int_equal(hc_ledger_next_seq(l), next + 1);
    const hc_entry two[] = {{.type = HC_ENT_IMPORT, .addr = fix_addr("i", 0, 0)}, {.type = HC_ENT_IMPORT, .addr = fix_addr("j", 0, 0)}};
    hc_ledger_append(l, two, 2);
    assert_int_equal(hc_ledger_next_seq(l), next + 3);
    FIX_OK(hc_ledger_close(l, err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_newest_label_of_a_rater_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(a_clock_that_jumps_back_makes_no_label_older, setup, teardown),
        cmocka_unit_test_setup_teardown(the_imported_record_is_found_by_its_sample, setup, teardown),
        cmocka_unit_test_setup_teardown(the_next_number_is_that_of_the_next_append, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
