// SPDX-License-Identifier: Apache-2.0
#ifndef HC_REPORT_MASKING_H
#define HC_REPORT_MASKING_H

#include "core/label.h"
#include "core/outcome.h"

struct hc_table;
struct hc_comparison;

/*
 * What leaves the program for eyes and other tools: personal numbers and secrets that hc_pii_hides are masked, all else stays
 * byte for byte. The ledger keeps what was said, and models and judges get it. Copies are of the arena; what is const is not touched.
 */

/* From here on this process shows everything bare: for the command line, once --unmask is on record (cli/unmask.h), before threads start. */
void hc_mask_lift(void);

hc_str hc_mask_text(hc_arena *a, hc_str s);
const hc_item *hc_mask_item(hc_arena *a, const hc_item *item);          /* its turns and all else that its author wrote */
const hc_msg *hc_mask_msgs(hc_arena *a, const hc_msg *msgs, size_t n);  /* NULL stays NULL */
void hc_mask_reply(hc_arena *a, hc_reply *r);                           /* tokens with probabilities go when the text changes */
void hc_mask_outcomes(hc_arena *a, hc_outcome *o, size_t n);            /* answer, span, reason */
/* Where outcomes quote a reply the words that make a number somebody's may be left behind: what is hidden in the reply is hidden in its
 * excerpts. Before the reply is masked. */
void hc_mask_excerpts(hc_arena *a, hc_str reply, hc_outcome *o, size_t n);
void hc_mask_labels(hc_arena *a, hc_label *labels, size_t n);           /* values */
void hc_mask_transcript(hc_arena *a, hc_transcript *t);
const hc_json *hc_mask_json(hc_arena *a, const hc_json *j);             /* texts and numbers; NULL stays NULL */
/* Names of groups. Two groups may look alike then; they stay two. */
void hc_mask_table(hc_arena *a, const struct hc_table *t, struct hc_table *out);
void hc_mask_comparison(hc_arena *a, const struct hc_comparison *cmp, struct hc_comparison *out);

#endif
