// SPDX-License-Identifier: Apache-2.0
#include "cli/samples.h"

#include "cli/view.h"
#include "engine/sample.h"
#include "report/masking.h"
#include "score/fields.h"
#include "text/display.h"

enum { LINES = 50, PROMPT_COLS = 40 };

typedef struct list {
    hc_cli *c;
    const hc_recorded *r;
    const hc_sset *set;
    hc_jw *w;                  /* NULL = text */
    hc_arena *a;               /* of one line */
    uint64_t from, to;         /* places among those that fit, from 1 */
    size_t fit;
} list;

static hc_code read_limit(list *l, hc_err *err)
{
    hc_str limit = hc_opt_str(l->c, "limit", NULL, HC_S("")), rest = limit, head;
    l->from = 1;
    l->to = LINES;
    if (!limit.n)
        return HC_OK;
    hc_str_cut(&rest, '-', &head);
    bool good = rest.p ? hc_parse_u64(head, &l->from) && hc_parse_u64(rest, &l->to) : hc_parse_u64(head, &l->to);
    if (good && l->from >= 1 && l->to >= l->from)
        return HC_OK;
    return hc_fail(err, HC_E_USAGE, "E-PLAN-05", "--limit \"%.*s\" is neither a number (20) nor a range (3-7)",
                   "--limit \"%.*s\"{은/는} 개수(20)도 범위(3-7)도 아님", HC_FS(limit));
}

static void sample_json(list *l, const hc_row *row, const hc_outcome *o, size_t n)
{
    hc_jw *w = l->w;
    hc_jw_obj(w);
    hc_jw_kstr(w, "target", row->addr.target);
    hc_jw_kstr(w, "pack", row->addr.pack);
    hc_jw_kstr(w, "item", row->addr.item);
    if (row->addr.transform.n)
        hc_jw_kstr(w, "transform", row->addr.transform);
    hc_jw_ki64(w, "epoch", row->addr.epoch + 1);
    hc_jw_ki64(w, "redo", row->addr.redo);
    hc_jw_kstr(w, "domain", row->item->domain);
    hc_jw_kc(w, "expect", hc_expect_id(row->item->expect));
    hc_jw_kc(w, "state", hc_state_id(row->state));
    hc_jw_kstr(w, "prompt", hc_msg_text(l->a, &row->item->turns[0].msg));
    hc_jw_key(w, "outcomes");
    hc_jw_arr(w);
    for (size_t i = 0; i < n; i++) {
        hc_jw_obj(w);
        hc_jw_kstr(w, "scorer", o[i].scorer);
        hc_jw_kstr(w, "outcome", hc_outcome_word(&o[i]));
        hc_jw_kstr(w, "answer", o[i].answer);
        hc_jw_kstr(w, "reason", o[i].reason);
        hc_jw_end(w);
    }
    hc_jw_end(w);
    hc_jw_end(w);
}

static void sample_text(const list *l, const hc_row *row, const hc_outcome *o, size_t n)
{
    hc_str prompt = hc_display_safe(l->a, hc_msg_text(l->a, &row->item->turns[0].msg), false);
    hc_str verdict = n ? hc_outcome_word(&o[0]) : HC_S("-");
    hc_str answer = n ? hc_display_cut(l->a, hc_display_safe(l->a, o[0].answer, false), PROMPT_COLS / 2) : HC_S("");
    printf("%.*s/%.*s/%.*s#%u  %s  %.*s%s%.*s  %.*s\n", HC_FS(row->addr.target), HC_FS(hc_display_safe(l->a, row->addr.pack, false)),
           HC_FS(hc_display_safe(l->a, hc_addr_item_name(l->a, &row->addr), false)), row->addr.epoch + 1,
           l->c->ko ? hc_state_ko(row->state) : hc_state_id(row->state), HC_FS(l->c->ko ? hc_verdict_ko(verdict) : verdict),
           answer.n ? " " : "", HC_FS(answer), HC_FS(hc_display_cut(l->a, prompt, PROMPT_COLS)));
}

