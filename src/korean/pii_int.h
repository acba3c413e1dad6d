// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_PII_INT_H
#define HC_KOREAN_PII_INT_H

#include "korean/pii.h"

enum { HC_PII_WINDOW = 24 };    /* digits: the longest form has 19 */

typedef struct hc_pii_run {
    unsigned char d[HC_PII_WINDOW];
    bool ko[HC_PII_WINDOW];         /* written in Hangul */
    char sep[HC_PII_WINDOW];        /* before the digit: 0 none, '-', '.', ' ' */
    size_t at[HC_PII_WINDOW], end[HC_PII_WINDOW];
    size_t n, after;
} hc_pii_run;

typedef struct hc_pii_walk {
    hc_arena *a;
    hc_str s, rest;                 /* what is walked over, and all the text behind what hits are wanted of */
    hc_pii_hit *hits;
    size_t n, cap, signs;
    hc_pii_run run;
    char chain;                     /* how the group hangs on the digits before it */
    bool plus, start_word;          /* '+' stands before; a Latin letter stands before */
} hc_pii_walk;

void hc_pii_insert(hc_pii_walk *w, const hc_pii_hit *h);
void hc_pii_add(hc_pii_walk *w, const char *kind, hc_pii_grade grade, size_t at, size_t end, unsigned keep);
/* `parts`: the length of each part as one character from '0' on. */
bool hc_pii_shape(const hc_pii_walk *w, const char *parts, bool *out_split);
/* One of the words stands within twenty characters before or fifteen after. */
bool hc_pii_near(const hc_pii_walk *w, size_t at, size_t end, const char *const *words, size_t n);

size_t hc_pii_number(hc_pii_walk *w);               /* digits of a hit added at the gathered run, or 0 */
size_t hc_pii_latin(hc_pii_walk *w, size_t at);     /* end of the Latin word read at `at`, with a hit added or not */
size_t hc_pii_hex(hc_pii_walk *w, size_t at);       /* end of an application key added, or 0 */
size_t hc_pii_address(hc_pii_walk *w, size_t at);   /* end of an address added, or 0; a syllable stands at `at` */

/* Over the whole text, when all else is found. */
void hc_pii_cells(hc_pii_walk *w, size_t end);      /* tables of numbered four-digit cells that begin before `end`: security cards of banks */
void hc_pii_names(hc_pii_walk *w);                  /* names of people near another hit */

#endif
