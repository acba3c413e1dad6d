// SPDX-License-Identifier: Apache-2.0
#ifndef HC_SYNTAX_EXPR_INT_H
#define HC_SYNTAX_EXPR_INT_H

#include "syntax/expr.h"

/* The tree between the parser and the evaluator; nobody else sees it. Its depth is at most
 * EXPR_DEPTH_MAX, so that recursion over it is safe on a small stack. */

enum { EXPR_DEPTH_MAX = 32, EXPR_ARGS_MAX = 8 };

typedef enum expr_op {
    OP_CONST, OP_FIELD, OP_FN, OP_NOT, OP_NEG, OP_AND, OP_OR, OP_IN,   /* AND, OR: two or more args */
    OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE,
    OP_WORD                 /* while parsing only: a name that is no field */
} expr_op;

struct hc_expr {
    expr_op op;
    hc_type type;           /* of the result */
    hc_value value;         /* CONST; WORD, FIELD: the name in text */
    int id;                 /* FIELD, FN */
    const hc_expr_field *field;
    hc_expr **args;         /* IN: args[0], then the constants of the set */
    size_t n, cap;
    size_t at;              /* byte in the source, for messages */
    int depth;              /* 1 for a leaf */
};

#endif
