// SPDX-License-Identifier: Apache-2.0
#include "cli/live.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/runs.h"
#include "crypto/hash.h"
#include "io/file.h"
#include "text/display.h"
#include "text/utf8.h"

enum { STATUS_MS = 5000, CHANGE_MS = 60000 /* it waits for the disk */, SUN_PATH_MAX = 107, FOLDERS = 3 };

#define SUFFIX ".sock"

static hc_str socket_name(const hc_cli *c, hc_str real)
{
    enum { DIGITS = 20 };
    char hex[HC_SHA256_HEX];
    hc_digest d = hc_sha256(real);
    hc_hex(d.b, sizeof d.b, hex);
    return hc_fmt(c->arena, "%.*s" SUFFIX, DIGITS, hex);
}

/* The runtime folder of a login, ours by its variable; and the one that is always there. Or the one that a person names. */
static void folders(const hc_cli *c, uid_t uid, hc_str out[FOLDERS])
{
    const char *own = uid == geteuid() ? getenv("HAECHI_RUNTIME_DIR") : NULL;
    out[0] = HC_S("");
    out[1] = HC_S("");
    out[2] = hc_str_c(own);
    if (own && *own)
        return;
    const char *xdg = uid == geteuid() ? getenv("XDG_RUNTIME_DIR") : NULL;
    out[0] = xdg && *xdg == '/' ? hc_fmt(c->arena, "%s/haechi", xdg) : HC_S("");
    out[1] = hc_fmt(c->arena, "/run/user/%u/haechi", uid);
    out[2] = hc_fmt(c->arena, "/tmp/haechi-%u", uid);
    if (hc_str_eq(out[0], out[1]))
        out[0] = HC_S("");
}

hc_code hc_live_path(const hc_cli *c, const char *run_path, hc_str *out, hc_err *err)
{
    hc_str dir[FOLDERS], name = socket_name(c, hc_run_real_path(c, hc_str_c(run_path)));
    folders(c, geteuid(), dir);
    const hc_str login = dir[0].n || !getenv("XDG_RUNTIME_DIR") ? dir[0] : dir[1];
    *out = hc_path_join(c->arena, login, name);
    if (login.n && out->n <= SUN_PATH_MAX && hc_dir_private(hc_cstr(c->arena, login), NULL) == HC_OK)
        return HC_OK;
    *out = hc_path_join(c->arena, dir[2], name);
    return hc_dir_private(hc_cstr(c->arena, dir[2]), err);
}

hc_str hc_live_user(const hc_cli *c)
{
    const char *names[] = {getenv("USER"), getenv("LOGNAME")};
    for (size_t i = 0; i < HC_LEN(names); i++)
        if (names[i] && *names[i] && strlen(names[i]) <= HC_WHO_BYTES_MAX && hc_utf8_valid(hc_str_c(names[i])))
            return hc_str_c(names[i]);
    return hc_fmt(c->arena, "uid %u", geteuid());
}

/* ---- asking ---------------------------------------------------------------------------------------------- */

static hc_code bad_answer(hc_err *err)
{
    return hc_fail(err, HC_E_SYNTAX, "E-CTL-19", "the running process gave an answer that this program does not understand",
                   "실행 중인 프로세스의 답을 이해할 수 없음");
}

static hc_code refusal(const hc_cli *c, const hc_json *e, hc_err *err)
{
    hc_code code = hc_str_is(hc_json_str(e, "code", HC_S("")), "io") ? HC_E_IO : HC_E_USAGE;
    hc_str en = hc_json_str(e, "en", HC_S("")), ko = hc_json_str(e, "ko", HC_S(""));
    return hc_fail(err, code, hc_cstr(c->arena, hc_str_sub(hc_json_str(e, "id", HC_S("")), 0, sizeof err->id - 1)), "%s%.0s", "%.0s%s",
                   hc_cstr(c->arena, en), hc_cstr(c->arena, ko));
}

static hc_code ask(const hc_cli *c, hc_live *l, const hc_request *r, hc_json **out, hc_err *err)
{
    HC_AUTO(hc_buf) line;
    HC_AUTO(hc_buf) answer;
    hc_buf_init(&line, HC_LOCAL_LINE_MAX);
    hc_buf_init(&answer, SIZE_MAX);
    hc_request_write(r, &line);
    hc_code code = hc_local_ask(l->fd, hc_buf_view(&line), r->is_status ? STATUS_MS : CHANGE_MS, &answer, err);
    if (code == HC_E_TIMEOUT)
        return hc_fail(err, HC_E_TIMEOUT, "E-CTL-20", "process %lld plays the run but does not answer; to end it:  kill %lld",
                       "실행 중인 프로세스 %lld{이/가} 답하지 않음; 끝내려면:  kill %lld", (long long)l->peer.pid, (long long)l->peer.pid);
    HC_TRY(code);
    if (hc_json_parse(c->arena, hc_str_dup(c->arena, hc_buf_view(&answer)), "answer", out, NULL) != HC_OK)
        return bad_answer(err);
    const hc_json *e = hc_json_get(*out, "error");
    return e ? refusal(c, e, err) : HC_OK;
}

