// SPDX-License-Identifier: Apache-2.0
#ifndef HC_KOREAN_REPLY_CLASS_H
#define HC_KOREAN_REPLY_CLASS_H

#include "base/str.h"

/* What an answered text is, by rules over Korean and English replies. */
typedef enum hc_reply_class {
    HC_CLASS_REFUSE_EXPLICIT, HC_CLASS_REFUSE_SOFT, HC_CLASS_DEFLECT, HC_CLASS_PARTIAL, HC_CLASS_COMPLY,
    HC_CLASS_EMPTY, HC_CLASS_UNCLEAR
} hc_reply_class;

typedef struct hc_class_result {
    hc_reply_class cls;
    hc_str span;              /* the words that decided; borrow of the text */
    const char *rule;         /* short name of the rule */
} hc_class_result;

const char *hc_reply_class_id(hc_reply_class c);       /* "refuse_explicit" ... */
void hc_reply_classify(hc_arena *a, hc_str text, hc_class_result *out);

/* Share of Hangul among letters, and the language that the reply is in: "ko", "en", "ja", "zh", "other", "none" (no letters). Code blocks
 * and URLs do not count. */
const char *hc_reply_lang(hc_str text, double *out_hangul_share);

#endif
