// SPDX-License-Identifier: Apache-2.0
/* Laws that hold for every input, over seeded random cases. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "random_cases.h"
#include "stats/ability.h"
#include "stats/agreement.h"
#include "stats/attempts.h"
#include "stats/calibration.h"
#include "stats/dif.h"
#include "stats/difference.h"
#include "stats/extreme.h"
#include "stats/horizon.h"
#include "stats/interval.h"
#include "stats/multiple.h"
#include "stats/paired.h"
#include "stats/pool.h"
#include "stats/power.h"
#include "stats/ppi.h"
#include "stats/rating.h"
#include "stats/sequence.h"

#define SLACK 1e-12
enum { N_MAX = 40 };

static bool near(double a, double b, double slack)
{
    return fabs(a - b) <= slack * fmax(1, fmax(fabs(a), fabs(b)));
}

typedef hc_stat binomial(uint64_t k, uint64_t n, double level, hc_interval *out);

static hc_stat wilson_counts(uint64_t k, uint64_t n, double level, hc_interval *out)
{
    return hc_wilson((double)k, (double)n, level, out);
}

static binomial *const intervals[] = {wilson_counts, hc_clopper_pearson, hc_jeffreys};

static uint64_t some_n(hc_rng *r)
{
    return 1 + below(r, below(r, 10) ? 300 : 100000);
}

static void intervals_mirror_nest_and_climb(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(1);
    for (int i = 0; i < n_cases(); i++) {
        uint64_t n = some_n(&r), k = below(&r, n + 1);
        double level = between(&r, 0.5, 0.999), wider = between(&r, level, 0.9999);
        for (size_t f = 0; f < HC_LEN(intervals); f++) {
            hc_interval got, mirror, more, wide;
            assert_int_equal(intervals[f](k, n, level, &got), HC_STAT_OK);
            assert_int_equal(intervals[f](n - k, n, level, &mirror), HC_STAT_OK);
            assert_int_equal(intervals[f](k, n, wider, &wide), HC_STAT_OK);
            assert_true(0 <= got.low && got.low <= got.point && got.point <= got.high && got.high <= 1);
            assert_true(near(got.low, 1 - mirror.high, SLACK) && near(got.high, 1 - mirror.low, SLACK));
            assert_true(wide.low <= got.low + SLACK && wide.high >= got.high - SLACK);
            if (k == n)
                continue;
            assert_int_equal(intervals[f](k + 1, n, level, &more), HC_STAT_OK);
            assert_true(more.low >= got.low && more.high >= got.high);
        }
    }
}

static hc_stat lower_bound(uint64_t k, uint64_t n, double level, double *out)
{
    hc_stat st = hc_upper_bound(n - k, n, level, out);
    *out = 1 - *out;
    return st;
}

static void the_exact_interval_contains_its_one_sided_bound(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(2);
    for (int i = 0; i < n_cases(); i++) {
        uint64_t n = some_n(&r), k = below(&r, n + 1);
        double level = between(&r, 0.5, 0.999), upper, lower, same;
        hc_interval got;
        assert_int_equal(hc_clopper_pearson(k, n, level, &got), HC_STAT_OK);
        assert_int_equal(hc_upper_bound(k, n, level, &upper), HC_STAT_OK);
        assert_int_equal(lower_bound(k, n, level, &lower), HC_STAT_OK);
        assert_int_equal(hc_upper_bound(k, n, 0.5 + level / 2, &same), HC_STAT_OK);
        assert_true(upper <= got.high && lower >= got.low && near(same, got.high, SLACK));
        /* The bound is where k or fewer become as unlikely as 1 - level. */
        if (k < n)
            assert_true(near(hc_binomial_cdf((double)k, (double)n, upper), 1 - level, 1e-9));
    }
}

static void quantiles_invert_their_functions(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(3);
    for (int i = 0; i < n_cases(); i++) {
        double p = between(&r, 1e-6, 1 - 1e-6), a = exp(between(&r, -2, 8)), b = exp(between(&r, -2, 8));
        double x = hc_beta_quantile(p, a, b);
        assert_true(x >= 0 && x <= 1);
        if (x < 0.999999) /* nearer to 1 the argument itself has no digits left */
            assert_true(near(hc_beta_inc(x, a, b), p, 1e-9));
        assert_true(near(hc_normal_cdf(hc_normal_quantile(p)), p, 1e-14));
        if (a > 0.5)
            assert_true(near(hc_t_cdf(hc_t_quantile(p, a), a), p, 1e-10));
        assert_true(near(hc_t_cdf(-a, b), 1 - hc_t_cdf(a, b), 1e-13));
    }
}

static void adjusted_p_values_are_ordered_by_how_strict_the_method_is(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(4);
    for (int i = 0; i < n_cases(); i++) {
        double p[N_MAX], out[5][N_MAX];
        size_t m = 1 + below(&r, N_MAX), order[N_MAX];
        for (size_t j = 0; j < m; j++)
            p[j] = below(&r, 4) ? pow(hc_rng_unit(&r), 4) : (double)below(&r, 11) / 10;
        for (int k = HC_ADJUST_BONFERRONI; k <= HC_ADJUST_BY; k++)
            assert_int_equal(hc_p_adjust((hc_adjust)k, p, m, order, out[k]), HC_STAT_OK);
        for (size_t j = 0; j < m; j++) {
            assert_true(p[j] <= out[HC_ADJUST_BH][j] && out[HC_ADJUST_BH][j] <= out[HC_ADJUST_HOCHBERG][j]);
            assert_true(out[HC_ADJUST_HOCHBERG][j] <= out[HC_ADJUST_HOLM][j]);
            assert_true(out[HC_ADJUST_HOLM][j] <= out[HC_ADJUST_BONFERRONI][j]);
            assert_true(out[HC_ADJUST_BH][j] <= out[HC_ADJUST_BY][j] && out[HC_ADJUST_BY][j] <= 1);
            for (size_t l = 0; l < m; l++)
                if (p[j] <= p[l])
                    for (int k = HC_ADJUST_BONFERRONI; k <= HC_ADJUST_BY; k++)
                        assert_true(out[k][j] <= out[k][l]);
        }
    }
}

enum { RATERS = 4, CODES = RATERS * N_MAX };

typedef struct { int32_t code[CODES]; hc_ratings r; } rated;

