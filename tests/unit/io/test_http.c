// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#include "http_peer.h"
#include "base/limits.h"
#include "io/http.h"

static peer *server;

typedef struct call {
    hc_http *http;
    hc_http_req req;
    hc_http_res res;
    char url[200];
} call;

static void send_it(void *arg)
{
    call *c = arg;
    hc_http_send(c->http, &c->req, &c->res);
}

static void prepare(call *c, const char *path)
{
    *c = (call){.req = {.method = "GET", .timeout_ms = 20000}};
    snprintf(c->url, sizeof c->url, "http://127.0.0.1:%d%s", server->port, path);
    c->req.url = c->url;
}

/* One exchange on a loop and client of its own. */
static void run(call *c)
{
    hc_loop *l = hc_loop_new();
    c->http = hc_http_new(l);
    hc_co_start(l, send_it, c);
    hc_loop_run(l);
    hc_http_free(c->http);
    hc_loop_free(l);
}

static void get(call *c, const char *path)
{
    prepare(c, path);
    run(c);
}

static bool body_is(const call *c, const char *text)
{
    return hc_str_is(hc_buf_view(&c->res.body), text);
}

static void an_answer_comes_whole(void **state)
{
    (void)state;
    call c;
    prepare(&c, "/echo");
    hc_http_header h[] = {{HC_S("X-Test"), HC_S("가나")}, {HC_S("X-Empty"), HC_S("")}};
    c.req.method = "POST";
    c.req.headers = h;
    c.req.n_headers = 2;
    c.req.body = HC_S("{\"a\":1}");
    run(&c);
    assert_int_equal(c.res.net, HC_NET_OK);
    assert_int_equal(c.res.status, 200);
    hc_str body = hc_buf_view(&c.res.body);
    assert_true(hc_str_starts(body, HC_S("POST /echo HTTP/1.1\r\n")));
    assert_true(hc_str_find(body, HC_S("\r\nX-Test: 가나\r\n")) > 0);
    assert_true(hc_str_find(body, HC_S("\r\nX-Empty:\r\n")) > 0);
    assert_true(hc_str_find(body, HC_S("\r\nAccept-Encoding: gzip\r\n")) > 0);
    assert_true(hc_str_find(body, HC_S("Expect:")) < 0);
    assert_true(hc_str_find(body, HC_S("Content-Type:")) < 0);
    assert_true(hc_str_ends(body, HC_S("\r\n\r\n{\"a\":1}")));
    assert_true(c.res.latency_us > 0);
    assert_true(c.res.maybe_sent);
    assert_string_equal(c.res.detail, "");
    hc_http_res_fini(&c.res);
}

static void each_method_is_sent_as_named(void **state)
{
    (void)state;
    static const struct { const char *method, *body, *line, *tail; } cases[] = {
        {"GET", "", "GET /echo", "\r\n\r\n"},
        {"POST", "", "POST /echo", "\r\n\r\n"},
        {"PUT", "x=1", "PUT /echo", "\r\n\r\nx=1"},
        {"DELETE", "", "DELETE /echo", "\r\n\r\n"},
    };
    hc_loop *l = hc_loop_new();
    hc_http *http = hc_http_new(l);
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < HC_LEN(cases); i++) {
            call c;
            prepare(&c, "/echo");
            c.http = http;
            c.req.method = cases[i].method;
            c.req.body = hc_str_c(cases[i].body);
            hc_co_start(l, send_it, &c);
            hc_loop_run(l);
            assert_int_equal(c.res.net, HC_NET_OK);
            assert_true(hc_str_starts(hc_buf_view(&c.res.body), hc_str_c(cases[i].line)));
            assert_true(hc_str_ends(hc_buf_view(&c.res.body), hc_str_c(cases[i].tail)));
            hc_http_res_fini(&c.res);
        }
    }
    hc_http_free(http);
    hc_loop_free(l);
}

