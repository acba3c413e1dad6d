// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_SIDES_H
#define HC_CLI_SIDES_H

#include "cli/runs.h"
#include "report/compare.h"

/* What the arguments of compare name: runs, each opened once, and which targets of them are compared with which. */

enum { HC_SIDES_MAX = 64 };

typedef struct hc_opened_run { hc_str real; hc_run_ref ref; hc_recorded run; const hc_sset *set; hc_rows rows; } hc_opened_run;
typedef struct hc_named_side { size_t run; hc_str target; } hc_named_side;      /* target "": all */

typedef struct hc_sides {
    hc_cli *c;
    hc_opened_run run[HC_SIDES_MAX];
    size_t n_runs;
    hc_named_side arg[HC_SIDES_MAX];
    size_t n_args;
    hc_side side[HC_SIDES_MAX];
    size_t of_run[HC_SIDES_MAX];         /* by side */
    size_t n_sides;
    hc_match match[HC_SIDES_MAX * HC_SIDES_MAX];
    size_t n_matches;
} hc_sides;

/* Also after a failure the runs must be closed. */
hc_code hc_sides_open(hc_sides *s, hc_err *err);
hc_code hc_sides_open_any(hc_sides *s, hc_err *err);      /* also when there is nothing to compare */
void hc_sides_close(hc_sides *s);
/* The value of `run`. */
void hc_sides_json(const hc_sides *s, hc_jw *w);

#endif
