// SPDX-License-Identifier: Apache-2.0
#include "syntax/csv.h"

#include <string.h>

/* A table of many short rows under a wide header would take far more memory than its file. */
enum { COLS_MAX = 1000, CELLS_MAX = 10 * HC_ITEMS_MAX };

typedef hc_csv_reader reader;

static bool at_line_end(const reader *r)
{
    return r->at == r->text.n || r->text.p[r->at] == '\n' || r->text.p[r->at] == '\r';
}

static void skip_line_end(reader *r)
{
    if (r->at == r->text.n)
        return;
    if (r->text.p[r->at] == '\r' && r->at + 1 < r->text.n && r->text.p[r->at + 1] == '\n')
        r->at++;
    r->at++;
    r->line++;
}

static hc_code too_long(const reader *r, size_t line)
{
    return hc_fail(r->err, HC_E_LIMIT, "E-CSV-03",
        "%s:%zu: the record that starts here is longer than %lu MiB; look for a quote that is "
        "not closed",
        "%s:%zu: 여기서 시작하는 행이 %lu MiB를 넘음. 닫히지 않은 따옴표가 없는지 확인하십시오", r->file, line,
        HC_LINE_BYTES_MAX >> 20);
}

static hc_str undouble(hc_arena *a, hc_str s)
{
    char *out = hc_alloc(a, s.n);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        out[n++] = s.p[i];
        i += s.p[i] == '"'; /* the reader has seen that a second one follows */
    }
    return (hc_str){out, n};
}

static hc_code quoted_cell(reader *r, hc_str *out)
{
    size_t from = ++r->at, opened = r->line;
    bool doubled = false;
    for (;; r->at++) {
        if (r->at == r->text.n)
            return hc_fail(r->err, HC_E_SYNTAX, "E-CSV-01",
                "%s:%zu: the quote that opens here is not closed; a quote inside a cell is "
                "written \"\"",
                "%s:%zu: 여기서 연 따옴표가 닫히지 않음. 칸 안의 따옴표는 \"\"로 쓰십시오", r->file, opened);
        if (r->at - r->start > HC_LINE_BYTES_MAX)
            return too_long(r, opened);
        char c = r->text.p[r->at], next = r->at + 1 < r->text.n ? r->text.p[r->at + 1] : '\0';
        if (c == '\n' || (c == '\r' && next != '\n'))
            r->line++;
        if (c != '"')
            continue;
        if (next != '"')
            break;
        doubled = true;
        r->at++;
    }
    hc_str cell = hc_str_sub(r->text, from, r->at++);
    *out = doubled ? undouble(r->a, cell) : cell;
    if (!at_line_end(r) && r->text.p[r->at] != r->separator)
        return hc_fail(r->err, HC_E_SYNTAX, "E-CSV-02",
            "%s:%zu: text stands behind a closing quote; quote the whole cell and write inner "
            "quotes \"\"",
            "%s:%zu: 닫는 따옴표 뒤에 글자가 있음. 칸 전체를 따옴표로 감싸고 안쪽 따옴표는 \"\"로 쓰십시오", r->file,
            r->line);
    return HC_OK;
}

static hc_code plain_cell(reader *r, hc_str *out)
{
    size_t from = r->at;
    while (!at_line_end(r) && r->text.p[r->at] != r->separator)
        r->at++;
    *out = hc_str_sub(r->text, from, r->at);
    return r->at - r->start > HC_LINE_BYTES_MAX ? too_long(r, r->line) : HC_OK;
}

static hc_code read_record(reader *r)
{
    r->n = 0;
    r->start = r->at;
    for (;;) {
        hc_str cell;
        bool quoted = r->at < r->text.n && r->text.p[r->at] == '"';
        HC_TRY(quoted ? quoted_cell(r, &cell) : plain_cell(r, &cell));
        if (r->n == COLS_MAX)
            return hc_fail(r->err, HC_E_LIMIT, "E-CSV-04",
                "%s:%zu: more than %d cells in one record",
                "%s:%zu: 한 행에 %d개가 넘는 칸이 있음", r->file, r->line, COLS_MAX);
        HC_GROW(r->a, r->cells, r->n, r->cap);
        r->cells[r->n++] = cell;
        if (at_line_end(r))
            break;
        r->at++;
    }
    r->source = hc_str_sub(r->text, r->start, r->at);
    skip_line_end(r);
    return HC_OK;
}

/* Steps over lines of nothing but blanks; false at the end. */
static bool next_record(reader *r)
{
    while (r->at < r->text.n) {
        size_t from = r->at;
        while (r->at < r->text.n && r->text.p[r->at] == ' ')
            r->at++;
        if (!at_line_end(r)) {
            r->at = from;
            return true;
        }
        skip_line_end(r);
    }
    return false;
}

static char guess_separator(hc_str s)
{
    static const char candidates[] = ",;\t";
    size_t seen[3] = {0}, best = 0;
    bool quoted = false;
    for (size_t i = 0; i < s.n && i < HC_LINE_BYTES_MAX; i++) {
        char c = s.p[i];
        const char *hit = c ? strchr(candidates, c) : NULL;
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '\n' || c == '\r'))
            break;
        else if (!quoted && hit)
            seen[hit - candidates]++;
    }
    for (size_t i = 1; i < 3; i++)
        if (seen[i] > seen[best])
            best = i;
    return candidates[best];
}

