// SPDX-License-Identifier: Apache-2.0
#include "report/pairs.h"

#include <stdlib.h>

hc_digest hc_pair_content(const hc_items *items, size_t ordinal, hc_arena *work)
{
    (void)work;
    return hc_items_hash(items, ordinal);
}

typedef struct keyed { hc_digest key; uint32_t place; } keyed;

static int by_key(const void *x, const void *y)
{
    const keyed *a = x, *b = y;
    int order = memcmp(a->key.b, b->key.b, sizeof a->key.b);
    return order ? order : a->place < b->place ? -1 : a->place > b->place;
}

/* Equal keys side by side, in the order of the block. */
static keyed *sorted(hc_arena *work, const hc_block *b, hc_pair_key *key)
{
    HC_AUTO(hc_arena_ptr) one = hc_arena_new();
    keyed *list = HC_NEW_N(work, keyed, b->n_items + 1);
    for (size_t i = 0; i < b->n_items; i++, hc_arena_reset(one))
        list[i] = (keyed){key(b->items, b->ordinals[i], one), (uint32_t)i};
    qsort(list, b->n_items, sizeof *list, by_key);
    return list;
}

static void alone(int64_t *of, size_t n)
{
    for (size_t i = 0; i < n; i++)
        of[i] = HC_PAIR_ALONE;
}

static void mark_changed(hc_pairs *p)
{
    for (size_t i = 0; i < p->a->n_items; i++) {
        if (p->of_a[i] != HC_PAIR_ALONE)
            continue;
        size_t at = hc_items_find(p->b->items, hc_items_id(p->a->items, p->a->ordinals[i]));
        size_t place = at == SIZE_MAX ? SIZE_MAX : hc_block_find(p->b, at);
        if (place == SIZE_MAX || p->of_b[place] != HC_PAIR_ALONE)
            continue;
        p->of_a[i] = p->of_b[place] = HC_PAIR_CHANGED;
    }
}

void hc_pairs_make(hc_arena *a, const hc_block *x, const hc_block *y, hc_pair_key *key, hc_pairs *out)
{
    HC_AUTO(hc_arena_ptr) work = hc_arena_new();
    const keyed *p = sorted(work, x, key), *q = sorted(work, y, key);
    *out = (hc_pairs){x, y, HC_NEW_N(a, int64_t, x->n_items), HC_NEW_N(a, int64_t, y->n_items)};
    alone(out->of_a, x->n_items);
    alone(out->of_b, y->n_items);
    for (size_t i = 0, k = 0; i < x->n_items && k < y->n_items;) {
        int order = memcmp(p[i].key.b, q[k].key.b, sizeof p[i].key.b);
        if (order == 0) {
            out->of_a[p[i].place] = q[k].place;
            out->of_b[q[k].place] = p[i].place;
        }
        i += order <= 0;
        k += order >= 0;
    }
    mark_changed(out);
}
