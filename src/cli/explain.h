// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_EXPLAIN_H
#define HC_CLI_EXPLAIN_H

#include "cli/sides.h"

/* compare --why: grades the replies of either run as the other does (rules here and now, judges from what is recorded) and prints what the
 * difference consists of. */
hc_code hc_why_print(hc_sides *s, hc_err *err);

#endif
