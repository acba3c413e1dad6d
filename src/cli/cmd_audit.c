// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "cli/importing.h"
#include "cli/runs.h"
#include "cli/votes.h"
#include "engine/floor.h"
#include "interop/published.h"
#include "io/file.h"
#include "report/audit.h"

typedef struct job {
    hc_cli *c;
    const hc_importer *im;
    hc_loop *loop;
    hc_arena **arena;                 /* of the runs: what is printed at the end names things of theirs */
    size_t n_arenas;
} job;

/* One part while its run is open. */
typedef struct part {
    job *j;
    const hc_pub_part *p;
    hc_recorded run;
    hc_rows rows;
    hc_audit *out;
    size_t cap_hidden;
} part;

/* ---- published figures ------------------------------------------------------------------------------------ */

static double of_line(const hc_line *l, hc_pub_what what)
{
    switch (what) {
    case HC_PUB_K: return (double)l->counts.k;
    case HC_PUB_N: return (double)l->counts.n;
    case HC_PUB_SE: return l->fit.se;
    case HC_PUB_SE_NAIVE: return l->fit.se_naive;
    case HC_PUB_SE_FIRST: return l->fit.se_first;
    case HC_PUB_SE_SECOND: return l->fit.se_second;
    case HC_PUB_POINT:
    case HC_PUB_KAPPA:
    case HC_PUB_ALPHA:
    case HC_PUB_FLEISS:
    case HC_PUB_PAIRWISE:
    case HC_PUB_UNITS:
    case HC_PUB_COUNT: break;
    }
    return l->interval.point;
}

/* One attack or task alone has no error of its own; publishers print 0. */
static bool is_error(hc_pub_what what)
{
    return what == HC_PUB_SE || what == HC_PUB_SE_NAIVE || what == HC_PUB_SE_FIRST || what == HC_PUB_SE_SECOND;
}

static void settle(hc_claim *claim, const hc_pub_figure *f, double ours)
{
    ours = isnan(ours) && is_error(f->what) ? 0 : ours;
    claim->found = true;
    claim->ours = f->scale * ours;
    claim->equal = hc_published_equal(f, ours);
}

/* Tables write Electronics-Engineering where records have electronics_engineering. */
static bool same_group(hc_str a, hc_str b)
{
    bool same = a.n == b.n;
    for (size_t i = 0; i < a.n && same; i++)
        same = hc_str_ieq(hc_str_sub(a, i, i + 1), hc_str_sub(b, i, i + 1)) || (a.p[i] == '-' && b.p[i] == '_');
    return same;
}

/* Else nothing of it was imported: the combination of target and items exists through other records alone. */
static bool has_records(const hc_tally *t, hc_str group)
{
    bool found = t->samples > t->states[HC_ST_NOT_TESTED] && !group.n;
    for (size_t i = 0; i < t->n_lines; i++)
        found = found || (same_group(group, t->lines[i].group) && t->lines[i].counts.n);
    return found;
}

static void claim_of_table(const hc_table *t, const hc_pub_figure *f, hc_claim *claim)
{
    for (size_t i = 0; i < t->n_tally && !claim->found; i++)
        for (size_t k = 0; k < t->tally[i].n_lines && !claim->found; k++) {
            const hc_line *l = &t->tally[i].lines[k];
            if (!l->floor && (!f->target.n || hc_str_eq(l->target, f->target)) && same_group(f->group, l->group) &&
                hc_str_eq(l->metric->name, f->metric) && has_records(&t->tally[i], f->group))
                settle(claim, f, of_line(l, f->what));
        }
}

static double kappa_of(const hc_agreement *g, hc_str pair)
{
    for (size_t i = 0; i < g->n_pairs; i++) {
        hc_str a = g->rater[g->pair[i].a], b = g->rater[g->pair[i].b];
        if (pair.n == a.n + b.n + 1 && hc_str_starts(pair, a) && hc_str_ends(pair, b) && hc_stat_has_number(g->pair[i].stat[HC_WEIGHTS_LINEAR]))
            return g->pair[i].kappa[HC_WEIGHTS_LINEAR].kappa;
    }
    return NAN;
}