static void some_ratings(hc_rng *r, rated *x, size_t k)
{
    x->r = (hc_ratings){x->code, 2 + below(r, RATERS - 1), 2 + below(r, N_MAX - 1), k, NULL};
    for (size_t u = 0; u < x->r.n_units; u++) {
        int32_t truth = (int32_t)below(r, k);
        for (size_t a = 0; a < x->r.n_raters; a++)
            x->code[a * x->r.n_units + u] = below(r, 6) == 0 ? HC_NO_RATING : below(r, 3) ? truth : (int32_t)below(r, k);
    }
}

/* Raters, units and, if asked, categories in another order. */
static void permuted(hc_rng *r, const rated *x, bool categories, rated *out)
{
    size_t raters[RATERS], units[N_MAX], names[N_MAX];
    shuffled(r, raters, x->r.n_raters);
    shuffled(r, units, x->r.n_units);
    shuffled(r, names, x->r.k);
    out->r = x->r;
    out->r.code = out->code;
    for (size_t a = 0; a < x->r.n_raters; a++)
        for (size_t u = 0; u < x->r.n_units; u++) {
            int32_t c = x->code[raters[a] * x->r.n_units + units[u]];
            out->code[a * x->r.n_units + u] = c == HC_NO_RATING || !categories ? c : (int32_t)names[c];
        }
}

static void agreement_does_not_know_names_or_order(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(5);
    for (int i = 0; i < n_cases(); i++) {
        rated x, y;
        double work[N_MAX], value[] = {0, 0.5, 2, 2.25, 7};
        some_ratings(&r, &x, 2 + below(&r, 4));
        permuted(&r, &x, true, &y);
        hc_alpha a, b;
        hc_gwet g, h;
        hc_stat st = hc_krippendorff(&x.r, HC_METRIC_NOMINAL, work, &a);
        assert_int_equal(st, hc_krippendorff(&y.r, HC_METRIC_NOMINAL, work, &b));
        if (st == HC_STAT_OK)
            assert_true(a.alpha == b.alpha && a.alpha <= 1);
        st = hc_gwet_ac(&x.r, HC_WEIGHTS_NONE, work, &g);
        assert_int_equal(st, hc_gwet_ac(&y.r, HC_WEIGHTS_NONE, work, &h));
        if (st == HC_STAT_OK)
            assert_true(g.coefficient == h.coefficient && g.se == h.se);
        permuted(&r, &x, false, &y);
        x.r.value = y.r.value = value;
        for (int m = HC_METRIC_ORDINAL; m <= HC_METRIC_INTERVAL; m++) {
            st = hc_krippendorff(&x.r, (hc_metric_kind)m, work, &a);
            assert_int_equal(st, hc_krippendorff(&y.r, (hc_metric_kind)m, work, &b));
            if (st == HC_STAT_OK)
                assert_true(a.alpha == b.alpha);
        }
    }
}

static void with_two_categories_every_metric_of_alpha_is_the_nominal_one(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(6);
    for (int i = 0; i < n_cases(); i++) {
        rated x;
        double work[3], value[] = {0, between(&r, 0.1, 9)};
        some_ratings(&r, &x, 2);
        x.r.value = value;
        hc_alpha nominal, other;
        hc_stat st = hc_krippendorff(&x.r, HC_METRIC_NOMINAL, work, &nominal);
        for (int m = HC_METRIC_ORDINAL; m <= HC_METRIC_INTERVAL; m++) {
            assert_int_equal(st, hc_krippendorff(&x.r, (hc_metric_kind)m, work, &other));
            if (st == HC_STAT_OK)
                assert_true(near(nominal.alpha, other.alpha, SLACK));
        }
    }
}

static void kappa_does_not_know_names_or_who_rated_first(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(7);
    for (int i = 0; i < n_cases(); i++) {
        uint64_t t[25], u[25];
        size_t k = 2 + below(&r, 4), names[5];
        double work[20];
        shuffled(&r, names, k);
        for (size_t a = 0; a < k; a++)
            for (size_t b = 0; b < k; b++)
                t[a * k + b] = u[names[b] * k + names[a]] = below(&r, a == b ? 30 : 6);
        hc_kappa x, y;
        hc_stat st = hc_cohen_kappa(t, k, HC_WEIGHTS_NONE, work, &x);
        assert_int_equal(st, hc_cohen_kappa(u, k, HC_WEIGHTS_NONE, work, &y));
        if (st == HC_STAT_OK)
            assert_true(near(x.kappa, y.kappa, 1e-13) && near(x.se, y.se, 1e-9) && near(x.se_null, y.se_null, 1e-9));
        if (st == HC_STAT_OK && k == 2) {
            assert_int_equal(hc_cohen_kappa(t, k, HC_WEIGHTS_QUADRATIC, work, &y), HC_STAT_OK);
            assert_true(x.kappa == y.kappa);
        }
    }
}

static size_t some_obs(hc_rng *r, hc_obs *obs, bool binary, size_t *out_clusters)
{
    size_t n = 2 + below(r, N_MAX - 1), g = *out_clusters = 2 + below(r, n);
    for (size_t i = 0; i < n; i++)
        obs[i] = (hc_obs){(uint32_t)(i < 2 ? i : below(r, g)), binary ? below(r, 4) == 0 : between(r, -3, 9)};
    return n;
}

static void clusters_of_one_are_no_clusters(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(8);
    for (int i = 0; i < n_cases(); i++) {
        hc_obs obs[N_MAX];
        uint32_t work[HC_CLUSTER_WORK(N_MAX, N_MAX + 1)];
        size_t g, n = some_obs(&r, obs, false, &g);
        for (size_t j = 0; j < n; j++)
            obs[j].cluster = (uint32_t)j;
        hc_cluster_fit f;
        assert_int_equal(hc_cluster_mean(obs, n, n, work, &f), HC_STAT_OK);
        double count = (double)n;
        assert_true(near(f.se_cr0, f.se_iid * sqrt((count - 1) / count), SLACK) && near(f.df_cr2, count - 1, SLACK));
        assert_true(near(f.se_cr1, f.se_iid, SLACK) && near(f.se_cr2, f.se_iid, SLACK));
    }
}

