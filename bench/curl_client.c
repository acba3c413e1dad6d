// SPDX-License-Identifier: Apache-2.0
/*
 * curl_client URL N J: asks N distinct questions, J at a time, and keeps nothing. One libcurl multi driven by epoll; no
 * JSON, no scoring, no log. It is the floor under every program that uses libcurl, not a rival of any.
 * Exit 0 when all N replies came with status 200.
 */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { BODY_BYTES = 256, EVENTS = 256 };

typedef struct client {
    CURLM *multi;
    struct curl_slist *headers;
    int epoll;
    long long due_ms; /* when libcurl wants to be called without an event; -1: never */
    long n, asked, ok, failed;
} client;

typedef struct slot { char body[BODY_BYTES]; } slot;

static long long now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static int on_timer(CURLM *multi, long wait_ms, void *user)
{
    (void)multi;
    ((client *)user)->due_ms = wait_ms < 0 ? -1 : now_ms() + wait_ms;
    return 0;
}

/* libcurl keeps `known` for each socket: non-null once epoll has it. */
static int on_socket(CURL *easy, curl_socket_t fd, int what, void *user, void *known)
{
    (void)easy;
    client *c = user;
    struct epoll_event e = {.data.fd = fd};
    if (what == CURL_POLL_REMOVE)
        return epoll_ctl(c->epoll, EPOLL_CTL_DEL, fd, NULL), 0;
    e.events = (what & CURL_POLL_IN ? EPOLLIN : 0u) | (what & CURL_POLL_OUT ? EPOLLOUT : 0u);
    if (epoll_ctl(c->epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &e) != 0)
        return -1;
    curl_multi_assign(c->multi, fd, c);
    return 0;
}

static size_t drop(char *bytes, size_t size, size_t n, void *user)
{
    (void)bytes, (void)user;
    return size * n;
}

/* The next question on this handle, which keeps its connection. */
static void ask(client *c, CURL *easy, slot *s)
{
    int n = snprintf(s->body, sizeof s->body, "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Say ok "
                     "(%ld)\"}],\"temperature\":0,\"max_tokens\":64}", c->asked++);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)n);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, s->body);
    curl_multi_add_handle(c->multi, easy);
}

static void take_finished(client *c)
{
    int left;
    for (CURLMsg *m; (m = curl_multi_info_read(c->multi, &left)) != NULL;) {
        long status = 0;
        slot *s = NULL;
        CURL *easy = m->easy_handle;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&s);
        if (m->data.result == CURLE_OK && status == 200)
            c->ok++;
        else
            c->failed++;
        curl_multi_remove_handle(c->multi, easy);
        if (c->asked < c->n)
            ask(c, easy, s);
    }
}

static CURL *handle_new(client *c, const char *url, slot *s)
{
    CURL *easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, c->headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, (char *)s);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    return easy;
}

static void run(client *c)
{
    struct epoll_event events[EVENTS];
    int running;
    curl_multi_socket_action(c->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    while (c->ok + c->failed < c->n) {
        long long wait = c->due_ms < 0 ? 1000 : c->due_ms - now_ms();
        int n = epoll_wait(c->epoll, events, EVENTS, wait < 0 ? 0 : (int)wait);
        for (int i = 0; i < n; i++) {
            int how = (events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) | (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
                      (events[i].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
            curl_multi_socket_action(c->multi, events[i].data.fd, how, &running);
        }
        if (c->due_ms >= 0 && now_ms() >= c->due_ms) {
            c->due_ms = -1;
            curl_multi_socket_action(c->multi, CURL_SOCKET_TIMEOUT, 0, &running);
        }
        take_finished(c);
    }
}

int main(int argc, char **argv)
{
    if (argc != 4 || strtol(argv[2], NULL, 10) < 1 || strtol(argv[3], NULL, 10) < 1)
        return fprintf(stderr, "usage: curl_client URL N J\n"), 2;
    client c = {.epoll = epoll_create1(0), .due_ms = -1, .n = strtol(argv[2], NULL, 10)};
    long jobs = strtol(argv[3], NULL, 10) < c.n ? strtol(argv[3], NULL, 10) : c.n;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    c.multi = curl_multi_init();
    curl_multi_setopt(c.multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(c.multi, CURLMOPT_SOCKETDATA, &c);
    curl_multi_setopt(c.multi, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(c.multi, CURLMOPT_TIMERDATA, &c);
    curl_multi_setopt(c.multi, CURLMOPT_MAXCONNECTS, jobs);
    c.headers = curl_slist_append(curl_slist_append(NULL, "Content-Type: application/json"), "Expect:");
    slot *slots = calloc((size_t)jobs, sizeof *slots);
    CURL **easy = calloc((size_t)jobs, sizeof(CURL *));
    if (!slots || !easy || !c.multi || c.epoll < 0)
        return fprintf(stderr, "curl_client: no memory or no epoll\n"), 1;
    for (long i = 0; i < jobs; i++) {
        easy[i] = handle_new(&c, argv[1], &slots[i]);
        ask(&c, easy[i], &slots[i]);
    }
    run(&c);
    for (long i = 0; i < jobs; i++)
        curl_easy_cleanup(easy[i]);
    curl_multi_cleanup(c.multi);
    curl_slist_free_all(c.headers);
    curl_global_cleanup();
    close(c.epoll);
    free(easy);
    free(slots);
    if (c.failed)
        fprintf(stderr, "curl_client: %ld of %ld failed\n", c.failed, c.n);
    return c.failed ? 1 : 0;
}
