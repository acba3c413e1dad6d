// SPDX-License-Identifier: Apache-2.0
#include "engine/outlook.h"

#include <math.h>

#include "score/fields.h"
#include "stats/power.h"

static const hc_test_plan test = {HC_OUTLOOK_ALPHA, HC_OUTLOOK_POWER};

/* A sample that is open counts as open in every metric that some verdict would put it into. */
static hc_code count_units(hc_arena *a, const hc_plan_pack *pp, const hc_metric *m, hc_outlook *o, hc_err *err)
{
    hc_eval *ev;
    hc_map clusters[2];
    HC_AUTO(hc_arena_ptr) item_arena = hc_arena_new();
    const hc_str fields[] = {m->cluster.n ? m->cluster : HC_S("base_id"), m->cross};
    for (size_t i = 0; i < HC_LEN(clusters); i++)
        hc_map_init(&clusters[i], a);
    HC_TRY(hc_eval_new(a, m, &ev, err));
    for (size_t i = 0; i < pp->n_items; i++) {
        char number[HC_GROUP_NUMBER];
        hc_str key;
        hc_item item;
        hc_arena_reset(item_arena);
        hc_items_get(&pp->pack->items, pp->items[i], item_arena, &item);
        hc_row row = {.item = &item, .state = HC_ST_OPEN, .addr = {.pack = pp->pack->name, .transform = HC_S("")}};
        size_t before = hc_eval_result(ev)->open;
        HC_TRY(hc_eval_place(ev, &row, err));
        if (hc_eval_result(ev)->open == before)
            continue;
        o->items++;
        for (size_t k = 0; k < HC_LEN(fields) && fields[k].n; k++) {
            HC_TRY(hc_row_group(&row, fields[k], number, &key, err));
            hc_map_put(&clusters[k], hc_str_dup(a, key), o);
        }
    }
    o->units = m->cross.n && clusters[1].n < clusters[0].n ? clusters[1].n : clusters[0].n;
    return HC_OK;
}

static hc_paired_design design(const hc_expected *e, double answers)
{
    double pq = e->rate * (1 - e->rate), within = (1 - e->rho) * pq;
    return (hc_paired_design){.omega2 = 2 * e->rho * pq * (1 - e->rho), .var_a = within, .var_b = within, .k_a = answers, .k_b = answers};
}

static uint64_t units_for(const hc_expected *e, double answers)
{
    hc_paired_design d = design(e, answers);
    double n;
    return hc_n_paired(&d, e->diff, test, &n) == HC_STAT_OK ? hc_whole_n(n) : 0;
}

static void look_at_difference(hc_outlook *o, const hc_expected *e, uint32_t epochs)
{
    double items_each = (double)o->items / (double)o->units;
    hc_paired_design d = design(e, items_each * epochs);
    (void)hc_mde_paired(&d, (double)o->units, test, &o->visible);
    if (e->diff <= 0)
        return;
    o->units_for_diff = units_for(e, items_each * epochs);
    if (o->metric->epochs != HC_EPOCHS_MEAN)
        return;
    /* More epochs never need more units. */
    uint32_t low = 0, high = HC_OUTLOOK_EPOCHS_MAX;
    if (units_for(e, items_each * high) > o->units)
        return;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (units_for(e, items_each * middle) > o->units)
            low = middle;
        else
            high = middle;
    }
    o->epochs_for_diff = high;
}

static void look_at_width(hc_outlook *o, const hc_expected *e, uint32_t epochs)
{
    double samples = (double)o->items * epochs, deff;
    hc_interval ci;
    if (hc_design_effect(samples / (double)o->units, e->rho, &deff) != HC_STAT_OK)
        return;
    double n = samples / deff;
    if (hc_wilson(e->rate * n, n, 0.95, &ci) == HC_STAT_OK)
        o->half_width = (ci.high - ci.low) / 2;
}

/* "Above x" of hits is "below 1-x" of misses. */
static hc_rule_need need_of(hc_limit limit, bool above, size_t units, double expected)
{
    hc_rule_need r = {.limit = limit, .against_max = -1, .power = NAN};
    double x = above ? 1 - limit.at : limit.at, p = above ? 1 - expected : expected;
    hc_exact_power exact;
    if (!limit.stated || hc_n_for_claim(0, x, 1 - HC_OUTLOOK_ALPHA, &r.units_needed) != HC_STAT_OK ||
        hc_power_binomial(units, x, p < x ? p : x / 2, HC_OUTLOOK_ALPHA, &exact) != HC_STAT_OK)
        return r;
    r.against_max = exact.critical;
    if (p < x)
        r.power = exact.power;
    return r;
}

static hc_code look(hc_arena *a, const hc_plan *plan, const hc_plan_pack *pp, const hc_metric *m, const hc_expected *e,
                    hc_outlook *o, hc_err *err)
{
    *o = (hc_outlook){.pack = pp->pack, .metric = m, .half_width = NAN, .visible = NAN};
    HC_TRY(count_units(a, pp, m, o, err));
    if (o->units) {
        uint32_t epochs = m->epochs == HC_EPOCHS_MEAN ? plan->epochs : 1;
        look_at_width(o, e, epochs);
        look_at_difference(o, e, epochs);
    }
    for (size_t i = 0; i < plan->n_rules; i++)
        if (hc_str_eq(plan->rules[i].pack, pp->pack->name) && hc_str_eq(plan->rules[i].metric, m->name)) {
            o->out = need_of(plan->rules[i].out, false, o->units, e->rate);
            o->in = need_of(plan->rules[i].in, true, o->units, e->rate);
        }
    return HC_OK;
}

hc_code hc_outlook_make(hc_arena *a, const hc_plan *plan, const hc_expected *expected, hc_outlook **out, size_t *out_n, hc_err *err)
{
    size_t cap = 0;
    *out = NULL;
    *out_n = 0;
    for (size_t i = 0; i < plan->n_packs; i++) {
        size_t n_metrics;
        const hc_metric *m = hc_metrics_of(a, plan->packs[i].pack, &n_metrics);
        for (size_t k = 0; k < n_metrics; k++) {
            if (m[k].kind != HC_MEASURE_RATE)
                continue;
            HC_GROW(a, *out, *out_n, cap);
            HC_TRY(look(a, plan, &plan->packs[i], &m[k], expected, &(*out)[*out_n], err));
            ++*out_n;
        }
    }
    return HC_OK;
}
