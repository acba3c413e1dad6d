// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"
#include "model/model_int.h"

/* Any line of a program gives a reply that can be recorded and read back. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_reply r = {.retry_after_ms = -1}, back;
    hc_command_read(a, (hc_str){(const char *)data, size}, "check", &r);
    HC_ASSERT(r.code < HC_RC_COUNT);
    HC_ASSERT(hc_reply_complete(r.code) || (r.text.n == 0 && !r.has_usage && r.error.n));
    HC_AUTO(hc_buf) first, second;
    hc_buf_init(&first, SIZE_MAX);
    hc_buf_init(&second, SIZE_MAX);
    hc_reply_write(&r, &first);
    HC_ASSERT(hc_reply_read(a, hc_buf_view(&first), &back, NULL) == HC_OK);
    hc_reply_write(&back, &second);
    HC_ASSERT(hc_str_eq(hc_buf_view(&first), hc_buf_view(&second)));
    return 0;
}
