// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_BESIDE_H
#define HC_CLI_BESIDE_H

#include "cli/cli.h"
#include "engine/recorded.h"
#include "report/table.h"

/* What stands beside a table: what transforms change, the errors of a judge, rates behind those errors (--judge-check RUN). */

/* All of it lives in arenas of the run and of `c`. Sets what the table says about itself. Wishes with --where have nothing beside them. */
hc_code hc_beside_make(hc_cli *c, const hc_recorded *r, const hc_sset *set, const hc_table_wish *w, hc_table *table, hc_beside *out, hc_err *err);
void hc_beside_text(const hc_cli *c, const hc_beside *b, hc_buf *out);

#endif
