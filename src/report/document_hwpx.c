// SPDX-License-Identifier: Apache-2.0
/* A document as an HWPX package (OWPML, KS X 6101): headings, paragraphs, real tables, pictures of charts. Lengths are 1/7200 inch. */
#include "report/document.h"

#include "text/display.h"

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
/* Hangul's own readers look for all of them on both roots, used or not. */
#define HML(prefix, year, name) " xmlns:" prefix "=\"http://www.hancom.co.kr/hwpml/" year "/" name "\""
#define NAMESPACES HML("ha", "2011", "app") HML("hp", "2011", "paragraph") HML("hp10", "2016", "paragraph") HML("hs", "2011", "section") \
    HML("hc", "2011", "core") HML("hh", "2011", "head") HML("hhs", "2011", "history") HML("hm", "2011", "master-page") \
    HML("hwpunitchar", "2016", "HwpUnitChar") HML("ooxmlchart", "2016", "ooxmlchart") " xmlns:hpf=\"http://www.hancom.co.kr/schema/2011/hpf\"" \
    " xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:opf=\"http://www.idpf.org/2007/opf/\" xmlns:epub=\"http://www.idpf.org/2007/ops\"" \
    " xmlns:config=\"urn:oasis:names:tc:opendocument:xmlns:config:1.0\""

enum { PAGE_WIDTH = 59528, PAGE_HEIGHT = 84188, MARGIN = 5102, TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN, ROW_HEIGHT = 1400 };
enum { CHAR_TEXT, CHAR_BOLD, CHAR_TITLE, CHAR_HEAD, CHAR_SMALL, CHAR_CELL, CHAR_CELL_BOLD, CHAR_COUNT };
enum { PARA_LEFT, PARA_CENTRE, PARA_COUNT };
enum { FILL_NONE = 1, FILL_CELL, FILL_HEAD, FILL_BOX, FILL_SHADE /* .. +5 */, FILL_COUNT = FILL_SHADE + 5 };

static hc_str done(hc_arena *a, hc_buf *b)
{
    hc_str s = hc_str_dup(a, hc_buf_view(b));
    hc_buf_fini(b);
    return s;
}

/* ---- header.xml: fonts, letters, paragraphs, borders ---------------------------------------------------- */

static void fonts(hc_buf *b)
{
    static const char *const langs[] = {"HANGUL", "LATIN", "HANJA", "JAPANESE", "OTHER", "SYMBOL", "USER"};
    hc_buf_fmt(b, "<hh:fontfaces itemCnt=\"%zu\">", HC_LEN(langs));
    for (size_t i = 0; i < HC_LEN(langs); i++)
        hc_buf_fmt(b, "<hh:fontface lang=\"%s\" fontCnt=\"1\"><hh:font id=\"0\" face=\"함초롬바탕\" type=\"TTF\" isEmbedded=\"0\"/></hh:fontface>", langs[i]);
    hc_buf_c(b, "</hh:fontfaces>");
}

static void fills(hc_buf *b)
{
    static const char *const colour[FILL_COUNT] = {NULL, NULL, NULL, "#E8EFED", "#F3F8F6", "#FDF4EE", "#FADCC9", "#F1B08B", "#E08A62", "#D0704A"};
    hc_buf_fmt(b, "<hh:borderFills itemCnt=\"%d\">", FILL_COUNT - 1);
    for (int i = 1; i < FILL_COUNT; i++) {
        const char *line = i == FILL_NONE ? "NONE" : "SOLID";
        hc_buf_fmt(b, "<hh:borderFill id=\"%d\" threeD=\"0\" shadow=\"0\" centerLine=\"NONE\" breakCellSeparateLine=\"0\">"
                      "<hh:slash type=\"NONE\" Crooked=\"0\" isCounter=\"0\"/><hh:backSlash type=\"NONE\" Crooked=\"0\" isCounter=\"0\"/>", i);
        static const char *const sides[] = {"leftBorder", "rightBorder", "topBorder", "bottomBorder"};
        for (size_t s = 0; s < HC_LEN(sides); s++)
            hc_buf_fmt(b, "<hh:%s type=\"%s\" width=\"0.12 mm\" color=\"#8A9794\"/>", sides[s], line);
        hc_buf_c(b, "<hh:diagonal type=\"SOLID\" width=\"0.1 mm\" color=\"#000000\"/>");
        if (colour[i])
            hc_buf_fmt(b, "<hc:fillBrush><hc:winBrush faceColor=\"%s\" hatchColor=\"#999999\" alpha=\"0\"/></hc:fillBrush>", colour[i]);
        hc_buf_c(b, "</hh:borderFill>");
    }
    hc_buf_c(b, "</hh:borderFills>");
}

