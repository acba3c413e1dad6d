// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_JOSA_H
#define HC_KOREAN_JOSA_H

#include "base/str.h"

/* Replaces every `{을/를}`, `{이/가}`, `{은/는}`, `{과/와}`, `{으로/로}`, `{이라/라}`, `{아/야}` by the form that the word before
 * it takes: final consonant of the last Hangul syllable, digits and Latin letters by how they are read, closing quotes and
 * brackets skipped; 으로/로 treats a final ㄹ like a vowel. When the ending cannot be read: "을(를)". */
hc_str hc_josa(hc_arena *a, hc_str text);

#endif
