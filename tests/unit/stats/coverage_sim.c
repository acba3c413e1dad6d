// SPDX-License-Identifier: Apache-2.0
/* How often do the intervals hold what they promise? Prints a page in Markdown: exact coverage
 * where outcomes can be counted, else simulation with fixed seeds. usage: coverage_sim [SCALE]   1
 * is the printed page, 0.02 a quick check. Exit 1 when a figure breaks the promise of its method by
 * more than three Monte-Carlo standard errors. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "random_cases.h"
#include "stats/bootstrap.h"
#include "stats/calibration.h"
#include "stats/difference.h"
#include "stats/interval.h"
#include "stats/multiple.h"
#include "stats/paired.h"
#include "stats/ppi.h"
#include "stats/sequence.h"

static double scale = 1;
static int broken;

static int runs_of(int full)
{
    int n = (int)(full * scale);
    return n < 50 ? 50 : n;
}

/* A share that must not lie under (or over) its promise; three standard errors of the simulation
 * are forgiven. */
static void promise(const char *what, double share, double limit, int runs, bool at_least)
{
    double slack = runs ? 3 * sqrt(limit * (1 - limit) / runs) : 1e-9;
    bool kept = at_least ? share >= limit - slack : share <= limit + slack;
    if (!kept) {
        fprintf(stderr, "broken: %s: %.4f against %.4f\n", what, share, limit);
        broken++;
    }
}

static double normal(hc_rng *r)
{
    double u;
    do
        u = hc_rng_unit(r);
    while (u == 0);
    return hc_normal_quantile(u);
}

static bool covers(hc_stat st, double low, double high, double truth)
{
    return hc_stat_has_number(st) && low <= truth && truth <= high;
}

typedef hc_stat binomial(uint64_t k, uint64_t n, double level, hc_interval *out);

static hc_stat wilson_counts(uint64_t k, uint64_t n, double level, hc_interval *out)
{
    return hc_wilson((double)k, (double)n, level, out);
}

/* p -+ 1.96 se: what the library refuses to offer, for comparison. */
static hc_stat wald(uint64_t k, uint64_t n, double level, hc_interval *out)
{
    double p = (double)k / (double)n, half = hc_normal_quantile(0.5 + level / 2) * sqrt(p * (1 - p) / (double)n);
    *out = (hc_interval){p, p - half, p + half, (double)n, "wald"};
    return HC_STAT_OK;
}

static void rates(void)
{
    static binomial *const fns[] = {wald, wilson_counts, hc_jeffreys, hc_clopper_pearson};
    static const uint64_t ns[] = {10, 30, 100, 300, 1000};
    static const double ps[] = {0.005, 0.02, 0.05, 0.2, 0.5};
    puts("## One rate, 95 %\n\nExact: the sum over all outcomes. Clopper-Pearson promises at least 0.95; the others aim at it on average.\n\n"
         "| n | p | Wald (not offered) | Wilson | Jeffreys | Clopper-Pearson |\n| ---: | ---: | ---: | ---: | ---: | ---: |");
    for (size_t i = 0; i < HC_LEN(ns); i++)
        for (size_t j = 0; j < HC_LEN(ps); j++) {
            double cover[HC_LEN(fns)] = {0};
            for (uint64_t k = 0; k <= ns[i]; k++)
                for (size_t f = 0; f < HC_LEN(fns); f++) {
                    hc_interval ci;
                    hc_stat st = fns[f](k, ns[i], 0.95, &ci);
                    if (covers(st, ci.low, ci.high, ps[j]))
                        cover[f] += hc_binomial_pmf((double)k, (double)ns[i], ps[j]);
                }
            printf("| %" PRIu64 " | %g | %.3f | %.3f | %.3f | %.3f |\n", ns[i], ps[j], cover[0], cover[1], cover[2], cover[3]);
            promise("Clopper-Pearson", cover[3], 0.95, 0, true);
            promise("Wilson", cover[1], 0.83, 0, true);
        }
}

enum { OBS_MAX = 600 };

/* G clusters of 1 to 9, normal values with intraclass correlation icc; binary: the sign against a
 * threshold. */