static void letters(hc_buf *b)
{
    static const struct { int height; bool bold; const char *colour; } look[CHAR_COUNT] = {
        {1000, false, "#000000"}, {1000, true, "#000000"}, {1700, true, "#000000"}, {1150, true, "#0A4F48"}, {800, false, "#46524F"},
        {880, false, "#000000"}, {880, true, "#000000"}};
    static const struct { const char *name; int value; } each[] = {{"fontRef", 0}, {"ratio", 100}, {"spacing", 0}, {"relSz", 100}, {"offset", 0}};
    hc_buf_fmt(b, "<hh:charProperties itemCnt=\"%d\">", CHAR_COUNT);
    for (int i = 0; i < CHAR_COUNT; i++) {
        hc_buf_fmt(b, "<hh:charPr id=\"%d\" height=\"%d\" textColor=\"%s\" shadeColor=\"none\" useFontSpace=\"0\" useKerning=\"0\" symMark=\"NONE\" "
                      "borderFillIDRef=\"%d\">", i, look[i].height, look[i].colour, FILL_NONE);
        for (size_t k = 0; k < HC_LEN(each); k++)
            hc_buf_fmt(b, "<hh:%s hangul=\"%d\" latin=\"%d\" hanja=\"%d\" japanese=\"%d\" other=\"%d\" symbol=\"%d\" user=\"%d\"/>", each[k].name,
                       each[k].value, each[k].value, each[k].value, each[k].value, each[k].value, each[k].value, each[k].value);
        if (look[i].bold)
            hc_buf_c(b, "<hh:bold/>");
        hc_buf_c(b, "</hh:charPr>");
    }
    hc_buf_c(b, "</hh:charProperties>");
}

static void paragraphs(hc_buf *b)
{
    hc_buf_c(b, "<hh:tabProperties itemCnt=\"1\"><hh:tabPr id=\"0\" autoTabLeft=\"0\" autoTabRight=\"0\"/></hh:tabProperties>");
    hc_buf_fmt(b, "<hh:paraProperties itemCnt=\"%d\">", PARA_COUNT);
    for (int i = 0; i < PARA_COUNT; i++)
        hc_buf_fmt(b, "<hh:paraPr id=\"%d\" tabPrIDRef=\"0\" condense=\"0\" fontLineHeight=\"0\" snapToGrid=\"0\" suppressLineNumbers=\"0\" checked=\"0\">"
                      "<hh:align horizontal=\"%s\" vertical=\"BASELINE\"/><hh:heading type=\"NONE\" idRef=\"0\" level=\"0\"/>"
                      "<hh:breakSetting breakLatinWord=\"KEEP_WORD\" breakNonLatinWord=\"KEEP_WORD\" widowOrphan=\"0\" keepWithNext=\"0\" "
                      "keepLines=\"0\" pageBreakBefore=\"0\" lineWrap=\"BREAK\"/><hh:autoSpacing eAsianEng=\"0\" eAsianNum=\"0\"/>"
                      "<hh:margin><hc:intent value=\"0\" unit=\"HWPUNIT\"/><hc:left value=\"0\" unit=\"HWPUNIT\"/><hc:right value=\"0\" unit=\"HWPUNIT\"/>"
                      "<hc:prev value=\"100\" unit=\"HWPUNIT\"/><hc:next value=\"100\" unit=\"HWPUNIT\"/></hh:margin>"
                      "<hh:lineSpacing type=\"PERCENT\" value=\"140\" unit=\"HWPUNIT\"/>"
                      "<hh:border borderFillIDRef=\"%d\" offsetLeft=\"0\" offsetRight=\"0\" offsetTop=\"0\" offsetBottom=\"0\" connect=\"0\" ignoreMargin=\"0\"/>"
                      "</hh:paraPr>", i, i == PARA_CENTRE ? "CENTER" : "LEFT", FILL_NONE);
    hc_buf_c(b, "</hh:paraProperties>");
    hc_buf_c(b, "<hh:styles itemCnt=\"1\"><hh:style id=\"0\" type=\"PARA\" name=\"바탕글\" engName=\"Normal\" paraPrIDRef=\"0\" charPrIDRef=\"0\" "
                "nextStyleIDRef=\"0\" langID=\"1042\" lockForm=\"0\"/></hh:styles>");
}

