// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

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

static void only_well_formed_utf8_is_valid(void **state)
{
    (void)state;
    static const char *const good[] = {"", "abc", "가나다", "\x7F", "\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF",
                                       "\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"};
    static const char *const bad[] = {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
                                      "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xEA\xB0", "\xC2"};
    for (size_t i = 0; i < HC_LEN(good); i++)
        assert_true(hc_utf8_valid(hc_str_c(good[i])));
    for (size_t i = 0; i < HC_LEN(bad); i++)
        assert_false(hc_utf8_valid(hc_str_c(bad[i])));
    assert_int_equal(hc_utf8_valid_prefix(HC_S("12345678가\xFF가")), 11);
}

static void every_scalar_value_round_trips(void **state)
{
    (void)state;
    for (uint32_t cp = 0; cp <= 0x10FFFF; cp = cp == 0xD7FF ? 0xE000 : cp + 1) {
        char out[4];
        size_t at = 0, n = hc_utf8_put(cp, out);
        assert_int_equal(hc_utf8_next((hc_str){out, n}, &at), cp);
        assert_int_equal(at, n);
    }
}

static void repair_replaces_each_bad_byte_once(void **state)
{
    hc_str s = HC_S("가나");
    assert_ptr_equal(hc_utf8_repair(*state, s).p, s.p);
    same(hc_utf8_repair(*state, HC_S("가\xFF\xED\xA0\x80x")), "가\uFFFD\uFFFD\uFFFD\uFFFDx");
    uint64_t seed = 1;
    for (int round = 0; round < 3000; round++) {
        char raw[24];
        for (size_t i = 0; i < sizeof raw; i++)
            raw[i] = (char)(next_random(&seed) % 4 ? 0xE0 + next_random(&seed) % 16 : 0x80 + next_random(&seed) % 64);
        hc_str text = {raw, next_random(&seed) % sizeof raw}, fixed = hc_utf8_repair(*state, text);
        assert_true(hc_utf8_valid(fixed));
        assert_int_equal(hc_utf8_count(fixed), hc_utf8_count(text));
    }
}

static void positions_count_characters_and_all_line_ends(void **state)
{
    (void)state;
    hc_str s = HC_S("가나\r\n다\r라\n마");
    hc_pos p = hc_utf8_pos(s, s.n);
    assert_true(p.line == 4 && p.col == 2);
    p = hc_utf8_pos(s, 3);
    assert_true(p.line == 1 && p.col == 2);
    p = hc_utf8_pos(s, 8);
    assert_true(p.line == 2 && p.col == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(only_well_formed_utf8_is_valid),
        T(every_scalar_value_round_trips),
        T(repair_replaces_each_bad_byte_once),
        T(positions_count_characters_and_all_line_ends),
    };
    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
