// SPDX-License-Identifier: Apache-2.0
#ifndef HC_INTEROP_IMPORT_H
#define HC_INTEROP_IMPORT_H

#include "core/foreign.h"

/* Other people's records as hc_foreign. An importer is one function and a row of the table in import.c; it reads files, computes
 * no rate and drops no record: what it cannot understand it lists. Records hold hostile bytes. */
typedef struct hc_importer {
    const char *id;               /* "ko-mcq": what a person types */
    const char *what_en, *what_ko;/* one line for the list of formats */
    /* Everything but the records, which `each` of the result reads. Paths are files, in the order given. */
    hc_code (*open)(hc_foreign *f, const hc_str *paths, size_t n_paths, hc_err *err);
} hc_importer;

extern const hc_importer hc_importers[];
extern const size_t hc_importers_n;

/* HC_E_USAGE with the nearest name or the list when there is no such format. */
hc_code hc_importer_find(hc_str id, const hc_importer **out, hc_err *err);
/* Opens: a folder among the paths stands for the files in it. `map` "FIELD=COLUMN,...", "" = none: which column of a table is what. */
hc_code hc_import_open(hc_arena *a, const hc_importer *im, const hc_str *paths, size_t n, hc_str map, hc_foreign **out, hc_err *err);

#endif