static hc_str header_xml(hc_arena *a)
{
    hc_buf b;
    hc_buf_init(&b, SIZE_MAX);
    hc_buf_c(&b, XML "<hh:head" NAMESPACES " version=\"1.4\" secCnt=\"1\">"
                 "<hh:beginNum page=\"1\" footnote=\"1\" endnote=\"1\" pic=\"1\" tbl=\"1\" equation=\"1\"/><hh:refList>");
    fonts(&b);
    fills(&b);
    letters(&b);
    paragraphs(&b);
    hc_buf_c(&b, "</hh:refList><hh:compatibleDocument targetProgram=\"HWP201X\"><hh:layoutCompatibility/></hh:compatibleDocument>"
                 "<hh:docOption><hh:linkinfo path=\"\" pageInherit=\"0\" footnoteInherit=\"0\"/></hh:docOption></hh:head>\n");
    return done(a, &b);
}

#define SUB_LIST(align) \
    "<hp:subList id=\"\" textDirection=\"HORIZONTAL\" lineWrap=\"BREAK\" vertAlign=\"" align "\" linkListIDRef=\"0\" linkListNextIDRef=\"0\" " \
    "textWidth=\"0\" textHeight=\"0\" hasTextRef=\"0\" hasNumRef=\"0\">"

/* ---- section0.xml --------------------------------------------------------------------------------------- */

typedef struct section { const hc_document *d; const hc_str *picture; hc_buf b; unsigned paragraph, object, n_pictures; } section;

static void run(section *s, int letter, hc_str text)
{
    hc_buf_fmt(&s->b, "<hp:run charPrIDRef=\"%d\"><hp:t>", letter);
    hc_doc_escape(&s->b, s->d->a, hc_display_safe(s->d->a, text, false));
    hc_buf_c(&s->b, "</hp:t></hp:run>");
}

static void open_paragraph(section *s, int form)
{
    hc_buf_fmt(&s->b, "<hp:p id=\"%u\" paraPrIDRef=\"%d\" styleIDRef=\"0\" pageBreak=\"0\" columnBreak=\"0\" merged=\"0\">", s->paragraph++, form);
}

static void page(section *s)
{
    hc_buf_fmt(&s->b, "<hp:run charPrIDRef=\"0\"><hp:secPr id=\"\" textDirection=\"HORIZONTAL\" spaceColumns=\"1134\" tabStop=\"8000\" outlineShapeIDRef=\"0\" "
                      "memoShapeIDRef=\"0\" textVerticalWidthHead=\"0\" masterPageCnt=\"0\">"
                      "<hp:grid lineGrid=\"0\" charGrid=\"0\" wonggojiFormat=\"0\"/><hp:startNum pageStartsOn=\"BOTH\" page=\"0\" pic=\"0\" tbl=\"0\" equation=\"0\"/>"
                      "<hp:visibility hideFirstHeader=\"0\" hideFirstFooter=\"0\" hideFirstMasterPage=\"0\" border=\"SHOW_ALL\" fill=\"SHOW_ALL\" "
                      "hideFirstPageNum=\"0\" hideFirstEmptyLine=\"0\" showLineNumber=\"0\"/>"
                      "<hp:pagePr landscape=\"WIDELY\" width=\"%d\" height=\"%d\" gutterType=\"LEFT_ONLY\">"
                      "<hp:margin header=\"2834\" footer=\"2834\" gutter=\"0\" left=\"%d\" right=\"%d\" top=\"4252\" bottom=\"4252\"/></hp:pagePr>"
                      "</hp:secPr><hp:ctrl><hp:colPr id=\"\" type=\"NEWSPAPER\" layout=\"LEFT\" colCount=\"1\" sameSz=\"1\" sameGap=\"0\"/></hp:ctrl></hp:run>",
               PAGE_WIDTH, PAGE_HEIGHT, MARGIN, MARGIN);
}

