// SPDX-License-Identifier: Apache-2.0
#ifndef HC_INTEROP_EVAL_INT_H
#define HC_INTEROP_EVAL_INT_H

#include "interop/roster.h"

/* One sample of an Inspect log, as its JSON has it. Text references into the sample's attachments and message pool are undone. */

enum { HC_EVAL_EPOCH_MAX = 1000 };

/* What the first walk looks at (items and scores), and the second: the conversation too. Of a sample's text only that becomes a tree:
 * an agent's events are many times as long. */
hc_code hc_eval_parse(hc_arena *a, hc_str text, bool conversation, const char *what, hc_json **out, hc_err *err);
/* False: no id (text or number), or an epoch outside 1..HC_EVAL_EPOCH_MAX. */
bool hc_eval_identity(hc_arena *a, const hc_json *sample, hc_str *out_id, uint64_t *out_epoch);
/* The item as a line of a pack; *out_key is what samples of one item must have in common. */
hc_str hc_eval_row(hc_arena *a, const hc_json *sample, hc_str id, hc_str *out_key);
hc_conversation hc_eval_conversation(hc_arena *a, const hc_json *sample);
/* The scores as labels of rater "source": question = scorer, or SCORER.KEY where the value is a map or list. Unscored ones (NaN) have
 * none. Of a log that haechi wrote: the labels that stand in it. */
size_t hc_eval_labels(hc_arena *a, const hc_json *sample, hc_label **out);

#endif
