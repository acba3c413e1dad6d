// SPDX-License-Identifier: Apache-2.0
#include "report/masking.h"

#include "korean/pii.h"

/* Bytes that are no UTF-8 stay as they are where there is nothing to mask. */
static hc_str masked(hc_arena *a, hc_str s)
{
    hc_pii_hit *hits;
    size_t n = hc_pii_scan(a, s, &hits);
    for (size_t i = 0; i < n; i++)
        if (hits[i].grade == HC_PII_VALID)
            return hc_pii_mask(a, s);
    return s;
}

static hc_msg mask_msg(hc_arena *a, const hc_msg *m)
{
    hc_msg out = *m;
    out.parts = HC_NEW_N(a, hc_part, m->n_parts);
    for (size_t i = 0; i < m->n_parts; i++) {
        out.parts[i] = m->parts[i];
        if (m->parts[i].kind == HC_PART_TEXT)
            out.parts[i].text = masked(a, m->parts[i].text);
    }
    return out;
}

const hc_msg *hc_mask_msgs(hc_arena *a, const hc_msg *msgs, size_t n)
{
    if (!msgs)
        return NULL;
    hc_msg *out = HC_NEW_N(a, hc_msg, n);
    for (size_t i = 0; i < n; i++)
        out[i] = mask_msg(a, &msgs[i]);
    return out;
}

const hc_item *hc_mask_item(hc_arena *a, const hc_item *item)
{
    hc_item *out = HC_NEW(a, hc_item);
    *out = *item;
    out->turns = HC_NEW_N(a, hc_turn, item->n_turns);
    for (size_t i = 0; i < item->n_turns; i++)
        out->turns[i] = (hc_turn){mask_msg(a, &item->turns[i].msg), item->turns[i].when};
    return out;
}

void hc_mask_reply(hc_arena *a, hc_reply *r)
{
    r->text = masked(a, r->text);
    r->reasoning = masked(a, r->reasoning);
    r->refusal = masked(a, r->refusal);
    r->error = masked(a, r->error);
}

void hc_mask_outcomes(hc_arena *a, hc_outcome *o, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        o[i].answer = masked(a, o[i].answer);
        o[i].span = masked(a, o[i].span);
        o[i].reason = masked(a, o[i].reason);
    }
}
