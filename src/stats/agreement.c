// SPDX-License-Identifier: Apache-2.0
#include "stats/agreement.h"

#include <math.h>

#include "stats/total.h"

static double weight(hc_weights w, size_t i, size_t j, size_t k)
{
    if (i == j)
        return 1;
    double gap = (double)(i > j ? i - j : j - i) / (double)(k - 1);
    switch (w) {
    case HC_WEIGHTS_NONE: return 0;
    case HC_WEIGHTS_LINEAR: return 1 - gap;
    case HC_WEIGHTS_QUADRATIC: return 1 - gap * gap;
    }
    return NAN;
}

typedef struct { double *row, *col, *row_weight, *col_weight; } margins;

/* Margins of the shares, and for each category the mean weight against the other rater's margin. */
static void fill_margins(const uint64_t *table, size_t k, hc_weights w, double n, const margins *m)
{
    for (size_t i = 0; i < k; i++) {
        hc_total row = {0}, col = {0};
        for (size_t j = 0; j < k; j++) {
            hc_total_add(&row, (double)table[i * k + j]);
            hc_total_add(&col, (double)table[j * k + i]);
        }
        m->row[i] = hc_total_of(&row) / n;
        m->col[i] = hc_total_of(&col) / n;
    }
    for (size_t i = 0; i < k; i++) {
        hc_total row = {0}, col = {0};
        for (size_t j = 0; j < k; j++) {
            hc_total_add(&row, weight(w, i, j, k) * m->col[j]);
            hc_total_add(&col, weight(w, i, j, k) * m->row[j]);
        }
        m->row_weight[i] = hc_total_of(&row);
        m->col_weight[i] = hc_total_of(&col);
    }
}

hc_stat hc_cohen_kappa(const uint64_t *table, size_t k, hc_weights w, double *work, hc_kappa *out)
{
    *out = (hc_kappa){NAN, NAN, NAN, NAN, NAN};
    hc_total count = {0}, po = {0}, pe = {0}, var = {0}, null = {0};
    for (size_t i = 0; i < k * k; i++)
        hc_total_add(&count, (double)table[i]);
    double n = hc_total_of(&count);
    if (n == 0)
        return HC_STAT_EMPTY;
    margins m = {work, work + k, work + 2 * k, work + 3 * k};
    fill_margins(table, k, w, n, &m);
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < k; j++) {
            hc_total_add(&po, weight(w, i, j, k) * (double)table[i * k + j]);
            hc_total_add(&pe, weight(w, i, j, k) * m.row[i] * m.col[j]);
        }
    out->observed = hc_total_of(&po) / n;
    out->expected = hc_total_of(&pe);
    double room = 1 - out->expected;
    if (room <= 4e-16)
        return HC_STAT_NO_VARIATION;
    double kappa = out->kappa = (out->observed - out->expected) / room;
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < k; j++) {
            double both = m.row_weight[i] + m.col_weight[j], here = weight(w, i, j, k);
            double d = here - both * (1 - kappa), e = here - both;
            hc_total_add(&var, (double)table[i * k + j] / n * d * d);
            hc_total_add(&null, m.row[i] * m.col[j] * e * e);
        }
    double shift = kappa - out->expected * (1 - kappa);
    out->se = sqrt(fmax(hc_total_of(&var) - shift * shift, 0) / n) / room;
    out->se_null = sqrt(fmax(hc_total_of(&null) - out->expected * out->expected, 0) / n) / room;
    return HC_STAT_OK;
}

hc_stat hc_fleiss_kappa(const uint32_t *counts, size_t n_units, size_t k, hc_fleiss *out)
{
    *out = (hc_fleiss){NAN, NAN, NAN, NAN};
    if (n_units == 0 || k == 0)
        return HC_STAT_EMPTY;
    double m = 0, n = (double)n_units;
    hc_total same = {0}, pe = {0}, pq = {0}, skew = {0};
    for (size_t u = 0; u < n_units; u++) {
        double row = 0;
        for (size_t c = 0; c < k; c++) {
            double x = counts[u * k + c];
            row += x;
            hc_total_add(&same, x * (x - 1));
        }
        if (row < 2 || (u > 0 && row != m))
            return HC_STAT_RANGE;
        m = row;
    }
    for (size_t c = 0; c < k; c++) {
        double sum = 0;
        for (size_t u = 0; u < n_units; u++)
            sum += counts[u * k + c];
        double p = sum / (n * m), q = 1 - p;
        hc_total_add(&pe, p * p);
        hc_total_add(&pq, p * q);
        hc_total_add(&skew, p * q * (q - p));
    }
    out->observed = hc_total_of(&same) / (m * (m - 1)) / n;
    out->expected = hc_total_of(&pe);
    double room = hc_total_of(&pq);
    if (room <= 0)
        return HC_STAT_NO_VARIATION;
    out->kappa = (out->observed - out->expected) / (1 - out->expected);
    double var = 2 / (n * m * (m - 1)) * fmax(room * room - hc_total_of(&skew), 0);
    out->se_null = sqrt(var) / room;
    return HC_STAT_OK;
}

