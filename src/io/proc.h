// SPDX-License-Identifier: Apache-2.0
#ifndef HC_IO_PROC_H
#define HC_IO_PROC_H

#include "base/str.h"
#include "io/co.h"

/* Child processes on the loop: pipes for stdin and stdout, stderr to a capped tail buffer. A child is put in its own
 * process group, dies with us (PR_SET_PDEATHSIG) and inherits no descriptor but the three. */
typedef struct hc_proc hc_proc;

typedef struct hc_proc_opts {
    const char *const *argv;          /* NULL-terminated; argv[0] looked up in PATH */
    const char *cwd;                  /* NULL = ours */
    const char *const *env;           /* NULL = ours */
} hc_proc_opts;

hc_code hc_proc_start(hc_loop *l, const hc_proc_opts *o, hc_proc **out, hc_err *err);
HC_CO HC_MUST hc_code hc_proc_write(hc_proc *p, hc_str bytes, int64_t deadline_us, hc_err *err);
/* Reads one line (without '\n') into out; HC_E_IO at end of file, HC_E_LIMIT above max, HC_E_TIMEOUT. */
HC_CO HC_MUST hc_code hc_proc_read_line(hc_proc *p, hc_buf *out, size_t max, int64_t deadline_us, hc_err *err);
void hc_proc_close_stdin(hc_proc *p);
bool hc_proc_running(const hc_proc *p);
hc_str hc_proc_stderr_tail(const hc_proc *p);     /* last 4 KiB */
int hc_proc_pid(const hc_proc *p);
/* SIGTERM to the group, SIGKILL after grace_ms, reaps. A child that has ended its output first gets
 * grace_ms to exit by itself. The status is the exit code or 128 + the signal. From a coroutine. */
HC_CO void hc_proc_stop(hc_proc *p, int64_t grace_ms, int *out_exit_status);
void hc_proc_free(hc_proc *p);                    /* kills what still runs, at once */

#endif
