// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "engine/plan.h"

static hc_arena *a;
static const hc_pack *pack;

static int setup(void **state)
{
    (void)state;
    a = hc_arena_new();
    hc_pack_file *file = HC_NEW(a, hc_pack_file);
    hc_pack *p;
    *file = (hc_pack_file){HC_S("q.csv"), HC_S("질문,기대\n하나,거절\n둘,거절\n셋,거절\n")};
    if (hc_pack_parse(a, HC_S("q"), file, 1, &p, NULL) != HC_OK)
        return 1;
    pack = p;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    hc_arena_free(a);
    return 0;
}

/* A recorded plan of items 2 and 3 for one target, twice. */
static hc_str recorded(void)
{
    hc_target_conf t = {.alias = HC_S("m"), .adapter = HC_S("openai"), .system = HC_S("")};
    hc_plan_wish wish = {.packs = &pack, .n_packs = 1, .targets = &t, .n_targets = 1, .epochs = 2, .limit = HC_S("2-3"),
                         .now_us = INT64_C(1700000000000000)};
    hc_plan *p;
    assert_int_equal(hc_plan_make(a, &wish, HC_S("00112233445566778899aabbccddeeff"), &p, NULL), HC_OK);
    return p->body;
}

static hc_code read_with(const char *old, const char *new, hc_plan **out, hc_err *err)
{
    hc_str body = recorded();
    ptrdiff_t at = hc_str_find(body, hc_str_c(old));
    assert_true(at >= 0);
    hc_str head = hc_str_sub(body, 0, (size_t)at), tail = hc_str_sub(body, (size_t)at + strlen(old), body.n);
    return hc_plan_read(a, hc_fmt(a, "%.*s%s%.*s", HC_FS(head), new, HC_FS(tail)), &pack, 1, out, err);
}

static void a_recorded_plan_lists_its_samples(void **state)
{
    (void)state;
    hc_plan *p;
    hc_rows rows;
    assert_int_equal(hc_plan_read(a, recorded(), &pack, 1, &p, NULL), HC_OK);
    hc_plan_rows(a, p, &rows);
    assert_int_equal(rows.n, 4);
    assert_int_equal(hc_plan_samples(p), 4);
    HC_AUTO(hc_cursor) c;
    hc_cursor_init(&c, &rows);
    assert_true(hc_str_eq(hc_cursor_at(&c, 0)->item->id, hc_items_id(&pack->items, 1)));
    assert_int_equal(hc_cursor_at(&c, 1)->addr.epoch, 1);
    assert_true(hc_str_eq(hc_cursor_at(&c, 3)->item->id, hc_items_id(&pack->items, 2)));
}

static void rules_are_recorded_and_read(void **state)
{
    (void)state;
    hc_target_conf t = {.alias = HC_S("m"), .adapter = HC_S("openai"), .system = HC_S("")};
    hc_rule rule = {pack->name, HC_S("unsafe"), {false, 0}, {true, 0.05}};
    hc_plan_wish wish = {.packs = &pack, .n_packs = 1, .targets = &t, .n_targets = 1, .rules = &rule, .n_rules = 1,
                         .now_us = INT64_C(1700000000000000)};
    hc_plan *p, *back;
    assert_int_equal(hc_plan_make(a, &wish, HC_S("00112233445566778899aabbccddeeff"), &p, NULL), HC_OK);
    assert_true(hc_str_find(p->body, HC_S(",\"rule_out\":\"0.05\"}],\"salt\"")) > 0);
    assert_int_equal(hc_plan_read(a, p->body, &pack, 1, &back, NULL), HC_OK);
    assert_int_equal(back->n_rules, 1);
    assert_true(back->rules[0].out.stated && back->rules[0].out.at == 0.05 && !back->rules[0].in.stated);
    assert_true(hc_str_eq(back->rules[0].metric, HC_S("unsafe")) && hc_str_eq(back->rules[0].pack, pack->name));
    assert_true(hc_str_find(recorded(), HC_S("rules")) < 0);      /* bodies without rules stay what they were */
    hc_str lie = hc_str_dup(a, p->body);
    char *digit = (char *)(uintptr_t)lie.p + hc_str_find(lie, HC_S("0.05"));
    *digit = '7';
    hc_err err;
    assert_int_equal(hc_plan_read(a, lie, &pack, 1, &back, &err), HC_E_CORRUPT);
}

