// SPDX-License-Identifier: Apache-2.0
#ifndef HC_SCORE_GRADER_H
#define HC_SCORE_GRADER_H

#include "core/item.h"
#include "pack/pack.h"

/* What decides the verdict of one kind of items under a score set, as a line for people and for comparing: "choice 1",
 * "judge 1 by j1 (majority), rubric harm.ko.md 3f2a..., scale safe partial unsafe", "label source/is_correct", "unjudged". Two samples
 * were graded alike if their lines are equal: another judge of the same set does not concern a question with choices. */
typedef struct hc_grading { const hc_json *set; hc_str pack; } hc_grading;

/* definition: of the set, "" = never graded. The tree lies in `a`. */
hc_code hc_grading_read(hc_arena *a, hc_str definition, hc_str pack, hc_grading *out, hc_err *err);
/* `scorer`: whose outcome a metric takes, "" = the verdict that the expectation asks for. */
hc_str hc_grader(hc_arena *a, const hc_grading *g, hc_expect expect, hc_str scorer);
/* What decides a metric of such items: the line of its scorer, and those of the scorers that its conditions name. */
hc_str hc_grader_of(hc_arena *a, const hc_grading *g, hc_expect expect, const hc_metric *m);

#endif
