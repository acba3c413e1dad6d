// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "korean/fold.h"
#include "korean/hangul.h"
#include "text/normalize.h"

typedef hc_str fold_fn(hc_arena *a, hc_str s, size_t *out_n);
typedef struct fold_case {
    const char *in, *out;
    size_t n;
} fold_case;

static void check(fold_fn *fn, const fold_case *cases, size_t n)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < n; i++) {
        size_t got_n = 99;
        hc_str got = fn(a, hc_str_c(cases[i].in), &got_n);
        if (!hc_str_is(got, cases[i].out) || got_n != cases[i].n)
            fail_msg("%s -> %.*s (%zu), should be %s (%zu)", cases[i].in, HC_FS(got), got_n, cases[i].out, cases[i].n);
        assert_true(hc_str_eq(fn(a, got, NULL), got));
    }
}

static void a_syllable_has_its_parts(void **state)
{
    static const struct { uint32_t cp; hc_syllable p; } cases[] = {
        {0xAC00, {0, 0, 0}}, {0xAC01, {0, 0, 1}}, {0xAC12, {0, 0, 18}}, {0xD55C, {18, 0, 4}}, {0xD7A3, {18, 20, 27}},
    };
    (void)state;
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_syllable p = hc_syllable_split(cases[i].cp);
        assert_memory_equal(&p, &cases[i].p, sizeof p);
    }
    for (uint32_t cp = 0xAC00; cp <= 0xD7A3; cp++) {
        hc_syllable p = hc_syllable_split(cp);
        assert_int_equal(hc_syllable_join(p), cp);
        assert_int_equal(hc_initial_of_letter(hc_letter_of_initial(p.l)), p.l);
        assert_int_equal(hc_vowel_of_letter(hc_letter_of_vowel(p.v)), p.v);
        if (p.t)
            assert_int_equal(hc_final_of_letter(hc_letter_of_final(p.t)), p.t);
    }
}

/* What NFC does and does not do to Hangul, and why it is not NFKC. */
static void only_composition_is_canonical(void **state)
{
    static const struct { const char *in, *out; } cases[] = {
        {"\u1112\u1161\u11AB\u1100\u116E\u11A8\u110B\u1165", "한국어"}, {"\uAC00\u11A8", "각"}, {"\uAC00\u11A7", "\uAC00\u11A7"},
        {"\u1113\u1161", "\u1113\u1161"}, {"\u1100\u1176", "\u1100\u1176"}, {"\uAC00\u11C3", "\uAC00\u11C3"},
        {"\uA960\u1161", "\uA960\u1161"}, {"\u1100\uD7B0", "\u1100\uD7B0"},
        {"ㄱㅏㄱ", "ㄱㅏㄱ"}, {"ㅋㅋㅋ", "ㅋㅋㅋ"}, {"\uFFA1\uFFC2\uFFA4", "\uFFA1\uFFC2\uFFA4"}, {"㉮㉠②", "㉮㉠②"}, {"\u3164", "\u3164"},
    };
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    assert_int_equal(hc_utf8_count(hc_str_c(cases[0].in)), 8);
    assert_int_equal(strlen(cases[0].in), 24);
    for (size_t i = 0; i < HC_LEN(cases); i++)
        if (!hc_str_is(hc_nfc(a, hc_str_c(cases[i].in)), cases[i].out))
            fail_msg("NFC of case %zu is wrong", i);
}

static void what_is_not_seen_goes(void **state)
{
    static const fold_case cases[] = {
        {"신\u200B고", "신고", 1}, {"신\u2060고\u3164를", "신고를", 2}, {"\uFEFF값", "값", 1}, {"so\u00ADft", "soft", 1},
        {"a\u034Fb\u115Fc\u1160d\u17B4e\u17B5f\u180Eg\uFFA0h", "abcdefgh", 7}, {"a\u200C\u200D\u200E\u200F\u2061\u2062\u2063\u2064z", "az", 8},
        {"a\uFE00b\U000E0100c\U000E0041\U000E007F", "abc", 4}, {"a\u202Eb\u2066c", "abc", 2},
        {"\u1100\u1160\u11A8", "\u1100\u1160\u11A8", 0}, {"가\u1160", "가", 1},
        {"👨\u200D👩\u200D👧", "👨\u200D👩\u200D👧", 0}, {"❤\uFE0F\u200D🔥", "❤\uFE0F\u200D🔥", 0}, {"❤\uFE0F\uFE0F", "❤\uFE0F", 1},
        {"1\uFE0F\u20E3", "1\uFE0F\u20E3", 0}, {"1\uFE0F", "1", 1}, {"👍🏽", "👍🏽", 0}, {"👨\u200D", "👨", 1}, {"신\u200D고", "신고", 1},
        {"ë 개인정보 … — ’", "ë 개인정보 … — ’", 0}, {"", "", 0}, {"\u200B", "", 1},
    };
    (void)state;
    check(hc_ko_strip, cases, HC_LEN(cases));
}

