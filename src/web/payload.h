// SPDX-License-Identifier: Apache-2.0
#ifndef HC_WEB_PAYLOAD_H
#define HC_WEB_PAYLOAD_H

#include "engine/recorded.h"

/* All cases of a run as columns: a text column is the dictionary of its distinct values and one place in it per case, so that a
 * hundred thousand rows are small, compress well and need no objects in the page.
 *   {"n":N,"columns":{"case":[..],"item":{"dict":[..],"at":[..]},...},"fields":[{"name","ko","en"}...]} */
hc_code hc_columns_json(hc_recorded *r, const hc_rows *rows, hc_jw *w, hc_err *err);
/* {"cases":[..]}: the numbers of those that fit the expression. */
hc_code hc_columns_where(hc_recorded *r, const hc_rows *rows, hc_str where, hc_jw *w, hc_err *err);

#endif