static void robust_errors_grow_with_their_correction(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(9);
    for (int i = 0; i < n_cases(); i++) {
        hc_obs obs[N_MAX];
        uint32_t work[HC_CLUSTER_WORK(N_MAX, N_MAX + 1)];
        size_t g, n = some_obs(&r, obs, false, &g);
        hc_cluster_fit f;
        hc_interval two;
        assert_int_equal(hc_cluster_mean(obs, n, g, work, &f), HC_STAT_OK);
        assert_true(f.se_cr0 <= f.se_cr1 && f.se_cr0 <= f.se_cr2 && f.se_cr2 <= f.se_cr3);
        assert_true(f.df_cr2 > 0 && f.df_cr2 <= (double)f.clusters - 1 + 1e-9);
        assert_int_equal(hc_cluster_cr2(&f, 0.95, &two), HC_STAT_OK);
        assert_true(two.low <= two.point && two.point <= two.high);
    }
}

static void rates_stay_in_bounds_and_clusters_never_narrow_them(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(10);
    for (int i = 0; i < n_cases(); i++) {
        hc_obs obs[N_MAX];
        size_t g, n = some_obs(&r, obs, true, &g);
        double k = 0;
        for (size_t j = 0; j < n; j++)
            k += obs[j].value;
        hc_interval rate, plain;
        assert_int_equal(hc_rate(obs, n, g, 0.95, &rate), HC_STAT_OK);
        assert_true(0 <= rate.low && rate.low <= rate.point && rate.point <= rate.high && rate.high <= 1);
        assert_true(rate.n_effective <= (double)n);
        assert_int_equal(hc_wilson(k, (double)n, 0.95, &plain), HC_STAT_OK);
        if (k > 0 && k < (double)n)
            assert_true(rate.high - rate.low >= plain.high - plain.low - SLACK);
    }
}

static void counts_give_the_rate_of_their_observations(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(14);
    for (int i = 0; i < n_cases(); i++) {
        hc_obs obs[N_MAX];
        hc_hits counts[N_MAX + 1] = {0};
        size_t g, n = some_obs(&r, obs, true, &g);
        for (size_t j = 0; j < n; j++) {
            counts[obs[j].cluster].n++;
            counts[obs[j].cluster].k += obs[j].value != 0;
        }
        hc_interval one = {0}, two = {0};
        assert_int_equal(hc_rate(obs, n, g, 0.95, &one), hc_rate_counts(counts, g, 0.95, &two));
        assert_memory_equal(&one, &two, sizeof one);
    }
    hc_interval none;
    assert_int_equal(hc_rate_counts(NULL, 0, 0.95, &none), HC_STAT_EMPTY);
    assert_int_equal(hc_rate_counts(&(hc_hits){1, 2}, 1, 0.95, &none), HC_STAT_RANGE);
}

static void sums_give_the_mean_of_their_observations(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(23);
    for (int c = 0; c < n_cases(); c++) {
        size_t g = 1 + below(&r, 12), n = 1 + below(&r, 60);
        hc_obs obs[60];
        hc_sums sums[12] = {0};
        hc_interval one, two;
        double centre = below(&r, 2) ? 1e6 : 0;
        bool equal = below(&r, 5) == 0;
        for (size_t i = 0; i < n; i++) {
            obs[i] = (hc_obs){(uint32_t)below(&r, g), equal ? 0.1 : centre + between(&r, -3, 3)};
            hc_sums_add(&sums[obs[i].cluster], obs[i].value);
        }
        assert_int_equal(hc_mean(obs, n, g, 0.95, &one), hc_mean_sums(sums, g, 0.95, &two));
        assert_true(fabs(one.point - two.point) <= 1e-15 * (1 + fabs(one.point)));
        assert_true(isnan(one.low) ? isnan(two.low) : fabs(one.low - two.low) <= 1e-8 && fabs(one.high - two.high) <= 1e-8);
    }
    hc_interval none;
    assert_int_equal(hc_mean_sums(NULL, 0, 0.95, &none), HC_STAT_EMPTY);
    assert_int_equal(hc_mean_sums(&(hc_sums){1, NAN, 0, 0, 0}, 1, 0.95, &none), HC_STAT_RANGE);
}

/* A grid of tasks and attacks, some cells several times: the variance of two ways written out pair by pair. */
static void two_ways_equal_the_sum_over_pairs_that_share_a_key(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(29);
    for (int i = 0; i < n_cases() / 10; i++) {
        enum { KEYS = 5, N = 24 };
        hc_hits first[KEYS] = {{0, 0}}, second[KEYS] = {{0, 0}}, both[KEYS * KEYS] = {{0, 0}};
        size_t a[N], b[N], n = 8 + below(&r, N - 7), k = 0, u = 0, v = 0;
        bool hit[N];
        for (size_t j = 0; j < n; j++) {
            a[j] = j < 2 ? j : below(&r, KEYS);
            b[j] = j < 2 ? j : below(&r, KEYS);
            hit[j] = j < 2 ? j == 0 : below(&r, 3) == 0;
            k += hit[j];
            hc_hits *to[] = {&first[a[j]], &second[b[j]], &both[a[j] * KEYS + b[j]]};
            for (size_t w = 0; w < 3; w++)
                to[w]->n++, to[w]->k += hit[j];
        }
        for (size_t c = 0; c < KEYS; c++)
            u += first[c].n > 0, v += second[c].n > 0;
        double p = (double)k / (double)n, sum = 0;
        for (size_t x = 0; x < n; x++)
            for (size_t y = 0; y < n; y++)
                if (a[x] == a[y] || b[x] == b[y])
                    sum += (hit[x] - p) * (hit[y] - p);
        hc_ways w = {.count = {first, second, both}, .n = {KEYS, KEYS, KEYS * KEYS}, .two = true};
        hc_ways one = {.count = {first}, .n = {KEYS}};
        hc_ways_fit fit, alone;
        hc_interval ci, narrow;
        assert_int_equal(hc_ways_rate(&w, &fit), HC_STAT_OK);
        assert_int_equal(hc_ways_rate(&one, &alone), HC_STAT_OK);
        assert_true(near(fit.se * fit.se, fmax(0, sum) / (double)(n * n), SLACK));
        assert_true(near(fit.se_naive, sqrt(p * (1 - p) / (double)n), SLACK));
        assert_true(fit.se_first == alone.se && fit.variance >= alone.variance);
        assert_int_equal(fit.clusters, u < v ? u : v);
        assert_int_equal(hc_rate_ways(&w, 0.95, &ci), HC_STAT_OK);
        assert_int_equal(hc_rate_ways(&one, 0.95, &narrow), HC_STAT_OK);
        assert_true(ci.high - ci.low >= narrow.high - narrow.low - SLACK && ci.low >= 0 && ci.high <= 1);
        assert_string_equal(ci.method, "wilson_two_way");
    }
    hc_hits lone = {9, 3}, cells[] = {{3, 1}, {3, 1}, {3, 1}};
    hc_ways w = {.count = {cells, &lone, cells}, .n = {3, 1, 3}, .two = true};
    hc_interval none;
    assert_int_equal(hc_rate_ways(&w, 0.95, &none), HC_STAT_ONE_CLUSTER);
    assert_int_equal(hc_rate_bounds(&w, 0, 0.95, &none), HC_STAT_ONE_CLUSTER);
}

