// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_KEYS_H
#define HC_KOREAN_KEYS_H

#include "base/str.h"

/*
 * 두벌식, the standard Korean keyboard, on the keys of QWERTY. Input may be any bytes (repaired), output is valid UTF-8.
 * Result lives as long as the shorter of argument and arena.
 */

hc_str hc_ko_to_keys(hc_arena *a, hc_str s);   /* the keys of all syllables and letters: 값 -> rkqt; all else as it is */
hc_str hc_ko_from_keys(hc_arena *a, hc_str s); /* every Latin letter is a key. Of a text of syllables the way back is exact */

/* Only the words that are Korean typed with the keyboard in Latin mode: they give two or more whole syllables of everyday
 * Korean (those of KS X 1001) and no letter more, are no English word, and stand in no address, name or number. *out_n
 * (NULL-safe): how many. */
hc_str hc_ko_decode_keys(hc_arena *a, hc_str s, size_t *out_n);

#endif
