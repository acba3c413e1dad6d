// SPDX-License-Identifier: Apache-2.0
#include "score/score_int.h"

void hc_rule_lang(const hc_rule_in *in, hc_arena *a, hc_outcome *out)
{
    double share;
    out->kind = HC_OUT_VALUE;
    out->value = hc_str_c(hc_reply_lang(hc_answer_text(a, in->reply), &share));
    out->answer = hc_fmt(a, "%.3f", share);
}
