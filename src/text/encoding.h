// SPDX-License-Identifier: Apache-2.0
#ifndef HC_TEXT_ENCODING_H
#define HC_TEXT_ENCODING_H

#include "base/str.h"

typedef enum hc_encoding {
    HC_ENC_UTF8, HC_ENC_UTF8_BOM, HC_ENC_UTF16LE, HC_ENC_UTF16BE, HC_ENC_CP949
} hc_encoding;

/* Guesses the encoding of a file and decodes it to UTF-8 without a BOM. Order: BOM; valid UTF-8; UTF-16
 * by the position of zero bytes; CP949 if every byte decodes. Bytes that fit none: HC_E_INPUT with
 * file:line of the first bad byte and what to do (a mostly-UTF-8 file names its broken line).
 * Lone line ends are left as they are. `file` is for messages. UTF-8 text borrows from `bytes`. */
hc_code hc_decode_file(hc_arena *a, hc_str bytes, const char *file, hc_str *out, hc_encoding *out_enc,
                       hc_err *err);
const char *hc_encoding_name(hc_encoding e); /* "UTF-8", "UTF-8 with BOM", "UTF-16LE", "CP949" */

#endif
