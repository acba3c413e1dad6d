// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <ftw.h>
#include <unistd.h>

#include "engine/recorded.h"
#include "engine/replay.h"
#include "engine/run.h"
#include "io/file.h"

/* Runs of 12 questions to a program that takes 30 ms for each; a script is called at every tick and gives commands. */

enum { ITEMS = 12 };

typedef struct fixture {
    hc_arena *a;
    char dir[64], path[96];
    hc_loop *loop;
    hc_recorded rec;
    hc_target_conf conf;
    hc_plan_wish wish;
    hc_asker *asker;
    hc_target *target;
    hc_rows rows;
    hc_run_opts opts;
    hc_run_result res;
    hc_run *run;
    void (*script)(struct fixture *f, const hc_progress *p);
    bool in_script, alone;         /* alone: nobody is told */
    int64_t reply_limit;           /* default of the pack; 0 = none */
    int phase, ticks;
    int64_t mark;
} fixture;

static hc_code command(fixture *f, hc_cmd c, hc_err *err)
{
    c.who = HC_S("kim");
    c.uid = 1000;
    return hc_run_command(f->run, &c, err);
}

static void must(fixture *f, hc_cmd c)
{
    hc_err err = {0};
    if (command(f, c, &err) != HC_OK)
        fail_msg("%s", err.en);
}

static void refused(fixture *f, hc_cmd c, const char *id)
{
    hc_err err = {0};
    assert_int_not_equal(command(f, c, &err), HC_OK);
    assert_string_equal(err.id, id);
}

static void on_start(void *ctx, hc_run *run)
{
    ((fixture *)ctx)->run = run;
}

static void on_progress(void *ctx, const hc_progress *p)
{
    fixture *f = ctx;
    f->ticks++;
    if (f->in_script || !f->script)
        return;
    f->in_script = true;     /* a command tells the progress once more */
    f->script(f, p);
    f->in_script = false;
}

static void create(fixture *f)
{
    hc_err err = {0};
    hc_pack_file *file = HC_NEW(f->a, hc_pack_file);
    hc_pack *pack;
    const hc_pack **packs = HC_NEW(f->a, const hc_pack *);
    hc_plan *plan;
    hc_score_set set;
    hc_str text = HC_S("prompt,expect\n");
    for (int i = 1; i <= ITEMS; i++)
        text = hc_fmt(f->a, "%.*squestion %d,answer:yes\n", HC_FS(text), i);
    *file = (hc_pack_file){HC_S("q.csv"), text};
    assert_int_equal(hc_pack_parse(f->a, HC_S("q"), file, 1, &pack, &err), HC_OK);
    pack->defaults.max_tokens = f->reply_limit;
    *packs = pack;
    f->wish.packs = packs;
    f->wish.n_packs = 1;
    f->wish.targets = &f->conf;
    f->wish.n_targets = 1;
    assert_int_equal(hc_plan_make(f->a, &f->wish, HC_S("00112233445566778899aabbccddeeff"), &plan, &err), HC_OK);
    assert_int_equal(hc_score_set_make(f->a, packs, 1, NULL, 0, false, &set, &err), HC_OK);
    hc_snapshot_file snap = {HC_S("q/q.csv"), text};
    hc_body_in field = {"set", &set.definition, 1};
    hc_entry first = {.type = HC_ENT_CONTROL, .code = HC_S("set"), .bodies = &field, .n_bodies = 1};
    hc_create c = {.path = f->path, .log_name = "test", .plan = plan->body, .files = &snap, .n_files = 1, .first = &first, .n_first = 1,
                   .endpoints = HC_S("{}"), .loop = f->loop};
    hc_ledger *l;
    assert_int_equal(hc_ledger_create(&c, &l, &err), HC_OK);
    assert_int_equal(hc_recorded_adopt(l, packs, 1, plan, &f->rec, &err), HC_OK);
}

