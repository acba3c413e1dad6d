// SPDX-License-Identifier: Apache-2.0
#include "cli/outlook_out.h"

#include <math.h>

#include "text/display.h"

hc_code hc_outlooks_make(hc_cli *c, const hc_plan *plan, hc_outlooks *out, hc_err *err)
{
    hc_expected e = {.rate = 0.5, .rho = HC_OUTLOOK_RHO};
    HC_TRY(hc_opt_share(c, "expect", &e.rate, err));
    HC_TRY(hc_opt_share(c, "diff", &e.diff, err));
    HC_TRY(hc_opt_share(c, "rho", &e.rho, err));
    if (e.rate <= 0 || e.rate >= 1 || e.diff >= 1 || e.rho >= 1)
        return hc_fail(err, HC_E_USAGE, "E-PLAN-45",
                       "--expect must lie between 0 and 1, --diff and --rho below 1: a rate of 0 or 1 and answers that never differ have no spread",
                       "--expect는 0과 1 사이, --diff와 --rho는 1 미만이어야 함: 비율이 0이나 1이거나 응답이 늘 같으면 변동이 없음");
    *out = (hc_outlooks){.expected = e, .epochs = plan->epochs};
    return hc_outlook_make(c->arena, plan, &e, &out->list, &out->n, err);
}

/* ---- JSON ------------------------------------------------------------------------------------------------ */

static void count_or_null(hc_jw *w, const char *key, bool have, uint64_t v)
{
    hc_jw_key(w, key);
    if (have)
        hc_jw_i64(w, v < INT64_MAX ? (int64_t)v : INT64_MAX);
    else
        hc_jw_null(w);
}

static void json_rule(hc_jw *w, const char *key, const hc_rule_need *r)
{
    if (!r->limit.stated)
        return;
    hc_jw_key(w, key);
    hc_jw_obj(w);
    hc_jw_kf64(w, "limit", r->limit.at);
    count_or_null(w, "clusters_needed", r->units_needed > 0, r->units_needed);
    count_or_null(w, "against_max", r->against_max >= 0, (uint64_t)r->against_max);
    hc_jw_kf64(w, "power", r->power);
    hc_jw_end(w);
}

static void json_metric(hc_jw *w, const hc_outlooks *all, const hc_outlook *o)
{
    bool asked = all->expected.diff > 0 && o->units > 0;
    hc_jw_obj(w);
    hc_jw_kstr(w, "pack", o->pack->name);
    hc_jw_kstr(w, "metric", o->metric->name);
    hc_jw_ki64(w, "items", (int64_t)o->items);
    hc_jw_ki64(w, "clusters", (int64_t)o->units);
    hc_jw_kf64(w, "half_width", o->half_width);
    hc_jw_kf64(w, "visible_diff", o->visible);
    if (all->expected.diff > 0) {
        count_or_null(w, "clusters_for_diff", asked && o->units_for_diff, o->units_for_diff);
        count_or_null(w, "epochs_for_diff", asked && o->epochs_for_diff, o->epochs_for_diff);
    }
    json_rule(w, "rule_out", &o->out);
    json_rule(w, "rule_in", &o->in);
    hc_jw_end(w);
}

void hc_outlook_json(const hc_outlooks *o, hc_jw *w)
{
    hc_jw_key(w, "outlook");
    hc_jw_obj(w);
    hc_jw_kf64(w, "expect", o->expected.rate);
    hc_jw_kf64(w, "rho", o->expected.rho);
    if (o->expected.diff > 0)
        hc_jw_kf64(w, "diff", o->expected.diff);
    hc_jw_kf64(w, "level", 1 - HC_OUTLOOK_ALPHA);
    hc_jw_kf64(w, "power", HC_OUTLOOK_POWER);
    hc_jw_key(w, "metrics");
    hc_jw_arr(w);
    for (size_t i = 0; i < o->n; i++)
        json_metric(w, o, &o->list[i]);
    hc_jw_end(w);
    hc_jw_end(w);
}

