// SPDX-License-Identifier: Apache-2.0
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz.h"
#include "io/http.h"

enum { INPUT_MAX = 1 << 16 };

/* A server that answers every request with the input and hangs up. It may be answering one that the client has left. */
static struct { int fd; pthread_mutex_t mutex; char answer[INPUT_MAX]; size_t n; } server = {.mutex = PTHREAD_MUTEX_INITIALIZER};
static hc_loop *loop;
static hc_http *http;
static char url[64];

static void *serve(void *arg)
{
    (void)arg;
    for (;;) {
        char in[4096];
        size_t n = 0;
        int c = accept(server.fd, NULL, NULL);
        while (n < sizeof in && !memmem(in, n, "\r\n\r\n", 4)) {
            ssize_t got = recv(c, in + n, sizeof in - n, 0);
            if (got <= 0)
                break;
            n += (size_t)got;
        }
        pthread_mutex_lock(&server.mutex);
        (void)!send(c, server.answer, server.n, MSG_NOSIGNAL);
        pthread_mutex_unlock(&server.mutex);
        shutdown(c, SHUT_WR);
        while (recv(c, in, sizeof in, 0) > 0) {
        }
        close(c);
    }
    return NULL;
}

static void start(void)
{
    struct sockaddr_in addr = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof addr;
    pthread_t thread;
    unsetenv("http_proxy");
    unsetenv("all_proxy");
    server.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(server.fd, (struct sockaddr *)&addr, len) != 0 || listen(server.fd, 16) != 0 ||
        getsockname(server.fd, (struct sockaddr *)&addr, &len) != 0 || pthread_create(&thread, NULL, serve, NULL) != 0)
        abort();
    snprintf(url, sizeof url, "http://127.0.0.1:%d/", ntohs(addr.sin_port));
    loop = hc_loop_new();
    http = hc_http_new(loop);
}

static HC_CO void ask(void *arg)
{
    (void)arg;
    hc_http_req req = {.method = "GET", .url = url, .timeout_ms = 5000, .max_bytes = 1 << 16};
    HC_AUTO(hc_http_res) res = {0};
    hc_http_send(http, &req, &res);
    HC_ASSERT(res.body.n <= 1 << 16 && (res.net != HC_NET_OK || (res.status >= 100 && res.status <= 999)));
    for (size_t i = 0; i < res.n_headers; i++)
        HC_ASSERT(!memchr(res.headers[i].name.p, '\n', res.headers[i].name.n) &&
                  !memchr(res.headers[i].value.p, '\n', res.headers[i].value.n));
}

/* Whatever answers a request, the exchange ends within its limits. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!loop)
        start();
    pthread_mutex_lock(&server.mutex);
    server.n = size < INPUT_MAX ? size : INPUT_MAX;
    memcpy(server.answer, data, server.n);
    pthread_mutex_unlock(&server.mutex);
    hc_co_start(loop, ask, NULL);
    hc_loop_run(loop);
    return 0;
}
