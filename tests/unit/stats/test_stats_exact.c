// SPDX-License-Identifier: Apache-2.0
/* The same figures by another road: counting every outcome, closed forms, the definition written
 * out. No reference data is needed. And what has no number says why. */
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
#include "stats/bootstrap.h"
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
#include "stats/shapley.h"
#include "stats/total.h"

static const double pi = 3.14159265358979323846;

static bool near(double a, double b, double slack)
{
    return fabs(a - b) <= slack * fmax(1, fabs(b));
}
#define close_to(a, b, slack) assert_true(near(a, b, slack))

/* P(X = k) by walking all the sums: convolution of n coins. */
static void coin_table(int n, double p, double *pmf)
{
    pmf[0] = 1;
    for (int i = 1; i <= n; i++) {
        pmf[i] = pmf[i - 1] * p;
        for (int k = i - 1; k > 0; k--)
            pmf[k] = pmf[k] * (1 - p) + pmf[k - 1] * p;
        pmf[0] *= 1 - p;
    }
}

static void binomial_figures_equal_the_counted_ones(void **state)
{
    (void)state;
    double pmf[61];
    for (int n = 1; n <= 60; n += 7)
        for (double p = 0.05; p < 1; p += 0.1) {
            coin_table(n, p, pmf);
            double cdf = 0;
            for (int k = 0; k <= n; k++) {
                cdf += pmf[k];
                close_to(hc_binomial_pmf(k, n, p), pmf[k], 1e-14);
                close_to(hc_binomial_cdf(k, n, p), cdf, 1e-13);
                hc_interval ci;
                assert_int_equal(hc_clopper_pearson((uint64_t)k, (uint64_t)n, 0.9, &ci), HC_STAT_OK);
                double at_high[61], tail = 0;
                coin_table(n, ci.high, at_high);
                for (int j = 0; j <= k; j++)
                    tail += at_high[j];
                if (k < n)
                    close_to(tail, 0.05, 1e-12);
            }
        }
}

static void special_functions_meet_their_closed_forms(void **state)
{
    (void)state;
    for (double x = 0.001; x < 40; x *= 1.3) {
        close_to(hc_chi2_tail(x, 2), exp(-x / 2), 1e-14);
        close_to(hc_chi2_tail(x, 1), erfc(sqrt(x / 2)), 1e-14);
        close_to(hc_chi2_tail(x, 4), exp(-x / 2) * (1 + x / 2), 1e-14);
        close_to(hc_t_cdf(x, 1), 0.5 + atan(x) / pi, 1e-14);
        close_to(hc_t_cdf(-x, 2), 0.5 - x / (2 * sqrt(2 + x * x)), 1e-14);
        close_to(hc_t_cdf(x, 1e12), hc_normal_cdf(x), 1e-11);
        close_to(hc_t_cdf(-x, 100001), hc_t_cdf(-x, 99999), 1e-9); /* the two methods meet */
        close_to(hc_t_cdf(hc_t_quantile(0.1 + x / 50, 3e7), 3e7), 0.1 + x / 50, 1e-12);
        close_to(hc_log_gamma(x + 1) - hc_log_gamma(x), log(x), 1e-13);
        double y = x / 41;
        close_to(hc_beta_inc(y, 3, 1), y * y * y, 1e-14);
        close_to(hc_beta_inc(y, 0.5, 0.5), 2 / pi * asin(sqrt(y)), 1e-13);
        close_to(hc_beta_quantile(y, 1, 4), 1 - pow(1 - y, 0.25), 1e-13);
        close_to(hc_t_quantile(0.5 + y / 2, 1), tan(pi * y / 2), 1e-11);
    }
    /* Far tails keep their relative digits: the leading terms of the expansion of erfc. */
    double z = 30, series = 1 - 1 / (z * z) + 3 / pow(z, 4) - 15 / pow(z, 6) + 105 / pow(z, 8);
    assert_true(fabs(hc_normal_cdf(-z) / (exp(-z * z / 2) / (z * sqrt(2 * pi)) * series) - 1) < 1e-9);
    double rows[30] = {1};
    for (int n = 1; n < 30; n++)
        for (int k = n; k > 0; k--) {
            rows[k] += rows[k - 1];
            close_to(hc_log_choose(n, k), log(rows[k]), 1e-13);
        }
}

static void a_sum_is_rounded_once(void **state)
{
    (void)state;
    double x[] = {1e100, 1, -1e100, 0x1p-53, 0x1p-105, 3, -1e-300, 1e-300};
    hc_total t = {0}, exact_half = {0};
    for (size_t i = 0; i < HC_LEN(x); i++)
        hc_total_add(&t, x[i]);
    assert_true(hc_total_of(&t) == 4);
    /* Many thin terms over the whole range of exponents, then their negatives in another order: nothing is lost. */
    hc_total thin = {0};
    for (int i = -1000; i <= 900; i += 3)
        hc_total_add(&thin, ldexp(i % 2 ? 1 : -1.25, i));
    hc_total_add(&thin, 7);
    for (int i = 0; i < 634; i++) {
        int e = -1000 + 3 * (i * 5 % 634);
        hc_total_add(&thin, ldexp(e % 2 ? -1 : 1.25, e));
    }
    assert_true(hc_total_of(&thin) == 7);
    hc_total_add(&exact_half, 1);
    hc_total_add(&exact_half, 0x1p-53);
    assert_true(hc_total_of(&exact_half) == 1);
    hc_total_add(&exact_half, 0x1p-110);
    assert_true(hc_total_of(&exact_half) == 1 + 0x1p-52);
    hc_total_add(&exact_half, INFINITY);
    assert_true(isnan(hc_total_of(&exact_half)));
}

/* CR1, CR2, CR3 and the degrees of freedom from their definitions: the full G x G matrix, and
 * leaving clusters out. */
static void cluster_errors_equal_their_definitions(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(1);
    enum { N = 30, G = 6 };
    for (int round = 0; round < 200; round++) {
        hc_obs obs[N];
        double sum[G] = {0}, size[G] = {0}, all = 0, u[G], cr0 = 0, cr2 = 0, jackknife = 0, trace = 0, squares = 0;
        for (size_t i = 0; i < N; i++) {
            obs[i] = (hc_obs){(uint32_t)(i < G ? i : below(&r, G)), between(&r, 0, 1)};
            sum[obs[i].cluster] += obs[i].value;
            size[obs[i].cluster]++;
            all += obs[i].value;
        }
        double mean = all / N;
        for (int c = 0; c < G; c++) {
            u[c] = sum[c] - size[c] * mean;
            cr0 += u[c] * u[c] / (N * N);
            cr2 += u[c] * u[c] / (1 - size[c] / N) / (N * N);
            double without = (all - sum[c]) / (N - size[c]);
            jackknife += (without - mean) * (without - mean);
            for (int d = 0; d < G; d++) {
                double w = ((c == d ? size[c] : 0) - size[c] * size[d] / N) / sqrt((1 - size[c] / N) * (1 - size[d] / N));
                trace += c == d ? w : 0;
                squares += w * w;
            }
        }
        uint32_t work[HC_CLUSTER_WORK(N, G)];
        hc_cluster_fit f;
        assert_int_equal(hc_cluster_mean(obs, N, G, work, &f), HC_STAT_OK);
        close_to(f.se_cr0, sqrt(cr0), 1e-13);
        close_to(f.se_cr1, sqrt(cr0 * G / (G - 1)), 1e-13);
        close_to(f.se_cr2, sqrt(cr2), 1e-13);
        close_to(f.se_cr3, sqrt(jackknife), 1e-13);
        close_to(f.df_cr2, trace * trace / squares, 1e-11);
    }
}

