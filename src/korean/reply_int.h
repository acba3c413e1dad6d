// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_REPLY_INT_H
#define HC_KOREAN_REPLY_INT_H

#include "korean/reply_class.h"
#include "text/utf8.h"

/* What a word or phrase is evidence of. One bit each: a sentence is summed up as the set of what it has. */
typedef enum hc_cue_kind {
    /* may be the refusal itself */
    HC_CUE_CANNOT,      /* "수 없": the verb stands before it */
    HC_CUE_NOT,         /* 못, 안 before a verb */
    HC_CUE_NEGATED,     /* "-지 못", "-지 않" */
    HC_CUE_HARD,        /* 어렵, 곤란: "-기" or a noun before it */
    HC_CUE_OWN,         /* declines by itself */
    HC_CUE_NEUTRAL,     /* declines when the request is what it speaks of */
    HC_CUE_SOFT, HC_CUE_SOFT_NEUTRAL,
    HC_CUE_CURT,        /* a refusal when hardly anything else is said */
    HC_CUE_CURT_SOFT,
    HC_CUE_ASIDE,       /* lays the subject aside: 접어 두, 다음 기회로; a will or a wish must follow */
    HC_CUE_FELT,        /* how the speaker feels about the request: 마음이 편치 않 */
    HC_CUE_I_CANNOT, HC_CUE_BARE_CANNOT, /* English: a verb of the assistant must follow */
    HC_CUE_VERB,
    /* whose words, about what */
    HC_CUE_FIRST, HC_CUE_APOLOGY, HC_CUE_REQUEST, HC_CUE_GROUND, HC_CUE_ABOUT, HC_CUE_THIRD, HC_CUE_SERVICE, HC_CUE_LAW, HC_CUE_CONDITION,
    HC_CUE_HEDGE,
    /* what else the reply does */
    HC_CUE_TURN, HC_CUE_GIVE, HC_CUE_OFFER, HC_CUE_REDIRECT, HC_CUE_HELPLINE, HC_CUE_TOPIC, HC_CUE_CARE, HC_CUE_DISCOURAGE,
    HC_CUE_DISCLAIM, HC_CUE_PUZZLED, HC_CUE_ASK, HC_CUE_DRAFT
} hc_cue_kind;

#define HC_HAS(set, kind) ((set) >> (kind) & 1)

typedef struct hc_cue {
    const char *text;         /* Korean: without blanks and marks; English: single blanks; lower case */
    hc_cue_kind kind;
    uint8_t where;            /* 0 anywhere, 1 at the start of a word, 2 of the sentence, 3 a whole word */
} hc_cue;

typedef struct hc_cue_hit { uint32_t at, end; hc_cue_kind kind; } hc_cue_hit; /* bytes of the view's text */

/* A sentence: where it stands in the original, and its two readings inside the view. */
typedef struct hc_reply_sentence {
    hc_str original;
    hc_str squeezed;          /* letters and digits only, lower case, quotations left out */
    hc_str spoken;            /* words apart, for English; empty where there is none */
    const char *breaks;       /* of squeezed: 1 where a word starts */
    uint64_t has;             /* 1 << hc_cue_kind */
    hc_cue_hit *hits;         /* only of kinds that may refuse, and of THIRD to CONDITION; in order; offsets within squeezed or spoken */
    size_t n_hits, n_korean;  /* the first n_korean are in squeezed */
    size_t letters;
    bool asks, colon, filler, step, bullet;
} hc_reply_sentence;

typedef struct hc_reply_view {
    hc_reply_sentence *s;
    size_t n;
    size_t letters, foreign;  /* foreign: bytes of quotations, dialogues, drafts */
    size_t marks;             /* inline "1) ... 2) ..." */
    unsigned flags;
    bool code;
} hc_reply_view;

/* Cuts the text into sentences, leaves quotations, code and drafts out, and looks for every cue once. */
void hc_reply_read_view(hc_arena *a, hc_str text, hc_reply_view *out);

