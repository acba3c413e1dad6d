// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_FOLD_H
#define HC_KOREAN_FOLD_H

#include "base/str.h"

/*
 * Forms of one text that look or read the same, made one. Input may be any bytes (repaired), output is valid UTF-8; a text in
 * which nothing changes is returned as it is: the result lives as long as the shorter of argument and arena.
 * *out_n (NULL-safe) is how many characters went away or were put in another form. Linear time.
 */

typedef struct hc_fold_counts {
    size_t invisible, widths, jamo;
} hc_fold_counts;

/* What is not seen goes: zero-width and direction marks (U+200B-200F, 202A-202E, 2060-206F, FEFF), U+00AD, 034F, 17B4-5, 180B-F,
 * the Hangul fillers U+115F, 3164, FFA0 and 1160 unless it holds the place of a vowel, variation selectors and tag characters.
 * An emoji sequence keeps the joiner between two emoji and one U+FE0F behind each. */
hc_str hc_ko_strip(hc_arena *a, hc_str s, size_t *out_n);

/* Full-width ASCII and currency signs, U+3000 and half-width jamo become plain: jamo as compatibility letters, not syllables. */
hc_str hc_ko_half_full(hc_arena *a, hc_str s, size_t *out_n);
/* The same, and enclosed Hangul: ㉠ ㈀ -> ㄱ, ㉮ ㈎ -> 가, ㉾ -> 우, ㈜ -> (주). Not for texts in which they are labels. ② stays. */
hc_str hc_ko_widths(hc_arena *a, hc_str s, size_t *out_n);

/* Compatibility letters become syllables as hc_jamo_next says: ㅂㅏㄹㄱㄷㅏ -> 밝다. A syllable that is there takes no letter
 * more; ㅋㅋㅋ, ㅠㅠ, ㅇㅇ stay. *out_n: syllables made. */
hc_str hc_ko_recompose(hc_arena *a, hc_str s, size_t *out_n);

#endif
