// SPDX-License-Identifier: Apache-2.0
#define PCRE2_CODE_UNIT_WIDTH 8
#include "text/regex.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "text/display.h"
#include "text/utf8.h"

enum { PATTERN_BYTES_MAX = 65536 };

struct hc_regex {
    pcre2_code *code;
    pcre2_match_context *limits;
};

static bool flag_option(char flag, uint32_t *options)
{
    switch (flag) {
    case 'i':
        *options |= PCRE2_CASELESS;
        return true;
    case 'm':
        *options |= PCRE2_MULTILINE;
        return true;
    case 's':
        *options |= PCRE2_DOTALL;
        return true;
    case 'x':
        *options |= PCRE2_EXTENDED;
        return true;
    default:
        return false;
    }
}

static hc_code compile_error(hc_str pattern, int number, size_t offset, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    char why[256];
    if (number == PCRE2_ERROR_HEAP_FAILED)
        hc_out_of_memory();
    pcre2_get_error_message(number, (PCRE2_UCHAR *)why, sizeof why);
    const char *shown = hc_cstr(a, hc_display_cut(a, hc_display_safe(a, pattern, false), 80));
    size_t column = hc_utf8_count(hc_str_sub(pattern, 0, offset)) + 1;
    return hc_fail(err, HC_E_INPUT, "E-REGEX-01",
        "cannot read the regular expression '%s', column %zu: %s\nthe syntax is that of PCRE2",
        "정규식을 읽을 수 없음('%s', %zu번째 글자): %s\n문법은 PCRE2를 따름", shown, column, why);
}

hc_code hc_regex_new(hc_str pattern, hc_str flags, hc_regex **out, hc_err *err)
{
    uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
    for (size_t i = 0; i < flags.n; i++)
        if (!flag_option(flags.p[i], &options))
            return hc_fail(err, HC_E_INPUT, "E-REGEX-02",
                "unknown regular expression flag 0x%02X; the flags are i, m, s and x",
                "알 수 없는 정규식 옵션 0x%02X. 쓸 수 있는 옵션은 i, m, s, x입니다",
                (unsigned char)flags.p[i]);
    if (pattern.n > PATTERN_BYTES_MAX)
        return hc_fail(err, HC_E_LIMIT, "E-REGEX-03",
            "the regular expression has %zu bytes; at most %d are allowed",
            "정규식이 %zu바이트임. 최대 %d바이트까지 쓸 수 있습니다", pattern.n, PATTERN_BYTES_MAX);
    int number;
    size_t offset;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)(pattern.n ? pattern.p : ""), pattern.n, options, &number, &offset, NULL);
    if (!code)
        return compile_error(pattern, number, offset, err);
    /* Where the JIT cannot work, the interpreter does the same under the same limits. */
    (void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    hc_regex *re = hc_xcalloc(1, sizeof *re);
    re->code = code;
    re->limits = pcre2_match_context_create(NULL);
    if (!re->limits)
        hc_out_of_memory();
    pcre2_set_match_limit(re->limits, HC_REGEX_MATCH_LIMIT);
    pcre2_set_heap_limit(re->limits, HC_REGEX_HEAP_KIB);
    *out = re;
    return HC_OK;
}

void hc_regex_free(hc_regex *re)
{
    if (!re)
        return;
    pcre2_match_context_free(re->limits);
    pcre2_code_free(re->code);
    free(re);
}

static hc_code match_error(int number, hc_err *err)
{
    char why[256];
    pcre2_get_error_message(number, (PCRE2_UCHAR *)why, sizeof why);
    if (number == PCRE2_ERROR_MATCHLIMIT || number == PCRE2_ERROR_HEAPLIMIT ||
        number == PCRE2_ERROR_DEPTHLIMIT || number == PCRE2_ERROR_JIT_STACKLIMIT)
        return hc_fail(err, HC_E_LIMIT, "E-REGEX-04",
            "the regular expression takes too many steps on this text (%s); make nested "
            "repetitions "
            "possessive or simpler",
            "이 글에서 정규식의 처리 단계가 한도를 넘음(%s). 중첩된 반복을 단순하게 고치십시오", why);
    if (number == PCRE2_ERROR_NOMEMORY)
        hc_out_of_memory();
    return hc_fail(err, HC_E_BUG, "", "matching a regular expression failed: %s",
                   "정규식 대조 실패: %s", why);
}

static void take_groups(pcre2_match_data *data, int set, hc_str subject, hc_match *out)
{
    const PCRE2_SIZE *at = pcre2_get_ovector_pointer(data);
    memset(out, 0, sizeof *out);
    out->n = set > HC_REGEX_GROUPS_MAX ? HC_REGEX_GROUPS_MAX : (size_t)set;
    for (size_t i = 0; i < out->n; i++)
        /* \K inside a look-around may put the start behind the end. */
        if (at[2 * i] != PCRE2_UNSET && at[2 * i] <= at[2 * i + 1])
            out->group[i] = hc_str_sub(subject, at[2 * i], at[2 * i + 1]);
}

hc_code hc_regex_find(const hc_regex *re, hc_str subject, size_t from, bool *out_found, hc_match *out,
                      hc_err *err)
{
    *out_found = false;
    if (subject.n == 0)
        subject = (hc_str){"", 0};
    if (from > subject.n)
        return HC_OK;
    pcre2_match_data *data = pcre2_match_data_create_from_pattern(re->code, NULL);
    if (!data)
        hc_out_of_memory();
    PCRE2_SPTR text = (PCRE2_SPTR)subject.p;
    int set = pcre2_match(re->code, text, subject.n, from, 0, data, re->limits);
    if (set == PCRE2_ERROR_JIT_STACKLIMIT) /* the interpreter has the heap instead */
        set = pcre2_match(re->code, text, subject.n, from, PCRE2_NO_JIT, data, re->limits);
    hc_code code = HC_OK;
    if (set > 0) {
        *out_found = true;
        take_groups(data, set, subject, out);
    } else if (set != PCRE2_ERROR_NOMATCH) {
        code = match_error(set, err);
    }
    pcre2_match_data_free(data);
    return code;
}
