// SPDX-License-Identifier: Apache-2.0
#ifndef HC_WEB_LABELLED_H
#define HC_WEB_LABELLED_H

#include "engine/recorded.h"

/* What people said about cases, as the page shows and records it: label entries of the ledger with who, when and a note, and of one
 * rater and question only the newest. Nothing is ever changed: to take a label back is a further entry. */

typedef struct hc_labelled_wish {
    uint64_t number;               /* the case */
    hc_str rater, question, value, note;     /* value.p NULL: take it back */
} hc_labelled_wish;

/* Array of {"case","rater","question","value","note","at"}. */
hc_code hc_labelled_case(hc_recorded *r, const hc_row *row, uint64_t number, hc_jw *w, hc_err *err);
/* The same of all cases of the run; rater "" = of everybody. */
hc_code hc_labelled_all(hc_recorded *r, const hc_rows *rows, hc_str rater, hc_jw *w, hc_err *err);
/* How many labels stand on each case; counts of rows->n zeros. */
hc_code hc_labelled_count(hc_recorded *r, const hc_rows *rows, uint32_t *counts, hc_err *err);

/* What a page sends. HC_E_INPUT with what is wrong. */
hc_code hc_labelled_read(hc_arena *a, hc_str json, hc_labelled_wish *out, hc_err *err);
/* Writes it into the run of this path, durably, and its object to `w`. HC_E_HELD while a process plays the run, and when the run
 * cannot be written. */
hc_code hc_labelled_put(const char *path, const hc_labelled_wish *wish, hc_jw *w, hc_err *err);

#endif
