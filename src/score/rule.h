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
    const char *reason;        /* why there is no bound, NULL with one: "open", or as of hc_stat_reason */
    size_t missing;            /* samples that count against the claim */
} hc_ruled;

hc_ruled hc_rule_decide(hc_limit limit, bool above, const hc_contrib *c);
const char *hc_ruling_id(hc_ruling r);     /* "met", "not_met", "withheld"; "" for NONE */

#endif
