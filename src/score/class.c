// SPDX-License-Identifier: Apache-2.0
#include "score/score_int.h"

void hc_rule_class(const hc_rule_in *in, hc_arena *a, hc_outcome *out)
{
    hc_class_result r;
    hc_reply_classify(a, hc_final_text(in->reply), &r);
    out->kind = HC_OUT_VALUE;
    out->value = hc_str_c(hc_reply_class_id(r.cls));
    out->span = r.span;
    out->reason = hc_str_c(r.rule);
}
