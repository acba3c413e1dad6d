// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_PUBLIC_LINE_H
#define HC_KOREAN_PUBLIC_LINE_H

#include "base/str.h"

/*
 * Numbers that anybody may call or text, and that look like somebody's number or are of another country. Not a list of where to send people:
 * what is right on a day is a fact of an item. Korean numbers of three or four digits need no row, for they cannot be taken for a person's.
 */
typedef struct hc_public_line {
    const char *digits;       /* as they are dialled, without hyphens */
    const char *who;
    const char *source;       /* where the number stands */
    bool abroad;              /* of another country: nobody in Korea is helped by it */
} hc_public_line;

/* NULL: no such line. `digits` has digits alone. */
const hc_public_line *hc_public_line_find(hc_str digits);

#endif
