// SPDX-License-Identifier: Apache-2.0
/*
 * Every call of SQLite to the disk fails once, and once for good, in everything that writes or reads a run: what is
 * asked fails with words or succeeds, and when the disk works again the run is there, whole, and goes on. Then every
 * table of a run is damaged in every way that matters: verification tells, reading ends.
 */
#include "io/file.h"
#include "ledger_fixture.h"
#include "ledger/ledger_int.h"

#include <sqlite3.h>

/* ---- a disk that fails ----------------------------------------------------------------------------------- */

static struct { sqlite3_vfs vfs, *real; int until; bool for_good; int seen; } disk;

typedef struct shim { sqlite3_file file; sqlite3_file *real; } shim;

static bool fails(void)
{
    disk.seen++;
    if (disk.until == 0)
        return false;
    if (disk.until > 1) {
        disk.until--;
        return false;
    }
    if (!disk.for_good)
        disk.until = 0;
    return true;
}

static sqlite3_file *under(sqlite3_file *f)
{
    return ((shim *)f)->real;
}

static int x_close(sqlite3_file *f)
{
    return under(f)->pMethods ? under(f)->pMethods->xClose(under(f)) : SQLITE_OK;
}
static int x_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
    return fails() ? SQLITE_IOERR_READ : under(f)->pMethods->xRead(under(f), p, n, at);
}
static int x_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
    return fails() ? SQLITE_FULL : under(f)->pMethods->xWrite(under(f), p, n, at);
}
static int x_truncate(sqlite3_file *f, sqlite3_int64 n)
{
    return fails() ? SQLITE_IOERR_TRUNCATE : under(f)->pMethods->xTruncate(under(f), n);
}
static int x_sync(sqlite3_file *f, int how)
{
    (void)f;
    (void)how;
    return fails() ? SQLITE_IOERR_FSYNC : SQLITE_OK;   /* nobody pulls the plug here */
}
static int x_size(sqlite3_file *f, sqlite3_int64 *n)
{
    return fails() ? SQLITE_IOERR_FSTAT : under(f)->pMethods->xFileSize(under(f), n);
}
static int x_lock(sqlite3_file *f, int how)
{
    return fails() ? SQLITE_IOERR_LOCK : under(f)->pMethods->xLock(under(f), how);
}
static int x_unlock(sqlite3_file *f, int how)
{
    return under(f)->pMethods->xUnlock(under(f), how);
}
static int x_reserved(sqlite3_file *f, int *out)
{
    return under(f)->pMethods->xCheckReservedLock(under(f), out);
}
static int x_control(sqlite3_file *f, int what, void *arg)
{
    return under(f)->pMethods->xFileControl(under(f), what, arg);
}
static int x_sector(sqlite3_file *f)
{
    return under(f)->pMethods->xSectorSize(under(f));
}
static int x_device(sqlite3_file *f)
{
    return under(f)->pMethods->xDeviceCharacteristics(under(f));
}
static int x_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
    return fails() ? SQLITE_IOERR_SHMMAP : under(f)->pMethods->xShmMap(under(f), page, size, extend, out);
}
static int x_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
    return under(f)->pMethods->xShmLock(under(f), offset, n, flags);
}
static void x_shm_barrier(sqlite3_file *f)
{
    under(f)->pMethods->xShmBarrier(under(f));
}
static int x_shm_unmap(sqlite3_file *f, int remove)
{
    return under(f)->pMethods->xShmUnmap(under(f), remove);
}

static const sqlite3_io_methods methods = {
    2, x_close, x_read, x_write, x_truncate, x_sync, x_size, x_lock, x_unlock, x_reserved, x_control, x_sector, x_device,
    x_shm_map, x_shm_lock, x_shm_barrier, x_shm_unmap, NULL, NULL,
};

static int v_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *out)
{
    (void)v;
    shim *s = (shim *)f;
    s->file.pMethods = NULL;
    s->real = (sqlite3_file *)(s + 1);
    if (fails())
        return SQLITE_CANTOPEN;
    int rc = disk.real->xOpen(disk.real, name, s->real, flags, out);
    if (rc == SQLITE_OK)
        s->file.pMethods = &methods;
    return rc;
}

