// SPDX-License-Identifier: Apache-2.0
#include "pack/pack_int.h"

#include <stdio.h>
#include <string.h>

#include "text/display.h"
#include "text/utf8.h"

enum { SHOW_COLS = 40, LEAD_BYTES = 60, LINE_COLS = 100, LINE_BYTES = 600 };

hc_str hc_show(hc_arena *a, hc_str s)
{
    return hc_display_cut(a, hc_display_safe(a, hc_str_sub(s, 0, LINE_BYTES), false), SHOW_COLS);
}

void hc_hint_nearest(hc_arena *a, hc_spot *at, hc_str word, const char *const *words, size_t n)
{
    const char *near = hc_nearest(word, words, n);
    if (!near)
        return;
    at->hint_en = hc_fmt(a, "did you mean \"%s\"?", near);
    at->hint_ko = hc_fmt(a, "혹시 \"%s\"입니까?", near);
}

/* The source line around the needle, with carets below it and the hint behind them:
 *   14 | {"id":"p-14","expect":"refused"}
 *      |                       ^^^^^^^ did you mean "refuse"? */
static hc_str excerpt(hc_arena *a, const hc_spot *at, hc_str hint)
{
    if (at->text.n == 0)
        return hint.n ? hc_fmt(a, "\n  %.*s", HC_FS(hint)) : (hc_str){"", 0};
    bool slice = at->needle.n && at->needle.p >= at->text.p && at->needle.p < at->text.p + at->text.n;
    ptrdiff_t found = slice ? at->needle.p - at->text.p : at->needle.n ? hc_str_find(at->text, at->needle) : -1;
    size_t off = found < 0 ? 0 : (size_t)found, start = off > LEAD_BYTES ? off - LEAD_BYTES : 0;
    while (start < off && ((unsigned char)at->text.p[start] & 0xC0) == 0x80)
        start++;
    size_t needle = found < 0 ? 0 : at->needle.n;
    hc_str pre = hc_display_safe(a, hc_str_sub(at->text, start, off), false);
    hc_str rest = hc_display_safe(a, hc_str_sub(at->text, off, off + LINE_BYTES), false);
    hc_str mid = hc_display_safe(a, hc_str_sub(at->text, off, off + needle), false);
    hc_str line = hc_display_cut(a, hc_fmt(a, "%s%.*s%.*s", start ? "…" : "", HC_FS(pre), HC_FS(rest)), LINE_COLS);
    char number[24];
    int width = snprintf(number, sizeof number, "%4zu", at->line);
    if (!hint.n && !needle)
        return hc_fmt(a, "\n%s | %.*s", number, HC_FS(line));
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_buf_fmt(&b, "\n%s | %.*s\n%*s | ", number, HC_FS(line), width, "");
    size_t carets = hc_display_width(mid);
    for (size_t i = hc_display_width(pre) + (start > 0); needle && i > 0; i--)
        hc_buf_ch(&b, ' ');
    for (size_t i = 0; i < carets && i < SHOW_COLS; i++)
        hc_buf_ch(&b, '^');
    if (hint.n)
        hc_buf_fmt(&b, "%s%.*s", needle ? " " : "", HC_FS(hint));
    return hc_str_dup(a, hc_buf_view(&b));
}

void hc_problem(hc_problems *ps, const hc_spot *at, const char *id, const char *en, const char *ko, ...)
{
    ps->errors += at->level == HC_LINT_ERROR;
    if (ps->n >= HC_PROBLEMS_MAX)
        return;
    HC_AUTO(hc_buf) text_en;
    HC_AUTO(hc_buf) text_ko;
    hc_buf_init(&text_en, 1u << 16);
    hc_buf_init(&text_ko, 1u << 16);
    va_list ap, again;
    va_start(ap, ko);
    va_copy(again, ap);
    hc_buf_vfmt(&text_en, en, ap);
    hc_buf_vfmt(&text_ko, ko, again);
    va_end(again);
    va_end(ap);
    hc_buf_str(&text_en, excerpt(ps->a, at, at->hint_en));
    hc_buf_str(&text_ko, excerpt(ps->a, at, at->hint_ko));
    HC_GROW(ps->a, ps->list, ps->n, ps->cap);
    hc_finding *f = &ps->list[ps->n++];
    *f = (hc_finding){.level = at->level, .file = at->file, .line = at->line,
                      .en = hc_str_dup(ps->a, hc_buf_view(&text_en)),
                      .ko = hc_str_dup(ps->a, hc_buf_view(&text_ko))};
    snprintf(f->id, sizeof f->id, "%s", id);
}

