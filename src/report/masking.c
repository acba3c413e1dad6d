// SPDX-License-Identifier: Apache-2.0
#include "report/masking.h"

#include "korean/pii.h"
#include "report/compare.h"

/* Bytes that are no UTF-8 stay as they are where there is nothing to mask. */
static hc_str masked(hc_arena *a, hc_str s)
{
    hc_pii_hit *hits;
    size_t n = hc_pii_scan(a, s, &hits);
    for (size_t i = 0; i < n; i++)
        if (hc_pii_hides(&hits[i]))
            return hc_pii_mask(a, s);
    return s;
}

static bool bare;

void hc_mask_lift(void)
{
    bare = true;
}

hc_str hc_mask_text(hc_arena *a, hc_str s)
{
    return bare ? s : masked(a, s);
}

static hc_str *mask_list(hc_arena *a, const hc_str *list, size_t n)
{
    hc_str *out = HC_NEW_N(a, hc_str, n);
    for (size_t i = 0; i < n; i++)
        out[i] = masked(a, list[i]);
    return out;
}

static hc_tool_call *mask_calls(hc_arena *a, const hc_tool_call *calls, size_t n)
{
    hc_tool_call *out = HC_NEW_N(a, hc_tool_call, n);
    for (size_t i = 0; i < n; i++) {
        out[i] = calls[i];
        out[i].args = masked(a, calls[i].args);
    }
    return out;
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
    out.calls = mask_calls(a, m->calls, m->n_calls);
    return out;
}

const hc_msg *hc_mask_msgs(hc_arena *a, const hc_msg *msgs, size_t n)
{
    if (!msgs || bare)
        return msgs;
    hc_msg *out = HC_NEW_N(a, hc_msg, n);
    for (size_t i = 0; i < n; i++)
        out[i] = mask_msg(a, &msgs[i]);
    return out;
}

const hc_item *hc_mask_item(hc_arena *a, const hc_item *item)
{
    if (bare)
        return item;
    hc_item *out = HC_NEW(a, hc_item);
    *out = *item;
    hc_str *const texts[] = {&out->domain, &out->system, &out->criteria, &out->reference, &out->raw};
    for (size_t i = 0; i < HC_LEN(texts); i++)
        *texts[i] = masked(a, *texts[i]);
    out->choices = mask_list(a, item->choices, item->n_choices);
    out->answers = mask_list(a, item->answers, item->n_answers);
    out->meta = mask_list(a, item->meta, item->n_meta);
    out->turns = HC_NEW_N(a, hc_turn, item->n_turns);
    for (size_t i = 0; i < item->n_turns; i++)
        out->turns[i] = (hc_turn){mask_msg(a, &item->turns[i].msg), item->turns[i].when};
    return out;
}

void hc_mask_reply(hc_arena *a, hc_reply *r)
{
    if (bare)
        return;
    hc_str was = r->text;
    r->text = masked(a, r->text);
    r->reasoning = masked(a, r->reasoning);
    r->refusal = masked(a, r->refusal);
    r->error = masked(a, r->error);
    r->calls = mask_calls(a, r->calls, r->n_calls);
    if (!hc_str_eq(was, r->text))
        r->n_logprobs = 0;
}

void hc_mask_outcomes(hc_arena *a, hc_outcome *o, size_t n)
{
    for (size_t i = 0; i < n && !bare; i++) {
        o[i].answer = masked(a, o[i].answer);
        o[i].span = masked(a, o[i].span);
        o[i].reason = masked(a, o[i].reason);
    }
}

static hc_str replaced(hc_arena *a, hc_str s, hc_str what, hc_str by)
{
    HC_AUTO(hc_buf) b = {0};
    ptrdiff_t at;
    if (hc_str_find(s, what) < 0)
        return s;
    hc_buf_init(&b, SIZE_MAX);
    for (; (at = hc_str_find(s, what)) >= 0; s = hc_str_sub(s, (size_t)at + what.n, s.n)) {
        hc_buf_str(&b, hc_str_sub(s, 0, (size_t)at));
        hc_buf_str(&b, by);
    }
    hc_buf_str(&b, s);
    return hc_str_dup(a, hc_buf_view(&b));
}

