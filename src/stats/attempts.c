// SPDX-License-Identifier: Apache-2.0
#include "stats/attempts.h"

#include <math.h>

#include "stats/total.h"

/* log of C(a,k)/C(n,k), a = n - b: a product over whichever of k and b is shorter. */
static double log_ratio(uint64_t b, uint64_t n, uint64_t k)
{
    uint64_t few = b < k ? b : k, many = b < k ? k : b;
    hc_total sum = {0};
    for (uint64_t i = 0; i < few; i++)
        hc_total_add(&sum, log1p(-(double)many / (double)(n - i)));
    return hc_total_of(&sum);
}

hc_stat hc_pass_k(hc_attempts a, uint64_t k, hc_pass *out)
{
    *out = (hc_pass){NAN, NAN, NAN, NAN};
    if (a.n == 0)
        return HC_STAT_EMPTY;
    if (k == 0 || k > a.n || a.c > a.n || a.n > UINT32_MAX)
        return HC_STAT_RANGE;
    double p = (double)a.c / (double)a.n;
    out->at_k = a.n - a.c < k ? 1 : -expm1(log_ratio(a.c, a.n, k));
    out->hat_k = a.c < k ? 0 : exp(log_ratio(a.n - a.c, a.n, k));
    out->plug_in_at_k = -expm1((double)k * log1p(-p));
    out->plug_in_hat_k = pow(p, (double)k);
    return HC_STAT_OK;
}

hc_stat hc_pass_over_tasks(const hc_attempts *tasks, size_t n_tasks, uint64_t k, hc_pass_suite *out)
{
    *out = (hc_pass_suite){NAN, NAN, NAN, NAN};
    if (n_tasks == 0)
        return HC_STAT_EMPTY;
    hc_total at = {0}, hat = {0}, at_squares = {0}, hat_squares = {0};
    hc_pass p, first;
    bool at_varies = false, hat_varies = false;
    for (size_t i = 0; i < n_tasks; i++) {
        hc_stat st = hc_pass_k(tasks[i], k, &p);
        if (st != HC_STAT_OK)
            return st;
        if (i == 0)
            first = p;
        at_varies = at_varies || p.at_k != first.at_k;
        hat_varies = hat_varies || p.hat_k != first.hat_k;
        hc_total_add(&at, p.at_k);
        hc_total_add(&hat, p.hat_k);
    }
    double n = (double)n_tasks;
    out->at_k = hc_total_of(&at) / n;
    out->hat_k = hc_total_of(&hat) / n;
    if (n_tasks < 2)
        return HC_STAT_ONE_CLUSTER;
    for (size_t i = 0; i < n_tasks; i++) {
        hc_pass_k(tasks[i], k, &p);
        hc_total_add(&at_squares, (p.at_k - out->at_k) * (p.at_k - out->at_k));
        hc_total_add(&hat_squares, (p.hat_k - out->hat_k) * (p.hat_k - out->hat_k));
    }
    if (at_varies)
        out->at_k_se = sqrt(hc_total_of(&at_squares) / (n - 1) / n);
    if (hat_varies)
        out->hat_k_se = sqrt(hc_total_of(&hat_squares) / (n - 1) / n);
    return at_varies && hat_varies ? HC_STAT_OK : HC_STAT_NO_VARIATION;
}
