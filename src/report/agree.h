// SPDX-License-Identifier: Apache-2.0
#ifndef HC_REPORT_AGREE_H
#define HC_REPORT_AGREE_H

#include "stats/agreement.h"
#include "syntax/json.h"

/* Votes -> how far the raters agree, question by question: raters are people, judges, our scorers, or the source of an import.
 * Pure: no I/O, no clock; the bootstrap is seeded. */

typedef struct hc_vote { hc_str unit, group, rater, question, value; } hc_vote;   /* one per (unit, rater, question) */

typedef struct hc_alpha_line { hc_stat stat; hc_alpha a; hc_stat stat_interval; double low, high; } hc_alpha_line;

typedef struct hc_rater_pair {
    size_t a, b;                     /* of hc_agreement.rater */
    size_t units;                    /* that both rated */
    uint64_t *table;                 /* k x k, rows: a */
    hc_stat stat[3];                 /* by hc_weights; NONE alone when the categories are not numbers */
    hc_kappa kappa[3];
} hc_rater_pair;

typedef struct hc_agreement {
    hc_str question, group;          /* group "" = all units */
    hc_str *rater;                   /* sorted */
    size_t n_raters;
    hc_str *category;                /* ascending: by value when all are numbers, else by bytes */
    size_t k;
    bool numeric;
    size_t units, paired;            /* with one vote, with two or more */
    hc_alpha_line alpha[3];          /* by hc_metric_kind; NOMINAL alone when the categories are not numbers */
    hc_stat stat_gwet;
    hc_gwet gwet;                    /* AC1 */
    hc_stat stat_fleiss;             /* EMPTY unless every unit has the same number of votes */
    hc_fleiss fleiss;
    double pairwise;                 /* mean share of agreeing pairs of a unit; NaN without pairs */
    size_t straddle;                 /* with a threshold: units whose votes lie on both sides */
    hc_rater_pair *pair;             /* none with more than HC_AGREE_RATERS_MAX raters */
    size_t n_pairs;
} hc_agreement;

enum { HC_AGREE_RATERS_MAX = 16, HC_AGREE_REPLICATES = 2000 };

typedef struct hc_agree_wish {
    const hc_vote *votes;
    size_t n;
    bool groups;                     /* also per group */
    bool has_at;                     /* votes are "yes" from `at` on, else "no" */
    double at;
    double level;
    uint64_t seed;
} hc_agree_wish;

/* One line per question and group, in the order in which the votes bring them. */
void hc_agree_make(hc_arena *a, const hc_agree_wish *w, hc_agreement **out, size_t *out_n);
/* The alpha that is printed first, and the only one with an interval: ordinal for three ordered categories or more, else nominal. */
hc_metric_kind hc_agree_headline(const hc_agreement *g);

void hc_agree_json(const hc_agreement *g, size_t n, hc_jw *w);
void hc_agree_text(hc_arena *a, const hc_agreement *g, size_t n, bool ko, hc_buf *out);

#endif
