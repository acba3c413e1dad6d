// SPDX-License-Identifier: Apache-2.0
/* Where API keys come from. A key lives in memory only: it is never printed, written or passed as an argument. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "io/file.h"
#include "model/target_int.h"

enum { KEY_BYTES_MAX = 16384, COMMAND_MS = 10000 };

/* Value of NAME in the text of a .env file: NAME=value, optional `export`, optional quotes; p NULL if absent. */
static hc_str dotenv_value(hc_str text, hc_str name)
{
    hc_str line;
    while (hc_str_cut(&text, '\n', &line)) {
        line = hc_str_trim(line);
        if (hc_str_starts(line, HC_S("export ")))
            line = hc_str_trim(hc_str_sub(line, 7, line.n));
        hc_str value = line, key;
        hc_str_cut(&value, '=', &key);
        if (!value.p || !hc_str_eq(hc_str_trim(key), name))
            continue;
        value = hc_str_trim(value);
        bool quoted = value.n >= 2 && (value.p[0] == '"' || value.p[0] == '\'') && value.p[value.n - 1] == value.p[0];
        return quoted ? hc_str_sub(value, 1, value.n - 1) : value;
    }
    return (hc_str){NULL, 0};
}

static int64_t mono_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Reads until end of file, the cap or the time limit; false when the limit passed. */
static bool drain(int fd, int64_t end, hc_buf *out)
{
    for (;;) {
        char chunk[1024];
        int64_t left = end - mono_ms();
        struct pollfd p = {.fd = fd, .events = POLLIN};
        int ready = left > 0 ? poll(&p, 1, (int)left) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return false;
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n > 0)
            hc_buf_add(out, chunk, (size_t)n);
        explicit_bzero(chunk, sizeof chunk);
        if (n == 0 || (n < 0 && errno != EINTR) || out->over)
            return true;
    }
}

/* A command may close its output and go on: its end is waited for no longer than its output. */
static bool ended(pid_t pid, int64_t end, int *status)
{
    pid_t got;
    while ((got = waitpid(pid, status, WNOHANG)) == 0 && mono_ms() < end)
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    return got == pid;
}

