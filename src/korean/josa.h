// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_JOSA_H
#define HC_KOREAN_JOSA_H

#include "base/str.h"

/*
 * A particle by how the word before it is read: the final consonant of the last syllable, digits as a number (1,000 is 천,
 * 112 ends in 이), acronyms by the letter's name, Latin words and Hanja from short lists and the usual endings; closing quotes and brackets
 * and a gloss in brackets behind a word are skipped. 으로/로 treats a final ㄹ like a vowel. Where the reading is open both forms
 * are written: "을(를)".
 *
 * Pairs: 을/를 이/가 은/는 과/와 으로/로 이나/나 이랑/랑 아/야 이라/라 이며/며 이에요/예요.
 */

/* Replaces every `{을/를}`, `{이/가}`, ... by the form that the word before it takes. */
hc_str hc_josa(hc_arena *a, hc_str text);

/* The word with its particle: ("서울", "으로/로") -> "서울로". The pair is one of the above, in either order, with or without
 * braces; any other gives {NULL, 0}. The word is composed (NFC), invalid bytes are repaired. */
hc_str hc_josa_word(hc_arena *a, hc_str word, hc_str pair);

#endif
