// SPDX-License-Identifier: Apache-2.0
#ifndef HC_IO_LOCAL_SOCKET_H
#define HC_IO_LOCAL_SOCKET_H

#include "base/str.h"
#include "io/co.h"

/*
 * Lines over a Unix socket that only its owner and root may use: one request line, one answer line.
 *
 * The server lives on the loop without keeping it alive. A client has one request at work at a time; what it sends meanwhile
 * waits in the socket, so that a slow, silent or hostile client costs a bounded amount of memory and nobody's time. A line
 * longer than HC_LOCAL_LINE_MAX ends the connection. When all places are taken the client that was silent longest goes.
 */

enum { HC_LOCAL_LINE_MAX = 1 << 20, HC_LOCAL_CLIENTS_MAX = 32 };

typedef struct hc_local_server hc_local_server;

/* Runs in a coroutine of its own; appends the answer, without '\n'. `uid` is the peer's as the kernel says. */
typedef HC_CO void hc_local_fn(void *ctx, int64_t uid, hc_str line, hc_buf *answer);

/* Makes the socket (mode 0600) in a folder that must be the caller's alone; an old file of that name is replaced: whoever may
 * listen there must hold a lock elsewhere. Fails with HC_E_IO. */
hc_code hc_local_listen(hc_loop *l, const char *path, hc_local_fn *serve_line, void *ctx, hc_local_server **out, hc_err *err);
/* Sends `last` (a line, "" = none) to whoever has room for it, closes and removes the socket. Only while the loop does not run;
 * NULL-safe. */
void hc_local_close(hc_local_server *s, hc_str last);

/* ---- the other side, blocking ---- */

typedef struct hc_local_peer { int64_t pid, uid; } hc_local_peer;

/* HC_E_NOTFOUND: nobody listens there. `out_fd` is the caller's to close. */
hc_code hc_local_connect(const char *path, int *out_fd, hc_local_peer *out, hc_err *err);
/* Sends one line (none when `line` is "") and reads one into `answer`. HC_E_TIMEOUT; HC_E_NET: the other side has closed. */
hc_code hc_local_ask(int fd, hc_str line, int64_t timeout_ms, hc_buf *answer, hc_err *err);

/* Names in a folder of sockets, sorted. */
hc_code hc_local_list(hc_arena *a, const char *dir, hc_str **out, size_t *out_n, hc_err *err);
/* A folder of mode 0700 that belongs to us, made if it is not there; HC_E_IO if it is anything else. */
hc_code hc_dir_private(const char *path, hc_err *err);

#endif
