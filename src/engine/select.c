// SPDX-License-Identifier: Apache-2.0
#include "engine/select.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "crypto/hash.h"
#include "score/fields.h"

typedef struct drawn {
    uint32_t ordinal;
    hc_digest lot;         /* HMAC(seed, item id): the draw */
    uint32_t stratum, rank;
} drawn;

static hc_code filter(hc_arena *a, const hc_pack *pack, hc_str where, drawn **out, size_t *out_n, hc_err *err)
{
    hc_expr *e = NULL;
    if (where.n)
        HC_TRY(hc_expr_parse(a, where, "--where", hc_row_scope(), HC_T_BOOL, &e, err));
    *out = HC_NEW_N(a, drawn, pack->n_items);
    *out_n = 0;
    HC_AUTO(hc_arena_ptr) scratch = hc_arena_new();
    for (size_t i = 0; i < pack->n_items; i++) {
        hc_item item;
        hc_arena_reset(scratch);
        hc_items_get(&pack->items, i, scratch, &item);
        hc_row row = {.addr = {.pack = pack->name, .item = item.id}, .item = &item};
        hc_expr_env env = hc_row_env(&row);
        if (hc_expr_true(e, &env))
            (*out)[(*out_n)++].ordinal = (uint32_t)i;
    }
    return HC_OK;
}

static int by_lot(const void *x, const void *y)
{
    return memcmp(((const drawn *)x)->lot.b, ((const drawn *)y)->lot.b, HC_SHA256_BYTES);
}

static int by_rank(const void *x, const void *y)
{
    const drawn *a = x, *b = y;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return a->stratum != b->stratum ? (a->stratum < b->stratum ? -1 : 1) : by_lot(x, y);
}

static int by_ordinal(const void *x, const void *y)
{
    const drawn *a = x, *b = y;
    return a->ordinal < b->ordinal ? -1 : a->ordinal > b->ordinal;
}

/* Proportional shares by largest quotient: the i-th of m drawn in a stratum has rank i/m of the way, so that cutting
 * the list anywhere leaves every domain its share. */
static void draw(hc_arena *a, const hc_pack *pack, hc_str seed, drawn *d, size_t n)
{
    typedef struct stratum { uint32_t index, size, seen; } stratum;
    hc_map strata;
    hc_map_init(&strata, a);
    HC_AUTO(hc_arena_ptr) scratch = hc_arena_new();
    for (size_t i = 0; i < n; i++) {
        hc_item item;
        hc_arena_reset(scratch);
        hc_items_get(&pack->items, d[i].ordinal, scratch, &item); /* its texts stay with the pack */
        d[i].lot = hc_hmac_sha256(seed, &item.id, 1);
        stratum *fresh = HC_NEW(a, stratum);
        fresh->index = (uint32_t)strata.n;
        stratum *s = hc_map_put_new(&strata, item.domain, fresh);
        s->size++;
        d[i].stratum = s->index;
    }
    qsort(d, n, sizeof *d, by_lot);
    for (size_t i = 0; i < n; i++) {
        stratum *s = strata.entries[d[i].stratum].value;
        d[i].rank = (uint32_t)((uint64_t)s->seen++ * 1000000u / s->size);
    }
    qsort(d, n, sizeof *d, by_rank);
}

static hc_code bad_limit(hc_str limit, hc_err *err)
{
    return hc_fail(err, HC_E_USAGE, "E-PLAN-05", "--limit \"%.*s\" is neither a number (20) nor a range (3-7)",
                   "--limit \"%.*s\"{은/는} 개수(20)도 범위(3-7)도 아님", HC_FS(limit));
}

static hc_code cut(hc_arena *a, const hc_pack *pack, hc_str limit, hc_str seed, drawn **d, size_t *n, hc_err *err)
{
    uint64_t from, to;
    hc_str rest = limit, head;
    hc_str_cut(&rest, '-', &head);
    if (rest.p) {
        if (!hc_parse_u64(head, &from) || !hc_parse_u64(rest, &to) || from < 1 || to < from)
            return bad_limit(limit, err);
        if (to > *n)
            to = *n;
        *n = from > to ? 0 : (size_t)(to - from + 1);
        *d += from - 1;
        return HC_OK;
    }
    if (!hc_parse_u64(head, &to) || to < 1)
        return bad_limit(limit, err);
    if (to >= *n)
        return HC_OK;
    draw(a, pack, seed, *d, *n);
    *n = (size_t)to;
    qsort(*d, *n, sizeof **d, by_ordinal);
    return HC_OK;
}

hc_code hc_select(hc_arena *a, const hc_pack *pack, hc_str where, hc_str limit, hc_str seed, uint32_t **out,
                  size_t *out_n, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) work = hc_arena_new();
    drawn *d;
    size_t n;
    HC_TRY(filter(work, pack, where, &d, &n, err));
    if (limit.n)
        HC_TRY(cut(work, pack, limit, seed, &d, &n, err));
    *out = HC_NEW_N(a, uint32_t, n);
    for (size_t i = 0; i < n; i++)
        (*out)[i] = d[i].ordinal;
    *out_n = n;
    return HC_OK;
}