static bool ratings_ok(const hc_ratings *r)
{
    for (size_t i = 0; i < r->n_raters * r->n_units; i++)
        if (r->code[i] != HC_NO_RATING && (r->code[i] < 0 || (size_t)r->code[i] >= r->k))
            return false;
    return true;
}

static int32_t code_of(const hc_ratings *r, size_t rater, size_t unit)
{
    return r->code[rater * r->n_units + unit];
}

static size_t rated(const hc_ratings *r, size_t unit)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_raters; i++)
        n += code_of(r, i, unit) != HC_NO_RATING;
    return n;
}

/* `below[c]` is the number of pairable ratings in categories under c. */
static double distance(const hc_ratings *r, hc_metric_kind metric, const double *below, size_t a, size_t b)
{
    if (a == b)
        return 0;
    size_t lo = a < b ? a : b, hi = a < b ? b : a;
    double gap = 1;
    switch (metric) {
    case HC_METRIC_NOMINAL: break;
    case HC_METRIC_ORDINAL:
        gap = below[hi + 1] - below[lo] - (below[lo + 1] - below[lo] + below[hi + 1] - below[hi]) / 2;
        break;
    case HC_METRIC_INTERVAL: gap = r->value[hi] - r->value[lo]; break;
    }
    return gap * gap;
}

static size_t count_pairable(const hc_ratings *r, const size_t *index, size_t n, double *below)
{
    size_t pairable = 0;
    for (size_t c = 0; c <= r->k; c++)
        below[c] = 0;
    for (size_t i = 0; i < n; i++) {
        size_t u = index ? index[i] : i, m = rated(r, u);
        if (m < 2)
            continue;
        pairable += m;
        for (size_t a = 0; a < r->n_raters; a++)
            if (code_of(r, a, u) != HC_NO_RATING)
                below[code_of(r, a, u) + 1]++;
    }
    for (size_t c = 1; c <= r->k; c++)
        below[c] += below[c - 1];
    return pairable;
}

/* Every pair of different ratings of one unit, both ways, each worth 1/(m-1). */
static void add_unit(const hc_ratings *r, hc_metric_kind metric, const double *below, size_t u, hc_total *sum)
{
    double m = (double)rated(r, u);
    for (size_t a = 0; a < r->n_raters; a++)
        for (size_t b = a + 1; b < r->n_raters; b++) {
            int32_t x = code_of(r, a, u), y = code_of(r, b, u);
            if (x != HC_NO_RATING && y != HC_NO_RATING && x != y)
                hc_total_add(sum, 2 * distance(r, metric, below, (size_t)x, (size_t)y) / (m - 1));
        }
}

static hc_stat alpha_over(const hc_alpha_ctx *c, const size_t *index, size_t n, hc_alpha *out)
{
    const hc_ratings *r = c->ratings;
    double *below = c->work;
    out->pairable = count_pairable(r, index, n, below);
    if (out->pairable == 0)
        return HC_STAT_EMPTY;
    hc_total seen = {0}, chance = {0};
    for (size_t i = 0; i < n; i++)
        add_unit(r, c->metric, below, index ? index[i] : i, &seen);
    for (size_t a = 0; a < r->k; a++)
        for (size_t b = a + 1; b < r->k; b++)
            hc_total_add(&chance, 2 * (below[a + 1] - below[a]) * (below[b + 1] - below[b]) *
                                      distance(r, c->metric, below, a, b));
    double pairable = (double)out->pairable, expected = hc_total_of(&chance) / (pairable * (pairable - 1));
    if (expected == 0)
        return HC_STAT_NO_VARIATION;
    out->observed = hc_total_of(&seen) / pairable;
    out->expected = expected;
    out->alpha = 1 - out->observed / expected;
    return HC_STAT_OK;
}

