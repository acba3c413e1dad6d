// SPDX-License-Identifier: Apache-2.0
#ifndef HC_REPORT_MASKING_H
#define HC_REPORT_MASKING_H

#include "core/item.h"
#include "core/outcome.h"
#include "core/reply.h"

/* What people are shown of a conversation: confirmed personal numbers and secrets are masked (korean/pii.h), all else stays byte
 * for byte. The ledger keeps what was said. Copies are of the arena; what is passed in as const is not touched. */
const hc_item *hc_mask_item(hc_arena *a, const hc_item *item);          /* its turns */
const hc_msg *hc_mask_msgs(hc_arena *a, const hc_msg *msgs, size_t n);  /* NULL stays NULL */
void hc_mask_reply(hc_arena *a, hc_reply *r);                           /* text, reasoning, refusal, error */
void hc_mask_outcomes(hc_arena *a, hc_outcome *o, size_t n);            /* answer, span, reason */

#endif
