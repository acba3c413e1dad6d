// SPDX-License-Identifier: Apache-2.0
/*
 * A child is made by fork and exec here, not by libuv, which has no place for PR_SET_PDEATHSIG and
 * leaves every descriptor open that lacks close-on-exec. An ended child stays a zombie until it is
 * stopped or freed: its number is then still its own, so that killing the group hits nobody else.
 */
#include "io/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "io/io_int.h"

enum { TAIL = 4096, PART = 65536, CHILD_FDS = 4 };

/* Our end of a pipe: 0 is the child's stdin, 1 stdout, 2 stderr. */
typedef struct end { uv_poll_t poll; int fd; bool closed; } end;

struct hc_proc {
    hc_loop *loop;
    pid_t pid;
    end ends[3];
    uv_signal_t on_child;
    int handles;              /* not yet closed by libuv */
    bool exited, reaped, paused;   /* paused: stdout is not polled, the buffer is full */
    int exit_status;          /* 128 + number for a signal */
    hc_waitq write_q, read_q, exit_q;
    hc_buf in;                /* read from stdout, not yet asked for: from head on */
    size_t head, scanned;
    char tail[TAIL];
    size_t n_tail;
};

/* ---- fork ---- */

/* After fork: async-signal-safe calls only. fds: stdin, stdout, stderr, and where errno goes if it
 * fails. */
HC_NORETURN static void become(const hc_proc_opts *o, const int fds[CHILD_FDS], pid_t parent,
                               const sigset_t *mask)
{
    for (int s = 1; s < NSIG; s++)
        signal(s, SIG_DFL);
    bool ok = setpgid(0, 0) == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0;
    if (getppid() != parent)
        _exit(127);           /* it died before we asked to follow */
    int up[CHILD_FDS];        /* out of the way of 0 to 3 first */
    for (int i = 0; i < CHILD_FDS; i++)
        ok = ok && (up[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, CHILD_FDS)) >= 0;
    int say = fds[3];
    for (int i = 0; i < 3; i++)
        ok = ok && dup2(up[i], i) == i;
    if (ok && dup3(up[3], 3, O_CLOEXEC) == 3)
        say = 3;
    ok = ok && say == 3 && close_range(CHILD_FDS, ~0U, 0) == 0 &&
         sigprocmask(SIG_SETMASK, mask, NULL) == 0 && (!o->cwd || chdir(o->cwd) == 0);
    if (ok)
        execvpe(o->argv[0], (char *const *)o->argv, o->env ? (char *const *)o->env : environ);
    int why = errno;
    ssize_t ignored = write(say, &why, sizeof why);
    (void)ignored;
    _exit(127);
}

/* Forks with all signals blocked: a handler of ours must not run in the child. 0 or an errno. */
static int spawn(hc_proc *p, const hc_proc_opts *o, const int child[3])
{
    int status[2];
    if (pipe2(status, O_CLOEXEC) != 0)
        return errno;
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &old);
    pid_t parent = getpid();
    p->pid = fork();
    int why = p->pid < 0 ? errno : 0;
    if (p->pid == 0)
        become(o, (const int[]){child[0], child[1], child[2], status[1]}, parent, &old);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    close(status[1]);
    ssize_t n;
    do
        n = p->pid < 0 ? 0 : read(status[0], &why, sizeof why);
    while (n < 0 && errno == EINTR);
    close(status[0]);
    if (why && p->pid > 0) {
        waitpid(p->pid, NULL, 0);
        p->reaped = true;
    }
    return why;
}

/* Pipe i: ours[i] stays here, child[i] goes over. */
static bool make_pipes(int ours[3], int child[3])
{
    for (int i = 0; i < 3; i++)
        ours[i] = child[i] = -1;
    for (int i = 0; i < 3; i++) {
        int fd[2];
        if (pipe2(fd, O_CLOEXEC) != 0)
            return false;
        ours[i] = fd[i == 0];
        child[i] = fd[i != 0];
        if (fcntl(ours[i], F_SETFL, O_NONBLOCK) != 0)
            return false;
    }
    return true;
}

/* ---- watching ---- */

static void on_handle_closed(uv_handle_t *h)
{
    hc_proc *p = h->data;
    if (--p->handles == 0) {
        hc_buf_fini(&p->in);
        free(p);
    }
}

static void close_end(hc_proc *p, int i)
{
    end *e = &p->ends[i];
    if (e->closed)
        return;
    e->closed = true;
    uv_close((uv_handle_t *)&e->poll, on_handle_closed);
    close(e->fd);
}

/* The number of bytes read into part; 0 if none are there now. An end of file closes our end. */
static size_t read_end(hc_proc *p, int i, char part[PART])
{
    ssize_t n = read(p->ends[i].fd, part, PART);
    if (n > 0)
        return (size_t)n;
    if (n == 0 || (errno != EAGAIN && errno != EINTR))
        close_end(p, i);
    return 0;
}

