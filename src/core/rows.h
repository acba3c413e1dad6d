// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CORE_ROWS_H
#define HC_CORE_ROWS_H

#include "base/map.h"
#include "core/address.h"
#include "core/items.h"
#include "core/outcome.h"

/*
 * One row per sample of the plan, in plan order: the only thing that tables are made of. Read from a ledger or
 * produced by a replay: equal either way.
 *
 * A sample costs five bytes: its state and which of the distinct lists of outcomes it has. What it is follows from its place:
 *
 *   block 0: target a, pack x      | block 1: target a, pack x, transformed | block 2: target a, pack y ...
 *   item 0: epoch 0, 1, 2; item 1 ...
 *
 * hc_row is the view that filters, metrics and samples look at.
 */
typedef struct hc_row {
    hc_addr addr;              /* redo = the newest; strand and step unused */
    const hc_item *item;
    hc_state state;            /* HC_ST_OPEN: not finished */
    hc_outcome *outcomes;      /* of one score set, in the set's order; none while unscored */
    size_t n_outcomes;
    size_t verdict;            /* which outcome is the verdict; 0 but where a metric asks for another scorer's */
} hc_row;

typedef struct hc_block {      /* one target on one pack, its items as they are or transformed: n_items x epochs samples */
    hc_str target, pack, transform;    /* transform "" = none */
    const hc_items *items;
    const uint32_t *ordinals;  /* which of `items`, ascending */
    size_t n_items;
    uint32_t epochs;
    size_t first;              /* place of its first sample; set by hc_rows_init */
} hc_block;

typedef struct hc_outcomes { hc_outcome *v; size_t n; } hc_outcomes;

typedef struct hc_rows {
    hc_arena *a;
    hc_block *block;
    size_t n_blocks, n;
    bool answers;              /* outcomes carry `answer`: many distinct lists. Set after hc_rows_init, before outcomes */
    uint8_t *state;
    bool *beyond;              /* outside every table because the run stopped before them; NULL while there are none */
    uint32_t *redo;            /* NULL while no sample was asked again */
    uint32_t *scored;          /* list + 1, 0 = none; NULL while nothing is scored */
    hc_outcomes *list;         /* distinct ones, without spans and reasons */
    size_t n_lists, cap_lists;
    hc_map known;              /* their bytes */
} hc_rows;

/* Where an item stands among those of the block; SIZE_MAX if it is not asked. */
size_t hc_block_find(const hc_block *b, size_t ordinal);

/* States open. Takes the blocks; what they point to must outlive the rows. */
void hc_rows_init(hc_rows *r, hc_arena *a, hc_block *blocks, size_t n_blocks);
void hc_rows_set(hc_rows *r, size_t i, uint32_t redo, hc_state state);
/* Copies scorer, kind, value and, where wanted and of "class", answer. */
void hc_rows_score(hc_rows *r, size_t i, const hc_outcome *o, size_t n);
/* Place of the sample of an address (its redo does not matter); SIZE_MAX if the plan has none there. */
size_t hc_rows_find(const hc_rows *r, const hc_addr *addr);
static inline uint32_t hc_rows_redo(const hc_rows *r, size_t i)
{
    return r->redo ? r->redo[i] : 0;
}

/* The view of one sample; its item lies in `a`. */
void hc_rows_get(const hc_rows *r, size_t i, hc_arena *a, hc_row *out);

/* Walks in order with the memory of one item. */
typedef struct hc_cursor {
    const hc_rows *rows;
    hc_arena *a;
    hc_row row;
    const hc_block *block;
    size_t item;               /* which of the block's items row.item is */
} hc_cursor;

void hc_cursor_init(hc_cursor *c, const hc_rows *r);
void hc_cursor_auto(hc_cursor *c);     /* HC_AUTO(hc_cursor) */
/* Valid until the next call. */
hc_row *hc_cursor_at(hc_cursor *c, size_t i);

#endif
