// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_PPI_H
#define HC_STATS_PPI_H

#include "stats/special.h"
#include "stats/status.h"

/* Few human labels, many verdicts of a judge, the labelled items a random sample of the same pool.
 * estimate = lambda mean(unlabelled) + mean(label - lambda judged); lambda 1 is PPI (A. N.
 * Angelopoulos et al., Science 382, 2023), lambda 0 the labels alone (between them is allowed),
 * HC_PPI_TUNED is PPI++ (A. N. Angelopoulos, J. C. Duchi and T. Zrnic, 2023): cov / ((1 + n/N)
 * var), covariance with divisor n, pooled variance with n + N - 1, clipped to [0,1]. */
#define HC_PPI_TUNED (-1.0)

typedef struct hc_ppi_data {
    const double *label, *judged;     /* n cells: people, and the judge on the same items */
    size_t n;
    const double *unlabelled;         /* n_unlabelled cells: the judge alone */
    size_t n_unlabelled;
} hc_ppi_data;

typedef struct hc_ppi {
    double lambda, lambda_raw;        /* lambda_raw before clipping */
    double estimate, se, low, high;   /* normal interval */
    double label_mean, label_se;      /* without the judge; divisor n */
    double sample_ratio;              /* (label_se / se)^2: under 1.1 the judge is not worth using */
} hc_ppi;

#define HC_PPI_SMALL 50               /* fewer labels with a tuned lambda: the result carries HC_STAT_SMALL_G */

/* One label or one verdict: HC_STAT_ONE_CLUSTER with the estimate. se of 0: HC_STAT_NO_VARIATION
 * with the estimate. */
hc_stat hc_ppi_mean(const hc_ppi_data *d, double lambda, double level, hc_ppi *out);

#endif
