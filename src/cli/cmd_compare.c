// SPDX-License-Identifier: Apache-2.0
#include "cli/runs.h"
#include "cli/view.h"
#include "report/compare.h"

enum { SIDES_MAX = 64 };

/* A run is opened once, however often it is named. */
typedef struct opened { hc_str real; hc_run_ref ref; hc_recorded run; const hc_sset *set; hc_rows rows; } opened;

typedef struct named { size_t run; hc_str target; } named;      /* target "": all */

typedef struct sides {
    hc_cli *c;
    opened run[SIDES_MAX];
    size_t n_runs;
    named arg[SIDES_MAX];
    size_t n_args;
    hc_side side[SIDES_MAX];
    size_t of_run[SIDES_MAX];            /* by side */
    size_t n_sides;
    hc_match match[SIDES_MAX * SIDES_MAX];
    size_t n_matches;
} sides;

static hc_code too_many(hc_err *err)
{
    return hc_fail(err, HC_E_USAGE, "E-COMPARE-03", "more than %d runs or targets to compare", "비교할 실행이나 대상이 %d개를 넘음", SIDES_MAX);
}

static hc_code open_run(sides *s, hc_str arg, hc_err *err)
{
    hc_cli *c = s->c;
    hc_run_ref ref;
    HC_TRY(hc_run_find(c, arg, &ref, err));
    hc_str real = hc_run_real_path(c, ref.path);
    size_t i = 0;
    while (i < s->n_runs && !hc_str_eq(s->run[i].real, real))
        i++;
    if (i == SIDES_MAX || s->n_args == SIDES_MAX)
        return too_many(err);
    s->arg[s->n_args++] = (named){i, ref.target};
    if (i < s->n_runs)
        return HC_OK;
    opened *o = &s->run[i];
    o->real = real;
    HC_TRY(hc_run_open(c, arg, HC_OPEN_READ, NULL, &o->ref, &o->run, err));
    s->n_runs++;
    HC_TRY(hc_recorded_sset(&o->run, hc_opt_str(c, "scores", NULL, HC_S("")), &o->set, err));
    return hc_recorded_rows(&o->run, o->set, hc_view_answers(c, o->run.packs, o->run.n_packs), &o->rows, err);
}

static hc_code add_side(sides *s, size_t run, hc_str target, size_t *out, hc_err *err)
{
    const opened *o = &s->run[run];
    if (!hc_plan_target_of(o->run.plan, target))
        return hc_fail(err, HC_E_NOTFOUND, "E-COMPARE-04", "the run %.*s has no target \"%.*s\"; see: haechi show %.*s",
                       "실행 %.*s에 평가 대상 \"%.*s\"{이/가} 없음; 보기: haechi show %.*s", HC_FS(o->ref.name), HC_FS(target),
                       HC_FS(o->ref.path));
    for (*out = 0; *out < s->n_sides; ++*out)
        if (s->of_run[*out] == run && hc_str_eq(s->side[*out].target, target))
            return HC_OK;
    if (s->n_sides == SIDES_MAX)
        return too_many(err);
    s->of_run[s->n_sides] = run;
    s->side[s->n_sides++] = (hc_side){.target = target, .run = o->ref.path, .rows = &o->rows, .packs = o->run.packs,
                                      .n_packs = o->run.n_packs, .set = o->set ? o->set->definition : HC_S("")};
    return HC_OK;
}

/* Everything against the first; with --pairs everything against everything. */
static void pair_up(sides *s)
{
    for (size_t i = 0; i < (hc_opt_has(s->c, "pairs") ? s->n_sides : 1); i++)
        for (size_t k = i + 1; k < s->n_sides; k++)
            s->match[s->n_matches++] = (hc_match){i, k};
}

static size_t targets_of(const sides *s, const named *arg)
{
    return arg->target.n ? 1 : s->run[arg->run].run.plan->n_targets;
}

/* Runs of several targets each: the same alias is the same target. */
static hc_code by_alias(sides *s, hc_err *err)
{
    const hc_plan *first = s->run[s->arg[0].run].run.plan;
    for (size_t t = 0; t < first->n_targets; t++) {
        hc_str alias = first->targets[t].alias;
        for (size_t i = 1; i < s->n_args; i++) {
            size_t a, b;
            const hc_plan *other = s->run[s->arg[i].run].run.plan;
            if (s->arg[i].target.n ? !hc_str_eq(s->arg[i].target, alias) : !hc_plan_target_of(other, alias))
                continue;
            HC_TRY(add_side(s, s->arg[0].run, alias, &a, err));
            HC_TRY(add_side(s, s->arg[i].run, alias, &b, err));
            if (a != b)
                s->match[s->n_matches++] = (hc_match){a, b};
        }
    }
    return HC_OK;
}

