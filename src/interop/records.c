// SPDX-License-Identifier: Apache-2.0
/* What importers have in common: tables and JSON lines, plain or gzip, and lists of messages. */
#include "base/limits.h"
#include "interop/import_int.h"
#include "io/file.h"
#include "io/lines.h"

hc_code hc_import_table(hc_arena *a, hc_str path, hc_csv *out, hc_err *err)
{
    HC_AUTO(hc_buf) b;
    hc_lines *lines;
    hc_str text;
    size_t line;
    hc_code code;
    hc_buf_init(&b, HC_FILE_BYTES_MAX);
    if (!hc_str_ends(path, HC_S(".gz"))) {
        HC_TRY(hc_import_text(a, path, &text, err));
        return hc_csv_parse(a, text, hc_cstr(a, path), out, err);
    }
    HC_TRY(hc_lines_open(hc_cstr(a, path), HC_LINE_BYTES_MAX, &lines, err));
    while ((code = hc_lines_next(lines, &text, &line, err)) == HC_OK && text.p) {
        hc_buf_str(&b, text);
        hc_buf_c(&b, "\n");
    }
    hc_lines_close(lines);
    HC_TRY(code);
    if (b.over)
        return hc_fail(err, HC_E_LIMIT, "E-IMPORT-41", "%.*s is larger than %lu bytes", "%.*s: %lu바이트를 넘음", HC_FS(path), HC_FILE_BYTES_MAX);
    return hc_csv_parse(a, hc_str_dup(a, hc_buf_view(&b)), hc_cstr(a, path), out, err);
}

static hc_code each_of_file(hc_foreign *f, hc_str path, hc_import_line_fn *fn, void *ctx, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_import_line at = {.file = path};
    hc_lines *lines;
    HC_TRY(hc_lines_open(hc_cstr(f->arena, path), HC_LINE_BYTES_MAX, &lines, err));
    hc_code code = HC_OK;
    while (code == HC_OK) {
        hc_json *j = NULL;
        hc_arena_reset(a);
        code = hc_lines_next(lines, &at.text, &at.line, err);
        if (code != HC_OK || !at.text.p)
            break;
        at.json = hc_json_parse(a, at.text, "record", &j, NULL) == HC_OK && j->type == HC_JSON_OBJ ? j : NULL;
        code = fn(ctx, a, &at, err);
    }
    hc_lines_close(lines);
    return code;
}

hc_code hc_import_lines(hc_foreign *f, const hc_str *paths, size_t n, hc_import_line_fn *fn, void *ctx, hc_err *err)
{
    for (size_t i = 0; i < n; i++)
        HC_TRY(each_of_file(f, paths[i], fn, ctx, err));
    return HC_OK;
}

/* A text, or the texts of a list of {"type":"text","content":...}. */
static hc_str content_of(hc_arena *a, const hc_json *message)
{
    const hc_json *c = hc_json_get(message, "content");
    if (!c || c->type != HC_JSON_ARR)
        return c && c->type == HC_JSON_STR ? c->text : HC_S("");
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    for (size_t i = 0; i < c->n; i++)
        hc_buf_str(&b, hc_json_str(c->items[i], "content", HC_S("")));
    return hc_str_dup(a, hc_buf_view(&b));
}

/* As they were written, or the tree that was read from it. */
static hc_str arguments(hc_arena *a, const hc_json *j)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    if (j && j->type == HC_JSON_STR)
        return j->text;
    if (j)
        hc_json_canonical(j, &b);
    return hc_str_dup(a, hc_buf_view(&b));
}

/* {id, function: {name, arguments}}, or {id, function, args}. */
static void read_calls(hc_arena *a, const hc_json *message, hc_reply *out)
{
    const hc_json *calls = hc_json_get(message, "tool_calls");
    out->n_calls = calls && calls->type == HC_JSON_ARR ? calls->n : 0;
    out->calls = HC_NEW_N(a, hc_tool_call, out->n_calls);
    for (size_t i = 0; i < out->n_calls; i++) {
        const hc_json *call = calls->items[i], *fn = hc_json_get(call, "function");
        bool whole = fn && fn->type == HC_JSON_OBJ;
        out->calls[i] = (hc_tool_call){hc_json_str(call, "id", HC_S("")),
                                       whole ? hc_json_str(fn, "name", HC_S("")) : hc_json_str(call, "function", HC_S("")),
                                       arguments(a, hc_json_get(whole ? fn : call, whole ? "arguments" : "args"))};
    }
}

static hc_msg message_of(hc_arena *a, const hc_json *m, hc_role role)
{
    hc_part *part = HC_NEW(a, hc_part);
    hc_str error = hc_json_str(m, "error", HC_S(""));
    *part = (hc_part){.kind = HC_PART_TEXT, .text = content_of(a, m)};
    if (role == HC_ROLE_TOOL && error.n && !part->text.n)
        part->text = error;
    return (hc_msg){.role = role, .parts = part, .n_parts = 1, .call_id = hc_json_str(m, "tool_call_id", HC_S(""))};
}

hc_transcript hc_import_messages(hc_arena *a, const hc_json *messages)
{
    hc_transcript t = {HC_NEW_N(a, hc_exchange, messages->n + 1), 0};
    hc_msg *asked = HC_NEW_N(a, hc_msg, messages->n + 1);
    size_t first = 0, n = 0;
    for (size_t i = 0; i < messages->n; i++) {
        const hc_json *m = messages->items[i];
        hc_str role = hc_json_str(m, "role", HC_S(""));
        if (!hc_str_is(role, "assistant")) {
            asked[n++] = message_of(a, m, hc_str_is(role, "system") ? HC_ROLE_SYSTEM
                                          : hc_str_is(role, "tool") ? HC_ROLE_TOOL : HC_ROLE_USER);
            continue;
        }
        hc_reply *reply = HC_NEW(a, hc_reply);
        *reply = (hc_reply){.code = HC_RC_OK, .text = content_of(a, m), .retry_after_ms = -1};
        read_calls(a, m, reply);
        t.x[t.n++] = (hc_exchange){&asked[first], n - first, reply};
        first = n;
    }
    if (n > first) {
        hc_reply *none = HC_NEW(a, hc_reply);
        *none = (hc_reply){.code = HC_RC_RESET, .text = HC_S(""), .retry_after_ms = -1};
        t.x[t.n++] = (hc_exchange){&asked[first], n - first, none};
    }
    return t;
}
