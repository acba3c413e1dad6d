// SPDX-License-Identifier: Apache-2.0
#include "io/http_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <zlib.h>

typedef struct held {              /* one connection */
    struct held *next, **at;
    int fd;
    int64_t since_s;               /* when it began to wait for a request; 0 = it has one */
} held;

struct hc_httpd {
    struct MHD_Daemon *mhd;
    uint16_t port;
    hc_httpd_handler *handler;
    void *ctx;
    pthread_mutex_t lock;          /* of links */
    held *links;
    atomic_bool stopping;
};

typedef struct exchange {          /* one request and its answer */
    hc_httpd *server;
    hc_httpd_request q;
    hc_buf body;
    bool begun;
} exchange;

typedef struct flow { hc_httpd *server; hc_httpd_stream s; hc_buf waiting; size_t sent; bool begun, ended; } flow;

static int64_t now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + 1;
}

/* ---- connections ------------------------------------------------------------------------------------------- */

static void on_connection(void *ctx, struct MHD_Connection *c, void **mine, enum MHD_ConnectionNotificationCode code)
{
    hc_httpd *s = ctx;
    pthread_mutex_lock(&s->lock);
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        held *l = hc_xcalloc(1, sizeof *l);
        l->fd = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        l->since_s = now_s();
        l->next = s->links;
        l->at = &s->links;
        if (s->links)
            s->links->at = &l->next;
        s->links = l;
        *mine = l;
    } else {
        held *l = *mine;
        *l->at = l->next;
        if (l->next)
            l->next->at = l->at;
        free(l);
    }
    pthread_mutex_unlock(&s->lock);
}

static void waits_for_request(hc_httpd *s, struct MHD_Connection *c, bool waits)
{
    const union MHD_ConnectionInfo *i = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    held *l = i ? i->socket_context : NULL;
    pthread_mutex_lock(&s->lock);
    if (l)
        l->since_s = waits ? now_s() : 0;
    pthread_mutex_unlock(&s->lock);
}

void hc_httpd_sweep(hc_httpd *s)
{
    pthread_mutex_lock(&s->lock);
    for (held *l = s->links; l; l = l->next)
        if (l->since_s && now_s() - l->since_s > HC_HTTPD_REQUEST_S)
            shutdown(l->fd, SHUT_RDWR);
    pthread_mutex_unlock(&s->lock);
}

/* ---- requests ---------------------------------------------------------------------------------------------- */

size_t hc_httpd_find(const hc_httpd_request *q, const char *name, hc_str *out)
{
    size_t n = 0;
    for (size_t i = 0; i < q->n_headers; i++)
        if (hc_str_ieq(q->header[i].name, hc_str_c(name)) && n++ == 0)
            *out = q->header[i].value;
    return n;
}

void hc_httpd_add(hc_httpd_answer *r, const char *name, hc_str value)
{
    HC_ASSERT(r->n_headers < HC_LEN(r->header));
    r->header[r->n_headers++] = (hc_httpd_header){hc_str_c(name), value};
}

static enum MHD_Result take_header(void *ctx, enum MHD_ValueKind kind, const char *name, const char *value)
{
    hc_httpd_request *q = ctx;
    (void)kind;
    if (q->n_headers == HC_HTTPD_HEADERS) {
        q->over = true;
        return MHD_NO;
    }
    q->header[q->n_headers++] = (hc_httpd_header){hc_str_dup(q->arena, hc_str_c(name)), hc_str_dup(q->arena, hc_str_c(value))};
    return MHD_YES;
}

/* Called with the target as it was sent, before anything is parsed. */
static void *on_target(void *ctx, const char *target, struct MHD_Connection *c)
{
    exchange *x = hc_xcalloc(1, sizeof *x);
    (void)c;
    x->server = ctx;
    x->q.arena = hc_arena_new();
    x->q.target = hc_str_dup(x->q.arena, hc_str_c(target));
    hc_buf_init(&x->body, HC_HTTPD_BODY_MAX);
    return x;
}

static void on_completed(void *ctx, struct MHD_Connection *c, void **mine, enum MHD_RequestTerminationCode why)
{
    exchange *x = *mine;
    (void)why;
    *mine = NULL;
    if (!x)
        return;
    waits_for_request(ctx, c, true);
    hc_buf_fini(&x->body);
    hc_arena_free(x->q.arena);
    free(x);
}

/* The path is routed from the raw target, so nothing here is unescaped. */
static size_t as_it_is(void *ctx, struct MHD_Connection *c, char *text)
{
    (void)ctx;
    (void)c;
    return strlen(text);
}

/* ---- answers ----------------------------------------------------------------------------------------------- */

static ssize_t more(void *ctx, uint64_t pos, char *out, size_t max)
{
    flow *f = ctx;
    (void)pos;
    while (f->sent == f->waiting.n) {
        if (f->ended || atomic_load(&f->server->stopping))
            return MHD_CONTENT_READER_END_OF_STREAM;
        if (f->begun)
            nanosleep(&(struct timespec){.tv_nsec = HC_HTTPD_TICK_MS * 1000000L}, NULL);
        f->begun = true;
        hc_buf_clear(&f->waiting);
        f->sent = 0;
        f->ended = !f->s.next(f->s.ctx, &f->waiting);
    }
    size_t n = f->waiting.n - f->sent < max ? f->waiting.n - f->sent : max;
    memcpy(out, f->waiting.p + f->sent, n);
    f->sent += n;
    return (ssize_t)n;
}

static void end_flow(void *ctx)
{
    flow *f = ctx;
    f->s.done(f->s.ctx);
    hc_buf_fini(&f->waiting);
    free(f);
}

