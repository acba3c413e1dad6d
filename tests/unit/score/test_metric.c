// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <string.h>
#include <cmocka.h>

#include "score/fields.h"
#include "score/rule.h"

enum { ROWS_MAX = 16 };

typedef struct {
    hc_arena *a;
    hc_item items[ROWS_MAX];
    hc_row rows[ROWS_MAX];
    size_t n;
} table;

static hc_row *add(table *t, const char *base, hc_expect expect, hc_state state, hc_outcome_kind kind, const char *value)
{
    hc_item *item = &t->items[t->n];
    *item = (hc_item){.id = hc_fmt(t->a, "%s-%zu", base, t->n), .base_id = hc_str_c(base), .expect = expect, .correct_choice = -1};
    hc_row *row = &t->rows[t->n];
    *row = (hc_row){.item = item, .state = state, .addr = {.pack = HC_S("p"), .target = HC_S("t")}};
    if (value) {
        row->outcomes = HC_NEW_N(t->a, hc_outcome, 3);
        row->outcomes[0] = (hc_outcome){.scorer = HC_S("choice"), .kind = kind, .value = hc_str_c(value)};
        row->n_outcomes = 1;
    }
    t->n++;
    return row;
}

static void eval(table *t, const hc_metric *m, hc_contrib *out)
{
    hc_err err;
    hc_eval *ev;
    if (hc_eval_new(t->a, m, &ev, &err) != HC_OK)
        fail_msg("%s", err.en);
    for (size_t i = 0; i < t->n; i++)
        hc_eval_see(ev, &t->rows[i]);
    for (size_t i = 0; i < t->n; i++)
        assert_int_equal(hc_eval_place(ev, &t->rows[i], &err), HC_OK);
    *out = *hc_eval_result(ev);
    size_t all = out->n + out->merged + out->open + out->unparsed + out->unjudged + out->failed + out->outside;
    for (size_t s = 0; s < HC_ST_COUNT; s++)
        all += out->by_state[s];
    assert_int_equal(all, t->n);
}

static hc_items packed(hc_arena *a, const hc_item *list, size_t n)
{
    hc_items s;
    hc_items_init(&s, a);
    for (size_t i = 0; i < n; i++)
        hc_items_add(&s, &list[i]);
    hc_items_done(&s);
    return s;
}

static hc_metric default_metric(table *t, const char *name)
{
    hc_metric *m;
    size_t n;
    hc_items items = packed(t->a, t->items, t->n);
    hc_metrics_default(t->a, &items, &m, &n);
    for (size_t i = 0; i < n; i++)
        if (hc_str_is(m[i].name, name))
            return m[i];
    fail_msg("no metric %s", name);
    return m[0];
}

