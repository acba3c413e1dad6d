// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_CASES_H
#define HC_CLI_CASES_H

#include "cli/cli.h"
#include "engine/recorded.h"

/* `haechi show RUN N`: one case in full, as the case page has it. */
hc_code hc_case_print(hc_cli *c, hc_recorded *r, const hc_sset *set, hc_str number, hc_err *err);

#endif