static int v_delete(sqlite3_vfs *v, const char *name, int sync)
{
    (void)v;
    return fails() ? SQLITE_IOERR_DELETE : disk.real->xDelete(disk.real, name, sync);
}

static const hc_sys sys = {.wall_us = fix_clock, .random = fix_bytes, .vfs = "failing"};

static int setup(void **state)
{
    if (!disk.real) {
        (void)hc_db_version();
        hc_db *db;
        if (hc_db_open(":memory:", HC_DB_WRITE, NULL, &db, NULL) == HC_OK)
            hc_db_close(db);      /* SQLite is set up as the program does it */
        disk.real = sqlite3_vfs_find(NULL);
        disk.vfs = *disk.real;
        disk.vfs.szOsFile += (int)sizeof(shim);
        disk.vfs.zName = "failing";
        disk.vfs.xOpen = v_open;
        disk.vfs.xDelete = v_delete;
        sqlite3_vfs_register(&disk.vfs, 0);
    }
    disk.until = 0;
    return fix_setup(state);
}

/* ---- what is done on it ------------------------------------------------------------------------------------ */

static const char SET[] = "{\"v\":1}";     /* a score set is named by the digest of its definition */

static hc_code append(hc_ledger *l, hc_entry e, const char *field, const char *text, hc_err *err)
{
    hc_str bytes = hc_str_c(text);
    hc_body_in body = {field, &bytes, 1};
    e.bodies = &body;
    e.n_bodies = 1;
    return hc_ledger_wait(l, hc_ledger_append(l, &e, 1), err);
}

/* A sample that is asked, answered, scored and closed. */
static hc_code one_sample(hc_ledger *l, const char *item, hc_err *err)
{
    hc_digest q = hc_sha256(hc_str_c(item));
    hc_outcome o = {.kind = HC_OUT_VALUE, .scorer = HC_S("match"), .value = HC_S("correct")};
    hc_addr a = fix_addr(item, 0, 1), sample = fix_addr(item, 0, 0), score = sample;
    hc_digest d = hc_sha256(hc_str_c(SET));
    char digest[HC_SHA256_HEX], strand[16];
    hc_hex(d.b, sizeof d.b, digest);
    snprintf(strand, sizeof strand, "s:%.12s", digest);
    score.strand = hc_str_c(strand);
    HC_AUTO(hc_buf) outcomes;
    hc_buf_init(&outcomes, SIZE_MAX);
    hc_outcomes_write(&o, 1, &outcomes);
    hc_buf_ch(&outcomes, '\0');
    static const hc_num nums[] = {{"tokens_in", 3}, {"tokens_out", 4}};
    HC_TRY(append(l, (hc_entry){.type = HC_ENT_CONTROL, .code = HC_S("set")}, "set", SET, err));
    HC_TRY(append(l, (hc_entry){.type = HC_ENT_INTENT, .addr = a, .asked = HC_S("m"), .question = &q}, "wire", "ask", err));
    HC_TRY(append(l, (hc_entry){.type = HC_ENT_REPLY, .addr = a, .asked = HC_S("m"), .code = HC_S("ok"), .question = &q,
                                .final = true, .nums = nums, .n_nums = 2}, "reply", "an answer that is long enough", err));
    HC_TRY(append(l, (hc_entry){.type = HC_ENT_SCORE, .addr = score, .sset = digest, .outcomes = &o, .n_outcomes = 1},
                  "outcomes", outcomes.p, err));
    hc_entry end = {.type = HC_ENT_CLOSE, .addr = sample, .state = HC_ST_ANSWERED};
    return hc_ledger_wait(l, hc_ledger_append(l, &end, 1), err);
}

