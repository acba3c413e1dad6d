// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "base/limits.h"
#include "syntax/expr_int.h"
#include "text/display.h"
#include "text/normalize.h"
#include "text/utf8.h"

typedef struct parser {
    hc_arena *a;
    hc_str src;
    const char *what;
    const hc_expr_scope *scope;
    hc_err *err;
    size_t at;
    int depth;
    size_t nodes;
} parser;

/* ---- messages ---- */

static const char *shown(const parser *p, hc_str s)
{
    return hc_cstr(p->a, hc_display_cut(p->a, hc_display_safe(p->a, s, false), 60));
}

/* Steps back from `at` by at most `chars` characters. */
static size_t chars_before(hc_str s, size_t at, int chars)
{
    while (at > 0 && chars-- > 0)
        do
            at--;
        while (at > 0 && ((unsigned char)s.p[at] & 0xC0) == 0x80);
    return at;
}

/* Puts the place in front of the message in err, and the source with a caret behind it. */
static hc_code placed(const parser *p, size_t at, hc_code code)
{
    hc_str src = p->src;
    size_t column = hc_utf8_count(hc_str_sub(src, 0, at)) + 1, from = chars_before(src, at, 50);
    hc_str before = hc_display_safe(p->a, hc_str_sub(src, from, at), false);
    hc_str after = hc_display_safe(p->a, hc_str_sub(src, at, at + 400), false);
    const char *tail = hc_cstr(p->a, hc_display_cut(p->a, after, 40)), *dots = from ? "…" : "";
    int pad = (int)hc_display_width(before) + (from ? 1 : 0);
    hc_err_ctx(p->err, code, "%s: column %zu: ", "%s: %zu번째 글자: ", p->what, column);
    hc_err_hint(p->err, "  %s%.*s%s\n  %*s^", "  %s%.*s%s\n  %*s^", dots, HC_FS(before), tail, pad,
                "");
    return code;
}

/* The nearest of names and aliases, or all names, as advice. */
static void advise(const parser *p, hc_str word, const char **names, size_t n)
{
    const char *near = hc_nearest(word, names, n);
    if (near) {
        hc_err_hint(p->err, "did you mean '%s'?", "혹시 '%s'입니까?", near);
        return;
    }
    HC_AUTO(hc_buf) list;
    hc_buf_init(&list, 500);
    for (size_t i = 0; i < n; i++)
        hc_buf_fmt(&list, i ? " %s" : "%s", names[i]);
    hc_err_hint(p->err, "known: %.*s", "쓸 수 있는 이름: %.*s", HC_FS(hc_buf_view(&list)));
}

static hc_code unknown_field(const parser *p, size_t at, hc_str word)
{
    placed(p, at, hc_fail(p->err, HC_E_SYNTAX, "E-EXPR-02",
        "no field is named '%s'; text to search for is quoted",
        "'%s' 항목이 없음. 찾을 글은 따옴표로 감싸십시오", shown(p, word)));
    size_t n = 0, cap = 0;
    const char **names = NULL;
    for (size_t i = 0; i < p->scope->n_fields; i++) {
        HC_GROW(p->a, names, n, cap);
        names[n++] = p->scope->fields[i].name;
        hc_str rest = hc_str_c(p->scope->fields[i].aliases), alias;
        while (hc_str_cut(&rest, ' ', &alias)) {
            if (alias.n == 0)
                continue;
            HC_GROW(p->a, names, n, cap);
            names[n++] = hc_cstr(p->a, alias);
        }
    }
    advise(p, word, names, n);
    return HC_E_SYNTAX;
}

static const char *type_en(hc_type t)
{
    return t == HC_T_BOOL ? "a condition" : t == HC_T_NUM ? "a number" : t == HC_T_TEXT ? "text" : "a name";
}

static const char *type_ko(hc_type t)
{
    return t == HC_T_BOOL ? "조건" : t == HC_T_NUM ? "숫자" : t == HC_T_TEXT ? "글" : "이름";
}

static hc_code wrong_type(const parser *p, size_t at, hc_type got, hc_type want)
{
    /* Both languages' words are arguments of both formats; %.0s leaves the other language out. */
    return placed(p, at, hc_fail(p->err, HC_E_SYNTAX, "E-EXPR-03",
        "this is %s%.0s; %s%.0s is needed here",
        "%.0s이것은 %s임. 여기에는 %.0s%s{이/가} 필요함", type_en(got), type_ko(got),
        type_en(want), type_ko(want)));
}

