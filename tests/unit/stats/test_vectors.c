// SPDX-License-Identifier: Apache-2.0
/* Every reference number of HAECHI_DATA/stats-vectors (default ../shared/data beside the source
 * folder) against the library. The files decide what is checked: an unknown file, an unknown
 * function and a key of `out` that nothing compared are failures. HAECHI_VECTORS_DUMP=FILE writes
 * every computed number in hexadecimal, to compare builds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <dirent.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "stats/ability.h"
#include "stats/agreement.h"
#include "stats/attempts.h"
#include "stats/bootstrap.h"
#include "stats/calibration.h"
#include "stats/dif.h"
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
#include "syntax/json.h"

enum { KEYS_MAX = 64 };

typedef struct vec {
    hc_arena *a;
    const hc_json *c, *out;
    double abs, rel;
    bool seen[KEYS_MAX];
    FILE *dump;
} vec;

static hc_str id_of(const vec *v)
{
    return hc_json_str(v->c, "id", HC_S("?"));
}

static const hc_json *wanted(vec *v, const char *key)
{
    for (size_t i = 0; i < v->out->n; i++)
        if (hc_str_is(v->out->keys[i], key)) {
            v->seen[i] = true;
            return v->out->items[i];
        }
    fail_msg("%.*s: the vector has no %s", HC_FS(id_of(v)), key);
    return NULL;
}

static void close_to(vec *v, const char *key, double got, const hc_json *want)
{
    if (v->dump)
        fprintf(v->dump, "%.*s %s %a\n", HC_FS(id_of(v)), key, got);
    bool number = want && (want->type == HC_JSON_INT || want->type == HC_JSON_REAL);
    double gap = number ? fabs(got - want->d) : NAN;
    bool near = gap <= v->abs || (number && gap <= v->rel * fabs(want->d));
    if (!number || !(want->type == HC_JSON_INT ? got == want->d : near))
        fail_msg("%.*s: %s is %.17g, should be %.17g", HC_FS(id_of(v)), key, got, number ? want->d : NAN);
}

static void want(vec *v, const char *key, double got)
{
    close_to(v, key, got, wanted(v, key));
}

static void want_list(vec *v, const char *key, const double *got, size_t n)
{
    const hc_json *list = wanted(v, key);
    assert_true(list && list->type == HC_JSON_ARR && list->n == n);
    for (size_t i = 0; i < n; i++)
        close_to(v, key, got[i], list->items[i]);
}

static void want_pair(vec *v, const char *key, double low, double high)
{
    want_list(v, key, (double[]){low, high}, 2);
}

static void want_whole(vec *v, const char *key, uint64_t got)
{
    const hc_json *w = wanted(v, key);
    assert_true(w && (w->type == HC_JSON_INT || w->d == floor(w->d)));
    if (w->type == HC_JSON_INT ? (int64_t)got != w->i : (double)got != w->d)
        fail_msg("%.*s: %s is %" PRIu64 ", should be %.*s", HC_FS(id_of(v)), key, got, HC_FS(w->text));
}

static bool text_is(vec *v, const char *key, const char *got)
{
    const hc_json *w = wanted(v, key);
    return w && w->type == HC_JSON_STR && hc_str_is(w->text, got);
}

static const hc_json *in(const vec *v, const char *key)
{
    return hc_json_get(hc_json_get(v->c, "in"), key);
}

static double num(const vec *v, const char *key)
{
    const hc_json *j = in(v, key);
    if (!j || (j->type != HC_JSON_INT && j->type != HC_JSON_REAL))
        fail_msg("%.*s: no number %s", HC_FS(id_of(v)), key);
    return j->d;
}

static uint64_t whole(const vec *v, const char *key)
{
    const hc_json *j = in(v, key);
    assert_true(j && j->type == HC_JSON_INT && j->i >= 0);
    return (uint64_t)j->i;
}

static uint64_t big(const hc_json *j)
{
    assert_true(j && j->type == HC_JSON_STR);
    uint64_t x = 0;
    for (size_t i = 0; i < j->text.n; i++)
        x = x * 10 + (uint64_t)(j->text.p[i] - '0');
    return x;
}

static double *doubles(const vec *v, const hc_json *list, size_t *out_n)
{
    assert_true(list && list->type == HC_JSON_ARR);
    double *x = hc_alloc(v->a, (list->n + 1) * sizeof *x);
    for (size_t i = 0; i < list->n; i++)
        x[i] = list->items[i]->d;
    *out_n = list->n;
    return x;
}

static double *in_list(const vec *v, const char *key, size_t *out_n)
{
    return doubles(v, in(v, key), out_n);
}

/* A list of equally long lists, row by row. */
static double *in_table(const vec *v, const char *key, size_t *out_rows, size_t *out_cols)
{
    const hc_json *rows = in(v, key);
    assert_true(rows && rows->n > 0);
    *out_rows = rows->n;
    *out_cols = rows->items[0]->n;
    double *x = hc_alloc(v->a, rows->n * rows->items[0]->n * sizeof *x);
    for (size_t i = 0; i < rows->n; i++) {
        assert_int_equal(rows->items[i]->n, *out_cols);
        for (size_t j = 0; j < *out_cols; j++)
            x[i * *out_cols + j] = rows->items[i]->items[j]->d;
    }
    return x;
}

static void *cells(const vec *v, size_t n, size_t size)
{
    return memset(hc_alloc(v->a, (n + 1) * size), 0, (n + 1) * size);
}

static void ok(const vec *v, hc_stat st)
{
    if (!hc_stat_has_number(st))
        fail_msg("%.*s: %s", HC_FS(id_of(v)), hc_stat_reason(st));
}

/* special-functions */
static void norm_quantile(vec *v) { want(v, "x", hc_normal_quantile(num(v, "p"))); }
static void norm_cdf(vec *v) { want(v, "p", hc_normal_cdf(num(v, "x"))); }
static void beta_cdf(vec *v) { want(v, "p", hc_beta_inc(num(v, "x"), num(v, "a"), num(v, "b"))); }
static void beta_quantile(vec *v) { want(v, "x", hc_beta_quantile(num(v, "p"), num(v, "a"), num(v, "b"))); }
static void t_cdf(vec *v) { want(v, "p", hc_t_cdf(num(v, "t"), num(v, "df"))); }
static void t_quantile(vec *v) { want(v, "t", hc_t_quantile(num(v, "p"), num(v, "df"))); }
static void chi2_sf(vec *v) { want(v, "p", hc_chi2_tail(num(v, "x"), num(v, "df"))); }
static void lgamma_at(vec *v) { want(v, "y", hc_log_gamma(num(v, "x"))); }
static void log_choose(vec *v) { want(v, "y", hc_log_choose(num(v, "n"), num(v, "k"))); }
static void binom(vec *v)
{
    want(v, "pmf", hc_binomial_pmf(num(v, "x"), num(v, "n"), num(v, "p")));
    want(v, "cdf", hc_binomial_cdf(num(v, "x"), num(v, "n"), num(v, "p")));
}

