// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "report/judging.h"
#include "report/shift.h"

static void write_left_out(hc_jw *w, const hc_contrib *c)
{
    hc_jw_key(w, "left_out");
    hc_jw_obj(w);
    for (hc_state s = HC_ST_OPEN + 1; s < HC_ST_COUNT; s++)
        if (c->by_state[s])
            hc_jw_ki64(w, hc_state_id(s), (int64_t)c->by_state[s]);
    if (c->failed)
        hc_jw_ki64(w, "check_failed", (int64_t)c->failed);
    if (c->open)
        hc_jw_ki64(w, "open", (int64_t)c->open);
    if (c->outside)
        hc_jw_ki64(w, "outside", (int64_t)c->outside);
    if (c->too_few)
        hc_jw_ki64(w, "too_few", (int64_t)c->too_few);
    if (c->unjudged)
        hc_jw_ki64(w, "unjudged", (int64_t)c->unjudged);
    if (c->unparsed)
        hc_jw_ki64(w, "unparsed", (int64_t)c->unparsed);
    hc_jw_end(w);
}

/* Clusters that cross: the standard error of each way (CR0) and of both, as published tables have them. */
static void write_two_ways(hc_jw *w, const hc_line *l)
{
    const hc_str field[] = {l->metric->cluster, l->metric->cross};
    const size_t clusters[] = {l->counts.n_clusters, l->counts.n_cross[0]};
    const double se[] = {l->fit.se_first, l->fit.se_second};
    hc_jw_key(w, "two_way");
    hc_jw_obj(w);
    hc_jw_kf64(w, "se", l->fit.se);
    hc_jw_kf64(w, "se_naive", l->fit.se_naive);
    hc_jw_key(w, "by");
    hc_jw_arr(w);
    for (size_t i = 0; i < HC_LEN(field); i++) {
        hc_jw_obj(w);
        hc_jw_kstr(w, "field", field[i]);
        hc_jw_ki64(w, "clusters", (int64_t)clusters[i]);
        hc_jw_kf64(w, "se", se[i]);
        hc_jw_end(w);
    }
    hc_jw_end(w);
    hc_jw_end(w);
}

static void write_rule(hc_jw *w, const char *key, const hc_ruled *r)
{
    if (r->ruling == HC_RULING_NONE)
        return;
    hc_jw_key(w, key);
    hc_jw_obj(w);
    hc_jw_kf64(w, "limit", r->limit);
    hc_jw_kc(w, "verdict", hc_ruling_id(r->ruling));
    hc_jw_kf64(w, "bound", r->bound);
    if (r->reason) {
        hc_jw_kc(w, "reason", r->reason);
    } else {
        hc_jw_kc(w, "side", r->upper ? "upper" : "lower");
        hc_jw_kf64(w, "level", HC_RULE_LEVEL);
        hc_jw_kc(w, "method", r->method);
    }
    hc_jw_ki64(w, "missing", (int64_t)r->missing);
    hc_jw_end(w);
}

/* What a kind counts. */
static void write_counts(hc_jw *w, const hc_line *l)
{
    const hc_contrib *c = &l->counts;
    hc_measure kind = l->metric->kind;
    if (kind != HC_MEASURE_RATE)
        hc_jw_kc(w, "kind", hc_measure_id(kind));
    if (kind != HC_MEASURE_MEAN && kind != HC_MEASURE_RATIO)
        hc_jw_ki64(w, "k", (int64_t)c->k);
    hc_jw_ki64(w, "n", (int64_t)c->n);
    if (kind == HC_MEASURE_PASS) {
        hc_jw_ki64(w, "attempts", l->metric->attempts);
        hc_jw_ki64(w, "tasks", (int64_t)c->n_tasks);
    }
    if (kind == HC_MEASURE_DIFFERENCE) {
        hc_jw_ki64(w, "minus_k", (int64_t)c->minus_k);
        hc_jw_ki64(w, "minus_n", (int64_t)c->minus_n);
    }
}

static void write_line(hc_jw *w, const hc_table *t, const hc_line *l)
{
    bool have = hc_stat_has_number(l->stat);
    hc_jw_obj(w);
    write_counts(w, l);
    hc_jw_kf64(w, l->metric->kind == HC_MEASURE_RATE ? "rate" : "value", hc_line_known(l) ? l->interval.point : (double)NAN);
    hc_jw_kf64(w, "low", have ? l->interval.low : (double)NAN);
    hc_jw_kf64(w, "high", have ? l->interval.high : (double)NAN);
    if (l->stat != HC_STAT_OK)
        hc_jw_kc(w, "reason", hc_stat_reason(l->stat));
    hc_jw_kf64(w, "level", HC_LEVEL);
    if (have)
        hc_jw_kc(w, "method", l->interval.method);
    hc_jw_ki64(w, "clusters", (int64_t)l->counts.n_clusters);
    if (l->counts.n_cross[0])
        write_two_ways(w, l);
    if (l->stop) {
        hc_jw_key(w, "stop");
        hc_jw_obj(w);
        hc_jw_kstr(w, "metric", l->stop->metric);
        hc_jw_kbool(w, "early", l->stop->early);
        hc_jw_ki64(w, "clusters", (int64_t)l->stop->units);
        hc_jw_ki64(w, "of", (int64_t)l->stop->of);
        hc_jw_ki64(w, "samples_beyond", (int64_t)l->stop->beyond);
        hc_jw_end(w);
    }
    write_rule(w, "rule_out", &l->out);
    write_rule(w, "rule_in", &l->in);
    hc_jw_kc(w, "direction", l->metric->lower_is_better ? "lower" : "higher");
    hc_jw_kc(w, "unparsed", l->metric->unparsed_counts ? "counted" : "left_out");
    if (l->counts.grey_in_n)
        hc_jw_ki64(w, "grey", (int64_t)l->counts.grey_in_n);
    if (l->metric->epochs != HC_EPOCHS_MEAN)
        hc_jw_kc(w, "epochs", hc_epochs_id(l->metric->epochs));
    if (l->by_judge)
        hc_jw_ki64(w, "by_judge", (int64_t)l->by_judge);
    if (hc_line_uncalibrated(t, l))
        hc_jw_kbool(w, "uncalibrated", true);
    write_left_out(w, &l->counts);
    hc_jw_end(w);
}

