// SPDX-License-Identifier: Apache-2.0
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Cuts an incomplete UTF-8 sequence that a fixed-size buffer may have left at its end. */
static void cut_at_character(char *s)
{
    size_t n = strlen(s), back = 0;
    while (back < n && back < 4 && ((unsigned char)s[n - 1 - back] & 0xC0) == 0x80)
        back++;
    if (back == n)
        return;
    unsigned char lead = (unsigned char)s[n - 1 - back];
    size_t need = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    if (need > back)
        s[n - 1 - back] = '\0';
}

__attribute__((format(printf, 2, 0)))
static void put(char *dst, const char *fmt, va_list ap, const char *tail)
{
    char text[HC_ERR_TEXT_MAX];
    int n = vsnprintf(text, sizeof text, fmt, ap);
    if (n < 0)
        text[0] = '\0';
    size_t len = strlen(text), tail_len = strlen(tail);
    if (len + tail_len >= HC_ERR_TEXT_MAX)
        tail_len = HC_ERR_TEXT_MAX - 1 - len;
    char whole[HC_ERR_TEXT_MAX];
    memcpy(whole, text, len);
    memcpy(whole + len, tail, tail_len);
    whole[len + tail_len] = '\0';
    cut_at_character(whole);
    memcpy(dst, whole, len + tail_len + 1);
}

hc_code hc_fail(hc_err *err, hc_code code, const char *id, const char *en, const char *ko, ...)
{
    if (!err)
        return code;
    err->code = code;
    snprintf(err->id, sizeof err->id, "%s", id);
    va_list ap, again;
    va_start(ap, ko);
    va_copy(again, ap);
    put(err->en, en, ap, "");
    put(err->ko, ko, again, "");
    va_end(again);
    va_end(ap);
    return code;
}

hc_code hc_err_ctx(hc_err *err, hc_code code, const char *en, const char *ko, ...)
{
    if (!err)
        return code;
    err->code = code;
    va_list ap, again;
    va_start(ap, ko);
    va_copy(again, ap);
    char old_en[HC_ERR_TEXT_MAX], old_ko[HC_ERR_TEXT_MAX];
    memcpy(old_en, err->en, sizeof old_en);
    memcpy(old_ko, err->ko, sizeof old_ko);
    put(err->en, en, ap, old_en);
    put(err->ko, ko, again, old_ko);
    va_end(again);
    va_end(ap);
    return code;
}

__attribute__((format(printf, 2, 0)))
static void add_line(char *dst, const char *fmt, va_list ap)
{
    size_t n = strlen(dst);
    if (n + 2 >= HC_ERR_TEXT_MAX)
        return;
    dst[n++] = '\n';
    if (vsnprintf(dst + n, HC_ERR_TEXT_MAX - n, fmt, ap) < 0)
        dst[n] = '\0';
    cut_at_character(dst);
}

void hc_err_hint(hc_err *err, const char *en, const char *ko, ...)
{
    if (!err)
        return;
    va_list ap, again;
    va_start(ap, ko);
    va_copy(again, ap);
    add_line(err->en, en, ap);
    add_line(err->ko, ko, again);
    va_end(again);
    va_end(ap);
}
