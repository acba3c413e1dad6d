// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_CALIBRATION_H
#define HC_STATS_CALIBRATION_H

#include "stats/binomial.h"

/* The rate behind a judge that errs, from its errors on cases that people labelled. */
typedef struct hc_judged {
    uint64_t positive, n;                        /* what the judge said of the run */
    uint64_t true_positive, n_human_positive;    /* sensitivity */
    uint64_t true_negative, n_human_negative;    /* specificity */
    double n_effective;                          /* verdicts that come in clusters count as so many; 0 = all of n */
} hc_judged;

typedef struct hc_calibrated {
    double apparent, sensitivity, specificity, youden;
    double estimate, estimate_clamped;   /* W. J. Rogan and B. Gladen, Am. J. Epidemiol. 107 (1978) */
    double se;                           /* delta method, calibration error included */
    double wald_low, wald_high;
    /* Z. Lang and J. Reiczigel, Prev. Vet. Med. 113 (2014): adjusted centre, its shift, bounds before and after clamping
     * to [0,1]. */
    double centre, shift, raw_low, raw_high, low, high;
    double apparent_upper;               /* one-sided exact bound of the apparent rate */
} hc_calibrated;

/* HC_STAT_INCOMPATIBLE when the judge's errors cannot have produced the apparent rate (estimate
 * outside [0,1]): the clamped interval then looks perfect and must not be shown; every field is
 * still set, show raw_* and apparent_upper. HC_STAT_NO_VARIATION when sensitivity + specificity <=
 * 1, plain or adjusted: the judge knows nothing; fields up to youden are set. */
hc_stat hc_rogan_gladen(const hc_judged *j, double level, hc_calibrated *out);

/* m labels split into human-positive m1 and human-negative m0 for the smallest variance, at least
 * m_pilot each: C. Lee et al., arXiv 2511.21140. rate is the judge's; miss = 1 - sensitivity,
 * false_alarm = 1 - specificity. */
typedef struct hc_label_split { double m1_real; uint64_t m1, m0; } hc_label_split;
typedef struct hc_pilot { double rate, miss, false_alarm; } hc_pilot;
hc_stat hc_split_labels(uint64_t m, uint64_t m_pilot, const hc_pilot *pilot, hc_label_split *out);

#endif
