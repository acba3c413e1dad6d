// SPDX-License-Identifier: Apache-2.0
#include "crypto/hash.h"
#include "report/document.h"

/* The first family is a static TrueType font: what else Korean systems have ends up as outlines without text in a PDF. */
#define STYLE \
    ":root{color-scheme:light}*{box-sizing:border-box}" \
    "html{-webkit-print-color-adjust:exact;print-color-adjust:exact}" \
    "body{margin:0;background:#eef1f0;color:#151b1a;font:10pt/1.5 NanumGothic,'Apple SD Gothic Neo','Malgun Gothic','Noto Sans CJK KR',sans-serif;" \
    "font-variant-numeric:tabular-nums;word-break:keep-all;overflow-wrap:anywhere}" \
    "main{background:#fff;max-width:210mm;margin:6mm auto;padding:14mm 16mm}" \
    ".hd,.ft{display:flex;justify-content:space-between;gap:5mm;font-size:8pt;color:#46524f}" \
    ".hd{border-bottom:.5pt solid #9aa5a2;padding-bottom:1.4mm;margin-bottom:3mm}" \
    ".ft{border-top:.5pt solid #9aa5a2;padding-top:1.4mm;margin-top:6mm;font-size:7.4pt}.ft span:last-child{text-align:right}" \
    ".tt{border-top:2.2pt solid #0d655b;border-bottom:.8pt solid #0d655b;padding:2mm 0 1.8mm;text-align:center;margin-bottom:3.4mm}" \
    "h1{font-size:17pt;line-height:1.3;margin:0}.tt p{margin:.6mm 0 0;font-size:9.4pt;color:#46524f}" \
    "h2{font-size:11.4pt;color:#0a4f48;margin:5mm 0 1.4mm;break-after:avoid}h3{font-size:10pt;margin:3.4mm 0 1mm;break-after:avoid}" \
    "p{margin:.9mm 0}.sum{border:1pt solid #0d655b;border-radius:1.4mm;background:#f3f8f6;padding:1.8mm 3.6mm;font-size:10pt}" \
    ".sum p,.o{padding-left:4mm;text-indent:-4mm}.nb{font-size:8pt;color:#46524f;line-height:1.45;padding-left:3.6mm;text-indent:-3.6mm}" \
    "figure{margin:2mm 0 2.6mm;min-width:0}figcaption{font-size:9pt;margin-bottom:.8mm;break-after:avoid}figcaption span{color:#46524f}" \
    "table{border-collapse:collapse;width:100%;font-size:8.8pt;line-height:1.4}" \
    "th,td{border:.5pt solid #bcc5c2;padding:.8mm 1.6mm;text-align:left;vertical-align:top}th{background:#e8efed;font-weight:700}" \
    "tr{break-inside:avoid}thead{display:table-header-group}.m td,.m th,.h td,.h th{vertical-align:middle}" \
    ".h td{text-align:center}.h td:first-child{text-align:left}.h th{text-align:center;font-weight:400;font-size:8pt}" \
    ".st tr:first-child td{font-weight:700}.m td,.m th,.one .h td,.one .h th{white-space:nowrap}.all .m td:first-child{white-space:normal}svg{display:block;overflow:visible;font:inherit;font-size:7pt;color:#33413d;--mark:#b93c12;--panel:#fff}" \
    ".m .g{width:40%;padding:0}.two .m .g{width:30%}th.g svg{color:#46524f;font-weight:400}figcaption small{margin-left:2mm;font-size:8pt;color:#46524f}.two{display:grid;grid-template-columns:1fr 1fr;gap:5mm;align-items:start}" \
    ".s1{background:#fdf4ee}.s2{background:#fadcc9}.s3{background:#f1b08b}.s4{background:#bf5224;color:#fff}.s5{background:#8a2c0a;color:#fff}" \
    ".s6{background:repeating-linear-gradient(45deg,#f4f6f5 0 1.5px,#cfd6d3 1.5px 2.6px)}" \
    "@media(max-width:640px){main{padding:6mm 4mm;margin:0}.two{grid-template-columns:1fr}.hd,.ft{flex-wrap:wrap}figure{overflow-x:auto}}" \
    "@media print{body{background:#fff}main{margin:0;padding:0 1px;max-width:none}a{color:inherit}}"
