// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_CHROMIUM_H
#define HC_CLI_CHROMIUM_H

#include "cli/cli.h"

/*
 * A page as PDF or as picture through a Chromium of this machine: its own empty profile, no network (every name resolves to nothing), a
 * time limit. The sandbox of Chromium is left out only for uid 0, where it cannot run; the page has the one script that its policy
 * names and fetches nothing.
 *
 * HC_E_UNSUPPORTED (E-RPT-10): no such program. HC_E_IO: E-RPT-11, it wrote nothing; its last words are in the message; E-RPT-12, no
 * folder to work in.
 */

/* Path of the first of chromium, chromium-browser, google-chrome; "" if there is none. */
hc_str hc_chromium(hc_cli *c);
hc_code hc_chromium_pdf(hc_cli *c, hc_str html, hc_str path, hc_err *err);
/* What stands in a window of this size (CSS pixels), two pixels for each; *out_png is of the arena of `c`. */
hc_code hc_chromium_picture(hc_cli *c, hc_str html, int width, int height, hc_str *out_png, hc_err *err);

#endif