static void widths_become_plain(void **state)
{
    static const fold_case cases[] = {
        {"Ｈａｅｃｈｉ　１０％", "Haechi 10%", 10}, {"\uFFB5\uFFDC\uFFA4\uFFA1\uFFCC", "ㅅㅣㄴㄱㅗ", 5}, {"㉮㈎㉠㈀", "가가ㄱㄱ", 4},
        {"㉻㈛㉭㈍㉾㉼㉽", "하하ㅎㅎ우참고주의", 7}, {"㈜해치", "(주)해치", 1}, {"￦1,000", "₩1,000", 1}, {"②ⓐ", "②ⓐ", 0}, {"「가」、", "「가」、", 0},
    };
    (void)state;
    check(hc_ko_widths, cases, HC_LEN(cases));
    static const fold_case labels[] = {{"㉮ Ａ", "㉮ A", 1}, {"㈜", "㈜", 0}};
    check(hc_ko_half_full, labels, HC_LEN(labels));
    /* All 51 half-width letters. */
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    size_t letters = 0;
    for (uint32_t cp = 0xFFA1; cp <= 0xFFDC; cp++) {
        char bytes[4];
        size_t n;
        hc_str got = hc_ko_widths(a, (hc_str){bytes, hc_utf8_put(cp, bytes)}, &n);
        if (n)
            assert_int_equal(hc_peek(got, 0, NULL), 0x3131 + letters++);
    }
    assert_int_equal(letters, 51);
}

static void letters_become_syllables(void **state)
{
    static const fold_case cases[] = {
        {"ㄱㅏㄱㅏ", "가가", 2}, {"ㅂㅏㄹㄱㅏ", "발가", 2}, {"ㅂㅏㄹㄱㄷㅏ", "밝다", 2}, {"ㄱㅏㅂㅅ", "값", 1}, {"ㄱㅏㅂㅅㅣ", "갑시", 2},
        {"ㅇㅡㅣㅅㅏ", "의사", 2}, {"ㄱㅏㅄㅇㅣ ㅂㅏㄺㄷㅏ", "값이 밝다", 4}, {"ㅅㅣㄴㄱㅗ ㅂㅏㅇㅂㅓㅂㅇㅡㄹ", "신고 방법을", 5},
        {"ㅋㅋㅋ", "ㅋㅋㅋ", 0}, {"ㅠㅠ", "ㅠㅠ", 0}, {"ㅋㅋㅠㅠ", "ㅋㅋㅠㅠ", 0}, {"ㅎㅎㅜ", "ㅎㅎㅜ", 0}, {"ㅋㅠㅠ", "ㅋㅠㅠ", 0},
        {"ㅇㅇ ㄴㄴ ㄱㅅ", "ㅇㅇ ㄴㄴ ㄱㅅ", 0}, {"ㅎㅏㅋㅋㅋ", "하ㅋㅋㅋ", 1}, {"ㅎㅏㄴㅎㅎㅎ", "한ㅎㅎㅎ", 1},
        {"ㅎㅏㄴ국ㅋㅋ", "한국ㅋㅋ", 1}, {"바보ㅋㅋ", "바보ㅋㅋ", 0}, {"시ㅂㅏㄹ", "시발", 1}, {"ㄱㅏㄲㅏ ㅇㅣㅆㄷㅏ", "가까 있다", 4},
        {"ㅇㅗㅏㅇㅜㅓㄴ", "와원", 2}, {"ㄱㅏㄸㅏ", "가따", 2}, {"ㅏㅏㅏ", "ㅏㅏㅏ", 0}, {"ㄱ, ㄴ, ㄷ", "ㄱ, ㄴ, ㄷ", 0}, {"ㄱㅏㄱㄱㅏ", "각가", 2},
    };
    (void)state;
    check(hc_ko_recompose, cases, HC_LEN(cases));
}

/* Every syllable, taken apart to its keys and put together again, alone and before every other kind of beginning. */
static void every_syllable_comes_back(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (uint32_t cp = 0xAC00; cp <= 0xD7A3; cp++) {
        hc_syllable p = hc_syllable_split(cp), q = hc_syllable_split(0xAC00 + (cp - 0xAC00) * 7 % 11172);
        char split[64], whole[8];
        uint32_t letters[6] = {hc_letter_of_initial(p.l), hc_letter_of_vowel(p.v), hc_letter_of_final(p.t),
                               hc_letter_of_initial(q.l), hc_letter_of_vowel(q.v), hc_letter_of_final(q.t)};
        size_t n = 0, w = 0;
        for (size_t i = 0; i < 6; i++) {
            uint32_t half[2];
            size_t halves = letters[i] ? hc_letter_halves(letters[i], half) : 0;
            for (size_t k = 0; k < halves; k++)
                n += hc_utf8_put(half[k], split + n);
        }
        w += hc_utf8_put(cp, whole);
        w += hc_utf8_put(hc_syllable_join(q), whole + w);
        hc_str got = hc_ko_recompose(a, (hc_str){split, n}, NULL);
        if (!hc_str_eq(got, (hc_str){whole, w}))
            fail_msg("%.*s -> %.*s", (int)n, split, HC_FS(got));
        hc_arena_reset(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_syllable_has_its_parts),
        cmocka_unit_test(only_composition_is_canonical),
        cmocka_unit_test(what_is_not_seen_goes),
        cmocka_unit_test(widths_become_plain),
        cmocka_unit_test(letters_become_syllables),
        cmocka_unit_test(every_syllable_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
