// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "base/clock.h"
#include "fuzz.h"

/* What is read as a time, a duration or a number is written and read back as the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hc_str s = {(const char *)data, size};
    int64_t us, again;
    double v, back;
    char text[40];
    if (hc_time_parse_rfc3339(s, &us) || hc_time_parse_http(s, &us)) {
        hc_time_rfc3339(us, true, text);
        /* An offset moves times at the ends of the four-digit years outside. */
        HC_ASSERT(!hc_time_parse_rfc3339(hc_str_c(text), &again) || again == us);
        hc_time_local_hms(us, text);
    }
    HC_ASSERT(!hc_duration_parse(s, &us) || us >= 0);
    if (hc_parse_f64(s, &v)) {
        hc_format_f64(v, text);
        HC_ASSERT(isfinite(v) && hc_parse_f64(hc_str_c(text), &back) && v == back);
    }
    HC_ASSERT(!hc_parse_i64(s, &us) || hc_parse_f64(s, &v));
    return 0;
}