static void every_sample_falls_into_one_place(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    table t = {.a = a};
    hc_contrib c;
    add(&t, "a", HC_EXPECT_CHOICE, HC_ST_ANSWERED, HC_OUT_VALUE, "correct");
    add(&t, "a", HC_EXPECT_CHOICE, HC_ST_ANSWERED, HC_OUT_VALUE, "incorrect");
    add(&t, "b", HC_EXPECT_CHOICE, HC_ST_ANSWERED, HC_OUT_UNPARSED, "");
    add(&t, "c", HC_EXPECT_CHOICE, HC_ST_OPEN, HC_OUT_VALUE, NULL);
    add(&t, "d", HC_EXPECT_CHOICE, HC_ST_FAILED, HC_OUT_NOT_APPLICABLE, "");
    add(&t, "e", HC_EXPECT_CHOICE, HC_ST_TRUNCATED, HC_OUT_NOT_APPLICABLE, "");
    add(&t, "f", HC_EXPECT_CHOICE, HC_ST_ANSWERED, HC_OUT_FAILED, "");
    add(&t, "g", HC_EXPECT_CHOICE, HC_ST_ANSWERED, HC_OUT_VALUE, "correct")->item = &(hc_item){
        .id = HC_S("g"), .base_id = HC_S("g"), .expect = HC_EXPECT_CHOICE, .unverified = true};
    add(&t, "h", HC_EXPECT_REFUSE, HC_ST_ANSWERED, HC_OUT_VALUE, "unsafe");
    add(&t, "i", HC_EXPECT_REFUSE, HC_ST_OPEN, HC_OUT_VALUE, NULL);
    add(&t, "j", HC_EXPECT_SAFE, HC_ST_ANSWERED, HC_OUT_UNJUDGED, "");
    hc_metric accuracy = default_metric(&t, "accuracy"), unsafe = default_metric(&t, "unsafe");
    eval(&t, &accuracy, &c);
    assert_int_equal(c.n, 3); /* an unparsed answer stays in n and is never in k */
    assert_int_equal(c.k, 1);
    assert_int_equal(c.unparsed_in_n, 1);
    assert_int_equal(c.unparsed, 0);
    assert_int_equal(c.n_clusters, 2);
    assert_int_equal(c.open, 1);
    assert_int_equal(c.by_state[HC_ST_FAILED], 1);
    assert_int_equal(c.by_state[HC_ST_TRUNCATED], 1);
    assert_int_equal(c.failed, 1);
    assert_int_equal(c.outside, 4); /* unverified, and the items of the other metric, open ones too */
    eval(&t, &unsafe, &c);
    assert_int_equal(c.n, 1);
    assert_int_equal(c.k, 1);
    assert_int_equal(c.open, 1);
    assert_int_equal(c.unjudged, 1);
    assert_int_equal(c.outside, 8);
}

static void unparsed_and_unverified_follow_the_metric(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    table t = {.a = a};
    hc_contrib c;
    add(&t, "a", HC_EXPECT_TEXT, HC_ST_ANSWERED, HC_OUT_UNPARSED, "");
    add(&t, "b", HC_EXPECT_TEXT, HC_ST_ANSWERED, HC_OUT_VALUE, "correct");
    t.items[1].unverified = true;
    hc_metric m = {.name = HC_S("m"), .of = HC_S("verdict:correct")};
    eval(&t, &m, &c);
    assert_int_equal(c.n, 1);
    assert_int_equal(c.unparsed, 1);
    m.headline = true;
    eval(&t, &m, &c);
    assert_int_equal(c.n, 0);
    assert_int_equal(c.outside, 1);
}

static void a_custom_scale_and_cluster_work(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    table t = {.a = a};
    hc_contrib c;
    add(&t, "a", HC_EXPECT_NONE, HC_ST_ANSWERED, HC_OUT_VALUE, "level3");
    add(&t, "b", HC_EXPECT_NONE, HC_ST_ANSWERED, HC_OUT_VALUE, "level1");
    add(&t, "c", HC_EXPECT_NONE, HC_ST_OPEN, HC_OUT_VALUE, NULL);
    add(&t, "d", HC_EXPECT_CHOICE, HC_ST_OPEN, HC_OUT_VALUE, NULL);
    for (size_t i = 0; i < t.n; i++)
        t.items[i].domain = HC_S("law");
    hc_metric m = {.name = HC_S("m"), .of = HC_S("verdict:level3"), .among = HC_S("verdict in {level1, level2, level3}"),
                   .cluster = HC_S("영역")};
    eval(&t, &m, &c);
    assert_int_equal(c.n, 2);
    assert_int_equal(c.k, 1);
    assert_int_equal(c.n_clusters, 1);
    assert_int_equal(c.open, 1);
    assert_int_equal(c.outside, 1);
}

/* A sample of `item`, so that several attempts are of one item. */
static hc_row *attempt(table *t, const char *item, const char *domain, const char *verdict)
{
    hc_row *row = add(t, item, HC_EXPECT_NONE, HC_ST_ANSWERED, HC_OUT_VALUE, verdict);
    t->items[t->n - 1].id = t->items[t->n - 1].base_id;
    t->items[t->n - 1].domain = hc_str_c(domain);
    return row;
}

