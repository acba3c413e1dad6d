// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "text/display.h"
#include "text/utf8.h"

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

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

static void what_can_deceive_becomes_visible(void **state)
{
    static const char *const cases[][2] = {
        {"\x1b[31mred", "<ESC>[31mred"},
        {"a\x07\x7f\xC2\x9B", "a<U+0007><U+007F><U+009B>"},
        {"\u202Eabc\u2066\u2069\u200E\u200F", "<U+202E>abc<U+2066><U+2069><U+200E><U+200F>"},
        {"a\u200B\u200C\u200D\u2060\uFEFF", "a<U+200B><U+200C><U+200D><U+2060><U+FEFF>"},
        {"\u115F\u1160\u3164\uFFA0", "<U+115F><U+1160><U+3164><U+FFA0>"},
        {"\U000E0041\U000E007F", "<U+E0041><U+E007F>"},
        {"\xFF가\xED\xA0\x80", "<0xFF>가<0xED><0xA0><0x80>"},
        {"\u00AD\u034F\u2028\u061C\u2800", "<U+00AD><U+034F><U+2028><U+061C><U+2800>"},
        {"👩\u200D🔬", "👩<U+200D>🔬"},
        {"❤\uFE0F", "❤\uFE0F"},
        {"a\uFE0F\uFE0E\uFE01", "a\uFE0F<U+FE0E><U+FE01>"},
        {"\uFE0F", "<U+FE0F>"},
        {"a\tb\r\nc\rd", "a b c<U+000D>d"},
    };
    for (size_t i = 0; i < HC_LEN(cases); i++)
        same(hc_display_safe(*state, hc_str_c(cases[i][0]), false), cases[i][1]);
    same(hc_display_safe(*state, HC_S("a\0b"), false), "a<U+0000>b");
    same(hc_display_safe(*state, HC_S("a\tb\r\nc\n"), true), "a\tb\nc\n");
}

static void plain_text_is_not_copied(void **state)
{
    hc_str s = HC_S("한글 ASCII é 漢字 😀 ½");
    assert_ptr_equal(hc_display_safe(*state, s, false).p, s.p);
}

static void safe_text_is_safe_and_stays(void **state)
{
    uint64_t seed = 3;
    for (int round = 0; round < 3000; round++) {
        char raw[32];
        size_t n = 0;
        while (n < sizeof raw - 4)
            n += hc_utf8_put((uint32_t)(next_random(&seed) % 3 ? next_random(&seed) % 0x80 : 0x2000 +
                                        next_random(&seed) % 0x80), raw + n);
        raw[next_random(&seed) % n] = (char)next_random(&seed);
        hc_str safe = hc_display_safe(*state, (hc_str){raw, n}, false);
        for (size_t i = 0; i < safe.n; i++)
            assert_true((unsigned char)safe.p[i] >= 0x20 && safe.p[i] != 0x7F);
        assert_true(hc_utf8_valid(safe));
        assert_true(hc_str_eq(hc_display_safe(*state, safe, false), safe));
    }
}

static void width_counts_columns(void **state)
{
    (void)state;
    assert_int_equal(hc_display_width(HC_S("abc")), 3);
    assert_int_equal(hc_display_width(HC_S("한글")), 4);
    assert_int_equal(hc_display_width(HC_S("ａ①é")), 4);
    assert_int_equal(hc_display_width(HC_S("e\u0301\u1112\u1161\u11AB")), 3);
    assert_int_equal(hc_display_width(HC_S("😀")), 2);
}

static void cut_keeps_graphemes_and_columns(void **state)
{
    same(hc_display_cut(*state, HC_S("한글입니다"), 10), "한글입니다");
    same(hc_display_cut(*state, HC_S("한글입니다"), 9), "한글입니…");
    same(hc_display_cut(*state, HC_S("한글입니다"), 8), "한글입…");
    same(hc_display_cut(*state, HC_S("abc"), 2), "a…");
    same(hc_display_cut(*state, HC_S("abc"), 1), "…");
    same(hc_display_cut(*state, HC_S("abc"), 0), "");
    same(hc_display_cut(*state, HC_S("\u1112\u1161\u11ABab"), 3), "\u1112\u1161\u11AB…");
    hc_str s = HC_S("가a나e\u0301다😀라");
    for (size_t cols = 0; cols < 14; cols++)
        assert_true(hc_display_width(hc_display_cut(*state, s, cols)) <= cols);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(what_can_deceive_becomes_visible),
        T(plain_text_is_not_copied),
        T(safe_text_is_safe_and_stays),
        T(width_counts_columns),
        T(cut_keeps_graphemes_and_columns),
    };
    return cmocka_run_group_tests_name("display", tests, NULL, NULL);
}
