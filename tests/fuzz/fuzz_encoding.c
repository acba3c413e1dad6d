// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"
#include "text/display.h"
#include "text/encoding.h"
#include "text/normalize.h"
#include "text/utf8.h"

static void check_display(hc_arena *a, hc_str s)
{
    hc_str safe = hc_display_safe(a, s, false);
    HC_ASSERT(hc_utf8_valid(safe));
    for (size_t i = 0; i < safe.n; i++)
        HC_ASSERT((unsigned char)safe.p[i] >= 0x20 && safe.p[i] != 0x7F);
    HC_ASSERT(hc_str_eq(hc_display_safe(a, safe, false), safe));
    for (size_t cols = 0; cols < 12; cols += 3)
        HC_ASSERT(hc_display_width(hc_display_cut(a, safe, cols)) <= cols);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_str s = {(const char *)data, size}, out;
    hc_encoding kind;
    hc_err err;
    if (hc_decode_file(a, s, "input", &out, &kind, &err))
        HC_ASSERT(err.en[0] && err.ko[0]);
    else
        HC_ASSERT(hc_utf8_valid(out));
    check_display(a, s);
    hc_str nfc = hc_nfc(a, s), fold = hc_text_fold(a, s);
    HC_ASSERT(hc_utf8_valid(nfc) && hc_utf8_valid(fold));
    if (size < 128) { /* beyond that a run of marks may be normalised in pieces */
        HC_ASSERT(hc_str_eq(hc_nfc(a, nfc), nfc));
        HC_ASSERT(hc_str_eq(hc_text_fold(a, nfc), fold));
    }
    return 0;
}
