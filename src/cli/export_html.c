// SPDX-License-Identifier: Apache-2.0
#include "cli/export_html.h"

#include "cli/page_source.h"
#include "cli/runs.h"
#include "report/document.h"
#include "web/assets.h"
#include "web/case.h"
#include "web/payload.h"

/* One answer of the server under its path. */
typedef struct page { hc_cli *c; hc_recorded *r; hc_str name; hc_web_source source; hc_jw w; } page;

static hc_code add_verb(page *p, hc_str path, const char *verb, hc_str by, hc_err *err)
{
    HC_AUTO(hc_buf) said = {0};
    hc_json *j;
    hc_web_verb v = {.name = verb, .arg = {hc_str_c(hc_ledger_path(p->r->ledger))}, .n_args = by.p != NULL};
    if (by.n)
        v.opt[v.n_opts++] = (__typeof__(v.opt[0])){"by", by};
    hc_buf_init(&said, SIZE_MAX);
    HC_TRY(p->source.verb(p->source.ctx, &v, &said, err));
    HC_TRY(hc_json_parse(p->c->arena, hc_str_dup(p->c->arena, hc_buf_view(&said)), verb, &j, err));
    hc_jw_key_s(&p->w, path);
    hc_json_write(j, &p->w);
    return HC_OK;
}

static hc_code add_cases(page *p, const hc_sset *set, hc_err *err)
{
    hc_rows rows;
    HC_TRY(hc_recorded_rows(p->r, set, false, &rows, err));
    if (rows.n > HC_EXPORT_HTML_CASES)
        return hc_fail(err, HC_E_LIMIT, "E-HTML-02", "%zu cases are more than one page holds (%d): haechi view looks at a run of any size",
                       "사례 %zu건은 한 파일에 담을 수 있는 %d건을 넘음: 큰 실행은 haechi view로 보십시오", rows.n, HC_EXPORT_HTML_CASES);
    hc_jw_key_s(&p->w, hc_fmt(p->c->arena, "/api/r/%.*s/samples", HC_FS(p->name)));
    HC_TRY(hc_columns_json(p->r, &rows, &p->w, err));
    const hc_case_view v = {.rows = &rows, .set = set, .bare = p->c->bare, .message = HC_EXPORT_HTML_MESSAGE, .talk = HC_EXPORT_HTML_TALK};
    for (uint64_t n = 1; n <= rows.n; n++) {
        hc_jw_key_s(&p->w, hc_fmt(p->c->arena, "/api/r/%.*s/c/%llu", HC_FS(p->name), (unsigned long long)n));
        hc_jw_obj(&p->w);
        hc_jw_key(&p->w, "result");
        HC_TRY(hc_case_json(p->r, &v, n, &p->w, err));
        hc_jw_end(&p->w);
    }
    return HC_OK;
}

static hc_code answers(page *p, const hc_sset *set, hc_err *err)
{
    hc_arena *a = p->c->arena;
    hc_jw_obj(&p->w);
    HC_TRY(add_verb(p, HC_S("/api/runs"), "ls", (hc_str){0}, err));
    HC_TRY(add_verb(p, hc_fmt(a, "/api/r/%.*s", HC_FS(p->name)), "show", HC_S(""), err));
    HC_TRY(add_verb(p, hc_fmt(a, "/api/r/%.*s?by=domain", HC_FS(p->name)), "show", HC_S("domain"), err));
    HC_TRY(add_cases(p, set, err));
    hc_jw_end(&p->w);
    return HC_OK;
}

static const char *hash_of(hc_str text, char out[HC_DIGEST_BASE64])
{
    hc_digest d = hc_sha256(text);
    hc_digest_base64(&d, out);
    return out;
}

hc_code hc_export_html(hc_cli *c, hc_recorded *r, const hc_sset *set, hc_buf *out, hc_err *err)
{
    HC_AUTO(hc_buf) data = {0};
    char js_hash[HC_DIGEST_BASE64], css_hash[HC_DIGEST_BASE64];
    if (!hc_n_assets)
        return hc_fail(err, HC_E_UNSUPPORTED, "E-HTML-01", "this haechi was built without its pages (they need node and npm: make deps, then make)",
                       "웹 페이지 없이 빌드된 haechi임(node와 npm 필요: make deps, 이어서 make)");
    hc_str path = hc_str_c(hc_ledger_path(r->ledger)), js = hc_asset_text(c->arena, "app.js"), css = hc_asset_text(c->arena, "app.css");
    c->only_run = path;
    page p = {.c = c, .r = r, .name = hc_run_name(path), .source = hc_page_source(c)};
    hc_buf_init(&data, SIZE_MAX);
    hc_jw_init(&p.w, &data);
    HC_TRY(answers(&p, set, err));
    hc_buf_fmt(out, "<!doctype html>\n<html lang=\"ko\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
               "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-%s'; style-src 'sha256-%s' '%s'; img-src data:; "
               "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'\">\n<title>haechi</title>\n"
               "<link rel=\"icon\" href=\"data:,\">\n<style>", hash_of(js, js_hash), hash_of(css, css_hash), HC_WEB_CHART_STYLE);
    hc_buf_str(out, css);
    hc_buf_c(out, "</style>\n</head>\n<body>\n<div id=\"app\"></div>\n<script type=\"application/json\" id=\"data\">");
    hc_doc_data(out, hc_buf_view(&data));
    hc_buf_c(out, "</script>\n<script>");
    hc_buf_str(out, js);
    hc_buf_c(out, "</script>\n</body>\n</html>\n");
    return HC_OK;
}
