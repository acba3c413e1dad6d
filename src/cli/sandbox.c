// SPDX-License-Identifier: Apache-2.0
#include "cli/sandbox.h"

#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/file.h"
#include "io/proc.h"
#include "text/display.h"

enum { APPROVE_MIN = 12, SHOWN_MAX = 3, SHOWN_COLS = 80 };
enum { CALL_MS = 30000, CALL_RETRIES = 2, CALL_JOBS = 4, PROBE_US = 10000000, PROBE_GRACE_MS = 2000 };

/* ---- approval -------------------------------------------------------------------------------------------- */

static bool fits(hc_str given, const char *digest)
{
    return given.n >= APPROVE_MIN && hc_str_starts(hc_str_c(digest), given);
}

static bool approved(const hc_cli *c, const char *digest, bool *out_any)
{
    hc_str given[HC_OPT_VALUES_MAX], one;
    size_t n = hc_opt_all(c, "approve", given, HC_OPT_VALUES_MAX);
    *out_any = n > 0;
    for (size_t i = 0; i < n; i++)
        while (hc_str_cut(&given[i], ',', &one))     /* HAECHI_APPROVE=one,two */
            if (fits(hc_str_trim(one), digest))
                return true;
    return false;
}

static hc_str command_line(hc_cli *c, const hc_command_scorer *s)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    for (size_t i = 0; i < s->n_argv; i++)
        hc_buf_fmt(&b, "%s%.*s", i ? " " : "", HC_FS(s->argv[i]));
    return hc_display_cut(c->arena, hc_display_safe(c->arena, hc_str_dup(c->arena, hc_buf_view(&b)), false), SHOWN_COLS);
}

static hc_code refuse(hc_cli *c, const hc_pack *p, bool other, hc_err *err)
{
    hc_fail(err, HC_E_USAGE, "E-PACK-12",
            "the pack %.*s has command scorers: programs that would run on this machine; nothing was run, nothing was sent",
            "팩 %.*s에 명령 채점기가 있음: 이 컴퓨터에서 실행될 프로그램임; 실행하거나 보낸 것 없음", HC_FS(p->name));
    for (size_t i = 0; i < p->n_commands && i < SHOWN_MAX; i++)
        hc_err_hint(err, "  %.*s: %.*s", "  %.*s: %.*s", HC_FS(p->commands[i].id), HC_FS(command_line(c, &p->commands[i])));
    if (p->n_commands > SHOWN_MAX)
        hc_err_hint(err, "  and %zu more", "  그 밖에 %zu개", p->n_commands - SHOWN_MAX);
    if (other)
        hc_err_hint(err, "what was approved is other code: this code is new or has changed", "승인한 해시값은 다른 코드의 것임: 이 코드는 새 코드이거나 변경되었음");
    hc_err_hint(err, "read pack.yaml and code/ of the pack; to allow exactly this code, in a sandbox:  --approve %s",
                "팩의 pack.yaml과 code/를 읽어 보십시오. 바로 이 코드를 격리된 환경에서 실행하도록 승인하려면:  --approve %s", p->code_digest);
    return HC_E_USAGE;
}

/* An alias that two things share would send the questions of one to the other. */
static bool alias_taken(hc_cli *c, const hc_pack *const *packs, size_t n, const hc_models *m, const hc_command_scorer *s)
{
    hc_str alias = hc_code_alias(c->arena, s->id);
    size_t users = 0;
    for (size_t i = 0; i < m->n_targets; i++)
        users += hc_str_eq(m->targets[i].alias, alias);
    for (size_t i = 0; i < m->n_judges; i++)
        users += hc_str_eq(m->judges[i].alias, alias);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < packs[i]->n_commands; k++)
            users += hc_str_eq(packs[i]->commands[k].id, s->id);
    return users > 1;
}

hc_code hc_sandbox_approved(hc_cli *c, const hc_pack *const *packs, size_t n, const hc_models *m, hc_err *err)
{
    for (size_t i = 0; i < n; i++) {
        bool any;
        if (packs[i]->n_commands && !approved(c, packs[i]->code_digest, &any))
            return refuse(c, packs[i], any, err);
        for (size_t k = 0; k < packs[i]->n_commands; k++)
            if (alias_taken(c, packs, n, m, &packs[i]->commands[k]))
                return hc_fail(err, HC_E_USAGE, "E-PACK-14",
                               "code-%.*s is the alias of two things: a command scorer of %.*s and a model, or the scorer of another pack\n"
                               "give the model its own name (-m ALIAS=MODEL) or run the packs one by one",
                               "별칭 code-%.*s{이/가} 겹침: 팩 %.*s의 명령 채점기와 모델, 또는 다른 팩의 채점기\n"
                               "모델에 다른 이름을 주거나(-m 별칭=모델) 팩을 하나씩 실행하십시오",
                               HC_FS(packs[i]->commands[k].id), HC_FS(packs[i]->name));
    }
    return HC_OK;
}