static void only_headers_of_the_final_answer_are_kept(void **state)
{
    (void)state;
    call c;
    get(&c, "/interim");
    assert_int_equal(c.res.net, HC_NET_OK);
    assert_int_equal(c.res.status, 201);
    assert_true(hc_str_is(hc_http_find(c.res.headers, c.res.n_headers, "x-PLACE"), "final"));
    assert_null(hc_http_find(c.res.headers, c.res.n_headers, "Link").p);
    assert_true(hc_str_is(c.res.headers[0].name, "X-Place"));
    assert_true(body_is(&c, "ok"));
    hc_http_res_fini(&c.res);
}

static void chunks_are_joined_and_trailers_ignored(void **state)
{
    (void)state;
    call c;
    get(&c, "/chunked");
    assert_int_equal(c.res.net, HC_NET_OK);
    assert_true(body_is(&c, "hello, world"));
    assert_null(hc_http_find(c.res.headers, c.res.n_headers, "X-Trailer").p);
    hc_http_res_fini(&c.res);
    get(&c, "/badchunk");
    assert_int_equal(c.res.net, HC_NET_BAD_HTTP);
    assert_true(body_is(&c, "hello"));
    hc_http_res_fini(&c.res);
}

static void gzip_is_undone(void **state)
{
    (void)state;
    call c;
    get(&c, "/gzip");
    assert_int_equal(c.res.net, HC_NET_OK);
    assert_true(body_is(&c, "안녕하세요 gzip"));
    hc_http_res_fini(&c.res);
}

static void the_size_cap_counts_decoded_bytes(void **state)
{
    (void)state;
    call c;
    prepare(&c, "/bomb");
    c.req.max_bytes = 100000;
    run(&c);
    assert_int_equal(c.res.net, HC_NET_TOO_LARGE);
    assert_int_equal(c.res.body.n, 100000);
    assert_true(c.res.maybe_sent);
    hc_http_res_fini(&c.res);
    prepare(&c, "/bomb");
    c.req.max_bytes = 300000;
    run(&c);
    assert_int_equal(c.res.net, HC_NET_OK);
    assert_int_equal(c.res.body.n, 300000);
    hc_http_res_fini(&c.res);
}

static void a_refused_connection_sent_nothing(void **state)
{
    (void)state;
    call c;
    prepare(&c, "/");
    snprintf(c.url, sizeof c.url, "http://127.0.0.1:%d/", peer_closed_port());
    run(&c);
    assert_int_equal(c.res.net, HC_NET_REFUSED);
    assert_false(c.res.maybe_sent);
    assert_int_equal(c.res.status, 0);
    hc_http_res_fini(&c.res);
}

static void an_unknown_name_is_a_dns_failure(void **state)
{
    (void)state;
    call c;
    prepare(&c, "/");
    snprintf(c.url, sizeof c.url, "http://user:secret@no-such-host.invalid/?key=secret");
    run(&c);
    assert_int_equal(c.res.net, HC_NET_DNS);
    assert_false(c.res.maybe_sent);
    assert_non_null(strstr(c.res.detail, "no-such-host.invalid"));
    assert_null(strstr(c.res.detail, "secret"));
    hc_http_res_fini(&c.res);
}

static void a_name_is_resolved_and_reached(void **state)
{
    (void)state;
    call c;
    prepare(&c, "/");
    snprintf(c.url, sizeof c.url, "http://localhost:%d/interim", server->port);
    run(&c);
    assert_int_equal(c.res.net, HC_NET_OK);
    assert_int_equal(c.res.status, 201);
    hc_http_res_fini(&c.res);
}

static void a_cut_reply_is_a_reset_and_its_part_is_kept(void **state)
{
    (void)state;
    static const struct { const char *path, *body; int status; } cases[] = {
        {"/reset", "0123456789", 200}, {"/cut", "0123456789", 200}, {"/nothing", "", 0}};
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        call c;
        get(&c, cases[i].path);
        assert_int_equal(c.res.net, HC_NET_RESET);
        assert_int_equal(c.res.status, cases[i].status);
        assert_true(c.res.maybe_sent);
        assert_true(body_is(&c, cases[i].body));
        assert_true(c.res.detail[0] != '\0');
        hc_http_res_fini(&c.res);
    }
}

static void send_twice(void *arg)
{
    call *c = arg;
    send_it(c);
    assert_int_equal(c->res.net, HC_NET_TIMEOUT);
    hc_http_res_fini(&c->res);
    send_it(c);
}

