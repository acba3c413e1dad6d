// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CORE_FOREIGN_H
#define HC_CORE_FOREIGN_H

#include "core/label.h"
#include "core/transcript.h"

/* Somebody else's records, as an importer hands them over: first what they are about, as the files of a pack, then the records
 * one after the other. Whatever could not be understood is listed, never dropped. */

typedef struct hc_foreign hc_foreign;

typedef struct hc_foreign_record {
    size_t target, item;           /* ordinals in targets, and in the lines of `items` */
    uint32_t epoch;                /* from 0 */
    hc_conversation conversation;
    hc_str source;                 /* the record's exact bytes as they stood in the file */
    const hc_label *labels;        /* what the source, its raters and judges say of it; those of one rater stand together */
    size_t n_labels;
} hc_foreign_record;

typedef hc_code hc_foreign_fn(void *ctx, const hc_foreign_record *r, hc_err *err);

typedef struct hc_foreign_problem { hc_str file; size_t line; hc_str why_en, why_ko; } hc_foreign_problem;

struct hc_foreign {
    hc_arena *arena;               /* the caller's; owns everything here */
    hc_str map;                    /* in: which column of a table is what */
    hc_str name;                   /* of the pack */
    hc_str manifest;               /* bytes of pack.yaml */
    hc_str items;                  /* bytes of items/items.jsonl, one line per item */
    size_t n_items;
    hc_str *targets;               /* aliases */
    size_t n_targets;
    uint32_t epochs;
    size_t rows;                   /* records read, understood or not */
    hc_foreign_problem *problems;  /* of the first HC_FOREIGN_PROBLEMS_MAX */
    size_t n_problems, cap_problems, problems_seen;
    /* Hands every record to fn; a record lives until fn returns. At most one per (target, item, epoch). */
    hc_code (*each)(hc_foreign *f, hc_foreign_fn *fn, void *ctx, hc_err *err);
    void *priv;
};

enum { HC_FOREIGN_PROBLEMS_MAX = 1000 };

/* Notes a record that cannot be understood; texts are copied. */
void hc_foreign_problem_add(hc_foreign *f, hc_str file, size_t line, hc_str why_en, hc_str why_ko);

#endif
