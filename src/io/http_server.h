// SPDX-License-Identifier: Apache-2.0
#ifndef HC_IO_HTTP_SERVER_H
#define HC_IO_HTTP_SERVER_H

#include <stdatomic.h>

#include "base/str.h"

/*
 * An HTTP/1.1 server on 127.0.0.1 for a person's own browser, over libmicrohttpd: one thread for each of at most
 * HC_HTTPD_CONNECTIONS connections, so that a long answer keeps nobody waiting. It knows no routes and decides nothing: the handler
 * gets the request as it was sent (nothing unescaped, repeated headers repeated) and is called by several threads at once.
 */

enum {
    HC_HTTPD_CONNECTIONS = 64, HC_HTTPD_HEADERS = 64, HC_HTTPD_BODY_MAX = 64 << 10, HC_HTTPD_HEADER_BYTES = 32 << 10,
    HC_HTTPD_REQUEST_S = 15,       /* from the connection, or the answer before, until the request is whole */
    HC_HTTPD_IDLE_S = 30           /* without a byte in either direction */
};

typedef struct hc_httpd_header { hc_str name, value; } hc_httpd_header;

typedef struct hc_httpd_request {
    hc_arena *arena;               /* lives until the answer is sent */
    hc_str method, target;         /* target: path and query as sent */
    hc_httpd_header header[HC_HTTPD_HEADERS];
    size_t n_headers;
    bool over;                     /* more headers or body than the limits: answer 413 */
    hc_str body;
} hc_httpd_request;

/* A body that grows: `next` appends what there is to say now and returns false when nothing will follow. It is called every
 * HC_HTTPD_TICK_MS; where it has nothing to say it leaves `out` alone. `ctx` is the handler's to allocate, `done` frees it. */
enum { HC_HTTPD_TICK_MS = 250 };
typedef struct hc_httpd_stream {
    bool (*next)(void *ctx, hc_buf *out);
    void (*done)(void *ctx);
    void *ctx;
} hc_httpd_stream;

typedef struct hc_httpd_answer {
    int status;
    hc_str body;                   /* borrowed until the handler's arena goes */
    hc_httpd_header header[24];
    size_t n_headers;
    hc_httpd_stream stream;        /* next set: instead of body */
} hc_httpd_answer;

typedef void hc_httpd_handler(void *ctx, const hc_httpd_request *q, hc_httpd_answer *out);

/* Values of a header; letters of either case. n = how often it was sent; *out the first. */
size_t hc_httpd_find(const hc_httpd_request *q, const char *name, hc_str *out);
void hc_httpd_add(hc_httpd_answer *r, const char *name, hc_str value);

typedef struct hc_httpd hc_httpd;
/* port 0 = any that is free. HC_E_NET when it is taken. */
hc_code hc_httpd_start(uint16_t port, hc_httpd_handler *handler, void *ctx, hc_httpd **out, hc_err *err);
uint16_t hc_httpd_port(const hc_httpd *s);
/* To be called about once a second: cuts connections that take too long to say what they want. */
void hc_httpd_sweep(hc_httpd *s);
/* Ends every stream, waits for the handlers, frees; no thread and no socket stays. */
void hc_httpd_stop(hc_httpd *s);

/* gzip member of the bytes; `level` 1 (fast) to 9. */
void hc_gzip(hc_str bytes, int level, hc_buf *out);
/* The other way, of a member that is our own: its plain size is known. */
void hc_gunzip(hc_str gz, size_t n, hc_buf *out);

#endif
