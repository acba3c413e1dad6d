// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "korean/hangul.h"
#include "korean/lookalike.h"

static void pairs_are_read_both_ways(void **state)
{
    static const char *const pairs[][2] = {
        {"멍", "댕"}, {"명", "띵"}, {"귀", "커"}, {"대", "머"}, {"유", "윾"}, {"우", "윽"}, {"왕", "앟"}, {"비", "네"}, {"면", "띤"},
        {"과", "파"}, {"광", "팡"}, {"관", "판"}, {"팔", "괄"}, {"피", "괴"}, {"고", "끄"},
    };
    (void)state;
    for (size_t i = 0; i < HC_LEN(pairs); i++)
        for (size_t way = 0; way < 2; way++) {
            uint32_t out[HC_ALIKE_MAX], want = hc_peek(hc_str_c(pairs[i][!way]), 0, NULL);
            size_t n = hc_ko_alike(hc_peek(hc_str_c(pairs[i][way]), 0, NULL), out), at = 0;
            while (at < n && out[at] != want)
                at++;
            assert_true(at < n);
        }
    uint32_t out[HC_ALIKE_MAX];
    assert_int_equal(hc_ko_alike('a', out), 0);
}

static void masks_are_put_on(void **state)
{
    static const char *const cases[][2] = {
        {"귀여운 멍멍이 명작", "커여운 댕댕이 띵작"}, {"대통령", "머통령"}, {"비빔면", "네넴띤"}, {"과자", "파자"}, {"팔도", "괄도"}, {"근혜", "ㄹ혜"},
        {"부부", "쀼"}, {"구구", "뀨"}, {"주주", "쮸"}, {"폭풍눈물", "롬곡옾눞"}, {"논문", "곰국"}, {"해치 haechi 1", "해치 haechi 1"}, {"", ""},
    };
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_str s = hc_str_c(cases[i][0]), got = hc_ko_lookalike(a, s, 7, 1);
        if (!hc_str_is(got, cases[i][1]))
            fail_msg("%s -> %.*s, should be %s", cases[i][0], HC_FS(got), cases[i][1]);
        assert_true(hc_str_eq(hc_ko_lookalike(a, s, 7, 0), s));
    }
    hc_str s = HC_S("대통령 과자 광고 피자 팔도 비빔면 귀여운 명작"), half = hc_ko_lookalike(a, s, 3, 0.5);
    assert_true(hc_str_eq(half, hc_ko_lookalike(a, s, 3, 0.5)));
    assert_false(hc_str_eq(half, s) || hc_str_eq(half, hc_ko_lookalike(a, s, 3, 1)) || hc_str_eq(half, hc_ko_lookalike(a, s, 4, 0.5)));
}

static void masks_come_off_only_where_they_are_masks(void **state)
{
    static const struct { const char *in, *out; size_t n; } cases[] = {
        {"커여운 댕댕이 띵작", "귀여운 멍멍이 명작", 3}, {"머통령이 머한민국에", "대통령이 대한민국에", 2}, {"괄도 네넴띤", "팔도 비빔면", 2},
        {"윾재석과 앟자", "유재석과 왕자", 2}, {"박ㄹ혜", "박근혜", 1}, {"쀼의 세계", "부부의 세계", 1}, {"롬곡옾눞 롬곡", "폭풍눈물 눈물", 2}, {"파자를 먹는 괴카츄", "과자를 먹는 피카츄", 2},
        {"커엽다 끄양이", "귀엽다 고양이", 2},
        /* letters of other scripts */
        {"人ㅣㄴ고 방법", "신고 방법", 1}, {"人lㄴ고", "신고", 1}, {"가口人ㅏ합니다", "감사합니다", 1}, {"ㅅ1발", "시발", 1}, {"0ㅏ니", "아니", 1}, {"ㅎl히", "히히", 1},
        {"スlス", "スlス", 0}, {"人l고", "시고", 1}, {"ㅇl거ㅋㅋ", "이거ㅋㅋ", 1}, {"ㅇlㅋㅋ", "이ㅋㅋ", 1}, {"水원 小주", "수원 소주", 2}, {"立ㅣ자", "피자", 1}, {"ㅁ一ㄹ", "믈", 1},
        /* what they say is meant */
        {"커피와 머리, 파도와 팡파르", "커피와 머리, 파도와 팡파르", 0}, {"파자마", "파자마", 0}, {"괄호, 괴물, 네 명, 판사", "괄호, 괴물, 네 명, 판사", 0},
        {"출판계와 재판관", "출판계와 재판관", 0}, {"윽박지르다", "윽박지르다", 0}, {"곰국", "곰국", 0}, {"특징을 띤", "특징을 띤", 0}, {"머리가 띵하다", "머리가 띵하다", 0},
        {"人口가 늘다", "人口가 늘다", 0}, {"水産業 수(水)", "水産業 수(水)", 0}, {"テスト를", "テスト를", 0}, {"ㄱ1", "ㄱ1", 0}, {"ㅠoㅠ ㅇㅁㅇ ㅋoㅋ 1ㅋㅋㅋ 10ㅋ", "ㅠoㅠ ㅇㅁㅇ ㅋoㅋ 1ㅋㅋㅋ 10ㅋ", 0},
        {"Hello ㅋㅋ", "Hello ㅋㅋ", 0}, {"helloㅏ", "helloㅏ", 0}, {"1인 10명 01은 Ol은", "1인 10명 01은 Ol은", 0}, {"", "", 0},
    };
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        size_t n = 99;
        hc_str got = hc_ko_unmask_lookalikes(a, hc_str_c(cases[i].in), &n);
        if (!hc_str_is(got, cases[i].out) || n != cases[i].n)
            fail_msg("%s -> %.*s (%zu), should be %s (%zu)", cases[i].in, HC_FS(got), n, cases[i].out, cases[i].n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_read_both_ways),
        cmocka_unit_test(masks_are_put_on),
        cmocka_unit_test(masks_come_off_only_where_they_are_masks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
