// SPDX-License-Identifier: Apache-2.0
#ifndef HC_REPORT_AUDIT_H
#define HC_REPORT_AUDIT_H

#include "report/agree.h"
#include "report/table.h"

/*
 * Published figures beside ours, and what the published number hides. Every number of ours comes from tables and agreements that were made
 * of an imported run; nothing is computed here. Pure: no I/O, no clock.
 */

typedef struct hc_claim {             /* a figure as somebody printed it */
    hc_str where, target, group, metric, what, text, file;
    size_t line;
    bool found;                       /* there are records for it */
    double ours;                      /* in the units of the text; NaN = no number */
    bool equal;                       /* to the last digit that is printed */
} hc_claim;

typedef struct hc_hidden {            /* some of the samples, looked at alone */
    hc_str id, title_en, title_ko;
    const hc_line *line;
} hc_hidden;

typedef struct hc_audit {             /* of one run */
    hc_str name, run;                 /* of the records; path of the run that was made of them */
    size_t rows, records, problems;
    const hc_table *table;            /* of all samples */
    hc_claim *claim;
    size_t n_claims;
    hc_hidden *hidden;
    size_t n_hidden;
} hc_audit;

typedef struct hc_audit_counts { size_t equal, different, no_records; } hc_audit_counts;
hc_audit_counts hc_audit_count(const hc_audit *a);

void hc_audit_json(const hc_audit *a, size_t n, hc_jw *w);         /* a list */
void hc_audit_text(hc_arena *arena, const hc_audit *a, size_t n, bool ko, bool bold, hc_buf *out);

#endif