static void mcnemar_counts_the_coin_flips(void **state)
{
    (void)state;
    double pmf[41];
    for (int n = 1; n <= 40; n++) {
        coin_table(n, 0.5, pmf);
        for (int b = 0; b <= n; b++) {
            double exact = 0, mid = 0;
            for (int k = 0; k <= n; k++) {
                if (abs(2 * k - n) >= abs(2 * b - n))
                    exact += pmf[k];
                mid += pmf[k] * (abs(2 * k - n) > abs(2 * b - n) ? 1 : abs(2 * k - n) == abs(2 * b - n) ? 0.5 : 0);
            }
            hc_mcnemar m;
            assert_int_equal(hc_mcnemar_test((uint64_t)b, (uint64_t)(n - b), &m), HC_STAT_OK);
            close_to(m.p_exact, exact, 1e-13);
            close_to(m.p_mid, 2 * b == n ? 1 : mid, 1e-13);
        }
    }
}

static void pairs_and_equivalence_follow_student(void **state)
{
    (void)state;
    /* Differences 0, 1, 2: mean 1, standard error 1/sqrt 3, two degrees of freedom, where t has a closed form. */
    hc_pair pairs[] = {{1, 1}, {3, 2}, {2, 0}};
    hc_paired p;
    assert_int_equal(hc_paired_mean(pairs, 3, 0.95, 2, &p), HC_STAT_OK);
    double t = sqrt(3.0), tail = 0.5 - t / (2 * sqrt(2 + t * t));
    close_to(p.difference.point, 1, 0);
    close_to(p.se, 1 / sqrt(3.0), 1e-15);
    close_to(p.p, 2 * tail, 1e-14);
    close_to(p.tost.p_upper, tail, 1e-14);
    close_to(p.tost.p_lower, 0.5 - 3 * t / (2 * sqrt(2 + 27)), 1e-14);
    assert_true(p.tost.p == p.tost.p_upper);
    close_to(p.se_unpaired * p.se_unpaired * 3, 1 + 1.0, 1e-14);
    close_to(p.correlation, 0.5, 1e-15);
}

/* Every subset of k of n attempts. */
static void pass_figures_equal_the_counted_subsets(void **state)
{
    (void)state;
    for (unsigned n = 1; n <= 8; n++)
        for (unsigned c = 0; c <= n; c++)
            for (unsigned k = 1; k <= n; k++) {
                double any = 0, every = 0, sets = 0;
                for (unsigned s = 0; s < 1u << n; s++) {
                    if ((unsigned)__builtin_popcount(s) != k)
                        continue;
                    unsigned good = (unsigned)__builtin_popcount(s & ((1u << c) - 1));
                    sets++;
                    any += good > 0;
                    every += good == k;
                }
                hc_pass p;
                assert_int_equal(hc_pass_k((hc_attempts){n, c}, k, &p), HC_STAT_OK);
                close_to(p.at_k, any / sets, 1e-14);
                close_to(p.hat_k, every / sets, 1e-14);
            }
}

/* Alpha from its matrix of coincidences. */
static void alpha_equals_its_matrix(void **state)
{
    (void)state;
    enum { R = 3, U = 12, K = 4 };
    hc_rng r = hc_rng_seeded(2);
    double value[K] = {0, 1, 3, 4.5}, work[K + 1];
    for (int round = 0; round < 100; round++) {
        int32_t code[R * U];
        double o[K][K] = {{0}}, margin[K] = {0}, n = 0;
        for (int u = 0; u < U; u++) {
            int m = 0;
            for (int a = 0; a < R; a++) {
                code[a * U + u] = (int32_t)below(&r, K + 1) - 1;
                m += code[a * U + u] >= 0;
            }
            for (int a = 0; a < R; a++)
                for (int b = 0; b < R; b++)
                    if (a != b && m > 1 && code[a * U + u] >= 0 && code[b * U + u] >= 0)
                        o[code[a * U + u]][code[b * U + u]] += 1.0 / (m - 1);
        }
        for (int c = 0; c < K; c++)
            for (int d = 0; d < K; d++) {
                margin[c] += o[c][d];
                n += o[c][d];
            }
        hc_ratings ratings = {code, R, U, K, value};
        for (int metric = HC_METRIC_NOMINAL; metric <= HC_METRIC_INTERVAL; metric++) {
            double seen = 0, chance = 0;
            for (int c = 0; c < K; c++)
                for (int d = 0; d < K; d++) {
                    double gap = c != d;
                    if (metric == HC_METRIC_INTERVAL)
                        gap = value[c] - value[d];
                    if (metric == HC_METRIC_ORDINAL && c != d) {
                        gap = -(margin[c] + margin[d]) / 2;
                        for (int g = c < d ? c : d; g <= (c < d ? d : c); g++)
                            gap += margin[g];
                    }
                    seen += o[c][d] * gap * gap / n;
                    chance += margin[c] * margin[d] * gap * gap / (n * (n - 1));
                }
            hc_alpha alpha;
            assert_int_equal(hc_krippendorff(&ratings, (hc_metric_kind)metric, work, &alpha), HC_STAT_OK);
            close_to(alpha.alpha, 1 - seen / chance, 1e-12);
        }
    }
}

static void chance_agreement_has_coefficient_zero_and_perfect_one(void **state)
{
    (void)state;
    uint64_t chance[] = {8, 12, 12, 18}, perfect[] = {7, 0, 0, 0, 5, 0, 0, 0, 3};
    double work[12];
    hc_kappa k;
    assert_int_equal(hc_cohen_kappa(chance, 2, HC_WEIGHTS_NONE, work, &k), HC_STAT_OK);
    close_to(k.kappa, 0, 1e-15);
    close_to(k.se, k.se_null, 1e-12);
    close_to(k.se_null, sqrt(1.0 / 50), 0.2);
    for (int w = HC_WEIGHTS_NONE; w <= HC_WEIGHTS_QUADRATIC; w++) {
        assert_int_equal(hc_cohen_kappa(perfect, 3, (hc_weights)w, work, &k), HC_STAT_OK);
        close_to(k.kappa, 1, 1e-15);
        close_to(k.se, 0, 1e-7);
    }
    uint32_t counts[] = {3, 0, 0, 3, 3, 0};
    hc_fleiss f;
    assert_int_equal(hc_fleiss_kappa(counts, 3, 2, &f), HC_STAT_OK);
    close_to(f.kappa, 1, 1e-15);
    int32_t code[] = {0, 1, 0, 1, 0, 1, 0, 1};
    hc_gwet g;
    hc_ratings r = {code, 2, 4, 2, NULL};
    assert_int_equal(hc_gwet_ac(&r, HC_WEIGHTS_NONE, work, &g), HC_STAT_OK);
    close_to(g.coefficient, 1, 1e-15);
    close_to(g.se, 0, 1e-15);
}

static double share_of_ones(const size_t *index, size_t n, void *ctx)
{
    const double *x = ctx;
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[index[i]];
    return sum / (double)n;
}