static hc_stat estimate(table *t, const hc_metric *m, hc_contrib *c, hc_interval *out)
{
    hc_err err;
    hc_eval *ev;
    if (hc_eval_new(t->a, m, &ev, &err) != HC_OK)
        fail_msg("%s", err.en);
    for (size_t i = 0; i < t->n; i++)
        hc_eval_see(ev, &t->rows[i]);
    for (size_t i = 0; i < t->n; i++)
        assert_int_equal(hc_eval_place(ev, &t->rows[i], &err), HC_OK);
    *c = *hc_eval_result(ev);
    return hc_estimate(t->a, m, c, 0.95, out);
}

static void all_attempts_must_succeed_for_pass_k(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    table t = {.a = a};
    hc_contrib c;
    hc_interval v;
    static const char *const of[] = {"1110", "1100", "0000"};
    for (size_t i = 0; i < HC_LEN(of); i++)
        for (size_t k = 0; k < 4; k++)
            attempt(&t, (const char *[]){"a", "b", "c"}[i], "d", of[i][k] == '1' ? "yes" : "no");
    attempt(&t, "d", "d", "yes");
    hc_metric m = {.name = HC_S("m"), .of = HC_S("verdict:yes"), .kind = HC_MEASURE_PASS, .attempts = 2};
    assert_int_equal(estimate(&t, &m, &c, &v), HC_STAT_OK);
    assert_true(fabs(v.point - (3 / 6.0 + 1 / 6.0 + 0) / 3) < 1e-15);
    assert_true(c.n == 12 && c.k == 5 && c.n_tasks == 3 && c.too_few == 1);
    assert_true(v.low == 0 && v.high <= 1 && hc_str_is(hc_str_c(v.method), "cr2_t"));
    m.attempts = 4;
    assert_int_equal(estimate(&t, &m, &c, &v), HC_STAT_OK);
    assert_true(v.point == 0 && hc_str_is(hc_str_c(v.method), "clopper_pearson") && v.high > 0.6);
    m.attempts = 5;
    assert_int_equal(estimate(&t, &m, &c, &v), HC_STAT_EMPTY);
    assert_true(c.n == 0 && c.too_few == 13);
}

static void verdicts_that_are_numbers_have_a_mean_and_a_ratio(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    table t = {.a = a};
    hc_contrib c;
    hc_interval v, same;
    static const struct { const char *item, *top, *bottom; } rows[] = {
        {"a", "1", "4"}, {"a", "3", "4"}, {"b", "2", "8"}, {"c", "0.5", "1"}, {"c", "many", "1"}};
    for (size_t i = 0; i < HC_LEN(rows); i++) {
        hc_row *row = attempt(&t, rows[i].item, "d", rows[i].top);
        row->outcomes[1] = (hc_outcome){.scorer = HC_S("size"), .kind = HC_OUT_VALUE, .value = hc_str_c(rows[i].bottom)};
        row->n_outcomes = 2;
    }
    hc_metric m = {.name = HC_S("m"), .kind = HC_MEASURE_MEAN};
    assert_int_equal(estimate(&t, &m, &c, &v), HC_STAT_OK);
    const hc_obs obs[] = {{0, 1}, {0, 3}, {1, 2}, {2, 0.5}};
    hc_mean(obs, HC_LEN(obs), 3, 0.95, &same);
    assert_true(v.point == 6.5 / 4 && c.n == 4 && c.unparsed == 1);
    assert_true(fabs(v.low - same.low) < 1e-12 && fabs(v.high - same.high) < 1e-12);
    m.bootstrap = true;
    assert_int_equal(estimate(&t, &m, &c, &v), HC_STAT_SMALL_G);
    assert_true(v.point == 6.5 / 4 && v.low >= 0.5 && v.high <= 2 && v.low < v.high);
    m = (hc_metric){.name = HC_S("m"), .kind = HC_MEASURE_RATIO, .per = HC_S("size")};
    assert_int_equal(estimate(&t, &m, &c, &v), HC_STAT_SMALL_G);
    assert_true(v.point == 6.5 / 17);
    m.per = HC_S("absent");
    assert_int_equal(estimate(&t, &m, &c, &v), HC_STAT_EMPTY);
    assert_true(isnan(v.point) && c.unparsed == 5);
    t.n = 1;
    m = (hc_metric){.name = HC_S("m"), .kind = HC_MEASURE_MEAN};
    assert_int_equal(estimate(&t, &m, &c, &v), HC_STAT_ONE_CLUSTER);
    assert_true(v.point == 1 && isnan(v.low));
}

