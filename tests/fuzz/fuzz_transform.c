// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"

#include "korean/transform.h"
#include "text/normalize.h"
#include "text/utf8.h"

/* Any text through any transform: valid text comes out, the same each time, and undo gives valid text too. The first byte names the transform. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    if (!size)
        return 0;
    const hc_transform *t = hc_transform_at(data[0] % hc_transforms());
    hc_str s = {(const char *)data + 1, size - 1}, there = hc_transform_apply(a, t, s, size, 0.5);
    HC_ASSERT(hc_utf8_valid(there));
    HC_ASSERT(hc_str_eq(there, hc_transform_apply(a, t, s, size, 0.5)));
    HC_ASSERT(hc_utf8_valid(hc_transform_undo(a, t, there, size, 0.5)));
    const hc_transform *named;
    double strength;
    if (hc_transform_parse(s, &named, &strength, NULL) == HC_OK)
        HC_ASSERT(strength > 0 && strength <= 1);
    return 0;
}
