// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"
#include "model/adapter.h"

enum { MS_MAX = 10 * 60 * 1000 };

static int64_t clamp_ms(double ms)
{
    return ms <= 0 ? 0 : ms >= MS_MAX ? MS_MAX : (int64_t)ms;
}

static int64_t until(int64_t us, int64_t now_us)
{
    return clamp_ms(((double)us - (double)now_us) / 1000);
}

static bool is_number_char(char c)
{
    return (c >= '0' && c <= '9') || c == '.';
}

/* "1s", "6m0s", "20ms", "1m30.5s". */
static bool duration_ms(hc_str s, double *out)
{
    static const struct { const char *unit; double ms; } units[] = {
        {"ms", 1}, {"us", 1e-3}, {"s", 1e3}, {"m", 60e3}, {"h", 3600e3}, {"d", 86400e3},
    };
    double sum = 0;
    if (!s.n)
        return false;
    while (s.n) {
        size_t n = 0;
        while (n < s.n && is_number_char(s.p[n]))
            n++;
        double v, scale = 0;
        if (!hc_parse_f64(hc_str_sub(s, 0, n), &v))
            return false;
        s = hc_str_sub(s, n, s.n);
        for (size_t i = 0; i < HC_LEN(units) && scale == 0; i++) {
            if (hc_str_starts(s, hc_str_c(units[i].unit))) {
                scale = units[i].ms;
                s = hc_str_sub(s, hc_str_c(units[i].unit).n, s.n);
            }
        }
        if (scale == 0)
            return false;
        sum += v * scale;
    }
    *out = sum;
    return true;
}

/* Seconds, a duration, a point in time in seconds or milliseconds since 1970, or a date; -1 if none of these. */
static int64_t reset_ms(hc_str v, int64_t now_us)
{
    double d;
    int64_t us;
    if (hc_parse_f64(v, &d)) {
        if (d < 0)
            return -1;
        if (d > 1e11)
            return until((int64_t)(d < 1e15 ? d * 1e3 : 1e18), now_us);
        return d > 1e8 ? until((int64_t)(d * 1e6), now_us) : clamp_ms(d * 1e3);
    }
    if (duration_ms(v, &d))
        return clamp_ms(d);
    if (hc_time_parse_rfc3339(v, &us) || hc_time_parse_http(v, &us))
        return until(us, now_us);
    return -1;
}

/* Longest reset among the limits of one family that have nothing remaining (or do not say). */
static int64_t longest_reset(const hc_http_header *h, size_t n, int64_t now_us)
{
    static const struct { const char *reset, *remaining; } pairs[] = {
        {"x-ratelimit-reset", "x-ratelimit-remaining"},
        {"x-ratelimit-reset-requests", "x-ratelimit-remaining-requests"},
        {"x-ratelimit-reset-tokens", "x-ratelimit-remaining-tokens"},
        {"anthropic-ratelimit-requests-reset", "anthropic-ratelimit-requests-remaining"},
        {"anthropic-ratelimit-tokens-reset", "anthropic-ratelimit-tokens-remaining"},
        {"anthropic-ratelimit-input-tokens-reset", "anthropic-ratelimit-input-tokens-remaining"},
        {"anthropic-ratelimit-output-tokens-reset", "anthropic-ratelimit-output-tokens-remaining"},
    };
    int64_t longest = -1;
    for (size_t i = 0; i < HC_LEN(pairs); i++) {
        hc_str reset = hc_http_find(h, n, pairs[i].reset), left = hc_http_find(h, n, pairs[i].remaining);
        if (!reset.p || (left.p && !hc_str_is(hc_str_trim(left), "0")))
            continue;
        int64_t ms = reset_ms(hc_str_trim(reset), now_us);
        longest = ms > longest ? ms : longest;
    }
    return longest;
}

int64_t hc_retry_after_ms(const hc_http_header *headers, size_t n, int64_t now_us)
{
    double d;
    int64_t us;
    hc_str v = hc_http_find(headers, n, "retry-after-ms");
    if (v.p && hc_parse_f64(hc_str_trim(v), &d) && d >= 0)
        return clamp_ms(d);
    v = hc_str_trim(hc_http_find(headers, n, "retry-after"));
    if (v.n && hc_parse_f64(v, &d) && d >= 0)
        return clamp_ms(d * 1e3);
    if (v.n && (hc_time_parse_http(v, &us) || hc_time_parse_rfc3339(v, &us)))
        return until(us, now_us);
    return longest_reset(headers, n, now_us);
}
