// SPDX-License-Identifier: Apache-2.0
#ifndef HC_SYNTAX_CSV_H
#define HC_SYNTAX_CSV_H

#include "base/limits.h"
#include "base/str.h"

/* RFC 4180 with what spreadsheets really write: CRLF, LF or CR; separators comma, semicolon or tab (the one
 * that occurs most in the first record outside quotes); quotes only around a whole cell. Blank lines are
 * skipped. Errors name file:line: an unclosed quote (where it opened), text after a closing quote, a
 * record longer than HC_LINE_BYTES_MAX, more cells than the header has. Fewer cells: missing ones are "". */

typedef struct hc_csv_row {
    size_t line;          /* 1-based line where the record starts */
    hc_str *cells;        /* header->n of them */
    hc_str source;        /* the record as it stands in the text, without its line end */
} hc_csv_row;

typedef struct hc_csv {
    char separator;
    size_t n_cols;
    hc_str *header;
    hc_csv_row *rows;
    size_t n_rows;
} hc_csv;

/* One record after the other, for tables that should not lie in memory twice. `text` is UTF-8 without BOM. */
typedef struct hc_csv_reader {
    char separator;
    size_t n_cols;
    hc_str *header;
    /* inside */
    hc_arena *a;
    hc_str text;
    const char *file;
    hc_err *err;
    size_t at, line;      /* next byte, its line */
    size_t start;         /* of the current record */
    hc_str source;        /* the current record, whole */
    hc_str *cells;        /* of the current record */
    size_t n, cap, n_rows;
} hc_csv_reader;

/* Reads the header into `a`. */
hc_code hc_csv_open(hc_csv_reader *r, hc_arena *a, hc_str text, const char *file, hc_err *err);
/* The next record, its cells in `a` or borrowed from text; *out_more false at the end. After an error: no further call. */
hc_code hc_csv_next(hc_csv_reader *r, hc_arena *a, hc_csv_row *out, bool *out_more, hc_err *err);

/* The whole table. `text` is UTF-8 without BOM (text/encoding.h). Cells borrow from text or from the arena. */
hc_code hc_csv_parse(hc_arena *a, hc_str text, const char *file, hc_csv *out, hc_err *err);
/* One cell, quoted where needed; for writers. A cell starting with = + - @ TAB CR is written with a leading
 * apostrophe when `spreadsheet_safe`, so that a model's text never becomes a formula. */
void hc_csv_cell(hc_buf *out, hc_str cell, bool spreadsheet_safe);

/* JSONL: next non-blank line of *rest; false at the end. *line is the 1-based number of the line returned
 * (start with 0). A '\r' before '\n' is dropped. */
bool hc_jsonl_next(hc_str *rest, size_t *line, hc_str *out);

#endif
