// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_NORMALISE_H
#define HC_KOREAN_NORMALISE_H

#include "base/str.h"

/*
 * One plain form of a text, whatever way it was written. Input may be any bytes (repaired), output is valid UTF-8 in NFC. Linear time;
 * a text in which nothing changes is returned as it is: the result lives as long as the shorter of argument and arena.
 */

/* The same characters in another form, no guess about what was meant: NFC, invisible characters stripped, half- and full-width
 * forms, letters to syllables. What scorers read. Enclosed Hangul stays: ㉮ may be the label of an option. */
hc_str hc_ko_plain(hc_arena *a, hc_str s);

/* How many of each were undone, step by step in this order; `spaces`: blanks that went or changed. */
typedef struct hc_ko_normal {
    hc_str text;
    size_t invisible, widths, jamo, keys, lookalikes, spaces;
} hc_ko_normal;

/* The defence against hidden writing: NFC, strip, widths with enclosed Hangul, letters, keyboard, look-alikes, spacing (blanks of any
 * kind become one, none at the ends; a line of six or more single syllables is closed up). It guesses: judge both raw and
 * normalised text. */
void hc_ko_normalise(hc_arena *a, hc_str s, hc_ko_normal *out);

/* Whether two texts are the same but for form (hc_ko_plain), blanks and case. */
bool hc_ko_same(hc_arena *a, hc_str x, hc_str y);

#endif
