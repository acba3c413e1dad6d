// SPDX-License-Identifier: Apache-2.0
#ifndef HC_TESTS_FUZZ_ADAPTER_H
#define HC_TESTS_FUZZ_ADAPTER_H

#include <string.h>

#include "fuzz.h"
#include "model/adapter.h"

/* The first byte chooses the status, the second how the body is declared, the rest is the body. Whatever comes gives a reply
 * that can be recorded and read back. */
static inline int fuzz_adapter(const char *name, const uint8_t *data, size_t size)
{
    static const int statuses[] = {200, 200, 200, 200, 201, 302, 400, 401, 429, 500, 529, 999};
    static const char *const types[] = {"application/json", "text/event-stream; charset=utf-8", ""};
    if (size < 2)
        return 0;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_http_header h = {HC_S("content-type"), hc_str_c(types[data[1] % HC_LEN(types)])};
    hc_reply r, back;
    memset(&r, 0x5A, sizeof r);
    hc_adapter_parse(hc_adapter_find(hc_str_c(name)), a, statuses[data[0] % HC_LEN(statuses)], &h, 1,
                                           (hc_str){(const char *)data + 2, size - 2}, &r);
    HC_ASSERT(r.code < HC_RC_COUNT && r.http != 0 && r.retry_after_ms == -1);
    HC_ASSERT(hc_reply_complete(r.code) || (r.text.n == 0 && r.n_calls == 0 && !r.has_usage));
    HC_AUTO(hc_buf) first, second;
    hc_buf_init(&first, SIZE_MAX);
    hc_buf_init(&second, SIZE_MAX);
    hc_reply_write(&r, &first);
    HC_ASSERT(hc_reply_read(a, hc_buf_view(&first), &back, NULL) == HC_OK);
    hc_reply_write(&back, &second);
    HC_ASSERT(hc_str_eq(hc_buf_view(&first), hc_buf_view(&second)));
    return 0;
}

#endif
