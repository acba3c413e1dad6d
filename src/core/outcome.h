// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CORE_OUTCOME_H
#define HC_CORE_OUTCOME_H

#include "core/item.h"
#include "core/reply.h"

/* What was said in a sample, oldest first: the turns that were asked and their replies. */
typedef struct hc_exchange { const hc_msg *asked; size_t n_asked; const hc_reply *reply; } hc_exchange;
typedef struct hc_transcript { hc_exchange *x; size_t n; } hc_transcript;

/* Outcome of one scorer: a graded value, or why there is none. */
typedef enum hc_outcome_kind {
    HC_OUT_VALUE, HC_OUT_UNPARSED, HC_OUT_UNJUDGED, HC_OUT_NOT_APPLICABLE, HC_OUT_FAILED /* the checker broke */
} hc_outcome_kind;

typedef struct hc_outcome {
    hc_str scorer;             /* "choice", "match", "class", "judge", ... */
    hc_outcome_kind kind;
    hc_str value;              /* VALUE: "correct" "incorrect" "safe" "partial" "unsafe", a class, a language, a level */
    hc_str answer;             /* what was read out of the reply */
    hc_str span;               /* the sentence or words that decided */
    hc_str reason;             /* one line for people */
} hc_outcome;

const char *hc_outcome_kind_id(hc_outcome_kind k);        /* "value" "unparsed" ... */
/* `value` for VALUE, else the kind's id: what filters and tables see. */
hc_str hc_outcome_word(const hc_outcome *o);

/* Canonical JSON array of outcomes, the body of a score entry; reading back gives equal outcomes. */
void hc_outcomes_write(const hc_outcome *o, size_t n, hc_buf *out);
hc_code hc_outcomes_read(hc_arena *a, hc_str bytes, hc_outcome **out, size_t *out_n, hc_err *err);

#endif
