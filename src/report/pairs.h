// SPDX-License-Identifier: Apache-2.0
#ifndef HC_REPORT_PAIRS_H
#define HC_REPORT_PAIRS_H

#include "core/rows.h"

/* Which items of two blocks are the same question. Equal keys belong together, the n-th of one key with the n-th. What is left and
 * has the same id was changed. */
typedef hc_digest hc_pair_key(const hc_items *items, size_t ordinal, hc_arena *work);

enum { HC_PAIR_ALONE = -1, HC_PAIR_CHANGED = -2 };

typedef struct hc_pairs {
    const hc_block *a, *b;
    int64_t *of_a;             /* by place in a: the place in b, ALONE or CHANGED */
    int64_t *of_b;
} hc_pairs;

/* The content digest of an item: every byte that its author wrote. */
hc_pair_key hc_pair_content;
void hc_pairs_make(hc_arena *a, const hc_block *x, const hc_block *y, hc_pair_key *key, hc_pairs *out);

#endif
