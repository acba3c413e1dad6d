// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"

#include "korean/fold.h"
#include "korean/keys.h"
#include "korean/lookalike.h"
#include "korean/normalise.h"
#include "korean/profanity.h"
#include "text/utf8.h"

/* Every step and all of them: valid text comes out, and the plain form of the plain form is itself. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_str s = {(const char *)data, size}, plain = hc_ko_plain(a, s);
    hc_ko_normal n;
    hc_ko_normalise(a, s, &n);
    HC_ASSERT(hc_utf8_valid(n.text));
    HC_ASSERT(hc_utf8_valid(plain) && hc_str_eq(hc_ko_plain(a, plain), plain));
    HC_ASSERT(hc_ko_same(a, s, plain));
    hc_str out[] = {hc_ko_strip(a, s, NULL), hc_ko_widths(a, s, NULL), hc_ko_recompose(a, s, NULL), hc_ko_to_keys(a, s),
                    hc_ko_from_keys(a, s), hc_ko_decode_keys(a, s, NULL), hc_ko_unmask_lookalikes(a, s, NULL),
                    hc_ko_lookalike(a, s, size, 0.5)};
    for (size_t i = 0; i < HC_LEN(out); i++)
        HC_ASSERT(hc_utf8_valid(out[i]));
    hc_profanity_hit *hits;
    size_t end = 0;
    for (size_t i = 0, k = hc_ko_profanity(a, s, &hits); i < k; i++) {
        HC_ASSERT(hits[i].at >= end && hits[i].n > 0 && hits[i].n <= size - hits[i].at);
        end = hits[i].at + hits[i].n;
    }
    return 0;
}
