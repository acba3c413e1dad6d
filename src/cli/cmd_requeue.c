// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "cli/live.h"
#include "cli/runs.h"
#include "engine/recorded.h"
#include "engine/run.h"

static bool named(const hc_cli *c, const hc_row *row)
{
    for (size_t i = 1; i < c->n_args; i++)
        if (hc_row_named(row, c->args[i]))
            return true;
    return false;
}

static hc_code requeue(hc_cli *c, hc_recorded *r, size_t *out_n, hc_err *err)
{
    hc_rows rows;
    bool failed = hc_opt_has(c, "failed");
    HC_TRY(hc_run_can_ask(r, "requeue", err));
    HC_TRY(hc_recorded_rows(r, NULL, false, &rows, err));
    HC_AUTO(hc_cursor) cursor;
    hc_cursor_init(&cursor, &rows);
    for (size_t i = 0; i < rows.n; i++) {
        const hc_row *row = hc_cursor_at(&cursor, i);
        bool wanted = (failed && row->state == HC_ST_FAILED) || named(c, row);
        if (!wanted)
            continue;
        if (rows.beyond && rows.beyond[i])
            return hc_row_beyond(row, err);
        hc_entry e = {.type = HC_ENT_CONTROL, .code = HC_S("requeue"), .addr = row->addr};
        e.addr.redo = row->addr.redo + 1;
        hc_ledger_append(r->ledger, &e, 1);
        (*out_n)++;
    }
    if (!*out_n && c->n_args > 1)
        return hc_fail(err, HC_E_NOTFOUND, "E-RUN-13", "this run has no sample \"%.*s\"; write ITEM, ITEM#EPOCH or TARGET/PACK/ITEM",
                       "이 실행에 사례 \"%.*s\"{이/가} 없음; 문항, 문항#회차, 대상/팩/문항 꼴로 적으십시오", HC_FS(c->args[1]));
    return hc_ledger_sync(r->ledger, err);
}

/* The process that plays the run does it: they are asked again right there. */
static int requeue_live(hc_cli *c, hc_live *l)
{
    hc_err err = {0};
    hc_change change = {.key = HC_S("")};
    hc_cmd cmd = {.kind = HC_CMD_REQUEUE, .samples = &c->args[1], .n_samples = c->n_args - 1, .failed = hc_opt_has(c, "failed")};
    hc_code code = hc_live_ask(c, l, &cmd, &change, &err);
    close(l->fd);
    if (code != HC_OK)
        return hc_complain(c, &err);
    if (!change.key.n)
        hc_say(c, stdout, "no sample has failed; nothing was opened again\n", "실행 오류인 사례가 없음; 다시 연 것 없음\n");
    else
        hc_say(c, stdout, "%lld samples are open again; the running process asks them now\n",
               "사례 %lld건을 다시 열었음; 진행 중인 실행이 지금 다시 물음\n", (long long)change.to);
    return HC_EXIT_OK;
}

int hc_cmd_requeue(hc_cli *c)
{
    hc_live live;
    hc_err err = {0};
    hc_run_ref ref;
    hc_recorded r;
    size_t n = 0;
    hc_code code = hc_need_args(c, 1, HC_ARGS_MAX, &err);
    if (code == HC_OK && !hc_opt_has(c, "failed") && c->n_args < 2)
        code = hc_fail(&err, HC_E_USAGE, "E-CLI-18", "requeue what? --failed or the names of samples",
                       "무엇을 다시 물을지 적으십시오: --failed 또는 사례 이름");
    if (code == HC_OK)
        code = hc_run_find(c, c->args[0], &ref, &err);
    if (code == HC_OK && hc_live_of_path(c, ref.path, &live))
        return requeue_live(c, &live);
    if (code == HC_OK)
        code = hc_run_open(c, c->args[0], HC_OPEN_RESUME, NULL, &ref, &r, &err);
    if (code != HC_OK)
        return hc_complain(c, &err);
    code = requeue(c, &r, &n, &err);
    code = hc_recorded_close(&r, code, &err);
    if (code != HC_OK)
        return hc_complain(c, &err);
    if (n == 0)
        hc_say(c, stdout, "no sample has failed; nothing was opened again\n", "실행 오류인 사례가 없음; 다시 연 것 없음\n");
    else
        hc_say(c, stdout, "%zu samples are open again; ask them:  haechi resume %.*s\n",
           "사례 %zu건을 다시 열었음; 이어서 하기:  haechi resume %.*s\n", n, HC_FS(ref.path));
    return HC_EXIT_OK;
}