static void a_claim_is_held_against_exact_bounds(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(31);
    for (int i = 0; i < n_cases() / 10; i++) {
        enum { G = 30 };
        hc_hits single[G * 4], pairs[G];
        size_t n = 2 + below(&r, G - 1), k = 0;
        for (size_t j = 0; j < n; j++) {
            single[j] = (hc_hits){1, (uint32_t)below(&r, 2)};
            pairs[j] = (hc_hits){2, 2 * single[j].k};
            k += single[j].k;
        }
        hc_ways alone = {.count = {single}, .n = {n}}, twice = {.count = {pairs}, .n = {n}};
        hc_interval ci, wide, missing;
        double low, high;
        assert_int_equal(hc_rate_bounds(&alone, 0, 0.95, &ci), HC_STAT_OK);
        assert_int_equal(hc_upper_bound(k, n, 0.95, &high), HC_STAT_OK);
        assert_int_equal(lower_bound(k, n, 0.95, &low), HC_STAT_OK);
        assert_true(near(ci.low, low, SLACK) && near(ci.high, high, SLACK));
        /* The same answer twice says no more than once. */
        assert_int_equal(hc_rate_bounds(&twice, 0, 0.95, &wide), HC_STAT_OK);
        assert_true(wide.high >= ci.high - SLACK && wide.low <= ci.low + SLACK);
        size_t m = below(&r, 5);
        assert_int_equal(hc_rate_bounds(&alone, m, 0.95, &missing), HC_STAT_OK);
        assert_int_equal(hc_upper_bound(k + m, n + m, 0.95, &high), HC_STAT_OK);
        assert_int_equal(lower_bound(k, n + m, 0.95, &low), HC_STAT_OK);
        assert_true(near(missing.high, high, SLACK) && near(missing.low, low, SLACK));
    }
}

static void a_fixed_list_is_never_wider_than_independent_answers(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(37);
    for (int i = 0; i < n_cases() / 10; i++) {
        hc_hits item[12], mixed[1] = {{0, 0}};
        size_t n = 1 + below(&r, 12);
        for (size_t j = 0; j < n; j++) {
            uint32_t m = 1 + (uint32_t)below(&r, 6);
            item[j] = (hc_hits){m, (uint32_t)below(&r, m + 1)};
            mixed[0].n += m;
            mixed[0].k += item[j].k;
        }
        hc_interval fixed, plain;
        assert_int_equal(hc_rate_fixed(item, n, 0.95, &fixed), HC_STAT_OK);
        assert_int_equal(hc_wilson(mixed[0].k, mixed[0].n, 0.95, &plain), HC_STAT_OK);
        assert_true(fixed.low >= plain.low - SLACK && fixed.high <= plain.high + SLACK && fixed.point == plain.point);
    }
    /* Items that always get the same answer, and one that does not, twenty times each. */
    hc_hits item[10];
    for (size_t j = 0; j < 10; j++)
        item[j] = (hc_hits){20, j % 2 ? 20 : 0};
    item[0].k = 10;
    hc_interval ci;
    assert_int_equal(hc_rate_fixed(item, 10, 0.95, &ci), HC_STAT_OK);
    double v = 0.25 / 19 * 0.01, t = hc_t_quantile(0.975, 19), half = t * sqrt(v);
    assert_true(fabs((ci.high - ci.low) / 2 / half - 1) < 0.01);
    assert_int_equal(hc_rate_fixed(NULL, 0, 0.95, &ci), HC_STAT_EMPTY);
}

static void prediction_powered_without_the_judge_is_the_plain_mean(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(11);
    for (int i = 0; i < n_cases(); i++) {
        double y[N_MAX], f[N_MAX], u[N_MAX];
        size_t n = 2 + below(&r, N_MAX - 1), many = 2 + below(&r, N_MAX - 1);
        for (size_t j = 0; j < N_MAX; j++) {
            y[j] = (double)below(&r, 2);
            f[j] = between(&r, 0, 1);
            u[j] = between(&r, 0, 1);
        }
        y[0] = 1 - y[1];
        hc_ppi_data d = {y, f, n, u, many};
        hc_ppi p, tuned;
        assert_int_equal(hc_ppi_mean(&d, 0, 0.95, &p), HC_STAT_OK);
        assert_true(p.estimate == p.label_mean && near(p.se, p.label_se, 1e-14) && near(p.sample_ratio, 1, SLACK));
        assert_true(hc_stat_has_number(hc_ppi_mean(&d, HC_PPI_TUNED, 0.95, &tuned)));
        assert_true(tuned.lambda >= 0 && tuned.lambda <= 1);
    }
}

static void a_finite_pool_seen_whole_leaves_no_width(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(12);
    for (int i = 0; i < n_cases(); i++) {
        double x[N_MAX], lambda[N_MAX], sum = 0;
        size_t n = 1 + below(&r, N_MAX);
        for (size_t j = 0; j < n; j++)
            sum += x[j] = below(&r, 3) ? (double)below(&r, 2) : between(&r, 0, 1);
        hc_sequence s = {x, n, 0.05, 0.5, 0.5, n};
        hc_bounds b;
        assert_int_equal(hc_sequence_bets(&s, lambda), HC_STAT_OK);
        assert_int_equal(hc_sequence_hedged(&s, lambda, n, &b), HC_STAT_OK);
        assert_true(b.high - b.low <= SLACK && near(b.low, sum / (double)n, SLACK));
        s.population = n + 1 + below(&r, 50);
        assert_int_equal(hc_sequence_hedged(&s, lambda, n, &b), HC_STAT_OK);
        assert_true(0 <= b.low && b.low <= sum / (double)n + SLACK && sum / (double)n <= b.high + SLACK && b.high <= 1);
    }
}

