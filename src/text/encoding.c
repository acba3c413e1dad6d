// SPDX-License-Identifier: Apache-2.0
#include "text/encoding.h"

#include <errno.h>
#include <iconv.h>

#include "text/utf8.h"

const char *hc_encoding_name(hc_encoding e)
{
    switch (e) {
    case HC_ENC_UTF8:
        return "UTF-8";
    case HC_ENC_UTF8_BOM:
        return "UTF-8 with BOM";
    case HC_ENC_UTF16LE:
        return "UTF-16LE";
    case HC_ENC_UTF16BE:
        return "UTF-16BE";
    case HC_ENC_CP949:
        return "CP949";
    }
    return "?";
}

/* How the bytes look. */
typedef struct census {
    size_t high, high_utf8;        /* bytes >= 0x80; those inside well-formed sequences */
    size_t high_hangul;            /* those that are everyday Hangul if the text is CP949 */
    size_t zeros;
    size_t ascii_le, ascii_be;     /* pairs of bytes that are an ASCII character in UTF-16 */
} census;

static census count(hc_str s)
{
    census c = {0};
    for (size_t at = 0; at < s.n;) {
        size_t len = hc_utf8_len_at(s, at);
        if ((unsigned char)s.p[at] >= 0x80) {
            c.high += len ? len : 1;
            c.high_utf8 += len;
        }
        c.zeros += s.p[at] == '\0';
        at += len ? len : 1;
    }
    for (size_t at = 0; at + 1 < s.n; at++) {
        unsigned char lead = (unsigned char)s.p[at], trail = (unsigned char)s.p[at + 1];
        /* The 2,350 syllables of KS X 1001. */
        c.high_hangul += lead >= 0xB0 && lead <= 0xC8 && trail >= 0xA1 ? 2 : 0;
        at += lead > 0x80; /* a pair */
    }
    for (size_t at = 0; at + 1 < s.n; at += 2) {
        unsigned char first = (unsigned char)s.p[at], second = (unsigned char)s.p[at + 1];
        c.ascii_le += second == 0 && first < 0x80;
        c.ascii_be += first == 0 && second < 0x80;
    }
    return c;
}

/* Converts all bytes to UTF-8 in out; false with *bad at the first byte that does not decode. */
static bool convert(const char *from, hc_str bytes, hc_buf *out, size_t *bad)
{
    iconv_t cd = iconv_open("UTF-8", from);
    if (cd == (iconv_t)-1) {
        *bad = SIZE_MAX;
        return false;
    }
    char *in = (char *)(uintptr_t)bytes.p; /* iconv does not write through it */
    size_t left = bytes.n;
    while (left > 0) {
        char chunk[4096], *to = chunk;
        size_t room = sizeof chunk;
        size_t result = iconv(cd, &in, &left, &to, &room);
        int why = errno;
        hc_buf_add(out, chunk, (size_t)(to - chunk));
        if (result == (size_t)-1 && why != E2BIG)
            break;
    }
    iconv_close(cd);
    *bad = bytes.n - left;
    return left == 0;
}

static hc_code broken(const char *file, size_t line, unsigned char byte, const char *encoding, hc_err *err)
{
    return hc_fail(err, HC_E_INPUT, "E-TEXT-01",
        "%s:%zu: byte 0x%02X does not decode as %s\nsave the file as UTF-8 or CP949 and try again",
        "%s:%zu: 바이트 0x%02X{을/를} %s{으로/로} 해석할 수 없음\n파일을 UTF-8 또는 CP949로 저장한 뒤 다시 "
        "시도하십시오", file, line, byte, encoding);
}

static hc_code take_utf8(hc_str s, const char *file, hc_encoding kind, hc_str *out, hc_encoding *out_enc,
                         hc_err *err)
{
    size_t bad = hc_utf8_valid_prefix(s);
    if (bad < s.n)
        return broken(file, hc_utf8_pos(s, bad).line, (unsigned char)s.p[bad], "UTF-8", err);
    *out = s;
    *out_enc = kind;
    return HC_OK;
}

static hc_code take_legacy(hc_arena *a, hc_str s, const char *file, hc_encoding kind, hc_str *out, hc_err *err)
{
    HC_AUTO(hc_buf) text;
    hc_buf_init(&text, SIZE_MAX);
    size_t bad;
    if (convert(hc_encoding_name(kind), s, &text, &bad)) {
        *out = hc_str_dup(a, hc_buf_view(&text));
        return HC_OK;
    }
    if (bad == SIZE_MAX)
        return hc_fail(err, HC_E_UNSUPPORTED, "E-TEXT-02",
            "cannot read %s: this system cannot convert %s\nsave the file as UTF-8",
            "%s{을/를} 읽을 수 없음: 이 시스템은 %s 변환을 지원하지 않음\n파일을 UTF-8로 저장하십시오", file,
            hc_encoding_name(kind));
    hc_str done = hc_buf_view(&text);
    return broken(file, hc_utf8_pos(done, done.n).line, (unsigned char)s.p[bad], hc_encoding_name(kind), err);
}

hc_code hc_decode_file(hc_arena *a, hc_str bytes, const char *file, hc_str *out, hc_encoding *out_enc,
                       hc_err *err)
{
    hc_str rest = bytes;
    if (hc_str_starts(bytes, HC_S("\xEF\xBB\xBF")))
        return take_utf8(hc_str_sub(bytes, 3, bytes.n), file, HC_ENC_UTF8_BOM, out, out_enc, err);
    hc_encoding kind = HC_ENC_UTF8;
    census c = count(bytes);
    if (hc_str_starts(bytes, HC_S("\xFF\xFE"))) {
        kind = HC_ENC_UTF16LE;
        rest = hc_str_sub(bytes, 2, bytes.n);
    } else if (hc_str_starts(bytes, HC_S("\xFE\xFF"))) {
        kind = HC_ENC_UTF16BE;
        rest = hc_str_sub(bytes, 2, bytes.n);
    } else if (c.zeros > 0 && (c.high > c.high_utf8 || c.zeros * 3 > bytes.n)) {
        /* English text in UTF-16 is well-formed UTF-8 too, with a NUL at every other byte. */
        kind = c.ascii_le >= c.ascii_be ? HC_ENC_UTF16LE : HC_ENC_UTF16BE;
    } else if (c.high > c.high_utf8 &&
               (c.high_utf8 * 2 <= c.high || c.high_utf8 < c.high_hangul)) {
        /* Some pairs of CP949 look like UTF-8 by chance, and the reverse; where UTF-8 prevails, the file
         * is a broken one and take_utf8 names the place. */
        kind = HC_ENC_CP949;
    }
    if (kind == HC_ENC_UTF8)
        return take_utf8(rest, file, kind, out, out_enc, err);
    HC_TRY(take_legacy(a, rest, file, kind, out, err));
    *out_enc = kind;
    return HC_OK;
}
