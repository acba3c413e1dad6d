// SPDX-License-Identifier: Apache-2.0
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "report/agree.h"

static hc_arena *a;

static int setup(void **state)
{
    (void)state;
    a = hc_arena_new();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    hc_arena_free(a);
    return 0;
}

typedef struct { hc_vote *v; size_t n, cap; } votes;

/* One letter or digit per rater, '.' where he said nothing. */
static void unit(votes *l, const char *group, const char *question, const char *values)
{
    hc_str name = hc_fmt(a, "u%zu", l->n);
    for (size_t i = 0; values[i]; i++) {
        if (values[i] == '.')
            continue;
        HC_GROW(a, l->v, l->n, l->cap);
        l->v[l->n++] = (hc_vote){name, hc_str_c(group), hc_fmt(a, "r%zu", i + 1), hc_str_c(question), hc_str_dup(a, (hc_str){values + i, 1})};
    }
}

static hc_agreement *make(const votes *l, hc_agree_wish w, size_t *n)
{
    hc_agreement *lines;
    w.votes = l->v;
    w.n = l->n;
    w.level = 0.95;
    w.seed = 1;
    hc_agree_make(a, &w, &lines, n);
    return lines;
}

static void no_votes_are_no_lines(void **state)
{
    (void)state;
    size_t n;
    votes none = {0};
    make(&none, (hc_agree_wish){0}, &n);
    assert_int_equal(n, 0);
}

/* Two raters, forty units, four disagreements: 2x2 table 20 0 / 4 16. po = 0.9, pe = (20*24 + 20*16)/1600 = 0.5, kappa = 0.8.
 * Alpha: Do = 8/80, De = 2*44*36/(80*79). */
static void two_raters(void **state)
{
    (void)state;
    votes l = {0};
    size_t n;
    for (int i = 0; i < 40; i++)
        unit(&l, "", "q", i < 20 ? "yy" : i < 36 ? "nn" : "ny");
    hc_agreement *g = make(&l, (hc_agree_wish){0}, &n);
    assert_int_equal(n, 1);
    assert_int_equal(g->units, 40);
    assert_int_equal(g->paired, 40);
    assert_int_equal(g->k, 2);
    assert_false(g->numeric);
    assert_int_equal(g->n_pairs, 1);
    assert_true(fabs(g->pair[0].kappa[HC_WEIGHTS_NONE].kappa - 0.8) < 1e-12);
    assert_true(fabs(g->alpha[HC_METRIC_NOMINAL].a.alpha - (1 - 0.1 / (2 * 44 * 36 / (80.0 * 79)))) < 1e-12);
    assert_true(fabs(g->pairwise - 0.9) < 1e-12);
    const hc_alpha_line *line = &g->alpha[hc_agree_headline(g)];
    assert_true(hc_stat_has_number(line->stat_interval) && line->low < line->a.alpha && line->high >= line->a.alpha);
    assert_true(hc_stat_has_number(g->stat_fleiss));
}

/* A draw of few units may hold one category only, and alpha is not defined there: no interval rather than a wrong one. */
static void few_units_have_no_interval(void **state)
{
    (void)state;
    votes l = {0};
    size_t n;
    unit(&l, "", "q", "yy");
    unit(&l, "", "q", "nn");
    unit(&l, "", "q", "ny");
    hc_agreement *g = make(&l, (hc_agree_wish){0}, &n);
    assert_true(hc_stat_has_number(g->alpha[HC_METRIC_NOMINAL].stat));
    assert_false(hc_stat_has_number(g->alpha[HC_METRIC_NOMINAL].stat_interval));
}

static void missing_votes_numbers_and_thresholds(void **state)
{
    (void)state;
    votes l = {0};
    size_t n;
    unit(&l, "", "harm", "541");
    unit(&l, "", "harm", "11.");
    unit(&l, "", "harm", "2..");
    unit(&l, "", "harm", "..5");
    unit(&l, "", "harm", "334");
    hc_agreement *g = make(&l, (hc_agree_wish){0}, &n);
    assert_int_equal(g->units, 5);
    assert_int_equal(g->paired, 3);
    assert_true(g->numeric);
    assert_int_equal(g->k, 5);
    for (size_t i = 1; i < g->k; i++)
        assert_true(hc_str_cmp(g->category[i - 1], g->category[i]) < 0);
    assert_int_equal(hc_agree_headline(g), HC_METRIC_ORDINAL);
    assert_false(hc_stat_has_number(g->stat_fleiss));
    assert_int_equal(g->straddle, 0);
    g = make(&l, (hc_agree_wish){.has_at = true, .at = 4}, &n);
    assert_int_equal(g->k, 2);
    assert_int_equal(g->straddle, 2);            /* 5 4 1 and 3 3 4 */
}

static void questions_and_groups_are_lines(void **state)
{
    (void)state;
    votes l = {0};
    size_t n, whole = 0, ko = 0;
    unit(&l, "ko", "a", "xy");
    unit(&l, "en", "a", "xx");
    unit(&l, "ko", "b", "xx");
    hc_agreement *g = make(&l, (hc_agree_wish){.groups = true}, &n);
    assert_int_equal(n, 5);
    for (size_t i = 0; i < n; i++) {
        whole += g[i].group.n == 0;
        ko += hc_str_is(g[i].group, "ko");
    }
    assert_int_equal(whole, 2);
    assert_int_equal(ko, 2);
    make(&l, (hc_agree_wish){0}, &n);
    assert_int_equal(n, 2);
}

static void one_rater_agrees_with_nobody(void **state)
{
    (void)state;
    votes l = {0};
    size_t n;
    unit(&l, "", "q", "x");
    unit(&l, "", "q", "y");
    hc_agreement *g = make(&l, (hc_agree_wish){0}, &n);
    assert_int_equal(g->paired, 0);
    assert_int_equal(g->n_pairs, 0);
    assert_false(hc_stat_has_number(g->alpha[HC_METRIC_NOMINAL].stat));
    assert_true(isnan(g->pairwise));
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_agree_json(g, n, &w);
    assert_non_null(strstr(hc_cstr(a, hc_buf_view(&b)), "\"pairwise\":null"));
}

static void many_raters_have_no_pairs(void **state)
{
    (void)state;
    votes l = {0};
    size_t n;
    unit(&l, "", "q", "xxxxxxxxxxxxxxxxxy");     /* 18 */
    unit(&l, "", "q", "yyyyyyyyyyyyyyyyyx");
    hc_agreement *g = make(&l, (hc_agree_wish){0}, &n);
    assert_int_equal(g->n_raters, 18);
    assert_int_equal(g->n_pairs, 0);
    assert_true(hc_stat_has_number(g->alpha[HC_METRIC_NOMINAL].stat));
}

static void hostile_names_are_shown_safely(void **state)
{
    (void)state;
    votes l = {0};
    size_t n;
    unit(&l, "", "q\x1B[2J", "xy");
    unit(&l, "", "q\x1B[2J", "xx");
    hc_agreement *g = make(&l, (hc_agree_wish){0}, &n);
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_agree_text(a, g, n, false, &b);
    assert_null(strchr(hc_cstr(a, hc_buf_view(&b)), '\x1B'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_votes_are_no_lines),
        cmocka_unit_test(two_raters),
        cmocka_unit_test(few_units_have_no_interval),
        cmocka_unit_test(missing_votes_numbers_and_thresholds),
        cmocka_unit_test(questions_and_groups_are_lines),
        cmocka_unit_test(one_rater_agrees_with_nobody),
        cmocka_unit_test(many_raters_have_no_pairs),
        cmocka_unit_test(hostile_names_are_shown_safely),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
