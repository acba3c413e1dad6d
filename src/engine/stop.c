// SPDX-License-Identifier: Apache-2.0
#include "engine/stop.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/hash.h"
#include "score/fields.h"
#include "stats/sequence.h"

#define LEVEL HC_RULE_LEVEL

static const hc_metric *metric_of(hc_arena *a, const hc_plan *p)
{
    size_t n;
    const hc_metric *m = hc_metrics_of(a, p->packs[0].pack, &n);
    for (size_t i = 0; i < n; i++)
        if (hc_str_eq(m[i].name, p->stop_metric))
            return &m[i];
    return NULL;
}

static const hc_rule *rule_of(const hc_plan *p)
{
    for (size_t i = 0; i < p->n_rules; i++)
        if (hc_str_eq(p->rules[i].metric, p->stop_metric))
            return &p->rules[i];
    return NULL;
}

static hc_code no_rule(hc_err *err)
{
    return hc_fail(err, HC_E_CORRUPT, "E-STOP-04", "the recorded plan stops by a metric that its pack or its rules do not have",
                   "기록된 평가 계획서의 멈춤 지표가 데이터셋이나 기준에 없음");
}

/* ---- order ----------------------------------------------------------------------------------------------- */

typedef struct lot { hc_digest lot; uint32_t row; } lot;

static int by_lot(const void *x, const void *y)
{
    const lot *a = x, *b = y;
    int c = memcmp(a->lot.b, b->lot.b, sizeof a->lot.b);
    return c ? c : a->row < b->row ? -1 : a->row > b->row;
}

hc_code hc_stop_order(hc_arena *a, const hc_plan *p, hc_order *out, hc_err *err)
{
    const hc_plan_pack *pp = &p->packs[0];
    const hc_metric *m = metric_of(a, p);
    HC_AUTO(hc_arena_ptr) work = hc_arena_new();
    HC_AUTO(hc_arena_ptr) one = hc_arena_new();
    lot *lots = HC_NEW_N(work, lot, pp->n_items);
    if (!m)
        return no_rule(err);
    for (size_t i = 0; i < pp->n_items; i++) {
        char number[HC_GROUP_NUMBER];
        hc_item item;
        hc_arena_reset(one);
        hc_items_get(&pp->pack->items, pp->items[i], one, &item);
        hc_row row = {.item = &item, .addr = {.pack = pp->pack->name, .transform = HC_S("")}};
        hc_str key[2] = {HC_S("stop\n")};
        HC_TRY(hc_row_group(&row, m->cluster.n ? m->cluster : HC_S("base_id"), number, &key[1], err));
        lots[i] = (lot){hc_hmac_sha256(p->seed, key, HC_LEN(key)), (uint32_t)i};
    }
    qsort(lots, pp->n_items, sizeof *lots, by_lot);
    *out = (hc_order){.row = HC_NEW_N(a, uint32_t, pp->n_items * p->epochs), .unit = HC_NEW_N(a, uint32_t, pp->n_items * p->epochs)};
    for (size_t i = 0; i < pp->n_items; i++) {
        out->n_units += i == 0 || memcmp(lots[i].lot.b, lots[i - 1].lot.b, sizeof lots[i].lot.b) != 0;
        for (uint32_t e = 0; e < p->epochs; e++) {
            out->row[out->n] = lots[i].row * p->epochs + e;
            out->unit[out->n++] = (uint32_t)out->n_units;
        }
    }
    return HC_OK;
}

hc_code hc_stop_fits(hc_arena *a, const hc_plan *p, hc_err *err)
{
    hc_order o;
    HC_TRY(hc_stop_order(a, p, &o, err));
    const hc_metric *m = metric_of(a, p);
    size_t each = o.n_units ? o.n / o.n_units : 0;
    bool fits = each * o.n_units == o.n && (each == 1 || !m->among.n);
    for (size_t i = 0; i < o.n && fits; i++)
        fits = o.unit[i] == i / each + 1;
    if (fits)
        return HC_OK;
    return hc_fail(err, HC_E_USAGE, "E-STOP-06", "--stop-when %.*s: its clusters have different numbers of samples, so that the mean over clusters is not the rate\n"
                   "leave out --stop-when, or use a pack whose clusters are of one size",
                   "--stop-when %.*s: 군집마다 사례 수가 달라 군집 평균이 비율과 다름\n--stop-when을 빼거나 군집 크기가 같은 데이터셋을 쓰십시오",
                   HC_FS(p->stop_metric));
}

