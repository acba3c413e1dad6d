// SPDX-License-Identifier: Apache-2.0
#include "report/grid.h"

#include "text/display.h"

hc_grid_row *hc_grid_add(hc_grid *g)
{
    HC_GROW(g->a, g->row, g->n, g->cap);
    g->row[g->n] = (hc_grid_row){0};
    return &g->row[g->n++];
}

static void pad(hc_buf *out, size_t n)
{
    while (n--)
        hc_buf_ch(out, ' ');
}

static void line(const hc_grid *g, const hc_grid_row *r, const size_t *width, hc_buf *out)
{
    for (size_t c = 0; c < g->cols; c++) {
        size_t spare = width[c] - hc_display_width(r->cell[c]);
        pad(out, 2 + (c >= g->left ? spare : 0));
        hc_buf_str(out, r->cell[c]);
        pad(out, c < g->left && c + 1 < g->cols ? spare : 0);
    }
    if (r->note.n)
        hc_buf_fmt(out, "  %.*s", HC_FS(r->note));
}

void hc_grid_text(const hc_grid *g, bool bold, hc_buf *out)
{
    size_t width[HC_GRID_COLS] = {0};
    for (size_t i = 0; i < g->n; i++)
        for (size_t c = 0; c < g->cols; c++) {
            size_t w = hc_display_width(g->row[i].cell[c]);
            width[c] = w > width[c] ? w : width[c];
        }
    for (size_t i = 0; i < g->n; i++) {
        const hc_grid_row *r = &g->row[i];
        hc_buf_c(out, r->head && bold ? "\033[1m" : "");
        line(g, r, width, out);
        hc_buf_c(out, r->head && bold ? "\033[0m\n" : "\n");
        hc_buf_str(out, r->below);
    }
}
