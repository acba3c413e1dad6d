// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_PARTICLE_H
#define HC_KOREAN_PARTICLE_H

#include "base/str.h"

/* The run of Hangul syllables that starts at `at` (NFC text). */
hc_str hc_hangul_run(hc_str s, size_t at);
/* True when the run that follows a word is nothing but particles and the copula ("", "은", "에서는", "입니다", "이라고"): the
 * word ends there. "대학교" is not. */
bool hc_only_particles(hc_str run);
/* The text at `at` denies the word before it: "이 아니라", "은 아닙니다". *out_end behind "아니라"/"아니고" (a correction
 * follows), else `at`. */
bool hc_denied_at(hc_str s, size_t at, size_t *out_end);

#endif
