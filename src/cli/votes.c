// SPDX-License-Identifier: Apache-2.0
#include "cli/votes.h"

#include "core/label.h"
#include "score/fields.h"


/* Of one rater on one sample the newest label counts, as in hc_ledger_labels. */
static hc_code add(hc_votes *k, const hc_row *row, const hc_label *label, int64_t t_us, hc_err *err)
{
    hc_arena *a = k->a;
    char number[HC_GROUP_NUMBER];
    hc_str group = HC_S(""), unit = hc_addr_sample_key(a, &row->addr);
    if (k->question.n && !hc_str_eq(label->question, k->question)) {
        hc_map_put_new(&k->asked, hc_str_dup(a, label->question), k);
        return HC_OK;
    }
    if (k->by.n)
        HC_TRY(hc_row_group(row, k->by, number, &group, err));
    hc_vote vote = {unit, hc_str_dup(a, group), hc_str_dup(a, label->rater), hc_str_dup(a, label->question),
                    label->value.p ? hc_str_dup(a, label->value) : label->value};
    hc_str key = hc_fmt(a, "%.*s\x1F%.*s\x1F%.*s", HC_FS(unit), HC_FS(vote.rater), HC_FS(vote.question));
    size_t at = (uintptr_t)hc_map_put_new(&k->newest, key, (void *)(k->n + 1)) - 1;
    if (at == k->n) {
        HC_GROW(a, k->votes, k->n, k->cap);
        HC_GROW(a, k->when, k->n, k->cap_when);
        k->when[k->n++] = t_us;
    }
    if (t_us >= k->when[at]) {
        k->votes[at] = vote;
        k->when[at] = t_us;
    }
    return HC_OK;
}

static bool wanted(const hc_votes *k, const hc_row *row)
{
    return !k->target.n || hc_str_eq(k->target, row->addr.target);
}

static hc_code take_label(void *ctx, const hc_record *r, hc_err *err)
{
    hc_votes *k = ctx;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    size_t at = hc_rows_find(&k->rows, &r->addr);
    hc_label *labels = NULL;
    size_t n = 0, cap = 0;
    hc_str body;
    hc_row row;
    if (at == SIZE_MAX)
        return HC_OK;
    hc_rows_get(&k->rows, at, a, &row);
    if (!wanted(k, &row))
        return HC_OK;
    HC_TRY(hc_ledger_body(k->r->ledger, r->log, r->seq, "label", a, &body, err));
    HC_TRY(hc_labels_merge(a, body, &labels, &n, &cap, err));
    for (size_t i = 0; i < n; i++)
        HC_TRY(add(k, &row, &labels[i], r->t_us, err));
    return HC_OK;
}

/* Our verdict and the members of a panel answer the question "verdict". */
static hc_code take_outcomes(hc_votes *k, hc_err *err)
{
    HC_AUTO(hc_cursor) cursor;
    hc_cursor_init(&cursor, &k->rows);
    for (size_t i = 0; i < k->rows.n; i++) {
        const hc_row *row = hc_cursor_at(&cursor, i);
        for (size_t o = 0; o < row->n_outcomes && wanted(k, row); o++) {
            const hc_outcome *is = &row->outcomes[o];
            bool votes = o == 0 || hc_str_starts(is->scorer, HC_S("judge"));
            hc_label label = {is->scorer, HC_S("verdict"), is->value};
            if (votes && is->kind == HC_OUT_VALUE)
                HC_TRY(add(k, row, &label, 0, err));
        }
    }
    return HC_OK;
}

hc_code hc_votes_collect(hc_votes *v, const hc_sset *set, hc_err *err)
{
    hc_map_init(&v->newest, v->a);
    hc_map_init(&v->asked, v->a);
    HC_TRY(hc_recorded_rows(v->r, set, false, &v->rows, err));
    HC_TRY(hc_ledger_each(v->r->ledger, HC_ENT_LABEL, NULL, take_label, v, err));
    HC_TRY(take_outcomes(v, err));
    size_t kept = 0;
    for (size_t i = 0; i < v->n; i++)
        if (v->votes[i].value.p)
            v->votes[kept++] = v->votes[i];
    v->n = kept;
    return HC_OK;
}
