// SPDX-License-Identifier: Apache-2.0
#include "cli/runs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "cli/unmask.h"
#include "io/file.h"

#define SUFFIX ".haechi"

hc_str hc_runs_dir(const hc_cli *c)
{
    return c->runs_dir.n ? c->runs_dir : hc_opt_str(c, "runs-dir", "run.dir", HC_S("runs"));
}

static hc_str without_suffix(hc_str name)
{
    return hc_str_ends(name, HC_S(SUFFIX)) ? hc_str_sub(name, 0, name.n - strlen(SUFFIX)) : name;
}

hc_str hc_run_name(hc_str path)
{
    return without_suffix(hc_path_base(path));
}

hc_str hc_run_real_path(const hc_cli *c, hc_str path)
{
    char *real = realpath(hc_cstr(c->arena, path), NULL);
    hc_str out = real ? hc_str_dup(c->arena, hc_str_c(real)) : path;
    free(real);
    return out;
}

static int newest_first(const void *x, const void *y)
{
    const hc_dir_file *a = x, *b = y;
    if (a->mtime_us != b->mtime_us)
        return a->mtime_us > b->mtime_us ? -1 : 1;
    return -hc_str_cmp(a->path, b->path);
}

hc_code hc_runs_list(const hc_cli *c, hc_run_ref **out, size_t *out_n, hc_err *err)
{
    hc_str dir = hc_runs_dir(c);
    hc_dir_file *files;
    size_t n = 0;
    *out_n = 0;
    *out = NULL;
    if (c->only_run.n) {
        *out = HC_NEW(c->arena, hc_run_ref);
        **out = (hc_run_ref){.path = c->only_run, .name = hc_run_name(c->only_run)};
        *out_n = 1;
        return HC_OK;
    }
    if (!hc_dir_exists(hc_cstr(c->arena, dir)))
        return HC_OK;
    HC_TRY(hc_dir_list(c->arena, hc_cstr(c->arena, dir), 100000, &files, &n, err));
    if (n)
        qsort(files, n, sizeof *files, newest_first);
    *out = HC_NEW_N(c->arena, hc_run_ref, n);
    for (size_t i = 0; i < n; i++)
        if (hc_str_ends(files[i].path, HC_S(SUFFIX)))
            (*out)[(*out_n)++] = (hc_run_ref){.path = hc_path_join(c->arena, dir, files[i].path),
                                              .name = without_suffix(files[i].path)};
    return HC_OK;
}

static bool is_file(const hc_cli *c, hc_str path)
{
    return path.n && hc_file_exists(hc_cstr(c->arena, path));
}

/* A path may hold ':' itself, so the whole argument is tried before it is cut at its last ':'. */
bool hc_run_find_path(const hc_cli *c, hc_str arg, hc_run_ref *out)
{
    hc_str whole = hc_fmt(c->arena, "%.*s" SUFFIX, HC_FS(arg));
    if (arg.n && is_file(c, whole)) {
        *out = (hc_run_ref){.path = whole, .name = hc_run_name(whole)};
        return true;
    }
    const char *colon = arg.n ? memrchr(arg.p, ':', arg.n) : NULL;
    size_t at = colon ? (size_t)(colon - arg.p) : arg.n;
    if (is_file(c, arg)) {
        *out = (hc_run_ref){.path = arg, .name = hc_run_name(arg)};
        return true;
    }
    hc_str head = hc_str_sub(arg, 0, at);
    if (!colon || !is_file(c, head))
        return false;
    *out = (hc_run_ref){head, hc_run_name(head), hc_str_sub(arg, at + 1, arg.n)};
    return true;
}

hc_code hc_run_find(const hc_cli *c, hc_str arg, hc_run_ref *out, hc_err *err)
{
    hc_run_ref *list;
    size_t n, hits = 0;
    if (hc_run_find_path(c, arg, out))
        return HC_OK;
    hc_str rest = arg, prefix = HC_S(""), target = HC_S("");
    if (arg.n) {
        hc_str_cut(&rest, ':', &prefix);
        target = rest.p ? rest : HC_S("");
    }
    HC_TRY(hc_runs_list(c, &list, &n, err));
    const hc_run_ref *hit = NULL;
    for (size_t i = 0; i < n; i++) {
        if (!prefix.n || hc_str_eq(list[i].name, prefix)) {
            hit = &list[i];
            hits = 1;
            break;
        }
        if (hc_str_starts(list[i].name, prefix)) {
            hit = &list[i];
            hits++;
        }
    }
    if (hits == 1) {
        *out = (hc_run_ref){hit->path, hit->name, target};
        return HC_OK;
    }
    hc_str dir = hc_runs_dir(c);
    if (!arg.n)
        return hc_fail(err, HC_E_NOTFOUND, "E-RUN-11", "no runs in %.*s yet; start one: haechi run FILE -m MODEL",
                       "%.*s에 아직 평가 실행이 없음; 시작하기: haechi run 파일 -m 모델", HC_FS(dir));
    if (hits > 1)
        return hc_fail(err, HC_E_NOTFOUND, "E-RUN-10", "%zu runs in %.*s start with \"%.*s\"; write more of the name",
                       "실행 %zu개(%.*s)의 이름이 \"%.*s\"{으로/로} 시작함; 이름을 더 길게 적으십시오", hits, HC_FS(dir), HC_FS(prefix));
    return hc_fail(err, HC_E_NOTFOUND, "E-RUN-11", "there is no run \"%.*s\" here nor in %.*s\nsee: haechi ls",
                   "\"%.*s\"{이라/라}는 실행이 여기에도 %.*s에도 없음\n보기: haechi ls", HC_FS(arg), HC_FS(dir));
}

