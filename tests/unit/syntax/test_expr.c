// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/limits.h"
#include "syntax/expr.h"

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

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

enum { VERDICT, DOMAIN, TURNS, COST, REFUSED, LANG, NOTHING, STATE };
enum { TEXT_FN, MIN_FN, RATE_FN, IF_FN };

static const hc_expr_alias verdicts[] = {{"위험", "unsafe"}, {"안전", "safe"}, {"판단 보류", "unclear"}, {NULL, NULL}};
static const hc_expr_alias domains[] = {{"사이버", "cyber"}, {NULL, NULL}};
static const hc_expr_alias states[] = {{"거절", "refused"}, {"refused", "refused"}, {"응답", "answered"}, HC_EXPR_CLOSED};
static const hc_expr_field fields[] = {
    {"verdict", "판정 결과", HC_T_TEXT, verdicts, VERDICT}, {"domain", "영역", HC_T_TEXT, domains, DOMAIN},
    {"turns", "회차", HC_T_NUM, NULL, TURNS},               {"cost", "", HC_T_NUM, NULL, COST},
    {"refused", "거절", HC_T_BOOL, NULL, REFUSED},          {"lang", "", HC_T_TEXT, NULL, LANG},
    {"nothing", "", HC_T_NUM, NULL, NOTHING},               {"state", "상태", HC_T_TEXT, states, STATE},
};
static const hc_expr_fn fns[] = {
    {"text", HC_T_BOOL, 1, 1, {HC_T_TEXT}, TEXT_FN},
    {"min", HC_T_NUM, 1, 8, {HC_T_NUM}, MIN_FN},
    {"rate", HC_T_NUM, 1, 1, {HC_T_NAME}, RATE_FN},
    {"if", HC_T_NUM, 3, 3, {HC_T_BOOL, HC_T_NUM, HC_T_NUM}, IF_FN},
};
static const hc_expr_scope scope = {fields, HC_LEN(fields), fns, HC_LEN(fns)};

static hc_value field(void *ctx, int id)
{
    (void)ctx;
    static const hc_value row[] = {
        [VERDICT] = {.type = HC_T_TEXT, .text = {"unsafe", 6}},
        [DOMAIN] = {.type = HC_T_TEXT, .text = {"cyber", 5}},
        [TURNS] = {.type = HC_T_NUM, .num = 3},
        [STATE] = {.type = HC_T_TEXT, .text = {"refused", 7}},
        [COST] = {.type = HC_T_NUM, .num = 0.05},
        [REFUSED] = {.type = HC_T_BOOL, .b = false},
        [LANG] = {.type = HC_T_TEXT, .text = {"partial>=2", 10}},
        [NOTHING] = {.type = HC_T_NULL},
    };
    return row[id];
}

static hc_value function(void *ctx, int id, const hc_value *args, size_t n)
{
    (void)ctx;
    hc_value v = {.type = HC_T_NUM, .num = args[0].num};
    switch (id) {
    case TEXT_FN:
        return (hc_value){.type = HC_T_BOOL, .b = hc_str_is(args[0].text, "폭탄 제조")};
    case MIN_FN:
        for (size_t i = 1; i < n; i++)
            v.num = args[i].num < v.num ? args[i].num : v.num;
        return v;
    case RATE_FN:
        v.num = args[0].type == HC_T_NAME && hc_str_is(args[0].text, "unsafe") ? 0.25 : 0;
        return v;
    default:
        return args[0].b ? args[1] : args[2];
    }
}

static const hc_expr_env env = {field, function, NULL};

static bool holds(hc_arena *a, const char *text)
{
    hc_expr *e;
    hc_err err;
    if (hc_expr_parse(a, hc_str_c(text), "--where", &scope, HC_T_BOOL, &e, &err))
        fail_msg("%s: %s", text, err.en);
    return hc_expr_true(e, &env);
}

static void every_operator_and_alias(void **state)
{
    static const char *const yes[] = {
        "verdict == unsafe", "verdict = unsafe", "verdict:unsafe", "판정:위험", "결과 != 안전", "판정:\"위험\"",
        "영역:사이버 판정:위험", "verdict:unsafe and turns >= 3", "verdict:safe or turns > 2", "verdict:safe || refused:거짓",
        "not refused", "!refused", "!(refused)", "not not not refused", "turns + 1 * 2 = 5", "(turns + 1) * 2 == 8",
        "turns - 1 - 1 == 1", "6 / turns / 2 == 1", "-turns < 0", "cost <= 5%", "cost = 5 %", "turns = 3e0",
        "verdict in {unsafe, partial>=2}", "판정 in {위험}", "lang in {partial >= 2}", "verdict not in {safe}",
        "turns in {1, 3, -4}", "turns in {300%}", "\"폭탄 제조\"", "'폭탄 제조' turns:3", "not \"꽃\"", "text('폭탄 제조')",
        "min(turns, 9, 2) = 2", "rate(unsafe) = 25%", "if(refused, 1, 2) = 2", "if('폭탄 제조', 1, 2) = 1",
        "refused = false", "refused != true", "true", "참 and not 거짓", "verdict:safe turns:3 or refused:false",
        "verdict\xE3\x80\x80=\xE3\x80\x80unsafe", "domain < verdict", "verdict = \"unsafe\"AND turns=3",
        "not (verdict:safe)not refused", "(verdict:unsafe)(turns:3)",
    };
    for (size_t i = 0; i < HC_LEN(yes); i++)
        if (!holds(*state, yes[i]))
            fail_msg("'%s' does not hold", yes[i]);
    static const char *const no[] = {
        "verdict:safe", "refused", "verdict:safe and refused or refused", "turns > 3", "verdict in {safe, partial>=2}",
        "turns not in {3}", "\"꽃\"", "refused or verdict:safe turns:3", "false",
    };
    for (size_t i = 0; i < HC_LEN(no); i++)
        if (holds(*state, no[i]))
            fail_msg("'%s' holds", no[i]);
    assert_true(hc_expr_true(NULL, &env));
}

