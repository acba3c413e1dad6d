// SPDX-License-Identifier: Apache-2.0
#include "report/agree.h"

#include <math.h>
#include <stdlib.h>

#include "base/map.h"
#include "stats/bootstrap.h"

typedef struct name { hc_str s; double value; bool number; } name;

static int by_value(const void *x, const void *y)
{
    const name *a = x, *b = y;
    if (a->number && b->number && a->value != b->value)
        return a->value < b->value ? -1 : 1;
    return hc_str_cmp(a->s, b->s);
}

/* Distinct texts, sorted; *out_numeric: all of them are numbers. */
static hc_str *distinct(hc_arena *a, const hc_map *seen, bool *out_numeric)
{
    name *names = HC_NEW_N(a, name, seen->n);
    hc_str *out = HC_NEW_N(a, hc_str, seen->n);
    *out_numeric = seen->n > 0;
    for (size_t i = 0; i < seen->n; i++) {
        names[i] = (name){.s = seen->entries[i].key};
        names[i].number = hc_parse_f64(names[i].s, &names[i].value);
        *out_numeric = *out_numeric && names[i].number;
    }
    for (size_t i = 0; i < seen->n; i++)
        names[i].number = *out_numeric;
    if (seen->n)
        qsort(names, seen->n, sizeof *names, by_value);
    for (size_t i = 0; i < seen->n; i++)
        out[i] = names[i].s;
    return out;
}

/* What one question over one group consists of. */
typedef struct sheet {
    hc_arena *a;
    const hc_agree_wish *w;
    hc_agreement *g;
    hc_map units, raters, values;    /* text -> index + 1 */
    int32_t *code;                   /* [rater][unit] */
    int32_t *packed;                 /* [most][unit]: the same votes where it does not matter whose they are */
    size_t most;                     /* votes of one unit */
    double *value;                   /* of the categories */
    double *work;
} sheet;

static size_t index_of(const hc_map *m, hc_str key)
{
    return (uintptr_t)hc_map_get(m, key) - 1;
}

static void number(hc_map *m, hc_str key)
{
    hc_map_put_new(m, key, (void *)(m->n + 1));
}

static hc_str value_of(const sheet *s, const hc_vote *v)
{
    double x;
    if (!s->w->has_at || !hc_parse_f64(v->value, &x))
        return v->value;
    return x >= s->w->at ? HC_S("yes") : HC_S("no");
}

static bool belongs(const sheet *s, const hc_vote *v)
{
    return hc_str_eq(v->question, s->g->question) && (!s->g->group.n || hc_str_eq(v->group, s->g->group));
}

static hc_ratings ratings_of(const sheet *s)
{
    return (hc_ratings){s->packed, s->most, s->g->units, s->g->k, s->g->numeric ? s->value : NULL};
}

static void fill(sheet *s)
{
    const hc_agree_wish *w = s->w;
    hc_agreement *g = s->g;
    bool ignored;
    hc_map_init(&s->units, s->a);
    hc_map_init(&s->raters, s->a);
    hc_map_init(&s->values, s->a);
    for (size_t i = 0; i < w->n; i++) {
        if (!belongs(s, &w->votes[i]))
            continue;
        number(&s->units, w->votes[i].unit);
        number(&s->raters, w->votes[i].rater);
        number(&s->values, value_of(s, &w->votes[i]));
    }
    g->units = s->units.n;
    g->n_raters = s->raters.n;
    g->k = s->values.n;
    g->rater = distinct(s->a, &s->raters, &ignored);
    g->category = distinct(s->a, &s->values, &g->numeric);
    for (size_t i = 0; i < g->n_raters; i++)
        hc_map_put(&s->raters, g->rater[i], (void *)(i + 1));
    s->value = HC_NEW_N(s->a, double, g->k + 1);
    s->work = HC_NEW_N(s->a, double, 4 * g->k + 4);
    for (size_t i = 0; i < g->k; i++) {
        hc_map_put(&s->values, g->category[i], (void *)(i + 1));
        if (g->numeric)
            hc_parse_f64(g->category[i], &s->value[i]);
    }
    size_t cells = g->n_raters * g->units;
    s->code = HC_NEW_N(s->a, int32_t, cells);
    for (size_t i = 0; i < cells; i++)
        s->code[i] = HC_NO_RATING;
    for (size_t i = 0; i < w->n; i++)
        if (belongs(s, &w->votes[i]))
            s->code[index_of(&s->raters, w->votes[i].rater) * g->units + index_of(&s->units, w->votes[i].unit)] =
                (int32_t)index_of(&s->values, value_of(s, &w->votes[i]));
}

