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

/* bare: everything is shown as it is, because that is on record (cli/unmask.h). */
typedef struct hc_mask { hc_arena *a; bool bare; } hc_mask;

hc_str hc_mask_text(hc_mask m, hc_str s);
/* Bytes *from to *to as they are shown in the whole; the ends move as in hc_pii_mask_part. */
hc_str hc_mask_part(hc_mask m, hc_str s, size_t *from, size_t *to);
const hc_item *hc_mask_item(hc_mask m, const hc_item *item);          /* its turns and all else that its author wrote */
const hc_msg *hc_mask_msgs(hc_mask m, const hc_msg *msgs, size_t n);  /* NULL stays NULL */
void hc_mask_reply(hc_mask m, hc_reply *r);                           /* tokens with probabilities go when the text changes */
void hc_mask_outcomes(hc_mask m, hc_outcome *o, size_t n);            /* answer, span, reason */
/* Where outcomes quote a reply the words that make a number somebody's may be left behind: what is hidden in the reply is hidden in its
 * excerpts. Before the reply is masked. */
void hc_mask_excerpts(hc_mask m, hc_str reply, hc_outcome *o, size_t n);
void hc_mask_labels(hc_mask m, hc_label *labels, size_t n);           /* values */
void hc_mask_transcript(hc_mask m, hc_transcript *t);
const hc_json *hc_mask_json(hc_mask m, const hc_json *j);             /* texts and numbers; NULL stays NULL */
/* Names of groups. Two groups may look alike then; they stay two. */
void hc_mask_table(hc_mask m, const struct hc_table *t, struct hc_table *out);
void hc_mask_comparison(hc_mask m, const struct hc_comparison *cmp, struct hc_comparison *out);

#endif
