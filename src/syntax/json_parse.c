// SPDX-License-Identifier: Apache-2.0
/*
 * jansson reads the structure; what it would lose or refuse goes through it in disguise. A lexical pass
 * copies the document token by token:
 *
 *   string  "text"      ->  "stext"     every string gets one letter in front
 *   number  1.50, NaN   ->  "n1.50"     so that the exact text survives
 *   inside strings      ->  DEL + two hex digits for a byte that jansson cannot hold: an invalid byte, an
 *                           escaped DC80..DCFF, NUL, and DEL itself
 *
 * The pass also caps the depth, so that neither jansson nor the conversion recurses further. Where
 * jansson complains, the pass runs again up to that place to find it in the source.
 */
#include "syntax/json.h"

#include <jansson.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "syntax/json_int.h"
#include "text/display.h"
#include "text/utf8.h"

enum { MARK = 0x7F };

typedef struct pass {
    hc_arena *a;
    const char *what;
    hc_str src;
    size_t at, token;      /* next byte; start of the current token */
    size_t stop;           /* ends when so much has been written */
    int depth;
    hc_buf out;
    hc_err *err;
} pass;

/* Puts the place in front of a message that stands in err. */
static hc_code placed(const pass *p, size_t at, hc_code code)
{
    hc_pos pos = hc_utf8_pos(p->src, at);
    return hc_err_ctx(p->err, code, "cannot read %s as JSON, line %zu, column %zu: ",
                      "%s{을/를} JSON으로 읽을 수 없음(%zu행 %zu열): ", p->what, pos.line, pos.col);
}

static const char *shown(const pass *p, size_t from, size_t to)
{
    return hc_cstr(p->a, hc_display_cut(p->a, hc_display_safe(p->a, hc_str_sub(p->src, from, to), false), 40));
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 32);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The code unit of "\uXXXX" at `at`, or -1. */
static int escaped_unit(hc_str s, size_t at)
{
    if (s.n - at < 6 || s.p[at] != '\\' || s.p[at + 1] != 'u')
        return -1;
    int unit = 0;
    for (size_t i = at + 2; i < at + 6; i++) {
        int digit = hex_value(s.p[i]);
        if (digit < 0)
            return -1;
        unit = unit << 4 | digit;
    }
    return unit;
}

static void put_marked(hc_buf *out, unsigned byte)
{
    static const char hex[] = "0123456789abcdef";
    char text[3] = {MARK, hex[byte >> 4 & 15], hex[byte & 15]};
    hc_buf_add(out, text, sizeof text);
}

static hc_code escape(pass *p)
{
    size_t left = p->src.n - p->at;
    char kind = left > 1 ? p->src.p[p->at + 1] : '\0';
    if (kind && strchr("\"\\/bfnrt", kind)) {
        hc_buf_add(&p->out, p->src.p + p->at, 2);
        p->at += 2;
        return HC_OK;
    }
    int unit = escaped_unit(p->src, p->at);
    if (unit < 0)
        return placed(p, p->at, hc_fail(p->err, HC_E_SYNTAX, "E-JSON-03",
            "unknown escape '%s'; a backslash itself is written \\\\",
            "알 수 없는 이스케이프 '%s'. 역슬래시 자체는 \\\\로 쓰십시오",
            shown(p, p->at, p->at + (kind == 'u' ? 6 : 2))));
    size_t len = 6;
    int low = unit >= 0xD800 && unit < 0xDC00 && left >= 12 ? escaped_unit(p->src, p->at + 6) : -1;
    if (low >= 0xDC00 && low < 0xE000)
        len = 12;
    if (unit == 0 || unit == MARK || (unit >= 0xDC80 && unit <= 0xDCFF))
        put_marked(&p->out, (unsigned)unit & 0xFF);
    else if (unit >= 0xD800 && unit < 0xE000 && len == 6)
        hc_buf_c(&p->out, "\xEF\xBF\xBD");
    else
        hc_buf_add(&p->out, p->src.p + p->at, len);
    p->at += len;
    return HC_OK;
}

