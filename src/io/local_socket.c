// SPDX-License-Identifier: Apache-2.0
/*
 * A client is freed when its handle is closed and no request of it is at work. Reading stops while a request is at work and goes
 * on when its answer is written: memory per client is one line and one answer.
 */
#include "io/local_socket.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "io/io_int.h"

enum { BACKLOG = 128, PART = 16384, CONNECT_TRIES = 100 };

typedef struct client {
    hc_local_server *s;
    uv_pipe_t pipe;
    uv_write_t write;
    hc_buf in, answer;
    char part[PART];
    int64_t uid, heard_us;
    bool busy, writing, closed;
    struct client *prev, *next;
} client;

struct hc_local_server {
    hc_loop *loop;
    uv_pipe_t pipe;
    hc_local_fn *serve_line;
    void *ctx;
    client *clients;
    size_t n;
    char *path;
};

static void next_request(client *c);

/* ---- a client leaves ---- */

static void free_client(client *c)
{
    hc_buf_fini(&c->in);
    hc_buf_fini(&c->answer);
    free(c);
}

static void on_client_closed(uv_handle_t *h)
{
    client *c = h->data;
    c->closed = true;
    if (!c->busy)
        free_client(c);
}

static void drop(client *c)
{
    if (uv_is_closing((uv_handle_t *)&c->pipe))
        return;
    if (c->prev)
        c->prev->next = c->next;
    else
        c->s->clients = c->next;
    if (c->next)
        c->next->prev = c->prev;
    c->s->n--;
    uv_close((uv_handle_t *)&c->pipe, on_client_closed);
}

/* ---- requests ---- */

static void on_written(uv_write_t *w, int status)
{
    client *c = w->data;
    c->writing = false;
    if (status < 0)
        drop(c);
    else
        next_request(c);
}

static HC_CO void serve(void *arg)
{
    client *c = arg;
    char *nl = memchr(c->in.p, '\n', c->in.n);
    size_t n = (size_t)(nl - c->in.p);
    c->s->serve_line(c->s->ctx, c->uid, (hc_str){c->in.p, n}, &c->answer);
    hc_buf_ch(&c->answer, '\n');
    c->busy = false;
    if (c->closed) {
        free_client(c);
        return;
    }
    memmove(c->in.p, nl + 1, c->in.n - n - 1);
    c->in.n -= n + 1;
    if (uv_is_closing((uv_handle_t *)&c->pipe))
        return;
    uv_buf_t b = uv_buf_init(c->answer.p, (unsigned)c->answer.n);
    c->write.data = c;
    c->writing = uv_write(&c->write, (uv_stream_t *)&c->pipe, &b, 1, on_written) == 0;
    if (!c->writing)
        drop(c);
}

static void on_alloc(uv_handle_t *h, size_t want, uv_buf_t *out)
{
    (void)want;
    client *c = h->data;
    *out = uv_buf_init(c->part, PART);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *b)
{
    client *c = stream->data;
    c->heard_us = hc_loop_mono_us(c->s->loop);
    if (n < 0) {
        drop(c);
        return;
    }
    hc_buf_add(&c->in, b->base, (size_t)n);
    if (c->in.over)
        drop(c);
    else
        next_request(c);
}

static void next_request(client *c)
{
    if (c->busy || c->writing || uv_is_closing((uv_handle_t *)&c->pipe))
        return;
    if (c->in.n && memchr(c->in.p, '\n', c->in.n)) {
        uv_read_stop((uv_stream_t *)&c->pipe);
        hc_buf_clear(&c->answer);
        c->busy = true;
        hc_co_start(c->s->loop, serve, c);
    } else if (uv_read_start((uv_stream_t *)&c->pipe, on_alloc, on_read) < 0) {
        drop(c);
    }
}

/* ---- a client comes ---- */

static bool peer_of(int fd, hc_local_peer *out)
{
    struct ucred who;
    socklen_t n = sizeof who;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &n) != 0)
        return false;
    *out = (hc_local_peer){who.pid, who.uid};
    return true;
}

static void make_place(hc_local_server *s)
{
    client *longest = NULL;
    for (client *c = s->clients; c; c = c->next)
        if (!c->busy && (!longest || c->heard_us < longest->heard_us))
            longest = c;
    if (longest)
        drop(longest);
}

