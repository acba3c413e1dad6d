// SPDX-License-Identifier: Apache-2.0
#include "core/label.h"
#include "fuzz.h"

/* A recorded label is refused with both messages, or what was read is written and read back as the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_err err = {0};
    hc_label *list = NULL, *again = NULL;
    size_t n = 0, cap = 0, n_again = 0, cap_again = 0;
    if (hc_labels_merge(a, (hc_str){(const char *)data, size}, &list, &n, &cap, &err) != HC_OK) {
        HC_ASSERT(err.en[0] && err.ko[0]);
        return 0;
    }
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_labels_write(a, list, n, &b);
    if (!n)
        return 0;                  /* a body without answers names its rater to nobody */
    HC_ASSERT(hc_labels_merge(a, hc_buf_view(&b), &again, &n_again, &cap_again, NULL) == HC_OK);
    HC_ASSERT(n_again == n);
    for (size_t i = 0; i < n; i++) {
        const hc_label *l = hc_label_find(again, n, list[i].rater, list[i].question);
        HC_ASSERT(l && hc_str_eq(l->value, list[i].value));
    }
    return 0;
}
