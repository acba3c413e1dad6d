// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_LOOKALIKE_H
#define HC_KOREAN_LOOKALIKE_H

#include "base/str.h"

/*
 * Syllables and letters that are written in place of others because they look alike (야민정음): 멍 as 댕, 부부 as 쀼, ㅅ as 人,
 * 폭풍눈물 on its head as 롬곡옾눞. Tables of our own; both directions. Input may be any bytes (repaired), output is valid UTF-8.
 */

/* The other way to read one syllable: what it may stand for, at most HC_ALIKE_MAX. 댕 -> 멍; 멍 -> 댕. Returns how many. */
enum { HC_ALIKE_MAX = 4 };
size_t hc_ko_alike(uint32_t syllable, uint32_t out[HC_ALIKE_MAX]);

/* Folds to ordinary syllables where nothing else can be meant: words of the table (댕댕이, 커엽), syllables that no Korean word has
 * (윾, 앟, 쀼), letters of other scripts that make whole syllables with the Hangul beside them (人ㅣㄴ고). 커피, 곰국 stay.
 * *out_n (NULL-safe): places folded. A text in which nothing changes is returned as it is. */
hc_str hc_ko_unmask_lookalikes(hc_arena *a, hc_str s, size_t *out_n);

/* The other way, for attacks: the places at which the table has something, each with probability `strength` in [0, 1], drawn
 * in the order of the text from `seed`. */
hc_str hc_ko_lookalike(hc_arena *a, hc_str s, uint64_t seed, double strength);

#endif