static void compact(hc_proc *p)
{
    p->in.n -= p->head;
    p->scanned -= p->head;
    memmove(p->in.p, p->in.p + p->head, p->in.n);
    p->head = 0;
}

static void on_stdout(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    hc_proc *p = poll->data;
    char part[PART];
    hc_buf_add(&p->in, part, read_end(p, 1, part));
    if (p->in.max - p->in.n < PART && p->head > 0)
        compact(p);
    if (!p->ends[1].closed && p->in.max - p->in.n < PART) {
        uv_poll_stop(poll);               /* until the reader has taken something */
        p->paused = true;
    }
    hc_waitq_wake_all(&p->read_q);
}

static void on_stderr(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    hc_proc *p = poll->data;
    char part[PART];
    size_t n = read_end(p, 2, part), take = n < TAIL ? n : TAIL;
    size_t keep = p->n_tail + take > TAIL ? TAIL - take : p->n_tail;
    memmove(p->tail, p->tail + p->n_tail - keep, keep);
    memcpy(p->tail + keep, part + n - take, take);
    p->n_tail = keep + take;
}

static void on_stdin(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    uv_poll_stop(poll);
    hc_waitq_wake_all(&((hc_proc *)poll->data)->write_q);
}

static void look(hc_proc *p)
{
    siginfo_t si = {0};
    if (p->exited || waitid(P_PID, (id_t)p->pid, &si, WEXITED | WNOHANG | WNOWAIT) != 0 ||
        si.si_pid == 0)
        return;
    p->exited = true;
    p->exit_status = si.si_code == CLD_EXITED ? si.si_status : 128 + si.si_status;
    hc_waitq_wake_all(&p->exit_q);
}

static void on_sigchld(uv_signal_t *s, int signo)
{
    (void)signo;
    look(s->data);
}

static void watch(hc_proc *p, const int ours[3])
{
    uv_loop_t *uv = hc_loop_uv(p->loop);
    for (int i = 0; i < 3; i++) {
        p->ends[i].fd = ours[i];
        p->ends[i].poll.data = p;
        HC_ASSERT(uv_poll_init(uv, &p->ends[i].poll, ours[i]) == 0);
    }
    p->on_child.data = p;
    HC_ASSERT(uv_signal_init(uv, &p->on_child) == 0);
    p->handles = 4;
    HC_ASSERT(uv_signal_start(&p->on_child, on_sigchld, SIGCHLD) == 0);
    HC_ASSERT(uv_poll_start(&p->ends[1].poll, UV_READABLE, on_stdout) == 0);
    HC_ASSERT(uv_poll_start(&p->ends[2].poll, UV_READABLE, on_stderr) == 0);
    look(p);                              /* it may have ended before we listened */
}

hc_code hc_proc_start(hc_loop *l, const hc_proc_opts *o, hc_proc **out, hc_err *err)
{
    int ours[3], child[3];
    hc_proc *p = hc_xcalloc(1, sizeof *p);
    p->loop = l;
    hc_buf_init(&p->in, HC_LINE_BYTES_MAX + 2ul * PART);
    int why = make_pipes(ours, child) ? spawn(p, o, child) : errno;
    for (int i = 0; i < 3; i++)
        close(child[i]);
    if (why == 0) {
        watch(p, ours);
        *out = p;
        return HC_OK;
    }
    for (int i = 0; i < 3; i++)
        close(ours[i]);
    free(p);
    return hc_fail(err, why == ENOENT ? HC_E_NOTFOUND : HC_E_IO, "",
                   "cannot start %s: %s\ncheck that it is installed and may be executed",
                   "%s{을/를} 시작할 수 없음: %s\n설치 여부와 실행 권한을 확인하십시오", o->argv[0], strerror(why));
}

/* ---- using it ---- */

static hc_code wait_failed(const hc_proc *p, hc_code c, hc_err *err)
{
    if (c == HC_E_CANCELLED)
        return hc_fail(err, c, "", "the exchange with process %d was cancelled",
                       "프로세스 %d{과/와}의 통신이 취소됨", (int)p->pid);
    return hc_fail(err, c, "",
                   "process %d did not answer in time\nraise its time limit or see its stderr",
                   "프로세스 %d{이/가} 제한 시간 안에 응답하지 않음\n"
                   "제한 시간을 늘리거나 표준 오류 출력을 확인하십시오",
                   (int)p->pid);
}

