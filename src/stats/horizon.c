// SPDX-License-Identifier: Apache-2.0
#include "stats/horizon.h"

#include <math.h>

#include "stats/total.h"

enum { STEPS_MAX = 1000 };

static double logistic(double z)
{
    return z >= 0 ? 1 / (1 + exp(-z)) : exp(z) / (1 + exp(z));
}

/* A finite maximum exists only when each class reaches into the other's range from both sides. */
static bool overlaps(const hc_task *tasks, size_t n)
{
    double low[2] = {INFINITY, INFINITY}, high[2] = {0, 0};
    for (size_t i = 0; i < n; i++) {
        low[tasks[i].success] = fmin(low[tasks[i].success], tasks[i].minutes);
        high[tasks[i].success] = fmax(high[tasks[i].success], tasks[i].minutes);
    }
    return high[1] > low[0] && high[0] > low[1];
}

typedef struct { double g0, g1, h00, h01, h11; } slopes;

/* Gradient and information at intercept b0 and slope b1 of x - centre. */
static slopes derivatives(const hc_task *tasks, size_t n, double centre, double b0, double b1)
{
    hc_total g0 = {0}, g1 = {0}, h00 = {0}, h01 = {0}, h11 = {0};
    for (size_t i = 0; i < n; i++) {
        double x = log2(tasks[i].minutes) - centre, z = b0 + b1 * x, w = tasks[i].weight;
        double r = w * (tasks[i].success ? logistic(-z) : -logistic(z)), v = w * logistic(z) * logistic(-z);
        hc_total_add(&g0, r);
        hc_total_add(&g1, r * x);
        hc_total_add(&h00, v);
        hc_total_add(&h01, v * x);
        hc_total_add(&h11, v * x * x);
    }
    return (slopes){hc_total_of(&g0), hc_total_of(&g1), hc_total_of(&h00), hc_total_of(&h01), hc_total_of(&h11)};
}

static void finish(const slopes *s, double centre, double b0, double b1, hc_horizon *out)
{
    double det = s->h00 * s->h11 - s->h01 * s->h01, v00 = s->h11 / det, v01 = -s->h01 / det, v11 = s->h00 / det;
    out->intercept = b0 - b1 * centre;
    out->slope = b1;
    out->intercept_se = sqrt(v00 - 2 * centre * v01 + centre * centre * v11);
    out->slope_se = sqrt(v11);
    if (!(b1 < 0))
        return;
    double h = -b0 / b1; /* from the centre */
    out->log2_horizon = centre + h;
    out->log2_horizon_se = sqrt(v00 + 2 * h * v01 + h * h * v11) / -b1;
    out->horizon_50 = exp2(out->log2_horizon);
    out->horizon_80 = exp2(centre + (log(4) - b0) / b1);
}

hc_stat hc_time_horizon(const hc_task *tasks, size_t n, hc_horizon *out)
{
    *out = (hc_horizon){NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    if (n == 0)
        return HC_STAT_EMPTY;
    hc_total sum = {0};
    for (size_t i = 0; i < n; i++) {
        const hc_task *t = &tasks[i];
        if (!(t->minutes > 0 && t->minutes <= HC_STAT_HUGE && t->weight > 0 && t->weight <= HC_STAT_HUGE))
            return HC_STAT_RANGE;
        hc_total_add(&sum, log2(t->minutes));
    }
    if (!overlaps(tasks, n))
        return HC_STAT_NO_VARIATION;
    double centre = hc_total_of(&sum) / (double)n, b0 = 0, b1 = 0, size = 1;
    slopes s;
    for (int i = 0; i < STEPS_MAX && size > 1e-14; i++) {
        s = derivatives(tasks, n, centre, b0, b1);
        double det = s.h00 * s.h11 - s.h01 * s.h01;
        double d0 = (s.h11 * s.g0 - s.h01 * s.g1) / det, d1 = (s.h00 * s.g1 - s.h01 * s.g0) / det;
        size = fmax(fabs(d0), fabs(d1));
        if (!isfinite(size))
            return HC_STAT_NO_CONVERGENCE;
        double scale = size > 1 ? 1 / size : 1; /* far from the summit a full step may overshoot */
        b0 += d0 * scale;
        b1 += d1 * scale;
        size /= fmax(1, fmax(fabs(b0), fabs(b1)));
    }
    if (!(size <= 1e-12))
        return HC_STAT_NO_CONVERGENCE;
    s = derivatives(tasks, n, centre, b0, b1);
    finish(&s, centre, b0, b1, out);
    if (b1 < 0 && isfinite(out->horizon_50) && isfinite(out->horizon_80) && isfinite(out->log2_horizon_se))
        return HC_STAT_OK;
    out->log2_horizon = out->log2_horizon_se = out->horizon_50 = out->horizon_80 = NAN;
    return HC_STAT_INCOMPATIBLE;
}
