// SPDX-License-Identifier: Apache-2.0
#include "cli/chromium.h"

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "io/file.h"
#include "io/proc.h"

enum { LIMIT_S = 90, FILE_MAX = 256 << 20, LINE_MAX_BYTES = 1 << 16, TREE_DEPTH = 32 };

hc_str hc_chromium(hc_cli *c)
{
    static const char *const names[] = {"chromium", "chromium-browser", "google-chrome"};
    hc_str path = HC_S("");
    for (size_t i = 0; i < HC_LEN(names) && !path.n; i++)
        path = hc_find_program(c, names[i]);
    return path;
}

static int drop(const char *path, const struct stat *s, int type, struct FTW *where)
{
    (void)s;
    (void)type;
    (void)where;
    return remove(path);
}

typedef struct job { hc_loop *loop; const char *const *argv; const char *const *env; hc_str said; hc_arena *a; int status; hc_code code; hc_err *err; } job;

/* Until it closes its output; what it says is kept for the message of a failure. */
static HC_CO void print_page(void *arg)
{
    job *j = arg;
    hc_proc *p;
    HC_AUTO(hc_buf) line;
    hc_buf_init(&line, LINE_MAX_BYTES);
    j->code = hc_proc_start(j->loop, &(hc_proc_opts){.argv = j->argv, .env = j->env}, &p, j->err);
    if (j->code != HC_OK)
        return;
    int64_t deadline = hc_loop_mono_us(j->loop) + LIMIT_S * HC_US_PER_S;
    hc_proc_close_stdin(p);
    hc_code read = HC_OK;
    while (read == HC_OK || read == HC_E_LIMIT) {
        hc_buf_clear(&line);
        read = hc_proc_read_line(p, &line, LINE_MAX_BYTES, deadline, NULL);
    }
    hc_proc_stop(p, read == HC_E_TIMEOUT ? 500 : 5000, &j->status);
    j->said = read == HC_E_TIMEOUT ? hc_fmt(j->a, "no end after %d s", LIMIT_S) : hc_str_dup(j->a, hc_str_trim(hc_proc_stderr_tail(p)));
    hc_proc_free(p);
}

static hc_str last_line(hc_str s)
{
    for (size_t i = s.n; i > 0; i--)
        if (s.p[i - 1] == '\n')
            return hc_str_sub(s, i, s.n);
    return s;
}

/* What is wanted of a page: `option` makes the program write `file` into the folder, which then begins with `magic`. */
typedef struct wish { const char *option, *with, *window, *file, *magic, *what; } wish;

static hc_code run(hc_cli *c, hc_str program, hc_str dir, const wish *w, hc_str *out_said, hc_err *err)
{
    hc_arena *a = c->arena;
    const char *argv[] = {hc_cstr(a, program), "--headless", "--disable-gpu", "--disable-extensions", "--disable-sync", "--disable-component-update",
                          "--disable-background-networking", "--disable-dev-shm-usage", "--no-first-run", "--no-default-browser-check", "--hide-scrollbars",
                          "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9", w->with, w->window,
                          hc_cstr(a, hc_fmt(a, "--user-data-dir=%.*s/profile", HC_FS(dir))), hc_cstr(a, hc_fmt(a, "%s=%.*s/%s", w->option, HC_FS(dir), w->file)),
                          hc_cstr(a, hc_fmt(a, "file://%.*s/page.html", HC_FS(dir))), geteuid() == 0 ? "--no-sandbox" : NULL, NULL};
    const char *env[] = {hc_cstr(a, hc_fmt(a, "HOME=%.*s", HC_FS(dir))), hc_cstr(a, hc_fmt(a, "TMPDIR=%.*s", HC_FS(dir))),
                         hc_cstr(a, hc_fmt(a, "PATH=%s", getenv("PATH") ? getenv("PATH") : "/usr/bin:/bin")), "LANG=C.UTF-8", NULL};
    job j = {.loop = hc_loop_new(), .argv = argv, .env = env, .a = a, .said = HC_S(""), .err = err};
    hc_co_start(j.loop, print_page, &j);
    hc_loop_run(j.loop);
    hc_loop_free(j.loop);
    *out_said = last_line(j.said);
    return j.code;
}

static hc_code make(hc_cli *c, hc_str program, hc_str dir, hc_str html, const wish *w, hc_str *out, hc_err *err)
{
    hc_arena *a = c->arena;
    hc_str said;
    HC_TRY(hc_file_write(hc_cstr(a, hc_fmt(a, "%.*s/page.html", HC_FS(dir))), html, 0600, err));
    HC_TRY(run(c, program, dir, w, &said, err));
    if (hc_file_read(a, hc_cstr(a, hc_fmt(a, "%.*s/%s", HC_FS(dir), w->file)), FILE_MAX, out, NULL) == HC_OK && hc_str_starts(*out, hc_str_c(w->magic)))
        return HC_OK;
    return hc_fail(err, HC_E_IO, "E-RPT-11", "%.*s made no %s: %.*s\nprint the HTML file from a browser, or leave pdf and hwpx out of --to",
                   "%.*s{이/가} %s{을/를} 만들지 못함: %.*s\nHTML 파일을 브라우저에서 인쇄하거나 --to에서 pdf와 hwpx를 빼십시오", HC_FS(program), w->what, HC_FS(said));
}

static hc_code page(hc_cli *c, hc_str html, const wish *w, hc_str *out, hc_err *err)
{
    const char *tmp = getenv("TMPDIR");
    hc_str program = hc_chromium(c);
    if (!program.n)
        return hc_fail(err, HC_E_UNSUPPORTED, "E-RPT-10", "no %s: neither chromium nor google-chrome is on the PATH\ninstall it (Debian: apt install chromium fonts-nanum), "
                       "or print the HTML file", "%s 없음: PATH에 chromium도 google-chrome도 없음\n설치하거나(Debian: apt install chromium fonts-nanum) HTML 파일을 인쇄하십시오", w->what);
    char *dir = hc_cstr(c->arena, hc_fmt(c->arena, "%s/haechi-page-XXXXXX", tmp && *tmp == '/' ? tmp : "/tmp"));
    if (!mkdtemp(dir))
        return hc_fail(err, HC_E_IO, "E-RPT-12", "cannot make a folder %s: %s", "%s 폴더를 만들 수 없음: %s", dir, strerror(errno));
    hc_code code = make(c, program, hc_str_c(dir), html, w, out, err);
    nftw(dir, drop, TREE_DEPTH, FTW_DEPTH | FTW_PHYS);
    return code;
}

hc_code hc_chromium_pdf(hc_cli *c, hc_str html, hc_str path, hc_err *err)
{
    hc_str pdf;
    HC_TRY(page(c, html, &(wish){"--print-to-pdf", "--no-pdf-header-footer", "--window-size=1200,900", "page.pdf", "%PDF-", "PDF"}, &pdf, err));
    return hc_file_write(hc_cstr(c->arena, path), pdf, 0600, err);
}

hc_code hc_chromium_picture(hc_cli *c, hc_str html, int width, int height, hc_str *out_png, hc_err *err)
{
    const char *window = hc_cstr(c->arena, hc_fmt(c->arena, "--window-size=%d,%d", width, height));
    return page(c, html, &(wish){"--screenshot", "--force-device-scale-factor=2", window, "page.png", "\x89PNG\r\n\x1a\n", "PNG"}, out_png, err);
}
