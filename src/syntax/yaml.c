// SPDX-License-Identifier: Apache-2.0
/* libyaml gives events; a stack of open collections, as deep as the cap, turns them into a tree. */
#include "syntax/yaml.h"

#include <string.h>
#include <yaml.h>

#include "base/map.h"
#include "syntax/json_int.h"
#include "text/display.h"
#include "text/utf8.h"

typedef struct level {
    hc_json *node;
    size_t items_cap, keys_cap;
    bool has_key;          /* a key was read, its value comes next */
    hc_str key;
    yaml_mark_t key_mark;
    hc_map seen;           /* keys of a mapping */
} level;

typedef struct loader {
    hc_arena *a, *scratch;
    const char *file;
    hc_err *err;
    level stack[HC_JSON_DEPTH_MAX];
    size_t depth;
    hc_json *root;
} loader;

static hc_code placed(const loader *l, yaml_mark_t mark, hc_code code)
{
    return hc_err_ctx(l->err, code, "%s:%zu:%zu: ", "%s:%zu:%zu: ", l->file, mark.line + 1, mark.column + 1);
}

static const char *shown(const loader *l, hc_str s)
{
    return hc_cstr(l->a, hc_display_cut(l->a, hc_display_safe(l->a, s, false), 60));
}

static hc_code refuse_anchor(const loader *l, yaml_mark_t mark)
{
    return placed(l, mark, hc_fail(l->err, HC_E_SYNTAX, "E-YAML-02",
        "anchors (&name) and aliases (*name) are not allowed; write the value out, and text "
        "that starts with "
        "& or * in quotes",
        "앵커(&이름)와 별칭(*이름)은 쓸 수 없음. 값을 그대로 쓰고, & 또는 *로 시작하는 글은 따옴표로 감싸십시오"));
}

static hc_code check_properties(const loader *l, yaml_mark_t mark, const yaml_char_t *anchor,
                                const yaml_char_t *tag)
{
    if (anchor)
        return refuse_anchor(l, mark);
    if (tag)
        return placed(l, mark, hc_fail(l->err, HC_E_SYNTAX, "E-YAML-03",
            "tags (!name) are not allowed; remove the tag, and put text that starts with ! in "
            "quotes",
            "태그(!이름)는 쓸 수 없음. 태그를 지우고, !로 시작하는 글은 따옴표로 감싸십시오"));
    return HC_OK;
}

/* Plain scalars follow the JSON schema; nothing at all is null. */
static void set_scalar(hc_arena *a, hc_json *out, hc_str text, bool plain)
{
    if (plain && hc_json_is_number(text)) {
        hc_json_set_number(a, out, text);
    } else if (plain && (hc_str_is(text, "true") || hc_str_is(text, "false"))) {
        out->type = HC_JSON_BOOL;
        out->b = text.n == 4;
    } else if (plain && (text.n == 0 || hc_str_is(text, "null"))) {
        out->type = HC_JSON_NULL;
    } else {
        out->type = HC_JSON_STR;
        out->text = hc_str_dup(a, text);
    }
}

/* Gives `node` its place in the collection that is open. */
static void attach(loader *l, hc_json *node, yaml_mark_t mark)
{
    if (l->depth == 0) {
        l->root = node;
    } else {
        level *top = &l->stack[l->depth - 1];
        hc_json *parent = top->node;
        HC_GROW(l->a, parent->items, parent->n, top->items_cap);
        if (parent->type == HC_JSON_OBJ) {
            HC_GROW(l->a, parent->keys, parent->n, top->keys_cap);
            parent->keys[parent->n] = top->key;
            top->has_key = false;
            /* The value of `key:` that starts on a later line: messages had better name the key. */
            if (top->key_mark.line != mark.line)
                mark = top->key_mark;
        }
        parent->items[parent->n++] = node;
    }
    node->line = (int)mark.line + 1;
    node->col = (int)mark.column + 1;
}

static bool wants_key(const loader *l)
{
    const level *top = l->depth ? &l->stack[l->depth - 1] : NULL;
    return top && top->node->type == HC_JSON_OBJ && !top->has_key;
}

static hc_code take_key(loader *l, const hc_json *scalar, yaml_mark_t mark)
{
    level *top = &l->stack[l->depth - 1];
    if (scalar->type != HC_JSON_STR)
        return placed(l, mark, hc_fail(l->err, HC_E_SYNTAX, "E-YAML-04",
            "a key must be text; put numbers, true, false and null in quotes",
            "키는 글자여야 함. 숫자, true, false, null은 따옴표로 감싸십시오"));
    top->key = scalar->text;
    top->key_mark = mark;
    top->has_key = true;
    hc_str *mine = HC_NEW(l->scratch, hc_str);
    if (hc_map_put_new(&top->seen, top->key, mine) != mine)
        return placed(l, mark, hc_fail(l->err, HC_E_SYNTAX, "E-YAML-05",
            "the key '%s' stands twice in one mapping; remove one",
            "한 매핑에 키 '%s'{이/가} 두 번 있음. 하나를 지우십시오", shown(l, top->key)));
    return HC_OK;
}

static hc_code take_scalar(loader *l, const yaml_event_t *e)
{
    HC_TRY(check_properties(l, e->start_mark, e->data.scalar.anchor, e->data.scalar.tag));
    hc_json *node = HC_NEW(l->a, hc_json);
    hc_str text = {(const char *)e->data.scalar.value, e->data.scalar.length};
    set_scalar(l->a, node, text, e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE);
    if (wants_key(l))
        return take_key(l, node, e->start_mark);
    attach(l, node, e->start_mark);
    return HC_OK;
}

