// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"
#include "syntax/csv.h"

static void put_row(hc_buf *b, const hc_str *cells, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i)
            hc_buf_ch(b, ',');
        hc_csv_cell(b, cells[i], false);
    }
    hc_buf_c(b, "\r\n");
}

/* A table that was read is written and read back with the same cells. With one column an empty cell is a
 * blank line, which is skipped. */
static void check_round_trip(hc_arena *a, const hc_csv *t)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    put_row(&b, t->header, t->n_cols);
    for (size_t r = 0; r < t->n_rows; r++)
        put_row(&b, t->rows[r].cells, t->n_cols);
    hc_csv again;
    HC_ASSERT(hc_csv_parse(a, hc_buf_view(&b), "again", &again, NULL) == HC_OK);
    HC_ASSERT(again.n_cols == t->n_cols && again.n_rows == t->n_rows);
    for (size_t r = 0; r < t->n_rows; r++)
        for (size_t c = 0; c < t->n_cols; c++)
            HC_ASSERT(hc_str_eq(again.rows[r].cells[c], t->rows[r].cells[c]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_str s = {(const char *)data, size}, line;
    hc_csv t;
    hc_err err;
    if (hc_csv_parse(a, s, "input", &t, &err))
        HC_ASSERT(err.en[0] && err.ko[0]);
    else if (t.n_cols > 1)
        check_round_trip(a, &t);
    size_t n = 0;
    while (hc_jsonl_next(&s, &n, &line))
        HC_ASSERT(line.n > 0);
    return 0;
}
