// SPDX-License-Identifier: Apache-2.0
#ifndef HC_WEB_CASE_H
#define HC_WEB_CASE_H

#include "engine/recorded.h"

/*
 * One case: a sample of the plan by its number, its place in plan order from 1. What is shown of it has personal numbers and secrets
 * masked (report/masking.h); only the recorded bytes of a call are given as they are.
 */

/* A message of the conversation, numbered from 1: "m1" of the pages. */
typedef struct hc_case_message { hc_role role; hc_str text, reasoning; int64_t step; /* of a reply; else -1 */ } hc_case_message;
typedef struct hc_case_talk { hc_case_message *m; size_t n, cap; } hc_case_talk;

/* HC_E_NOTFOUND when there is no such case. */
hc_code hc_case_row(const hc_rows *rows, uint64_t number, hc_arena *a, hc_row *out, hc_err *err);
/* What was said, in order, as it was asked: the sample is played from its tape. */
hc_code hc_case_talk_of(hc_recorded *r, const hc_row *row, hc_arena *a, hc_case_talk *out, hc_err *err);
/* The object that `haechi show RUN N --json` and the case page have as `result`. `rows` are those of `set`. Of a message longer than `clip`
 * bytes the head alone, with the `bytes` of all of it; 0 = nothing is clipped. */
hc_code hc_case_json(hc_recorded *r, const hc_rows *rows, const hc_sset *set, uint64_t number, size_t clip, hc_jw *w, hc_err *err);
/* The bytes that call `call` (from 1, in the order of `calls`) of the case sent or got. HC_E_NOTFOUND: no such call, or no answer. */
hc_code hc_case_call(hc_recorded *r, const hc_rows *rows, const uint64_t case_call[2], bool response, hc_arena *a, hc_str *out, hc_err *err);

#endif