/* The bytes from `at` that may be copied as they are. */
static size_t plain_run(hc_str s, size_t at)
{
    size_t from = at;
    while (at < s.n) {
        unsigned char c = (unsigned char)s.p[at];
        if (c == '"' || c == '\\' || c < 0x20 || c == MARK)
            break;
        size_t len = c < 0x80 ? 1 : hc_utf8_len_at(s, at);
        if (len == 0)
            break;
        at += len;
    }
    return at - from;
}

static hc_code string(pass *p)
{
    hc_buf_add(&p->out, "\"s", 2);
    p->at++;
    while (p->at < p->src.n) {
        size_t run = plain_run(p->src, p->at);
        hc_buf_add(&p->out, p->src.p + p->at, run);
        p->at += run;
        if (p->at == p->src.n)
            break;
        unsigned char c = (unsigned char)p->src.p[p->at];
        if (c == '"') {
            hc_buf_ch(&p->out, '"');
            p->at++;
            return HC_OK;
        }
        if (c < 0x20)
            return placed(p, p->at, hc_fail(p->err, HC_E_SYNTAX, "E-JSON-02",
                "control character 0x%02X inside a string; write it as \\u%04x",
                "문자열 안에 제어 문자 0x%02X{이/가} 있음. \\u%04x로 쓰십시오", c, c));
        if (c == '\\') {
            HC_TRY(escape(p));
        } else {
            put_marked(&p->out, c);
            p->at++;
        }
    }
    return placed(p, p->token, hc_fail(p->err, HC_E_SYNTAX, "E-JSON-02",
        "the string that starts here has no closing quote",
        "여기서 시작하는 문자열에 닫는 따옴표가 없음"));
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '+' || c == '-' || c == '.';
}

/* true, false, null, numbers and the three numbers that JSON does not have but programs write. */
static hc_code word(pass *p)
{
    while (p->at < p->src.n && is_word(p->src.p[p->at]))
        p->at++;
    hc_str w = hc_str_sub(p->src, p->token, p->at);
    if (hc_str_is(w, "true") || hc_str_is(w, "false") || hc_str_is(w, "null")) {
        hc_buf_str(&p->out, w);
        return HC_OK;
    }
    if (!hc_json_is_number(w) && !hc_str_is(w, "NaN") && !hc_str_is(w, "Infinity") &&
        !hc_str_is(w, "-Infinity"))
        return placed(p, p->token, hc_fail(p->err, HC_E_SYNTAX, "E-JSON-04",
            "'%s' is neither a number nor true, false or null; text stands in double quotes",
            "'%s'{은/는} 숫자도 true, false, null도 아님. 문자열은 큰따옴표로 감싸십시오",
            shown(p, p->token, p->at)));
    hc_buf_add(&p->out, "\"n", 2);
    hc_buf_str(&p->out, w);
    hc_buf_ch(&p->out, '"');
    return HC_OK;
}

static hc_code token(pass *p)
{
    char c = p->src.p[p->at];
    p->token = p->at;
    if (c == '"')
        return string(p);
    if (is_word(c))
        return word(p);
    if (!c || !strchr("{}[]:, \t\r\n", c)) {
        size_t len = hc_utf8_len_at(p->src, p->at);
        return placed(p, p->at, hc_fail(p->err, HC_E_SYNTAX, "E-JSON-04",
            "unexpected '%s'; text and keys stand in double quotes, comments are not allowed",
            "예상하지 못한 '%s'. 문자열과 키는 큰따옴표로 감싸고, 주석은 쓸 수 없습니다",
            shown(p, p->at, p->at + (len ? len : 1))));
    }
    if (c == '{' || c == '[')
        p->depth++;
    if (c == '}' || c == ']')
        p->depth--;
    if (p->depth > HC_JSON_DEPTH_MAX)
        return placed(p, p->at, hc_fail(p->err, HC_E_LIMIT, "E-JSON-05",
            "nested deeper than %d levels; flatten the document", "%d단계보다 깊은 중첩. 구조를 단순하게 하십시오",
            HC_JSON_DEPTH_MAX));
    hc_buf_ch(&p->out, c);
    p->at++;
    return HC_OK;
}