/* ---- characters ---- */

static void skip_blanks(parser *p)
{
    for (;;) {
        hc_str rest = hc_str_sub(p->src, p->at, p->src.n);
        if (hc_str_starts(rest, HC_S("\xE3\x80\x80"))) /* U+3000: the blank of Korean input methods */
            p->at += 3;
        else if (rest.n && (rest.p[0] == ' ' || (rest.p[0] >= '\t' && rest.p[0] <= '\r')))
            p->at++;
        else
            return;
    }
}

static char peek(parser *p)
{
    skip_blanks(p);
    return p->at < p->src.n ? p->src.p[p->at] : '\0';
}

static bool take(parser *p, const char *text)
{
    skip_blanks(p);
    hc_str s = hc_str_c(text);
    if (!hc_str_starts(hc_str_sub(p->src, p->at, p->src.n), s))
        return false;
    p->at += s.n;
    return true;
}

static bool is_letter(uint32_t cp)
{
    return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || cp == '_' || (cp >= 0xAC00 && cp <= 0xD7A3) ||
           (cp >= 0x1100 && cp <= 0x11FF) || (cp >= 0x3131 && cp <= 0x318E && cp != 0x3164 && cp != 0x3165);
}

/* The name that starts at `at`; n = 0 if there is none. */
static hc_str name_at(const parser *p, size_t at)
{
    size_t end = at;
    while (end < p->src.n) {
        size_t next = end;
        uint32_t cp = hc_utf8_next(p->src, &next);
        bool inner = (cp >= '0' && cp <= '9') || cp == '.' || cp == '-';
        if (!is_letter(cp) && !(end > at && inner))
            break;
        end = next;
    }
    return hc_str_sub(p->src, at, end);
}

static bool is_word(hc_str name, const char *word)
{
    return hc_str_ieq(name, hc_str_c(word));
}

static bool take_word(parser *p, const char *word)
{
    skip_blanks(p);
    hc_str name = name_at(p, p->at);
    if (!is_word(name, word))
        return false;
    p->at += name.n;
    return true;
}

static bool is_keyword(hc_str name)
{
    return is_word(name, "and") || is_word(name, "or") || is_word(name, "not") || is_word(name, "in");
}

static hc_code unexpected(parser *p)
{
    if (peek(p) == '\0' && p->at >= p->src.n)
        return placed(p, p->src.n, hc_fail(p->err, HC_E_SYNTAX, "E-EXPR-01",
            "the expression ends where a field or a value is expected",
            "항목이나 값이 와야 할 자리에서 식이 끝남"));
    hc_str name = name_at(p, p->at);
    size_t len = name.n ? name.n : hc_utf8_len_at(p->src, p->at);
    return placed(p, p->at, hc_fail(p->err, HC_E_SYNTAX, "E-EXPR-01",
        "unexpected '%s'", "예상하지 못한 '%s'",
        shown(p, hc_str_sub(p->src, p->at, p->at + (len ? len : 1)))));
}

static hc_code expect(parser *p, const char *text, size_t opened)
{
    if (take(p, text))
        return HC_OK;
    return placed(p, p->at, hc_fail(p->err, HC_E_SYNTAX, "E-EXPR-01",
        "'%s' is missing for column %zu",
        "'%s' 없음(%zu번째 글자에서 연 괄호)", text, hc_utf8_count(hc_str_sub(p->src, 0, opened)) + 1));
}

/* ---- nodes ---- */

static hc_code make(parser *p, expr_op op, hc_type type, size_t at, hc_expr **out)
{
    if (++p->nodes > HC_EXPR_NODES_MAX)
        return placed(p, at, hc_fail(p->err, HC_E_LIMIT, "E-EXPR-04",
            "the expression has more than %d parts",
            "식의 요소가 %d개를 넘음", HC_EXPR_NODES_MAX));
    hc_expr *e = HC_NEW(p->a, hc_expr);
    *e = (hc_expr){.op = op, .type = type, .at = at, .depth = 1};
    *out = e;
    return HC_OK;
}

static hc_code too_deep(parser *p, size_t at)
{
    return placed(p, at, hc_fail(p->err, HC_E_LIMIT, "E-EXPR-04",
        "the expression is nested deeper than %d levels",
        "식의 중첩이 %d단계를 넘음", EXPR_DEPTH_MAX));
}

