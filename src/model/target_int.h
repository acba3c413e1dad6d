// SPDX-License-Identifier: Apache-2.0
#ifndef HC_MODEL_TARGET_INT_H
#define HC_MODEL_TARGET_INT_H

#include "model/target.h"

/* Shared by the two ways to name a target: on the command line and in haechi.yaml. */

void hc_target_conf_init(hc_target_conf *t, hc_str alias, const char *adapter);
bool hc_alias_valid(hc_str s);
hc_code hc_url_check(hc_str url, hc_err *err);             /* http or https, a host, no user:password, no query */
/* Address, key variable and price of a provider known by name; base_url stays if already set. */
hc_code hc_target_provider(hc_arena *a, hc_target_conf *t, hc_err *err);
hc_str hc_target_path(hc_arena *a, hc_str dir, hc_str path); /* absolute; relative paths start at dir */
hc_code hc_target_read_script(hc_arena *a, hc_target_conf *t, hc_str file, hc_err *err);

#endif
