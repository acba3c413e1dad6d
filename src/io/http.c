// SPDX-License-Identifier: Apache-2.0
/*
 * libcurl below the run queue.
 *
 * 1. A coroutine only prepares an easy handle, adds it to a multi and waits; all transfer work
 *    happens in libuv callbacks on the loop's own stack, which only wake.
 * 2. Transfers are spread over shards (multis), as libcurl walks all connections of a multi per
 *    request. A transfer goes to the first shard with room, where the warm connections are.
 * 3. The watcher of a connection lives as long as its socket and stays armed while the connection
 *    idles, so a request on a warm connection costs no epoll_ctl.
 * 4. The deadlines of a request are those of its coroutine's wait; libcurl only times connecting.
 */
#include "io/http.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"
#include "io/http_dns.h"
#include "io/io_int.h"
#include "io/sys.h"

enum { CONNECT_TIMEOUT_MS = 10000 };

typedef struct shard {
    CURLM *multi;
    hc_http *http;
    size_t index, running;
    uv_timer_t timer;
} shard;

typedef struct sock {
    uv_poll_t poll;
    shard *shard;             /* whose connection it is */
    int fd, armed, wanted;    /* UV_READABLE | UV_WRITABLE */
    bool ours;                /* opened and closed through our callbacks */
    bool connected;
} sock;

/* One exchange; lies on the stack of its coroutine. */
typedef struct xfer {
    CURL *easy;
    hc_http *http;
    shard *shard;             /* NULL while it is in no multi */
    hc_http_res *res;
    hc_waitq done_q;
    bool done, sent, head_over;    /* head_over: the blank line after the headers came */
    bool repeatable;          /* GET and HEAD */
    CURLcode code;
    size_t cap_headers;
    int64_t start_us, active_us, end_us, sent_bytes;
    char error[CURL_ERROR_SIZE];
} xfer;

struct hc_http {
    hc_loop *loop;            /* with hc_sys.http nothing below is used */
    shard **shards;
    size_t n_shards, running;
    sock **by_fd;
    size_t n_by_fd;
    hc_dns *dns;
    const char *ca_file, *ca_dir;
};

/* ---- sockets ---- */

static void drain(shard *s);

static sock *sock_of(hc_http *h, curl_socket_t fd)
{
    return (size_t)fd < h->n_by_fd ? h->by_fd[fd] : NULL;
}

static sock *sock_new(shard *s, int fd, bool ours)
{
    hc_http *h = s->http;
    if ((size_t)fd >= h->n_by_fd) {
        size_t n = (size_t)fd * 2 + 64;
        h->by_fd = hc_xrealloc(h->by_fd, n * sizeof(sock *));
        memset(h->by_fd + h->n_by_fd, 0, (n - h->n_by_fd) * sizeof(sock *));
        h->n_by_fd = n;
    }
    sock *k = hc_xcalloc(1, sizeof *k);
    *k = (sock){.shard = s, .fd = fd, .ours = ours};
    if (uv_poll_init(hc_loop_uv(h->loop), &k->poll, fd) != 0) {
        free(k);
        return NULL;
    }
    h->by_fd[fd] = k;
    return k;
}

static void on_sock_closed(uv_handle_t *p)
{
    free((char *)p - offsetof(sock, poll));
}

static void sock_free(hc_http *h, sock *k)
{
    h->by_fd[k->fd] = NULL;
    uv_close((uv_handle_t *)&k->poll, on_sock_closed);
}

static void on_sock(uv_poll_t *p, int status, int events)
{
    sock *k = (sock *)(void *)((char *)p - offsetof(sock, poll));
    if (!k->wanted || status < 0) {       /* libuv stops a watcher itself on an error */
        uv_poll_stop(p);
        k->armed = 0;
    }
    if (!k->wanted)                       /* an idle connection has ended: seen at the next use */
        return;
    /* On an error libcurl shall read or write and so learn its cause: CURL_CSELECT_ERR hides it. */
    int what = (status < 0 || events & UV_READABLE ? CURL_CSELECT_IN : 0) |
               (status < 0 || events & UV_WRITABLE ? CURL_CSELECT_OUT : 0);
    shard *s = k->shard;
    int still;
    curl_multi_socket_action(s->multi, k->fd, what, &still);   /* may free k */
    drain(s);
}

