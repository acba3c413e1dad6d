// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"
#include "engine/run_int.h"

/* The change is in force when this returns; hc_run_settle tells when it is durable. */
static void record(hc_run *r, const hc_cmd *cmd, hc_change c, const hc_addr *sample)
{
    c.who = hc_str_dup(r->arena, cmd->who);
    c.target = hc_str_dup(r->arena, c.target);
    c.uid = cmd->uid;
    hc_entry e = hc_change_entry(r->arena, &c);
    if (sample)
        e.addr = *sample;
    r->ticket = hc_ledger_append(r->o->ledger, &e, 1);
    r->change = c;
}

/* ---- pause, stop ----------------------------------------------------------------------------------------- */

static void pause_run(hc_run *r, const hc_cmd *cmd, bool paused)
{
    int64_t now = hc_loop_mono_us(r->o->loop);
    if (paused == (r->paused_since_us != 0))
        return;
    record(r, cmd, (hc_change){.key = HC_S("paused"), .from = !paused, .to = paused}, NULL);
    for (size_t i = 0; i < hc_run_asked(r); i++)
        hc_target_hold(r->o->targets[i], paused);
    if (paused) {
        r->paused_since_us = now;
        r->paused_by = r->change.who;
        return;
    }
    int64_t pause = now - r->paused_since_us;
    r->paused_us += pause;
    r->paused_since_us = 0;
    for (hc_flight *f = r->flights; f; f = f->next)
        f->deadline_us += f->deadline_us == INT64_MAX ? 0 : pause;
    for (size_t i = 0; i < r->o->plan->n_targets; i++)
        hc_waitq_wake_all(&r->lanes[i].room);
}

static void stop_run(hc_run *r, const hc_cmd *cmd)
{
    bool now = cmd->value || r->signals;
    record(r, cmd, (hc_change){.key = HC_S("stop"), .from = r->signals ? 1 : 0, .to = now ? 2 : 1}, NULL);
    r->signals++;
    if (r->out->stop == HC_STOP_NONE)
        r->out->signo = 2;      /* the exit code of Ctrl-C */
    hc_run_stop(r, HC_STOP_SIGNAL, now ? 0 : HC_DRAIN_US);
    if (now)
        hc_run_cancel_all(r);
}

/* ---- jobs ------------------------------------------------------------------------------------------------ */

static void retune(hc_run *r, const hc_cmd *cmd, size_t i)
{
    hc_target *t = r->o->targets[i];
    const hc_target_conf *conf = hc_target_conf_of(t);
    if (conf->jobs == cmd->value)
        return;
    record(r, cmd, (hc_change){.key = HC_S("jobs"), .target = conf->alias, .from = conf->jobs, .to = cmd->value}, NULL);
    hc_target_set_jobs(t, (int)cmd->value);
    if (i < r->o->plan->n_targets)
        hc_waitq_wake_all(&r->lanes[i].room);
}

static hc_code set_jobs(hc_run *r, const hc_cmd *cmd, hc_err *err)
{
    if (cmd->value < 0 || cmd->value > HC_JOBS_MAX)
        return hc_fail(err, HC_E_USAGE, "E-CTL-01", "jobs is a whole number from 1 to %d, or 0 for adaptive",
                       "jobs는 1에서 %d까지의 정수여야 함(0은 자동 조절)", HC_JOBS_MAX);
    bool found = false;
    size_t n = cmd->target.n ? r->o->plan->n_targets + r->o->n_judges : r->o->plan->n_targets;
    for (size_t i = 0; i < n; i++)
        if (!cmd->target.n || hc_str_eq(cmd->target, hc_target_conf_of(r->o->targets[i])->alias)) {
            found = true;
            retune(r, cmd, i);
        }
    if (!found)
        return hc_fail(err, HC_E_NOTFOUND, "E-CTL-02", "this run asks no model \"%.*s\"; see: haechi ps --json",
                       "이 실행에 모델 \"%.*s\"{이/가} 없음; 보기: haechi ps --json", HC_FS(cmd->target));
    return HC_OK;
}

/* ---- caps ------------------------------------------------------------------------------------------------ */

