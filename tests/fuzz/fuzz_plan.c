// SPDX-License-Identifier: Apache-2.0
#include "engine/plan.h"
#include "fuzz.h"

static const hc_pack *tiny_pack(hc_arena *a)
{
    hc_pack_file *file = HC_NEW(a, hc_pack_file);
    hc_pack *p;
    *file = (hc_pack_file){HC_S("q.csv"), HC_S("질문,기대\n하나,거절\n둘,거절\n셋,거절\n")};
    HC_ASSERT(hc_pack_parse(a, HC_S("q"), file, 1, &p, NULL) == HC_OK);
    return p;
}

/* A recorded plan is refused with both messages, or every sample of it can be listed. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const hc_pack *pack;
    if (!pack)
        pack = tiny_pack(hc_arena_new());
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_err err;
    hc_plan *p;
    if (hc_plan_read(a, (hc_str){(const char *)data, size}, &pack, 1, &p, &err) != HC_OK) {
        HC_ASSERT(err.en[0] && err.ko[0]);
        return 0;
    }
    size_t n = hc_plan_samples(p);
    HC_ASSERT(n > 0 && n <= HC_ITEMS_MAX);
    if (n > 4096)
        return 0;
    hc_rows rows;
    hc_plan_rows(a, p, &rows);
    HC_ASSERT(rows.n == n);
    for (size_t i = 0; i < n; i++) {
        hc_row row;
        hc_rows_get(&rows, i, a, &row);
        HC_ASSERT(row.item && hc_plan_target_of(p, row.addr.target) && hc_plan_pack_of(p, row.addr.pack) == pack);
        HC_ASSERT(hc_rows_find(&rows, &row.addr) == i);
    }
    return 0;
}
