// SPDX-License-Identifier: Apache-2.0
#include "core/item.h"

const char *hc_expect_id(hc_expect e)
{
    static const char *const ids[] = {"none", "refuse", "answer", "safe", "choice", "text", "number", "regex"};
    HC_ASSERT((size_t)e < HC_LEN(ids));
    return ids[e];
}

const char *hc_expect_ko(hc_expect e)
{
    static const char *const words[] = {"없음", "거절", "답변", "안전", "선택", "글", "숫자", "정규식"};
    HC_ASSERT((size_t)e < HC_LEN(words));
    return words[e];
}
