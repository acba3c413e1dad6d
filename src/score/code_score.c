// SPDX-License-Identifier: Apache-2.0
/*
 * Command scorers: a program of the pack is asked like a judge, so that what it said is recorded and a replay needs no program.
 *
 *   asked     {"answer":"...","item":{...},"state":"answered"}                      one user message, canonical JSON
 *   says      {"outcome":"correct","reason":"...","answer":"..."}                   outcome: a word of a-z and _
 */
#include "score/score_int.h"

enum { WORD_MAX = 32, ERROR_SHOWN = 300 };

hc_str hc_code_alias(hc_arena *a, hc_str id)
{
    return hc_fmt(a, "code-%.*s", HC_FS(id));
}

/* A word of its own: those that say why there is no value are not a program's to give. */
static bool is_word(hc_str s)
{
    bool ok = s.n > 0 && s.n <= WORD_MAX;
    for (size_t i = 0; ok && i < s.n; i++)
        ok = (s.p[i] >= 'a' && s.p[i] <= 'z') || s.p[i] == '_';
    for (hc_outcome_kind k = HC_OUT_VALUE; k <= HC_OUT_FAILED; k++)
        ok = ok && !hc_str_is(s, hc_outcome_kind_id(k));
    return ok;
}

void hc_code_read(hc_arena *a, hc_str text, bool korean, hc_outcome *out)
{
    hc_json *j;
    out->kind = HC_OUT_UNPARSED;
    if (hc_json_parse(a, text, "outcome", &j, NULL) != HC_OK || !is_word(hc_json_str(j, "outcome", HC_S("")))) {
        out->reason = korean ? HC_S("채점 프로그램의 답에 outcome이 없음") : HC_S("the scorer's answer has no usable outcome");
        return;
    }
    out->kind = HC_OUT_VALUE;
    out->value = hc_json_str(j, "outcome", HC_S(""));
    out->reason = hc_json_str(j, "reason", HC_S(""));
    out->answer = hc_json_str(j, "answer", HC_S(""));
}

static hc_str message(hc_arena *a, const hc_score_in *in)
{
    HC_AUTO(hc_buf) b;
    HC_AUTO(hc_buf) item;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_buf_init(&item, SIZE_MAX);
    hc_json *row;
    if (hc_json_parse(a, in->item->raw, "row", &row, NULL) == HC_OK)
        hc_json_canonical(row, &item);
    else
        hc_buf_c(&item, "{}");
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_kstr(&w, "answer", in->transcript->x[in->transcript->n - 1].reply->text);
    hc_jw_key(&w, "item");
    hc_jw_raw(&w, hc_buf_view(&item));
    hc_jw_kc(&w, "state", hc_state_id(in->state));
    hc_jw_end(&w);
    return hc_str_dup(a, hc_buf_view(&b));
}

HC_CO hc_code hc_code_ask(const hc_score_in *in, const hc_code_member *m, hc_arena *a, hc_outcome *out, hc_err *err)
{
    bool ko = hc_pack_is_korean(in->pack);
    hc_chat chat = {0};
    hc_reply reply;
    hc_addr addr = in->addr;
    addr.strand = hc_fmt(a, "s:%.12s/code-%.*s", in->set->digest, HC_FS(m->id));
    if (in->redo_judge)
        addr.strand = hc_fmt(a, "%.*s#%d", HC_FS(addr.strand), in->redo_judge);
    addr.attempt = 0;
    addr.step = 0;
    hc_chat_add(a, &chat, HC_ROLE_USER, message(a, in));
    HC_TRY(hc_ask(in->asker, m->target, &addr, &chat, a, &reply, err));
    *out = (hc_outcome){.scorer = m->id};
    if (reply.code == HC_RC_OK) {
        hc_code_read(a, reply.text, ko, out);
        return HC_OK;
    }
    out->kind = HC_OUT_FAILED;
    out->reason = hc_fmt(a, "%s%s%s%.*s", ko ? "채점 프로그램 실패: " : "the scorer failed: ", hc_reply_code_id(reply.code),
                         reply.error.n ? ": " : "", HC_FS(hc_str_sub(reply.error, 0, ERROR_SHOWN)));
    return HC_OK;
}
