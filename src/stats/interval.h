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
/* The same from counts by cluster. */
hc_stat hc_rate_counts(const hc_hits *count, size_t n_clusters, double level, hc_interval *out);
/* Mean of a graded value: CR2 with t and Satterthwaite df (intercept-only). method "cr2_t";
 * n_effective is df + 1. One cluster as for hc_rate; all values equal: HC_STAT_NO_VARIATION, the
 * same way. */
hc_stat hc_mean_in(const hc_obs *obs, size_t n, size_t n_clusters, double level, uint32_t *work, hc_interval *out);
hc_stat hc_mean(const hc_obs *obs, size_t n, size_t n_clusters, double level, hc_interval *out);
/* The same from sums by cluster. */
hc_stat hc_mean_sums(const hc_sums *sums, size_t n_clusters, double level, hc_interval *out);

#endif
