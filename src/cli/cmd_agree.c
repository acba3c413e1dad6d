// SPDX-License-Identifier: Apache-2.0
#include "cli/runs.h"
#include "core/label.h"
#include "report/agree.h"
#include "score/fields.h"

typedef struct collector {
    hc_cli *c;
    hc_recorded *r;
    hc_rows rows;
    hc_map by_key;                 /* sample -> row */
    hc_str target, question, by;
    hc_vote *votes;
    size_t n, cap;
} collector;

static hc_code add(collector *k, const hc_row *row, hc_label label, hc_err *err)
{
    hc_str group = HC_S("");
    if (k->question.n && !hc_str_eq(label.question, k->question))
        return HC_OK;
    if (k->by.n)
        HC_TRY(hc_row_group(k->c->arena, row, k->by, &group, err));
    HC_GROW(k->c->arena, k->votes, k->n, k->cap);
    k->votes[k->n++] = (hc_vote){hc_addr_sample_key(k->c->arena, &row->addr), group, label.rater, label.question, label.value};
    return HC_OK;
}

/* Newer labels of one rater on one sample replace older ones: entries come in (log, seq) order. */
static hc_code take_label(void *ctx, const hc_record *r, hc_err *err)
{
    collector *k = ctx;
    hc_arena *a = k->c->arena;
    hc_label *labels = NULL;
    size_t n = 0, cap = 0;
    hc_str body;
    const hc_row *row = hc_map_get(&k->by_key, hc_addr_sample_key(a, &r->addr));
    if (!row || (k->target.n && !hc_str_eq(k->target, row->addr.target)))
        return HC_OK;
    HC_TRY(hc_ledger_body(k->r->ledger, r->log, r->seq, "label", a, &body, err));
    HC_TRY(hc_labels_merge(a, body, &labels, &n, &cap, err));
    for (size_t i = 0; i < n; i++)
        HC_TRY(add(k, row, labels[i], err));
    return HC_OK;
}

/* Our own scorers and every judge of a panel vote on the question "verdict". */
static hc_code take_outcomes(collector *k, hc_err *err)
{
    for (size_t i = 0; i < k->rows.n; i++) {
        const hc_row *row = &k->rows.row[i];
        for (size_t o = 0; o < row->n_outcomes && o < 1; o++)
            if (row->outcomes[o].kind == HC_OUT_VALUE)
                HC_TRY(add(k, row, (hc_label){row->outcomes[o].scorer, HC_S("verdict"), row->outcomes[o].value}, err));
    }
    return HC_OK;
}
