// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "base/clock.h"
#include "cli/live.h"
#include "text/display.h"

static void print(hc_cli *c, const hc_live *l)
{
    const hc_standing *s = &l->standing;
    char since[16], eta[32];
    hc_str name = hc_display_safe(c->arena, s->name, false), by = hc_display_safe(c->arena, s->by, false);
    if (l->silent) {
        hc_say(c, stdout, "pid %lld does not answer; to end it:  kill %lld\n", "PID %lld{이/가} 답하지 않음; 끝내려면:  kill %lld\n",
               (long long)l->peer.pid, (long long)l->peer.pid);
        return;
    }
    hc_time_local_hms(s->since_us, since);
    hc_duration_text(s->eta_us, c->ko, eta, sizeof eta);
    hc_str state = hc_standing_state_text(c, s->state);
    hc_say(c, stdout, "%.*s  %.*s%s%.*s%s  %lld/%lld  %.1f/s  %s left  in flight %lld  errors %lld  cost %.*s  pid %lld since %.5s\n",
           "%.*s  %.*s%s%.*s%s  %lld/%lld  %.1f건/초  남은 시간 %s  진행 중 %lld  오류 %lld  비용 %.*s  PID %lld, %.5s부터\n", HC_FS(name),
           HC_FS(state), by.n ? " (" : "", HC_FS(by), by.n ? ")" : "", (long long)s->done, (long long)s->total, s->rate,
           s->rate > 0 ? eta : "?", (long long)s->in_flight, (long long)s->failed,
           HC_FS(s->unpriced ? HC_S("?") : hc_money(c->arena, s->cost_usd_micro)), (long long)s->pid, since);
}

int hc_cmd_ps(hc_cli *c)
{
    hc_err err = {0};
    hc_live *l;
    size_t n;
    hc_code code = hc_need_args(c, 0, 0, &err);
    if (code == HC_OK)
        code = hc_live_list(c, &l, &n, &err);
    if (code != HC_OK)
        return hc_complain(c, &err);
    bool json = hc_opt_has(c, "json");
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_arr(&w);
    for (size_t i = 0; i < n; i++) {
        if (!json)
            print(c, &l[i]);
        else if (!l[i].silent)
            hc_standing_write(&l[i].standing, &w);
        close(l[i].fd);
    }
    hc_jw_end(&w);
    if (json)
        hc_out_result(c, hc_buf_view(&b));
    else if (!n)
        hc_say(c, stdout, "no run is being played by you on this machine\n", "이 컴퓨터에서 진행 중인 본인의 실행이 없음\n");
    return HC_EXIT_OK;
}
