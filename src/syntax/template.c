// SPDX-License-Identifier: Apache-2.0
#include "syntax/template.h"

#include "base/limits.h"
#include "text/display.h"
#include "text/utf8.h"

typedef struct renderer {
    hc_arena *a;
    hc_str source;
    const char *file;
    const hc_map *vars;
    hc_err *err;
} renderer;

static hc_code unknown(const renderer *r, size_t at, hc_str name)
{
    const char **names = HC_NEW_N(r->a, const char *, r->vars->n + 1);
    for (size_t i = 0; i < r->vars->n; i++)
        names[i] = hc_cstr(r->a, r->vars->entries[i].key);
    const char *near = hc_nearest(name, names, r->vars->n);
    const char *shown = hc_cstr(r->a, hc_display_cut(r->a, hc_display_safe(r->a, name, false), 60));
    hc_fail(r->err, HC_E_INPUT, "E-TMPL-01",
        "%s:%zu: no value is named '%s'; a literal {{ is written {{{{",
        "%s:%zu: 값의 이름 '%s'{을/를} 찾을 수 없음. {{ 자체는 {{{{로 쓰십시오", r->file,
        hc_utf8_pos(r->source, at).line, shown);
    if (near)
        hc_err_hint(r->err, "did you mean '%s'?", "혹시 '%s'입니까?", near);
    return HC_E_INPUT;
}

/* Replaces the "{{" at `at`; *next is the byte behind what it stood for. */
static hc_code replace(const renderer *r, size_t at, size_t *next, hc_buf *out)
{
    hc_str rest = hc_str_sub(r->source, at + 2, r->source.n);
    if (hc_str_starts(rest, HC_S("{{"))) {
        hc_buf_c(out, "{{");
        *next = at + 4;
        return HC_OK;
    }
    ptrdiff_t close = hc_str_find(rest, HC_S("}}"));
    if (close < 0)
        return hc_fail(r->err, HC_E_INPUT, "E-TMPL-02",
            "%s:%zu: {{ is not closed by }}; a literal {{ is written {{{{",
            "%s:%zu: 여는 괄호 {{에 대응하는 }} 표시가 없음. {{ 자체는 {{{{로 쓰십시오", r->file,
            hc_utf8_pos(r->source, at).line);
    hc_str name = hc_str_trim(hc_str_sub(rest, 0, (size_t)close));
    const hc_str *value = hc_map_get(r->vars, name);
    if (!value)
        return unknown(r, at, name);
    hc_buf_str(out, *value);
    *next = at + 2 + (size_t)close + 2;
    return HC_OK;
}

hc_code hc_template_render(hc_arena *a, hc_str source, const char *file, const hc_map *vars, hc_str *out,
                           hc_err *err)
{
    renderer r = {a, source, file, vars, err};
    HC_AUTO(hc_buf) text;
    hc_buf_init(&text, HC_REPLY_BYTES_MAX);
    size_t at = 0;
    for (;;) {
        hc_str rest = hc_str_sub(source, at, source.n);
        ptrdiff_t open = hc_str_find(rest, HC_S("{{"));
        hc_buf_str(&text, hc_str_sub(rest, 0, open < 0 ? rest.n : (size_t)open));
        if (open < 0)
            break;
        HC_TRY(replace(&r, at + (size_t)open, &at, &text));
    }
    if (text.over)
        return hc_fail(err, HC_E_LIMIT, "E-TMPL-03", "%s: the filled template exceeds %lu MiB",
                       "%s: 채운 템플릿이 %lu MiB를 넘음", file, HC_REPLY_BYTES_MAX >> 20);
    *out = hc_str_dup(a, hc_buf_view(&text));
    return HC_OK;
}