static void null_is_equal_to_nothing(void **state)
{
    assert_false(holds(*state, "nothing = 0"));
    assert_true(holds(*state, "nothing != 0"));
    assert_false(holds(*state, "nothing = nothing"));
    assert_false(holds(*state, "nothing < 1 or nothing >= 1"));
    assert_false(holds(*state, "nothing in {0}"));
    assert_true(holds(*state, "not (nothing + 1 > 0)"));
    assert_true(holds(*state, "turns / 0 != turns / 0"));
}

static void decomposed_names_are_the_same(void **state)
{
    assert_true(holds(*state, "\u1111\u1161\u11AB\u110C\u1165\u11BC:\u110B\u1171\u1112\u1165\u11B7"));
}

static void the_wanted_type_is_checked(void **state)
{
    hc_expr *e;
    hc_err err;
    assert_int_equal(hc_expr_parse(*state, HC_S("turns * 2"), "m", &scope, HC_T_NUM, &e, &err), HC_OK);
    assert_true(hc_expr_eval(e, &env).num == 6);
    assert_int_equal(hc_expr_parse(*state, HC_S("turns"), "m", &scope, HC_T_BOOL, &e, &err), HC_E_SYNTAX);
    assert_int_equal(hc_expr_parse(*state, HC_S("refused"), "m", &scope, HC_T_NUM, &e, &err), HC_E_SYNTAX);
    assert_int_equal(hc_expr_parse(*state, HC_S("lang"), "m", &scope, HC_T_NULL, &e, &err), HC_OK);
}

static void mistakes_point_at_their_column(void **state)
{
    static const char *const cases[][2] = {
        {"", "column 1: the expression ends"},
        {"verdict", "column 1: this is text; a condition is needed here"},
        {"판정 = ", "column 6: the expression ends"},
        {"turns = many", "column 9: no field is named 'many'"},
        {"turns = \"3\"", "column 9: this is text; a number is needed here"},
        {"verdict = 3", "column 11: this is a number; text is needed here"},
        {"verdct:safe", "did you mean 'verdict'?"},
        {"판졍:위험", "did you mean '판정'?"},
        {"banana", "known: verdict 판정 결과 domain"},
        {"refused > true", "column 1: this is a condition; a number is needed here"},
        {"turns + refused > 1", "column 9: this is a condition; a number"},
        {"turns + foo > 1", "column 9: no field is named 'foo'"},
        {"and refused", "column 1: unexpected 'and'"},
        {"refused and", "column 12: the expression ends"},
        {"(refused", "column 9: ')' is missing for column 1"},
        {"refused)", "column 8: unexpected ')'"},
        {"turns = 2 = 3", "column 11: unexpected '='"},
        {"refused | refused", "column 9: unexpected '|'"},
        {"lang = 2026-01-01", "column 13: '01' is not a number"},
        {"lang = 7일", "'7일' is not a number; quote"},
        {"turns > 1.2.3", "'1.2.3' is not a number"},
        {"verdict in unsafe", "column 12: a set follows 'in'"},
        {"verdict in {}", "column 13: unexpected '}'"},
        {"verdict in {safe", "'}' is missing for column 12"},
        {"verdict in {1}", "column 13: this is a number; text"},
        {"turns in {many}", "column 11: no field is named 'many'"},
        {"text()", "text() needs 1 arguments"},
        {"text('a','b')", "text() takes at most 1 arguments"},
        {"text(verdict", "')' is missing"},
        {"mni(1) = 1", "did you mean 'min'?"},
        {"rate(3) = 1", "column 6: unexpected '3'"},
        {"min(verdict) = 1", "column 5: this is text; a number"},
        {"\"open", "column 1: this quote is not closed"},
        {"turns = 3 ; x", "column 11: unexpected ';'"},
        {"\xFF", "unexpected '<0xFF>'"},
        {"state:answerd", "column 7: state is never 'answerd'"},
        {"state:answerd", "did you mean 'answered'?"},
        {"상태 != 거부", "known: refused answered"},
        {"state in {refused, open}", "column 20: state is never 'open'"},
        {"turns AND_ = 3", "column 7: no field is named 'AND_'"},
    };
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_expr *e;
        hc_err err;
        if (hc_expr_parse(*state, hc_str_c(cases[i][0]), "--where", &scope, HC_T_BOOL, &e, &err) != HC_E_SYNTAX)
            fail_msg("'%s' is accepted", cases[i][0]);
        if (!strstr(err.en, cases[i][1]))
            fail_msg("'%s': '%s' lacks '%s'", cases[i][0], err.en, cases[i][1]);
    }
}

