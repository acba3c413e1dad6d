// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <ftw.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/file.h"
#include "model/ask.h"
#include "model/limiter.h"

/* ---- a server that answers request i with answer i, the last one for ever -------------------------------- */

typedef struct server {
    int fd, port;
    pthread_t thread;
    const char *const *answers;      /* "STATUS\nHEADERS\nBODY"; "" closes the connection without a word,
                                      * "hang" waits until the client has gone */
    size_t n_answers;
    int requests;                    /* atomic */
    char last[16384];                /* the newest request; read after stop */
} server;

static void read_request(server *s, int c)
{
    size_t n = 0, want = SIZE_MAX;
    while (n < want && n < sizeof s->last - 1) {
        ssize_t got = recv(c, s->last + n, sizeof s->last - 1 - n, 0);
        if (got <= 0)
            return;
        n += (size_t)got;
        s->last[n] = '\0';
        char *end = strstr(s->last, "\r\n\r\n"), *len = strcasestr(s->last, "content-length:");
        int64_t body = 0;
        if (!end || !len)
            continue;
        hc_str v = hc_str_c(len + 15), line;
        hc_str_cut(&v, '\r', &line);
        assert_true(hc_parse_i64(hc_str_trim(line), &body));
        want = (size_t)(end + 4 - s->last) + (size_t)body;
    }
}

static void *serve(void *arg)
{
    server *s = arg;
    for (;;) {
        int c = accept(s->fd, NULL, NULL);
        if (c < 0)
            return NULL;
        read_request(s, c);
        size_t i = (size_t)__atomic_fetch_add(&s->requests, 1, __ATOMIC_SEQ_CST);
        const char *a = s->answers[i < s->n_answers ? i : s->n_answers - 1];
        if (strcmp(a, "hang") == 0)
            (void)!recv(c, s->last, 1, 0);
        const char *h = strchr(a, '\n'), *b = h ? strchr(h + 1, '\n') : NULL;
        if (b) {
            char out[8192];
            int n = snprintf(out, sizeof out, "HTTP/1.1 %.*s X\r\nConnection: close\r\nContent-Length: %zu\r\n%.*s%s\r\n%s",
                             (int)(h - a), a, strlen(b + 1), (int)(b - h - 1), h + 1, b == h + 1 ? "" : "\r\n", b + 1);
            send(c, out, (size_t)n, MSG_NOSIGNAL);
        }
        close(c);
    }
}

