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
    ".st tr:first-child td{font-weight:700}.m td,.m th,.one .h td,.one .h th{white-space:nowrap}.all .m td:first-child{white-space:normal}.m svg{display:block;width:100%;height:4.4mm}" \
    ".m .g{width:30%;padding:0 .6mm}th.g i{float:left;font:normal 7pt NanumGothic,sans-serif;color:#46524f}th.g i+i{float:right}.two{display:grid;grid-template-columns:1fr 1fr;gap:5mm;align-items:start}" \
    ".s1{background:#fdf4ee}.s2{background:#fadcc9}.s3{background:#f1b08b}.s4{background:#bf5224;color:#fff}.s5{background:#8a2c0a;color:#fff}" \
    ".s6{background:repeating-linear-gradient(45deg,#f4f6f5 0 1.5px,#cfd6d3 1.5px 2.6px)}" \
    "@media(max-width:640px){main{padding:6mm 4mm;margin:0}.two{grid-template-columns:1fr}.hd,.ft{flex-wrap:wrap}figure{overflow-x:auto}}" \
    "@media print{body{background:#fff}main{margin:0;padding:0;max-width:none}a{color:inherit}}"
#define ONE_PAGE \
    ".one{width:210mm;min-height:296mm;display:flex;flex-direction:column;line-height:1.4;padding:8mm 14mm 6mm}.one>.ft{margin-top:auto}" \
    ".one>h2{flex:1 0 auto;max-height:11mm;display:flex;flex-direction:column;justify-content:flex-end;margin:0 0 .4mm;padding-top:1.4mm;font-size:10.4pt}.one h1{font-size:15.5pt}.one table{font-size:8pt;line-height:1.28}.one th,.one td{padding:.4mm 1.2mm}" \
    ".one figure{margin:.6mm 0 .8mm}.one figcaption{font-size:8.4pt}.one p{margin:.3mm 0}.one .sum{font-size:9.2pt;padding:1.3mm 3.4mm}.one .o{font-size:8.8pt}" \
    ".one .nb{font-size:7.2pt;line-height:1.36}.one .tt{margin-bottom:2.2mm;padding:1.4mm 0 1.2mm}.one .hd{margin-bottom:2.2mm}" \
    "@media screen and (max-width:210mm){.one{width:auto;min-height:0;padding:6mm 4mm}}" \
    "@page{size:A4;margin:0}@media print{.one{padding:8mm 14mm 6mm;margin:0;width:210mm}}"
#define PAGES ".all .ft{break-before:avoid;margin-top:3mm}@page{size:A4;margin:16mm 15mm 15mm}"

static void base64(const uint8_t *p, size_t n, hc_buf *out)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        unsigned v = (unsigned)p[i] << 16 | (i + 1 < n ? (unsigned)p[i + 1] << 8 : 0) | (i + 2 < n ? p[i + 2] : 0);
        hc_buf_ch(out, letters[v >> 18 & 63]);
        hc_buf_ch(out, letters[v >> 12 & 63]);
        hc_buf_ch(out, i + 1 < n ? letters[v >> 6 & 63] : '=');
        hc_buf_ch(out, i + 2 < n ? letters[v & 63] : '=');
    }
}

static void element(const hc_document *d, hc_buf *out, const char *open, hc_str text, const char *close)
{
    hc_buf_c(out, open);
    hc_doc_escape(out, d->a, text);
    hc_buf_c(out, close);
}

static void head(const hc_document *d, hc_buf *out)
{
    hc_str style = d->one_page ? HC_S(STYLE ONE_PAGE) : HC_S(STYLE PAGES);
    hc_digest hash = hc_sha256(style);
    hc_buf_fmt(out, "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", d->ko ? "ko" : "en");
    hc_buf_c(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-");
    base64(hash.b, sizeof hash.b, out);
    hc_buf_c(out, "'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
    element(d, out, "<title>", d->title, "</title>\n<style>");
    hc_buf_str(out, style);
    hc_buf_c(out, "</style>\n</head>\n");
}

/* ---- tables --------------------------------------------------------------------------------------------- */

enum { MARK_WIDTH = 200, MARK_HEIGHT = 18 };

static double place(const hc_doc_table *t, double v)
{
    double share = t->to > t->from ? (v - t->from) / (t->to - t->from) : 0;
    return 4 + (MARK_WIDTH - 8) * (share < 0 ? 0 : share > 1 ? 1 : share);
}

/* The estimate as a point on its interval; a difference has the line of zero. Numbers stand in the table beside it. */
static void mark(const hc_doc_table *t, const hc_mark *m, bool strong, hc_buf *out)
{
    const char *ink = strong ? "#b93c12" : "#33413d";
    hc_buf_fmt(out, "<td class=\"g\"><svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" role=\"img\" aria-hidden=\"true\">", MARK_WIDTH, MARK_HEIGHT);
    for (int i = 0; i <= 4; i++)
        hc_buf_fmt(out, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"0\" y2=\"%d\" stroke=\"#e3e8e6\"/>", place(t, t->from + (t->to - t->from) * i / 4),
                   place(t, t->from + (t->to - t->from) * i / 4), MARK_HEIGHT);
    if (t->from < 0 && t->to > 0)
        hc_buf_fmt(out, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"0\" y2=\"%d\" stroke=\"#46524f\"/>", place(t, 0), place(t, 0), MARK_HEIGHT);
    if (m->known)
        hc_buf_fmt(out, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"9\" y2=\"9\" stroke=\"%s\" stroke-width=\"2.2\"/>"
                        "<ellipse cx=\"%.1f\" cy=\"9\" rx=\"3.4\" ry=\"4\" fill=\"%s\"/>",
                   place(t, m->low), place(t, m->high), ink, place(t, m->point), ink);
    hc_buf_c(out, "</svg></td>");
}

/* Where the drawing begins and ends. */
static void scale(const hc_doc_table *t, hc_buf *out)
{
    hc_buf_fmt(out, "<th class=\"g\" aria-hidden=\"true\"><i>%.0f</i><i>%s%.0f%%</i></th>", 100 * t->from, t->from < 0 ? "+" : "", 100 * t->to);
}

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
        if (c == 0 && t->mark)
            mark(t, &t->mark[r], t->strong && r == 0, out);
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
    for (size_t c = 0; c < t->cols; c++) {
        element(d, out, "<th scope=\"col\">", t->head[c], "</th>");
        if (c == 0 && t->mark)
            scale(t, out);
    }
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

void hc_doc_html(const hc_document *d, hc_buf *out)
{
    head(d, out);
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
    element(d, out, "<span>", d->footer[1], "</span></div>\n</main>\n</body>\n</html>\n");
}
