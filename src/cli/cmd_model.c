// SPDX-License-Identifier: Apache-2.0
#include "cli/session.h"
#include "report/masking.h"
#include "text/display.h"

static void list_line(hc_cli *c, const hc_target_conf *m, hc_jw *w)
{
    hc_str key;
    bool found = hc_target_key(c->arena, m, &key, NULL) == HC_OK;
    const char *en = !found ? "missing" : key.n ? "found" : "not needed";
    if (!w) {
        hc_say(c, stdout, "%.*s  %.*s  %.*s  key %s%.0s\n", "%.*s  %.*s  %.*s  키 %.0s%s\n", HC_FS(m->alias), HC_FS(m->adapter),
               HC_FS(m->base_url.n ? m->base_url : HC_S("-")), en, !found ? "없음" : key.n ? "있음" : "필요 없음");
        return;
    }
    hc_jw_obj(w);
    hc_jw_kstr(w, "alias", m->alias);
    hc_jw_kstr(w, "adapter", m->adapter);
    hc_jw_kstr(w, "base_url", m->base_url);
    hc_jw_kc(w, "key", en);
    hc_jw_end(w);
}

static int list(hc_cli *c)
{
    HC_AUTO(hc_buf) b;
    hc_jw w;
    bool json = hc_opt_has(c, "json");
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_arr(&w);
    for (size_t i = 0; i < c->config.n_models; i++)
        list_line(c, &c->config.models[i], json ? &w : NULL);
    hc_jw_end(&w);
    if (json)
        hc_out_result(c, hc_buf_view(&b));
    else if (!c->config.n_models)
        hc_say(c, stdout, "haechi.yaml names no models; -m also takes openai/NAME, anthropic/NAME, http://HOST:PORT/v1#NAME, "
               "local:FILE.gguf, command:PROGRAM, ref:NAME\n",
               "haechi.yaml에 모델이 없음; -m에는 openai/이름, anthropic/이름, http://주소:포트/v1#이름, local:파일.gguf, command:프로그램, "
               "ref:이름도 쓸 수 있음\n");
    return HC_EXIT_OK;
}

typedef struct check_job { hc_cli *c; hc_session *s; hc_reply reply; hc_code code; hc_err err; } check_job;

static HC_CO void check_main(void *arg)
{
    check_job *j = arg;
    j->code = hc_target_start(j->s->targets[0], &j->err);
    if (j->code == HC_OK)
        j->code = hc_target_check(j->s->asker, j->s->targets[0], j->c->arena, &j->reply, &j->err);
    hc_target_stop(j->s->targets[0]);
}

static int check(hc_cli *c, hc_str spec)
{
    hc_err err = {0};
    hc_target_conf conf;
    hc_session s;
    hc_loop *loop = hc_loop_new();
    hc_code code = hc_target_resolve(c->arena, &c->config, spec, &conf, &err);
    if (code == HC_OK)
        code = hc_session_open(c, loop, NULL, &(hc_models){.targets = &conf, .n_targets = 1}, 0, &s, &err);
    check_job j = {.c = c, .s = &s};
    if (code == HC_OK) {
        hc_co_start(loop, check_main, &j);
        hc_loop_run(loop);
        hc_session_close(&s);
        code = j.code;
        err = j.err;
    }
    hc_loop_free(loop);
    if (code != HC_OK)
        return hc_complain(c, &err);
    hc_mask_reply((hc_mask){c->arena, false}, &j.reply);
    hc_str text = hc_display_cut(c->arena, hc_display_safe(c->arena, j.reply.text, false), 200);
    hc_say(c, stdout, "%.*s: %s, %lld + %lld tokens\n", "%.*s: %s, 토큰 %lld + %lld\n", HC_FS(conf.alias),
           hc_reply_code_id(j.reply.code), (long long)j.reply.tokens_in, (long long)j.reply.tokens_out);
    if (text.n)
        printf("  %.*s\n", HC_FS(text));
    if (j.reply.error.n)
        printf("  %.*s\n", HC_FS(hc_display_safe(c->arena, j.reply.error, false)));
    return hc_reply_complete(j.reply.code) ? HC_EXIT_OK : HC_EXIT_INCOMPLETE;
}

int hc_cmd_model(hc_cli *c)
{
    hc_err err = {0};
    if (c->n_args == 1 && hc_str_is(c->args[0], "ls"))
        return list(c);
    if (c->n_args == 2 && hc_str_is(c->args[0], "check"))
        return check(c, c->args[1]);
    hc_fail(&err, HC_E_USAGE, "E-CLI-07", "usage: haechi model ls | haechi model check MODEL",
            "사용법: haechi model ls | haechi model check 모델");
    return hc_complain(c, &err);
}
