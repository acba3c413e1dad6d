// SPDX-License-Identifier: Apache-2.0
#ifndef HC_REPORT_SHIFT_H
#define HC_REPORT_SHIFT_H

#include "report/compare.h"

/*
 * What a transform does to a target: every transformed item beside the same item as it is. Of transforms that keep the meaning the
 * share of verdicts that change is the robustness gap; of the others the difference is the gain of the attack, and the metric
 * "comprehension" (replies that do not say that they did not understand) says whether a gain or loss means anything.
 * Pure: no I/O, no clock.
 */
typedef struct hc_shifts {
    hc_comparison of;                 /* first side of every versus: the items as they are */
    hc_side *sides;
    size_t n_robust;                  /* transforms of class R */
} hc_shifts;

/* `base`: a run's rows and packs; of each of `targets` every one of `transforms` but the first, which is "". */
hc_code hc_shifts_make(hc_arena *a, const hc_side *base, const hc_str *targets, size_t n_targets, const hc_str *transforms,
                       size_t n_transforms, hc_shifts *out, hc_err *err);

void hc_shifts_json(const hc_shifts *s, hc_jw *w);         /* the value of `transforms` */
void hc_shifts_text(hc_arena *a, const hc_shifts *s, bool ko, bool bold, hc_buf *out);

#endif
