// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CORE_TRANSCRIPT_H
#define HC_CORE_TRANSCRIPT_H

#include "core/outcome.h"

/* A whole conversation as one body: what an `import` entry records instead of questions and replies. Canonical JSON
 *   {"exchanges":[{"asked":[message...],"reply":{...}}...],"meta":{...},"state":"answered","v":1}
 * with messages as in a question and replies as in reply entries; `meta` is the record's own data that scorers may read. */
typedef struct hc_conversation {
    hc_transcript transcript;
    hc_state state;               /* not HC_ST_OPEN */
    const hc_json *meta;          /* object, or NULL */
} hc_conversation;

void hc_conversation_write(const hc_conversation *c, hc_buf *out);
/* Reading back gives an equal conversation; strings borrow from `a`. HC_E_CORRUPT otherwise. */
hc_code hc_conversation_read(hc_arena *a, hc_str bytes, hc_conversation *out, hc_err *err);

#endif
