// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "syntax/json.h"

/* flock belongs to the open file and vanishes with the process, however it ends; the text in the file only tells the
 * loser whom to ask. The file is removed on release, so a taker checks that it locked the file that has the name. */

enum { HOLDER_BYTES_MAX = 1024, TRIES = 5 };

static char *lock_path(const char *run_path)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_buf_fmt(&b, "%s-lock", run_path);
    hc_buf_ch(&b, '\0');
    char *p = b.p;
    b = (hc_buf){0};
    return p;
}

hc_code hc_lock_held(hc_str holder, const char *run_path, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    char since[40];
    hc_json *j = NULL;
    if (!holder.n || hc_json_parse(a, holder, "lock", &j, NULL) != HC_OK)
        return hc_fail(err, HC_E_HELD, "E-RUN-02", "run %s is held by another process; wait, or stop it",
                       "실행 %s{은/는} 다른 프로세스가 사용 중임. 끝나기를 기다리거나 중지하십시오", run_path);
    hc_time_rfc3339(hc_json_int(j, "since_us", 0), false, since);
    long long pid = (long long)hc_json_int(j, "pid", 0);
    const char *host = hc_cstr(a, hc_json_str(j, "host", HC_S("?")));
    return hc_fail(err, HC_E_HELD, "E-RUN-02", "run %s is held by pid %lld on host %s since %s; wait, or stop it",
                   "실행 %s{은/는} 다른 프로세스가 사용 중임(PID %lld, 호스트 %s, %s부터). 끝나기를 기다리거나 중지하십시오",
                   run_path, pid, host, since);
}

static bool is_named(int fd, const char *path)
{
    struct stat ours, named;
    return fstat(fd, &ours) == 0 && stat(path, &named) == 0 && ours.st_dev == named.st_dev &&
           ours.st_ino == named.st_ino;
}

static void write_holder(int fd, const char *log, int64_t now_us)
{
    char host[256] = "?";
    if (gethostname(host, sizeof host) == 0)
        host[sizeof host - 1] = '\0';
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, HOLDER_BYTES_MAX);
    hc_jw w;
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_kc(&w, "host", host);
    hc_jw_kc(&w, "log", log);
    hc_jw_ki64(&w, "pid", getpid());
    hc_jw_ki64(&w, "since_us", now_us);
    hc_jw_end(&w);
    /* The text is a courtesy: a full disk must not keep a run from being closed. */
    if (ftruncate(fd, 0) != 0 || pwrite(fd, b.p, b.n, 0) != (ssize_t)b.n)
        HC_DEBUG("cannot write the holder's name: %s", strerror(errno));
}

hc_code hc_lock_take(hc_lock *lk, const char *run_path, const char *log, int64_t now_us, hc_err *err)
{
    *lk = (hc_lock){lock_path(run_path), -1};
    int why = EWOULDBLOCK;
    /* A few tries: somebody may have been asking whether it is held, or have removed the file meanwhile. */
    for (int i = 0; i < TRIES; i++) {
        int fd = open(lk->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0)
            return hc_fail(err, HC_E_IO, "E-RUN-09", "cannot open the lock file %s: %s",
                           "잠금 파일 %s{을/를} 열 수 없음: %s", lk->path, strerror(errno));
        if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
            if (is_named(fd, lk->path)) {
                write_holder(fd, log, now_us);
                lk->fd = fd;
                return HC_OK;
            }
        } else if ((why = errno) != EWOULDBLOCK || i == TRIES - 1) {
            char text[HOLDER_BYTES_MAX];
            ssize_t n = pread(fd, text, sizeof text, 0);
            hc_code c = why == EWOULDBLOCK ? hc_lock_held((hc_str){text, n > 0 ? (size_t)n : 0}, run_path, err)
                        : hc_fail(err, HC_E_IO, "E-RUN-09", "cannot lock %s: %s", "%s{을/를} 잠글 수 없음: %s",
                                  lk->path, strerror(why));
            close(fd);
            return c;
        }
        close(fd);
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    return hc_fail(err, HC_E_HELD, "E-RUN-02", "the lock file %s keeps changing; try again",
                   "잠금 파일 %s{이/가} 계속 바뀜. 다시 시도하십시오", lk->path);
}

void hc_lock_release(hc_lock *lk, bool remove_file)
{
    if (lk->fd >= 0) {
        if (remove_file)
            unlink(lk->path);
        close(lk->fd);
    }
    free(lk->path);
    *lk = (hc_lock){.fd = -1};
}

bool hc_lock_is_held(const char *run_path)
{
    char *path = lock_path(run_path);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    free(path);
    if (fd < 0)
        return false;
    bool is_held = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(fd);
    return is_held;
}