/* binomial-intervals */
static void binom_ci(vec *v)
{
    uint64_t x = whole(v, "x"), n = whole(v, "n");
    double level = num(v, "level"), bound;
    hc_interval got;
    ok(v, hc_wilson((double)x, (double)n, level, &got));
    want(v, "phat", got.point);
    want_pair(v, "wilson", got.low, got.high);
    ok(v, hc_clopper_pearson(x, n, level, &got));
    want_pair(v, "clopper_pearson", got.low, got.high);
    ok(v, hc_jeffreys(x, n, level, &got));
    want_pair(v, "jeffreys", got.low, got.high);
    ok(v, hc_upper_bound(x, n, level, &bound));
    want(v, "cp_upper_one_sided", bound);
}

static void zero_failures(vec *v)
{
    hc_zero_failures z;
    ok(v, hc_zero_failures_of(whole(v, "n"), num(v, "level"), &z));
    want(v, "exact_upper_one_sided", z.upper);
    want(v, "rule_of_three", z.rule_of_three);
    want(v, "minus_log_alpha_over_n", z.log_rule);
    want(v, "two_sided_cp_upper", z.upper_two_sided);
}

static void n_for_claim(vec *v)
{
    uint64_t n, x = in(v, "x") ? whole(v, "x") : 0;
    double bound;
    ok(v, hc_n_for_claim(x, num(v, "p0"), num(v, "level"), &n));
    want_whole(v, "n", n);
    if (!in(v, "x"))
        return;
    ok(v, hc_upper_bound(x, n, num(v, "level"), &bound));
    want(v, "upper_at_n", bound);
}

/* clustered-se */
static hc_obs *in_obs(const vec *v, const char *values, size_t *out_n, size_t *out_clusters)
{
    size_t n_ids;
    double *y = in_list(v, values, out_n), *id = in_list(v, "cluster", &n_ids);
    assert_int_equal(n_ids, *out_n);
    hc_obs *obs = cells(v, *out_n, sizeof *obs);
    *out_clusters = 0;
    for (size_t i = 0; i < *out_n; i++) {
        obs[i] = (hc_obs){(uint32_t)id[i], y[i]}; /* numbered from 1: cluster 0 is one of the empty ones */
        if (obs[i].cluster >= *out_clusters)
            *out_clusters = obs[i].cluster + 1u;
    }
    return obs;
}

static void cluster_mean_se(vec *v)
{
    size_t n, g;
    hc_obs *obs = in_obs(v, "y", &n, &g);
    hc_cluster_fit fit;
    hc_interval ci, same;
    hc_stat st = hc_cluster_mean(obs, n, g, cells(v, HC_CLUSTER_WORK(n, g), sizeof(uint32_t)), &fit);
    want_whole(v, "n", fit.n);
    want_whole(v, "clusters", fit.clusters);
    want(v, "mean", fit.mean);
    if (hc_json_get(v->out, "error")) {
        assert_true(text_is(v, "error", "undefined_one_cluster") && st == HC_STAT_ONE_CLUSTER);
        assert_true(isnan(fit.se_cr2) && hc_mean(obs, n, g, 0.95, &same) == HC_STAT_ONE_CLUSTER && isnan(same.low));
        return;
    }
    ok(v, st);
    want(v, "se_iid", fit.se_iid);
    want(v, "se_cr0", fit.se_cr0);
    want(v, "se_cr1", fit.se_cr1);
    want(v, "se_cr2", fit.se_cr2);
    want(v, "df_cr2", fit.df_cr2);
    want(v, "deff_cr0", fit.deff);
    ok(v, hc_cluster_cr1(&fit, 0.95, &ci));
    want_pair(v, "ci95_cr1_tG1", ci.low, ci.high);
    ok(v, hc_cluster_cr2(&fit, 0.95, &ci));
    want_pair(v, "ci95_cr2_satterthwaite", ci.low, ci.high);
    ok(v, hc_mean(obs, n, g, 0.95, &same));
    assert_true(same.low == ci.low && same.high == ci.high);
}

static void cluster_wilson_effective(vec *v)
{
    size_t n, g;
    hc_obs *obs = in_obs(v, "y", &n, &g);
    hc_interval got;
    ok(v, hc_rate(obs, n, g, num(v, "level"), &got));
    assert_string_equal(got.method, "wilson_cluster");
    want(v, "n_eff", got.n_effective);
    want_pair(v, "wilson_effective", got.low, got.high);
}

static void resampled_mean_se(vec *v)
{
    size_t n, k;
    double *scores = in_table(v, "scores", &n, &k);
    hc_resampled r;
    ok(v, hc_resampled_mean(scores, n, k, &r));
    want(v, "mean", r.mean);
    want(v, "se", r.se);
    want(v, "var_between_question_means", r.var_means);
    want(v, "mean_within_var", r.var_within);
    want(v, "var_question_component", r.var_question);
    want(v, "share_of_variance_from_resampling", r.share_within);
}

/* paired */
static void newcombe_independent(vec *v)
{
    hc_interval got;
    ok(v, hc_newcombe((hc_count){whole(v, "x1"), whole(v, "n1")}, (hc_count){whole(v, "x2"), whole(v, "n2")},
                      num(v, "level"), &got));
    want(v, "diff", got.point);
    want(v, "lower", got.low);
    want(v, "upper", got.high);
}

static void paired_binary(vec *v)
{
    hc_pair_counts t = {whole(v, "a_both"), whole(v, "b_first_only"), whole(v, "c_second_only"), whole(v, "d_neither")};
    hc_interval got;
    hc_mcnemar m;
    double phi;
    ok(v, hc_newcombe_paired(&t, num(v, "level"), &got, &phi));
    want(v, "diff", got.point);
    want(v, "newcombe_lower", got.low);
    want(v, "newcombe_upper", got.high);
    want(v, "phi_corrected", phi);
    ok(v, hc_mcnemar_test(t.first_only, t.second_only, &m));
    want(v, "mcnemar_exact_p", m.p_exact);
    want(v, "mcnemar_midp", m.p_mid);
    want(v, "chi2", m.chi2);
    want(v, "chi2_cc", m.chi2_corrected);
    want(v, "chi2_p", m.p_chi2);
    want(v, "chi2_cc_p", m.p_chi2_corrected);
}