static size_t clustered(hc_rng *r, size_t g, double icc, double threshold, hc_obs *obs)
{
    size_t n = 0;
    for (size_t c = 0; c < g; c++) {
        double effect = sqrt(icc) * normal(r);
        for (size_t m = 1 + below(r, 9); m > 0; m--) {
            double v = effect + sqrt(1 - icc) * normal(r);
            obs[n++] = (hc_obs){(uint32_t)c, isnan(threshold) ? v : v > threshold};
        }
    }
    return n;
}

static void clusters(void)
{
    static const size_t gs[] = {5, 10, 20, 50};
    static const double iccs[] = {0, 0.1, 0.3};
    int runs = runs_of(20000);
    printf("\n## Clustered means and rates, 95 %%\n\n%d runs each; G clusters of 1 to 9 observations. Ignoring clusters is what a plain "
           "standard error does. The rate is 0.2: Wilson with the effective n, and Clopper-Pearson on clusters at 0.\n\n"
           "| G | ICC | mean, clusters ignored | mean, CR1 and t(G-1) | mean, CR2 and t | rate, Wilson effective |\n"
           "| ---: | ---: | ---: | ---: | ---: | ---: |\n", runs);
    for (size_t i = 0; i < HC_LEN(gs); i++)
        for (size_t j = 0; j < HC_LEN(iccs); j++) {
            hc_rng r = hc_rng_seeded(100 + i * 10 + j);
            double hit[4] = {0}, threshold = -hc_normal_quantile(0.2);
            hc_obs obs[OBS_MAX];
            uint32_t work[HC_CLUSTER_WORK(OBS_MAX, 50)];
            for (int run = 0; run < runs; run++) {
                size_t n = clustered(&r, gs[i], iccs[j], NAN, obs);
                hc_cluster_fit fit;
                hc_interval ci;
                hc_stat st = hc_cluster_mean(obs, n, gs[i], work, &fit);
                hit[0] += st == HC_STAT_OK && fabs(fit.mean) <= hc_t_quantile(0.975, (double)n - 1) * fit.se_iid;
                st = hc_cluster_cr1(&fit, 0.95, &ci);
                hit[1] += covers(st, ci.low, ci.high, 0);
                st = hc_cluster_cr2(&fit, 0.95, &ci);
                hit[2] += covers(st, ci.low, ci.high, 0);
                n = clustered(&r, gs[i], iccs[j], threshold, obs);
                st = hc_rate_in(obs, n, gs[i], 0.95, work, &ci);
                hit[3] += covers(st, ci.low, ci.high, 0.2);
            }
            printf("| %zu | %g | %.3f | %.3f | %.3f | %.3f |\n", gs[i], iccs[j], hit[0] / runs, hit[1] / runs, hit[2] / runs,
                   hit[3] / runs);
            promise("CR2", hit[2] / runs, 0.93, runs, true);
        }
}

static double mean_of(const size_t *index, size_t n, void *ctx)
{
    const double *x = ctx;
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[index[i]];
    return sum / (double)n;
}

static void bootstraps(void)
{
    enum { N_MAX = 100, B = 1000 };
    static const size_t ns[] = {10, 20, 50, 100};
    int runs = runs_of(4000);
    printf("\n## Bootstrap of a skewed mean (exponential), 95 %%\n\n%d runs, %d replicates each.\n\n| n | percentile | BCa | Student t |\n"
           "| ---: | ---: | ---: | ---: |\n", runs, B);
    for (size_t i = 0; i < HC_LEN(ns); i++) {
        hc_rng r = hc_rng_seeded(200 + i);
        double x[N_MAX], jackknife[N_MAX], reps[B], hit[3] = {0};
        size_t index[N_MAX];
        hc_pair pairs[N_MAX];
        hc_boot b = {mean_of, x, ns[i], 0.95, index, jackknife, reps, B};
        for (int run = 0; run < runs; run++) {
            for (size_t j = 0; j < ns[i]; j++) {
                x[j] = -log1p(-hc_rng_unit(&r));
                pairs[j] = (hc_pair){x[j], 0};
            }
            hc_boot_result got;
            hc_paired t;
            hc_stat st = hc_bootstrap(&b, &r, &got);
            hit[0] += covers(st, got.percentile_low, got.percentile_high, 1);
            hit[1] += covers(st, got.bca_low, got.bca_high, 1);
            st = hc_paired_mean(pairs, ns[i], 0.95, 0, &t);
            hit[2] += covers(st, t.difference.low, t.difference.high, 1);
        }
        printf("| %zu | %.3f | %.3f | %.3f |\n", ns[i], hit[0] / runs, hit[1] / runs, hit[2] / runs);
        promise("BCa", hit[1] / runs, ns[i] < 15 ? 0.84 : 0.89, runs, true);
    }
}

