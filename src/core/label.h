// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CORE_LABEL_H
#define HC_CORE_LABEL_H

#include "syntax/json.h"

/* What somebody who is not a scorer of ours said about a sample: a person, or the record that was imported (rater
 * "source"). A label answers one question; of several by one rater the newest counts. Canonical body of a `label` entry:
 *   {"answers":{"QUESTION":"VALUE"...},"note":"TEXT","rater":"NAME","v":1}    sorted keys; one entry may answer several questions
 * `note` is there only when the rater wrote one. The answer null takes the rater's earlier ones back: its value has p NULL. */
typedef struct hc_label { hc_str rater, question, value; } hc_label;

/* All of one rater; questions may come in any order, of several answers to one question the last counts. */
void hc_labels_write(hc_arena *a, const hc_label *labels, size_t n, hc_buf *out);
/* One of a person, with a note ("" = none). */
void hc_label_write(const hc_label *label, hc_str note, hc_buf *out);
/* Puts the labels of one body behind those in *list, replacing older ones of the same rater and question; one that was taken back
 * stays, without a value, until hc_labels_standing. */
hc_code hc_labels_merge(hc_arena *a, hc_str body, hc_label **list, size_t *n, size_t *cap, hc_err *err);
/* Drops those that were taken back; returns how many stay, in order. */
size_t hc_labels_standing(hc_label *list, size_t n);
/* NULL if there is none. */
const hc_label *hc_label_find(const hc_label *labels, size_t n, hc_str rater, hc_str question);

#endif