static bool is_connected(int fd)
{
    struct sockaddr_storage peer;
    socklen_t n = sizeof peer;
    return getpeername(fd, (struct sockaddr *)&peer, &n) == 0;
}

/* CURLMOPT_SOCKETFUNCTION */
static int want(CURL *easy, curl_socket_t fd, int what, void *shard_arg, void *unused)
{
    (void)easy;
    (void)unused;
    shard *s = shard_arg;
    sock *k = sock_of(s->http, fd);
    if (what == CURL_POLL_REMOVE) {
        /* libcurl 7.88 closes without the callback what did not become the connection: its watcher ends here. */
        if (k && !k->connected)
            k->connected = is_connected(fd);
        if (k && k->ours && k->connected)
            k->wanted = 0;
        else if (k)
            sock_free(s->http, k);
        return 0;
    }
    if (!k && !(k = sock_new(s, fd, false)))
        return 0;                         /* an error here would end all transfers of the multi */
    k->wanted = (what & CURL_POLL_IN ? UV_READABLE : 0) | (what & CURL_POLL_OUT ? UV_WRITABLE : 0);
    if (k->armed != k->wanted && uv_poll_start(&k->poll, k->wanted, on_sock) == 0)
        k->armed = k->wanted;
    return 0;
}

static curl_socket_t open_socket(void *xfer_arg, curlsocktype purpose, struct curl_sockaddr *a)
{
    (void)purpose;
    xfer *x = xfer_arg;
    int fd = socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
    sock *closed = fd >= 0 ? sock_of(x->http, fd) : NULL;    /* the kernel gives its number again */
    if (closed)
        sock_free(x->http, closed);
    if (fd >= 0 && !sock_new(x->shard, fd, true)) {
        close(fd);
        return CURL_SOCKET_BAD;
    }
    return fd;
}

static int close_socket(void *http_arg, curl_socket_t fd)
{
    sock *k = sock_of(http_arg, fd);
    if (k)
        sock_free(http_arg, k);
    return close(fd);
}

/* ---- shards ---- */

static void on_timer(uv_timer_t *t)
{
    shard *s = t->data;
    int still;
    curl_multi_socket_action(s->multi, CURL_SOCKET_TIMEOUT, 0, &still);
    drain(s);
}

/* CURLMOPT_TIMERFUNCTION */
static int set_timer(CURLM *multi, long ms, void *shard_arg)
{
    (void)multi;
    shard *s = shard_arg;
    if (ms < 0)
        uv_timer_stop(&s->timer);
    else
        uv_timer_start(&s->timer, on_timer, (uint64_t)ms, 0);
    return 0;
}

static shard *shard_new(hc_http *h)
{
    shard *s = hc_xcalloc(1, sizeof *s);
    *s = (shard){.http = h, .index = h->n_shards, .multi = curl_multi_init()};
    if (!s->multi)
        hc_out_of_memory();
    HC_ASSERT(uv_timer_init(hc_loop_uv(h->loop), &s->timer) == 0);
    s->timer.data = s;
    curl_multi_setopt(s->multi, CURLMOPT_SOCKETFUNCTION, want);
    curl_multi_setopt(s->multi, CURLMOPT_SOCKETDATA, s);
    curl_multi_setopt(s->multi, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(s->multi, CURLMOPT_TIMERDATA, s);
    curl_multi_setopt(s->multi, CURLMOPT_MAXCONNECTS, (long)HC_HTTP_CONNS_PER_MULTI);
    curl_multi_setopt(s->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)HC_HTTP_CONNS_PER_MULTI);
    h->shards = hc_xrealloc(h->shards, (h->n_shards + 1) * sizeof *h->shards);
    h->shards[h->n_shards++] = s;
    return s;
}

static void on_shard_closed(uv_handle_t *t)
{
    free(t->data);
}

