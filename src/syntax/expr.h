// SPDX-License-Identifier: Apache-2.0
#ifndef HC_SYNTAX_EXPR_H
#define HC_SYNTAX_EXPR_H

#include "base/str.h"

/*
 * The one expression language: --where, `when` of a turn, metrics, --fail-if, page chips.
 *
 *   expr   = or ; or = and { ("or" | "||") and } ; and = not { ["and" | "&&"] not }   (blank = and)
 *   not    = ("not" | "!") not | cmp
 *   cmp    = sum [ ("==" | "=" | ":" | "!=" | "<" | "<=" | ">" | ">=") sum | ["not"] "in" set ]
 *   set    = "{" value { "," value } "}"        value may be "a>=2": name with a threshold -> text as is
 *   sum    = product { ("+" | "-") product } ; product = unary { ("*" | "/") unary } ; unary = ["-"] primary
 *   primary= number [ "%" ] | "text" | 'text' | name | name "(" [ arg { "," arg } ] ")" | "(" expr ")"
 *
 * A name is [letter or Hangul or _][letters, Hangul, digits, . _ -]*. Where a name is not a field it is text
 * if it stands on the right of a comparison or in a set (`verdict:unsafe`), else an error with the nearest
 * field. A lone text literal as a whole operand of and/or is a full-text search (function `text`).
 * Fields and functions are a closed table given by the caller; each has an English name and aliases, some
 * Korean; so may the values of a field. Types are checked when parsed: comparing a number with text is an
 * error with a column and a caret line. Depth <= 32, nodes <= HC_EXPR_NODES_MAX.
 */

typedef enum hc_type { HC_T_NULL, HC_T_BOOL, HC_T_NUM, HC_T_TEXT, HC_T_NAME /* argument taken unevaluated */ } hc_type;

typedef struct hc_value {
    hc_type type;
    bool b;
    double num;
    hc_str text;
} hc_value;

typedef struct hc_expr_alias { const char *alias, *name; } hc_expr_alias; /* "위험" -> "unsafe" */

/* Ends a list of values that leaves none out: another word on the right of the field is a mistake. */
#define HC_EXPR_CLOSED {NULL, ""}

typedef struct hc_expr_field {
    const char *name;             /* canonical */
    const char *aliases;          /* blank-separated, may be "" */
    hc_type type;
    const hc_expr_alias *values;  /* value aliases, ended by {NULL, NULL}, or by HC_EXPR_CLOSED; may be NULL */
    int id;                       /* handed to the look-up */
} hc_expr_field;

typedef struct hc_expr_fn {
    const char *name;
    hc_type result;
    int min_args, max_args;
    hc_type args[4];              /* type of each argument; the last repeats */
    int id;
} hc_expr_fn;

typedef struct hc_expr_scope {
    const hc_expr_field *fields;
    size_t n_fields;
    const hc_expr_fn *fns;
    size_t n_fns;
} hc_expr_scope;

typedef struct hc_expr hc_expr;

/* `what` names the source in messages ("--where"). The expression must be BOOL unless `want` says else. */
hc_code hc_expr_parse(hc_arena *a, hc_str source, const char *what, const hc_expr_scope *scope, hc_type want,
                      hc_expr **out, hc_err *err);

typedef struct hc_expr_env {
    hc_value (*field)(void *ctx, int id);
    hc_value (*fn)(void *ctx, int id, const hc_value *args, size_t n);
    void *ctx;
} hc_expr_env;

/* Null compares unequal to everything and orders with nothing; and/or/not treat null as false. Never fails. */
hc_value hc_expr_eval(const hc_expr *e, const hc_expr_env *env);
bool hc_expr_true(const hc_expr *e, const hc_expr_env *env); /* a NULL expression is true */

#endif