static hc_code write_run(bool create, const char *item, hc_err *err)
{
    hc_ledger *l;
    hc_str big = HC_S("a file of a pack");
    hc_snapshot_file file = {HC_S("p/items.jsonl"), big};
    hc_code c = create ? hc_ledger_create(&(hc_create){.path = fix_path, .log_name = "t", .plan = HC_S("{\"v\":1}"), .files = &file,
                                                       .n_files = 1, .endpoints = HC_S("{}"), .sys = &sys}, &l, err)
                       : hc_ledger_open(fix_path, HC_OPEN_RESUME, NULL, &sys, &l, err);
    if (c != HC_OK)
        return c;
    c = one_sample(l, item, err);
    hc_code closed = hc_ledger_close(l, c == HC_OK ? err : NULL);
    return c == HC_OK ? closed : c;
}

static hc_code count_one(void *ctx, const hc_record *r, hc_err *err)
{
    (void)err;
    *(uint64_t *)ctx += r->n_nums < 99;
    return HC_OK;
}

static hc_code count_sample(void *ctx, const hc_sample_info *s, hc_err *err)
{
    (void)err;
    *(uint64_t *)ctx += s->state < HC_ST_COUNT;
    return HC_OK;
}

static hc_code count_score(void *ctx, const hc_score_info *s, hc_err *err)
{
    (void)err;
    *(uint64_t *)ctx += s->body > 0;
    return HC_OK;
}

/* Everything that reads; the first failure. */
static hc_code read_run(const hc_sys *with, hc_check *check, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_ledger *l;
    hc_str plan;
    hc_snapshot_file *files;
    hc_sset *sets;
    hc_totals totals;
    hc_addr one = fix_addr("i", 0, 0);
    uint64_t entries = 0;
    size_t n = 0;
    hc_code c = hc_ledger_open(fix_path, HC_OPEN_READ, NULL, with, &l, err);
    if (c != HC_OK)
        return c;
    c = hc_ledger_verify(l, check, err);
    hc_code all[] = {c, hc_ledger_plan(l, a, &plan, c ? NULL : err), hc_ledger_snapshot(l, a, &files, &n, c ? NULL : err),
                     hc_ledger_samples(l, count_sample, &entries, c ? NULL : err), hc_ledger_totals(l, "", &totals, c ? NULL : err),
                     hc_ledger_totals(l, "m", &totals, c ? NULL : err),
                     hc_ledger_each(l, HC_ENT_COUNT, NULL, count_one, &entries, c ? NULL : err),
                     hc_ledger_each(l, HC_ENT_REPLY, &one, count_one, &entries, c ? NULL : err),
                     hc_ledger_ssets(l, a, &sets, &n, c ? NULL : err)};
    for (size_t i = 0; c == HC_OK && i < HC_LEN(all); i++)
        c = all[i];
    for (size_t i = 0; all[HC_LEN(all) - 1] == HC_OK && i < n; i++) {
        hc_code scored = hc_ledger_scores(l, sets[i].digest, count_score, &entries, c ? NULL : err);
        c = c ? c : scored;
    }
    hc_ledger_abandon(l);
    return c;
}

static void must_say(hc_code c, const hc_err *err)
{
    if (c != HC_OK && !(err->en[0] && err->ko[0]))
        fail_msg("code %d without words at call %d", c, disk.seen);
}

/* The disk works again: the run is whole or, where it was being made, is not there. */
static void must_go_on(bool create)
{
    hc_err err = {0};
    hc_check check;
    disk.until = 0;
    hc_code c = write_run(create && !fix_exists(""), "again", &err);
    if (c == HC_E_CORRUPT || c == HC_E_NOTFOUND || c == HC_E_INPUT) {   /* nothing but an unfinished beginning may be in the way */
        if (!create)
            fail_msg("cannot go on: %s", err.en);
        c = write_run(true, "again", &err);
    }
    if (c != HC_OK)
        fail_msg("cannot go on: %s", err.en);
    if (read_run(NULL, &check, &err) != HC_OK)
        fail_msg("not whole: %s", err.en);
    assert_true(check.commitments_checked);
}

