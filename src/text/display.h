// SPDX-License-Identifier: Apache-2.0
#ifndef HC_TEXT_DISPLAY_H
#define HC_TEXT_DISPLAY_H

#include "base/str.h"

/* What may be shown on a terminal. Model text and pack text are hostile: control characters, escape
 * sequences, bidi overrides, invisible and filler characters become visible tags like <ESC>, <U+202E>;
 * invalid bytes <0xNN>. '\n' and '\t' are kept when `multiline`, else shown as a blank; the '\r' of a
 * "\r\n" is dropped. Returns s itself when nothing had to change. */
hc_str hc_display_safe(hc_arena *a, hc_str s, bool multiline);
/* Columns on a terminal: wide and full-width characters 2, combining 0, ambiguous 1. */
size_t hc_display_width(hc_str s);
/* Cuts to at most `cols` columns at a grapheme boundary, with "…" when cut. Input must be safe already. */
hc_str hc_display_cut(hc_arena *a, hc_str s, size_t cols);

#endif