static uint64_t some_of(hc_rng *r, uint64_t n, double p)
{
    uint64_t k = 0;
    for (uint64_t i = 0; i < n; i++)
        k += hc_rng_unit(r) < p;
    return k;
}

static void judges(void)
{
    static const double thetas[] = {0.02, 0.1, 0.3, 0.7};
    static const struct { double se, sp; } errors[] = {{0.95, 0.95}, {0.9, 0.8}, {0.7, 0.9}};
    int runs = runs_of(20000);
    printf("\n## Rate behind a judge that errs, 95 %%\n\n%d runs; 500 judged answers, 100 labelled cases of each kind. Uncorrected: Wilson on the "
           "judge's verdicts. Incompatible results count as not covered for both corrected intervals; their share stands last. "
           "A rare failure disappears among the judge's own false alarms by chance: the status then asks for more labels, and what "
           "is shown is the exact bound of the apparent rate.\n\n"
           "| true rate | sensitivity | specificity | uncorrected | delta method | Lang-Reiczigel | incompatible |\n"
           "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n", runs);
    for (size_t i = 0; i < HC_LEN(thetas); i++)
        for (size_t j = 0; j < HC_LEN(errors); j++) {
            hc_rng r = hc_rng_seeded(300 + i * 10 + j);
            double hit[4] = {0}, theta = thetas[i], p = theta * errors[j].se + (1 - theta) * (1 - errors[j].sp);
            for (int run = 0; run < runs; run++) {
                hc_judged d = {some_of(&r, 500, p), 500, some_of(&r, 100, errors[j].se), 100,
                               some_of(&r, 100, errors[j].sp), 100, 0};
                hc_calibrated c;
                hc_interval raw;
                hc_stat st = hc_wilson((double)d.positive, 500, 0.95, &raw);
                hit[0] += covers(st, raw.low, raw.high, theta);
                st = hc_rogan_gladen(&d, 0.95, &c);
                hit[1] += covers(st, c.wald_low, c.wald_high, theta);
                hit[2] += covers(st, c.low, c.high, theta);
                hit[3] += st == HC_STAT_INCOMPATIBLE;
            }
            printf("| %g | %g | %g | %.3f | %.3f | %.3f | %.3f |\n", theta, errors[j].se, errors[j].sp, hit[0] / runs, hit[1] / runs,
                   hit[2] / runs, hit[3] / runs);
            promise("Lang-Reiczigel or incompatible", (hit[2] + hit[3]) / runs, 0.93, runs, true);
        }
}

static void predictions(void)
{
    enum { MANY = 2000, LABELS_MAX = 300 };
    static const size_t ns[] = {20, 50, 100, 300};
    int runs = runs_of(5000);
    printf("\n## Few labels and %d verdicts, 95 %%\n\n%d runs; rate 0.3, judge with sensitivity 0.9 and specificity 0.85. Width is the mean width "
           "over that of the labels alone. Under 50 labels a tuned lambda carries the warning.\n\n"
           "| labels | labels alone | PPI | PPI++ | width PPI | width PPI++ |\n| ---: | ---: | ---: | ---: | ---: | ---: |\n", MANY, runs);
    for (size_t i = 0; i < HC_LEN(ns); i++) {
        hc_rng r = hc_rng_seeded(400 + i);
        static double y[LABELS_MAX], f[LABELS_MAX], u[MANY];
        double hit[3] = {0}, width[3] = {0};
        for (int run = 0; run < runs; run++) {
            for (size_t j = 0; j < ns[i]; j++) {
                y[j] = hc_rng_unit(&r) < 0.3;
                f[j] = hc_rng_unit(&r) < (y[j] != 0 ? 0.9 : 0.15);
            }
            for (size_t j = 0; j < MANY; j++)
                u[j] = hc_rng_unit(&r) < 0.3 * 0.9 + 0.7 * 0.15;
            hc_ppi_data d = {y, f, ns[i], u, MANY};
            static const double lambdas[] = {0, 1, HC_PPI_TUNED};
            for (size_t l = 0; l < 3; l++) {
                hc_ppi p;
                hc_stat st = hc_ppi_mean(&d, lambdas[l], 0.95, &p);
                hit[l] += covers(st, p.low, p.high, 0.3);
                width[l] += hc_stat_has_number(st) ? p.high - p.low : 0;
            }
        }
        printf("| %zu | %.3f | %.3f | %.3f | %.2f | %.2f |\n", ns[i], hit[0] / runs, hit[1] / runs, hit[2] / runs,
               width[1] / width[0], width[2] / width[0]);
        promise("PPI++", hit[2] / runs, ns[i] < 50 ? 0.88 : 0.93, runs, true);
    }
}

