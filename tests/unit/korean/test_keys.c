// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "korean/hangul.h"
#include "korean/keys.h"
#include "korean/keys_words.h"

static void keys_of_words_both_ways(void **state)
{
    static const char *const cases[][2] = {
        {"안녕하세요", "dkssudgktpdy"}, {"대한민국", "eogksalsrnr"}, {"쌍둥이", "Tkdenddl"}, {"의사", "dmltk"}, {"값", "rkqt"},
        {"계좌번호", "rPwhkqjsgh"}, {"얘들아 뼈까지 아파", "dOemfdk QuRkwl dkvk"}, {"왜? 10% 밟지 마!", "dho? 10% qkfqwl ak!"},
    };
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        assert_true(hc_str_is(hc_ko_to_keys(a, hc_str_c(cases[i][0])), cases[i][1]));
        assert_true(hc_str_is(hc_ko_from_keys(a, hc_str_c(cases[i][1])), cases[i][0]));
    }
    assert_true(hc_str_is(hc_ko_to_keys(a, HC_S("ㅋㅋ ㅄ AI")), "zz qt AI"));
    assert_true(hc_str_is(hc_ko_from_keys(a, HC_S("FKAUS zzz")), "라면 ㅋㅋㅋ"));
}

static void every_pair_of_syllables_comes_back(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (uint32_t cp = 0xAC00; cp <= 0xD7A3; cp++) {
        char bytes[8];
        size_t n = hc_utf8_put(cp, bytes);
        n += hc_utf8_put(0xAC00 + (cp - 0xAC00) * 13 % 11172, bytes + n);
        hc_str word = {bytes, n};
        assert_true(hc_str_eq(hc_ko_from_keys(a, hc_ko_to_keys(a, word)), word));
        hc_arena_reset(a);
    }
}

static void only_korean_typed_in_latin_is_decoded(void **state)
{
    static const struct { const char *in, *out; size_t n; } cases[] = {
        {"qhdltmvltld tlsrh qkdqjqdmf dkffu wntpdy.", "보이스피싱 신고 방법을 알려 주세요.", 5},
        {"tlqkf", "시발", 1}, {"qudtls dkssud", "병신 안녕", 2}, {"rPwhkqjsgh", "계좌번호", 1}, {"(Tkdenddl)", "(쌍둥이)", 1},
        {"dkssudgktpdy haechi", "안녕하세요 haechi", 1}, {"tlsrh를 dkffu", "신고를 알려", 2}, {"rk sk ek", "rk sk ek", 0},
        {"the world works when they turn right", "the world works when they turn right", 0},
        {"Work with the Title, then sign the form.", "Work with the Title, then sign the form.", 0},
        {"EOGKS eogksZ Eogks", "EOGKS eogksZ 때한", 1}, {"dkssud@example.com dkssud.com /dkssud dkssud_1 dkssud2",
        "dkssud@example.com dkssud.com /dkssud dkssud_1 dkssud2", 0}, {"zzzz rkqtt", "zzzz rkqtt", 0}, {"worlds' dhkqn!", "worlds' 와부!", 1},
        {"", "", 0},
    };
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        size_t n = 99;
        hc_str got = hc_ko_decode_keys(a, hc_str_c(cases[i].in), &n);
        if (!hc_str_is(got, cases[i].out) || n != cases[i].n)
            fail_msg("%s -> %.*s (%zu), should be %s (%zu)", cases[i].in, HC_FS(got), n, cases[i].out, cases[i].n);
    }
}

static void tables_are_what_they_say(void **state)
{
    (void)state;
    size_t n = 0;
    for (uint32_t cp = 0xAC00; cp <= 0xD7A3; cp++)
        n += hc_is_everyday_syllable(cp);
    assert_int_equal(n, 2350);
    assert_true(hc_is_everyday_syllable(0xD55C) && !hc_is_everyday_syllable(0xAC02) && !hc_is_everyday_syllable('a'));
    static const char *const words[] = {"abel", "with", "world", "when", "zurich"};
    for (size_t i = 0; i < 4; i++)
        assert_true(hc_keys_is_word(words[i]));
    assert_false(hc_keys_is_word("dkssud") || hc_keys_is_word(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_of_words_both_ways),
        cmocka_unit_test(every_pair_of_syllables_comes_back),
        cmocka_unit_test(only_korean_typed_in_latin_is_decoded),
        cmocka_unit_test(tables_are_what_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