static hc_code ask_status(const hc_cli *c, hc_live *l, hc_err *err)
{
    hc_json *j;
    HC_TRY(ask(c, l, &(hc_request){.is_status = true, .cmd.who = hc_live_user(c)}, &j, err));
    return hc_standing_read(c->arena, hc_json_get(j, "run"), &l->standing, err);
}

hc_code hc_live_ask(const hc_cli *c, hc_live *l, const hc_cmd *cmd, hc_change *out_change, hc_err *err)
{
    hc_json *j;
    hc_request r = {.cmd = *cmd};
    r.cmd.who = hc_live_user(c);
    HC_TRY(ask(c, l, &r, &j, err));
    const hc_json *ch = hc_json_get(j, "change");
    *out_change = (hc_change){.key = hc_json_str(ch, "key", HC_S("")), .target = hc_json_str(ch, "target", HC_S("")),
                              .from = hc_json_int(ch, "from", 0), .to = hc_json_int(ch, "to", 0)};
    return hc_standing_read(c->arena, hc_json_get(j, "run"), &l->standing, err);
}

bool hc_live_ended(hc_arena *a, hc_str line, hc_live_end *out)
{
    hc_json *j;
    if (hc_json_parse(a, line, "line", &j, NULL) != HC_OK)
        return false;
    const hc_json *e = hc_json_get(j, "ended");
    *out = (hc_live_end){(int)(hc_json_int(e, "exit", 1) & 255), hc_json_int(e, "done", 0), hc_json_int(e, "open", 0),
                         hc_json_int(e, "failed", 0)};
    return e != NULL;
}

/* ---- finding --------------------------------------------------------------------------------------------- */

