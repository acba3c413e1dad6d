// SPDX-License-Identifier: Apache-2.0
#include "report/masking.h"

#include <stddef.h>

#include "korean/pii.h"
#include "report/compare.h"
#include "text/utf8.h"

hc_str hc_mask_text(hc_mask m, hc_str s)
{
    size_t from = 0, to = s.n;
    return hc_mask_part(m, s, &from, &to);
}

hc_str hc_mask_part(hc_mask m, hc_str s, size_t *from, size_t *to)
{
    if (!m.bare)
        return hc_pii_mask_part(m.a, s, from, to);
    *from = hc_utf8_behind(s, *from);
    *to = hc_utf8_behind(s, *to);
    return hc_str_sub(s, *from, *to);
}

static hc_str *mask_list(hc_mask m, const hc_str *list, size_t n)
{
    hc_str *out = HC_NEW_N(m.a, hc_str, n);
    for (size_t i = 0; i < n; i++)
        out[i] = hc_mask_text(m, list[i]);
    return out;
}

static hc_tool_call *mask_calls(hc_mask m, const hc_tool_call *calls, size_t n)
{
    hc_tool_call *out = HC_NEW_N(m.a, hc_tool_call, n);
    for (size_t i = 0; i < n; i++) {
        out[i] = calls[i];
        out[i].args = hc_mask_text(m, calls[i].args);
    }
    return out;
}

static hc_msg mask_msg(hc_mask m, const hc_msg *msg)
{
    hc_msg out = *msg;
    out.parts = HC_NEW_N(m.a, hc_part, msg->n_parts);
    for (size_t i = 0; i < msg->n_parts; i++) {
        out.parts[i] = msg->parts[i];
        if (msg->parts[i].kind == HC_PART_TEXT)
            out.parts[i].text = hc_mask_text(m, msg->parts[i].text);
    }
    out.calls = mask_calls(m, msg->calls, msg->n_calls);
    return out;
}

const hc_msg *hc_mask_msgs(hc_mask m, const hc_msg *msgs, size_t n)
{
    if (!msgs || m.bare)
        return msgs;
    hc_msg *out = HC_NEW_N(m.a, hc_msg, n);
    for (size_t i = 0; i < n; i++)
        out[i] = mask_msg(m, &msgs[i]);
    return out;
}

static void mask_grounds(hc_mask m, const hc_item *item, hc_item *out)
{
    out->facts = HC_NEW_N(m.a, hc_fact, item->n_facts);
    for (size_t i = 0; i < item->n_facts; i++) {
        out->facts[i] = item->facts[i];
        out->facts[i].value = hc_mask_text(m, item->facts[i].value);
        out->facts[i].authority = hc_mask_text(m, item->facts[i].authority);
        out->facts[i].document = hc_mask_text(m, item->facts[i].document);
    }
    out->variants = HC_NEW_N(m.a, hc_variant, item->n_variants);
    for (size_t i = 0; i < item->n_variants; i++) {
        out->variants[i] = item->variants[i];
        out->variants[i].text = hc_mask_text(m, item->variants[i].text);
        out->variants[i].author = hc_mask_text(m, item->variants[i].author);
    }
}

const hc_item *hc_mask_item(hc_mask m, const hc_item *item)
{
    if (m.bare)
        return item;
    hc_item *out = HC_NEW(m.a, hc_item);
    *out = *item;
    hc_str *const texts[] = {&out->domain, &out->system, &out->criteria, &out->reference, &out->raw};
    for (size_t i = 0; i < HC_LEN(texts); i++)
        *texts[i] = hc_mask_text(m, *texts[i]);
    out->choices = mask_list(m, item->choices, item->n_choices);
    out->answers = mask_list(m, item->answers, item->n_answers);
    out->meta = mask_list(m, item->meta, item->n_meta);
    out->tags = mask_list(m, item->tags, item->n_tags);
    mask_grounds(m, item, out);
    out->turns = HC_NEW_N(m.a, hc_turn, item->n_turns);
    for (size_t i = 0; i < item->n_turns; i++)
        out->turns[i] = (hc_turn){mask_msg(m, &item->turns[i].msg), item->turns[i].when};
    return out;
}

