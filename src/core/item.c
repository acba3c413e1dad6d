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

hc_str hc_item_meta(const hc_item *it, hc_str key)
{
    for (size_t i = 0; i + 1 < it->n_meta; i += 2)
        if (hc_str_eq(it->meta[i], key))
            return it->meta[i + 1];
    return hc_item_tag(it, key);
}

const char *const hc_tag_names[] = {"factor", "form", "axis", "kind", "register", "en_twin_id", "jurisdiction", "contested", "generated",
                                    "hazard_note", "variant_of", NULL};

hc_str hc_item_tag(const hc_item *it, hc_str key)
{
    for (size_t i = 0; i + 1 < it->n_tags; i += 2)
        if (hc_str_eq(it->tags[i], key))
            return it->tags[i + 1];
    return (hc_str){NULL, 0};
}

const hc_variant *hc_item_variant(const hc_item *it, hc_str transform)
{
    for (size_t i = 0; i < it->n_variants; i++)
        if (hc_str_eq(it->variants[i].transform, transform))
            return &it->variants[i];
    return NULL;
}
