// SPDX-License-Identifier: Apache-2.0
/*
 * jansson reads the structure and nothing else. A lexical pass copies the document token by token and puts an index into
 * a list of places where a string, a number, NaN or Infinity stood, in quotes for a key:
 *
 *   {"a": [1.50, "x"]}   ->   {"0": [ 1,  2]}
 *
 * so that jansson loses no text of a number, refuses no byte of a string, and does not spend its time on them. The pass
 * also caps the depth: neither jansson nor the conversion recurses further. Where jansson complains, the pass runs again
 * up to that place to find it in the source.
 */
#include "syntax/json.h"

#include <jansson.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "syntax/json_int.h"
#include "text/display.h"
#include "text/utf8.h"

enum { PAIRWISE_MAX = 16 };

typedef struct place {
    hc_str text;           /* in the source; of a string without its quotes */
    bool is_number, escaped;
} place;

typedef struct pass {
    hc_arena *a;           /* of the result */
    hc_arena *scratch;
    const char *what;
    hc_str src;
    size_t at, token;      /* next byte; start of the current token */
    size_t stop;           /* ends when so much has been written */
    int depth;
    bool in_obj[HC_JSON_DEPTH_MAX + 1], key_next;
    place *places;
    size_t n_places, cap_places;
    hc_buf out;
    const place *twin;     /* the second key of two in one object that mean the same */
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

/* The length of the escape at `at`, 0 if there is no such escape. A pair of surrogates is one. */
static size_t escape_len(hc_str s, size_t at)
{
    size_t left = s.n - at;
    if (left > 1 && s.p[at + 1] && strchr("\"\\/bfnrt", s.p[at + 1]))
        return 2;
    int unit = escaped_unit(s, at);
    int low = unit >= 0xD800 && unit < 0xDC00 && left >= 12 ? escaped_unit(s, at + 6) : -1;
    return unit < 0 ? 0 : low >= 0xDC00 && low < 0xE000 ? 12 : 6;
}

/* The bytes from `at` that stand for themselves. */
static size_t plain_run(hc_str s, size_t at)
{
    size_t from = at;
    while (at < s.n && s.p[at] != '"' && s.p[at] != '\\' && (unsigned char)s.p[at] >= 0x20)
        at++;
    return at - from;
}

/* The blank keeps the indices of two neighbours apart: they shall not look like one number. */
static void put_place(pass *p, place text)
{
    HC_GROW(p->scratch, p->places, p->n_places, p->cap_places);
    p->places[p->n_places] = text;
    hc_buf_ch(&p->out, p->key_next ? '"' : ' ');
    hc_buf_i64(&p->out, (int64_t)p->n_places++);
    if (p->key_next)
        hc_buf_ch(&p->out, '"');
    p->key_next = false;
}

static hc_code string(pass *p)
{
    size_t from = ++p->at;
    bool escaped = false;
    for (; (p->at += plain_run(p->src, p->at)) < p->src.n; escaped = true) {
        unsigned char c = (unsigned char)p->src.p[p->at];
        if (c == '"') {
            put_place(p, (place){.text = hc_str_sub(p->src, from, p->at++), .escaped = escaped});
            return HC_OK;
        }
        if (c < 0x20)
            return placed(p, p->at, hc_fail(p->err, HC_E_SYNTAX, "E-JSON-02",
                "control character 0x%02X inside a string; write it as \\u%04x",
                "문자열 안에 제어 문자 0x%02X{이/가} 있음. \\u%04x{으로/로} 쓰십시오", c, c));
        size_t len = escape_len(p->src, p->at);
        if (!len)
            return placed(p, p->at, hc_fail(p->err, HC_E_SYNTAX, "E-JSON-03",
                "unknown escape '%s'; a backslash itself is written \\\\",
                "알 수 없는 이스케이프 '%s'. 역슬래시 자체는 \\\\로 쓰십시오",
                shown(p, p->at, p->at + (p->at + 1 < p->src.n && p->src.p[p->at + 1] == 'u' ? 6 : 2))));
        p->at += len;
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
    p->key_next = false;   /* jansson shall see that it is no key */
    put_place(p, (place){.text = w, .is_number = true});
    return HC_OK;
}

static hc_code open_level(pass *p, bool is_obj)
{
    if (++p->depth > HC_JSON_DEPTH_MAX)
        return placed(p, p->at, hc_fail(p->err, HC_E_LIMIT, "E-JSON-05",
            "nested deeper than %d levels; flatten the document", "%d단계보다 깊은 중첩. 구조를 단순하게 하십시오",
            HC_JSON_DEPTH_MAX));
    if (p->depth > 0)
        p->in_obj[p->depth] = is_obj;
    p->key_next = is_obj;
    return HC_OK;
}

static hc_code token(pass *p)
{
    char c = p->src.p[p->at];
    p->token = p->at;
    switch (c) {
    case '"':
        return string(p);
    case '{': case '[':
        HC_TRY(open_level(p, c == '{'));
        break;
    case '}': case ']':
        p->depth--;
        p->key_next = false;
        break;
    case ',':
        p->key_next = p->depth > 0 && p->in_obj[p->depth];
        break;
    case ':': case ' ': case '\t': case '\r': case '\n':
        break;
    default:
        if (is_word(c))
            return word(p);
        size_t len = hc_utf8_len_at(p->src, p->at);
        return placed(p, p->at, hc_fail(p->err, HC_E_SYNTAX, "E-JSON-04",
            "unexpected '%s'; text and keys stand in double quotes, comments are not allowed",
            "예상하지 못한 '%s'. 문자열과 키는 큰따옴표로 감싸고, 주석은 쓸 수 없습니다",
            shown(p, p->at, p->at + (len ? len : 1))));
    }
    hc_buf_ch(&p->out, c);
    p->at++;
    return HC_OK;
}

static hc_code run_pass(pass *p)
{
    bool after_word = false;
    while (p->at < p->src.n && p->out.n < p->stop) {
        char c = p->src.p[p->at];
        /* jansson would name the number by its index. */
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

/* What an escape stands for. A lone surrogate DC80..DCFF is the byte that the writer could not write otherwise. */
static size_t put_escaped(hc_str s, size_t at, char out[4])
{
    static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
    const char *hit = strchr(from, s.p[at + 1]);
    if (s.p[at + 1] != 'u') {
        out[0] = hit ? to[hit - from] : s.p[at + 1];
        return 1;
    }
    uint32_t unit = (uint32_t)escaped_unit(s, at);
    if (escape_len(s, at) == 12)
        unit = 0x10000 + ((unit - 0xD800) << 10) + ((uint32_t)escaped_unit(s, at + 6) - 0xDC00);
    if (unit >= 0xDC80 && unit <= 0xDCFF) {
        out[0] = (char)(unit & 0xFF);
        return 1;
    }
    return hc_utf8_put(unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : unit, out);
}

static hc_str decoded(hc_arena *a, const place *from)
{
    hc_str s = from->text;
    if (!from->escaped)
        return hc_str_dup(a, s);
    char *out = hc_alloc(a, s.n + 1);      /* no escape is shorter than what it stands for */
    size_t n = 0;
    for (size_t at = 0; at < s.n;) {
        size_t run = plain_run(s, at);
        memcpy(out + n, s.p + at, run);
        n += run;
        at += run;
        if (at < s.n) {
            n += put_escaped(s, at, out + n);
            at += escape_len(s, at);
        }
    }
    return (hc_str){out, n};
}

typedef struct named { hc_str key; const place *at; } named;

static int by_key_and_place(const void *x, const void *y)
{
    const named *a = x, *b = y;
    int c = hc_str_cmp(a->key, b->key);
    return c ? c : a->at < b->at ? -1 : a->at > b->at;
}

/* Sorted, not hashed, because our hash does not withstand chosen keys. */
static void find_twin(pass *p, const named *keys, size_t n)
{
    if (n <= PAIRWISE_MAX) {
        for (size_t i = 1; i < n; i++)
            for (size_t k = 0; k < i; k++)
                if (hc_str_eq(keys[i].key, keys[k].key))
                    p->twin = keys[i].at;
        return;
    }
    named *sorted = HC_NEW_N(p->scratch, named, n);
    memcpy(sorted, keys, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_key_and_place);
    for (size_t i = 1; i < n; i++)
        if (hc_str_eq(sorted[i - 1].key, sorted[i].key))
            p->twin = sorted[i].at;
}

static hc_json *convert(pass *p, const json_t *j);

static void convert_object(pass *p, const json_t *j, hc_json *out)
{
    json_t *obj = (json_t *)(uintptr_t)j; /* iteration takes no const */
    out->type = HC_JSON_OBJ;
    out->n = json_object_size(j);
    out->items = HC_NEW_N(p->a, hc_json *, out->n);
    out->keys = HC_NEW_N(p->a, hc_str, out->n);
    named *keys = HC_NEW_N(p->scratch, named, out->n);
    size_t i = 0;
    for (void *it = json_object_iter(obj); it; it = json_object_iter_next(obj, it), i++) {
        uint64_t index = 0;
        HC_ASSERT(hc_parse_u64(hc_str_c(json_object_iter_key(it)), &index) && index < p->n_places);
        keys[i].at = &p->places[index];
        keys[i].key = out->keys[i] = decoded(p->a, keys[i].at);
        out->items[i] = convert(p, json_object_iter_value(it));
    }
    find_twin(p, keys, out->n);
}

static hc_json *convert(pass *p, const json_t *j)
{
    hc_json *out = HC_NEW(p->a, hc_json);
    switch (json_typeof(j)) {
    case JSON_OBJECT:
        convert_object(p, j, out);
        break;
    case JSON_ARRAY:
        out->type = HC_JSON_ARR;
        out->n = json_array_size(j);
        out->items = HC_NEW_N(p->a, hc_json *, out->n);
        for (size_t i = 0; i < out->n; i++)
            out->items[i] = convert(p, json_array_get(j, i));
        break;
    case JSON_INTEGER: {
        const place *at = &p->places[json_integer_value(j)];
        if (at->is_number) {
            hc_json_set_number(p->a, out, at->text);
        } else {
            out->type = HC_JSON_STR;
            out->text = decoded(p->a, at);
        }
        break;
    }
    case JSON_TRUE:
    case JSON_FALSE:
        out->type = HC_JSON_BOOL;
        out->b = json_is_true(j);
        break;
    case JSON_NULL:
    case JSON_STRING:
    case JSON_REAL:
        out->type = HC_JSON_NULL; /* the pass lets no string and no real number through */
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
    p->at = p->token = p->n_places = 0;
    p->stop = token_end;
    p->depth = 0;
    p->key_next = false;
    HC_TRY(run_pass(p));
    if (kind == json_error_premature_end_of_input)
        return placed(p, p->src.n, hc_fail(p->err, HC_E_SYNTAX, "E-JSON-06",
            "it ends too early: a bracket or brace is not closed",
            "중간에 끝남. 닫히지 않은 괄호가 있습니다"));
    if (kind == json_error_end_of_input_expected)
        return placed(p, p->token, hc_fail(p->err, HC_E_SYNTAX, "E-JSON-06",
            "there is more text behind the end of the document: '%s'",
            "문서가 끝난 뒤에 다른 내용이 있음: '%s'", shown(p, p->token, p->at)));
    return placed(p, p->token, hc_fail(p->err, HC_E_SYNTAX, "E-JSON-06",
        "'%s' may not stand here; look for a missing or surplus comma, colon or bracket",
        "이 자리에 '%s'{이/가} 올 수 없음. 빠지거나 남는 쉼표, 쌍점, 괄호를 확인하십시오",
        shown(p, p->token, p->at)));
}

/* jansson's tree lives for one conversion: its many small pieces lie in an arena and go with it. Memory through base: a failed
 * allocation must not look like bytes that are no JSON. */
static _Thread_local hc_arena *pieces;

static void *piece(size_t n)
{
    return pieces ? hc_alloc(pieces, n) : hc_xmalloc(n);
}

static void drop_piece(void *p)
{
    if (!pieces)
        free(p);
}

static void set_up(void)
{
    json_set_alloc_funcs(piece, drop_piece);
}

static hc_code read_disguised(pass *p, hc_json **out)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    HC_ASSERT(pthread_once(&once, set_up) == 0);
    json_error_t e;
    hc_str text = hc_buf_view(&p->out);
    pieces = p->scratch;
    json_t *j = json_loadb(text.p, text.n, JSON_DECODE_ANY, &e);
    hc_json *tree = j ? convert(p, j) : NULL;
    pieces = NULL;
    if (!j)
        return complain(p, &e);
    if (p->twin) {
        size_t at = (size_t)(p->twin->text.p - p->src.p);
        return placed(p, at - 1, hc_fail(p->err, HC_E_SYNTAX, "E-JSON-07",
            "the key %s stands twice in one object; remove one",
            "한 객체에 키 %s{이/가} 두 번 있음. 하나를 지우십시오", shown(p, at - 1, at + p->twin->text.n + 1)));
    }
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
    HC_AUTO(hc_arena_ptr) scratch = hc_arena_new();
    pass p = {.a = a, .scratch = scratch, .what = what, .src = bytes, .stop = SIZE_MAX, .err = err};
    hc_buf_init(&p.out, SIZE_MAX);
    hc_code code = run_pass(&p);
    if (code == HC_OK)
        code = read_disguised(&p, out);
    hc_buf_fini(&p.out);
    return code;
}
