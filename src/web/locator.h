// SPDX-License-Identifier: Apache-2.0
#ifndef HC_WEB_LOCATOR_H
#define HC_WEB_LOCATOR_H

#include "base/str.h"

/* What a request asks for, read out of "path?query" as it was sent. Pure: the fuzz target calls it with any bytes. */

typedef enum hc_web_page {
    HC_PAGE_NONE,                  /* below /api or /assets, but no such thing; or no address at all */
    HC_PAGE_INDEX,                 /* anything else: the page's own addresses */
    HC_PAGE_ASSET,                 /* name */
    HC_API_RUNS, HC_API_RUN, HC_API_SAMPLES, HC_API_CASE, HC_API_MESSAGE, HC_API_REQUEST, HC_API_RESPONSE, HC_API_EVENTS, HC_API_LABELS,
    HC_API_AGREE,
    HC_API_SEARCH, HC_API_COMPARE, HC_API_WHY, HC_API_PACKS, HC_API_PACK
} hc_web_page;

enum { HC_WEB_PARAMS = 16, HC_WEB_TARGET_MAX = 8192 };
typedef struct hc_web_param_value { hc_str name, value; } hc_web_param_value;

typedef struct hc_web_target {
    hc_web_page page;
    hc_str path;                   /* decoded */
    hc_str name;                   /* run, pack or asset */
    uint64_t number, call;         /* case, call or message of the case; from 1 */
    hc_web_param_value param[HC_WEB_PARAMS];
    size_t n_params;
} hc_web_target;

/* False: not an address (a broken escape, a NUL, bytes that are no UTF-8, too long, too many parameters). A '+' in the query is
 * a '+'. Strings lie in `a`. */
bool hc_web_target_read(hc_arena *a, hc_str raw, hc_web_target *out);
/* False when it was not given; given twice, the first counts. */
bool hc_web_param(const hc_web_target *t, const char *name, hc_str *out);
/* The target without the parameter `t`, as it was sent otherwise. */
hc_str hc_web_without_token(hc_arena *a, hc_str raw);

#endif
