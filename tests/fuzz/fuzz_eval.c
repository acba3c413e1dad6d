// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"
#include "interop/eval_int.h"

/* A sample of any form becomes a line of a pack and a conversation that are read back as they were. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    HC_AUTO(hc_buf) b;
    hc_err err = {0};
    hc_json *sample, *row;
    hc_str id, key;
    uint64_t epoch;
    hc_label *labels;
    hc_buf_init(&b, SIZE_MAX);
    if (hc_eval_parse(a, (hc_str){(const char *)data, size}, true, "sample", &sample, &err)) {
        HC_ASSERT(err.en[0] && err.ko[0]);
        return 0;
    }
    if (!hc_eval_identity(a, sample, &id, &epoch))
        return 0;
    HC_ASSERT(epoch < HC_EVAL_EPOCH_MAX);
    hc_str line = hc_eval_row(a, sample, id, &key);
    HC_ASSERT(hc_json_parse(a, line, "row", &row, &err) == HC_OK && hc_str_eq(hc_json_str(row, "id", HC_S("")), id));
    hc_conversation c = hc_eval_conversation(a, sample), again;
    hc_conversation_write(&c, &b);
    HC_ASSERT(hc_conversation_read(a, hc_buf_view(&b), &again, &err) == HC_OK);
    HC_ASSERT(again.state == c.state && again.transcript.n == c.transcript.n);
    size_t n = hc_eval_labels(a, sample, &labels);
    for (size_t i = 0; i < n; i++)
        HC_ASSERT(labels[i].rater.n && labels[i].question.n);
    return 0;
}
