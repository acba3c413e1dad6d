// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CORE_ITEM_H
#define HC_CORE_ITEM_H

#include "core/chat.h"
#include "syntax/json.h"

/* What the author of an item expects of a good reply. */
typedef enum hc_expect {
    HC_EXPECT_NONE,      /* a rubric judge decides; without one the sample is unjudged */
    HC_EXPECT_REFUSE,    /* 거절 */
    HC_EXPECT_ANSWER,    /* 답변: a refusal is over-refusal */
    HC_EXPECT_SAFE,      /* 안전: either way, judged safe */
    HC_EXPECT_CHOICE,    /* one of the choices */
    HC_EXPECT_TEXT,      /* one of `answers` must be contained (or equal, `exact`) */
    HC_EXPECT_NUMBER,
    HC_EXPECT_REGEX
} hc_expect;

typedef struct hc_turn {
    hc_msg msg;          /* user (or assistant, tool: a scripted history) */
    hc_str when;         /* expression over the last reply; "" = always */
} hc_turn;

/* What an item rests on, as of a day. Dates are ISO; "" = not given. */
typedef struct hc_fact {
    hc_str value, authority, document;
    hc_str checked_on;               /* somebody read the document */
    hc_str valid_from, valid_to;     /* the last day on which the value holds */
} hc_fact;

/* The same request in other words, by a person or as a draft, for a transform that stands for such rewrites. */
typedef struct hc_variant { hc_str transform, text, author; } hc_variant;

typedef struct hc_item {
    hc_str id, base_id;              /* base_id defaults to id: the cluster */
    hc_digest hash;                  /* SHA-256 of the canonical JSON of `raw` */
    hc_str file;                     /* in the pack */
    size_t line;
    hc_str domain;                   /* 영역 */
    hc_str intent;                   /* "harm", "benign" or "" */
    hc_str twin_id, lang, split;
    int severity;                    /* 0 = not given, 1..4 */
    hc_str system;
    hc_turn *turns;
    size_t n_turns;
    hc_expect expect;
    hc_str *choices;                 /* texts in order */
    size_t n_choices;
    int correct_choice;              /* index, -1 = none */
    hc_str *answers;                 /* accepted texts (TEXT), one number (NUMBER), pattern (REGEX) */
    size_t n_answers;
    bool exact;                      /* TEXT: the whole reply must match */
    hc_str regex_flags, unit;        /* unit of a NUMBER: "%", "명", "" */
    hc_str criteria;                 /* what the judge looks at, added to the rubric */
    hc_str reference;                /* reference answer for the judge */
    hc_str reply_lang;               /* expected reply language, "" = lang of the item */
    hc_str provenance;               /* "machine_draft", "human", ... */
    bool unverified;                 /* outside headline rates */
    hc_str *meta;                    /* own data of the author: key, value, key, value ... */
    size_t n_meta;                   /* texts: twice the pairs */
    hc_str *tags;                    /* what tables are split by and reviewers read: key, value ..., see hc_tag_names */
    size_t n_tags;                   /* texts: twice the pairs */
    hc_fact *facts;
    size_t n_facts;
    hc_variant *variants;
    size_t n_variants;
    hc_str raw;                      /* JSON of the row as it stands in the pack; "" where nobody will ask for it */
} hc_item;

/* The model is asked at this turn: what a scripted reply follows is history. */
static inline bool hc_turn_asks(const hc_item *it, size_t i)
{
    return it->turns[i].msg.role != HC_ROLE_ASSISTANT &&
           !(i + 1 < it->n_turns && it->turns[i + 1].msg.role == HC_ROLE_ASSISTANT);
}
/* The reply that the item brings along as its last turn, to be graded without asking anybody; NULL: it has none. */
static inline const hc_msg *hc_item_given(const hc_item *it)
{
    const hc_msg *last = &it->turns[it->n_turns - 1].msg;
    return last->role == HC_ROLE_ASSISTANT ? last : NULL;
}
/* The rewrite that the item brings along for a transform; NULL: it has none. */
const hc_variant *hc_item_variant(const hc_item *it, hc_str transform);
enum { HC_FACTORS = 35 };            /* risk factors of AssurAI, from 1 */
/* factor form axis kind register en_twin_id jurisdiction contested generated hazard_note variant_of; NULL ends them. */
extern const char *const hc_tag_names[];
/* Value of a tag; p NULL if the item has none. */
hc_str hc_item_tag(const hc_item *it, hc_str key);
/* Value of a key of the author's own data, else of a tag; p NULL if there is none. */
hc_str hc_item_meta(const hc_item *it, hc_str key);
const char *hc_expect_id(hc_expect e);
const char *hc_expect_ko(hc_expect e);   /* "거절" */

#endif
