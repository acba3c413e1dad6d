// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "core/rows.h"

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

/* ---- items --------------------------------------------------------------------------------------------- */

/* An item that uses every field; texts long enough to be shared and short ones. */
static hc_item full(const char *id, const char *system)
{
    static hc_part parts[] = {{HC_PART_TEXT, {"물음", 6}, {NULL, 0}, {NULL, 0}},
                              {HC_PART_IMAGE, {NULL, 0}, {"image/png", 9}, {"a.png", 5}}};
    static hc_tool_call call = {{"c1", 2}, {"f", 1}, {"{}", 2}};
    static hc_turn turns[] = {{.msg = {.role = HC_ROLE_USER, .parts = parts, .n_parts = 2}, .when = {"refused", 7}},
                              {.msg = {.role = HC_ROLE_ASSISTANT, .parts = parts, .n_parts = 1, .calls = &call, .n_calls = 1}},
                              {.msg = {.role = HC_ROLE_TOOL, .parts = parts, .n_parts = 1, .call_id = {"c1", 2}}}};
    static hc_str choices[] = {{"하나", 6}, {"", 0}}, answers[] = {{"a\0b", 3}};
    return (hc_item){.id = hc_str_c(id), .base_id = HC_S("base"), .hash = hc_sha256(hc_str_c(id)), .file = HC_S("items/items.jsonl"),
                     .line = 300000, .domain = HC_S("금융"), .intent = HC_S("harm"), .twin_id = HC_S("twin"), .lang = HC_S("ko"),
                     .split = HC_S("s"), .severity = 4, .system = hc_str_c(system), .turns = turns, .n_turns = 3,
                     .expect = HC_EXPECT_REGEX, .choices = choices, .n_choices = 2, .correct_choice = 1, .answers = answers,
                     .n_answers = 1, .exact = true, .regex_flags = HC_S("i"), .unit = HC_S("명"), .criteria = HC_S("기준"),
                     .reference = HC_S("참고 답안은 이렇게 씁니다"), .reply_lang = HC_S("en"), .provenance = HC_S("machine_draft"),
                     .unverified = true, .raw = HC_S("{\"id\":\"x\"}")};
}

static void same_msg(const hc_msg *x, const hc_msg *y)
{
    assert_true(x->role == y->role && x->n_parts == y->n_parts && x->n_calls == y->n_calls && hc_str_eq(x->call_id, y->call_id));
    for (size_t i = 0; i < x->n_parts; i++)
        assert_true(x->parts[i].kind == y->parts[i].kind && hc_str_eq(x->parts[i].text, y->parts[i].text) &&
                    hc_str_eq(x->parts[i].media_type, y->parts[i].media_type) && hc_str_eq(x->parts[i].ref, y->parts[i].ref));
    for (size_t i = 0; i < x->n_calls; i++)
        assert_true(hc_str_eq(x->calls[i].id, y->calls[i].id) && hc_str_eq(x->calls[i].name, y->calls[i].name) &&
                    hc_str_eq(x->calls[i].args, y->calls[i].args));
}

static void same(const hc_item *x, const hc_item *y)
{
    const hc_str xs[] = {x->id, x->base_id, x->file, x->domain, x->intent, x->twin_id, x->lang, x->split, x->system, x->regex_flags,
                         x->unit, x->criteria, x->reference, x->reply_lang, x->provenance, x->raw};
    const hc_str ys[] = {y->id, y->base_id, y->file, y->domain, y->intent, y->twin_id, y->lang, y->split, y->system, y->regex_flags,
                         y->unit, y->criteria, y->reference, y->reply_lang, y->provenance, y->raw};
    for (size_t i = 0; i < HC_LEN(xs); i++)
        if (!hc_str_eq(xs[i], ys[i]))
            fail_msg("text %zu: \"%.*s\", \"%.*s\"", i, HC_FS(xs[i]), HC_FS(ys[i]));
    assert_true(hc_digest_eq(&x->hash, &y->hash) && x->line == y->line && x->severity == y->severity && x->expect == y->expect);
    assert_true(x->correct_choice == y->correct_choice && x->exact == y->exact && x->unverified == y->unverified);
    assert_true(x->n_choices == y->n_choices && x->n_answers == y->n_answers && x->n_turns == y->n_turns);
    for (size_t i = 0; i < x->n_choices; i++)
        assert_true(hc_str_eq(x->choices[i], y->choices[i]));
    for (size_t i = 0; i < x->n_answers; i++)
        assert_true(hc_str_eq(x->answers[i], y->answers[i]));
    for (size_t i = 0; i < x->n_turns; i++) {
        assert_true(hc_str_eq(x->turns[i].when, y->turns[i].when));
        same_msg(&x->turns[i].msg, &y->turns[i].msg);
    }
}

static void an_item_comes_out_as_it_went_in(void **state)
{
    (void)state;
    hc_items s;
    const hc_item in[] = {full("a", "system prompt of the pack"), full("b", "system prompt of the pack"), full("c", "another system prompt"),
                          full("d", "system prompt of the pack"), {.id = HC_S("e"), .base_id = HC_S("e"), .correct_choice = -1}};
    hc_items_init(&s, a);
    for (size_t i = 0; i < HC_LEN(in); i++)
        hc_items_add(&s, &in[i]);
    hc_items_done(&s);
    const hc_item *out = hc_items_all(&s, a);
    for (size_t i = 0; i < HC_LEN(in); i++) {
        same(&out[i], &in[i]);
        assert_int_equal(hc_items_find(&s, in[i].id), i);
    }
    assert_ptr_equal(out[0].system.p, out[1].system.p);    /* stands once */
    assert_ptr_equal(out[4].base_id.p, out[4].id.p);
    assert_true(hc_items_find(&s, HC_S("f")) == SIZE_MAX);
}

