// SPDX-License-Identifier: Apache-2.0
#include "cli/explain.h"

#include "engine/regrade.h"
#include "report/why.h"
#include "score/score.h"

/* ---- limits ----------------------------------------------------------------------------------------------- */

static void add_cap(hc_arena *a, hc_str *to, const char *what, int64_t n)
{
    if (n)
        *to = hc_fmt(a, "%.*s%s%s %lld", HC_FS(*to), to->n ? ", " : "", what, (long long)n);
}

/* "" = nobody knows, as of an import. */
static hc_str caps_of(hc_arena *a, const hc_plan *p, hc_str target, const hc_pack *pack)
{
    const hc_plan_target *t = hc_plan_target_of(p, target);
    hc_str s = HC_S("");
    if (!t || hc_str_is(t->adapter, HC_ADAPTER_IMPORT))
        return s;
    add_cap(a, &s, "reply tokens", t->params.max_tokens ? t->params.max_tokens : pack->defaults.max_tokens);
    add_cap(a, &s, "turns", p->turns_max);
    add_cap(a, &s, "sample tokens", p->tokens_per_sample);
    add_cap(a, &s, "sample us", p->time_per_sample_us);
    return s.n ? s : HC_S("no limit");
}

/* ---- grading as the other does ----------------------------------------------------------------------------- */

typedef struct regrader {
    hc_cli *c;
    hc_opened_run *run;                /* whose replies */
    const hc_why_side *own, *other;
    hc_grading current;                /* the other's pack graded by this program */
    struct { const hc_sset *set; hc_rows rows; } *loaded;
    size_t n_loaded;
    const hc_why_need *last;           /* found for it: last_set */
    hc_expect last_expect;
    const hc_sset *last_set;
} regrader;

static hc_code not_graded(const regrader *g, hc_str line, hc_err *err)
{
    hc_fail(err, HC_E_USAGE, "E-COMPARE-10", "the replies of %.*s have never been graded as the other run's were, so the share of the judge is not known",
            "%.*s의 응답이 다른 실행과 같은 방식으로 채점된 적이 없어 채점의 몫을 알 수 없음", HC_FS(g->own->side->label));
    hc_err_hint(err, "graded by: %.*s", "채점: %.*s", HC_FS(line));
    if (hc_str_find(line, HC_S("judge ")) >= 0)
        hc_err_hint(err, "grade them so, then ask again with --scores 1: haechi score %.*s --judge MODEL",
                    "그 채점 모델로 채점한 뒤 --scores 1로 다시 비교: haechi score %.*s --judge 모델", HC_FS(g->own->side->run));
    else
        hc_err_hint(err, "grade both by this version: haechi score %.*s; haechi score %.*s", "이 버전으로 둘 다 다시 채점: haechi score %.*s; haechi score %.*s",
                    HC_FS(g->own->side->run), HC_FS(g->other->side->run));
    return HC_E_USAGE;
}

/* The recorded set of this run that grades as the line says; NULL: there is none. */
static hc_code find_set(regrader *g, const hc_why_need *n, hc_expect e, hc_err *err)
{
    if (g->last && g->last->line.p == n->line.p && g->last_expect == e)
        return HC_OK;
    g->last = n;
    g->last_expect = e;
    g->last_set = NULL;
    for (size_t i = 0; i < g->run->run.n_ssets && !g->last_set; i++) {
        hc_grading grading;
        HC_TRY(hc_grading_read(g->c->arena, g->run->run.ssets[i].definition, g->own->pack->name, &grading, err));
        if (hc_str_eq(hc_why_line(g->c->arena, &grading, g->other->pack, e), n->line))
            g->last_set = &g->run->run.ssets[i];
    }
    return HC_OK;
}

static hc_code rows_of(regrader *g, const hc_sset *set, const hc_rows **out, hc_err *err)
{
    size_t i = 0;
    while (i < g->n_loaded && g->loaded[i].set != set)
        i++;
    *out = &g->loaded[i].rows;
    if (i < g->n_loaded)
        return HC_OK;
    g->loaded[g->n_loaded++].set = set;
    return hc_recorded_rows(&g->run->run, set, false, &g->loaded[i].rows, err);
}

static hc_code take_recorded(regrader *g, const hc_why_need *n, hc_rows *rows, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    const hc_rows *from;
    hc_row row;
    hc_rows_get(rows, n->row, a, &row);
    HC_TRY(find_set(g, n, row.item->expect, err));
    if (!g->last_set)
        return not_graded(g, n->line, err);
    HC_TRY(rows_of(g, g->last_set, &from, err));
    hc_rows_get(from, n->row, a, &row);
    hc_rows_score(rows, n->row, row.outcomes, row.n_outcomes);
    return HC_OK;
}

