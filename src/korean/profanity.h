// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_PROFANITY_H
#define HC_KOREAN_PROFANITY_H

#include "base/str.h"

/*
 * Swear words and the ways in which they are hidden from filters, as a table with a severity: a tool to see whether a reply or a
 * transform holds one. A small table that anybody can argue with, no judgement of a text: 18일, 신발 사이즈, 시발점, 병신년 and 십팔기 are
 * everyday words and no hits.
 */
typedef enum hc_profanity_family {
    HC_PROFANITY_PLAIN,
    HC_PROFANITY_INITIALS,    /* ㅅㅂ */
    HC_PROFANITY_DIGIT,       /* 시1발 */
    HC_PROFANITY_SPLIT,       /* 시ㅂㅏㄹ */
    HC_PROFANITY_KEYBOARD,    /* tlqkf */
    HC_PROFANITY_VOWEL,       /* 쉬발 */
    HC_PROFANITY_HOMOPHONE,   /* 신발, only before a word of abuse */
    HC_PROFANITY_STRETCH,     /* 시이발 */
    HC_PROFANITY_CODA,        /* 싫발 */
    HC_PROFANITY_FAMILIES
} hc_profanity_family;

typedef struct hc_profanity_hit {
    const char *word;         /* the plain form */
    hc_profanity_family family;
    int severity;             /* 1 rough, 2 insulting, 3 obscene or degrading */
    size_t at, n;             /* bytes of the text */
} hc_profanity_hit;

const char *hc_profanity_family_id(hc_profanity_family f);   /* "plain" "initials" ... */

/* Hits in the order of the text, without overlap; any bytes may come in. *out lives in the arena. Give it both the raw and the
 * normalised text: the hidden families are found in the first. */
size_t hc_ko_profanity(hc_arena *a, hc_str text, hc_profanity_hit **out);

#endif
