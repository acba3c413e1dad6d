// SPDX-License-Identifier: Apache-2.0
#ifndef HC_INTEROP_EVAL_WRITE_INT_H
#define HC_INTEROP_EVAL_WRITE_INT_H

#include "interop/eval_write.h"
#include "syntax/expr.h"

/* The questions under which a log keeps what was decided by judges and programs. */
#define HC_EVAL_VERDICT "haechi:verdict"
#define HC_EVAL_COMMAND "haechi:"

/* "2026-11-23T08:00:00.123456+00:00" */
hc_str hc_eval_time(hc_arena *a, int64_t us);
/* A text as it may stand in a log: valid UTF-8. */
void hc_eval_text(hc_jw *w, hc_arena *a, const char *key, hc_str s);
/* Usage of all replies; false: none of them has any. */
typedef struct hc_eval_usage { int64_t in, out, cached, reasoning; bool any; } hc_eval_usage;
void hc_eval_usage_add(hc_eval_usage *u, const hc_transcript *t);
/* Member `key`: {MODEL: {...}}. */
void hc_eval_usage_write(hc_jw *w, const char *key, hc_str model, const hc_eval_usage *u);
/* Score `o` as a value: {"value":...,"answer":...,"explanation":...}. */
void hc_eval_score_write(hc_jw *w, hc_arena *a, const hc_outcome *o);
/* Whether an outcome is a score in the log, and under which name. */
bool hc_eval_is_score(const hc_row *row, size_t i, hc_str *out_name);
/* The sample's member, and its line in the summaries. */
void hc_eval_sample_write(hc_jw *w, hc_arena *a, const hc_eval_head *h, const hc_eval_case *c, bool *out_letter);
void hc_eval_summary_write(hc_jw *w, hc_arena *a, const hc_eval_head *h, const hc_eval_case *c);
/* The pack's manifest for a re-import; `recorded` says which metrics count what judges and programs decided. */
hc_str hc_eval_manifest(hc_arena *a, const hc_eval_head *h, bool letter, const bool *recorded);

#endif
