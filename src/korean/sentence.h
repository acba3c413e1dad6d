// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_SENTENCE_H
#define HC_KOREAN_SENTENCE_H

#include "base/str.h"

/* A stretch of text (NFC) that ends with . ! ? … or a line; marks within double quotes, decimals, addresses and the number of
 * a list item do not end it. A fenced block of code is one stretch without a word. The stretches follow each other without a gap. */
typedef struct hc_sentence {
    size_t start, end;        /* bytes of the text; `end` behind the marks or the line break */
    size_t word_at, word_end; /* the syllables of its last word, without ㅋㅋ, ㅠㅠ, emoji, quotes and a gloss behind it; equal
                                 when it ends in something else */
    bool question;            /* a question mark stands behind the word */
    bool hangul;              /* there is a syllable in it */
} hc_sentence;

/* The stretch that starts at *at; moves *at to its end. False at the end of the text. */
bool hc_sentence_next(hc_str s, size_t *at, hc_sentence *out);

#endif