static void on_connection(uv_stream_t *listener, int status)
{
    hc_local_server *s = listener->data;
    hc_local_peer peer;
    uv_os_fd_t fd;
    if (status < 0)
        return;
    if (s->n >= HC_LOCAL_CLIENTS_MAX)
        make_place(s);
    client *c = hc_xcalloc(1, sizeof *c);
    *c = (client){.s = s, .heard_us = hc_loop_mono_us(s->loop), .next = s->clients};
    hc_buf_init(&c->in, HC_LOCAL_LINE_MAX);
    hc_buf_init(&c->answer, SIZE_MAX);
    HC_ASSERT(uv_pipe_init(hc_loop_uv(s->loop), &c->pipe, 0) == 0);
    c->pipe.data = c;
    if (s->clients)
        s->clients->prev = c;
    s->clients = c;
    s->n++;
    bool in = uv_accept(listener, (uv_stream_t *)&c->pipe) == 0 && uv_fileno((uv_handle_t *)&c->pipe, &fd) == 0 && peer_of(fd, &peer);
    if (!in || (peer.uid != (int64_t)geteuid() && peer.uid != 0)) {
        drop(c);
        return;
    }
    c->uid = peer.uid;
    next_request(c);
}

/* ---- the server ---- */

static void on_server_closed(uv_handle_t *h)
{
    hc_local_server *s = h->data;
    free(s->path);
    free(s);
}

hc_code hc_local_listen(hc_loop *l, const char *path, hc_local_fn *serve_line, void *ctx, hc_local_server **out, hc_err *err)
{
    struct sockaddr_un fits;
    hc_local_server *s = hc_xcalloc(1, sizeof *s);
    *s = (hc_local_server){.loop = l, .serve_line = serve_line, .ctx = ctx, .path = hc_xcalloc(1, strlen(path) + 1)};
    memcpy(s->path, path, strlen(path));
    HC_ASSERT(uv_pipe_init(hc_loop_uv(l), &s->pipe, 0) == 0);
    s->pipe.data = s;
    unlink(path);
    int why = strlen(path) < sizeof fits.sun_path ? uv_pipe_bind(&s->pipe, path) : UV_ENAMETOOLONG;
    if (why == 0 && chmod(path, 0600) != 0)
        why = -errno;
    if (why == 0)
        why = uv_listen((uv_stream_t *)&s->pipe, BACKLOG, on_connection);
    if (why == 0) {
        *out = s;
        return HC_OK;
    }
    uv_close((uv_handle_t *)&s->pipe, on_server_closed);
    return hc_fail(err, HC_E_IO, "E-CTL-11", "cannot listen on %s: %s", "%s에서 요청을 받을 수 없음: %s", path, uv_strerror(why));
}

void hc_local_close(hc_local_server *s, hc_str last)
{
    if (!s)
        return;
    while (s->clients) {
        client *c = s->clients;
        uv_os_fd_t fd;
        HC_ASSERT(!c->busy);
        /* Between two answers only: half an answer would swallow it. */
        if (last.n && !c->writing && uv_fileno((uv_handle_t *)&c->pipe, &fd) == 0) {
            ssize_t sent = send(fd, last.p, last.n, MSG_DONTWAIT | MSG_NOSIGNAL);
            if (sent == (ssize_t)last.n && send(fd, "\n", 1, MSG_DONTWAIT | MSG_NOSIGNAL) != 1)
                HC_DEBUG("a client did not take the last line");
        }
        drop(c);
    }
    unlink(s->path);
    uv_close((uv_handle_t *)&s->pipe, on_server_closed);
}

/* ---- the other side ---- */

hc_code hc_local_connect(const char *path, int *out_fd, hc_local_peer *out, hc_err *err)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    size_t n = strlen(path);
    if (n >= sizeof to.sun_path)
        return hc_fail(err, HC_E_NOTFOUND, "E-CTL-12", "nobody listens on %s", "%s에 연결을 받는 프로세스가 없음", path);
    memcpy(to.sun_path, path, n);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), tries = 0;
    bool there = false;
    while (fd >= 0 && !(there = connect(fd, (const struct sockaddr *)&to, sizeof to) == 0) && errno == EAGAIN && ++tries < CONNECT_TRIES)
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);      /* a crowd waits there */
    if (!there || !peer_of(fd, out)) {
        int why = errno;
        if (fd >= 0)
            close(fd);
        if (why == ENOENT || why == ECONNREFUSED)
            return hc_fail(err, HC_E_NOTFOUND, "E-CTL-12", "nobody listens on %s", "%s에 연결을 받는 프로세스가 없음", path);
        return hc_fail(err, HC_E_IO, "E-CTL-13", "cannot talk to the process behind %s: %s", "%s의 프로세스에 연결할 수 없음: %s", path,
                       strerror(why));
    }
    *out_fd = fd;
    return HC_OK;
}

