// SPDX-License-Identifier: Apache-2.0
#include "io/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PART = 65536 };

static hc_code code_of(int why)
{
    return why == ENOENT || why == ENOTDIR ? HC_E_NOTFOUND : HC_E_IO;
}

static hc_code read_failed(const char *path, hc_err *err)
{
    int why = errno;
    return hc_fail(err, code_of(why), "", "cannot read %s: %s\ncheck the name and the permissions",
                   "%s{을/를} 읽을 수 없음: %s\n이름과 접근 권한을 확인하십시오", path, strerror(why));
}

static hc_code write_failed(const char *path, hc_err *err)
{
    int why = errno;
    return hc_fail(err, code_of(why), "",
                   "cannot write %s: %s\ncheck the folder, its permissions and the free space",
                   "%s에 쓸 수 없음: %s\n폴더, 접근 권한, 남은 공간을 확인하십시오", path, strerror(why));
}

/* ---- whole files ---- */

static hc_code read_all(int fd, const char *path, hc_buf *b, hc_err *err)
{
    char part[PART];
    for (;;) {
        ssize_t n = read(fd, part, sizeof part);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return read_failed(path, err);
        if (n == 0)
            return HC_OK;
        hc_buf_add(b, part, (size_t)n);
        if (b->over)
            return hc_fail(err, HC_E_LIMIT, "", "%s is larger than the allowed %zu bytes",
                           "%s{이/가} 허용 크기 %zu바이트를 넘음", path, b->max);
    }
}

hc_code hc_file_read(hc_arena *a, const char *path, size_t max, hc_str *out, hc_err *err)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return read_failed(path, err);
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, max);
    hc_code c = read_all(fd, path, &b, err);
    if (!is_stdin)
        close(fd);
    if (c == HC_OK)
        *out = hc_str_dup(a, hc_buf_view(&b));
    return c;
}

static bool write_all(int fd, hc_str bytes)
{
    while (bytes.n > 0) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno != EINTR)
            return false;
        if (n > 0)
            bytes = hc_str_sub(bytes, (size_t)n, bytes.n);
    }
    return true;
}

/* A rename is durable once its folder is synced. */
static bool sync_folder(const char *path)
{
    hc_str dir = hc_path_dir(hc_str_c(path));
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    int fd = open(hc_cstr(a, dir), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno == EACCES;           /* a folder may be writable but not readable */
    bool ok = fsync(fd) == 0 || errno == EINVAL;
    int why = errno;
    close(fd);
    errno = why;
    return ok;
}

static char *copied(const char *s)
{
    char *out = hc_xmalloc(strlen(s) + 1);
    return memcpy(out, s, strlen(s) + 1);
}

struct hc_sink { int fd; char *path, *name; };      /* name: of what takes its place; NULL: written as it stands */

/* Devices and pipes are written to, never replaced. */
hc_code hc_sink_open(const char *path, unsigned mode, hc_sink **out, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    struct stat st;
    bool is_stdout = strcmp(path, "-") == 0, there = !is_stdout && stat(path, &st) == 0 && !S_ISREG(st.st_mode);
    char *name = hc_cstr(a, hc_fmt(a, "%s.XXXXXX", path));
    int fd = is_stdout ? STDOUT_FILENO : there ? open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY) : mkostemp(name, O_CLOEXEC);
    if (fd < 0)
        return write_failed(path, err);
    hc_sink *s = hc_xcalloc(1, sizeof *s);
    s->fd = fd;
    s->path = copied(path);
    s->name = is_stdout || there ? NULL : copied(name);
    *out = s;
    if (!s->name || fchmod(fd, mode) == 0)
        return HC_OK;
    hc_code code = write_failed(path, err);
    hc_sink_close(s, false, NULL);
    return code;
}

hc_code hc_sink_add(hc_sink *s, hc_str bytes, hc_err *err)
{
    return write_all(s->fd, bytes) ? HC_OK : write_failed(s->path, err);
}

/* errno says why not. */
static bool put_in_place(hc_sink *s, bool keep)
{
    bool ok = !keep || !s->name || fsync(s->fd) == 0;
    int why = errno;
    if (s->fd != STDOUT_FILENO && close(s->fd) != 0 && ok) {
        ok = false;
        why = errno;
    }
    if (s->name && keep && ok) {
        if (rename(s->name, s->path) == 0)
            return sync_folder(s->path);
        ok = false;
        why = errno;
    }
    if (s->name)
        unlink(s->name);
    errno = why;
    return ok;
}

hc_code hc_sink_close(hc_sink *s, bool keep, hc_err *err)
{
    hc_code code = put_in_place(s, keep) ? HC_OK : write_failed(s->path, err);
    free(s->path);
    free(s->name);
    free(s);
    return code;
}

hc_code hc_file_write(const char *path, hc_str bytes, unsigned mode, hc_err *err)
{
    hc_sink *s;
    HC_TRY(hc_sink_open(path, mode, &s, err));
    hc_code code = hc_sink_add(s, bytes, err), closed = hc_sink_close(s, code == HC_OK, code == HC_OK ? err : NULL);
    return code == HC_OK ? closed : code;
}

