// SPDX-License-Identifier: Apache-2.0
#include "korean/hangul.h"
#include "korean/reply_int.h"

typedef struct { size_t hangul, latin, accented, kana, han, other; } letters;

static void count_letter(letters *n, uint32_t cp)
{
    if (hc_is_syllable(cp) || (cp >= 0x1100 && cp <= 0x115E) || (cp >= 0x3131 && cp <= 0x318E) ||
        (cp >= 0xFFA1 && cp <= 0xFFDC))
        n->hangul++; /* of a decomposed syllable only the initial counts */
    else if ((cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || (cp >= 0xFF21 && cp <= 0xFF5A))
        n->latin++;
    else if (cp >= 0xC0 && cp <= 0x24F && cp != 0xD7 && cp != 0xF7)
        n->accented++;
    else if ((cp >= 0x3041 && cp <= 0x30FA) || (cp >= 0xFF66 && cp <= 0xFF9D))
        n->kana++;
    else if ((cp >= 0x4E00 && cp <= 0x9FFF) || (cp >= 0x3400 && cp <= 0x4DBF))
        n->han++;
    else if ((cp >= 0x370 && cp <= 0x10FF) || (cp >= 0x1780 && cp <= 0x17B3))
        n->other++; /* Greek, Cyrillic, Hebrew, Arabic, Indic, Thai, Georgian, Khmer */
}

/* End of the code block, code span or URL that starts at `at`; `at` itself when none does. */
static size_t skip_foreign(hc_str s, size_t at)
{
    hc_str rest = hc_str_sub(s, at, s.n);
    if (rest.p[0] == '`') {
        hc_str fence = hc_str_starts(rest, HC_S("```")) ? HC_S("```") : HC_S("`");
        hc_str body = hc_str_sub(rest, fence.n, rest.n);
        ptrdiff_t end = hc_str_find(body, fence);
        ptrdiff_t line = fence.n == 1 ? hc_str_find(body, HC_S("\n")) : -1;
        if (end >= 0 && (line < 0 || end < line))
            return at + fence.n + (size_t)end + fence.n;
        return fence.n == 3 ? s.n : at; /* an open block runs to the end */
    }
    if (hc_str_starts(rest, HC_S("http://")) || hc_str_starts(rest, HC_S("https://"))) {
        while (at < s.n && (unsigned char)s.p[at] > ' ' && (unsigned char)s.p[at] < 0x80)
            at++;
    }
    return at;
}

const char *hc_reply_lang(hc_str text, double *out_hangul_share)
{
    letters n = {0};
    for (size_t at = 0; at < text.n;) {
        bool may = text.p[at] == '`' || text.p[at] == 'h';
        size_t behind = may ? skip_foreign(text, at) : at;
        if (behind > at)
            at = behind;
        else
            count_letter(&n, hc_next_char(text, &at));
    }
    size_t all = n.hangul + n.latin + n.accented + n.kana + n.han + n.other;
    double share = all ? (double)n.hangul / (double)all : 0;
    if (out_hangul_share)
        *out_hangul_share = share;
    if (all == 0)
        return "none";
    /* A syllable carries what two or three Latin letters do, so Korean prose full of terms stays Korean. */
    if (share >= 0.3)
        return "ko";
    if (n.kana * 10 >= all)
        return "ja";
    if (n.han * 2 >= all)
        return "zh";
    return n.latin * 2 > all && n.accented * 33 < all ? "en" : "other";
}