/* ---- what a sandbox is ------------------------------------------------------------------------------------- */

typedef struct args { hc_arena *a; hc_str *v; size_t n, cap; } args;

static void add(args *l, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        HC_GROW(l->a, l->v, l->n, l->cap);
        l->v[l->n++] = hc_str_dup(l->a, hc_str_c(words[i]));
    }
}
#define ADD(l, ...) add(l, (const char *const[]){__VA_ARGS__}, HC_LEN(((const char *const[]){__VA_ARGS__})))

/* /bin and its like are links into /usr on some systems and folders on others. */
static void add_system(args *l)
{
    static const char *const folders[] = {"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"};
    ADD(l, "--ro-bind", "/usr", "/usr");
    for (size_t i = 0; i < HC_LEN(folders); i++) {
        char to[256];
        ssize_t n = readlink(folders[i], to, sizeof to - 1);
        if (n > 0) {
            to[n] = '\0';
            ADD(l, "--symlink", to, folders[i]);
        } else if (hc_dir_exists(folders[i])) {
            ADD(l, "--ro-bind", folders[i], folders[i]);
        }
    }
    ADD(l, "--ro-bind-try", "/etc/alternatives", "/etc/alternatives");
}

/* `code` NULL: an empty sandbox. bwrap itself starts without our environment: its first process could be read from inside
 * through /proc, keys and all. */
static args wrap(hc_cli *c, const char *code)
{
    args l = {.a = c->arena};
    ADD(&l, "/usr/bin/env", "-i", "PATH=/usr/bin:/bin");
    add(&l, (const char *const[]){hc_find_program(c, "bwrap").p}, 1);
    ADD(&l, "--unshare-all", "--die-with-parent", "--new-session");
    add_system(&l);
    ADD(&l, "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp");
    if (code)
        ADD(&l, "--ro-bind", code, "/pack", "--chdir", "/pack");
    ADD(&l, "--remount-ro", "/", "--clearenv", "--setenv", "PATH", "/usr/bin:/bin", "--setenv", "LANG", "C.UTF-8", "--");
    return l;
}

typedef struct probe { hc_loop *loop; const char **argv; int status; hc_str said; hc_arena *a; hc_code code; hc_err *err; } probe;

static HC_CO void try_it(void *arg)
{
    probe *p = arg;
    hc_proc *proc;
    HC_AUTO(hc_buf) out;
    hc_buf_init(&out, 4096);
    p->code = hc_proc_start(p->loop, &(hc_proc_opts){.argv = p->argv}, &proc, p->err);
    if (p->code != HC_OK)
        return;
    hc_proc_close_stdin(proc);
    hc_code ended = hc_proc_read_line(proc, &out, 4096, hc_loop_mono_us(p->loop) + PROBE_US, NULL);
    hc_proc_stop(proc, PROBE_GRACE_MS, &p->status);
    if (ended != HC_E_IO && p->status == 0)
        p->status = 1;
    p->said = hc_str_dup(p->a, hc_str_trim(hc_proc_stderr_tail(proc)));
    hc_proc_free(proc);
}

static bool any_commands(const hc_pack *const *packs, size_t n)
{
    bool any = false;
    for (size_t i = 0; i < n; i++)
        any = any || packs[i]->n_commands;
    return any;
}

hc_code hc_sandbox_works(hc_cli *c, const hc_pack *const *packs, size_t n, hc_err *err)
{
    if (!any_commands(packs, n))
        return HC_OK;
    if (!hc_find_program(c, "bwrap").n)
        return hc_fail(err, HC_E_UNSUPPORTED, "E-PACK-13",
                       "command scorers run in bubblewrap only, and bwrap is not in PATH; nothing was run\n"
                       "install it:  apt-get install bubblewrap",
                       "명령 채점기는 bubblewrap 안에서만 실행하는데 PATH에 bwrap이 없음; 실행한 것 없음\n"
                       "설치:  apt-get install bubblewrap");
    args l = wrap(c, NULL);
    ADD(&l, "true");
    probe p = {.loop = hc_loop_new(), .argv = HC_NEW_N(c->arena, const char *, l.n + 1), .a = c->arena, .said = HC_S(""), .err = err};
    for (size_t i = 0; i < l.n; i++)
        p.argv[i] = hc_cstr(c->arena, l.v[i]);
    hc_co_start(p.loop, try_it, &p);
    hc_loop_run(p.loop);
    hc_loop_free(p.loop);
    if (p.code != HC_OK || p.status == 0)
        return p.code;
    hc_str said = hc_display_cut(c->arena, hc_display_safe(c->arena, p.said, false), 2 * (size_t)SHOWN_COLS);
    return hc_fail(err, HC_E_UNSUPPORTED, "E-PACK-13",
                   "bubblewrap cannot make a sandbox here: %.*s\n"
                   "command scorers need user namespaces (sysctl kernel.unprivileged_userns_clone, container settings); nothing was run",
                   "bubblewrap이 여기서 격리 환경을 만들지 못함: %.*s\n"
                   "명령 채점기에는 사용자 네임스페이스가 필요함(sysctl kernel.unprivileged_userns_clone, 컨테이너 설정); 실행한 것 없음",
                   HC_FS(said));
}

