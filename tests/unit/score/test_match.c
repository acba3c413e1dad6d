// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "score/score.h"

static const struct { const char *reply, *answer; bool exact, want; } texts[] = {
    /* particles and copula behind the answer */
    {"서울", "서울", false, true}, {"서울은 수도다", "서울", false, true}, {"서울입니다.", "서울", false, true},
    {"수도는 서울이다", "서울", false, true}, {"서울에서", "서울", false, true}, {"서울이라고 합니다", "서울", false, true},
    {"서울과 부산", "부산", false, true}, {"서울대학교", "서울", false, false}, {"동서울 터미널", "서울", false, false},
    {"서울시", "서울", false, false}, {"나라의 이름은 고구려였다", "고구려", false, true},
    /* spacing of Hangul is free */
    {"세종 대왕입니다", "세종대왕", false, true}, {"세종대왕입니다", "세종 대왕", false, true}, {"개인정보보호위원회가 맡는다", "개인정보 보호 위원회", false, true},
    {"대한민국의수도는바로서울입니다", "서울", false, true},
    /* Latin and digits have edges */
    {"10", "1", false, false}, {"1", "1", false, true}, {"1123", "112", false, false}, {"112로 신고", "112", false, true},
    {"번호는 112.", "112", false, true}, {"1.5", "1", false, false}, {"1,000", "1", false, false}, {"1,000", "000", false, false},
    {"concat", "cat", false, false}, {"a cat.", "cat", false, true}, {"HTTPS", "http", false, false}, {"-5도", "5", false, false},
    {"API를 쓴다", "API", false, true}, {"GDP", "gdp", false, true}, {"12명", "12", false, true},
    /* form does not matter */
    {"ＫＯＲＥＡ", "korea", false, true}, {"New   York", "new york", false, true}, {"\xE1\x84\x89\xE1\x85\xA5\xE1\x84\x8B\xE1\x85\xAE\xE1\x86\xAF", "서울", false, true},
    {"<think>부산</think>서울", "부산", false, false},
    /* denied */
    {"서울이 아니라 부산입니다", "서울", false, false}, {"서울이 아니라 부산입니다", "부산", false, true}, {"서울은 아닙니다", "서울", false, false},
    {"It is not Seoul", "Seoul", false, false}, {"서울이 아니라고? 아니, 서울이다", "서울", false, true},
    /* exact: the whole reply */
    {"서울", "서울", true, true}, {"\"서울\".", "서울", true, true}, {"서울입니다.", "서울", true, true}, {"수도는 서울", "서울", true, false},
    {"서울 부산", "서울", true, false}, {"**Seoul**", "seoul", true, true}, {"Seoul city", "seoul", true, false}, {"세종 대왕", "세종대왕", true, true},
    {"", "서울", false, false}, {"서울", "", false, false}, {"", "", true, false}, {"\xFF\xFE", "서울", false, false},
};

static void answers_are_found_as_words(void **state)
{
    (void)state;
    size_t bad = 0;
    for (size_t i = 0; i < HC_LEN(texts); i++) {
        HC_AUTO(hc_arena_ptr) a = hc_arena_new();
        if (hc_match_text(a, hc_str_c(texts[i].reply), hc_str_c(texts[i].answer), texts[i].exact) != texts[i].want) {
            print_error("\"%s\" ~ \"%s\" should be %d\n", texts[i].reply, texts[i].answer, texts[i].want);
            bad++;
        }
    }
    assert_int_equal(bad, 0);
}

