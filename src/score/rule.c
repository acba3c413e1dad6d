// SPDX-License-Identifier: Apache-2.0
#include "score/rule.h"

#include <math.h>

/* A provider that refused or filtered has decided; the others have not said what they would have. */
size_t hc_rule_missing(const hc_contrib *c)
{
    return c->by_state[HC_ST_FAILED] + c->by_state[HC_ST_SIM_FAULT] + c->by_state[HC_ST_NOT_TESTED] + c->by_state[HC_ST_TRUNCATED] +
           c->by_state[HC_ST_CAPPED] + c->unparsed + c->unjudged + c->failed;
}

hc_ruled hc_rule_decide(hc_limit limit, bool above, const hc_contrib *c, const hc_stopped *stop, bool own)
{
    hc_ruled r = {.ruling = HC_RULING_WITHHELD, .limit = limit.at, .bound = NAN, .missing = hc_rule_missing(c)};
    hc_interval b;
    if (!limit.stated)
        return (hc_ruled){.ruling = HC_RULING_NONE};
    if (c->open) {
        r.reason = "open";
        return r;
    }
    if (stop && !own) {
        r.reason = "stopped";
        return r;
    }
    hc_ways w = hc_contrib_ways(c);
    hc_stat st = stop ? stop->known ? HC_STAT_OK : HC_STAT_EMPTY : hc_rate_bounds(&w, r.missing, HC_RULE_LEVEL, &b);
    if (stop)
        b = stop->bounds;
    if (st != HC_STAT_OK) {
        r.stat = st;
        r.reason = hc_stat_reason(st);
        return r;
    }
    bool below_it = b.high < limit.at, above_it = b.low > limit.at;
    if (below_it || above_it)
        r.ruling = above_it == above ? HC_RULING_MET : HC_RULING_NOT_MET;
    r.upper = below_it || (!above_it && !above);
    r.bound = r.upper ? b.high : b.low;
    r.method = b.method;
    return r;
}

const char *hc_ruling_id(hc_ruling r)
{
    static const char *const ids[] = {"", "met", "not_met", "withheld"};
    return ids[r];
}
