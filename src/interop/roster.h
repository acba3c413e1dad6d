// SPDX-License-Identifier: Apache-2.0
#ifndef HC_INTEROP_ROSTER_H
#define HC_INTEROP_ROSTER_H

#include "interop/import_int.h"

/* What a first walk over foreign records finds out: which targets, items and questions there are and what was answered. */

enum { HC_ROSTER_VALUES_MAX = 12, HC_ROSTER_QUESTIONS_MAX = 18 };

typedef struct hc_roster_question {
    hc_str name;                  /* as the labels of rater "source" have it */
    hc_str values[HC_ROSTER_VALUES_MAX];
    size_t n_values;
    bool more;                    /* more values than these: a number or free text, no rate can be made of it */
} hc_roster_question;

typedef struct hc_roster {
    hc_foreign *f;
    hc_map targets, items, records;
    hc_str *rows, *keys;          /* of every item: its line, and what it must have in common with its like */
    size_t cap_targets, cap_rows, cap_keys;
    hc_roster_question question[HC_ROSTER_QUESTIONS_MAX];
    size_t n_questions;
    bool choices;                 /* some item lists choices */
} hc_roster;

hc_roster *hc_roster_new(hc_foreign *f);
/* Ordinal of the target; `fresh`: one of its own, "NAME-2" where the name is taken. */
size_t hc_roster_target(hc_roster *r, hc_str model, bool fresh);
/* Ordinal of the item. The first row of an id stays; SIZE_MAX when `key` differs from the first one's. Texts are copied. */
size_t hc_roster_item(hc_roster *r, hc_str id, hc_str key, hc_str row);
/* False: the record was there before. Epochs count from 0. */
bool hc_roster_record(hc_roster *r, size_t target, size_t item, uint64_t epoch);
void hc_roster_said(hc_roster *r, hc_str question, hc_str value);
/* An id that items may have: the text itself, or "x-" and a part of its SHA-256. */
hc_str hc_roster_id(hc_arena *a, hc_str id);
/* `s` as the value of a prompt: valid, not empty, cut after 64 KiB. */
hc_str hc_roster_text(hc_arena *a, hc_str s);
/* Name, manifest and items of the foreign. The manifest has, for each question, a scorer "source-QUESTION" and the share of samples
 * with a good word (C, correct, true, yes, 1), or else of each value. */
void hc_roster_finish(hc_roster *r, hc_str name);

#endif
