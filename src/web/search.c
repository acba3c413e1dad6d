// SPDX-License-Identifier: Apache-2.0
#include "web/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "engine/sample.h"
#include "ledger/labels.h"
#include "report/masking.h"
#include "text/normalize.h"
#include "text/regex.h"
#include "text/utf8.h"
#include "web/case.h"

enum { AROUND = 80 };              /* bytes of context on either side */

struct hc_search { hc_regex *re; hc_jw *w; size_t hits; int64_t until_s; bool more; };

static int64_t mono_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

/* The words as they are: every ASCII mark behind a backslash. */
static hc_str as_pattern(hc_arena *a, hc_str words)
{
    char *p = hc_alloc(a, words.n * 2 + 1);
    size_t n = 0;
    for (size_t i = 0; i < words.n; i++) {
        char c = words.p[i];
        bool mark = (unsigned char)c < 0x80 && !(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z');
        if (mark)
            p[n++] = '\\';
        p[n++] = c;
    }
    return (hc_str){p, n};
}

hc_code hc_search_new(hc_str words, hc_jw *w, hc_search **out, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_regex *re;
    if (!hc_str_trim(words).n || words.n > HC_SEARCH_BYTES)
        return hc_fail(err, HC_E_INPUT, "E-WEB-30", "a search needs q: 1 to %d bytes of text", "검색어(q)는 1~%d바이트여야 함", HC_SEARCH_BYTES);
    HC_TRY(hc_regex_new(as_pattern(a, hc_nfc(a, words)), HC_S("i"), &re, err));
    hc_search *s = hc_xcalloc(1, sizeof *s);
    *s = (hc_search){.re = re, .w = w, .until_s = mono_s() + HC_SEARCH_S};
    *out = s;
    return HC_OK;
}

void hc_search_free(hc_search *s)
{
    hc_regex_free(s->re);
    free(s);
}

bool hc_search_more(const hc_search *s)
{
    return s->more;
}

static hc_code find(const hc_search *s, hc_arena *a, hc_str *text, bool *found, hc_str *hit, hc_err *err)
{
    hc_match m;
    *text = hc_nfc(a, hc_utf8_repair(a, *text));
    HC_TRY(hc_regex_find(s->re, *text, 0, found, &m, err));
    if (*found)
        *hit = m.group[0];
    return HC_OK;
}

static bool inside_character(hc_str text, size_t at)
{
    return at < text.n && ((unsigned char)text.p[at] & 0xC0) == 0x80;
}

/* What stands on both sides, cut at characters. */
static void hit_json(hc_search *s, hc_str run, uint64_t number, size_t message, hc_str text, hc_str hit)
{
    size_t at = (size_t)(hit.p - text.p), end = at + hit.n, from = at > AROUND ? at - AROUND : 0;
    size_t to = end + AROUND < text.n ? end + AROUND : text.n;
    char id[24];
    while (inside_character(text, from))
        from++;
    while (inside_character(text, to))
        to--;
    snprintf(id, sizeof id, "m%zu", message);
    hc_jw_obj(s->w);
    hc_jw_kstr(s->w, "run", run);
    hc_jw_ki64(s->w, "case", (int64_t)number);
    hc_jw_kc(s->w, "message", id);
    hc_jw_kstr(s->w, "before", hc_str_sub(text, from, at));
    hc_jw_kstr(s->w, "match", hit);
    hc_jw_kstr(s->w, "after", hc_str_sub(text, end, to));
    hc_jw_end(s->w);
    s->more = ++s->hits >= HC_SEARCH_HITS;
}

typedef struct glance { const hc_search *s; hc_recorded *r; hc_arena *a; bool found; } glance;

static hc_code glance_at(glance *g, hc_str text, hc_err *err)
{
    hc_str hit;
    return g->found ? HC_OK : find(g->s, g->a, &text, &g->found, &hit, err);
}

static hc_code glance_reply(void *ctx, const hc_record *rec, hc_err *err)
{
    glance *g = ctx;
    hc_str body;
    hc_reply reply;
    if (g->found || !rec->final || !hc_str_is(rec->addr.strand, "0"))
        return HC_OK;
    HC_TRY(hc_ledger_body(g->r->ledger, rec->log, rec->seq, "reply", g->a, &body, err));
    HC_TRY(hc_reply_read(g->a, body, &reply, err));
    return glance_at(g, reply.text.n ? reply.text : reply.refusal, err);
}

/* Whether the words may stand in the case: cheaper than playing it. */
static hc_code may_hold(glance *g, const hc_row *row, hc_err *err)
{
    hc_str record;
    const hc_item *item = hc_sample_item(g->a, g->r->plan, &row->addr, row->item);
    if (g->r->imported) {
        hc_code code = hc_ledger_imported(g->r->ledger, &row->addr, g->a, &record, err);
        g->found = code == HC_OK;  /* its conversation is one body: look at it as the page shows it */
        return code == HC_E_MISSING ? HC_OK : code;
    }
    HC_TRY(glance_at(g, item->system, err));
    for (size_t i = 0; i < item->n_turns; i++)
        HC_TRY(glance_at(g, hc_msg_text(g->a, &item->turns[i].msg), err));
    return g->found ? HC_OK : hc_ledger_each(g->r->ledger, HC_ENT_REPLY, &row->addr, glance_reply, g, err);
}

static hc_code search_case(hc_search *s, hc_str name, hc_recorded *r, const hc_row *row, uint64_t number, hc_arena *a, hc_err *err)
{
    hc_case_talk talk;
    HC_TRY(hc_case_talk_of(r, row, a, &talk, err));
    for (size_t i = 0; i < talk.n && !s->more; i++) {
        hc_str text = talk.m[i].text, hit;
        bool found;
        HC_TRY(find(s, a, &text, &found, &hit, err));
        text = found ? hc_mask_text((hc_mask){a, false}, talk.m[i].text) : text;
        if (found)
            HC_TRY(find(s, a, &text, &found, &hit, err));
        if (found)
            hit_json(s, name, number, i + 1, text, hit);
    }
    return HC_OK;
}

hc_code hc_search_run(hc_search *s, hc_str name, hc_recorded *r, const hc_rows *rows, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    HC_AUTO(hc_cursor) cursor;
    hc_code code = HC_OK;
    hc_cursor_init(&cursor, rows);
    for (size_t i = 0; i < rows->n && code == HC_OK && !s->more; i++) {
        glance g = {.s = s, .r = r, .a = a};
        hc_arena_reset(a);
        hc_row row = *hc_cursor_at(&cursor, i);
        code = hc_ledger_pin(r->ledger, err);
        if (code == HC_OK)
            code = may_hold(&g, &row, err);
        if (code == HC_OK && g.found)
            code = search_case(s, name, r, &row, i + 1, a, err);
        s->more = s->more || mono_s() > s->until_s;
    }
    hc_ledger_unpin(r->ledger);
    return code;
}
