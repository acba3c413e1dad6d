// SPDX-License-Identifier: Apache-2.0
#ifndef HC_SYNTAX_JSON_INT_H
#define HC_SYNTAX_JSON_INT_H

#include "syntax/json.h"

/* Shared by the JSON and the YAML reader only. */

bool hc_json_is_number(hc_str s); /* the JSON grammar, of any length */
/* Makes `out` an INT or REAL node of this text: a number, NaN, Infinity or -Infinity. */
void hc_json_set_number(hc_arena *a, hc_json *out, hc_str text);

#endif