static void every_resample_of_a_coin_is_the_binomial(void **state)
{
    (void)state;
    enum { N = 6, ALL = 46656 };
    double x[N] = {1, 1, 0, 0, 0, 0}, jackknife[N], *reps = hc_xcalloc(ALL, sizeof *reps), pmf[N + 1];
    size_t index[N];
    hc_boot b = {share_of_ones, x, N, 0.9, index, jackknife, reps, ALL};
    hc_boot_result r;
    assert_int_equal(hc_bootstrap_all(&b, &r), HC_STAT_SMALL_G);
    coin_table(N, 2.0 / 6, pmf);
    double below_theta = pmf[0] + pmf[1] + pmf[2] / 2;
    close_to(hc_normal_cdf(r.z0), below_theta, 1e-14);
    close_to(r.se, sqrt(2.0 / 6 * 4 / 6 / N * ALL / (ALL - 1)), 1e-13);
    size_t at = 0;
    for (int k = 0; k <= N; k++)
        for (size_t times = (size_t)rint(pmf[k] * ALL); times > 0; times--, at++)
            close_to(reps[at], k / 6.0, 1e-15);
    assert_int_equal(at, ALL);
    /* Skewness of two ones in six: jackknife values 1/5 (twice) and 2/5. */
    double m = 1.0 / 3, c = 2 * pow(m - 0.2, 3) + 4 * pow(m - 0.4, 3), s = 2 * pow(m - 0.2, 2) + 4 * pow(m - 0.4, 2);
    close_to(r.acceleration, c / (6 * pow(s, 1.5)), 1e-13);
    free(reps);
}

static void random_numbers_have_no_favourites(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(77);
    enum { N = 100000, SIDES = 10 };
    double count[SIDES] = {0}, chi2 = 0, mean = 0;
    for (int i = 0; i < N; i++) {
        count[hc_rng_below(&r, SIDES)]++;
        double u = hc_rng_unit(&r);
        assert_true(u >= 0 && u < 1);
        mean += u / N;
    }
    for (int i = 0; i < SIDES; i++)
        chi2 += (count[i] - N / SIDES) * (count[i] - N / SIDES) / (N / SIDES);
    assert_true(hc_chi2_tail(chi2, SIDES - 1) > 1e-4 && fabs(mean - 0.5) < 0.005);
    assert_int_equal(hc_rng_below(&r, 1), 0);
    /* A bound just over half the range throws away nearly half of the draws and stays below it. */
    for (int i = 0; i < 1000; i++)
        assert_true(hc_rng_below(&r, (UINT64_C(1) << 63) + 1) <= UINT64_C(1) << 63);
}

/* Exact power of the exact test by counting. */
static void power_equals_the_counted_one(void **state)
{
    (void)state;
    double null[51], truth[51];
    for (int up = 0; up < 2; up++) {
        double p0 = 0.3, p1 = up ? 0.5 : 0.12, size = 0, power = 0;
        coin_table(50, p0, null);
        coin_table(50, p1, truth);
        int64_t x = up ? 50 : 0;
        for (; size + null[x] <= 0.05; x += up ? -1 : 1) {
            size += null[x];
            power += truth[x];
        }
        hc_exact_power got;
        assert_int_equal(hc_power_binomial(50, p0, p1, 0.05, &got), HC_STAT_OK);
        assert_int_equal(got.critical, up ? x + 1 : x - 1);
        close_to(got.size, size, 1e-13);
        close_to(got.power, power, 1e-13);
    }
    hc_exact_power none;
    assert_int_equal(hc_power_binomial(3, 0.3, 0.1, 0.05, &none), HC_STAT_OK);
    assert_true(none.critical == -1 && none.size == 0 && none.power == 0);
}

/* The interval of hedged capital is what a fine grid of m does not exclude. */
static void the_sequence_equals_a_grid_search(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(5);
    enum { N = 60, GRID = 2000 };
    double x[N], lambda[N];
    for (size_t i = 0; i < N; i++)
        x[i] = below(&r, 4) == 0 ? between(&r, 0.4, 1) : 0;
    hc_sequence s = {x, N, 0.1, 0.5, 0.5, 0};
    assert_int_equal(hc_sequence_bets(&s, lambda), HC_STAT_OK);
    double low = 1, high = 0;
    for (int i = 1; i < GRID; i++) {
        double m = (double)i / GRID, up = 1, down = 1;
        for (int t = 0; t < N; t++) {
            up *= 1 + fmin(lambda[t], 0.5 / m) * (x[t] - m);
            down *= 1 - fmin(lambda[t], 0.5 / (1 - m)) * (x[t] - m);
        }
        if (fmax(up, down) / 2 < 10) {
            low = fmin(low, m);
            high = fmax(high, m);
        }
    }
    hc_bounds b, eb, run = {0, 1};
    assert_int_equal(hc_sequence_hedged(&s, lambda, N, &b), HC_STAT_OK);
    assert_true(fabs(b.low - low) <= 1.0 / GRID && fabs(b.high - high) <= 1.0 / GRID);
    assert_int_equal(hc_sequence_bernstein(&s, lambda, N, &eb), HC_STAT_OK);
    assert_true(eb.low <= b.high && b.low <= eb.high);
    assert_int_equal(hc_sequence_narrow(&run, &b), HC_STAT_OK);
    assert_int_equal(hc_sequence_narrow(&run, &(hc_bounds){0.9, 1}), HC_STAT_INCOMPATIBLE);
}

/* Maximum likelihood: the score is zero, and the likelihood is lower beside it. */
static void fits_stand_on_the_summit(void **state)
{
    (void)state;
    hc_task tasks[] = {{1, 1, true}, {4, 1, true}, {8, 2, false}, {16, 1, true}, {32, 1, false}, {64, 0.5, true},
                       {128, 1, false}};
    hc_horizon h;
    assert_int_equal(hc_time_horizon(tasks, HC_LEN(tasks), &h), HC_STAT_OK);
    double g0 = 0, g1 = 0;
    for (size_t i = 0; i < HC_LEN(tasks); i++) {
        double x = log2(tasks[i].minutes), p = 1 / (1 + exp(-h.intercept - h.slope * x));
        g0 += tasks[i].weight * (tasks[i].success - p);
        g1 += tasks[i].weight * (tasks[i].success - p) * x;
    }
    assert_true(fabs(g0) < 1e-12 && fabs(g1) < 1e-11);
    close_to(1 / (1 + exp(-h.intercept - h.slope * log2(h.horizon_50))), 0.5, 1e-13);
    close_to(1 / (1 + exp(-h.intercept - h.slope * log2(h.horizon_80))), 0.8, 1e-13);

    double wins[] = {0, 5, 2, 3, 0, 4, 6, 1, 0}, ties[] = {0, 1, 0, 1, 0, 2, 0, 2, 0};
    double t[3], se[3], work[HC_RATING_WORK(3)];
    size_t component[3], flags[6];
    hc_rating_out out = {t, se, work, component, flags};
    hc_games games = {wins, ties, 3};
    assert_int_equal(hc_bradley_terry(&games, &out), HC_STAT_OK);
    for (int i = 0; i < 3; i++) {
        double g = 0;
        for (int j = 0; j < 3; j++)
            if (i != j)
                g += wins[i * 3 + j] + ties[i * 3 + j] / 2 -
                     (wins[i * 3 + j] + wins[j * 3 + i] + ties[i * 3 + j]) * hc_win_probability(t[i], t[j]);
        assert_true(fabs(g) < 1e-12);
    }

    hc_item_curve items[] = {{1, 0}, {1, 0}, {1, 0}, {1, 0}};
    int8_t answers[] = {HC_RIGHT, HC_RIGHT, HC_RIGHT, HC_WRONG};
    hc_ability a;
    assert_int_equal(hc_ability_of(items, answers, 4, &a), HC_STAT_OK);
    close_to(a.mle, log(3), 1e-14);
    close_to(a.mle_se, 1 / sqrt(4 * 0.75 * 0.25), 1e-13);
    close_to(4 * (0.75 - hc_item_p(items[0], a.map)), a.map, 1e-13);
}