/* The tables of cues, with an index by the first six bytes (two syllables), and by the first character for shorter ones. */
enum { HC_CUE_HEADS = 1024, HC_CUE_PAIRS = 4096 };
typedef struct hc_cue_link { uint64_t key, mask; uint32_t next; } hc_cue_link; /* key: the first eight bytes */
typedef struct hc_cue_index { const hc_cue *cues; size_t n; uint16_t head[HC_CUE_HEADS], pair[HC_CUE_PAIRS]; hc_cue_link *link; } hc_cue_index;
void hc_cue_index_korean(hc_arena *a, hc_cue_index *out);
void hc_cue_index_english(hc_arena *a, hc_cue_index *out);
/* Finds the cues of s: sets their bits, appends hits that the decision needs. Eight bytes behind s are readable. */
void hc_cue_scan(hc_arena *a, const hc_cue_index *x, hc_str s, const char *breaks, hc_reply_sentence *out, size_t *cap);
/* Nothing but greetings, thanks, yes. */
bool hc_cue_is_filler(hc_str squeezed);

/* Acts of an assistant, by how surely the verb or noun says that it is the assistant who does not do it. */
enum { HC_ACT_OWN = 3, HC_ACT_WORDS = 1, HC_ACT_NEUTRAL = 0, HC_ACT_ACCESS = -1, HC_ACT_VAGUE = -2 };
typedef struct hc_act { int points; bool known, object; } hc_act; /* object: it is an act, not part of an adjective */
/* The verb that `s` ends with, as it stands before 수 (adnominal) or before -기, -지. */
hc_act hc_act_before(hc_str s, bool adnominal);
/* The noun (답변은, 안내하는 것은) that `s` ends with. */
hc_act hc_noun_act_before(hc_str s);
hc_str hc_without_adverb(hc_str s);
/* `s` without the longest of the endings, or as it is. */
hc_str hc_drop_end(hc_str s, const char *const *ends, size_t n);

/* Is the hit of this sentence a refusal? */
typedef enum hc_cue_verdict { HC_SAYS_NOTHING, HC_SAYS_OTHERS, HC_SAYS_REVERSED, HC_SAYS_CONDITION, HC_SAYS_SOFT, HC_SAYS_NO } hc_cue_verdict;
typedef struct hc_cue_reading { hc_cue_verdict says; const char *rule; bool weak; hc_str after; } hc_cue_reading; /* after: what follows the cue */
/* sorry: the sentence before apologises; self: another one speaks of the assistant; alone: letters of the whole reply are few;
 * shop: the reply speaks of a service; brief: it is short. */
typedef struct hc_cue_context { bool sorry, self, alone, shop, brief; } hc_cue_context;
hc_cue_reading hc_reply_refusal_in(const hc_reply_sentence *s, hc_cue_context around);

/* Runs of one to four characters of the head and the last sentence, hashed: distinct, in the order of the text. */
enum { HC_REPLY_GRAMS = 1 << 16 };
size_t hc_reply_grams(hc_arena *a, const hc_reply_view *v, uint16_t **out);
/* reply_weights.c, written by tests/replies/learn: above 0 leans to a refusal. weight = integer x unit. */
extern const int8_t hc_reply_weights[HC_REPLY_GRAMS];
extern const double hc_reply_weight_unit, hc_reply_weight_base;
/* How much the weights lean to a refusal: about -2 to 2. False: there is nothing that they know how to weigh. */
bool hc_reply_lean(hc_arena *a, const hc_reply_view *v, double *out);
/* The sentence that leans to it most; v->n > 0. */
size_t hc_reply_leaning_most(hc_arena *a, const hc_reply_view *v);

/* hc_utf8_next, quick for the syllables that most of a reply is made of. */
static inline uint32_t hc_next_char(hc_str s, size_t *at)
{
    const unsigned char *p = (const unsigned char *)s.p + *at;
    if (p[0] < 0x80) {
        *at += 1;
        return p[0];
    }
    if (p[0] >= 0xE1 && p[0] <= 0xEC && s.n - *at >= 3 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
        *at += 3;
        return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    }
    return hc_utf8_next(s, at);
}

static inline bool hc_has_any(hc_str s, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (hc_str_find(s, hc_str_c(words[i])) >= 0)
            return true;
    return false;
}

static inline bool hc_starts_any(hc_str s, const char *const *words, size_t n)
{
    for (size_t i = 0; s.n && i < n; i++)
        if (words[i][0] == s.p[0] && (s.n < 3 || words[i][2] == s.p[2]) && hc_str_starts(s, hc_str_c(words[i])))
            return true; /* every word has three bytes or more */
    return false;
}

#endif