static void line(section *s, int form, int lead_letter, hc_str lead, int letter, hc_str text)
{
    open_paragraph(s, form);
    if (s->paragraph == 1)
        page(s);
    if (lead.n)
        run(s, lead_letter, text.n ? hc_fmt(s->d->a, "%.*s ", HC_FS(lead)) : lead);
    if (text.n || !lead.n)
        run(s, letter, text);
    hc_buf_c(&s->b, "</hp:p>\n");
}

static void cell(section *s, const hc_doc_table *t, size_t r, size_t c, unsigned width)
{
    bool head = r == 0;
    uint8_t shade = t->shade && !head ? t->shade[(r - 1) * t->cols + c] : 0;
    int fill = head ? FILL_HEAD : shade >= 1 && shade <= 5 ? FILL_SHADE + shade - 1 : FILL_CELL;
    bool bold = head || (t->strong && r == 1);
    hc_buf_fmt(&s->b, "<hp:tc name=\"\" header=\"%d\" hasMargin=\"0\" protect=\"0\" editable=\"0\" dirty=\"0\" borderFillIDRef=\"%d\">"
                      SUB_LIST("CENTER"), head, fill);
    open_paragraph(s, PARA_LEFT);
    run(s, bold ? CHAR_CELL_BOLD : CHAR_CELL, head ? t->head[c] : t->cell[(r - 1) * t->cols + c]);
    hc_buf_fmt(&s->b, "</hp:p></hp:subList><hp:cellAddr colAddr=\"%zu\" rowAddr=\"%zu\"/><hp:cellSpan colSpan=\"1\" rowSpan=\"1\"/>"
                      "<hp:cellSz width=\"%u\" height=\"%d\"/><hp:cellMargin left=\"283\" right=\"283\" top=\"85\" bottom=\"85\"/></hp:tc>", c, r, width, ROW_HEIGHT);
}

/* A big-endian number of a PNG's first chunk; it has passed through the one that made it, so it is long enough. */
static unsigned png_size(hc_str png, size_t at)
{
    const unsigned char *p = (const unsigned char *)png.p + at;
    return png.n < at + 4 ? 1 : (unsigned)p[0] << 24 | (unsigned)p[1] << 16 | (unsigned)p[2] << 8 | p[3];
}

enum { PNG_WIDTH_AT = 16, PNG_HEIGHT_AT = 20 };

