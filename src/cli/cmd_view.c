// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/page_source.h"
#include "cli/runs.h"
#include "io/file.h"
#include "text/display.h"
#include "web/assets.h"
#include "web/server.h"

extern char **environ;

/* ---- the verb ------------------------------------------------------------------------------------------------ */

static bool has_display(void)
{
    const char *x = getenv("DISPLAY"), *wayland = getenv("WAYLAND_DISPLAY");
    return (x && *x) || (wayland && *wayland);
}

/* In a process of its own that nobody waits for for long: a browser may stay. */
static void open_browser(hc_cli *c, hc_str url)
{
    hc_str program = hc_find_program(c, "xdg-open");
    char *argv[] = {hc_cstr(c->arena, program), hc_cstr(c->arena, url), NULL};
    pid_t pid;
    posix_spawnattr_t attr;
    sigset_t none;
    if (!program.n || !has_display())
        return;
    sigemptyset(&none);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    if (posix_spawn(&pid, argv[0], NULL, &attr, argv, environ) == 0)
        waitpid(pid, NULL, WNOHANG);
    posix_spawnattr_destroy(&attr);
}

/* A folder of runs, one run, or nothing: the folder that the other verbs look into. */
static hc_code choose(hc_cli *c, hc_str *out_page, hc_err *err)
{
    hc_run_ref ref;
    hc_str arg = c->n_args ? c->args[0] : HC_S("");
    *out_page = HC_S("/");
    if (!arg.n)
        return HC_OK;
    if (hc_dir_exists(hc_cstr(c->arena, arg))) {
        c->runs_dir = arg;
        return HC_OK;
    }
    HC_TRY(hc_run_find(c, arg, &ref, err));
    c->only_run = ref.path;
    HC_AUTO(hc_buf) page = {0};
    hc_buf_init(&page, SIZE_MAX);
    hc_buf_c(&page, "/r/");
    for (size_t i = 0; i < ref.name.n; i++) {
        unsigned char ch = (unsigned char)hc_run_name(ref.path).p[i];
        bool plain = (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '-' || ch == '.' || ch == '_';
        hc_buf_fmt(&page, plain ? "%c" : "%%%02X", ch);
    }
    *out_page = hc_str_dup(c->arena, hc_buf_view(&page));
    return HC_OK;
}

static void wait_for_signal(hc_httpd *server, const sigset_t *ends)
{
    while (sigtimedwait(ends, NULL, &(struct timespec){.tv_sec = 1}) < 0)
        hc_httpd_sweep(server);
}

static hc_code view(hc_cli *c, hc_err *err)
{
    sigset_t ends, before;
    hc_httpd *server;
    hc_web web;
    hc_str page;
    int64_t port;
    const hc_web_source source = hc_page_source(c);
    HC_TRY(hc_need_args(c, 0, 1, err));
    HC_TRY(hc_opt_int(c, "port", "view.port", 0, 65535, 0, &port, err));
    HC_TRY(choose(c, &page, err));
    /* Before the first thread, so that only sigtimedwait gets them. */
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &ends, &before);
    hc_web_init(&web, 0, &source);
    hc_code code = hc_httpd_start((uint16_t)port, hc_web_handle, &web, &server, err);
    if (code == HC_OK) {
        web.guard.port = hc_httpd_port(server);
        hc_str url = hc_fmt(c->arena, "http://127.0.0.1:%u%.*s?t=%s", web.guard.port, HC_FS(page), web.guard.token);
        if (!hc_n_assets)
            hc_say(c, stderr, "note: this haechi was built without its pages (it needs node and npm: make deps, then make); only /api answers\n",
                   "참고: 웹 페이지 없이 빌드된 haechi임(node와 npm 필요: make deps, 이어서 make); /api만 답함\n");
        hc_say(c, stdout, "%.*s\n", "%.*s\n", HC_FS(url));
        fflush(stdout);
        if (!c->quiet)
            hc_say(c, stderr, "the address works once, on this machine; Ctrl-C ends\n", "이 주소는 이 컴퓨터에서 한 번만 쓸 수 있음; 끝내기: Ctrl-C\n");
        if (!hc_opt_has(c, "no-open"))
            open_browser(c, url);
        wait_for_signal(server, &ends);
        hc_httpd_stop(server);
    }
    hc_web_fini(&web);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return code;
}

int hc_cmd_view(hc_cli *c)
{
    hc_err err = {0};
    return view(c, &err) == HC_OK ? HC_EXIT_OK : hc_complain(c, &err);
}
