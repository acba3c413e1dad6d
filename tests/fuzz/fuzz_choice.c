// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"

#include <string.h>

#include "korean/reply_class.h"
#include "score/score.h"

/* Any reply gives a valid choice or none, the same one twice, and no choice that does not exist; the reply classifier and the
 * text matcher read the same bytes. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_str texts[] = {HC_S("서울"), HC_S("A형"), HC_S("3"), HC_S("1948년"), HC_S("New York")};
    hc_str s = {(const char *)data, size}, span, again;
    for (size_t n = 0; n <= HC_LEN(texts); n++) {
        int c = hc_read_choice(a, s, n % 2 ? texts : NULL, n, &span);
        HC_ASSERT(c >= -1 && c < (int)n);
        HC_ASSERT(c == hc_read_choice(a, s, n % 2 ? texts : NULL, n, &again) && hc_str_eq(span, again));
    }
    for (size_t i = 0; i < HC_LEN(texts); i++)
        (void)hc_match_text(a, s, texts[i], i % 2);
    (void)hc_match_text(a, HC_S("서울은 대한민국의 수도입니다"), s, size % 2);
    hc_class_result r;
    hc_reply_classify(a, s, &r);
    HC_ASSERT(strlen(hc_reply_class_id(r.cls)) > 0 && r.rule && r.flags < 1u << HC_REPLY_FLAGS);
    HC_ASSERT(r.span.n == 0 || (r.span.p >= s.p && r.span.p + r.span.n <= s.p + s.n));
    double share;
    HC_ASSERT(hc_reply_lang(s, &share) && share >= 0 && share <= 1);
    return 0;
}
