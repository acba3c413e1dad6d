// SPDX-License-Identifier: Apache-2.0
#include "pack/pack_int.h"

#include "text/regex.h"

/*
 * expect = "" | 거절|refuse | 답변|answer | 안전|safe | 답변:글|answer:TEXT | 일치:글|exact:TEXT
 *        | 숫자:N [단위]|number:N [unit] | /regex/flags | a choice (letter, number or its text) | N [%]
 * or, in JSON, {"choice":"B"} {"text":[...],"exact":true} {"number":35,"unit":"%"} {"regex":"...","flags":"i"}.
 */

static const char *const words[] = {"refuse", "answer", "safe", "거절", "답변", "안전", "answer:", "exact:",
                                    "number:", "답변:", "일치:", "숫자:"};

static bool is_either(hc_str s, hc_str en, const char *ko)
{
    return hc_str_ieq(s, en) || hc_str_is(s, ko);
}

/* Takes "en:" or "ko:" (half or full width colon) off *s. */
static bool cut_prefix(hc_str *s, hc_str en, const char *ko)
{
    hc_str head = hc_str_sub(*s, 0, en.n), k = hc_str_c(ko), rest;
    if (hc_str_ieq(head, en))
        rest = hc_str_sub(*s, en.n, s->n);
    else if (hc_str_starts(*s, k))
        rest = hc_str_sub(*s, k.n, s->n);
    else
        return false;
    rest = hc_str_trim(rest);
    if (hc_str_starts(rest, HC_S(":")))
        rest = hc_str_sub(rest, 1, rest.n);
    else if (hc_str_starts(rest, HC_S("：")))
        rest = hc_str_sub(rest, HC_S("：").n, rest.n);
    else
        return false;
    *s = hc_str_trim(rest);
    return true;
}

/* 0-based choice that a mark stands for: "B", "b.", "(2)", "②", "나", "2번"; -1 if it is no mark. */
static int read_mark(hc_str s)
{
    static const char *const hangul[] = {"가", "나", "다", "라", "마", "바", "사", "아", "자"};
    static const char *const rings[] = {"①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨"};
    if (hc_str_starts(s, HC_S("(")) && hc_str_ends(s, HC_S(")")))
        s = hc_str_sub(s, 1, s.n - 1);
    else if (hc_str_ends(s, HC_S(".")) || hc_str_ends(s, HC_S(")")))
        s.n--;
    else if (hc_str_ends(s, HC_S("번")))
        s.n -= HC_S("번").n;
    for (int i = 0; i < 9; i++)
        if (hc_str_is(s, hangul[i]) || hc_str_is(s, rings[i]))
            return i;
    if (s.n != 1)
        return -1;
    char c = s.p[0];
    return c >= 'A' && c <= 'I' ? c - 'A' : c >= 'a' && c <= 'i' ? c - 'a' : c >= '1' && c <= '9' ? c - '1' : -1;
}

static bool bad(hc_problems *ps, const hc_spot *row, hc_str needle, const char *en, const char *ko)
{
    hc_spot at = *row;
    at.needle = needle;
    if (!at.hint_en.n)
        hc_hint_nearest(ps->row, &at, needle, words, HC_LEN(words));
    hc_problem(ps, &at, "E-PACK-07", "%s%.0s", "%.0s%s", en, ko);
    return false;
}

static bool set_choice(hc_problems *ps, const hc_spot *row, hc_str s, hc_item *it)
{
    int by_text = -1, by_mark = read_mark(s);
    for (size_t i = 0; i < it->n_choices; i++)
        if (hc_str_eq(hc_str_trim(it->choices[i]), s))
            by_text = (int)i;
    if (by_mark >= (int)it->n_choices)
        by_mark = -1;
    if (by_text >= 0 && by_mark >= 0 && by_text != by_mark)
        return bad(ps, row, s,
                   "the correct choice can be read in two ways: as a number and as a text; write its letter",
                   "정답을 번호로도 보기의 글로도 읽을 수 있음; 기호(A, B, ...)로 쓰십시오");
    it->correct_choice = by_text >= 0 ? by_text : by_mark;
    it->expect = HC_EXPECT_CHOICE;
    return it->correct_choice >= 0;
}

static void add_answer(hc_arena *a, hc_item *it, hc_str s)
{
    size_t cap = it->n_answers;
    HC_GROW(a, it->answers, it->n_answers, cap);
    it->answers[it->n_answers++] = s;
}