void hc_mask_excerpts(hc_arena *a, hc_str reply, hc_outcome *o, size_t n)
{
    hc_pii_hit *hits;
    size_t n_hits = bare || !n ? 0 : hc_pii_scan(a, reply, &hits);
    for (size_t h = 0; h < n_hits; h++) {
        if (!hc_pii_hides(&hits[h]))
            continue;
        hc_str what = hc_str_sub(reply, hits[h].at, hits[h].at + hits[h].n), by = hc_pii_mask_hit(a, reply, &hits[h]);
        for (size_t i = 0; i < n; i++) {
            hc_str *const texts[] = {&o[i].answer, &o[i].span, &o[i].reason};
            for (size_t k = 0; k < HC_LEN(texts); k++)
                *texts[k] = replaced(a, *texts[k], what, by);
        }
    }
}

void hc_mask_labels(hc_arena *a, hc_label *labels, size_t n)
{
    for (size_t i = 0; i < n; i++)
        labels[i].value = hc_mask_text(a, labels[i].value);
}

void hc_mask_transcript(hc_arena *a, hc_transcript *t)
{
    hc_exchange *x = HC_NEW_N(a, hc_exchange, t->n);
    for (size_t i = 0; i < t->n; i++) {
        hc_reply *reply = HC_NEW(a, hc_reply);
        *reply = *t->x[i].reply;
        hc_mask_reply(a, reply);
        x[i] = (hc_exchange){hc_mask_msgs(a, t->x[i].asked, t->x[i].n_asked), t->x[i].n_asked, reply};
    }
    t->x = x;
}

const hc_json *hc_mask_json(hc_arena *a, const hc_json *j)
{
    if (!j || bare)
        return j;
    hc_json *out = HC_NEW(a, hc_json);
    *out = *j;
    if (j->type == HC_JSON_STR || j->type == HC_JSON_INT) {
        out->text = masked(a, j->text);
        out->type = hc_str_eq(out->text, j->text) ? j->type : HC_JSON_STR;
    }
    if (j->n)
        out->items = HC_NEW_N(a, hc_json *, j->n);
    for (size_t i = 0; i < j->n; i++)
        out->items[i] = (hc_json *)hc_mask_json(a, j->items[i]);
    return out;
}

void hc_mask_table(hc_arena *a, const hc_table *t, hc_table *out)
{
    *out = *t;
    out->tally = HC_NEW_N(a, hc_tally, t->n_tally);
    for (size_t i = 0; i < t->n_tally; i++) {
        hc_line *lines = HC_NEW_N(a, hc_line, t->tally[i].n_lines);
        for (size_t k = 0; k < t->tally[i].n_lines; k++) {
            lines[k] = t->tally[i].lines[k];
            lines[k].group = hc_mask_text(a, lines[k].group);
        }
        out->tally[i] = t->tally[i];
        out->tally[i].lines = lines;
    }
}

void hc_mask_comparison(hc_arena *a, const hc_comparison *cmp, hc_comparison *out)
{
    *out = *cmp;
    out->versus = HC_NEW_N(a, hc_versus, cmp->n_versus);
    for (size_t i = 0; i < cmp->n_versus; i++) {
        hc_compared *lines = HC_NEW_N(a, hc_compared, cmp->versus[i].n_lines);
        for (size_t k = 0; k < cmp->versus[i].n_lines; k++) {
            lines[k] = cmp->versus[i].lines[k];
            lines[k].group = hc_mask_text(a, lines[k].group);
        }
        out->versus[i] = cmp->versus[i];
        out->versus[i].lines = lines;
    }
}
