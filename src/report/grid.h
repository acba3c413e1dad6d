// SPDX-License-Identifier: Apache-2.0
#ifndef HC_REPORT_GRID_H
#define HC_REPORT_GRID_H

#include "base/str.h"

/* Cells in columns as wide as their widest cell; the first `left` columns lean left, the others right. */
enum { HC_GRID_COLS = 8 };
typedef struct hc_grid_row {
    hc_str cell[HC_GRID_COLS];
    hc_str note, below;       /* behind the cells; lines under the row, as they are */
    bool head;
} hc_grid_row;
typedef struct hc_grid { hc_arena *a; hc_grid_row *row; size_t n, cap, cols, left; } hc_grid;

hc_grid_row *hc_grid_add(hc_grid *g);
void hc_grid_text(const hc_grid *g, bool bold, hc_buf *out);

#endif