static void sequences(void)
{
    enum { LENGTH = 10000 };
    static const double ps[] = {0.01, 0.1, 0.5};
    int runs = runs_of(100000);
    printf("\n## Confidence sequences, alpha 0.05, looked at after every one of %d values\n\n%d paths each. False alarm: the true mean was excluded "
           "at any look. Fixed n: a 95 %% Wilson interval looked at after every tenth, on a fiftieth of the paths.\n\n"
           "| mean | hedged capital | hedged, pool of %d without replacement | fixed n, peeked at |\n| ---: | ---: | ---: | ---: |\n",
           LENGTH, runs, LENGTH);
    static double x[LENGTH], lambda[LENGTH];
    for (size_t i = 0; i < HC_LEN(ps); i++) {
        hc_rng r = hc_rng_seeded(500 + i);
        double alarm[3] = {0};
        for (int run = 0; run < runs; run++) {
            double seen = 0;
            bool out = false;
            for (size_t t = 0; t < LENGTH; t++) {
                seen += x[t] = hc_rng_unit(&r) < ps[i];
                if (t % 10 == 9 && !out && run < runs / 50) { /* fewer looks and paths are enough to make the point */
                    hc_interval ci;
                    hc_wilson(seen, (double)t + 1, 0.95, &ci);
                    out = ps[i] < ci.low || ps[i] > ci.high;
                }
            }
            alarm[2] += out;
            hc_sequence s = {x, LENGTH, 0.05, 0.5, 0.5, 0};
            if (hc_sequence_bets(&s, lambda) == HC_STAT_OK)
                alarm[0] += hc_sequence_excluded_at(&s, lambda, ps[i]) > 0;
            s.population = LENGTH;
            alarm[1] += hc_sequence_excluded_at(&s, lambda, seen / LENGTH) > 0;
        }
        printf("| %g | %.4f | %.4f | %.3f |\n", ps[i], alarm[0] / runs, alarm[1] / runs, alarm[2] / (runs / 50));
        promise("hedged capital", alarm[0] / runs, 0.05, runs, false);
        promise("hedged capital without replacement", alarm[1] / runs, 0.05, runs, false);
    }
}

static void families(void)
{
    enum { M = 100 };
    static const size_t nulls[] = {100, 80, 50};
    static const hc_adjust methods[] = {HC_ADJUST_HOLM, HC_ADJUST_BH, HC_ADJUST_BY};
    int runs = runs_of(10000);
    printf("\n## Families of %d tests at 0.05\n\n%d runs; effects of three standard errors. Family-wise error: any false rejection. False discovery "
           "rate: mean share of false ones among the rejected. Power: share of the effects found.\n\n"
           "| true nulls | Holm, family-wise error | Holm, power | BH, FDR | BH, power | BY, FDR | BY, power |\n"
           "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n", M, runs);
    for (size_t i = 0; i < HC_LEN(nulls); i++) {
        hc_rng r = hc_rng_seeded(600 + i);
        double fwer = 0, fdr[3] = {0}, found[3] = {0}, p[M], adjusted[M];
        size_t order[M];
        for (int run = 0; run < runs; run++) {
            for (size_t j = 0; j < M; j++)
                p[j] = 2 * hc_normal_cdf(-fabs(normal(&r) + (j < nulls[i] ? 0 : 3)));
            for (size_t k = 0; k < 3; k++) {
                double wrong = 0, right = 0;
                hc_p_adjust(methods[k], p, M, order, adjusted);
                for (size_t j = 0; j < M; j++) {
                    wrong += adjusted[j] <= 0.05 && j < nulls[i];
                    right += adjusted[j] <= 0.05 && j >= nulls[i];
                }
                fwer += k == 0 && wrong > 0;
                fdr[k] += wrong > 0 ? wrong / (wrong + right) : 0;
                found[k] += right;
            }
        }
        double effects = fmax(M - (double)nulls[i], 1) * runs;
        printf("| %zu | %.4f | %.3f | %.4f | %.3f | %.4f | %.3f |\n", nulls[i], fwer / runs, found[0] / effects, fdr[1] / runs,
               found[1] / effects, fdr[2] / runs, found[2] / effects);
        promise("Holm", fwer / runs, 0.05, runs, false);
        promise("BH", fdr[1] / runs, 0.05 * (double)nulls[i] / M, runs, false);
    }
}

