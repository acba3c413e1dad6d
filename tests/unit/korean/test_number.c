// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <string.h>
#include <cmocka.h>

#include "korean/number.h"

/* `want` lists "value unit" of every number in order, separated by ';'. */
static const struct { const char *in, *want; } cases[] = {
    {"3천", "3000"}, {"1만 2천", "12000"}, {"1만2천원", "12000 원"}, {"삼천", "3000"}, {"스물셋", "23"}, {"12명", "12 명"},
    {"1,234.5", "1234.5"}, {"３５％", "35 %"}, {"-3", "-3"}, {"2분의 1", "0.5"}, {"35 %", "35 %"}, {"35퍼센트", "35 %"},
    {"삼분의 이", "0.6666666666666666"}, {"1/4", "0.25"}, {"2026/11/24", "2026;11;24"},
    {"3억 5천만 원", "350000000 원"}, {"12만 3,456명", "123456 명"}, {"1만 2000원", "12000 원"}, {"천만 명", "10000000 명"},
    {"1천 2백", "1200"}, {"이십오", "25"}, {"오백만 원", "5000000 원"}, {"십이 개", "12 개"}, {"2조 3천억", "2300000000000"},
    {"만 원", "10000 원"}, {"삼 개월", "3 개월"}, {"열두 명", "12 명"}, {"한 명", "1 명"}, {"두 개와 세 권", "2 개;3 권"},
    {"다섯입니다", "5"}, {"셋", "3"}, {"하나", "1"}, {"아흔아홉", "99"}, {"삼천오백은", "3500"}, {"약 3.5km", "3.5 km"},
    {"답은 42입니다.", "42"}, {"1,2", "1;2"}, {"1,000,000", "1000000"}, {"0.5", "0.5"}, {"007", "7"}, {"1e3", "1000"},
    {"1.5e-3", "0.0015"}, {"−7도", "-7 도"}, {"3-1", "3;1"}, {"10~20명", "10;20 명"}, {"10만큼", "10"}, {"제3조", "3 조"},
    {"15년 3개월", "15 년;3 개월"}, {"100여 명", "100 명"}, {"3.14.", "3.14"}, {"천이백", "1200"}, {"육십오 세", "65 세"},
    /* words that only look like numbers */
    {"이것은 일반적인 사람의 이야기", ""}, {"만약 조건이 맞으면", ""}, {"천사와 오늘의 구조", ""}, {"이번 사회에서 일을 한다", ""},
    {"한국의 두바이", ""}, {"네, 알겠습니다", ""}, {"세상에 열이 난다", ""}, {"천천히 하십시오", ""}, {"GPT4와 v10과 H2O", ""},
    {"이 사람이 그 일을", ""}, {"일만 하다", ""}, {"만일", ""}, {"", ""}, {"경우", ""},
};

static void numbers_are_read_as_koreans_write_them(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    size_t bad = 0;
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_str in = hc_str_c(cases[i].in), unit, text, got = HC_S("");
        size_t at = 0;
        double v;
        while (hc_ko_number_next(in, &at, &v, &unit, &text)) {
            got = hc_fmt(a, "%.*s%s%.16g%s%.*s", HC_FS(got), got.n ? ";" : "", v, unit.n ? " " : "", HC_FS(unit));
        }
        if (!hc_str_is(got, cases[i].want))
            print_error("%s -> \"%.*s\", should be \"%s\"\n", cases[i].in, HC_FS(got), cases[i].want), bad++;
    }
    assert_int_equal(bad, 0);
}

static void the_text_is_the_number_as_written(void **state)
{
    (void)state;
    size_t at = 0;
    double v;
    hc_str unit, text;
    assert_true(hc_ko_number_next(HC_S("모두 1만 2천 명"), &at, &v, &unit, &text));
    assert_true(hc_str_is(text, "1만 2천") && hc_str_is(unit, "명"));
}

static void any_bytes_end_and_move_forward(void **state)
{
    (void)state;
    static const char *const pieces[] = {"1", "2", "3천", "만", "억", " ", ",", ".", "-", "/", "e", "분의", "열", "둘", "이", "\xEA", "%", "９"};
    for (unsigned seed = 0; seed < 2000; seed++) {
        char bytes[256];
        size_t n = 0;
        unsigned x = seed * 2654435761u + 1;
        while (n < sizeof bytes - 8) {
            x = x * 1664525u + 1013904223u;
            const char *p = pieces[(x >> 16) % HC_LEN(pieces)];
            memcpy(bytes + n, p, strlen(p));
            n += strlen(p);
        }
        hc_str in = {bytes, n}, unit, text;
        size_t at = 0, before = 0;
        double v;
        while (hc_ko_number_next(in, &at, &v, &unit, &text)) {
            assert_true(at > before && at <= n && isfinite(v));
            assert_true(text.p >= in.p && text.p + text.n <= in.p + n);
            before = at;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_as_koreans_write_them),
        cmocka_unit_test(the_text_is_the_number_as_written),
        cmocka_unit_test(any_bytes_end_and_move_forward),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