static void claim_of_agreement(const hc_agreement *lines, size_t n, const hc_pub_figure *f, hc_claim *claim)
{
    for (size_t i = 0; i < n; i++) {
        const hc_agreement *g = &lines[i];
        if (!hc_str_eq(g->question, f->metric) || !hc_str_eq(g->group, f->group))
            continue;
        double ours = f->what == HC_PUB_KAPPA ? kappa_of(g, f->target) : f->what == HC_PUB_UNITS ? (double)g->units
                      : f->what == HC_PUB_FLEISS ? g->fleiss.kappa : f->what == HC_PUB_PAIRWISE ? g->pairwise : g->alpha[HC_METRIC_NOMINAL].a.alpha;
        settle(claim, f, ours);
        return;
    }
}

static hc_code make_table(const part *k, hc_str where, hc_str by, hc_table *out, hc_err *err)
{
    hc_table_wish w = {.packs = k->run.packs, .n_packs = k->run.n_packs, .rows = &k->rows, .where = where, .by = by, .only_target = HC_S("")};
    return hc_table_make(k->j->c->arena, &w, out, err);
}

static hc_code look_at_view(part *k, size_t view, hc_err *err)
{
    hc_arena *a = k->j->c->arena;
    const hc_pub_view *v = &k->p->views[view];
    hc_table table = {0};
    hc_agreement *lines = NULL;
    size_t n = 0;
    if (v->agreement) {
        hc_votes votes = {.a = a, .r = &k->run, .target = HC_S(""), .question = HC_S(""), .by = v->by};
        HC_TRY(hc_votes_collect(&votes, k->run.sset, err));
        hc_agree_wish w = {.votes = votes.votes, .n = votes.n, .groups = v->by.n > 0, .level = HC_LEVEL, .seed = 1};
        hc_agree_make(a, &w, &lines, &n);
    } else {
        HC_TRY(make_table(k, v->where, v->by, &table, err));
    }
    for (size_t i = 0; i < k->p->n_figures; i++) {
        const hc_pub_figure *f = &k->p->figures[i];
        hc_claim *claim = &k->out->claim[i];
        if (f->view != view)
            continue;
        *claim = (hc_claim){.where = v->where, .target = f->target, .group = f->group, .metric = f->metric, .what = hc_str_c(hc_pub_what_id(f->what)),
                            .text = f->text, .file = f->file, .line = f->line, .ours = NAN};
        if (v->agreement)
            claim_of_agreement(lines, n, f, claim);
        else
            claim_of_table(&table, f, claim);
    }
    return HC_OK;
}

/* ---- what they hide --------------------------------------------------------------------------------------- */

static hc_code look_at_finding(part *k, const hc_pub_finding *f, hc_err *err)
{
    hc_arena *a = k->j->c->arena;
    hc_table *t = HC_NEW(a, hc_table);
    HC_TRY(make_table(k, hc_str_c(f->where), HC_S(""), t, err));
    for (size_t i = 0; i < t->n_tally; i++)
        for (size_t l = 0; l < t->tally[i].n_lines; l++) {
            const hc_line *line = &t->tally[i].lines[l];
            if (line->group.n || !hc_str_is(line->metric->name, f->metric) || !line->counts.n)
                continue;
            HC_GROW(a, k->out->hidden, k->out->n_hidden, k->cap_hidden);
            k->out->hidden[k->out->n_hidden++] = (hc_hidden){hc_str_c(f->id), hc_str_c(f->en), hc_str_c(f->ko), line};
        }
    return HC_OK;
}

static hc_code look(part *k, hc_err *err)
{
    hc_table *whole = HC_NEW(k->j->c->arena, hc_table);
    HC_TRY(hc_recorded_rows(&k->run, k->run.sset, false, &k->rows, err));
    HC_TRY(make_table(k, HC_S(""), HC_S(""), whole, err));
    k->out->table = whole;
    k->out->claim = HC_NEW_N(k->j->c->arena, hc_claim, k->p->n_figures);
    k->out->n_claims = k->p->n_figures;
    for (size_t v = 0; v < k->p->n_views; v++)
        HC_TRY(look_at_view(k, v, err));
    for (size_t f = 0; f < k->p->n_findings; f++)
        HC_TRY(look_at_finding(k, &k->p->findings[f], err));
    return HC_OK;
}

