// SPDX-License-Identifier: Apache-2.0
#include "cli/outlook_out.h"
#include "cli/prepare.h"
#include "cli/session.h"

typedef struct guess { size_t calls; int64_t tokens_in, tokens_out_max, cost_max; bool priced, bounded; } guess;

static int64_t item_bytes(const hc_item *item)
{
    int64_t n = (int64_t)item->system.n;
    for (size_t i = 0; i < item->n_turns; i++)
        for (size_t k = 0; k < item->turns[i].msg.n_parts; k++)
            n += (int64_t)item->turns[i].msg.parts[k].text.n;
    return n;
}

/* About three bytes of Korean UTF-8 or four of English make a token; three errs on the dear side. */
static void guess_item(guess *g, const hc_item *item, int64_t epochs, int64_t out)
{
    for (size_t turn = 0; turn < item->n_turns; turn++) {
        if (!hc_turn_asks(item, turn))
            continue;
        g->calls += (size_t)epochs;
        g->tokens_in += epochs * (item_bytes(item) / 3 + (int64_t)turn * out);
        g->tokens_out_max += epochs * out;
    }
}

static guess guess_target(const hc_plan *plan, const hc_target_conf *t)
{
    guess g = {.bounded = true, .priced = t->price.in >= 0 && t->price.out >= 0};
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t k = 0; k < plan->n_packs; k++) {
        const hc_plan_pack *pp = &plan->packs[k];
        int64_t limit = t->params.max_tokens ? t->params.max_tokens : pp->pack->defaults.max_tokens;
        g.bounded = g.bounded && (limit || !pp->n_items);
        for (size_t n = 0; n < plan->n_transforms; n++)
            for (size_t i = 0; i < pp->asked[n].n; i++) {
                hc_item item;
                hc_arena_reset(a);
                hc_items_get(&pp->pack->items, pp->asked[n].items[i], a, &item);
                guess_item(&g, &item, plan->epochs, limit ? limit : 1024);
            }
    }
    g.priced = g.priced && g.bounded;
    g.cost_max = g.priced ? hc_price_cost(&t->price, g.tokens_in, g.tokens_out_max, 0) : -1;
    return g;
}

/* At most two questions per judgement (the second after an unreadable one), the labelled cases included. */
static size_t judge_calls(const hc_plan *plan)
{
    size_t n = hc_plan_samples(plan);
    for (size_t k = 0; k < plan->n_packs; k++)
        n += plan->packs[k].pack->n_judge_tests;
    return 2 * n;
}

static void json_judges(const hc_prepared *p, hc_jw *w)
{
    hc_jw_key(w, "judges");
    hc_jw_arr(w);
    for (size_t i = 0; i < p->models.n_judges; i++) {
        hc_jw_obj(w);
        hc_jw_kstr(w, "judge", p->models.judges[i].alias);
        hc_jw_ki64(w, "calls_max", (int64_t)judge_calls(p->plan));
        hc_jw_kstr(w, "endpoint", p->models.judges[i].base_url);
        hc_jw_end(w);
    }
    hc_jw_end(w);
}

static void print_json(hc_cli *c, const hc_prepared *p, const hc_outlooks *o)
{
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_ki64(&w, "samples", (int64_t)hc_plan_samples(p->plan));
    hc_jw_ki64(&w, "epochs", p->plan->epochs);
    hc_jw_key(&w, "targets");
    hc_jw_arr(&w);
    for (size_t i = 0; i < p->models.n_targets; i++) {
        guess g = guess_target(p->plan, &p->models.targets[i]);
        hc_jw_obj(&w);
        hc_jw_kstr(&w, "target", p->models.targets[i].alias);
        hc_jw_ki64(&w, "calls", (int64_t)g.calls);
        hc_jw_ki64(&w, "tokens_in", g.tokens_in);
        hc_jw_ki64(&w, "tokens_out_max", g.tokens_out_max);
        hc_jw_key(&w, "cost_max_usd_micro");
        if (g.priced)
            hc_jw_i64(&w, g.cost_max);
        else
            hc_jw_null(&w);
        hc_jw_kstr(&w, "endpoint", p->models.targets[i].base_url);
        hc_jw_end(&w);
    }
    hc_jw_end(&w);
    json_judges(p, &w);
    hc_outlook_json(o, &w);
    hc_jw_end(&w);
    hc_out_result(c, hc_buf_view(&b));
}

static void print_text(hc_cli *c, const hc_prepared *p, const hc_outlooks *o)
{
    hc_prepared_say(c, p);
    for (size_t i = 0; i < p->models.n_targets; i++) {
        const hc_target_conf *t = &p->models.targets[i];
        guess g = guess_target(p->plan, t);
        hc_say(c, stdout, "  %.*s: %zu calls, about %lld tokens in, at most %lld out, ",
               "  %.*s: 호출 %zu건, 입력 토큰 약 %lld, 출력 토큰 최대 %lld, ", HC_FS(t->alias), g.calls,
               (long long)g.tokens_in, (long long)g.tokens_out_max);
        if (!g.bounded)
            hc_say(c, stdout, "no upper bound: max_tokens is not set\n", "상한 없음: max_tokens가 없음\n");
        else if (g.priced)
            hc_say(c, stdout, "at most %.*s\n", "비용 최대 %.*s\n", HC_FS(hc_money(c->arena, g.cost_max)));
        else
            hc_say(c, stdout, "price unknown\n", "가격 정보 없음\n");
        if (t->base_url.n)
            hc_say(c, stdout, "    goes to %.*s\n", "    보낼 곳 %.*s\n", HC_FS(t->base_url));
    }
    for (size_t i = 0; i < p->models.n_judges; i++)
        hc_say(c, stdout, "  judge %.*s: at most %zu calls\n    answers go to %.*s\n", "  채점 모델 %.*s: 호출 최대 %zu건\n    응답을 보낼 곳 %.*s\n",
               HC_FS(p->models.judges[i].alias), judge_calls(p->plan), HC_FS(p->models.judges[i].base_url));
    hc_outlook_say(c, o);
    hc_say(c, stdout, "  no call was made\n", "  호출은 하지 않았음\n");
}

int hc_cmd_plan(hc_cli *c)
{
    hc_err err = {0};
    hc_prepared p = {0};
    hc_outlooks o;
    hc_code code = hc_prepare(c, false, &p, &err);
    if (code == HC_OK)
        code = hc_outlooks_make(c, p.plan, &o, &err);
    if (code != HC_OK)
        return hc_complain(c, &err);
    if (hc_opt_has(c, "json"))
        print_json(c, &p, &o);
    else
        print_text(c, &p, &o);
    return HC_EXIT_OK;
}