static void known_tails_come_back(void **state)
{
    (void)state;
    double p[200], x[400];
    /* ln(j/m) = a psi + b exactly, for a = -2, b = -9. */
    hc_gumbel fit;
    double worst;
    for (int j = 1; j <= 200; j++)
        p[j - 1] = exp(-exp(-((log(j / 200.0) + 9) / -2)));
    assert_int_equal(hc_gumbel_tail(p, 200, 10, &fit), HC_STAT_OK);
    close_to(fit.slope, -2, 1e-9);
    close_to(fit.intercept, -9, 1e-9);
    assert_int_equal(hc_gumbel_worst(&fit, 200, &worst), HC_STAT_OK);
    close_to(worst, p[199], 1e-9);
    assert_int_equal(hc_gumbel_worst(&fit, 1e6, &worst), HC_STAT_EXTRAPOLATION);
    /* Quantiles of an exponential tail: xi near 0, sigma near 1. */
    for (int i = 0; i < 400; i++)
        x[i] = -log((i + 0.5) / 400);
    hc_pareto tail;
    double level;
    assert_int_equal(hc_pareto_tail(x, 400, 0.5, &tail), HC_STAT_OK);
    assert_true(fabs(tail.xi) < 0.05 && fabs(tail.sigma - 1) < 0.05);
    assert_int_equal(hc_pareto_level(&tail, 400, &level), HC_STAT_OK);
    assert_true(fabs(level - log(400)) < 0.5);
    assert_int_equal(hc_at_least_one(0.5, 3, &level), HC_STAT_OK);
    close_to(level, 0.875, 1e-15);
}

static void two_equal_laboratories_agree(void **state)
{
    (void)state;
    hc_lab labs[] = {{0.4, 0.1}, {0.6, 0.1}};
    hc_pool p;
    assert_int_equal(hc_pool_labs(labs, 2, &p), HC_STAT_OK);
    close_to(p.fixed, 0.5, 1e-15);
    close_to(p.fixed_se, 0.1 / sqrt(2), 1e-15);
    close_to(p.q, 2, 1e-13);
    close_to(p.i2, 0.5, 1e-13);
    close_to(p.tau2, 0.01, 1e-13);
    close_to(p.random_se, sqrt(0.02 / 2), 1e-13);
    double en;
    bool acceptable;
    assert_int_equal(hc_en_score((hc_expanded){3, 0.3}, (hc_expanded){2.5, 0.4}, &en, &acceptable), HC_STAT_OK);
    assert_true(en == 1 && acceptable);
}

static double gwet_of_units(const size_t *index, size_t n, void *ctx)
{
    const hc_ratings *all = ctx;
    int32_t code[3 * 500];
    double work[4];
    hc_ratings r = {code, all->n_raters, n, all->k, NULL};
    hc_gwet g;
    for (size_t a = 0; a < all->n_raters; a++)
        for (size_t u = 0; u < n; u++)
            code[a * n + u] = all->code[a * all->n_units + index[u]];
    return hc_gwet_ac(&r, HC_WEIGHTS_NONE, work, &g) == HC_STAT_OK ? g.coefficient : NAN;
}

/* The error of AC1 against the spread of AC1 when units are left out or resampled. */
static void the_error_of_agreement_is_its_spread(void **state)
{
    (void)state;
    enum { U = 500, R = 3, REPS = 1500 };
    static int32_t code[U * R];
    static double jackknife[U], reps[REPS];
    static size_t index[U];
    double work[4];
    hc_rng r = hc_rng_seeded(4);
    for (size_t u = 0; u < U; u++) {
        int32_t truth = below(&r, 10) < 2;
        for (size_t a = 0; a < R; a++)
            code[a * U + u] = below(&r, 12) == 0 ? HC_NO_RATING : below(&r, 2) ? truth : (int32_t)below(&r, 2);
    }
    hc_ratings ratings = {code, R, U, 2, NULL};
    hc_gwet g;
    hc_boot b = {gwet_of_units, &ratings, U, 0.95, index, jackknife, reps, REPS};
    hc_boot_result spread;
    assert_int_equal(hc_gwet_ac(&ratings, HC_WEIGHTS_NONE, work, &g), HC_STAT_OK);
    assert_int_equal(hc_bootstrap(&b, &r, &spread), HC_STAT_OK);
    assert_true(fabs(g.se / spread.se - 1) < 0.08);
    double mean = 0, squares = 0;
    for (size_t u = 0; u < U; u++)
        mean += jackknife[u] / U;
    for (size_t u = 0; u < U; u++)
        squares += (jackknife[u] - mean) * (jackknife[u] - mean);
    assert_true(fabs(g.se / sqrt(squares * (U - 1) / U) - 1) < 0.01);
    /* Alpha by the shipped statistic: the interval holds the estimate. */
    hc_alpha_ctx ctx = {&ratings, HC_METRIC_NOMINAL, work};
    b.statistic = hc_alpha_of_units;
    b.ctx = &ctx;
    b.n_replicates = 300;
    hc_alpha alpha;
    assert_int_equal(hc_krippendorff(&ratings, HC_METRIC_NOMINAL, work, &alpha), HC_STAT_OK);
    assert_int_equal(hc_bootstrap(&b, &r, &spread), HC_STAT_OK);
    assert_true(spread.theta == alpha.alpha && spread.bca_low < alpha.alpha && alpha.alpha < spread.bca_high);
}

/* Lang and Reiczigel: one success and one failure more for each error rate, z^2 more answers, half
 * of them positive. */
static void verdicts_in_clusters_count_as_fewer(void **state)
{
    (void)state;
    hc_calibrated all, half, few;
    assert_int_equal(hc_rogan_gladen(&(hc_judged){50, 120, 36, 40, 50, 60, 60}, 0.9, &half), HC_STAT_OK);
    assert_int_equal(hc_rogan_gladen(&(hc_judged){25, 60, 36, 40, 50, 60, 0}, 0.9, &few), HC_STAT_OK);
    assert_int_equal(hc_rogan_gladen(&(hc_judged){50, 120, 36, 40, 50, 60, 0}, 0.9, &all), HC_STAT_OK);
    close_to(half.estimate, all.estimate, 1e-15);
    close_to(half.low, few.low, 1e-15);
    close_to(half.high, few.high, 1e-15);
    close_to(half.apparent_upper, few.apparent_upper, 1e-12);
    assert_true(half.low < all.low && half.high > all.high);
}

static void the_calibrated_interval_is_its_definition(void **state)
{
    (void)state;
    double z = hc_normal_quantile(0.95), zz = z * z, n = 120 + zz;
    hc_calibrated c;
    assert_int_equal(hc_rogan_gladen(&(hc_judged){50, 120, 36, 40, 50, 60, 0}, 0.9, &c), HC_STAT_OK);
    double p = (50 + zz / 2) / n, se = 37.0 / 42, sp = 51.0 / 62, youden = se + sp - 1, theta = (p - (1 - sp)) / youden;
    double by_se = theta * se * (1 - se) / 42, by_sp = (1 - theta) * sp * (1 - sp) / 62;
    double var = (p * (1 - p) / n + theta * by_se + (1 - theta) * by_sp) / (youden * youden);
    close_to(c.shift, 2 * zz * (by_se - by_sp), 1e-14);
    close_to(c.low, theta + 2 * zz * (by_se - by_sp) - z * sqrt(var), 1e-13);
    close_to(c.high, theta + 2 * zz * (by_se - by_sp) + z * sqrt(var), 1e-13);
    close_to(c.estimate, (50.0 / 120 - 1.0 / 6) / (0.9 - 1.0 / 6), 1e-14);
    hc_label_split s;
    assert_int_equal(hc_split_labels(300, 10, &(hc_pilot){0.5, 0.1, 0.4}, &s), HC_STAT_OK);
    close_to(s.m1_real, 100, 1e-12); /* the odds of m0 to m1 are the root of the ratio of the errors */
    assert_true(s.m1 == 100 && s.m0 == 200);
    assert_int_equal(hc_split_labels(300, 120, &(hc_pilot){0.5, 0.1, 0.4}, &s), HC_STAT_OK);
    assert_true(s.m1 == 120 && s.m0 == 180);
}

