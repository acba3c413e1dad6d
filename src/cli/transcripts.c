// SPDX-License-Identifier: Apache-2.0
#include "cli/transcripts.h"

#include "cli/view.h"
#include "core/transcript.h"
#include "engine/sample.h"
#include "ledger/labels.h"
#include "report/masking.h"
#include "score/fields.h"

typedef struct collector { hc_recorded *r; hc_arena *a; bool bare; hc_case k; size_t cap; } collector;

static hc_code collect(void *ctx, const hc_record *rec, hc_err *err)
{
    collector *c = ctx;
    hc_str body;
    if (!rec->final)
        return HC_OK;
    HC_TRY(hc_ledger_body(c->r->ledger, rec->log, rec->seq, "reply", c->a, &body, err));
    HC_GROW(c->a, c->k.said, c->k.n_said, c->cap);
    hc_said *s = &c->k.said[c->k.n_said++];
    s->strand = hc_str_dup(c->a, rec->addr.strand);
    s->step = rec->addr.step;
    return hc_reply_read(c->a, body, &s->reply, err);
}

static hc_code recall(collector *c, const hc_addr *addr, hc_err *err)
{
    hc_conversation was;
    hc_str body;
    hc_code code = hc_ledger_imported(c->r->ledger, addr, c->a, &body, err);
    if (code == HC_E_MISSING)
        return HC_OK;
    HC_TRY(code);
    HC_TRY(hc_conversation_read(c->a, body, &was, err));
    c->cap = was.transcript.n;
    c->k.said = HC_NEW_N(c->a, hc_said, c->cap);
    for (; c->k.n_said < was.transcript.n; c->k.n_said++) {
        const hc_exchange *x = &was.transcript.x[c->k.n_said];
        c->k.said[c->k.n_said] = (hc_said){HC_S("0"), (uint32_t)c->k.n_said, *x->reply, x->asked, x->n_asked};
    }
    return HC_OK;
}

/* Nobody was asked for it, so that the ledger has no reply entry. */
static void add_given(collector *c, const hc_msg *given)
{
    HC_GROW(c->a, c->k.said, c->k.n_said, c->cap);
    c->k.said[c->k.n_said++] = (hc_said){.strand = HC_S("0"), .reply = {.code = HC_RC_OK, .text = hc_msg_text(c->a, given), .retry_after_ms = -1}};
}

static bool wanted(hc_row *row, const hc_expr *where, hc_str target)
{
    hc_expr_env env = hc_row_env(row);
    return (!target.n || hc_str_eq(target, row->addr.target)) && hc_expr_true(where, &env);
}

static hc_code tell(collector *col, hc_row *row, const hc_sset *set, hc_case_fn *fn, void *ctx, hc_err *err)
{
    hc_recorded *r = col->r;
    hc_mask m = {col->a, col->bare};
    col->k = (hc_case){.row = row, .pack = hc_plan_pack_of(r->plan, row->addr.pack)};
    HC_TRY(hc_ledger_pin(r->ledger, err));
    if (r->imported)
        HC_TRY(recall(col, &row->addr, err));
    HC_TRY(hc_ledger_each(r->ledger, HC_ENT_REPLY, &row->addr, collect, col, err));
    if (hc_item_given(row->item) && row->state == HC_ST_ANSWERED)
        add_given(col, hc_item_given(row->item));
    HC_TRY(hc_recorded_outcomes(r, set, &row->addr, col->a, &row->outcomes, &row->n_outcomes, err));
    row->item = hc_mask_item(m, row->item);
    hc_mask_outcomes(m, row->outcomes, row->n_outcomes);
    for (size_t i = 0; i < col->k.n_said; i++) {
        hc_said *s = &col->k.said[i];
        hc_mask_excerpts(m, s->reply.text, row->outcomes, row->n_outcomes);
        s->asked = hc_mask_msgs(m, s->asked, s->n_asked);
        hc_mask_reply(m, &s->reply);
    }
    return fn(ctx, &col->k, col->a, err);
}

hc_code hc_transcripts_each(hc_cli *c, hc_recorded *r, const hc_sset *set, hc_str target, hc_case_fn *fn, void *ctx, hc_err *err)
{
    hc_rows rows;
    hc_expr *where = NULL;
    hc_str source = hc_opt_str(c, "where", NULL, HC_S(""));
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    if (source.n)
        HC_TRY(hc_expr_parse(c->arena, source, "--where", hc_row_scope(), HC_T_BOOL, &where, err));
    HC_TRY(hc_recorded_rows(r, set, hc_view_answers(c, NULL, 0), &rows, err));
    HC_AUTO(hc_cursor) cursor;
    hc_code code = HC_OK;
    hc_cursor_init(&cursor, &rows);
    for (size_t i = 0; i < rows.n && code == HC_OK; i++) {
        hc_row *row = hc_cursor_at(&cursor, i);
        if (!wanted(row, where, target))
            continue;
        hc_arena_reset(a);
        hc_row asked = *row;
        asked.item = hc_sample_item(a, r->plan, &row->addr, row->item);
        code = tell(&(collector){.r = r, .a = a, .bare = c->bare}, &asked, set, fn, ctx, err);
    }
    hc_ledger_unpin(r->ledger);
    return code;
}
