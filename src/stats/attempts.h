// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_ATTEMPTS_H
#define HC_STATS_ATTEMPTS_H

#include "stats/status.h"

/* n attempts at a task of which c succeeded. pass@k: at least one of k succeeds (M. Chen et al.,
 * Evaluating large language models trained on code, 2021). pass^k: all k succeed (S. Yao et al.,
 * tau-bench, 2024). Both without bias, over draws without replacement; the plug-in versions are
 * biased and stand here to be shown beside them. */

typedef struct hc_attempts { uint64_t n, c; } hc_attempts;
typedef struct hc_pass { double at_k, hat_k, plug_in_at_k, plug_in_hat_k; } hc_pass;

/* k = 0, k > n or c > n: HC_STAT_RANGE. */
hc_stat hc_pass_k(hc_attempts a, uint64_t k, hc_pass *out);

/* Mean over tasks with its standard error; tasks are the sampling unit. One task:
 * HC_STAT_ONE_CLUSTER with the means. Where all tasks agree the error of that figure is NaN and the
 * status HC_STAT_NO_VARIATION. */
typedef struct hc_pass_suite { double at_k, at_k_se, hat_k, hat_k_se; } hc_pass_suite;
hc_stat hc_pass_over_tasks(const hc_attempts *tasks, size_t n_tasks, uint64_t k, hc_pass_suite *out);

#endif