static int64_t mono_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* HC_E_TIMEOUT, or ready for `events`. */
static hc_code wait_for(int fd, short events, int64_t deadline_ms, hc_err *err)
{
    for (;;) {
        int64_t left = deadline_ms - mono_ms();
        struct pollfd p = {.fd = fd, .events = events};
        int n = poll(&p, 1, left < 0 ? 0 : (int)(left < 60000 ? left : 60000));
        if (n > 0)
            return HC_OK;
        if (n == 0 && left <= 0)
            return hc_fail(err, HC_E_TIMEOUT, "E-CTL-14", "no answer in time", "제한 시간 안에 답이 없음");
    }
}

static hc_code gone(hc_err *err)
{
    return hc_fail(err, HC_E_NET, "E-CTL-15", "the process has ended the connection", "프로세스가 연결을 끝냄");
}

static hc_code send_line(int fd, hc_str line, int64_t deadline_ms, hc_err *err)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_buf_str(&b, line);
    hc_buf_ch(&b, '\n');
    for (size_t at = 0; at < b.n;) {
        HC_TRY(wait_for(fd, POLLOUT, deadline_ms, err));
        ssize_t n = send(fd, b.p + at, b.n - at, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            return gone(err);
        at += n > 0 ? (size_t)n : 0;
    }
    return HC_OK;
}

hc_code hc_local_ask(int fd, hc_str line, int64_t timeout_ms, hc_buf *answer, hc_err *err)
{
    int64_t deadline_ms = mono_ms() + timeout_ms;
    char part[PART];
    if (line.n)
        HC_TRY(send_line(fd, line, deadline_ms, err));
    while (answer->n < HC_LOCAL_LINE_MAX) {
        HC_TRY(wait_for(fd, POLLIN, deadline_ms, err));
        /* Looks first and takes no more than the line: the next one stays in the socket. */
        ssize_t n = recv(fd, part, sizeof part, MSG_PEEK);
        if (n <= 0 && !(n < 0 && (errno == EINTR || errno == EAGAIN)))
            return gone(err);
        char *nl = n > 0 ? memchr(part, '\n', (size_t)n) : NULL;
        size_t take = nl ? (size_t)(nl - part) + 1 : n > 0 ? (size_t)n : 0;
        if (take && recv(fd, part, take, 0) != (ssize_t)take)
            return gone(err);
        hc_buf_add(answer, part, nl ? take - 1 : take);
        if (nl)
            return HC_OK;
    }
    return hc_fail(err, HC_E_LIMIT, "E-CTL-16", "an answer of more than %d bytes", "답이 %d바이트를 넘음", HC_LOCAL_LINE_MAX);
}

static int by_bytes(const void *x, const void *y)
{
    return hc_str_cmp(*(const hc_str *)x, *(const hc_str *)y);
}

hc_code hc_local_list(hc_arena *a, const char *dir, hc_str **out, size_t *out_n, hc_err *err)
{
    size_t cap = 0;
    DIR *d = opendir(dir);
    *out = NULL;
    *out_n = 0;
    if (!d)
        return hc_fail(err, HC_E_IO, "E-CTL-17", "cannot read the folder %s: %s", "폴더 %s{을/를} 읽을 수 없음: %s", dir, strerror(errno));
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        if (e->d_name[0] == '.')
            continue;
        HC_GROW(a, *out, *out_n, cap);
        (*out)[(*out_n)++] = hc_str_dup(a, hc_str_c(e->d_name));
    }
    closedir(d);
    if (*out_n)
        qsort(*out, *out_n, sizeof **out, by_bytes);
    return HC_OK;
}

hc_code hc_dir_private(const char *path, hc_err *err)
{
    struct stat st;
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return hc_fail(err, HC_E_IO, "E-CTL-24", "cannot make the folder %s: %s", "폴더 %s{을/를} 만들 수 없음: %s", path, strerror(errno));
    if (lstat(path, &st) != 0 || !S_ISDIR(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 077))
        return hc_fail(err, HC_E_IO, "E-CTL-18", "%s is not a folder that only you may enter (mode 0700)",
                       "%s{은/는} 본인만 들어갈 수 있는 폴더(0700)가 아님", path);
    return HC_OK;
}