/* Splits a leading "FILE:LINE: " or "FILE:LINE:COL: " off *text; 0 if there is none. */
static size_t cut_place(hc_str *text, hc_str file)
{
    hc_str rest = *text, number;
    uint64_t line;
    if (!hc_str_starts(rest, file))
        return 0;
    rest = hc_str_sub(rest, file.n, rest.n);
    if (!hc_str_cut(&rest, ':', &number) || number.n || !hc_str_cut(&rest, ':', &number) ||
        !hc_parse_u64(number, &line))
        return 0;
    hc_str after = rest;
    uint64_t col;
    if (hc_str_cut(&after, ':', &number) && hc_parse_u64(number, &col))
        rest = after;
    *text = hc_str_trim(rest);
    return (size_t)line;
}

hc_str hc_line(hc_str text, size_t line)
{
    size_t at = 0, end;
    for (size_t n = 1; n < line; n++) {
        while (at < text.n && text.p[at] != '\n' && text.p[at] != '\r')
            at++;
        if (at == text.n)
            return (hc_str){"", 0};
        at += text.p[at] == '\r' && at + 1 < text.n && text.p[at + 1] == '\n' ? 2 : 1;
    }
    for (end = at; end < text.n && text.p[end] != '\n' && text.p[end] != '\r';)
        end++;
    return hc_str_sub(text, at, end);
}

void hc_problem_err(hc_problems *ps, hc_str file, hc_str text, const char *id, const hc_err *e)
{
    hc_str en = hc_str_c(e->en), ko = hc_str_c(e->ko);
    hc_spot at = {.file = file, .line = cut_place(&en, file)};
    cut_place(&ko, file);
    at.text = at.line ? hc_line(text, at.line) : (hc_str){"", 0};
    hc_problem(ps, &at, id, "%s%.0s", "%.0s%s", hc_cstr(ps->a, en), hc_cstr(ps->a, ko));
}

/* "cannot read WHAT as JSON, line 1, column 29: WHY" -> "WHY" */
static const char *why(hc_arena *a, const char *text)
{
    const char *colon = strstr(text, ": ");
    return hc_cstr(a, hc_str_c(colon ? colon + 2 : text));
}

void hc_problem_json(hc_problems *ps, const hc_spot *where, const hc_err *e)
{
    hc_spot at = *where;
    const char *column = strstr(e->en, "column ");
    hc_str rest = hc_str_c(column ? column + strlen("column ") : ""), number;
    uint64_t col;
    if (hc_str_cut(&rest, ':', &number) && hc_parse_u64(number, &col) && col >= 1) {
        size_t from = 0;
        while (--col > 0 && from < at.text.n)
            (void)hc_utf8_next(at.text, &from);
        if (from < at.text.n)
            at.needle = hc_str_sub(at.text, from, from + hc_utf8_len_at(at.text, from));
    }
    hc_problem(ps, &at, "E-PACK-05", "not JSON: %s%.0s", "JSON이 아님: %.0s%s", why(ps->a, e->en), why(ps->a, e->ko));
}

static hc_str place(hc_arena *a, const hc_finding *f, hc_str name, bool folder)
{
    hc_str file = folder && f->file.n ? hc_fmt(a, "%.*s/%.*s", HC_FS(name), HC_FS(f->file))
                                      : f->file.n ? f->file : name;
    file = hc_display_safe(a, file, false);
    return f->line ? hc_fmt(a, "%.*s:%zu", HC_FS(file), f->line) : file;
}

hc_code hc_problems_fail(const hc_problems *ps, hc_str name, bool folder, hc_err *err)
{
    const hc_finding *f = ps->list;
    while (f->level != HC_LINT_ERROR)
        f++;
    hc_str at = place(ps->a, f, name, folder);
    hc_str shown = hc_display_safe(ps->a, folder || !f->file.n ? name : f->file, false);
    hc_fail(err, HC_E_INPUT, f->id, "%.*s: %s%.0s", "%.*s: %.0s%s", HC_FS(at), hc_cstr(ps->a, f->en),
            hc_cstr(ps->a, f->ko));
    if (ps->errors > 1)
        hc_err_hint(err, "%zu more problem%s; nothing was sent; show all: haechi pack lint %.*s",
                    "그 밖에 %zu건%.0s; 보낸 호출 없음; 모두 보기: haechi pack lint %.*s", ps->errors - 1,
                    ps->errors > 2 ? "s" : "", HC_FS(shown));
    else
        hc_err_hint(err, "nothing was sent", "보낸 호출 없음");
    return HC_E_INPUT;
}
