// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "stats/interval.h"
#include "syntax/json.h"

/* Reference vectors: HAECHI_DATA, else ../shared/data seen from the source folder or the working folder. */
static hc_json *load_cases(hc_arena *a, const char *name)
{
    const char *env = getenv("HAECHI_DATA");
    const char *file = __FILE__;
    const char *tests = strstr(file, "tests/unit/");
    const char *bases[] = {env ? env : hc_fmt(a, "%.*s../shared/data", (int)(tests ? tests - file : 0), file).p,
                           "../shared/data"};
    for (size_t i = 0; i < HC_LEN(bases); i++) {
        hc_str path = hc_fmt(a, "%s/stats-vectors/%s.json", bases[i], name);
        FILE *f = fopen(hc_cstr(a, path), "rb");
        if (!f)
            continue;
        char *bytes = hc_alloc(a, 4 << 20);
        size_t n = fread(bytes, 1, 4 << 20, f);
        fclose(f);
        hc_err err;
        hc_json *j;
        if (hc_json_parse(a, (hc_str){bytes, n}, path.p, &j, &err) != HC_OK)
            fail_msg("%s", err.en);
        const hc_json *cases = hc_json_get(j, "cases");
        assert_non_null(cases);
        return (hc_json *)(uintptr_t)cases;
    }
    print_message("SKIPPED: no reference vectors %s.json under %s (set HAECHI_DATA)\n", name, bases[0]);
    skip();
    return NULL;
}

static void close_to(double got, double want, const hc_json *c)
{
    if (!(fabs(got - want) <= 1e-9 || fabs(got - want) <= 1e-9 * fabs(want)))
        fail_msg("%.*s: %.17g, should be %.17g", HC_FS(hc_json_str(c, "id", HC_S("?"))), got, want);
}

static void bounds_close(const hc_interval *got, const hc_json *c, const char *path)
{
    const hc_json *pair = hc_json_path(c, path);
    assert_true(pair && pair->n == 2);
    close_to(got->low, pair->items[0]->d, c);
    close_to(got->high, pair->items[1]->d, c);
}

static double number(const hc_json *c, const char *path)
{
    const hc_json *v = hc_json_path(c, path);
    assert_non_null(v);
    return v->d;
}

static void special_functions_equal_the_reference(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    const hc_json *cases = load_cases(a, "special-functions");
    size_t compared = 0;
    for (size_t i = 0; i < cases->n; i++, compared++) {
        const hc_json *c = cases->items[i];
        hc_str fn = hc_json_str(c, "fn", HC_S(""));
        if (hc_str_is(fn, "norm_quantile"))
            close_to(hc_normal_quantile(number(c, "in.p")), number(c, "out.x"), c);
        else if (hc_str_is(fn, "beta_cdf"))
            close_to(hc_beta_inc(number(c, "in.x"), number(c, "in.a"), number(c, "in.b")), number(c, "out.p"), c);
        else if (hc_str_is(fn, "beta_quantile"))
            close_to(hc_beta_quantile(number(c, "in.p"), number(c, "in.a"), number(c, "in.b")), number(c, "out.x"), c);
        else if (hc_str_is(fn, "t_quantile"))
            close_to(hc_t_quantile(number(c, "in.p"), number(c, "in.df")), number(c, "out.t"), c);
        else
            compared--;
    }
    assert_in_range(compared, 40, 1000);
}

static void binomial_intervals_equal_the_reference(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    const hc_json *cases = load_cases(a, "binomial-intervals");
    size_t compared = 0;
    for (size_t i = 0; i < cases->n; i++) {
        const hc_json *c = cases->items[i];
        if (!hc_str_is(hc_json_str(c, "fn", HC_S("")), "binom_ci"))
            continue;
        double x = number(c, "in.x"), n = number(c, "in.n"), level = number(c, "in.level");
        hc_interval got;
        assert_int_equal(hc_wilson(x, n, level, &got), HC_STAT_OK);
        close_to(got.point, number(c, "out.phat"), c);
        bounds_close(&got, c, "out.wilson");
        assert_int_equal(hc_clopper_pearson((uint64_t)x, (uint64_t)n, level, &got), HC_STAT_OK);
        bounds_close(&got, c, "out.clopper_pearson");
        compared++;
    }
    assert_in_range(compared, 18, 1000);
}

enum { OBS_MAX = 100 };

static size_t read_obs(const hc_json *c, hc_obs obs[OBS_MAX], size_t *out_clusters)
{
    const hc_json *y = hc_json_path(c, "in.y"), *cluster = hc_json_path(c, "in.cluster");
    assert_true(y && cluster && y->n == cluster->n && y->n <= OBS_MAX);
    *out_clusters = 0;
    for (size_t i = 0; i < y->n; i++) {
        obs[i] = (hc_obs){(uint32_t)(cluster->items[i]->i - 1), y->items[i]->d};
        if (obs[i].cluster >= *out_clusters)
            *out_clusters = obs[i].cluster + 1;
    }
    return y->n;
}