/* The tuned weight is the one with the smallest error. */
static void a_tuned_judge_has_the_smallest_error(void **state)
{
    (void)state;
    enum { N = 3000, MANY = 6000 };
    static double y[N], f[N], u[MANY];
    hc_rng r = hc_rng_seeded(6);
    for (size_t i = 0; i < N; i++) {
        y[i] = hc_rng_unit(&r) < 0.4;
        f[i] = 0.7 * y[i] + 0.3 * hc_rng_unit(&r) + (below(&r, 5) ? 0 : 0.4);
    }
    for (size_t i = 0; i < MANY; i++)
        u[i] = 0.7 * (hc_rng_unit(&r) < 0.4) + 0.3 * hc_rng_unit(&r) + (below(&r, 5) ? 0 : 0.4);
    hc_ppi_data d = {y, f, N, u, MANY};
    hc_ppi tuned, p;
    assert_int_equal(hc_ppi_mean(&d, HC_PPI_TUNED, 0.95, &tuned), HC_STAT_OK);
    double best = 1, smallest = 1;
    for (double l = 0; l <= 1; l += 0.005) {
        assert_int_equal(hc_ppi_mean(&d, l, 0.95, &p), HC_STAT_OK);
        if (p.se < smallest) {
            smallest = p.se;
            best = l;
        }
    }
    assert_true(fabs(tuned.lambda - best) < 0.02 && best > 0.3 && best < 0.9 && tuned.sample_ratio > 1.2);
}

/* Fair game: over all orders of a finite pool the mean capital of betting on the true mean is 1, at
 * every time. */
static void capital_is_a_fair_game(void **state)
{
    (void)state;
    enum { N = 5, ORDERS = 3125 };
    const double pool[N] = {0, 0.2, 0.5, 0.8, 1};
    double up[N] = {0}, down[N] = {0}, orders = 0;
    for (size_t code = 0; code < ORDERS; code++) {
        double x[N], lambda[N];
        unsigned used = 0;
        for (size_t i = 0, rest = code; i < N; i++, rest /= N) {
            x[i] = pool[rest % N];
            used |= 1u << rest % N;
        }
        if (used != 31)
            continue;
        hc_sequence s = {x, N, 0.2, 0.5, 0.5, N};
        assert_int_equal(hc_sequence_bets(&s, lambda), HC_STAT_OK);
        orders++;
        for (size_t t = 1; t <= N; t++) {
            up[t - 1] += exp(hc_sequence_capital(&s, lambda, t, 0.5, true));
            down[t - 1] += exp(hc_sequence_capital(&s, lambda, t, 0.5, false));
        }
        /* The bets by their recursion. */
        double sum = 0, squares = 0, var = 0.25;
        for (size_t t = 1; t <= N; t++) {
            close_to(lambda[t - 1], sqrt(2 * log(2 / 0.2) / (var * (double)t * log(1 + (double)t))), 1e-13);
            sum += x[t - 1];
            double mu = (0.5 + sum) / ((double)t + 1);
            squares += (x[t - 1] - mu) * (x[t - 1] - mu);
            var = (0.25 + squares) / ((double)t + 1);
        }
    }
    assert_true(orders == 120);
    for (size_t t = 0; t < N; t++) {
        close_to(up[t] / orders, 1, 1e-12);
        close_to(down[t] / orders, 1, 1e-12);
    }
}

/* With n pairs or n per group the normal test has just the power that was asked for. */
static void sizes_give_back_their_power(void **state)
{
    (void)state;
    hc_test_plan t = {0.05, 0.8};
    double n, z = -hc_normal_quantile(0.025);
    assert_int_equal(hc_n_mcnemar(0.2, 0.08, t, &n), HC_STAT_OK);
    double psi = 0.28, gap = 0.12;
    close_to(hc_normal_cdf((gap * sqrt(n) - z * sqrt(psi)) / sqrt(psi - gap * gap)), 0.8, 1e-13);
    assert_int_equal(hc_n_two_proportions(0.3, 0.45, t, &n), HC_STAT_OK);
    double pooled = 2 * 0.375 * 0.625, apart = 0.3 * 0.7 + 0.45 * 0.55;
    close_to(hc_normal_cdf((0.15 * sqrt(n) - z * sqrt(pooled)) / sqrt(apart)), 0.8, 1e-13);
    assert_true(hc_whole_n(12.0) == 12 && hc_whole_n(12.01) == 13);
}

static void adjustments_of_equal_p_values(void **state)
{
    (void)state;
    double p[] = {0.01, 0.01, 0.01, 0.01}, out[4];
    size_t order[4];
    const double wants[] = {0.04, 0.04, 0.01, 0.01, 0.01 * (1 + 1.0 / 2 + 1.0 / 3 + 1.0 / 4)};
    for (int k = HC_ADJUST_BONFERRONI; k <= HC_ADJUST_BY; k++) {
        assert_int_equal(hc_p_adjust((hc_adjust)k, p, 4, order, out), HC_STAT_OK);
        for (size_t i = 0; i < 4; i++)
            close_to(out[i], wants[k], 1e-15);
    }
}

static void items_are_classed_by_size_and_certainty(void **state)
{
    (void)state;
    hc_stratum s = {30, 20, 22, 28};
    hc_dif d;
    assert_int_equal(hc_mantel_haenszel(&s, 1, 0.95, &d), HC_STAT_OK);
    double expected = 50 * 52 / 100.0, var = 50.0 * 50 * 52 * 48 / (100 * 100 * 99.0);
    close_to(d.chi2, (30 - expected) * (30 - expected) / var, 1e-13);
    close_to(d.chi2_corrected, (30 - expected - 0.5) * (30 - expected - 0.5) / var, 1e-13);
    assert_true(d.ets_class == 'A'); /* not significant */
    /* Odds ratio 2.25: |delta| 1.9 is past 1.5, but past 1 beyond doubt only with many answers; 1.67 stays under 1.5. */
    assert_int_equal(hc_mantel_haenszel(&(hc_stratum){90, 60, 60, 90}, 1, 0.95, &d), HC_STAT_OK);
    assert_true(d.ets_class == 'B');
    assert_int_equal(hc_mantel_haenszel(&(hc_stratum){9000, 6000, 6000, 9000}, 1, 0.95, &d), HC_STAT_OK);
    assert_true(d.ets_class == 'C');
    assert_int_equal(hc_mantel_haenszel(&(hc_stratum){9000, 7000, 7000, 9000}, 1, 0.95, &d), HC_STAT_OK);
    assert_true(d.ets_class == 'B' && fabs(d.delta) > 1.1 && fabs(d.delta) < 1.5);
    assert_int_equal(hc_mantel_haenszel(&(hc_stratum){9000, 8000, 8000, 9000}, 1, 0.95, &d), HC_STAT_OK);
    assert_true(d.ets_class == 'A');
}

