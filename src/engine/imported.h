// SPDX-License-Identifier: Apache-2.0
#ifndef HC_ENGINE_IMPORTED_H
#define HC_ENGINE_IMPORTED_H

#include "core/foreign.h"
#include "engine/recorded.h"

/* Somebody else's records become an ordinary run: one `import` entry per record without intent or question, what the source said
 * of it as a label of rater "source", our own scores beside it. Everything that reads runs then works on it. A combination of
 * target, item and epoch that the source has no record of is `not_tested`.
 *
 * The last entry is the body of a control entry "env": {"import":{"not_understood":N,"problems":[{"file","line","why":{"en","ko"}}...],
 * "records":N,"rows":N,"whole":true}}, with the first HC_FOREIGN_PROBLEMS_MAX problems and files without their folders. A run of
 * imported records that lacks it was broken off: its missing samples are open, and nobody can take it up. */
typedef struct hc_import_opts {
    hc_foreign *foreign;
    const char *path;             /* of the new run; refused when it exists */
    const char *log_name;
    hc_str salt;                  /* of the plan, 32 hex digits */
    int64_t now_us;
    hc_entry env;                 /* entry 1: with what it was made */
    hc_loop *loop;
} hc_import_opts;

typedef struct hc_import_result { size_t records, absent; } hc_import_result;

/* *out is open and to be closed by the caller; on failure the unfinished run file is left for a look and nothing is open. */
hc_code hc_import_run(const hc_import_opts *o, hc_recorded *out, hc_import_result *res, hc_err *err);

#endif
