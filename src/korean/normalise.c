// SPDX-License-Identifier: Apache-2.0
#include "korean/normalise.h"

#include "korean/fold.h"
#include "korean/hangul.h"
#include "korean/keys.h"
#include "korean/lookalike.h"
#include "text/normalize.h"

typedef hc_str width_fn(hc_arena *a, hc_str s, size_t *out_n);

/* NFC, strip, widths, letters. Parts that stood apart, by something that is not seen or by their width, compose only now. */
static hc_str plain(hc_arena *a, hc_str s, width_fn *widths, hc_fold_counts *n)
{
    s = hc_ko_strip(a, hc_nfc(a, s), &n->invisible);
    s = widths(a, s, &n->widths);
    if (n->invisible || n->widths)
        s = hc_nfc(a, s);
    s = hc_ko_recompose(a, s, &n->jamo);
    return n->jamo ? hc_nfc(a, s) : s;
}

hc_str hc_ko_plain(hc_arena *a, hc_str s)
{
    hc_fold_counts n;
    return plain(a, s, hc_ko_half_full, &n);
}

/* Length of the blank at `at`, or 0. */
static size_t blank_at(hc_str s, size_t at)
{
    unsigned char c = (unsigned char)s.p[at];
    if (c == ' ' || (c >= '\t' && c <= '\r' && c != '\n'))
        return 1;
    if (c != 0xC2 && c != 0xE1 && c != 0xE2 && c != 0xE3)
        return 0;
    size_t next;
    uint32_t cp = hc_peek(s, at, &next);
    bool blank = cp == 0x85 || cp == 0xA0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x202F || cp == 0x205F || cp == 0x3000;
    return blank ? next - at : 0;
}

static bool ends_line(hc_str s, size_t at)
{
    return at >= s.n || s.p[at] == '\n';
}

/* Single syllables with a blank between each two: where they end, and how many. */
static size_t spelled(hc_str s, size_t at, size_t *out_n)
{
    size_t end = at;
    *out_n = 0;
    while (at < s.n && hc_is_syllable(hc_peek(s, at, NULL))) {
        bool alone = at + 3 >= s.n || !hc_is_syllable(hc_peek(s, at + 3, NULL));
        if (!alone)
            break;
        end = at + 3;
        ++*out_n;
        if (end >= s.n || s.p[end] != ' ')
            break;
        at = end + 1;
    }
    return end;
}

/* Spelled out on purpose: six in a row, or a line of four that holds nothing else. "내 집 앞 길" may be meant. */
static hc_str space_out(hc_arena *a, hc_str s, size_t *out_n)
{
    enum { IN_A_ROW = 6, WHOLE_LINE = 4 };
    HC_AUTO(hc_buf) out;
    hc_buf_init(&out, SIZE_MAX);
    size_t n = 0, copied = 0, at = 0;
    bool word_starts = true;
    while (at < s.n) {
        size_t blanks = 0, end = at;
        for (size_t len; end < s.n && (len = blank_at(s, end)) > 0; end += len)
            blanks++;
        if (blanks) {
            bool edge = at == 0 || s.p[at - 1] == '\n' || ends_line(s, end);
            if (edge || blanks > 1 || s.p[at] != ' ') {
                hc_buf_add(&out, s.p + copied, at - copied);
                if (!edge)
                    hc_buf_ch(&out, ' ');
                copied = end;
                n += edge || blanks == 1 ? blanks : blanks - 1;
            }
            at = end;
            word_starts = true;
            continue;
        }
        size_t singles = 0;
        if (word_starts && (unsigned char)s.p[at] >= 0xEA)
            end = spelled(s, at, &singles);
        bool line = (at == 0 || s.p[at - 1] == '\n') && ends_line(s, end);
        if (singles >= IN_A_ROW || (line && singles >= WHOLE_LINE)) {
            for (; at + 3 < end; at += 4, copied = at) {
                hc_buf_add(&out, s.p + copied, at + 3 - copied);
                n++;
            }
        }
        word_starts = s.p[at] == '\n';
        at = singles ? end : at + 1;
    }
    *out_n = n;
    if (!n)
        return s;
    hc_buf_add(&out, s.p + copied, s.n - copied);
    return hc_str_dup(a, hc_buf_view(&out));
}

void hc_ko_normalise(hc_arena *a, hc_str s, hc_ko_normal *out)
{
    hc_fold_counts n;
    s = plain(a, s, hc_ko_widths, &n);
    *out = (hc_ko_normal){.invisible = n.invisible, .widths = n.widths, .jamo = n.jamo};
    s = hc_ko_decode_keys(a, s, &out->keys);
    s = hc_ko_unmask_lookalikes(a, s, &out->lookalikes);
    out->text = space_out(a, s, &out->spaces);
}

bool hc_ko_same(hc_arena *a, hc_str x, hc_str y)
{
    hc_str s = hc_text_fold(a, hc_ko_plain(a, x)), t = hc_text_fold(a, hc_ko_plain(a, y));
    size_t i = 0, k = 0;
    for (;;) {
        while (i < s.n && s.p[i] == ' ')
            i++;
        while (k < t.n && t.p[k] == ' ')
            k++;
        if (i == s.n || k == t.n)
            return i == s.n && k == t.n;
        if (s.p[i++] != t.p[k++])
            return false;
    }
}
