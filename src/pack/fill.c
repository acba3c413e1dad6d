// SPDX-License-Identifier: Apache-2.0
#include "pack/pack_int.h"

#include <string.h>

/*
 * Placeholders `{{slur:CLASS}}` become words of a lexicon that is not part of a pack, before the items are read: the run's
 * snapshot then holds what was asked, and a replay needs no lexicon.
 */

static const char opening[] = "{{slur:";

/* Line k of a class, counted over its lines; "" if the class has none. */
static hc_str word_at(hc_str lexicon, hc_str cls, size_t k)
{
    for (int pass = 0; pass < 2; pass++) {
        hc_str rest = lexicon, line, head;
        size_t n = 0;
        while (hc_str_cut(&rest, '\n', &line)) {
            if (!hc_str_cut(&line, ',', &head) || !line.p || head.n == 0 || head.p[0] == '#' || !hc_str_eq(hc_str_trim(head), cls))
                continue;
            if (pass && n == k)
                return hc_str_trim(line);
            n++;
        }
        if (!n)
            break;
        k %= n;
    }
    return HC_S("");
}

/* Words stand inside JSON texts and CSV cells as they are. */
static bool fits(hc_str w)
{
    for (size_t i = 0; i < w.n; i++)
        if ((unsigned char)w.p[i] < 0x20 || strchr("\"\\,;", w.p[i]))
            return false;
    return w.n > 0;
}

static hc_str fill(hc_arena *a, hc_str bytes, hc_str lexicon)
{
    HC_AUTO(hc_buf) b;
    size_t used = 0;
    hc_buf_init(&b, SIZE_MAX);
    for (ptrdiff_t at = hc_str_find(bytes, hc_str_c(opening)); at >= 0; at = hc_str_find(bytes, hc_str_c(opening))) {
        size_t from = (size_t)at + sizeof opening - 1;
        hc_str behind = hc_str_sub(bytes, from, bytes.n);
        ptrdiff_t end = hc_str_find(behind, HC_S("}}"));
        hc_str word = end < 0 ? HC_S("") : word_at(lexicon, hc_str_sub(behind, 0, (size_t)end), used++);
        bool known = fits(word);
        hc_buf_str(&b, hc_str_sub(bytes, 0, (size_t)at));
        hc_buf_str(&b, known ? word : hc_str_c(opening));
        bytes = hc_str_sub(bytes, known ? from + (size_t)end + 2 : from, bytes.n);
    }
    hc_buf_str(&b, bytes);
    return hc_str_dup(a, hc_buf_view(&b));
}

void hc_pack_fill(hc_arena *a, hc_pack_file *files, size_t n, hc_str lexicon)
{
    bool folder = hc_pack_is_folder(files, n);
    for (size_t i = 0; i < n; i++)
        if ((!folder || hc_str_starts(files[i].path, HC_S("items"))) && hc_str_find(files[i].bytes, hc_str_c(opening)) >= 0)
            files[i].bytes = fill(a, files[i].bytes, lexicon);
}

bool hc_text_unfilled(hc_str text)
{
    return hc_str_find(text, hc_str_c(opening)) >= 0;
}
