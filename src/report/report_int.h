// SPDX-License-Identifier: Apache-2.0
#ifndef HC_REPORT_REPORT_INT_H
#define HC_REPORT_REPORT_INT_H

#include "report/report.h"
#include "report/words.h"

/* What the documents of a report share. */

typedef struct hc_writer { hc_arena *a; const hc_report *r; bool ko; hc_document *d; } hc_writer;

static inline hc_str hc_pick(const hc_writer *w, const char *en, const char *ko)
{
    return hc_str_c(w->ko ? ko : en);
}

/* A target of a run by the name that tells it from the others. */
typedef struct hc_subject { const hc_report_run *run; const hc_tally *tally, *plain; hc_str label; } hc_subject;
/* Targets of all runs on the packs, items as they are; the one that the report is about first. */
size_t hc_report_subjects(hc_arena *a, const hc_report *r, hc_subject **out);

/* The sentences of the summary. */
hc_str hc_summary_lead(const hc_writer *w);   /* of the first: which pack it is about, where there are several */
hc_str hc_summary_rate(const hc_writer *w);
hc_str hc_summary_finding(const hc_writer *w);
hc_str hc_summary_rule(const hc_writer *w);
/* At most `max` further findings. */
size_t hc_summary_more(const hc_writer *w, hc_str *out, size_t max);
/* Start of the document: header, title, footer. */
void hc_report_frame(const hc_writer *w, hc_str kind);
/* Interval table of one metric over the subjects; `counterpart`: the other metric. */
void hc_report_intervals(const hc_writer *w, const char *id, hc_str lead, bool counterpart, size_t max, size_t cols_of_names);
void hc_report_differences(const hc_writer *w, const char *id, hc_str lead, size_t max);
void hc_report_heat(const hc_writer *w, const char *id, hc_str lead, size_t max_rows, size_t max_cols);
const char *hc_report_level_word(const hc_report *r, bool ko);

#endif
