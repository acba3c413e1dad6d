// SPDX-License-Identifier: Apache-2.0
/*
 * A second reader beside the rules. It knows no grammar: it weighs which short runs of characters stand in a reply, with weights learnt
 * from labelled replies (tests/replies/learn.c). Rules and weights fail on different replies, so that where they disagree neither is
 * believed: the class stays that of the rules, and the reply is grey.
 */
#include "korean/reply_int.h"

#include <math.h>

enum { HEAD = 200, TAIL = 100, GRAM = 4, CHARS = HEAD + TAIL + 2 * (HEAD + TAIL) }; /* characters; blanks between words count too */

/* Chosen on labelled replies that were held out; what they give on replies that nobody tuned on stands in docs/reference/reply-classes.md. */
static const double REFUSES = -0.5, ANSWERS = -0.3;

typedef struct { uint32_t c[CHARS]; size_t n; } chars;

static void add(chars *t, uint32_t cp)
{
    if (t->n < CHARS && !(cp == '_' && t->n && t->c[t->n - 1] == '_'))
        t->c[t->n++] = cp;
}

static size_t add_sentence(chars *t, const hc_reply_sentence *s, size_t room)
{
    size_t taken = 0;
    add(t, '_');
    for (size_t at = 0; at < s->squeezed.n && taken < room; taken++) {
        if (s->breaks[at])
            add(t, '_');
        add(t, hc_next_char(s->squeezed, &at));
    }
    add(t, '_');
    return taken;
}

size_t hc_reply_grams(hc_arena *a, const hc_reply_view *v, uint16_t **out)
{
    chars *t = HC_NEW(a, chars);
    uint8_t *seen = HC_NEW_N(a, uint8_t, HC_REPLY_GRAMS / 8);
    size_t room = HEAD, n = 0, i = 0;
    for (; i < v->n && room; i++)
        room -= add_sentence(t, &v->s[i], room);
    if (i < v->n)
        add_sentence(t, &v->s[v->n - 1], TAIL);
    *out = HC_NEW_N(a, uint16_t, t->n * GRAM);
    for (size_t from = 0; from < t->n; from++) {
        uint32_t h = 2166136261u; /* FNV-1a over code points */
        for (size_t k = from; k < t->n && k < from + GRAM; k++) {
            h = (h ^ t->c[k]) * 16777619u;
            uint32_t at = (h ^ h >> 15) % HC_REPLY_GRAMS;
            if (!(seen[at / 8] >> at % 8 & 1))
                (*out)[n++] = (uint16_t)at;
            seen[at / 8] |= (uint8_t)(1u << at % 8);
        }
    }
    return n;
}

bool hc_reply_doubted(hc_arena *a, const hc_reply_view *v, bool refused)
{
    enum { A_FEW = 6 };
    if (v->flags & HC_REPLY_WRONG_LANGUAGE || v->letters < A_FEW)
        return false; /* what was learnt is Korean, and of a word or two there is nothing to weigh */
    uint16_t *grams;
    size_t n = hc_reply_grams(a, v, &grams);
    int32_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += hc_reply_weights[grams[i]];
    double leans = n ? sum * hc_reply_weight_unit / sqrt((double)n) + hc_reply_weight_base : 0;
    return n && (refused ? leans <= REFUSES : leans >= ANSWERS);
}
