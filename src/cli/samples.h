// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_SAMPLES_H
#define HC_CLI_SAMPLES_H

#include "cli/cli.h"
#include "engine/recorded.h"

/* The samples of a run in plan order, one line each: those that fit --where and the target, of these the ones that --limit
 * names (the first 50 without it). Only what is printed is read from the ledger in full. */
hc_code hc_samples_print(hc_cli *c, const hc_recorded *r, const hc_sset *set, hc_str target, hc_err *err);

#endif
