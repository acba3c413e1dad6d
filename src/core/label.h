// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CORE_LABEL_H
#define HC_CORE_LABEL_H

#include "syntax/json.h"

/* What somebody who is not a scorer of ours said about a sample: a person, or the record that was imported (rater
 * "source"). A label answers one question; of several by one rater the newest counts. Canonical body of a `label` entry:
 *   {"answers":{"QUESTION":"VALUE"...},"rater":"NAME","v":1}    sorted keys; one entry may answer several questions */
typedef struct hc_label { hc_str rater, question, value; } hc_label;

/* All of one rater; questions may come in any order, of several answers to one question the last counts. */
void hc_labels_write(hc_arena *a, const hc_label *labels, size_t n, hc_buf *out);
/* Puts the labels of one body behind those in *list, replacing older ones of the same rater and question. */
hc_code hc_labels_merge(hc_arena *a, hc_str body, hc_label **list, size_t *n, size_t *cap, hc_err *err);
/* NULL if there is none. */
const hc_label *hc_label_find(const hc_label *labels, size_t n, hc_str rater, hc_str question);

#endif
