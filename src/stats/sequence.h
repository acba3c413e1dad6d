// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_SEQUENCE_H
#define HC_STATS_SEQUENCE_H

#include "stats/status.h"

/* Confidence sequences for the mean of values in [0,1]: valid at every look, so a run may stop when
 * it has seen enough. The order must be random. I. Waudby-Smith and A. Ramdas, Estimating means of
 * bounded random variables by betting, JRSS B 86 (2024). Bets: mu_t = (1/2 + sum x)/(t+1), v_t =
 * (1/4 + sum (x_i - mu_i)^2)/(t+1), lambda_t = sqrt(2 ln(2/alpha) / (v_{t-1} t ln(1+t))). */
typedef struct hc_sequence {
    const double *x;          /* in the order of drawing */
    size_t n;
    double alpha;             /* 1 - level, over the whole sequence */
    double cap;               /* bets are capped here; 0.5 is the usual choice */
    double share;             /* of the capital that bets on "more"; 0.5 unless there is a reason */
    uint64_t population;      /* 0: endless; else the size of the pool drawn without replacement */
} hc_sequence;

typedef struct hc_bounds { double low, high; } hc_bounds;

/* lambda[0..n-1], uncapped; checks the whole sequence, and what follows needs it to have been OK.
 */
hc_stat hc_sequence_bets(const hc_sequence *s, double *lambda);

/* Predictable-mixture empirical Bernstein after the first t values, clipped to [0,1]; for an
 * endless population. */
hc_stat hc_sequence_bernstein(const hc_sequence *s, const double *lambda, size_t t, hc_bounds *out);

/* log of the capital of betting after t values that the mean is more (up) or less than m; infinity
 * when m is impossible. */
double hc_sequence_capital(const hc_sequence *s, const double *lambda, size_t t, double m, bool up);

/* The capital after t values excludes m: the mean is more (up), or less, than m. */
bool hc_sequence_excludes(const hc_sequence *s, const double *lambda, size_t t, double m, bool up);

/* Hedged capital: all m whose capital stays below 1/alpha, each end by bisection. The narrower one,
 * and the one for a finite pool: there the bounds also exclude what has been seen, and have width 0
 * once all of it has. */
hc_stat hc_sequence_hedged(const hc_sequence *s, const double *lambda, size_t t, hc_bounds *out);

/* The first t after which m is excluded by the capital, 0 when it never is: what a rule "stop when
 * m is out" asks. One pass, where looking at the bounds after every value would cost the square of
 * n. */
size_t hc_sequence_excluded_at(const hc_sequence *s, const double *lambda, double m);

/* Running intersection: narrows *run ({0,1} at the start) by the bounds of the next t.
 * HC_STAT_INCOMPATIBLE when nothing is left, which says that the order was not random (or an event
 * of probability alpha). */
hc_stat hc_sequence_narrow(hc_bounds *run, const hc_bounds *now);

#endif
