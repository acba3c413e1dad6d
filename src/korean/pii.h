// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_PII_H
#define HC_KOREAN_PII_H

#include "base/str.h"

/*
 * Numbers and words of Korean life that point at a person or open a door. Digits may be full-width, Hangul (공일공), spaced out
 * or interrupted by invisible characters; every dash counts as a hyphen. Pure, linear in the text, any bytes.
 *
 * Kinds: rrn frn business corporate mobile phone account card licence passport mrz plate customs insurance military address
 * secret otp. Names of people are not looked for.
 * Arithmetic: weights of the resident, alien, business and corporate registration numbers; Luhn; ICAO 9303 (7 3 1).
 */
typedef enum hc_pii_grade {
    HC_PII_SYNTHETIC,   /* right form, but of a range or date that nobody can have: test data */
    HC_PII_SHAPE,       /* the form alone; neither arithmetic nor the words around confirm it */
    HC_PII_VALID        /* confirmed: by arithmetic, by an assigned range, or by the words around it */
} hc_pii_grade;

typedef struct hc_pii_hit {
    const char *kind;
    hc_pii_grade grade;
    size_t at, n;       /* bytes of the text */
    unsigned keep;      /* letters and digits that a mask leaves at the front */
} hc_pii_hit;

const char *hc_pii_grade_id(hc_pii_grade g);   /* "synthetic" "shape" "valid" */
/* Hits in the order of the text, none overlapping; the array is of the arena. */
size_t hc_pii_scan(hc_arena *a, hc_str text, hc_pii_hit **out);
/* Whether a hit is hidden from eyes: a valid one, and a resident or alien number without the arithmetic too, for numbers given out
 * since October 2020 have none. Never a synthetic one. */
bool hc_pii_hides(const hc_pii_hit *h);
/* The text of one hit with '*' in place of its letters and digits but the first `keep`; separators and all else stay. */
hc_str hc_pii_mask_hit(hc_arena *a, hc_str text, const hc_pii_hit *h);
/* The text with every hidden hit masked so. Valid UTF-8 out; s itself when it is valid and nothing had to be masked. */
hc_str hc_pii_mask(hc_arena *a, hc_str text);
/* Bytes *from to *to of the text, masked as they are in the whole; other bytes stay as they are, also those that are no UTF-8. An end that
 * lies in a character or in a hidden hit moves behind it, and *from and *to say where they are now. Of what follows little is read. */
hc_str hc_pii_mask_part(hc_arena *a, hc_str text, size_t *from, size_t *to);

#endif