static bool set_texts(hc_problems *ps, const hc_spot *row, hc_str s, bool exact, hc_item *it)
{
    hc_str rest = s, one;
    while (hc_str_cut(&rest, '|', &one))
        if ((one = hc_str_trim(one)).n)
            add_answer(ps->row, it, one);
    it->expect = HC_EXPECT_TEXT;
    it->exact = exact;
    if (it->n_answers)
        return true;
    return bad(ps, row, s, "no text stands behind \"answer:\" or \"exact:\"", "\"답변:\"이나 \"일치:\" 뒤에 글이 없음");
}

/* "1,234.5 명": the number, and what is left as its unit. */
static bool cut_number(hc_arena *a, hc_str s, hc_str *out_number, hc_str *out_unit)
{
    size_t n = 0;
    while (n < s.n && (s.p[n] == '-' || s.p[n] == '.' || s.p[n] == ',' || (s.p[n] >= '0' && s.p[n] <= '9')))
        n++;
    char *digits = hc_alloc(a, n + 1);
    size_t len = 0;
    for (size_t i = 0; i < n; i++)
        if (s.p[i] != ',')
            digits[len++] = s.p[i];
    double v;
    *out_number = (hc_str){digits, len};
    *out_unit = hc_str_trim(hc_str_sub(s, n, s.n));
    return hc_parse_f64(*out_number, &v);
}

static bool set_number(hc_problems *ps, const hc_spot *row, hc_str s, hc_item *it)
{
    hc_str number, unit;
    if (!cut_number(ps->row, s, &number, &unit))
        return bad(ps, row, s, "a number is expected, such as number:35 % or number:1,200",
                   "숫자가 있어야 함. 예: 숫자:35 %, 숫자:1,200");
    it->expect = HC_EXPECT_NUMBER;
    add_answer(ps->row, it, number);
    if (unit.n)
        it->unit = unit;
    return true;
}

static bool set_regex(hc_problems *ps, const hc_spot *row, hc_str pattern, hc_str flags, hc_item *it)
{
    hc_regex *re = NULL;
    hc_err err;
    if (hc_regex_new(pattern, flags, &re, &err) != HC_OK) {
        hc_spot at = *row;
        at.needle = pattern;
        at.hint_en = hc_str_dup(ps->row, hc_str_c(err.en));
        at.hint_ko = hc_str_dup(ps->row, hc_str_c(err.ko));
        return bad(ps, &at, pattern, "the regular expression does not compile", "정규식을 해석할 수 없음");
    }
    hc_regex_free(re);
    it->expect = HC_EXPECT_REGEX;
    it->regex_flags = flags;
    add_answer(ps->row, it, pattern);
    return true;
}

static bool is_plain_number(hc_arena *a, hc_str s)
{
    hc_str number, unit;
    return cut_number(a, s, &number, &unit) && (unit.n == 0 || hc_str_is(unit, "%"));
}

static bool parse_text(hc_problems *ps, const hc_spot *row, hc_str s, bool free_answer, hc_item *it)
{
    s = hc_str_trim(s);
    hc_str rest = s;
    it->expect = HC_EXPECT_NONE;
    if (s.n == 0)
        return true;
    if (is_either(s, HC_S("refuse"), "거절"))
        return it->expect = HC_EXPECT_REFUSE, true;
    if (is_either(s, HC_S("answer"), "답변"))
        return it->expect = HC_EXPECT_ANSWER, true;
    if (is_either(s, HC_S("safe"), "안전"))
        return it->expect = HC_EXPECT_SAFE, true;
    if (cut_prefix(&rest, HC_S("answer"), "답변"))
        return set_texts(ps, row, rest, false, it);
    if (cut_prefix(&rest, HC_S("exact"), "일치"))
        return set_texts(ps, row, rest, true, it);
    if (cut_prefix(&rest, HC_S("number"), "숫자"))
        return set_number(ps, row, rest, it);
    if (s.n > 2 && s.p[0] == '/') {
        size_t end = s.n;
        while (end > 1 && s.p[end - 1] != '/')
            end--;
        if (end > 2)
            return set_regex(ps, row, hc_str_sub(s, 1, end - 1), hc_str_sub(s, end, s.n), it);
    }
    if (it->n_choices) {
        size_t before = ps->errors;
        if (set_choice(ps, row, s, it))
            return true;
        return ps->errors > before ? false
             : bad(ps, row, s, "the expected answer is none of the choices; write its letter (A, B, ...)",
                   "기대하는 답이 보기에 없음; 보기의 기호(A, B, ...)로 쓰십시오");
    }
    if (is_plain_number(ps->row, s))
        return set_number(ps, row, s, it);
    if (free_answer)
        return set_texts(ps, row, s, false, it);
    return bad(ps, row, s,
               "\"expect\" is not refuse, answer or safe, nor answer:TEXT, exact:TEXT, number:N or /regex/",
               "\"기대\"는 거절, 답변, 안전, 답변:글, 일치:글, 숫자:N, /정규식/ 가운데 하나여야 함");
}

