// SPDX-License-Identifier: Apache-2.0
#include "base/map.h"

void hc_map_init(hc_map *m, hc_arena *a)
{
    *m = (hc_map){.a = a};
}

static size_t probe(const hc_map *m, hc_str key)
{
    size_t i = hc_str_hash(key) & (m->n_slots - 1);
    while (m->slots[i] && !hc_str_eq(m->entries[m->slots[i] - 1].key, key))
        i = (i + 1) & (m->n_slots - 1);
    return i;
}

void *hc_map_get(const hc_map *m, hc_str key)
{
    if (!m->n_slots)
        return NULL;
    uint32_t at = m->slots[probe(m, key)];
    return at ? m->entries[at - 1].value : NULL;
}

static void rehash(hc_map *m)
{
    m->n_slots = m->n_slots ? m->n_slots * 2 : 16;
    m->slots = HC_NEW_N(m->a, uint32_t, m->n_slots);
    for (size_t i = 0; i < m->n; i++)
        m->slots[probe(m, m->entries[i].key)] = (uint32_t)i + 1;
}

void *hc_map_put_new(hc_map *m, hc_str key, void *value)
{
    if ((m->n + 1) * 2 > m->n_slots)
        rehash(m);
    size_t i = probe(m, key);
    if (m->slots[i])
        return m->entries[m->slots[i] - 1].value;
    HC_GROW(m->a, m->entries, m->n, m->cap);
    m->entries[m->n] = (hc_map_entry){key, value};
    m->slots[i] = (uint32_t)++m->n;
    return value;
}

void hc_map_put(hc_map *m, hc_str key, void *value)
{
    if (hc_map_put_new(m, key, value) != value)
        m->entries[m->slots[probe(m, key)] - 1].value = value;
}