/* ---- open, close ------------------------------------------------------------------------------------------- */

static hc_code write_code(hc_cli *c, const hc_pack *p, hc_str dir, hc_err *err)
{
    HC_TRY(hc_dir_make(hc_cstr(c->arena, dir), 0700, err));
    for (size_t i = 0; i < p->n_files; i++) {
        if (!hc_str_starts(p->files[i].path, HC_S("code/")))
            continue;
        hc_str path = hc_path_join(c->arena, dir, p->files[i].path);
        HC_TRY(hc_dir_make(hc_cstr(c->arena, hc_path_dir(path)), 0700, err));
        HC_TRY(hc_file_write(hc_cstr(c->arena, path), p->files[i].bytes, 0500, err));
    }
    return HC_OK;
}

static hc_code make_conf(hc_cli *c, const hc_command_scorer *s, hc_str dir, hc_target_conf *out, hc_err *err)
{
    hc_str alias = hc_code_alias(c->arena, s->id);
    HC_TRY(hc_target_resolve(c->arena, NULL, hc_fmt(c->arena, "%.*s=command:env", HC_FS(alias)), out, err));
    args l = wrap(c, hc_cstr(c->arena, dir));
    for (size_t i = 0; i < s->n_argv; i++)
        ADD(&l, hc_cstr(c->arena, s->argv[i]));
    out->argv = l.v;
    out->n_argv = l.n;
    out->price = (hc_price){0, 0, 0, HC_S("")};
    out->timeout_ms = out->deadline_ms = CALL_MS;
    out->retries = CALL_RETRIES;
    out->jobs = CALL_JOBS;
    return HC_OK;
}

static hc_code fill(hc_cli *c, const hc_pack *const *packs, size_t n, hc_sandbox *s, hc_err *err)
{
    size_t all = 0;
    for (size_t i = 0; i < n; i++)
        all += packs[i]->n_commands;
    s->confs = HC_NEW_N(c->arena, hc_target_conf, all);
    for (size_t i = 0; i < n; i++) {
        if (!packs[i]->n_commands)
            continue;
        hc_str dir = hc_fmt(c->arena, "%.*s/%zu", HC_FS(s->dir), i);
        HC_TRY(write_code(c, packs[i], dir, err));
        for (size_t k = 0; k < packs[i]->n_commands; k++, s->n++)
            HC_TRY(make_conf(c, &packs[i]->commands[k], dir, &s->confs[s->n], err));
    }
    return HC_OK;
}

hc_code hc_sandbox_open(hc_cli *c, const hc_pack *const *packs, size_t n, const hc_models *m, hc_sandbox *out, hc_err *err)
{
    const char *tmp = getenv("TMPDIR");
    *out = (hc_sandbox){.dir = HC_S("")};
    if (!any_commands(packs, n))
        return HC_OK;
    HC_TRY(hc_sandbox_approved(c, packs, n, m, err));
    HC_TRY(hc_sandbox_works(c, packs, n, err));
    char *dir = hc_cstr(c->arena, hc_fmt(c->arena, "%s/haechi-code-XXXXXX", tmp && *tmp ? tmp : "/tmp"));
    if (!mkdtemp(dir))
        return hc_fail(err, HC_E_IO, "E-PACK-13", "cannot make the folder %s for the code of a pack; see TMPDIR",
                       "팩의 코드를 둘 폴더 %s{을/를} 만들 수 없음; TMPDIR을 확인하십시오", dir);
    out->dir = hc_str_c(dir);
    hc_code code = fill(c, packs, n, out, err);
    if (code != HC_OK)
        hc_sandbox_close(out);
    return code;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

void hc_sandbox_close(hc_sandbox *s)
{
    enum { FOLDERS_OPEN = 16 };
    if (s->dir.n)
        nftw(s->dir.p, remove_one, FOLDERS_OPEN, FTW_DEPTH | FTW_PHYS);
    *s = (hc_sandbox){.dir = HC_S("")};
}