bool hc_file_exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
}

bool hc_dir_exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

hc_code hc_dir_make(const char *path, unsigned mode, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    char *part = hc_cstr(a, hc_str_c(path));
    for (char *p = part; *p; p++) {
        if (*p != '/' || p == part)
            continue;
        *p = '\0';
        (void)mkdir(part, mode);          /* what matters is the last one */
        *p = '/';
    }
    if (mkdir(path, mode) == 0 || hc_dir_exists(path))
        return HC_OK;
    return write_failed(path, err);
}

/* ---- folders ---- */

typedef struct listing {
    hc_arena *a;                          /* of the caller */
    hc_dir_file *files;
    size_t n, cap, max;
    hc_str *dirs;                         /* still to read, relative; "" is the top */
    size_t n_dirs, cap_dirs, dirs_seen;
} listing;

static hc_code too_many(const listing *l, const char *top, hc_err *err)
{
    return hc_fail(err, HC_E_LIMIT, "", "%s holds more than the allowed %zu files or folders",
                   "%s 안의 파일이나 폴더가 허용된 %zu개를 넘음", top, l->max);
}

static hc_code add_entry(listing *l, int dir_fd, hc_str rel, const char *name, const char *top,
                         hc_err *err)
{
    struct stat st;
    if (fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? HC_OK : read_failed(name, err);
    if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
        return HC_OK;
    hc_str path = hc_path_join(l->a, rel, hc_str_c(name));
    if (S_ISDIR(st.st_mode)) {
        if (l->dirs_seen++ >= l->max)
            return too_many(l, top, err);
        HC_GROW(l->a, l->dirs, l->n_dirs, l->cap_dirs);
        l->dirs[l->n_dirs++] = path;
        return HC_OK;
    }
    if (l->n >= l->max)
        return too_many(l, top, err);
    HC_GROW(l->a, l->files, l->n, l->cap);
    int64_t mtime_us = (int64_t)st.st_mtim.tv_sec * 1000000 + st.st_mtim.tv_nsec / 1000;
    l->files[l->n++] = (hc_dir_file){path, (int64_t)st.st_size, mtime_us};
    return HC_OK;
}

static hc_code list_one(listing *l, const char *top, hc_str rel, hc_err *err)
{
    const char *path = rel.n ? hc_cstr(l->a, hc_path_join(l->a, hc_str_c(top), rel)) : top;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (rel.n ? O_NOFOLLOW : 0));
    DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
    if (!d) {
        hc_code c = read_failed(path, err);
        if (fd >= 0)
            close(fd);
        return c;
    }
    hc_code c = HC_OK;
    errno = 0;
    for (struct dirent *e; c == HC_OK && (e = readdir(d)); errno = 0) {
        if (e->d_name[0] != '.')
            c = add_entry(l, fd, rel, e->d_name, top, err);
    }
    if (c == HC_OK && errno != 0)
        c = read_failed(path, err);
    closedir(d);
    return c;
}

static int by_path(const void *a, const void *b)
{
    return hc_str_cmp(((const hc_dir_file *)a)->path, ((const hc_dir_file *)b)->path);
}

hc_code hc_dir_list(hc_arena *a, const char *dir, size_t max_files, hc_dir_file **out,
                    size_t *out_n, hc_err *err)
{
    listing l = {.a = a, .max = max_files};
    HC_TRY(list_one(&l, dir, (hc_str){"", 0}, err));
    while (l.n_dirs > 0)
        HC_TRY(list_one(&l, dir, l.dirs[--l.n_dirs], err));
    if (l.n > 0)
        qsort(l.files, l.n, sizeof *l.files, by_path);
    *out = l.files;
    *out_n = l.n;
    return HC_OK;
}

/* ---- names ---- */

hc_str hc_path_join(hc_arena *a, hc_str dir, hc_str name)
{
    if (dir.n == 0 || hc_str_starts(name, HC_S("/")))
        return hc_str_dup(a, name);
    return hc_fmt(a, "%.*s%s%.*s", HC_FS(dir), hc_str_ends(dir, HC_S("/")) ? "" : "/", HC_FS(name));
}

/* Without slashes at the end; "/" stays. */
static hc_str without_slashes(hc_str s)
{
    while (s.n > 1 && s.p[s.n - 1] == '/')
        s.n--;
    return s;
}

static size_t after_last_slash(hc_str s)
{
    size_t i = s.n;
    while (i > 0 && s.p[i - 1] != '/')
        i--;
    return i;
}

hc_str hc_path_base(hc_str path)
{
    path = without_slashes(path);
    size_t i = after_last_slash(path);
    return i == path.n ? path : hc_str_sub(path, i, path.n);
}

hc_str hc_path_dir(hc_str path)
{
    path = without_slashes(path);
    size_t i = after_last_slash(path);
    return i == 0 ? HC_S(".") : without_slashes(hc_str_sub(path, 0, i));
}
