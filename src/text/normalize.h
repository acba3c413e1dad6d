// SPDX-License-Identifier: Apache-2.0
#ifndef HC_TEXT_NORMALIZE_H
#define HC_TEXT_NORMALIZE_H

#include "base/str.h"

/* NFC (never NFKC: it would turn ② into 2 and half-width jamo into syllables behind the reader's back).
 * ASCII and composed Hangul pass at memory speed. Input is repaired first if it is not UTF-8. */
hc_str hc_nfc(hc_arena *a, hc_str s);
/* NFC, full-width ASCII to ASCII, simple case folding, runs of white space (incl. U+00A0, U+3000) to one
 * blank, trimmed: the form in which answers are compared. */
hc_str hc_text_fold(hc_arena *a, hc_str s);

#endif
