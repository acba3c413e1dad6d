// SPDX-License-Identifier: Apache-2.0
#include "stats/ability.h"

#include <math.h>

#include "stats/total.h"

enum { STEPS_MAX = 500, GRID = 121 };

static double logistic(double z)
{
    return z >= 0 ? 1 / (1 + exp(-z)) : exp(z) / (1 + exp(z));
}

double hc_item_p(hc_item_curve item, double theta)
{
    return logistic(item.a * (theta - item.b));
}

double hc_item_information(hc_item_curve item, double theta)
{
    double z = item.a * (theta - item.b);
    return item.a * item.a * logistic(z) * logistic(-z);
}

typedef struct { const hc_item_curve *items; const int8_t *answers; size_t n; } answered;

static double log_likelihood(const answered *d, double theta)
{
    hc_total sum = {0};
    for (size_t i = 0; i < d->n; i++) {
        if (d->answers[i] == HC_NOT_SEEN)
            continue;
        double z = d->items[i].a * (theta - d->items[i].b);
        z = d->answers[i] == HC_RIGHT ? z : -z;
        hc_total_add(&sum, z >= 0 ? -log1p(exp(-z)) : z - log1p(exp(z)));
    }
    return hc_total_of(&sum);
}

static double score(const answered *d, double theta, double *out_information)
{
    hc_total sum = {0}, information = {0};
    for (size_t i = 0; i < d->n; i++) {
        if (d->answers[i] == HC_NOT_SEEN)
            continue;
        double z = d->items[i].a * (theta - d->items[i].b);
        hc_total_add(&sum, d->items[i].a * (d->answers[i] == HC_RIGHT ? logistic(-z) : -logistic(z)));
        hc_total_add(&information, hc_item_information(d->items[i], theta));
    }
    *out_information = hc_total_of(&information);
    return hc_total_of(&sum);
}

/* Root of the falling function score(theta) - prior * theta by Newton steps kept inside a bracket.
 */
static hc_stat solve(const answered *d, double prior, double reach, double *out_theta, double *out_se)
{
    double low = -reach, high = reach, theta = 0, information;
    for (int i = 0; i < STEPS_MAX; i++) {
        double g = score(d, theta, &information) - prior * theta;
        if (g > 0)
            low = theta;
        else
            high = theta;
        double next = theta + g / (information + prior);
        if (g != 0 && !(next > low && next < high))
            next = low + (high - low) / 2;
        bool done = g == 0 || fabs(next - theta) <= 1e-15 * fmax(1, fabs(theta));
        theta = g == 0 ? theta : next;
        if (done) {
            score(d, theta, &information);
            double se = 1 / sqrt(information + prior);
            if (!isfinite(se)) /* flat to the last bit */
                return HC_STAT_NO_CONVERGENCE;
            *out_theta = theta;
            *out_se = se;
            return HC_STAT_OK;
        }
    }
    return HC_STAT_NO_CONVERGENCE;
}

static double log_posterior(const answered *d, double theta)
{
    return log_likelihood(d, theta) - theta * theta / 2;
}

static double grid(int k)
{
    return -6 + k / 10.0;
}

static void posterior_mean(const answered *d, hc_ability *out)
{
    double top = -INFINITY;
    for (int k = 0; k < GRID; k++)
        top = fmax(top, log_posterior(d, grid(k)));
    hc_total mass = {0}, first = {0}, second = {0};
    for (int k = 0; k < GRID; k++) {
        double w = exp(log_posterior(d, grid(k)) - top);
        hc_total_add(&mass, w);
        hc_total_add(&first, grid(k) * w);
    }
    out->eap = hc_total_of(&first) / hc_total_of(&mass);
    for (int k = 0; k < GRID; k++) {
        double gap = grid(k) - out->eap;
        hc_total_add(&second, gap * gap * exp(log_posterior(d, grid(k)) - top));
    }
    out->eap_sd = sqrt(hc_total_of(&second) / hc_total_of(&mass));
}

/* Every seen answer pulls theta the same way: the likelihood climbs for ever. */
static bool one_way(const answered *d)
{
    bool up = false, down = false;
    for (size_t i = 0; i < d->n; i++) {
        if (d->answers[i] == HC_NOT_SEEN)
            continue;
        bool rises = (d->answers[i] == HC_RIGHT) == (d->items[i].a > 0);
        up = up || rises;
        down = down || !rises;
    }
    return !(up && down);
}

hc_stat hc_ability_of(const hc_item_curve *items, const int8_t *answers, size_t n, hc_ability *out)
{
    *out = (hc_ability){HC_STAT_EMPTY, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    answered d = {items, answers, n};
    double slopes = 0, widest = 0, flattest = INFINITY;
    for (size_t i = 0; i < n; i++) {
        if (answers[i] == HC_NOT_SEEN)
            continue;
        double a = fabs(items[i].a), b = fabs(items[i].b);
        if (!(a >= 1e-6 && a <= 1e6 && b <= 1e6) || (answers[i] != HC_RIGHT && answers[i] != HC_WRONG))
            return HC_STAT_RANGE;
        slopes += a;
        widest = fmax(widest, b);
        flattest = fmin(flattest, a);
    }
    if (slopes == 0)
        return HC_STAT_EMPTY;
    hc_stat st = solve(&d, 1, slopes + 1, &out->map, &out->map_se);
    if (st != HC_STAT_OK)
        return st;
    posterior_mean(&d, out);
    out->mle_status = HC_STAT_NO_VARIATION;
    if (!one_way(&d))
        out->mle_status = solve(&d, 0, widest + 800 / flattest, &out->mle, &out->mle_se);
    if (out->mle_status == HC_STAT_OK)
        out->log_likelihood = log_likelihood(&d, out->mle);
    return HC_STAT_OK;
}

size_t hc_next_item(const hc_item_curve *items, const int8_t *answers, size_t n, double theta)
{
    size_t best = n;
    double most = -1;
    for (size_t i = 0; i < n; i++) {
        double here = answers[i] == HC_NOT_SEEN ? hc_item_information(items[i], theta) : -1;
        if (here > most) {
            most = here;
            best = i;
        }
    }
    return best;
}

hc_stat hc_projected_score(const hc_item_curve *items, const int8_t *answers, size_t n, double *out_score,
                           double *out_theta)
{
    *out_score = *out_theta = NAN;
    hc_ability ability;
    hc_stat st = hc_ability_of(items, answers, n, &ability);
    if (st != HC_STAT_OK)
        return st;
    hc_total sum = {0};
    for (size_t i = 0; i < n; i++)
        hc_total_add(&sum, answers[i] == HC_NOT_SEEN ? hc_item_p(items[i], ability.map) : answers[i]);
    *out_theta = ability.map;
    *out_score = hc_total_of(&sum) / (double)n;
    return isnan(*out_score) ? HC_STAT_RANGE : HC_STAT_OK;
}