hc_code hc_proc_write(hc_proc *p, hc_str bytes, int64_t deadline_us, hc_err *err)
{
    end *e = &p->ends[0];
    while (bytes.n > 0) {
        ssize_t n = e->closed ? -1 : write(e->fd, bytes.p, bytes.n);
        if (n > 0) {
            bytes = hc_str_sub(bytes, (size_t)n, bytes.n);
        } else if (!e->closed && errno == EAGAIN) {
            HC_ASSERT(uv_poll_start(&e->poll, UV_WRITABLE, on_stdin) == 0);
            hc_code c = hc_waitq_wait(&p->write_q, deadline_us);
            if (c != HC_OK)
                return wait_failed(p, c, err);
        } else if (e->closed || errno != EINTR) {
            return hc_fail(err, HC_E_IO, "",
                           "process %d has closed its input\nsee what it printed to stderr",
                           "프로세스 %d{이/가} 입력을 닫음\n표준 오류 출력을 확인하십시오",
                           (int)p->pid);
        }
    }
    return HC_OK;
}

static void consume(hc_proc *p, size_t n)
{
    p->head += n;
    p->scanned = p->head;
    if (p->head == p->in.n || (p->head > PART && p->head > p->in.n / 2))
        compact(p);
    if (p->paused && !p->ends[1].closed && p->in.max - p->in.n >= PART) {
        p->paused = false;
        HC_ASSERT(uv_poll_start(&p->ends[1].poll, UV_READABLE, on_stdout) == 0);
    }
}

hc_code hc_proc_read_line(hc_proc *p, hc_buf *out, size_t max, int64_t deadline_us, hc_err *err)
{
    max = max < HC_LINE_BYTES_MAX ? max : HC_LINE_BYTES_MAX;
    hc_buf_clear(out);
    for (;;) {
        const char *all = hc_buf_view(&p->in).p, *start = all + p->head;
        const char *nl = memchr(all + p->scanned, '\n', p->in.n - p->scanned);
        p->scanned = p->in.n;
        size_t n = nl ? (size_t)(nl - start) : p->in.n - p->head;
        if (n > max) {
            p->scanned = p->head;
            return hc_fail(err, HC_E_LIMIT, "", "process %d printed a line of more than %zu bytes",
                           "프로세스 %d의 출력 한 줄이 %zu바이트를 넘음", (int)p->pid, max);
        }
        if (nl || (p->ends[1].closed && n > 0)) {
            hc_buf_add(out, start, n);
            consume(p, nl ? n + 1 : n);
            return HC_OK;
        }
        if (p->ends[1].closed)
            return hc_fail(err, HC_E_IO, "", "process %d has ended its output", "프로세스 %d의 출력이 끝남",
                           (int)p->pid);
        hc_code c = hc_waitq_wait(&p->read_q, deadline_us);
        if (c != HC_OK)
            return wait_failed(p, c, err);
    }
}

void hc_proc_close_stdin(hc_proc *p)
{
    close_end(p, 0);
    hc_waitq_wake_all(&p->write_q);
}

bool hc_proc_running(const hc_proc *p)
{
    return !p->exited;
}

hc_str hc_proc_stderr_tail(const hc_proc *p)
{
    return (hc_str){p->tail, p->n_tail};
}

int hc_proc_pid(const hc_proc *p)
{
    return (int)p->pid;
}

/* ---- ending it ---- */

typedef struct reap { pid_t pid; int status; } reap;

/* The rest of the group is killed while the zombie still holds the number, then the zombie goes. */
static void kill_and_reap(void *arg)
{
    reap *r = arg;
    kill(-r->pid, SIGKILL);
    while (waitpid(r->pid, &r->status, 0) < 0 && errno == EINTR)
        continue;
}

static void reaped(hc_proc *p, const reap *r)
{
    if (!p->exited)
        p->exit_status = WIFEXITED(r->status) ? WEXITSTATUS(r->status) : 128 + WTERMSIG(r->status);
    p->exited = p->reaped = true;
}

HC_CO static void wait_exit(hc_proc *p, int64_t grace_ms)
{
    int64_t deadline = hc_loop_mono_us(p->loop) + grace_ms * 1000;
    while (!p->exited && hc_waitq_wait(&p->exit_q, deadline) == HC_OK)
        continue;
}

void hc_proc_stop(hc_proc *p, int64_t grace_ms, int *out_exit_status)
{
    reap r = {.pid = p->pid};
    if (p->ends[1].closed)
        wait_exit(p, grace_ms);           /* it is about to end: its own status, not our signal's */
    if (!p->exited) {
        kill(-p->pid, SIGTERM);
        wait_exit(p, grace_ms);
    }
    if (!p->reaped) {
        hc_co_work(kill_and_reap, &r);
        reaped(p, &r);
    }
    *out_exit_status = p->exit_status;
}

void hc_proc_free(hc_proc *p)
{
    if (!p)
        return;
    reap r = {.pid = p->pid};
    if (!p->reaped) {
        kill_and_reap(&r);
        reaped(p, &r);
    }
    for (int i = 0; i < 3; i++)
        close_end(p, i);
    uv_close((uv_handle_t *)&p->on_child, on_handle_closed);
}
