// SPDX-License-Identifier: Apache-2.0
#ifndef HC_TESTS_UNIT_IO_HTTP_PEER_H
#define HC_TESTS_UNIT_IO_HTTP_PEER_H

/* A server thread on plain sockets that misbehaves on request: the path says how. */

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/str.h"

enum { PEER_RENDEZVOUS = 1000, PEER_FDS = 8192, PEER_DRIPS = 20 };

typedef struct peer_conn { hc_buf in; int drips, served; } peer_conn;

typedef struct peer {
    int port, listener, epoll, n_waiting;
    int waiting[PEER_RENDEZVOUS];
    peer_conn conn[PEER_FDS];
    atomic_int accepted, requests;
    atomic_bool stop;
    pthread_t thread;
} peer;

static const unsigned char gzip_small[] = {
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x7b, 0x33, 0xb5, 0xe3, 0x75, 0xeb,
    0xd4, 0xb7, 0x53, 0x67, 0xbc, 0x69, 0xd9, 0xf1, 0x66, 0xd6, 0x14, 0x85, 0xf4, 0xaa, 0xcc, 0x02,
    0x00, 0x8a, 0x96, 0x34, 0xdc, 0x14, 0x00, 0x00, 0x00};
/* 300,000 times the letter a */
static const unsigned char gzip_bomb[] = {
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xed, 0xc1, 0x01, 0x0d, 0x00, 0x00,
    0x00, 0xc2, 0xa0, 0xac, 0xef, 0x5f, 0xc2, 0x1e, 0x0e, 0x28, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xf8, 0x31, 0x5f, 0xf2,
    0x4e, 0xf4, 0xe0, 0x93, 0x04, 0x00};

static void peer_say(int fd, const void *p, size_t n)
{
    for (const char *at = p; n > 0;) {
        ssize_t w = send(fd, at, n, MSG_NOSIGNAL);
        if (w <= 0)
            return;
        at += w;
        n -= (size_t)w;
    }
}

static void peer_text(int fd, const char *text)
{
    peer_say(fd, text, strlen(text));
}

static void peer_body(int fd, const char *headers, const void *p, size_t n)
{
    hc_buf b;
    hc_buf_init(&b, n + 400);
    hc_buf_fmt(&b, "HTTP/1.1 200 OK\r\n%sContent-Length: %zu\r\n\r\n", headers, n);
    hc_buf_add(&b, p, n);
    peer_say(fd, b.p, b.n);
    hc_buf_fini(&b);
}

static void peer_hang_up(peer *s, int fd, bool hard)
{
    struct linger l = {.l_onoff = 1, .l_linger = 0};
    if (hard)
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &l, sizeof l);
    hc_buf_fini(&s->conn[fd].in);
    s->conn[fd].drips = s->conn[fd].served = 0;
    close(fd);
}

static void peer_meet(peer *s, int fd)
{
    s->waiting[s->n_waiting++] = fd;
    if (s->n_waiting < PEER_RENDEZVOUS)
        return;
    for (int i = 0; i < PEER_RENDEZVOUS; i++)
        peer_body(s->waiting[i], "", "ok", 2);
    s->n_waiting = 0;
}

