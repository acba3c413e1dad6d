// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_UNMASK_H
#define HC_CLI_UNMASK_H

#include "cli/cli.h"
#include "ledger/ledger.h"

/* Showing what is masked is an entry of the run: `control` with code and body field `unmask`,
 *   {"reason":"...","uid":1000,"verb":"grep","who":"..."}
 * durable before anything is shown. Readers that do not know the code pass over it. */
typedef struct hc_unmasking { int64_t t_us; hc_str who, verb, reason; } hc_unmasking;

/* Writes the entry for --unmask of this verb and makes it show everything bare; the run is opened to write, and closed, for that. HC_E_USAGE: the reason is shorter
 * than eight characters. HC_E_HELD: a live process writes the run. Else the run cannot be written or has no key file. */
hc_code hc_unmask_record(hc_cli *c, const char *path, hc_err *err);
/* Oldest first. */
hc_code hc_unmaskings(hc_ledger *l, hc_arena *a, hc_unmasking **out, size_t *n, hc_err *err);

#endif
