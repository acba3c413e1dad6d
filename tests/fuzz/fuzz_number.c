// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"

#include <math.h>

#include "korean/josa.h"
#include "korean/number.h"
#include "score/score.h"

/* Reading moves forward, stays inside the text and gives finite numbers. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_str s = {(const char *)data, size}, unit, text, answer;
    size_t at = 0, before = 0;
    double v;
    while (hc_ko_number_next(s, &at, &v, &unit, &text)) {
        HC_ASSERT(isfinite(v) && at > before && at <= size);
        HC_ASSERT(text.p >= s.p && text.p + text.n <= s.p + size && text.n > 0);
        before = at;
    }
    static const char *const units[] = {"", "%", "명"};
    for (size_t i = 0; i < HC_LEN(units); i++) {
        hc_number_read r = hc_match_number(a, s, 12, hc_str_c(units[i]), &answer);
        HC_ASSERT(r == HC_NUMBER_UNPARSED || answer.n > 0);
    }
    HC_ASSERT(hc_josa(a, s).n <= 3 * size + 16);
    return 0;
}
