// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "text/encoding.h"
#include "text/utf8.h"
#include "iconv.h"

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


#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static hc_str encoded(hc_arena *a, hc_str utf8, const char *to)
{
    size_t left = utf8.n, room = 4 * utf8.n + 8, cap = room;
    char *out = hc_alloc(a, cap), *p = out, *in = hc_cstr(a, utf8);
    iconv_t cd = iconv_open(to, "UTF-8");
    assert_true(cd != (iconv_t)-1);
    assert_int_equal(iconv(cd, &in, &left, &p, &room), 0);
    iconv_close(cd);
    return (hc_str){out, cap - room};
}

static void decodes(hc_arena *a, hc_str bytes, hc_encoding want, hc_str text)
{
    hc_err err;
    hc_str out;
    hc_encoding got;
    if (hc_decode_file(a, bytes, "a.csv", &out, &got, &err))
        fail_msg("%s", err.en);
    assert_string_equal(hc_encoding_name(got), hc_encoding_name(want));
    assert_true(hc_str_eq(out, text));
}

static void refused(hc_arena *a, hc_str bytes, const char *part)
{
    hc_err err;
    hc_str out;
    hc_encoding got;
    assert_int_equal(hc_decode_file(a, bytes, "a.csv", &out, &got, &err), HC_E_INPUT);
    if (!strstr(err.en, part))
        fail_msg("'%s' lacks '%s'", err.en, part);
    assert_non_null(strstr(err.ko, "UTF-8 또는 CP949"));
}

static void every_encoding_of_a_table_is_recognised(void **state)
{
    static const char *const texts[] = {
        "질문,정답\n대한민국의 수도는?,서울\n", "prompt,target\r\nWhat is 1+1?,2\r\n", "가\n", "찾다,뷁,똠방각하\n",
        "주민등록번호를 확인합니다\n하십시오체\n", /* most of its CP949 bytes look like UTF-8 */
        "id,질문\r\n1,각 문항을 읽고 답하십시오.\r\n2,\"쉼표, 포함\"\r\n",
    };
    for (size_t i = 0; i < HC_LEN(texts); i++) {
        hc_str s = hc_str_c(texts[i]);
        decodes(*state, s, HC_ENC_UTF8, s);
        decodes(*state, hc_fmt(*state, "\xEF\xBB\xBF%s", texts[i]), HC_ENC_UTF8_BOM, s);
        decodes(*state, encoded(*state, s, "UTF-16LE"), HC_ENC_UTF16LE, s);
        decodes(*state, encoded(*state, s, "UTF-16BE"), HC_ENC_UTF16BE, s);
        decodes(*state, hc_fmt(*state, "\xFF\xFE%s", ""), HC_ENC_UTF16LE, HC_S(""));
        hc_str le = encoded(*state, hc_fmt(*state, "\uFEFF%s", texts[i]), "UTF-16LE");
        decodes(*state, le, HC_ENC_UTF16LE, s);
        hc_str be = encoded(*state, hc_fmt(*state, "\uFEFF%s", texts[i]), "UTF-16BE");
        decodes(*state, be, HC_ENC_UTF16BE, s);
        if (i != 1)
            decodes(*state, encoded(*state, s, "CP949"), HC_ENC_CP949, s);
    }
    decodes(*state, HC_S(""), HC_ENC_UTF8, HC_S(""));
}

/* Each of the 11,172 syllables and a piece of prose as CP949. */
static void cp949_holds_all_syllables(void **state)
{
    hc_buf b;
    hc_buf_init(&b, SIZE_MAX);
    for (uint32_t cp = 0xAC00; cp <= 0xD7A3; cp++) {
        char c[4];
        hc_buf_add(&b, c, hc_utf8_put(cp, c));
        hc_buf_c(&b, cp % 7 ? "," : "\n");
    }
    hc_str s = hc_str_dup(*state, hc_buf_view(&b));
    hc_buf_fini(&b);
    decodes(*state, encoded(*state, s, "CP949"), HC_ENC_CP949, s);
}

static void a_broken_line_is_named(void **state)
{
    refused(*state, HC_S("질문,정답\n수도는?,서울\n가\xFF나,x\n다,라\n"), "a.csv:3: byte 0xFF does not decode as UTF-8");
    refused(*state, HC_S("\xEF\xBB\xBF""a\nb\x80\n"), "a.csv:2: byte 0x80 does not decode as UTF-8");
    refused(*state, HC_S("caf\xE9 is\nnot ours\n"), "a.csv:1: byte 0xE9 does not decode as CP949");
    refused(*state, HC_S("\xB0\xA1\n\xB3\xAA\xFF\n"), "a.csv:2: byte 0xFF does not decode as CP949");
    refused(*state, HC_S("\xFF\xFE\x61\x00\x0A\x00\x00\xD8\x61\x00"), "a.csv:2: byte 0x00 does not decode as UTF-16LE");
    refused(*state, HC_S("\xFF\xFE\x61"), "UTF-16LE");
    /* A CP949 line pasted into a UTF-8 file. */
    refused(*state, HC_S("대한민국의 수도는 어디입니까?\n\xBC\xAD\xBF\xEF\n"), "a.csv:2: byte 0xBC does not decode as UTF-8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(every_encoding_of_a_table_is_recognised),
        T(cp949_holds_all_syllables),
        T(a_broken_line_is_named),
    };
    return cmocka_run_group_tests_name("encoding", tests, NULL, NULL);
}