enum { WAY_MAX = 40, PAIRS_MAX = 400, STOP_MAX = 1000 };

/* Tasks that cross attacks, one sample each: a value above a threshold, with a share of variance of each way. */
static void crossing(void)
{
    static const struct { size_t tasks, attacks; double task, attack; } cases[] = {
        {10, 10, 0, 0}, {10, 10, 0.2, 0.2}, {20, 20, 0.2, 0.2}, {40, 10, 0.3, 0.1}, {40, 40, 0.2, 0.2}};
    int runs = runs_of(5000);
    double threshold = -hc_normal_quantile(0.2);
    printf("\n## Rate of 0.2 over clusters that cross, 95 %%\n\n%d runs each; every task under every attack. Shares of the latent variance that a task "
           "and an attack have in common.\n\n| tasks | attacks | of a task | of an attack | clusters ignored | by task alone | two ways |\n"
           "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n", runs);
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_rng r = hc_rng_seeded(700 + i);
        double hit[3] = {0};
        size_t nt = cases[i].tasks, na = cases[i].attacks;
        for (int run = 0; run < runs; run++) {
            static hc_hits task[WAY_MAX], attack[WAY_MAX], both[WAY_MAX * WAY_MAX];
            double effect[WAY_MAX];
            memset(task, 0, sizeof task);
            memset(attack, 0, sizeof attack);
            for (size_t a = 0; a < na; a++)
                effect[a] = sqrt(cases[i].attack) * normal(&r);
            for (size_t t = 0; t < nt; t++) {
                double own = sqrt(cases[i].task) * normal(&r);
                for (size_t a = 0; a < na; a++) {
                    uint32_t k = own + effect[a] + sqrt(1 - cases[i].task - cases[i].attack) * normal(&r) > threshold;
                    both[t * na + a] = (hc_hits){1, k};
                    task[t] = (hc_hits){task[t].n + 1, task[t].k + k};
                    attack[a] = (hc_hits){attack[a].n + 1, attack[a].k + k};
                }
            }
            hc_ways ways[] = {{.count = {both}, .n = {nt * na}}, {.count = {task}, .n = {nt}},
                              {.count = {task, attack, both}, .n = {nt, na, nt * na}, .two = true}};
            for (size_t w = 0; w < 3; w++) {
                hc_interval ci;
                hc_stat st = hc_rate_ways(&ways[w], 0.95, &ci);
                hit[w] += covers(st, ci.low, ci.high, 0.2);
            }
        }
        printf("| %zu | %zu | %g | %g | %.3f | %.3f | %.3f |\n", nt, na, cases[i].task, cases[i].attack, hit[0] / runs, hit[1] / runs,
               hit[2] / runs);
        promise("two ways", hit[2] / runs, nt < 20 || na < 20 ? 0.86 : 0.9, runs, true);
    }
}

