// SPDX-License-Identifier: Apache-2.0
#include "stats/total.h"

#include <math.h>
#include <string.h>

const char *hc_stat_reason(hc_stat s)
{
    static const char *const reasons[] = {
        "", "no samples", "only one cluster", "argument out of range", "did not converge",
        "all values are equal", "comparisons do not connect all players", "inputs contradict each other",
        "too few units for the stated level", "far outside the data",
    };
    HC_ASSERT((size_t)s < HC_LEN(reasons));
    return reasons[s];
}

const char *hc_stat_reason_ko(hc_stat s)
{
    static const char *const reasons[] = {
        "", "사례 없음", "군집이 하나뿐임", "인수가 범위를 벗어남", "수렴하지 않음", "모든 값이 같음", "비교가 모든 대상을 잇지 못함",
        "입력값이 서로 모순됨", "정한 수준에 비해 사례가 너무 적음", "자료의 범위를 크게 벗어남",
    };
    HC_ASSERT((size_t)s < HC_LEN(reasons));
    return reasons[s];
}

bool hc_stat_has_number(hc_stat s)
{
    return s == HC_STAT_OK || s == HC_STAT_SMALL_G || s == HC_STAT_EXTRAPOLATION;
}

/* Partial sums may hold few bits each. Summed from the top, each takes all 53 it can, and no more
 * than 41 are left of the whole range of exponents. */
static void compress(hc_total *t)
{
    size_t bottom = t->n;
    double high = t->part[t->n - 1];
    for (size_t i = t->n - 1; i-- > 0;) {
        double sum = high + t->part[i], low = t->part[i] - (sum - high);
        if (low != 0)
            t->part[--bottom] = sum;
        high = low != 0 ? low : sum;
    }
    t->part[--bottom] = high;
    t->n -= bottom;
    memmove(t->part, t->part + bottom, t->n * sizeof *t->part);
}

void hc_total_add(hc_total *t, double v)
{
    size_t kept = 0;
    if (!isfinite(v)) {
        t->broken = true;
        return;
    }
    if (t->n == HC_TOTAL_PARTS)
        compress(t);
    for (size_t i = 0; i < t->n; i++) {
        double big = v, small = t->part[i];
        if (fabs(big) < fabs(small)) {
            big = t->part[i];
            small = v;
        }
        double high = big + small, low = small - (high - big);
        if (low != 0)
            t->part[kept++] = low;
        v = high;
    }
    HC_ASSERT(kept < HC_TOTAL_PARTS);
    t->part[kept++] = v;
    t->n = kept;
}

double hc_total_of(const hc_total *t)
{
    if (t->broken)
        return NAN;
    if (t->n == 0)
        return 0;
    size_t i = t->n - 1;
    double high = t->part[i], low = 0;
    while (i > 0) {
        double big = high, small = t->part[--i];
        high = big + small;
        low = small - (high - big);
        if (low != 0)
            break;
    }
    /* A tie between two doubles is decided by the sign of what lies below it. */
    if (i > 0 && ((low < 0 && t->part[i - 1] < 0) || (low > 0 && t->part[i - 1] > 0))) {
        double twice = low * 2, up = high + twice;
        if (up - high == twice)
            high = up;
    }
    return high;
}

bool hc_usable(const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!(fabs(x[i]) <= HC_STAT_HUGE))
            return false;
    return true;
}

double hc_mean_of(const double *x, size_t n)
{
    hc_total t = {0};
    for (size_t i = 0; i < n; i++)
        hc_total_add(&t, x[i]);
    return hc_total_of(&t) / (double)n;
}

double hc_squares_of(const double *x, size_t n, double centre)
{
    hc_total t = {0};
    for (size_t i = 0; i < n; i++)
        hc_total_add(&t, (x[i] - centre) * (x[i] - centre));
    return hc_total_of(&t);
}

static void sift(double *x, size_t at, size_t n)
{
    double v = x[at];
    for (size_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && x[child + 1] > x[child])
            child++;
        if (x[child] <= v)
            break;
        x[at] = x[child];
    }
    x[at] = v;
}

void hc_sort_doubles(double *x, size_t n)
{
    for (size_t i = n / 2; i-- > 0;)
        sift(x, i, n);
    for (size_t last = n; last-- > 1;) {
        double top = x[0];
        x[0] = x[last];
        x[last] = top;
        sift(x, 0, last);
    }
}

double hc_sorted_quantile(const double *sorted, size_t n, double p)
{
    double h = (double)(n - 1) * p;
    size_t k = (size_t)h;
    return k + 1 >= n ? sorted[n - 1] : sorted[k] + (h - (double)k) * (sorted[k + 1] - sorted[k]);
}