/* A cap can only be kept when every call has an upper bound. */
static hc_code check_bounds(const hc_run *r, hc_err *err)
{
    const hc_plan *plan = r->o->plan;
    for (size_t i = 0; i < plan->n_targets + r->o->n_judges; i++) {
        const hc_target_conf *t = hc_target_conf_of(r->o->targets[i]);
        int64_t reply = hc_reply_tokens_max(i < plan->n_targets ? &plan->targets[i].params : &r->o->set->judge_params, t);
        bool bounded = reply > 0;
        for (size_t k = 0; i < plan->n_targets && !reply && k < plan->n_packs; k++)
            bounded = (k == 0 || bounded) && plan->packs[k].pack->defaults.max_tokens > 0;
        bool free_of_charge = t->price.in == 0 && t->price.out == 0;
        if (!free_of_charge && (!bounded || t->price.in < 0 || t->price.out < 0))
            return hc_fail(err, HC_E_USAGE, "E-CTL-03",
                           "max_cost cannot hold: no upper bound is known for a call to %.*s (price and reply length)",
                           "max_cost를 지킬 수 없음: %.*s 호출 한 번의 상한(가격과 응답 길이)을 알 수 없음", HC_FS(t->alias));
    }
    return HC_OK;
}

static hc_code set_max_cost(hc_run *r, const hc_cmd *cmd, hc_err *err)
{
    int64_t was = hc_asker_cap(r->o->asker);
    if (cmd->value < 0)
        return hc_fail(err, HC_E_USAGE, "E-CTL-04", "max_cost is no negative amount", "max_cost는 음수일 수 없음");
    if (cmd->value == was)
        return HC_OK;
    if (cmd->value)
        HC_TRY(check_bounds(r, err));
    record(r, cmd, (hc_change){.key = HC_S("max_cost_usd_micro"), .from = was, .to = cmd->value}, NULL);
    hc_asker_set_cap(r->o->asker, cmd->value);
    if (!cmd->value || hc_asker_spent(r->o->asker) < cmd->value)
        return HC_OK;
    if (r->out->stop == HC_STOP_NONE)
        hc_asker_cap_reached(r->o->asker, &r->out->err);
    hc_run_decide(r, HC_STOP_COST, "cap", HC_DRAIN_US);
    return HC_OK;
}

static hc_code set_max_time(hc_run *r, const hc_cmd *cmd, hc_err *err)
{
    if (cmd->value < 0 || cmd->value > HC_DURATION_MAX_US)
        return hc_fail(err, HC_E_USAGE, "E-CTL-05", "max_time is a time up to a hundred years",
                       "max_time은 백 년 이하의 시간이어야 함");
    if (cmd->value == r->max_time_us)
        return HC_OK;
    record(r, cmd, (hc_change){.key = HC_S("max_time_us"), .from = r->max_time_us, .to = cmd->value}, NULL);
    r->max_time_us = cmd->value;     /* the next tick compares */
    return HC_OK;
}

/* ---- requeue --------------------------------------------------------------------------------------------- */

bool hc_row_named(const hc_row *row, hc_str name)
{
    hc_str rest = name, base;
    uint64_t epoch = 0;
    hc_str_cut(&rest, '#', &base);
    if (rest.p && !hc_parse_u64(rest, &epoch))
        return false;
    if (epoch && epoch != row->addr.epoch + 1u)
        return false;
    if (hc_str_eq(base, row->addr.item))
        return true;
    const hc_str parts[] = {row->addr.target, row->addr.pack, row->addr.item};
    for (size_t i = 0; i < HC_LEN(parts); i++) {
        bool slash = i + 1 < HC_LEN(parts);
        if (!hc_str_starts(base, parts[i]) || (slash ? base.n <= parts[i].n || base.p[parts[i].n] != '/' : base.n != parts[i].n))
            return false;
        base = hc_str_sub(base, parts[i].n + slash, base.n);
    }
    return true;
}

hc_code hc_row_beyond(const hc_row *row, hc_err *err)
{
    return hc_fail(err, HC_E_USAGE, "E-STOP-03", "sample %.*s/%.*s#%u is outside: the run had stopped before it; nothing was requeued",
                   "사례 %.*s/%.*s#%u{은/는} 실행이 멈춘 뒤의 것이라 결과 밖임; 다시 연 것 없음", HC_FS(row->addr.target),
                   HC_FS(row->addr.item), row->addr.epoch + 1u);
}

static hc_code still_open(const hc_row *row, hc_err *err)
{
    return hc_fail(err, HC_E_USAGE, "E-CTL-06", "sample %.*s/%.*s#%u is still open: this run asks it anyway; nothing was requeued",
                   "사례 %.*s/%.*s#%u{은/는} 아직 열려 있어 이 실행이 물음; 다시 연 것 없음", HC_FS(row->addr.target),
                   HC_FS(row->addr.item), row->addr.epoch + 1u);
}

