// SPDX-License-Identifier: Apache-2.0
#ifndef HC_BASE_ARENA_H
#define HC_BASE_ARENA_H

#include "base/defs.h"

/*
 * Memory by lifetime: run, sample, step. Everything allocated from an arena vanishes in one call.
 * Allocations are zeroed, aligned to 16 bytes and never fail (see hc_out_of_memory). Under
 * AddressSanitizer every allocation is its own malloc, so that overflows are seen.
 * Not thread-safe: one arena, one owner. A thread keeps the first chunks of a few arenas that went for the next ones.
 */

typedef struct hc_arena hc_arena;

hc_arena *hc_arena_new(void);
void hc_arena_free(hc_arena *a);   /* NULL-safe */
void hc_arena_reset(hc_arena *a);  /* forgets all allocations, keeps the first chunk */

void *hc_alloc(hc_arena *a, size_t n);
void *hc_alloc_n(hc_arena *a, size_t count, size_t size);

#define HC_NEW(a, type) ((type *)hc_alloc((a), sizeof(type)))
#define HC_NEW_N(a, type, n) ((type *)hc_alloc_n((a), (n), sizeof(type)))

/* Makes room for one more element of an arena array: `ptr` (T*), `n` used, `cap` allocated. */
#define HC_GROW(a, ptr, n, cap)                                                                    \
    ((n) < (cap) ? (void)0 : (void)((ptr) = hc_grow((a), (ptr), (n), &(cap), sizeof *(ptr))))
void *hc_grow(hc_arena *a, void *old, size_t n, size_t *cap, size_t size);

typedef hc_arena *hc_arena_ptr;    /* HC_AUTO(hc_arena_ptr) a = hc_arena_new(); */
void hc_arena_ptr_auto(hc_arena_ptr *a);

#endif