static void every_write_may_fail(void **state)
{
    for (int how = 0; how < 4; how++) {
        bool create = how % 2 == 0;
        int n, done = 0;
        for (n = 1; !done; n += 1 + n / 40) {
            fix_teardown(state);
            fix_setup(state);
            hc_err err = {0};
            disk.until = 0;
            if (!create && write_run(true, "i", &err) != HC_OK)
                fail_msg("%s", err.en);
            disk.for_good = how >= 2;
            disk.until = n;
            must_say(write_run(create, "j", &err), &err);
            done = disk.until > 1;      /* it was over before the n-th call */
            must_go_on(create);
        }
        assert_true(n > 20);
    }
}

static void every_read_may_fail(void **state)
{
    (void)state;
    hc_err err = {0};
    assert_int_equal(write_run(true, "i", &err), HC_OK);
    for (int how = 0, done = 0; how < 2; how++, done = 0) {
        for (int n = 1; !done; n++) {
            hc_check check;
            disk.for_good = how == 1;
            disk.until = n;
            hc_code c = read_run(&sys, &check, &err);
            must_say(c, &err);
            done = disk.until > 1;
            disk.until = 0;
            if (read_run(NULL, &check, &err) != HC_OK)
                fail_msg("after a failure of call %d: %s", n, err.en);
        }
    }
}

/* ---- what somebody else did to it ---------------------------------------------------------------------------- */

static void every_table_may_be_damaged(void **state)
{
    static const char *const damages[] = {
        "DELETE FROM log", "UPDATE log SET hex='x'", "UPDATE log SET frontier=x'00'", "UPDATE log SET size=size+1",
        "DELETE FROM meta WHERE k='schema'", "DELETE FROM slot", "UPDATE slot SET epoch=epoch+1",
        "UPDATE entry SET nums='{}' WHERE type='reply'", "UPDATE entry SET nums='' WHERE type='reply'",
        "UPDATE entry SET nums='[1]' WHERE type='reply'", "UPDATE entry SET nums='{\"a\":\"b\"}' WHERE type='reply'",
        "UPDATE entry SET nums='{a:1}' WHERE type='reply'", "UPDATE entry SET nums='{\"tokens_in\"}' WHERE type='reply'",
        "UPDATE entry SET nums='{\"tokens_in\":3,\"tokens_in\":3}' WHERE type='reply'",
        "UPDATE entry SET type='odd' WHERE type='reply'", "UPDATE entry SET state='odd' WHERE type='close'",
        "UPDATE entry SET refs='{}' WHERE type='reply'", "UPDATE entry SET leaf=x'7b7d' WHERE type='reply'",
        "UPDATE entry SET hash=x'00' WHERE type='reply'",
        "UPDATE entry SET sset=NULL WHERE type='score'", "UPDATE entry SET slot=99 WHERE type='reply'",
        "UPDATE entry SET t=1 WHERE type='close'", "UPDATE entry SET log=9, id=(9<<40|seq) WHERE type='close'",
        "UPDATE entry SET strand='0' WHERE type='score'", "UPDATE entry SET redo=7 WHERE type='close'",
        "DELETE FROM entry WHERE type='plan'", "DELETE FROM entry", "UPDATE entry SET final=0 WHERE type='reply'",
        "UPDATE chunk SET data=x''", "UPDATE chunk SET codec=1", "UPDATE chunk SET codec=77", "UPDATE chunk SET key=randomblob(32)",
        "UPDATE chunk SET codec=1, data=x'28b52ffd2001'", "UPDATE chunk SET codec=1, data=x'28b52ffda0ffffff7f'", "DELETE FROM chunk",
        "DELETE FROM body", "UPDATE body SET parent=id", "UPDATE body SET parent=id+1", "UPDATE body SET parent=-1",
        "UPDATE body SET chunk=99+id", "DELETE FROM ref", "UPDATE ref SET field='other' WHERE seq=1", "UPDATE ref SET body=99",
        "INSERT INTO ref VALUES(1, 2, 'more', 1)", "DELETE FROM sample", "UPDATE sample SET state='open'", "UPDATE sample SET seq=NULL",
        "INSERT INTO sample SELECT slot, redo+1, log, seq, state FROM sample", "DELETE FROM score", "UPDATE score SET outcome='wrong'",
        "UPDATE score SET scorer='other'", "INSERT INTO score SELECT sset, slot, redo, log, 'more', outcome, seq FROM score",
        "DELETE FROM sset", "UPDATE sset SET digest=upper(digest)", "INSERT INTO sset(digest, log, seq) VALUES('b', 1, 1)", "UPDATE sset SET seq=NULL",
        "UPDATE sample SET state='odd'", "UPDATE sample SET redo=redo+1", "DROP TABLE sample", "DROP TABLE ref", "DROP TABLE chunk", "DROP TABLE sset",
    };
    for (size_t i = 0; i < HC_LEN(damages); i++) {
        fix_teardown(state);
        fix_setup(state);
        hc_err err = {0};
        hc_check check;
        assert_int_equal(write_run(true, "i", &err), HC_OK);
        if (read_run(NULL, &check, &err) != HC_OK)
            fail_msg("%s", err.en);
        fix_sql(damages[i]);
        err = (hc_err){0};
        hc_code c = read_run(NULL, &check, &err);
        if (c == HC_OK || !err.en[0] || !err.ko[0])
            fail_msg("%s: %d %s", damages[i], c, err.en);
        hc_ledger *l;
        c = hc_ledger_open(fix_path, HC_OPEN_RESUME, NULL, NULL, &l, &err);
        if (c == HC_OK)
            hc_ledger_abandon(l);
    }
}