/* The list stays, only its answers are drawn anew. */
static void fixed_lists(void)
{
    static const size_t items[] = {10, 30, 100}, answers[] = {2, 5, 20};
    int runs = runs_of(20000);
    printf("\n## Rate of a fixed list, 95 %%\n\n%d runs each; the items' own rates are spread evenly over 0 to 1. As if drawn: the interval about "
           "items like these, which is another question.\n\n| items | answers each | fixed list | as if drawn |\n| ---: | ---: | ---: | ---: |\n", runs);
    for (size_t i = 0; i < HC_LEN(items); i++)
        for (size_t j = 0; j < HC_LEN(answers); j++) {
            hc_rng r = hc_rng_seeded(800 + i * 10 + j);
            double hit[2] = {0};
            for (int run = 0; run < runs; run++) {
                hc_hits count[100];
                for (size_t k = 0; k < items[i]; k++)
                    count[k] = (hc_hits){(uint32_t)answers[j], (uint32_t)some_of(&r, answers[j], ((double)k + 0.5) / (double)items[i])};
                hc_interval ci;
                hc_stat st = hc_rate_fixed(count, items[i], 0.95, &ci);
                hit[0] += covers(st, ci.low, ci.high, 0.5);
                st = hc_rate_counts(count, items[i], 0.95, &ci);
                hit[1] += covers(st, ci.low, ci.high, 0.5);
            }
            printf("| %zu | %zu | %.3f | %.3f |\n", items[i], answers[j], hit[0] / runs, hit[1] / runs);
            promise("fixed list", hit[0] / runs, 0.94, runs, true);
        }
}

/* The rate is the limit itself: "below" and "above" are both false, and each may be called met in 5 of 100. */
static void rules(void)
{
    static const double limits[] = {0.02, 0.05, 0.2, 0.5};
    static const struct { size_t clusters, each; double icc; } cases[] = {{60, 1, 0}, {300, 1, 0}, {60, 5, 0.2}, {200, 5, 0.2}};
    int runs = runs_of(20000);
    printf("\n## Rules that are false, called met\n\n%d runs each; the rate lies on the limit, where it is hardest. Either bound promises at most "
           "0.05 where no two samples share a cluster.\n\n| clusters | samples each | ICC | limit | \"below\" met | \"above\" met |\n"
           "| ---: | ---: | ---: | ---: | ---: | ---: |\n", runs);
    for (size_t i = 0; i < HC_LEN(cases); i++)
        for (size_t j = 0; j < HC_LEN(limits); j++) {
            hc_rng r = hc_rng_seeded(900 + i * 10 + j);
            double met[2] = {0}, threshold = -hc_normal_quantile(limits[j]);
            for (int run = 0; run < runs; run++) {
                hc_hits count[300];
                for (size_t c = 0; c < cases[i].clusters; c++) {
                    double own = sqrt(cases[i].icc) * normal(&r);
                    count[c] = (hc_hits){(uint32_t)cases[i].each, 0};
                    for (size_t s = 0; s < cases[i].each; s++)
                        count[c].k += own + sqrt(1 - cases[i].icc) * normal(&r) > threshold;
                }
                hc_ways w = {.count = {count}, .n = {cases[i].clusters}};
                hc_interval b;
                if (hc_rate_bounds(&w, 0, 0.95, &b) != HC_STAT_OK)
                    continue;
                met[0] += b.high < limits[j];
                met[1] += b.low > limits[j];
            }
            printf("| %zu | %zu | %g | %g | %.4f | %.4f |\n", cases[i].clusters, cases[i].each, cases[i].icc, limits[j], met[0] / runs, met[1] / runs);
            for (size_t k = 0; k < 2; k++)
                promise("a false rule", met[k] / runs, cases[i].each == 1 ? 0.05 : 0.08, runs, false);
        }
}