/* Hundreds of workers who rated a few units each would make every coefficient walk over gaps. */
static void pack(sheet *s)
{
    size_t units = s->g->units, *n = HC_NEW_N(s->a, size_t, units + 1);
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t u = 0; u < units; u++)
            n[u] = 0;
        for (size_t i = 0; i < s->g->n_raters * units; i++) {
            size_t u = i % units, at = n[u];
            if (s->code[i] == HC_NO_RATING)
                continue;
            n[u]++;
            if (pass)
                s->packed[at * units + u] = s->code[i];
            else
                s->most = n[u] > s->most ? n[u] : s->most;
        }
        if (pass)
            return;
        s->packed = HC_NEW_N(s->a, int32_t, s->most * units);
        for (size_t i = 0; i < s->most * units; i++)
            s->packed[i] = HC_NO_RATING;
    }
}

/* ---- coefficients -------------------------------------------------------------------------------------- */

static void alpha(sheet *s, hc_metric_kind kind)
{
    hc_alpha_line *l = &s->g->alpha[kind];
    hc_ratings r = ratings_of(s);
    l->stat = hc_krippendorff(&r, kind, s->work, &l->a);
}

/* By resampling units. */
static void alpha_interval(sheet *s, hc_metric_kind kind)
{
    hc_alpha_line *l = &s->g->alpha[kind];
    hc_ratings r = ratings_of(s);
    l->stat_interval = l->stat;
    if (!hc_stat_has_number(l->stat))
        return;
    hc_alpha_ctx ctx = {&r, kind, s->work};
    hc_boot b = {.statistic = hc_alpha_of_units, .ctx = &ctx, .n = s->g->units, .level = s->w->level,
                 .index = HC_NEW_N(s->a, size_t, s->g->units),
                 .replicates = HC_NEW_N(s->a, double, HC_AGREE_REPLICATES), .n_replicates = HC_AGREE_REPLICATES};
    hc_boot_result res;
    hc_rng rng = hc_rng_seeded(s->w->seed);
    l->stat_interval = hc_bootstrap(&b, &rng, &res);
    l->low = res.percentile_low;
    l->high = res.percentile_high;
}

/* Votes of one unit, by category; returns how many. */
static size_t tally(const sheet *s, size_t unit, uint32_t *counts)
{
    size_t n = 0;
    for (size_t c = 0; c < s->g->k; c++)
        counts[c] = 0;
    for (size_t r = 0; r < s->g->n_raters; r++) {
        int32_t code = s->code[r * s->g->units + unit];
        if (code == HC_NO_RATING)
            continue;
        counts[code]++;
        n++;
    }
    return n;
}

/* Fleiss' kappa, pairwise agreement and the units with two votes or more. */
static void by_unit(sheet *s)
{
    hc_agreement *g = s->g;
    uint32_t *counts = HC_NEW_N(s->a, uint32_t, g->units * g->k + 1);
    size_t m = 0;
    bool even = true;
    double sum = 0;
    for (size_t u = 0; u < g->units; u++) {
        uint32_t *row = &counts[u * g->k];
        size_t n = tally(s, u, row);
        even = even && n >= 2 && (u == 0 || n == m);
        m = n;
        if (n < 2)
            continue;
        double agreeing = 0;
        for (size_t c = 0; c < g->k; c++)
            agreeing += (double)row[c] * (row[c] - 1.0);
        sum += agreeing / ((double)n * ((double)n - 1));
        g->paired++;
        g->straddle += s->w->has_at && row[0] > 0 && row[0] < n;
    }
    g->pairwise = g->paired ? sum / (double)g->paired : (double)NAN;
    g->stat_fleiss = even ? hc_fleiss_kappa(counts, g->units, g->k, &g->fleiss) : HC_STAT_EMPTY;
}

