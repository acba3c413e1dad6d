// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "db/sqlite.h"

static char dir[64], path[128];

static int make_dir(void **state)
{
    (void)state;
    snprintf(dir, sizeof dir, "/tmp/hc-db-XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    snprintf(path, sizeof path, "%s/a b?%%1#.db", dir);
    return 0;
}

static int drop_dir(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(dir);
}

static hc_db *create(void)
{
    hc_db *db;
    hc_err err;
    assert_int_equal(hc_db_open(path, HC_DB_CREATE, NULL, &db, &err), HC_OK);
    assert_int_equal(hc_db_exec(db, "CREATE TABLE t(k INTEGER PRIMARY KEY, v) STRICT", &err), HC_E_BUG);
    assert_int_equal(hc_db_exec(db, "CREATE TABLE t(k INTEGER PRIMARY KEY, v ANY) STRICT", &err), HC_OK);
    return db;
}

static int64_t count(hc_db *db)
{
    hc_stmt *s;
    bool row;
    assert_int_equal(hc_db_prepare(db, "SELECT count(*) FROM t", &s, NULL), HC_OK);
    assert_int_equal(hc_step(s, &row, NULL), HC_OK);
    int64_t n = hc_col_i64(s, 0);
    hc_reset(s);
    return n;
}

static void put(hc_db *db, int64_t k, hc_str v)
{
    hc_stmt *s;
    assert_int_equal(hc_db_prepare(db, "INSERT INTO t VALUES(?,?)", &s, NULL), HC_OK);
    hc_bind_i64(s, 1, k);
    hc_bind_text(s, 2, v);
    assert_int_equal(hc_run(s, NULL), HC_OK);
}

static void new_file_is_private_and_never_replaces_one(void **state)
{
    (void)state;
    mode_t old = umask(0);
    hc_db *db = create(), *second;
    umask(old);
    hc_err err;
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(hc_db_open(path, HC_DB_CREATE, NULL, &second, &err), HC_E_INPUT);
    hc_db_close(db);
}

static void nested_use_of_one_statement_keeps_both(void **state)
{
    (void)state;
    static const char sql[] = "SELECT k FROM t ORDER BY k";
    hc_db *db = create();
    for (int64_t k = 0; k < 3; k++)
        put(db, k, HC_S("x"));
    hc_stmt *outer, *inner;
    bool row;
    int64_t seen = 0;
    assert_int_equal(hc_db_prepare(db, sql, &outer, NULL), HC_OK);
    while (hc_step(outer, &row, NULL) == HC_OK && row) {
        assert_int_equal(hc_col_i64(outer, 0), seen++);
        assert_int_equal(hc_db_prepare(db, sql, &inner, NULL), HC_OK);
        assert_ptr_not_equal(outer, inner);
        assert_int_equal(hc_step(inner, &row, NULL), HC_OK);
        assert_int_equal(hc_col_i64(inner, 0), 0);
        hc_reset(inner);
    }
    assert_int_equal(seen, 3);
    assert_int_equal(hc_db_prepare(db, sql, &inner, NULL), HC_OK);
    assert_ptr_equal(outer, inner);
    hc_db_close(db);
}

static void values_come_back_byte_for_byte(void **state)
{
    (void)state;
    hc_db *db = create();
    put(db, 1, (hc_str){"a\0\xff", 3});
    put(db, 2, (hc_str){NULL, 0});
    hc_stmt *s;
    bool row;
    assert_int_equal(hc_db_prepare(db, "SELECT v FROM t ORDER BY k", &s, NULL), HC_OK);
    assert_int_equal(hc_step(s, &row, NULL), HC_OK);
    assert_true(hc_str_eq(hc_col_text(s, 0), (hc_str){"a\0\xff", 3}));
    assert_int_equal(hc_step(s, &row, NULL), HC_OK);
    assert_true(row && !hc_col_is_null(s, 0) && hc_col_text(s, 0).n == 0);
    hc_db_close(db);
}

static void rollback_undoes_and_the_connection_lives_on(void **state)
{
    (void)state;
    hc_db *db = create();
    assert_int_equal(hc_db_begin(db, NULL), HC_OK);
    put(db, 1, HC_S("x"));
    hc_db_rollback(db);
    assert_int_equal(count(db), 0);
    assert_int_equal(hc_db_begin(db, NULL), HC_OK);
    put(db, 1, HC_S("x"));
    assert_int_equal(hc_db_commit(db, NULL), HC_OK);
    assert_int_equal(count(db), 1);
    hc_db_close(db);
}

static void a_foreign_file_is_called_damaged(void **state)
{
    (void)state;
    FILE *f = fopen(path, "w");
    for (int i = 0; i < 1000; i++)
        fputs("not a database", f);
    fclose(f);
    hc_db *db;
    hc_err err;
    assert_int_equal(hc_db_open(path, HC_DB_READ, NULL, &db, &err), HC_OK);
    assert_int_equal(hc_db_exec(db, "SELECT * FROM sqlite_schema", &err), HC_E_CORRUPT);
    assert_non_null(strstr(err.en, path));
    hc_db_close(db);
}

static void immutable_reads_any_path_and_refuses_writes(void **state)
{
    (void)state;
    hc_db *db = create();
    put(db, 1, HC_S("x"));
    hc_db_close(db);
    hc_err err;
    assert_int_equal(hc_db_open(path, HC_DB_IMMUTABLE, NULL, &db, &err), HC_OK);
    assert_int_equal(count(db), 1);
    assert_int_equal(hc_db_exec(db, "DELETE FROM t", &err), HC_E_IO);
    hc_db_close(db);
}

static void triggers_of_a_file_do_not_run(void **state)
{
    (void)state;
    hc_db *db = create();
    assert_int_equal(hc_db_exec(db, "CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t; END", NULL), HC_OK);
    put(db, 1, HC_S("x"));
    assert_int_equal(count(db), 1);
    hc_db_close(db);
}

/* Writes to the log of a connection leave together: what is committed is there for others, what does not fit the cache can be
 * read back, and nothing is left behind at the end. */
static void a_commit_is_seen_by_others_at_once(void **state)
{
    (void)state;
    char big[3000];
    memset(big, 'x', sizeof big);
    hc_db *db = create(), *other;
    assert_int_equal(hc_db_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=10", NULL), HC_OK);
    assert_int_equal(hc_db_open(path, HC_DB_READ, NULL, &other, NULL), HC_OK);
    for (int64_t k = 0; k < 40;) {
        assert_int_equal(hc_db_begin(db, NULL), HC_OK);
        for (int64_t end = k + (k < 10 ? 1 : 300); k < end; k++)
            put(db, k, (hc_str){big, sizeof big});
        assert_int_equal(count(db), k);
        assert_true(count(other) < k);
        assert_int_equal(hc_db_commit(db, NULL), HC_OK);
        assert_int_equal(count(other), k);
    }
    assert_int_equal(hc_db_begin(db, NULL), HC_OK);
    put(db, 1000, HC_S("gone"));
    hc_db_rollback(db);
    hc_db_close(other);
    hc_db_close(db);
    assert_int_equal(hc_db_open(path, HC_DB_WRITE, NULL, &db, NULL), HC_OK);
    assert_int_equal(count(db), 310);
    hc_db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(new_file_is_private_and_never_replaces_one, make_dir, drop_dir),
        cmocka_unit_test_setup_teardown(nested_use_of_one_statement_keeps_both, make_dir, drop_dir),
        cmocka_unit_test_setup_teardown(values_come_back_byte_for_byte, make_dir, drop_dir),
        cmocka_unit_test_setup_teardown(rollback_undoes_and_the_connection_lives_on, make_dir, drop_dir),
        cmocka_unit_test_setup_teardown(a_foreign_file_is_called_damaged, make_dir, drop_dir),
        cmocka_unit_test_setup_teardown(immutable_reads_any_path_and_refuses_writes, make_dir, drop_dir),
        cmocka_unit_test_setup_teardown(a_commit_is_seen_by_others_at_once, make_dir, drop_dir),
        cmocka_unit_test_setup_teardown(triggers_of_a_file_do_not_run, make_dir, drop_dir),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
