// SPDX-License-Identifier: Apache-2.0
/* A llama.cpp server of our own: started on a free loopback port, asked like any OpenAI endpoint, stopped at the end. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "model/model_int.h"
#include "text/display.h"

enum { READY_US = 120000000, POLL_US = 100000, CONTEXT_PER_JOB = 4096, STOP_MS = 2000, ARGS_MAX = 64 };

/* A port nobody listens on now. Another process may take it before the server does: the server then ends with its message. */
static int free_port(void)
{
    struct sockaddr_in addr = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof addr;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), port = -1;
    if (fd < 0)
        return -1;
    if (bind(fd, (struct sockaddr *)&addr, len) == 0 && getsockname(fd, (struct sockaddr *)&addr, &len) == 0)
        port = ntohs(addr.sin_port);
    close(fd);
    return port;
}

static const char *server_program(hc_arena *a, const hc_target_conf *conf)
{
    const char *env = getenv("HAECHI_LLAMA_SERVER");
    return conf->server.n ? hc_cstr(a, conf->server) : env && *env ? env : "llama-server";
}

static hc_code died(const hc_target *t, const char *what_en, const char *what_ko, hc_err *err)
{
    hc_str tail = t->server ? hc_proc_stderr_tail(t->server) : HC_S("");
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    tail = hc_display_safe(a, hc_str_sub(tail, tail.n > 500 ? tail.n - 500 : 0, tail.n), true);
    return hc_fail(err, HC_E_NET, "E-LOCAL-01", "the llama.cpp server of '%.*s' %s%.0s\nits last words: %.*s",
                   "'%.*s'의 llama.cpp 서버: %.0s%s\n마지막 출력: %.*s", HC_FS(t->conf.alias), what_en, what_ko, HC_FS(tail));
}

bool hc_local_alive(const hc_target *t, hc_err *err)
{
    if (!t->server || hc_proc_running(t->server))
        return true;
    died(t, "has ended", "종료됨", err);
    return false;
}

static HC_CO bool is_ready(hc_target *t)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_str root = hc_str_sub(t->conf.base_url, 0, t->conf.base_url.n - 3);    /* without /v1 */
    hc_http_req req = {.method = "GET", .url = hc_fmt(a, "%.*s/health", HC_FS(root)).p, .timeout_ms = 2000,
                       .max_bytes = 1 << 16};
    HC_AUTO(hc_http_res) res = {0};
    hc_http_send(t->opts->http, &req, &res);
    return res.net == HC_NET_OK && res.status == 200;
}

static HC_CO hc_code wait_ready(hc_target *t, hc_err *err)
{
    int64_t end = hc_loop_mono_us(t->opts->loop) + READY_US;
    while (!is_ready(t)) {
        if (!hc_local_alive(t, err))
            return HC_E_NET;
        if (hc_loop_mono_us(t->opts->loop) > end)
            return died(t, "was not ready after 120 s", "120초가 지나도 준비되지 않음", err);
        HC_TRY(hc_co_sleep(POLL_US));
    }
    return HC_OK;
}

static HC_CO void stop(hc_target *t)
{
    int status;
    if (!t->server)
        return;
    hc_proc_stop(t->server, STOP_MS, &status);
    hc_proc_free(t->server);
    t->server = NULL;
}

static hc_code spawn(hc_target *t, hc_arena *a, int port, hc_err *err)
{
    hc_target_conf *conf = &t->conf;
    int jobs = conf->jobs > 0 ? conf->jobs : 1;
    /* One core is left to us and to a judge: llama.cpp's threads wait by spinning and collapse when they must share. */
    long cores = sysconf(_SC_NPROCESSORS_ONLN) - 1;
    const char *argv[ARGS_MAX + 1] = {
        server_program(a, conf), "-m", hc_cstr(a, conf->model), "--host", "127.0.0.1", "--port", hc_fmt(a, "%d", port).p,
        "--alias", hc_cstr(a, conf->alias), "-np", hc_fmt(a, "%d", jobs).p, "-c",
        hc_fmt(a, "%d", CONTEXT_PER_JOB * jobs).p, "-t", hc_fmt(a, "%ld", cores > 0 ? cores : 1).p,
    };
    size_t n = 0;
    while (argv[n])
        n++;
    for (size_t i = 0; i < conf->n_argv && n < ARGS_MAX; i++)
        argv[n++] = hc_cstr(a, conf->argv[i]);
    hc_code c = hc_proc_start(t->opts->loop, &(hc_proc_opts){.argv = argv}, &t->server, err);
    if (c != HC_OK)
        hc_err_hint(err, "install llama.cpp, or name the program: HAECHI_LLAMA_SERVER=PATH or server: in haechi.yaml",
                    "llama.cpp를 설치하거나 경로를 지정하십시오: HAECHI_LLAMA_SERVER=경로 또는 haechi.yaml의 server:");
    return c;
}

static HC_CO hc_code start(hc_target *t, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    int port = free_port();
    if (t->server)
        return HC_OK;
    if (port < 0)
        return hc_fail(err, HC_E_IO, "E-LOCAL-02", "no free loopback port for the llama.cpp server",
                       "llama.cpp 서버에 줄 빈 루프백 포트가 없음");
    HC_TRY(spawn(t, a, port, err));
    snprintf(t->local_url, sizeof t->local_url, "http://127.0.0.1:%d/v1", port);
    t->conf.base_url = hc_str_c(t->local_url);
    hc_code c = wait_ready(t, err);
    if (c != HC_OK)
        stop(t);
    return c;
}

/* The server knows the model by our alias: the path of the file stays out of the recorded request. */
static hc_code build(hc_target *t, hc_arena *a, const hc_chat *chat, hc_wire *out, hc_err *err)
{
    hc_target_conf conf = t->conf;
    conf.model = conf.alias;
    return t->adapter->build(a, &conf, chat, out, err);
}

static HC_CO void send_local(hc_try *y)
{
    hc_transport_http.send(y);
}

const hc_transport hc_transport_local = {
    .build = build, .send = send_local, .start = start, .stop = stop, .limited = true,
};
