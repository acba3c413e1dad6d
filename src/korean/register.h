// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_REGISTER_H
#define HC_KOREAN_REGISTER_H

#include "base/str.h"

/*
 * Addressee levels (상대높임) of Korean text, told by the last word of each sentence: 해라체 한다, 해체 해, 해요체 해요, 하십시오체
 * 합니다. 하오체 and 하게체 are out of use and count as none, as do headings, lists of nouns and "네".
 */
typedef enum hc_speech { HC_SPEECH_NONE, HC_SPEECH_HAERA, HC_SPEECH_HAE, HC_SPEECH_HAEYO, HC_SPEECH_HASIPSIO,
                         HC_SPEECH_KINDS } hc_speech;

typedef struct hc_register {
    size_t n[HC_SPEECH_KINDS];   /* sentences with Hangul in them, per level */
    hc_speech main;              /* the level of most sentences, the politer of two equals; none only where no sentence has one */
    size_t honorific;            /* words with the subject honorific (으)시: 하세요, 가셨다; not 다시, 역시, 표시 */
} hc_register;

/* Any bytes; read as NFC. */
void hc_register_read(hc_arena *a, hc_str text, hc_register *out);

/*
 * The text with its sentences ended at the level `to` (not NONE). A request is one that asks for the speaker: 알려라, 알려 줘, 알려
 * 주세요, 알려 주십시오. Only the last predicate changes; subject honorifics, quotations, code and everything else stay. Sentences
 * whose predicate is not understood or has no counterpart at that level (할까요? has none in 하십시오체) stay as they are.
 * *out_changed sentences were ended anew, *out_left are at another level or none (either may be NULL).
 */
hc_str hc_register_rewrite(hc_arena *a, hc_str text, hc_speech to, size_t *out_changed, size_t *out_left);

/* The level of one word as the last of a sentence. `before` is the text before it. */
hc_speech hc_speech_of(hc_str word, hc_str before, bool question);

#endif
