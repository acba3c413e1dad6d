// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

void hc_time_rfc3339(int64_t us, bool with_us, char out[40])
{
    int64_t s = us / HC_US_PER_S, rest = us % HC_US_PER_S;
    if (rest < 0) {
        rest += HC_US_PER_S;
        s--;
    }
    time_t t = (time_t)s;
    struct tm tm;
    gmtime_r(&t, &tm);
    size_t n = strftime(out, 32, "%Y-%m-%dT%H:%M:%S", &tm);
    if (with_us)
        snprintf(out + n, 40 - n, ".%06dZ", (int)rest);
    else
        snprintf(out + n, 40 - n, "Z");
}

static bool number(hc_str s, size_t at, size_t n, int *out)
{
    if (at + n > s.n)
        return false;
    int v = 0;
    for (size_t i = at; i < at + n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        v = v * 10 + (s.p[i] - '0');
    }
    *out = v;
    return true;
}

static bool to_us(struct tm *tm, int64_t *out_us)
{
    struct tm asked = *tm;
    time_t t = timegm(tm);
    if (tm->tm_mday != asked.tm_mday || tm->tm_mon != asked.tm_mon || tm->tm_hour != asked.tm_hour)
        return false;   /* 30 February and the like */
    *out_us = (int64_t)t * HC_US_PER_S;
    return true;
}

static bool date_part(hc_str s, struct tm *tm)
{
    int y, m, d;
    if (!number(s, 0, 4, &y) || s.n < 10 || s.p[4] != '-' || !number(s, 5, 2, &m) ||
        s.p[7] != '-' || !number(s, 8, 2, &d) || m < 1 || m > 12 || d < 1)
        return false;
    *tm = (struct tm){.tm_year = y - 1900, .tm_mon = m - 1, .tm_mday = d};
    return true;
}

static bool offset_part(hc_str z, int64_t *out_us)
{
    int h, m;
    if (hc_str_is(z, "Z") || hc_str_is(z, "z")) {
        *out_us = 0;
        return true;
    }
    if (z.n != 6 || (z.p[0] != '+' && z.p[0] != '-') || z.p[3] != ':' || !number(z, 1, 2, &h) ||
        !number(z, 4, 2, &m) || h > 23 || m > 59)
        return false;
    *out_us = (z.p[0] == '-' ? -1 : 1) * (int64_t)(h * 3600 + m * 60) * HC_US_PER_S;
    return true;
}

bool hc_time_parse_rfc3339(hc_str s, int64_t *out_us)
{
    struct tm tm;
    int64_t us = 0, offset;
    if (!date_part(s, &tm))
        return false;
    if (s.n == 10)
        return to_us(&tm, out_us);
    if (s.n < 20 || (s.p[10] != 'T' && s.p[10] != 't') || s.p[13] != ':' || s.p[16] != ':' ||
        !number(s, 11, 2, &tm.tm_hour) || !number(s, 14, 2, &tm.tm_min) ||
        !number(s, 17, 2, &tm.tm_sec) || tm.tm_hour > 23 || tm.tm_min > 59 || tm.tm_sec > 60)
        return false;
    size_t i = 19;
    if (s.p[i] == '.') {
        int64_t unit = HC_US_PER_S / 10;
        for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++, unit /= 10)
            us += unit * (s.p[i] - '0');
    }
    if (!offset_part(hc_str_sub(s, i, s.n), &offset) || !to_us(&tm, out_us))
        return false;
    *out_us += us - offset;
    return true;
}

bool hc_time_parse_http(hc_str s, int64_t *out_us)
{
    static const char *const forms[] = {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT",
                                        "%a %b %e %H:%M:%S %Y"};
    char text[64];
    s = hc_str_trim(s);
    if (s.n >= sizeof text)
        return false;
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    for (size_t i = 0; i < HC_LEN(forms); i++) {
        struct tm tm = {0};
        const char *end = strptime(text, forms[i], &tm);
        if (end && *end == '\0')
            return to_us(&tm, out_us);
    }
    return false;
}

void hc_time_local_hms(int64_t us, char out[16])
{
    time_t t = (time_t)(us / HC_US_PER_S);
    struct tm tm;
    localtime_r(&t, &tm);
    strftime(out, 16, "%H:%M:%S", &tm);
}

bool hc_duration_parse(hc_str s, int64_t *out_us)
{
    static const struct { const char *unit; int64_t us; } units[] = {
        {"ms", 1000}, {"s", HC_US_PER_S}, {"m", 60 * HC_US_PER_S},
        {"h", 3600 * HC_US_PER_S}, {"d", 86400 * HC_US_PER_S}};
    int64_t total = 0;
    if (s.n == 0)
        return false;
    while (s.n) {
        size_t i = 0, j;
        while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
            i++;
        for (j = i; j < s.n && (s.p[j] < '0' || s.p[j] > '9'); j++)
            ;
        uint64_t value;
        int64_t unit_us = 0;
        for (size_t k = 0; k < HC_LEN(units); k++)
            if (hc_str_is(hc_str_sub(s, i, j), units[k].unit))
                unit_us = units[k].us;
        if (!hc_parse_u64(hc_str_sub(s, 0, i), &value) || !unit_us || value > 1000000 ||
            __builtin_add_overflow(total, (int64_t)value * unit_us, &total) || total > HC_DURATION_MAX_US)
            return false;
        s = hc_str_sub(s, j, s.n);
    }
    *out_us = total;
    return true;
}
