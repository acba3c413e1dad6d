// SPDX-License-Identifier: Apache-2.0
/*
 * A program of the user as a target. One child per call in flight, reused; one JSON line out, one JSON line back:
 *
 *   {"v":1,"id":"...","messages":[{"role":"user","content":"..."}],"params":{"temperature":0,"max_tokens":100}}
 *   {"id":"...","text":"...","finish":"stop","usage":{"in":12,"out":34}}      or      {"error":"..."}
 *
 * A child that is late, ends or does not speak JSON is stopped; the next attempt gets a new one.
 */
#include <stdio.h>
#include <stdlib.h>

#include "model/adapter_int.h"
#include "model/model_int.h"

enum { STOP_MS = 500 };

/* ---- the two lines ----------------------------------------------------------------------------------- */

static void put_params(hc_body *b, const hc_params *p)
{
    hc_jw *w = &b->w;
    hc_jw_key(w, "params");
    hc_jw_obj(w);
    if (p->has_temperature)
        hc_jw_kf64(w, "temperature", p->temperature);
    if (p->has_top_p)
        hc_jw_kf64(w, "top_p", p->top_p);
    if (p->has_seed)
        hc_jw_ki64(w, "seed", p->seed);
    if (p->max_tokens)
        hc_jw_ki64(w, "max_tokens", p->max_tokens);
    if (p->n_stop) {
        hc_jw_key(w, "stop");
        hc_jw_strs(w, p->stop, p->n_stop);
    }
    if (p->schema.n)
        hc_jw_kstr(w, "schema", p->schema);
    hc_jw_end(w);
}

static hc_code build(hc_target *t, hc_arena *a, const hc_chat *chat, hc_wire *out, hc_err *err)
{
    bool tools = chat->n_tools > 0;
    for (size_t i = 0; i < chat->n_msgs; i++)
        tools = tools || chat->msgs[i].n_calls || chat->msgs[i].role == HC_ROLE_TOOL;
    if (tools || hc_chat_has_image(chat))
        return hc_fail(err, HC_E_UNSUPPORTED, "E-MODEL-01", "the program '%.*s' takes text only, no images and no tools",
                       "프로그램 '%.*s'{은/는} 글만 받음(이미지·도구 없음)", HC_FS(t->conf.alias));
    hc_body b;
    hc_body_begin(&b, a, &t->conf);
    hc_jw_key(&b.w, "messages");
    hc_jw_arr(&b.w);
    for (size_t i = 0; i < chat->n_msgs; i++) {
        hc_jw_obj(&b.w);
        hc_jw_kc(&b.w, "role", hc_role_id(chat->msgs[i].role));
        hc_jw_key(&b.w, "content");
        hc_body_text(&b, hc_msg_text(a, &chat->msgs[i]));
        hc_jw_end(&b.w);
        hc_body_cut(&b);
    }
    hc_jw_end(&b.w);
    put_params(&b, &chat->params);
    hc_jw_ki64(&b.w, "v", 1);
    hc_body_end(&b, "", out);
    hc_body_fini(&b);
    return HC_OK;
}

void hc_command_read(hc_arena *a, hc_str line, const char *id, hc_reply *r)
{
    hc_json *j;
    if (hc_json_parse(a, line, "line", &j, NULL) != HC_OK || j->type != HC_JSON_OBJ) {
        hc_reply_fail(r, HC_RC_BADREPLY, HC_S("the program's line is not a JSON object"));
        return;
    }
    const hc_json *text = hc_json_get(j, "text"), *error = hc_json_get(j, "error"), *usage = hc_json_get(j, "usage");
    hc_str given = hc_json_str(j, "id", HC_S(""));
    if (given.n && !hc_str_is(given, id)) {
        hc_reply_fail(r, HC_RC_BADREPLY, HC_S("the program answered another question (id differs)"));
        return;
    }
    if (error && error->type != HC_JSON_NULL) {
        bool says = error->type == HC_JSON_STR && error->text.n;
        hc_reply_fail(r, HC_RC_HTTP, says ? error->text : HC_S("the program reported an error"));
        return;
    }
    if (!text || text->type != HC_JSON_STR) {
        hc_reply_fail(r, HC_RC_BADREPLY, HC_S("the program's line has neither text nor error"));
        return;
    }
    r->text = text->text;
    r->finish = hc_json_str(j, "finish", HC_S("stop"));
    r->code = hc_str_is(r->finish, "length")           ? HC_RC_TRUNCATED
              : hc_str_is(r->finish, "refusal")        ? HC_RC_REFUSED
              : hc_str_is(r->finish, "content_filter") ? HC_RC_FILTERED
                                                       : HC_RC_OK;
    r->tokens_in = hc_json_int(usage, "in", -1);
    r->tokens_out = hc_json_int(usage, "out", -1);
    r->has_usage = r->tokens_in >= 0 && r->tokens_out >= 0;
    if (!r->has_usage)
        r->tokens_in = r->tokens_out = 0;
}

/* ---- children ---------------------------------------------------------------------------------------- */

