// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_PDF_H
#define HC_CLI_PDF_H

#include "cli/cli.h"

/*
 * A page as PDF through a Chromium of this machine: its own empty profile, no network (every name resolves to nothing), a time limit.
 * The sandbox of Chromium is left out only for uid 0, where it cannot run; the page has the one script that its policy names and fetches nothing.
 */

/* Path of the first of chromium, chromium-browser, google-chrome; "" if there is none. */
hc_str hc_pdf_program(hc_cli *c);
/* HC_E_UNSUPPORTED (E-RPT-10): no such program. HC_E_IO (E-RPT-11): it wrote nothing; its last words are in the message. */
hc_code hc_pdf_write(hc_cli *c, hc_str html, hc_str path, hc_err *err);

#endif