static void peer_misbehave(peer *s, int fd, hc_str path)
{
    if (hc_str_is(path, "/garbage")) {
        peer_text(fd, "hello, this is not a web server\r\n\r\n");
        peer_hang_up(s, fd, false);
    } else if (hc_str_is(path, "/half-head") || hc_str_is(path, "/half-status")) {
        peer_text(fd, hc_str_is(path, "/half-head") ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-" : "HTTP/1.1 20");
        peer_hang_up(s, fd, false);
    } else if (hc_str_is(path, "/folded") || hc_str_is(path, "/trailer")) {
        peer_text(fd, hc_str_is(path, "/folded") ? "HTTP/1.1 200 OK\r\n X: y\r\nContent-Length: 2\r\n\r\nok"
                  : "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nHTTP/1.1 500 X\r\nX: y\r\n\r\n");
        peer_hang_up(s, fd, false);
    } else if (hc_str_is(path, "/no-status")) {
        peer_text(fd, "HTTP/none 52\r\nContent-Length: 2\r\n\r\nok");
        peer_hang_up(s, fd, false);
    } else if (hc_str_is(path, "/nothing")) {
        peer_hang_up(s, fd, false);
    } else if (hc_str_is(path, "/reset") || hc_str_is(path, "/cut") || hc_str_is(path, "/stall")) {
        peer_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789");
        if (hc_str_is(path, "/stall"))
            return;
        usleep(20000);
        peer_hang_up(s, fd, hc_str_is(path, "/reset"));
    } else if (hc_str_is(path, "/badchunk")) {
        peer_text(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n");
    } else if (hc_str_is(path, "/drip")) {
        peer_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n");
        s->conn[fd].drips = PEER_DRIPS;
    }
    /* "/silent": nothing at all */
}

static void peer_answer(peer *s, int fd, hc_str path, hc_str request)
{
    atomic_fetch_add(&s->requests, 1);
    if (s->conn[fd].served++ > 0 && hc_str_is(path, "/once"))
        peer_hang_up(s, fd, true);
    else if (hc_str_is(path, "/ok") || hc_str_is(path, "/once"))
        peer_body(fd, "", "ok", 2);
    else if (hc_str_is(path, "/rendezvous"))
        peer_meet(s, fd);
    else if (hc_str_ends(path, HC_S("/echo")))
        peer_body(fd, "", request.p, request.n);
    else if (hc_str_is(path, "/interim"))
        peer_text(fd, "HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n"
                      "HTTP/1.1 201 Created\r\nX-Place:  final \r\nContent-Length: 2\r\n\r\nok");
    else if (hc_str_is(path, "/chunked"))
        peer_text(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Trailer\r\n\r\n"
                      "6\r\nhello,\r\n6;ext=1\r\n world\r\n0\r\nX-Trailer: 1\r\n\r\n");
    else if (hc_str_is(path, "/gzip"))
        peer_body(fd, "Content-Encoding: gzip\r\n", gzip_small, sizeof gzip_small);
    else if (hc_str_is(path, "/bomb"))
        peer_body(fd, "Content-Encoding: gzip\r\n", gzip_bomb, sizeof gzip_bomb);
    else if (hc_str_is(path, "/redirect"))
        peer_text(fd, "HTTP/1.1 302 Found\r\nLocation: /echo\r\nContent-Length: 0\r\n\r\n");
    else if (hc_str_starts(request, HC_S("CONNECT ")))
        peer_text(fd, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    else if (hc_str_is(path, "/vanish")) {            /* closes without a word about it */
        peer_body(fd, "", "ok", 2);
        peer_hang_up(s, fd, false);
    } else if (hc_str_is(path, "/close")) {
        peer_body(fd, "Connection: close\r\n", "ok", 2);
        peer_hang_up(s, fd, false);
    } else
        peer_misbehave(s, fd, path);
}

/* Answers the request in the buffer once it is complete. */
static void peer_read(peer *s, int fd)
{
    hc_buf *in = &s->conn[fd].in;
    char part[8192];
    ssize_t n = recv(fd, part, sizeof part, 0);
    if (n <= 0) {
        peer_hang_up(s, fd, false);
        return;
    }
    hc_buf_add(in, part, (size_t)n);
    hc_str all = hc_buf_view(in);
    ptrdiff_t end = hc_str_find(all, HC_S("\r\n\r\n"));
    bool tls = (unsigned char)all.p[0] == 0x16;
    if (tls) {
        peer_text(fd, "HTTP/1.1 400 Bad Request\r\n\r\n");
        peer_hang_up(s, fd, false);
        return;
    }
    if (end < 0)
        return;
    ptrdiff_t at = hc_str_find(all, HC_S("Content-Length: "));
    hc_str rest = hc_str_sub(all, (size_t)(at + 16), all.n), digits;
    uint64_t body = 0;
    if (at >= 0 && hc_str_cut(&rest, '\r', &digits))
        HC_ASSERT(hc_parse_u64(digits, &body));
    if (all.n < (size_t)end + 4 + body)
        return;
    hc_str line = all, method, path;
    hc_str_cut(&line, ' ', &method);
    hc_str_cut(&line, ' ', &path);
    char *copy = hc_xmalloc(all.n);
    memcpy(copy, all.p, all.n);
    hc_str own_path = {copy + (path.p - all.p), path.n}, request = {copy, all.n};
    hc_buf_clear(in);
    peer_answer(s, fd, own_path, request);
    free(copy);
}

static void peer_accept(peer *s)
{
    int fd = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0 || fd >= PEER_FDS) {
        close(fd);
        return;
    }
    atomic_fetch_add(&s->accepted, 1);
    hc_buf_init(&s->conn[fd].in, 1 << 20);
    struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
    HC_ASSERT(epoll_ctl(s->epoll, EPOLL_CTL_ADD, fd, &e) == 0);
}

static void *peer_serve(void *arg)
{
    peer *s = arg;
    while (!atomic_load(&s->stop)) {
        struct epoll_event events[64];
        int n = epoll_wait(s->epoll, events, 64, 20);
        for (int i = 0; i < n; i++) {
            if (events[i].data.fd == s->listener)
                peer_accept(s);
            else
                peer_read(s, events[i].data.fd);
        }
        for (int fd = 0; n == 0 && fd < PEER_FDS; fd++) {
            if (s->conn[fd].drips > 0 && s->conn[fd].drips--)
                peer_text(fd, ".");
        }
    }
    for (int fd = 0; fd < PEER_FDS; fd++) {
        if (s->conn[fd].in.max)
            peer_hang_up(s, fd, false);
    }
    return NULL;
}

static int peer_listen(int *out_port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    HC_ASSERT(bind(fd, (struct sockaddr *)&a, sizeof a) == 0);
    HC_ASSERT(getsockname(fd, (struct sockaddr *)&a, &n) == 0);
    *out_port = ntohs(a.sin_port);
    return fd;
}

static int peer_closed_port(void)
{
    int port;
    close(peer_listen(&port));
    return port;
}

static peer *peer_start(void)
{
    peer *s = hc_xcalloc(1, sizeof *s);
    s->listener = peer_listen(&s->port);
    HC_ASSERT(listen(s->listener, 4096) == 0);
    s->epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event e = {.events = EPOLLIN, .data.fd = s->listener};
    HC_ASSERT(epoll_ctl(s->epoll, EPOLL_CTL_ADD, s->listener, &e) == 0);
    HC_ASSERT(pthread_create(&s->thread, NULL, peer_serve, s) == 0);
    return s;
}

static int peer_accepted(peer *s)
{
    return atomic_load(&s->accepted);
}

static void peer_stop(peer *s)
{
    atomic_store(&s->stop, true);
    pthread_join(s->thread, NULL);
    close(s->listener);
    close(s->epoll);
    free(s);
}

#endif
