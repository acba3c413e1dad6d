// SPDX-License-Identifier: Apache-2.0
#ifndef HC_BASE_MAP_H
#define HC_BASE_MAP_H

#include "base/str.h"

/* String-keyed hash table in an arena: open addressing, no deletion. Keys are borrowed and must outlive
 * the map. Iteration order is insertion order, so that nothing depends on a hash. */

typedef struct hc_map_entry {
    hc_str key;
    void *value;
} hc_map_entry;

typedef struct hc_map {
    hc_arena *a;
    hc_map_entry *entries;   /* in insertion order */
    size_t n, cap;
    uint32_t *slots;         /* index + 1, 0 = empty */
    size_t n_slots;
} hc_map;

void hc_map_init(hc_map *m, hc_arena *a);
void *hc_map_get(const hc_map *m, hc_str key);            /* NULL if absent */
/* Stores value (not NULL) unless the key is present; returns the stored value either way. */
void *hc_map_put_new(hc_map *m, hc_str key, void *value);
void hc_map_put(hc_map *m, hc_str key, void *value);      /* replaces */

#endif