/* ---- watching -------------------------------------------------------------------------------------------- */

hc_code hc_watch_init(hc_watch *w, hc_arena *a, const hc_plan *p, const hc_order *order, const hc_rows *rows, size_t target, hc_err *err)
{
    const hc_metric *m = metric_of(a, p);
    *w = (hc_watch){.plan = p, .order = order, .rows = rows, .target = target, .a = a};
    if (!m || !rule_of(p))
        return no_rule(err);
    for (size_t i = 0; i < 2; i++)
        w->x[i] = HC_NEW_N(a, double, order->n_units);
    w->lambda = HC_NEW_N(a, double, order->n_units);
    return hc_eval_new(a, m, &w->eval, err);
}

static size_t row_at(const hc_watch *w, size_t position)
{
    return w->target * w->order->n + w->order->row[position];
}

/* The unit that begins at w->at: its end, or w->at while a sample of it is open. */
static size_t finished_to(const hc_watch *w, size_t limit)
{
    size_t i = w->at;
    for (; i < limit && w->order->unit[i] == w->order->unit[w->at]; i++)
        if (w->rows->state[row_at(w, i)] == HC_ST_OPEN)
            return w->at;
    return i;
}

static hc_code take_unit(hc_watch *w, size_t to, hc_err *err)
{
    hc_contrib before = *hc_eval_result(w->eval);
    HC_AUTO(hc_arena_ptr) one = hc_arena_new();
    for (; w->at < to; w->at++) {
        hc_row row = {0};
        hc_rows_get(w->rows, row_at(w, w->at), one, &row);
        hc_item *item = HC_NEW(w->a, hc_item);      /* its texts are keys of clusters */
        hc_items_get(w->rows->block[w->target].items, w->plan->packs[0].items[w->order->row[w->at] / w->plan->epochs], w->a, item);
        row.item = item;
        hc_eval_see(w->eval, &row);
        HC_TRY(hc_eval_place(w->eval, &row, err));
    }
    const hc_contrib *now = hc_eval_result(w->eval);
    double k = (double)(now->k - before.k), n = (double)(now->n - before.n);
    double missing = (double)(hc_rule_missing(now) - hc_rule_missing(&before));
    if (n + missing == 0)
        return HC_OK;
    w->x[0][w->n] = k / (n + missing);
    w->x[1][w->n++] = (k + missing) / (n + missing);
    return HC_OK;
}

/* Every look costs as much as has been seen; a sequence may be looked at whenever one likes, so later looks are rarer. */
static bool look_now(size_t n)
{
    size_t step = 1;
    while (n / step >= 1000)
        step *= 10;
    return n % step == 0;
}

static hc_sequence sequence_of(const hc_watch *w, bool hits)
{
    return (hc_sequence){.x = w->x[hits], .n = w->n, .alpha = 1 - LEVEL, .cap = 0.5, .share = 0.5};
}

static bool beyond(hc_watch *w, double limit, bool up)
{
    hc_sequence s = sequence_of(w, !up);
    return hc_sequence_bets(&s, w->lambda) == HC_STAT_OK && hc_sequence_excludes(&s, w->lambda, w->n, limit, up);
}

static bool decided(hc_watch *w)
{
    const hc_rule *r = rule_of(w->plan);
    HC_ASSERT(r);                       /* a plan that stops has one */
    const hc_limit limits[] = {r->out, r->in};
    for (size_t i = 0; i < HC_LEN(limits); i++)
        if (limits[i].stated && !beyond(w, limits[i].at, false) && !beyond(w, limits[i].at, true))
            return false;
    return true;
}

hc_code hc_watch_advance(hc_watch *w, size_t limit, hc_err *err)
{
    while (!w->end && w->at < limit) {
        size_t to = finished_to(w, limit), was = w->n;
        if (to == w->at)
            return HC_OK;
        HC_TRY(take_unit(w, to, err));
        if (w->n > was && look_now(w->n) && decided(w))
            w->end = w->at;
    }
    return HC_OK;
}

/* ---- record ---------------------------------------------------------------------------------------------- */