static void a_difference_subtracts_one_rate_from_another(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    table t = {.a = a};
    hc_contrib c;
    hc_interval v;
    for (size_t i = 0; i < 9; i++)
        attempt(&t, (const char *[]){"a", "b", "c"}[i % 3], i < 5 ? "x" : "y", i % 2 ? "yes" : i == 4 ? "perhaps" : "no");
    hc_metric m = {.name = HC_S("m"), .kind = HC_MEASURE_DIFFERENCE, .of = HC_S("verdict:yes"), .minus_of = HC_S("verdict:no"),
                   .among = HC_S("domain:x")};
    assert_int_equal(estimate(&t, &m, &c, &v), HC_STAT_OK);
    assert_true(c.n == 5 && c.k == 2 && c.minus_n == 5 && c.minus_k == 2 && c.outside == 4 && v.point == 0);
    m = (hc_metric){.name = HC_S("m"), .kind = HC_MEASURE_DIFFERENCE, .of = HC_S("verdict:yes"), .minus_of = HC_S("verdict:yes"),
                    .among = HC_S("domain:x"), .minus_among = HC_S("domain:y")};
    assert_true(hc_stat_has_number(estimate(&t, &m, &c, &v)));
    assert_true(c.n == 5 && c.k == 2 && c.minus_n == 4 && c.minus_k == 2 && c.outside == 0);
    assert_true(v.point == 2 / 5.0 - 2 / 4.0 && v.low <= v.point && v.point <= v.high);
}

static void a_broken_metric_is_named(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    table t = {.a = a};
    hc_eval *ev;
    hc_err err;
    hc_metric m = {.name = HC_S("mine"), .of = HC_S("verdcit:correct")};
    assert_int_not_equal(hc_eval_new(a, &m, &ev, &err), HC_OK);
    assert_non_null(strstr(err.en, "mine"));
    add(&t, "a", HC_EXPECT_TEXT, HC_ST_ANSWERED, HC_OUT_VALUE, "correct");
    m.of = HC_S("verdict:correct");
    m.cluster = HC_S("bas_id");
    assert_int_equal(hc_eval_new(a, &m, &ev, &err), HC_OK);
    assert_int_equal(hc_eval_place(ev, &t.rows[0], &err), HC_E_USAGE);
    assert_non_null(strstr(err.en, "base_id"));
    assert_non_null(strstr(err.ko, "base_id"));
}

static void defaults_fit_the_expectations(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_metric *m;
    size_t n;
    hc_item list[] = {{.id = HC_S("a"), .expect = HC_EXPECT_ANSWER}, {.id = HC_S("b"), .expect = HC_EXPECT_REFUSE}};
    hc_items items = packed(a, list, 2), none = packed(a, NULL, 0);
    hc_metrics_default(a, &items, &m, &n);
    assert_int_equal(n, 2);
    assert_true(hc_str_is(m[0].name, "unsafe") && hc_str_is(m[0].title_ko, "위험 응답률") && m[0].lower_is_better);
    assert_true(hc_str_is(m[1].name, "overrefusal") && hc_str_is(m[1].title_ko, "과잉 거절률"));
    hc_metrics_default(a, &none, &m, &n);
    assert_int_equal(n, 0);
}

static bool holds(hc_arena *a, const hc_row *row, const char *where)
{
    hc_err err;
    hc_expr *e;
    hc_row copy = *row;
    if (hc_expr_parse(a, hc_str_c(where), "--where", hc_row_scope(), HC_T_BOOL, &e, &err) != HC_OK)
        fail_msg("%s: %s", where, err.en);
    return hc_expr_true(e, &(hc_expr_env){.field = hc_row_field, .ctx = &copy});
}

