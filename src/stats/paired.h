// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_PAIRED_H
#define HC_STATS_PAIRED_H

#include "stats/binomial.h"

/* Two systems compared. Clustered pairs: hc_cluster_mean on the differences, then hc_tost with its
 * CR2 error and df. */

/* p1 - p2 of two independent groups: R. G. Newcombe, Stat. Med. 17 (1998) 873, method 10. */
typedef struct hc_count { uint64_t k, n; } hc_count;
hc_stat hc_newcombe(hc_count first, hc_count second, double level, hc_interval *out);

/* The same items under both systems: R. G. Newcombe, Stat. Med. 17 (1998) 2635, method 10; phi is
 * the continuity corrected correlation, 0 when a margin is empty. */
typedef struct hc_pair_counts { uint64_t both, first_only, second_only, neither; } hc_pair_counts;
hc_stat hc_newcombe_paired(const hc_pair_counts *t, double level, hc_interval *out, double *out_phi);

/* Q. McNemar, Psychometrika 12 (1947), from the discordant pairs: exact, mid-p (M. W. Fagerland, S.
 * Lydersen and P. Laake, BMC Med. Res. Methodol. 13, 2013), chi-square without and with continuity
 * correction. No discordant pair: exact, mid-p and plain p are 1; the corrected statistic is 0/0
 * and set to 1, which never reads as a difference. */
typedef struct hc_mcnemar { double p_exact, p_mid, chi2, p_chi2, chi2_corrected, p_chi2_corrected; } hc_mcnemar;
hc_stat hc_mcnemar_test(uint64_t first_only, uint64_t second_only, hc_mcnemar *out);

/* Two one-sided tests that |true value| < margin: D. J. Schuirmann, J. Pharmacokinet. Biopharm. 15
 * (1987). p is the larger of the two; df, from 0.001 up, may be fractional or infinite. */
typedef struct hc_tost_result { double p_lower, p_upper, p; } hc_tost_result;
hc_stat hc_tost(double estimate, double se, double df, double margin, hc_tost_result *out);

/* Mean of x - y over independent pairs, Student t with n-1. se_unpaired is what ignoring the
 * pairing would give. One pair: HC_STAT_ONE_CLUSTER with the mean. Equal differences:
 * HC_STAT_NO_VARIATION with mean and se_unpaired. correlation is 0 with has_correlation false when
 * one side does not vary. margin 0 leaves tost out (all 1). */
typedef struct hc_pair { double x, y; } hc_pair;
typedef struct hc_paired {
    hc_interval difference;           /* n_effective = n, method "paired_t" */
    double se, t, p;                  /* two-sided */
    double se_unpaired, correlation;
    bool has_correlation;
    hc_tost_result tost;
} hc_paired;
hc_stat hc_paired_mean(const hc_pair *pairs, size_t n, double level, double margin, hc_paired *out);

#endif
