// SPDX-License-Identifier: Apache-2.0
#include "stats/sequence.h"

#include <float.h>
#include <math.h>

#include "stats/total.h"

static bool inside(double p)
{
    return p > 0 && p < 1;
}

hc_stat hc_sequence_bets(const hc_sequence *s, double *lambda)
{
    if (s->n == 0)
        return HC_STAT_EMPTY;
    if (!(inside(s->alpha) && inside(s->cap) && inside(s->share)) || (s->population && s->n > s->population))
        return HC_STAT_RANGE;
    hc_total sum = {0}, squares = {0};
    double var = 0.25;
    for (size_t i = 0; i < s->n; i++) {
        double t = (double)i + 1, x = s->x[i];
        if (!(x >= 0 && x <= 1))
            return HC_STAT_RANGE;
        lambda[i] = sqrt(2 * log(2 / s->alpha) / (var * t * log1p(t)));
        hc_total_add(&sum, x);
        double mu = (0.5 + hc_total_of(&sum)) / (t + 1);
        hc_total_add(&squares, (x - mu) * (x - mu));
        var = (0.25 + hc_total_of(&squares)) / (t + 1);
    }
    return HC_STAT_OK;
}

hc_stat hc_sequence_bernstein(const hc_sequence *s, const double *lambda, size_t t, hc_bounds *out)
{
    *out = (hc_bounds){0, 1};
    if (t == 0)
        return HC_STAT_EMPTY;
    if (t > s->n || s->population)
        return HC_STAT_RANGE;
    hc_total sum = {0}, bets = {0}, won = {0}, spent = {0};
    double mu = 0.5;
    for (size_t i = 0; i < t; i++) {
        double l = fmin(lambda[i], s->cap), x = s->x[i];
        hc_total_add(&bets, l);
        hc_total_add(&won, l * x);
        hc_total_add(&spent, (x - mu) * (x - mu) * (-log1p(-l) - l));
        hc_total_add(&sum, x);
        mu = (0.5 + hc_total_of(&sum)) / ((double)i + 2);
    }
    double all = hc_total_of(&bets), centre = hc_total_of(&won) / all;
    double half = (log(2 / s->alpha) + hc_total_of(&spent)) / all;
    out->low = fmax(0, centre - half);
    out->high = fmin(1, centre + half);
    return HC_STAT_OK;
}

/* Can m be the mean of the pool after `drawn` values with the sum `seen`? The slack is rounding. */
static bool possible(const hc_sequence *s, size_t drawn, double seen, double m)
{
    double n = (double)s->population, rest = n * m - seen, slack = 4 * DBL_EPSILON * n;
    return !s->population || (rest >= -slack && rest <= n - (double)drawn + slack);
}

/* log of what the i-th value multiplies the capital by, for a possible m. */
static double gain(const hc_sequence *s, const double *lambda, size_t i, double seen, double m, bool up)
{
    if (s->population) /* the mean of what is left, were m the mean of all */
        m = fmin(fmax(((double)s->population * m - seen) / ((double)s->population - (double)i), 0), 1);
    double room = up ? m : 1 - m, l = room > 0 ? fmin(lambda[i], s->cap / room) : lambda[i];
    return log1p(up ? l * (s->x[i] - m) : l * (m - s->x[i]));
}

double hc_sequence_capital(const hc_sequence *s, const double *lambda, size_t t, double m, bool up)
{
    hc_total capital = {0}, sum = {0};
    for (size_t i = 0; i < t; i++) {
        double seen = hc_total_of(&sum);
        if (!possible(s, i, seen, m))
            return INFINITY;
        hc_total_add(&capital, gain(s, lambda, i, seen, m, up));
        hc_total_add(&sum, s->x[i]);
    }
    return hc_total_of(&capital);
}

static double limit_of(const hc_sequence *s, bool up)
{
    return -log(s->alpha) - log(up ? s->share : 1 - s->share);
}

bool hc_sequence_excludes(const hc_sequence *s, const double *lambda, size_t t, double m, bool up)
{
    return hc_sequence_capital(s, lambda, t, m, up) >= limit_of(s, up);
}

size_t hc_sequence_excluded_at(const hc_sequence *s, const double *lambda, double m)
{
    hc_total more = {0}, less = {0}, sum = {0};
    for (size_t i = 0; i < s->n; i++) {
        double seen = hc_total_of(&sum);
        hc_total_add(&sum, s->x[i]);
        if (!possible(s, i + 1, hc_total_of(&sum), m))
            return i + 1;
        hc_total_add(&more, gain(s, lambda, i, seen, m, true));
        hc_total_add(&less, gain(s, lambda, i, seen, m, false));
        if (hc_total_of(&more) >= limit_of(s, true) || hc_total_of(&less) >= limit_of(s, false))
            return i + 1;
    }
    return 0;
}

/* Capital of "more" falls and of "less" rises in m, so that each end of the interval is one
 * crossing. */
static double crossing(const hc_sequence *s, const double *lambda, size_t t, hc_bounds between, bool up)
{
    double limit = limit_of(s, up), low = between.low, high = between.high;
    double end = up ? low : high;
    if (hc_sequence_capital(s, lambda, t, end, up) < limit)
        return end;
    for (;;) {
        double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            return middle;
        if ((hc_sequence_capital(s, lambda, t, middle, up) >= limit) == up)
            low = middle;
        else
            high = middle;
    }
}

hc_stat hc_sequence_hedged(const hc_sequence *s, const double *lambda, size_t t, hc_bounds *out)
{
    *out = (hc_bounds){0, 1};
    if (t == 0)
        return HC_STAT_EMPTY;
    if (t > s->n)
        return HC_STAT_RANGE;
    hc_total sum = {0};
    for (size_t i = 0; i < t; i++)
        hc_total_add(&sum, s->x[i]);
    double seen = hc_total_of(&sum), n = (double)s->population;
    if (s->population)
        *out = (hc_bounds){seen / n, (n - (double)t + seen) / n};
    double middle = fmin(fmax(seen / (double)t, out->low), out->high);
    hc_bounds below = {out->low, middle}, above = {middle, out->high};
    out->low = crossing(s, lambda, t, below, true);
    out->high = crossing(s, lambda, t, above, false);
    return HC_STAT_OK;
}

hc_stat hc_sequence_narrow(hc_bounds *run, const hc_bounds *now)
{
    run->low = fmax(run->low, now->low);
    run->high = fmin(run->high, now->high);
    return run->low <= run->high ? HC_STAT_OK : HC_STAT_INCOMPATIBLE;
}
