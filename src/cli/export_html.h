// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_EXPORT_HTML_H
#define HC_CLI_EXPORT_HTML_H

#include "cli/cli.h"
#include "engine/recorded.h"

/* `export --to html`: the pages and the data of one run in one file that opens from a disk and connects to nothing. It holds what
 * the server of `haechi view` would answer, by path. HC_E_UNSUPPORTED in a build without pages; HC_E_LIMIT: more cases than
 * HC_EXPORT_HTML_CASES. */
enum { HC_EXPORT_HTML_CASES = 20000, HC_EXPORT_HTML_MESSAGE = 256 << 10, HC_EXPORT_HTML_TALK = 2 << 20 };
hc_code hc_export_html(hc_cli *c, hc_recorded *r, const hc_sset *set, hc_buf *out, hc_err *err);

#endif