static hc_code find_sides(sides *s, hc_err *err)
{
    size_t ignored, several = 0;
    for (size_t i = 0; i < s->n_args; i++)
        several += targets_of(s, &s->arg[i]) > 1;
    if (several && s->n_args > 1) {
        HC_TRY(by_alias(s, err));
    } else {
        for (size_t i = 0; i < s->n_args; i++) {
            const hc_plan *p = s->run[s->arg[i].run].run.plan;
            for (size_t t = 0; t < (s->arg[i].target.n ? 1 : p->n_targets); t++)
                HC_TRY(add_side(s, s->arg[i].run, s->arg[i].target.n ? s->arg[i].target : p->targets[t].alias, &ignored, err));
        }
        pair_up(s);
    }
    if (s->n_matches)
        return HC_OK;
    return hc_fail(err, HC_E_USAGE, "E-COMPARE-05",
                   "nothing to compare: name two runs, or two targets as RUN:TARGET\nsee: haechi help compare",
                   "비교할 것이 없음: 실행 두 개, 또는 실행:대상 두 개를 적으십시오\n보기: haechi help compare");
}

/* Short where that is enough to tell the sides apart. */
static void label_sides(sides *s)
{
    bool one_run = true, one_target = true;
    for (size_t i = 1; i < s->n_sides; i++) {
        one_run = one_run && s->of_run[i] == s->of_run[0];
        one_target = one_target && hc_str_eq(s->side[i].target, s->side[0].target);
    }
    for (size_t i = 0; i < s->n_sides; i++) {
        const hc_run_ref *ref = &s->run[s->of_run[i]].ref;
        hc_str name = ref->name;
        for (size_t k = 0; k < s->n_runs; k++)
            if (k != s->of_run[i] && hc_str_eq(s->run[k].ref.name, ref->name))
                name = ref->path;
        s->side[i].label = one_run ? s->side[i].target : one_target ? name
                           : hc_fmt(s->c->arena, "%.*s:%.*s", HC_FS(name), HC_FS(s->side[i].target));
    }
}

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

static void run_json(const sides *s, hc_jw *w)
{
    hc_jw_obj(w);
    hc_jw_key(w, "sides");
    hc_jw_arr(w);
    for (size_t i = 0; i < s->n_sides; i++) {
        const opened *o = &s->run[s->of_run[i]];
        hc_jw_obj(w);
        hc_jw_kstr(w, "label", s->side[i].label);
        hc_jw_kstr(w, "path", o->ref.path);
        hc_jw_kc(w, "plan", o->run.plan->hash);
        hc_jw_kc(w, "score_set", o->set ? o->set->digest : "");
        hc_jw_end(w);
    }
    hc_jw_end(w);
    hc_jw_end(w);
}

static void print(const sides *s, const hc_comparison *cmp)
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
        run_json(s, &w);
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

/* 5 where something is worse, 3 where that could not be told; lines about which no sample is say nothing. */
static int gate(const sides *s, const hc_comparison *cmp)
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
            } else if (l->finding == HC_FIND_NONE && (l->a.n || l->b.n || l->n_dropped)) {
                hc_say(s->c, stderr, "--fail-if-worse cannot be decided for %.*s of %.*s\n",
                       "--fail-if-worse를 판단할 수 없음: %.*s의 %.*s\n", HC_FS(s->c->ko ? side : name), HC_FS(s->c->ko ? name : side));
                out = out ? out : HC_EXIT_INCOMPLETE;
            }
        }
    return out;
}

static hc_code compare(sides *s, int *out_gate, hc_err *err)
{
    hc_cli *c = s->c;
    hc_comparison cmp;
    hc_compare_wish w = {.where = hc_opt_str(c, "where", NULL, HC_S("")), .by = hc_opt_str(c, "by", NULL, HC_S("")),
                         .allow_partial = hc_opt_has(c, "allow-partial"), .unpaired = hc_opt_has(c, "unpaired")};
    HC_TRY(read_margin(c, &w.margin, err));
    HC_TRY(read_adjust(c, &w, err));
    if (w.unpaired && w.margin > 0)
        return hc_fail(err, HC_E_USAGE, "E-COMPARE-08", "--margin needs pairs; leave --unpaired out", "--margin은 짝비교에만 쓸 수 있음; --unpaired를 빼십시오");
    for (size_t i = 0; i < c->n_args || (i == 0 && !c->n_args); i++)
        HC_TRY(open_run(s, c->n_args ? c->args[i] : HC_S(""), err));
    HC_TRY(find_sides(s, err));
    label_sides(s);
    w.sides = s->side;
    w.n_sides = s->n_sides;
    w.match = s->match;
    w.n_matches = s->n_matches;
    HC_TRY(hc_compare_make(c->arena, &w, &cmp, err));
    print(s, &cmp);
    *out_gate = gate(s, &cmp);
    return HC_OK;
}

int hc_cmd_compare(hc_cli *c)
{
    hc_err err = {0};
    int code_gate = HC_EXIT_OK;
    sides *s = HC_NEW(c->arena, sides);
    s->c = c;
    hc_code code = compare(s, &code_gate, &err);
    for (size_t i = 0; i < s->n_runs; i++)
        hc_recorded_close(&s->run[i].run, HC_OK, NULL);
    return code == HC_OK ? code_gate : hc_complain(c, &err);
}