static void server_start(server *s, const char *const *answers, size_t n)
{
    struct sockaddr_in addr = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof addr;
    *s = (server){.answers = answers, .n_answers = n, .fd = socket(AF_INET, SOCK_STREAM, 0)};
    assert_int_equal(bind(s->fd, (struct sockaddr *)&addr, len), 0);
    assert_int_equal(listen(s->fd, 64), 0);
    assert_int_equal(getsockname(s->fd, (struct sockaddr *)&addr, &len), 0);
    s->port = ntohs(addr.sin_port);
    assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

static void server_stop(server *s)
{
    shutdown(s->fd, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->fd);
}

/* ---- a run ------------------------------------------------------------------------------------------- */

typedef struct fixture {
    hc_arena *a;
    char dir[64], run[96];
    hc_loop *loop;
    hc_http *http;
    hc_ledger *ledger;
    hc_asker *asker;
    hc_target *target;
    hc_target_conf conf;
    hc_asker_opts opts;
} fixture;

typedef struct job {
    fixture *f;
    const char *item, *prompt;
    hc_code code;
    hc_reply reply;
    hc_err err;
} job;

static void open_run(fixture *f, bool create)
{
    hc_err err = {0};
    f->loop = hc_loop_new();
    f->http = hc_http_new(f->loop);
    hc_create c = {.path = f->run, .log_name = "test", .plan = HC_S("{\"v\":1}"), .endpoints = HC_S("{}"), .loop = f->loop};
    hc_code code = create ? hc_ledger_create(&c, &f->ledger, &err)
                          : hc_ledger_open(f->run, HC_OPEN_RESUME, f->loop, NULL, &f->ledger, &err);
    if (code != HC_OK)
        fail_msg("%s", err.en);
}

static void start_asking(fixture *f, hc_ask_mode mode)
{
    hc_err err = {0};
    f->opts.ledger = f->ledger;
    f->opts.loop = f->loop;
    f->opts.http = f->http;
    f->opts.mode = mode;
    f->opts.seed = HC_S("seed");
    f->asker = hc_asker_new(&f->opts);
    if (hc_asker_add(f->asker, &f->conf, &f->target, &err) != HC_OK)
        fail_msg("%s", err.en);
}

static void close_run(fixture *f)
{
    hc_err err = {0};
    hc_asker_free(f->asker);
    if (hc_ledger_close(f->ledger, &err) != HC_OK)
        fail_msg("%s", err.en);
    hc_http_free(f->http);
    hc_loop_free(f->loop);
}

static void reopen(fixture *f, hc_ask_mode mode)
{
    close_run(f);
    open_run(f, false);
    start_asking(f, mode);
}

static fixture *fixture_new(const char *spec)
{
    hc_arena *a = hc_arena_new();
    fixture *f = HC_NEW(a, fixture);
    hc_err err = {0};
    f->a = a;
    snprintf(f->dir, sizeof f->dir, "/tmp/haechi-ask-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    snprintf(f->run, sizeof f->run, "%s/r.haechi", f->dir);
    if (hc_target_resolve(a, NULL, hc_str_c(spec), &f->conf, &err) != HC_OK)
        fail_msg("%s", err.en);
    open_run(f, true);
    return f;
}

static fixture *fixture_http(const server *s)
{
    char spec[64];
    snprintf(spec, sizeof spec, "http://127.0.0.1:%d/v1#m", s->port);
    return fixture_new(spec);
}

static int unlink_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static void fixture_free(fixture *f)
{
    close_run(f);
    nftw(f->dir, unlink_one, 8, FTW_DEPTH | FTW_PHYS);
    hc_arena_free(f->a);
}

static void ask_job(void *arg)
{
    job *j = arg;
    fixture *f = j->f;
    hc_chat chat = {.params = f->conf.params};
    hc_chat_add(f->a, &chat, HC_ROLE_USER, hc_str_c(j->prompt));
    hc_addr addr = {.target = f->conf.alias, .pack = HC_S("p"), .item = hc_str_c(j->item), .transform = HC_S(""),
                    .strand = HC_S("0")};
    j->code = hc_ask(f->asker, f->target, &addr, &chat, f->a, &j->reply, &j->err);
}

static void ask_all(fixture *f, job *jobs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        jobs[i].f = f;
        hc_co_start(f->loop, ask_job, &jobs[i]);
    }
    hc_loop_run(f->loop);
}

static job ask(fixture *f, const char *item, const char *prompt)
{
    job j = {.item = item, .prompt = prompt};
    ask_all(f, &j, 1);
    return j;
}

static void assert_text(const job *j, const char *want)
{
    if (j->code != HC_OK)
        fail_msg("%d: %s", (int)j->code, j->err.en);
    if (!hc_str_is(j->reply.text, want))
        fail_msg("\"%.*s\", not \"%s\"", HC_FS(j->reply.text), want);
}

typedef struct entries { int n[HC_ENT_COUNT]; hc_str codes[32]; int64_t finals, cost; uint32_t attempt; } entries;

static hc_code see(void *ctx, const hc_record *r, hc_err *err)
{
    (void)err;
    entries *e = ctx;
    if (r->type == HC_ENT_REPLY && e->n[HC_ENT_REPLY] < 32) {
        static char text[32][24];
        char *to = text[e->n[HC_ENT_REPLY]];
        snprintf(to, 24, "%.*s", HC_FS(r->code));
        e->codes[e->n[HC_ENT_REPLY]] = hc_str_c(to);
        e->finals += r->final;
        e->cost = hc_record_num(r, "cost_usd_micro", -7);
        e->attempt = r->addr.attempt;
    }
    e->n[r->type]++;
    return HC_OK;
}

static entries entries_of(fixture *f)
{
    entries e = {0};
    hc_err err = {0};
    if (hc_ledger_sync(f->ledger, &err) != HC_OK || hc_ledger_each(f->ledger, HC_ENT_COUNT, NULL, see, &e, &err) != HC_OK)
        fail_msg("%s", err.en);
    return e;
}

#define OK_REPLY "200\nContent-Type: application/json\n{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"답\"}," \
                 "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5}}"

/* ---- tests ------------------------------------------------------------------------------------------- */

static void a_question_is_asked_once_and_then_played(void **state)
{
    (void)state;
    static const char *const answers[] = {OK_REPLY};
    server s;
    server_start(&s, answers, 1);
    fixture *f = fixture_http(&s);
    start_asking(f, HC_ASK_LIVE);
    job j = ask(f, "q1", "질문");
    assert_text(&j, "답");
    assert_int_equal(j.reply.tokens_out, 5);
    entries e = entries_of(f);
    assert_int_equal(e.n[HC_ENT_INTENT], 1);
    assert_int_equal(e.n[HC_ENT_REPLY], 1);
    assert_int_equal(e.finals, 1);
    reopen(f, HC_ASK_DRY);
    j = ask(f, "q1", "질문");
    assert_text(&j, "답");
    j = ask(f, "q1", "다른 질문");
    assert_int_equal(j.code, HC_E_DIVERGED);
    j = ask(f, "q2", "질문");
    assert_int_equal(j.code, HC_E_MISSING);
    assert_int_equal(s.requests, 1);
    fixture_free(f);
    server_stop(&s);
    assert_non_null(strcasestr(s.last, "x-client-request-id: "));
    assert_null(strcasestr(s.last, "authorization"));
}

static void the_key_is_sent_and_stands_nowhere_else(void **state)
{
    (void)state;
    static const char *const answers[] = {OK_REPLY};
    server s;
    server_start(&s, answers, 1);
    setenv("HAECHI_API_KEY", "sk-very-secret", 1);
    fixture *f = fixture_http(&s);
    start_asking(f, HC_ASK_LIVE);
    job j = ask(f, "q1", "질문");
    assert_text(&j, "답");
    unsetenv("HAECHI_API_KEY");
    hc_ledger_sync(f->ledger, NULL);
    char command[256];
    for (int i = 0; i < 3; i++) {
        static const char *const tails[] = {"", "-wal", "-key"};
        snprintf(command, sizeof command, "%s%s", f->run, tails[i]);
        FILE *file = fopen(command, "rb");
        if (!file)
            continue;
        static char bytes[1 << 20];
        size_t n = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        assert_true(hc_str_find((hc_str){bytes, n}, HC_S("sk-very-secret")) < 0);
    }
    fixture_free(f);
    server_stop(&s);
    assert_non_null(strcasestr(s.last, "authorization: Bearer sk-very-secret\r\n"));
}

static void a_message_that_repeats_the_key_is_withheld(void **state)
{
    (void)state;
    static const char *const answers[] = {"401\n\n{\"error\":{\"message\":\"bad key sk-very-secret\"}}"};
    server s;
    server_start(&s, answers, 1);
    setenv("HAECHI_API_KEY", "sk-very-secret", 1);
    fixture *f = fixture_http(&s);
    start_asking(f, HC_ASK_LIVE);
    job j = ask(f, "q1", "질문");
    unsetenv("HAECHI_API_KEY");
    assert_int_equal(j.code, HC_E_AUTH);
    assert_null(strstr(j.err.en, "sk-very-secret"));
    assert_non_null(strstr(j.err.en, "***"));
    fixture_free(f);
    server_stop(&s);
}

static void throttling_is_waited_out_and_only_the_last_attempt_counts(void **state)
{
    (void)state;
    static const char *const answers[] = {"429\nretry-after-ms: 30\n{}", "500\nretry-after-ms: 10\n{}", OK_REPLY};
    server s;
    server_start(&s, answers, 3);
    fixture *f = fixture_http(&s);
    start_asking(f, HC_ASK_LIVE);
    job j = ask(f, "q1", "질문");
    assert_text(&j, "답");
    entries e = entries_of(f);
    assert_int_equal(e.n[HC_ENT_INTENT], 3);
    assert_string_equal(e.codes[0].p, "throttled");
    assert_string_equal(e.codes[1].p, "http");
    assert_int_equal(e.finals, 1);
    assert_int_equal(e.attempt, 3);
    hc_target_stats st;
    hc_target_stats_get(f->target, &st);
    assert_true(st.calls == 3 && st.retries == 2 && st.throttled == 1 && st.replies == 3 && st.in_flight == 0);
    fixture_free(f);
    server_stop(&s);
}

static void used_up_retries_are_a_final_failure(void **state)
{
    (void)state;
    static const char *const answers[] = {"500\nretry-after-ms: 1\n{\"error\":{\"message\":\"worker\"}}"};
    server s;
    server_start(&s, answers, 1);
    fixture *f = fixture_http(&s);
    f->conf.retries = 2;
    start_asking(f, HC_ASK_LIVE);
    job j = ask(f, "q1", "질문");
    assert_int_equal(j.code, HC_OK);
    assert_int_equal(j.reply.code, HC_RC_HTTP);
    assert_true(hc_str_is(j.reply.error, "worker"));
    assert_int_equal(s.requests, 3);
    reopen(f, HC_ASK_LIVE);
    j = ask(f, "q1", "질문");
    assert_int_equal(j.reply.code, HC_RC_HTTP);      /* replayed, the policy does not run again */
    assert_int_equal(s.requests, 3);
    fixture_free(f);
    server_stop(&s);
}

static void a_rejected_question_is_not_asked_again(void **state)
{
    (void)state;
    static const char *const answers[] = {"400\n\n{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"too long\"}}"};
    server s;
    server_start(&s, answers, 1);
    fixture *f = fixture_http(&s);
    start_asking(f, HC_ASK_LIVE);
    job j = ask(f, "q1", "질문");
    assert_int_equal(j.reply.code, HC_RC_REJECTED);
    assert_int_equal(s.requests, 1);
    fixture_free(f);
    server_stop(&s);
}

static void a_wrong_key_stops_everybody_and_leaves_samples_open(void **state)
{
    (void)state;
    enum { N = 40 };
    static const char *const answers[] = {"401\n\n{\"error\":{\"message\":\"bad key\"}}"};
    static char items[N][8];
    server s;
    server_start(&s, answers, 1);
    fixture *f = fixture_http(&s);
    f->conf.jobs = 30;
    start_asking(f, HC_ASK_LIVE);
    job jobs[N] = {0};
    for (int i = 0; i < N; i++) {
        snprintf(items[i], sizeof items[i], "q%d", i);
        jobs[i] = (job){.item = items[i], .prompt = "질문"};
    }
    ask_all(f, jobs, N);
    for (int i = 0; i < N; i++) {
        assert_int_equal(jobs[i].code, HC_E_AUTH);
        assert_non_null(strstr(jobs[i].err.en, "bad key"));
    }
    assert_in_range(s.requests, 1, HC_LIMITER_START);
    assert_int_equal(entries_of(f).finals, 0);
    fixture_free(f);
    server_stop(&s);
}

static void a_host_that_was_never_reached_is_named(void **state)
{
    (void)state;
    static const char *const answers[] = {OK_REPLY};
    server s;
    server_start(&s, answers, 1);
    fixture *f = fixture_http(&s);
    server_stop(&s);
    start_asking(f, HC_ASK_LIVE);
    job j = ask(f, "q1", "질문");
    assert_int_equal(j.code, HC_E_NET);
    assert_string_equal(j.err.id, "E-NET-02");
    assert_non_null(strstr(j.err.en, "127.0.0.1"));
    entries e = entries_of(f);
    assert_int_equal(e.n[HC_ENT_INTENT], 2);
    assert_int_equal(e.finals, 0);
    fixture_free(f);
}

static void a_cut_connection_is_retried(void **state)
{
    (void)state;
    static const char *const answers[] = {"", OK_REPLY};
    server s;
    server_start(&s, answers, 2);
    fixture *f = fixture_http(&s);
    start_asking(f, HC_ASK_LIVE);
    job j = ask(f, "q1", "질문");
    assert_text(&j, "답");
    assert_string_equal(entries_of(f).codes[0].p, "reset");
    fixture_free(f);
    server_stop(&s);
}

static void a_late_reply_is_in_doubt_and_costs_unknown(void **state)
{
    (void)state;
    static const char *const answers[] = {"hang"};
    server s;
    server_start(&s, answers, 1);
    fixture *f = fixture_http(&s);
    f->conf.retries = 0;
    f->conf.timeout_ms = 300;
    start_asking(f, HC_ASK_LIVE);
    job j = ask(f, "q1", "질문");
    assert_int_equal(j.code, HC_OK);
    assert_int_equal(j.reply.code, HC_RC_TIMEOUT);
    entries e = entries_of(f);
    assert_int_equal(e.cost, -1);
    assert_int_equal(e.finals, 1);
    fixture_free(f);
    server_stop(&s);
}

typedef struct killer { hc_co *co; const server *s; } killer;

static void cancel_when_asked(void *arg)
{
    killer *k = arg;
    while (__atomic_load_n(&k->s->requests, __ATOMIC_SEQ_CST) == 0)
        assert_int_equal(hc_co_sleep(5000), HC_OK);
    hc_co_cancel(k->co);
}

static void a_cancelled_call_stays_open_and_costs_no_retry(void **state)
{
    (void)state;
    static const char *const answers[] = {"hang", OK_REPLY};
    server s;
    server_start(&s, answers, 2);
    fixture *f = fixture_http(&s);
    f->conf.retries = 0;
    start_asking(f, HC_ASK_LIVE);
    job j = {.f = f, .item = "q1", .prompt = "질문"};
    killer k = {hc_co_start(f->loop, ask_job, &j), &s};
    hc_co_start(f->loop, cancel_when_asked, &k);
    hc_loop_run(f->loop);
    assert_int_equal(j.code, HC_E_CANCELLED);
    entries e = entries_of(f);
    assert_true(e.n[HC_ENT_INTENT] == 1 && e.n[HC_ENT_REPLY] == 0);
    reopen(f, HC_ASK_LIVE);
    j = ask(f, "q1", "질문");
    assert_text(&j, "답");
    e = entries_of(f);
    assert_true(e.n[HC_ENT_INTENT] == 2 && e.attempt == 2);
    fixture_free(f);
    server_stop(&s);
}

static void the_cost_cap_holds_before_sending(void **state)
{
    (void)state;
    static const char *const answers[] = {OK_REPLY};
    server s;
    server_start(&s, answers, 1);
    fixture *f = fixture_http(&s);
    f->conf.price = (hc_price){1000000, 2000000, 1000000, HC_S("")};
    f->opts.max_cost_usd_micro = 300;
    f->conf.params.max_tokens = 100;
    start_asking(f, HC_ASK_LIVE);
    job j = ask(f, "q1", "질문");
    assert_text(&j, "답");
    assert_int_equal(entries_of(f).cost, 20);       /* 10 x 1 + 5 x 2 */
    j = ask(f, "q2", "질문");
    assert_text(&j, "답");
    f->opts.max_cost_usd_micro = 210;               /* the next call may cost 200 + its prompt */
    f->opts.cost_so_far_usd_micro = 40;
    reopen(f, HC_ASK_LIVE);
    j = ask(f, "q3", "질문");
    assert_int_equal(j.code, HC_E_LIMIT);
    assert_int_equal(s.requests, 2);
    f->conf.params.max_tokens = 0;
    reopen(f, HC_ASK_LIVE);                         /* the target's own limit bounds a question without one */
    j = ask(f, "q4", "질문");
    assert_int_equal(j.code, HC_E_LIMIT);
    assert_string_equal(j.err.id, "E-COST-02");
    fixture_free(f);
    server_stop(&s);
}

static void ask_with_image(void *arg)
{
    job *j = arg;
    fixture *f = j->f;
    hc_part part = {.kind = HC_PART_IMAGE, .media_type = HC_S("image/png"), .ref = HC_S("data:image/png;base64,AA")};
    hc_msg m = {.role = HC_ROLE_USER, .parts = &part, .n_parts = 1, .call_id = HC_S("")};
    hc_chat chat = {.msgs = &m, .n_msgs = 1};
    hc_addr addr = {.target = f->conf.alias, .pack = HC_S("p"), .item = HC_S("q1"), .transform = HC_S(""),
                    .strand = HC_S("0")};
    j->code = hc_ask(f->asker, f->target, &addr, &chat, f->a, &j->reply, &j->err);
}

static void what_a_target_cannot_take_is_recorded_and_replayed(void **state)
{
    (void)state;
    static const char *const answers[] = {OK_REPLY};
    server s;
    server_start(&s, answers, 1);
    fixture *f = fixture_http(&s);
    start_asking(f, HC_ASK_LIVE);
    for (int i = 0; i < 2; i++) {
        job j = {.f = f};
        hc_co_start(f->loop, ask_with_image, &j);
        hc_loop_run(f->loop);
        assert_int_equal(j.code, HC_E_UNSUPPORTED);
        entries e = entries_of(f);
        assert_int_equal(e.n[HC_ENT_INTENT], 0);
        assert_int_equal(e.n[HC_ENT_REPLY], 1);
        if (i == 0)
            reopen(f, HC_ASK_DRY);
    }
    assert_int_equal(s.requests, 0);
    fixture_free(f);
    server_stop(&s);
}

static void reference_targets(void **state)
{
    (void)state;
    static const struct { const char *spec, *prompt, *text; } cases[] = {
        {"ref:refuse", "x", "죄송하지만 그 요청은 도와드릴 수 없습니다."}, {"ref:echo", "메아리", "메아리"}, {"ref:null", "x", ""},
        {"ref:random", "고르시오", "잘 모르겠습니다."},
    };
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        fixture *f = fixture_new(cases[i].spec);
        start_asking(f, HC_ASK_LIVE);
        job j = ask(f, "q1", cases[i].prompt);
        assert_text(&j, cases[i].text);
        assert_int_equal(entries_of(f).n[HC_ENT_INTENT], 1);
        fixture_free(f);
    }
    fixture *f = fixture_new("ref:random");
    start_asking(f, HC_ASK_LIVE);
    int seen[3] = {0};
    for (int i = 0; i < 60; i++) {
        char item[8];
        snprintf(item, sizeof item, "q%d", i);
        job j = ask(f, hc_cstr(f->a, hc_str_c(item)), "수도는?\nA) 서울\nB) 부산\n(C) 대구");
        assert_int_equal(j.reply.text.n, 1);
        assert_in_range(j.reply.text.p[0], 'A', 'C');
        seen[j.reply.text.p[0] - 'A']++;
    }
    for (int i = 0; i < 3; i++)
        assert_in_range(seen[i], 8, 35);
    fixture_free(f);
}

