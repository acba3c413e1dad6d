// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "korean/number.h"
#include "korean/numeral.h"

static const struct { uint64_t n; const char *want; } sino[] = {
    {0, "영"}, {1, "일"}, {10, "십"}, {11, "십일"}, {20, "이십"}, {100, "백"}, {101, "백일"}, {110, "백십"}, {111, "백십일"},
    {1000, "천"}, {1001, "천일"}, {3000, "삼천"}, {10000, "만"}, {10001, "만 일"}, {12345, "만 이천삼백사십오"}, {11111, "만 천백십일"},
    {20000, "이만"}, {100000, "십만"}, {110000, "십일만"}, {100000000, "일억"}, {100010000, "일억 일만"}, {50000000, "오천만"},
    {1234567898, "십이억 삼천사백오십육만 칠천팔백구십팔"}, {1000000000000, "일조"}, {10000000000000000, "일경"},
    {UINT64_MAX, "천팔백사십사경 육천칠백사십사조 칠백삼십칠억 구백오십오만 천육백십오"},
};

static const struct { unsigned n; bool before; const char *want; } native[] = {
    {1, false, "하나"}, {1, true, "한"}, {2, true, "두"}, {3, true, "세"}, {4, true, "네"}, {5, true, "다섯"}, {10, true, "열"},
    {11, true, "열한"}, {11, false, "열하나"}, {20, true, "스무"}, {20, false, "스물"}, {21, true, "스물한"}, {23, false, "스물셋"},
    {34, true, "서른네"}, {50, false, "쉰"}, {68, false, "예순여덟"}, {77, false, "일흔일곱"}, {86, true, "여든여섯"},
    {99, false, "아흔아홉"},
};

static const struct { uint64_t n; const char *counter, *want; } counts[] = {
    {3, "명", "세 명"}, {3, "개월", "삼 개월"}, {3, "달", "세 달"}, {20, "살", "스무 살"}, {65, "세", "육십오 세"}, {6, "월", "유월"},
    {10, "월", "시월"}, {12, "월", "십이월"}, {15, "일", "십오 일"}, {2, "시", "두 시"}, {30, "분", "삼십 분"}, {2, "시간", "두 시간"},
    {100, "명", "백 명"}, {0, "개", "영 개"}, {1, "번", "한 번"}, {12000, "원", "만 이천 원"}, {7, "층", "칠 층"}, {2, "배", "두 배"},
    {5, "", "오"}, {4, "모름", "사 모름"}, {2026, "년", "이천이십육 년"},
};

static void numbers_are_written_as_the_orthography_wants(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < HC_LEN(sino); i++)
        assert_string_equal(hc_cstr(a, hc_ko_sino(a, sino[i].n)), sino[i].want);
    for (size_t i = 0; i < HC_LEN(native); i++)
        assert_string_equal(hc_cstr(a, hc_ko_native(a, native[i].n, native[i].before)), native[i].want);
    for (size_t i = 0; i < HC_LEN(counts); i++)
        assert_string_equal(hc_cstr(a, hc_ko_count(a, counts[i].n, hc_str_c(counts[i].counter))), counts[i].want);
    assert_null(hc_ko_native(a, 0, true).p);
    assert_null(hc_ko_native(a, 100, false).p);
}

static void reads_back(hc_arena *a, hc_str words, double want, const char *unit)
{
    size_t at = 0;
    double v;
    hc_str got_unit, text;
    if (!hc_ko_number_next(words, &at, &v, &got_unit, &text) || v != want || !hc_str_is(got_unit, unit))
        fail_msg("%s is not read as %.0f %s", hc_cstr(a, words), want, unit);
}

/* What is written in words is read as the same number. A lone digit behind a blank (만 이 원) is not, nor is
 * 이 before a word ("this"): the reader takes them for words of the sentence. */
static void words_are_read_back(void **state)
{
    (void)state;
    long rounds = getenv("HAECHI_LONG") ? 1000000 : 10000;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    uint64_t x = 88172645463325252u;
    for (long r = 0; r < rounds; r++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        uint64_t n = x >> (11 + r % 50);
        n += n > 9999 && n % 10000 < 10 ? 10 : 0;
        if (n != 2)
            reads_back(a, hc_ko_count(a, n, HC_S("원")), (double)n, "원");
        if (n >= 1 && n <= 99)
            reads_back(a, hc_ko_count(a, n, HC_S("명")), (double)n, "명");
        hc_arena_reset(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_written_as_the_orthography_wants),
        cmocka_unit_test(words_are_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
