// SPDX-License-Identifier: Apache-2.0
#ifndef HC_ENGINE_RESCORE_H
#define HC_ENGINE_RESCORE_H

#include "engine/recorded.h"
#include "engine/sample.h"

/* Grades recorded conversations again under another score set: replies are untouched, only judges are asked. Samples that
 * the set has graded already are skipped, so a killed rescoring goes on where it was. When everything is graded the set becomes
 * the default. A panel that fails its judge tests grades nothing. */
typedef struct hc_rescore_opts {
    hc_recorded *run;
    hc_score_set *set;             /* members and programs registered with `judge` */
    hc_asker *dry, *judge;
    hc_target *const *judges;      /* both kinds, to be started and stopped */
    size_t n_judges;
    bool only_failed;              /* samples of the set with a failed outcome, strand "#n" */
    hc_loop *loop;
} hc_rescore_opts;

typedef struct hc_rescore_result { size_t graded, skipped, open, judge_agree, judge_tests; bool judge_failed; } hc_rescore_result;

hc_code hc_rescore(const hc_rescore_opts *o, hc_rescore_result *out, hc_err *err);
/* Writes the `control set` entry of a definition unless this run has it already. */
hc_code hc_rescore_register(hc_recorded *r, const hc_score_set *set, hc_err *err);

#endif
