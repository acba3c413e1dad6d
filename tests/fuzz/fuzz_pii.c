// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"

#include "korean/pii.h"
#include "text/utf8.h"

/* Hits stand in order inside the text; what is masked is valid UTF-8 and, where nothing is confirmed, the repaired text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_str s = hc_utf8_repair(a, (hc_str){(const char *)data, size}), masked = hc_pii_mask(a, s);
    hc_pii_hit *h;
    size_t n = hc_pii_scan(a, s, &h), end = 0, valid = 0;
    for (size_t i = 0; i < n; i++) {
        HC_ASSERT(h[i].at >= end && h[i].n > 0 && h[i].at + h[i].n <= s.n && h[i].grade <= HC_PII_VALID);
        end = h[i].at + h[i].n;
        valid += hc_pii_hides(&h[i]);
    }
    HC_ASSERT(hc_utf8_valid(masked) && (valid || hc_str_eq(masked, s)));
    return 0;
}
