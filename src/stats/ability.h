// SPDX-License-Identifier: Apache-2.0
#ifndef HC_STATS_ABILITY_H
#define HC_STATS_ABILITY_H

#include "stats/status.h"

/* Ability of one system from items with known parameters: P(right) = 1/(1 + exp(-a(theta - b))) (A.
 * Birnbaum, 1968; a = 1 is Rasch's model). For screening and item review, never for a claim about a
 * threshold. */

typedef struct hc_item_curve { double a, b; } hc_item_curve;     /* a != 0 */
enum { HC_WRONG = 0, HC_RIGHT = 1, HC_NOT_SEEN = -1 };            /* answers[i] */

/* The prior of map and eap is N(0,1); eap is a sum over -6 (0.1) 6 (R. D. Bock and R. J. Mislevy,
 * Appl. Psychol. Meas. 6, 1982). mle_status is HC_STAT_NO_VARIATION, and the three mle fields NaN,
 * when the likelihood has no maximum (all right, all wrong). No item seen: HC_STAT_EMPTY. */
typedef struct hc_ability {
    hc_stat mle_status;
    double mle, mle_se, log_likelihood;
    double map, map_se, eap, eap_sd;
} hc_ability;
hc_stat hc_ability_of(const hc_item_curve *items, const int8_t *answers, size_t n, hc_ability *out);

double hc_item_p(hc_item_curve item, double theta);
double hc_item_information(hc_item_curve item, double theta);     /* a^2 p (1-p) */
/* The item not seen yet with most information at theta, the lowest index among equals; n when all
 * are seen. */
size_t hc_next_item(const hc_item_curve *items, const int8_t *answers, size_t n, double theta);

/* Score of the whole pack: observed answers plus the predicted probabilities at the MAP, over n. F.
 * Maia Polo et al., tinyBenchmarks (2024), p-IRT. */
hc_stat hc_projected_score(const hc_item_curve *items, const int8_t *answers, size_t n, double *out_score,
                           double *out_theta);

#endif
