// SPDX-License-Identifier: Apache-2.0
#ifndef HC_SYNTAX_YAML_H
#define HC_SYNTAX_YAML_H

#include "syntax/json.h"

/* A YAML document as a hc_json tree with line and column in every node. Plain scalars follow the JSON
 * schema only: true/false/null and JSON numbers; everything else (no, on, 012, 2026-01-01, ~) is text;
 * an empty value (`key:`) is null. Quoted scalars are text. A value that starts on a later line than its key
 * has the place of the key. Refused with file:line:col and a way out: anchors, aliases, tags, a second
 * document, duplicate keys, keys that are not plain text, depth over HC_JSON_DEPTH_MAX, invalid UTF-8. */
hc_code hc_yaml_parse(hc_arena *a, hc_str bytes, const char *file, hc_json **out, hc_err *err);

#endif
