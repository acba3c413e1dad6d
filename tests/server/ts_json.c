// SPDX-License-Identifier: Apache-2.0
#include "testserver.h"

#include <string.h>

enum { DEPTH_MAX = 100 };

static size_t skip_blanks(hc_str s, size_t i)
{
    while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t' || s.p[i] == '\n' || s.p[i] == '\r'))
        i++;
    return i;
}

/* Offset after the string that starts at i, 0 if it does not end. */
static size_t string_end(hc_str s, size_t i)
{
    for (i++; i < s.n; i++) {
        if (s.p[i] == '\\') {
            i++;
        } else if (s.p[i] == '"') {
            return i + 1;
        } else if ((unsigned char)s.p[i] < 0x20) {
            return 0;
        }
    }
    return 0;
}

static bool container_end(hc_str s, size_t *pos, int depth)
{
    bool object = s.p[*pos] == '{';
    char closer = object ? '}' : ']';
    size_t i = skip_blanks(s, *pos + 1);
    if (i < s.n && s.p[i] == closer) {
        *pos = i + 1;
        return true;
    }
    for (;;) {
        if (object) {
            i = skip_blanks(s, i);
            i = i < s.n && s.p[i] == '"' ? string_end(s, i) : 0;
            if (i == 0)
                return false;
            i = skip_blanks(s, i);
            if (i >= s.n || s.p[i] != ':')
                return false;
            i++;
        }
        hc_str rest = hc_str_sub(s, i, s.n), value;
        if (!ts_json_value(&rest, &value, depth + 1))
            return false;
        i = skip_blanks(s, s.n - rest.n);
        if (i >= s.n || (s.p[i] != ',' && s.p[i] != closer))
            return false;
        if (s.p[i++] == closer) {
            *pos = i;
            return true;
        }
    }
}

bool ts_json_value(hc_str *rest, hc_str *out, int depth)
{
    size_t start = skip_blanks(*rest, 0), end = start;
    if (start >= rest->n || depth > DEPTH_MAX)
        return false;
    char c = rest->p[start];
    if (c == '"') {
        end = string_end(*rest, start);
    } else if (c == '{' || c == '[') {
        if (!container_end(*rest, &end, depth))
            return false;
    } else {
        while (end < rest->n && memchr("+-.0123456789aefglnrstuE", rest->p[end], 24))
            end++;
    }
    if (end <= start)
        return false;
    *out = hc_str_sub(*rest, start, end);
    *rest = hc_str_sub(*rest, end, rest->n);
    return true;
}

bool ts_json_next(hc_str array, size_t *pos, hc_str *out)
{
    if (array.n < 2 || array.p[0] != '[')
        return false;
    size_t i = *pos == 0 ? 1 : skip_blanks(array, *pos);
    if (*pos != 0) {
        if (i >= array.n || array.p[i] != ',')
            return false;
        i++;
    }
    hc_str rest = hc_str_sub(array, i, array.n);
    if (!ts_json_value(&rest, out, 0))
        return false;
    *pos = array.n - rest.n;
    return true;
}

hc_str ts_json_get(hc_str object, const char *key)
{
    size_t i = 1;
    while (object.n >= 2 && object.p[0] == '{') {
        i = skip_blanks(object, i);
        size_t end = i < object.n && object.p[i] == '"' ? string_end(object, i) : 0;
        if (end == 0)
            break;
        bool found = hc_str_is(hc_str_sub(object, i + 1, end - 1), key);
        i = skip_blanks(object, end) + 1;
        hc_str rest = hc_str_sub(object, i, object.n), value;
        if (!ts_json_value(&rest, &value, 0))
            break;
        if (found)
            return value;
        i = skip_blanks(object, object.n - rest.n);
        if (i >= object.n || object.p[i] != ',')
            break;
        i++;
    }
    return HC_S("");
}