static void a_value_is_excluded_when_it_leaves_the_running_bounds(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(13);
    for (int i = 0; i < n_cases() / 20; i++) {
        double x[N_MAX], lambda[N_MAX], m = between(&r, 0, 1);
        for (size_t j = 0; j < N_MAX; j++)
            x[j] = below(&r, 8) == 0;
        hc_sequence s = {x, N_MAX, 0.05, 0.5, 0.5, below(&r, 2) ? 0 : N_MAX + below(&r, 30)};
        assert_int_equal(hc_sequence_bets(&s, lambda), HC_STAT_OK);
        size_t first = 0;
        for (size_t t = 1; t <= N_MAX && !first; t++) {
            hc_bounds b;
            assert_int_equal(hc_sequence_hedged(&s, lambda, t, &b), HC_STAT_OK);
            if (m < b.low || m > b.high)
                first = t;
        }
        size_t got = hc_sequence_excluded_at(&s, lambda, m);
        assert_int_equal(first, got);
    }
}

static void one_attempt_is_the_rate_and_more_attempts_spread(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(14);
    for (int i = 0; i < n_cases(); i++) {
        uint64_t n = 1 + below(&r, 200), c = below(&r, n + 1), k = 1 + below(&r, n);
        hc_pass one, p, more;
        assert_int_equal(hc_pass_k((hc_attempts){n, c}, 1, &one), HC_STAT_OK);
        assert_true(near(one.at_k, (double)c / (double)n, 1e-14) && near(one.hat_k, (double)c / (double)n, 1e-14));
        assert_int_equal(hc_pass_k((hc_attempts){n, c}, k, &p), HC_STAT_OK);
        assert_true(p.hat_k >= 0 && p.hat_k <= one.hat_k + SLACK && one.at_k <= p.at_k + SLACK && p.at_k <= 1);
        assert_true(p.plug_in_at_k <= p.at_k + SLACK && p.plug_in_hat_k >= p.hat_k - SLACK);
        if (c < n) {
            assert_int_equal(hc_pass_k((hc_attempts){n, c + 1}, k, &more), HC_STAT_OK);
            assert_true(more.at_k >= p.at_k - SLACK && more.hat_k >= p.hat_k - SLACK);
        }
    }
}

static void two_players_are_a_logit_and_one_stratum_is_an_odds_ratio(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(15);
    for (int i = 0; i < n_cases(); i++) {
        double a = 1 + (double)below(&r, 900), b = 1 + (double)below(&r, 900), strength[2], se[2], work[HC_RATING_WORK(2)];
        double wins[] = {0, a, b, 0};
        size_t component[2], flags[4];
        hc_games g = {wins, NULL, 2};
        hc_rating_out out = {strength, se, work, component, flags};
        assert_int_equal(hc_bradley_terry(&g, &out), HC_STAT_OK);
        assert_true(near(strength[1], log(b / a), SLACK) && near(se[1], sqrt(1 / a + 1 / b), SLACK));
        hc_stratum s = {1 + below(&r, 50), 1 + below(&r, 50), 1 + below(&r, 50), 1 + below(&r, 50)};
        double ratio = (double)s.ref_right * (double)s.focal_wrong / ((double)s.ref_wrong * (double)s.focal_right);
        hc_dif d;
        assert_int_equal(hc_mantel_haenszel(&s, 1, 0.95, &d), HC_STAT_OK);
        assert_true(near(d.odds_ratio, ratio, SLACK));
        double woolf = 1 / (double)s.ref_right + 1 / (double)s.ref_wrong + 1 / (double)s.focal_right +
                       1 / (double)s.focal_wrong;
        assert_true(near(d.log_odds_se, sqrt(woolf), SLACK));
    }
}

static void exchanging_the_systems_mirrors_a_comparison(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(16);
    for (int i = 0; i < n_cases(); i++) {
        hc_pair_counts t = {below(&r, 40), below(&r, 40), below(&r, 40), 1 + below(&r, 40)};
        hc_pair_counts u = {t.both, t.second_only, t.first_only, t.neither};
        hc_interval a, b;
        double phi, psi;
        hc_mcnemar m, w;
        assert_int_equal(hc_newcombe_paired(&t, 0.95, &a, &phi), HC_STAT_OK);
        assert_int_equal(hc_newcombe_paired(&u, 0.95, &b, &psi), HC_STAT_OK);
        assert_true(near(a.low, -b.high, SLACK) && near(a.high, -b.low, SLACK) && near(phi, psi, SLACK));
        assert_true(a.low >= -1 && a.low <= a.point && a.point <= a.high && a.high <= 1);
        assert_int_equal(hc_mcnemar_test(t.first_only, t.second_only, &m), HC_STAT_OK);
        assert_int_equal(hc_mcnemar_test(t.second_only, t.first_only, &w), HC_STAT_OK);
        assert_true(m.p_exact == w.p_exact && m.p_mid <= m.p_exact && m.p_exact <= 1);
        assert_true(t.first_only + t.second_only == 0 || m.p_chi2 <= m.p_chi2_corrected);
        hc_count x = {below(&r, 50), 50}, y = {below(&r, 80), 80};
        assert_int_equal(hc_newcombe(x, y, 0.9, &a), HC_STAT_OK);
        assert_int_equal(hc_newcombe(y, x, 0.9, &b), HC_STAT_OK);
        assert_true(near(a.low, -b.high, SLACK) && near(a.high, -b.low, SLACK) && a.low <= a.point && a.point <= a.high);
    }
}

/* Whatever the clusters: a difference has an interval around it within [-1, 1], and the other way round it is the mirror image, in any
 * order of the pairs. Equal clusters never give certainty. */
