// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"
#include "text/display.h"
#include "text/normalize.h"
#include "text/utf8.h"

/* What is shown is UTF-8 without control characters, showing it again changes nothing, and a cut keeps its width. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_str s = {(const char *)data, size};
    for (int multiline = 0; multiline < 2; multiline++) {
        hc_str safe = hc_display_safe(a, s, multiline);
        HC_ASSERT(hc_utf8_valid(safe) && hc_str_eq(safe, hc_display_safe(a, safe, multiline)));
        for (size_t i = 0; i < safe.n; i++)
            HC_ASSERT((unsigned char)safe.p[i] >= ' ' || (multiline && (safe.p[i] == '\n' || safe.p[i] == '\t')));
        for (size_t cols = 1; cols < 20; cols += 6)
            HC_ASSERT(multiline || hc_display_width(hc_display_cut(a, safe, cols)) <= cols);
    }
    HC_ASSERT(hc_utf8_valid(hc_nfc(a, s)));
    hc_str folded = hc_text_fold(a, s);
    HC_ASSERT(hc_utf8_valid(folded));
    return 0;
}
