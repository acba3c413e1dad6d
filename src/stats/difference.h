// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_DIFFERENCE_H
#define HC_STATS_DIFFERENCE_H

#include "stats/cluster.h"
#include "stats/paired.h"

/* The difference of two rates, method chosen by the data; always second - first. */

/* One sample that both systems answered. Samples of one cluster depend on each other (epochs of an item, its translations). */
typedef struct hc_two { uint32_t cluster; bool first, second; } hc_two;

typedef struct hc_difference {
    hc_pair_counts table;
    size_t n, clusters;
    hc_interval interval;             /* method: "newcombe_paired", "cr2_t", "clopper_pearson_cluster" */
    double p;                         /* two-sided */
    const char *p_method;             /* "mcnemar_exact", "cr2_t", "mcnemar_exact_cluster" */
    double se, df, se_unpaired;       /* CR2 of the differences; of the two rates as if they knew nothing of each other */
    double gain;                      /* se_unpaired^2 / se^2: how many times the items an unpaired comparison would need */
    double correlation;               /* Pearson, over the pairs; NaN when one side does not vary */
    hc_stat stat_se;                  /* of se, df and gain */
    hc_stat stat_tost;                /* EMPTY without a margin */
    hc_tost_result tost;
} hc_difference;

/* Pairs of which no two share a cluster: Newcombe's paired interval and McNemar's exact test. Else CR2 with t and
 * Satterthwaite's df on the differences, within [-1, 1]. Where all clusters have the same mean difference v, CR2 would be 0; then a bound
 * from their number alone: with u the upper limit of Clopper and Pearson for 0 of G clusters, up to u of all clusters may have any other
 * difference, so [v - u(1 + v), v + u(1 - v)], and McNemar's test with one pair for each cluster; se and tost are NO_VARIATION.
 * One cluster with several pairs: HC_STAT_ONE_CLUSTER with counts and point. `obs` has n + n_clusters cells, `work`
 * HC_CLUSTER_WORK(n, n_clusters).
 * margin 0: no test of equivalence. */
hc_stat hc_difference_paired(const hc_two *pairs, size_t n, size_t n_clusters, double level, double margin, hc_obs *obs,
                             uint32_t *work, hc_difference *out);

/* Two rates over different samples: the limits of each as in a table (hc_rate_counts), joined as Newcombe's method 10 joins
 * Wilson's: G. Y. Zou and A. Donner, Stat. Med. 27 (2008) 1693. method "newcombe" when no two samples share a cluster, else
 * "newcombe_cluster". */
hc_stat hc_difference_unpaired(const hc_hits *first, size_t n_first, const hc_hits *second, size_t n_second, double level,
                               hc_interval *out);

#endif