static const hc_pack *pack_called(const char *name, const char *csv)
{
    hc_pack_file *file = HC_NEW(a, hc_pack_file);
    hc_pack *p;
    *file = (hc_pack_file){HC_S("q.csv"), hc_str_c(csv)};
    assert_int_equal(hc_pack_parse(a, hc_str_c(name), file, 1, &p, NULL), HC_OK);
    return p;
}

/* Whatever a plan can say is read back as it was written. */
static void a_plan_is_read_back_whole(void **state)
{
    (void)state;
    static const char csv[] = "질문,기대\n하나,거절\n둘,답변:글\n";
    const hc_pack *packs[] = {pack_called("one", csv), pack_called("two", csv)};
    hc_str stop[] = {HC_S("끝")};
    hc_target_conf judges[] = {{.alias = HC_S("j")}, {.alias = HC_S("k")}};
    hc_target_conf t[] = {{.alias = HC_S("m"), .adapter = HC_S("openai"), .system = HC_S("s"),
                           .params = {.has_temperature = true, .temperature = 0.5, .has_top_p = true, .top_p = 0.9, .has_seed = true,
                                      .seed = 3, .max_tokens = 9, .stop = stop, .n_stop = 1, .grammar = HC_S("g"), .top_logprobs = 2}},
                          {.alias = HC_S("n"), .adapter = HC_S("ref"), .system = HC_S("")}};
    hc_plan_wish wish = {.packs = packs, .n_packs = 2, .targets = t, .n_targets = 2, .judges = judges, .n_judges = 2,
                         .judge_mean = true, .tokens_per_sample = 77, .time_per_sample_us = 88, .seed = HC_S("seed")};
    hc_plan *p, *back;
    assert_int_equal(hc_plan_make(a, &wish, HC_S("00112233445566778899aabbccddeeff"), &p, NULL), HC_OK);
    assert_int_equal(hc_plan_read(a, p->body, packs, 2, &back, NULL), HC_OK);
    assert_string_equal(p->hash, back->hash);
    const hc_params *q = &back->targets[0].params;
    assert_true(q->temperature == 0.5 && q->top_p == 0.9 && q->seed == 3 && q->max_tokens == 9 && q->n_stop == 1 && q->top_logprobs == 2);
    assert_true(back->judge_mean && back->n_judges == 2 && back->tokens_per_sample == 77 && back->time_per_sample_us == 88);
    assert_int_equal(hc_plan_samples(back), 8);
    assert_ptr_equal(hc_plan_pack_of(back, HC_S("two")), packs[1]);
    assert_null(hc_plan_pack_of(back, HC_S("three")));
    assert_null(hc_plan_target_of(back, HC_S("o")));

    packs[1] = pack_called("one", csv);
    hc_err err = {0};
    assert_int_equal(hc_plan_make(a, &wish, HC_S("00112233445566778899aabbccddeeff"), &p, &err), HC_E_USAGE);
    assert_string_equal(err.id, "E-PLAN-02");
    wish.n_packs = 1;
    wish.epochs = HC_ITEMS_MAX;
    assert_int_equal(hc_plan_make(a, &wish, HC_S("00112233445566778899aabbccddeeff"), &p, &err), HC_E_USAGE);
    assert_string_equal(err.id, "E-PLAN-04");
    static const char *const limits[] = {"0", "x", "3-2", "0-1", "1-x", "-"};
    wish.epochs = 1;
    for (size_t i = 0; i < HC_LEN(limits); i++) {
        wish.limit = hc_str_c(limits[i]);
        assert_int_equal(hc_plan_make(a, &wish, HC_S("00112233445566778899aabbccddeeff"), &p, &err), HC_E_USAGE);
        assert_string_equal(err.id, "E-PLAN-05");
    }
    wish.limit = HC_S("7-9");
    assert_int_equal(hc_plan_make(a, &wish, HC_S("00112233445566778899aabbccddeeff"), &p, &err), HC_E_USAGE);
    assert_string_equal(err.id, "E-PLAN-03");
    wish.limit = HC_S("2-9");
    assert_int_equal(hc_plan_make(a, &wish, HC_S("00112233445566778899aabbccddeeff"), &p, &err), HC_OK);
    assert_int_equal(hc_plan_samples(p), 2);
}

