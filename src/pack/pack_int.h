// SPDX-License-Identifier: Apache-2.0
#ifndef HC_PACK_PACK_INT_H
#define HC_PACK_PACK_INT_H

#include "base/map.h"
#include "pack/lint.h"

/* Inside of pack/: how a row becomes an item, and how what is wrong with it is said. */

/* Where a problem stands and how it is shown. */
typedef struct hc_spot {
    hc_lint_level level;
    hc_str file;                 /* path in the pack, "" = the pack as a whole */
    size_t line;                 /* 0 = the file as a whole */
    hc_str text;                 /* the source line; "" = not shown */
    hc_str needle;               /* the part of `text` that is meant: a slice of it, or equal bytes */
    hc_str hint_en, hint_ko;     /* what to write instead */
} hc_spot;

/* Everything found so far. Only the first HC_PROBLEMS_MAX are kept, all are counted. */
enum { HC_PROBLEMS_MAX = 10000 };
typedef struct hc_problems {
    hc_arena *a;                 /* what outlives the reading */
    hc_arena *text;              /* while one file is read */
    hc_arena *row;               /* while one row is read */
    bool keep_rows;              /* hc_item.raw */
    hc_finding *list;
    size_t n, cap;
    size_t errors;
} hc_problems;

/* Both formats take the same arguments in the same order. */
void hc_problem(hc_problems *ps, const hc_spot *at, const char *id, const char *en, const char *ko, ...)
    __attribute__((format(printf, 4, 6), format(printf, 5, 6)));
/* Takes over an error of a lower layer that reads the whole of `text`; a leading "FILE:LINE: " becomes the place. */
void hc_problem_err(hc_problems *ps, hc_str file, hc_str text, const char *id, const hc_err *e);
/* The same for an error of hc_json_parse over the one line `at->text`: the place is known, the column is marked. */
void hc_problem_json(hc_problems *ps, const hc_spot *at, const hc_err *e);
hc_str hc_line(hc_str text, size_t line);            /* 1-based; "" if there is none */
/* Turns the first error into an hc_err that says how many more there are. `name` is what `pack lint` takes;
 * `folder` puts it in front of the file. */
hc_code hc_problems_fail(const hc_problems *ps, hc_str name, bool folder, hc_err *err);
/* A value as it may stand inside a message: safe, one line, at most 40 columns. */
hc_str hc_show(hc_arena *a, hc_str s);
/* `did you mean "x"?` in both languages, empty when no word is near. */
void hc_hint_nearest(hc_arena *a, hc_spot *at, hc_str word, const char *const *words, size_t n);

/* Canonical name of a column or key, NULL if unknown. *out_free: the header promises an answer (정답, answer), so
 * free text below it is an answer; below 기대, expect it is a mistake. */
const char *hc_field_name(hc_str header, bool *out_free);
void hc_hint_field(hc_arena *a, hc_spot *at, hc_str word);   /* hc_hint_nearest over all names and aliases */

/* The columns of the file that is the whole pack, for the note that says how it was read. */
typedef struct hc_columns {
    const char *encoding;
    hc_str *header, *name;       /* as written; canonical, or the header itself for metadata */
    size_t n;
} hc_columns;
void hc_read_note(hc_problems *ps, hc_pack *p, const hc_columns *cols);

typedef struct hc_row_ctx {
    hc_problems *ps;
    const hc_pack *pack;         /* defaults of lang, system, provenance */
    hc_str file;
    bool folder;                 /* unknown keys are errors, not metadata */
    bool ask_letter;             /* end choice prompts with the request for one letter */
} hc_row_ctx;

/* One decoded row: keys canonical, values as they stand. */
typedef struct hc_row_in {
    const hc_json *obj;
    size_t line;
    hc_str text;                 /* source line, for messages */
    bool free_answer;            /* expect stands below a header that promises an answer */
} hc_row_in;

/* Fills `it` (id "" when the row has none); false if something was wrong and has been noted. */
bool hc_item_from_row(hc_row_ctx *c, const hc_row_in *in, hc_item *it);
/* A yes or no, a list (in a CSV cell the list is written as JSON); absent and null leave *out as it is / NULL. */
bool hc_bool_field(hc_row_ctx *c, const hc_row_in *in, const char *key, bool *out);
bool hc_list_field(hc_row_ctx *c, const hc_row_in *in, const char *key, const hc_json **out);
/* Tags, facts and variants; `unverified` where they say that no headline may count the item. */
bool hc_tags_from_row(hc_row_ctx *c, const hc_row_in *in, hc_item *it);
bool hc_iso_date(hc_str s);                          /* YYYY-MM-DD */
bool hc_fact_complete(const hc_fact *f);             /* value, authority, document and the day somebody read it */
/* Member "expect" in its full form; none where nothing is expected. */
void hc_expect_write(hc_jw *w, const hc_item *it);
/* The grammar of `expect`; choices must be set. False with a note when it fits nothing. */
bool hc_expect_parse(hc_problems *ps, const hc_spot *row, const hc_json *value, bool free_answer, hc_item *it);
/* Text of a scalar: strings and numbers as they stand; false for null, true, false, arrays, objects. */
bool hc_scalar_text(const hc_json *v, hc_str *out);
hc_json *hc_json_text(hc_arena *a, hc_str s);
/* The row that an item was read from (hc_item.raw); an empty object where it was not kept. */
const hc_json *hc_item_row(hc_arena *a, const hc_item *it);

/* pack.yaml -> p; *out_ask_letter from `choice_prompt`. Returns the tree, NULL when it could not be read. */
const hc_json *hc_manifest_read(hc_problems *ps, const hc_pack_file *file, hc_pack *p, bool *out_ask_letter);
/* The whole pack, as far as it can be read; errors are in ps. */
hc_pack *hc_pack_build(hc_problems *ps, hc_str name, const hc_pack_file *files, size_t n);
bool hc_pack_is_folder(const hc_pack_file *files, size_t n);   /* has a pack.yaml */
/* Checks the paths below code/ (a run file of a stranger may name any) and fills code_digest; nothing without commands. */
void hc_pack_seal_code(hc_problems *ps, hc_pack *p, const hc_json *scorers);

#endif
