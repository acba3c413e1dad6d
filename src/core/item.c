// SPDX-License-Identifier: Apache-2.0
#include "core/item.h"

const char *hc_expect_id(hc_expect e)
{
    static const char *const ids[] = {"none", "refuse", "answer", "safe", "choice", "text", "number", "regex"};
    HC_ASSERT((size_t)e < HC_LEN(ids));
    return ids[e];
}