static void a_recorded_plan_that_is_none_is_refused(void **state)
{
    (void)state;
    static const struct { const char *old, *new; } wrong[] = {
        {"\"v\":1", "\"v\":2"}, {"\"targets\":[", "\"other\":["}, {"\"packs\":[", "\"other\":["},
        {"\"name\":\"q\"", "\"name\":\"r\""}, {"\"root\":\"hmac-sha256:", "\"root\":\"hmac-sha256:0"},
        {"\"top_logprobs\":0", "\"top_logprobs\":0,\"top_p\":\"x\""}, {"\"top_logprobs\":0", "\"temperature\":\"x\""},
        {"\"alias\":\"m\"", "\"alias\":\"\""}, {"\"alias\":", "\"other\":"},
        {"\"targets\":[", "\"targets\":[{\"alias\":\"m\",\"params\":{\"stop\":[],\"top_logprobs\":0}},"},
        {"\"items\":[1,2]", "\"items\":{}"}, {"\"items\":", "\"other\":"}, {"{", "["},
        {"\"tokens_per_sample\":0", "\"tokens_per_sample\":-1"}, {"\"time_per_sample_us\":0", "\"time_per_sample_us\":-1"},
    };
    for (size_t i = 0; i < HC_LEN(wrong); i++) {
        hc_plan *p;
        hc_err err = {0};
        if (read_with(wrong[i].old, wrong[i].new, &p, &err) != HC_E_CORRUPT || !err.en[0] || !err.ko[0])
            fail_msg("%s", wrong[i].new);
    }
    hc_plan *p;
    hc_err err = {0};
    hc_str body = recorded(), pack_entry = hc_str_sub(body, (size_t)hc_str_find(body, HC_S("{\"items\":")),
                                                      (size_t)hc_str_find(body, HC_S("],\"salt\"")));
    assert_int_equal(read_with("],\"salt\"", hc_cstr(a, hc_fmt(a, ",%.*s],\"salt\"", HC_FS(pack_entry))), &p, &err), HC_E_CORRUPT);
    assert_non_null(strstr(err.en, "pack twice"));
    assert_int_equal(read_with("\"stop\":[]", "\"stop\":7", &p, NULL), HC_OK);
    assert_int_equal(read_with("\"aliases\":[", "\"other\":[", &p, NULL), HC_OK);
    assert_int_equal(p->n_judges, 0);
    assert_int_equal(read_with("\"items\":[1,2]", "\"items\":\"all\"", &p, NULL), HC_OK);
    assert_int_equal(hc_plan_samples(p), 6);
}

static void a_recorded_plan_of_impossible_size_is_refused(void **state)
{
    (void)state;
    static const struct { const char *old, *new; } wrong[] = {
        {"\"epochs\":2", "\"epochs\":0"},
        {"\"epochs\":2", "\"epochs\":-1"},
        {"\"epochs\":2", "\"epochs\":9223372036854775807"},    /* times 2 items wraps around */
        {"\"epochs\":2", "\"epochs\":5000001"},
        {"\"items\":[1,2]", "\"items\":[]"},
        {"\"items\":[1,2]", "\"items\":[1,3]"},
        {"\"items\":[1,2]", "\"items\":[2,1]"},
        {"\"items\":[1,2]", "\"items\":[1,1]"},
        {"\"items\":[1,2]", "\"items\":7"},
        {"\"time_per_sample_us\":0", "\"time_per_sample_us\":9223372036854775807"},
        {"\"tokens_per_sample\":0", "\"tokens_per_sample\":-1"},
        {"\"v\":1", "\"v\":2"},
    };
    for (size_t i = 0; i < HC_LEN(wrong); i++) {
        hc_plan *p;
        hc_err err = {0};
        if (read_with(wrong[i].old, wrong[i].new, &p, &err) != HC_E_CORRUPT || !err.ko[0])
            fail_msg("%s was taken", wrong[i].new);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_recorded_plan_lists_its_samples, setup, teardown),
        cmocka_unit_test_setup_teardown(a_plan_is_read_back_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(a_recorded_plan_that_is_none_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(rules_are_recorded_and_read, setup, teardown),
        cmocka_unit_test_setup_teardown(a_recorded_plan_of_impossible_size_is_refused, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
