// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_PAGE_SOURCE_H
#define HC_CLI_PAGE_SOURCE_H

#include "cli/cli.h"
#include "web/server.h"

/* What pages ask of the verbs: their own code, with its output kept, so that a page and a terminal cannot differ. `c` says which runs
 * may be looked at, and must outlive the source. */
hc_web_source hc_page_source(hc_cli *c);

#endif