/* The socket of the first has the number of the second. */
static void a_host_that_never_answers_is_tried_again(void **state)
{
    (void)state;
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof at;
    int fds[4];
    for (size_t i = 0; i < HC_LEN(fds); i++)
        fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    assert_int_equal(bind(fds[0], (struct sockaddr *)&at, n), 0);
    assert_int_equal(listen(fds[0], 0), 0);
    assert_int_equal(getsockname(fds[0], (struct sockaddr *)&at, &n), 0);
    for (size_t i = 1; i < HC_LEN(fds); i++)    /* the queue of the listener is full */
        connect(fds[i], (struct sockaddr *)&at, n);
    call c;
    prepare(&c, "/");
    snprintf(c.url, sizeof c.url, "http://127.0.0.1:%d/", ntohs(at.sin_port));
    c.req.timeout_ms = 200;
    hc_loop *l = hc_loop_new();
    c.http = hc_http_new(l);
    hc_co_start(l, send_twice, &c);
    hc_loop_run(l);
    assert_int_equal(c.res.net, HC_NET_TIMEOUT);
    assert_false(c.res.maybe_sent);
    hc_http_res_fini(&c.res);
    hc_http_free(c.http);
    hc_loop_free(l);
    for (size_t i = 0; i < HC_LEN(fds); i++)
        close(fds[i]);
}

static void what_is_not_http_is_named_so(void **state)
{
    (void)state;
    call c;
    get(&c, "/garbage");
    assert_int_equal(c.res.net, HC_NET_BAD_HTTP);
    assert_true(c.res.maybe_sent);
    hc_http_res_fini(&c.res);
    prepare(&c, "/");
    c.req.url = "ftp://127.0.0.1/";
    run(&c);
    assert_int_equal(c.res.net, HC_NET_BAD_HTTP);
    assert_false(c.res.maybe_sent);
    hc_http_res_fini(&c.res);
}

/* libcurl calls both a success. */
static void a_reply_without_a_whole_head_is_none(void **state)
{
    (void)state;
    static const char *const paths[] = {"/half-head", "/half-status", "/no-status"};
    for (size_t i = 0; i < HC_LEN(paths); i++) {
        call c;
        get(&c, paths[i]);
        if (c.res.net != HC_NET_RESET && c.res.net != HC_NET_BAD_HTTP)
            fail_msg("%s: %s", paths[i], hc_net_name(c.res.net));
        assert_true(c.res.maybe_sent && c.res.detail[0]);
        hc_http_res_fini(&c.res);
    }
}

/* A first header line that continues none is refused or dropped (libcurl before 8.1.0 wrote into the freed headers of the
 * reply before, in a handle that was used again); a trailer is no second head, refused or not. */
static void heads_and_trailers_that_are_not_proper(void **state)
{
    (void)state;
    static const char *const paths[] = {"/ok", "/folded", "/trailer", "/ok", "/folded"};
    for (size_t i = 0; i < HC_LEN(paths); i++) {
        call c;
        get(&c, paths[i]);
        bool refused = c.res.net == HC_NET_BAD_HTTP && strcmp(paths[i], "/ok") != 0;
        if ((c.res.net != HC_NET_OK && !refused) || c.res.status != 200)
            fail_msg("%s: %s %d", paths[i], hc_net_name(c.res.net), c.res.status);
        assert_int_equal(hc_http_find(c.res.headers, c.res.n_headers, "X").n, 0);
        hc_http_res_fini(&c.res);
    }
}

static void a_header_cannot_smuggle_a_line(void **state)
{
    (void)state;
    hc_http_header bad[] = {{HC_S("X"), HC_S("a\r\nEvil: 1")},
                            {HC_S("X\nY"), HC_S("a")},
                            {HC_S("X"), HC_S("a\0b")},
                            {HC_S(""), HC_S("a")},
                            {HC_S("A:B"), HC_S("a")}};
    for (size_t i = 0; i < HC_LEN(bad); i++) {
        call c;
        prepare(&c, "/echo");
        c.req.headers = &bad[i];
        c.req.n_headers = 1;
        run(&c);
        assert_int_equal(c.res.net, HC_NET_BAD_HTTP);
        assert_false(c.res.maybe_sent);
        hc_http_res_fini(&c.res);
    }
}

