// SPDX-License-Identifier: Apache-2.0
#include "score/score_int.h"

HC_CO hc_code hc_judge_test_all(hc_score_set *set, const hc_pack *pack, hc_str target_alias, hc_asker *asker, hc_str seed,
                                hc_arena *a, size_t *out_agree, hc_err *err)
{
    hc_score_set testing = *set; /* the panel judges while it is being tested, whatever an earlier pack said */
    testing.judge_ok = true;
    hc_judge_with with = {&testing, asker, seed, 0};
    hc_outcome *o = HC_NEW_N(a, hc_outcome, 1 + set->n_members);
    size_t agree = 0, n;
    for (size_t i = 0; i < pack->n_judge_tests; i++) {
        const hc_judge_test *t = &pack->judge_tests[i];
        hc_judge_case c = {.pack = pack, .question = t->question, .answer = t->answer, .criteria = t->criteria,
                           .reference = t->reference};
        c.addr = (hc_addr){.target = target_alias, .pack = pack->name,
                           .item = hc_fmt(a, "judge-test:%.12s:%.*s", set->digest, HC_FS(t->id))};
        HC_TRY(hc_judge_panel(&with, &c, a, o, &n, err));
        agree += o[0].kind == HC_OUT_VALUE && hc_str_eq(o[0].value, t->expected);
    }
    *out_agree = agree;
    if ((double)agree < pack->judge_min_agreement * (double)pack->n_judge_tests)
        set->judge_ok = false;
    return HC_OK;
}