static void shard_free(shard *s)
{
    curl_multi_cleanup(s->multi);
    uv_close((uv_handle_t *)&s->timer, on_shard_closed);
}

static shard *shard_with_room(hc_http *h)
{
    for (size_t i = 0; i < h->n_shards; i++) {
        if (h->shards[i]->running < HC_HTTP_CONNS_PER_MULTI)
            return h->shards[i];
    }
    return shard_new(h);
}

static void attach(xfer *x, shard *s)
{
    x->shard = s;
    s->running++;
    HC_ASSERT(curl_multi_add_handle(s->multi, x->easy) == CURLM_OK);
}

static void detach(xfer *x)
{
    HC_ASSERT(curl_multi_remove_handle(x->shard->multi, x->easy) == CURLM_OK);
    x->shard->running--;
    x->shard = NULL;
}

/* Called after every socket_action: what is left for later slows each of the following ones. */
static void drain(shard *s)
{
    int left;
    for (CURLMsg *m; (m = curl_multi_info_read(s->multi, &left));) {
        if (m->msg != CURLMSG_DONE)
            continue;
        xfer *x;
        CURLcode code = m->data.result;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&x);
        x->code = code;
        x->end_us = hc_loop_mono_us(s->http->loop);
        x->done = true;
        detach(x);
        hc_waitq_wake_all(&x->done_q);
    }
}

/* ---- what arrives ---- */

static void start_headers(xfer *x, hc_str status_line)
{
    x->res->n_headers = 0;                /* an interim response came before */
    x->head_over = false;
    x->res->status = 0;
    hc_str version;
    int64_t status;
    if (hc_str_cut(&status_line, ' ', &version) &&
        hc_parse_i64(hc_str_sub(status_line, 0, 3), &status))
        x->res->status = (int)status;
}

/* CURLOPT_PREREQFUNCTION: connected (with TLS and a proxy's CONNECT), the request goes out next. When
 * a re-used connection ends without a reply, libcurl would send the request again over a fresh one:
 * the peer may have acted on the first, so only what is harmless to repeat is. */
static int on_connected(void *xfer_arg, char *ip, char *local_ip, int port, int local_port)
{
    (void)ip;
    (void)local_ip;
    (void)port;
    (void)local_port;
    xfer *x = xfer_arg;
    if (x->sent && !x->repeatable)
        return CURL_PREREQFUNC_ABORT;
    x->sent = true;
    x->active_us = hc_loop_mono_us(x->http->loop);
    return CURL_PREREQFUNC_OK;
}

static size_t on_header(char *p, size_t one, size_t n, void *xfer_arg)
{
    (void)one;
    xfer *x = xfer_arg;
    hc_http_res *r = x->res;
    x->active_us = hc_loop_mono_us(x->http->loop);
    if (x->head_over && r->status >= 200)  /* a trailer */
        return n;
    hc_str line = hc_str_trim((hc_str){p, n}), name;
    if (hc_str_starts(line, HC_S("HTTP/"))) {
        start_headers(x, line);
        return n;
    }
    if (line.n == 0)
        x->head_over = true;
    /* Continuation lines carry nothing for us. */
    if (x->head_over || p[0] == ' ' || p[0] == '\t' || !memchr(line.p, ':', line.n))
        return n;
    hc_str_cut(&line, ':', &name);
    HC_GROW(r->arena, r->headers, r->n_headers, x->cap_headers);
    r->headers[r->n_headers++] = (hc_http_header){hc_str_dup(r->arena, hc_str_trim(name)),
                                                  hc_str_dup(r->arena, hc_str_trim(line))};
    return n;
}

static size_t on_body(char *p, size_t one, size_t n, void *xfer_arg)
{
    (void)one;
    xfer *x = xfer_arg;
    hc_buf *b = &x->res->body;
    x->active_us = hc_loop_mono_us(x->http->loop);
    size_t room = b->max - b->n;
    if (n > room) {
        hc_buf_add(b, p, room);
        b->over = true;
        return CURL_WRITEFUNC_ERROR;
    }
    hc_buf_add(b, p, n);
    return n;
}

/* ---- easy handles ---- */