static hc_str *taken(const reader *r, hc_arena *a, size_t n_cols)
{
    hc_str *cells = HC_NEW_N(a, hc_str, n_cols);
    for (size_t i = 0; i < n_cols; i++)
        cells[i] = i < r->n ? r->cells[i] : (hc_str){"", 0};
    return cells;
}

/* Cells and their list lie in the record's own arena. */
static hc_code next_cells(reader *r, hc_arena *a, hc_err *err)
{
    r->a = a;
    r->err = err;
    r->cells = NULL;
    r->cap = 0;
    return read_record(r);
}

hc_code hc_csv_open(hc_csv_reader *r, hc_arena *a, hc_str text, const char *file, hc_err *err)
{
    *r = (reader){.text = text, .file = file, .line = 1};
    if (!next_record(r))
        return hc_fail(err, HC_E_SYNTAX, "E-CSV-07",
            "%s: the file is empty; the first line names the columns",
            "%s: 파일이 비어 있음. 첫 줄에 열 이름을 쓰십시오", file);
    r->separator = guess_separator(hc_str_sub(text, r->at, text.n));
    HC_TRY(next_cells(r, a, err));
    r->n_cols = r->n;
    r->header = taken(r, a, r->n);
    return HC_OK;
}

hc_code hc_csv_next(hc_csv_reader *r, hc_arena *a, hc_csv_row *out, bool *out_more, hc_err *err)
{
    *out_more = next_record(r);
    if (!*out_more)
        return HC_OK;
    size_t line = r->line;
    HC_TRY(next_cells(r, a, err));
    if (r->n > r->n_cols)
        return hc_fail(err, HC_E_SYNTAX, "E-CSV-05",
            "%s:%zu: %zu cells, but the header has %zu; a cell with a separator inside "
            "needs quotes",
            "%s:%zu: 칸이 %zu개인데 머리글은 %zu개임. 구분자가 들어간 칸은 따옴표로 감싸십시오", r->file, line,
            r->n, r->n_cols);
    if (r->n_rows == HC_ITEMS_MAX || (r->n_rows + 1) * r->n_cols > CELLS_MAX)
        return hc_fail(err, HC_E_LIMIT, "E-CSV-06",
            "%s:%zu: more than %d rows or %d cells; split the file",
            "%s:%zu: 행이 %d개 또는 칸이 %d개를 넘음. 파일을 나누십시오", r->file, line, HC_ITEMS_MAX,
            CELLS_MAX);
    r->n_rows++;
    *out = (hc_csv_row){line, taken(r, a, r->n_cols), r->source};
    return HC_OK;
}

hc_code hc_csv_parse(hc_arena *a, hc_str text, const char *file, hc_csv *out, hc_err *err)
{
    reader r;
    size_t cap = 0;
    *out = (hc_csv){0};
    HC_TRY(hc_csv_open(&r, a, text, file, err));
    out->separator = r.separator;
    out->n_cols = r.n_cols;
    out->header = r.header;
    for (;;) {
        hc_csv_row row;
        bool more;
        HC_TRY(hc_csv_next(&r, a, &row, &more, err));
        if (!more)
            return HC_OK;
        HC_GROW(a, out->rows, out->n_rows, cap);
        out->rows[out->n_rows++] = row;
    }
}

void hc_csv_cell(hc_buf *out, hc_str cell, bool spreadsheet_safe)
{
    bool formula = spreadsheet_safe && cell.n && cell.p[0] && strchr("=+-@\t\r", cell.p[0]);
    bool quote = cell.n && (cell.p[0] == ' ' || cell.p[cell.n - 1] == ' ');
    for (size_t i = 0; i < cell.n && !quote; i++)
        quote = cell.p[i] && strchr("\",;\t\r\n", cell.p[i]);
    if (quote)
        hc_buf_ch(out, '"');
    if (formula)
        hc_buf_ch(out, '\'');
    for (size_t i = 0, from = 0; i < cell.n; from = i) {
        const char *hit = memchr(cell.p + i, '"', cell.n - i);
        i = hit ? (size_t)(hit - cell.p) + 1 : cell.n;
        hc_buf_add(out, cell.p + from, i - from);
        if (hit)
            hc_buf_ch(out, '"');
    }
    if (quote)
        hc_buf_ch(out, '"');
}

bool hc_jsonl_next(hc_str *rest, size_t *line, hc_str *out)
{
    while (rest->n > 0) {
        const char *end = memchr(rest->p, '\n', rest->n);
        size_t n = end ? (size_t)(end - rest->p) : rest->n;
        *out = hc_str_sub(*rest, 0, end && n && rest->p[n - 1] == '\r' ? n - 1 : n);
        *rest = hc_str_sub(*rest, end ? n + 1 : n, rest->n);
        ++*line;
        if (hc_str_trim(*out).n > 0)
            return true;
    }
    return false;
}