static void fields_have_korean_names_and_values(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    table t = {.a = a};
    hc_row *row = add(&t, "q7", HC_EXPECT_REFUSE, HC_ST_ANSWERED, HC_OUT_VALUE, "unsafe");
    t.items[0].severity = 3;
    t.items[0].domain = HC_S("금융");
    row->outcomes[1] = (hc_outcome){.scorer = HC_S("class"), .kind = HC_OUT_VALUE, .value = HC_S("refuse_soft")};
    row->outcomes[2] = (hc_outcome){.scorer = HC_S("lang"), .kind = HC_OUT_VALUE, .value = HC_S("ko")};
    row->n_outcomes = 3;
    static const char *const true_of_it[] = {
        "verdict:unsafe", "판정:위험", "판정 in {위험, 부분}", "상태:응답", "state:answered", "거절", "refused", "심각도 >= 3", "severity > 2",
        "영역:금융", "응답유형:완곡거절", "class:refuse_soft", "응답언어:한국어", "기대 in {거절}", "기대 in {거절, 답변}", "not 미확인", "base_id:q7",
        "id != \"q8\"", "epoch = 1", "판정 != 정답", "차례 = 0"};
    for (size_t i = 0; i < HC_LEN(true_of_it); i++)
        if (!holds(a, row, true_of_it[i]))
            fail_msg("%s does not hold", true_of_it[i]);
    assert_false(holds(a, row, "판정:안전"));
    row->n_outcomes = 0;
    assert_false(holds(a, row, "verdict:unsafe"));
    assert_false(holds(a, row, "refused"));
    row->state = HC_ST_REFUSED;
    assert_true(holds(a, row, "거절 and state in {refused}"));
}

static void groups_have_a_display_form(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    table t = {.a = a};
    hc_row *row = add(&t, "q", HC_EXPECT_TEXT, HC_ST_ANSWERED, HC_OUT_VALUE, "correct");
    t.items[0].n_turns = 10;
    char number[HC_GROUP_NUMBER];
    hc_str got;
    hc_err err;
    assert_int_equal(hc_row_group(row, HC_S("turns"), number, &got, &err), HC_OK);
    assert_true(hc_str_is(got, "10"));
    assert_int_equal(hc_row_group(row, HC_S("영역"), number, &got, &err), HC_OK);
    assert_true(hc_str_is(got, "-"));
    assert_int_equal(hc_row_group(row, HC_S("refused"), number, &got, &err), HC_OK);
    assert_true(hc_str_is(got, "no"));
    assert_int_equal(hc_row_group(row, HC_S("verdit"), number, &got, &err), HC_E_USAGE);
    assert_non_null(strstr(err.en, "verdict"));
}

static void epochs_of_an_item_count_once_and_clusters_cross(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    table t = {.a = a};
    hc_contrib c;
    static const char *const verdicts[] = {"correct", "incorrect", "correct", "incorrect", "correct", "incorrect"};
    for (size_t i = 0; i < HC_LEN(verdicts); i++) {       /* item x three epochs, y two, z one */
        hc_row *row = add(&t, "base", HC_EXPECT_TEXT, HC_ST_ANSWERED, HC_OUT_VALUE, verdicts[i]);
        ((hc_item *)(uintptr_t)row->item)->id = i < 3 ? HC_S("x") : i < 5 ? HC_S("y") : HC_S("z");
        ((hc_item *)(uintptr_t)row->item)->domain = i < 3 ? HC_S("law") : HC_S("fraud");
    }
    hc_metric m = {.name = HC_S("m"), .of = HC_S("verdict:correct"), .epochs = HC_EPOCHS_MODE, .cluster = HC_S("id"),
                   .cross = HC_S("domain")};
    eval(&t, &m, &c);
    assert_int_equal(c.n, 3);
    assert_int_equal(c.k, 1);          /* x; the tie of y is the worse of the two */
    assert_int_equal(c.merged, 3);
    hc_ways w = hc_contrib_ways(&c);
    assert_true(w.two && w.n[0] == 3 && w.n[1] == 2 && w.n[2] == 3);
    assert_int_equal(w.count[1][1].n, 2);
    m.lower_is_better = true;
    eval(&t, &m, &c);
    assert_int_equal(c.k, 2);
    m.epochs = HC_EPOCHS_MAX;
    eval(&t, &m, &c);
    assert_int_equal(c.k, 2);
    m.epochs = HC_EPOCHS_MEAN;
    eval(&t, &m, &c);
    assert_int_equal(c.n, 6);
    assert_int_equal(c.merged, 0);
}

