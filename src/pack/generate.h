// SPDX-License-Identifier: Apache-2.0
#ifndef HC_PACK_GENERATE_H
#define HC_PACK_GENERATE_H

#include "base/str.h"

/*
 * Parallel forms of questions whose answer is computed: fresh items for everybody who suspects that a model knows the old ones by heart.
 *
 *   templates:
 *     - id: interest                      # items are called interest-1, interest-2 ... and share it as base_id
 *       prompt: "원금 {p}만 원을 연 {r}퍼센트 단리로 {y}년 맡기면 이자는 몇만 원인가요? 숫자로 답해 주세요."
 *       let: {p: {from: 100, to: 900, step: 50}, r: {from: 2, to: 9}, y: {from: 1, to: 5}}
 *       when: "p > 200"                   # optional: other draws are thrown away
 *       answer: "p * r * y / 100"
 *       unit: 만원                        # optional, as are domain, source, date
 *
 * `{을/를}` and its like behind a number is the particle that fits it. The same file, seed and number give the same items. They say
 * `generated: true`: no headline counts them, and no lint counts them as authored.
 */

enum { HC_GENERATE_MOST = 10000 };       /* items of a template */

/* Appends JSONL: up to `per_template` distinct items of each; fewer where the ranges hold no more. HC_E_INPUT with file and line. */
hc_code hc_pack_generate(hc_arena *a, hc_str yaml, const char *file, hc_str seed, size_t per_template, hc_buf *out, hc_err *err);

#endif
