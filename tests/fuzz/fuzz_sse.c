// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "fuzz.h"
#include "model/adapter.h"

/* Events of a body with LF line ends and of the same body with CRLF are the same; Retry-After reads anything. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_str body = {(const char *)data, size};
    HC_AUTO(hc_buf) crlf;
    hc_buf_init(&crlf, SIZE_MAX);
    bool has_cr = size && memchr(data, '\r', size);
    for (size_t i = 0; i < size; i++) {
        if (data[i] == '\n')
            hc_buf_ch(&crlf, '\r');
        hc_buf_ch(&crlf, body.p[i]);
    }
    hc_sse one = {body}, two = {hc_buf_view(&crlf)};
    hc_str e1, d1, e2, d2;
    while (hc_sse_next(a, &one, &e1, &d1)) {
        HC_ASSERT(one.rest.n < size || size == 0);
        if (!has_cr)
            HC_ASSERT(hc_sse_next(a, &two, &e2, &d2) && hc_str_eq(e1, e2) && hc_str_eq(d1, d2));
    }
    static const char *const names[] = {"retry-after", "retry-after-ms", "x-ratelimit-reset",
                                        "anthropic-ratelimit-tokens-reset"};
    for (size_t i = 0; i < HC_LEN(names); i++) {
        int64_t ms = hc_retry_after_ms(&(hc_http_header){hc_str_c(names[i]), body}, 1, INT64_C(1700000000000000));
        HC_ASSERT(ms >= -1 && ms <= 600000);
    }
    return 0;
}
