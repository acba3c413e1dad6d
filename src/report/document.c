// SPDX-License-Identifier: Apache-2.0
#include "report/document.h"

#include "text/display.h"

hc_doc_block *hc_doc_add(hc_document *d, hc_block_kind kind, hc_str lead, hc_str text)
{
    HC_GROW(d->a, d->block, d->n, d->cap);
    d->block[d->n] = (hc_doc_block){.kind = kind, .lead = lead, .text = text};
    return &d->block[d->n++];
}

hc_doc_table *hc_doc_table_add(hc_document *d, const char *id, hc_str lead, hc_str text, size_t cols, size_t rows)
{
    hc_doc_table *t = HC_NEW(d->a, hc_doc_table);
    *t = (hc_doc_table){.id = hc_str_c(id), .cols = cols, .rows = rows, .head = HC_NEW_N(d->a, hc_str, cols), .to = 1,
                        .cell = HC_NEW_N(d->a, hc_str, cols * rows + 1)};
    hc_doc_add(d, HC_DOC_TABLE, lead, text)->table = t;
    return t;
}

void hc_doc_escape(hc_buf *out, hc_arena *a, hc_str s)
{
    hc_str safe = hc_display_safe(a, s, true);
    for (size_t i = 0; i < safe.n; i++) {
        char c = safe.p[i];
        const char *name = c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : c == '"' ? "&quot;" : c == '\'' ? "&#39;" : NULL;
        if (name)
            hc_buf_c(out, name);
        else
            hc_buf_ch(out, c);
    }
}

/* ---- JSON ----------------------------------------------------------------------------------------------- */

static void table_json(const hc_doc_table *t, hc_jw *w)
{
    hc_jw_obj(w);
    hc_jw_kstr(w, "id", t->id);
    hc_jw_key(w, "head");
    hc_jw_strs(w, t->head, t->cols);
    hc_jw_key(w, "rows");
    hc_jw_arr(w);
    for (size_t r = 0; r < t->rows; r++)
        hc_jw_strs(w, t->cell + r * t->cols, t->cols);
    hc_jw_end(w);
    hc_jw_end(w);
}

void hc_doc_json(const hc_document *d, hc_jw *w)
{
    static const char *const kinds[HC_DOC_KIND_COUNT] = {"head", "subhead", "summary", "paragraph", "bullet", "note", "table"};
    hc_jw_obj(w);
    hc_jw_kc(w, "lang", d->ko ? "ko" : "en");
    hc_jw_kstr(w, "title", d->title);
    hc_jw_kstr(w, "subtitle", d->subtitle);
    hc_jw_key(w, "header");
    hc_jw_strs(w, d->header, HC_LEN(d->header));
    hc_jw_key(w, "footer");
    hc_jw_strs(w, d->footer, HC_LEN(d->footer));
    hc_jw_key(w, "blocks");
    hc_jw_arr(w);
    for (size_t i = 0; i < d->n; i++) {
        const hc_doc_block *b = &d->block[i];
        hc_jw_obj(w);
        hc_jw_kc(w, "kind", kinds[b->kind]);
        hc_jw_kstr(w, "lead", b->lead);
        hc_jw_kstr(w, "text", b->text);
        if (b->table) {
            hc_jw_key(w, "table");
            table_json(b->table, w);
        }
        hc_jw_end(w);
    }
    hc_jw_end(w);
    hc_jw_end(w);
}

/* ---- Markdown ------------------------------------------------------------------------------------------- */

/* One line; nothing that Markdown or HTML would read as its own. */
static void md_text(const hc_document *d, hc_buf *out, hc_str s)
{
    hc_str safe = hc_display_safe(d->a, s, false);
    for (size_t i = 0; i < safe.n; i++) {
        char c = safe.p[i];
        if (c == '<' || c == '&') {
            hc_buf_c(out, c == '<' ? "&lt;" : "&amp;");
            continue;
        }
        if (c == '|' || c == '\\' || c == '`' || c == '*' || c == '_' || c == '[' || c == '!' || (i == 0 && (c == '#' || c == '-' || c == '+')))
            hc_buf_ch(out, '\\');
        hc_buf_ch(out, c);
    }
}

static void md_row(const hc_document *d, const hc_str *cells, size_t n, hc_buf *out)
{
    for (size_t i = 0; i < n; i++) {
        hc_buf_c(out, "| ");
        md_text(d, out, cells[i]);
        hc_buf_ch(out, ' ');
    }
    hc_buf_c(out, "|\n");
}

static void md_table(const hc_document *d, const hc_doc_table *t, hc_buf *out)
{
    md_row(d, t->head, t->cols, out);
    for (size_t i = 0; i < t->cols; i++)
        hc_buf_c(out, "| --- ");
    hc_buf_c(out, "|\n");
    for (size_t r = 0; r < t->rows; r++)
        md_row(d, t->cell + r * t->cols, t->cols, out);
    hc_buf_ch(out, '\n');
}

static void md_line(const hc_document *d, const hc_doc_block *b, const char *mark, hc_buf *out)
{
    hc_buf_c(out, mark);
    if (b->lead.n) {
        hc_buf_c(out, "**");
        md_text(d, out, b->lead);
        hc_buf_c(out, b->text.n ? "** " : "**");
    }
    md_text(d, out, b->text);
}

void hc_doc_markdown(const hc_document *d, hc_buf *out)
{
    static const char *const marks[HC_DOC_KIND_COUNT] = {"## ", "### ", "> - ", "", "- ", "> ", ""};
    hc_buf_c(out, "# ");
    md_text(d, out, d->title);
    hc_buf_c(out, "\n\n");
    md_text(d, out, d->subtitle);
    hc_buf_c(out, "\n\n");
    for (size_t i = 0; i < HC_LEN(d->header); i++) {
        hc_buf_c(out, i ? " · " : "");
        md_text(d, out, d->header[i]);
    }
    hc_buf_c(out, "\n\n");
    for (size_t i = 0; i < d->n; i++) {
        const hc_doc_block *b = &d->block[i];
        bool list = b->kind == HC_DOC_BOX || b->kind == HC_DOC_BULLET;
        if (b->lead.n || b->text.n) {
            md_line(d, b, marks[b->kind], out);
            hc_buf_c(out, list && i + 1 < d->n && d->block[i + 1].kind == b->kind ? "\n" : "\n\n");
        }
        if (b->table)
            md_table(d, b->table, out);
    }
    hc_buf_c(out, "---\n\n");
    md_text(d, out, d->footer[0]);
    hc_buf_c(out, "\n\n");
    md_text(d, out, d->footer[1]);
    hc_buf_ch(out, '\n');
}