static void tls_against_a_plain_server_fails_as_tls(void **state)
{
    (void)state;
    call c;
    prepare(&c, "/");
    snprintf(c.url, sizeof c.url, "https://127.0.0.1:%d/", server->port);
    run(&c);
    assert_int_equal(c.res.net, HC_NET_TLS);
    assert_false(c.res.maybe_sent);
    hc_http_res_fini(&c.res);
}

static void a_redirect_is_an_answer(void **state)
{
    (void)state;
    call c;
    get(&c, "/redirect");
    assert_int_equal(c.res.net, HC_NET_OK);
    assert_int_equal(c.res.status, 302);
    assert_true(hc_str_is(hc_http_find(c.res.headers, c.res.n_headers, "location"), "/echo"));
    hc_http_res_fini(&c.res);
}

static void the_whole_deadline_holds(void **state)
{
    (void)state;
    call c;
    prepare(&c, "/silent");
    c.req.timeout_ms = 80;
    run(&c);
    assert_int_equal(c.res.net, HC_NET_TIMEOUT);
    assert_true(c.res.maybe_sent);
    assert_in_range(c.res.latency_us, 80000, 5000000);
    hc_http_res_fini(&c.res);
}

static void silence_ends_a_reply_but_a_trickle_does_not(void **state)
{
    (void)state;
    call c;
    prepare(&c, "/stall");
    c.req.idle_timeout_ms = 120;
    run(&c);
    assert_int_equal(c.res.net, HC_NET_TIMEOUT);
    assert_non_null(strstr(c.res.detail, "no byte for 120 ms"));
    assert_true(body_is(&c, "0123456789"));
    hc_http_res_fini(&c.res);
    prepare(&c, "/drip");                 /* 20 bytes, one each 20 ms */
    c.req.idle_timeout_ms = 250;
    run(&c);
    assert_int_equal(c.res.net, HC_NET_OK);
    assert_int_equal(c.res.body.n, 20);
    assert_true(c.res.latency_us > 300000);
    hc_http_res_fini(&c.res);
}

/* Connections the server has seen, none of an earlier request missing: it accepts in order. */
static int accepted(void)
{
    call c;
    get(&c, "/ok");
    hc_http_res_fini(&c.res);
    return peer_accepted(server);
}

typedef struct doomed { call c; hc_co *co; } doomed;

static void cancel_later(void *arg)
{
    assert_int_equal(hc_co_sleep(60000), HC_OK);
    hc_co_cancel(((doomed *)arg)->co);
}

static void cancelling_aborts_and_says_what_may_have_left(void **state)
{
    (void)state;
    int before = accepted();
    for (int late = 0; late < 2; late++) {
        doomed d;
        prepare(&d.c, "/silent");
        hc_loop *l = hc_loop_new();
        d.c.http = hc_http_new(l);
        d.co = hc_co_start(l, send_it, &d.c);
        if (late)
            hc_co_start(l, cancel_later, &d);
        else
            hc_co_cancel(d.co);
        hc_loop_run(l);
        assert_int_equal(d.c.res.net, HC_NET_CANCELLED);
        assert_int_equal(d.c.res.maybe_sent, late);
        assert_string_equal(d.c.res.detail, "cancelled");
        assert_string_equal(hc_net_name(d.c.res.net), "cancelled");
        hc_http_res_fini(&d.c.res);
        hc_http_free(d.c.http);
        hc_loop_free(l);
    }
    assert_int_equal(accepted() - before, 2);
}

typedef struct batch {
    hc_http *http;
    const char *method, *path;    /* POST if NULL */
    size_t todo, ok, in_doubt;
    hc_str body;
} batch;

static void take_from_batch(void *arg)
{
    batch *b = arg;
    while (b->todo > 0) {
        b->todo--;
        call c;
        prepare(&c, b->path);
        c.http = b->http;
        c.req.method = b->method ? b->method : "POST";
        c.req.body = b->body;
        send_it(&c);
        if (c.res.net == HC_NET_OK && c.res.status == 200)
            b->ok++;
        else if (c.res.net == HC_NET_RESET && c.res.maybe_sent)
            b->in_doubt++;
        hc_http_res_fini(&c.res);
    }
}

