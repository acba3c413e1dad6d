// SPDX-License-Identifier: Apache-2.0
#ifndef HC_REPORT_WHY_H
#define HC_REPORT_WHY_H

#include "report/compare.h"
#include "score/grader.h"

/*
 * Two runs, one question, two numbers: why? The difference of a metric, as each run's own table prints it, is split into terms that sum to
 * it: each of the causes below can be set as the first run had it or as the second had it, every combination gives a rate over
 * the samples that both were asked, and the terms are the Shapley values (stats/shapley.h) of these rates.
 *
 *   extractor    how a reply is read: expectation, accepted answers, versions of scorers, labels, a metric's `scorer`
 *   judge        who judges, by which rubric, rule and scale, and what the item says to the judge
 *   denominator  the metric: `of`, `among`, unparsed answers, unverified items
 *   cap          limits on replies, turns, tokens and time. A sample that a limit cut in either run stands as the run has it
 *                whose limits are in force: what the longer reply would have been is what the other run recorded
 *   replies      the rest: what was said in samples that no limit cut (the model, its settings, chance)
 *   items        samples that only one run was asked: the difference less that over the common ones
 *
 * A sample is common when what was asked is equal (system prompt, turns, choices): how it is graded may differ, that is the question.
 * Pure; grading one run's replies as the other does is the caller's part.
 */

typedef enum hc_cause {
    HC_CAUSE_EXTRACTOR, HC_CAUSE_JUDGE, HC_CAUSE_DENOMINATOR, HC_CAUSE_CAP, HC_CAUSE_REPLIES, HC_CAUSE_ITEMS, HC_CAUSE_COUNT
} hc_cause;

const char *hc_cause_id(hc_cause c);  /* "extractor" */

typedef struct hc_why_side {
    const hc_side *side;
    const hc_pack *pack;
    const hc_block *block;
    hc_str caps;                      /* canonical words; "" = not known, as of an import */
} hc_why_side;

/* A row of one run that must be graded as the other run grades. */
typedef struct hc_why_need {
    size_t row, item;                 /* of this run's rows; ordinal in the other's pack */
    hc_str line;                      /* of the other's score/grader.h */
    bool judged;                      /* somebody must have been asked */
} hc_why_need;

typedef struct hc_why_pair { size_t row[2]; bool judged, cut; uint8_t place[2][2][2]; } hc_why_pair;

typedef struct hc_why_job {
    hc_arena *a;
    hc_why_side side[2];
    hc_why_pair *pair;
    size_t n_pairs;
    hc_why_need *need[2];             /* by whose rows */
    size_t n_need[2];
    hc_str line[2][2];                /* the first two lines that differ: of rules, of judges */
    bool grading[2];                  /* whether any pair is graded otherwise by rules, by judges */
} hc_why_job;

typedef struct hc_why_term {
    hc_cause cause;
    double value;
    size_t samples;                   /* whose place in the metric this cause alone changes, seen from the first run */
    hc_str first, second;             /* what differs, in words; "" = the same in both */
} hc_why_term;

typedef struct hc_why {               /* one metric */
    const hc_metric *metric;
    const hc_metric *odd;             /* the first run's, else the second's, where it is hc_incomparable: then nothing is split */
    hc_hits a, b;                     /* as each run's own table counts them */
    double difference;                /* b - a, the sum of the terms */
    hc_stat stat;                     /* not OK: some combination has no samples */
    size_t pairs;
    hc_why_term term[HC_CAUSE_COUNT]; /* largest first */
} hc_why;

/* How a kind of items is graded, in words: the verdict's grader and those of other scorers that the metrics of `pack` take. */
hc_str hc_why_line(hc_arena *a, const hc_grading *g, const hc_pack *pack, hc_expect e);
/* Finds what is common and what must be graded again. */
hc_code hc_why_open(hc_arena *a, const hc_why_side side[2], hc_why_job **out, hc_err *err);
/* graded[i]: the rows of run i with the outcomes that the other run's grading gives; where nothing was needed, its own. */
hc_code hc_why_make(hc_why_job *j, const hc_rows *const graded[2], hc_why **out, size_t *out_n, hc_err *err);

/* One object for each metric. */
void hc_why_json(const hc_why_job *j, const hc_why *w, size_t n, hc_jw *jw);
void hc_why_text(const hc_why_job *j, const hc_why *w, size_t n, bool ko, bool bold, hc_buf *out);

#endif
