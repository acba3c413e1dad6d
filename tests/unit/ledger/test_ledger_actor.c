// SPDX-License-Identifier: Apache-2.0
#include "ledger_fixture.h"

#include <signal.h>
#include <sys/resource.h>

#include <sqlite3.h>

/* The writer as an actor on a loop in virtual time, and a run file that lies where only its VFS knows. */

typedef struct world { int64_t now, delay; int commits; hc_ledger *l; } world;

static world w;

static int64_t world_mono(void *ctx)
{
    return ((world *)ctx)->now;
}

static int64_t world_wall(void *ctx)
{
    return 1700000000000000 + ((world *)ctx)->now;
}

static bool world_idle(void *ctx, int64_t due_us)
{
    if (due_us == INT64_MAX)
        return false;
    ((world *)ctx)->now = due_us;
    return true;
}

static void world_random(void *ctx, void *p, size_t n)
{
    (void)ctx;
    fix_bytes(NULL, p, n);
}

static int64_t world_delay(void *ctx)
{
    ((world *)ctx)->commits++;
    return ((world *)ctx)->delay;
}

static const hc_sys sys = {.wall_us = world_wall, .mono_us = world_mono, .idle = world_idle, .random = world_random,
                           .commit_delay_us = world_delay, .ctx = &w};
static hc_loop *loop;

static int setup(void **state)
{
    w = (world){.delay = 3000};
    loop = hc_loop_new_sys(&sys);
    return fix_setup(state);
}

static int teardown(void **state)
{
    hc_loop_free(loop);
    return fix_teardown(state);
}

static hc_ledger *create_with(hc_loop *on, const hc_sys *s)
{
    hc_ledger *l;
    FIX_OK(hc_ledger_create(&(hc_create){.path = fix_path, .log_name = "sim", .plan = HC_S("{}"), .loop = on, .sys = s},
                            &l, err));
    return l;
}

static hc_ticket append(hc_ledger *l, const char *item, uint32_t step)
{
    const hc_entry e = {.type = HC_ENT_INTENT, .addr = fix_addr(item, step, 1)};
    return hc_ledger_append(l, &e, 1);
}

static uint64_t entries(hc_ledger *l)
{
    hc_check c = {0};
    FIX_OK(hc_ledger_check(l, &c, err));
    return c.entries;
}

typedef struct job { uint32_t id; int64_t start_us, durable_us; hc_code code; char order[8]; } job;

static char order[16];

static void append_and_wait(void *arg)
{
    job *j = arg;
    if (j->start_us)
        assert_int_equal(hc_co_sleep(j->start_us), HC_OK);
    hc_ticket t = append(w.l, "i", j->id);
    j->code = hc_ledger_wait(w.l, t, NULL);
    j->durable_us = hc_loop_mono_us(hc_co_loop());
    order[strlen(order)] = (char)('0' + j->id);
}

static void what_is_queued_is_durable_after_the_delay_in_order(void **state)
{
    (void)state;
    memset(order, 0, sizeof order);
    w.l = create_with(loop, NULL);         /* the loop's table */
    /* 4 arrives while the first group is on its way and goes with it; 5 is a group of its own. */
    job j[] = {{.id = 1}, {.id = 2}, {.id = 3}, {.id = 4, .start_us = 2000}, {.id = 5, .start_us = 3500}};
    for (size_t i = 0; i < HC_LEN(j); i++)
        hc_co_start(loop, append_and_wait, &j[i]);
    hc_loop_run(loop);
    assert_string_equal(order, "12345");
    assert_int_equal(j[0].durable_us, 3000);
    assert_int_equal(j[3].durable_us, 3000);
    assert_int_equal(j[4].durable_us, 6500);
    assert_int_equal(w.commits, 2);
    assert_int_equal(entries(w.l), 6);
    FIX_OK(hc_ledger_close(w.l, err));
}

static void a_group_has_a_ceiling_and_the_next_waits_its_own_delay(void **state)
{
    (void)state;
    w.l = create_with(loop, NULL);
    for (uint32_t i = 0; i < 2500; i++)
        append(w.l, "i", 100 + i);
    job j = {.id = 1};
    hc_co_start(loop, append_and_wait, &j);
    hc_loop_run(loop);
    assert_int_equal(j.code, HC_OK);
    assert_int_equal(j.durable_us, 9000);
    assert_int_equal(w.commits, 3);
    FIX_OK(hc_ledger_close(w.l, err));
}

