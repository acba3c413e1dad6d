// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_IMPORTING_H
#define HC_CLI_IMPORTING_H

#include "cli/cli.h"
#include "engine/imported.h"

/* Records -> a run file at `path` ("" = a new one in the runs folder), open and scored (cmd_import.c). The caller closes it. */
hc_code hc_import_into(hc_cli *c, hc_foreign *f, hc_str path, hc_loop *loop, hc_recorded *run, hc_import_result *res, hc_err *err);

#endif
