// SPDX-License-Identifier: Apache-2.0
#include "core/outcome.h"
#include "fuzz.h"

/* Stored outcomes are refused with both messages, or come back the same after writing and copying. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_err err;
    hc_outcome *o, *again;
    size_t n, n_again;
    if (hc_outcomes_read(a, (hc_str){(const char *)data, size}, &o, &n, &err) != HC_OK) {
        HC_ASSERT(err.en[0] && err.ko[0]);
        return 0;
    }
    HC_AUTO(hc_buf) first, second;
    hc_buf_init(&first, SIZE_MAX);
    hc_buf_init(&second, SIZE_MAX);
    hc_outcomes_write(o, n, &first);
    HC_ASSERT(hc_outcomes_read(a, hc_buf_view(&first), &again, &n_again, NULL) == HC_OK && n == n_again);
    hc_outcomes_write(again, n, &second);
    HC_ASSERT(hc_str_eq(hc_buf_view(&first), hc_buf_view(&second)));
    for (size_t i = 0; i < n; i++)
        HC_ASSERT(hc_str_eq(hc_outcome_word(&o[i]), hc_outcome_word(&again[i])));
    return 0;
}
