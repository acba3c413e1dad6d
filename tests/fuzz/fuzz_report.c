// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"
#include "report/report.h"
#include "text/utf8.h"

/* Nothing of a text becomes markup, whichever rendering it goes through. */
static void shown(hc_arena *a, const hc_both *text)
{
    HC_AUTO(hc_buf) html;
    HC_AUTO(hc_buf) md;
    hc_document d = {.a = a, .ko = true, .title = text->ko, .subtitle = text->en};
    hc_doc_table *t = hc_doc_table_add(&d, "t", text->en, text->ko, 1, 1);
    t->head[0] = text->ko;
    t->cell[0] = text->en;
    hc_buf_init(&html, SIZE_MAX);
    hc_buf_init(&md, SIZE_MAX);
    hc_doc_html(&d, &(hc_doc_script){0}, &html);
    hc_doc_markdown(&d, &md);
    HC_ASSERT(hc_str_find(hc_buf_view(&html), HC_S("<script")) < 0 && hc_str_find(hc_buf_view(&md), HC_S("<")) < 0);
    HC_ASSERT(hc_utf8_valid(hc_buf_view(&html)) && hc_utf8_valid(hc_buf_view(&md)));
}

static void refused(hc_code code, const hc_err *err)
{
    HC_ASSERT((code == HC_E_INPUT || code == HC_E_SYNTAX || code == HC_E_LIMIT) && err->en[0] && err->ko[0]);
}

/* A profile: every clause asks for something, and a report without anything lacks all of it. */
static size_t profile(hc_arena *a, hc_str bytes, hc_str **out_ids)
{
    hc_profile p;
    hc_report nothing = {0};
    hc_err err;
    hc_code code = hc_profile_parse(a, bytes, "p.yaml", &p, &err);
    *out_ids = NULL;
    if (code != HC_OK) {
        refused(code, &err);
        return 0;
    }
    HC_ASSERT(p.id.n && p.n_clauses > 0);
    shown(a, &p.title);
    for (size_t i = 0; i < p.n_clauses; i++) {
        HC_ASSERT(p.clause[i].id.n && p.clause[i].n_fields + p.clause[i].n_stated > 0 && hc_clause_missing(a, &nothing, &p.clause[i]).n);
        shown(a, &p.clause[i].title);
    }
    return hc_profile_ids(a, &p, out_ids);
}

/* The same bytes as profile and as notes; whatever is read can be shown. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    static const hc_str more[] = {{"compute", 7}};
    hc_str bytes = {(const char *)data, size}, *ids;
    hc_notes n;
    hc_err err;
    size_t n_ids = profile(a, bytes, &ids);
    hc_code code = hc_notes_read(a, bytes, "n.yaml", n_ids ? ids : more, n_ids ? n_ids : HC_LEN(more), &n, &err);
    if (code != HC_OK) {
        refused(code, &err);
        return 0;
    }
    shown(a, &n.title);
    for (size_t i = 0; i < n.n_fields; i++)
        shown(a, &n.field[i].text);
    for (size_t i = 0; i < n.n_limits; i++)
        shown(a, &n.limit[i]);
    for (size_t i = 0; i < n.n_actions; i++)
        shown(a, &n.action[i].what);
    return 0;
}