static void pair(sheet *s, size_t a, size_t b)
{
    hc_agreement *g = s->g;
    hc_rater_pair *p = &g->pair[g->n_pairs++];
    *p = (hc_rater_pair){.a = a, .b = b, .table = HC_NEW_N(s->a, uint64_t, g->k * g->k)};
    for (size_t u = 0; u < g->units; u++) {
        int32_t x = s->code[a * g->units + u], y = s->code[b * g->units + u];
        if (x == HC_NO_RATING || y == HC_NO_RATING)
            continue;
        p->table[(size_t)x * g->k + (size_t)y]++;
        p->units++;
    }
    for (hc_weights w = HC_WEIGHTS_NONE; w <= HC_WEIGHTS_QUADRATIC; w++)
        p->stat[w] = w == HC_WEIGHTS_NONE || g->numeric ? hc_cohen_kappa(p->table, g->k, w, s->work, &p->kappa[w])
                                                        : HC_STAT_EMPTY;
}

hc_metric_kind hc_agree_headline(const hc_agreement *g)
{
    return g->numeric && g->k > 2 ? HC_METRIC_ORDINAL : HC_METRIC_NOMINAL;
}

static void measure(sheet *s)
{
    hc_agreement *g = s->g;
    fill(s);
    pack(s);
    alpha(s, HC_METRIC_NOMINAL);
    g->alpha[HC_METRIC_ORDINAL].stat = g->alpha[HC_METRIC_INTERVAL].stat = HC_STAT_EMPTY;
    if (g->numeric) {
        alpha(s, HC_METRIC_ORDINAL);
        alpha(s, HC_METRIC_INTERVAL);
    }
    alpha_interval(s, hc_agree_headline(g));
    hc_ratings r = ratings_of(s);
    g->stat_gwet = g->k < 2 ? HC_STAT_NO_VARIATION : hc_gwet_ac(&r, HC_WEIGHTS_NONE, s->work, &g->gwet);
    by_unit(s);
    if (g->n_raters > HC_AGREE_RATERS_MAX)
        return;
    g->pair = HC_NEW_N(s->a, hc_rater_pair, g->n_raters * g->n_raters / 2 + 1);
    for (size_t i = 0; i < g->n_raters; i++)
        for (size_t k = i + 1; k < g->n_raters; k++)
            pair(s, i, k);
}

void hc_agree_make(hc_arena *a, const hc_agree_wish *w, hc_agreement **out, size_t *out_n)
{
    hc_map lines;
    hc_map_init(&lines, a);
    for (size_t i = 0; i < w->n; i++) {
        const hc_vote *v = &w->votes[i];
        hc_map_put_new(&lines, hc_fmt(a, "%.*s\x1F", HC_FS(v->question)), (void *)(uintptr_t)v);
        if (w->groups && v->group.n)
            hc_map_put_new(&lines, hc_fmt(a, "%.*s\x1F%.*s", HC_FS(v->question), HC_FS(v->group)), (void *)(uintptr_t)v);
    }
    *out = HC_NEW_N(a, hc_agreement, lines.n);
    *out_n = lines.n;
    for (size_t i = 0; i < lines.n; i++) {
        hc_str key = lines.entries[i].key, question;
        hc_str_cut(&key, 0x1F, &question);
        (*out)[i] = (hc_agreement){.question = question, .group = key};
        sheet s = {.a = a, .w = w, .g = &(*out)[i]};
        measure(&s);
    }
}