/* Only this program's own rules can be applied again. */
static hc_code check_current(const regrader *g, const hc_why_need *n, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_item item;
    hc_items_get(&g->other->pack->items, n->item, a, &item);
    return hc_str_eq(hc_why_line(a, &g->current, g->other->pack, item.expect), n->line) ? HC_OK : not_graded(g, n->line, err);
}

static hc_code regrade(regrader *g, const hc_why_need *need, size_t n, hc_rows *rows, hc_err *err)
{
    hc_arena *a = g->c->arena;
    hc_score_set now;
    hc_regrade_one *one = HC_NEW_N(a, hc_regrade_one, n);
    hc_regrade job = {.run = &g->run->run, .pack = g->other->pack, .set = g->other->side->set, .one = one};
    HC_TRY(hc_score_set_make(a, &(const hc_pack *){g->other->pack}, 1, NULL, 0, false, &now, err));
    HC_TRY(hc_grading_read(a, now.definition, g->other->pack->name, &g->current, err));
    g->loaded = hc_alloc_n(a, g->run->run.n_ssets + 1, sizeof *g->loaded);
    HC_TRY(hc_recorded_rows(&g->run->run, g->run->set, false, rows, err));
    for (size_t i = 0; i < n; i++) {
        if (need[i].judged) {
            HC_TRY(take_recorded(g, &need[i], rows, err));
            continue;
        }
        HC_TRY(check_current(g, &need[i], err));
        one[job.n++] = (hc_regrade_one){need[i].row, need[i].item};
    }
    return job.n ? hc_regrade_rows(&job, rows, err) : HC_OK;
}

/* ---- printing ---------------------------------------------------------------------------------------------- */

typedef struct printer { hc_sides *s; hc_buf *text; hc_jw *json; } printer;

static hc_code one_pack(printer *p, const hc_match *m, const hc_counterparts *of, hc_err *err)
{
    hc_cli *c = p->s->c;
    hc_why_side side[2];
    const size_t at[] = {m->first, m->second};
    hc_rows rows[2];
    hc_why_job *job;
    hc_why *why;
    size_t n;
    for (size_t i = 0; i < 2; i++) {
        const hc_side *s = &p->s->side[at[i]];
        side[i] = (hc_why_side){s, of->pack[i], of->block[i], caps_of(c->arena, p->s->run[p->s->of_run[at[i]]].run.plan, s->target, of->pack[i])};
    }
    HC_TRY(hc_why_open(c->arena, side, &job, err));
    for (size_t i = 0; i < 2; i++) {
        regrader g = {.c = c, .run = &p->s->run[p->s->of_run[at[i]]], .own = &side[i], .other = &side[!i]};
        HC_TRY(regrade(&g, job->need[i], job->n_need[i], &rows[i], err));
    }
    HC_TRY(hc_why_make(job, (const hc_rows *const[]){&rows[0], &rows[1]}, &why, &n, err));
    if (p->json)
        hc_why_json(job, why, n, p->json);
    else
        hc_why_text(job, why, n, c->ko, c->colour_out, p->text);
    return HC_OK;
}

static hc_code one_match(printer *p, const hc_match *m, hc_err *err)
{
    const hc_side *a = &p->s->side[m->first], *b = &p->s->side[m->second];
    bool any = false;
    for (size_t i = 0; i < a->n_packs; i++) {
        hc_counterparts of;
        if (!hc_side_counterparts(a, b, i, &of))
            continue;
        any = true;
        HC_TRY(one_pack(p, m, &of, err));
    }
    return any ? HC_OK : hc_side_strangers(a, b, err);
}

hc_code hc_why_print(hc_sides *s, hc_err *err)
{
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    bool json = hc_opt_has(s->c, "json");
    printer p = {s, &b, json ? &w : NULL};
    if (json) {
        hc_jw_obj(&w);
        hc_jw_key(&w, "result");
        hc_jw_arr(&w);
    }
    for (size_t i = 0; i < s->n_matches; i++)
        HC_TRY(one_match(&p, &s->match[i], err));
    if (!json) {
        hc_out(hc_buf_view(&b));
        return HC_OK;
    }
    hc_jw_end(&w);
    hc_jw_key(&w, "run");
    hc_sides_json(s, &w);
    hc_jw_end(&w);
    hc_out_json(s->c, hc_buf_view(&b));
    return HC_OK;
}
