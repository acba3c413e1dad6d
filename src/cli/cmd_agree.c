// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

#include "cli/runs.h"
#include "cli/votes.h"
#include "report/masking.h"

static hc_code no_such_question(const hc_votes *k, hc_err *err)
{
    hc_str list = HC_S("");
    for (size_t i = 0; i < k->asked.n && i < 20; i++)
        list = hc_fmt(k->a, "%.*s%s%.*s", HC_FS(list), i ? ", " : "", HC_FS(k->asked.entries[i].key));
    return hc_fail(err, HC_E_NOTFOUND, "E-CLI-60", "nobody answers the question \"%.*s\" in this run; there are: %.*s",
                   "이 실행에 질문 \"%.*s\"의 판정이 없음; 있는 질문: %.*s", HC_FS(k->question), HC_FS(list));
}

static hc_code agree(hc_cli *c, hc_recorded *r, hc_str target, hc_err *err)
{
    HC_AUTO(hc_buf) b = {0};
    hc_jw w;
    hc_agreement *lines;
    size_t n;
    const hc_sset *set;
    hc_votes k = {.a = c->arena, .r = r, .target = target, .question = hc_opt_str(c, "question", NULL, HC_S("")),
                   .by = hc_opt_str(c, "by", NULL, HC_S(""))};
    hc_agree_wish wish = {.groups = k.by.n > 0, .level = 0.95, .seed = 1};
    hc_str at = hc_opt_str(c, "at", NULL, HC_S(""));
    wish.has_at = at.n > 0;
    if (at.n && !hc_parse_f64(at, &wish.at))
        return hc_fail(err, HC_E_USAGE, "E-CLI-05", "--at \"%.*s\" is not a number", "--at \"%.*s\": 수가 아님", HC_FS(at));
    HC_TRY(hc_recorded_sset(r, hc_opt_str(c, "scores", NULL, HC_S("")), &set, err));
    HC_TRY(hc_votes_collect(&k, set, err));
    if (!k.n && k.asked.n)
        return no_such_question(&k, err);
    wish.votes = k.votes;
    wish.n = k.n;
    hc_agree_make(c->arena, &wish, &lines, &n);
    for (size_t i = 0; i < n; i++)
        lines[i].group = hc_mask_text((hc_mask){c->arena, c->bare}, lines[i].group);
    hc_buf_init(&b, SIZE_MAX);
    if (hc_opt_has(c, "json")) {
        hc_jw_init(&w, &b);
        hc_agree_json(lines, n, &w);
        hc_out_result(c, hc_buf_view(&b));
        return HC_OK;
    }
    hc_agree_text(c->arena, lines, n, c->ko, &b);
    fwrite(b.p, 1, b.n, stdout);
    if (!n)
        hc_say(c, stdout, "nobody has rated a sample of this run\n", "이 실행에 평가자의 판정이 없음\n");
    return HC_OK;
}

int hc_cmd_agree(hc_cli *c)
{
    return hc_run_read(c, agree);
}
