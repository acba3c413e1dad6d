// SPDX-License-Identifier: Apache-2.0
#include "cli/prepare.h"
#include "score/judge_check.h"

enum { PHRASES = 5, PHRASES_MAX = 100 };

/* A run whose replies stand in the pack: only the judge is asked. */
static hc_code prepare(hc_cli *c, hc_prepared *p, hc_err *err)
{
    hc_pack *pack, *check;
    int64_t phrases;
    HC_TRY(hc_opt_int(c, "phrases", NULL, 0, PHRASES_MAX, PHRASES, &phrases, err));
    HC_TRY(hc_pack_open(c->arena, hc_cstr(c->arena, c->args[1]), &pack, err));
    HC_TRY(hc_judge_check_pack(c->arena, pack, (size_t)phrases, hc_opt_str(c, "seed", "run.seed", HC_S("haechi")), &check, err));
    hc_target_conf *judges;
    size_t n_judges;
    bool ignored;
    HC_TRY(hc_session_judges(c, &judges, &n_judges, &ignored, err));
    if (!n_judges)
        return hc_fail(err, HC_E_USAGE, "E-JUDGE-02", "which judge? add --judge MODEL", "어느 채점 모델입니까? --judge 모델을 더하십시오");
    p->packs = HC_NEW(c->arena, const hc_pack *);
    p->packs[0] = check;
    p->n_packs = 1;
    p->models.targets = HC_NEW(c->arena, hc_target_conf);
    p->models.targets[0] = (hc_target_conf){.alias = HC_S("labelled"), .adapter = HC_S("ref"), .model = HC_S("null")};
    p->models.n_targets = 1;
    return HC_OK;
}

int hc_cmd_judge(hc_cli *c)
{
    hc_err err = {0};
    hc_prepared p = {0};
    hc_code code = HC_OK;
    if (c->n_args != 2 || !hc_str_is(c->args[0], "check"))
        code = hc_fail(&err, HC_E_USAGE, "E-CLI-07", "usage: haechi judge check PACK --judge MODEL [options]\nsee: haechi help judge",
                       "사용법: haechi judge check 팩 --judge 모델 [옵션]\n보기: haechi help judge");
    if (code == HC_OK)
        code = prepare(c, &p, &err);
    return code == HC_OK ? hc_run_prepared(c, &p) : hc_complain(c, &err);
}
