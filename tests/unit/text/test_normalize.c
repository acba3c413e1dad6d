// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "text/normalize.h"
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

static void nfc_composes_and_never_maps_compatibility(void **state)
{
    same(hc_nfc(*state, HC_S("\u1112\u1161\u11AB\u1100\u1173\u11AF")), "한글");
    same(hc_nfc(*state, HC_S("하\u11AB")), "한");
    same(hc_nfc(*state, HC_S("하\u11A7\u11AB")), "하\u11A7\u11AB");
    same(hc_nfc(*state, HC_S("e\u0301")), "é");
    same(hc_nfc(*state, HC_S("②ㅎㅏㄴ\uFFA1ａ\u3000")), "②ㅎㅏㄴ\uFFA1ａ\u3000");
    same(hc_nfc(*state, HC_S("\u2000\u212B")), "\u2002\u00C5");
    same(hc_nfc(*state, HC_S("가\xFF")), "가\uFFFD");
    hc_str s = HC_S("이미 합성된 글 ABC é ①");
    assert_ptr_equal(hc_nfc(*state, s).p, s.p);
}

static void every_syllable_returns_from_its_jamo(void **state)
{
    for (uint32_t i = 0; i < 11172; i++) {
        char jamo[12], syllable[4];
        size_t n = hc_utf8_put(0x1100 + i / 588, jamo);
        n += hc_utf8_put(0x1161 + i % 588 / 28, jamo + n);
        if (i % 28)
            n += hc_utf8_put(0x11A7 + i % 28, jamo + n);
        hc_str want = {syllable, hc_utf8_put(0xAC00 + i, syllable)};
        assert_true(hc_str_eq(hc_nfc(*state, (hc_str){jamo, n}), want));
    }
}

static hc_str random_text(hc_arena *a, uint64_t *seed)
{
    static const char *const pieces[] = {"a", "Ａ", "É", "e", "\u0301", "\u0323", "\u0344", "한", "\u1112", "\u1161",
                                         "\u11AB", " ", "\u3000", "\xFF", "\u212A", "ς", "ẞ", "ı", "İ", "Ⱥ", "Ǆ", "\u0345"};
    hc_str s = {"", 0};
    for (uint64_t i = next_random(seed) % 12; i > 0; i--)
        s = hc_fmt(a, "%.*s%s", HC_FS(s), pieces[next_random(seed) % HC_LEN(pieces)]);
    return s;
}

static void both_forms_are_idempotent(void **state)
{
    uint64_t seed = 5;
    for (int round = 0; round < 5000; round++) {
        hc_str s = random_text(*state, &seed), nfc = hc_nfc(*state, s), fold = hc_text_fold(*state, s);
        assert_true(hc_str_eq(hc_nfc(*state, nfc), nfc));
        assert_true(hc_str_eq(hc_text_fold(*state, nfc), fold));
        if (!hc_str_eq(hc_text_fold(*state, fold), fold))
            fail_msg("'%.*s' folds to '%.*s' and further", HC_FS(s), HC_FS(fold));
        hc_arena_reset(*state);
    }
}

static void fold_is_the_form_for_comparing(void **state)
{
    same(hc_text_fold(*state, HC_S("  ＡBc\u00A0\u3000 가\t\n나 ")), "abc 가 나");
    same(hc_text_fold(*state, HC_S("ÉΣςſ\u212A")), "éσσsk");
    same(hc_text_fold(*state, HC_S("②Ⅳ")), "②ⅳ");
    same(hc_text_fold(*state, HC_S(" \u3000")), "");
    same(hc_text_fold(*state, HC_S("Ⱥ")), "ⱥ");
}

static void a_pile_of_marks_costs_linear_time(void **state)
{
    enum { MARKS = 200000 };
    char *s = hc_alloc(*state, 4 * MARKS);
    for (size_t i = 0; i < MARKS; i++)
        memcpy(s + 4 * i, "\u0301\u0323", 4); /* out of order all the way */
    hc_str out = hc_nfc(*state, (hc_str){s, 4 * MARKS});
    assert_int_equal(out.n, 4 * MARKS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(nfc_composes_and_never_maps_compatibility),
        T(every_syllable_returns_from_its_jamo),
        T(both_forms_are_idempotent),
        T(fold_is_the_form_for_comparing),
        T(a_pile_of_marks_costs_linear_time),
    };
    return cmocka_run_group_tests_name("normalize", tests, NULL, NULL);
}