static hc_code check_names(const hc_run *r, const hc_cmd *cmd, bool *wanted, hc_err *err)
{
    HC_AUTO(hc_cursor) cursor;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    bool *found = HC_NEW_N(a, bool, cmd->n_samples + 1);
    hc_cursor_init(&cursor, r->o->rows);
    for (size_t k = 0; cmd->n_samples && k < r->o->rows->n; k++) {
        const hc_row *row = hc_cursor_at(&cursor, k);
        for (size_t i = 0; i < cmd->n_samples; i++) {
            if (!hc_row_named(row, cmd->samples[i]))
                continue;
            if (row->state == HC_ST_OPEN)
                return still_open(row, err);
            if (r->o->rows->beyond && r->o->rows->beyond[k])
                return hc_row_beyond(row, err);
            found[i] = wanted[k] = true;
        }
    }
    for (size_t i = 0; i < cmd->n_samples; i++)
        if (!found[i])
            return hc_fail(err, HC_E_NOTFOUND, "E-RUN-13",
                           "this run has no sample \"%.*s\"; write ITEM, ITEM#EPOCH or TARGET/PACK/ITEM",
                           "이 실행에 사례 \"%.*s\"{이/가} 없음; 문항, 문항#회차, 대상/팩/문항 꼴로 적으십시오", HC_FS(cmd->samples[i]));
    return HC_OK;
}

static void reopen(hc_run *r, const hc_cmd *cmd, size_t k)
{
    hc_rows *rows = r->o->rows;
    hc_lane *l = &r->lanes[k / (rows->n / r->o->plan->n_targets)];
    hc_row row;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_rows_get(rows, k, a, &row);
    row.addr.redo++;
    record(r, cmd, (hc_change){.key = HC_S("redo"), .from = row.addr.redo - 1, .to = row.addr.redo}, &row.addr);
    r->failed -= row.state == HC_ST_FAILED;
    r->done--;
    r->done_by_target[l - r->lanes]--;
    hc_rows_set(rows, k, row.addr.redo, HC_ST_OPEN);
    if (r->o->order) {
        l->next = l->first;
        hc_run_rewatch(l);
    } else {
        l->next = k < l->next ? k : l->next;
    }
    if (r->phase == HC_RUN_PLAYING)
        hc_run_admit(l);
}

static hc_code requeue(hc_run *r, const hc_cmd *cmd, hc_err *err)
{
    const hc_rows *rows = r->o->rows;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    bool *wanted = HC_NEW_N(a, bool, rows->n);
    int64_t n = 0;
    if (r->out->stop != HC_STOP_NONE)
        return hc_fail(err, HC_E_USAGE, "E-CTL-07", "the run is stopping; requeue when it has ended",
                       "실행이 멈추는 중임; 끝난 뒤에 다시 여십시오");
    HC_TRY(check_names(r, cmd, wanted, err));
    for (size_t k = 0; k < rows->n; k++)
        if (wanted[k] || (cmd->failed && rows->state[k] == HC_ST_FAILED)) {
            reopen(r, cmd, k);
            n++;
        }
    if (n)
        r->change.to = n;
    return HC_OK;
}

/* ---------------------------------------------------------------------------------------------------------- */

static hc_code obey(hc_run *r, const hc_cmd *cmd, hc_err *err)
{
    switch (cmd->kind) {
    case HC_CMD_PAUSE: pause_run(r, cmd, true); return HC_OK;
    case HC_CMD_UNPAUSE: pause_run(r, cmd, false); return HC_OK;
    case HC_CMD_STOP: stop_run(r, cmd); return HC_OK;
    case HC_CMD_JOBS: return set_jobs(r, cmd, err);
    case HC_CMD_MAX_COST: return set_max_cost(r, cmd, err);
    case HC_CMD_MAX_TIME: return set_max_time(r, cmd, err);
    case HC_CMD_REQUEUE: return requeue(r, cmd, err);
    }
    return hc_fail(err, HC_E_BUG, "", "unknown command", "알 수 없는 명령");
}

hc_code hc_run_command(hc_run *r, const hc_cmd *cmd, hc_err *err)
{
    hc_ticket before = r->ticket;
    if (r->phase == HC_RUN_ENDED)
        return hc_fail(err, HC_E_USAGE, "E-CTL-08", "the run has just ended", "실행이 방금 끝남");
    if (cmd->who.n > HC_WHO_BYTES_MAX)
        return hc_fail(err, HC_E_USAGE, "E-CTL-09", "a user name of more than %d bytes", "사용자 이름이 %d바이트를 넘음", HC_WHO_BYTES_MAX);
    hc_code code = obey(r, cmd, err);
    if (r->ticket != before) {
        r->n_changes++;
        hc_run_tell(r);
    }
    return code;
}

HC_CO hc_code hc_run_settle(hc_run *r, hc_err *err)
{
    return r->n_changes ? hc_ledger_wait(r->o->ledger, r->ticket, err) : HC_OK;
}