/* Letters of any script, digits, dot and dash: a name that no shell needs to quote. */
static hc_str plain_name(const hc_cli *c, hc_str name)
{
    char *p = hc_cstr(c->arena, name);
    for (char *q = p; *q; q++) {
        unsigned char ch = (unsigned char)*q;
        bool good = ch >= 0x80 || (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
                    ch == '.' || ch == '-' || ch == '_';
        if (!good)
            *q = '-';
    }
    return hc_str_c(p);
}

hc_code hc_run_new_path(const hc_cli *c, hc_str name, int64_t now_us, hc_str *out, hc_err *err)
{
    hc_str given = hc_opt_str(c, "out", NULL, HC_S(""));
    if (given.n && !hc_dir_exists(hc_cstr(c->arena, given))) {
        *out = hc_str_ends(given, HC_S(SUFFIX)) ? given : hc_fmt(c->arena, "%.*s" SUFFIX, HC_FS(given));
        hc_str dir = hc_path_dir(*out);
        errno = 0;
        if (hc_dir_exists(hc_cstr(c->arena, dir)))
            return HC_OK;
        if (errno && errno != ENOENT && errno != ENOTDIR)
            return hc_fail(err, HC_E_IO, "E-RUN-20", "cannot reach the folder %.*s to write %.*s into: %s",
                           "%.*s 폴더에 접근할 수 없어 %.*s{을/를} 쓸 수 없음: %s", HC_FS(dir), HC_FS(*out), strerror(errno));
        return hc_fail(err, HC_E_NOTFOUND, "E-RUN-16", "there is no folder %.*s to write %.*s into; make it first",
                       "%.*s 폴더가 없어 %.*s{을/를} 쓸 수 없음; 먼저 만드십시오", HC_FS(dir), HC_FS(*out));
    }
    hc_str dir = given.n ? given : hc_runs_dir(c);
    HC_TRY(hc_dir_make(hc_cstr(c->arena, dir), 0777, err));
    time_t t = (time_t)(now_us / HC_US_PER_S);
    struct tm tm;
    char stamp[16];
    localtime_r(&t, &tm);
    strftime(stamp, sizeof stamp, "%m%d-%H%M", &tm);
    hc_str base = hc_fmt(c->arena, "%.*s/%s-%.*s", HC_FS(dir), stamp, HC_FS(plain_name(c, name)));
    *out = hc_fmt(c->arena, "%.*s" SUFFIX, HC_FS(base));
    for (int i = 2; hc_file_exists(hc_cstr(c->arena, *out)); i++)
        *out = hc_fmt(c->arena, "%.*s-%d" SUFFIX, HC_FS(base), i);
    return HC_OK;
}

hc_code hc_run_open(hc_cli *c, hc_str arg, hc_open_mode mode, hc_loop *loop, hc_run_ref *ref, hc_recorded *out, hc_err *err)
{
    HC_TRY(hc_run_find(c, arg, ref, err));
    if (mode == HC_OPEN_READ && hc_opt_has(c, "unmask"))
        HC_TRY(hc_unmask_record(c, hc_cstr(c->arena, ref->path), err));
    HC_TRY(hc_recorded_open(hc_cstr(c->arena, ref->path), mode, loop, out, err));
    if (!arg.n && !c->quiet)
        hc_say(c, stderr, "run   %.*s\n", "실행  %.*s\n", HC_FS(ref->path));
    if (out->imported && !out->import_end && !c->quiet)
        hc_say(c, stderr, "note: this import was broken off and does not hold all records; delete it and import again\n",
               "참고: 가져오기가 중간에 끊겨 기록이 다 들어 있지 않음; 지우고 다시 가져오십시오\n");
    if (mode == HC_OPEN_READ && !hc_ledger_clean(out->ledger) && !c->quiet)
        hc_say(c, stderr, "note: this run was not closed cleanly; its -wal file belongs to it\n",
               "참고: 깨끗하게 닫히지 않은 실행임; -wal 파일도 이 실행의 일부임\n");
    return HC_OK;
}

hc_code hc_run_can_ask(const hc_recorded *r, const char *verb, hc_err *err)
{
    if (!r->imported)
        return HC_OK;
    const char *path = hc_ledger_path(r->ledger);
    return hc_fail(err, HC_E_USAGE, "E-IMPORT-10",
                   "%s: the records in %s were imported, so there is nobody to ask\nmissing records: import the files again into a new run",
                   "%s: %s의 기록은 가져온 것이라 물을 대상이 없음\n빠진 기록이 있으면 파일을 새 실행으로 다시 가져오십시오", verb, path);
}

int hc_run_read(hc_cli *c, hc_run_verb *verb)
{
    hc_err err = {0};
    hc_run_ref ref;
    hc_recorded r;
    hc_code code = hc_need_args(c, 0, 1, &err);
    if (code == HC_OK)
        code = hc_run_open(c, c->n_args ? c->args[0] : HC_S(""), HC_OPEN_READ, NULL, &ref, &r, &err);
    if (code != HC_OK)
        return hc_complain(c, &err);
    code = verb(c, &r, ref.target, &err);
    hc_recorded_close(&r, HC_OK, NULL);
    return code == HC_OK ? HC_EXIT_OK : hc_complain(c, &err);
}
