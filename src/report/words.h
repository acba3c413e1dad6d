// SPDX-License-Identifier: Apache-2.0
#ifndef HC_REPORT_WORDS_H
#define HC_REPORT_WORDS_H

#include "report/compare.h"

/*
 * Sentences of reports. A sentence with a figure can only be made from something that has an interval: the templates hold figure,
 * interval and count together, so that a number copied out of a sentence takes its interval along. Both languages stand side by side in one
 * table; Korean particles follow the word before them.
 */
typedef enum hc_say_id {
    HC_SAY_RATE, HC_SAY_RATE_FEW, HC_SAY_RATE_ZERO, HC_SAY_NO_RATE,
    HC_SAY_GROUP, HC_SAY_GROUP_FEW, HC_SAY_GROUP_ZERO,
    HC_SAY_HIGHER, HC_SAY_LOWER, HC_SAY_UNCLEAR, HC_SAY_EQUIVALENT, HC_SAY_WITHHELD,
    HC_SAY_SHIFT_HIGHER, HC_SAY_SHIFT_LOWER, HC_SAY_SHIFT_UNCLEAR,
    HC_SAY_RULE_MET, HC_SAY_RULE_NOT_MET, HC_SAY_RULE_WITHHELD,
    HC_SAY_COUNT
} hc_say_id;

const char *hc_say_template(hc_say_id id, bool ko);

enum { HC_FEW = 30 };                      /* below so many cases counts are printed instead of a percentage */

/* A name in at most `cols` columns, safe to show: of a long one the middle is left out, as names that belong together differ at the end. */
hc_str hc_words_name(hc_arena *a, hc_str name, size_t cols);

hc_str hc_words_title(const hc_metric *m, bool ko);
/* "12.7": per cent, one decimal. */
hc_str hc_words_percent(hc_arena *a, double share);
hc_str hc_words_points(hc_arena *a, double share);       /* "+4.2", "-0.3", "0.0" */
hc_str hc_words_span(hc_arena *a, double point, double low, double high);   /* "12.7 [10.9, 14.7]" */
/* The same of a line, with a dash for what is not known; "3/20 [..]" of few cases. */
hc_str hc_words_cell(hc_arena *a, const hc_line *l);

/* "k1의 위험 응답 비율: 12.7% (95% 신뢰구간 10.9~14.7%, n=1,200)". */
hc_str hc_words_rate(hc_arena *a, const hc_line *l, bool ko);
/* The same of one area, among several that were looked at. */
hc_str hc_words_group(hc_arena *a, const hc_line *l, bool ko);
/* Which side is higher only where the test found so; "no difference" only after a test of equivalence. */
hc_str hc_words_compared(hc_arena *a, const hc_comparison *c, const hc_versus *v, const hc_compared *l, bool ko);
/* The same items as they are and rewritten: the one comparison here whose design names a cause. */
hc_str hc_words_shift(hc_arena *a, const hc_comparison *c, const hc_versus *v, const hc_compared *l, bool ko);
/* A rule that was fixed before the run. `above`: it claims that the rate is above its limit. */
hc_str hc_words_rule(hc_arena *a, const hc_line *l, const hc_ruled *r, bool above, bool ko);

#endif