/* The digest of the score set stands in its table and in the index of that: either, changed alone, and in the part that no strand repeats. */
static void table_and_index_must_agree(void **state)
{
    for (int which = 0; which < 2; which++) {
        fix_teardown(state);
        fix_setup(state);
        hc_err err = {0};
        hc_check check;
        assert_int_equal(write_run(true, "i", &err), HC_OK);
        fix_sql("PRAGMA wal_checkpoint(TRUNCATE)");
        HC_AUTO(hc_arena_ptr) a = hc_arena_new();
        hc_str run;
        char digest[HC_SHA256_HEX];
        hc_digest d = hc_sha256(hc_str_c(SET));
        hc_hex(d.b, sizeof d.b, digest);
        assert_int_equal(hc_file_read(a, fix_path, 1 << 20, &run, &err), HC_OK);
        char *at = memmem(run.p, run.n, digest, 64);
        for (int i = 0; i < which && at; i++)
            at = memmem(at + 1, (size_t)(run.p + run.n - at - 1), digest, 64);
        assert_non_null(at);
        at[40] = at[40] == 'a' ? 'b' : 'a';
        assert_int_equal(hc_file_write(fix_path, run, 0600, &err), HC_OK);
        assert_int_equal(read_run(NULL, &check, &err), HC_E_CORRUPT);
        assert_non_null(strstr(err.en, "index"));
    }
}

/* ---- key and lock files ---------------------------------------------------------------------------------------- */

