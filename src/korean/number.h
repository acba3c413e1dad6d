// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_NUMBER_H
#define HC_KOREAN_NUMBER_H

#include "base/str.h"

/* Numbers as Koreans write them: "3천", "1만 2천", "삼천", "스물셋", "12명", "1,234.5", "３５％", "-3", "2분의 1", "35 %".
 * Finds the next number in s at or after *at and moves *at behind it; *out_unit is the unit word that follows ("명", "%", "원"), *out_text
 * the number as written. A percent sign is reported as unit "%", the value is not divided. False when there is none. */
bool hc_ko_number_next(hc_str s, size_t *at, double *out_value, hc_str *out_unit, hc_str *out_text);

#endif
