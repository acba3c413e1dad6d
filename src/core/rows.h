// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CORE_ROWS_H
#define HC_CORE_ROWS_H

#include "core/address.h"
#include "core/outcome.h"

/* One row per sample of the plan, in plan order: the only thing that tables are made of. Read from a ledger or
 * produced by a replay: equal either way. */
typedef struct hc_row {
    hc_addr addr;              /* redo = the newest; strand and step unused */
    const hc_item *item;
    hc_state state;            /* HC_ST_OPEN: not finished */
    hc_outcome *outcomes;      /* of one score set, in the set's order; none while unscored */
    size_t n_outcomes;
} hc_row;

typedef struct hc_rows { hc_row *row; size_t n; } hc_rows;

#endif
