// SPDX-License-Identifier: Apache-2.0
#include "core/reply.h"
#include "fuzz.h"

/* A stored reply is refused with both messages, or writing what was read gives a form that does not change any more. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_err err;
    hc_reply r, again;
    if (hc_reply_read(a, (hc_str){(const char *)data, size}, &r, &err) != HC_OK) {
        HC_ASSERT(err.en[0] && err.ko[0]);
        return 0;
    }
    HC_ASSERT(r.code < HC_RC_COUNT && hc_reply_code_from_id(hc_str_c(hc_reply_code_id(r.code))) == r.code);
    HC_AUTO(hc_buf) first, second;
    hc_buf_init(&first, SIZE_MAX);
    hc_buf_init(&second, SIZE_MAX);
    hc_reply_write(&r, &first);
    HC_ASSERT(hc_reply_read(a, hc_buf_view(&first), &again, NULL) == HC_OK);
    hc_reply_write(&again, &second);
    HC_ASSERT(hc_str_eq(hc_buf_view(&first), hc_buf_view(&second)));
    HC_ASSERT(hc_str_eq(r.text, again.text) && r.n_calls == again.n_calls && r.n_logprobs == again.n_logprobs);
    return 0;
}