static void outside_coroutines_waiting_commits_at_once(void **state)
{
    (void)state;
    for (int with_loop = 0; with_loop < 2; with_loop++) {
        hc_ledger *l;
        if (with_loop)
            FIX_OK(hc_ledger_open(fix_path, HC_OPEN_RESUME, loop, NULL, &l, err));
        else
            l = create_with(NULL, &sys);
        FIX_OK(hc_ledger_wait(l, append(l, "a", 1), err));
        append(l, "b", 2);
        FIX_OK(hc_ledger_sync(l, err));
        assert_int_equal(entries(l), 3 + 2 * with_loop);
        append(l, "c", 3);
        hc_code c = HC_OK;
        if (with_loop) {
            FIX_OK(hc_ledger_close(l, err));       /* drains */
            FIX_OK(hc_ledger_open(fix_path, HC_OPEN_READ, NULL, NULL, &l, err));
            assert_true(hc_ledger_clean(l));
            assert_int_equal(entries(l), 6);
            c = hc_ledger_close(l, NULL);
        } else {
            hc_ledger_abandon(l);                  /* drops what was not waited for */
        }
        assert_int_equal(c, HC_OK);
    }
    assert_int_equal(w.now, 0);
}

static void set_room(rlim_t bytes)
{
    struct rlimit r;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &r), 0);
    r.rlim_cur = bytes < r.rlim_max ? bytes : r.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &r), 0);
}

static void a_failed_commit_breaks_all_who_wait(void **state)
{
    (void)state;
    w.l = create_with(loop, NULL);
    job j[] = {{.id = 1}, {.id = 2, .start_us = 1000}, {.id = 3, .start_us = 8000}};
    for (size_t i = 0; i < HC_LEN(j); i++)
        hc_co_start(loop, append_and_wait, &j[i]);
    for (uint32_t i = 0; i < 1200; i++)            /* two groups: both of them */
        append(w.l, "i", 100 + i);
    signal(SIGXFSZ, SIG_IGN);
    set_room(16 << 10);
    hc_loop_run(loop);
    set_room(RLIM_INFINITY);
    for (size_t i = 0; i < HC_LEN(j); i++)
        assert_int_equal(j[i].code, HC_E_IO);
    assert_int_equal(j[0].durable_us, 3000);
    assert_int_equal(j[1].durable_us, 3000);
    assert_int_equal(j[2].durable_us, 8000);
    assert_true(hc_ledger_broken(w.l));
    hc_err why;
    assert_int_equal(hc_ledger_sync(w.l, &why), HC_E_IO);
    assert_int_equal(hc_ledger_close(w.l, &why), HC_E_IO);
}

static void a_cancelled_wait_leaves_the_entry_in_the_queue(void **state)
{
    (void)state;
    w.l = create_with(loop, NULL);
    job j = {.id = 1};
    hc_co_cancel(hc_co_start(loop, append_and_wait, &j));
    hc_loop_run(loop);
    assert_int_equal(j.code, HC_E_CANCELLED);
    assert_int_equal(entries(w.l), 1);
    FIX_OK(hc_ledger_close(w.l, err));
    FIX_OK(hc_ledger_open(fix_path, HC_OPEN_READ, NULL, NULL, &w.l, err));
    assert_int_equal(entries(w.l), 2);
    FIX_OK(hc_ledger_close(w.l, err));
}

static void the_actor_works_on_a_real_loop_too(void **state)
{
    (void)state;
    const hc_sys real_time = {.commit_delay_us = world_delay, .ctx = &w};
    hc_loop *l = hc_loop_new_sys(&real_time);
    w.l = create_with(l, NULL);
    job j = {.id = 1};
    int64_t begin = hc_loop_mono_us(l);
    hc_co_start(l, append_and_wait, &j);
    hc_loop_run(l);
    assert_int_equal(j.code, HC_OK);
    assert_true(j.durable_us >= begin + w.delay);
    FIX_OK(hc_ledger_close(w.l, err));
    hc_loop_free(l);
}

/* ---- a VFS that keeps its files elsewhere -------------------------------------------------------------- */

static sqlite3_vfs elsewhere;
static char hidden[128];

