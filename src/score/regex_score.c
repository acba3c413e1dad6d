// SPDX-License-Identifier: Apache-2.0
#include "score/score_int.h"

#include "korean/normalise.h"
#include "text/normalize.h"
#include "text/regex.h"
#include "text/utf8.h"

/* As the author wrote the pattern, on the reply as it came; then both in plain form, where that is another. */
static hc_code find(hc_arena *a, hc_str pattern, hc_str flags, hc_str text, hc_outcome *out, hc_err *err)
{
    hc_str patterns[] = {pattern, hc_nfc(a, pattern)}, texts[] = {text, hc_ko_plain(a, text)};
    bool found = false, changes = !hc_str_eq(patterns[0], patterns[1]) || !hc_str_eq(texts[0], texts[1]);
    hc_code c = HC_OK;
    for (size_t i = 0; i < 1 + (size_t)changes && !found && c == HC_OK; i++) {
        hc_regex *re = NULL;
        hc_match m;
        c = hc_regex_new(patterns[i], flags, &re, err);
        if (c == HC_OK)
            c = hc_regex_find(re, texts[i], 0, &found, &m, err);
        if (c == HC_OK && found)
            out->span = hc_str_dup(a, m.group[0]);
        hc_regex_free(re);
    }
    out->value = found ? HC_S("correct") : HC_S("incorrect");
    return c;
}

void hc_rule_regex(const hc_rule_in *in, hc_arena *a, hc_outcome *out)
{
    hc_err err;
    hc_str pattern = in->item->n_answers ? in->item->answers[0] : HC_S(""), text = hc_utf8_repair(a, hc_final_text(in->reply));
    out->kind = HC_OUT_VALUE;
    if (find(a, pattern, in->item->regex_flags, text, out, &err) != HC_OK)
        *out = (hc_outcome){.scorer = out->scorer, .kind = HC_OUT_FAILED, .reason = hc_fmt(a, "%s", in->korean ? err.ko : err.en)};
}