static void paired_mean(vec *v)
{
    size_t n, n_y, g;
    double *x = in_list(v, "x", &n), *y = in_list(v, "y", &n_y);
    assert_int_equal(n, n_y);
    hc_pair *pairs = cells(v, n, sizeof *pairs);
    for (size_t i = 0; i < n; i++)
        pairs[i] = (hc_pair){x[i], y[i]};
    hc_paired p;
    ok(v, hc_paired_mean(pairs, n, 0.95, num(v, "equivalence_margin"), &p));
    want(v, "mean_diff", p.difference.point);
    want(v, "se", p.se);
    want_pair(v, "ci95", p.difference.low, p.difference.high);
    want(v, "t", p.t);
    want(v, "p_two_sided", p.p);
    want(v, "se_unpaired", p.se_unpaired);
    want(v, "correlation", p.correlation);
    want(v, "tost_p_lower", p.tost.p_lower);
    want(v, "tost_p_upper", p.tost.p_upper);
    want(v, "tost_p", p.tost.p);
    if (!in(v, "cluster"))
        return;
    hc_obs *obs = in_obs(v, "x", &n, &g);
    for (size_t i = 0; i < n; i++)
        obs[i].value = x[i] - y[i];
    hc_cluster_fit fit;
    ok(v, hc_cluster_mean(obs, n, g, cells(v, HC_CLUSTER_WORK(n, g), sizeof(uint32_t)), &fit));
    want(v, "se_cr1", fit.se_cr1);
    want(v, "se_cr2", fit.se_cr2);
    want(v, "df_cr2", fit.df_cr2);
}

/* bootstrap */
static void want_stream(vec *v, const char *key, uint64_t (*next)(void *), void *state)
{
    const hc_json *list = wanted(v, key);
    assert_true(list && list->n > 0);
    for (size_t i = 0; i < list->n; i++)
        assert_true(next(state) == big(list->items[i]));
}

static uint64_t next_xoshiro(void *r) { return hc_rng_next(r); }
static uint64_t next_splitmix(void *s) { return hc_splitmix64(s); }

static void xoshiro(vec *v)
{
    const hc_json *state = in(v, "state");
    hc_rng r;
    assert_true(state && state->n == HC_LEN(r.s));
    for (size_t i = 0; i < state->n; i++)
        r.s[i] = big(state->items[i]);
    want_stream(v, "u64", next_xoshiro, &r);
}

static void splitmix(vec *v)
{
    uint64_t seed = big(in(v, "seed"));
    want_stream(v, "u64", next_splitmix, &seed);
}

static void seeded_stream(vec *v)
{
    uint64_t seed = big(in(v, "seed"));
    hc_rng r = hc_rng_seeded(seed);
    want_stream(v, "u64", next_xoshiro, &r);
    r = hc_rng_seeded(seed);
    const hc_json *below = wanted(v, "below_10"), *unit = wanted(v, "unit");
    for (size_t i = 0; i < below->n; i++)
        assert_int_equal(hc_rng_below(&r, 10), below->items[i]->i);
    r = hc_rng_seeded(seed);
    for (size_t i = 0; i < unit->n; i++)
        assert_true(hc_rng_unit(&r) == unit->items[i]->d);
}

static hc_boot boot_of(const vec *v, hc_unit_sums *u, size_t n, size_t reps)
{
    return (hc_boot){hc_ratio_of_sums, u, n, num(v, "level"), cells(v, n, sizeof(size_t)),
                     cells(v, n, sizeof(double)), cells(v, reps, sizeof(double)), reps};
}

static size_t power_of(size_t n)
{
    size_t p = 1;
    for (size_t i = 0; i < n; i++)
        p *= n;
    return p;
}

static hc_unit_sums in_units(const vec *v, size_t *out_n)
{
    double *x = in_list(v, "data", out_n), *one = cells(v, *out_n, sizeof *one);
    for (size_t i = 0; i < *out_n; i++)
        one[i] = 1;
    return (hc_unit_sums){x, one};
}

static void want_boot(vec *v, const hc_boot_result *r)
{
    want(v, "theta", r->theta);
    want(v, "z0", r->z0);
    want(v, "acceleration", r->acceleration);
    want(v, "alpha1", r->alpha_low);
    want(v, "alpha2", r->alpha_high);
    want_pair(v, "bca", r->bca_low, r->bca_high);
    want_pair(v, "percentile", r->percentile_low, r->percentile_high);
    want(v, "boot_se_ddof1", r->se);
}

static void enumerated_bca(vec *v)
{
    size_t n;
    hc_unit_sums u = in_units(v, &n);
    hc_boot b = boot_of(v, &u, n, power_of(n));
    hc_boot_result r;
    ok(v, hc_bootstrap_all(&b, &r));
    want_boot(v, &r);
}

static void seeded_bca(vec *v)
{
    size_t n, n_first;
    hc_unit_sums u = in_units(v, &n);
    double *first = doubles(v, wanted(v, "first_replicates"), &n_first);
    hc_boot b = boot_of(v, &u, n, n_first);
    hc_boot_result r;
    /* The first replicates alone, in the order of drawing, by the documented rule. */
    hc_rng rng = hc_rng_seeded(big(in(v, "seed")));
    for (size_t rep = 0; rep < n_first; rep++) {
        for (size_t i = 0; i < n; i++)
            b.index[i] = hc_rng_below(&rng, n);
        assert_true(fabs(b.statistic(b.index, n, b.ctx) - first[rep]) <= v->abs);
    }
    b = boot_of(v, &u, n, whole(v, "B"));
    rng = hc_rng_seeded(big(in(v, "seed")));
    ok(v, hc_bootstrap(&b, &rng, &r));
    want_boot(v, &r);
}

static void enumerated_clusters(vec *v)
{
    const hc_json *clusters = in(v, "clusters");
    assert_non_null(clusters);
    size_t n = clusters->n;
    double *sum = cells(v, n, sizeof *sum), *size = cells(v, n, sizeof *size);
    for (size_t c = 0; c < n; c++) {
        size_t m;
        double *y = doubles(v, clusters->items[c], &m);
        size[c] = (double)m;
        sum[c] = 0;
        for (size_t i = 0; i < m; i++)
            sum[c] += y[i];
    }
    hc_unit_sums u = {sum, size};
    hc_boot b = boot_of(v, &u, n, power_of(n));
    hc_boot_result r;
    ok(v, hc_bootstrap_all(&b, &r));
    want(v, "theta", r.theta);
    want_pair(v, "percentile", r.percentile_low, r.percentile_high);
    want(v, "boot_se_ddof1", r.se);
}