/* {"text": "a"} or {"text": ["a", "b"]} */
static bool set_text_list(hc_problems *ps, const hc_spot *row, const hc_json *v, hc_item *it)
{
    hc_str s;
    size_t n = v->type == HC_JSON_ARR ? v->n : 1;
    for (size_t i = 0; i < n; i++) {
        if (!hc_scalar_text(v->type == HC_JSON_ARR ? v->items[i] : v, &s) || hc_str_trim(s).n == 0)
            return bad(ps, row, HC_S("text"), "\"text\" must be a text or a list of texts, none of them empty",
                       "\"text\"에는 빈 글이 아닌 글이나 글의 목록을 쓰십시오");
        add_answer(ps->row, it, s);
    }
    it->expect = HC_EXPECT_TEXT;
    return n > 0 ? true : bad(ps, row, HC_S("text"), "\"text\" is an empty list", "\"text\" 목록이 비어 있음");
}

static bool parse_object(hc_problems *ps, const hc_spot *row, const hc_json *v, hc_item *it)
{
    static const char *const keys[] = {"choice", "text", "exact", "number", "unit", "regex", "flags"};
    hc_spot at = *row;
    for (size_t i = 0; i < v->n; i++) {
        bool known = false;
        for (size_t k = 0; k < HC_LEN(keys); k++)
            known = known || hc_str_is(v->keys[i], keys[k]);
        if (known)
            continue;
        hc_hint_nearest(ps->row, &at, v->keys[i], keys, HC_LEN(keys));
        return bad(ps, &at, v->keys[i], "unknown key in \"expect\"; it takes choice, text, number or regex",
                   "\"expect\" 안에 모르는 키가 있음; choice, text, number, regex 가운데 하나를 쓰십시오");
    }
    const hc_json *choice = hc_json_get(v, "choice"), *text = hc_json_get(v, "text"),
                  *number = hc_json_get(v, "number"), *regex = hc_json_get(v, "regex");
    hc_str s;
    if (!!choice + !!text + !!number + !!regex != 1)
        return bad(ps, row, HC_S("expect"), "\"expect\" needs exactly one of choice, text, number and regex",
                   "\"expect\"에는 choice, text, number, regex 가운데 꼭 하나가 있어야 함");
    it->exact = hc_json_bool(v, "exact", false);
    if (text)
        return set_text_list(ps, row, text, it);
    if (!hc_scalar_text(choice ? choice : number ? number : regex, &s))
        return bad(ps, row, HC_S("expect"), "the value in \"expect\" must be a text or a number",
                   "\"expect\" 안의 값은 글이나 숫자여야 함");
    if (number) {
        it->unit = hc_json_str(v, "unit", it->unit);
        return set_number(ps, row, s, it);
    }
    if (regex)
        return set_regex(ps, row, s, hc_json_str(v, "flags", (hc_str){"", 0}), it);
    size_t before = ps->errors;
    return set_choice(ps, row, hc_str_trim(s), it) || ps->errors > before
               ? ps->errors == before
               : bad(ps, row, s, "the expected answer is none of the choices; write its letter (A, B, ...)",
                     "기대하는 답이 보기에 없음; 보기의 기호(A, B, ...)로 쓰십시오");
}

bool hc_expect_parse(hc_problems *ps, const hc_spot *row, const hc_json *value, bool free_answer, hc_item *it)
{
    hc_str s;
    it->correct_choice = -1;
    if (!value || value->type == HC_JSON_NULL)
        return it->expect = HC_EXPECT_NONE, true;
    if (value->type == HC_JSON_OBJ)
        return parse_object(ps, row, value, it);
    if (hc_scalar_text(value, &s))
        return parse_text(ps, row, s, free_answer, it);
    return bad(ps, row, HC_S("expect"), "\"expect\" must be a text, a number or an object",
               "\"expect\"에는 글, 숫자, 객체 가운데 하나를 쓰십시오");
}