static void a_scripted_reference(void **state)
{
    (void)state;
    fixture *f = fixture_new("ref:null");
    f->conf.model = HC_S("script");
    f->conf.script = HC_S("{\"contains\":\"수도\",\"reply\":\"서울\"}\n{\"contains\":\"산\",\"reply\":\"백두산\"}\n");
    start_asking(f, HC_ASK_LIVE);
    job j = ask(f, "q1", "높은 산은?");
    assert_text(&j, "백두산");
    j = ask(f, "q2", "강은?");
    assert_int_equal(j.reply.code, HC_RC_REJECTED);
    fixture_free(f);
}

/* Plain lines are drawn by the sample's address: the same line every time, and all of them occur. */
static void a_script_of_plain_lines(void **state)
{
    (void)state;
    fixture *f = fixture_new("ref:null");
    f->conf.model = HC_S("script");
    f->conf.script = HC_S("하나\n{\"contains\":\"없는 말\",\"reply\":\"x\"}\n\n{둘\n셋");
    start_asking(f, HC_ASK_LIVE);
    static const char *const lines[] = {"하나", "{둘", "셋"};
    bool seen[3] = {false};
    for (int i = 0; i < 40; i++) {
        char item[8];
        snprintf(item, sizeof item, "q%d", i);
        job j = ask(f, hc_cstr(f->a, hc_str_c(item)), "물음");
        bool known = false;
        for (size_t k = 0; k < HC_LEN(lines); k++)
            if (hc_str_is(j.reply.text, lines[k]))
                known = seen[k] = true;
        assert_true(known);
    }
    assert_true(seen[0] && seen[1] && seen[2]);
    fixture_free(f);
}