/* The chart of the table that follows: as wide as the text, with a caption that says how to read its marks and a text instead of it. */
static void picture(section *s, const hc_doc_block *k, hc_str png)
{
    static const char one[] = "e1=\"1\" e2=\"0\" e3=\"0\" e4=\"0\" e5=\"1\" e6=\"0\"";
    const hc_document *d = s->d;
    unsigned w = TEXT_WIDTH, h = (unsigned)((uint64_t)w * png_size(png, PNG_HEIGHT_AT) / png_size(png, PNG_WIDTH_AT)), id = s->object + 1000;
    hc_str legend = k->table->legend;
    open_paragraph(s, PARA_LEFT);
    hc_buf_fmt(&s->b, "<hp:run charPrIDRef=\"0\"><hp:pic id=\"%u\" zOrder=\"%u\" numberingType=\"PICTURE\" textWrap=\"TOP_AND_BOTTOM\" textFlow=\"BOTH_SIDES\" lock=\"0\" "
                      "dropcapstyle=\"None\" href=\"\" groupLevel=\"0\" instid=\"%u\" reverse=\"0\"><hp:offset x=\"0\" y=\"0\"/><hp:orgSz width=\"%u\" height=\"%u\"/>"
                      "<hp:curSz width=\"%u\" height=\"%u\"/><hp:flip horizontal=\"0\" vertical=\"0\"/><hp:rotationInfo angle=\"0\" centerX=\"%u\" centerY=\"%u\" rotateimage=\"1\"/>"
                      "<hp:renderingInfo><hc:transMatrix %s/><hc:scaMatrix %s/><hc:rotMatrix %s/></hp:renderingInfo>", id, s->object, id, w, h, w, h, w / 2, h / 2, one, one, one);
    hc_buf_fmt(&s->b, "<hp:imgRect><hc:pt0 x=\"0\" y=\"0\"/><hc:pt1 x=\"%u\" y=\"0\"/><hc:pt2 x=\"%u\" y=\"%u\"/><hc:pt3 x=\"0\" y=\"%u\"/></hp:imgRect>"
                      "<hp:imgClip left=\"0\" right=\"%u\" top=\"0\" bottom=\"%u\"/><hp:inMargin left=\"0\" right=\"0\" top=\"0\" bottom=\"0\"/>"
                      "<hp:imgDim dimwidth=\"%u\" dimheight=\"%u\"/><hc:img binaryItemIDRef=\"image%u\" bright=\"0\" contrast=\"0\" effect=\"REAL_PIC\" alpha=\"0\"/><hp:effects/>",
               w, w, h, h, w, h, w, h, ++s->n_pictures);
    hc_buf_fmt(&s->b, "<hp:sz width=\"%u\" widthRelTo=\"ABSOLUTE\" height=\"%u\" heightRelTo=\"ABSOLUTE\" protect=\"0\"/>"
                      "<hp:pos treatAsChar=\"1\" affectLSpacing=\"0\" flowWithText=\"1\" allowOverlap=\"0\" holdAnchorAndSO=\"0\" vertRelTo=\"PARA\" "
                      "horzRelTo=\"COLUMN\" vertAlign=\"TOP\" horzAlign=\"LEFT\" vertOffset=\"0\" horzOffset=\"0\"/>"
                      "<hp:outMargin left=\"0\" right=\"0\" top=\"0\" bottom=\"0\"/>"
                      "<hp:caption side=\"BOTTOM\" fullSz=\"0\" width=\"%u\" gap=\"283\" lastWidth=\"%u\">" SUB_LIST("TOP"), w, h, w, w);
    open_paragraph(s, PARA_LEFT);
    run(s, CHAR_SMALL, hc_fmt(d->a, "%s%s%.*s", d->ko ? "점은 추정값, 선은 95% 신뢰구간" : "dots: estimates, lines: 95% intervals", legend.n ? "; " : "", HC_FS(legend)));
    hc_buf_c(&s->b, "</hp:p></hp:subList></hp:caption><hp:shapeComment>");
    hc_doc_escape(&s->b, d->a, hc_fmt(d->a, "%s%.*s %.*s%s", d->ko ? "그림으로 나타낸 표: " : "chart of the table ", HC_FS(k->lead), HC_FS(k->text),
                                      d->ko ? ". 수치는 아래 표에 있음" : "; its numbers are in the table below"));
    hc_buf_c(&s->b, "</hp:shapeComment></hp:pic></hp:run><hp:run charPrIDRef=\"0\"><hp:t></hp:t></hp:run></hp:p>\n");
    s->object++;
}