hc_entry hc_stop_entry(hc_arena *a, hc_str target, size_t index)
{
    hc_str *body = HC_NEW(a, hc_str);
    hc_body_in *field = HC_NEW(a, hc_body_in);
    *body = hc_fmt(a, "{\"index\":%zu,\"target\":\"%.*s\"}", index, HC_FS(target));
    *field = (hc_body_in){"stop_index", body, 1};
    return (hc_entry){.type = HC_ENT_CONTROL, .code = HC_S("stop_index"), .bodies = field, .n_bodies = 1};
}

typedef struct reading { hc_ledger *l; const hc_plan *p; hc_arena *a; size_t *end; } reading;

static hc_code read_stop(void *ctx, const hc_record *rec, hc_err *err)
{
    reading *r = ctx;
    hc_str body;
    hc_json *j;
    if (!hc_str_is(rec->code, "stop_index"))
        return HC_OK;
    HC_TRY(hc_ledger_body(r->l, rec->log, rec->seq, "stop_index", r->a, &body, err));
    HC_TRY(hc_json_parse(r->a, body, "stop_index", &j, err));
    size_t all = r->p->packs[0].n_items * r->p->epochs;
    int64_t index = hc_json_int(j, "index", 0);
    for (size_t t = 0; t < r->p->n_targets; t++)
        if (hc_str_eq(r->p->targets[t].alias, hc_json_str(j, "target", HC_S(""))) && index > 0 && (uint64_t)index <= all &&
            (!r->end[t] || (size_t)index < r->end[t]))
            r->end[t] = (size_t)index;
    return HC_OK;
}

hc_code hc_stop_read(hc_ledger *l, const hc_plan *p, hc_arena *a, size_t **out_end, hc_err *err)
{
    reading r = {l, p, a, HC_NEW_N(a, size_t, p->n_targets)};
    *out_end = r.end;
    return hc_ledger_each(l, HC_ENT_CONTROL, NULL, read_stop, &r, err);
}

hc_code hc_stop_hide(hc_arena *a, const hc_plan *p, const size_t *end, hc_rows *rows, hc_err *err)
{
    hc_order order;
    HC_TRY(hc_stop_order(a, p, &order, err));
    rows->beyond = HC_NEW_N(a, bool, rows->n);
    for (size_t t = 0; t < p->n_targets; t++)
        for (size_t i = end[t]; end[t] && i < order.n; i++) {
            size_t row = t * order.n + order.row[i];
            rows->beyond[row] = true;
            rows->state[row] = HC_ST_NOT_TESTED;
            if (rows->scored)
                rows->scored[row] = 0;
        }
    return HC_OK;
}

hc_code hc_stop_bounds(hc_arena *a, hc_ledger *l, const hc_plan *p, const hc_rows *rows, hc_stopped **out, hc_err *err)
{
    size_t *end;
    hc_order *order = HC_NEW(a, hc_order);
    HC_TRY(hc_stop_read(l, p, a, &end, err));
    HC_TRY(hc_stop_order(a, p, order, err));
    *out = HC_NEW_N(a, hc_stopped, p->n_targets);
    for (size_t t = 0; t < p->n_targets; t++) {
        hc_watch w;
        hc_bounds low, high;
        hc_stopped *s = &(*out)[t];
        size_t limit = end[t] ? end[t] : order->n;
        HC_TRY(hc_watch_init(&w, a, p, order, rows, t, err));
        while (w.at < limit) {
            size_t to = finished_to(&w, limit);
            if (to == w.at)
                break;
            HC_TRY(take_unit(&w, to, err));
        }
        *s = (hc_stopped){.target = p->targets[t].alias, .metric = p->stop_metric, .early = end[t] > 0 && end[t] < order->n,
                          .beyond = order->n - limit, .units = w.n, .of = order->n_units, .bounds = {NAN, NAN, NAN, (double)w.n, "confidence_sequence"}};
        hc_sequence misses = sequence_of(&w, false), hits = sequence_of(&w, true);
        if (w.at < limit || hc_sequence_bets(&misses, w.lambda) != HC_STAT_OK ||
            hc_sequence_hedged(&misses, w.lambda, w.n, &low) != HC_STAT_OK || hc_sequence_bets(&hits, w.lambda) != HC_STAT_OK ||
            hc_sequence_hedged(&hits, w.lambda, w.n, &high) != HC_STAT_OK)
            continue;
        const hc_contrib *c = hc_eval_result(w.eval);
        s->known = c->n > 0;
        s->bounds.point = c->n ? (double)c->k / (double)c->n : NAN;
        s->bounds.low = low.low;
        s->bounds.high = high.high;
    }
    return HC_OK;
}
