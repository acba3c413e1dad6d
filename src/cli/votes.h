// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_VOTES_H
#define HC_CLI_VOTES_H

#include "base/map.h"
#include "cli/cli.h"
#include "engine/recorded.h"
#include "report/agree.h"

/* Who said what of the samples of a run: labels of people and sources, our scorers and judges. Of one rater the newest counts. */
typedef struct hc_votes {
    hc_arena *a;
    hc_recorded *r;
    hc_rows rows;
    hc_str target, question, by;   /* wishes: "" = all, all, no groups */
    hc_map newest;                 /* sample, rater, question -> vote + 1 */
    hc_vote *votes;
    int64_t *when;                 /* of each vote */
    size_t n, cap, cap_when;
    hc_map asked;                  /* questions that were answered but not wanted */
} hc_votes;

/* Fills votes, n and asked from the run and a score set (NULL = no votes of ours). */
hc_code hc_votes_collect(hc_votes *v, const hc_sset *set, hc_err *err);

#endif
