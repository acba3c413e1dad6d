// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_HANGUL_H
#define HC_KOREAN_HANGUL_H

#include "text/utf8.h"

/* A composed syllable U+AC00..U+D7A3 = base + (initial * 21 + vowel) * 28 + final; final 0 = none, 8 = ㄹ. */
static inline bool hc_is_syllable(uint32_t cp)
{
    return cp >= 0xAC00 && cp <= 0xD7A3;
}

static inline int hc_final_of(uint32_t syllable)
{
    return (int)((syllable - 0xAC00) % 28);
}

/* A syllable in its parts: initial 0..18, vowel 0..20, final 0..27. */
typedef struct hc_syllable {
    uint8_t l, v, t;
} hc_syllable;

static inline hc_syllable hc_syllable_split(uint32_t syllable)
{
    uint32_t s = syllable - 0xAC00;
    return (hc_syllable){(uint8_t)(s / 588), (uint8_t)(s % 588 / 28), (uint8_t)(s % 28)};
}

static inline uint32_t hc_syllable_join(hc_syllable p)
{
    return 0xAC00 + ((uint32_t)p.l * 21 + p.v) * 28 + p.t;
}

/* Letters that stand alone (compatibility jamo U+3131..U+3163, the 51 modern ones) of a part, and the part that a letter
 * can be: -1 when it cannot. A final of 0 has no letter (0). */
static inline bool hc_is_letter(uint32_t cp)
{
    return cp >= 0x3131 && cp <= 0x3163;
}

static inline uint32_t hc_letter_of_vowel(unsigned v)
{
    return 0x314F + v;
}

static inline int hc_vowel_of_letter(uint32_t cp)
{
    return cp >= 0x314F && cp <= 0x3163 ? (int)cp - 0x314F : -1;
}

uint32_t hc_letter_of_initial(unsigned l);
uint32_t hc_letter_of_final(unsigned t);
int hc_initial_of_letter(uint32_t cp);
int hc_final_of_letter(uint32_t cp);         /* 1..27 */

/* Two letters that make one: ㅗ + ㅏ = ㅘ, ㅂ + ㅅ = ㅄ; 0 when they do not. hc_letter_halves is the way back: 1 or 2 letters. */
uint32_t hc_letter_pair(uint32_t first, uint32_t second);
size_t hc_letter_halves(uint32_t letter, uint32_t out[2]);

/*
 * One step of the automaton that makes syllables of letters as a keyboard does: a consonant before a vowel begins a syllable,
 * any other closes the one before; two finals join only where no vowel follows. `w` holds the next letters, HC_JAMO_WINDOW of
 * them, 0 behind the last. Gives the character that comes out, a syllable or w[0] itself, and how many letters it took.
 * `laugh`: letters that somebody repeats (ㅋㅋ, ㅠㅠ) are of no syllable.
 */
enum { HC_JAMO_WINDOW = 8 };
uint32_t hc_jamo_next(const uint32_t w[HC_JAMO_WINDOW], bool laugh, size_t *out_used);

/* The character at `at`, or 0 at the end; *out_next (may be NULL) is the offset behind it. */
static inline uint32_t hc_peek(hc_str s, size_t at, size_t *out_next)
{
    uint32_t cp = at < s.n ? hc_utf8_next(s, &at) : 0;
    if (out_next)
        *out_next = at;
    return cp;
}

/* The character before `at`, or 0 at the start; *out_start is where it begins. */
static inline uint32_t hc_peek_back(hc_str s, size_t at, size_t *out_start)
{
    if (at == 0)
        return 0;
    size_t start = at - 1;
    for (size_t back = 2; back <= 4 && back <= at && ((unsigned char)s.p[start] & 0xC0) == 0x80; back++)
        start = at - back;
    if (hc_utf8_len_at(s, start) != at - start)
        start = at - 1;
    *out_start = start;
    return hc_peek(s, start, NULL);
}

#endif
