// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_VIEW_H
#define HC_CLI_VIEW_H

#include "cli/cli.h"
#include "engine/recorded.h"
#include "report/table.h"

/* A recorded run as a table on stdout: text, --json or --csv. */

typedef struct hc_view {
    hc_recorded *run;
    const hc_rows *rows;          /* NULL: those recorded under `set` */
    const hc_sset *set;           /* NULL: the default set */
    hc_str target;                /* "" = all */
} hc_view;

/* Makes the table (with --where, --by and floor lines) and prints it. */
hc_code hc_view_print(hc_cli *c, const hc_view *v, hc_table *out_table, hc_err *err);
/* Whether --where, --by or a metric of the packs may look at `answer`. */
bool hc_view_answers(const hc_cli *c, const hc_pack *const *packs, size_t n_packs);
/* Parses --fail-if without a table, so that a mistyped rule is found before anything is sent. */
hc_code hc_view_check(hc_cli *c, const hc_pack *const *packs, size_t n_packs, const hc_rule *rules, size_t n_rules, hc_err *err);
/* Exit code for --fail-if over a table: 0, 5, or 3 when a number that it asks for does not exist. */
hc_code hc_view_fail_if(hc_cli *c, const hc_recorded *r, const hc_table *t, int *out_exit, hc_err *err);

#endif
