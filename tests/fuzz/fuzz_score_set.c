// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"
#include "score/score.h"

/* A recorded score set is refused with both messages, or a pack can be seen through it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_score_set set;
    hc_str *aliases;
    hc_err err;
    if (hc_score_set_read(a, (hc_str){(const char *)data, size}, &set, &aliases, &err) != HC_OK) {
        HC_ASSERT(err.en[0] && err.ko[0]);
        return 0;
    }
    for (size_t i = 0; i < set.n_members; i++)
        (void)hc_str_hash(aliases[i]);
    hc_pack pack = {.name = HC_S("q")};
    pack = hc_score_set_pack(&set, &pack);
    for (size_t i = 0; i < pack.n_judge_scale; i++)
        (void)hc_str_hash(pack.judge_scale[i]);
    HC_ASSERT(pack.n_rubrics == 0 || hc_pack_rubric(&pack, pack.judge_rubric) != NULL);
    return 0;
}