static hc_code add_arg(parser *p, hc_expr *e, hc_expr *arg)
{
    HC_GROW(p->a, e->args, e->n, e->cap);
    e->args[e->n++] = arg;
    if (arg->depth >= e->depth)
        e->depth = arg->depth + 1;
    return e->depth > EXPR_DEPTH_MAX ? too_deep(p, e->at) : HC_OK;
}

static void make_constant(hc_expr *e, hc_value v)
{
    e->op = OP_CONST;
    e->type = v.type;
    e->value = v;
}

static bool truth_word(hc_str word, bool *out)
{
    *out = is_word(word, "true") || is_word(word, "참");
    return *out || is_word(word, "false") || is_word(word, "거짓");
}

static hc_str canonical_value(const hc_expr *left, hc_str word)
{
    const hc_expr_alias *v = left->op == OP_FIELD ? left->field->values : NULL;
    for (; v && v->alias; v++)
        if (hc_str_is(word, v->alias))
            return hc_str_c(v->name);
    return word;
}

static bool is_value(const hc_expr *left, hc_str word)
{
    const hc_expr_alias *v = left->op == OP_FIELD ? left->field->values : NULL;
    for (; v && v->alias; v++)
        if (hc_str_is(word, v->alias) || hc_str_is(word, v->name))
            return true;
    return false;
}

/* A word that the field on the left can never be: without this it would silently fit nothing. */
static hc_code check_value(const parser *p, const hc_expr *left, const hc_expr *right)
{
    const hc_expr_alias *end = left->op == OP_FIELD ? left->field->values : NULL;
    while (end && end->alias)
        end++;
    bool text = right->op == OP_CONST && right->type == HC_T_TEXT;
    if (!end || !end->name || !text || is_value(left, right->value.text))
        return HC_OK;
    placed(p, right->at, hc_fail(p->err, HC_E_SYNTAX, "E-EXPR-07", "%s is never '%s'",
                                 "%s의 값이 '%s'인 경우는 없음", left->field->name, shown(p, right->value.text)));
    size_t n = 0, cap = 0;
    const char **names = NULL;
    for (const hc_expr_alias *v = left->field->values; v->alias; v++) {
        bool again = false;
        for (size_t i = 0; i < n; i++)
            again = again || hc_str_is(hc_str_c(names[i]), v->name);
        HC_GROW(p->a, names, n, cap);
        if (!again)
            names[n++] = v->name;
    }
    advise(p, right->value.text, names, n);
    return HC_E_SYNTAX;
}

/* Makes a value that stands on the right of `left` fit its type. */
static hc_code fit_right(parser *p, const hc_expr *left, hc_expr *right)
{
    bool truth;
    /* `state:refused`: a word of the left field's values means the value, though a field has that name too. */
    if (right->op == OP_FIELD && is_value(left, right->value.text))
        make_constant(right, (hc_value){.type = HC_T_TEXT, .text = right->value.text});
    if (right->op == OP_WORD && left->type == HC_T_BOOL && truth_word(right->value.text, &truth))
        make_constant(right, (hc_value){.type = HC_T_BOOL, .b = truth});
    if (right->op == OP_WORD && left->type == HC_T_NUM)
        return unknown_field(p, right->at, right->value.text);
    if (right->op == OP_WORD)
        make_constant(right, right->value);
    if (right->op == OP_CONST && right->type == HC_T_TEXT)
        right->value.text = canonical_value(left, right->value.text);
    HC_TRY(check_value(p, left, right));
    if (left->type != right->type && left->type != HC_T_NULL && right->type != HC_T_NULL)
        return wrong_type(p, right->at, right->type, left->type);
    return HC_OK;
}

static hc_code need(parser *p, hc_expr *e, hc_type type)
{
    bool truth;
    if (e->op == OP_WORD && type != HC_T_NUM && type != HC_T_TEXT && truth_word(e->value.text, &truth))
        make_constant(e, (hc_value){.type = HC_T_BOOL, .b = truth});
    if (e->op == OP_WORD)
        return unknown_field(p, e->at, e->value.text);
    if (e->type != type && type != HC_T_NULL && e->type != HC_T_NULL)
        return wrong_type(p, e->at, e->type, type);
    return HC_OK;
}