static hc_code open_collection(loader *l, yaml_mark_t mark, hc_json_type type, const yaml_char_t *anchor,
                               const yaml_char_t *tag)
{
    HC_TRY(check_properties(l, mark, anchor, tag));
    if (wants_key(l))
        return placed(l, mark, hc_fail(l->err, HC_E_SYNTAX, "E-YAML-04",
            "a key must be text, not a list or mapping; put braces and brackets in quotes",
            "키는 목록이나 매핑이 아니라 글자여야 함. 괄호로 시작하는 글은 따옴표로 감싸십시오"));
    if (l->depth == HC_JSON_DEPTH_MAX)
        return placed(l, mark, hc_fail(l->err, HC_E_LIMIT, "E-YAML-06",
            "nested deeper than %d levels; flatten the document", "%d단계보다 깊은 중첩. 구조를 단순하게 하십시오",
            HC_JSON_DEPTH_MAX));
    hc_json *node = HC_NEW(l->a, hc_json);
    node->type = type;
    attach(l, node, mark);
    level *top = &l->stack[l->depth++];
    *top = (level){.node = node};
    hc_map_init(&top->seen, l->scratch);
    return HC_OK;
}

static hc_code take_event(loader *l, const yaml_event_t *e)
{
    switch (e->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (l->root)
            return placed(l, e->start_mark, hc_fail(l->err, HC_E_SYNTAX, "E-YAML-07",
                "a second document (---) is not allowed; put it in a file of its own",
                "두 번째 문서(---)는 쓸 수 없음. 별도 파일로 나누십시오"));
        return HC_OK;
    case YAML_ALIAS_EVENT:
        return refuse_anchor(l, e->start_mark);
    case YAML_SCALAR_EVENT:
        return take_scalar(l, e);
    case YAML_SEQUENCE_START_EVENT:
        return open_collection(l, e->start_mark, HC_JSON_ARR, e->data.sequence_start.anchor,
                               e->data.sequence_start.tag);
    case YAML_MAPPING_START_EVENT:
        return open_collection(l, e->start_mark, HC_JSON_OBJ, e->data.mapping_start.anchor,
                               e->data.mapping_start.tag);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        l->depth--;
        return HC_OK;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        return HC_OK;
    }
    return HC_OK;
}

/* What usually is behind a complaint of libyaml. */
static hc_code add_advice(const loader *l, const char *problem)
{
    if (strstr(problem, "cannot start any token"))
        hc_err_hint(l->err, "indent with blanks, not tabs; put text that starts with %%, @ or ` in quotes",
                    "탭 대신 공백으로 들여쓰고, %%, @, `로 시작하는 글은 따옴표로 감싸십시오");
    else if (strstr(problem, "mapping values are not allowed"))
        hc_err_hint(l->err, "text that contains ': ' must be in quotes; check the indentation",
                    "쌍점과 빈칸(': ')이 들어간 글은 따옴표로 감싸고, 들여쓰기를 확인하십시오");
    else
        hc_err_hint(l->err, "check the indentation, the quotes and the brackets of this and the line before",
                    "이 줄과 앞줄의 들여쓰기, 따옴표, 괄호를 확인하십시오");
    return HC_E_SYNTAX;
}

static hc_code parser_error(const loader *l, const yaml_parser_t *p)
{
    if (p->error == YAML_MEMORY_ERROR)
        hc_out_of_memory();
    const char *problem = p->problem ? p->problem : "unreadable";
    hc_fail(l->err, HC_E_SYNTAX, "E-YAML-01", "not valid YAML: %s", "올바른 YAML이 아님: %s", problem);
    /* The reader, which refuses control characters, knows no line: mark is where parsing stood. */
    placed(l, p->error == YAML_READER_ERROR ? p->mark : p->problem_mark, HC_E_SYNTAX);
    return add_advice(l, problem);
}

static hc_code run(loader *l, yaml_parser_t *p)
{
    for (;;) {
        yaml_event_t e;
        if (!yaml_parser_parse(p, &e))
            return parser_error(l, p);
        bool end = e.type == YAML_STREAM_END_EVENT;
        hc_code code = take_event(l, &e);
        yaml_event_delete(&e);
        if (code || end)
            return code;
    }
}

hc_code hc_yaml_parse(hc_arena *a, hc_str bytes, const char *file, hc_json **out, hc_err *err)
{
    if (hc_str_starts(bytes, HC_S("\xEF\xBB\xBF")))
        bytes = hc_str_sub(bytes, 3, bytes.n);
    size_t bad = hc_utf8_valid_prefix(bytes);
    hc_pos pos = hc_utf8_pos(bytes, bad);
    if (bad < bytes.n)
        return hc_fail(err, HC_E_SYNTAX, "E-YAML-08",
            "%s:%zu:%zu: byte 0x%02X is not UTF-8; save the file as UTF-8",
            "%s:%zu:%zu: 바이트 0x%02X{은/는} UTF-8이 아님. 파일을 UTF-8로 저장하십시오", file, pos.line, pos.col,
            (unsigned char)bytes.p[bad]);
    yaml_parser_t p;
    if (!yaml_parser_initialize(&p))
        hc_out_of_memory();
    yaml_parser_set_encoding(&p, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&p, (const unsigned char *)(bytes.n ? bytes.p : ""), bytes.n);
    HC_AUTO(hc_arena_ptr) scratch = hc_arena_new();
    loader l = {.a = a, .scratch = scratch, .file = file, .err = err};
    hc_code code = run(&l, &p);
    yaml_parser_delete(&p);
    if (code == HC_OK && !l.root)
        return hc_fail(err, HC_E_SYNTAX, "E-YAML-09",
            "%s: the file is empty", "%s: 파일이 비어 있음", file);
    if (code == HC_OK)
        *out = l.root;
    return code;
}
