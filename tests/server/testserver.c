// SPDX-License-Identifier: Apache-2.0
#include "testserver.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { IN_MAX = 512 << 20, OUT_MAX = INT32_MAX, EVENTS = 256, READ_BYTES = 256 << 10 };

typedef enum conn_state { READING, WAITING /* delay or hang */, SENDING } conn_state;

/* One client. Indexed by its descriptor; `gen` tells a timer whether its connection is still the same. */
typedef struct conn {
    int fd;
    uint64_t gen;
    conn_state state;
    hc_buf in, out;
    size_t in_used;   /* bytes of the request being answered */
    size_t out_sent;
    size_t drip_from; /* from here on one byte per drip_ms */
    uint64_t drip_ms;
    hc_str flood;     /* copies of it that still follow */
    uint64_t flood_n;
    bool first, close_after, reset_after, hang_after, told_continue, want_out;
} conn;

typedef struct timer {
    uint64_t due_ms, gen;
    int fd;
} timer;

typedef struct server {
    int epoll, listener, log;
    ts_script script;
    conn **conns;
    size_t n_conns, open_requests;
    uint64_t next_gen, n_requests, start_ms;
    timer *heap;
    size_t n_heap, cap_heap;
    hc_buf line;
} server;

static volatile sig_atomic_t stopping;

static void on_signal(int sig)
{
    (void)sig;
    stopping = 1;
}

static uint64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* ---- timers: a binary heap by due time ---- */

static void swap_timers(timer *a, timer *b)
{
    timer t = *a;
    *a = *b;
    *b = t;
}

static void timer_add(server *s, const conn *c, uint64_t ms)
{
    if (s->n_heap == s->cap_heap) {
        s->cap_heap = s->cap_heap ? s->cap_heap * 2 : 64;
        s->heap = hc_xrealloc(s->heap, s->cap_heap * sizeof *s->heap);
    }
    size_t i = s->n_heap++;
    s->heap[i] = (timer){now_ms() + ms, c->gen, c->fd};
    for (; i > 0 && s->heap[(i - 1) / 2].due_ms > s->heap[i].due_ms; i = (i - 1) / 2)
        swap_timers(&s->heap[i], &s->heap[(i - 1) / 2]);
}

static timer timer_pop(server *s)
{
    timer top = s->heap[0];
    s->heap[0] = s->heap[--s->n_heap];
    for (size_t i = 0;;) {
        size_t least = i, left = 2 * i + 1, right = left + 1;
        if (left < s->n_heap && s->heap[left].due_ms < s->heap[least].due_ms)
            least = left;
        if (right < s->n_heap && s->heap[right].due_ms < s->heap[least].due_ms)
            least = right;
        if (least == i)
            return top;
        swap_timers(&s->heap[i], &s->heap[least]);
        i = least;
    }
}

/* ---- connections ---- */

static void conn_close(server *s, conn *c)
{
    if (c->reset_after) {
        struct linger hard = {.l_onoff = 1, .l_linger = 0};
        setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    }
    if (c->state != READING)
        s->open_requests--;
    s->conns[c->fd] = NULL;
    close(c->fd);
    hc_buf_fini(&c->in);
    hc_buf_fini(&c->out);
    free(c);
}

static void watch(server *s, conn *c, bool out)
{
    if (c->want_out != out) {
        struct epoll_event ev = {.events = out ? EPOLLIN | EPOLLOUT : EPOLLIN, .data.fd = c->fd};
        epoll_ctl(s->epoll, EPOLL_CTL_MOD, c->fd, &ev);
        c->want_out = out;
    }
}

