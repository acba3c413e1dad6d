// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_AGREEMENT_H
#define HC_STATS_AGREEMENT_H

#include "stats/status.h"

/* Agreement between raters, judges and people. Where all ratings are one category no coefficient
 * exists: HC_STAT_NO_VARIATION, never 1. Weights go by the position of the categories. */

typedef enum hc_weights { HC_WEIGHTS_NONE, HC_WEIGHTS_LINEAR, HC_WEIGHTS_QUADRATIC } hc_weights;

/* Two raters, table[i*k + j] = units that the first put into i and the second into j. Kappa: J.
 * Cohen, Educ. Psychol. Meas. 20 (1960), weighted Psychol. Bull. 70 (1968); errors (se for an
 * interval, se_null for a test of 0): J. L. Fleiss, J. Cohen and B. S. Everitt, Psychol. Bull. 72
 * (1969). work has 4k cells. */
typedef struct hc_kappa { double observed, expected, kappa, se, se_null; } hc_kappa;
hc_stat hc_cohen_kappa(const uint64_t *table, size_t k, hc_weights w, double *work, hc_kappa *out);

/* Any raters, the same number m >= 2 for every unit; counts[u*k + c]. J. L. Fleiss, Psychol. Bull.
 * 76 (1971); se_null: J. L. Fleiss, J. C. M. Nee and J. R. Landis, Psychol. Bull. 86 (1979). */
typedef struct hc_fleiss { double observed, expected, kappa, se_null; } hc_fleiss;
hc_stat hc_fleiss_kappa(const uint32_t *counts, size_t n_units, size_t k, hc_fleiss *out);

/* Ratings with gaps: code[r*n_units + u] is a category 0 .. k-1 or HC_NO_RATING. Categories are in
 * ascending order; value[] (k cells) is needed for the interval metric only. */
#define HC_NO_RATING (-1)
typedef struct hc_ratings {
    const int32_t *code;
    size_t n_raters, n_units, k;
    const double *value;
} hc_ratings;

typedef enum hc_metric_kind { HC_METRIC_NOMINAL, HC_METRIC_ORDINAL, HC_METRIC_INTERVAL } hc_metric_kind;

/* Krippendorff's alpha = 1 - Do/De: K. Krippendorff, Computing Krippendorff's alpha-reliability
 * (2011). Units with fewer than two ratings are left out; pairable counts the ratings that remain
 * and is set with HC_STAT_NO_VARIATION too. work has k + 1 cells. */
typedef struct hc_alpha { double alpha, observed, expected; size_t pairable; } hc_alpha;
hc_stat hc_krippendorff(const hc_ratings *r, hc_metric_kind metric, double *work, hc_alpha *out);

/* Alpha of some units, repeats allowed: an hc_statistic, for an interval by resampling units. ctx
 * is hc_alpha_ctx. */
typedef struct hc_alpha_ctx { const hc_ratings *ratings; hc_metric_kind metric; double *work; } hc_alpha_ctx;
double hc_alpha_of_units(const size_t *index, size_t n, void *ctx);

/* Gwet's AC1, with weights AC2, and its error for an infinite population: K. L. Gwet, Br. J. Math.
 * Stat. Psychol. 61 (2008), Handbook of Inter-Rater Reliability, ch. 5. Does not collapse when one
 * category is rare. Agreement from the units with two or more ratings, prevalence from all rated
 * units. k >= 2; work has k cells. One unit: HC_STAT_ONE_CLUSTER with the coefficient. */
typedef struct hc_gwet { double observed, expected, coefficient, se; size_t units, units_paired; } hc_gwet;
hc_stat hc_gwet_ac(const hc_ratings *r, hc_weights w, double *work, hc_gwet *out);

#endif