static void two_exceedances_fix_the_tail(void **state)
{
    (void)state;
    double x[] = {0.5, 5, 3, 1}; /* over 2: excesses 1 and 3, so b0 = 2 and a1 = 1/2 */
    hc_pareto tail;
    double level;
    assert_int_equal(hc_pareto_tail(x, 4, 2, &tail), HC_STAT_OK);
    close_to(tail.xi, 0, 1e-15);
    close_to(tail.sigma, 2, 1e-15);
    assert_int_equal(hc_pareto_level(&tail, 8, &level), HC_STAT_OK);
    close_to(level, 2 + 2 * log(4), 1e-14);
}

/* Delta method written out: gradient of -b0/b1 against the inverse information. */
static void the_error_of_a_horizon_is_the_delta_method(void **state)
{
    (void)state;
    hc_task tasks[] = {{2, 1, true}, {3, 1, true}, {9, 1, false}, {20, 1, true}, {50, 1, false}, {90, 1, false}};
    hc_horizon h;
    assert_int_equal(hc_time_horizon(tasks, HC_LEN(tasks), &h), HC_STAT_OK);
    double a = 0, b = 0, c = 0;
    for (size_t i = 0; i < HC_LEN(tasks); i++) {
        double x = log2(tasks[i].minutes), p = 1 / (1 + exp(-h.intercept - h.slope * x)), v = p * (1 - p);
        a += v;
        b += v * x;
        c += v * x * x;
    }
    double det = a * c - b * b, d0 = -1 / h.slope, d1 = h.intercept / (h.slope * h.slope);
    close_to(h.intercept_se, sqrt(c / det), 1e-11);
    close_to(h.slope_se, sqrt(a / det), 1e-11);
    close_to(h.log2_horizon_se, sqrt((d0 * d0 * c - 2 * d0 * d1 * b + d1 * d1 * a) / det), 1e-11);
}

static void a_rate_says_which_method_it_used(void **state)
{
    (void)state;
    hc_interval got;
    hc_obs single[] = {{0, 1}, {1, 0}, {2, 1}}, zero[] = {{0, 0}, {0, 0}, {1, 0}, {1, 0}}, all[] = {{0, 1}, {1, 1}};
    assert_int_equal(hc_rate(single, 3, 3, 0.95, &got), HC_STAT_OK);
    assert_string_equal(got.method, "wilson");
    assert_int_equal(hc_rate(zero, 4, 2, 0.95, &got), HC_STAT_OK);
    assert_string_equal(got.method, "clopper_pearson_cluster");
    assert_true(got.n_effective == 2 && got.low == 0 && got.high > 0.8);
    assert_int_equal(hc_rate(all, 2, 2, 0.95, &got), HC_STAT_OK);
    assert_string_equal(got.method, "clopper_pearson");
    assert_true(got.high == 1 && got.low < 0.2);
}

static void an_interval_that_does_not_exist_has_a_reason_and_no_bounds(void **state)
{
    (void)state;
    hc_interval got;
    hc_obs one[] = {{0, 1}, {0, 0}, {0, 1}}, graded[] = {{0, 0.5}}, stray[] = {{5, 1}};
    hc_obs equal[] = {{0, 0.7}, {1, 0.7}, {2, 0.7}}, huge[] = {{0, 1}, {1, 1e200}}, nan[] = {{0, NAN}, {1, 0}};
    assert_int_equal(hc_rate(one, 0, 0, 0.95, &got), HC_STAT_EMPTY);
    assert_int_equal(hc_rate(one, 3, 1, 0.95, &got), HC_STAT_ONE_CLUSTER);
    assert_true(isnan(got.low) && got.point > 0.66);
    assert_int_equal(hc_rate(graded, 1, 1, 0.95, &got), HC_STAT_RANGE);
    assert_int_equal(hc_rate(stray, 1, 1, 0.95, &got), HC_STAT_RANGE);
    assert_int_equal(hc_mean(graded, 1, 1, 0.95, &got), HC_STAT_ONE_CLUSTER);
    assert_int_equal(hc_mean(equal, 3, 3, 0.95, &got), HC_STAT_NO_VARIATION);
    assert_true(got.point == 0.7 && isnan(got.low) && isnan(got.high));
    assert_int_equal(hc_mean(huge, 2, 2, 0.95, &got), HC_STAT_RANGE);
    assert_int_equal(hc_mean(nan, 2, 2, 0.95, &got), HC_STAT_RANGE);
    assert_int_equal(hc_mean(equal, 0, 0, 0.95, &got), HC_STAT_EMPTY);
    assert_int_equal(hc_wilson(3, 2, 0.95, &got), HC_STAT_RANGE);
    assert_int_equal(hc_wilson(1, 2, 1, &got), HC_STAT_RANGE);
    assert_int_equal(hc_clopper_pearson(0, 0, 0.95, &got), HC_STAT_EMPTY);
    assert_string_equal(hc_stat_reason(HC_STAT_ONE_CLUSTER), "only one cluster");
    assert_true(isnan(hc_beta_quantile(1.5, 1, 1)) && isnan(hc_t_quantile(0.5, -1)) && isnan(hc_normal_quantile(2)));
    assert_true(hc_stat_has_number(HC_STAT_SMALL_G) && !hc_stat_has_number(HC_STAT_INCOMPATIBLE));
}

static void comparisons_that_do_not_exist_have_a_reason(void **state)
{
    (void)state;
    hc_paired p;
    hc_pair same[] = {{1, 0}, {2, 1}, {3, 2}};
    assert_int_equal(hc_paired_mean(same, 1, 0.95, 0, &p), HC_STAT_ONE_CLUSTER);
    assert_int_equal(hc_paired_mean(same, 3, 0.95, 0, &p), HC_STAT_NO_VARIATION);
    assert_true(p.difference.point == 1 && isnan(p.p));
    hc_mcnemar m;
    assert_int_equal(hc_mcnemar_test(0, 0, &m), HC_STAT_OK);
    assert_true(m.p_exact == 1 && m.p_mid == 1 && m.p_chi2 == 1);
    double wins[] = {0, 3, 2, 0, 0, 1, 0, 1, 0}, t[3], se[3], work[HC_RATING_WORK(3)];
    size_t component[3], flags[6];
    hc_games g = {wins, NULL, 3};
    hc_rating_out out = {t, se, work, component, flags};
    assert_int_equal(hc_bradley_terry(&g, &out), HC_STAT_NOT_CONNECTED);
    assert_true(component[1] == component[2] && component[0] != component[1] && isnan(t[1]));
    double pv[] = {0.1, NAN}, adjusted[2];
    size_t order[2];
    assert_int_equal(hc_p_adjust(HC_ADJUST_BH, pv, 2, order, adjusted), HC_STAT_RANGE);
    assert_true(isnan(adjusted[0]));
    hc_dif d;
    assert_int_equal(hc_mantel_haenszel(&(hc_stratum){5, 0, 3, 0}, 1, 0.95, &d), HC_STAT_NO_VARIATION);
    hc_task apart[] = {{1, 1, true}, {2, 1, true}, {4, 1, false}}, rising[] = {{1, 1, false}, {2, 1, true}, {4, 1, false},
                       {8, 1, true}};
    hc_horizon h;
    assert_int_equal(hc_time_horizon(apart, 3, &h), HC_STAT_NO_VARIATION);
    assert_int_equal(hc_time_horizon(rising, 4, &h), HC_STAT_INCOMPATIBLE);
    assert_true(h.slope > 0 && isnan(h.horizon_50));
    hc_pool pool;
    assert_int_equal(hc_pool_labs(&(hc_lab){0.5, 0.1}, 1, &pool), HC_STAT_ONE_CLUSTER);
}