static const hc_expr_fn *find_fn(const parser *p, hc_str name)
{
    for (size_t i = 0; i < p->scope->n_fns; i++)
        if (hc_str_is(name, p->scope->fns[i].name))
            return &p->scope->fns[i];
    return NULL;
}

/* An operand of and, or, not: a lone text literal there is a full-text search. */
static hc_code need_condition(parser *p, hc_expr **e)
{
    const hc_expr_fn *search = find_fn(p, HC_S("text"));
    if ((*e)->op == OP_CONST && (*e)->type == HC_T_TEXT && search) {
        hc_expr *call;
        HC_TRY(make(p, OP_FN, search->result, (*e)->at, &call));
        call->id = search->id;
        HC_TRY(add_arg(p, call, *e));
        *e = call;
    }
    return need(p, *e, HC_T_BOOL);
}

/* ---- grammar, from the inside out ---- */

static hc_code parse_or(parser *p, hc_expr **out);

static hc_code number(parser *p, double *out)
{
    size_t from = p->at;
    hc_str s = p->src;
    while (p->at < s.n && ((s.p[p->at] >= '0' && s.p[p->at] <= '9') || s.p[p->at] == '.'))
        p->at++;
    size_t e = p->at + 1;
    if (p->at < s.n && (s.p[p->at] | 32) == 'e') {
        if (e < s.n && (s.p[e] == '-' || s.p[e] == '+'))
            e++;
        if (e < s.n && s.p[e] >= '0' && s.p[e] <= '9')
            for (p->at = e; p->at < s.n && s.p[p->at] >= '0' && s.p[p->at] <= '9';)
                p->at++;
    }
    size_t next = p->at;
    bool letter = p->at < s.n && is_letter(hc_utf8_next(s, &next));
    if (letter || !hc_parse_f64(hc_str_sub(s, from, p->at), out)) {
        hc_str rest = name_at(p, p->at);
        return placed(p, from, hc_fail(p->err, HC_E_SYNTAX, "E-EXPR-05",
            "'%s' is not a number; quote text that starts with a digit, dates too",
            "'%s'{은/는} 숫자가 아님. 날짜처럼 숫자로 시작하는 글은 따옴표로 감싸십시오",
            shown(p, hc_str_sub(s, from, p->at + rest.n))));
    }
    if (take(p, "%"))
        *out /= 100;
    return HC_OK;
}

static hc_code quoted(parser *p, hc_str *out)
{
    size_t from = p->at + 1;
    const char *close = memchr(p->src.p + from, p->src.p[p->at], p->src.n - from);
    if (!close)
        return placed(p, p->at, hc_fail(p->err, HC_E_SYNTAX, "E-EXPR-01",
            "this quote is not closed",
            "따옴표가 닫히지 않음"));
    p->at = (size_t)(close - p->src.p) + 1;
    *out = hc_str_sub(p->src, from, p->at - 1);
    return HC_OK;
}

static bool listed(const char *blank_separated, hc_str word)
{
    hc_str rest = hc_str_c(blank_separated), one;
    while (hc_str_cut(&rest, ' ', &one))
        if (one.n && hc_str_eq(one, word))
            return true;
    return false;
}

static const hc_expr_field *find_field(const parser *p, hc_str name)
{
    for (size_t i = 0; i < p->scope->n_fields; i++) {
        const hc_expr_field *f = &p->scope->fields[i];
        if (hc_str_is(name, f->name) || listed(f->aliases, name))
            return f;
    }
    return NULL;
}

static hc_code bare_name(parser *p, hc_expr **out, hc_str *name)
{
    char c = peek(p);
    size_t at = p->at;
    *name = name_at(p, p->at);
    if (c == '"' || c == '\'')
        HC_TRY(quoted(p, name));
    else if (name->n == 0)
        return unexpected(p);
    else
        p->at += name->n;
    *name = hc_nfc(p->a, *name);
    HC_TRY(make(p, OP_CONST, HC_T_NAME, at, out));
    (*out)->value = (hc_value){.type = HC_T_NAME, .text = *name};
    return HC_OK;
}

/* The type of argument i: the last that the table gives repeats. */
static hc_type argument_type(const hc_expr_fn *fn, size_t i)
{
    size_t last = HC_LEN(fn->args) - 1;
    i = i < last ? i : last;
    while (i > 0 && fn->args[i] == HC_T_NULL)
        i--;
    return fn->args[i];
}

