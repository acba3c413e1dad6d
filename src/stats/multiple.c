// SPDX-License-Identifier: Apache-2.0
#include "stats/multiple.h"

#include <math.h>

#include "stats/total.h"

static bool before(const double *p, size_t a, size_t b)
{
    return p[a] < p[b] || (p[a] == p[b] && a < b);
}

static void sift(const double *p, size_t *order, size_t at, size_t n)
{
    size_t v = order[at];
    for (size_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && before(p, order[child], order[child + 1]))
            child++;
        if (!before(p, v, order[child]))
            break;
        order[at] = order[child];
    }
    order[at] = v;
}

static void sort_by_p(const double *p, size_t *order, size_t m)
{
    for (size_t i = 0; i < m; i++)
        order[i] = i;
    for (size_t i = m / 2; i-- > 0;)
        sift(p, order, i, m);
    for (size_t last = m; last-- > 1;) {
        size_t top = order[0];
        order[0] = order[last];
        order[last] = top;
        sift(p, order, 0, last);
    }
}

static double harmonic(size_t m)
{
    hc_total t = {0};
    for (size_t j = 1; j <= m; j++)
        hc_total_add(&t, 1 / (double)j);
    return hc_total_of(&t);
}

/* What the p of rank j (1 = smallest) is multiplied by before the running extreme is taken. */
static double factor(hc_adjust method, size_t j, size_t m, double c)
{
    double rest = (double)(m - j + 1), share = (double)m / (double)j;
    switch (method) {
    case HC_ADJUST_BONFERRONI: return (double)m;
    case HC_ADJUST_HOLM:
    case HC_ADJUST_HOCHBERG: return rest;
    case HC_ADJUST_BH: return share;
    case HC_ADJUST_BY: return share * c;
    }
    return NAN;
}

hc_stat hc_p_adjust(hc_adjust method, const double *p, size_t m, size_t *order, double *out)
{
    if (m == 0)
        return HC_STAT_EMPTY;
    bool fine = true;
    for (size_t i = 0; i < m; i++) {
        fine = fine && p[i] >= 0 && p[i] <= 1;
        out[i] = NAN;
    }
    if (!fine)
        return HC_STAT_RANGE;
    sort_by_p(p, order, m);
    double c = method == HC_ADJUST_BY ? harmonic(m) : 1, run = 0;
    if (method == HC_ADJUST_BONFERRONI || method == HC_ADJUST_HOLM) {
        for (size_t j = 1; j <= m; j++) {
            run = fmax(run, fmin(1, p[order[j - 1]] * factor(method, j, m, c)));
            out[order[j - 1]] = run;
        }
        return HC_STAT_OK;
    }
    run = 1;
    for (size_t j = m; j >= 1; j--) {
        run = fmin(run, p[order[j - 1]] * factor(method, j, m, c));
        out[order[j - 1]] = run;
    }
    return HC_STAT_OK;
}
