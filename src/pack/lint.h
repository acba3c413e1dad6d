// SPDX-License-Identifier: Apache-2.0
#ifndef HC_PACK_LINT_H
#define HC_PACK_LINT_H

#include "pack/pack.h"

typedef enum hc_lint_level { HC_LINT_ERROR, HC_LINT_WARNING } hc_lint_level;
typedef struct hc_finding { hc_lint_level level; hc_str file; size_t line; char id[16]; hc_str en, ko; } hc_finding;

/* A pack as it was read. */
typedef struct hc_lint_in { hc_str name; const hc_pack_file *files; size_t n_files; } hc_lint_in;

/* What was found in it, sorted by file and line; `generated` of its items are not counted as authored. */
typedef struct hc_lint_out { hc_finding *v; size_t n; size_t items, generated; } hc_lint_out;

/* All problems of packs, errors too (hc_pack_parse tells the first and counts the rest). They are looked at together: twins may
 * lie in another pack, and so may doubles. Facts are judged as of the day `as_of` (YYYY-MM-DD). out[n] is the caller's. */
void hc_pack_lint(hc_arena *a, const hc_lint_in *in, size_t n, hc_str as_of, hc_lint_out *out);
/* Writes the full form of a pack (pack.yaml, items/items.jsonl, README.md, CHANGES.md, LICENSE note) into a new folder. */
hc_code hc_pack_scaffold(const char *dir, const hc_pack *from /* NULL: one example item */, hc_err *err);

#endif
