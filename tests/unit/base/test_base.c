// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/map.h"

static void numbers_are_strict(void **state)
{
    (void)state;
    int64_t i;
    double d;
    assert_true(hc_parse_i64(HC_S("-9223372036854775808"), &i) && i == INT64_MIN);
    assert_false(hc_parse_i64(HC_S("9223372036854775808"), &i));
    assert_false(hc_parse_i64(HC_S("012"), &i));
    assert_false(hc_parse_i64(HC_S(" 1"), &i));
    assert_false(hc_parse_i64(HC_S(""), &i));
    assert_true(hc_parse_f64(HC_S("1e-3"), &d) && d == 0.001);
    assert_false(hc_parse_f64(HC_S("0x10"), &d));
    assert_false(hc_parse_f64(HC_S("nan"), &d));
    assert_false(hc_parse_f64(HC_S("1e999"), &d));
}

static void doubles_print_shortest(void **state)
{
    (void)state;
    char out[32];
    hc_format_f64(0.1, out);
    assert_string_equal(out, "0.1");
    hc_format_f64(12.0 / 180.0, out);
    assert_string_equal(out, "0.06666666666666667");
}

static void error_text_is_cut_at_a_character(void **state)
{
    (void)state;
    hc_err err;
    char *long_text = hc_xmalloc(3001);
    for (int i = 0; i < 1000; i++)
        memcpy(long_text + 3 * i, "가", 3);
    long_text[3000] = '\0';
    assert_int_equal(hc_fail(&err, HC_E_INPUT, "E-X-01", "%s", "%s", long_text), HC_E_INPUT);
    assert_int_equal(strlen(err.en) % 3, 0);
    assert_in_range(strlen(err.en), 900, HC_ERR_TEXT_MAX - 1);
    free(long_text);
}

static void context_goes_in_front_and_hints_behind(void **state)
{
    (void)state;
    hc_err err;
    hc_fail(&err, HC_E_IO, "", "no space left", "공간 부족");
    hc_err_ctx(&err, HC_E_IO, "cannot write %s: ", "%s에 쓸 수 없음: ", "a.haechi");
    hc_err_hint(&err, "free some space", "공간을 비우십시오");
    assert_string_equal(err.en, "cannot write a.haechi: no space left\nfree some space");
    assert_string_equal(err.ko, "a.haechi에 쓸 수 없음: 공간 부족\n공간을 비우십시오");
}

static void map_keeps_insertion_order(void **state)
{
    (void)state;
    hc_arena *a = hc_arena_new();
    hc_map m;
    hc_map_init(&m, a);
    static int values[1000];
    for (int i = 0; i < 1000; i++)
        hc_map_put(&m, hc_fmt(a, "key%d", i), &values[i]);
    for (int i = 0; i < 1000; i++) {
        assert_ptr_equal(hc_map_get(&m, hc_fmt(a, "key%d", i)), &values[i]);
        assert_ptr_equal(m.entries[i].value, &values[i]);
    }
    assert_null(hc_map_get(&m, HC_S("other")));
    hc_arena_free(a);
}

static void buffer_stops_at_its_cap(void **state)
{
    (void)state;
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, 10);
    hc_buf_c(&b, "12345");
    hc_buf_c(&b, "678901");
    assert_true(b.over);
    assert_int_equal(b.n, 5);
}

static void whole_numbers_print_in_full(void **state)
{
    (void)state;
    static const struct { int64_t v; const char *text; } cases[] = {
        {0, "0"}, {-7, "-7"}, {10, "10"}, {INT64_MAX, "9223372036854775807"}, {INT64_MIN, "-9223372036854775808"},
    };
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        HC_AUTO(hc_buf) b;
        hc_buf_init(&b, SIZE_MAX);
        hc_buf_i64(&b, cases[i].v);
        assert_true(hc_str_is(hc_buf_view(&b), cases[i].text));
    }
}

/* Short and long texts are searched in two ways. */
static void search_finds_the_first_place(void **state)
{
    (void)state;
    char text[100];
    memset(text, 'a', sizeof text);
    for (size_t n = 4; n <= sizeof text; n++) {
        assert_int_equal(hc_str_find((hc_str){text, n}, HC_S("aab")), -1);
        memcpy(text + n - 4, "aaba", 4);
        assert_int_equal(hc_str_find((hc_str){text, n}, HC_S("aab")), n - 4);
        assert_int_equal(hc_str_find((hc_str){text, n}, HC_S("ba")), n - 2);
        memset(text, 'a', sizeof text);
    }
    assert_int_equal(hc_str_find(HC_S("ab"), HC_S("abc")), -1);
    assert_int_equal(hc_str_find(HC_S(""), HC_S("")), 0);
}

static void times_read_back(void **state)
{
    (void)state;
    int64_t us;
    char out[40];
    assert_true(hc_time_parse_rfc3339(HC_S("2026-11-24T20:07:09.5+09:00"), &us));
    hc_time_rfc3339(us, true, out);
    assert_string_equal(out, "2026-11-24T11:07:09.500000Z");
    assert_false(hc_time_parse_rfc3339(HC_S("2026-02-30"), &us));
    assert_true(hc_time_parse_http(HC_S("Sun, 06 Nov 1994 08:49:37 GMT"), &us));
    assert_int_equal(us, INT64_C(784111777) * HC_US_PER_S);
    assert_true(hc_time_parse_http(HC_S("Sunday, 06-Nov-94 08:49:37 GMT"), &us));
    assert_int_equal(us, INT64_C(784111777) * HC_US_PER_S);
    assert_true(hc_duration_parse(HC_S("1h30m"), &us));
    assert_int_equal(us, INT64_C(5400) * HC_US_PER_S);
    assert_false(hc_duration_parse(HC_S("10"), &us));
    assert_false(hc_duration_parse(HC_S("36526d"), &us));
}

static void nearest_word(void **state)
{
    (void)state;
    static const char *const words[] = {"refuse", "answer", "safe"};
    assert_string_equal(hc_nearest(HC_S("refused"), words, 3), "refuse");
    assert_null(hc_nearest(HC_S("banana"), words, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_strict),
        cmocka_unit_test(doubles_print_shortest),
        cmocka_unit_test(error_text_is_cut_at_a_character),
        cmocka_unit_test(context_goes_in_front_and_hints_behind),
        cmocka_unit_test(map_keeps_insertion_order),
        cmocka_unit_test(buffer_stops_at_its_cap),
        cmocka_unit_test(whole_numbers_print_in_full),
        cmocka_unit_test(search_finds_the_first_place),
        cmocka_unit_test(times_read_back),
        cmocka_unit_test(nearest_word),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
