// SPDX-License-Identifier: Apache-2.0
/*
 * Preloaded into haechi: counts calls of libc and does harm at one of them. Nothing of haechi is included or linked, so
 * the program under test is the one that is shipped, its libraries included.
 *
 *   HC_FAULT        kill-before:N kill-after:N power:N EIO:N ENOSPC:N alloc:N; a `+` behind N: from there on for ever
 *   HC_FAULT_NAME   calls count whose path holds this word, and those on the folder HC_FAULT_DIR
 *   HC_FAULT_LIES   set: syncs are said to be done and are not (a test of these tests: `power` must lose something then)
 *   HC_FAULT_LOG    gets one line for what was hit; without HC_FAULT one line with the number of calls of each kind
 *
 * Kills count calls that change files, and calls on sockets. Errors count those that change or read files, and locks. `power`
 * is a kill after which every write since the last sync of its file is taken back: all of them for an even N, for an odd N
 * a choice of them while the file keeps its length. Only what was synced may be relied on.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FDS = 4096, CHANGES = 1, READS = 2, SOCKET = 4 };
enum mode { COUNT, KILL_BEFORE, KILL_AFTER, POWER, FAIL, ALLOC };

static enum mode mode;
static int fail_with, log_fd = -1;
static bool ever, lies;
static unsigned long at, n_kill, n_fail, n_alloc;
static const char *name, *folder;
static bool tracked[FDS];
static bool ready;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

#define REAL(f) ({ static __typeof__(&f) real; if (!real) real = (__typeof__(&f))dlsym(RTLD_NEXT, #f); real; })

static void say(const char *what, const char *path, long n)
{
    char line[256];
    int k = snprintf(line, sizeof line, "%s %s %ld\n", what, path ? path : "", n);
    if (log_fd >= 0 && k > 0)
        (void)!REAL(write)(log_fd, line, (size_t)(k < (int)sizeof line ? k : (int)sizeof line - 1));
}

__attribute__((constructor)) static void begin(void)
{
    static const struct { const char *word; enum mode mode; int why; } modes[] = {
        {"kill-before:", KILL_BEFORE, 0}, {"kill-after:", KILL_AFTER, 0}, {"power:", POWER, 0},
        {"EIO:", FAIL, EIO}, {"ENOSPC:", FAIL, ENOSPC}, {"alloc:", ALLOC, 0},
    };
    const char *fault = getenv("HC_FAULT"), *log = getenv("HC_FAULT_LOG");
    name = getenv("HC_FAULT_NAME");
    folder = getenv("HC_FAULT_DIR");
    lies = getenv("HC_FAULT_LIES") != NULL;
    /* Above what the program opens, so that its descriptors are the ones it would have. */
    int fd = log ? REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    if (fd >= 0) {
        log_fd = REAL(fcntl)(fd, F_DUPFD_CLOEXEC, 900);
        REAL(close)(fd);
    }
    for (size_t i = 0; fault && i < sizeof modes / sizeof *modes; i++) {
        size_t n = strlen(modes[i].word);
        char *end;
        if (strncmp(fault, modes[i].word, n) != 0)
            continue;
        mode = modes[i].mode;
        fail_with = modes[i].why;
        at = strtoul(fault + n, &end, 10);
        ever = *end == '+';
    }
    ready = true;
}

__attribute__((destructor)) static void end(void)
{
    char line[100];
    snprintf(line, sizeof line, "kill %lu fail %lu alloc", n_kill, n_fail);
    if (mode == COUNT)
        say(line, "", (long)n_alloc);
}

/* ---- power loss: what a file held before each write that is not synced yet ---- */

typedef struct undo {
    struct undo *older;
    dev_t dev;
    ino_t ino;
    int fd;
    off_t at, size;
    size_t n;
    char old[];
} undo;

static undo *newest;
static int undo_fd[FDS];       /* by descriptor + 1: one that outlives it; never closed, which would drop the locks */