static void exchanging_the_sides_mirrors_a_difference(void **state)
{
    (void)state;
    enum { MOST = 24 };
    hc_rng r = hc_rng_seeded(31);
    for (int i = 0; i < n_cases(); i++) {
        size_t n = 1 + below(&r, MOST), clusters = 1 + below(&r, MOST), order[MOST];
        double p = between(&r, 0, 1), q = between(&r, 0, 1);
        hc_two two[MOST], turned[MOST];
        hc_obs obs[2 * MOST];
        uint32_t work[HC_CLUSTER_WORK(MOST, MOST)];
        hc_difference d, back;
        shuffled(&r, order, n);
        for (size_t k = 0; k < n; k++)
            two[k] = (hc_two){(uint32_t)below(&r, clusters), between(&r, 0, 1) < p, between(&r, 0, 1) < q};
        for (size_t k = 0; k < n; k++)
            turned[k] = (hc_two){two[order[k]].cluster, two[order[k]].second, two[order[k]].first};
        hc_stat st = hc_difference_paired(two, n, clusters, 0.95, 0.1, obs, work, &d);
        assert_int_equal(hc_difference_paired(turned, n, clusters, 0.95, 0.1, obs, work, &back), st);
        assert_true(d.table.both + d.table.first_only + d.table.second_only + d.table.neither == n && d.clusters <= n);
        assert_true(back.interval.point == -d.interval.point);
        if (st != HC_STAT_OK) {
            assert_int_equal(st, HC_STAT_ONE_CLUSTER);
            assert_true(isnan(d.interval.low) && isnan(d.p));
            continue;
        }
        assert_true(d.interval.low <= d.interval.point && d.interval.point <= d.interval.high);
        assert_true(d.interval.low >= -1 - 1e-15 && d.interval.high <= 1 + 1e-15);
        assert_true(d.interval.high - d.interval.low > 1e-3);
        assert_true(d.p >= 0 && d.p <= 1 && fabs(back.p - d.p) < 1e-12 && fabs(back.interval.low + d.interval.high) < 1e-12);
        assert_true(isnan(d.gain) ? isnan(back.gain) : fabs(back.gain / d.gain - 1) < 1e-12);
        assert_true(d.stat_tost == back.stat_tost);
    }
}

static void a_perfect_judge_changes_nothing(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(17);
    for (int i = 0; i < n_cases(); i++) {
        uint64_t n = 1 + below(&r, 500), k = below(&r, n + 1), big = 1000000;
        hc_judged perfect = {k, n, big, big, big, big, 0}, j = {k, n, 40 + below(&r, 60), 100, 70 + below(&r, 30), 100, 0};
        hc_calibrated c;
        assert_int_equal(hc_rogan_gladen(&perfect, 0.95, &c), HC_STAT_OK);
        double p = (double)k / (double)n;
        assert_true(near(c.estimate, p, SLACK) && near(c.se, sqrt(p * (1 - p) / (double)n), SLACK));
        hc_stat st = hc_rogan_gladen(&j, 0.95, &c);
        assert_true(st == HC_STAT_OK || st == HC_STAT_INCOMPATIBLE || st == HC_STAT_NO_VARIATION);
        if (st == HC_STAT_OK)
            assert_true(c.low >= 0 && c.high <= 1 && c.low <= c.high && c.estimate >= -SLACK && c.estimate <= 1 + SLACK);
    }
}

static void a_planned_size_reaches_the_planned_difference(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(18);
    for (int i = 0; i < n_cases(); i++) {
        hc_paired_design d = {between(&r, 0, 0.3), between(&r, 0.01, 0.3), between(&r, 0, 0.3),
                              1 + (double)below(&r, 9), 1 + (double)below(&r, 9)};
        hc_test_plan t = {between(&r, 0.001, 0.2), between(&r, 0.5, 0.99)};
        double delta = between(&r, 0.01, 0.5), n, back;
        assert_int_equal(hc_n_paired(&d, delta, t, &n), HC_STAT_OK);
        assert_int_equal(hc_mde_paired(&d, n, t, &back), HC_STAT_OK);
        assert_true(near(back, delta, SLACK));
        hc_exact_power p;
        uint64_t size = 1 + below(&r, 300);
        double p0 = between(&r, 0.01, 0.99), p1 = between(&r, 0.01, 0.99);
        assert_int_equal(hc_power_binomial(size, p0, p1, t.alpha, &p), HC_STAT_OK);
        assert_true(p.size <= t.alpha && p.power >= p.size - SLACK);
        uint64_t need, k = below(&r, 4);
        double limit = between(&r, 0.01, 0.6), bound;
        assert_int_equal(hc_n_for_claim(k, limit, 0.95, &need), HC_STAT_OK);
        assert_int_equal(hc_upper_bound(k, need, 0.95, &bound), HC_STAT_OK);
        assert_true(bound <= limit + SLACK);
        if (need > k + 1) {
            assert_int_equal(hc_upper_bound(k, need - 1, 0.95, &bound), HC_STAT_OK);
            assert_true(bound > limit - SLACK);
        }
    }
}

#define SAME(a, b) assert_memory_equal(&(a), &(b), sizeof(a))

static void the_order_of_observations_changes_no_bit(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(19);
    for (int i = 0; i < n_cases(); i++) {
        hc_obs obs[N_MAX], mixed[N_MAX];
        hc_pair pairs[N_MAX], other[N_MAX];
        double y[2][N_MAX], f[2][N_MAX], u[2][N_MAX], rows[2][N_MAX * 3];
        uint32_t work[HC_CLUSTER_WORK(N_MAX, N_MAX + 1)];
        size_t g, n = some_obs(&r, obs, false, &g), order[N_MAX], names[N_MAX + 1];
        shuffled(&r, order, n);
        shuffled(&r, names, g);
        for (size_t j = 0; j < n; j++) {
            pairs[j] = (hc_pair){between(&r, 0, 1), between(&r, 0, 1)};
            y[0][j] = between(&r, 0, 1);
            f[0][j] = between(&r, 0, 1);
            u[0][j] = between(&r, 0, 1);
            for (size_t k = 0; k < 3; k++)
                rows[0][j * 3 + k] = between(&r, 0, 1);
        }
        for (size_t j = 0; j < n; j++) {
            mixed[j] = (hc_obs){(uint32_t)names[obs[order[j]].cluster], obs[order[j]].value};
            other[j] = pairs[order[j]];
            y[1][j] = y[0][order[j]];
            f[1][j] = f[0][order[j]];
            u[1][j] = u[0][order[j]];
            for (size_t k = 0; k < 3; k++)
                rows[1][j * 3 + k] = rows[0][order[j] * 3 + 2 - k];
        }
        hc_cluster_fit a, b;
        assert_int_equal(hc_cluster_mean(obs, n, g, work, &a), hc_cluster_mean(mixed, n, g, work, &b));
        SAME(a, b);
        hc_paired p, q;
        assert_int_equal(hc_paired_mean(pairs, n, 0.95, 0.1, &p), hc_paired_mean(other, n, 0.95, 0.1, &q));
        assert_true(p.difference.low == q.difference.low && p.p == q.p && p.correlation == q.correlation &&
                    p.tost.p == q.tost.p && p.se_unpaired == q.se_unpaired);
        hc_ppi_data d = {y[0], f[0], n, u[0], n}, e = {y[1], f[1], n, u[1], n};
        hc_ppi s, t;
        assert_int_equal(hc_ppi_mean(&d, HC_PPI_TUNED, 0.9, &s), hc_ppi_mean(&e, HC_PPI_TUNED, 0.9, &t));
        SAME(s, t);
        hc_resampled v, w;
        assert_int_equal(hc_resampled_mean(rows[0], n, 3, &v), hc_resampled_mean(rows[1], n, 3, &w));
        SAME(v, w);
        hc_pareto x, z;
        assert_int_equal(hc_pareto_tail(y[0], n, 0.3, &x), hc_pareto_tail(y[1], n, 0.3, &z));
        SAME(x, z);
        hc_gumbel m, o;
        assert_int_equal(hc_gumbel_tail(f[0], n, 2, &m), hc_gumbel_tail(f[1], n, 2, &o));
        SAME(m, o);
    }
}