/* One handle for each exchange: until 8.1.0 libcurl kept in a re-used one a pointer to the freed headers of the reply
 * before, which a reply whose first header line begins with a blank makes it write through. Connections live in the multi. */
static CURL *easy_new(xfer *x)
{
    const hc_http *h = x->http;
    CURL *e = curl_easy_init();
    if (!e)
        hc_out_of_memory();
    curl_easy_setopt(e, CURLOPT_PRIVATE, (char *)x);
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(e, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(e, CURLOPT_USERAGENT, "haechi/" HC_VERSION);
    curl_easy_setopt(e, CURLOPT_ERRORBUFFER, x->error);
    curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(e, CURLOPT_HEADERDATA, x);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(e, CURLOPT_WRITEDATA, x);
    curl_easy_setopt(e, CURLOPT_PREREQFUNCTION, on_connected);
    curl_easy_setopt(e, CURLOPT_PREREQDATA, x);
    curl_easy_setopt(e, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, x);
    curl_easy_setopt(e, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
    curl_easy_setopt(e, CURLOPT_CLOSESOCKETDATA, x->http);
    if (h->ca_file) {
        curl_easy_setopt(e, CURLOPT_CAINFO, h->ca_file);
        curl_easy_setopt(e, CURLOPT_PROXY_CAINFO, h->ca_file);
    }
    /* Without a folder libcurl parses the certificates once per multi, else per connection. */
    curl_easy_setopt(e, CURLOPT_CAPATH, h->ca_dir);
    curl_easy_setopt(e, CURLOPT_PROXY_CAPATH, h->ca_dir);
    return e;
}

static void push_header(hc_arena *a, struct curl_slist ***tail, hc_str line)
{
    struct curl_slist *s = HC_NEW(a, struct curl_slist);
    s->data = hc_cstr(a, line);
    **tail = s;
    *tail = &s->next;
}

static bool one_line(hc_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\r' || s.p[i] == '\n' || s.p[i] == '\0')
            return false;
    }
    return true;
}

/* The list lives in the arena of the response; libcurl only reads it. */
static bool build_headers(const hc_http_req *req, hc_arena *a, struct curl_slist **out)
{
    struct curl_slist **tail = out;
    *out = NULL;
    for (size_t i = 0; i < req->n_headers; i++) {
        hc_http_header h = req->headers[i];
        if (!one_line(h.name) || !one_line(h.value) || h.name.n == 0 ||
            memchr(h.name.p, ':', h.name.n))
            return false;
        push_header(a, &tail, h.value.n ? hc_fmt(a, "%.*s: %.*s", HC_FS(h.name), HC_FS(h.value))
                                        : hc_fmt(a, "%.*s;", HC_FS(h.name)));
    }
    push_header(a, &tail, HC_S("Expect:"));
    if (!hc_http_find(req->headers, req->n_headers, "Content-Type").p)
        push_header(a, &tail, HC_S("Content-Type:"));
    return true;
}

static void set_method(CURL *e, const hc_http_req *req)
{
    bool post = strcmp(req->method, "POST") == 0, get = strcmp(req->method, "GET") == 0;
    curl_easy_setopt(e, CURLOPT_POSTFIELDS, NULL);
    curl_easy_setopt(e, CURLOPT_HTTPGET, 1L);           /* undoes what the last request set */
    curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, (post || get) ? NULL : req->method);
    if (strcmp(req->method, "HEAD") == 0) {
        curl_easy_setopt(e, CURLOPT_NOBODY, 1L);
    } else if (post || req->body.n) {
        curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)req->body.n);
        curl_easy_setopt(e, CURLOPT_POSTFIELDS, req->body.n ? req->body.p : "");
        if (!post)
            curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, req->method);
    }
}

/* ---- how it ended ---- */

static hc_net net_of_connect(long os_errno)
{
    return os_errno == ECONNREFUSED ? HC_NET_REFUSED
           : os_errno == ETIMEDOUT  ? HC_NET_TIMEOUT
                                    : HC_NET_UNREACHABLE;
}

