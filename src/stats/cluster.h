// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_CLUSTER_H
#define HC_STATS_CLUSTER_H

#include "stats/binomial.h"

/* Mean of observations that come in clusters. With u_c the sum of the residuals of cluster c, n_c its size, G clusters:
 *   CR0 = sum u_c^2 / n^2                       K.-Y. Liang and S. L. Zeger, Biometrika 73 (1986)
 *   CR1 = CR0 G/(G-1)
 *   CR2 = sum u_c^2 / (1 - n_c/n) / n^2         R. M. Bell and D. F. McCaffrey, Surv. Methodol. 28 (2002)
 *   CR3 = sum (u_c / (1 - n_c/n))^2 / n^2       the jackknife over clusters
 *   df  = n^2 / (sum n_c^2 + (sum b_c)^2 - sum b_c^2), b_c = n_c^2 / (n - n_c)
 * the last is the Satterthwaite df of CR2 for an intercept alone, from w_cc = n_c and w_cd^2 = b_c b_d. */

typedef struct hc_obs { uint32_t cluster; double value; } hc_obs; /* cluster 0 .. n_clusters-1; some may be empty */

typedef struct hc_cluster_fit {
    size_t n, clusters;               /* clusters with an observation */
    double mean;
    double se_iid, se_cr0, se_cr1, se_cr2, se_cr3;
    double df_cr2;
    double deff;                      /* CR0 over the variance without clusters, both with divisor n */
} hc_cluster_fit;

/* The same for a 0/1 value, kept as counts: k of the n observations of a cluster are 1. */
typedef struct hc_hits { uint32_t n, k; } hc_hits;

/* The same for any value: start with {0}. Squares are about the cluster's own mean. */
typedef struct hc_sums { uint64_t n; double sum, squares, low, high; } hc_sums;
void hc_sums_add(hc_sums *s, double v);

#define HC_CLUSTER_WORK(n, n_clusters) ((n) + (n_clusters) + 1)

/* `work` has HC_CLUSTER_WORK(n, n_clusters) cells. One cluster: HC_STAT_ONE_CLUSTER with the mean.
 * All values equal: HC_STAT_NO_VARIATION with mean and counts. */
hc_stat hc_cluster_mean(const hc_obs *obs, size_t n, size_t n_clusters, uint32_t *work, hc_cluster_fit *out);
/* Equal to the last bit to hc_cluster_mean over the observations that the counts stand for, in any order. */
hc_stat hc_cluster_counts(const hc_hits *count, size_t n_clusters, hc_cluster_fit *out);
/* As hc_cluster_mean over the observations that were added, up to rounding. */
hc_stat hc_cluster_sums(const hc_sums *sums, size_t n_clusters, hc_cluster_fit *out);
/* mean +- t * se of a fit that is HC_STAT_OK: CR2 with its df ("cr2_t"), CR1 with G-1 ("cr1_t").
 * n_effective is df + 1. Fewer than two clusters as above. */
hc_stat hc_cluster_cr2(const hc_cluster_fit *fit, double level, hc_interval *out);
hc_stat hc_cluster_cr1(const hc_cluster_fit *fit, double level, hc_interval *out);

/* 0/1 values that cluster in one way, or in two that cross (a task and the attack on it): counts by the first key, by the
 * second, and by both together. */
typedef struct hc_ways { const hc_hits *count[3]; size_t n[3]; bool two; } hc_ways;

/* Two ways: V = V_first + V_second - V_both, each CR0, never below 0: A. C. Cameron, J. B. Gelbach and D. L. Miller, JBES 29
 * (2011). `variance` is what intervals use: the same of CR1, but never below that of one way alone, because the difference can
 * be too small by chance (J. G. MacKinnon, M. O. Nielsen and M. D. Webb, JBES 39 (2021)). */
typedef struct hc_ways_fit {
    size_t n, k, clusters;            /* clusters: of the way that has fewer */
    double rate, se_naive, se_first, se_second, se;   /* CR0; one way: se = se_first, no second */
    double variance;
} hc_ways_fit;

/* Statuses as of hc_cluster_mean; one cluster in either way: HC_STAT_ONE_CLUSTER, with the error of the other way. */
hc_stat hc_ways_rate(const hc_ways *w, hc_ways_fit *out);

/* n questions with k answers each, row by row. The variance of the mean splits into questions and
 * answers: E. Miller, Adding error bars to evals (2024). Needs n, k >= 2; questions with equal
 * means are HC_STAT_NO_VARIATION with the mean. var_question may be negative: it is an estimate. */
typedef struct hc_resampled {
    double mean, se, var_means, var_within, var_question, share_within;
} hc_resampled;
hc_stat hc_resampled_mean(const double *scores, size_t n, size_t k, hc_resampled *out);

#endif
