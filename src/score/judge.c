// SPDX-License-Identifier: Apache-2.0
/*
 * The panel. Members are asked one after the other and all of them, whatever the first ones said: what is on the tape does
 * not depend on who answered sooner.
 */
#include "score/score_int.h"

static HC_CO hc_code ask_member(const hc_judge_with *with, const hc_judge_case *c, size_t member, hc_arena *a, hc_outcome *out,
                                hc_err *err)
{
    bool ko = hc_pack_is_korean(c->pack);
    hc_addr addr = c->addr;
    addr.strand = hc_fmt(a, "s:%.12s/%zu", with->set->digest, member);
    if (with->redo)
        addr.strand = hc_fmt(a, "%.*s#%d", HC_FS(addr.strand), with->redo);
    addr.attempt = 0;
    addr.step = 0;
    hc_digest d = hc_addr_random(with->seed, &addr, "fence", 0);
    char fence[17];
    hc_hex(d.b, 8, fence);
    hc_chat chat;
    HC_TRY(hc_judge_prompt(a, c, hc_str_c(fence), &chat, err));
    chat.params = with->set->judge_params;
    chat.params.schema = hc_judge_schema(a, c->pack);
    for (; addr.step < 2; addr.step++) {
        hc_reply reply;
        hc_code code = hc_ask(with->asker, with->set->members[member], &addr, &chat, a, &reply, err);
        if (code == HC_E_UNSUPPORTED) {
            *out = (hc_outcome){.scorer = HC_S("judge"), .kind = HC_OUT_FAILED,
                                .reason = ko ? HC_S("채점 모델이 이 질문을 받을 수 없음") : HC_S("the judge cannot take this question")};
            return HC_OK;
        }
        HC_TRY(code);
        if (!hc_reply_complete(reply.code)) {
            *out = (hc_outcome){.scorer = HC_S("judge"), .kind = HC_OUT_FAILED,
                                .reason = hc_fmt(a, "%s%s", ko ? "채점 모델 호출 실패: " : "the judge's reply failed: ",
                                                 hc_reply_code_id(reply.code))};
            return HC_OK;
        }
        hc_judge_read(a, reply.text, c->answer, c->pack, out);
        if (out->kind == HC_OUT_VALUE)
            return HC_OK;
        /* In the same message: not every endpoint takes two of one role in a row. */
        hc_judge_remind(a, &chat, ko);
    }
    return HC_OK;
}

static size_t rank_of(const hc_pack *pack, hc_str word)
{
    size_t i = 0;
    while (i < pack->n_judge_scale && !hc_str_eq(pack->judge_scale[i], word))
        i++;
    return i;
}

static hc_str split_text(hc_arena *a, const hc_outcome *m, size_t n)
{
    hc_str s = HC_S("");
    for (size_t i = 0; i < n; i++)
        s = hc_fmt(a, "%.*s%s%.*s", HC_FS(s), i ? " / " : "", HC_FS(hc_outcome_word(&m[i])));
    return s;
}

/* The rank of the panel's verdict, n_judge_scale when it has none. Half a rank goes to the worse word. */
static size_t panel_rank(const hc_outcome *m, size_t n, bool mean, const hc_pack *pack)
{
    size_t valued = 0, sum = 0, best = pack->n_judge_scale, best_count = 0;
    for (size_t i = 0; i < n; i++)
        if (m[i].kind == HC_OUT_VALUE) {
            valued++;
            sum += rank_of(pack, m[i].value);
        }
    if (mean)
        return valued ? (2 * sum + valued) / (2 * valued) : best;
    for (size_t r = 0; r < pack->n_judge_scale; r++) {
        size_t count = 0;
        for (size_t i = 0; i < n; i++)
            count += m[i].kind == HC_OUT_VALUE && rank_of(pack, m[i].value) == r;
        if (count > best_count) {
            best = r;
            best_count = count;
        }
    }
    return best_count * 2 > valued ? best : pack->n_judge_scale;
}

void hc_judge_combine(hc_arena *a, const hc_outcome *m, size_t n, bool mean, const hc_pack *pack, hc_outcome *out)
{
    if (n == 1) {
        *out = m[0];
        return;
    }
    *out = (hc_outcome){.scorer = HC_S("judge"), .reason = split_text(a, m, n)};
    size_t valued = 0, failed = 0;
    for (size_t i = 0; i < n; i++) {
        valued += m[i].kind == HC_OUT_VALUE;
        failed += m[i].kind == HC_OUT_FAILED;
    }
    size_t rank = panel_rank(m, n, mean, pack);
    if (failed) {
        out->kind = HC_OUT_FAILED; /* asked again as a whole before anything is concluded */
    } else if (valued == 0) {
        out->kind = HC_OUT_UNPARSED;
    } else if (rank >= pack->n_judge_scale) {
        out->kind = HC_OUT_UNJUDGED;
    } else {
        out->kind = HC_OUT_VALUE;
        out->value = pack->judge_scale[rank];
        for (size_t i = n; i-- > 0;)
            if (m[i].kind == HC_OUT_VALUE && hc_str_eq(m[i].value, out->value) && m[i].span.n)
                out->span = m[i].span;
    }
}

HC_CO hc_code hc_judge_panel(const hc_judge_with *with, const hc_judge_case *c, hc_arena *a, hc_outcome *out, size_t *out_n,
                             hc_err *err)
{
    bool ko = hc_pack_is_korean(c->pack);
    size_t n = with->set->n_members;
    *out_n = 1;
    if (n == 0 || !with->set->judge_ok) {
        *out = (hc_outcome){.scorer = HC_S("judge"), .kind = HC_OUT_UNJUDGED};
        if (n == 0)
            out->reason = ko ? HC_S("채점 모델이 없음") : HC_S("no judge was given");
        else
            out->reason = ko ? HC_S("채점 모델이 채점 점검을 통과하지 못함") : HC_S("the judge did not pass its tests");
        return HC_OK;
    }
    for (size_t i = 0; i < n; i++)
        HC_TRY(ask_member(with, c, i, a, &out[1 + i], err));
    hc_judge_combine(a, out + 1, n, with->set->mean, c->pack, out);
    for (size_t i = 0; i < n; i++)
        out[1 + i].scorer = hc_fmt(a, "judge/%zu", i);
    *out_n = n > 1 ? 1 + n : 1;
    return HC_OK;
}