static hc_code arguments(parser *p, const hc_expr_fn *fn, hc_expr *call)
{
    size_t opened = p->at - 1;
    bool surplus = false;
    while (peek(p) != ')' || call->n > 0) {
        hc_expr *arg;
        hc_str name;
        hc_type want = argument_type(fn, call->n);
        surplus = call->n == EXPR_ARGS_MAX || (int)call->n == fn->max_args;
        if (surplus)
            break;
        if (want == HC_T_NAME) {
            HC_TRY(bare_name(p, &arg, &name));
        } else {
            HC_TRY(parse_or(p, &arg));
            HC_TRY(want == HC_T_BOOL ? need_condition(p, &arg) : need(p, arg, want));
        }
        HC_TRY(add_arg(p, call, arg));
        if (!take(p, ","))
            break;
    }
    if (peek(p) == ')' && (int)call->n < fn->min_args)
        return placed(p, p->at, hc_fail(p->err, HC_E_SYNTAX, "E-EXPR-06", "%s() needs %d arguments",
                                        "%s() 함수에는 인수 %d개가 필요함", fn->name, fn->min_args));
    if (surplus)
        return placed(p, p->at, hc_fail(p->err, HC_E_SYNTAX, "E-EXPR-06",
            "%s() takes at most %d arguments",
            "%s() 함수의 인수는 최대 %d개임", fn->name, fn->max_args));
    return expect(p, ")", opened);
}

static hc_code function_call(parser *p, size_t at, hc_str name, hc_expr **out)
{
    const hc_expr_fn *fn = find_fn(p, name);
    if (!fn) {
        placed(p, at, hc_fail(p->err, HC_E_SYNTAX, "E-EXPR-02", "no function is named '%s'",
                              "'%s' 함수가 없음", shown(p, name)));
        const char **names = HC_NEW_N(p->a, const char *, p->scope->n_fns + 1);
        for (size_t i = 0; i < p->scope->n_fns; i++)
            names[i] = p->scope->fns[i].name;
        advise(p, name, names, p->scope->n_fns);
        return HC_E_SYNTAX;
    }
    p->at++;
    HC_TRY(make(p, OP_FN, fn->result, at, out));
    (*out)->id = fn->id;
    return arguments(p, fn, *out);
}

static hc_code name_primary(parser *p, hc_expr **out)
{
    size_t at = p->at;
    hc_str raw = name_at(p, at), name = hc_nfc(p->a, raw);
    if (raw.n == 0 || is_keyword(raw))
        return unexpected(p);
    p->at += raw.n;
    if (p->at < p->src.n && p->src.p[p->at] == '(')
        return function_call(p, at, name, out);
    const hc_expr_field *field = find_field(p, name);
    HC_TRY(make(p, field ? OP_FIELD : OP_WORD, field ? field->type : HC_T_TEXT, at, out));
    (*out)->field = field;
    (*out)->id = field ? field->id : 0;
    (*out)->value = (hc_value){.type = HC_T_TEXT, .text = name};
    return HC_OK;
}

static hc_code primary(parser *p, hc_expr **out)
{
    char c = peek(p);
    size_t at = p->at;
    hc_value v = {.type = HC_T_NUM};
    if (c == '(') {
        p->at++;
        HC_TRY(parse_or(p, out));
        return expect(p, ")", at);
    }
    if (c >= '0' && c <= '9') {
        HC_TRY(number(p, &v.num));
    } else if (c == '"' || c == '\'') {
        v.type = HC_T_TEXT;
        HC_TRY(quoted(p, &v.text));
    } else {
        return name_primary(p, out);
    }
    HC_TRY(make(p, OP_CONST, v.type, at, out));
    (*out)->value = v;
    return HC_OK;
}

static hc_code unary(parser *p, hc_expr **out)
{
    size_t at = p->at;
    if (!take(p, "-"))
        return primary(p, out);
    hc_expr *arg;
    HC_TRY(primary(p, &arg));
    HC_TRY(need(p, arg, HC_T_NUM));
    HC_TRY(make(p, OP_NEG, HC_T_NUM, at, out));
    return add_arg(p, *out, arg);
}

