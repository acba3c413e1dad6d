// SPDX-License-Identifier: Apache-2.0
#include "cli/sides.h"

#include "cli/view.h"

static hc_code too_many(hc_err *err)
{
    return hc_fail(err, HC_E_USAGE, "E-COMPARE-03", "more than %d runs or targets to compare", "비교할 실행이나 대상이 %d개를 넘음", HC_SIDES_MAX);
}

static hc_code open_run(hc_sides *s, hc_str arg, hc_err *err)
{
    hc_cli *c = s->c;
    hc_run_ref ref;
    HC_TRY(hc_run_find(c, arg, &ref, err));
    hc_str real = hc_run_real_path(c, ref.path);
    size_t i = 0;
    while (i < s->n_runs && !hc_str_eq(s->run[i].real, real))
        i++;
    if (i == HC_SIDES_MAX || s->n_args == HC_SIDES_MAX)
        return too_many(err);
    s->arg[s->n_args++] = (hc_named_side){i, ref.target};
    if (i < s->n_runs)
        return HC_OK;
    hc_opened_run *o = &s->run[i];
    o->real = real;
    HC_TRY(hc_run_open(c, arg, HC_OPEN_READ, NULL, &o->ref, &o->run, err));
    s->n_runs++;
    HC_TRY(hc_recorded_sset(&o->run, hc_opt_str(c, "scores", NULL, HC_S("")), &o->set, err));
    return hc_recorded_rows(&o->run, o->set, hc_view_answers(c, o->run.packs, o->run.n_packs), &o->rows, err);
}

static hc_code add_side(hc_sides *s, size_t run, hc_str target, size_t *out, hc_err *err)
{
    const hc_opened_run *o = &s->run[run];
    if (!hc_plan_target_of(o->run.plan, target))
        return hc_fail(err, HC_E_NOTFOUND, "E-COMPARE-04", "the run %.*s has no target \"%.*s\"; see: haechi show %.*s",
                       "실행 %.*s에 평가 대상 \"%.*s\"{이/가} 없음; 보기: haechi show %.*s", HC_FS(o->ref.name), HC_FS(target),
                       HC_FS(o->ref.path));
    for (*out = 0; *out < s->n_sides; ++*out)
        if (s->of_run[*out] == run && hc_str_eq(s->side[*out].target, target))
            return HC_OK;
    if (s->n_sides == HC_SIDES_MAX)
        return too_many(err);
    s->of_run[s->n_sides] = run;
    s->side[s->n_sides++] = (hc_side){.target = target, .run = o->ref.path, .rows = &o->rows, .packs = o->run.packs,
                                      .n_packs = o->run.n_packs, .set = o->set ? o->set->definition : HC_S(""), .plan = o->run.plan->body,
                                      .endpoints = hc_ledger_endpoints(o->run.ledger)};
    return HC_OK;
}

/* Everything against the first; with --pairs everything against everything. */
static void pair_up(hc_sides *s)
{
    for (size_t i = 0; i < (hc_opt_has(s->c, "pairs") ? s->n_sides : 1); i++)
        for (size_t k = i + 1; k < s->n_sides; k++)
            s->match[s->n_matches++] = (hc_match){i, k};
}

static size_t targets_of(const hc_sides *s, const hc_named_side *arg)
{
    return arg->target.n ? 1 : s->run[arg->run].run.plan->n_targets;
}

/* Runs of several targets each: the same alias is the same target. */
static hc_code by_alias(hc_sides *s, hc_err *err)
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

static hc_code find_sides(hc_sides *s, hc_err *err)
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
    return HC_OK;
}

/* Short where that is enough to tell the sides apart. */
static void label_sides(hc_sides *s)
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

hc_code hc_sides_open_any(hc_sides *s, hc_err *err)
{
    const hc_cli *c = s->c;
    for (size_t i = 0; i < c->n_args || (i == 0 && !c->n_args); i++)
        HC_TRY(open_run(s, c->n_args ? c->args[i] : HC_S(""), err));
    HC_TRY(find_sides(s, err));
    label_sides(s);
    return HC_OK;
}

hc_code hc_sides_open(hc_sides *s, hc_err *err)
{
    HC_TRY(hc_sides_open_any(s, err));
    if (s->n_matches)
        return HC_OK;
    return hc_fail(err, HC_E_USAGE, "E-COMPARE-05",
                   "nothing to compare: name two runs, or two targets as RUN:TARGET\nsee: haechi help compare",
                   "비교할 것이 없음: 실행 두 개, 또는 실행:대상 두 개를 적으십시오\n보기: haechi help compare");
}

void hc_sides_close(hc_sides *s)
{
    for (size_t i = 0; i < s->n_runs; i++)
        hc_recorded_close(&s->run[i].run, HC_OK, NULL);
}

void hc_sides_json(const hc_sides *s, hc_jw *w)
{
    hc_jw_obj(w);
    hc_jw_key(w, "sides");
    hc_jw_arr(w);
    for (size_t i = 0; i < s->n_sides; i++) {
        const hc_opened_run *o = &s->run[s->of_run[i]];
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
