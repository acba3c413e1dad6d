// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_VERB_H
#define HC_KOREAN_VERB_H

#include "base/str.h"

/*
 * Stems of Korean predicates and what endings make of them: the infinitive (아/어), the form before 으, the final that ㄴ and ㅂ
 * join. Irregular stems (ㄷ ㅂ ㅅ ㅎ ㄹ 르 으 여) are told by their shape and short lists; where two verbs share a form the
 * likelier one is taken (들어: 듣다; 힘들어: 힘들다).
 */

enum { HC_WORD_MAX = 40 };

/* Composed syllables; `over` when a word did not fit, which leaves it useless. */
typedef struct hc_word {
    uint32_t cp[HC_WORD_MAX];
    size_t n;
    bool over;
} hc_word;

/* The word of a slice that holds nothing but syllables. */
hc_word hc_word_of(hc_str s);
void hc_word_add(hc_word *w, const char *syllables);
void hc_word_put(hc_buf *out, const hc_word *w);
bool hc_word_ends(const hc_word *w, const char *syllables);

/* The final of the last syllable (0 when there is none or no word), and setting it. */
int hc_word_final(const hc_word *w);
void hc_word_set_final(hc_word *w, int final);

/* 확인하 -> 확인해, 쓰 -> 써, 듣 -> 들어, 돕 -> 도와, 모르 -> 몰라, 그렇 -> 그래. */
void hc_verb_infinitive(hc_word *stem);
/* The stem of an infinitive. False when the word does not look like one. */
bool hc_verb_from_infinitive(hc_word *w);
/* What stands before endings in 으 with the 으 written where it is heard: 하, 읽으, 들으, 도우, 지으, 사(ㄹ). */
void hc_verb_before_eu(hc_word *stem);
/* The stem of such a form. */
void hc_verb_from_eu(hc_word *w);
/* The stem whose open last syllable took ㄴ or ㅂ (산다, 만듭니다): a dropped ㄹ comes back. `has_object`: an object stands before
 * it, which tells 사다 from 살다. */
void hc_verb_restore_l(hc_word *w, bool has_object);
/* Adds a bare final (ㄴ 4, ㅂ 17) or, behind a consonant, the syllables: 간 / 먹는. ㄹ drops. */
void hc_verb_add_final(hc_word *stem, int final, const char *behind_consonant);
/* Does it decline like an adjective: no -는다? 있다, 없다, past and 겠 belong here. */
bool hc_verb_is_adjective(const hc_word *stem);

#endif
