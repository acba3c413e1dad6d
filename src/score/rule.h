// SPDX-License-Identifier: Apache-2.0
#ifndef HC_SCORE_RULE_H
#define HC_SCORE_RULE_H

#include "score/metric.h"

/* Whether a claim that was written down before the run holds. `out`: the rate is below the limit; `in`: it is above. Decided by
 * exact one-sided bounds, each at HC_RULE_LEVEL:
 *
 *        claim "below"                      claim "above"
 *   met      upper bound < limit        lower bound > limit
 *   not met  lower bound > limit        upper bound < limit
 *   withheld neither; samples are open (a look before the end proves nothing); or there is no bound
 *
 * Samples that got no verdict although they should have (failed, cut off, unparsed, unjudged, check failed) count against the
 * claim: as hits in the upper bound, as misses in the lower one. */

#define HC_RULE_LEVEL 0.95

typedef enum hc_ruling { HC_RULING_NONE, HC_RULING_MET, HC_RULING_NOT_MET, HC_RULING_WITHHELD } hc_ruling;

typedef struct hc_ruled {
    hc_ruling ruling;          /* NONE: no such rule, and then nothing else is set */
    double limit;
    double bound;              /* the one that decided, or was not enough; NaN: there is none */
    bool upper;                /* it is the upper one */
    const char *method;        /* of the bound, NULL without one */
    hc_stat stat;              /* of the bound; not OK: there is none */
    const char *reason;        /* why there is no bound, NULL with one: "open", "stopped", or as of hc_stat_reason */
    size_t missing;            /* samples that count against the claim */
} hc_ruled;

/* A run whose plan stops by this metric: the bounds are those of its confidence sequence, valid whenever one stops. */
typedef struct hc_stopped {
    hc_str target, metric;
    bool early, known;             /* stopped before the end; there are bounds */
    size_t units, of;              /* clusters with a verdict up to the stop, and of the plan */
    size_t beyond;                 /* samples of the plan that are in no table */
    hc_interval bounds;            /* level HC_RULE_LEVEL, two-sided; method "confidence_sequence" */
} hc_stopped;

/* `stop` NULL: exact bounds. Else those of the sequence for its own metric; for another one none hold, as what was seen of it
 * depends on when the run stopped ("stopped"). */
hc_ruled hc_rule_decide(hc_limit limit, bool above, const hc_contrib *c, const hc_stopped *stop, bool own);
size_t hc_rule_missing(const hc_contrib *c);
const char *hc_ruling_id(hc_ruling r);     /* "met", "not_met", "withheld"; "" for NONE */

#endif