static hc_net net_of(const xfer *x, bool proxied)
{
    long os_errno = 0, connect_status = 0;
    curl_easy_getinfo(x->easy, CURLINFO_OS_ERRNO, &os_errno);
    curl_easy_getinfo(x->easy, CURLINFO_HTTP_CONNECTCODE, &connect_status);
    if (x->code != CURLE_OK && !x->sent && connect_status >= 300)
        return HC_NET_PROXY;
    switch ((int)x->code) {
    case CURLE_OK:
        return HC_NET_OK;
    case CURLE_COULDNT_RESOLVE_HOST:
        return HC_NET_DNS;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
        return HC_NET_PROXY;
    case CURLE_COULDNT_CONNECT:
        return proxied ? HC_NET_PROXY : net_of_connect(os_errno);
    case CURLE_OPERATION_TIMEDOUT:
        return HC_NET_TIMEOUT;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_SHUTDOWN_FAILED:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CLIENTCERT:
    case CURLE_USE_SSL_FAILED:
        return HC_NET_TLS;
    case CURLE_RECV_ERROR:                 /* libcurl's code for a broken chunk, too */
        return strstr(x->error, "chunk") ? HC_NET_BAD_HTTP : HC_NET_RESET;
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_ABORTED_BY_CALLBACK:        /* on_connected refused to repeat */
        return HC_NET_RESET;
    case CURLE_FILESIZE_EXCEEDED:          /* announced so */
        return HC_NET_TOO_LARGE;
    case CURLE_WRITE_ERROR:
        return x->res->body.over ? HC_NET_TOO_LARGE : HC_NET_BAD_HTTP;
    default:
        return HC_NET_BAD_HTTP;
    }
}

/* Copies libcurl's words without users, passwords and queries of URLs and without control bytes. */
static void set_detail(hc_http_res *r, const char *words)
{
    size_t n = 0;
    for (const char *p = words; *p && n + 1 < sizeof r->detail; p++) {
        r->detail[n++] = (unsigned char)*p < 0x20 || *p == 0x7f ? ' ' : *p;
        if (n >= 3 && strncmp(r->detail + n - 3, "://", 3) == 0) {
            size_t authority = strcspn(p + 1, "/?# '\"");
            for (size_t i = authority; i > 0; i--) {
                if (p[i] == '@') {
                    p += i;
                    break;
                }
            }
        }
        if (*p == '?' && p[1] != ' ' && p[1] != '\0')
            p += strcspn(p + 1, " '\"");
    }
    r->detail[n] = '\0';
}

static bool is_digits(hc_str s)
{
    size_t n = 0;
    while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
        n++;
    return n > 0 && n == s.n;
}

/* What libcurl lets pass: an end inside the headers; no status; two lengths, of which each side may believe another
 * (RFC 9112, 6.3). */
static hc_net check_head(const xfer *x)
{
    hc_http_res *r = x->res;
    hc_str length = {0};
    if (!x->head_over) {
        set_detail(r, "the connection ended in the headers");
        return HC_NET_RESET;
    }
    if (r->status < 100) {
        set_detail(r, "the reply has no status");
        return HC_NET_BAD_HTTP;
    }
    for (size_t i = 0; i < r->n_headers; i++) {
        if (!hc_str_ieq(r->headers[i].name, HC_S("Content-Length")))
            continue;
        hc_str v = r->headers[i].value;
        if (!is_digits(v) || (length.p && !hc_str_eq(length, v))) {
            set_detail(r, length.p ? "two different Content-Length headers" : "Content-Length is no number");
            return HC_NET_BAD_HTTP;
        }
        length = v;
    }
    return HC_NET_OK;
}

