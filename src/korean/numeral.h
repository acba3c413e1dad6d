// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_NUMERAL_H
#define HC_KOREAN_NUMERAL_H

#include "base/str.h"

/* Numbers in Korean words; reading them is number.h. Spaced by the orthography: a blank after every group of 10,000 (rule 44)
 * and before a counter (rule 43). */

/* Sino-Korean: 0 영, 10 십, 12,345 만 이천삼백사십오, 10^8 일억. */
hc_str hc_ko_sino(hc_arena *a, uint64_t n);
/* Native: 1..99, any other gives {NULL, 0}. `before_counter`: 한 두 세 네 스무 instead of 하나 둘 셋 넷 스물. */
hc_str hc_ko_native(hc_arena *a, unsigned n, bool before_counter);
/* A number with its counter, by the series that the counter takes: (3, "명") 세 명, (3, "개월") 삼 개월, (20, "살") 스무 살,
 * (6, "월") 유월. From 100 on, for 0, and before a counter that is not in the list: Sino-Korean. */
hc_str hc_ko_count(hc_arena *a, uint64_t n, hc_str counter);

#endif