static void write_metrics(hc_jw *w, const hc_table *table, const hc_tally *t, hc_str group)
{
    hc_jw_key(w, "metrics");
    hc_jw_obj(w);
    for (size_t i = 0; i < t->n_lines; i++)
        if (hc_str_eq(t->lines[i].group, group)) {
            hc_jw_key_s(w, t->lines[i].metric->name);
            write_line(w, table, &t->lines[i]);
        }
    hc_jw_end(w);
}

static void write_groups(hc_jw *w, const hc_table *table, const hc_tally *t)
{
    hc_jw_key(w, "groups");
    hc_jw_arr(w);
    for (size_t i = 0; i < t->n_lines; i++) {
        hc_str group = t->lines[i].group;
        if (!group.n || (i && hc_str_eq(t->lines[i - 1].group, group)))
            continue;
        hc_jw_obj(w);
        hc_jw_kstr(w, "group", group);
        write_metrics(w, table, t, group);
        hc_jw_end(w);
    }
    hc_jw_end(w);
}

static void write_tally(hc_jw *w, const hc_table *table, const hc_tally *t)
{
    hc_jw_obj(w);
    hc_jw_kstr(w, "target", t->target);
    hc_jw_kstr(w, "pack", t->pack->name);
    if (t->transform.n)
        hc_jw_kstr(w, "transform", t->transform);
    hc_jw_ki64(w, "items", (int64_t)t->pack->n_items);
    hc_jw_ki64(w, "samples", (int64_t)t->samples);
    hc_jw_ki64(w, "redone", (int64_t)t->redone);
    hc_jw_key(w, "states");
    hc_jw_obj(w);
    for (hc_state s = HC_ST_OPEN; s < HC_ST_COUNT; s++)
        if (t->states[s])
            hc_jw_ki64(w, hc_state_id(s), (int64_t)t->states[s]);
    hc_jw_end(w);
    write_metrics(w, table, t, HC_S(""));
    if (table->by.n && !t->floor)
        write_groups(w, table, t);
    hc_jw_end(w);
}

static void write_tallies(hc_jw *w, const hc_table *t, const char *key, bool floor)
{
    hc_jw_key(w, key);
    hc_jw_arr(w);
    for (size_t i = 0; i < t->n_tally; i++)
        if (t->tally[i].floor == floor)
            write_tally(w, t, &t->tally[i]);
    hc_jw_end(w);
}

static void write_packs(hc_jw *w, const hc_table *t)
{
    hc_jw_key(w, "packs");
    hc_jw_arr(w);
    for (size_t i = 0; i < t->n_tally; i++) {
        const hc_pack *p = t->tally[i].pack;
        char hex[HC_SHA256_HEX];
        if (i && t->tally[i - 1].pack == p)
            continue;
        hc_hex(p->digest.b, sizeof p->digest.b, hex);
        hc_jw_obj(w);
        hc_jw_kstr(w, "name", p->name);
        hc_jw_kstr(w, "version", p->version);
        hc_jw_kc(w, "digest", hex);
        hc_jw_ki64(w, "items", (int64_t)p->n_items);
        hc_jw_kstr(w, "provenance", p->provenance);
        if (p->draft)
            hc_jw_kbool(w, "draft", true);
        if (p->split.n)
            hc_jw_kstr(w, "split", p->split);
        hc_jw_end(w);
    }
    hc_jw_end(w);
}

void hc_table_json(const hc_table *t, const hc_beside *beside, hc_jw *w)
{
    hc_jw_obj(w);
    write_packs(w, t);
    if (t->by.n)
        hc_jw_kstr(w, "by", t->by);
    if (t->fixed)
        hc_jw_kc(w, "estimand", "fixed");
    if (t->filtered)
        hc_jw_ki64(w, "filtered", (int64_t)t->filtered);
    write_tallies(w, t, "targets", false);
    write_tallies(w, t, "floor", true);
    if (beside && beside->shifts) {
        hc_jw_key(w, "transforms");
        hc_shifts_json(beside->shifts, w);
    }
    if (beside && beside->judging) {
        hc_jw_key(w, "judge");
        hc_judging_json(beside->judging, w);
    }
    if (beside && beside->people) {
        hc_jw_key(w, "by_people");
        hc_by_people_json(beside->people, beside->n_people, w);
    }
    if (beside && beside->corrected) {
        hc_jw_key(w, "calibrated");
        hc_corrected_json(beside->corrected, beside->n_corrected, w);
    }
    hc_jw_end(w);
}