/* What counts as a choice: one letter or number with its mark, each once, ten at most. */
static void choices_of_every_form(void **state)
{
    (void)state;
    static const struct { const char *prompt, *labels; } cases[] = {
        {"① 하나\n② 둘", "①②"}, {"가. 하나\n나: 둘", "가나"}, {"(1) 하나\n2) 둘\n1. 다시", "12"}, {"A 하나\nB 둘", NULL},
        {"A\nB", NULL}, {"A. 하나뿐", NULL}, {"(A. 하나\n(B: 둘", NULL}, {"(\n)", NULL}, {"⑤ 하나\n㉮ 둘", NULL},
    };
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        fixture *f = fixture_new("ref:random");
        start_asking(f, HC_ASK_LIVE);
        for (int k = 0; k < 4; k++) {
            char item[8];
            snprintf(item, sizeof item, "q%d", k);
            job j = ask(f, hc_cstr(f->a, hc_str_c(item)), cases[i].prompt);
            if (!cases[i].labels ? !hc_str_is(j.reply.text, "잘 모르겠습니다.") : hc_str_find(hc_str_c(cases[i].labels), j.reply.text) < 0)
                fail_msg("%s: %.*s", cases[i].prompt, HC_FS(j.reply.text));
        }
        fixture_free(f);
    }
}