hc_stat hc_krippendorff(const hc_ratings *r, hc_metric_kind metric, double *work, hc_alpha *out)
{
    *out = (hc_alpha){NAN, NAN, NAN, 0};
    if (!ratings_ok(r) || (metric == HC_METRIC_INTERVAL && !(r->value && hc_usable(r->value, r->k))))
        return HC_STAT_RANGE;
    hc_alpha_ctx c = {r, metric, work};
    return alpha_over(&c, NULL, r->n_units, out);
}

double hc_alpha_of_units(const size_t *index, size_t n, void *ctx)
{
    hc_alpha got = {NAN, NAN, NAN, 0};
    alpha_over(ctx, index, n, &got);
    return got.alpha;
}

/* Share of agreeing pairs of a unit with m ratings. */
static double unit_agreement(const hc_ratings *r, hc_weights w, size_t u, double m)
{
    hc_total sum = {0};
    for (size_t a = 0; a < r->n_raters; a++)
        for (size_t b = a + 1; b < r->n_raters; b++) {
            int32_t x = code_of(r, a, u), y = code_of(r, b, u);
            if (x != HC_NO_RATING && y != HC_NO_RATING)
                hc_total_add(&sum, 2 * weight(w, (size_t)x, (size_t)y, r->k));
        }
    return hc_total_of(&sum) / (m * (m - 1));
}

/* Prevalence of each category over the rated units, each unit worth one. */
static void prevalence(const hc_ratings *r, size_t units, double *pi)
{
    for (size_t c = 0; c < r->k; c++) {
        hc_total sum = {0};
        for (size_t u = 0; u < r->n_units; u++) {
            size_t m = rated(r, u), here = 0;
            for (size_t a = 0; a < r->n_raters; a++)
                here += code_of(r, a, u) == (int32_t)c;
            if (here > 0)
                hc_total_add(&sum, (double)here / (double)m);
        }
        pi[c] = hc_total_of(&sum) / (double)units;
    }
}

static double chance_factor(hc_weights w, size_t k)
{
    hc_total sum = {0};
    for (size_t a = 0; a < k; a++)
        for (size_t b = 0; b < k; b++)
            hc_total_add(&sum, weight(w, a, b, k));
    return hc_total_of(&sum) / ((double)k * (double)(k - 1));
}

static double gwet_variance(const hc_ratings *r, hc_weights w, const double *pi, const hc_gwet *g)
{
    double n = (double)g->units, room = 1 - g->expected, factor = chance_factor(w, r->k);
    hc_total sum = {0};
    for (size_t u = 0; u < r->n_units; u++) {
        double m = (double)rated(r, u);
        if (m == 0)
            continue;
        hc_total chance = {0};
        for (size_t a = 0; a < r->n_raters; a++)
            if (code_of(r, a, u) != HC_NO_RATING)
                hc_total_add(&chance, factor * (1 - pi[code_of(r, a, u)]) / m);
        double own = m < 2 ? 0 : n / (double)g->units_paired * (unit_agreement(r, w, u, m) - g->expected) / room;
        double d = own - 2 * (1 - g->coefficient) * (hc_total_of(&chance) - g->expected) / room - g->coefficient;
        hc_total_add(&sum, d * d);
    }
    return hc_total_of(&sum) / (n * (n - 1));
}

hc_stat hc_gwet_ac(const hc_ratings *r, hc_weights w, double *work, hc_gwet *out)
{
    *out = (hc_gwet){NAN, NAN, NAN, NAN, 0, 0};
    if (r->k < 2 || !ratings_ok(r))
        return HC_STAT_RANGE;
    hc_total agree = {0}, chance = {0};
    for (size_t u = 0; u < r->n_units; u++) {
        size_t m = rated(r, u);
        out->units += m > 0;
        out->units_paired += m >= 2;
        if (m >= 2)
            hc_total_add(&agree, unit_agreement(r, w, u, (double)m));
    }
    if (out->units_paired == 0)
        return HC_STAT_EMPTY;
    prevalence(r, out->units, work);
    for (size_t c = 0; c < r->k; c++)
        hc_total_add(&chance, work[c] * (1 - work[c]));
    out->observed = hc_total_of(&agree) / (double)out->units_paired;
    out->expected = chance_factor(w, r->k) * hc_total_of(&chance);
    if (1 - out->expected <= 4e-16)
        return HC_STAT_NO_VARIATION;
    out->coefficient = (out->observed - out->expected) / (1 - out->expected);
    if (out->units < 2)
        return HC_STAT_ONE_CLUSTER;
    out->se = sqrt(gwet_variance(r, w, work, out));
    return HC_STAT_OK;
}