void hc_mask_reply(hc_mask m, hc_reply *r)
{
    if (m.bare)
        return;
    hc_str was = r->text;
    r->text = hc_mask_text(m, r->text);
    r->reasoning = hc_mask_text(m, r->reasoning);
    r->refusal = hc_mask_text(m, r->refusal);
    r->error = hc_mask_text(m, r->error);
    r->calls = mask_calls(m, r->calls, r->n_calls);
    if (!hc_str_eq(was, r->text))
        r->n_logprobs = 0;
}

void hc_mask_outcomes(hc_mask m, hc_outcome *o, size_t n)
{
    for (size_t i = 0; i < n && !m.bare; i++) {
        o[i].answer = hc_mask_text(m, o[i].answer);
        o[i].span = hc_mask_text(m, o[i].span);
        o[i].reason = hc_mask_text(m, o[i].reason);
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

void hc_mask_excerpts(hc_mask m, hc_str reply, hc_outcome *o, size_t n)
{
    hc_pii_hit *hits;
    size_t n_hits = m.bare || !n ? 0 : hc_pii_scan(m.a, reply, &hits);
    for (size_t h = 0; h < n_hits; h++) {
        if (!hc_pii_hides(&hits[h]))
            continue;
        hc_str what = hc_str_sub(reply, hits[h].at, hits[h].at + hits[h].n), by = hc_pii_mask_hit(m.a, reply, &hits[h]);
        for (size_t i = 0; i < n; i++) {
            hc_str *const texts[] = {&o[i].answer, &o[i].span, &o[i].reason};
            for (size_t k = 0; k < HC_LEN(texts); k++)
                *texts[k] = replaced(m.a, *texts[k], what, by);
        }
    }
}

void hc_mask_labels(hc_mask m, hc_label *labels, size_t n)
{
    for (size_t i = 0; i < n; i++)
        labels[i].value = hc_mask_text(m, labels[i].value);
}

void hc_mask_transcript(hc_mask m, hc_transcript *t)
{
    hc_exchange *x = HC_NEW_N(m.a, hc_exchange, t->n);
    for (size_t i = 0; i < t->n; i++) {
        hc_reply *reply = HC_NEW(m.a, hc_reply);
        *reply = *t->x[i].reply;
        hc_mask_reply(m, reply);
        x[i] = (hc_exchange){hc_mask_msgs(m, t->x[i].asked, t->x[i].n_asked), t->x[i].n_asked, reply};
    }
    t->x = x;
}

const hc_json *hc_mask_json(hc_mask m, const hc_json *j)
{
    if (!j || m.bare)
        return j;
    hc_json *out = HC_NEW(m.a, hc_json);
    *out = *j;
    if (j->type == HC_JSON_STR || j->type == HC_JSON_INT) {
        out->text = hc_mask_text(m, j->text);
        out->type = hc_str_eq(out->text, j->text) ? j->type : HC_JSON_STR;
    }
    if (j->n)
        out->items = HC_NEW_N(m.a, hc_json *, j->n);
    for (size_t i = 0; i < j->n; i++)
        out->items[i] = (hc_json *)hc_mask_json(m, j->items[i]);
    return out;
}

/* Copies of `n` lines of `size` bytes, the name of the group at `group` masked. */
static void *mask_lines(hc_mask m, const void *lines, size_t n, size_t size, size_t group)
{
    char *out = hc_alloc_n(m.a, n, size);
    for (size_t i = 0; i < n; i++) {
        memcpy(out + i * size, (const char *)lines + i * size, size);
        hc_str *name = (hc_str *)(void *)(out + i * size + group);
        *name = hc_mask_text(m, *name);
    }
    return out;
}

void hc_mask_table(hc_mask m, const hc_table *t, hc_table *out)
{
    *out = *t;
    out->tally = HC_NEW_N(m.a, hc_tally, t->n_tally);
    for (size_t i = 0; i < t->n_tally; i++) {
        out->tally[i] = t->tally[i];
        out->tally[i].lines = mask_lines(m, t->tally[i].lines, t->tally[i].n_lines, sizeof(hc_line), offsetof(hc_line, group));
    }
}

void hc_mask_comparison(hc_mask m, const hc_comparison *cmp, hc_comparison *out)
{
    *out = *cmp;
    out->versus = HC_NEW_N(m.a, hc_versus, cmp->n_versus);
    for (size_t i = 0; i < cmp->n_versus; i++) {
        out->versus[i] = cmp->versus[i];
        out->versus[i].lines = mask_lines(m, cmp->versus[i].lines, cmp->versus[i].n_lines, sizeof(hc_compared), offsetof(hc_compared, group));
    }
}
