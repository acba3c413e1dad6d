// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "syntax/expr_int.h"

static const hc_value null_value = {.type = HC_T_NULL};

static hc_value bool_value(bool b)
{
    return (hc_value){.type = HC_T_BOOL, .b = b};
}

static hc_value num_value(double v)
{
    return isfinite(v) ? (hc_value){.type = HC_T_NUM, .num = v} : null_value;
}

static bool is_true(hc_value v)
{
    return v.type == HC_T_BOOL && v.b;
}

/* -1, 0, 1; 2 when the two cannot be compared. */
static int compare(hc_value a, hc_value b)
{
    if (a.type != b.type)
        return 2;
    switch (a.type) {
    case HC_T_NUM:
        return a.num < b.num ? -1 : a.num > b.num ? 1 : a.num == b.num ? 0 : 2;
    case HC_T_TEXT: {
        int c = hc_str_cmp(a.text, b.text);
        return c < 0 ? -1 : c > 0;
    }
    case HC_T_BOOL:
        return (int)a.b - (int)b.b;
    case HC_T_NULL:
    case HC_T_NAME:
        break;
    }
    return 2;
}

static hc_value arithmetic(expr_op op, hc_value a, hc_value b)
{
    if (a.type != HC_T_NUM || b.type != HC_T_NUM)
        return null_value;
    return num_value(op == OP_ADD ? a.num + b.num : op == OP_SUB ? a.num - b.num :
                     op == OP_MUL ? a.num * b.num : b.num == 0 ? NAN : a.num / b.num);
}

static hc_value call(const hc_expr *e, const hc_expr_env *env)
{
    hc_value args[EXPR_ARGS_MAX];
    HC_ASSERT(e->n <= EXPR_ARGS_MAX);
    for (size_t i = 0; i < e->n; i++)
        args[i] = hc_expr_eval(e->args[i], env);
    return env->fn(env->ctx, e->id, args, e->n);
}

static hc_value junction(const hc_expr *e, const hc_expr_env *env)
{
    bool stop = e->op == OP_OR; /* the value that decides */
    for (size_t i = 0; i < e->n; i++)
        if (is_true(hc_expr_eval(e->args[i], env)) == stop)
            return bool_value(stop);
    return bool_value(!stop);
}

static hc_value membership(const hc_expr *e, const hc_expr_env *env)
{
    hc_value v = hc_expr_eval(e->args[0], env);
    for (size_t i = 1; i < e->n; i++)
        if (compare(v, e->args[i]->value) == 0)
            return bool_value(true);
    return bool_value(false);
}

static hc_value binary(const hc_expr *e, const hc_expr_env *env)
{
    hc_value a = hc_expr_eval(e->args[0], env), b = hc_expr_eval(e->args[1], env);
    if (e->op >= OP_ADD && e->op <= OP_DIV)
        return arithmetic(e->op, a, b);
    int c = compare(a, b);
    if (c == 2)
        return bool_value(e->op == OP_NE);
    return bool_value(e->op == OP_EQ ? c == 0 : e->op == OP_NE ? c != 0 : e->op == OP_LT ? c < 0 :
                      e->op == OP_LE ? c <= 0 : e->op == OP_GT ? c > 0 : c >= 0);
}

hc_value hc_expr_eval(const hc_expr *e, const hc_expr_env *env)
{
    switch (e->op) {
    case OP_CONST:
        return e->value;
    case OP_FIELD:
        return env->field(env->ctx, e->id);
    case OP_FN:
        return call(e, env);
    case OP_NOT:
        return bool_value(!is_true(hc_expr_eval(e->args[0], env)));
    case OP_NEG:
        return arithmetic(OP_SUB, num_value(0), hc_expr_eval(e->args[0], env));
    case OP_AND:
    case OP_OR:
        return junction(e, env);
    case OP_IN:
        return membership(e, env);
    case OP_ADD:
    case OP_SUB:
    case OP_MUL:
    case OP_DIV:
    case OP_EQ:
    case OP_NE:
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE:
        return binary(e, env);
    case OP_WORD:
        break;
    }
    return null_value;
}

bool hc_expr_true(const hc_expr *e, const hc_expr_env *env)
{
    return !e || is_true(hc_expr_eval(e, env));
}
