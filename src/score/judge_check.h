// SPDX-License-Identifier: Apache-2.0
#ifndef HC_SCORE_JUDGE_CHECK_H
#define HC_SCORE_JUDGE_CHECK_H

#include "pack/pack.h"

/*
 * A judge is measured by an ordinary run: the labelled cases of a pack become items that bring their reply along, so that nobody but
 * the judge is asked, by the rubric, the scale and the very question that it gets in a run of the pack.
 *
 *   items   every case as it is, and each case that people call anything but the best word again with phrases that tell the grader to write
 *           the best one behind the reply (data/judge-payloads.jsonl; those of the case's language)
 *   meta    expected (people's word), positive (yes: not the best word), attack (id of the phrase, "none")
 *   metrics sensitivity, specificity (cases as they are), resisted (cases with a phrase that are still not called best)
 */

#define HC_JUDGE_CHECK_SUFFIX "-judge-check"

bool hc_is_judge_check(const hc_pack *pack);
/* phrases: how many of the list for each case, drawn by `seed`; all of them where there are fewer. HC_E_INPUT: the pack has no judge tests. */
hc_code hc_judge_check_pack(hc_arena *a, const hc_pack *pack, size_t phrases, hc_str seed, hc_pack **out, hc_err *err);

#endif
