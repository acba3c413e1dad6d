// SPDX-License-Identifier: Apache-2.0
#include "core/transcript.h"
#include "fuzz.h"

/* A recorded conversation is refused with both messages, or writing what was read gives a form that does not change any more. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_err err = {0};
    hc_conversation c, again;
    if (hc_conversation_read(a, (hc_str){(const char *)data, size}, &c, &err) != HC_OK) {
        HC_ASSERT(err.en[0] && err.ko[0]);
        return 0;
    }
    HC_ASSERT(c.state != HC_ST_OPEN && c.state < HC_ST_COUNT && (!c.meta || c.meta->type == HC_JSON_OBJ));
    HC_AUTO(hc_buf) first, second;
    hc_buf_init(&first, SIZE_MAX);
    hc_buf_init(&second, SIZE_MAX);
    hc_conversation_write(&c, &first);
    HC_ASSERT(hc_conversation_read(a, hc_buf_view(&first), &again, NULL) == HC_OK);
    hc_conversation_write(&again, &second);
    HC_ASSERT(hc_str_eq(hc_buf_view(&first), hc_buf_view(&second)));
    HC_ASSERT(again.transcript.n == c.transcript.n && again.state == c.state);
    return 0;
}