static bool hex4(hc_str s, size_t i, uint32_t *out)
{
    uint32_t v = 0;
    for (size_t k = i; k < i + 4; k++) {
        if (k >= s.n)
            return false;
        const char *digits = "0123456789abcdef0123456789ABCDEF";
        const char *at = s.p[k] ? strchr(digits, s.p[k]) : NULL;
        if (!at)
            return false;
        v = v * 16 + (uint32_t)((at - digits) % 16);
    }
    *out = v;
    return true;
}

static void add_utf8(hc_buf *out, uint32_t u)
{
    if (u < 0x80) {
        hc_buf_ch(out, (char)u);
    } else if (u < 0x800) {
        hc_buf_ch(out, (char)(0xC0 | (u >> 6)));
    } else if (u < 0x10000) {
        hc_buf_ch(out, (char)(0xE0 | (u >> 12)));
    } else {
        hc_buf_ch(out, (char)(0xF0 | (u >> 18)));
        hc_buf_ch(out, (char)(0x80 | ((u >> 12) & 0x3F)));
    }
    if (u >= 0x800)
        hc_buf_ch(out, (char)(0x80 | ((u >> 6) & 0x3F)));
    if (u >= 0x80)
        hc_buf_ch(out, (char)(0x80 | (u & 0x3F)));
}

/* Decodes the escape at s[i] == '\\' and returns the offset after it. */
static size_t unescape(hc_str s, size_t i, hc_buf *out)
{
    if (i + 1 >= s.n) {
        hc_buf_ch(out, '\\');
        return i + 1;
    }
    char c = s.p[i + 1];
    uint32_t u, low;
    if (c == 'u' && hex4(s, i + 2, &u)) {
        i += 6;
        if (u >= 0xD800 && u < 0xDC00 && i + 1 < s.n && s.p[i] == '\\' && s.p[i + 1] == 'u' &&
            hex4(s, i + 2, &low) && low >= 0xDC00 && low < 0xE000) {
            u = 0x10000 + ((u - 0xD800) << 10) + (low - 0xDC00);
            i += 6;
        }
        add_utf8(out, u);
        return i;
    }
    const char *from = "nrtbf", *to = "\n\r\t\b\f";
    const char *at = c ? strchr(from, c) : NULL;
    hc_buf_ch(out, at ? to[at - from] : c);
    return i + 2;
}

void ts_json_readable(hc_str json, hc_buf *out)
{
    for (size_t i = 0; i < json.n;) {
        if (json.p[i] == '\\') {
            i = unescape(json, i, out);
        } else {
            hc_buf_ch(out, json.p[i++]);
        }
    }
}

void ts_json_text(hc_str value, hc_buf *out)
{
    if (value.n >= 2 && value.p[0] == '"')
        ts_json_readable(hc_str_sub(value, 1, value.n - 1), out);
}

void ts_json_escape(hc_str text, hc_buf *out)
{
    size_t done = 0;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F)
            continue;
        hc_buf_add(out, text.p + done, i - done);
        done = i + 1;
        if (c == '\n') {
            hc_buf_c(out, "\\n");
        } else if (c == '"' || c == '\\') {
            hc_buf_ch(out, '\\');
            hc_buf_ch(out, (char)c);
        } else {
            hc_buf_fmt(out, "\\u%04x", c);
        }
    }
    hc_buf_add(out, text.p + done, text.n - done);
}

void ts_json_last_user(hc_str body, hc_buf *out)
{
    hc_str messages = ts_json_get(body, "messages"), message, content = HC_S(""), part;
    for (size_t pos = 0; ts_json_next(messages, &pos, &message);) {
        if (hc_str_is(ts_json_get(message, "role"), "\"user\""))
            content = ts_json_get(message, "content");
    }
    ts_json_text(content, out);
    for (size_t pos = 0; ts_json_next(content, &pos, &part);)
        ts_json_text(ts_json_get(part, "text"), out);
}
