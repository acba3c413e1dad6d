// SPDX-License-Identifier: Apache-2.0
/* A Python literal of lists, dicts, texts, numbers, True, False and None, as repr() prints it. */
#include "interop/import_int.h"

/* One escape behind a backslash; repr() writes all of these and JSON does not know \' and \xNN. */
static void escape(hc_str s, size_t *at, hc_buf *out)
{
    char c = *at < s.n ? s.p[(*at)++] : '\\';
    if (c == '\'') {
        hc_buf_ch(out, c);
    } else if (c == 'x') {
        hc_buf_fmt(out, "\\u00%.*s", HC_FS(hc_str_sub(s, *at, *at + 2)));
        *at += *at + 2 <= s.n ? 2 : s.n - *at;
    } else {
        hc_buf_ch(out, '\\');
        hc_buf_ch(out, c);
    }
}

/* The text that begins with the quote before `at`. */
static size_t text_at(hc_str s, size_t at, char quote, hc_buf *out)
{
    hc_buf_ch(out, '"');
    while (at < s.n && s.p[at] != quote) {
        char c = s.p[at++];
        if (c == '\\')
            escape(s, &at, out);
        else if (c == '"')
            hc_buf_c(out, "\\\"");
        else
            hc_buf_ch(out, c);
    }
    hc_buf_ch(out, '"');
    return at + 1;
}

hc_json *hc_import_literal(hc_arena *a, hc_str s)
{
    static const struct { const char *python, *json; } words[] = {{"None", "null"}, {"True", "true"}, {"False", "false"}};
    HC_AUTO(hc_buf) b;
    hc_json *j = NULL;
    hc_buf_init(&b, SIZE_MAX);
    for (size_t at = 0; at < s.n;) {
        size_t w = 0;
        while (w < HC_LEN(words) && !hc_str_starts(hc_str_sub(s, at, s.n), hc_str_c(words[w].python)))
            w++;
        if (w < HC_LEN(words)) {
            hc_buf_c(&b, words[w].json);
            at += hc_str_c(words[w].python).n;
        } else if (s.p[at] == '\'' || s.p[at] == '"') {
            at = text_at(s, at + 1, s.p[at], &b);
        } else {
            hc_buf_ch(&b, s.p[at++]);
        }
    }
    return hc_json_parse(a, hc_str_dup(a, hc_buf_view(&b)), "literal", &j, NULL) == HC_OK ? j : NULL;
}