static hc_code run_pass(pass *p)
{
    bool after_word = false;
    while (p->at < p->src.n && p->out.n < p->stop) {
        char c = p->src.p[p->at];
        /* In disguise a number would pass as a key. */
        if (c == ':' && after_word)
            return placed(p, p->token, hc_fail(p->err, HC_E_SYNTAX, "E-JSON-04",
                "a key stands without quotes; put keys in double quotes",
                "따옴표가 없는 키가 있음. 키는 큰따옴표로 감싸십시오"));
        bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        size_t token_before = p->token;
        HC_TRY(token(p));
        if (blank)
            p->token = token_before;
        else
            after_word = is_word(c);
    }
    return HC_OK;
}

static hc_str decoded(hc_arena *a, const char *text, size_t n)
{
    char *out = hc_alloc(a, n + 1);
    const char *mark = memchr(text, MARK, n);
    if (!mark) {
        memcpy(out, text, n);
        return (hc_str){out, n};
    }
    size_t len = 0;
    for (size_t i = 0; i < n; i++) {
        if (text[i] == MARK) {
            out[len++] = (char)(hex_value(text[i + 1]) << 4 | hex_value(text[i + 2]));
            i += 2;
        } else {
            out[len++] = text[i];
        }
    }
    return (hc_str){out, len};
}

typedef struct twins {
    hc_str key;            /* of an object that has it twice once decoded */
    bool found;
} twins;

static int by_bytes(const void *x, const void *y)
{
    return hc_str_cmp(*(const hc_str *)x, *(const hc_str *)y);
}

static hc_json *convert(hc_arena *a, const json_t *j, twins *t);

static void convert_object(hc_arena *a, const json_t *j, hc_json *out, twins *t)
{
    json_t *obj = (json_t *)(uintptr_t)j; /* iteration takes no const */
    out->type = HC_JSON_OBJ;
    out->n = json_object_size(j);
    out->items = HC_NEW_N(a, hc_json *, out->n);
    out->keys = HC_NEW_N(a, hc_str, out->n);
    size_t i = 0;
    bool marked = false;
    for (void *it = json_object_iter(obj); it; it = json_object_iter_next(obj, it), i++) {
        const char *key = json_object_iter_key(it);
        size_t n = json_object_iter_key_len(it);
        marked |= memchr(key, MARK, n) != NULL;
        out->keys[i] = decoded(a, key + 1, n - 1);
        out->items[i] = convert(a, json_object_iter_value(it), t);
    }
    if (!marked)
        return;
    /* Different disguises of one key: jansson could not see it. Sorted, not hashed, because our hash
     * does not withstand chosen keys. */
    hc_str *sorted = HC_NEW_N(a, hc_str, out->n);
    memcpy(sorted, out->keys, out->n * sizeof *sorted);
    qsort(sorted, out->n, sizeof *sorted, by_bytes);
    for (i = 1; i < out->n; i++)
        if (hc_str_eq(sorted[i - 1], sorted[i]))
            *t = (twins){sorted[i], true};
}

static hc_json *convert(hc_arena *a, const json_t *j, twins *t)
{
    hc_json *out = HC_NEW(a, hc_json);
    switch (json_typeof(j)) {
    case JSON_OBJECT:
        convert_object(a, j, out, t);
        break;
    case JSON_ARRAY:
        out->type = HC_JSON_ARR;
        out->n = json_array_size(j);
        out->items = HC_NEW_N(a, hc_json *, out->n);
        for (size_t i = 0; i < out->n; i++)
            out->items[i] = convert(a, json_array_get(j, i), t);
        break;
    case JSON_STRING: {
        const char *text = json_string_value(j);
        size_t n = json_string_length(j);
        if (text[0] == 'n') {
            hc_json_set_number(a, out, (hc_str){text + 1, n - 1});
        } else {
            out->type = HC_JSON_STR;
            out->text = decoded(a, text + 1, n - 1);
        }
        break;
    }
    case JSON_TRUE:
    case JSON_FALSE:
        out->type = HC_JSON_BOOL;
        out->b = json_is_true(j);
        break;
    case JSON_NULL:
    case JSON_INTEGER:
    case JSON_REAL:
        out->type = HC_JSON_NULL; /* bare numbers do not reach jansson */
        break;
    }
    return out;
}

