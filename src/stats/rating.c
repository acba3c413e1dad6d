// SPDX-License-Identifier: Apache-2.0
#include "stats/rating.h"

#include <math.h>

#include "stats/total.h"

enum { STEPS_MAX = 2000 };

double hc_win_probability(double strength, double other)
{
    double z = strength - other;
    return z >= 0 ? 1 / (1 + exp(-z)) : exp(z) / (1 + exp(z));
}

static double won(const hc_games *g, size_t i, size_t j)
{
    return g->wins[i * g->k + j] + (g->ties ? g->ties[i * g->k + j] / 2 : 0);
}

enum { FORWARD = 1, BACKWARD = 2 };

/* Marks whom `from` reaches along wins, or who reaches it. */
static void reach(const hc_games *g, size_t from, size_t mark, size_t *seen, size_t *stack)
{
    size_t depth = 0;
    seen[from] |= mark;
    stack[depth++] = from;
    while (depth > 0) {
        size_t i = stack[--depth];
        for (size_t j = 0; j < g->k; j++)
            if (j != i && !(seen[j] & mark) && (mark == FORWARD ? won(g, i, j) : won(g, j, i)) > 0) {
                seen[j] |= mark;
                stack[depth++] = j;
            }
    }
}

size_t hc_rating_components(const hc_games *g, size_t *component, size_t *work)
{
    size_t n = 0, *seen = work, *stack = work + g->k;
    for (size_t i = 0; i < g->k; i++)
        component[i] = SIZE_MAX;
    for (size_t i = 0; i < g->k; i++) {
        if (component[i] != SIZE_MAX)
            continue;
        for (size_t j = 0; j < g->k; j++)
            seen[j] = 0;
        reach(g, i, FORWARD, seen, stack);
        reach(g, i, BACKWARD, seen, stack);
        for (size_t j = 0; j < g->k; j++)
            if (seen[j] == (FORWARD | BACKWARD))
                component[j] = n;
        n++;
    }
    return n;
}

/* Gradient and information without player 0; h is (k-1) x (k-1), lower triangle. */
static void derivatives(const hc_games *g, const double *t, double *gradient, double *h)
{
    size_t k = g->k, m = k - 1;
    for (size_t i = 1; i < k; i++) {
        hc_total slope = {0}, own = {0};
        for (size_t j = 0; j < k; j++) {
            if (j == i)
                continue;
            double n = won(g, i, j) + won(g, j, i), p = hc_win_probability(t[i], t[j]);
            double q = hc_win_probability(t[j], t[i]);
            hc_total_add(&slope, won(g, i, j) * q);
            hc_total_add(&slope, -won(g, j, i) * p);
            hc_total_add(&own, n * p * q);
            if (j > 0 && j < i)
                h[(i - 1) * m + j - 1] = -n * p * q;
        }
        gradient[i - 1] = hc_total_of(&slope);
        h[(i - 1) * m + i - 1] = hc_total_of(&own);
    }
}

/* Cholesky in the lower triangle. */
static bool factor(double *h, size_t m)
{
    for (size_t j = 0; j < m; j++) {
        double d = h[j * m + j];
        for (size_t l = 0; l < j; l++)
            d -= h[j * m + l] * h[j * m + l];
        if (!(d > 0))
            return false;
        h[j * m + j] = sqrt(d);
        for (size_t i = j + 1; i < m; i++) {
            double s = h[i * m + j];
            for (size_t l = 0; l < j; l++)
                s -= h[i * m + l] * h[j * m + l];
            h[i * m + j] = s / h[j * m + j];
        }
    }
    return true;
}

static void substitute(const double *h, size_t m, double *b)
{
    for (size_t i = 0; i < m; i++) {
        for (size_t l = 0; l < i; l++)
            b[i] -= h[i * m + l] * b[l];
        b[i] /= h[i * m + i];
    }
    for (size_t i = m; i-- > 0;) {
        for (size_t l = i + 1; l < m; l++)
            b[i] -= h[l * m + i] * b[l];
        b[i] /= h[i * m + i];
    }
}

static bool games_ok(const hc_games *g)
{
    for (size_t i = 0; i < g->k; i++)
        for (size_t j = 0; j < g->k; j++) {
            bool tie_ok = !g->ties || (g->ties[i * g->k + j] >= 0 && g->ties[i * g->k + j] == g->ties[j * g->k + i]);
            if (i != j && !(g->wins[i * g->k + j] >= 0 && tie_ok && won(g, i, j) <= 1e15))
                return false;
        }
    return true;
}

hc_stat hc_bradley_terry(const hc_games *g, const hc_rating_out *out)
{
    size_t k = g->k, m = k - 1;
    if (k < 2)
        return HC_STAT_EMPTY;
    for (size_t i = 0; i < k; i++)
        out->strength[i] = out->se[i] = NAN;
    if (!games_ok(g))
        return HC_STAT_RANGE;
    if (hc_rating_components(g, out->component, out->flags) > 1)
        return HC_STAT_NOT_CONNECTED;
    double *h = out->work, *step = h + k * k, *t = step + k, size = 1;
    for (size_t i = 0; i < k; i++)
        t[i] = 0;
    for (int i = 0; i < STEPS_MAX && size > 1e-14; i++) {
        derivatives(g, t, step, h);
        if (!factor(h, m))
            return HC_STAT_NO_CONVERGENCE;
        substitute(h, m, step);
        size = 0;
        for (size_t j = 0; j < m; j++)
            size = fmax(size, fabs(step[j]));
        double scale = size > 1 ? 1 / size : 1, top = 1; /* far from the summit a full step may overshoot */
        for (size_t j = 0; j < m; j++) {
            t[j + 1] += step[j] * scale;
            top = fmax(top, fabs(t[j + 1]));
        }
        size /= top;
    }
    if (!(size <= 1e-12))
        return HC_STAT_NO_CONVERGENCE;
    derivatives(g, t, step, h);
    if (!factor(h, m))
        return HC_STAT_NO_CONVERGENCE;
    bool fine = true;
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < m; j++)
            step[j] = i == j;
        substitute(h, m, step);
        out->se[i + 1] = sqrt(step[i]);
        fine = fine && isfinite(out->se[i + 1]);
    }
    out->se[0] = 0;
    for (size_t i = 0; i < k; i++) {
        out->strength[i] = fine ? t[i] : NAN;
        out->se[i] = fine ? out->se[i] : NAN;
    }
    return fine ? HC_STAT_OK : HC_STAT_NO_CONVERGENCE;
}
