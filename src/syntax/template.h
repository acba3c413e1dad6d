// SPDX-License-Identifier: Apache-2.0
#ifndef HC_SYNTAX_TEMPLATE_H
#define HC_SYNTAX_TEMPLATE_H

#include "base/map.h"

/* `{{ name }}` is replaced by the value of name (map of hc_str *); `{{{{` writes "{{". An unknown name is
 * HC_E_INPUT with file:line and the nearest name. Values are inserted as they are and never scanned again. */
hc_code hc_template_render(hc_arena *a, hc_str source, const char *file, const hc_map *vars, hc_str *out,
                           hc_err *err);

#endif
