// SPDX-License-Identifier: Apache-2.0
#include "core/rows.h"

void hc_rows_init(hc_rows *r, hc_arena *a, hc_block *blocks, size_t n_blocks)
{
    *r = (hc_rows){.a = a, .block = blocks, .n_blocks = n_blocks};
    for (size_t i = 0; i < n_blocks; i++) {
        blocks[i].first = r->n;
        r->n += blocks[i].n_items * blocks[i].epochs;
    }
    r->state = HC_NEW_N(a, uint8_t, r->n);
    hc_map_init(&r->known, a);
}

void hc_rows_set(hc_rows *r, size_t i, uint32_t redo, hc_state state)
{
    if (redo && !r->redo)
        r->redo = HC_NEW_N(r->a, uint32_t, r->n);
    if (r->redo)
        r->redo[i] = redo;
    r->state[i] = (uint8_t)state;
}

static void key_part(hc_buf *b, hc_str s)
{
    hc_buf_add(b, &s.n, sizeof s.n);
    hc_buf_str(b, s);
}

/* Of a class the answer is its flags: few of them, and tables count the grey ones. */
static hc_str kept_answer(const hc_rows *r, const hc_outcome *o)
{
    return r->answers || hc_str_is(o->scorer, "class") ? o->answer : HC_S("");
}

static uint32_t new_list(hc_rows *r, const hc_outcome *o, size_t n)
{
    hc_outcome *copy = HC_NEW_N(r->a, hc_outcome, n);
    for (size_t i = 0; i < n; i++)
        copy[i] = (hc_outcome){.scorer = hc_str_dup(r->a, o[i].scorer), .kind = o[i].kind, .value = hc_str_dup(r->a, o[i].value),
                               .answer = hc_str_dup(r->a, kept_answer(r, &o[i]))};
    HC_GROW(r->a, r->list, r->n_lists, r->cap_lists);
    r->list[r->n_lists] = (hc_outcomes){copy, n};
    return (uint32_t)++r->n_lists;
}

void hc_rows_score(hc_rows *r, size_t i, const hc_outcome *o, size_t n)
{
    HC_AUTO(hc_buf) key;
    hc_buf_init(&key, SIZE_MAX);
    for (size_t k = 0; k < n; k++) {
        key_part(&key, o[k].scorer);
        hc_buf_ch(&key, (char)o[k].kind);
        key_part(&key, o[k].value);
        key_part(&key, kept_answer(r, &o[k]));
    }
    if (!r->scored)
        r->scored = HC_NEW_N(r->a, uint32_t, r->n);
    r->scored[i] = (uint32_t)(uintptr_t)hc_map_get(&r->known, hc_buf_view(&key));
    if (r->scored[i])
        return;
    r->scored[i] = new_list(r, o, n);
    hc_map_put(&r->known, hc_str_dup(r->a, hc_buf_view(&key)), (void *)(uintptr_t)r->scored[i]);
}

size_t hc_block_find(const hc_block *b, size_t ordinal)
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

size_t hc_rows_find(const hc_rows *r, const hc_addr *addr)
{
    for (size_t i = 0; i < r->n_blocks; i++) {
        const hc_block *b = &r->block[i];
        if (addr->epoch >= b->epochs || !hc_str_eq(b->target, addr->target) || !hc_str_eq(b->pack, addr->pack) ||
            !hc_str_eq(b->transform, addr->transform))
            continue;
        size_t ordinal = hc_items_find(b->items, addr->item), at = ordinal == SIZE_MAX ? SIZE_MAX : hc_block_find(b, ordinal);
        return at == SIZE_MAX ? SIZE_MAX : b->first + at * b->epochs + addr->epoch;
    }
    return SIZE_MAX;
}

static const hc_block *block_of(const hc_rows *r, size_t i)
{
    const hc_block *b = r->block;
    while (i >= b->first + b->n_items * b->epochs)
        b++;
    return b;
}

/* Everything but the item. */
static void fill(const hc_rows *r, const hc_block *b, size_t i, hc_row *row)
{
    uint32_t list = r->scored ? r->scored[i] : 0;
    row->addr = (hc_addr){.target = b->target, .pack = b->pack, .item = row->item->id, .transform = b->transform,
                          .epoch = (uint32_t)((i - b->first) % b->epochs), .redo = hc_rows_redo(r, i), .strand = HC_S("0")};
    row->state = (hc_state)r->state[i];
    row->outcomes = list ? r->list[list - 1].v : NULL;
    row->n_outcomes = list ? r->list[list - 1].n : 0;
}

static void get(const hc_rows *r, const hc_block *b, size_t i, hc_arena *a, hc_row *out)
{
    hc_item *item = HC_NEW(a, hc_item);
    hc_items_get(b->items, b->ordinals[(i - b->first) / b->epochs], a, item);
    out->item = item;
    fill(r, b, i, out);
}

void hc_rows_get(const hc_rows *r, size_t i, hc_arena *a, hc_row *out)
{
    HC_ASSERT(i < r->n);
    get(r, block_of(r, i), i, a, out);
}

void hc_cursor_init(hc_cursor *c, const hc_rows *r)
{
    *c = (hc_cursor){.rows = r, .a = hc_arena_new()};
}

void hc_cursor_auto(hc_cursor *c)
{
    hc_arena_free(c->a);
}

hc_row *hc_cursor_at(hc_cursor *c, size_t i)
{
    const hc_rows *r = c->rows;
    HC_ASSERT(i < r->n);
    const hc_block *b = c->block;
    if (!b || i < b->first || i >= b->first + b->n_items * b->epochs)
        b = block_of(r, i);
    size_t item = (i - b->first) / b->epochs;
    if (b != c->block || item != c->item) {
        hc_arena_reset(c->a);
        get(r, b, i, c->a, &c->row);
    } else {
        fill(r, b, i, &c->row);
    }
    c->block = b;
    c->item = item;
    return &c->row;
}
