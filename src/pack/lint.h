// SPDX-License-Identifier: Apache-2.0
#ifndef HC_PACK_LINT_H
#define HC_PACK_LINT_H

#include "pack/pack.h"

typedef enum hc_lint_level { HC_LINT_ERROR, HC_LINT_WARNING } hc_lint_level;
typedef struct hc_finding { hc_lint_level level; hc_str file; size_t line; char id[16]; hc_str en, ko; } hc_finding;

/* All problems of a pack, errors too (hc_pack_parse tells the first and counts the rest): sorted by file and line. */
hc_code hc_pack_lint(hc_arena *a, hc_str name, const hc_pack_file *files, size_t n, hc_finding **out, size_t *out_n,
                     hc_err *err);
/* Writes the full form of a pack (pack.yaml, items/items.jsonl, README.md, CHANGES.md, LICENSE note) into a new folder. */
hc_code hc_pack_scaffold(const char *dir, const hc_pack *from /* NULL: one example item */, hc_err *err);

#endif