static void run_batch(batch *b, size_t concurrent)
{
    hc_loop *l = hc_loop_new();
    b->http = hc_http_new(l);
    for (size_t i = 0; i < concurrent; i++)
        hc_co_start(l, take_from_batch, b);
    hc_loop_run(l);
    hc_http_free(b->http);
    hc_loop_free(l);
}

static void connections_are_kept_and_reused(void **state)
{
    (void)state;
    int before = accepted();
    batch b = {.path = "/ok", .todo = 50};
    run_batch(&b, 1);
    assert_int_equal(b.ok, 50);
    assert_int_equal(peer_accepted(server) - before, 1);
    before = accepted();
    b = (batch){.path = "/close", .todo = 5};
    run_batch(&b, 1);
    assert_int_equal(b.ok, 5);
    assert_int_equal(peer_accepted(server) - before, 5);
}

static void a_connection_that_died_idle_is_replaced(void **state)
{
    (void)state;
    batch b = {.method = "GET", .path = "/vanish", .todo = 20};
    run_batch(&b, 1);
    assert_int_equal(b.ok, 20);
}

static void only_what_is_harmless_is_sent_twice(void **state)
{
    (void)state;
    int before = atomic_load(&server->requests);
    batch b = {.method = "GET", .path = "/once", .todo = 2};    /* the second is cut off */
    run_batch(&b, 1);
    assert_int_equal(b.ok, 2);
    assert_int_equal(atomic_load(&server->requests) - before, 3);
    before = atomic_load(&server->requests);
    b = (batch){.path = "/once", .todo = 2};
    run_batch(&b, 1);
    assert_int_equal(b.ok, 1);
    assert_int_equal(b.in_doubt, 1);
    assert_int_equal(atomic_load(&server->requests) - before, 2);
}

static void a_thousand_requests_are_in_flight_at_once(void **state)
{
    (void)state;
    int before = accepted();
    batch b = {.path = "/rendezvous", .todo = PEER_RENDEZVOUS};   /* answered when all have come */
    run_batch(&b, PEER_RENDEZVOUS);
    assert_int_equal(b.ok, PEER_RENDEZVOUS);
    assert_int_equal(peer_accepted(server) - before, PEER_RENDEZVOUS);
}

