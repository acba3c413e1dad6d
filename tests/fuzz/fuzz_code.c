// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"
#include "score/score_int.h"

/* Any answer of a scoring program gives a usable word, or unparsed with a reason; either can be recorded. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_outcome o = {.scorer = HC_S("code")}, *back;
    size_t n;
    hc_code_read(a, (hc_str){(const char *)data, size}, size % 2, &o);
    HC_ASSERT(o.kind == HC_OUT_VALUE ? o.value.n > 0 : o.kind == HC_OUT_UNPARSED && o.reason.n > 0);
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_outcomes_write(&o, 1, &b);
    HC_ASSERT(hc_outcomes_read(a, hc_buf_view(&b), &back, &n, NULL) == HC_OK && n == 1 && back->kind == o.kind);
    HC_ASSERT(hc_str_eq(back->value, o.value) && hc_str_eq(back->reason, o.reason) && hc_str_eq(back->answer, o.answer));
    return 0;
}
