// SPDX-License-Identifier: Apache-2.0
#ifndef HC_BASE_CLOCK_H
#define HC_BASE_CLOCK_H

#include "base/str.h"

/* Time as text. Times are microseconds since 1970 UTC; reading the clock is io/'s business. */

#define HC_US_PER_S INT64_C(1000000)
#define HC_DURATION_MAX_US (36525 * (86400 * HC_US_PER_S))  /* a hundred years: sums with a clock do not overflow */

/* "2026-11-24T20:07:09Z" (seconds) or with ".123456" when `with_us`; `out` of 40 bytes. */
void hc_time_rfc3339(int64_t us, bool with_us, char out[40]);
/* Reads RFC 3339 with offset, or a bare date (midnight UTC). */
bool hc_time_parse_rfc3339(hc_str s, int64_t *out_us);
/* Reads an HTTP date in the three forms of RFC 9110 5.6.7. */
bool hc_time_parse_http(hc_str s, int64_t *out_us);
/* Local wall clock "14:31:07" for progress lines. */
void hc_time_local_hms(int64_t us, char out[16]);
/* "2h", "90s", "15m", "500ms", "1h30m" -> microseconds; false if it is none of these
 * or longer than HC_DURATION_MAX_US. */
bool hc_duration_parse(hc_str s, int64_t *out_us);

#endif