static void table(section *s, const hc_doc_block *k)
{
    const hc_doc_table *t = k->table;
    line(s, PARA_LEFT, CHAR_CELL_BOLD, k->lead, CHAR_SMALL, k->text);
    if (s->picture && hc_doc_pictured(k))
        picture(s, k, s->picture[s->n_pictures]);
    open_paragraph(s, PARA_LEFT);
    hc_buf_fmt(&s->b, "<hp:run charPrIDRef=\"0\"><hp:tbl id=\"%u\" zOrder=\"%u\" numberingType=\"TABLE\" textWrap=\"TOP_AND_BOTTOM\" textFlow=\"BOTH_SIDES\" lock=\"0\" "
                      "dropcapstyle=\"None\" pageBreak=\"CELL\" repeatHeader=\"1\" rowCnt=\"%zu\" colCnt=\"%zu\" cellSpacing=\"0\" borderFillIDRef=\"%d\" noAdjust=\"0\">"
                      "<hp:sz width=\"%d\" widthRelTo=\"ABSOLUTE\" height=\"%zu\" heightRelTo=\"ABSOLUTE\" protect=\"0\"/>"
                      "<hp:pos treatAsChar=\"1\" affectLSpacing=\"0\" flowWithText=\"1\" allowOverlap=\"0\" holdAnchorAndSO=\"0\" vertRelTo=\"PARA\" "
                      "horzRelTo=\"COLUMN\" vertAlign=\"TOP\" horzAlign=\"LEFT\" vertOffset=\"0\" horzOffset=\"0\"/>"
                      "<hp:outMargin left=\"0\" right=\"0\" top=\"0\" bottom=\"0\"/><hp:inMargin left=\"283\" right=\"283\" top=\"85\" bottom=\"85\"/>",
               s->object + 1000, s->object, t->rows + 1, t->cols, FILL_CELL, TEXT_WIDTH, (t->rows + 1) * ROW_HEIGHT);
    s->object++;
    for (size_t r = 0; r <= t->rows; r++) {
        hc_buf_c(&s->b, "<hp:tr>");
        for (size_t c = 0; c < t->cols; c++)
            cell(s, t, r, c, t->width ? (unsigned)(TEXT_WIDTH * t->width[c] / 100) : (unsigned)(TEXT_WIDTH / (int)t->cols));
        hc_buf_c(&s->b, "</hp:tr>");
    }
    hc_buf_c(&s->b, "</hp:tbl></hp:run><hp:run charPrIDRef=\"0\"><hp:t></hp:t></hp:run></hp:p>\n");
}

static void body(section *s)
{
    static const char *const marks[HC_DOC_KIND_COUNT] = {"", "", "◈ ", "", "○ ", "※ ", ""};
    for (size_t i = 0; i < s->d->n; i++) {
        const hc_doc_block *k = &s->d->block[i];
        if (k->table) {
            table(s, k);
            continue;
        }
        bool head = k->kind == HC_DOC_HEAD, sub = k->kind == HC_DOC_SUBHEAD;
        int letter = head ? CHAR_HEAD : sub ? CHAR_BOLD : k->kind == HC_DOC_NOTE ? CHAR_SMALL : CHAR_TEXT;
        hc_str lead = hc_fmt(s->d->a, "%s%.*s", marks[k->kind], HC_FS(k->lead));
        line(s, PARA_LEFT, CHAR_BOLD, lead, letter, k->text);
    }
}

static hc_str section_xml(const hc_document *d, const hc_str *pictures, hc_arena *a)
{
    section s = {.d = d, .picture = pictures};
    hc_buf_init(&s.b, SIZE_MAX);
    hc_buf_c(&s.b, XML "<hs:sec" NAMESPACES ">\n");
    line(&s, PARA_LEFT, CHAR_SMALL, HC_S(""), CHAR_SMALL, hc_fmt(d->a, "%.*s · %.*s · %.*s", HC_FS(d->header[0]), HC_FS(d->header[1]), HC_FS(d->header[2])));
    line(&s, PARA_CENTRE, CHAR_TITLE, HC_S(""), CHAR_TITLE, d->title);
    line(&s, PARA_CENTRE, CHAR_SMALL, HC_S(""), CHAR_SMALL, d->subtitle);
    body(&s);
    line(&s, PARA_LEFT, CHAR_SMALL, HC_S(""), CHAR_SMALL, d->footer[0]);
    line(&s, PARA_LEFT, CHAR_SMALL, HC_S(""), CHAR_SMALL, d->footer[1]);
    hc_buf_c(&s.b, "</hs:sec>\n");
    return done(a, &s.b);
}

/* ---- the package ---------------------------------------------------------------------------------------- */