/* ---- rows ---------------------------------------------------------------------------------------------- */

enum { ITEMS = 300, EPOCHS = 3 };

static hc_items numbered(void)
{
    hc_items s;
    hc_items_init(&s, a);
    for (int i = 0; i < ITEMS; i++) {
        hc_item it = {.id = hc_fmt(a, "q%d", i), .correct_choice = -1};
        it.base_id = it.id;
        hc_items_add(&s, &it);
    }
    hc_items_done(&s);
    return s;
}

/* Two targets on two packs; of the first pack every second item, of the other all. */
static void make(hc_rows *r, const hc_items *items)
{
    uint32_t *odd = HC_NEW_N(a, uint32_t, ITEMS / 2), *all = HC_NEW_N(a, uint32_t, ITEMS);
    hc_block *b = HC_NEW_N(a, hc_block, 4);
    for (uint32_t i = 0; i < ITEMS; i++)
        odd[i / 2] = all[i] = i;
    for (size_t i = 0; i < 4; i++)
        b[i] = (hc_block){.target = i < 2 ? HC_S("t1") : HC_S("t2"), .pack = i % 2 ? HC_S("p2") : HC_S("p1"), .items = items,
                          .ordinals = i % 2 ? all : odd, .n_items = i % 2 ? ITEMS : ITEMS / 2, .epochs = EPOCHS};
    hc_rows_init(r, a, b, 4);
}

static void every_place_has_its_address(void **state)
{
    (void)state;
    hc_items items = numbered();
    hc_rows r;
    make(&r, &items);
    assert_int_equal(r.n, 2 * EPOCHS * (ITEMS + ITEMS / 2));
    HC_AUTO(hc_cursor) c;
    hc_cursor_init(&c, &r);
    for (size_t i = 0; i < r.n; i++) {
        const hc_row *row = hc_cursor_at(&c, i);
        assert_true(hc_rows_find(&r, &row->addr) == i && hc_str_eq(row->item->id, row->addr.item));
        assert_true(row->state == HC_ST_OPEN && row->n_outcomes == 0 && row->addr.redo == 0);
    }
    const hc_row *first = hc_cursor_at(&c, 0);              /* backwards too */
    assert_true(hc_str_is(first->addr.item, "q1") && hc_str_is(first->addr.target, "t1") && first->addr.epoch == 0);
    hc_addr wrong[] = {{HC_S("t3"), HC_S("p1"), HC_S("q1"), HC_S(""), 0, 0, HC_S("0"), 0, 0},
                       {HC_S("t1"), HC_S("p1"), HC_S("q2"), HC_S(""), 0, 0, HC_S("0"), 0, 0},      /* in the pack, not asked */
                       {HC_S("t1"), HC_S("p2"), HC_S("q2"), HC_S("mirror"), 0, 0, HC_S("0"), 0, 0},
                       {HC_S("t1"), HC_S("p2"), HC_S("q2"), HC_S(""), EPOCHS, 0, HC_S("0"), 0, 0},
                       {HC_S("t1"), HC_S("p2"), HC_S("q9999"), HC_S(""), 0, 0, HC_S("0"), 0, 0}};
    for (size_t i = 0; i < HC_LEN(wrong); i++)
        assert_true(hc_rows_find(&r, &wrong[i]) == SIZE_MAX);
}

static void equal_outcomes_stand_once(void **state)
{
    (void)state;
    hc_items items = numbered();
    hc_rows r[2];
    for (int with = 0; with < 2; with++) {
        make(&r[with], &items);
        r[with].answers = with;
        for (size_t i = 0; i < r[with].n; i++) {
            hc_outcome o[] = {{HC_S("match"), HC_OUT_VALUE, i % 2 ? HC_S("correct") : HC_S("incorrect"), hc_fmt(a, "%zu", i % 7),
                               hc_fmt(a, "span %zu", i), HC_S("why")},
                              {.scorer = HC_S("lang"), .kind = HC_OUT_UNPARSED}};
            hc_rows_score(&r[with], i, o, i % 5 ? 2 : 1);
            hc_rows_set(&r[with], i, i == 11 ? 3 : 0, HC_ST_ANSWERED);
        }
        hc_rows_score(&r[with], 10, NULL, 0);               /* scored again: without outcomes */
    }
    assert_int_equal(r[0].n_lists, 4 + 1);
    assert_int_equal(r[1].n_lists, 4 * 7 + 1);
    for (size_t i = 12; i < 40; i++) {
        hc_row plain, wide;
        hc_rows_get(&r[0], i, a, &plain);
        hc_rows_get(&r[1], i, a, &wide);
        assert_true(plain.n_outcomes == (i % 5 ? 2 : 1) && hc_str_is(plain.outcomes[0].value, i % 2 ? "correct" : "incorrect"));
        assert_int_equal(plain.outcomes[0].answer.n, 0);
        assert_true(hc_str_eq(wide.outcomes[0].answer, hc_fmt(a, "%zu", i % 7)) && wide.outcomes[0].span.n == 0);
    }
    hc_row row;
    hc_rows_get(&r[0], 10, a, &row);
    assert_true(row.n_outcomes == 0 && row.state == HC_ST_ANSWERED && row.addr.redo == 0);
    assert_int_equal(hc_rows_redo(&r[0], 11), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_item_comes_out_as_it_went_in, setup, teardown),
        cmocka_unit_test_setup_teardown(every_place_has_its_address, setup, teardown),
        cmocka_unit_test_setup_teardown(equal_outcomes_stand_once, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
