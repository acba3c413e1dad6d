// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

#include "base/map.h"
#include "cli/runs.h"
#include "core/label.h"
#include "report/agree.h"
#include "score/fields.h"

typedef struct collector {
    hc_cli *c;
    hc_recorded *r;
    hc_rows rows;
    hc_str target, question, by;
    hc_map newest;                 /* sample, rater, question -> vote + 1 */
    hc_vote *votes;
    int64_t *when;                 /* of each vote */
    size_t n, cap, cap_when;
    hc_map asked;                  /* questions that were answered but not wanted */
} collector;

/* Of one rater on one sample the newest label counts, as in hc_ledger_labels. */
static hc_code add(collector *k, const hc_row *row, const hc_label *label, int64_t t_us, hc_err *err)
{
    hc_arena *a = k->c->arena;
    char number[HC_GROUP_NUMBER];
    hc_str group = HC_S(""), unit = hc_addr_sample_key(a, &row->addr);
    if (k->question.n && !hc_str_eq(label->question, k->question)) {
        hc_map_put_new(&k->asked, hc_str_dup(a, label->question), k);
        return HC_OK;
    }
    if (k->by.n)
        HC_TRY(hc_row_group(row, k->by, number, &group, err));
    hc_vote vote = {unit, hc_str_dup(a, group), hc_str_dup(a, label->rater), hc_str_dup(a, label->question),
                    hc_str_dup(a, label->value)};
    hc_str key = hc_fmt(a, "%.*s\x1F%.*s\x1F%.*s", HC_FS(unit), HC_FS(vote.rater), HC_FS(vote.question));
    size_t at = (uintptr_t)hc_map_put_new(&k->newest, key, (void *)(k->n + 1)) - 1;
    if (at == k->n) {
        HC_GROW(a, k->votes, k->n, k->cap);
        HC_GROW(a, k->when, k->n, k->cap_when);
        k->when[k->n++] = t_us;
    }
    if (t_us >= k->when[at]) {
        k->votes[at] = vote;
        k->when[at] = t_us;
    }
    return HC_OK;
}

static bool wanted(const collector *k, const hc_row *row)
{
    return !k->target.n || hc_str_eq(k->target, row->addr.target);
}

static hc_code take_label(void *ctx, const hc_record *r, hc_err *err)
{
    collector *k = ctx;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    size_t at = hc_rows_find(&k->rows, &r->addr);
    hc_label *labels = NULL;
    size_t n = 0, cap = 0;
    hc_str body;
    hc_row row;
    if (at == SIZE_MAX)
        return HC_OK;
    hc_rows_get(&k->rows, at, a, &row);
    if (!wanted(k, &row))
        return HC_OK;
    HC_TRY(hc_ledger_body(k->r->ledger, r->log, r->seq, "label", a, &body, err));
    HC_TRY(hc_labels_merge(a, body, &labels, &n, &cap, err));
    for (size_t i = 0; i < n; i++)
        HC_TRY(add(k, &row, &labels[i], r->t_us, err));
    return HC_OK;
}

/* Our verdict and the members of a panel answer the question "verdict". */
static hc_code take_outcomes(collector *k, hc_err *err)
{
    HC_AUTO(hc_cursor) cursor;
    hc_cursor_init(&cursor, &k->rows);
    for (size_t i = 0; i < k->rows.n; i++) {
        const hc_row *row = hc_cursor_at(&cursor, i);
        for (size_t o = 0; o < row->n_outcomes && wanted(k, row); o++) {
            const hc_outcome *is = &row->outcomes[o];
            bool votes = o == 0 || hc_str_starts(is->scorer, HC_S("judge"));
            hc_label label = {is->scorer, HC_S("verdict"), is->value};
            if (votes && is->kind == HC_OUT_VALUE)
                HC_TRY(add(k, row, &label, 0, err));
        }
    }
    return HC_OK;
}

static hc_code no_such_question(const collector *k, hc_err *err)
{
    hc_str list = HC_S("");
    for (size_t i = 0; i < k->asked.n && i < 20; i++)
        list = hc_fmt(k->c->arena, "%.*s%s%.*s", HC_FS(list), i ? ", " : "", HC_FS(k->asked.entries[i].key));
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
    collector k = {.c = c, .r = r, .target = target, .question = hc_opt_str(c, "question", NULL, HC_S("")),
                   .by = hc_opt_str(c, "by", NULL, HC_S(""))};
    hc_agree_wish wish = {.groups = k.by.n > 0, .level = 0.95, .seed = 1};
    hc_str at = hc_opt_str(c, "at", NULL, HC_S(""));
    wish.has_at = at.n > 0;
    if (at.n && !hc_parse_f64(at, &wish.at))
        return hc_fail(err, HC_E_USAGE, "E-CLI-05", "--at \"%.*s\" is not a number", "--at \"%.*s\": 수가 아님", HC_FS(at));
    hc_map_init(&k.newest, c->arena);
    hc_map_init(&k.asked, c->arena);
    HC_TRY(hc_recorded_sset(r, hc_opt_str(c, "scores", NULL, HC_S("")), &set, err));
    HC_TRY(hc_recorded_rows(r, set, false, &k.rows, err));
    HC_TRY(hc_ledger_each(r->ledger, HC_ENT_LABEL, NULL, take_label, &k, err));
    HC_TRY(take_outcomes(&k, err));
    if (!k.n && k.asked.n)
        return no_such_question(&k, err);
    wish.votes = k.votes;
    wish.n = k.n;
    hc_agree_make(c->arena, &wish, &lines, &n);
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
