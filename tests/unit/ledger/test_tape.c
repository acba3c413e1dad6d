// SPDX-License-Identifier: Apache-2.0
#include "ledger_fixture.h"

static hc_arena *arena;
static hc_digest q1, q2;

static int setup(void **state)
{
    arena = hc_arena_new();
    q1 = hc_sha256(HC_S("one"));
    q2 = hc_sha256(HC_S("two"));
    return fix_setup(state);
}

static int teardown(void **state)
{
    hc_arena_free(arena);
    return fix_teardown(state);
}

static hc_tape_hit find(hc_ledger *l, hc_addr a, const hc_digest *q)
{
    hc_tape_hit hit;
    FIX_OK(hc_tape_find(l, &a, q, arena, &hit, err));
    return hit;
}

static void missing_is_missing(void **state)
{
    (void)state;
    hc_ledger *l = fix_create();
    hc_addr a = fix_addr("i", 0, 1);
    hc_tape_hit h = find(l, a, &q1);
    assert_false(h.found || h.diverged || h.in_doubt || h.stopped);
    assert_int_equal(h.last_attempt, 0);
    fix_intent(l, a, &q1);
    FIX_OK(hc_ledger_close(l, err));
}

static void outcome_is_the_first_final_attempt_by_seq(void **state)
{
    (void)state;
    hc_ledger *l = fix_create();
    for (uint32_t attempt = 1; attempt <= 2; attempt++)
        fix_intent(l, fix_addr("i", 0, attempt), &q1);
    fix_reply(l, fix_addr("i", 0, 2), &q1, "ok", true, "second");
    fix_reply(l, fix_addr("i", 0, 1), &q1, "ok", true, "late");
    hc_tape_hit h = find(l, fix_addr("i", 0, 0), &q1);
    assert_true(h.found && hc_str_is(h.reply, "second"));
    assert_int_equal(h.seq, 3);
    FIX_OK(hc_ledger_close(l, err));
}

static void time_out_below_the_limit_is_not_final_and_spends_the_budget(void **state)
{
    (void)state;
    hc_ledger *l = fix_create();
    fix_intent(l, fix_addr("i", 0, 1), &q1);
    fix_reply(l, fix_addr("i", 0, 1), &q1, "timeout", false, "");
    hc_tape_hit h = find(l, fix_addr("i", 0, 0), &q1);
    assert_false(h.found || h.in_doubt);
    assert_int_equal(h.failed_attempts, 1);
    assert_int_equal(h.last_attempt, 1);
    FIX_OK(hc_ledger_close(l, err));
}

static void doubt_moves_the_attempt_on_and_spends_nothing(void **state)
{
    (void)state;
    hc_ledger *l = fix_create();
    fix_intent(l, fix_addr("i", 0, 1), &q1);
    fix_reply(l, fix_addr("i", 0, 1), &q1, "http", false, "");
    fix_intent(l, fix_addr("i", 0, 2), &q1);
    hc_tape_hit h = find(l, fix_addr("i", 0, 0), &q1);
    assert_true(h.in_doubt && !h.found);
    assert_int_equal(h.last_attempt, 2);
    assert_int_equal(h.failed_attempts, 1);
    FIX_OK(hc_ledger_close(l, err));
}

static void another_question_at_an_address_diverges_final_or_not(void **state)
{
    (void)state;
    hc_ledger *l = fix_create();
    fix_intent(l, fix_addr("i", 0, 1), &q1);
    hc_tape_hit h = find(l, fix_addr("i", 0, 0), &q2);
    assert_true(h.diverged && hc_digest_eq(&h.recorded, &q1));
    fix_reply(l, fix_addr("i", 0, 1), &q1, "ok", true, "x");
    assert_true(find(l, fix_addr("i", 0, 0), &q2).diverged);
    assert_false(find(l, fix_addr("i", 0, 0), &q1).diverged);
    assert_true(find(l, fix_addr("i", 0, 0), NULL).found);
    FIX_OK(hc_ledger_close(l, err));
}

