// SPDX-License-Identifier: Apache-2.0
#include "model/adapter.h"

/* Next line without its end (LF, CR or CRLF); false at the end of the bytes. */
static bool next_line(hc_str *rest, hc_str *out)
{
    if (rest->n == 0)
        return false;
    size_t i = 0;
    while (i < rest->n && rest->p[i] != '\n' && rest->p[i] != '\r')
        i++;
    *out = hc_str_sub(*rest, 0, i);
    if (i < rest->n && rest->p[i] == '\r' && i + 1 < rest->n && rest->p[i + 1] == '\n')
        i++;
    *rest = hc_str_sub(*rest, i + 1, rest->n);
    return true;
}

/* Value of `field: value`; false if the line is another field. */
static bool field_value(hc_str line, const char *field, hc_str *out)
{
    hc_str name = hc_str_c(field);
    if (!hc_str_starts(line, name) || (line.n > name.n && line.p[name.n] != ':'))
        return false;
    hc_str v = hc_str_sub(line, name.n + 1, line.n);
    if (v.n && v.p[0] == ' ')
        v = hc_str_sub(v, 1, v.n);
    *out = v;
    return true;
}

/* The first data line is borrowed; only several of them are copied together. */
bool hc_sse_next(hc_arena *a, hc_sse *s, hc_str *out_event, hc_str *out_data)
{
    hc_str line, value, event = HC_S(""), data = HC_S("");
    HC_AUTO(hc_buf) joined;
    hc_buf_init(&joined, SIZE_MAX);
    size_t n_data = 0;
    if (hc_str_starts(s->rest, HC_S("\xEF\xBB\xBF")))
        s->rest = hc_str_sub(s->rest, 3, s->rest.n);
    for (bool more = true; more;) {
        more = next_line(&s->rest, &line);
        if (more && line.n) {
            if (field_value(line, "event", &value)) {
                event = value;
            } else if (field_value(line, "data", &value)) {
                if (n_data++ == 0) {
                    data = value;
                    continue;
                }
                if (n_data == 2)
                    hc_buf_str(&joined, data);
                hc_buf_ch(&joined, '\n');
                hc_buf_str(&joined, value);
            }
            continue;
        }
        if (n_data) {
            *out_event = event;
            *out_data = n_data == 1 ? data : hc_str_dup(a, hc_buf_view(&joined));
            return true;
        }
        event = HC_S("");
    }
    return false;
}