#define ONE_PAGE \
    ".one{width:210mm;min-height:296mm;display:flex;flex-direction:column;line-height:1.4;padding:8mm 14mm 6mm}.one>.ft{margin-top:auto}" \
    ".one>h2{flex:1 0 auto;max-height:11mm;display:flex;flex-direction:column;justify-content:flex-end;margin:0 0 .4mm;padding-top:1.4mm;font-size:10.4pt}.one h1{font-size:15.5pt}.one table{font-size:8pt;line-height:1.28}.one th,.one td{padding:.4mm 1.2mm}" \
    ".one td.g{height:var(--row,auto)}.one figure{margin:.6mm 0 .8mm}.one figcaption{font-size:8.4pt}.one p{margin:.3mm 0}.one .sum{font-size:9.2pt;padding:1.3mm 3.4mm}.one .o{font-size:8.8pt}" \
    ".one .nb{font-size:7.2pt;line-height:1.36}.one .tt{margin-bottom:2.2mm;padding:1.4mm 0 1.2mm}.one .hd{margin-bottom:2.2mm}" \
    "@media screen and (max-width:210mm){.one{width:auto;min-height:0;padding:6mm 4mm}}" \
    "@page{size:A4;margin:0}@media print{.one{padding:8mm 14mm 6mm;margin:0;width:210mm}}"
#define PICTURE "[data-height]{background:#fff}[data-height] main{display:none}[data-height]>svg{font-size:9pt}"
#define PAGES PICTURE ".all .ft{break-before:avoid;margin-top:3mm}@page{size:A4;margin:16mm 15mm 15mm}"

static void element(const hc_document *d, hc_buf *out, const char *open, hc_str text, const char *close)
{
    hc_buf_c(out, open);
    hc_doc_escape(out, d->a, text);
    hc_buf_c(out, close);
}

static const char *hash_of(hc_str text, char out[HC_DIGEST_BASE64])
{
    hc_digest d = hc_sha256(text);
    hc_digest_base64(&d, out);
    return out;
}