static void outcome_after_a_stop_is_cost_only(void **state)
{
    (void)state;
    hc_ledger *l = fix_create();
    fix_intent(l, fix_addr("i", 0, 1), &q1);
    fix_reply(l, fix_addr("i", 0, 1), &q1, "ok", true, "in time");
    fix_intent(l, fix_addr("i", 1, 1), &q1);
    fix_put(l, (hc_entry){.type = HC_ENT_STOP, .addr = fix_addr("i", 1, 0)}, NULL, NULL);
    fix_reply(l, fix_addr("i", 1, 1), &q1, "ok", true, "too late");
    hc_tape_hit before = find(l, fix_addr("i", 0, 0), &q1), after = find(l, fix_addr("i", 1, 0), &q1);
    assert_true(before.found && !before.stopped);
    assert_true(!after.found && after.stopped);
    FIX_OK(hc_ledger_close(l, err));
}

static void every_part_of_the_address_separates(void **state)
{
    (void)state;
    hc_ledger *l = fix_create();
    hc_addr a = fix_addr("i", 0, 1), b[8];
    fix_intent(l, a, &q1);
    fix_reply(l, a, &q1, "ok", true, "x");
    for (size_t i = 0; i < 8; i++)
        b[i] = a;
    b[0].target = HC_S("n"), b[1].pack = HC_S("n"), b[2].item = HC_S("n"), b[3].transform = HC_S("n");
    b[4].epoch = 1, b[5].redo = 1, b[6].strand = HC_S("0/1"), b[7].step = 1;
    for (size_t i = 0; i < 8; i++)
        assert_false(find(l, b[i], &q1).found);
    assert_true(find(l, a, &q1).found);
    FIX_OK(hc_ledger_close(l, err));
}

/* Moves everything that the only log holds to a foreign log of this id; the own log keeps its plan. */
static void give_away(const char *hex, int id)
{
    char sql[1200];
    snprintf(sql, sizeof sql,
             "INSERT INTO log VALUES(%d,'%s','other',0,x'',0);"
             "UPDATE entry SET log=%d, id=(%d<<40|seq) WHERE log=1 AND seq>0;"
             "UPDATE ref SET log=%d WHERE log=1 AND seq>0; UPDATE sample SET log=%d WHERE log=1;"
             "UPDATE log SET size=1, frontier=(SELECT hash FROM entry WHERE id=1<<40) WHERE id=1",
             id, hex, id, id, id, id);
    fix_sql(sql);
}

static void owner_is_closed_then_longest_then_smallest(void **state)
{
    (void)state;
    /* Log bb: `closed` closed with one reply, `long` with one, `tie` with one. Log aa: open, two, one. */
    hc_ledger *l = fix_create();
    fix_reply(l, fix_addr("closed", 0, 1), &q1, "ok", true, "bb");
    fix_close(l, fix_addr("closed", 0, 0), HC_ST_ANSWERED);
    fix_reply(l, fix_addr("long", 0, 1), &q1, "ok", true, "bb");
    fix_reply(l, fix_addr("tie", 0, 1), &q1, "ok", true, "bb");
    FIX_OK(hc_ledger_close(l, err));
    give_away("bbbbbbbbbbbbbbbb", 2);
    l = fix_open(HC_OPEN_RESUME);
    for (uint32_t step = 0; step < 3; step++)
        fix_reply(l, fix_addr("closed", step, 1), &q1, "ok", true, "aa");
    for (uint32_t step = 0; step < 2; step++)
        fix_reply(l, fix_addr("long", step, 1), &q1, "ok", true, "aa");
    fix_reply(l, fix_addr("tie", 0, 1), &q1, "ok", true, "aa");
    FIX_OK(hc_ledger_close(l, err));
    give_away("aaaaaaaaaaaaaaaa", 3);
    l = fix_open(HC_OPEN_READ);
    assert_true(hc_str_is(find(l, fix_addr("closed", 0, 0), &q1).reply, "bb"));
    assert_false(find(l, fix_addr("closed", 1, 0), &q1).found); /* never the union of the logs */
    assert_true(hc_str_is(find(l, fix_addr("long", 0, 0), &q1).reply, "aa"));
    assert_true(hc_str_is(find(l, fix_addr("tie", 0, 0), &q1).reply, "aa"));
    hc_sample_info *s;
    size_t n, closed = 0;
    s = fix_list(l, arena, &n);
    assert_int_equal(n, 3);
    for (size_t i = 0; i < n; i++)
        closed += s[i].state == HC_ST_ANSWERED && hc_str_is(s[i].addr.item, "closed");
    assert_int_equal(closed, 1);
    FIX_OK(hc_ledger_close(l, err));
}

