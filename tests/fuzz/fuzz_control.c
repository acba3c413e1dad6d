// SPDX-License-Identifier: Apache-2.0
#include "engine/request.h"
#include "fuzz.h"

static bool same(const hc_cmd *a, const hc_cmd *b)
{
    bool equal = a->kind == b->kind && hc_str_eq(a->who, b->who) && hc_str_eq(a->target, b->target) && a->value == b->value &&
                 a->failed == b->failed && a->n_samples == b->n_samples;
    for (size_t i = 0; equal && i < a->n_samples; i++)
        equal = hc_str_eq(a->samples[i], b->samples[i]);
    return equal;
}

/* A line to a control socket is refused with words in both languages, or is written in a form that reads back as the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    HC_AUTO(hc_buf) b;
    hc_request r, again;
    hc_err err = {0};
    hc_row row = {.addr = {.target = HC_S("m"), .pack = HC_S("p"), .item = HC_S("a")}};
    hc_buf_init(&b, SIZE_MAX);
    if (hc_request_read(a, (hc_str){(const char *)data, size}, &r, &err) != HC_OK) {
        HC_ASSERT(err.id[0] && err.en[0] && err.ko[0]);
        return 0;
    }
    HC_ASSERT(r.cmd.uid == -1 && r.cmd.n_samples <= HC_REQUEST_SAMPLES_MAX);
    for (size_t i = 0; i < r.cmd.n_samples; i++)
        hc_row_named(&row, r.cmd.samples[i]);
    hc_request_write(&r, &b);
    HC_ASSERT(hc_request_read(a, hc_buf_view(&b), &again, &err) == HC_OK);
    HC_ASSERT(r.is_status == again.is_status && same(&r.cmd, &again.cmd));
    return 0;
}