/* Turns jansson's complaint into ours, at the token of the source where it arose. */
static hc_code complain(pass *p, const json_error_t *e)
{
    size_t token_end = e->position > 0 ? (size_t)e->position : 0;
    enum json_error_code kind = json_error_code(e);
    if (kind == json_error_out_of_memory)
        hc_out_of_memory();
    hc_buf_clear(&p->out);
    p->at = p->token = 0;
    p->stop = token_end;
    p->depth = 0;
    HC_TRY(run_pass(p));
    if (kind == json_error_premature_end_of_input)
        return placed(p, p->src.n, hc_fail(p->err, HC_E_SYNTAX, "E-JSON-06",
            "it ends too early: a bracket or brace is not closed",
            "중간에 끝남. 닫히지 않은 괄호가 있습니다"));
    if (kind == json_error_duplicate_key)
        return placed(p, p->token, hc_fail(p->err, HC_E_SYNTAX, "E-JSON-07",
            "the key %s stands twice in one object; remove one",
            "한 객체에 키 %s{이/가} 두 번 있음. 하나를 지우십시오", shown(p, p->token, p->at)));
    if (kind == json_error_end_of_input_expected)
        return placed(p, p->token, hc_fail(p->err, HC_E_SYNTAX, "E-JSON-06",
            "there is more text behind the end of the document: '%s'",
            "문서가 끝난 뒤에 다른 내용이 있음: '%s'", shown(p, p->token, p->at)));
    return placed(p, p->token, hc_fail(p->err, HC_E_SYNTAX, "E-JSON-06",
        "'%s' may not stand here; look for a missing or surplus comma, colon or bracket",
        "이 자리에 '%s'{이/가} 올 수 없음. 빠지거나 남는 쉼표, 쌍점, 괄호를 확인하십시오",
        shown(p, p->token, p->at)));
}

/* Memory through base: a failed allocation must not look like bytes that are no JSON. */
static void set_memory(void)
{
    json_set_alloc_funcs(hc_xmalloc, free);
}

static hc_code read_disguised(pass *p, hc_json **out)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    json_error_t e;
    hc_str text = hc_buf_view(&p->out);
    pthread_once(&once, set_memory);
    json_t *j = json_loadb(text.p, text.n, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &e);
    if (!j)
        return complain(p, &e);
    twins t = {.found = false};
    hc_json *tree = convert(p->a, j, &t);
    json_decref(j);
    if (t.found)
        return hc_fail(p->err, HC_E_SYNTAX, "E-JSON-07",
            "cannot read %s as JSON: the key '%s' stands twice in one object; remove one",
            "%s{을/를} JSON으로 읽을 수 없음: 한 객체에 키 '%s'{이/가} 두 번 있음. 하나를 지우십시오", p->what,
            hc_cstr(p->a, hc_display_cut(p->a, hc_display_safe(p->a, t.key, false), 40)));
    *out = tree;
    return HC_OK;
}

hc_code hc_json_parse(hc_arena *a, hc_str bytes, const char *what, hc_json **out, hc_err *err)
{
    if (hc_str_starts(bytes, HC_S("\xEF\xBB\xBF")))
        return hc_fail(err, HC_E_SYNTAX, "E-JSON-01",
            "cannot read %s as JSON, line 1, column 1: it starts with a byte order mark\nsave "
            "it as UTF-8 "
            "without BOM",
            "%s{을/를} JSON으로 읽을 수 없음(1행 1열): 바이트 순서 표식(BOM)으로 시작함\nBOM 없는 UTF-8로 "
            "저장하십시오", what);
    if (hc_str_trim(bytes).n == 0)
        return hc_fail(err, HC_E_SYNTAX, "E-JSON-01", "cannot read %s as JSON: it is empty",
            "%s{을/를} JSON으로 읽을 수 없음: 내용이 비어 있음", what);
    pass p = {.a = a, .what = what, .src = bytes, .stop = SIZE_MAX, .err = err};
    hc_buf_init(&p.out, SIZE_MAX);
    hc_code code = run_pass(&p);
    if (code == HC_OK)
        code = read_disguised(&p, out);
    hc_buf_fini(&p.out);
    return code;
}
