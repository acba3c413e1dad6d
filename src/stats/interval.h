// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_INTERVAL_H
#define HC_STATS_INTERVAL_H

#include "stats/cluster.h"

/* The interval of one column of a table, method chosen by the data. `work` as for hc_cluster_mean;
 * without it the two short names take the scratch memory they need while they run. */

/* Rate of a 0/1 value with clusters: Wilson with effective n = p(1-p)/V, V the cluster-robust
 * variance CR1 (never above n); at 0 or n Clopper-Pearson with n = clusters. method: "wilson",
 * "wilson_cluster", "clopper_pearson" (no two samples share a cluster), "clopper_pearson_cluster".
 * Several samples in one cluster: HC_STAT_ONE_CLUSTER with the point and NaN bounds. */
hc_stat hc_rate_in(const hc_obs *obs, size_t n, size_t n_clusters, double level, uint32_t *work, hc_interval *out);
hc_stat hc_rate(const hc_obs *obs, size_t n, size_t n_clusters, double level, hc_interval *out);
/* The same from counts by cluster, and where clusters cross: methods "wilson_two_way", "clopper_pearson_two_way". */
hc_stat hc_rate_counts(const hc_hits *count, size_t n_clusters, double level, hc_interval *out);
hc_stat hc_rate_ways(const hc_ways *w, double level, hc_interval *out);

/* What a claim "the rate is below (above) x" is held against: low and high are one-sided bounds, each at `level`, exact
 * (Clopper-Pearson) where no two samples share a cluster. With clusters the effective n of hc_rate takes the place of n, times
 * (t(n-1) / t(clusters-1))^2; at 0 or n the clusters do. `missing` more samples, each a cluster of its own, count as hits in
 * the upper bound and as misses in the lower one: what nobody knows speaks against either claim. */
hc_stat hc_rate_bounds(const hc_ways *w, size_t missing, double level, hc_interval *out);

/* Rate of a fixed list of items: only the answers vary. count[i] is item i with its answers. Wilson with n = p(1-p)/V
 * (z/t)^2, V = sum of s_i^2 n_i/n^2, s_i^2 the variance within item i, t with the Satterthwaite df of V; never below the
 * number of answers, which is what the answers of equal items would give (W. Hoeffding, Ann. Math. Stat. 27 (1956)). An item
 * with one answer says nothing about V: then n is the number of answers. method "wilson_fixed". */
hc_stat hc_rate_fixed(const hc_hits *count, size_t n_items, double level, hc_interval *out);
/* Mean of a graded value: CR2 with t and Satterthwaite df (intercept-only). method "cr2_t";
 * n_effective is df + 1. One cluster as for hc_rate; all values equal: HC_STAT_NO_VARIATION, the
 * same way. */
hc_stat hc_mean_in(const hc_obs *obs, size_t n, size_t n_clusters, double level, uint32_t *work, hc_interval *out);
hc_stat hc_mean(const hc_obs *obs, size_t n, size_t n_clusters, double level, hc_interval *out);
/* The same from sums by cluster. */
hc_stat hc_mean_sums(const hc_sums *sums, size_t n_clusters, double level, hc_interval *out);

#endif