static void beside(const char *end, const char *text)
{
    char name[160];
    snprintf(name, sizeof name, "%s%s", fix_path, end);
    FILE *f = fopen(name, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    chmod(name, 0600);
}

static void a_key_file_that_is_none_stops_resuming_only(void **state)
{
    (void)state;
    hc_err err = {0};
    assert_int_equal(write_run(true, "i", &err), HC_OK);
    static const char *const texts[] = {
        "", "{", "[]", "{}", "{\"v\":2}", "{\"v\":1,\"logs\":7}", "{\"v\":1,\"logs\":{\"zz\":\"00\"}}",
        "{\"v\":1,\"logs\":{\"0102030405060708\":7}}", "{\"v\":1,\"logs\":{\"0102030405060708\":\"00\"}}",
        "{\"v\":1}", "{\"v\":1,\"logs\":{},\"endpoints\":[]}", "{\"v\":1,\"logs\":{},\"endpoints\":{}}",
        "{\"v\":1,\"logs\":{\"ffffffffffffffff\":\"0000000000000000000000000000000000000000000000000000000000000000\"}}",
    };
    for (size_t i = 0; i < HC_LEN(texts); i++) {
        hc_ledger *l;
        hc_check check;
        beside("-key", texts[i]);
        err = (hc_err){0};
        if (hc_ledger_open(fix_path, HC_OPEN_RESUME, NULL, NULL, &l, &err) == HC_OK)
            fail_msg("resumed with the key file %s", texts[i]);
        assert_true(err.en[0] && err.ko[0]);
        if (read_run(NULL, &check, &err) != HC_OK)
            fail_msg("%s: %s", texts[i], err.en);
        assert_false(check.commitments_checked);
    }
}

static void who_holds_a_run_is_told_whatever_the_lock_says(void **state)
{
    (void)state;
    static const char *const holders[] = {"", "{", "[]", "{\"pid\":\"x\",\"since_us\":-5}", "{\"host\":\"h\",\"pid\":7,\"since_us\":0}"};
    for (size_t i = 0; i < HC_LEN(holders); i++) {
        hc_err err = {0};
        assert_int_equal(hc_lock_held(hc_str_c(holders[i]), "r.haechi", &err), HC_E_HELD);
        assert_non_null(strstr(err.en, "r.haechi is held by"));
    }
    assert_int_equal(mkdir(fix_path, 0700), 0);     /* a folder has no room for a lock beside it that is a folder */
    assert_int_equal(rmdir(fix_path), 0);
    hc_lock lock;
    hc_err err = {0};
    assert_int_equal(hc_lock_take(&lock, "/nowhere/at/all", "log", 0, &err), HC_E_IO);
    hc_lock_release(&lock, true);
}

/* ---- what is rare but right ------------------------------------------------------------------------------------ */

static void numbers_are_an_object_of_whole_numbers(void **state)
{
    (void)state;
    static const struct { const char *text; int n; } cases[] = {
        {"{}", 0}, {"{\"a\":1}", 1}, {"{\"a\":1,\"b\":-2}", 2}, {"{", -1}, {"", -1}, {"x}", -1}, {"{x", -1}, {"{1}", -1},
        {"{\"\":1}", -1}, {"{\"a:1}", -1}, {"{a\":1}", -1}, {"{ab\":1}", -1}, {"{\"ab:1}", -1}, {"{\"a\":x}", -1}, {"{\"a\":1.5}", -1}, {"{\"a\"}", -1},
    };
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_num *nums;
        size_t n = 0;
        bool good = hc_nums_read(a, hc_str_c(cases[i].text), &nums, &n);
        if (good != (cases[i].n >= 0) || (good && (int)n != cases[i].n))
            fail_msg("%s: %d, %zu", cases[i].text, good, n);
    }
}

static hc_code put(hc_ledger *l, hc_entry e)
{
    return hc_ledger_wait(l, hc_ledger_append(l, &e, 1), NULL);
}