static void cluster_mean_case(const hc_json *c)
{
    hc_obs obs[OBS_MAX];
    hc_interval got;
    size_t n_clusters, n = read_obs(c, obs, &n_clusters);
    hc_stat st = hc_mean(obs, n, n_clusters, 0.95, &got);
    close_to(got.point, number(c, "out.mean"), c);
    if (hc_json_path(c, "out.error")) {
        assert_int_equal(st, HC_STAT_ONE_CLUSTER);
        assert_true(isnan(got.low) && isnan(got.high));
        return;
    }
    assert_int_equal(st, HC_STAT_OK);
    bounds_close(&got, c, "out.ci95_cr2_satterthwaite");
    close_to(got.n_effective - 1, number(c, "out.df_cr2"), c);
}

/* Answers to the same question are one cluster: the width must be that of the means per question. */
static void resampled_case(const hc_json *c)
{
    const hc_json *rows = hc_json_path(c, "in.scores");
    hc_obs obs[OBS_MAX];
    hc_interval got;
    size_t n = 0;
    for (size_t q = 0; q < rows->n; q++)
        for (size_t k = 0; k < rows->items[q]->n; k++)
            obs[n++] = (hc_obs){(uint32_t)q, rows->items[q]->items[k]->d};
    assert_int_equal(hc_mean(obs, n, rows->n, 0.95, &got), HC_STAT_OK);
    close_to(got.point, number(c, "out.mean"), c);
    double half = hc_t_quantile(0.975, (double)rows->n - 1) * number(c, "out.se");
    close_to(got.high - got.point, half, c);
}

static void clustered_intervals_equal_the_reference(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    const hc_json *cases = load_cases(a, "clustered-se");
    size_t compared = 0;
    for (size_t i = 0; i < cases->n; i++, compared++) {
        const hc_json *c = cases->items[i];
        hc_str fn = hc_json_str(c, "fn", HC_S(""));
        if (hc_str_is(fn, "cluster_mean_se")) {
            cluster_mean_case(c);
        } else if (hc_str_is(fn, "resampled_mean_se")) {
            resampled_case(c);
        } else {
            assert_true(hc_str_is(fn, "cluster_wilson_effective"));
            hc_obs obs[OBS_MAX];
            hc_interval got;
            size_t n_clusters, n = read_obs(c, obs, &n_clusters);
            assert_int_equal(hc_rate(obs, n, n_clusters, number(c, "in.level"), &got), HC_STAT_OK);
            assert_string_equal(got.method, "wilson_cluster");
            close_to(got.n_effective, number(c, "out.n_eff"), c);
            bounds_close(&got, c, "out.wilson_effective");
        }
    }
    assert_in_range(compared, 12, 1000);
}

static uint64_t next_random(uint64_t *s) /* SplitMix64 */
{
    uint64_t z = (*s += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

typedef hc_stat binomial(uint64_t k, uint64_t n, double level, hc_interval *out);

static hc_stat wilson_counts(uint64_t k, uint64_t n, double level, hc_interval *out)
{
    return hc_wilson((double)k, (double)n, level, out);
}

static void binomial_intervals_are_ordered_symmetric_and_monotone(void **state)
{
    (void)state;
    uint64_t seed = 42;
    binomial *const fns[] = {wilson_counts, hc_clopper_pearson};
    for (int i = 0; i < 10000; i++) {
        uint64_t n = 1 + next_random(&seed) % (i % 10 ? 300 : 100000), k = next_random(&seed) % (n + 1);
        double level = 0.5 + (double)(next_random(&seed) % 499) / 1000;
        for (size_t f = 0; f < HC_LEN(fns); f++) {
            hc_interval got, mirror, more;
            assert_int_equal(fns[f](k, n, level, &got), HC_STAT_OK);
            assert_int_equal(fns[f](n - k, n, level, &mirror), HC_STAT_OK);
            assert_true(0 <= got.low && got.low <= got.point && got.point <= got.high && got.high <= 1);
            assert_true(fabs(got.low - (1 - mirror.high)) < 1e-12 && fabs(got.high - (1 - mirror.low)) < 1e-12);
            if (k < n) {
                assert_int_equal(fns[f](k + 1, n, level, &more), HC_STAT_OK);
                assert_true(more.low >= got.low && more.high >= got.high);
            }
        }
    }
}

static void quantiles_invert_their_functions(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int i = 0; i < 10000; i++) {
        double p = (double)(1 + next_random(&seed) % 999999) / 1e6;
        double a = exp((double)(next_random(&seed) % 2000) / 200 - 2), b = exp((double)(next_random(&seed) % 2000) / 200 - 2);
        double x = hc_beta_quantile(p, a, b);
        assert_true(x >= 0 && x <= 1);
        if (x < 0.999999) /* nearer to 1 the argument itself has no digits left */
            assert_true(fabs(hc_beta_inc(x, a, b) - p) < 1e-9);
        double z = hc_normal_quantile(p);
        assert_true(fabs(0.5 * erfc(-z / sqrt(2)) - p) < 1e-14);
        double t = hc_t_quantile(p, a), y = t * t / (a + t * t);
        if (y < 0.999999)
            assert_true(fabs(hc_beta_inc(y, 0.5, a / 2) - fabs(1 - 2 * p)) < 1e-9);
    }
}

static void rates_stay_in_bounds_and_clusters_never_narrow_them(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int i = 0; i < 2000; i++) {
        hc_obs obs[OBS_MAX];
        size_t n = 2 + next_random(&seed) % (OBS_MAX - 1), groups = 2 + next_random(&seed) % n, k = 0;
        for (size_t j = 0; j < n; j++) {
            obs[j].cluster = (uint32_t)(next_random(&seed) % groups);
            obs[j].value = next_random(&seed) % 5 == 0;
            k += obs[j].value != 0;
        }
        obs[0].cluster = 0;
        obs[1].cluster = 1;
        hc_interval rate, plain, mean;
        assert_int_equal(hc_rate(obs, n, groups, 0.95, &rate), HC_STAT_OK);
        assert_true(0 <= rate.low && rate.low <= rate.point && rate.point <= rate.high && rate.high <= 1);
        assert_true(rate.n_effective <= (double)n);
        assert_int_equal(hc_wilson((double)k, (double)n, 0.95, &plain), HC_STAT_OK);
        if (k > 0 && k < n)
            assert_true(rate.high - rate.low >= plain.high - plain.low - 1e-12);
        assert_int_equal(hc_mean(obs, n, groups, 0.95, &mean), HC_STAT_OK);
        assert_true(mean.low <= mean.point && mean.point <= mean.high);
    }
}

