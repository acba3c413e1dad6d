// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_KEYS_WORDS_H
#define HC_KOREAN_KEYS_WORDS_H

#include "base/defs.h"

bool hc_keys_is_word(const char *lower);              /* an English word that could be read as Korean keys */
bool hc_is_everyday_syllable(uint32_t syllable);      /* of KS X 1001; false for all that is no syllable */

#endif
