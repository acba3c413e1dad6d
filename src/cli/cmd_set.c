// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "base/clock.h"
#include "cli/live.h"
#include "cli/session.h"
#include "text/display.h"

static hc_code unknown(hc_str arg, hc_err *err)
{
    return hc_fail(err, HC_E_USAGE, "E-CLI-23", "set \"%.*s\"? write jobs=8, jobs.MODEL=8, max_cost=5USD or max_time=1h (none lifts a cap)",
                   "set \"%.*s\"? jobs=8, jobs.모델=8, max_cost=5USD, max_time=1h 꼴로 적으십시오 (none은 한도를 없앰)", HC_FS(arg));
}

static hc_code read_pair(hc_cli *c, hc_str arg, hc_cmd *out, hc_err *err)
{
    hc_str value = arg, key;
    hc_str_cut(&value, '=', &key);
    *out = (hc_cmd){.target = HC_S("")};
    if (!value.p || !value.n)
        return unknown(arg, err);
    bool none = hc_str_is(value, "none");
    if (hc_str_is(key, "max_cost")) {
        out->kind = HC_CMD_MAX_COST;
        return none ? HC_OK : hc_session_money(c, "max_cost", value, &out->value, err);
    }
    if (hc_str_is(key, "max_time")) {
        out->kind = HC_CMD_MAX_TIME;
        return none || (hc_duration_parse(value, &out->value) && out->value > 0) ? HC_OK : unknown(arg, err);
    }
    if (!hc_str_is(key, "jobs") && !hc_str_starts(key, HC_S("jobs.")))
        return unknown(arg, err);
    out->kind = HC_CMD_JOBS;
    out->target = hc_str_sub(key, 5, key.n);
    return hc_str_is(value, "auto") || (hc_parse_i64(value, &out->value) && out->value > 0) ? HC_OK : unknown(arg, err);
}

/* The first argument is the run unless it is a setting itself. */
static hc_code read_args(hc_cli *c, hc_str *out_run, hc_cmd *cmds, size_t *out_n, hc_err *err)
{
    HC_TRY(hc_need_args(c, 1, HC_ARGS_MAX, err));
    bool named = hc_str_find(c->args[0], HC_S("=")) < 0 || hc_str_find(c->args[0], HC_S("/")) >= 0;
    *out_run = named ? c->args[0] : HC_S("");
    HC_TRY(hc_need_args(c, named ? 2 : 1, HC_ARGS_MAX, err));
    for (size_t i = named; i < c->n_args; i++)
        HC_TRY(read_pair(c, c->args[i], &cmds[(*out_n)++], err));
    return HC_OK;
}

int hc_cmd_set(hc_cli *c)
{
    hc_err err = {0};
    hc_live l;
    hc_str run;
    hc_cmd cmds[HC_ARGS_MAX];
    size_t n = 0;
    hc_code code = read_args(c, &run, cmds, &n, &err);
    if (code == HC_OK)
        code = hc_live_find(c, run, &l, &err);
    if (code != HC_OK)
        return hc_complain(c, &err);
    for (size_t i = 0; i < n && code == HC_OK; i++) {
        hc_change change = {.key = HC_S("")};
        code = hc_live_ask(c, &l, &cmds[i], &change, &err);
        hc_str words = change.key.n ? hc_change_text(c, &change) : c->ko ? HC_S("바뀐 것 없음") : HC_S("nothing changed");
        if (code == HC_OK)
            hc_say(c, stdout, "%.*s: %.*s\n", "%.*s: %.*s\n", HC_FS(hc_display_safe(c->arena, l.standing.name, false)), HC_FS(words));
    }
    close(l.fd);
    return code == HC_OK ? HC_EXIT_OK : hc_complain(c, &err);
}
