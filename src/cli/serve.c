// SPDX-License-Identifier: Apache-2.0
#include "cli/serve.h"

#include "cli/live.h"

static void write_error(const hc_err *err, hc_jw *w)
{
    hc_jw_key(w, "error");
    hc_jw_obj(w);
    hc_jw_kc(w, "code", err->code == HC_E_IO ? "io" : "usage");
    hc_jw_kc(w, "id", err->id);
    hc_jw_kc(w, "en", err->en);
    hc_jw_kc(w, "ko", err->ko);
    hc_jw_end(w);
}

static void write_change(const hc_change *c, hc_jw *w)
{
    hc_jw_key(w, "change");
    hc_jw_obj(w);
    hc_jw_kstr(w, "key", c->key);
    hc_jw_kstr(w, "target", c->target);
    hc_jw_ki64(w, "from", c->from);
    hc_jw_ki64(w, "to", c->to);
    hc_jw_end(w);
}

/* What it changed is told only once it is on record. */
static HC_CO hc_code obey(hc_serving *s, const hc_cmd *cmd, hc_change *out, hc_err *err)
{
    hc_progress before, after;
    hc_run_look(s->run, &before);
    HC_TRY(hc_run_command(s->run, cmd, err));
    hc_run_look(s->run, &after);
    if (after.n_changes > before.n_changes)
        *out = *after.change;
    return hc_run_settle(s->run, err);
}

static HC_CO void answer(void *ctx, int64_t uid, hc_str line, hc_buf *out)
{
    hc_serving *s = ctx;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_err err = {0};
    hc_request r;
    hc_change change = {.key = HC_S(""), .target = HC_S("")};
    hc_code code = hc_request_read(a, line, &r, &err);
    r.cmd.uid = uid;
    if (code == HC_OK && !r.is_status)
        code = obey(s, &r.cmd, &change, &err);
    hc_jw w;
    hc_jw_init(&w, out);
    hc_jw_obj(&w);
    if (code != HC_OK) {
        err.code = code;
        write_error(&err, &w);
    } else {
        hc_progress p;
        hc_standing now;
        hc_run_look(s->run, &p);
        hc_progress_standing(s->view, a, &p, &now);
        write_change(&change, &w);
        hc_jw_key(&w, "run");
        hc_standing_write(&now, &w);
    }
    hc_jw_end(&w);
}

void hc_serve(hc_serving *s, hc_loop *l, const char *run_path)
{
    hc_str path;
    hc_err err = {0};
    hc_code code = hc_live_path(s->cli, run_path, &path, &err);
    if (code == HC_OK)
        code = hc_local_listen(l, hc_cstr(s->cli->arena, path), answer, s, &s->server, &err);
    if (code != HC_OK && !s->cli->quiet)
        hc_say(s->cli, stderr, "note: this run cannot be controlled from another terminal: %s\n",
               "참고: 이 실행은 다른 터미널에서 제어할 수 없음: %s\n", s->cli->ko ? err.ko : err.en);
}

void hc_serve_end(hc_serving *s, int exit, const hc_run_result *res)
{
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_key(&w, "ended");
    hc_jw_obj(&w);
    hc_jw_ki64(&w, "exit", exit);
    hc_jw_ki64(&w, "done", (int64_t)res->done);
    hc_jw_ki64(&w, "open", (int64_t)res->open);
    hc_jw_ki64(&w, "failed", (int64_t)res->failed);
    hc_jw_end(&w);
    hc_jw_end(&w);
    hc_local_close(s->server, hc_buf_view(&b));
    s->server = NULL;
}