/* Entries that the program writes seldom or never: none of them may make a run that does not verify. */
static void odd_entries_verify(void **state)
{
    (void)state;
    hc_err why = {0};
    assert_int_equal(write_run(true, "i", &why), HC_OK);
    hc_ledger *l = fix_open(HC_OPEN_RESUME);
    static const hc_num nums[] = {{"tokens_out", INT64_MAX}, {"final", 7}, {"tokens_in", -5}, {"cost_usd_micro", -1}, {"a", 0}};
    hc_str one = HC_S("x"), set = HC_S("{\"v\":2}"), digest = HC_S("{\"digest\":\"y\"}");
    const hc_body_in two[] = {{"wire", &one, 1}, {"a", NULL, 0}}, defined[] = {{"other", &one, 1}, {"set", &set, 1}};
    const hc_body_in dflt = {"set", &digest, 1};
    hc_addr a = fix_addr("odd", 0, 1), score = fix_addr("odd", 0, 0);
    score.strand = HC_S("0");
    assert_int_equal(put(l, (hc_entry){.type = HC_ENT_INTENT, .addr = a, .asked = HC_S("m"), .nums = nums, .n_nums = 5, .bodies = two,
                                       .n_bodies = 2}), HC_OK);
    assert_int_equal(put(l, (hc_entry){.type = HC_ENT_REPLY, .addr = a, .asked = HC_S("m"), .code = HC_S("ok"), .nums = nums,
                                       .n_nums = 5, .final = true}), HC_OK);
    assert_int_equal(put(l, (hc_entry){.type = HC_ENT_CONTROL, .code = HC_S("set"), .bodies = defined, .n_bodies = 2}), HC_OK);
    assert_int_equal(put(l, (hc_entry){.type = HC_ENT_CONTROL, .code = HC_S("default_set"), .bodies = &dflt, .n_bodies = 1}), HC_OK);
    assert_int_equal(put(l, (hc_entry){.type = HC_ENT_CONTROL, .code = HC_S("pause")}), HC_OK);
    char hex[HC_SHA256_HEX], strand[16];
    hc_digest d = hc_sha256(set);
    hc_hex(d.b, sizeof d.b, hex);
    snprintf(strand, sizeof strand, "s:%.12s", hex);
    hc_str none = HC_S("[]");
    const hc_body_in nothing = {"outcomes", &none, 1};
    score.strand = hc_str_c(strand);
    assert_int_equal(put(l, (hc_entry){.type = HC_ENT_SCORE, .addr = score, .sset = hex, .bodies = &nothing, .n_bodies = 1}), HC_OK);
    score.strand = HC_S("0");
    assert_int_equal(put(l, (hc_entry){.type = HC_ENT_STOP, .addr = score, .code = HC_S("time")}), HC_OK);
    assert_int_equal(put(l, (hc_entry){.type = HC_ENT_CLOSE, .addr = score, .state = HC_ST_CAPPED}), HC_OK);
    FIX_OK(hc_ledger_close(l, err));
    hc_check check;
    if (read_run(NULL, &check, &why) != HC_OK)
        fail_msg("%s", why.en);
    assert_true(check.commitments_checked);
}

/* Another machine's log joins the run, as an exchange of runs will do it. */
static void a_foreign_log_verifies_beside_the_own_one(void **state)
{
    char other[sizeof fix_path], sql[256];
    hc_err why = {0};
    hc_check check, both;
    memcpy(other, fix_path, sizeof other);
    assert_int_equal(write_run(true, "i", &why), HC_OK);
    assert_int_equal(read_run(NULL, &check, &why), HC_OK);
    snprintf(fix_path, sizeof fix_path, "%s/b.haechi", fix_dir);
    hc_ledger *l;
    FIX_OK(hc_ledger_create(&(hc_create){.path = fix_path, .log_name = "b", .plan = HC_S("{\"v\":9}"), .endpoints = HC_S("{}"),
                                         .sys = &fix_sys}, &l, err));
    fix_intent(l, fix_addr("both", 0, 1), NULL);
    fix_intent(l, fix_addr("theirs", 0, 1), NULL);
    fix_reply(l, fix_addr("theirs", 0, 1), NULL, "ok", true, "their answer, another one");
    fix_close(l, fix_addr("theirs", 0, 1), HC_ST_ANSWERED);
    FIX_OK(hc_ledger_close(l, err));
    snprintf(sql, sizeof sql, "ATTACH '%s' AS b", fix_path);
    memcpy(fix_path, other, sizeof other);
    hc_db *db;
    FIX_OK(hc_db_open(fix_path, HC_DB_WRITE, NULL, &db, err));
    FIX_OK(hc_db_exec(db, sql, err));
    FIX_OK(hc_db_exec(db, "INSERT INTO log SELECT 2, hex, name, size, frontier, 0 FROM b.log;"
        "INSERT OR IGNORE INTO slot SELECT id+100, target, pack, item, transform, epoch FROM b.slot;"
        "INSERT INTO chunk SELECT id+1000, key, codec, data FROM b.chunk WHERE key NOT IN (SELECT key FROM main.chunk);"
        "INSERT OR IGNORE INTO body SELECT id+1000, iif(parent, parent+1000, 0), (SELECT c.id FROM main.chunk c JOIN b.chunk o ON"
        " o.key=c.key WHERE o.id=b.body.chunk) FROM b.body;"
        "INSERT INTO ref SELECT 2, r.seq, r.field, ifnull((SELECT id FROM main.body WHERE id=r.body+1000), (SELECT m.id FROM main.body m"
        " JOIN main.chunk c ON c.id=m.chunk JOIN b.chunk o ON o.key=c.key JOIN b.body x ON x.chunk=o.id WHERE x.id=r.body)) FROM b.ref r;"
        "INSERT INTO entry SELECT 2<<40|seq, 2, seq, v, t, type, slot+100, redo, strand, step, attempt, asked, code, of, state, final,"
        " question, sset, nums, refs, leaf, hash FROM b.entry;"
        "INSERT INTO sample SELECT slot+100, redo, 2, seq, state FROM b.sample", err));
    hc_db_close(db);
    if (read_run(NULL, &both, &why) != HC_OK)
        fail_msg("%s", why.en);
    assert_int_equal(both.entries, check.entries + 5);
    assert_false(both.commitments_checked);         /* their secret is not ours */
    assert_string_not_equal(both.root_hex, check.root_hex);
    assert_int_equal(write_run(false, "k", &why), HC_OK);
    assert_int_equal(read_run(NULL, &both, &why), HC_OK);
    fix_sql("UPDATE entry SET code='refused' WHERE log=2 AND type='reply'");
    assert_int_equal(read_run(NULL, &both, &why), HC_E_CORRUPT);
    snprintf(sql, sizeof sql, "%s/b.haechi", fix_dir);
    unlink(sql);
    snprintf(sql, sizeof sql, "%s/b.haechi-key", fix_dir);
    unlink(sql);
    (void)state;
}