static void a_rule_needs_a_bound_beyond_its_limit(void **state)
{
    (void)state;
    hc_hits none[60] = {{0, 0}}, half[60] = {{0, 0}};
    for (size_t i = 0; i < 60; i++) {
        none[i].n = half[i].n = 1;
        half[i].k = i % 2;
    }
    hc_contrib c = {.cluster = none, .n_clusters = 60, .n = 60};
    hc_limit five = {true, 0.05}, four = {true, 0.04};
    hc_ruled r = hc_rule_decide(five, false, &c, NULL, true);
    assert_true(r.ruling == HC_RULING_MET && r.upper && r.bound < 0.05 && !r.reason);
    r = hc_rule_decide(four, false, &c, NULL, true);
    assert_true(r.ruling == HC_RULING_WITHHELD && r.upper && r.bound > 0.04 && !r.reason);
    r = hc_rule_decide(five, true, &c, NULL, true);
    assert_true(r.ruling == HC_RULING_NOT_MET && r.upper);
    c.unjudged = 1;
    r = hc_rule_decide(five, false, &c, NULL, true);
    assert_true(r.ruling == HC_RULING_WITHHELD && r.missing == 1);
    c.open = 1;
    r = hc_rule_decide(five, false, &c, NULL, true);
    assert_true(r.ruling == HC_RULING_WITHHELD && r.bound != r.bound);
    assert_string_equal(r.reason, "open");
    hc_contrib d = {.cluster = half, .n_clusters = 60, .n = 60, .k = 30};
    r = hc_rule_decide(five, false, &d, NULL, true);
    assert_true(r.ruling == HC_RULING_NOT_MET && !r.upper && r.bound > 0.05);
    r = hc_rule_decide(five, true, &d, NULL, true);
    assert_true(r.ruling == HC_RULING_MET && !r.upper);
    assert_int_equal(hc_rule_decide((hc_limit){0}, true, &d, NULL, true).ruling, HC_RULING_NONE);
    hc_contrib lone = {.cluster = &(hc_hits){9, 3}, .n_clusters = 1, .n = 9, .k = 3};
    r = hc_rule_decide(five, false, &lone, NULL, true);
    assert_true(r.ruling == HC_RULING_WITHHELD);
    assert_string_equal(r.reason, hc_stat_reason(HC_STAT_ONE_CLUSTER));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sample_falls_into_one_place),
        cmocka_unit_test(unparsed_and_unverified_follow_the_metric),
        cmocka_unit_test(a_custom_scale_and_cluster_work),
        cmocka_unit_test(all_attempts_must_succeed_for_pass_k),
        cmocka_unit_test(verdicts_that_are_numbers_have_a_mean_and_a_ratio),
        cmocka_unit_test(a_difference_subtracts_one_rate_from_another),
        cmocka_unit_test(a_broken_metric_is_named),
        cmocka_unit_test(defaults_fit_the_expectations),
        cmocka_unit_test(fields_have_korean_names_and_values),
        cmocka_unit_test(groups_have_a_display_form),
        cmocka_unit_test(epochs_of_an_item_count_once_and_clusters_cross),
        cmocka_unit_test(a_rule_needs_a_bound_beyond_its_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
