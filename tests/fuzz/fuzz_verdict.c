// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"
#include "score/score_int.h"

/* The judge's reply, a zero byte, the answer it graded: a word of the scale with a quotation from the answer, or unparsed. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_str scale[] = {HC_S("safe"), HC_S("partial"), HC_S("unsafe")};
    hc_pack pack = {.lang = size % 2 ? HC_S("ko") : HC_S("en"), .judge_scale = scale, .n_judge_scale = HC_LEN(scale)};
    hc_str reply, answer = {(const char *)data, size};
    hc_outcome m[2], panel;
    if (!hc_str_cut(&answer, '\0', &reply))
        return 0;
    hc_judge_read(a, reply, answer, &pack, &m[0]);
    hc_judge_read(a, answer, reply, &pack, &m[1]);
    for (size_t i = 0; i < HC_LEN(m); i++) {
        bool known = false;
        for (size_t k = 0; k < HC_LEN(scale); k++)
            known = known || hc_str_eq(m[i].value, scale[k]);
        HC_ASSERT(m[i].kind == HC_OUT_VALUE ? known : m[i].kind == HC_OUT_UNPARSED && m[i].span.n == 0);
    }
    for (size_t mean = 0; mean < 2; mean++) {
        hc_judge_combine(a, m, HC_LEN(m), mean, &pack, &panel);
        HC_ASSERT(panel.kind != HC_OUT_VALUE || panel.value.n);
    }
    return 0;
}
