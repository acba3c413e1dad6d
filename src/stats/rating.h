// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_RATING_H
#define HC_STATS_RATING_H

#include "stats/status.h"

/* Strengths from pairwise preferences: P(i beats j) = 1/(1 + exp(-(t_i - t_j))), player 0 at 0 (R.
 * A. Bradley and M. E. Terry, Biometrika 39, 1952). Maximum likelihood by Newton; errors from the
 * inverse information. The estimate exists only when everybody is linked to everybody by wins in
 * both directions (L. R. Ford, Am. Math. Mon. 64, 1957). */

typedef struct hc_games {
    const double *wins;       /* wins[i*k + j] = times i beat j; the diagonal is not read */
    const double *ties;       /* symmetric, or NULL; a tie is half a win for both */
    size_t k;                 /* players */
} hc_games;

#define HC_RATING_WORK(k) ((k) * (k) + 2 * (k))
#define HC_ELO_PER_LOGIT 173.71779276130073   /* 400 / ln 10 */

/* Component of every player in the graph of wins, numbered from 0; returns how many there are. work
 * has 2k cells. */
size_t hc_rating_components(const hc_games *g, size_t *component, size_t *work);

/* strength and se have k cells, work HC_RATING_WORK(k), component and flags k and 2k. With
 * HC_STAT_NOT_CONNECTED component says who is linked to whom, and nothing else is set. */
typedef struct hc_rating_out { double *strength, *se, *work; size_t *component, *flags; } hc_rating_out;
hc_stat hc_bradley_terry(const hc_games *g, const hc_rating_out *out);

double hc_win_probability(double strength, double other);

#endif
