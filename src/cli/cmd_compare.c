// SPDX-License-Identifier: Apache-2.0
#include "cli/explain.h"
#include "cli/sides.h"
#include "report/compare.h"
#include "report/masking.h"

/* ---- options --------------------------------------------------------------------------------------------- */

static hc_code read_margin(hc_cli *c, double *out, hc_err *err)
{
    hc_str text = hc_opt_str(c, "margin", NULL, HC_S("")), given = text;
    *out = 0;
    if (!text.n)
        return HC_OK;
    bool percent = hc_str_ends(text, HC_S("%p")) || hc_str_ends(text, HC_S("%"));
    if (percent)
        text = hc_str_sub(text, 0, text.n - (hc_str_ends(text, HC_S("%p")) ? 2 : 1));
    if (!hc_parse_f64(text, out) || !((*out /= percent ? 100 : 1) > 0 && *out < 1))
        return hc_fail(err, HC_E_USAGE, "E-COMPARE-06", "--margin \"%.*s\" is not a difference of rates: 0.02 or 2%%",
                       "--margin \"%.*s\": 비율의 차이가 아님. 예: 0.02 또는 2%%", HC_FS(given));
    return HC_OK;
}

static hc_code read_adjust(hc_cli *c, hc_compare_wish *w, hc_err *err)
{
    hc_str how = hc_opt_str(c, "adjust", NULL, HC_S("holm"));
    w->adjusted = !hc_str_is(how, "none");
    w->adjust = hc_str_is(how, "bh") ? HC_ADJUST_BH : HC_ADJUST_HOLM;
    if (!w->adjusted || hc_str_is(how, "holm") || hc_str_is(how, "bh"))
        return HC_OK;
    return hc_fail(err, HC_E_USAGE, "E-COMPARE-07", "--adjust \"%.*s\": write holm, bh or none",
                   "--adjust \"%.*s\": holm, bh, none 중 하나를 적으십시오", HC_FS(how));
}

/* ---- printing -------------------------------------------------------------------------------------------- */

static void print(const hc_sides *s, const hc_comparison *cmp)
{
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_cli *c = s->c;
    hc_buf_init(&b, SIZE_MAX);
    if (hc_opt_has(c, "json")) {
        hc_jw_init(&w, &b);
        hc_jw_obj(&w);
        hc_jw_key(&w, "result");
        hc_compare_json(cmp, &w);
        hc_jw_key(&w, "run");
        hc_sides_json(s, &w);
        hc_jw_end(&w);
        hc_out_json(c, hc_buf_view(&b));
        return;
    }
    if (hc_opt_has(c, "csv"))
        hc_compare_csv(cmp, &b);
    else
        hc_compare_text(c->arena, cmp, c->ko, c->colour_out, &b);
    hc_out(hc_buf_view(&b));
}

/* 5 where something is worse, 3 where that could not be told, as of a metric that is no rate; lines about which no sample is say nothing. */
static int gate(const hc_sides *s, const hc_comparison *cmp)
{
    int out = HC_EXIT_OK;
    for (size_t v = 0; hc_opt_has(s->c, "fail-if-worse") && v < cmp->n_versus; v++)
        for (size_t i = 0; i < cmp->versus[v].n_lines; i++) {
            const hc_compared *l = &cmp->versus[v].lines[i];
            hc_str name = l->metric->name, side = s->side[cmp->versus[v].b].label;
            if (l->worse) {
                hc_say(s->c, stderr, "--fail-if-worse: %.*s is worse in %.*s\n", "--fail-if-worse: %.*s의 %.*s{이/가} 나빠짐\n",
                       HC_FS(s->c->ko ? side : name), HC_FS(s->c->ko ? name : side));
                out = HC_EXIT_FAIL_IF;
            } else if (l->finding == HC_FIND_NONE && (l->a.n || l->b.n || l->n_dropped || (hc_incomparable(l->metric) && !l->group.n))) {
                hc_say(s->c, stderr, "--fail-if-worse cannot be decided for %.*s of %.*s\n",
                       "--fail-if-worse를 판단할 수 없음: %.*s의 %.*s\n", HC_FS(s->c->ko ? side : name), HC_FS(s->c->ko ? name : side));
                out = out ? out : HC_EXIT_INCOMPLETE;
            }
        }
    return out;
}

/* The whole of two runs is explained, and only that. */
static hc_code why(hc_sides *s, hc_err *err)
{
    static const char *const others[] = {"where", "by", "unpaired", "margin", "csv", "fail-if-worse", "adjust", "allow-partial"};
    for (size_t i = 0; i < HC_LEN(others); i++)
        if (hc_opt_has(s->c, others[i]))
            return hc_fail(err, HC_E_USAGE, "E-COMPARE-09", "--why explains the difference of whole runs; leave --%s out",
                           "--why는 실행 전체의 차이를 설명함; --%s{을/를} 빼십시오", others[i]);
    HC_TRY(hc_sides_open(s, err));
    return hc_why_print(s, err);
}

static hc_code compare(hc_sides *s, int *out_gate, hc_err *err)
{
    hc_cli *c = s->c;
    hc_comparison cmp, shown;
    hc_compare_wish w = {.where = hc_opt_str(c, "where", NULL, HC_S("")), .by = hc_opt_str(c, "by", NULL, HC_S("")),
                         .allow_partial = hc_opt_has(c, "allow-partial"), .unpaired = hc_opt_has(c, "unpaired"), .settings = true};
    HC_TRY(read_margin(c, &w.margin, err));
    HC_TRY(read_adjust(c, &w, err));
    if (w.unpaired && w.margin > 0)
        return hc_fail(err, HC_E_USAGE, "E-COMPARE-08", "--margin needs pairs; leave --unpaired out", "--margin은 짝비교에만 쓸 수 있음; --unpaired를 빼십시오");
    HC_TRY(hc_sides_open(s, err));
    w.sides = s->side;
    w.n_sides = s->n_sides;
    w.match = s->match;
    w.n_matches = s->n_matches;
    HC_TRY(hc_compare_make(c->arena, &w, &cmp, err));
    hc_mask_comparison((hc_mask){c->arena, c->bare}, &cmp, &shown);
    print(s, &shown);
    *out_gate = gate(s, &cmp);
    return HC_OK;
}

int hc_cmd_compare(hc_cli *c)
{
    hc_err err = {0};
    int code_gate = HC_EXIT_OK;
    hc_sides *s = HC_NEW(c->arena, hc_sides);
    s->c = c;
    hc_code code = hc_opt_has(c, "why") ? why(s, &err) : compare(s, &code_gate, &err);
    hc_sides_close(s);
    return code == HC_OK ? code_gate : hc_complain(c, &err);
}