/* ---- text ------------------------------------------------------------------------------------------------ */

static void say_diff(const hc_cli *c, const hc_outlooks *all, const hc_outlook *o)
{
    double points = 100 * all->expected.diff;
    if (all->expected.diff <= 0 || !o->units)
        return;
    hc_say(c, stdout, "      a difference of %.4g points: %llu clusters of items at %u epochs", "      차이 %.4g %%p: 문항 군집 %llu개(%u회차)",
           points, (unsigned long long)o->units_for_diff, all->epochs);
    if (o->epochs_for_diff)
        hc_say(c, stdout, ", or %u epochs of these items\n", ", 또는 이 문항으로 %u회차\n", o->epochs_for_diff);
    else
        hc_say(c, stdout, "; no number of epochs of these items is enough\n", "; 이 문항으로는 회차를 늘려도 부족함\n");
}

static void say_rule(const hc_cli *c, const hc_outlook *o, const hc_rule_need *r, bool above)
{
    if (!r->limit.stated)
        return;
    double limit = 100 * r->limit.at;
    if (above)
        hc_say(c, stdout, "      rule above %.6g %%: ", "      기준 %.6g %% 초과: ", limit);
    else
        hc_say(c, stdout, "      rule below %.6g %%: ", "      기준 %.6g %% 미만: ", limit);
    if (!r->units_needed)
        hc_say(c, stdout, "no number of items can show it\n", "문항이 아무리 많아도 보일 수 없음\n");
    else if (r->against_max < 0)
        hc_say(c, stdout, "cannot be shown: needs %llu clusters, the plan has %zu\n", "보일 수 없음: 군집 %llu개가 필요하나 %zu개뿐임\n",
               (unsigned long long)r->units_needed, o->units);
    else if (isnan(r->power))
        hc_say(c, stdout, "shown if at most %lld of %zu speak against it\n", "반대되는 것이 %lld개 이하면 보임(전체 %zu개)\n",
               (long long)r->against_max, o->units);
    else
        hc_say(c, stdout, "shown if at most %lld of %zu speak against it, a chance of %.0f %%\n",
               "반대되는 것이 %lld개 이하면 보임(전체 %zu개), 그럴 확률 %.0f %%\n", (long long)r->against_max, o->units, 100 * r->power);
}

void hc_outlook_say(const hc_cli *c, const hc_outlooks *all)
{
    if (all->n)
        hc_say(c, stdout, "  what it could show if rates are near %.4g %% (rho %.2g):\n", "  비율이 %.4g %% 안팎이면 보일 수 있는 것(rho %.2g):\n",
               100 * all->expected.rate, all->expected.rho);
    for (size_t i = 0; i < all->n; i++) {
        const hc_outlook *o = &all->list[i];
        hc_str pack = hc_display_safe(c->arena, o->pack->name, false);
        hc_str metric = hc_display_safe(c->arena, c->ko ? o->metric->title_ko : o->metric->title_en, false);
        hc_say(c, stdout, "    %.*s, %.*s: ", "    %.*s, %.*s: ", HC_FS(pack), HC_FS(metric));
        if (!o->units)
            hc_say(c, stdout, "no item\n", "문항 없음\n");
        else if (o->visible >= 1)
            hc_say(c, stdout, "%zu items, +-%.1f points; too few to see any difference of two targets\n",
                   "문항 %zu개, ±%.1f %%p; 두 대상의 차이를 보기에는 적음\n", o->items, 100 * o->half_width);
        else
            hc_say(c, stdout, "%zu items, +-%.1f points; two targets from %.1f points on\n", "문항 %zu개, ±%.1f %%p; 두 대상은 %.1f %%p 차이부터\n",
                   o->items, 100 * o->half_width, 100 * o->visible);
        say_diff(c, all, o);
        say_rule(c, o, &o->out, false);
        say_rule(c, o, &o->in, true);
    }
}