static void differences(void)
{
    static const struct { size_t clusters, each; double second; } cases[] = {{30, 1, 0.3}, {100, 1, 0.4}, {300, 1, 0.3}, {20, 4, 0.4}, {80, 4, 0.3}};
    int runs = runs_of(20000);
    printf("\n## Difference of two rates on the same items, 95 %%\n\n%d runs each; first rate 0.3. Half of the latent variance is the item's, for both "
           "systems. Unpaired: Newcombe's method for different samples, each one counted as independent.\n\n"
           "| items | epochs | second rate | paired | unpaired |\n| ---: | ---: | ---: | ---: | ---: |\n", runs);
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_rng r = hc_rng_seeded(1000 + i);
        double hit[2] = {0}, truth = cases[i].second - 0.3;
        double at[] = {-hc_normal_quantile(0.3), -hc_normal_quantile(cases[i].second)};
        for (int run = 0; run < runs; run++) {
            static hc_two pairs[PAIRS_MAX];
            static hc_obs obs[2 * PAIRS_MAX];
            static uint32_t work[HC_CLUSTER_WORK(PAIRS_MAX, PAIRS_MAX)];
            size_t n = 0;
            uint64_t k[2] = {0};
            for (size_t c = 0; c < cases[i].clusters; c++) {
                double own = sqrt(0.5) * normal(&r);
                for (size_t e = 0; e < cases[i].each; e++, n++) {
                    pairs[n] = (hc_two){(uint32_t)c, own + sqrt(0.5) * normal(&r) > at[0], own + sqrt(0.5) * normal(&r) > at[1]};
                    k[0] += pairs[n].first;
                    k[1] += pairs[n].second;
                }
            }
            hc_difference d;
            hc_interval ci;
            hc_stat st = hc_difference_paired(pairs, n, cases[i].clusters, 0.95, 0, obs, work, &d);
            hit[0] += covers(st, d.interval.low, d.interval.high, truth);
            st = hc_newcombe((hc_count){k[1], n}, (hc_count){k[0], n}, 0.95, &ci);
            hit[1] += covers(st, ci.low, ci.high, truth);
        }
        printf("| %zu | %zu | %g | %.3f | %.3f |\n", cases[i].clusters, cases[i].each, cases[i].second, hit[0] / runs, hit[1] / runs);
        promise("paired difference", hit[0] / runs, 0.93, runs, true);
    }
}

/* What --stop-when does: clusters of two samples, looked at after each, until the limit is excluded. */
static void stops(void)
{
    static const double limits[] = {0.05, 0.2, 0.5};
    int runs = runs_of(20000);
    printf("\n## Stopping when a rule is decided\n\n%d runs each of up to %d clusters of two samples with an ICC of 0.2. Wrong: the rate lies on the limit "
           "and a decision fell, either way (promise 0.05). Decided and clusters asked: the rate is half the limit.\n\n"
           "| limit | wrong | decided | clusters asked, mean |\n| ---: | ---: | ---: | ---: |\n", runs, STOP_MAX);
    for (size_t i = 0; i < HC_LEN(limits); i++) {
        hc_rng r = hc_rng_seeded(1100 + i);
        double wrong = 0, decided = 0, asked = 0;
        for (int run = 0; run < 2 * runs; run++) {
            static double x[STOP_MAX], lambda[STOP_MAX];
            bool half = run >= runs;
            double threshold = -hc_normal_quantile(half ? limits[i] / 2 : limits[i]);
            for (size_t c = 0; c < STOP_MAX; c++) {
                double own = sqrt(0.2) * normal(&r);
                x[c] = 0;
                for (size_t s = 0; s < 2; s++)
                    x[c] += own + sqrt(0.8) * normal(&r) > threshold ? 0.5 : 0;
            }
            hc_sequence s = {x, STOP_MAX, 0.05, 0.5, 0.5, 0};
            size_t at = hc_sequence_bets(&s, lambda) == HC_STAT_OK ? hc_sequence_excluded_at(&s, lambda, limits[i]) : 0;
            wrong += !half && at > 0;
            decided += half && at > 0;
            asked += half ? at ? (double)at : STOP_MAX : 0;
        }
        printf("| %g | %.4f | %.3f | %.0f |\n", limits[i], wrong / runs, decided / runs, asked / runs);
        promise("a stop", wrong / runs, 0.05, runs, false);
    }
}

int main(int argc, char **argv)
{
    if (argc > 1 && (!hc_parse_f64(hc_str_c(argv[1]), &scale) || !(scale > 0)))
        return 2;
    puts("# What the intervals hold\n\nWritten by `tools/coverage_sim.sh`; do not edit. Seeds are fixed, so the page is the same on every run. The program "
         "fails when a figure breaks the promise of its method by more than three standard errors of the simulation.\n");
    rates();
    clusters();
    bootstraps();
    judges();
    predictions();
    sequences();
    families();
    crossing();
    fixed_lists();
    rules();
    differences();
    stops();
    return broken > 0;
}