static void the_order_of_items_tasks_and_laboratories_changes_no_bit(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(20);
    for (int i = 0; i < n_cases(); i++) {
        enum { N = 12 };
        hc_item_curve items[2][N];
        int8_t answers[2][N];
        hc_task tasks[2][N];
        hc_lab labs[2][N];
        hc_stratum strata[2][N];
        hc_attempts attempts[2][N];
        double p[2][N], adjusted[2][N];
        size_t order[N], scratch[N];
        shuffled(&r, order, N);
        for (size_t j = 0; j < N; j++) {
            items[0][j] = (hc_item_curve){between(&r, 0.3, 2), between(&r, -2, 2)};
            answers[0][j] = (int8_t)((int)below(&r, 3) - 1);
            tasks[0][j] = (hc_task){between(&r, 1, 500), between(&r, 0.5, 1), below(&r, 2) == 0};
            labs[0][j] = (hc_lab){between(&r, 0, 1), between(&r, 0.01, 0.2)};
            strata[0][j] = (hc_stratum){below(&r, 20), below(&r, 20), below(&r, 20), below(&r, 20)};
            attempts[0][j] = (hc_attempts){10, below(&r, 11)};
            p[0][j] = hc_rng_unit(&r);
        }
        for (size_t j = 0; j < N; j++) {
            items[1][j] = items[0][order[j]];
            answers[1][j] = answers[0][order[j]];
            tasks[1][j] = tasks[0][order[j]];
            labs[1][j] = labs[0][order[j]];
            strata[1][j] = strata[0][order[j]];
            attempts[1][j] = attempts[0][order[j]];
            p[1][j] = p[0][order[j]];
        }
        hc_ability a[2];
        hc_horizon h[2];
        hc_pool l[2];
        hc_dif d[2];
        hc_pass_suite s[2];
        hc_stat st[2][6];
        for (int k = 0; k < 2; k++) {
            st[k][0] = hc_ability_of(items[k], answers[k], N, &a[k]);
            st[k][1] = hc_time_horizon(tasks[k], N, &h[k]);
            st[k][2] = hc_pool_labs(labs[k], N, &l[k]);
            st[k][3] = hc_mantel_haenszel(strata[k], N, 0.95, &d[k]);
            st[k][4] = hc_pass_over_tasks(attempts[k], N, 3, &s[k]);
            st[k][5] = hc_p_adjust(HC_ADJUST_BY, p[k], N, scratch, adjusted[k]);
        }
        assert_memory_equal(st[0], st[1], sizeof st[0]);
        assert_true(st[0][0] != HC_STAT_OK || (a[0].map == a[1].map && a[0].eap == a[1].eap && a[0].eap_sd == a[1].eap_sd));
        assert_true(a[0].mle_status != HC_STAT_OK || (a[0].mle == a[1].mle && a[0].mle_se == a[1].mle_se));
        SAME(h[0], h[1]);
        SAME(l[0], l[1]);
        assert_true(st[0][3] != HC_STAT_OK || (d[0].odds_ratio == d[1].odds_ratio && d[0].log_odds_se == d[1].log_odds_se &&
                                               d[0].p == d[1].p && d[0].ets_class == d[1].ets_class));
        SAME(s[0], s[1]);
        for (size_t j = 0; j < N; j++)
            assert_true(adjusted[1][j] == adjusted[0][order[j]]);
    }
}

static double odd(hc_rng *r)
{
    static const double values[] = {0, -0.0, 1, -1, 0.5, 1e-300, 5e-324, 1e100, -1e100, 1e300, 1e16, NAN, INFINITY, -INFINITY};
    size_t i = below(r, HC_LEN(values) + 12);
    return i < HC_LEN(values) ? values[i] : i % 3 ? hc_rng_unit(r) : between(r, -50, 50);
}

/* n doubles of a struct. */
static void all_finite(hc_stat st, const void *of, size_t n, const char *what)
{
    const double *x = of;
    for (size_t i = 0; hc_stat_has_number(st) && i < n; i++)
        if (!isfinite(x[i]))
            fail_msg("%s: number %zu is %g with status %d", what, i, x[i], st);
}
#define FINITE(call, out) all_finite(call, &(out), sizeof(out) / sizeof(double), #call)

static void odd_scalars(hc_rng *r)
{
    double a = odd(r), b = odd(r), c = odd(r), x;
    hc_test_plan t = {odd(r), odd(r)};
    hc_paired_design d = {odd(r), odd(r), odd(r), odd(r), odd(r)};
    hc_interval ci;
    hc_tost_result tost;
    hc_exact_power power;
    hc_lab labs[] = {{odd(r), odd(r)}, {odd(r), odd(r)}};
    hc_pool pool;
    hc_gumbel g = {a, b, 20};
    hc_pareto p = {a, b, c, 20, 100};
    bool acceptable;
    all_finite(hc_wilson(a, b, c, &ci), &ci.point, 3, "wilson");
    FINITE(hc_tost(a, b, c, odd(r), &tost), tost);
    FINITE(hc_n_two_proportions(a, b, t, &x), x);
    FINITE(hc_n_paired(&d, a, t, &x), x);
    FINITE(hc_mde_paired(&d, a, t, &x), x);
    FINITE(hc_n_mcnemar(a, b, t, &x), x);
    FINITE(hc_design_effect(a, b, &x), x);
    all_finite(hc_power_binomial(below(r, 100), a, b, c, &power), &power.size, 2, "power");
    FINITE(hc_pool_labs(labs, 2, &pool), pool);
    FINITE(hc_en_score((hc_expanded){a, b}, (hc_expanded){c, odd(r)}, &x, &acceptable), x);
    FINITE(hc_gumbel_worst(&g, c, &x), x);
    FINITE(hc_pareto_level(&p, odd(r), &x), x);
    FINITE(hc_at_least_one(a, b, &x), x);
}