static void remember(int fd, off_t from, size_t n)
{
    struct stat st;
    if (mode != POWER || REAL(fstat)(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return;
    pthread_mutex_lock(&mutex);
    undo *u = REAL(malloc)(sizeof *u + n);
    if (!u)
        abort();
    *u = (undo){.older = newest, .dev = st.st_dev, .ino = st.st_ino, .at = from, .size = st.st_size};
    ssize_t got = n ? REAL(pread)(fd, u->old, n, from) : 0;
    u->n = got > 0 ? (size_t)got : 0;
    for (undo *o = newest; o && !u->fd; o = o->older)
        u->fd = o->dev == u->dev && o->ino == u->ino ? o->fd : 0;
    if (!u->fd && !undo_fd[fd])
        undo_fd[fd] = REAL(fcntl)(fd, F_DUPFD_CLOEXEC, 910);
    if (!u->fd)
        u->fd = undo_fd[fd];
    newest = u;
    pthread_mutex_unlock(&mutex);
}

static void synced(int fd)
{
    struct stat st;
    if (mode != POWER || lies || REAL(fstat)(fd, &st) != 0)
        return;
    pthread_mutex_lock(&mutex);
    for (undo **link = &newest; *link;) {
        undo *u = *link;
        if (u->dev == st.st_dev && u->ino == st.st_ino)
            *link = u->older;
        else
            link = &u->older;
    }
    pthread_mutex_unlock(&mutex);
}

static void take_back(void)
{
    bool some = at % 2;
    unsigned long dice = at * 2654435761u;
    for (undo *u = newest; u; u = u->older) {
        dice = dice * 6364136223846793005u + 1442695040888963407u;
        if (some && dice >> 63)
            continue;
        (void)!REAL(pwrite)(u->fd, u->old, u->n, u->at);
        if (!some)
            (void)!REAL(ftruncate)(u->fd, u->size);
    }
}

/* Another thread looks into a file that is being shortened: its power is gone too. */
static void stand_still(int signo)
{
    (void)signo;
    for (;;)
        pause();
}

static void die(const char *what, const char *path)
{
    say(what, path, (long)at);
    if (mode == POWER) {
        signal(SIGBUS, stand_still);
        take_back();
    }
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

/* ---- the decision ---- */

/* Before a call of this kind. -1: it must fail with errno; 1: the kill comes after it. */
static int meet(int kind, const char *what, const char *path)
{
    int answer = 0;
    pthread_mutex_lock(&mutex);
    if (kind & (CHANGES | SOCKET)) {
        bool here = ++n_kill == at;
        if (here && (mode == KILL_BEFORE || mode == POWER))
            die(what, path);
        if (here && mode == KILL_AFTER)
            answer = 1;
    }
    if ((kind & CHANGES || (kind & READS && fail_with != ENOSPC)) && mode != ALLOC) {
        n_fail++;
        if (mode == FAIL && (n_fail == at || (ever && n_fail > at))) {
            if (n_fail == at)
                say(what, path, (long)at);
            answer = -1;
        }
    }
    pthread_mutex_unlock(&mutex);
    if (answer < 0)
        errno = fail_with;
    return answer;
}

static bool ours(const char *path)
{
    return ready && name && path && (strstr(path, name) || strcmp(path, ".") == 0 || (folder && strcmp(path, folder) == 0));
}

static bool ours_fd(int fd)
{
    return fd >= 0 && fd < FDS && tracked[fd];
}

static void track(int fd, bool yes)
{
    if (fd >= 0 && fd < FDS) {
        tracked[fd] = yes;
        undo_fd[fd] = 0;
    }
}

/* Runs `call` between the two halves of a fault; for calls that return an int or ssize_t, -1 on failure. */
#define AROUND(counted, kind, path, call) ({ \
    int met_ = (counted) ? meet(kind, __func__, path) : 0; \
    __typeof__(call) r_ = -1; \
    if (met_ >= 0) \
        r_ = call; \
    if (met_ > 0) \
        die(__func__, path); \
    r_; })

/* ---- files ---- */

int open(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    mode_t m = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    bool counted = ours(path);
    int fd = AROUND(counted, flags & O_CREAT ? CHANGES : READS, path, REAL(open)(path, flags, m));
    track(fd, counted && fd >= 0);
    return fd;
}

int mkostemp(char *path, int flags)
{
    bool counted = ours(path);
    int fd = AROUND(counted, CHANGES, path, REAL(mkostemp)(path, flags));
    track(fd, counted && fd >= 0);
    return fd;
}

int close(int fd)
{
    track(fd, false);
    return REAL(close)(fd);
}

ssize_t read(int fd, void *p, size_t n)
{
    return AROUND(ours_fd(fd), READS, "", REAL(read)(fd, p, n));
}

ssize_t write(int fd, const void *p, size_t n)
{
    if (ours_fd(fd))
        remember(fd, lseek(fd, 0, SEEK_CUR), n);
    return AROUND(ours_fd(fd), CHANGES, "", REAL(write)(fd, p, n));
}

ssize_t pread(int fd, void *p, size_t n, off_t from)
{
    return AROUND(ours_fd(fd), READS, "", REAL(pread)(fd, p, n, from));
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t from)
{
    if (ours_fd(fd))
        remember(fd, from, n);
    return AROUND(ours_fd(fd), CHANGES, "", REAL(pwrite)(fd, p, n, from));
}

int ftruncate(int fd, off_t size)
{
    struct stat st;
    if (ours_fd(fd) && REAL(fstat)(fd, &st) == 0)
        remember(fd, size, st.st_size > size ? (size_t)(st.st_size - size) : 0);
    return AROUND(ours_fd(fd), CHANGES, "", REAL(ftruncate)(fd, size));
}

#define SYNC(function) \
    int function(int fd) \
    { \
        int r = AROUND(ours_fd(fd), CHANGES, "", REAL(function)(fd)); \
        if (r == 0 && ours_fd(fd)) \
            synced(fd); \
        return r; \
    }
SYNC(fsync)
SYNC(fdatasync)

int fchmod(int fd, mode_t m)
{
    return AROUND(ours_fd(fd), CHANGES, "", REAL(fchmod)(fd, m));
}

int unlink(const char *path)
{
    return AROUND(ours(path), CHANGES, path, REAL(unlink)(path));
}

int rename(const char *from, const char *to)
{
    return AROUND(ours(to), CHANGES, to, REAL(rename)(from, to));
}

int flock(int fd, int how)
{
    return AROUND(ours_fd(fd), READS, "", REAL(flock)(fd, how));
}

int fcntl(int fd, int cmd, ...)
{
    va_list more;
    va_start(more, cmd);
    void *arg = va_arg(more, void *);
    va_end(more);
    return AROUND(ours_fd(fd) && (cmd == F_SETLK || cmd == F_GETLK), READS, "", REAL(fcntl)(fd, cmd, arg));
}

#define STAT(function) \
    int function(const char *path, struct stat *st) \
    { \
        return AROUND(ours(path), READS, path, REAL(function)(path, st)); \
    }
STAT(stat)
STAT(lstat)

int fstat(int fd, struct stat *st)
{
    return AROUND(ours_fd(fd), READS, "", REAL(fstat)(fd, st));
}

int access(const char *path, int how)
{
    return AROUND(ours(path), READS, path, REAL(access)(path, how));
}

void *mmap(void *where, size_t n, int prot, int flags, int fd, off_t from)
{
    if (ours_fd(fd) && meet(READS, "mmap", "") < 0)
        return MAP_FAILED;
    return REAL(mmap)(where, n, prot, flags, fd, from);
}

/* SQLite tries a lock for ten seconds; where locks fail for ever a hundredth of that says the same. */
int usleep(useconds_t us)
{
    return REAL(usleep)(mode == FAIL ? us / 100 : us);
}

/* ---- sockets ---- */

ssize_t send(int fd, const void *p, size_t n, int flags)
{
    return AROUND(ready, SOCKET, "", REAL(send)(fd, p, n, flags));
}

ssize_t recv(int fd, void *p, size_t n, int flags)
{
    return AROUND(ready, SOCKET, "", REAL(recv)(fd, p, n, flags));
}

int connect(int fd, const struct sockaddr *to, socklen_t n)
{
    return AROUND(ready, SOCKET, "", REAL(connect)(fd, to, n));
}

/* ---- memory ---- */

/* dlsym itself allocates before the real functions are known, and so does a sanitizer that starts: such blocks are never
 * given back. */
static char early[65536] __attribute__((aligned(16)));
static size_t early_used;
static __thread volatile bool resolving;   /* dlsym is declared never to call back, which it does */

static void *early_block(size_t n)
{
    void *p = early + early_used;
    early_used += (n + 15) & ~(size_t)15;
    return early_used <= sizeof early ? p : NULL;
}

static bool is_early(const void *p)
{
    return (const char *)p >= early && (const char *)p < early + sizeof early;
}

static bool refuse(void)
{
    if (!ready)
        return false;
    unsigned long n = __atomic_add_fetch(&n_alloc, 1, __ATOMIC_RELAXED);
    if (mode != ALLOC || (n != at && !(ever && n > at)))
        return false;
    if (n == at)
        say("alloc", "", (long)n);
    errno = ENOMEM;
    return true;
}

/* NULL while it cannot be found. */
#define FOUND(f) ({ static __typeof__(&f) found_; if (!found_ && !resolving) { resolving = true; \
    found_ = (__typeof__(&f))dlsym(RTLD_NEXT, #f); resolving = false; } found_; })

void *malloc(size_t n)
{
    if (refuse())
        return NULL;
    __typeof__(&malloc) real = FOUND(malloc);
    return real ? real(n) : early_block(n);
}

void *calloc(size_t count, size_t size)
{
    if (refuse())
        return NULL;
    __typeof__(&calloc) real = FOUND(calloc);
    return real ? real(count, size) : early_block(count * size);
}

void *realloc(void *p, size_t n)
{
    if (refuse())
        return NULL;
    if (!is_early(p))
        return FOUND(realloc)(p, n);
    void *q = malloc(n);
    size_t most = (size_t)(early + sizeof early - (char *)p);
    return q ? memcpy(q, p, n < most ? n : most) : NULL;
}

void free(void *p)
{
    __typeof__(&free) real = is_early(p) ? NULL : FOUND(free);
    if (real)
        real(p);
}

void *aligned_alloc(size_t alignment, size_t n)
{
    return refuse() ? NULL : FOUND(aligned_alloc)(alignment, n);
}

int posix_memalign(void **out, size_t alignment, size_t n)
{
    return refuse() ? ENOMEM : FOUND(posix_memalign)(out, alignment, n);
}
