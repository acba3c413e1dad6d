// SPDX-License-Identifier: Apache-2.0
#include "score/score_int.h"

#include "text/regex.h"
#include "text/utf8.h"

void hc_rule_regex(const hc_rule_in *in, hc_arena *a, hc_outcome *out)
{
    hc_err err;
    hc_regex *re = NULL;
    bool found = false;
    hc_match m;
    hc_str pattern = in->item->n_answers ? in->item->answers[0] : HC_S("");
    hc_code c = hc_regex_new(pattern, in->item->regex_flags, &re, &err);
    if (c == HC_OK)
        c = hc_regex_find(re, hc_utf8_repair(a, hc_final_text(in->reply)), 0, &found, &m, &err);
    if (c != HC_OK) {
        out->kind = HC_OUT_FAILED;
        out->reason = hc_fmt(a, "%s", in->korean ? err.ko : err.en);
    } else {
        out->kind = HC_OUT_VALUE;
        out->value = found ? HC_S("correct") : HC_S("incorrect");
        out->span = found ? hc_str_dup(a, m.group[0]) : HC_S("");
    }
    hc_regex_free(re);
}