static void judges_and_raters_that_say_nothing_are_named(void **state)
{
    (void)state;
    hc_calibrated c;
    assert_int_equal(hc_rogan_gladen(&(hc_judged){0, 300, 50, 50, 90, 100, 0}, 0.95, &c), HC_STAT_INCOMPATIBLE);
    assert_true(c.estimate < 0 && c.raw_low < 0 && c.apparent_upper > 0 && c.apparent_upper < 0.02);
    assert_int_equal(hc_rogan_gladen(&(hc_judged){50, 200, 20, 40, 50, 100, 0}, 0.95, &c), HC_STAT_NO_VARIATION);
    assert_true(c.sensitivity == 0.5 && isnan(c.estimate));
    int32_t same[] = {1, 1, 1, 1}, nobody[] = {0, HC_NO_RATING, HC_NO_RATING, 1}, wrong[] = {0, 7, 0, 0};
    double work[8];
    hc_alpha a;
    hc_gwet g;
    hc_ratings r = {same, 2, 2, 2, NULL};
    assert_int_equal(hc_krippendorff(&r, HC_METRIC_NOMINAL, work, &a), HC_STAT_NO_VARIATION);
    assert_true(isnan(a.alpha) && a.pairable == 4);
    r.code = nobody;
    assert_int_equal(hc_krippendorff(&r, HC_METRIC_NOMINAL, work, &a), HC_STAT_EMPTY);
    assert_int_equal(hc_gwet_ac(&r, HC_WEIGHTS_NONE, work, &g), HC_STAT_EMPTY);
    r.code = wrong;
    assert_int_equal(hc_krippendorff(&r, HC_METRIC_NOMINAL, work, &a), HC_STAT_RANGE);
    hc_kappa k;
    assert_int_equal(hc_cohen_kappa((uint64_t[]){9, 0, 0, 0}, 2, HC_WEIGHTS_NONE, work, &k), HC_STAT_NO_VARIATION);
    assert_int_equal(hc_cohen_kappa((uint64_t[]){0, 0, 0, 0}, 2, HC_WEIGHTS_NONE, work, &k), HC_STAT_EMPTY);
    hc_fleiss f;
    assert_int_equal(hc_fleiss_kappa((uint32_t[]){3, 0, 1, 1}, 2, 2, &f), HC_STAT_RANGE);
    double x[] = {0, 0, 1}, lambda[3];
    hc_sequence s = {x, 3, 0.05, 0.5, 0.5, 2};
    assert_int_equal(hc_sequence_bets(&s, lambda), HC_STAT_RANGE);
    hc_boot b = {share_of_ones, x, 2, 0.95, (size_t[2]){0}, (double[2]){0}, (double[4]){0}, 4};
    hc_boot_result boot;
    assert_int_equal(hc_bootstrap_all(&b, &boot), HC_STAT_NO_VARIATION);
    assert_true(boot.theta == 0 && isnan(boot.percentile_high));
    hc_pass p;
    assert_int_equal(hc_pass_k((hc_attempts){5, 2}, 6, &p), HC_STAT_RANGE);
    hc_ppi ppi;
    hc_ppi_data d = {x, x, 3, x, 2};
    assert_int_equal(hc_ppi_mean(&d, 1, 0.95, &ppi), HC_STAT_NO_VARIATION);
}

enum { PAIRS = 40 };
typedef struct scratch { hc_obs obs[2 * PAIRS]; uint32_t work[HC_CLUSTER_WORK(PAIRS, PAIRS)]; } scratch;

static hc_stat difference_of(const hc_two *pairs, size_t n, size_t clusters, double margin, hc_difference *out)
{
    scratch s;
    return hc_difference_paired(pairs, n, clusters, 0.95, margin, s.obs, s.work, out);
}

/* Every pair its own cluster: the published methods for independent pairs, and CR2 is the paired t test. */
static void a_difference_of_independent_pairs_is_newcombe_and_mcnemar(void **state)
{
    (void)state;
    hc_two two[PAIRS];
    hc_pair real[PAIRS];
    hc_pair_counts t = {0};
    for (size_t i = 0; i < PAIRS; i++) {
        two[i] = (hc_two){(uint32_t)i, i % 3 == 0, i % 5 != 0};
        real[i] = (hc_pair){two[i].second, two[i].first};
        t.both += two[i].first && two[i].second;
        t.first_only += two[i].second && !two[i].first;
        t.second_only += two[i].first && !two[i].second;
        t.neither += !two[i].first && !two[i].second;
    }
    hc_difference d;
    hc_interval i;
    hc_mcnemar m;
    hc_paired student;
    double phi;
    assert_int_equal(difference_of(two, PAIRS, PAIRS, 0.1, &d), HC_STAT_OK);
    assert_int_equal(hc_newcombe_paired(&t, 0.95, &i, &phi), HC_STAT_OK);
    assert_int_equal(hc_mcnemar_test(t.first_only, t.second_only, &m), HC_STAT_OK);
    assert_int_equal(hc_paired_mean(real, PAIRS, 0.95, 0.1, &student), HC_STAT_OK);
    assert_true(d.interval.point == i.point && d.interval.low == i.low && d.interval.high == i.high && d.p == m.p_exact);
    assert_string_equal(d.p_method, "mcnemar_exact");
    close_to(d.se, student.se, 1e-14);
    close_to(d.df, PAIRS - 1.0, 1e-12);
    close_to(d.se_unpaired, student.se_unpaired, 1e-14);
    close_to(d.gain, student.se_unpaired * student.se_unpaired / (student.se * student.se), 1e-12);
    close_to(d.correlation, student.correlation, 1e-12);
    close_to(d.tost.p, student.tost.p, 1e-12);
}

/* Four clusters of 3: the reference figures of clustered means, as second - 0. */
static void a_difference_of_clusters_is_cr2(void **state)
{
    (void)state;
    static const char y[] = "110100111000";
    hc_two two[12];
    hc_difference d;
    for (size_t i = 0; i < 12; i++)
        two[i] = (hc_two){(uint32_t)i / 3, false, y[i] == '1'};
    assert_int_equal(difference_of(two, 12, 4, 0, &d), HC_STAT_OK);
    assert_string_equal(d.interval.method, "cr2_t");
    close_to(d.se, 0.21516574145596762, 1e-14);
    close_to(d.df, 3, 1e-12);
    double t = d.interval.point / d.se;
    close_to(d.p, 2 * hc_t_cdf(-t, 3), 1e-12);
    assert_true(isnan(d.correlation) && d.stat_tost == HC_STAT_EMPTY);
    hc_two turned[12];
    hc_difference back;
    for (size_t i = 0; i < 12; i++)
        turned[11 - i] = (hc_two){two[i].cluster, two[i].second, two[i].first};
    assert_int_equal(difference_of(turned, 12, 4, 0, &back), HC_STAT_OK);
    assert_true(back.interval.low == -d.interval.high && back.interval.high == -d.interval.low && back.p == d.p);
}