static bool trusted(const char *dir, uid_t uid)
{
    struct stat st;
    return lstat(dir, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == uid && !(st.st_mode & 022);
}

/* False: nobody listens there. A run that does not answer is live all the same. */
static bool look_at(const hc_cli *c, hc_str path, uid_t uid, hc_live *out)
{
    *out = (hc_live){.fd = -1};
    if (hc_local_connect(hc_cstr(c->arena, path), &out->fd, &out->peer, NULL) != HC_OK)
        return false;
    hc_code code = out->peer.uid == (int64_t)uid || out->peer.uid == 0 ? ask_status(c, out, NULL) : HC_E_USAGE;
    out->silent = code == HC_E_TIMEOUT;
    if (code == HC_OK || out->silent)
        return true;
    close(out->fd);
    return false;
}

hc_code hc_live_list(const hc_cli *c, hc_live **out, size_t *out_n, hc_err *err)
{
    hc_str dir[FOLDERS];
    size_t cap = 0;
    *out = NULL;
    *out_n = 0;
    folders(c, geteuid(), dir);
    for (size_t i = 0; i < FOLDERS; i++) {
        hc_str *names;
        size_t n;
        if (!dir[i].n || !trusted(hc_cstr(c->arena, dir[i]), geteuid()))
            continue;
        HC_TRY(hc_local_list(c->arena, hc_cstr(c->arena, dir[i]), &names, &n, err));
        for (size_t k = 0; k < n; k++) {
            hc_live l;
            if (!hc_str_ends(names[k], HC_S(SUFFIX)) || !look_at(c, hc_path_join(c->arena, dir[i], names[k]), geteuid(), &l))
                continue;
            HC_GROW(c->arena, *out, *out_n, cap);
            (*out)[(*out_n)++] = l;
        }
    }
    return HC_OK;
}

bool hc_live_of_path(const hc_cli *c, hc_str run_path, hc_live *out)
{
    struct stat st;
    hc_str dir[FOLDERS], real = hc_run_real_path(c, run_path);
    if (stat(hc_cstr(c->arena, real), &st) != 0)
        return false;
    folders(c, st.st_uid, dir);
    for (size_t i = 0; i < FOLDERS; i++)
        if (dir[i].n && trusted(hc_cstr(c->arena, dir[i]), st.st_uid) &&
            look_at(c, hc_path_join(c->arena, dir[i], socket_name(c, real)), st.st_uid, out))
            return true;
    return false;
}

static hc_code nobody(const hc_cli *c, hc_str path, hc_err *err)
{
    if (!path.n)
        return hc_fail(err, HC_E_NOTFOUND, "E-CTL-21", "no run is being played on this machine by you; see: haechi ls",
                       "이 컴퓨터에서 진행 중인 본인의 실행이 없음; 보기: haechi ls");
    /* The lock's file goes with its process unless that was killed. */
    if (hc_file_exists(hc_cstr(c->arena, hc_fmt(c->arena, "%.*s-lock", HC_FS(path)))))
        return hc_fail(err, HC_E_NOTFOUND, "E-CTL-26",
                       "%.*s was being played by a process that cannot be reached from here: of another user or machine, or killed\n"
                       "if it was killed:  haechi resume %.*s",
                       "%.*s{을/를} 진행하던 프로세스에 닿을 수 없음: 다른 사용자나 다른 컴퓨터의 것이거나 강제로 끝난 것임\n"
                       "강제로 끝났다면:  haechi resume %.*s", HC_FS(path), HC_FS(path));
    hc_fail(err, HC_E_NOTFOUND, "E-CTL-22", "nobody is playing %.*s", "%.*s{을/를} 진행 중인 프로세스가 없음", HC_FS(path));
    hc_err_hint(err, "to go on with it:  haechi resume %.*s", "이어서 하기:  haechi resume %.*s", HC_FS(path));
    return HC_E_NOTFOUND;
}

static hc_code several(const hc_cli *c, const hc_live *l, size_t n, hc_err *err)
{
    hc_fail(err, HC_E_USAGE, "E-CTL-23", "%zu runs are being played; which one?", "진행 중인 실행이 %zu개임; 하나를 적으십시오", n);
    for (size_t i = 0; i < n && i < 10; i++) {
        hc_str name = hc_display_safe(c->arena, l[i].standing.name, false);
        hc_err_hint(err, "%.*s", "%.*s", HC_FS(name));
    }
    return HC_E_USAGE;
}

static void close_all_but(const hc_live *l, size_t n, const hc_live *kept)
{
    for (size_t i = 0; i < n; i++)
        if (&l[i] != kept)
            close(l[i].fd);
}

hc_code hc_live_find(const hc_cli *c, hc_str arg, hc_live *out, hc_err *err)
{
    hc_live *l;
    hc_run_ref ref;
    size_t n, hits = 0;
    if (arg.n && hc_run_find_path(c, arg, &ref))
        return hc_live_of_path(c, ref.path, out) ? HC_OK : nobody(c, ref.path, err);
    HC_TRY(hc_live_list(c, &l, &n, err));
    hc_live *hit = NULL;
    for (size_t i = 0; i < n && !(hit && arg.n && hc_str_eq(hit->standing.name, arg)); i++)
        if (hc_str_starts(l[i].standing.name, arg)) {
            hits = arg.n && hc_str_eq(l[i].standing.name, arg) ? 1 : hits + 1;
            hit = &l[i];
        }
    hc_code code = HC_OK;
    if (hits > 1)
        code = several(c, l, n, err);
    else if (!hits && arg.n)
        code = hc_run_find(c, arg, &ref, err);      /* says whether there is such a run at all */
    close_all_but(l, n, code == HC_OK ? hit : NULL);
    if (code != HC_OK)
        return code;
    if (hits) {
        *out = *hit;
        return HC_OK;
    }
    /* One that did not answer in time has not told its name. */
    return arg.n && hc_live_of_path(c, ref.path, out) ? HC_OK : nobody(c, arg.n ? ref.path : arg, err);
}

int hc_live_command(hc_cli *c, const hc_cmd *cmd, const char *en, const char *ko)
{
    hc_err err = {0};
    hc_live l;
    hc_change change = {.key = HC_S("")};
    hc_code code = hc_need_args(c, 0, 1, &err);
    if (code == HC_OK)
        code = hc_live_find(c, c->n_args ? c->args[0] : HC_S(""), &l, &err);
    if (code != HC_OK)
        return hc_complain(c, &err);
    code = hc_live_ask(c, &l, cmd, &change, &err);
    close(l.fd);
    if (code != HC_OK)
        return hc_complain(c, &err);
    hc_str name = hc_display_safe(c->arena, l.standing.name, false), words = hc_str_c(c->ko ? ko : en);
    hc_say(c, stdout, "%.*s: %.*s%s\n", "%.*s: %.*s%s\n", HC_FS(name), HC_FS(words), change.key.n ? "" : c->ko ? " (이미 그 상태임)" : " (already)");
    return HC_EXIT_OK;
}
