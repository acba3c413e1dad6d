// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/cli.h"
#include "crypto/hash.h"

/* Korean when the locale of messages is Korean: LC_ALL, LC_MESSAGES, LANG in this order. */
static bool locale_is_korean(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < HC_LEN(names); i++) {
        const char *v = getenv(names[i]);
        if (v && *v)
            return strncmp(v, "ko", 2) == 0;
    }
    return false;
}

/* --lang decides the language of every later message, wrong options included, so it is looked up first. */
static bool wants_korean(int argc, char **argv)
{
    const char *v = getenv("HAECHI_LANG");
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strncmp(argv[i], "--lang=", 7) == 0)
            v = argv[i] + 7;
        else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            v = argv[i + 1];
    }
    return v && *v ? strncmp(v, "ko", 2) == 0 : locale_is_korean();
}

static bool colour(hc_str when, int fd)
{
    const char *no = getenv("NO_COLOR"), *force = getenv("CLICOLOR_FORCE"), *term = getenv("TERM");
    if (hc_str_is(when, "always"))
        return true;
    if (hc_str_is(when, "never") || (no && *no))
        return false;
    if (force && *force && strcmp(force, "0") != 0)
        return true;
    return isatty(fd) && !(term && strcmp(term, "dumb") == 0);
}

static hc_code check_common(hc_cli *c, hc_err *err)
{
    hc_str lang = hc_opt_str(c, "lang", NULL, HC_S("en")), when = hc_opt_str(c, "color", NULL, HC_S("auto"));
    bool list = c->verb && hc_str_is(hc_str_c(c->verb->name), "report");    /* of documents: its own check */
    if (!list && !hc_str_is(lang, "ko") && !hc_str_is(lang, "en"))
        return hc_fail(err, HC_E_USAGE, "E-CLI-08", "--lang \"%.*s\" is neither ko nor en",
                       "--lang \"%.*s\": ko도 en도 아님", HC_FS(lang));
    if (!hc_str_is(when, "auto") && !hc_str_is(when, "always") && !hc_str_is(when, "never"))
        return hc_fail(err, HC_E_USAGE, "E-CLI-08", "--color \"%.*s\" is not auto, always or never",
                       "--color \"%.*s\": auto, always, never가 아님", HC_FS(when));
    c->colour_out = colour(when, STDOUT_FILENO);
    c->colour_err = colour(when, STDERR_FILENO);
    c->quiet = hc_opt_has(c, "quiet");
    hc_log_on = hc_opt_has(c, "debug") || getenv("HAECHI_DEBUG");
    return HC_OK;
}

static hc_code no_verb(const hc_cli *c, hc_err *err)
{
    size_t n;
    const hc_verb *v = hc_verbs(&n);
    const char *names[64];
    for (size_t i = 0; i < n; i++)
        names[i] = v[i].name;
    const char *near = hc_nearest(c->args[0], names, n);
    if (near)
        return hc_fail(err, HC_E_USAGE, "E-CLI-09", "there is no command \"%.*s\"; did you mean \"%s\"?",
                       "\"%.*s\"{이라/라}는 명령이 없음; 혹시 \"%s\"입니까?", HC_FS(c->args[0]), near);
    return hc_fail(err, HC_E_USAGE, "E-CLI-09", "there is no command \"%.*s\"\nsee: haechi help",
                   "\"%.*s\"{이라/라}는 명령이 없음\n보기: haechi help", HC_FS(c->args[0]));
}

static int print_help(hc_cli *c)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    if (c->verb)
        hc_help_verb(c, c->verb, &b);
    else
        hc_help_overview(c, &b);
    hc_out(hc_buf_view(&b));
    return HC_EXIT_OK;
}

static hc_code enter_directory(hc_cli *c, hc_err *err)
{
    hc_str dir = hc_opt_str(c, "directory", NULL, HC_S(""));
    if (!dir.n || chdir(hc_cstr(c->arena, dir)) == 0)
        return HC_OK;
    return hc_fail(err, HC_E_NOTFOUND, "E-CLI-20", "cannot enter the folder %.*s: %s", "폴더 %.*s에 들어갈 수 없음: %s", HC_FS(dir),
                   strerror(errno));
}

static int dispatch(hc_cli *c, int argc, char **argv)
{
    hc_err err = {0};
    hc_code code = hc_cli_parse(c, argc, argv, &err);
    if (code == HC_OK)
        code = check_common(c, &err);
    if (code == HC_OK && hc_opt_has(c, "version"))
        return hc_cmd_version(c);
    if (code == HC_OK && (hc_opt_has(c, "help") || (!c->verb && c->n_args == 0)))
        return print_help(c);
    if (code == HC_OK && !c->verb)
        code = no_verb(c, &err);
    if (code == HC_OK)
        code = enter_directory(c, &err);
    if (code == HC_OK) {
        hc_str path = hc_opt_str(c, "config", NULL, (hc_str){NULL, 0});
        code = hc_config_load(c->arena, path.p ? hc_cstr(c->arena, path) : NULL, &c->config, &err);
    }
    return code == HC_OK ? c->verb->run(c) : hc_complain(c, &err);
}

/* `haechi show | head`: the reader has what it wanted. */
static bool reader_left(void)
{
    struct pollfd p = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&p, 1, 0) == 1 && (p.revents & POLLERR);
}

/* A full disk behind stdout must not look like success. */
static int flush(const hc_cli *c, int status)
{
    hc_err err;
    if ((fflush(stdout) == 0 && !ferror(stdout)) || reader_left())
        return status;
    hc_fail(&err, HC_E_IO, "E-CLI-10", "cannot write to standard output", "표준 출력에 쓸 수 없음");
    return status ? status : hc_complain(c, &err);
}

/* What one phase of a command has freed must not stay with the process: chunks of arenas come from the kernel and go back to
 * it, and the writer thread takes its memory where everybody does. */
static void tame_malloc(void)
{
    mallopt(M_MMAP_THRESHOLD, 256 << 10);
    mallopt(M_ARENA_MAX, 1);
}

int main(int argc, char **argv)
{
    tame_malloc();
    hc_crypto_set_memory();
    hc_cli c = {.arena = hc_arena_new(), .ko = wants_korean(argc, argv)};
    /* Descriptors 0 to 2 that somebody closed must not become our files; writing to them stays an error. */
    int fd;
    while ((fd = open("/dev/null", O_RDONLY)) >= 0 && fd <= STDERR_FILENO)
        continue;
    close(fd);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);      /* a file size limit is an error like a full disk */
    int status = flush(&c, dispatch(&c, argc, argv));
    hc_arena_free(c.arena);
    return status;
}
