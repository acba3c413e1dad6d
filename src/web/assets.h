// SPDX-License-Identifier: Apache-2.0
#ifndef HC_WEB_ASSETS_H
#define HC_WEB_ASSETS_H

#include "base/str.h"

/* The pages: files that tools/embed.py compiled into the program, gzipped. None in a build without pages. */
typedef struct hc_asset {
    const char *name;              /* "app.js" */
    const char *etag;              /* quoted, of the plain bytes */
    const unsigned char *gz;
    size_t n_gz, n;                /* gzipped, plain */
} hc_asset;

/* Of the one style element that the chart library writes; it is constant, and tests/browser/ computes it again. */
#define HC_WEB_CHART_STYLE "sha256-jSYQUrW7J0b3jPqhZP9C2Xh1PyJKHKXd4s0fpGGKrww="

extern const hc_asset hc_assets[];
extern const size_t hc_n_assets;

const hc_asset *hc_asset_find(hc_str name);        /* NULL if there is none */
hc_str hc_asset_text(hc_arena *a, const char *name);  /* plain; "" if there is none */
const char *hc_asset_type(hc_str name);            /* "text/javascript; charset=utf-8" */

#endif
