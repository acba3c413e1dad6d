// SPDX-License-Identifier: Apache-2.0
#include "web/assets.h"

#include "io/http_server.h"

const hc_asset *hc_asset_find(hc_str name)
{
    for (size_t i = 0; i < hc_n_assets; i++)
        if (hc_str_is(name, hc_assets[i].name))
            return &hc_assets[i];
    return NULL;
}

hc_str hc_asset_text(hc_arena *a, const char *name)
{
    HC_AUTO(hc_buf) plain = {0};
    const hc_asset *x = hc_asset_find(hc_str_c(name));
    if (!x)
        return HC_S("");
    hc_buf_init(&plain, SIZE_MAX);
    hc_gunzip((hc_str){(const char *)x->gz, x->n_gz}, x->n, &plain);
    return hc_str_dup(a, hc_buf_view(&plain));
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
