// SPDX-License-Identifier: Apache-2.0
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "cli/runs.h"
#include "db/sqlite.h"

typedef struct report { hc_cli *c; hc_jw *w; int problems; } report;

static void say(report *r, bool good, const char *what, const char *en, const char *ko, hc_str value)
{
    r->problems += !good;
    if (r->w) {
        hc_jw_obj(r->w);
        hc_jw_kc(r->w, "check", what);
        hc_jw_kbool(r->w, "ok", good);
        hc_jw_kstr(r->w, "value", value);
        hc_jw_kc(r->w, "note", good ? "" : en);
        hc_jw_end(r->w);
        return;
    }
    printf("%s  %-11s %.*s%s%s\n", good ? "ok" : "!!", what, HC_FS(value), good ? "" : "  ", good ? "" : r->c->ko ? ko : en);
}

hc_str hc_find_program(hc_cli *c, const char *name)
{
    hc_str rest = hc_str_c(getenv("PATH")), dir;
    while (hc_str_cut(&rest, ':', &dir)) {
        hc_str path = hc_fmt(c->arena, "%.*s/%s", HC_FS(dir), name);
        if (dir.n && access(path.p, X_OK) == 0)
            return path;
    }
    return HC_S("");
}

static void check_disk(report *r)
{
    struct statvfs s;
    const char *dir = hc_cstr(r->c->arena, hc_runs_dir(r->c));
    if (statvfs(dir, &s) != 0 && statvfs(".", &s) != 0)
        return;
    uint64_t free_mib = (uint64_t)s.f_bavail * s.f_frsize >> 20;
    say(r, free_mib > 1024, "disk", "less than 1 GiB is free for runs", "실행을 둘 공간이 1 GiB보다 적음",
        hc_fmt(r->c->arena, "%llu MiB", (unsigned long long)free_mib));
}

static void check_locale(report *r)
{
    setlocale(LC_CTYPE, ""); /* the rest stays "C": numbers have a point */
    const char *codeset = nl_langinfo(CODESET);
    say(r, strcmp(codeset, "UTF-8") == 0, "locale", "the terminal's encoding is not UTF-8; set LANG=ko_KR.UTF-8 or C.UTF-8",
        "터미널 인코딩이 UTF-8이 아님; LANG=ko_KR.UTF-8 또는 C.UTF-8로 두십시오", hc_str_c(codeset));
}

static void check_keys(report *r)
{
    for (size_t i = 0; i < r->c->config.n_models; i++) {
        const hc_target_conf *m = &r->c->config.models[i];
        hc_str key;
        bool good = hc_target_key(r->c->arena, m, &key, NULL) == HC_OK;
        say(r, good, "key", "no key found; see: haechi help environment", "키가 없음; 보기: haechi help environment", m->alias);
    }
}

static void check_all(report *r)
{
    struct rlimit files;
    hc_cli *c = r->c;
    bool sane = time(NULL) > 1735689600; /* 2025-01-01 */
    say(r, sane, "clock", "the clock is wrong", "시계가 맞지 않음", hc_str_c(sane ? (c->ko ? "정상" : "plausible") : (c->ko ? "2025년 이전" : "before 2025")));
    check_disk(r);
    check_locale(r);
    getrlimit(RLIMIT_NOFILE, &files);
    say(r, files.rlim_cur >= 1024, "files", "fewer than 1024 open files allowed; ulimit -n 4096",
        "열 수 있는 파일이 1024개보다 적음; ulimit -n 4096", hc_fmt(c->arena, "%llu", (unsigned long long)files.rlim_cur));
    say(r, true, "sqlite", "", "", hc_str_c(hc_db_version()));
    hc_str bwrap = hc_find_program(c, "bwrap"), llama = hc_find_program(c, "llama-server");
    const char *set = getenv("HAECHI_LLAMA_SERVER");
    say(r, bwrap.n > 0, "sandbox", "bubblewrap is not installed: command scorers of packs cannot run",
        "bubblewrap이 없음: 팩의 명령 채점기를 실행할 수 없음", bwrap);
    say(r, llama.n || set, "llama.cpp", "no llama-server: local: models need one (PATH or HAECHI_LLAMA_SERVER)",
        "llama-server가 없음: local: 모델에 필요함(PATH 또는 HAECHI_LLAMA_SERVER)", llama.n ? llama : hc_str_c(set));
    check_keys(r);
}

int hc_cmd_doctor(hc_cli *c)
{
    HC_AUTO(hc_buf) b;
    hc_jw w;
    report r = {.c = c, .w = hc_opt_has(c, "json") ? &w : NULL};
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_arr(&w);
    check_all(&r);
    hc_jw_end(&w);
    if (r.w)
        hc_out_result(c, hc_buf_view(&b));
    return HC_EXIT_OK;
}