static void odd_lists(hc_rng *r)
{
    enum { N = 5 };
    hc_obs obs[N];
    hc_pair pairs[N];
    hc_item_curve items[N];
    hc_task tasks[N];
    double x[N], y[N], z[N], wins[9], lambda[N], t[3], se[3], bt[HC_RATING_WORK(3)];
    int8_t answers[N];
    uint32_t work[HC_CLUSTER_WORK(N, 3)];
    size_t component[3], flags[6], n = 1 + below(r, N);
    bool tame = below(r, 2); /* else one odd value in a list is refused and nothing behind it is reached */
    for (size_t i = 0; i < N; i++) {
        obs[i] = (hc_obs){(uint32_t)below(r, 3), x[i] = tame ? (double)below(r, 3) * 1e100 / 3 : odd(r)};
        pairs[i] = (hc_pair){x[i], y[i] = tame ? (double)below(r, 2) : odd(r)};
        z[i] = tame ? (double)below(r, 2) : odd(r);
        items[i] = (hc_item_curve){odd(r) + 2, odd(r)};
        answers[i] = (int8_t)((int)below(r, 3) - 1);
        tasks[i] = (hc_task){tame ? (double)(1 + below(r, 4)) : odd(r), tame ? 1 : odd(r), below(r, 2)};
    }
    for (size_t i = 0; i < 9; i++)
        wins[i] = tame ? (double)below(r, 1000) * (double)below(r, 1000000000) : odd(r);
    hc_cluster_fit fit;
    hc_resampled resampled;
    hc_paired paired;
    hc_ppi_data d = {y, z, n, x, n};
    hc_ppi ppi;
    hc_ability ability;
    hc_horizon horizon;
    hc_gumbel gumbel;
    hc_pareto pareto;
    hc_bounds bounds;
    hc_sequence s = {y, n, odd(r), odd(r), odd(r), below(r, 8)};
    hc_games g = {wins, NULL, 3};
    all_finite(hc_cluster_mean(obs, n, 3, work, &fit), &fit.mean, 8, "cluster");
    if (n >= 4)
        FINITE(hc_resampled_mean(x, 2, 2, &resampled), resampled);
    hc_stat st = hc_paired_mean(pairs, n, 0.95, fabs(odd(r)), &paired);
    all_finite(st, &paired.difference.point, 3, "paired");
    all_finite(st, &paired.se, 5, "paired");
    FINITE(hc_ppi_mean(&d, below(r, 2) ? HC_PPI_TUNED : odd(r), 0.9, &ppi), ppi);
    all_finite(hc_ability_of(items, answers, n, &ability), &ability.map, 4, "ability");
    all_finite(ability.mle_status, &ability.mle, 3, "mle");
    FINITE(hc_time_horizon(tasks, n, &horizon), horizon);
    if (hc_sequence_bets(&s, lambda) == HC_STAT_OK)
        FINITE(hc_sequence_hedged(&s, lambda, n, &bounds), bounds);
    st = hc_bradley_terry(&g, &(hc_rating_out){t, se, bt, component, flags});
    all_finite(st, t, 3, "strength");
    all_finite(st, se, 3, "strength error");
    all_finite(hc_gumbel_tail(y, n, 2, &gumbel), &gumbel.slope, 2, "gumbel");
    all_finite(hc_pareto_tail(x, n, 0.5, &pareto), &pareto.threshold, 3, "pareto");
}

static void what_has_a_status_of_a_number_is_finite(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(21);
    for (int i = 0; i < n_cases(); i++) {
        odd_scalars(&r);
        odd_lists(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_mirror_nest_and_climb),
        cmocka_unit_test(the_exact_interval_contains_its_one_sided_bound),
        cmocka_unit_test(quantiles_invert_their_functions),
        cmocka_unit_test(adjusted_p_values_are_ordered_by_how_strict_the_method_is),
        cmocka_unit_test(agreement_does_not_know_names_or_order),
        cmocka_unit_test(with_two_categories_every_metric_of_alpha_is_the_nominal_one),
        cmocka_unit_test(kappa_does_not_know_names_or_who_rated_first),
        cmocka_unit_test(clusters_of_one_are_no_clusters),
        cmocka_unit_test(robust_errors_grow_with_their_correction),
        cmocka_unit_test(rates_stay_in_bounds_and_clusters_never_narrow_them),
        cmocka_unit_test(counts_give_the_rate_of_their_observations),
        cmocka_unit_test(sums_give_the_mean_of_their_observations),
        cmocka_unit_test(two_ways_equal_the_sum_over_pairs_that_share_a_key),
        cmocka_unit_test(a_claim_is_held_against_exact_bounds),
        cmocka_unit_test(a_fixed_list_is_never_wider_than_independent_answers),
        cmocka_unit_test(prediction_powered_without_the_judge_is_the_plain_mean),
        cmocka_unit_test(a_finite_pool_seen_whole_leaves_no_width),
        cmocka_unit_test(a_value_is_excluded_when_it_leaves_the_running_bounds),
        cmocka_unit_test(one_attempt_is_the_rate_and_more_attempts_spread),
        cmocka_unit_test(two_players_are_a_logit_and_one_stratum_is_an_odds_ratio),
        cmocka_unit_test(exchanging_the_systems_mirrors_a_comparison),
        cmocka_unit_test(exchanging_the_sides_mirrors_a_difference),
        cmocka_unit_test(a_perfect_judge_changes_nothing),
        cmocka_unit_test(a_planned_size_reaches_the_planned_difference),
        cmocka_unit_test(the_order_of_observations_changes_no_bit),
        cmocka_unit_test(the_order_of_items_tasks_and_laboratories_changes_no_bit),
        cmocka_unit_test(what_has_a_status_of_a_number_is_finite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
