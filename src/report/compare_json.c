// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "report/compare.h"

static void number(hc_jw *w, const char *key, bool have, double v)
{
    hc_jw_kf64(w, key, have ? v : (double)NAN);       /* what cannot be computed is null */
}

static void rate(hc_jw *w, const char *key, const hc_compared *l, hc_hits h)
{
    hc_jw_key(w, key);
    hc_jw_obj(w);
    hc_jw_ki64(w, "k", l->withheld ? 0 : h.k);
    hc_jw_ki64(w, "n", l->withheld ? 0 : h.n);
    number(w, "rate", h.n && !l->withheld, h.n ? (double)h.k / h.n : 0);
    hc_jw_end(w);
}

static void difference(hc_jw *w, const hc_compared *l)
{
    const char *reason = hc_compared_reason(l);
    bool have = !reason;
    const hc_interval *i = &l->d.interval;
    hc_jw_key(w, "difference");
    hc_jw_obj(w);
    number(w, "value", have, i->point);
    number(w, "low", have, i->low);
    number(w, "high", have, i->high);
    hc_jw_kf64(w, "level", HC_LEVEL);
    if (have)
        hc_jw_kc(w, "method", i->method);
    else
        hc_jw_kc(w, "reason", reason);
    hc_jw_end(w);
}

static void tost(hc_jw *w, const hc_compared *l, double margin)
{
    const char *reason = hc_compared_reason(l);
    bool have = !reason && l->d.stat_tost == HC_STAT_OK;
    hc_jw_key(w, "equivalence");
    hc_jw_obj(w);
    hc_jw_kf64(w, "margin", margin);
    number(w, "p", have, l->d.tost.p);
    if (!have)
        hc_jw_kc(w, "reason", reason ? reason : hc_stat_reason(l->d.stat_tost));
    hc_jw_kbool(w, "shown", l->equivalent);
    hc_jw_end(w);
}

static void pairs(hc_jw *w, const hc_compared *l)
{
    const hc_difference *d = &l->d;
    bool have = !hc_compared_reason(l);
    hc_jw_key(w, "pairs");
    hc_jw_obj(w);
    hc_jw_ki64(w, "used", l->a.n);
    hc_jw_ki64(w, "dropped", (int64_t)l->n_dropped);
    hc_jw_key(w, "reasons");
    hc_jw_obj(w);
    for (size_t i = 0; i < HC_DROP_COUNT; i++)
        if (l->dropped[i])
            hc_jw_ki64(w, hc_drop_id((hc_drop)i), (int64_t)l->dropped[i]);
    hc_jw_end(w);
    hc_jw_ki64(w, "clusters", (int64_t)d->clusters);
    hc_jw_ki64(w, "gained", (int64_t)d->table.second_only);
    hc_jw_ki64(w, "lost", (int64_t)d->table.first_only);
    number(w, "correlation", have, d->correlation);
    number(w, "gain", have && d->stat_se == HC_STAT_OK, d->gain);
    number(w, "se", have && d->stat_se == HC_STAT_OK, d->se);
    number(w, "p", have, d->p);
    number(w, "p_adjusted", have, l->p_adjusted);
    if (have)
        hc_jw_kc(w, "p_method", d->p_method);
    hc_jw_end(w);
}

static void line(hc_jw *w, const hc_comparison *c, const hc_compared *l)
{
    static const char *const finding[] = {"none", "unclear", "higher", "lower"};
    hc_jw_obj(w);
    hc_jw_kstr(w, "metric", l->metric->name);
    hc_jw_kstr(w, "group", l->group);
    hc_jw_kc(w, "direction", l->metric->lower_is_better ? "lower" : "higher");
    hc_jw_kbool(w, "defined_otherwise", l->differs);
    rate(w, "first", l, l->a);
    rate(w, "second", l, l->b);
    difference(w, l);
    if (!c->unpaired)
        pairs(w, l);
    if (c->margin > 0)
        tost(w, l, c->margin);
    hc_jw_kc(w, "finding", finding[l->finding]);
    hc_jw_kbool(w, "worse", l->worse);
    hc_jw_end(w);
}

static void settings(hc_jw *w, const hc_versus *v)
{
    if (!v->setting)
        return;
    hc_jw_key(w, "settings");
    hc_jw_arr(w);
    for (size_t i = 0; i < v->n_settings; i++) {
        const hc_setting *s = &v->setting[i];
        hc_jw_obj(w);
        hc_jw_kc(w, "part", hc_setting_id(s->part));
        hc_jw_kstr(w, "setting", s->name);
        hc_jw_kstr(w, "first", s->first);
        hc_jw_kstr(w, "second", s->second);
        hc_jw_end(w);
    }
    hc_jw_end(w);
}

static void versus(hc_jw *w, const hc_comparison *c, const hc_versus *v)
{
    hc_jw_obj(w);
    hc_jw_ki64(w, "first", (int64_t)v->a);
    hc_jw_ki64(w, "second", (int64_t)v->b);
    hc_jw_kstr(w, "pack", v->pack->name);
    hc_jw_kstr(w, "provenance", v->pack->provenance);
    hc_jw_kstr(w, "split", v->pack->split);
    if (v->filtered)
        hc_jw_ki64(w, "filtered", (int64_t)v->filtered);
    if (v->grader_a.n) {
        hc_jw_key(w, "graders");
        hc_jw_strs(w, (hc_str[]){v->grader_a, v->grader_b}, 2);
    }
    settings(w, v);
    hc_jw_key(w, "lines");
    hc_jw_arr(w);
    for (size_t i = 0; i < v->n_lines; i++)
        line(w, c, &v->lines[i]);
    hc_jw_end(w);
    hc_jw_end(w);
}

void hc_compare_json(const hc_comparison *c, hc_jw *w)
{
    hc_jw_obj(w);
    hc_jw_kc(w, "design", c->unpaired ? "unpaired" : "paired");
    if (c->by.n)
        hc_jw_kstr(w, "by", c->by);
    hc_jw_kc(w, "adjust", c->unpaired || !c->adjusted ? "none" : c->adjust == HC_ADJUST_HOLM ? "holm" : "bh");
    hc_jw_ki64(w, "family", (int64_t)c->family);
    hc_jw_key(w, "sides");
    hc_jw_arr(w);
    for (size_t i = 0; i < c->n_sides; i++)
        hc_jw_str(w, c->sides[i].target);
    hc_jw_end(w);
    hc_jw_key(w, "comparisons");
    hc_jw_arr(w);
    for (size_t i = 0; i < c->n_versus; i++)
        versus(w, c, &c->versus[i]);
    hc_jw_end(w);
    hc_jw_end(w);
}