static hc_code binary(parser *p, expr_op op, size_t at, hc_expr **left, hc_expr *right)
{
    hc_expr *e;
    HC_TRY(need(p, *left, HC_T_NUM));
    HC_TRY(need(p, right, HC_T_NUM));
    HC_TRY(make(p, op, HC_T_NUM, at, &e));
    HC_TRY(add_arg(p, e, *left));
    *left = e;
    return add_arg(p, e, right);
}

static hc_code product(parser *p, hc_expr **out)
{
    HC_TRY(unary(p, out));
    for (char c = peek(p); c == '*' || c == '/'; c = peek(p)) {
        size_t at = p->at++;
        hc_expr *right;
        HC_TRY(unary(p, &right));
        HC_TRY(binary(p, c == '*' ? OP_MUL : OP_DIV, at, out, right));
    }
    return HC_OK;
}

static hc_code sum(parser *p, hc_expr **out)
{
    HC_TRY(product(p, out));
    for (char c = peek(p); c == '+' || c == '-'; c = peek(p)) {
        size_t at = p->at++;
        hc_expr *right;
        HC_TRY(product(p, &right));
        HC_TRY(binary(p, c == '+' ? OP_ADD : OP_SUB, at, out, right));
    }
    return HC_OK;
}

static bool comparison(parser *p, expr_op *op)
{
    static const struct { const char *text; expr_op op; } table[] = {
        {"==", OP_EQ}, {"!=", OP_NE}, {"<=", OP_LE}, {">=", OP_GE}, {"=", OP_EQ},
        {":", OP_EQ},  {"<", OP_LT},  {">", OP_GT},
    };
    for (size_t i = 0; i < HC_LEN(table); i++)
        if (take(p, table[i].text)) {
            *op = table[i].op;
            return true;
        }
    return false;
}

/* name [comparison number]: a threshold stays text, without blanks. */
static hc_code named_member(parser *p, const hc_expr *left, hc_expr *e)
{
    hc_str raw = name_at(p, p->at);
    if (raw.n == 0)
        return unexpected(p);
    p->at += raw.n;
    hc_str name = canonical_value(left, hc_nfc(p->a, raw));
    e->op = OP_WORD;
    e->type = HC_T_TEXT;
    char c = peek(p);
    size_t from = p->at;
    expr_op op;
    if ((c == '<' || c == '>' || c == '=' || c == '!') && comparison(p, &op)) {
        hc_str sign = hc_str_trim(hc_str_sub(p->src, from, p->at));
        peek(p);
        from = p->at;
        double ignored;
        HC_TRY(number(p, &ignored));
        hc_str threshold = hc_str_sub(p->src, from, p->at);
        name = hc_fmt(p->a, "%.*s%.*s%.*s", HC_FS(name), HC_FS(sign), HC_FS(threshold));
    }
    e->value = (hc_value){.type = HC_T_TEXT, .text = name};
    return HC_OK;
}

static hc_code set_member(parser *p, hc_expr *in)
{
    char c = peek(p);
    hc_expr *e;
    hc_value v = {.type = HC_T_NUM};
    HC_TRY(make(p, OP_CONST, HC_T_NUM, p->at, &e));
    if (c == '"' || c == '\'') {
        v.type = e->type = HC_T_TEXT;
        HC_TRY(quoted(p, &v.text));
        e->value = v;
    } else if (c == '-' || (c >= '0' && c <= '9')) {
        p->at += c == '-';
        HC_TRY(number(p, &v.num));
        v.num = c == '-' ? -v.num : v.num;
        e->value = v;
    } else {
        HC_TRY(named_member(p, in->args[0], e));
    }
    HC_TRY(fit_right(p, in->args[0], e));
    return add_arg(p, in, e);
}

static hc_code membership(parser *p, hc_expr **out)
{
    hc_expr *in;
    HC_TRY(need(p, *out, HC_T_NULL));
    HC_TRY(make(p, OP_IN, HC_T_BOOL, (*out)->at, &in));
    HC_TRY(add_arg(p, in, *out));
    *out = in;
    size_t opened = p->at;
    if (!take(p, "{"))
        return placed(p, p->at, hc_fail(p->err, HC_E_SYNTAX, "E-EXPR-01",
            "a set follows 'in': in {a, b}",
            "in 뒤에는 {a, b} 꼴의 집합을 쓰십시오"));
    opened = p->at - 1;
    do
        HC_TRY(set_member(p, in));
    while (take(p, ","));
    return expect(p, "}", opened);
}