static const struct { const char *reply; double expected; const char *unit; hc_number_read want; } numbers[] = {
    {"42", 42, "", HC_NUMBER_EQUAL}, {"답은 42입니다.", 42, "", HC_NUMBER_EQUAL}, {"43", 42, "", HC_NUMBER_OTHER},
    {"3천", 3000, "", HC_NUMBER_EQUAL}, {"삼천입니다", 3000, "", HC_NUMBER_EQUAL}, {"1만 2천 원", 12000, "원", HC_NUMBER_EQUAL},
    {"12명", 12, "명", HC_NUMBER_EQUAL}, {"열두 명입니다.", 12, "명", HC_NUMBER_EQUAL}, {"1,234.5", 1234.5, "", HC_NUMBER_EQUAL},
    /* percent: as it stands when the item counts in percent, else a share */
    {"35%", 35, "%", HC_NUMBER_EQUAL}, {"35 %", 0.35, "", HC_NUMBER_EQUAL}, {"35", 35, "%", HC_NUMBER_EQUAL}, {"35%", 35, "", HC_NUMBER_OTHER},
    {"35퍼센트입니다", 35, "%", HC_NUMBER_EQUAL}, {"0.35", 0.35, "", HC_NUMBER_EQUAL}, {"0.35 (35%)", 0.35, "", HC_NUMBER_EQUAL},
    {"절반, 즉 2분의 1", 0.5, "", HC_NUMBER_EQUAL},
    /* the stated one wins, the last of several statements */
    {"사과 3개와 배 4개이므로 정답은 7개입니다.", 7, "개", HC_NUMBER_EQUAL}, {"3 + 4 = 7", 7, "", HC_NUMBER_EQUAL},
    {"3 + 4 = 7, 7 × 2 = 14", 14, "", HC_NUMBER_EQUAL}, {"12와 30을 더하면 총 42명", 42, "명", HC_NUMBER_EQUAL},
    {"The answer is 12 because 3 x 4 = 12.", 12, "", HC_NUMBER_EQUAL}, {"\\boxed{17}", 17, "", HC_NUMBER_EQUAL},
    {"처음에는 정답: 5 라고 했지만 정답: 6", 6, "", HC_NUMBER_EQUAL}, {"정답: 10\n설명: 2 x 5 = 10, 그리고 3 = 3", 10, "", HC_NUMBER_EQUAL},
    {"Answer: 3\n\n(1 + 2 = 3, 4 = 4)", 3, "", HC_NUMBER_EQUAL},
    /* units and list numbers leave one */
    {"2024년 기준 12명입니다.", 12, "명", HC_NUMBER_EQUAL}, {"1. 먼저 센다\n2. 더한다\n9", 9, "", HC_NUMBER_EQUAL},
    /* denied, several, none */
    {"12가 아니라 15입니다.", 15, "", HC_NUMBER_EQUAL}, {"12 또는 15", 12, "", HC_NUMBER_UNPARSED}, {"3과 4", 3, "", HC_NUMBER_UNPARSED},
    {"모르겠습니다", 3, "", HC_NUMBER_UNPARSED}, {"", 3, "", HC_NUMBER_UNPARSED}, {"이 일은 만약 조건이 맞으면", 2, "", HC_NUMBER_UNPARSED},
    {"10", 1, "", HC_NUMBER_OTHER}, {"-3", 3, "", HC_NUMBER_OTHER}, {"-3", -3, "", HC_NUMBER_EQUAL},
    {"\xEF\xBC\x94\xEF\xBC\x92", 42, "", HC_NUMBER_EQUAL}, {"<think>7? 8?</think>9", 9, "", HC_NUMBER_EQUAL},
};

static void the_stated_number_is_compared(void **state)
{
    (void)state;
    size_t bad = 0;
    for (size_t i = 0; i < HC_LEN(numbers); i++) {
        HC_AUTO(hc_arena_ptr) a = hc_arena_new();
        hc_str answer;
        hc_number_read got = hc_match_number(a, hc_str_c(numbers[i].reply), numbers[i].expected, hc_str_c(numbers[i].unit), &answer);
        if (got != numbers[i].want) {
            print_error("\"%s\" ~ %g %s -> %d (\"%.*s\"), should be %d\n", numbers[i].reply, numbers[i].expected, numbers[i].unit, got,
                        HC_FS(answer), numbers[i].want);
            bad++;
        }
    }
    assert_int_equal(bad, 0);
}

static void the_answer_shows_the_number_as_written(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_str answer;
    assert_int_equal(hc_match_number(a, HC_S("모두 1만 2천 명"), 12000, HC_S("명"), &answer), HC_NUMBER_EQUAL);
    assert_true(hc_str_is(answer, "1만 2천명"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_found_as_words),
        cmocka_unit_test(the_stated_number_is_compared),
        cmocka_unit_test(the_answer_shows_the_number_as_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
