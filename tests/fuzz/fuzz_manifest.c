// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "fuzz.h"
#include "pack/lint.h"

/* A pack folder: pack.yaml, then behind a line "%%" judge-tests.jsonl, then behind another items/items.jsonl. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_pack_file files[] = {{HC_S("items/items.jsonl"), HC_S("{\"id\":\"a\",\"prompt\":\"물음\"}\n")},
                            {HC_S("judge-tests.jsonl"), HC_S("")},
                            {HC_S("pack.yaml"), HC_S("")},
                            {HC_S("rubrics/r.md"), HC_S("safe / unsafe\n")}};
    hc_str rest = {(const char *)data, size};
    for (size_t i = 3; i-- > 0;) {
        ptrdiff_t at = hc_str_find(rest, HC_S("\n%%\n"));
        files[i].bytes = at < 0 ? rest : hc_str_sub(rest, 0, (size_t)at + 1);
        if (at < 0)
            break;
        rest = hc_str_sub(rest, (size_t)at + 4, rest.n);
    }
    hc_pack *p;
    hc_lint_out found;
    hc_err err;
    size_t errors = 0;
    hc_code code = hc_pack_parse(a, HC_S("q"), files, HC_LEN(files), &p, &err);
    hc_pack_lint(a, &(hc_lint_in){HC_S("q"), files, HC_LEN(files)}, 1, HC_S("2026-11-25"), &found);
    for (size_t i = 0; i < found.n; i++)
        errors += hc_str_starts(hc_str_c(found.v[i].id), HC_S("E-PACK"));
    HC_ASSERT((code == HC_OK) == (errors == 0));
    HC_ASSERT(code == HC_OK ? p->n_items > 0 && p->n_judge_scale > 0 && p->epochs > 0 : err.en[0] && err.ko[0]);
    return 0;
}