static void finish(xfer *x, const hc_http_req *req, hc_code waited, bool proxied)
{
    hc_http_res *r = x->res;
    r->maybe_sent = x->sent;
    if (x->done) {
        r->net = net_of(x, proxied);
        if (r->net == HC_NET_TOO_LARGE)
            set_detail(r, "the reply is larger than allowed");
        else if (x->code == CURLE_ABORTED_BY_CALLBACK)
            set_detail(r, "the connection ended before a reply; not sent again");
        else if (r->net != HC_NET_OK)
            set_detail(r, x->error[0] ? x->error : curl_easy_strerror(x->code));
        else
            r->net = check_head(x);
    } else {
        x->end_us = hc_loop_mono_us(x->http->loop);
        r->net = waited == HC_E_CANCELLED ? HC_NET_CANCELLED : HC_NET_TIMEOUT;
        if (waited == HC_E_CANCELLED)
            set_detail(r, "cancelled");
        else if (x->end_us - x->start_us >= req->timeout_ms * 1000)
            snprintf(r->detail, sizeof r->detail, "no complete reply within %lld ms",
                     (long long)req->timeout_ms);
        else
            snprintf(r->detail, sizeof r->detail, "no byte for %lld ms",
                     (long long)req->idle_timeout_ms);
        detach(x);
    }
    r->latency_us = x->end_us - x->start_us;
    r->body.over = false;                 /* said by net; what arrived is kept */
}

/* ---- waiting ---- */

/* When the wait for `x` ends: the earlier of the whole and the idle deadline. */
static int64_t next_deadline(xfer *x, const hc_http_req *req)
{
    int64_t whole = x->start_us + req->timeout_ms * 1000;
    if (req->idle_timeout_ms == 0)
        return whole;
    int64_t idle = x->active_us + req->idle_timeout_ms * 1000;
    return idle < whole ? idle : whole;
}

/* After a time-out: true if the exchange has moved since or is still connecting. */
static bool still_moving(xfer *x, const hc_http_req *req)
{
    int64_t now = hc_loop_mono_us(x->http->loop);
    if (now >= x->start_us + req->timeout_ms * 1000)
        return false;
    curl_off_t sent = 0;
    curl_easy_getinfo(x->easy, CURLINFO_SIZE_UPLOAD_T, &sent);
    if (sent != x->sent_bytes || !x->sent) {
        x->sent_bytes = sent;
        x->active_us = now;
    }
    return now < next_deadline(x, req);
}

HC_CO static hc_code wait_done(xfer *x, const hc_http_req *req)
{
    for (;;) {
        hc_code c = hc_waitq_wait(&x->done_q, next_deadline(x, req));
        if (x->done || c == HC_E_CANCELLED)
            return c;
        if (c == HC_E_TIMEOUT && !still_moving(x, req))
            return c;
    }
}

static void fail_early(hc_http_res *r, hc_net net, const char *words)
{
    r->net = net;
    set_detail(r, words);
}

HC_CO static void exchange(xfer *x, const hc_http_req *req, struct curl_slist *headers,
                           const hc_dns_name *name)
{
    CURL *e = x->easy;
    shard *s = shard_with_room(x->http);
    struct curl_slist *resolve = hc_dns_entry(name, s->index, x->res->arena);
    int64_t connect_ms = req->connect_timeout_ms ? req->connect_timeout_ms : CONNECT_TIMEOUT_MS;
    set_method(e, req);
    x->repeatable = strcmp(req->method, "GET") == 0 || strcmp(req->method, "HEAD") == 0;
    curl_easy_setopt(e, CURLOPT_URL, req->url);
    curl_easy_setopt(e, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)x->res->body.max);
    curl_easy_setopt(e, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(e, CURLOPT_RESOLVE, resolve);
    curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)connect_ms);
    attach(x, s);
    hc_code waited = wait_done(x, req);
    finish(x, req, waited, name->proxied);
    if (x->code == CURLE_OK && x->done)
        hc_dns_loaded(name, s->index);
    else if (x->res->net == HC_NET_REFUSED || x->res->net == HC_NET_UNREACHABLE)
        hc_dns_stale(name);
}

