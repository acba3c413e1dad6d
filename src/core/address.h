// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CORE_ADDRESS_H
#define HC_CORE_ADDRESS_H

#include "crypto/hash.h"

/* Where an outside event of a sample stands. `strand` is a path: "0" the conversation, "0/2" its third
 * parallel child, "s:<12 hex of the set digest>/1" judge member 1. Steps count from 0 per strand. */
typedef struct hc_addr {
    hc_str target, pack, item, transform;       /* transform "" = none */
    uint32_t epoch, redo;                       /* from 0 */
    hc_str strand;
    uint32_t step, attempt;                     /* attempt from 1; 0 where it has no meaning */
} hc_addr;

/* Canonical bytes without the attempt: target, pack, item, transform, epoch, redo, strand, step, joined by 0x1F. */
void hc_addr_bytes(const hc_addr *a, hc_buf *out);
/* For people: "item", or "item·transform". */
hc_str hc_addr_item_name(hc_arena *arena, const hc_addr *a);
/* Sample key (target, pack, item, transform, epoch), joined by 0x1F: for maps. */
hc_str hc_addr_sample_key(hc_arena *arena, const hc_addr *a);
/* Randomness of a sample: HMAC-SHA-256(seed, address bytes || 0x1F || label || 0x1F || counter in decimal). */
hc_digest hc_addr_random(hc_str seed, const hc_addr *a, const char *label, uint64_t counter);
/* Uniform integer below n (n > 0) from the same source, without modulo bias. */
uint64_t hc_addr_random_below(hc_str seed, const hc_addr *a, const char *label, uint64_t n);

#endif
