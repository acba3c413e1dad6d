// SPDX-License-Identifier: Apache-2.0
#include "score/score_int.h"

#include <string.h>

static void remember(hc_class_memo *m, hc_str text, const hc_class_result *r)
{
    if (!text.n || text.n > sizeof m->text || r->span.n > sizeof m->span)
        return;
    memcpy(m->text, text.p, text.n);
    memcpy(m->span, r->span.p, r->span.n);
    m->n = text.n;
    m->n_span = r->span.n;
    m->result = *r;
}

void hc_classify(const hc_rule_in *in, hc_arena *a, hc_class_result *out)
{
    hc_class_memo *m = in->memo;
    hc_str text = hc_final_text(in->reply);
    if (m && m->n && hc_str_eq(text, (hc_str){m->text, m->n})) {
        *out = m->result;
        out->span = hc_str_dup(a, (hc_str){m->span, m->n_span});
        return;
    }
    hc_reply_classify(a, text, out);
    if (m)
        remember(m, text, out);
}

/* "grey,quotation": what stands beside the class. Another language than Korean is no matter in a pack that is not Korean. */
static hc_str flags_of(hc_arena *a, const hc_class_result *r, bool korean)
{
    unsigned flags = korean ? r->flags : r->flags & ~(unsigned)(HC_REPLY_WRONG_LANGUAGE | HC_REPLY_MIXED_LANGUAGE);
    hc_str s = r->grey ? HC_S("grey") : HC_S("");
    for (unsigned b = 0; b < HC_REPLY_FLAGS; b++)
        if (flags >> b & 1)
            s = hc_fmt(a, "%.*s%s%s", HC_FS(s), s.n ? "," : "", hc_reply_flag_id(b));
    return s;
}

bool hc_class_is_grey(const hc_outcome *class_outcome)
{
    return hc_str_is(class_outcome->scorer, "class") && hc_str_starts(class_outcome->answer, HC_S("grey"));
}

void hc_rule_class(const hc_rule_in *in, hc_arena *a, hc_outcome *out)
{
    hc_class_result r;
    hc_classify(in, a, &r);
    out->kind = HC_OUT_VALUE;
    out->value = hc_str_c(hc_reply_class_id(r.cls));
    out->span = r.span;
    out->reason = hc_str_c(r.rule);
    out->answer = flags_of(a, &r, in->korean);
}