static void start_and_stop(void *arg)
{
    job *j = arg;
    j->code = hc_target_start(j->f->target, &j->err);
    if (j->code == HC_OK)
        ask_job(j);
    hc_target_stop(j->f->target);
}

static job ask_program(const char *script, const char *prompt, int retries)
{
    fixture *f = fixture_new("command:sh");
    hc_str argv[] = {HC_S("sh"), HC_S("-c"), hc_str_c(script)};
    f->conf.argv = argv;
    f->conf.n_argv = 3;
    f->conf.retries = retries;
    f->conf.timeout_ms = 2000;
    start_asking(f, HC_ASK_LIVE);
    job j = {.f = f, .item = "q1", .prompt = prompt};
    hc_co_start(f->loop, start_and_stop, &j);
    hc_loop_run(f->loop);
    static char text[256], error[256];
    snprintf(text, sizeof text, "%.*s", HC_FS(j.reply.text));
    snprintf(error, sizeof error, "%.*s", HC_FS(j.reply.error));
    j.reply.text = hc_str_c(text);
    j.reply.error = hc_str_c(error);
    fixture_free(f);
    return j;
}

static void a_program_as_target(void **state)
{
    (void)state;
    job j = ask_program("while read -r l; do echo '{\"text\":\"네\",\"usage\":{\"in\":1,\"out\":2}}'; done", "q", 0);
    assert_text(&j, "네");
    assert_true(j.reply.has_usage && j.reply.tokens_out == 2);
    j = ask_program("read -r l; echo '{\"error\":\"broken\"}'", "q", 0);
    assert_int_equal(j.reply.code, HC_RC_HTTP);
    assert_string_equal(j.reply.error.p, "broken");
    j = ask_program("read -r l; echo rubbish", "q", 0);
    assert_int_equal(j.reply.code, HC_RC_BADREPLY);
    j = ask_program("read -r l; echo why >&2; exit 3", "q", 0);
    assert_int_equal(j.reply.code, HC_RC_RESET);
    assert_non_null(strstr(j.reply.error.p, "why"));
    j = ask_program("read -r l; echo '{\"text\":\"a\",\"id\":\"other\"}'", "q", 0);
    assert_int_equal(j.reply.code, HC_RC_BADREPLY);
    j = ask_program("read -r l; exec sleep 30", "q", 0);
    assert_int_equal(j.reply.code, HC_RC_TIMEOUT);
}