/* power */
static hc_test_plan plan_of(const vec *v)
{
    return (hc_test_plan){num(v, "alpha"), num(v, "power")};
}

static void n_two_proportions(vec *v)
{
    double n;
    ok(v, hc_n_two_proportions(num(v, "p1"), num(v, "p2"), plan_of(v), &n));
    want(v, "n_per_group_real", n);
    want_whole(v, "n_per_group", hc_whole_n(n));
}

static hc_paired_design design_of(const vec *v)
{
    return (hc_paired_design){num(v, "omega2"), num(v, "sigma2_a"), num(v, "sigma2_b"), num(v, "k_a"), num(v, "k_b")};
}

static void n_paired(vec *v)
{
    hc_paired_design d = design_of(v);
    double n;
    ok(v, hc_n_paired(&d, num(v, "delta"), plan_of(v), &n));
    want(v, "n_real", n);
    want_whole(v, "n", hc_whole_n(n));
}

static void mde_paired(vec *v)
{
    hc_paired_design d = design_of(v);
    double mde;
    ok(v, hc_mde_paired(&d, num(v, "n"), plan_of(v), &mde));
    want(v, "mde", mde);
}

static void n_mcnemar(vec *v)
{
    double n;
    ok(v, hc_n_mcnemar(num(v, "p10"), num(v, "p01"), plan_of(v), &n));
    want(v, "n_pairs_real", n);
    want_whole(v, "n_pairs", hc_whole_n(n));
}

static void power_binomial(vec *v)
{
    hc_exact_power p;
    ok(v, hc_power_binomial(whole(v, "n"), num(v, "p0"), num(v, "p1"), num(v, "alpha"), &p));
    want(v, "critical_x", (double)p.critical);
    want(v, "attained_size", p.size);
    want(v, "power", p.power);
}

static void design_effect(vec *v)
{
    double deff;
    ok(v, hc_design_effect(num(v, "cluster_size"), num(v, "icc"), &deff));
    want(v, "deff", deff);
}

/* multiple-comparisons */
static void p_adjust(vec *v)
{
    static const char *const keys[] = {"bonferroni", "holm", "hochberg", "bh", "by"};
    static const hc_adjust methods[] = {HC_ADJUST_BONFERRONI, HC_ADJUST_HOLM, HC_ADJUST_HOCHBERG, HC_ADJUST_BH,
                                        HC_ADJUST_BY};
    size_t m;
    double *p = in_list(v, "p", &m), *adjusted = cells(v, m, sizeof *adjusted);
    for (size_t i = 0; i < HC_LEN(keys); i++) {
        ok(v, hc_p_adjust(methods[i], p, m, cells(v, m, sizeof(size_t)), adjusted));
        want_list(v, keys[i], adjusted, m);
    }
}

/* agreement */
static hc_weights weights_of(const vec *v)
{
    hc_str w = hc_json_str(hc_json_get(v->c, "in"), "weights", HC_S(""));
    assert_true(hc_str_is(w, "none") || hc_str_is(w, "linear") || hc_str_is(w, "quadratic"));
    return hc_str_is(w, "none") ? HC_WEIGHTS_NONE : hc_str_is(w, "linear") ? HC_WEIGHTS_LINEAR : HC_WEIGHTS_QUADRATIC;
}

static void cohen_kappa(vec *v)
{
    size_t k, cols;
    double *table = in_table(v, "table", &k, &cols);
    uint64_t *counts = cells(v, k * k, sizeof *counts);
    assert_int_equal(k, cols);
    for (size_t i = 0; i < k * k; i++)
        counts[i] = (uint64_t)table[i];
    hc_kappa got;
    ok(v, hc_cohen_kappa(counts, k, weights_of(v), cells(v, 4 * k, sizeof(double)), &got));
    want(v, "po", got.observed);
    want(v, "pe", got.expected);
    want(v, "kappa", got.kappa);
    want(v, "se", got.se);
    want(v, "se_null", got.se_null);
}