static void a_rate_says_which_method_it_used(void **state)
{
    (void)state;
    hc_interval got;
    hc_obs single[] = {{0, 1}, {1, 0}, {2, 1}};
    assert_int_equal(hc_rate(single, 3, 3, 0.95, &got), HC_STAT_OK);
    assert_string_equal(got.method, "wilson");
    hc_obs zero[] = {{0, 0}, {0, 0}, {1, 0}, {1, 0}};
    assert_int_equal(hc_rate(zero, 4, 2, 0.95, &got), HC_STAT_OK);
    assert_string_equal(got.method, "clopper_pearson_cluster");
    assert_true(got.n_effective == 2 && got.low == 0 && got.high > 0.8);
    hc_obs all[] = {{0, 1}, {1, 1}};
    assert_int_equal(hc_rate(all, 2, 2, 0.95, &got), HC_STAT_OK);
    assert_string_equal(got.method, "clopper_pearson");
    assert_true(got.high == 1 && got.low < 0.2);
}

static void what_cannot_be_computed_has_a_reason_and_no_interval(void **state)
{
    (void)state;
    hc_interval got;
    hc_obs one[] = {{0, 1}, {0, 0}, {0, 1}}, graded[] = {{0, 0.5}}, stray[] = {{5, 1}};
    assert_int_equal(hc_rate(one, 0, 0, 0.95, &got), HC_STAT_EMPTY);
    assert_int_equal(hc_rate(one, 3, 1, 0.95, &got), HC_STAT_ONE_CLUSTER);
    assert_true(isnan(got.low) && got.point > 0.66);
    assert_int_equal(hc_rate(graded, 1, 1, 0.95, &got), HC_STAT_RANGE);
    assert_int_equal(hc_rate(stray, 1, 1, 0.95, &got), HC_STAT_RANGE);
    assert_int_equal(hc_mean(graded, 1, 1, 0.95, &got), HC_STAT_ONE_CLUSTER);
    assert_int_equal(hc_wilson(3, 2, 0.95, &got), HC_STAT_RANGE);
    assert_int_equal(hc_wilson(1, 2, 1, &got), HC_STAT_RANGE);
    assert_int_equal(hc_clopper_pearson(0, 0, 0.95, &got), HC_STAT_EMPTY);
    assert_string_equal(hc_stat_reason(HC_STAT_ONE_CLUSTER), "only one cluster");
    assert_true(isnan(hc_beta_quantile(1.5, 1, 1)) && isnan(hc_t_quantile(0.5, -1)) && isnan(hc_normal_quantile(2)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(special_functions_equal_the_reference),
        cmocka_unit_test(binomial_intervals_equal_the_reference),
        cmocka_unit_test(clustered_intervals_equal_the_reference),
        cmocka_unit_test(binomial_intervals_are_ordered_symmetric_and_monotone),
        cmocka_unit_test(quantiles_invert_their_functions),
        cmocka_unit_test(rates_stay_in_bounds_and_clusters_never_narrow_them),
        cmocka_unit_test(a_rate_says_which_method_it_used),
        cmocka_unit_test(what_cannot_be_computed_has_a_reason_and_no_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
