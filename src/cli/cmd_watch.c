// SPDX-License-Identifier: Apache-2.0
#include <time.h>
#include <unistd.h>

#include "cli/live.h"
#include "cli/progress.h"
#include "text/display.h"

enum { EVERY_MS = 500, ANSWER_MS = 60000 };

static int64_t mono_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void json_line(const hc_standing *s)
{
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_standing_write(s, &w);
    hc_buf_ch(&b, '\n');
    hc_out(hc_buf_view(&b));
    fflush(stdout);
}

static int say_end(hc_cli *c, const hc_live_end *e)
{
    if (!c->quiet)
        hc_say(c, stderr, "ended with exit code %d: %lld samples done, %lld open, %lld failed\n",
               "종료 코드 %d{으로/로} 끝남: 사례 %lld건 끝남, %lld건 남음, 오류 %lld건\n", e->exit, (long long)e->done, (long long)e->open,
               (long long)e->failed);
    return e->exit;
}

/* One look; true while the run goes on. */
static bool look(hc_cli *c, hc_live *l, hc_progress_view *v, int *status)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    HC_AUTO(hc_buf) line;
    HC_AUTO(hc_buf) answer;
    hc_err err = {0};
    hc_json *j;
    hc_standing s;
    hc_live_end end;
    hc_buf_init(&line, SIZE_MAX);
    hc_buf_init(&answer, SIZE_MAX);
    hc_request_write(&(hc_request){.is_status = true, .cmd.who = HC_S("")}, &line);
    hc_code code = hc_local_ask(l->fd, hc_buf_view(&line), ANSWER_MS, &answer, &err);
    if (code == HC_E_NET) {
        /* Its last words may have come before our question. */
        hc_buf_clear(&answer);
        code = hc_local_ask(l->fd, HC_S(""), 0, &answer, NULL);
    }
    hc_str text = hc_buf_view(&answer);
    if (code == HC_OK && hc_live_ended(a, text, &end)) {
        *status = say_end(c, &end);
        return false;
    }
    if (code == HC_OK)
        code = hc_json_parse(a, text, "answer", &j, &err);
    if (code == HC_OK)
        code = hc_standing_read(a, hc_json_get(j, "run"), &s, &err);
    if (code != HC_OK) {
        hc_fail(&err, HC_E_NET, "E-CTL-25", "the process ended without a word; to go on:  haechi resume %.*s",
                "프로세스가 결과를 알리지 않고 끝남; 이어서 하기:  haechi resume %.*s", HC_FS(l->standing.path));
        hc_complain(c, &err);
        *status = HC_EXIT_INCOMPLETE;
        return false;
    }
    if (hc_opt_has(c, "json"))
        json_line(&s);
    else
        hc_progress_show(v, &s, mono_us());
    return !ferror(stdout);
}

int hc_cmd_watch(hc_cli *c)
{
    hc_err err = {0};
    hc_live l;
    hc_progress_view v;
    int status = HC_EXIT_OK;
    hc_code code = hc_need_args(c, 0, 1, &err);
    if (code == HC_OK)
        code = hc_live_find(c, c->n_args ? c->args[0] : HC_S(""), &l, &err);
    if (code != HC_OK)
        return hc_complain(c, &err);
    code = hc_progress_init(&v, c, l.standing.path, &err);
    if (code == HC_OK && !c->quiet && !hc_opt_has(c, "json"))
        hc_say(c, stderr, "watching %.*s (pid %lld); Ctrl-C ends the watching, not the run\n",
               "%.*s(PID %lld) 지켜보는 중; Ctrl-C는 지켜보기만 끝냄\n", HC_FS(hc_display_safe(c->arena, l.standing.name, false)),
               (long long)l.peer.pid);
    while (code == HC_OK && look(c, &l, &v, &status))
        nanosleep(&(struct timespec){.tv_nsec = EVERY_MS * 1000000L}, NULL);
    close(l.fd);
    return code == HC_OK ? status : hc_complain(c, &err);
}