/* Never 0 +- 0: what G clusters without a difference exclude. */
static void equal_differences_are_bounded_by_their_clusters(void **state)
{
    (void)state;
    hc_two two[20];
    hc_difference d;
    for (size_t i = 0; i < 20; i++)
        two[i] = (hc_two){(uint32_t)i / 2, i % 4 == 0, i % 4 == 0};
    assert_int_equal(difference_of(two, 20, 10, 0.2, &d), HC_STAT_OK);
    assert_string_equal(d.interval.method, "clopper_pearson_cluster");
    close_to(d.interval.high, 1 - pow(0.025, 0.1), 1e-12);
    assert_true(d.interval.low == -d.interval.high && d.p == 1 && d.stat_tost == HC_STAT_NO_VARIATION && isnan(d.gain));
    for (size_t i = 0; i < 20; i++)
        two[i] = (hc_two){(uint32_t)i / 2, false, true};
    assert_int_equal(difference_of(two, 20, 10, 0, &d), HC_STAT_OK);
    close_to(d.p, pow(0.5, 9), 1e-12);
    close_to(d.interval.low, 1 - 2 * (1 - pow(0.025, 0.1)), 1e-12);
    assert_true(d.interval.high == 1);
    for (size_t i = 0; i < 20; i++)      /* one up and one down in every cluster: different answers, equal clusters */
        two[i] = (hc_two){(uint32_t)i / 2, i & 1, !(i & 1)};
    assert_int_equal(difference_of(two, 20, 10, 0, &d), HC_STAT_OK);
    assert_true(d.p == 1 && d.interval.point == 0 && isnan(d.se));
    close_to(d.interval.high, 1 - pow(0.025, 0.1), 1e-12);
    for (size_t i = 0; i < 18; i++)      /* a third in every cluster: no double holds it */
        two[i] = (hc_two){(uint32_t)i / 3, false, i % 3 == 0};
    assert_int_equal(difference_of(two, 18, 6, 0.4, &d), HC_STAT_OK);
    double u = 1 - pow(0.025, 1.0 / 6);
    close_to(d.interval.low, 1.0 / 3 - u * 4 / 3, 1e-12);
    close_to(d.interval.high, 1.0 / 3 + u * 2 / 3, 1e-12);
    close_to(d.p, pow(0.5, 5), 1e-12);
    assert_int_equal(d.stat_tost, HC_STAT_NO_VARIATION);
    for (size_t i = 0; i < 20; i++)
        two[i] = (hc_two){0, false, true};
    assert_int_equal(difference_of(two, 20, 1, 0, &d), HC_STAT_ONE_CLUSTER);
    assert_true(isnan(d.interval.low) && d.table.second_only == 20);
    assert_int_equal(difference_of(two, 0, 0, 0, &d), HC_STAT_EMPTY);
    assert_int_equal(difference_of(two, 20, 1, 1, &d), HC_STAT_RANGE);
}

static void two_tables_without_clusters_are_newcombe(void **state)
{
    (void)state;
    hc_hits a[70], b[80];
    hc_interval i, want;
    for (uint32_t k = 0; k < 80; k++) {
        if (k < 70)
            a[k] = (hc_hits){1, k < 56};
        b[k] = (hc_hits){1, k < 48};
    }
    assert_int_equal(hc_difference_unpaired(b, 80, a, 70, 0.95, &i), HC_STAT_OK);
    assert_int_equal(hc_newcombe((hc_count){56, 70}, (hc_count){48, 80}, 0.95, &want), HC_STAT_OK);
    assert_string_equal(i.method, "newcombe");
    close_to(i.low, want.low, 1e-12);
    close_to(i.high, want.high, 1e-12);
    b[0].n = 2;
    assert_int_equal(hc_difference_unpaired(b, 80, a, 70, 0.95, &i), HC_STAT_OK);
    assert_string_equal(i.method, "newcombe_cluster");
    assert_int_equal(hc_difference_unpaired(b, 0, a, 70, 0.95, &i), HC_STAT_EMPTY);
}

/* All orders of four causes, one by one. */
static void shapley_is_the_mean_over_all_orders(void **state)
{
    (void)state;
    hc_rng r = hc_rng_seeded(5);
    for (int round = 0; round < 50; round++) {
        double value[16], out[4], mean[4] = {0};
        for (size_t s = 0; s < 16; s++)
            value[s] = between(&r, -1, 1);
        for (size_t s = 0; s < 16; s++)
            value[s] = s & 8 ? value[s & 7] : value[s];      /* the last one changes nothing */
        for (size_t code = 0; code < 256; code++) {
            size_t order[] = {code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6 & 3}, on = 0;
            if ((1u << order[0] | 1u << order[1] | 1u << order[2] | 1u << order[3]) != 15)
                continue;
            for (size_t i = 0; i < 4; i++) {
                mean[order[i]] += (value[on | (size_t)1 << order[i]] - value[on]) / 24;
                on |= (size_t)1 << order[i];
            }
        }
        assert_int_equal(hc_shapley(value, 4, out), HC_STAT_OK);
        for (size_t i = 0; i < 4; i++)
            close_to(out[i], mean[i], 1e-12);
        assert_true(out[3] == 0);
        close_to(out[0] + out[1] + out[2] + out[3], value[15] - value[0], 1e-12);
    }
    double nothing[2] = {0, (double)NAN}, out[1];
    assert_int_equal(hc_shapley(nothing, 1, out), HC_STAT_RANGE);
    assert_int_equal(hc_shapley(nothing, 0, out), HC_STAT_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(binomial_figures_equal_the_counted_ones),
        cmocka_unit_test(special_functions_meet_their_closed_forms),
        cmocka_unit_test(a_sum_is_rounded_once),
        cmocka_unit_test(cluster_errors_equal_their_definitions),
        cmocka_unit_test(mcnemar_counts_the_coin_flips),
        cmocka_unit_test(pairs_and_equivalence_follow_student),
        cmocka_unit_test(a_difference_of_independent_pairs_is_newcombe_and_mcnemar),
        cmocka_unit_test(a_difference_of_clusters_is_cr2),
        cmocka_unit_test(equal_differences_are_bounded_by_their_clusters),
        cmocka_unit_test(two_tables_without_clusters_are_newcombe),
        cmocka_unit_test(shapley_is_the_mean_over_all_orders),
        cmocka_unit_test(pass_figures_equal_the_counted_subsets),
        cmocka_unit_test(alpha_equals_its_matrix),
        cmocka_unit_test(chance_agreement_has_coefficient_zero_and_perfect_one),
        cmocka_unit_test(every_resample_of_a_coin_is_the_binomial),
        cmocka_unit_test(random_numbers_have_no_favourites),
        cmocka_unit_test(power_equals_the_counted_one),
        cmocka_unit_test(the_sequence_equals_a_grid_search),
        cmocka_unit_test(fits_stand_on_the_summit),
        cmocka_unit_test(known_tails_come_back),
        cmocka_unit_test(two_equal_laboratories_agree),
        cmocka_unit_test(the_error_of_agreement_is_its_spread),
        cmocka_unit_test(the_calibrated_interval_is_its_definition),
        cmocka_unit_test(verdicts_in_clusters_count_as_fewer),
        cmocka_unit_test(a_tuned_judge_has_the_smallest_error),
        cmocka_unit_test(capital_is_a_fair_game),
        cmocka_unit_test(sizes_give_back_their_power),
        cmocka_unit_test(adjustments_of_equal_p_values),
        cmocka_unit_test(items_are_classed_by_size_and_certainty),
        cmocka_unit_test(two_exceedances_fix_the_tail),
        cmocka_unit_test(the_error_of_a_horizon_is_the_delta_method),
        cmocka_unit_test(a_rate_says_which_method_it_used),
        cmocka_unit_test(an_interval_that_does_not_exist_has_a_reason_and_no_bounds),
        cmocka_unit_test(comparisons_that_do_not_exist_have_a_reason),
        cmocka_unit_test(judges_and_raters_that_say_nothing_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
