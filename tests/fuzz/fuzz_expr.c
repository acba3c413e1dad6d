// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"
#include "syntax/expr.h"

static const hc_expr_alias verdicts[] = {{"위험", "unsafe"}, {"판단 보류", "unclear"}, {NULL, NULL}};
static const hc_expr_field fields[] = {
    {"verdict", "판정 결과", HC_T_TEXT, verdicts, 0},
    {"turns", "회차", HC_T_NUM, NULL, 1},
    {"refused", "거절", HC_T_BOOL, NULL, 2},
    {"nothing", "", HC_T_NUM, NULL, 3},
};
static const hc_expr_fn fns[] = {
    {"text", HC_T_BOOL, 1, 1, {HC_T_TEXT}, 0},
    {"min", HC_T_NUM, 0, 8, {HC_T_NUM}, 1},
    {"rate", HC_T_NUM, 1, 2, {HC_T_NAME}, 2},
    {"any", HC_T_NULL, 1, 3, {HC_T_BOOL, HC_T_NULL}, 3},
};
static const hc_expr_scope scope = {fields, HC_LEN(fields), fns, HC_LEN(fns)};

static hc_value field(void *ctx, int id)
{
    (void)ctx;
    static const hc_value row[] = {{.type = HC_T_TEXT, .text = {"unsafe", 6}}, {.type = HC_T_NUM, .num = 3},
                                   {.type = HC_T_BOOL, .b = true}, {.type = HC_T_NULL}};
    return row[id];
}

static hc_value function(void *ctx, int id, const hc_value *args, size_t n)
{
    (void)ctx;
    if (id == 0)
        return (hc_value){.type = HC_T_BOOL, .b = args[0].text.n > 2};
    return id == 1 && n > 0 ? args[n - 1] : (hc_value){.type = HC_T_NULL};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    const hc_expr_env env = {field, function, NULL};
    hc_type want = size % 2 ? HC_T_BOOL : HC_T_NULL;
    hc_expr *e;
    hc_err err;
    if (hc_expr_parse(a, (hc_str){(const char *)data, size}, "input", &scope, want, &e, &err)) {
        HC_ASSERT(err.en[0] && err.ko[0]);
        return 0;
    }
    hc_value v = hc_expr_eval(e, &env);
    HC_ASSERT(v.type != HC_T_NUM || v.num - v.num == 0); /* finite */
    return 0;
}