static hc_code print_sample(list *l, const hc_row *row, hc_err *err)
{
    hc_mask m = {l->a, l->c->bare};
    hc_outcome *o;
    size_t n;
    hc_arena_reset(l->a);
    hc_row asked = *row;
    asked.item = hc_sample_item(l->a, l->r->plan, &row->addr, row->item);
    HC_TRY(hc_recorded_outcomes(l->r, l->set, &row->addr, l->a, &o, &n, err));
    asked.item = hc_mask_item(m, asked.item);
    hc_mask_outcomes(m, o, n);
    if (l->w)
        sample_json(l, &asked, o, n);
    else
        sample_text(l, &asked, o, n);
    return HC_OK;
}

static hc_code walk(list *l, const hc_rows *rows, const hc_expr *where, hc_str target, hc_err *err)
{
    HC_AUTO(hc_cursor) cursor;
    hc_cursor_init(&cursor, rows);
    for (size_t i = 0; i < rows->n; i++) {
        hc_row *row = hc_cursor_at(&cursor, i);
        hc_expr_env env = {.field = hc_row_field, .ctx = row};
        if ((target.n && !hc_str_eq(target, row->addr.target)) || !hc_expr_true(where, &env))
            continue;
        l->fit++;
        if (l->fit >= l->from && l->fit <= l->to)
            HC_TRY(print_sample(l, row, err));
    }
    return HC_OK;
}

/* How many there are, so that nobody takes a part for the whole. */
static void print_end(const list *l, size_t all)
{
    if (l->w) {
        hc_jw_end(l->w);
        hc_jw_ki64(l->w, "from", (int64_t)l->from);
        hc_jw_ki64(l->w, "fit", (int64_t)l->fit);
        hc_jw_ki64(l->w, "of", (int64_t)all);
        hc_jw_end(l->w);
    } else if (!l->fit) {
        hc_say(l->c, stdout, "no sample fits\n", "조건에 맞는 사례가 없음\n");
    } else {
        uint64_t last = l->to < l->fit ? l->to : l->fit;
        hc_say(l->c, stderr, "samples %llu to %llu, %zu fit", "사례 %llu~%llu번째, 조건에 맞는 것은 모두 %zu건", (unsigned long long)l->from,
               (unsigned long long)last, l->fit);
        if (last < l->fit)
            hc_say(l->c, stderr, "; more: --limit %llu-%llu", "; 더 보기: --limit %llu-%llu", (unsigned long long)last + 1,
                   (unsigned long long)last * 2 - l->from + 1);
        fputc('\n', stderr);
    }
}

hc_code hc_samples_print(hc_cli *c, const hc_recorded *r, const hc_sset *set, hc_str target, hc_err *err)
{
    HC_AUTO(hc_buf) b = {0};
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_jw w;
    hc_rows rows;
    hc_expr *where = NULL;
    hc_str source = hc_opt_str(c, "where", NULL, HC_S(""));
    list l = {.c = c, .r = r, .set = set ? set : r->sset, .w = hc_opt_has(c, "json") ? &w : NULL, .a = a};
    HC_TRY(read_limit(&l, err));
    if (source.n)
        HC_TRY(hc_expr_parse(c->arena, source, "--where", hc_row_scope(), HC_T_BOOL, &where, err));
    /* Without a filter nothing asks for the outcomes of all. */
    HC_TRY(hc_recorded_rows(r, source.n ? l.set : NULL, hc_view_answers(c, NULL, 0), &rows, err));
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_key(&w, "samples");
    hc_jw_arr(&w);
    HC_TRY(walk(&l, &rows, where, target, err));
    print_end(&l, rows.n);
    if (l.w)
        hc_out_result(c, hc_buf_view(&b));
    return HC_OK;
}
