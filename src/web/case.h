// SPDX-License-Identifier: Apache-2.0
#ifndef HC_WEB_CASE_H
#define HC_WEB_CASE_H

#include "engine/recorded.h"

/*
 * One case: a sample of the plan by its number, its place in plan order from 1. What is shown of it has personal numbers and secrets
 * masked (report/masking.h); only the recorded bytes of a call are given as they are.
 */

/* A message of the conversation as it was said, numbered from 1: "m1" of the pages. */
typedef struct hc_case_message { hc_role role; hc_str text, reasoning; int64_t step; /* of a reply; else -1 */ } hc_case_message;
typedef struct hc_case_talk { hc_case_message *m; size_t n, cap; } hc_case_talk;

/* HC_E_NOTFOUND when there is no such case. */
hc_code hc_case_row(const hc_rows *rows, uint64_t number, hc_arena *a, hc_row *out, hc_err *err);
/* What was said, in order, as it was asked: the sample is played from its tape. */
hc_code hc_case_talk_of(hc_recorded *r, const hc_row *row, hc_arena *a, hc_case_talk *out, hc_err *err);
/* How much of a case is given. `message`, `talk`, `messages` 0: all of it. */
typedef struct hc_case_view {
    const hc_rows *rows;           /* of `set` */
    const hc_sset *set;
    bool bare;                     /* nothing is masked */
    size_t message;                /* bytes of one text: of a longer one the head, with `bytes` of the whole and `to`, where the head ends */
    size_t talk;                   /* bytes of all messages together, and of every message, given or not, its part of the `outline` */
    size_t messages, first;        /* how many messages, from which on (the first is 0) */
} hc_case_view;
enum { HC_CASE_AROUND = 600, HC_CASE_SPAN = 2000 };      /* bytes of an excerpt on both sides of what decided, and of that itself */

/* The object that `haechi show RUN N --json` and the case page have as `result`. */
hc_code hc_case_json(hc_recorded *r, const hc_case_view *v, uint64_t number, hc_jw *w, hc_err *err);
/* {"id","from","to","bytes","text"}: bytes of one message (from 1), masked as in the whole. */
typedef struct hc_case_place { uint64_t message, from, bytes; } hc_case_place;
hc_code hc_case_part(hc_recorded *r, const hc_case_view *v, uint64_t number, const hc_case_place *p, hc_jw *w, hc_err *err);
/* The bytes that call `call` (from 1, in the order of `calls`) of the case sent or got. HC_E_NOTFOUND: no such call, or no answer. */
hc_code hc_case_call(hc_recorded *r, const hc_rows *rows, const uint64_t case_call[2], bool response, hc_arena *a, hc_str *out, hc_err *err);

#endif