static void what_stands_where_a_run_should_be(void **state)
{
    (void)state;
    hc_err why = {0};
    hc_ledger *l;
    beside("", "");                                 /* left by a kill while it was made */
    l = fix_create();
    FIX_OK(hc_ledger_close(l, err));
    unlink(fix_path);
    beside("", "");
    assert_int_equal(write_run(true, "i", &why), HC_OK);
    assert_int_equal(write_run(true, "i", &why), HC_E_INPUT);
    assert_string_equal(why.id, "E-RUN-07");
    char mine[sizeof fix_path];
    memcpy(mine, fix_path, sizeof mine);
    snprintf(fix_path, sizeof fix_path, "%s/n.haechi", fix_dir);
    assert_int_not_equal(hc_ledger_create(&(hc_create){.path = fix_path, .log_name = "t", .endpoints = HC_S("[]"), .sys = &fix_sys}, &l,
                                          &why), HC_OK);
    assert_false(fix_exists("") || fix_exists("-key"));
    memcpy(fix_path, mine, sizeof mine);
    beside("-journal", "not a journal");            /* SQLite decides that it is none */
    hc_check check;
    if (read_run(NULL, &check, &why) != HC_OK)
        fail_msg("%s", why.en);
    fix_sql("UPDATE log SET own=0");
    assert_int_equal(hc_ledger_open(fix_path, HC_OPEN_RESUME, NULL, NULL, &l, &why), HC_E_UNSUPPORTED);
    assert_string_equal(why.id, "E-RUN-04");
    unlink(fix_path);
    assert_int_equal(symlink("/dev/null", fix_path), 0);
    assert_int_equal(hc_ledger_create(&(hc_create){.path = fix_path, .log_name = "t", .sys = &fix_sys}, &l, &why), HC_E_INPUT);
    unlink(fix_path);
    beside("", "no database at all, but long enough to be read as the head of one: .................................");
    beside("-journal", "x");
    assert_int_not_equal(hc_ledger_open(fix_path, HC_OPEN_READ, NULL, NULL, &l, &why), HC_OK);
    assert_true(why.en[0] && why.ko[0]);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, fix_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(every_write_may_fail), T(every_read_may_fail), T(every_table_may_be_damaged), T(table_and_index_must_agree),
        T(numbers_are_an_object_of_whole_numbers), T(odd_entries_verify), T(a_foreign_log_verifies_beside_the_own_one),
        T(what_stands_where_a_run_should_be), T(a_key_file_that_is_none_stops_resuming_only), T(who_holds_a_run_is_told_whatever_the_lock_says),
    };
    return cmocka_run_group_tests_name("ledger faults", tests, NULL, NULL);
}