/* ---- the verb --------------------------------------------------------------------------------------------- */

/* The runs stay: everything that is printed can be looked at in them. */
static hc_code path_of(const job *j, const hc_pub_part *p, size_t n_parts, hc_str *out, hc_err *err)
{
    hc_str wish = hc_opt_str(j->c, "out", NULL, HC_S(""));
    *out = HC_S("");
    if (!wish.n || (n_parts == 1 && hc_str_ends(wish, HC_S(".haechi")))) {
        *out = wish;
        return HC_OK;
    }
    HC_TRY(hc_dir_make(hc_cstr(j->c->arena, wish), 0700, err));
    *out = hc_path_join(j->c->arena, wish, hc_fmt(j->c->arena, "%.*s.haechi", HC_FS(p->name)));
    return HC_OK;
}

static hc_code audit_part(job *j, const hc_pub_part *p, size_t n_parts, hc_audit *out, hc_err *err)
{
    hc_cli *c = j->c;
    hc_foreign *f;
    hc_import_result res;
    hc_str path;
    part k = {.j = j, .p = p, .out = out};
    HC_TRY(path_of(j, p, n_parts, &path, err));
    HC_TRY(hc_import_open(c->arena, j->im, p->paths, p->n_paths, HC_S(""), &f, err));
    HC_TRY(hc_import_into(c, f, path, j->loop, &k.run, &res, err));
    *out = (hc_audit){.name = p->name, .rows = f->rows, .records = res.records, .problems = f->problems_seen,
                      .run = hc_str_dup(c->arena, hc_str_c(hc_ledger_path(k.run.ledger)))};
    hc_code code = look(&k, err);
    j->arena[j->n_arenas++] = k.run.arena;
    if (code == HC_OK)
        code = hc_ledger_close(k.run.ledger, err);
    else
        hc_ledger_abandon(k.run.ledger);
    return code;
}

static hc_code audit(job *j, hc_audit **out, size_t *out_n, hc_err *err)
{
    hc_cli *c = j->c;
    hc_pub_part *parts;
    HC_TRY(hc_need_args(c, 2, HC_ARGS_MAX, err));
    HC_TRY(hc_importer_find(c->args[0], &j->im, err));
    HC_TRY(hc_published_open(c->arena, j->im, c->args + 1, c->n_args - 1, &parts, out_n, err));
    *out = HC_NEW_N(c->arena, hc_audit, *out_n);
    j->arena = HC_NEW_N(c->arena, hc_arena *, *out_n);
    for (size_t i = 0; i < *out_n; i++)
        HC_TRY(audit_part(j, &parts[i], *out_n, &(*out)[i], err));
    return HC_OK;
}

static int print(hc_cli *c, const hc_audit *list, size_t n)
{
    HC_AUTO(hc_buf) b;
    size_t different = 0;
    hc_buf_init(&b, SIZE_MAX);
    if (hc_opt_has(c, "json")) {
        hc_jw w;
        hc_jw_init(&w, &b);
        hc_audit_json(list, n, &w);
        hc_out_result(c, hc_buf_view(&b));
    } else {
        hc_audit_text(c->arena, list, n, c->ko, c->colour_out, &b);
        hc_out(hc_buf_view(&b));
    }
    for (size_t i = 0; i < n; i++)
        different += hc_audit_count(&list[i]).different;
    return different ? HC_EXIT_INTEGRITY : HC_EXIT_OK;
}

int hc_cmd_audit(hc_cli *c)
{
    hc_err err = {0};
    hc_audit *list = NULL;
    size_t n = 0;
    job j = {.c = c, .loop = hc_loop_new()};
    hc_code code = audit(&j, &list, &n, &err);
    int status = code == HC_OK ? print(c, list, n) : hc_complain(c, &err);
    for (size_t i = 0; i < j.n_arenas; i++)
        hc_arena_free(j.arena[i]);
    hc_loop_free(j.loop);
    return status;
}
