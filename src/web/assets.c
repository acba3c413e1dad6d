// SPDX-License-Identifier: Apache-2.0
#include "web/assets.h"

const hc_asset *hc_asset_find(hc_str name)
{
    for (size_t i = 0; i < hc_n_assets; i++)
        if (hc_str_is(name, hc_assets[i].name))
            return &hc_assets[i];
    return NULL;
}

const char *hc_asset_type(hc_str name)
{
    static const struct { const char *end, *type; } types[] = {
        {".js", "text/javascript; charset=utf-8"}, {".css", "text/css; charset=utf-8"}, {".html", "text/html; charset=utf-8"},
        {".svg", "image/svg+xml"}, {".json", "application/json"}};
    for (size_t i = 0; i < HC_LEN(types); i++)
        if (hc_str_ends(name, hc_str_c(types[i].end)))
            return types[i].type;
    return "application/octet-stream";
}