static void owner_is_continued_in_the_own_log_and_stays_owner(void **state)
{
    (void)state;
    hc_ledger *l = fix_create();
    fix_intent(l, fix_addr("i", 0, 1), &q1);
    fix_reply(l, fix_addr("i", 0, 1), &q1, "ok", true, "theirs");
    fix_intent(l, fix_addr("i", 1, 1), &q1);
    FIX_OK(hc_ledger_close(l, err));
    give_away("bbbbbbbbbbbbbbbb", 2);
    l = fix_open(HC_OPEN_RESUME);
    hc_tape_hit h = find(l, fix_addr("i", 1, 0), &q1);
    assert_true(h.in_doubt && h.last_attempt == 1);
    for (uint32_t step = 1; step < 6; step++) {
        fix_intent(l, fix_addr("i", step, 2), &q1);
        fix_reply(l, fix_addr("i", step, 2), &q1, "ok", true, "ours");
    }
    assert_true(hc_str_is(find(l, fix_addr("i", 0, 0), &q1).reply, "theirs"));
    assert_true(hc_str_is(find(l, fix_addr("i", 1, 0), &q1).reply, "ours"));
    assert_int_equal(find(l, fix_addr("i", 1, 0), &q1).last_attempt, 2);
    fix_close(l, fix_addr("i", 0, 0), HC_ST_REFUSED);
    hc_sample_info *s;
    size_t n;
    s = fix_list(l, arena, &n);
    assert_int_equal(n, 1);
    assert_int_equal(s[0].state, HC_ST_REFUSED);
    FIX_OK(hc_ledger_close(l, err));
}

static hc_code count(void *ctx, const hc_record *r, hc_err *err)
{
    (void)r;
    (void)err;
    ++*(int *)ctx;
    return HC_OK;
}

static int entries_of(hc_ledger *l, hc_entry_type type, hc_addr a)
{
    int n = 0;
    FIX_OK(hc_ledger_each(l, type, &a, count, &n, err));
    return n;
}

static void requeue_opens_the_sample_at_the_next_redo(void **state)
{
    (void)state;
    hc_ledger *l = fix_create();
    fix_reply(l, fix_addr("i", 0, 1), &q1, "ok", true, "old");
    fix_close(l, fix_addr("i", 0, 0), HC_ST_FAILED);
    hc_addr again = fix_addr("i", 0, 0);
    again.redo = 1;
    fix_put(l, (hc_entry){.type = HC_ENT_CONTROL, .code = HC_S("requeue"), .addr = again}, NULL, NULL);
    hc_sample_info *s;
    size_t n;
    s = fix_list(l, arena, &n);
    assert_int_equal(n, 1);
    assert_int_equal(s[0].addr.redo, 1);
    assert_true(s[0].state == HC_ST_OPEN);
    assert_false(find(l, again, &q1).found);
    fix_intent(l, again, &q2);
    assert_int_equal(entries_of(l, HC_ENT_COUNT, again), 2);
    assert_int_equal(entries_of(l, HC_ENT_INTENT, again), 1);
    again.redo = UINT32_MAX;
    assert_int_equal(entries_of(l, HC_ENT_COUNT, again), 4);
    assert_int_equal(entries_of(l, HC_ENT_COUNT, fix_addr("other", 0, 0)), 0);
    assert_int_equal(entries_of(l, HC_ENT_REPLY, (hc_addr){0}), 1);
    FIX_OK(hc_ledger_check_projections(l, err));
    FIX_OK(hc_ledger_close(l, err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(missing_is_missing, setup, teardown),
        cmocka_unit_test_setup_teardown(outcome_is_the_first_final_attempt_by_seq, setup, teardown),
        cmocka_unit_test_setup_teardown(time_out_below_the_limit_is_not_final_and_spends_the_budget, setup, teardown),
        cmocka_unit_test_setup_teardown(doubt_moves_the_attempt_on_and_spends_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(another_question_at_an_address_diverges_final_or_not, setup, teardown),
        cmocka_unit_test_setup_teardown(outcome_after_a_stop_is_cost_only, setup, teardown),
        cmocka_unit_test_setup_teardown(every_part_of_the_address_separates, setup, teardown),
        cmocka_unit_test_setup_teardown(owner_is_closed_then_longest_then_smallest, setup, teardown),
        cmocka_unit_test_setup_teardown(owner_is_continued_in_the_own_log_and_stays_owner, setup, teardown),
        cmocka_unit_test_setup_teardown(requeue_opens_the_sample_at_the_next_redo, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
