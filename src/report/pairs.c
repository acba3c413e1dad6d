// SPDX-License-Identifier: Apache-2.0
#include "report/pairs.h"

hc_digest hc_pair_content(const hc_items *items, size_t ordinal, hc_arena *work)
{
    (void)work;
    return hc_items_hash(items, ordinal);
}

/* The key and how often it came before. */
static hc_str nth(hc_arena *a, hc_digest key, hc_map *seen)
{
    char *p = hc_alloc(a, sizeof key.b + sizeof(uint64_t));
    memcpy(p, key.b, sizeof key.b);
    hc_str bytes = {p, sizeof key.b};
    uint64_t before = (uintptr_t)hc_map_get(seen, bytes);
    hc_map_put(seen, bytes, (void *)(uintptr_t)(before + 1));
    memcpy(p + sizeof key.b, &before, sizeof before);
    return (hc_str){p, sizeof key.b + sizeof before};
}

static void alone(int64_t *of, size_t n)
{
    for (size_t i = 0; i < n; i++)
        of[i] = HC_PAIR_ALONE;
}

/* Place of an ordinal in a block; ordinals ascend. */
static size_t place_of(const hc_block *b, size_t ordinal)
{
    size_t low = 0, high = b->n_items;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (b->ordinals[mid] < ordinal)
            low = mid + 1;
        else
            high = mid;
    }
    return low < b->n_items && b->ordinals[low] == ordinal ? low : SIZE_MAX;
}

static void mark_changed(hc_pairs *p)
{
    for (size_t i = 0; i < p->a->n_items; i++) {
        if (p->of_a[i] != HC_PAIR_ALONE)
            continue;
        size_t at = hc_items_find(p->b->items, hc_items_id(p->a->items, p->a->ordinals[i]));
        size_t place = at == SIZE_MAX ? SIZE_MAX : place_of(p->b, at);
        if (place == SIZE_MAX || p->of_b[place] != HC_PAIR_ALONE)
            continue;
        p->of_a[i] = p->of_b[place] = HC_PAIR_CHANGED;
    }
}

void hc_pairs_make(hc_arena *a, const hc_block *x, const hc_block *y, hc_pair_key *key, hc_pairs *out)
{
    HC_AUTO(hc_arena_ptr) work = hc_arena_new();
    HC_AUTO(hc_arena_ptr) one = hc_arena_new();
    hc_map places, seen_x, seen_y;
    hc_map_init(&places, work);
    hc_map_init(&seen_x, work);
    hc_map_init(&seen_y, work);
    *out = (hc_pairs){x, y, HC_NEW_N(a, int64_t, x->n_items), HC_NEW_N(a, int64_t, y->n_items)};
    alone(out->of_a, x->n_items);
    alone(out->of_b, y->n_items);
    for (size_t i = 0; i < y->n_items; i++, hc_arena_reset(one))
        hc_map_put(&places, nth(work, key(y->items, y->ordinals[i], one), &seen_y), (void *)(uintptr_t)(i + 1));
    for (size_t i = 0; i < x->n_items; i++, hc_arena_reset(one)) {
        size_t at = (uintptr_t)hc_map_get(&places, nth(work, key(x->items, x->ordinals[i], one), &seen_x));
        if (!at)
            continue;
        out->of_a[i] = (int64_t)(at - 1);
        out->of_b[at - 1] = (int64_t)i;
    }
    mark_changed(out);
}