static hc_code negate(parser *p, size_t at, hc_expr **out)
{
    hc_expr *e;
    HC_TRY(need_condition(p, out));
    HC_TRY(make(p, OP_NOT, HC_T_BOOL, at, &e));
    HC_TRY(add_arg(p, e, *out));
    *out = e;
    return HC_OK;
}

static hc_code compared(parser *p, hc_expr **out)
{
    HC_TRY(sum(p, out));
    expr_op op;
    size_t start = p->at;
    if (take_word(p, "in"))
        return membership(p, out);
    if (take_word(p, "not")) {
        if (take_word(p, "in")) {
            HC_TRY(membership(p, out));
            return negate(p, (*out)->at, out);
        }
        p->at = start; /* a `not` of its own, joined by the blank */
        return HC_OK;
    }
    if (!comparison(p, &op))
        return HC_OK;
    hc_expr *left = *out, *right, *e;
    HC_TRY(sum(p, &right));
    HC_TRY(need(p, left, HC_T_NULL));
    HC_TRY(fit_right(p, left, right));
    if (left->type == HC_T_BOOL && op != OP_EQ && op != OP_NE)
        return wrong_type(p, left->at, HC_T_BOOL, HC_T_NUM);
    HC_TRY(make(p, op, HC_T_BOOL, left->at, &e));
    HC_TRY(add_arg(p, e, left));
    *out = e;
    return add_arg(p, e, right);
}

static hc_code negated(parser *p, hc_expr **out)
{
    peek(p);
    size_t at = p->at;
    hc_str rest = hc_str_sub(p->src, at, p->src.n);
    bool bang = hc_str_starts(rest, HC_S("!")) && !hc_str_starts(rest, HC_S("!="));
    if (!bang && !take_word(p, "not"))
        return compared(p, out);
    p->at += bang;
    if (++p->depth > EXPR_DEPTH_MAX)
        return too_deep(p, at);
    HC_TRY(negated(p, out));
    p->depth--;
    return negate(p, at, out);
}

/* Joins one more operand to *out, which becomes an n-ary node with the first join. */
static hc_code join(parser *p, expr_op op, hc_expr **out, hc_expr *right, bool first)
{
    HC_TRY(need_condition(p, &right));
    if (first) {
        hc_expr *e;
        HC_TRY(need_condition(p, out));
        HC_TRY(make(p, op, HC_T_BOOL, (*out)->at, &e));
        HC_TRY(add_arg(p, e, *out));
        *out = e;
    }
    return add_arg(p, *out, right);
}

static bool operand_follows(parser *p)
{
    char c = peek(p);
    return p->at < p->src.n && c != ')' && c != ',' && c != '}' && c != '|' &&
           !is_word(name_at(p, p->at), "or");
}

static hc_code parse_and(parser *p, hc_expr **out)
{
    HC_TRY(negated(p, out));
    for (bool first = true; take_word(p, "and") || take(p, "&&") || operand_follows(p); first = false) {
        hc_expr *right;
        HC_TRY(negated(p, &right));
        HC_TRY(join(p, OP_AND, out, right, first));
    }
    return HC_OK;
}

static hc_code parse_or(parser *p, hc_expr **out)
{
    if (++p->depth > EXPR_DEPTH_MAX)
        return too_deep(p, p->at);
    HC_TRY(parse_and(p, out));
    for (bool first = true; take_word(p, "or") || take(p, "||"); first = false) {
        hc_expr *right;
        HC_TRY(parse_and(p, &right));
        HC_TRY(join(p, OP_OR, out, right, first));
    }
    p->depth--;
    return HC_OK;
}

hc_code hc_expr_parse(hc_arena *a, hc_str source, const char *what, const hc_expr_scope *scope, hc_type want,
                      hc_expr **out, hc_err *err)
{
    if (source.n == 0)
        source = (hc_str){"", 0};
    parser p = {.a = a, .src = source, .what = what, .scope = scope, .err = err};
    hc_expr *e;
    HC_TRY(parse_or(&p, &e));
    if (peek(&p), p.at < source.n)
        return unexpected(&p);
    HC_TRY(want == HC_T_BOOL ? need_condition(&p, &e) : need(&p, e, want));
    *out = e;
    return HC_OK;
}