static struct MHD_Response *response_of(hc_httpd *s, const hc_httpd_answer *r)
{
    if (!r->stream.next)
        return MHD_create_response_from_buffer(r->body.n, (void *)(uintptr_t)r->body.p, MHD_RESPMEM_MUST_COPY);
    flow *f = hc_xcalloc(1, sizeof *f);
    *f = (flow){.server = s, .s = r->stream};
    hc_buf_init(&f->waiting, SIZE_MAX);
    struct MHD_Response *response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 16 << 10, more, f, end_flow);
    if (!response)
        end_flow(f);
    return response;
}

static enum MHD_Result answer(exchange *x, struct MHD_Connection *c)
{
    hc_httpd *s = x->server;
    hc_httpd_answer r = {.status = 500, .body = HC_S("")};
    s->handler(s->ctx, &x->q, &r);
    struct MHD_Response *response = response_of(s, &r);
    if (!response)
        return MHD_NO;
    for (size_t i = 0; i < r.n_headers; i++)
        MHD_add_response_header(response, hc_cstr(x->q.arena, r.header[i].name), hc_cstr(x->q.arena, r.header[i].value));
    enum MHD_Result queued = MHD_queue_response(c, (unsigned)r.status, response);
    MHD_destroy_response(response);
    return queued;
}

/* First without a body, then for each piece of it, then with none left. */
static enum MHD_Result on_request(void *ctx, struct MHD_Connection *c, const char *url, const char *method, const char *version,
                                  const char *data, size_t *n_data, void **mine)
{
    exchange *x = *mine;
    (void)url;
    (void)version;
    if (!x)
        return MHD_NO;
    if (!x->begun) {
        x->begun = true;
        x->q.method = hc_str_dup(x->q.arena, hc_str_c(method));
        MHD_get_connection_values(c, MHD_HEADER_KIND, take_header, &x->q);
        return MHD_YES;
    }
    if (*n_data) {
        hc_buf_add(&x->body, data, *n_data);
        *n_data = 0;
        return MHD_YES;
    }
    x->q.over = x->q.over || x->body.over;
    x->q.body = hc_buf_view(&x->body);
    waits_for_request(ctx, c, false);
    return answer(x, c);
}

/* ---- life -------------------------------------------------------------------------------------------------- */

hc_code hc_httpd_start(uint16_t port, hc_httpd_handler *handler, void *ctx, hc_httpd **out, hc_err *err)
{
    hc_httpd *s = hc_xcalloc(1, sizeof *s);
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    s->handler = handler;
    s->ctx = ctx;
    pthread_mutex_init(&s->lock, NULL);
    errno = 0;
    s->mhd = MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL, port, NULL, NULL, on_request, s,
        MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&here, MHD_OPTION_CONNECTION_LIMIT, (unsigned)HC_HTTPD_CONNECTIONS,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HC_HTTPD_IDLE_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HC_HTTPD_HEADER_BYTES,
        MHD_OPTION_THREAD_STACK_SIZE, (size_t)(8 << 20), MHD_OPTION_URI_LOG_CALLBACK, on_target, s,
        MHD_OPTION_UNESCAPE_CALLBACK, as_it_is, NULL, MHD_OPTION_NOTIFY_COMPLETED, on_completed, s,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, s, MHD_OPTION_END);
    if (!s->mhd) {
        int why = errno;
        pthread_mutex_destroy(&s->lock);
        free(s);
        return hc_fail(err, HC_E_NET, "E-WEB-01", "cannot serve on 127.0.0.1:%u: %s\nanother port: --port N, or --port 0 for any that is free",
                       "127.0.0.1:%u에서 서비스할 수 없음: %s\n다른 포트: --port N, 비어 있는 포트 아무거나: --port 0", port, strerror(why));
    }
    s->port = MHD_get_daemon_info(s->mhd, MHD_DAEMON_INFO_BIND_PORT)->port;
    *out = s;
    return HC_OK;
}

uint16_t hc_httpd_port(const hc_httpd *s)
{
    return s->port;
}

void hc_httpd_stop(hc_httpd *s)
{
    atomic_store(&s->stopping, true);
    MHD_stop_daemon(s->mhd);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

void hc_gzip(hc_str bytes, int level, hc_buf *out)
{
    uint8_t piece[16 << 10];
    z_stream z = {.next_in = (Bytef *)(uintptr_t)bytes.p};
    HC_ASSERT(deflateInit2(&z, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    size_t left = bytes.n;
    int rc = Z_OK;
    while (rc != Z_STREAM_END) {
        if (!z.avail_in && left) {
            z.avail_in = left < 1 << 30 ? (uInt)left : 1 << 30;
            left -= z.avail_in;
        }
        z.next_out = piece;
        z.avail_out = sizeof piece;
        rc = deflate(&z, left ? Z_NO_FLUSH : Z_FINISH);
        hc_buf_add(out, piece, sizeof piece - z.avail_out);
    }
    deflateEnd(&z);
}

void hc_gunzip(hc_str gz, size_t n, hc_buf *out)
{
    uint8_t *plain = hc_xmalloc(n + 1);
    z_stream z = {.next_in = (Bytef *)(uintptr_t)gz.p, .avail_in = (uInt)gz.n, .next_out = plain, .avail_out = (uInt)n + 1};
    HC_ASSERT(inflateInit2(&z, 15 + 16) == Z_OK && inflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out == n);
    inflateEnd(&z);
    hc_buf_add(out, plain, n);
    free(plain);
}
