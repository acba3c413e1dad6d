// SPDX-License-Identifier: Apache-2.0
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/outlook.h"

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

/* n items that are answered or not, two to each base_id, and the metrics of the manifest. */
static hc_plan *plan_of(const char *metrics, size_t n, uint32_t epochs)
{
    HC_AUTO(hc_buf) items;
    hc_buf_init(&items, SIZE_MAX);
    for (size_t i = 0; i < n; i++)
        hc_buf_fmt(&items, "{\"id\":\"i%zu\",\"prompt\":\"?\",\"expect\":\"answer:ok\",\"base_id\":\"b%zu\",\"domain\":\"d%zu\"}\n", i, i / 2, i % 3);
    hc_pack_file *files = HC_NEW_N(a, hc_pack_file, 2);
    files[0] = (hc_pack_file){HC_S("pack.yaml"), hc_fmt(a, "name: p\nmetrics:\n%s", metrics)};
    files[1] = (hc_pack_file){HC_S("items/items.jsonl"), hc_str_dup(a, hc_buf_view(&items))};
    hc_pack *pack;
    hc_plan *plan;
    hc_err err = {0};
    if (hc_pack_parse(a, HC_S("p"), files, 2, &pack, &err) != HC_OK)
        fail_msg("%s", err.en);
    const hc_pack **packs = HC_NEW_N(a, const hc_pack *, 1);
    packs[0] = pack;
    hc_target_conf t = {.alias = HC_S("m"), .adapter = HC_S("openai"), .system = HC_S("")};
    hc_rule *rules = HC_NEW_N(a, hc_rule, pack->n_metrics);
    for (size_t i = 0; i < pack->n_metrics; i++)
        rules[i] = (hc_rule){.pack = pack->name, .metric = pack->metrics[i].name, .out = pack->metrics[i].rule_out,
                             .in = pack->metrics[i].rule_in};
    hc_plan_wish wish = {.packs = packs, .n_packs = 1, .targets = &t, .n_targets = 1, .epochs = epochs, .rules = rules,
                         .n_rules = pack->n_metrics};
    if (hc_plan_make(a, &wish, HC_S("00112233445566778899aabbccddeeff"), &plan, &err) != HC_OK)
        fail_msg("%s", err.en);
    return plan;
}

static hc_outlook *look(const hc_plan *plan, hc_expected e, size_t *n)
{
    hc_outlook *o;
    hc_err err = {0};
    if (hc_outlook_make(a, plan, &e, &o, n, &err) != HC_OK)
        fail_msg("%s", err.en);
    return o;
}

/* 198 single items at p = 1/2 and rho = 1/3: the example of Miller (2024), 13.3 points with one answer, 7.6 with ten. */
static void the_published_example_comes_out(void **state)
{
    (void)state;
    const hc_expected e = {.rate = 0.5, .rho = HC_OUTLOOK_RHO, .diff = 0.1};
    size_t n;
    const char *one_each = "  acc: {of: \"verdict:correct\", cluster: id}\n";
    const hc_outlook *once = look(plan_of(one_each, 198, 1), e, &n);
    assert_int_equal(n, 1);
    assert_int_equal(once->units, 198);
    assert_true(fabs(once->visible - 0.1327) < 5e-5);
    const hc_outlook *often = look(plan_of(one_each, 198, 10), e, &n);
    assert_true(fabs(often->visible - 0.0757) < 5e-5);
    assert_true(often->half_width < once->half_width);
    /* What is said to be enough is, and one less is not. */
    const hc_outlook *enough = look(plan_of(one_each, once->units_for_diff, 1), e, &n);
    const hc_outlook *short_of = look(plan_of(one_each, once->units_for_diff - 1, 1), e, &n);
    assert_true(enough->visible <= 0.1 && short_of->visible > 0.1);
    const hc_outlook *epochs = look(plan_of(one_each, 198, once->epochs_for_diff), e, &n);
    const hc_outlook *fewer = look(plan_of(one_each, 198, once->epochs_for_diff - 1), e, &n);
    assert_true(epochs->visible <= 0.1 && fewer->visible > 0.1);
}