static void play(fixture *f)
{
    hc_err err = {0};
    hc_score_set set;
    create(f);
    hc_asker_opts o = {.ledger = f->rec.ledger, .loop = f->loop, .mode = HC_ASK_LIVE, .seed = f->rec.plan->seed};
    f->asker = hc_asker_new(&o);
    assert_int_equal(hc_asker_add(f->asker, &f->conf, &f->target, &err), HC_OK);
    assert_int_equal(hc_recorded_rows(&f->rec, NULL, false, &f->rows, &err), HC_OK);
    assert_int_equal(hc_replay_set(&f->rec, f->rec.sset, f->asker, &set, &err), HC_OK);
    f->opts.plan = f->rec.plan;
    f->opts.rows = &f->rows;
    f->opts.ledger = f->rec.ledger;
    f->opts.loop = f->loop;
    f->opts.asker = f->asker;
    f->opts.targets = &f->target;
    f->opts.set = &set;
    f->opts.started = f->alone ? NULL : on_start;
    f->opts.progress = f->alone ? NULL : on_progress;
    f->opts.ctx = f;
    hc_run_play(&f->opts, &f->res);
    hc_ledger_sync(f->rec.ledger, NULL);
}

static int setup(void **state)
{
    static hc_str argv[] = {{"/bin/sh", 7}, {"-c", 2}, {0}};
    argv[2] = HC_S("while read -r line; do sleep 0.03; echo '{\"text\":\"yes\",\"usage\":{\"in\":1,\"out\":1}}'; done");
    fixture *f = hc_xcalloc(1, sizeof *f);
    snprintf(f->dir, sizeof f->dir, "/tmp/haechi-command-XXXXXX");
    if (!mkdtemp(f->dir))
        return 1;
    snprintf(f->path, sizeof f->path, "%s/r.haechi", f->dir);
    f->a = hc_arena_new();
    f->loop = hc_loop_new();
    f->conf = (hc_target_conf){.alias = HC_S("m"), .adapter = HC_S("command"), .system = HC_S(""), .base_url = HC_S(""),
                               .model = HC_S("sh"), .server = HC_S(""), .dir = HC_S(""), .argv = argv, .n_argv = 3, .jobs = 1,
                               .retries = 2};
    f->wish = (hc_plan_wish){.epochs = 1, .now_us = INT64_C(1700000000000000)};
    f->opts.max_errors = -1;
    *state = f;
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

static int teardown(void **state)
{
    fixture *f = *state;
    hc_asker_free(f->asker);
    hc_recorded_close(&f->rec, HC_OK, NULL);
    hc_loop_free(f->loop);
    hc_arena_free(f->a);
    nftw(f->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(f);
    return 0;
}

static hc_changes changes(fixture *f)
{
    hc_changes c;
    hc_err err = {0};
    assert_int_equal(hc_changes_read(f->rec.ledger, f->a, &c, &err), HC_OK);
    return c;
}

static void assert_change(const hc_change *c, const char *key, int64_t from, int64_t to)
{
    assert_true(hc_str_is(c->key, key));
    assert_int_equal(c->from, from);
    assert_int_equal(c->to, to);
    assert_true(hc_str_is(c->who, "kim"));
    assert_int_equal(c->uid, 1000);
}

static int64_t calls(const fixture *f)
{
    hc_target_stats s;
    hc_target_stats_get(f->target, &s);
    return s.calls;
}

static void assert_all_answered(const fixture *f)
{
    assert_int_equal(f->res.stop, HC_STOP_NONE);
    assert_int_equal(f->res.done, ITEMS);
    for (size_t i = 0; i < f->rows.n; i++)
        assert_int_equal(f->rows.state[i], HC_ST_ANSWERED);
}

/* ---- pause ----------------------------------------------------------------------------------------------- */

/* Pauses for longer than both time limits. */
static void pause_a_while(fixture *f, const hc_progress *p)
{
    hc_target_stats s;
    hc_target_stats_get(f->target, &s);
    if (f->phase == 0 && p->played) {
        must(f, (hc_cmd){.kind = HC_CMD_PAUSE});
        must(f, (hc_cmd){.kind = HC_CMD_PAUSE});     /* it is already so: no entry */
        f->phase = 1;
    } else if (f->phase == 1 && !s.in_flight) {
        f->mark = s.calls;
        f->phase = 2;
    } else if (f->phase == 2) {
        assert_int_equal(s.calls, f->mark);
        assert_true(p->paused_since_us > 0);
        if (p->paused_us > 2300000) {
            must(f, (hc_cmd){.kind = HC_CMD_UNPAUSE});
            f->phase = 3;
        }
    }
}

static void a_pause_sends_nothing_and_no_time_limit_runs(void **state)
{
    fixture *f = *state;
    f->conf.jobs = 2;
    f->wish.time_per_sample_us = 1000000;
    f->opts.max_time_us = 2000000;
    f->script = pause_a_while;
    play(f);
    assert_all_answered(f);
    assert_int_equal(f->phase, 3);
    assert_true(f->res.paused_us > 2300000);
    hc_changes c = changes(f);
    assert_int_equal(c.n, 2);
    assert_int_equal(f->res.n_changes, 2);
    assert_change(&c.change[0], "paused", 0, 1);
    assert_change(&c.change[1], "paused", 1, 0);
}

static void pause_then_stop(fixture *f, const hc_progress *p)
{
    if (f->phase == 0 && p->played) {
        must(f, (hc_cmd){.kind = HC_CMD_PAUSE});
        f->phase = 1;
    } else if (f->phase == 1 && p->paused_us > 400000) {
        f->mark = p->now_us;
        must(f, (hc_cmd){.kind = HC_CMD_STOP});
        f->phase = 2;
    }
}

static void a_paused_run_stops_without_waiting_for_what_cannot_come(void **state)
{
    fixture *f = *state;
    f->conf.jobs = 2;
    f->script = pause_then_stop;
    play(f);
    assert_int_equal(f->res.stop, HC_STOP_SIGNAL);
    assert_int_equal(f->res.signo, 2);
    assert_true(f->res.open > 0);
    assert_true(hc_loop_mono_us(f->loop) - f->mark < 5000000);      /* the drain of a run at work is 10 s */
}

/* ---- stop ------------------------------------------------------------------------------------------------ */

static void stop_once(fixture *f, const hc_progress *p)
{
    if (f->phase == 0 && p->played) {
        must(f, (hc_cmd){.kind = HC_CMD_STOP});
        refused(f, (hc_cmd){.kind = HC_CMD_REQUEUE, .failed = true}, "E-CTL-07");
        f->mark = calls(f);
        f->phase = 1;
    }
}

static void a_stop_lets_the_calls_in_flight_end(void **state)
{
    fixture *f = *state;
    hc_totals t;
    f->script = stop_once;
    play(f);
    assert_int_equal(f->res.stop, HC_STOP_SIGNAL);
    assert_true(f->res.open > 0);
    assert_int_equal(hc_ledger_totals(f->rec.ledger, "", &t, NULL), HC_OK);
    assert_int_equal(t.in_doubt, 0);
    /* What held a slot when the stop came may still have waited for its intent to be durable. */
    assert_true(t.calls >= f->mark && t.calls <= f->mark + f->conf.jobs);
    hc_changes c = changes(f);
    assert_int_equal(c.n, 1);
    assert_change(&c.change[0], "stop", 0, 1);
}

static void stop_twice(fixture *f, const hc_progress *p)
{
    if (f->phase == 0 && p->in_flight && calls(f) > 0) {
        must(f, (hc_cmd){.kind = HC_CMD_STOP});
        must(f, (hc_cmd){.kind = HC_CMD_STOP});
        f->phase = 1;
    }
}

static void a_second_stop_cuts_off(void **state)
{
    static hc_str argv[] = {{"/bin/sh", 7}, {"-c", 2}, {"sleep 60", 8}};
    fixture *f = *state;
    f->conf.argv = argv;
    f->script = stop_twice;
    int64_t before = hc_loop_mono_us(f->loop);
    play(f);
    assert_int_equal(f->res.stop, HC_STOP_SIGNAL);
    assert_int_equal(f->res.open, ITEMS);
    assert_true(hc_loop_mono_us(f->loop) - before < 8000000);
    hc_changes c = changes(f);
    assert_int_equal(c.n, 2);
    assert_change(&c.change[1], "stop", 1, 2);
}

/* ---- jobs ------------------------------------------------------------------------------------------------ */

static void up_and_down(fixture *f, const hc_progress *p)
{
    hc_target_stats s;
    hc_target_stats_get(f->target, &s);
    if (f->phase == 0 && p->played) {
        assert_true(s.in_flight <= 1);
        refused(f, (hc_cmd){.kind = HC_CMD_JOBS, .target = HC_S("x"), .value = 2}, "E-CTL-02");
        refused(f, (hc_cmd){.kind = HC_CMD_JOBS, .value = 10001}, "E-CTL-01");
        refused(f, (hc_cmd){.kind = HC_CMD_JOBS, .value = -1}, "E-CTL-01");
        must(f, (hc_cmd){.kind = HC_CMD_JOBS, .target = HC_S("m"), .value = 3});
        f->phase = 1;
    } else if (f->phase == 1 && s.in_flight == 3) {
        must(f, (hc_cmd){.kind = HC_CMD_JOBS, .value = 1});
        assert_int_equal(s.in_flight, 3);
        f->phase = 2;
    } else if (f->phase == 2 && s.in_flight <= 1) {
        f->phase = 3;
    } else if (f->phase == 3) {
        assert_true(s.in_flight <= 1);
    }
}

static void jobs_change_at_once(void **state)
{
    fixture *f = *state;
    f->wish.epochs = 4;
    f->script = up_and_down;
    play(f);
    assert_int_equal(f->res.stop, HC_STOP_NONE);
    assert_int_equal(f->res.done, 4 * ITEMS);
    assert_int_equal(f->phase, 3);
    hc_changes c = changes(f);
    assert_int_equal(c.n, 2);
    assert_change(&c.change[0], "jobs", 1, 3);
    assert_change(&c.change[1], "jobs", 3, 1);
    assert_int_equal(hc_changes_newest(&c, "jobs", HC_S("m"), 7), 1);
    assert_int_equal(hc_changes_newest(&c, "jobs", HC_S("other"), 7), 7);
}

/* ---- caps ------------------------------------------------------------------------------------------------ */

static void lower_the_cap(fixture *f, const hc_progress *p)
{
    if (f->phase == 0 && p->played) {
        must(f, (hc_cmd){.kind = HC_CMD_MAX_COST, .value = 1000000000});
        must(f, (hc_cmd){.kind = HC_CMD_MAX_COST, .value = 1});
        f->phase = 1;
    }
}

static void a_cap_below_what_is_spent_stops_the_run(void **state)
{
    fixture *f = *state;
    f->conf.price = (hc_price){.in = 1000000, .out = 1000000};
    f->conf.params.max_tokens = 10;
    f->script = lower_the_cap;
    play(f);
    assert_int_equal(f->res.stop, HC_STOP_COST);
    assert_string_equal(f->res.err.id, "E-COST-01");
    assert_true(f->res.open > 0);
    hc_changes c = changes(f);
    assert_int_equal(c.n, 2);                          /* that the cap was reached is an entry without a change */
    assert_change(&c.change[1], "max_cost_usd_micro", 1000000000, 1);
}

static void cap_the_unbounded(fixture *f, const hc_progress *p)
{
    if (f->phase == 0 && p->played) {
        refused(f, (hc_cmd){.kind = HC_CMD_MAX_COST, .value = 5}, "E-CTL-03");
        refused(f, (hc_cmd){.kind = HC_CMD_MAX_COST, .value = -5}, "E-CTL-04");
        refused(f, (hc_cmd){.kind = HC_CMD_MAX_TIME, .value = INT64_MAX}, "E-CTL-05");
        must(f, (hc_cmd){.kind = HC_CMD_MAX_TIME, .value = 1});
        f->phase = 1;
    }
}

static void a_cap_that_cannot_hold_is_refused_and_a_passed_time_stops(void **state)
{
    fixture *f = *state;
    f->conf.price = (hc_price){.in = 1000000, .out = 1000000};
    f->script = cap_the_unbounded;
    play(f);
    assert_int_equal(f->res.stop, HC_STOP_TIME);
    assert_int_equal(changes(f).n, 1);
}

static void set_what_is_so_already(fixture *f, const hc_progress *p)
{
    if (f->phase++ || !p->total)
        return;
    must(f, (hc_cmd){.kind = HC_CMD_UNPAUSE});
    must(f, (hc_cmd){.kind = HC_CMD_JOBS, .value = 1});
    must(f, (hc_cmd){.kind = HC_CMD_MAX_COST});
    must(f, (hc_cmd){.kind = HC_CMD_MAX_TIME});
    refused(f, (hc_cmd){.kind = HC_CMD_MAX_TIME, .value = -1}, "E-CTL-05");
    assert_int_equal(p->n_changes, 0);
    must(f, (hc_cmd){.kind = HC_CMD_MAX_COST, .value = 7});      /* a target that costs nothing needs no bound */
    must(f, (hc_cmd){.kind = HC_CMD_MAX_COST, .value = 0});
}

static void what_is_so_already_changes_nothing_and_a_cap_can_be_lifted(void **state)
{
    fixture *f = *state;
    f->script = set_what_is_so_already;
    play(f);
    assert_all_answered(f);
    hc_changes c = changes(f);
    assert_int_equal(c.n, 2);
    assert_change(&c.change[0], "max_cost_usd_micro", 0, 7);
    assert_change(&c.change[1], "max_cost_usd_micro", 7, 0);
}

/* The packs bound every reply where the target says nothing. */
static void cap_by_the_pack(fixture *f, const hc_progress *p)
{
    if (f->phase++ || !p->total)
        return;
    must(f, (hc_cmd){.kind = HC_CMD_MAX_COST, .value = 1000000000});
}

static void the_packs_limit_bounds_a_call(void **state)
{
    fixture *f = *state;
    f->conf.price = (hc_price){.in = 1000000, .out = 1000000};
    f->reply_limit = 10;
    f->script = cap_by_the_pack;
    play(f);
    assert_all_answered(f);
    assert_int_equal(changes(f).n, 1);
}

static void a_run_needs_nobody_who_watches(void **state)
{
    fixture *f = *state;
    f->alone = true;
    play(f);
    assert_all_answered(f);
    assert_int_equal(f->ticks, 0);
}

/* ---- requeue --------------------------------------------------------------------------------------------- */

static hc_str item_of(fixture *f, size_t i)
{
    hc_row row;
    hc_rows_get(&f->rows, i, f->a, &row);
    return row.addr.item;
}

static void requeue_two(fixture *f, const hc_progress *p)
{
    const hc_str unknown = HC_S("nobody"), full = hc_fmt(f->a, "m/q/%.*s", HC_FS(item_of(f, 0)));
    const hc_str last = item_of(f, ITEMS - 1);
    if (f->phase == 0 && p->played >= 3) {
        const hc_str closed_and_open[] = {full, last};
        refused(f, (hc_cmd){.kind = HC_CMD_REQUEUE, .samples = &unknown, .n_samples = 1}, "E-RUN-13");
        refused(f, (hc_cmd){.kind = HC_CMD_REQUEUE, .samples = closed_and_open, .n_samples = 2}, "E-CTL-06");
        assert_int_equal(p->n_changes, 0);             /* all or nothing */
        must(f, (hc_cmd){.kind = HC_CMD_REQUEUE, .samples = &full, .n_samples = 1});
        must(f, (hc_cmd){.kind = HC_CMD_REQUEUE, .failed = true});
        f->phase = 1;
    } else if (f->phase == 1 && f->rows.state[ITEMS - 1] == HC_ST_OPEN && p->done == ITEMS - 1) {
        /* The last one is in flight: its admission has ended. */
        hc_str again = hc_fmt(f->a, "%.*s#1", HC_FS(item_of(f, 1)));
        must(f, (hc_cmd){.kind = HC_CMD_REQUEUE, .samples = &again, .n_samples = 1});
        f->phase = 2;
    }
}

static hc_code assert_answered(void *ctx, const hc_sample_info *s, hc_err *err)
{
    (void)ctx;
    (void)err;
    assert_int_equal(s->state, HC_ST_ANSWERED);
    return HC_OK;
}

static void closed_samples_are_played_again_in_the_same_run(void **state)
{
    static hc_str slow[] = {{"/bin/sh", 7}, {"-c", 2}, {0}};
    slow[2] = HC_S("while read -r line; do sleep 0.25; echo '{\"text\":\"yes\"}'; done");
    fixture *f = *state;
    hc_check check;
    hc_err err = {0};
    f->conf.argv = slow;
    f->script = requeue_two;
    play(f);
    assert_all_answered(f);
    assert_int_equal(f->phase, 2);
    assert_int_equal(hc_rows_redo(&f->rows, 0), 1);
    assert_int_equal(hc_rows_redo(&f->rows, 1), 1);
    assert_int_equal(hc_rows_redo(&f->rows, 2), 0);
    assert_int_equal(calls(f), ITEMS + 2);
    assert_int_equal(hc_ledger_samples(f->rec.ledger, assert_answered, NULL, &err), HC_OK);
    if (hc_ledger_verify(f->rec.ledger, &check, &err) != HC_OK)
        fail_msg("%s", err.en);
}

static void names_of_samples(void **state)
{
    (void)state;
    const hc_row row = {.addr = {.target = HC_S("m"), .pack = HC_S("p/q"), .item = HC_S("a/b#"), .epoch = 1}};
    const hc_row plain = {.addr = {.target = HC_S("m"), .pack = HC_S("p"), .item = HC_S("a"), .epoch = 1}};
    static const struct { const char *name; bool fits; } names[] = {
        {"a", true}, {"a#2", true}, {"a#1", false}, {"m/p/a", true}, {"m/p/a#2", true}, {"m/p/a#02", false}, {"m/p/ab", false},
        {"m/p", false}, {"p/a", false}, {"", false}, {"#2", false}, {"a#", false}, {"n/p/a", false}, {"m/p/", false},
    };
    for (size_t i = 0; i < HC_LEN(names); i++)
        assert_int_equal(hc_row_named(&plain, hc_str_c(names[i].name)), names[i].fits);
    assert_false(hc_row_named(&row, HC_S("a/b")));
}

static void what_is_no_name_is_refused(fixture *f, const hc_progress *p)
{
    char name[HC_WHO_BYTES_MAX + 2];
    hc_err err = {0};
    memset(name, 'x', sizeof name);
    hc_cmd c = {.kind = HC_CMD_PAUSE, .who = {name, HC_WHO_BYTES_MAX + 1}};
    if (f->run && p->done < ITEMS) {
        assert_int_equal(hc_run_command(f->run, &c, &err), HC_E_USAGE);
        assert_string_equal(err.id, "E-CTL-09");
        f->phase = 1;
    } else if (f->phase == 1 && p->done == ITEMS) {
        f->mark = 1;
    }
}

static void a_long_user_name_is_refused(void **state)
{
    fixture *f = *state;
    f->script = what_is_no_name_is_refused;
    play(f);
    assert_all_answered(f);
    assert_int_equal(f->phase, 1);
    assert_int_equal(changes(f).n, 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_pause_sends_nothing_and_no_time_limit_runs),
        TEST(a_paused_run_stops_without_waiting_for_what_cannot_come),
        TEST(a_stop_lets_the_calls_in_flight_end),
        TEST(a_second_stop_cuts_off),
        TEST(jobs_change_at_once),
        TEST(a_cap_below_what_is_spent_stops_the_run),
        TEST(a_cap_that_cannot_hold_is_refused_and_a_passed_time_stops),
        TEST(what_is_so_already_changes_nothing_and_a_cap_can_be_lifted),
        TEST(the_packs_limit_bounds_a_call),
        TEST(a_run_needs_nobody_who_watches),
        TEST(closed_samples_are_played_again_in_the_same_run),
        TEST(a_long_user_name_is_refused),
        cmocka_unit_test(names_of_samples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
