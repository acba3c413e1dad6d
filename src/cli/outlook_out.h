// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_OUTLOOK_OUT_H
#define HC_CLI_OUTLOOK_OUT_H

#include "cli/cli.h"
#include "engine/outlook.h"

/* What a plan could show, under --expect, --diff and --rho. */
typedef struct hc_outlooks { hc_expected expected; uint32_t epochs; hc_outlook *list; size_t n; } hc_outlooks;

hc_code hc_outlooks_make(hc_cli *c, const hc_plan *plan, hc_outlooks *out, hc_err *err);
void hc_outlook_json(const hc_outlooks *o, hc_jw *w);      /* key `outlook` of the open object */
void hc_outlook_say(const hc_cli *c, const hc_outlooks *o);

#endif
