// SPDX-License-Identifier: Apache-2.0
#include "cli/differences.h"
#include "cli/runs.h"
#include "cli/view.h"

static void print_differences(const hc_cli *c, const hc_replay *played)
{
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_key(&w, "differences");
    hc_differences_json((hc_mask){c->arena, c->bare}, played, &w);
    hc_jw_end(&w);
    hc_out_result(c, hc_buf_view(&b));
}

static hc_code replay(hc_cli *c, hc_recorded *r, hc_loop *loop, hc_str target, size_t *out_differ, hc_err *err)
{
    hc_str other = hc_opt_str(c, "pack", NULL, HC_S(""));
    hc_pack *pack = NULL;
    hc_replay played;
    hc_check check;
    hc_table table;
    if (other.n)
        HC_TRY(hc_pack_open_rows(c->arena, hc_cstr(c->arena, other), &pack, err));
    if (pack && r->n_packs > 1)
        return hc_fail(err, HC_E_USAGE, "E-CLI-17", "--pack needs a run of one pack; this one has %zu",
                       "--pack은 데이터셋이 하나인 실행에만 쓸 수 있음; 이 실행에는 %zu개", r->n_packs);
    HC_TRY(hc_ledger_verify(r->ledger, &check, err));
    HC_TRY(hc_replay_run(r, pack, hc_view_answers(c, r->packs, r->n_packs), loop, &played, err));
    *out_differ = played.n_diff;
    if (pack && hc_opt_has(c, "json"))
        print_differences(c, &played);
    else
        hc_differences_say(c, pack ? stdout : stderr, &played);
    if (!pack) {
        hc_view v = {.run = r, .rows = &played.rows, .target = target};
        HC_TRY(hc_view_print(c, &v, &table, err));
    }
    if (!c->quiet)
        hc_say(c, stderr, "replayed %zu samples without network, %zu differ; %llu entries checked, commitments %s, root %.16s\n",
               "통신 없이 사례 %zu건을 재현함, 불일치 %zu건; 항목 %llu개 확인, 확약값 %s, 루트 해시값 %.16s\n",
               played.played, played.n_diff, (unsigned long long)check.entries,
               check.commitments_checked ? (c->ko ? "확인" : "checked") : (c->ko ? "미확인(키 파일 없음)" : "unchecked (no key file)"),
               check.root_hex);
    if (played.as_recorded)
        hc_say(c, stderr, "%zu samples keep their recorded scores: another version of their scorers made them; scores by this version: haechi score\n",
               "사례 %zu건은 기록된 점수를 그대로 둠: 다른 버전의 채점기가 매긴 점수임; 이 버전으로 채점하려면: haechi score\n", played.as_recorded);
    return HC_OK;
}

int hc_cmd_replay(hc_cli *c)
{
    hc_err err = {0};
    hc_run_ref ref;
    hc_recorded r;
    size_t differ = 0;
    hc_code code = hc_need_args(c, 0, 1, &err);
    if (code == HC_OK)
        code = hc_run_open(c, c->n_args ? c->args[0] : HC_S(""), HC_OPEN_READ, NULL, &ref, &r, &err);
    if (code != HC_OK)
        return hc_complain(c, &err);
    hc_loop *loop = hc_loop_new();
    code = replay(c, &r, loop, ref.target, &differ, &err);
    hc_loop_free(loop);
    hc_recorded_close(&r, HC_OK, NULL);
    if (code != HC_OK)
        return hc_complain(c, &err);
    return differ ? HC_EXIT_INTEGRITY : HC_EXIT_OK;
}