static void fleiss_kappa(vec *v)
{
    size_t n, k;
    double *table = in_table(v, "counts", &n, &k);
    uint32_t *counts = cells(v, n * k, sizeof *counts);
    for (size_t i = 0; i < n * k; i++)
        counts[i] = (uint32_t)table[i];
    hc_fleiss got;
    ok(v, hc_fleiss_kappa(counts, n, k, &got));
    want(v, "pbar", got.observed);
    want(v, "pe", got.expected);
    want(v, "kappa", got.kappa);
    want(v, "se_null", got.se_null);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Categories are `categories`, else the values that occur, in numeric order. */
static hc_ratings in_ratings(const vec *v)
{
    const hc_json *rows = in(v, "ratings");
    assert_true(rows && rows->n > 0);
    size_t raters = rows->n, units = rows->items[0]->n, k = 0;
    double *value = cells(v, raters * units, sizeof *value);
    if (in(v, "categories"))
        value = in_list(v, "categories", &k);
    else
        for (size_t r = 0; r < raters; r++)
            for (size_t u = 0; u < units; u++) {
                const hc_json *cell = rows->items[r]->items[u];
                bool known = cell->type == HC_JSON_NULL;
                for (size_t c = 0; c < k; c++)
                    known = known || value[c] == cell->d;
                if (!known)
                    value[k++] = cell->d;
            }
    qsort(value, k, sizeof *value, ascending);
    int32_t *code = cells(v, raters * units, sizeof *code);
    for (size_t r = 0; r < raters; r++)
        for (size_t u = 0; u < units; u++) {
            const hc_json *cell = rows->items[r]->items[u];
            code[r * units + u] = HC_NO_RATING;
            for (size_t c = 0; c < k; c++)
                if (cell->type != HC_JSON_NULL && value[c] == cell->d)
                    code[r * units + u] = (int32_t)c;
        }
    return (hc_ratings){code, raters, units, k, value};
}

static void krippendorff_alpha(vec *v)
{
    hc_str m = hc_json_str(hc_json_get(v->c, "in"), "metric", HC_S(""));
    assert_true(hc_str_is(m, "nominal") || hc_str_is(m, "ordinal") || hc_str_is(m, "interval"));
    hc_metric_kind kind = hc_str_is(m, "nominal") ? HC_METRIC_NOMINAL :
                          hc_str_is(m, "ordinal") ? HC_METRIC_ORDINAL : HC_METRIC_INTERVAL;
    hc_ratings r = in_ratings(v);
    hc_alpha got;
    hc_stat st = hc_krippendorff(&r, kind, cells(v, r.k + 1, sizeof(double)), &got);
    want_whole(v, "pairable", got.pairable);
    if (hc_json_get(v->out, "alpha")->type == HC_JSON_STR) {
        assert_true(text_is(v, "alpha", "undefined_no_variation") && st == HC_STAT_NO_VARIATION && isnan(got.alpha));
        return;
    }
    ok(v, st);
    want(v, "alpha", got.alpha);
    want(v, "do", got.observed);
    want(v, "de", got.expected);
}

static void gwet_ac(vec *v)
{
    hc_ratings r = in_ratings(v);
    hc_gwet got;
    ok(v, hc_gwet_ac(&r, weights_of(v), cells(v, r.k, sizeof(double)), &got));
    want(v, "pa", got.observed);
    want(v, "pe", got.expected);
    want(v, "coef", got.coefficient);
    want(v, "se", got.se);
    want_whole(v, "units", got.units);
    want_whole(v, "units_with_two_or_more", got.units_paired);
}

/* judge-calibration */
static void rogan_gladen(vec *v)
{
    hc_judged j = {whole(v, "judge_positive"), whole(v, "n"), whole(v, "true_positive"), whole(v, "n_human_positive"),
                   whole(v, "true_negative"), whole(v, "n_human_negative"), 0};
    hc_calibrated c;
    hc_stat st = hc_rogan_gladen(&j, num(v, "level"), &c);
    want(v, "apparent", c.apparent);
    want(v, "sensitivity", c.sensitivity);
    want(v, "specificity", c.specificity);
    want(v, "youden", c.youden);
    want(v, "estimate", c.estimate);
    want(v, "estimate_clamped", c.estimate_clamped);
    want(v, "se_delta", c.se);
    want_pair(v, "wald", c.wald_low, c.wald_high);
    want(v, "theta_tilde", c.centre);
    want(v, "shift", c.shift);
    want_pair(v, "lang_reiczigel_raw", c.raw_low, c.raw_high);
    want_pair(v, "lang_reiczigel", c.low, c.high);
    bool possible = c.estimate >= 0 && c.estimate <= 1;
    assert_int_equal(st, possible ? HC_STAT_OK : HC_STAT_INCOMPATIBLE);
}

static void allocate_calibration(vec *v)
{
    hc_pilot p = {num(v, "p_apparent"), num(v, "err_positive"), num(v, "err_negative")};
    hc_label_split s;
    ok(v, hc_split_labels(whole(v, "m"), whole(v, "m_pilot"), &p, &s));
    want(v, "m1_real", s.m1_real);
    want_whole(v, "m1", s.m1);
    want_whole(v, "m0", s.m0);
}

/* ppi */
static void ppi_mean(vec *v)
{
    size_t n, n_judged, many;
    hc_ppi_data d = {in_list(v, "y", &n), in_list(v, "yhat", &n_judged), 0, in_list(v, "yhat_unlabeled", &many), 0};
    d.n = n;
    d.n_unlabelled = many;
    assert_int_equal(n, n_judged);
    bool tuned = in(v, "lambda")->type == HC_JSON_STR;
    hc_ppi p;
    ok(v, hc_ppi_mean(&d, tuned ? HC_PPI_TUNED : num(v, "lambda"), num(v, "level"), &p));
    want(v, "lambda", p.lambda);
    if (tuned)
        want(v, "lambda_raw", p.lambda_raw);
    want(v, "estimate", p.estimate);
    want(v, "se", p.se);
    want_pair(v, "ci", p.low, p.high);
    want(v, "classical_mean", p.label_mean);
    want(v, "classical_se", p.label_se);
    want(v, "effective_sample_ratio", p.sample_ratio);
}

/* confseq */
static hc_sequence in_sequence(vec *v, double **out_lambda)
{
    hc_sequence s = {.alpha = num(v, "alpha"), .cap = num(v, "c"), .share = in(v, "theta") ? num(v, "theta") : 0.5,
                     .population = in(v, "population") ? whole(v, "population") : 0};
    s.x = in_list(v, "x", &s.n);
    *out_lambda = cells(v, s.n, sizeof **out_lambda);
    ok(v, hc_sequence_bets(&s, *out_lambda));
    return s;
}

typedef hc_stat bounds_at(const hc_sequence *, const double *, size_t, hc_bounds *);

static void want_bounds(vec *v, const hc_sequence *s, const double *lambda, bounds_at *fn)
{
    const hc_json *t = wanted(v, "t"), *at = wanted(v, "interval");
    const hc_json *running = hc_json_get(v->out, "running_intersection") ? wanted(v, "running_intersection") : NULL;
    assert_true(t->n > 0 && t->n == at->n && (!running || running->n == t->n));
    hc_bounds run = {0, 1}, now;
    for (size_t i = 1, k = 0; i <= s->n; i++) {
        ok(v, fn(s, lambda, i, &now));
        ok(v, hc_sequence_narrow(&run, &now));
        if (k == t->n || t->items[k]->i != (int64_t)i)
            continue;
        close_to(v, "low", now.low, at->items[k]->items[0]);
        close_to(v, "high", now.high, at->items[k]->items[1]);
        if (running) {
            close_to(v, "run_low", run.low, running->items[k]->items[0]);
            close_to(v, "run_high", run.high, running->items[k]->items[1]);
        }
        k++;
    }
    assert_true(t->items[t->n - 1]->i <= (int64_t)s->n);
}

static void bernstein(vec *v)
{
    double *lambda;
    hc_sequence s = in_sequence(v, &lambda);
    double first[5];
    for (size_t i = 0; i < 5; i++)
        first[i] = fmin(lambda[i], s.cap);
    want_list(v, "lambda_first5", first, 5);
    want_bounds(v, &s, lambda, hc_sequence_bernstein);
}

static void hedged(vec *v)
{
    double *lambda;
    hc_sequence s = in_sequence(v, &lambda);
    want_list(v, "lambda_first5", lambda, 5);
    const hc_json *m = wanted(v, "m"), *up = wanted(v, "log_capital_plus"), *down = wanted(v, "log_capital_minus");
    for (size_t i = 0; i < m->n; i++) {
        close_to(v, "plus", hc_sequence_capital(&s, lambda, s.n, m->items[i]->d, true), up->items[i]);
        close_to(v, "minus", hc_sequence_capital(&s, lambda, s.n, m->items[i]->d, false), down->items[i]);
    }
    want_bounds(v, &s, lambda, hc_sequence_hedged);
}

static void hedged_finite(vec *v)
{
    double *lambda;
    hc_sequence s = in_sequence(v, &lambda);
    want_bounds(v, &s, lambda, hc_sequence_hedged);
}

/* passk */
static void pass_k(vec *v)
{
    hc_pass p;
    ok(v, hc_pass_k((hc_attempts){whole(v, "n"), whole(v, "c")}, whole(v, "k"), &p));
    want(v, "pass_at_k", p.at_k);
    want(v, "pass_hat_k", p.hat_k);
    want(v, "naive_biased_at", p.plug_in_at_k);
    want(v, "naive_biased_hat", p.plug_in_hat_k);
}

static void pass_k_suite(vec *v)
{
    size_t n, two;
    double *rows = in_table(v, "tasks", &n, &two);
    hc_attempts *tasks = cells(v, n, sizeof *tasks);
    for (size_t i = 0; i < n; i++)
        tasks[i] = (hc_attempts){(uint64_t)rows[2 * i], (uint64_t)rows[2 * i + 1]};
    hc_pass_suite p;
    ok(v, hc_pass_over_tasks(tasks, n, whole(v, "k"), &p));
    want(v, "pass_at_k", p.at_k);
    want(v, "se_pass_at_k", p.at_k_se);
    want(v, "pass_hat_k", p.hat_k);
    want(v, "se_pass_hat_k", p.hat_k_se);
}

/* irt */
static hc_item_curve *in_items(const vec *v, size_t *out_n)
{
    size_t n_b;
    double *a = in_list(v, "a", out_n), *b = in_list(v, "b", &n_b);
    assert_int_equal(n_b, *out_n);
    hc_item_curve *items = cells(v, *out_n, sizeof *items);
    for (size_t i = 0; i < *out_n; i++)
        items[i] = (hc_item_curve){a[i], b[i]};
    return items;
}

static int8_t *in_answers(const vec *v, const char *key, size_t n)
{
    size_t n_u;
    double *u = in_list(v, key, &n_u);
    assert_int_equal(n_u, n);
    int8_t *answers = cells(v, n, 1);
    for (size_t i = 0; i < n; i++)
        answers[i] = (int8_t)u[i];
    return answers;
}

static void irt_ability(vec *v)
{
    size_t n;
    hc_item_curve *items = in_items(v, &n);
    hc_ability got;
    ok(v, hc_ability_of(items, in_answers(v, "u", n), n, &got));
    if (hc_json_get(v->out, "mle")->type == HC_JSON_STR) {
        assert_true(text_is(v, "mle", "undefined_all_equal") && got.mle_status == HC_STAT_NO_VARIATION && isnan(got.mle));
    } else {
        ok(v, got.mle_status);
        want(v, "mle", got.mle);
        want(v, "mle_se", got.mle_se);
        want(v, "loglik_at_mle", got.log_likelihood);
    }
    want(v, "map_n01", got.map);
    want(v, "map_se", got.map_se);
    want(v, "eap_n01", got.eap);
    want(v, "eap_sd", got.eap_sd);
}

static void irt_information(vec *v)
{
    size_t n;
    hc_item_curve *items = in_items(v, &n);
    double theta = num(v, "theta"), *p = cells(v, n, sizeof *p), *information = cells(v, n, sizeof *p), total = 0;
    for (size_t i = 0; i < n; i++) {
        p[i] = hc_item_p(items[i], theta);
        total += information[i] = hc_item_information(items[i], theta);
    }
    want_list(v, "p", p, n);
    want_list(v, "information", information, n);
    want(v, "test_information", total);
    int8_t *none = memset(cells(v, n, 1), HC_NOT_SEEN, n);
    want_whole(v, "next_item_index", hc_next_item(items, none, n, theta));
}

static void irt_path(vec *v)
{
    size_t n, steps = whole(v, "steps");
    hc_item_curve *items = in_items(v, &n);
    int8_t *truth = in_answers(v, "answers", n), *seen = memset(cells(v, n, 1), HC_NOT_SEEN, n);
    const hc_json *item = wanted(v, "item"), *map = wanted(v, "map"), *se = wanted(v, "map_se");
    assert_true(item->n == steps && map->n == steps && se->n == steps);
    hc_ability got = {.map = 0};
    for (size_t i = 0; i < steps; i++) {
        size_t next = hc_next_item(items, seen, n, got.map);
        assert_int_equal(next, item->items[i]->i);
        seen[next] = truth[next];
        ok(v, hc_ability_of(items, seen, n, &got));
        close_to(v, "map", got.map, map->items[i]);
        close_to(v, "map_se", got.map_se, se->items[i]);
    }
}

static void p_irt(vec *v)
{
    size_t n, n_seen, n_values;
    hc_item_curve *items = in_items(v, &n);
    double *at = in_list(v, "observed_index", &n_seen), *u = in_list(v, "observed", &n_values), score, theta;
    assert_int_equal(n_seen, n_values);
    int8_t *seen = memset(cells(v, n, 1), HC_NOT_SEEN, n);
    for (size_t i = 0; i < n_seen; i++)
        seen[(size_t)at[i]] = (int8_t)u[i];
    ok(v, hc_projected_score(items, seen, n, &score, &theta));
    want(v, "theta_map", theta);
    want(v, "p_irt", score);
}

/* bradley-terry */
static void bradley_terry(vec *v)
{
    size_t k, cols;
    hc_games g = {.wins = in_table(v, "wins", &k, &cols)};
    g.k = k;
    if (in(v, "ties"))
        g.ties = in_table(v, "ties", &k, &cols);
    hc_rating_out out = {cells(v, k, sizeof(double)), cells(v, k, sizeof(double)),
                         cells(v, HC_RATING_WORK(k), sizeof(double)), cells(v, k, sizeof(size_t)),
                         cells(v, 2 * k, sizeof(size_t))};
    ok(v, hc_bradley_terry(&g, &out));
    double *elo = cells(v, k, sizeof *elo);
    for (size_t i = 0; i < k; i++)
        elo[i] = out.strength[i] * HC_ELO_PER_LOGIT;
    want_list(v, "log_strength", out.strength, k);
    want_list(v, "se", out.se, k);
    want_list(v, "elo_diff", elo, k);
    want(v, "win_prob_1_vs_0", hc_win_probability(out.strength[1], out.strength[0]));
}

/* dif-mantel-haenszel */
static void mantel_haenszel(vec *v)
{
    size_t n, four;
    double *x = in_table(v, "strata", &n, &four);
    hc_stratum *strata = cells(v, n, sizeof *strata);
    for (size_t i = 0; i < n; i++)
        strata[i] = (hc_stratum){(uint64_t)x[4 * i], (uint64_t)x[4 * i + 1], (uint64_t)x[4 * i + 2], (uint64_t)x[4 * i + 3]};
    hc_dif d;
    ok(v, hc_mantel_haenszel(strata, n, 0.95, &d));
    want(v, "or_mh", d.odds_ratio);
    want(v, "log_or", d.log_odds);
    want(v, "se_log_or_rbg", d.log_odds_se);
    want_pair(v, "ci95_or", d.or_low, d.or_high);
    want(v, "chi2", d.chi2);
    want(v, "chi2_p", d.p);
    want(v, "chi2_cc", d.chi2_corrected);
    want(v, "chi2_cc_p", d.p_corrected);
    want(v, "ets_delta", d.delta);
    want(v, "ets_delta_se", d.delta_se);
    assert_true(text_is(v, "ets_class", (char[]){d.ets_class, 0}));
}

/* extremes */
static void gumbel(vec *v)
{
    size_t m, n;
    double *p = in_list(v, "p", &m), *queries = in_list(v, "n_deploy", &n), *worst = cells(v, n, sizeof *worst);
    hc_gumbel fit;
    ok(v, hc_gumbel_tail(p, m, whole(v, "k"), &fit));
    want(v, "slope", fit.slope);
    want(v, "intercept", fit.intercept);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(hc_gumbel_worst(&fit, queries[i], &worst[i]),
                         queries[i] > 1000 * (double)m ? HC_STAT_EXTRAPOLATION : HC_STAT_OK);
    want_list(v, "worst_query_risk", worst, n);
}

static void gpd_pwm(vec *v)
{
    size_t n, n_levels;
    double *x = in_list(v, "x", &n), *m = in_list(v, "m", &n_levels), *level = cells(v, n_levels, sizeof *level);
    hc_pareto fit;
    ok(v, hc_pareto_tail(x, n, num(v, "threshold"), &fit));
    want_whole(v, "exceedances", fit.exceedances);
    want(v, "xi", fit.xi);
    want(v, "sigma", fit.sigma);
    for (size_t i = 0; i < n_levels; i++)
        ok(v, hc_pareto_level(&fit, m[i], &level[i]));
    want_list(v, "return_level", level, n_levels);
}

static void at_least_one(vec *v)
{
    double p;
    ok(v, hc_at_least_one(num(v, "p"), num(v, "n"), &p));
    want(v, "prob", p);
}

/* interlab */
static void pool_labs(vec *v)
{
    size_t n, n_se;
    double *y = in_list(v, "estimate", &n), *se = in_list(v, "se", &n_se);
    assert_int_equal(n, n_se);
    hc_lab *labs = cells(v, n, sizeof *labs);
    for (size_t i = 0; i < n; i++)
        labs[i] = (hc_lab){y[i], se[i]};
    hc_pool p;
    ok(v, hc_pool_labs(labs, n, &p));
    want(v, "fixed_mean", p.fixed);
    want(v, "fixed_se", p.fixed_se);
    want(v, "q", p.q);
    want(v, "q_p", p.q_p);
    want(v, "i2", p.i2);
    want(v, "tau2_dl", p.tau2);
    want(v, "random_mean", p.random);
    want(v, "random_se", p.random_se);
}

static void en_score(vec *v)
{
    double en;
    bool acceptable;
    ok(v, hc_en_score((hc_expanded){num(v, "x"), num(v, "U_x")}, (hc_expanded){num(v, "ref"), num(v, "U_ref")}, &en,
                      &acceptable));
    want(v, "en", en);
    assert_int_equal(acceptable, wanted(v, "acceptable")->b);
}

/* logistic-horizon */
static void time_horizon(vec *v)
{
    size_t n, n_success, n_weight = 0;
    double *minutes = in_list(v, "minutes", &n), *success = in_list(v, "success", &n_success);
    double *weight = in(v, "weight") ? in_list(v, "weight", &n_weight) : NULL;
    assert_true(n == n_success && (!weight || n_weight == n));
    hc_task *tasks = cells(v, n, sizeof *tasks);
    for (size_t i = 0; i < n; i++)
        tasks[i] = (hc_task){minutes[i], weight ? weight[i] : 1, success[i] != 0};
    hc_horizon h;
    ok(v, hc_time_horizon(tasks, n, &h));
    want(v, "intercept", h.intercept);
    want(v, "slope", h.slope);
    want(v, "se_intercept", h.intercept_se);
    want(v, "se_slope", h.slope_se);
    want(v, "log2_horizon_50", h.log2_horizon);
    want(v, "horizon_50", h.horizon_50);
    want(v, "se_log2_horizon_delta", h.log2_horizon_se);
    want(v, "horizon_80", h.horizon_80);
}

typedef struct { const char *file, *fn; void (*check)(vec *); } known;

static const known table[] = {
    {"special-functions", "norm_quantile", norm_quantile},
    {"special-functions", "norm_cdf", norm_cdf},
    {"special-functions", "beta_cdf", beta_cdf},
    {"special-functions", "beta_quantile", beta_quantile},
    {"special-functions", "t_cdf", t_cdf},
    {"special-functions", "t_quantile", t_quantile},
    {"special-functions", "chi2_sf", chi2_sf},
    {"special-functions", "lgamma", lgamma_at},
    {"special-functions", "log_choose", log_choose},
    {"special-functions", "binom", binom},
    {"binomial-intervals", "binom_ci", binom_ci},
    {"binomial-intervals", "zero_failures", zero_failures},
    {"binomial-intervals", "n_for_zero_failure_claim", n_for_claim},
    {"binomial-intervals", "n_for_x_failure_claim", n_for_claim},
    {"clustered-se", "cluster_mean_se", cluster_mean_se},
    {"clustered-se", "cluster_wilson_effective", cluster_wilson_effective},
    {"clustered-se", "resampled_mean_se", resampled_mean_se},
    {"paired", "newcombe_independent", newcombe_independent},
    {"paired", "paired_binary", paired_binary},
    {"paired", "paired_mean", paired_mean},
    {"bootstrap", "xoshiro256starstar", xoshiro},
    {"bootstrap", "splitmix64", splitmix},
    {"bootstrap", "seeded_stream", seeded_stream},
    {"bootstrap", "exact_enumeration_bca_mean", enumerated_bca},
    {"bootstrap", "seeded_bca_mean", seeded_bca},
    {"bootstrap", "exact_enumeration_cluster_percentile", enumerated_clusters},
    {"power", "n_two_proportions", n_two_proportions},
    {"power", "n_paired_resampled", n_paired},
    {"power", "mde_paired_resampled", mde_paired},
    {"power", "n_mcnemar_connor", n_mcnemar},
    {"power", "power_exact_binomial_one_sided", power_binomial},
    {"power", "design_effect", design_effect},
    {"multiple-comparisons", "p_adjust", p_adjust},
    {"agreement", "cohen_kappa", cohen_kappa},
    {"agreement", "fleiss_kappa", fleiss_kappa},
    {"agreement", "krippendorff_alpha", krippendorff_alpha},
    {"agreement", "gwet_ac", gwet_ac},
    {"judge-calibration", "rogan_gladen", rogan_gladen},
    {"judge-calibration", "allocate_calibration", allocate_calibration},
    {"ppi", "ppi_mean", ppi_mean},
    {"confseq", "empirical_bernstein_cs", bernstein},
    {"confseq", "hedged_capital_cs", hedged},
    {"confseq", "hedged_capital_cs_without_replacement", hedged_finite},
    {"passk", "pass_k", pass_k},
    {"passk", "pass_k_suite", pass_k_suite},
    {"irt", "irt_2pl_ability", irt_ability},
    {"irt", "irt_item_information", irt_information},
    {"irt", "irt_adaptive_path", irt_path},
    {"irt", "p_irt", p_irt},
    {"bradley-terry", "bradley_terry_mle", bradley_terry},
    {"dif-mantel-haenszel", "mantel_haenszel_dif", mantel_haenszel},
    {"extremes", "gumbel_tail_forecast", gumbel},
    {"extremes", "gpd_pwm", gpd_pwm},
    {"extremes", "prob_at_least_one", at_least_one},
    {"interlab", "pool_labs", pool_labs},
    {"interlab", "en_score", en_score},
    {"logistic-horizon", "time_horizon", time_horizon},
};

static hc_str vectors_dir(hc_arena *a, DIR **out)
{
    const char *env = getenv("HAECHI_DATA"), *file = __FILE__, *tests = strstr(file, "tests/unit/");
    hc_str beside = hc_fmt(a, "%.*s../shared/data/stats-vectors", (int)(tests ? tests - file : 0), file);
    hc_str paths[] = {env ? hc_fmt(a, "%s/stats-vectors", env) : beside, HC_S("../shared/data/stats-vectors")};
    for (size_t i = 0; i < (env ? 1 : HC_LEN(paths)); i++)
        if ((*out = opendir(hc_cstr(a, paths[i]))))
            return paths[i];
    *out = NULL;
    return paths[0];
}

static hc_json *read_file(hc_arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    enum { BYTES_MAX = 4 << 20 };
    char *bytes = hc_alloc(a, BYTES_MAX);
    size_t n = fread(bytes, 1, BYTES_MAX, f);
    fclose(f);
    assert_true(n < BYTES_MAX);
    hc_err err;
    hc_json *j;
    if (hc_json_parse(a, (hc_str){bytes, n}, path, &j, &err) != HC_OK)
        fail_msg("%s", err.en);
    return j;
}

static void check_case(vec *v, hc_str file)
{
    hc_str fn = hc_json_str(v->c, "fn", HC_S(""));
    v->out = hc_json_get(v->c, "out");
    assert_true(v->out && v->out->n > 0 && v->out->n <= KEYS_MAX);
    memset(v->seen, 0, sizeof v->seen);
    size_t i = 0;
    while (i < HC_LEN(table) && !(hc_str_is(file, table[i].file) && hc_str_is(fn, table[i].fn)))
        i++;
    if (i == HC_LEN(table))
        fail_msg("%.*s: nothing here computes %.*s", HC_FS(id_of(v)), HC_FS(fn));
    table[i].check(v);
    for (i = 0; i < v->out->n; i++)
        if (!v->seen[i])
            fail_msg("%.*s: nothing compared %.*s", HC_FS(id_of(v)), HC_FS(v->out->keys[i]));
}

static size_t check_file(vec *v, hc_str dir, hc_str name)
{
    const hc_json *j = read_file(v->a, hc_fmt(v->a, "%.*s/%.*s.json", HC_FS(dir), HC_FS(name)).p);
    const hc_json *cases = hc_json_get(j, "cases");
    assert_true(hc_str_is(hc_json_str(j, "schema", HC_S("")), "haechi.stats-vectors/1") && cases && cases->n > 0);
    v->abs = hc_json_path(j, "tolerance.abs")->d;
    v->rel = hc_json_path(j, "tolerance.rel")->d;
    for (size_t i = 0; i < cases->n; i++) {
        v->c = cases->items[i];
        check_case(v, name);
    }
    print_message("%.*s: %zu of %zu\n", HC_FS(name), cases->n, cases->n);
    return cases->n;
}

static int by_name(const void *a, const void *b)
{
    const hc_str *x = a, *y = b;
    int c = memcmp(x->p, y->p, x->n < y->n ? x->n : y->n);
    return c ? c : (x->n > y->n) - (x->n < y->n);
}

static void every_vector_of_the_folder_is_reproduced(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    DIR *d;
    hc_str dir = vectors_dir(a, &d), names[KEYS_MAX];
    if (!d) {
        print_message("SKIPPED: no reference vectors under %.*s (set HAECHI_DATA)\n", HC_FS(dir));
        hc_arena_free(a);    /* skip() jumps over the end of this scope */
        skip();
    }
    size_t n_files = 0, n_cases = 0, n_known = 0;
    for (struct dirent *e; (e = readdir(d));) {
        size_t n = strlen(e->d_name);
        if (n <= 5 || strcmp(e->d_name + n - 5, ".json") != 0)
            continue;
        assert_true(n_files < KEYS_MAX);
        names[n_files++] = hc_fmt(a, "%.*s", (int)(n - 5), e->d_name);
    }
    closedir(d);
    qsort(names, n_files, sizeof *names, by_name);
    const char *dump = getenv("HAECHI_VECTORS_DUMP");
    vec v = {.a = a, .dump = dump ? fopen(dump, "w") : NULL};
    for (size_t i = 0; i < n_files; i++)
        n_cases += check_file(&v, dir, names[i]);
    for (size_t i = 0; i < HC_LEN(table); i++)
        n_known += i == 0 || strcmp(table[i].file, table[i - 1].file) != 0;
    assert_int_equal(n_files, n_known);
    if (v.dump)
        fclose(v.dump);
    print_message("stats-vectors: %zu of %zu reproduced in %zu files\n", n_cases, n_cases, n_files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_vector_of_the_folder_is_reproduced)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
