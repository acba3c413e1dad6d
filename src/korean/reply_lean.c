// SPDX-License-Identifier: Apache-2.0
/*
 * A second reader beside the rules. It knows no grammar: it weighs which short runs of characters stand in a reply, with weights learnt
 * from labelled replies (tests/replies/learn.c). Rules and weights fail on different replies.
 */
#include "korean/reply_int.h"

#include <math.h>

enum { HEAD = 400, TAIL = 200, GRAM = 4, CHARS = HEAD + TAIL + 2 * (HEAD + TAIL) }; /* characters; blanks between words count too */

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

/* The distinct runs of t, hashed, into `out`. */
static size_t hash_runs(hc_arena *a, const chars *t, uint16_t *out)
{
    uint8_t *seen = HC_NEW_N(a, uint8_t, HC_REPLY_GRAMS / 8);
    size_t n = 0;
    for (size_t from = 0; from < t->n; from++) {
        uint32_t h = 2166136261u; /* FNV-1a over code points */
        for (size_t k = from; k < t->n && k < from + GRAM; k++) {
            h = (h ^ t->c[k]) * 16777619u;
            uint32_t at = (h ^ h >> 15) % HC_REPLY_GRAMS;
            if (!(seen[at / 8] >> at % 8 & 1))
                out[n++] = (uint16_t)at;
            seen[at / 8] |= (uint8_t)(1u << at % 8);
        }
    }
    return n;
}

size_t hc_reply_grams(hc_arena *a, const hc_reply_view *v, uint16_t **out)
{
    chars *t = HC_NEW(a, chars);
    size_t room = HEAD, i = 0;
    for (; i < v->n && room; i++)
        room -= add_sentence(t, &v->s[i], room);
    if (i < v->n)
        add_sentence(t, &v->s[v->n - 1], TAIL);
    *out = HC_NEW_N(a, uint16_t, t->n * GRAM);
    return hash_runs(a, t, *out);
}

static double weigh(const uint16_t *grams, size_t n)
{
    int32_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += hc_reply_weights[grams[i]];
    return n ? sum * hc_reply_weight_unit / sqrt((double)n) : 0;
}

bool hc_reply_lean(hc_arena *a, const hc_reply_view *v, double *out)
{
    uint16_t *grams;
    if (v->flags & HC_REPLY_WRONG_LANGUAGE)
        return false; /* what was learnt is Korean */
    size_t n = hc_reply_grams(a, v, &grams);
    *out = weigh(grams, n) + hc_reply_weight_base;
    return n > 0;
}

size_t hc_reply_leaning_most(hc_arena *a, const hc_reply_view *v)
{
    uint16_t *grams = HC_NEW_N(a, uint16_t, (size_t)CHARS * GRAM);
    chars *t = HC_NEW(a, chars);
    size_t most = 0, room = HEAD;
    double best = -INFINITY;
    for (size_t i = 0; i < v->n; i++) {
        if (!room && i + 1 < v->n)
            continue;         /* only the head and the last were weighed */
        t->n = 0;
        size_t taken = add_sentence(t, &v->s[i], room ? room : TAIL);
        room -= room ? taken : 0;
        double leans = weigh(grams, hash_runs(a, t, grams));
        if (leans > best) {
            best = leans;
            most = i;
        }
    }
    return most;
}