static hc_code spawn(hc_target *t, hc_proc **out, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    const char **argv = HC_NEW_N(a, const char *, t->conf.n_argv + 1);
    for (size_t i = 0; i < t->conf.n_argv; i++)
        argv[i] = hc_cstr(a, t->conf.argv[i]);
    return hc_proc_start(t->opts->loop, &(hc_proc_opts){.argv = argv}, out, err);
}

static void keep(hc_target *t, hc_proc *p)
{
    hc_child *c = hc_xcalloc(1, sizeof *c);
    *c = (hc_child){.proc = p, .next = t->idle};
    t->idle = c;
}

static hc_proc *take(hc_target *t)
{
    hc_child *c = t->idle;
    if (!c)
        return NULL;
    hc_proc *p = c->proc;
    t->idle = c->next;
    free(c);
    return p;
}

/* How an exchange with a child went, in the terms of the network. */
static hc_net net_of(hc_code c)
{
    return c == HC_OK            ? HC_NET_OK
           : c == HC_E_TIMEOUT   ? HC_NET_TIMEOUT
           : c == HC_E_CANCELLED ? HC_NET_CANCELLED
           : c == HC_E_LIMIT     ? HC_NET_TOO_LARGE
                                 : HC_NET_RESET;
}

static void explain(hc_try *y, hc_proc *p, const hc_err *why)
{
    hc_str tail = hc_str_trim(hc_proc_stderr_tail(p));
    tail = hc_str_sub(tail, tail.n > 300 ? tail.n - 300 : 0, tail.n);
    hc_reply_code rc = y->net == HC_NET_TIMEOUT     ? HC_RC_TIMEOUT
                       : y->net == HC_NET_TOO_LARGE ? HC_RC_TOOLARGE
                                                    : HC_RC_RESET;
    snprintf(y->detail, sizeof y->detail, "%.255s", why->en);
    hc_reply_fail(&y->reply, rc, hc_fmt(y->arena, "%s%s%.*s", why->en, tail.n ? "; stderr: " : "", HC_FS(tail)));
}

static HC_CO void send_command(hc_try *y)
{
    hc_target *t = y->t;
    hc_loop *loop = t->opts->loop;
    int64_t begin = hc_loop_mono_us(loop), deadline = begin + y->timeout_ms * 1000;
    hc_err why = {0};
    char id[33] = "check";
    if (y->request_id[0])
        snprintf(id, sizeof id, "%s", y->request_id);
    y->reply = (hc_reply){.retry_after_ms = -1};
    hc_buf_init(&y->raw, HC_REPLY_BYTES_MAX);
    hc_proc *p = take(t);
    if (!p && spawn(t, &p, &why) != HC_OK) {
        y->net = HC_NET_UNREACHABLE;
        snprintf(y->detail, sizeof y->detail, "%.255s", why.en);
        hc_reply_fail(&y->reply, HC_RC_UNREACHABLE, hc_str_dup(y->arena, hc_str_c(why.en)));
        return;
    }
    y->maybe_sent = true;
    /* The recorded body has no id, so that equal questions store equal bytes: the id goes in front of it. */
    hc_str head = hc_fmt(y->arena, "{\"id\":\"%s\",", id);
    hc_code c = hc_proc_write(p, head, deadline, &why);
    for (size_t i = 0; i < y->wire.n_chunks && c == HC_OK; i++)
        c = hc_proc_write(p, i ? y->wire.chunks[i] : hc_str_sub(y->wire.chunks[0], 1, SIZE_MAX), deadline, &why);
    if (c == HC_OK)
        c = hc_proc_write(p, HC_S("\n"), deadline, &why);
    if (c == HC_OK)
        c = hc_proc_read_line(p, &y->raw, HC_REPLY_BYTES_MAX, deadline, &why);
    y->net = net_of(c);
    y->latency_us = hc_loop_mono_us(loop) - begin;
    if (c == HC_OK)
        hc_command_read(y->arena, hc_buf_view(&y->raw), id, &y->reply);
    else
        explain(y, p, &why);
    if (c == HC_OK && y->reply.code != HC_RC_BADREPLY)
        keep(t, p);
    else
        hc_proc_free(p);
}

static HC_CO hc_code start(hc_target *t, hc_err *err)
{
    hc_proc *p;
    if (t->idle)
        return HC_OK;
    hc_code c = spawn(t, &p, err);
    if (c != HC_OK)
        return hc_err_ctx(err, HC_E_USAGE, "cannot start the program of '%.*s': ", "'%.*s'의 프로그램을 시작할 수 없음: ",
                          HC_FS(t->conf.alias));
    keep(t, p);
    return HC_OK;
}

static HC_CO void stop(hc_target *t)
{
    for (hc_proc *p = take(t); p; p = take(t)) {
        int status;
        hc_proc_close_stdin(p);
        hc_proc_stop(p, STOP_MS, &status);
        hc_proc_free(p);
    }
}

const hc_transport hc_transport_command = {
    .build = build, .send = send_command, .start = start, .stop = stop, .limited = true,
};
