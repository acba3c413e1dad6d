// SPDX-License-Identifier: Apache-2.0
#ifndef HC_REPORT_DOCUMENT_H
#define HC_REPORT_DOCUMENT_H

#include "syntax/json.h"

/*
 * A document in one language as a list of blocks: what HTML, Markdown and HWPX are renderings of, so that their words, tables and
 * numbers cannot differ. Texts are as they are (names of packs and models may hold anything): every rendering makes them safe.
 *
 *   header  left | middle | right
 *   title, subtitle
 *   block block block ...
 *   footer  left | right
 */
typedef enum hc_block_kind {
    HC_DOC_HEAD,          /* a numbered section */
    HC_DOC_SUBHEAD,
    HC_DOC_BOX,           /* a sentence of the summary box: neighbours share one box */
    HC_DOC_PARA,
    HC_DOC_BULLET,
    HC_DOC_NOTE,          /* small print */
    HC_DOC_TABLE,
    HC_DOC_KIND_COUNT
} hc_block_kind;

/* An estimate of a row, drawn in the scale of its table; shapes tell marks apart. */
typedef enum hc_mark_shape { HC_MARK_CIRCLE, HC_MARK_DIAMOND, HC_MARK_SQUARE } hc_mark_shape;
typedef struct hc_mark { bool known, hollow; hc_mark_shape shape; double point, low, high; } hc_mark;

typedef struct hc_doc_table {
    hc_str id;            /* stands in JSON and in HTML */
    size_t cols, rows;    /* rows: without the head */
    hc_str *head;         /* cols */
    hc_str *cell;         /* rows * cols */
    uint8_t *width;       /* per cent of the columns; NULL = even */
    uint8_t *shade;       /* rows * cols: 0 none, 1..5 light to dark, 6 hatched (nothing tested); NULL = none */
    hc_mark *mark;        /* rows; NULL = none: a chart beside the table */
    double from, to;      /* scale of the marks */
    hc_str legend;        /* of the marks: belongs to the chart, not to the table */
    bool narrow;          /* two narrow neighbours stand side by side where there is room */
    bool strong;          /* the first row is the one that the document is about */
} hc_doc_table;

typedef struct hc_doc_block {
    hc_block_kind kind;
    hc_str lead, text;    /* lead: bold, in front of the text */
    hc_doc_table *table;  /* of TABLE: lead and text are its caption */
} hc_doc_block;

typedef struct hc_document {
    hc_arena *a;
    bool ko, one_page;
    hc_str title, subtitle, header[3], footer[2];
    hc_doc_block *block;
    size_t n, cap;
} hc_document;

hc_doc_block *hc_doc_add(hc_document *d, hc_block_kind kind, hc_str lead, hc_str text);
/* An empty table with a head and `rows` rows; cells are filled by the caller. */
hc_doc_table *hc_doc_table_add(hc_document *d, const char *id, hc_str lead, hc_str text, size_t cols, size_t rows);

/* ---- renderings ----------------------------------------------------------------------------------------- */

/*
 * What draws the charts: a script that reads the marks from the page, and the hash of the one style element it writes. An empty
 * text leaves it out; every table is complete without it.
 */
typedef struct hc_doc_script { hc_str text; const char *style; } hc_doc_script;

/* One file, nothing from outside; a policy in it lets through its own style sheet, that script and nothing else. */
void hc_doc_html(const hc_document *d, const hc_doc_script *script, hc_buf *out);
/* JSON inside a script element, where nothing may look like its end. */
void hc_doc_data(hc_buf *out, hc_str json);
void hc_doc_markdown(const hc_document *d, hc_buf *out);
/* {"lang","title",...,"blocks":[...]}: tables as rows of texts. */
void hc_doc_json(const hc_document *d, hc_jw *w);
/* A page that shows the chart of one table alone, in a window of `height` CSS pixels that is HC_DOC_PICTURE_WIDTH wide. */
enum { HC_DOC_PICTURE_WIDTH = 680, HC_DOC_PICTURE_ROWS = 30 };
void hc_doc_picture_html(const hc_document *d, const hc_doc_block *table, const hc_doc_script *script, int *out_height, hc_buf *out);
/* Whether a block has a chart that fits on a page: marks of at most HC_DOC_PICTURE_ROWS rows. */
bool hc_doc_pictured(const hc_doc_block *b);

/* The members of an HWPX package in their order; the first is to be stored, not packed. *out is of the arena. `pictures`: PNG files, one
 * for each pictured block in their order; NULL: tables only. */
typedef struct hc_doc_member { const char *name; hc_str bytes; } hc_doc_member;
void hc_doc_hwpx(const hc_document *d, const hc_str *pictures, hc_arena *a, hc_doc_member **out, size_t *out_n);

/* Text of XML and HTML: hostile characters are shown as tags, markup is escaped. */
void hc_doc_escape(hc_buf *out, hc_arena *a, hc_str s);

#endif
