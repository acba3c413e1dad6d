// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"
#include "pack/lint.h"

/* The first byte chooses CSV or JSONL, the rest is the file: parsing and lint agree about whether it is a pack, every
 * item of it can be asked, and the same bytes give the same digest. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_pack_file file = {data[0] % 2 ? HC_S("q.jsonl") : HC_S("q.csv"), {(const char *)data + 1, size - 1}};
    hc_pack *p, *again;
    hc_lint_out found;
    hc_err err;
    size_t errors = 0;
    hc_code code = hc_pack_parse(a, HC_S("q"), &file, 1, &p, &err);
    hc_pack_lint(a, &(hc_lint_in){HC_S("q"), &file, 1}, 1, HC_S("2026-11-25"), &found);
    for (size_t i = 0; i < found.n; i++) {
        errors += hc_str_starts(hc_str_c(found.v[i].id), HC_S("E-PACK"));
        HC_ASSERT(found.v[i].en.n && found.v[i].ko.n);
    }
    HC_ASSERT((code == HC_OK) == (errors == 0));
    if (code != HC_OK) {
        HC_ASSERT(err.en[0] && err.ko[0]);
        return 0;
    }
    HC_ASSERT(p->n_items > 0);
    for (size_t i = 0; i < p->n_items; i++) {
        hc_item it;
        hc_items_get(&p->items, i, a, &it);
        HC_ASSERT(it.id.n && it.n_turns && it.n_turns <= HC_TURNS_MAX && hc_items_find(&p->items, it.id) == i);
        HC_ASSERT(it.correct_choice >= -1 && it.correct_choice < (int)it.n_choices);
    }
    HC_ASSERT(hc_pack_parse(a, HC_S("q"), &file, 1, &again, NULL) == HC_OK);
    HC_ASSERT(hc_digest_eq(&p->digest, &again->digest));
    return 0;
}
