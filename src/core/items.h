// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CORE_ITEMS_H
#define HC_CORE_ITEMS_H

#include "core/item.h"

/*
 * The items of a pack, packed: each costs its texts and some thirty bytes, so that a pack of many short questions stays
 * small. hc_item is a view that is unpacked where an item is looked at.
 *
 * An item's bytes: lengths as varints, texts in place, the hash; a text that many items share (language, system prompt,
 * domain) stands once and is pointed to. Nobody but items.c reads them and they never leave the process.
 */
enum { HC_ITEM_SHARED = 12 };      /* fields that items share */

typedef struct hc_items {
    hc_arena *a;
    const uint8_t **at;            /* by ordinal */
    size_t n, cap;
    uint32_t *slots;               /* hash of ids: ordinal + 1, 0 = empty */
    size_t n_slots;
    hc_str shared[HC_ITEM_SHARED]; /* the last one of each field */
    hc_buf scratch;
} hc_items;

void hc_items_init(hc_items *s, hc_arena *a);
/* Room for n items, so that growing does not leave its halves behind in the arena. */
void hc_items_reserve(hc_items *s, size_t n);
/* Copies everything the item points to. The id must be new. */
void hc_items_add(hc_items *s, const hc_item *it);
/* No more items will come: frees what only adding needs. */
void hc_items_done(hc_items *s);

/* Ordinal of an id; SIZE_MAX if there is none. */
size_t hc_items_find(const hc_items *s, hc_str id);
hc_str hc_items_id(const hc_items *s, size_t i);
hc_digest hc_items_hash(const hc_items *s, size_t i);
/* Texts are borrowed from the store, lists lie in `a`. */
void hc_items_get(const hc_items *s, size_t i, hc_arena *a, hc_item *out);
hc_item *hc_items_all(const hc_items *s, hc_arena *a);

#endif
