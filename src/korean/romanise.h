// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_ROMANISE_H
#define HC_KOREAN_ROMANISE_H

#include "base/str.h"

/*
 * Revised Romanisation of Korean (국어의 로마자 표기법, 2000): letters for the standard pronunciation of every run of syllables;
 * tensing is not written, a noun keeps its h (묵호 mukho, but 좋고 joko). In lower case; capitals of proper names, the hyphens of
 * administrative units and conventional spellings of surnames are the caller's. Everything that is no composed syllable
 * after NFC is copied. Compounds whose pronunciation the spelling does not show (학여울 hangnyeoul) are known from a list.
 */
hc_str hc_romanise(hc_arena *a, hc_str text);

/* A personal name of one word: "홍빛나" -> "Hong Bitna". The given name keeps the spelling of its syllables; 남궁, 황보, 제갈,
 * 사공, 선우, 서문, 독고, 동방 are surnames of two syllables where at least one syllable follows. */
hc_str hc_romanise_name(hc_arena *a, hc_str name);

#endif