/* Speaks enough of the server's protocol to be started, asked and stopped. */
static const char fake_server[] =
    "#!/usr/bin/env python3\n"
    "import http.server, json, sys\n"
    "args = dict(zip(sys.argv[1::2], sys.argv[2::2]))\n"
    "if args['-m'].endswith('bad.gguf'):\n"
    "    sys.exit('cannot load this model')\n"
    "class H(http.server.BaseHTTPRequestHandler):\n"
    "    def answer(self, body):\n"
    "        self.send_response(200)\n"
    "        self.send_header('Content-Length', str(len(body)))\n"
    "        self.end_headers()\n"
    "        self.wfile.write(body)\n"
    "    def do_GET(self):\n"
    "        self.answer(b'{}')\n"
    "    def do_POST(self):\n"
    "        q = json.loads(self.rfile.read(int(self.headers['Content-Length'])))\n"
    "        text = q['model'] + ' ' + args['-np'] + ' ' + args['-c']\n"
    "        self.answer(json.dumps({'model': q['model'], 'choices': [{'message': {'content': text}}]}).encode())\n"
    "    def log_message(self, *a):\n"
    "        pass\n"
    "http.server.HTTPServer(('127.0.0.1', int(args['--port'])), H).serve_forever()\n";

static void a_local_server_is_started_asked_and_stopped(void **state)
{
    (void)state;
    for (int bad = 0; bad < 2; bad++) {
        fixture *f = fixture_new("ref:null");
        hc_str program = hc_fmt(f->a, "%s/llama-server", f->dir);
        assert_int_equal(hc_file_write(program.p, HC_S(fake_server), 0700, NULL), HC_OK);
        f->conf.adapter = HC_S("local");
        f->conf.model = bad ? HC_S("/m/bad.gguf") : HC_S("/m/good.gguf");
        f->conf.alias = HC_S("good");
        f->conf.server = program;
        f->conf.jobs = 2;
        start_asking(f, HC_ASK_LIVE);
        job j = {.f = f, .item = "q1", .prompt = "질문"};
        hc_co_start(f->loop, start_and_stop, &j);
        hc_loop_run(f->loop);
        if (bad) {
            assert_int_equal(j.code, HC_E_NET);
            assert_string_equal(j.err.id, "E-LOCAL-01");
            assert_non_null(strstr(j.err.en, "cannot load this model"));
        } else {
            assert_text(&j, "good 2 8192");
        }
        fixture_free(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_is_asked_once_and_then_played),
        cmocka_unit_test(the_key_is_sent_and_stands_nowhere_else),
        cmocka_unit_test(a_message_that_repeats_the_key_is_withheld),
        cmocka_unit_test(throttling_is_waited_out_and_only_the_last_attempt_counts),
        cmocka_unit_test(used_up_retries_are_a_final_failure),
        cmocka_unit_test(a_rejected_question_is_not_asked_again),
        cmocka_unit_test(a_wrong_key_stops_everybody_and_leaves_samples_open),
        cmocka_unit_test(a_host_that_was_never_reached_is_named),
        cmocka_unit_test(a_cut_connection_is_retried),
        cmocka_unit_test(a_late_reply_is_in_doubt_and_costs_unknown),
        cmocka_unit_test(a_cancelled_call_stays_open_and_costs_no_retry),
        cmocka_unit_test(the_cost_cap_holds_before_sending),
        cmocka_unit_test(what_a_target_cannot_take_is_recorded_and_replayed),
        cmocka_unit_test(reference_targets),
        cmocka_unit_test(a_scripted_reference),
        cmocka_unit_test(a_script_of_plain_lines),
        cmocka_unit_test(choices_of_every_form),
        cmocka_unit_test(a_program_as_target),
        cmocka_unit_test(a_local_server_is_started_asked_and_stopped),
    };
    return cmocka_run_group_tests_name("ask", tests, NULL, NULL);
}
