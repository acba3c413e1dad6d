// SPDX-License-Identifier: Apache-2.0
#ifndef HC_INTEROP_IMPORT_INT_H
#define HC_INTEROP_IMPORT_INT_H

#include "base/map.h"
#include "interop/import.h"
#include "syntax/csv.h"

/* Shared inside interop/. */

/* Lower-case alias of a model's name: letters a-z, digits, '.', '_' and '-'; anything else becomes '-', which with '.' is '_' in front.
 * A pack and a target can be called so. */
hc_str hc_import_alias(hc_arena *a, hc_str name);
/* Whether an item can be called so: UTF-8 without control characters or blanks around it, 1 to 200 bytes. */
bool hc_import_id_ok(hc_arena *a, hc_str id);
/* A text file of any encoding, decoded. */
hc_code hc_import_text(hc_arena *a, hc_str path, hc_str *out, hc_err *err);
/* The whole of a table, plain in any encoding, or gzip in UTF-8. */
hc_code hc_import_table(hc_arena *a, hc_str path, hc_csv *out, hc_err *err);
/* One exchange: the question as it is known, and the reply. */
hc_transcript hc_import_exchange(hc_arena *a, hc_str question, hc_reply_code code, hc_str text);
/* A list of messages, of OpenAI's form or AgentDojo's. Messages that nothing answered (a run that broke off) stand before an empty
 * reply. */
hc_transcript hc_import_messages(hc_arena *a, const hc_json *messages);

/* What a Python literal says (lists, dicts, texts, numbers, True, False, None); NULL if it is none. */
hc_json *hc_import_literal(hc_arena *a, hc_str s);

/* One line of a file of JSON lines, plain or gzip; json NULL when it is no object. It lives until the function returns. */
typedef struct hc_import_line { hc_str file, text; size_t line; const hc_json *json; } hc_import_line;
typedef hc_code hc_import_line_fn(void *ctx, hc_arena *a, const hc_import_line *l, hc_err *err);
hc_code hc_import_lines(hc_foreign *f, const hc_str *paths, size_t n, hc_import_line_fn *fn, void *ctx, hc_err *err);

/* Sorts labels so that those of one rater stand together. */
void hc_import_by_rater(hc_label *l, size_t n);

/* Column of a CSV by its header; -1 if it has none. */
int hc_import_column(const hc_str *header, size_t n, const char *name);

hc_code hc_import_agentdojo(hc_foreign *f, const hc_str *paths, size_t n_paths, hc_err *err);
hc_code hc_import_csv(hc_foreign *f, const hc_str *paths, size_t n_paths, hc_err *err);
hc_code hc_import_lm_eval(hc_foreign *f, const hc_str *paths, size_t n_paths, hc_err *err);
hc_code hc_import_eval(hc_foreign *f, const hc_str *paths, size_t n_paths, hc_err *err);
hc_code hc_import_rtplx(hc_foreign *f, const hc_str *paths, size_t n_paths, hc_err *err);
hc_code hc_import_square(hc_foreign *f, const hc_str *paths, size_t n_paths, hc_err *err);
hc_code hc_import_ko_mcq(hc_foreign *f, const hc_str *paths, size_t n_paths, hc_err *err);
hc_code hc_import_taubench(hc_foreign *f, const hc_str *paths, size_t n_paths, hc_err *err);
hc_code hc_import_escalaition(hc_foreign *f, const hc_str *paths, size_t n_paths, hc_err *err);
hc_code hc_import_kobbq(hc_foreign *f, const hc_str *paths, size_t n_paths, hc_err *err);
hc_code hc_import_odcv(hc_foreign *f, const hc_str *paths, size_t n_paths, hc_err *err);

#endif