static void run_shell(const char *command, int out_fd)
{
    int null = open("/dev/null", O_RDONLY);
    setpgid(0, 0);
    dup2(null, 0);
    dup2(out_fd, 1);
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

/* First line of the command's output. */
static hc_code key_from_command(hc_arena *a, const hc_target_conf *t, hc_str *out, hc_err *err)
{
    const char *command = hc_cstr(a, t->key_cmd);
    int fds[2], status = 0;
    if (pipe2(fds, O_CLOEXEC) != 0)
        return hc_fail(err, HC_E_IO, "E-AUTH-05", "cannot start key_cmd of '%.*s': %s", "'%.*s'의 key_cmd 시작 실패: %s",
                       HC_FS(t->alias), strerror(errno));
    pid_t pid = fork();
    if (pid == 0)
        run_shell(command, fds[1]);
    close(fds[1]);
    HC_AUTO(hc_buf) text;
    hc_buf_init(&text, KEY_BYTES_MAX);
    int64_t end = mono_ms() + COMMAND_MS;
    bool in_time = pid > 0 && drain(fds[0], end, &text);
    close(fds[0]);
    in_time = in_time && ended(pid, end, &status);
    if (pid > 0 && !in_time) {
        kill(-pid, SIGKILL);
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
            continue;
    }
    hc_str rest = hc_buf_view(&text), line = HC_S("");
    hc_str_cut(&rest, '\n', &line);
    *out = hc_str_dup(a, hc_str_trim(line));
    if (text.p)
        explicit_bzero(text.p, text.n);
    if (in_time && status == 0 && out->n)
        return HC_OK;
    return hc_fail(err, HC_E_USAGE, "E-AUTH-05",
                   "key_cmd of '%.*s' gave no key within 10 s (exit status %d); no call was sent\n"
                   "it must print the key as the first line of its output and exit with 0",
                   "'%.*s'의 key_cmd가 10초 안에 키를 출력하지 않음(종료 코드 %d). 보낸 호출 없음\n"
                   "출력 첫 줄에 키를 쓰고 종료 코드 0으로 끝나야 함",
                   HC_FS(t->alias), in_time && WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

static hc_code key_from_file(hc_arena *a, const hc_target_conf *t, hc_str *out, hc_err *err)
{
    hc_str text, line = HC_S("");
    const char *path = hc_cstr(a, hc_target_path(a, t->dir, t->key_file));
    struct stat st;
    if (stat(path, &st) == 0 && (st.st_mode & 077) != 0)
        return hc_fail(err, HC_E_USAGE, "E-AUTH-08",
                       "key_file %s of '%.*s' can be read by others (mode %04o); no call was sent\nfix: chmod 600 %s",
                       "key_file %s('%.*s'){을/를} 다른 사람이 읽을 수 있음(권한 %04o). 보낸 호출 없음\n고치기: chmod 600 %s", path,
                       HC_FS(t->alias), (unsigned)(st.st_mode & 07777), path);
    hc_code c = hc_file_read(a, path, KEY_BYTES_MAX, &text, err);
    if (c != HC_OK)
        return hc_err_ctx(err, HC_E_USAGE, "key_file of '%.*s': ", "'%.*s'의 key_file: ", HC_FS(t->alias));
    hc_str_cut(&text, '\n', &line);
    *out = hc_str_trim(line);
    if (out->n)
        return HC_OK;
    return hc_fail(err, HC_E_USAGE, "E-AUTH-06", "key_file %.*s has no key in its first line",
                   "key_file %.*s의 첫 줄에 키가 없음", HC_FS(t->key_file));
}

static hc_code no_key(const hc_target_conf *t, bool has_dotenv, hc_err *err)
{
    hc_str env = t->key_env.n ? t->key_env : HC_S("key_env");
    hc_fail(err, HC_E_USAGE, "E-AUTH-01", "no API key found for '%.*s'; no call was sent",
            "'%.*s'의 API 키를 찾지 못함. 보낸 호출 없음", HC_FS(t->alias));
    hc_err_hint(err, "looked in: %.*s (not set), ./.env (%s%.0s), haechi.yaml key_file and key_cmd (not set)",
                "찾아본 곳: %.*s(없음) · ./.env(%.0s%s) · haechi.yaml key_file, key_cmd(없음)", HC_FS(env),
                has_dotenv ? "no such line" : "no such file", has_dotenv ? "해당 줄 없음" : "없음");
    hc_err_hint(err, "fix: export %.*s=...   or key_file: PATH or key_cmd: COMMAND under models in haechi.yaml",
                "고치기: export %.*s=…   또는 haechi.yaml의 models 아래에 key_file: 파일이나 key_cmd: 명령", HC_FS(env));
    return HC_E_USAGE;
}

/* A line end or a control character in a header would let a key rewrite the request. */
static hc_code checked(const hc_target_conf *t, hc_str key, hc_str *out, hc_err *err)
{
    for (size_t i = 0; i < key.n; i++)
        if ((unsigned char)key.p[i] <= ' ' || (unsigned char)key.p[i] >= 0x7F)
            return hc_fail(err, HC_E_USAGE, "E-AUTH-07",
                           "the API key for '%.*s' has a blank or a control character in it; no call was sent",
                           "'%.*s'의 API 키에 공백이나 제어 문자가 있음. 보낸 호출 없음", HC_FS(t->alias));
    *out = key;
    return HC_OK;
}

hc_code hc_target_key(hc_arena *a, const hc_target_conf *t, hc_str *out, hc_err *err)
{
    hc_str key = HC_S("");
    bool has_dotenv = false;
    *out = key;
    if (!hc_str_is(t->adapter, "openai") && !hc_str_is(t->adapter, "anthropic"))
        return HC_OK;
    if (t->key_env.n) {
        const char *env = getenv(hc_cstr(a, t->key_env));
        if (env && *env)
            return checked(t, hc_str_dup(a, hc_str_trim(hc_str_c(env))), out, err);
        const char *file = hc_cstr(a, hc_path_join(a, t->dir, HC_S(".env")));
        hc_str text;
        has_dotenv = hc_file_exists(file) && hc_file_read(a, file, 1 << 20, &text, NULL) == HC_OK;
        if (has_dotenv && dotenv_value(text, t->key_env).n)
            return checked(t, dotenv_value(text, t->key_env), out, err);
    }
    if (t->key_file.n) {
        HC_TRY(key_from_file(a, t, &key, err));
    } else if (t->key_cmd.n) {
        HC_TRY(key_from_command(a, t, &key, err));
    } else if (!t->key_optional) {
        return no_key(t, has_dotenv, err);
    }
    return checked(t, key, out, err);
}