static void what_no_number_of_epochs_shows_is_said(void **state)
{
    (void)state;
    size_t n;
    const hc_outlook *o = look(plan_of("  acc: {of: \"verdict:correct\", cluster: id}\n", 10, 1),
                               (hc_expected){.rate = 0.5, .rho = 0.5, .diff = 0.05}, &n);
    assert_int_equal(o->epochs_for_diff, 0);
    assert_true(o->units_for_diff > 10);
    o = look(plan_of("  acc: {of: \"verdict:correct\", cluster: id, epochs: max}\n", 500, 5),
             (hc_expected){.rate = 0.5, .rho = 0.2, .diff = 0.2}, &n);
    assert_int_equal(o->epochs_for_diff, 0);          /* an item counts once */
    assert_true(o->units_for_diff > 0);
    o = look(plan_of("  acc: {of: \"verdict:correct\", cluster: id}\n", 10, 1), (hc_expected){.rate = 0.5, .rho = 0.5}, &n);
    assert_int_equal(o->units_for_diff, 0);
}

static void units_are_the_clusters_of_the_way_that_has_fewer(void **state)
{
    (void)state;
    const hc_expected e = {.rate = 0.5, .rho = 0.3};
    size_t n;
    const hc_outlook *o = look(plan_of("  a: {of: \"verdict:correct\"}\n  b: {of: \"verdict:correct\", cluster: [base_id, domain]}\n"
                                       "  c: {of: \"verdict:correct\", cluster: [domain, base_id]}\n"
                                       "  d: {kind: mean, scorer: x}\n  e: {of: \"verdict:safe\", among: \"expect in {safe}\"}\n"
                                       "scorers:\n  - {id: x, kind: label}\n", 12, 1), e, &n);
    assert_int_equal(n, 4);                            /* the mean has none */
    assert_int_equal(o[0].units, 6);
    assert_int_equal(o[1].units, 3);
    assert_int_equal(o[2].units, 3);
    assert_int_equal(o[3].items, 0);                   /* no item can be in it */
    assert_true(isnan(o[3].half_width) && isnan(o[3].visible));
}

static void a_rule_says_what_it_needs(void **state)
{
    (void)state;
    const char *rules = "  low: {of: \"verdict:incorrect\", cluster: id, rule_out: 0.05}\n"
                        "  high: {of: \"verdict:correct\", cluster: id, rule_in: 0.9}\n  none: {of: \"verdict:correct\", cluster: id}\n";
    size_t n;
    const hc_outlook *o = look(plan_of(rules, 100, 1), (hc_expected){.rate = 0.01, .rho = 0.1}, &n);
    assert_int_equal(o[0].out.units_needed, 59);       /* 0.95^59 is the first power at or below 5 % */
    assert_int_equal(o[0].out.against_max, 1);         /* of 100: 1 has the exact bound 4.66 %, 2 have 6.16 % */
    assert_true(o[0].out.power > 0.7 && o[0].out.power < 0.75);
    assert_int_equal(o[1].in.units_needed, 29);
    assert_true(isnan(o[1].in.power));                 /* a rate of 1 % contradicts "above 90 %" */
    assert_false(o[0].in.limit.stated || o[1].out.limit.stated || o[2].in.limit.stated || o[2].out.limit.stated);
    assert_int_equal(o[2].out.against_max, -1);
    const hc_outlook *small = look(plan_of(rules, 20, 1), (hc_expected){.rate = 0.01, .rho = 0.1}, &n);
    assert_int_equal(small[0].out.against_max, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_published_example_comes_out, setup, teardown),
        cmocka_unit_test_setup_teardown(what_no_number_of_epochs_shows_is_said, setup, teardown),
        cmocka_unit_test_setup_teardown(units_are_the_clusters_of_the_way_that_has_fewer, setup, teardown),
        cmocka_unit_test_setup_teardown(a_rule_says_what_it_needs, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
