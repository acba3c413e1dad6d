// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_EXPORT_EVAL_H
#define HC_CLI_EXPORT_EVAL_H

#include "cli/cli.h"
#include "engine/recorded.h"

/* `export --to eval`: one Inspect log for each target and pack, in the folder --out (default "."), or the one file that it names. */
hc_code hc_export_eval(hc_cli *c, hc_recorded *r, const hc_sset *set, hc_str target, hc_err *err);

#endif
