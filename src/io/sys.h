// SPDX-License-Identifier: Apache-2.0
#ifndef HC_IO_SYS_H
#define HC_IO_SYS_H

#include "io/co.h"

struct hc_http_req;
struct hc_http_res;

/* The world outside the process as one table: what a simulation replaces. NULL table or NULL member = the real thing.
 * A table is borrowed by the loop and the ledgers that get it. All its functions are called on the loop's thread. */
typedef struct hc_sys {
    int64_t (*wall_us)(void *ctx);                 /* microseconds since 1970 UTC; may step */
    int64_t (*mono_us)(void *ctx);                 /* monotonic microseconds; comes with `idle` and only with it */
    /* Set: the loop runs in virtual time, without libuv: no sockets, no child processes, no signals of the system. Called when no
     * coroutine is ready: must move the clocks to due_us (mono; the earliest timer or INT64_MAX if there is none) or
     * earlier, if it made something happen (woke a coroutine, posted). False: nothing can ever happen any more;
     * hc_loop_run then returns with coroutines alive (its caller tells). */
    bool (*idle)(void *ctx, int64_t due_us);
    void (*random)(void *ctx, void *p, size_t n);
    /* Instead of libcurl. `out` is prepared: an arena for headers, a body with the cap of the request. */
    HC_CO void (*http)(void *ctx, const struct hc_http_req *req, struct hc_http_res *out);
    int64_t (*commit_delay_us)(void *ctx);         /* set: the ledger's writer is an actor on the loop: from work queued to commit */
    const char *vfs;                               /* SQLite VFS name; run files then lie wherever it keeps them */
    void *ctx;
} hc_sys;

hc_loop *hc_loop_new_sys(const hc_sys *sys);       /* hc_loop_new() = NULL table */
const hc_sys *hc_loop_sys(const hc_loop *l);       /* never NULL; members may be */
void hc_loop_signal(hc_loop *l, int signo);        /* as if the signal had come; from any thread */

int64_t hc_sys_wall_us(const hc_sys *sys);         /* also with a NULL table */
int64_t hc_sys_mono_us(const hc_sys *sys);

#endif