static void the_caret_stands_under_the_mistake(void **state)
{
    hc_expr *e;
    hc_err err;
    hc_expr_parse(*state, HC_S("판정:위험 foo"), "--where", &scope, HC_T_BOOL, &e, &err);
    assert_non_null(strstr(err.en, "\n  판정:위험 foo\n            ^\n"));
    assert_non_null(strstr(err.ko, "--where: 7번째 글자: 'foo' 항목이 없음"));
    hc_str long_one = hc_fmt(*state, "%060d + foo > 1", 1);
    hc_expr_parse(*state, hc_fmt(*state, "turns > 1%.*s", HC_FS(long_one)), "x", &scope, HC_T_BOOL, &e, &err);
    assert_non_null(strstr(err.en, "\n  …"));
}

static void size_and_depth_are_capped(void **state)
{
    hc_expr *e;
    hc_err err;
    static const char *const nests[][3] = {{"(", "refused", ")"}, {"not ", "refused", ""}, {"!", "refused", ""},
                                           {"min(", "1", ")"}, {"1+(", "1", ")"}, {"1+", "1", ""}};
    for (size_t i = 0; i < HC_LEN(nests); i++) {
        HC_AUTO(hc_buf) b;
        hc_buf_init(&b, SIZE_MAX);
        for (int k = 0; k < 20000; k++)
            hc_buf_c(&b, nests[i][0]);
        hc_buf_c(&b, nests[i][1]);
        for (int k = 0; k < 20000; k++)
            hc_buf_c(&b, nests[i][2]);
        assert_int_equal(hc_expr_parse(*state, hc_buf_view(&b), "x", &scope, HC_T_NULL, &e, &err), HC_E_LIMIT);
    }
    HC_AUTO(hc_buf) wide;
    hc_buf_init(&wide, SIZE_MAX);
    for (int i = 0; i < HC_EXPR_NODES_MAX - 1; i++)
        hc_buf_c(&wide, "refused or ");
    size_t fits = wide.n;
    hc_buf_c(&wide, "true");
    assert_int_equal(hc_expr_parse(*state, hc_buf_view(&wide), "x", &scope, HC_T_BOOL, &e, &err), HC_E_LIMIT);
    wide.n = fits - 4;
    assert_int_equal(hc_expr_parse(*state, hc_buf_view(&wide), "x", &scope, HC_T_BOOL, &e, &err), HC_OK);
    assert_false(hc_expr_true(e, &env));
}

/* Whatever the tokens are: an answer or a message, and the answer of a condition is a condition. */
static void any_tokens_are_an_answer_or_a_message(void **state)
{
    static const char *const tokens[] = {"verdict", "판정", "turns", "refused", "unsafe", "1", "5%", "'x'", "(", ")",
                                         "{", "}", ",", " in ", " not ", " and ", " or ", "=", ":", "<=", "!", "!=",
                                         "-", "+", "/", " ", "min(", "rate(", "&&", "||", "\"", "\xFF", "."};
    uint64_t seed = 9;
    int accepted = 0;
    for (int round = 0; round < 20000; round++) {
        HC_AUTO(hc_buf) b;
        hc_buf_init(&b, SIZE_MAX);
        for (uint64_t i = next_random(&seed) % 9; i > 0; i--)
            hc_buf_c(&b, tokens[next_random(&seed) % HC_LEN(tokens)]);
        hc_expr *e;
        hc_err err = {0};
        hc_code code = hc_expr_parse(*state, hc_buf_view(&b), "x", &scope, HC_T_BOOL, &e, &err);
        assert_true(code == HC_OK ? hc_expr_eval(e, &env).type == HC_T_BOOL : err.en[0] && err.ko[0]);
        accepted += code == HC_OK;
        hc_arena_reset(*state);
    }
    assert_in_range(accepted, 100, 19000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(every_operator_and_alias),
        T(null_is_equal_to_nothing),
        T(decomposed_names_are_the_same),
        T(the_wanted_type_is_checked),
        T(mistakes_point_at_their_column),
        T(the_caret_stands_under_the_mistake),
        T(size_and_depth_are_capped),
        T(any_tokens_are_an_answer_or_a_message),
    };
    return cmocka_run_group_tests_name("expr", tests, NULL, NULL);
}