static double cpu_us(void)
{
    struct rusage u;
    getrusage(RUSAGE_THREAD, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e6 +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

static void a_request_costs_little(void **state)
{
    (void)state;
    char *text = hc_xcalloc(1, 1024);
    memset(text, 'x', 1024);
    batch b = {.path = "/ok", .todo = 5000, .body = {text, 1024}};
    double start = cpu_us();
    int before = accepted();
    run_batch(&b, 64);
    double each = (cpu_us() - start) / 5000;
    print_message("5000 requests, 64 connections: %.1f us CPU each\n", each);
    free(text);
    assert_int_equal(b.ok, 5000);
    assert_int_equal(peer_accepted(server) - before, 64);
    assert_true(each < 2000);             /* sanitizers and a busy machine included */
}

static void proxies_of_the_environment_are_used(void **state)
{
    (void)state;
    char proxy[64];
    snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d", server->port);
    setenv("http_proxy", proxy, 1);
    setenv("https_proxy", proxy, 1);
    call c;
    prepare(&c, "/");
    c.req.url = "http://behind-the-proxy.invalid/echo";
    run(&c);
    assert_int_equal(c.res.net, HC_NET_OK);
    assert_true(hc_str_starts(hc_buf_view(&c.res.body),
                              HC_S("GET http://behind-the-proxy.invalid/echo ")));
    hc_http_res_fini(&c.res);
    prepare(&c, "/");
    c.req.url = "https://behind-the-proxy.invalid/";      /* CONNECT is answered 403 */
    run(&c);
    assert_int_equal(c.res.net, HC_NET_PROXY);
    assert_false(c.res.maybe_sent);
    hc_http_res_fini(&c.res);
    setenv("http_proxy", "http://no-such-proxy.invalid:1", 1);
    setenv("no_proxy", "other.example, 127.0.0.1", 1);
    get(&c, "/ok");
    assert_int_equal(c.res.net, HC_NET_OK);
    hc_http_res_fini(&c.res);
    setenv("no_proxy", "", 1);
    get(&c, "/ok");
    assert_int_equal(c.res.net, HC_NET_PROXY);
    assert_false(c.res.maybe_sent);
    hc_http_res_fini(&c.res);
    unsetenv("no_proxy");
    unsetenv("http_proxy");
    unsetenv("https_proxy");
}

static void fail_twice(void *arg)
{
    call *c = arg;
    c->req.url = "https://user:secret@behind-the-proxy.invalid/?key=secret";
    hc_http_send(c->http, &c->req, &c->res);
    assert_int_equal(c->res.net, HC_NET_PROXY);
    assert_null(strstr(c->res.detail, "secret"));
    hc_http_res_fini(&c->res);
    c->req.url = c->url;
    hc_http_send(c->http, &c->req, &c->res);
}

static void a_refused_proxy_does_not_colour_the_next_failure(void **state)
{
    (void)state;
    char proxy[64];
    snprintf(proxy, sizeof proxy, "http://name:secret@127.0.0.1:%d", server->port);
    setenv("https_proxy", proxy, 1);
    call c;
    prepare(&c, "/");
    snprintf(c.url, sizeof c.url, "http://127.0.0.1:%d/", peer_closed_port());
    hc_loop *l = hc_loop_new();
    c.http = hc_http_new(l);
    hc_co_start(l, fail_twice, &c);
    hc_loop_run(l);
    unsetenv("https_proxy");
    assert_int_equal(c.res.net, HC_NET_REFUSED);
    hc_http_res_fini(&c.res);
    hc_http_free(c.http);
    hc_loop_free(l);
}

static int start_server(void **state)
{
    (void)state;
    static const char *const vars[] = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
                                       "ALL_PROXY",  "no_proxy",    "NO_PROXY"};
    for (size_t i = 0; i < HC_LEN(vars); i++)
        unsetenv(vars[i]);
    server = peer_start();
    return 0;
}

static int stop_server(void **state)
{
    (void)state;
    peer_stop(server);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_comes_whole),
        cmocka_unit_test(each_method_is_sent_as_named),
        cmocka_unit_test(only_headers_of_the_final_answer_are_kept),
        cmocka_unit_test(chunks_are_joined_and_trailers_ignored),
        cmocka_unit_test(gzip_is_undone),
        cmocka_unit_test(the_size_cap_counts_decoded_bytes),
        cmocka_unit_test(a_refused_connection_sent_nothing),
        cmocka_unit_test(an_unknown_name_is_a_dns_failure),
        cmocka_unit_test(a_name_is_resolved_and_reached),
        cmocka_unit_test(a_cut_reply_is_a_reset_and_its_part_is_kept),
        cmocka_unit_test(what_is_not_http_is_named_so),
        cmocka_unit_test(a_reply_without_a_whole_head_is_none),
        cmocka_unit_test(heads_and_trailers_that_are_not_proper),
        cmocka_unit_test(a_header_cannot_smuggle_a_line),
        cmocka_unit_test(tls_against_a_plain_server_fails_as_tls),
        cmocka_unit_test(a_redirect_is_an_answer),
        cmocka_unit_test(the_whole_deadline_holds),
        cmocka_unit_test(silence_ends_a_reply_but_a_trickle_does_not),
        cmocka_unit_test(cancelling_aborts_and_says_what_may_have_left),
        cmocka_unit_test(connections_are_kept_and_reused),
        cmocka_unit_test(a_connection_that_died_idle_is_replaced),
        cmocka_unit_test(only_what_is_harmless_is_sent_twice),
        cmocka_unit_test(a_host_that_never_answers_is_tried_again),
        cmocka_unit_test(a_thousand_requests_are_in_flight_at_once),
        cmocka_unit_test(a_request_costs_little),
        cmocka_unit_test(proxies_of_the_environment_are_used),
        cmocka_unit_test(a_refused_proxy_does_not_colour_the_next_failure),
    };
    return cmocka_run_group_tests_name("http", tests, start_server, stop_server);
}