HC_CO static void send_through(hc_http *h, const hc_http_req *req, struct curl_slist *headers, hc_http_res *out)
{
    int64_t start = hc_loop_mono_us(h->loop);
    hc_dns_name name;
    char words[sizeof out->detail];
    hc_net net = hc_dns_resolve(h->dns, req->url, start + req->timeout_ms * 1000, &name, words,
                                sizeof words);
    if (net == HC_NET_OK) {
        xfer x = {.http = h, .res = out, .start_us = start, .active_us = start};
        x.easy = easy_new(&x);
        exchange(&x, req, headers, &name);
        curl_easy_cleanup(x.easy);
    } else {
        fail_early(out, net, words);
        out->latency_us = hc_loop_mono_us(h->loop) - start;
    }
}

HC_CO static void send_by_table(const hc_http *h, const hc_http_req *req, hc_http_res *out)
{
    const hc_sys *sys = hc_loop_sys(h->loop);
    int64_t start = hc_loop_mono_us(h->loop);
    sys->http(sys->ctx, req, out);
    out->latency_us = hc_loop_mono_us(h->loop) - start;
}

void hc_http_send(hc_http *h, const hc_http_req *req, hc_http_res *out)
{
    HC_ASSERT(req->timeout_ms > 0);
    *out = (hc_http_res){.arena = hc_arena_new()};
    hc_buf_init(&out->body, req->max_bytes ? req->max_bytes : HC_REPLY_BYTES_MAX);
    struct curl_slist *headers;
    if (hc_co_cancelled()) {
        fail_early(out, HC_NET_CANCELLED, "cancelled");
        return;
    }
    if (!build_headers(req, out->arena, &headers)) {
        fail_early(out, HC_NET_BAD_HTTP, "a request header has a line break or no proper name");
        return;
    }
    h->running++;
    if (hc_loop_sys(h->loop)->http)
        send_by_table(h, req, out);
    else
        send_through(h, req, headers, out);
    h->running--;
}

/* ---- life ---- */

static char *copy(const char *s)
{
    size_t n = strlen(s) + 1;
    return memcpy(hc_xmalloc(n), s, n);
}

/* Memory through base: a failed allocation must not look like a failed call. */
static void init_curl(void)
{
    HC_ASSERT(curl_global_init_mem(CURL_GLOBAL_DEFAULT, hc_xmalloc, free, hc_xrealloc, copy, hc_xcalloc) == CURLE_OK);
}

static const char *env(const char *name)
{
    const char *v = getenv(name);
    return v && *v ? v : NULL;
}

hc_http *hc_http_new(hc_loop *l)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    hc_http *h = hc_xcalloc(1, sizeof *h);
    h->loop = l;
    if (hc_loop_sys(l)->http)
        return h;
    pthread_once(&once, init_curl);
    h->dns = hc_dns_new(l);
    h->ca_file = env("SSL_CERT_FILE");
    h->ca_dir = env("SSL_CERT_DIR");
    const curl_version_info_data *v = curl_version_info(CURLVERSION_NOW);
    if (!h->ca_file && !h->ca_dir && !v->cainfo)
        h->ca_dir = v->capath;
    return h;
}

void hc_http_free(hc_http *h)
{
    if (!h)
        return;
    HC_ASSERT(h->running == 0);
    for (size_t i = 0; i < h->n_shards; i++)
        shard_free(h->shards[i]);
    for (size_t fd = 0; fd < h->n_by_fd; fd++)
        if (h->by_fd[fd])
            sock_free(h, h->by_fd[fd]);
    hc_dns_free(h->dns);
    free(h->shards);
    free(h->by_fd);
    free(h);
}

void hc_http_res_fini(hc_http_res *r)
{
    hc_buf_fini(&r->body);
    hc_arena_free(r->arena);
    *r = (hc_http_res){0};
}

void hc_http_res_auto(hc_http_res *r)
{
    hc_http_res_fini(r);
}

hc_str hc_http_find(const hc_http_header *h, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (hc_str_ieq(h[i].name, hc_str_c(name)))
            return h[i].value;
    }
    return (hc_str){0};
}

const char *hc_net_name(hc_net n)
{
    static const char *const names[] = {"ok",      "dns",   "refused",   "unreachable",
                                        "tls",     "proxy", "timeout",   "reset",
                                        "too_large", "bad_http", "cancelled"};
    HC_ASSERT((size_t)n < HC_LEN(names));
    return names[n];
}
