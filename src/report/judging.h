// SPDX-License-Identifier: Apache-2.0
#ifndef HC_REPORT_JUDGING_H
#define HC_REPORT_JUDGING_H

#include "report/table.h"
#include "stats/calibration.h"
#include "stats/ppi.h"

/*
 * How good a judge is, from the rows of a judge check (score/judge_check.h): errors on cases that people labelled, verdicts that change when a
 * phrase behind the reply tells the grader what to write, and verdicts that change when the same thing is asked again. Pure: no I/O, no clock.
 *
 * A case is positive when people call it anything but the best word of the scale. A verdict that failed or could not be read is neither right nor
 * wrong: it is left out and counted.
 */

typedef struct hc_share { hc_stat stat; hc_interval interval; size_t k, n; } hc_share;    /* hc_rate over the cases */

typedef struct hc_judging_group { hc_str by, name; hc_share sensitivity, specificity; } hc_judging_group;   /* by "" = all, "lang", "domain" */

typedef struct hc_judging {
    const hc_pack *pack;
    hc_judging_group *group;          /* all, then languages, then categories, where there are two or more */
    size_t n_groups;
    hc_share flipped;                 /* attacked samples whose verdict differs from that of the case as it is, in the same epoch */
    hc_share steady;                  /* cases whose verdict is the same in every epoch; EMPTY with one epoch */
    uint32_t epochs;
    size_t no_verdict;                /* samples without one */
} hc_judging;

/* `pack` is a judge check, `rows` those of its run under the set that is looked at. */
hc_code hc_judging_make(hc_arena *a, const hc_pack *pack, const hc_rows *rows, hc_judging *out, hc_err *err);

/*
 * A rate of a run behind the errors of its judge: the metric's `of`, asked of every labelled case once with people's word as the verdict and once with
 * the judge's, gives how often the judge is right about this very rate.
 */
typedef struct hc_corrected {
    hc_str target, metric;
    const hc_pack *pack;
    hc_judged counts;
    hc_stat stat;                     /* of hc_rogan_gladen */
    hc_calibrated rate;
} hc_corrected;

/* For every rate of `table` that hc_line_judged; *out is never NULL. `packs`/`rows`: of the check. */
hc_code hc_corrected_make(hc_arena *a, const hc_table *table, const hc_pack *check, const hc_rows *rows, hc_corrected **out, size_t *out_n,
                          hc_err *err);

/*
 * A rate by the verdicts of a judge and the labels that people gave to some of its samples: PPI++ takes the judge where it agrees with them and the
 * labels where it does not. The labelled samples must be a random part of the run.
 */
typedef struct hc_by_people {
    hc_str target, metric;
    const hc_pack *pack;
    size_t labels, judged;            /* samples that people labelled, samples that the judge alone has */
    bool clustered;                   /* several samples of one item: no interval, the method takes them for independent */
    hc_stat stat;                     /* of hc_ppi_mean */
    hc_ppi rate;
} hc_by_people;

/* For every rate of `table` on which there are both; *out is never NULL. `label`: people's word by place of the row, p NULL = none. */
hc_code hc_by_people_make(hc_arena *a, const hc_table *table, const hc_rows *rows, const hc_str *label, hc_by_people **out, size_t *out_n,
                          hc_err *err);
void hc_by_people_json(const hc_by_people *p, size_t n, hc_jw *w);
void hc_by_people_text(hc_arena *a, const hc_by_people *p, size_t n, bool ko, bool bold, hc_buf *out);

void hc_judging_json(const hc_judging *j, hc_jw *w);
void hc_judging_text(hc_arena *a, const hc_judging *j, bool ko, bool bold, hc_buf *out);
void hc_corrected_json(const hc_corrected *c, size_t n, hc_jw *w);
void hc_corrected_text(hc_arena *a, const hc_corrected *c, size_t n, bool ko, bool bold, hc_buf *out);

#endif