static int hide_name(sqlite3_vfs *v, const char *name, int n, char *out)
{
    (void)v;
    const char *base = strrchr(name, '/');
    int len = snprintf(out, (size_t)n, "%s/%s", hidden, base ? base + 1 : name);
    return len < n ? SQLITE_OK : SQLITE_CANTOPEN;
}

static bool is_hidden(const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", hidden, name);
    return access(path, F_OK) == 0;
}

static void only_beside(bool key, bool lock)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < HC_LEN(ends); i++)
        assert_false(fix_exists(ends[i]));
    assert_int_equal(fix_exists("-key"), key);
    assert_int_equal(fix_exists("-lock"), lock);
}

static void a_run_may_lie_where_only_its_vfs_knows(void **state)
{
    (void)state;
    elsewhere = *sqlite3_vfs_find("unix");
    elsewhere.zName = "elsewhere";
    elsewhere.xFullPathname = hide_name;
    assert_int_equal(sqlite3_vfs_register(&elsewhere, 0), SQLITE_OK);
    snprintf(hidden, sizeof hidden, "%s/hidden", fix_dir);
    assert_int_equal(mkdir(hidden, 0700), 0);
    hc_sys s = sys;
    s.vfs = "elsewhere";
    hc_err why;
    hc_ledger *l, *other;
    assert_int_equal(hc_ledger_open(fix_path, HC_OPEN_READ, NULL, &s, &l, &why), HC_E_NOTFOUND);
    only_beside(false, false);

    l = create_with(loop, &s);
    append(l, "a", 1);
    FIX_OK(hc_ledger_sync(l, err));
    only_beside(true, true);
    assert_true(is_hidden("r.haechi") && is_hidden("r.haechi-wal"));
    FIX_OK(hc_ledger_open(fix_path, HC_OPEN_READ, NULL, &s, &other, err));     /* while it is written */
    assert_true(hc_ledger_clean(other));
    assert_int_equal(entries(other), 2);
    FIX_OK(hc_ledger_close(other, err));
    hc_ledger_abandon(l);                                                      /* as a kill does */
    assert_true(is_hidden("r.haechi-wal"));

    FIX_OK(hc_ledger_open(fix_path, HC_OPEN_READ, NULL, &s, &l, err));
    assert_false(hc_ledger_clean(l));
    assert_int_equal(entries(l), 2);
    FIX_OK(hc_ledger_close(l, err));
    FIX_OK(hc_ledger_open(fix_path, HC_OPEN_RESUME, loop, &s, &l, err));
    assert_false(hc_ledger_clean(l));
    append(l, "b", 1);
    FIX_OK(hc_ledger_close(l, err));
    assert_false(is_hidden("r.haechi-wal"));
    FIX_OK(hc_ledger_open(fix_path, HC_OPEN_READ, NULL, &s, &l, err));
    assert_true(hc_ledger_clean(l));
    assert_int_equal(entries(l), 3);
    FIX_OK(hc_ledger_close(l, err));
    only_beside(true, false);

    hc_create again = {.path = fix_path, .log_name = "sim", .plan = HC_S("{}"), .loop = loop, .sys = &s};
    assert_int_equal(hc_ledger_create(&again, &l, &why), HC_E_INPUT);
    assert_true(hc_db_file_remove(fix_path, "elsewhere"));
    assert_int_equal(hc_db_file_size(fix_path, "elsewhere"), -1);
    FIX_OK(hc_ledger_create(&again, &l, err));
    FIX_OK(hc_ledger_close(l, err));
    assert_true(hc_db_file_remove(fix_path, "elsewhere"));
    assert_int_equal(rmdir(hidden), 0);
    assert_int_equal(sqlite3_vfs_unregister(&elsewhere), SQLITE_OK);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(what_is_queued_is_durable_after_the_delay_in_order),
        T(a_group_has_a_ceiling_and_the_next_waits_its_own_delay),
        T(outside_coroutines_waiting_commits_at_once),
        T(a_failed_commit_breaks_all_who_wait),
        T(a_cancelled_wait_leaves_the_entry_in_the_queue),
        T(the_actor_works_on_a_real_loop_too),
        T(a_run_may_lie_where_only_its_vfs_knows),
    };
    return cmocka_run_group_tests_name("ledger_actor", tests, NULL, NULL);
}