static void head(const hc_document *d, const hc_doc_script *script, hc_buf *out)
{
    char hash[HC_DIGEST_BASE64];
    hc_str style = d->one_page ? HC_S(STYLE ONE_PAGE) : HC_S(STYLE PAGES);
    hc_buf_fmt(out, "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", d->ko ? "ko" : "en");
    hc_buf_fmt(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-%s'", hash_of(style, hash));
    if (script->text.n)
        hc_buf_fmt(out, " '%s'; script-src 'sha256-%s'; require-trusted-types-for 'script'; trusted-types 'none'", script->style, hash_of(script->text, hash));
    hc_buf_c(out, "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
    element(d, out, "<title>", d->title, "</title>\n<style>");
    hc_buf_str(out, style);
    hc_buf_c(out, "</style>\n</head>\n");
}

/* ---- tables --------------------------------------------------------------------------------------------- */

static void row(const hc_document *d, const hc_doc_table *t, size_t r, hc_buf *out)
{
    hc_buf_c(out, "<tr>");
    for (size_t c = 0; c < t->cols; c++) {
        uint8_t shade = t->shade ? t->shade[r * t->cols + c] : 0;
        if (shade)
            hc_buf_fmt(out, "<td class=\"s%u\">", shade);
        else
            hc_buf_c(out, "<td>");
        element(d, out, "", t->cell[r * t->cols + c], "</td>");
    }
    hc_buf_c(out, "</tr>\n");
}

static void table(const hc_document *d, const hc_doc_block *b, hc_buf *out)
{
    const hc_doc_table *t = b->table;
    hc_buf_c(out, "<figure><figcaption>");
    element(d, out, "<b>", b->lead, "</b> ");
    element(d, out, "<span>", b->text, "</span></figcaption>\n");
    hc_buf_fmt(out, "<table id=\"%.*s\" class=\"%s%s\">", HC_FS(t->id), t->mark ? "m" : t->shade ? "h" : "t", t->strong ? " st" : "");
    for (size_t c = 0; t->width && c < t->cols; c++)
        hc_buf_fmt(out, "<col width=\"%u%%\">", t->width[c]);
    hc_buf_c(out, "<thead><tr>");
    for (size_t c = 0; c < t->cols; c++)
        element(d, out, "<th scope=\"col\">", t->head[c], "</th>");
    hc_buf_c(out, "</tr></thead>\n<tbody>\n");
    for (size_t r = 0; r < t->rows; r++)
        row(d, t, r, out);
    hc_buf_c(out, "</tbody></table></figure>\n");
}

static bool narrow(const hc_document *d, size_t i)
{
    return i < d->n && d->block[i].table && d->block[i].table->narrow;
}

static void block(const hc_document *d, size_t i, hc_buf *out)
{
    static const char *const open[HC_DOC_KIND_COUNT] = {"<h2>", "<h3>", "<p>◈ ", "<p>", "<p class=\"o\">○ ", "<p class=\"nb\">※ ", ""};
    static const char *const close[HC_DOC_KIND_COUNT] = {"</h2>\n", "</h3>\n", "</p>\n", "</p>\n", "</p>\n", "</p>\n", ""};
    const hc_doc_block *b = &d->block[i];
    if (b->table) {
        table(d, b, out);
        return;
    }
    hc_buf_c(out, open[b->kind]);
    if (b->lead.n)
        element(d, out, "<b>", b->lead, b->text.n ? "</b> " : "</b>");
    element(d, out, "", b->text, close[b->kind]);
}

/* ---- charts --------------------------------------------------------------------------------------------- */

void hc_doc_data(hc_buf *out, hc_str json)
{
    for (size_t i = 0, from = 0; i <= json.n; i++) {
        if (i < json.n && json.p[i] != '<')
            continue;
        hc_buf_str(out, hc_str_sub(json, from, i));
        if (i < json.n)
            hc_buf_c(out, "\\u003c");
        from = i + 1;
    }
}

static void mark(const hc_mark *m, hc_jw *w)
{
    static const char *const shapes[] = {"circle", "diamond", "square"};
    if (!m->known) {
        hc_jw_null(w);
        return;
    }
    hc_jw_arr(w);
    hc_jw_f64(w, m->point);
    hc_jw_f64(w, m->low);
    hc_jw_f64(w, m->high);
    hc_jw_c(w, shapes[m->shape]);
    hc_jw_bool(w, m->hollow);
    hc_jw_end(w);
}

static void chart(const hc_doc_table *t, hc_jw *w)
{
    hc_jw_obj(w);
    hc_jw_kstr(w, "table", t->id);
    hc_jw_kf64(w, "from", t->from);
    hc_jw_kf64(w, "to", t->to);
    hc_jw_kbool(w, "strong", t->strong);
    hc_jw_kstr(w, "legend", t->legend);
    hc_jw_key(w, "rows");
    hc_jw_arr(w);
    for (size_t r = 0; r < t->rows; r++)
        mark(&t->mark[r], w);
    hc_jw_end(w);
    hc_jw_end(w);
}

/* The numbers of the marks, and what draws them. Words stay in the tables. */
static void charts(const hc_doc_block *b, size_t n, const hc_doc_script *script, hc_buf *out)
{
    HC_AUTO(hc_buf) json = {0};
    hc_jw w;
    if (!script->text.n)
        return;
    hc_buf_init(&json, SIZE_MAX);
    hc_jw_init(&w, &json);
    hc_jw_arr(&w);
    for (size_t i = 0; i < n; i++)
        if (b[i].table && b[i].table->mark)
            chart(b[i].table, &w);
    hc_jw_end(&w);
    hc_buf_c(out, "<script type=\"application/json\" id=\"charts\">");
    hc_doc_data(out, hc_buf_view(&json));
    hc_buf_c(out, "</script>\n<script>");
    hc_buf_str(out, script->text);
    hc_buf_c(out, "</script>\n");
}

void hc_doc_html(const hc_document *d, const hc_doc_script *script, hc_buf *out)
{
    head(d, script, out);
    hc_buf_fmt(out, "<body>\n<main class=\"%s\">\n<div class=\"hd\">", d->one_page ? "one" : "all");
    for (size_t i = 0; i < HC_LEN(d->header); i++)
        element(d, out, "<span>", d->header[i], "</span>");
    element(d, out, "</div>\n<div class=\"tt\"><h1>", d->title, "</h1>");
    element(d, out, "<p>", d->subtitle, "</p></div>\n");
    for (size_t i = 0; i < d->n; i++) {
        bool box = d->block[i].kind == HC_DOC_BOX, pair = narrow(d, i) && narrow(d, i + 1);
        if (box && (i == 0 || d->block[i - 1].kind != HC_DOC_BOX))
            hc_buf_c(out, "<div class=\"sum\">\n");
        if (pair)
            hc_buf_c(out, "<div class=\"two\">\n");
        block(d, i, out);
        if (pair) {
            block(d, ++i, out);
            hc_buf_c(out, "</div>\n");
        }
        if (box && (i + 1 == d->n || d->block[i + 1].kind != HC_DOC_BOX))
            hc_buf_c(out, "</div>\n");
    }
    element(d, out, "<div class=\"ft\"><span>", d->footer[0], "</span>");
    element(d, out, "<span>", d->footer[1], "</span></div>\n</main>\n");
    charts(d->block, d->n, script, out);
    hc_buf_c(out, "</body>\n</html>\n");
}

bool hc_doc_pictured(const hc_doc_block *b)
{
    return b->table && b->table->mark && b->table->rows <= HC_DOC_PICTURE_ROWS;
}

void hc_doc_picture_html(const hc_document *d, const hc_doc_block *block, const hc_doc_script *script, int *out_height, hc_buf *out)
{
    enum { ROW = 26, REST = 46, LEAST = 180 };         /* rows as on the pages; of a lower window a browser may leave the foot unpainted */
    hc_document alone = {.a = d->a, .ko = d->ko, .title = d->title};
    head(&alone, script, out);
    *out_height = REST + ROW * (int)block->table->rows;
    *out_height = *out_height < LEAST ? LEAST : *out_height;
    hc_buf_fmt(out, "<body data-height=\"%d\">\n<main>\n", *out_height);
    table(d, block, out);
    hc_buf_c(out, "</main>\n");
    charts(block, 1, script, out);
    hc_buf_c(out, "</body>\n</html>\n");
}
