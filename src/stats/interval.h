// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_INTERVAL_H
#define HC_STATS_INTERVAL_H

#include "base/defs.h"

/* Pure functions, no I/O; hc_rate and hc_mean use scratch memory of one cell per cluster while they run. A status comes with
 * every number. Level is two-sided, 0 < level < 1. */

typedef enum hc_stat { HC_STAT_OK, HC_STAT_EMPTY, HC_STAT_ONE_CLUSTER, HC_STAT_RANGE, HC_STAT_NO_CONVERGENCE } hc_stat;
const char *hc_stat_reason(hc_stat s);     /* "no samples", "only one cluster", ...: for `reason` in JSON */

typedef struct hc_interval { double point, low, high; double n_effective; const char *method; } hc_interval;

double hc_normal_quantile(double p);
double hc_beta_inc(double x, double a, double b);       /* regularised I_x(a,b) */
double hc_beta_quantile(double p, double a, double b);
double hc_t_quantile(double p, double df);

hc_stat hc_wilson(double k, double n, double level, hc_interval *out);          /* k, n may be effective (real) */
hc_stat hc_clopper_pearson(uint64_t k, uint64_t n, double level, hc_interval *out);

/* One observation per sample: its cluster (0 .. n_clusters-1) and value. */
typedef struct hc_obs { uint32_t cluster; double value; } hc_obs;

/* Rate of a 0/1 value with clusters: Wilson with effective n = p(1-p)/V, V the cluster-robust variance (never above n); at
 * 0 or n Clopper-Pearson with n = clusters. method: "wilson", "wilson_cluster", "clopper_pearson" (no two samples share a
 * cluster), "clopper_pearson_cluster". Several samples in one cluster: HC_STAT_ONE_CLUSTER with the point and NaN bounds. */
hc_stat hc_rate(const hc_obs *obs, size_t n, size_t n_clusters, double level, hc_interval *out);
/* Mean of a graded value: CR2 with t and Satterthwaite df (intercept-only). method "cr2_t"; n_effective
 * is df + 1. One cluster as for hc_rate. */
hc_stat hc_mean(const hc_obs *obs, size_t n, size_t n_clusters, double level, hc_interval *out);

#endif