static void accept_all(server *s)
{
    int fd;
    while ((fd = accept4(s->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        if ((size_t)fd >= s->n_conns) {
            size_t n = ((size_t)fd + 1) * 2;
            s->conns = hc_xrealloc(s->conns, n * sizeof *s->conns);
            memset(s->conns + s->n_conns, 0, (n - s->n_conns) * sizeof *s->conns);
            s->n_conns = n;
        }
        int one = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        conn *c = hc_xcalloc(1, sizeof *c);
        c->fd = fd;
        c->gen = ++s->next_gen;
        c->first = true;
        hc_buf_init(&c->in, IN_MAX);
        hc_buf_init(&c->out, OUT_MAX);
        s->conns[fd] = c;
        struct epoll_event ev = {.events = EPOLLIN, .data.fd = fd};
        epoll_ctl(s->epoll, EPOLL_CTL_ADD, fd, &ev);
    }
}

/* ---- the log ---- */

static void log_request(server *s, const conn *c, const ts_req *r)
{
    s->n_requests++;
    if (s->log < 0)
        return;
    hc_buf *l = &s->line;
    hc_buf_clear(l);
    hc_buf_fmt(l, "{\"n\":%llu,\"ms\":%llu,\"connection\":%llu,\"open\":%zu,\"method\":\"",
               (unsigned long long)s->n_requests, (unsigned long long)(now_ms() - s->start_ms),
               (unsigned long long)c->gen, s->open_requests);
    ts_json_escape(r->method, l);
    hc_buf_c(l, "\",\"path\":\"");
    ts_json_escape(r->target, l);
    hc_buf_c(l, "\",\"headers\":{");
    for (size_t i = 0; i < r->n_headers; i++) {
        hc_buf_c(l, i ? ",\"" : "\"");
        for (size_t k = 0; k < r->headers[i].name.n; k++) {
            char ch = r->headers[i].name.p[k];
            ch = ch >= 'A' && ch <= 'Z' ? (char)(ch + 32) : ch;
            ts_json_escape((hc_str){&ch, 1}, l);
        }
        hc_buf_c(l, "\":\"");
        ts_json_escape(r->headers[i].value, l);
        hc_buf_ch(l, '"');
    }
    hc_buf_c(l, "},\"body\":");
    hc_str rest = r->body, value;
    if (ts_json_value(&rest, &value, 0) && hc_str_trim(rest).n == 0) {
        for (size_t i = 0; i < value.n; i++)
            hc_buf_ch(l, value.p[i] == '\n' || value.p[i] == '\r' ? ' ' : value.p[i]);
    } else {
        hc_buf_ch(l, '"');
        ts_json_escape(r->body, l);
        hc_buf_ch(l, '"');
    }
    hc_buf_c(l, "}\n");
    for (size_t at = 0; at < l->n;) {
        ssize_t n = write(s->log, l->p + at, l->n - at);
        if (n < 0 && errno != EINTR)
            break;
        at += n > 0 ? (size_t)n : 0;
    }
}

/* ---- HTTP/1.1 requests ---- */

typedef enum parsed { NEED_MORE, COMPLETE, BROKEN } parsed;

static hc_str header_of(const ts_req *r, const char *name)
{
    for (size_t i = 0; i < r->n_headers; i++)
        if (hc_str_ieq(r->headers[i].name, hc_str_c(name)))
            return r->headers[i].value;
    return HC_S("");
}

static hc_str path_of(hc_str target)
{
    ptrdiff_t scheme = hc_str_find(target, HC_S("://"));
    if (scheme > 0 && target.p[0] != '/') {
        hc_str rest = hc_str_sub(target, (size_t)scheme + 3, target.n);
        ptrdiff_t slash = hc_str_find(rest, HC_S("/"));
        target = slash < 0 ? HC_S("/") : hc_str_sub(rest, (size_t)slash, rest.n);
    }
    ptrdiff_t query = hc_str_find(target, HC_S("?"));
    return query < 0 ? target : hc_str_sub(target, 0, (size_t)query);
}

static bool parse_head(hc_str head, ts_req *r)
{
    hc_str line, rest;
    if (!hc_str_cut(&head, '\n', &line))
        return false;
    rest = hc_str_trim(line);
    if (!hc_str_cut(&rest, ' ', &r->method) || !hc_str_cut(&rest, ' ', &r->target) ||
        !hc_str_starts(rest, HC_S("HTTP/1.")))
        return false;
    r->path = path_of(r->target);
    r->keep_alive = hc_str_is(rest, "HTTP/1.1");
    while (hc_str_cut(&head, '\n', &line)) {
        hc_str name;
        rest = hc_str_trim(line);
        if (rest.n == 0)
            continue;
        hc_str_cut(&rest, ':', &name);
        if (r->n_headers < TS_HEADERS_MAX)
            r->headers[r->n_headers++] = (ts_header){name, hc_str_trim(rest)};
    }
    if (hc_str_ieq(header_of(r, "connection"), HC_S("close")))
        r->keep_alive = false;
    return true;
}

static parsed parse_request(conn *c, ts_req *r, size_t *out_used)
{
    *r = (ts_req){0};
    hc_str in = hc_buf_view(&c->in);
    ptrdiff_t end = hc_str_find(in, HC_S("\r\n\r\n"));
    if (end < 0)
        return in.n > 1 << 20 || (in.n && ((unsigned char)in.p[0] < 'A' || in.p[0] > 'z')) ? BROKEN : NEED_MORE;
    if (!parse_head(hc_str_sub(in, 0, (size_t)end), r) || header_of(r, "transfer-encoding").n)
        return BROKEN;
    uint64_t length = 0;
    hc_str text = header_of(r, "content-length");
    if (text.n && (!hc_parse_u64(text, &length) || length > IN_MAX / 2))
        return BROKEN;
    size_t body_at = (size_t)end + 4;
    if (in.n - body_at < length) {
        if (header_of(r, "expect").n && !c->told_continue) {
            static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
            c->told_continue = send(c->fd, go_on, sizeof go_on - 1, MSG_NOSIGNAL) > 0;
        }
        return NEED_MORE;
    }
    r->body = hc_str_sub(in, body_at, body_at + (size_t)length);
    *out_used = body_at + (size_t)length;
    return COMPLETE;
}

/* ---- answering ---- */

static void serve(server *s, conn *c);

/* The next copies of the flood into the empty output. */
static bool more_flood(conn *c)
{
    hc_buf_clear(&c->out);
    c->out_sent = c->drip_from = 0;
    for (; c->flood_n && c->out.n < READ_BYTES; c->flood_n--)
        hc_buf_str(&c->out, c->flood);
    return c->out.n > 0;
}

/* Sends what may be sent now. False: the connection is gone. */
static bool flush(server *s, conn *c)
{
    while (c->out_sent < c->out.n || more_flood(c)) {
        bool drip = c->drip_ms && c->out_sent >= c->drip_from;
        size_t until = c->drip_ms && !drip ? c->drip_from : c->out.n;
        ssize_t n = send(c->fd, c->out.p + c->out_sent, drip ? 1 : until - c->out_sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN) {
            watch(s, c, true);
            return true;
        }
        if (n < 0) {
            conn_close(s, c);
            return false;
        }
        c->out_sent += (size_t)n;
        if (drip && (c->out_sent < c->out.n || c->flood_n)) {
            watch(s, c, false);
            timer_add(s, c, c->drip_ms);
            return true;
        }
    }
    watch(s, c, false);
    if (c->hang_after)
        return true;
    if (c->close_after) {
        conn_close(s, c);
        return false;
    }
    size_t left = c->in.n - c->in_used;
    memmove(c->in.p, c->in.p + c->in_used, left);
    c->in.n = left;
    c->in_used = 0;
    c->told_continue = false;
    c->state = READING;
    s->open_requests--;
    return true;
}

static void start_sending(server *s, conn *c)
{
    c->state = SENDING;
    if (flush(s, c) && c->state == READING)
        serve(s, c);
}

static void answer(server *s, conn *c, const ts_rule *rule, const ts_req *r)
{
    ts_rule none = {.verb = TS_BODY, .status = 404, .cut = -1, .headers = HC_S("")};
    none.text = HC_S("{\"error\":{\"message\":\"no rule of the script fits\",\"type\":\"not_found\","
                     "\"code\":\"not_found\"}}");
    rule = rule ? rule : &none;
    c->state = WAITING;
    hc_buf_clear(&c->out);
    c->out_sent = 0;
    c->close_after = true;
    if (rule->verb == TS_HANG)
        return;
    c->reset_after = rule->verb == TS_RESET || rule->after == TS_THEN_RESET;
    c->hang_after = rule->after == TS_THEN_HANG;
    c->flood = rule->flood;
    c->flood_n = rule->flood_n;
    if (rule->verb != TS_CLOSE && rule->verb != TS_RESET) {
        c->close_after = ts_reply_build(rule, r, &c->out, &c->drip_from);
        c->drip_ms = rule->drip_ms;
    }
    if (rule->delay_ms)
        timer_add(s, c, rule->delay_ms);
    else
        start_sending(s, c);
}

static void serve(server *s, conn *c)
{
    if (c->first && c->in.n) {
        c->first = false;
        ts_rule *rule = ts_script_match(&s->script, NULL);
        if (rule) {
            s->open_requests++;
            answer(s, c, rule, &(ts_req){0});
            return;
        }
    }
    ts_req r;
    switch (parse_request(c, &r, &c->in_used)) {
    case NEED_MORE:
        return;
    case BROKEN:
        conn_close(s, c);
        return;
    case COMPLETE:
        s->open_requests++;
        log_request(s, c, &r);
        answer(s, c, ts_script_match(&s->script, &r), &r);
    }
}

static void on_readable(server *s, conn *c)
{
    static char block[READ_BYTES];
    ssize_t n = recv(c->fd, block, sizeof block, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        conn_close(s, c);
        return;
    }
    hc_buf_add(&c->in, block, (size_t)n);
    if (c->in.over)
        conn_close(s, c);
    else if (c->state == READING)
        serve(s, c);
}

static void on_event(server *s, const struct epoll_event *ev)
{
    if (ev->data.fd == s->listener) {
        accept_all(s);
        return;
    }
    conn *c = s->conns[ev->data.fd];
    if (c && (ev->events & EPOLLOUT) && c->state == SENDING)
        start_sending(s, c);
    c = s->conns[ev->data.fd];
    if (c && (ev->events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
        on_readable(s, c);
}

static int next_wait(const server *s)
{
    if (s->n_heap == 0)
        return 1000;
    uint64_t now = now_ms(), due = s->heap[0].due_ms;
    return due <= now ? 0 : due - now > 1000 ? 1000 : (int)(due - now);
}

static void run(server *s)
{
    struct epoll_event events[EVENTS];
    while (!stopping) {
        int n = epoll_wait(s->epoll, events, EVENTS, next_wait(s));
        for (int i = 0; i < n; i++)
            on_event(s, &events[i]);
        while (s->n_heap && s->heap[0].due_ms <= now_ms()) {
            timer t = timer_pop(s);
            conn *c = s->conns[t.fd];
            if (c && c->gen == t.gen)
                start_sending(s, c);
        }
    }
}

static bool listen_on_loopback(server *s, const char *port_file)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof at;
    s->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    s->epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event ev = {.events = EPOLLIN, .data.fd = s->listener};
    if (s->listener < 0 || s->epoll < 0 || bind(s->listener, (struct sockaddr *)&at, n) != 0 ||
        listen(s->listener, 4096) != 0 || getsockname(s->listener, (struct sockaddr *)&at, &n) != 0 ||
        epoll_ctl(s->epoll, EPOLL_CTL_ADD, s->listener, &ev) != 0) {
        perror("testserver: cannot listen");
        return false;
    }
    if (!port_file) {
        printf("%d\n", ntohs(at.sin_port));
        return fflush(stdout) == 0;
    }
    char part[4096];
    snprintf(part, sizeof part, "%s.part", port_file);
    FILE *f = fopen(part, "w");
    if (!f || fprintf(f, "%d\n", ntohs(at.sin_port)) < 0 || fclose(f) != 0 || rename(part, port_file) != 0) {
        perror("testserver: cannot write the port file");
        return false;
    }
    return true;
}

static int usage(void)
{
    fputs("usage: testserver SCRIPT [--port-file FILE] [--log FILE]\n", stderr);
    return 2;
}

int main(int argc, char **argv)
{
    const char *script = NULL, *port_file = NULL, *log = NULL;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--port-file") == 0 && i + 1 < argc)
            port_file = argv[++i];
        else if (strcmp(argv[i], "--log") == 0 && i + 1 < argc)
            log = argv[++i];
        else if (!script && argv[i][0] != '-')
            script = argv[i];
        else
            return usage();
    }
    if (!script)
        return usage();
    server s = {.log = -1, .listener = -1, .epoll = -1, .start_ms = now_ms()};
    hc_buf_init(&s.line, IN_MAX);
    struct sigaction act = {.sa_handler = on_signal};
    sigaction(SIGTERM, &act, NULL);
    sigaction(SIGINT, &act, NULL);
    if (!ts_script_load(script, &s.script))
        return 2;
    if (log && (s.log = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) < 0) {
        perror("testserver: cannot open the log");
        return 1;
    }
    if (!listen_on_loopback(&s, port_file))
        return 1;
    run(&s);
    for (size_t i = 0; i < s.n_conns; i++)
        if (s.conns[i])
            conn_close(&s, s.conns[i]);
    free(s.conns);
    free(s.heap);
    hc_buf_fini(&s.line);
    ts_script_free(&s.script);
    return 0;
}