static hc_str content_hpf(const hc_document *d, size_t n_pictures, hc_arena *a)
{
    hc_buf b;
    hc_buf_init(&b, SIZE_MAX);
    hc_buf_c(&b, XML "<opf:package xmlns:opf=\"http://www.idpf.org/2007/opf/\" version=\"\" unique-identifier=\"\" id=\"\"><opf:metadata><opf:title>");
    hc_doc_escape(&b, d->a, hc_display_safe(d->a, d->title, false));
    hc_buf_fmt(&b, "</opf:title><opf:language>%s</opf:language><opf:meta name=\"creator\" content=\"text\">haechi</opf:meta></opf:metadata><opf:manifest>"
                   "<opf:item id=\"header\" href=\"Contents/header.xml\" media-type=\"application/xml\"/>"
                   "<opf:item id=\"section0\" href=\"Contents/section0.xml\" media-type=\"application/xml\"/>"
                   "<opf:item id=\"version\" href=\"version.xml\" media-type=\"application/xml\"/>"
                   "<opf:item id=\"settings\" href=\"settings.xml\" media-type=\"application/xml\"/>", d->ko ? "ko" : "en");
    for (size_t i = 1; i <= n_pictures; i++)
        hc_buf_fmt(&b, "<opf:item id=\"image%zu\" href=\"BinData/image%zu.png\" media-type=\"image/png\" isEmbeded=\"1\"/>", i, i);
    hc_buf_c(&b, "</opf:manifest><opf:spine><opf:itemref idref=\"header\" linear=\"yes\"/><opf:itemref idref=\"section0\" linear=\"yes\"/></opf:spine></opf:package>\n");
    return done(a, &b);
}

/* What a file manager shows of it. */
static hc_str preview(const hc_document *d, hc_arena *a)
{
    hc_str out = d->title;
    for (size_t i = 0; i < d->n; i++)
        if (d->block[i].kind == HC_DOC_BOX)
            out = hc_fmt(a, "%.*s\r\n%.*s", HC_FS(out), HC_FS(d->block[i].text));
    return hc_display_safe(a, out, true);
}

void hc_doc_hwpx(const hc_document *d, const hc_str *pictures, hc_arena *a, hc_doc_member **out, size_t *out_n)
{
    size_t n_pictures = 0;
    for (size_t i = 0; pictures && i < d->n; i++)
        n_pictures += hc_doc_pictured(&d->block[i]);
    const hc_doc_member members[] = {
        {"mimetype", HC_S("application/hwp+zip")},
        {"version.xml", HC_S(XML "<hv:HCFVersion xmlns:hv=\"http://www.hancom.co.kr/hwpml/2011/version\" tagetApplication=\"WORDPROCESSOR\" major=\"5\" "
                             "minor=\"1\" micro=\"0\" buildNumber=\"1\" os=\"1\" xmlVersion=\"1.4\" application=\"haechi\" appVersion=\"1\"/>\n")},
        {"settings.xml", HC_S(XML "<ha:HWPApplicationSetting xmlns:ha=\"http://www.hancom.co.kr/hwpml/2011/app\">"
                              "<ha:CaretPosition listIDRef=\"0\" paraIDRef=\"0\" pos=\"0\"/></ha:HWPApplicationSetting>\n")},
        {"META-INF/container.xml", HC_S(XML "<ocf:container xmlns:ocf=\"urn:oasis:names:tc:opendocument:xmlns:container\"><ocf:rootfiles>"
                                        "<ocf:rootfile full-path=\"Contents/content.hpf\" media-type=\"application/hwpml-package+xml\"/>"
                                        "</ocf:rootfiles></ocf:container>\n")},
        {"META-INF/manifest.xml", HC_S(XML "<odf:manifest xmlns:odf=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>\n")},
        {"Contents/content.hpf", content_hpf(d, n_pictures, a)},
        {"Contents/header.xml", header_xml(a)},
        {"Contents/section0.xml", section_xml(d, pictures, a)},
        {"Preview/PrvText.txt", preview(d, a)},
    };
    *out = HC_NEW_N(a, hc_doc_member, HC_LEN(members) + n_pictures);
    for (size_t i = 0; i < HC_LEN(members); i++)
        (*out)[i] = members[i];
    for (size_t i = 0; i < n_pictures; i++)
        (*out)[HC_LEN(members) + i] = (hc_doc_member){hc_cstr(a, hc_fmt(a, "BinData/image%zu.png", i + 1)), pictures[i]};
    *out_n = HC_LEN(members) + n_pictures;
}
