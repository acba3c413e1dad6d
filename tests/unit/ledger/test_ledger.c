// SPDX-License-Identifier: Apache-2.0
#include "ledger_fixture.h"

#include <fcntl.h>
#include <sys/wait.h>

#include "io/co.h"

static hc_arena *arena;

static int setup(void **state)
{
    arena = hc_arena_new();
    return fix_setup(state);
}

static int teardown(void **state)
{
    hc_arena_free(arena);
    return fix_teardown(state);
}

static hc_check check(hc_ledger *l)
{
    hc_check c;
    FIX_OK(hc_ledger_check(l, &c, err));
    FIX_OK(hc_ledger_check_projections(l, err));
    return c;
}

static hc_str body(hc_ledger *l, uint64_t seq, const char *field)
{
    hc_str s;
    FIX_OK(hc_ledger_body(l, hc_ledger_log(l), seq, field, arena, &s, err));
    return s;
}

typedef struct seen { size_t n; hc_str leaf; hc_record last; } seen;

static hc_code see(void *ctx, const hc_record *r, hc_err *err)
{
    (void)err;
    seen *s = ctx;
    s->n++;
    s->leaf = hc_str_dup(arena, r->leaf);
    s->last = *r;
    return HC_OK;
}

/* ---- leaf -------------------------------------------------------------------------------------- */

static void leaf_bytes_are_frozen(void **state)
{
    (void)state;
    hc_ledger *l = fix_create();
    const hc_str chunks[] = {HC_S("{\"a\":"), HC_S("1}")};
    const hc_body_in wire = {"wire", chunks, 2};
    const hc_num nums[] = {{"tokens_in", 7}, {"http", 200}};
    const hc_entry e = {.type = HC_ENT_REPLY, .code = HC_S("ok"), .asked = HC_S("m"), .final = true, .nums = nums,
                        .n_nums = 2, .bodies = &wire, .n_bodies = 1,
                        .addr = {HC_S("m"), HC_S("p"), HC_S("문항\"1\xff"), HC_S("t"), 1, 2, HC_S("0/2"), 3, 4}};
    FIX_OK(hc_ledger_wait(l, hc_ledger_append(l, &e, 1), err));
    seen s = {0};
    FIX_OK(hc_ledger_each(l, HC_ENT_REPLY, NULL, see, &s, err));
    assert_int_equal(s.n, 1);
    static const char want[] =
        "{\"asked\":\"m\",\"attempt\":4,\"code\":\"ok\",\"epoch\":1,\"item\":\"문항\\\"1\\udcff\","
        "\"log\":\"0102030405060708\",\"nums\":{\"final\":1,\"http\":200,\"tokens_in\":7},\"of\":\"\",\"pack\":\"p\","
        "\"redo\":2,\"refs\":{\"blind\":\"hmac-sha256:d5bbb45e7d21635e962d85a30f1788b36a64ed35ef362553df8701765bf24d06\","
        "\"wire\":\"hmac-sha256:fc1e24a57633bc64fd1b31430746caada3126e88a37c84fecc74cd42c1b19332\"},"
        "\"seq\":1,\"state\":\"\",\"step\":3,\"strand\":\"0/2\",\"t\":1700000003000000,\"target\":\"m\",\"transform\":\"t\","
        "\"type\":\"reply\",\"v\":1}";
    assert_int_equal(s.leaf.n, sizeof want - 1);
    assert_memory_equal(s.leaf.p, want, s.leaf.n);
    assert_int_equal(check(l).entries, 2);
    FIX_OK(hc_ledger_close(l, err));
}

/* ---- bodies ------------------------------------------------------------------------------------ */

static hc_str noise(size_t n, bool compressible)
{
    char *p = hc_alloc(arena, n + 1);
    uint32_t x = 12345;
    for (size_t i = 0; i < n; i++) {
        x = x * 1664525 + 1013904223;
        p[i] = (char)(compressible ? 'a' + (x >> 30) : x >> 24);
    }
    return (hc_str){p, n};
}

static void bodies_of_every_size_come_back(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 511, 512, 513, 100000, (16 << 20) + 5};
    hc_ledger *l = fix_create();
    for (size_t i = 0; i < 2 * HC_LEN(sizes); i++) {
        hc_str chunk = noise(sizes[i / 2], i % 2);
        const hc_body_in b = {"wire", &chunk, 1};
        const hc_entry e = {.type = HC_ENT_CONTROL, .code = HC_S("env"), .bodies = &b, .n_bodies = 1};
        FIX_OK(hc_ledger_wait(l, hc_ledger_append(l, &e, 1), err));
        assert_true(hc_str_eq(body(l, i + 1, "wire"), chunk));
    }
    hc_str none;
    hc_err why;
    assert_int_equal(hc_ledger_body(l, hc_ledger_log(l), 1, "reply", arena, &none, &why), HC_E_NOTFOUND);
    check(l);
    FIX_OK(hc_ledger_close(l, err));
}

static int64_t ask_sql(const char *sql)
{
    hc_db *db;
    hc_stmt *s;
    bool row;
    FIX_OK(hc_db_open(fix_path, HC_DB_READ, NULL, &db, err));
    FIX_OK(hc_db_prepare(db, sql, &s, err));
    FIX_OK(hc_step(s, &row, err));
    int64_t v = hc_col_i64(s, 0);
    hc_db_close(db);
    return v;
}

static void a_dialogue_of_n_turns_stores_n_chunks(void **state)
{
    (void)state;
    enum { TURNS = 40 };
    hc_ledger *l = fix_create();
    int64_t before = ask_sql("SELECT count(*) FROM chunk");
    hc_str chunks[TURNS];
    for (size_t i = 0; i < TURNS; i++) {
        chunks[i] = hc_fmt(arena, "message %zu", i);
        const hc_body_in b = {"wire", chunks, i + 1};
        const hc_entry e = {.type = HC_ENT_INTENT, .addr = fix_addr("i", (uint32_t)i, 1), .bodies = &b, .n_bodies = 1};
        FIX_OK(hc_ledger_wait(l, hc_ledger_append(l, &e, 1), err));
    }
    assert_int_equal(ask_sql("SELECT count(*) FROM chunk") - before, TURNS);
    assert_true(hc_str_ends(body(l, TURNS, "wire"), HC_S("message 38message 39")));
    check(l);
    FIX_OK(hc_ledger_close(l, err));
    l = fix_open(HC_OPEN_RESUME); /* a new process has empty caches and finds the old rows */
    const hc_body_in b = {"wire", chunks, TURNS};
    const hc_entry e = {.type = HC_ENT_INTENT, .addr = fix_addr("j", 0, 1), .bodies = &b, .n_bodies = 1};
    FIX_OK(hc_ledger_wait(l, hc_ledger_append(l, &e, 1), err));
    assert_int_equal(ask_sql("SELECT count(*) FROM chunk") - before, TURNS);
    FIX_OK(hc_ledger_close(l, err));
}

/* ---- many entries against a model -------------------------------------------------------------- */

enum { MANY = 10000 };

static uint32_t dice_state;

static uint32_t dice(uint32_t n)
{
    dice_state = dice_state * 1664525 + 1013904223;
    return (dice_state >> 8) % n;
}

typedef struct model { uint8_t item; uint16_t text; bool close; } model;
static model made[MANY + 1];

static hc_code compare(void *ctx, const hc_record *r, hc_err *err)
{
    size_t *n = ctx;
    if (r->seq != *n)
        fail_msg("seq %llu instead of %zu", (unsigned long long)r->seq, *n);
    if (r->seq > 0) {
        const model *m = &made[r->seq];
        assert_true(r->type == (m->close ? HC_ENT_CLOSE : HC_ENT_INTENT));
        assert_true(hc_str_eq(r->addr.item, hc_fmt(arena, "item-%u", m->item)));
    }
    ++*n;
    (void)err;
    return HC_OK;
}

static void ten_thousand_random_appends_equal_a_model(void **state)
{
    (void)state;
    dice_state = 7;
    hc_ledger *l = fix_create();
    for (size_t done = 1; done <= MANY;) {
        hc_entry e[5];
        hc_str text[5];
        hc_body_in b[5];
        size_t n = 1 + dice(5);
        for (size_t i = 0; i < n && done + i <= MANY; i++) {
            model *m = &made[done + i];
            *m = (model){(uint8_t)dice(200), (uint16_t)dice(500), dice(4) == 0};
            text[i] = hc_fmt(arena, "text %u", m->text);
            b[i] = (hc_body_in){"wire", &text[i], 1};
            e[i] = (hc_entry){.type = m->close ? HC_ENT_CLOSE : HC_ENT_INTENT, .bodies = &b[i], .n_bodies = 1,
                              .addr = fix_addr("", dice(3), 1), .state = HC_ST_ANSWERED};
            e[i].addr.item = hc_fmt(arena, "item-%u", m->item);
        }
        if (done + n > MANY + 1)
            n = MANY + 1 - done;
        hc_ledger_append(l, e, n);
        done += n;
    }
    FIX_OK(hc_ledger_sync(l, err));
    size_t n = 0, n_samples;
    FIX_OK(hc_ledger_each(l, HC_ENT_COUNT, NULL, compare, &n, err));
    assert_int_equal(n, MANY + 1);
    for (uint64_t seq = 1; seq <= MANY; seq += 97)
        assert_true(hc_str_eq(body(l, seq, "wire"), hc_fmt(arena, "text %u", made[seq].text)));
    hc_sample_info *s;
    s = fix_list(l, arena, &n_samples);
    bool closed[200] = {false}, used[200] = {false};
    size_t n_used = 0;
    for (size_t i = 1; i <= MANY; i++) {
        n_used += !used[made[i].item];
        used[made[i].item] = true;
        closed[made[i].item] |= made[i].close;
    }
    assert_int_equal(n_samples, n_used);
    for (size_t i = 0; i < n_samples; i++) {
        int64_t item;
        assert_true(hc_parse_i64(hc_str_sub(s[i].addr.item, 5, 9), &item));
        assert_int_equal(s[i].state == HC_ST_ANSWERED, closed[item]);
    }
    assert_int_equal(check(l).entries, MANY + 1);
    FIX_OK(hc_ledger_close(l, err));
}

/* ---- life of a run file ------------------------------------------------------------------------ */

static void clean_close_leaves_one_private_file_and_resume_goes_on(void **state)
{
    (void)state;
    const hc_snapshot_file files[] = {{HC_S("p/b.md"), HC_S("two")}, {HC_S("p/a.csv"), HC_S("one")}};
    hc_ledger *l;
    FIX_OK(hc_ledger_create(&(hc_create){.path = fix_path, .log_name = "test", .plan = HC_S("{\"v\":1}"),
                                         .files = files, .n_files = 2, .sys = &fix_sys}, &l, err));
    assert_true(hc_ledger_clean(l));
    hc_err why;
    hc_ledger *other;
    assert_int_equal(hc_ledger_create(&(hc_create){.path = fix_path, .sys = &fix_sys}, &other, &why), HC_E_INPUT);
    FIX_OK(hc_ledger_close(l, err));
    struct stat st;
    assert_int_equal(stat(fix_path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_false(fix_exists("-wal") || fix_exists("-shm") || fix_exists("-lock") || fix_exists("-journal"));
    assert_true(fix_exists("-key"));
    assert_int_equal(ask_sql("PRAGMA application_id"), HC_RUN_APP_ID);
    l = fix_open(HC_OPEN_RESUME);
    assert_true(hc_ledger_clean(l));
    fix_intent(l, fix_addr("i", 0, 1), NULL);
    assert_int_equal(check(l).entries, 2);
    hc_str plan;
    hc_snapshot_file *back;
    size_t n;
    FIX_OK(hc_ledger_plan(l, arena, &plan, err));
    assert_true(hc_str_is(plan, "{\"v\":1}"));
    FIX_OK(hc_ledger_snapshot(l, arena, &back, &n, err));
    assert_int_equal(n, 2);
    assert_true(hc_str_is(back[0].path, "p/a.csv") && hc_str_is(back[0].bytes, "one"));
    FIX_OK(hc_ledger_close(l, err));
}

static void time_never_runs_backwards_in_a_log(void **state)
{
    (void)state;
    hc_ledger *l = fix_create();
    fix_intent(l, fix_addr("i", 0, 1), NULL);
    seen s = {0};
    FIX_OK(hc_ledger_each(l, HC_ENT_COUNT, NULL, see, &s, err));
    int64_t t = s.last.t_us;
    FIX_OK(hc_ledger_close(l, err));
    fix_now -= 100000000000;
    l = fix_open(HC_OPEN_RESUME);
    fix_intent(l, fix_addr("i", 0, 2), NULL);
    FIX_OK(hc_ledger_each(l, HC_ENT_COUNT, NULL, see, &s, err));
    assert_int_equal(s.last.t_us, t);
    check(l);
    FIX_OK(hc_ledger_close(l, err));
}

static void abandoned_run_is_unclean_and_complete(void **state)
{
    (void)state;
    hc_ledger *l = fix_create();
    fix_intent(l, fix_addr("i", 0, 1), NULL);
    hc_ledger_abandon(l);
    assert_true(fix_exists("-wal"));
    l = fix_open(HC_OPEN_READ);
    assert_false(hc_ledger_clean(l));
    assert_int_equal(check(l).entries, 2);
    FIX_OK(hc_ledger_close(l, err));
    l = fix_open(HC_OPEN_RESUME);
    assert_false(hc_ledger_clean(l));
    FIX_OK(hc_ledger_close(l, err));
    l = fix_open(HC_OPEN_READ);
    assert_true(hc_ledger_clean(l));
    FIX_OK(hc_ledger_close(l, err));
}

static void a_live_run_can_be_read_and_not_resumed(void **state)
{
    (void)state;
    hc_ledger *l = fix_create(), *r;
    fix_intent(l, fix_addr("i", 0, 1), NULL);
    r = fix_open(HC_OPEN_READ);
    assert_true(hc_ledger_clean(r));
    assert_int_equal(check(r).entries, 2);
    fix_intent(l, fix_addr("i", 1, 1), NULL);
    assert_int_equal(check(r).entries, 3);
    pid_t child = fork();
    if (child == 0) { /* another process: flock would also hold against a second open of ours */
        hc_err why;
        hc_code c = hc_ledger_open(fix_path, HC_OPEN_RESUME, NULL, &fix_sys, &l, &why);
        char holder[40];
        snprintf(holder, sizeof holder, "held by pid %d on host", (int)getppid());
        _exit(c == HC_E_HELD && strcmp(why.id, "E-RUN-02") == 0 && strstr(why.en, holder) ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    FIX_OK(hc_ledger_close(r, err));
    FIX_OK(hc_ledger_close(l, err));
}

static void resume_without_key_file_is_refused_and_reading_is_not(void **state)
{
    (void)state;
    hc_ledger *l = fix_create();
    FIX_OK(hc_ledger_close(l, err));
    char key[160];
    snprintf(key, sizeof key, "%s-key", fix_path);
    unlink(key);
    hc_err why;
    assert_int_equal(hc_ledger_open(fix_path, HC_OPEN_RESUME, NULL, &fix_sys, &l, &why), HC_E_NOTFOUND);
    assert_string_equal(why.id, "E-RUN-03");
    l = fix_open(HC_OPEN_READ);
    assert_false(check(l).commitments_checked);
    assert_true(hc_str_is(hc_ledger_endpoints(l), "{}"));
    FIX_OK(hc_ledger_close(l, err));
}

static void key_file_keeps_endpoints_is_private_and_never_in_the_run(void **state)
{
    (void)state;
    hc_ledger *l = fix_create();
    assert_true(hc_str_is(hc_ledger_endpoints(l), "{\"m\":{\"url\":\"http://x\",\"p\":0.5}}"));
    FIX_OK(hc_ledger_set_endpoints(l, HC_S("{\"n\":1}"), err));
    FIX_OK(hc_ledger_close(l, err));
    char key[160];
    snprintf(key, sizeof key, "%s-key", fix_path);
    chmod(key, 0644);
    l = fix_open(HC_OPEN_RESUME);
    struct stat st;
    assert_int_equal(stat(key, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_true(hc_str_is(hc_ledger_endpoints(l), "{\"n\":1}"));
    FIX_OK(hc_ledger_close(l, err));
    /* The secret is the bytes 09 0a ... 28. */
    char secret[32], file[1 << 16];
    for (size_t i = 0; i < sizeof secret; i++)
        secret[i] = (char)(9 + i);
    int fd = open(fix_path, O_RDONLY);
    bool inside = false;
    for (ssize_t n; (n = read(fd, file, sizeof file)) > 0;)
        inside |= memmem(file, (size_t)n, secret, sizeof secret) != NULL;
    close(fd);
    assert_false(inside);
}

static void opening_says_what_is_wrong(void **state)
{
    (void)state;
    hc_ledger *l;
    hc_err why;
    assert_int_equal(hc_ledger_open(fix_path, HC_OPEN_READ, NULL, NULL, &l, &why), HC_E_NOTFOUND);
    FILE *f = fopen(fix_path, "w");
    fclose(f);
    assert_int_equal(hc_ledger_open(fix_path, HC_OPEN_READ, NULL, NULL, &l, &why), HC_E_INPUT);
    unlink(fix_path);
    l = fix_create();
    FIX_OK(hc_ledger_close(l, err));
    fix_sql("PRAGMA user_version=2");
    assert_int_equal(hc_ledger_open(fix_path, HC_OPEN_READ, NULL, NULL, &l, &why), HC_E_UNSUPPORTED);
}

static void request_ids_follow_address_and_attempt(void **state)
{
    (void)state;
    hc_ledger *l = fix_create();
    char a[33], b[33], again[33];
    hc_addr addr = fix_addr("i", 0, 1);
    hc_ledger_request_id(l, &addr, a);
    hc_ledger_request_id(l, &addr, again);
    addr.attempt = 2;
    hc_ledger_request_id(l, &addr, b);
    assert_int_equal(strlen(a), 32);
    assert_string_equal(a, again);
    assert_string_not_equal(a, b);
    FIX_OK(hc_ledger_close(l, err));
}

/* ---- scores and totals ------------------------------------------------------------------------- */

static void put_score(hc_ledger *l, const char *digest, const char *value)
{
    const hc_outcome o = {.scorer = HC_S("class"), .kind = HC_OUT_VALUE, .value = hc_str_c(value)};
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_outcomes_write(&o, 1, &b);
    hc_buf_ch(&b, '\0');
    hc_addr a = fix_addr("i", 0, 0);
    a.strand = hc_fmt(arena, "s:%.12s", digest);
    fix_put(l, (hc_entry){.type = HC_ENT_SCORE, .addr = a, .sset = digest, .outcomes = &o, .n_outcomes = 1},
            "outcomes", b.p);
}

static hc_code keep_score(void *ctx, const hc_score_info *s, hc_err *e)
{
    hc_score_info *last = ctx;
    (void)e;
    assert_int_equal(last->body, 0);
    *last = *s;
    return HC_OK;
}

static void score_sets_have_ordinals_a_default_and_newest_scores(void **state)
{
    (void)state;
    hc_ledger *l = fix_create();
    fix_put(l, (hc_entry){.type = HC_ENT_CONTROL, .code = HC_S("set")}, "set", "{\"a\":1}");
    fix_put(l, (hc_entry){.type = HC_ENT_CONTROL, .code = HC_S("set")}, "set", "{\"a\":2}");
    hc_sset *sets;
    size_t n;
    FIX_OK(hc_ledger_ssets(l, arena, &sets, &n, err));
    assert_int_equal(n, 2);
    assert_true(sets[0].dflt && !sets[1].dflt && sets[1].ordinal == 2);
    assert_true(hc_str_is(sets[1].definition, "{\"a\":2}"));
    put_score(l, sets[0].digest, "safe");
    put_score(l, sets[1].digest, "unsafe");
    put_score(l, sets[0].digest, "partial");
    fix_put(l, (hc_entry){.type = HC_ENT_CONTROL, .code = HC_S("default_set")}, "set",
            hc_cstr(arena, hc_fmt(arena, "{\"digest\":\"%s\"}", sets[1].digest)));
    hc_addr scored = fix_addr("i", 0, 0);
    hc_score_info last = {0};
    hc_str one, two;
    FIX_OK(hc_ledger_scores(l, sets[0].digest, keep_score, &last, err));
    FIX_OK(hc_ledger_body_at(l, last.body, arena, &one, err));
    FIX_OK(hc_ledger_score_of(l, sets[0].digest, &scored, arena, &two, err));
    assert_true(last.slot == 1 && hc_str_find(one, HC_S("partial")) > 0 && hc_str_eq(one, two));
    scored.redo = 1;
    FIX_OK(hc_ledger_score_of(l, sets[0].digest, &scored, arena, &two, err));
    assert_int_equal(two.n, 0);
    FIX_OK(hc_ledger_ssets(l, arena, &sets, &n, err));
    assert_true(!sets[0].dflt && sets[1].dflt);
    check(l);
    FIX_OK(hc_ledger_close(l, err));
    fix_sql("UPDATE score SET outcome='safe' WHERE outcome='partial'");
    l = fix_open(HC_OPEN_READ);
    hc_err why;
    assert_int_equal(hc_ledger_check_projections(l, &why), HC_E_CORRUPT);
    assert_non_null(strstr(why.en, "score"));
    FIX_OK(hc_ledger_close(l, err));
    fix_sql("DELETE FROM ref WHERE field='outcomes'");
    l = fix_open(HC_OPEN_READ);
    assert_int_equal(hc_ledger_scores(l, sets[0].digest, keep_score, &last, &why), HC_E_CORRUPT);
    assert_int_equal(hc_ledger_check_projections(l, &why), HC_E_CORRUPT);
    FIX_OK(hc_ledger_close(l, err));
}

/* What a table holds beyond the entries, lacks, or holds under another sample. */
static void each_projection_is_compared_row_by_row(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "INSERT INTO sample VALUES(7, 0, 1, NULL, '')", "DELETE FROM sample WHERE slot=1", "UPDATE sample SET redo=1 WHERE slot=2",
        "UPDATE sample SET state='failed' WHERE slot=1", "UPDATE sample SET seq=NULL WHERE slot=1", "UPDATE sample SET log=2 WHERE slot=2",
        "INSERT INTO score SELECT sset, 2, redo, log, scorer, outcome, seq FROM score", "DELETE FROM score",
        "UPDATE score SET scorer='match'", "UPDATE score SET seq=seq-1", "UPDATE score SET slot=2"};
    for (size_t i = 0; i < HC_LEN(wrong); i++) {
        hc_ledger *l = fix_create();
        hc_sset *sets;
        size_t n;
        hc_err why = {0};
        fix_put(l, (hc_entry){.type = HC_ENT_CONTROL, .code = HC_S("set")}, "set", "{}");
        FIX_OK(hc_ledger_ssets(l, arena, &sets, &n, err));
        fix_reply(l, fix_addr("i", 0, 1), &(hc_digest){{1}}, "ok", true, "a");
        fix_reply(l, fix_addr("j", 0, 1), &(hc_digest){{1}}, "ok", true, "a");
        put_score(l, sets[0].digest, "safe");
        fix_close(l, fix_addr("i", 0, 0), HC_ST_ANSWERED);
        check(l);
        FIX_OK(hc_ledger_close(l, err));
        fix_sql(wrong[i]);
        l = fix_open(HC_OPEN_READ);
        if (hc_ledger_check_projections(l, &why) != HC_E_CORRUPT)
            fail_msg("nobody noticed: %s", wrong[i]);
        assert_non_null(strstr(why.en, strstr(wrong[i], "sample") ? "table sample" : "table score"));
        FIX_OK(hc_ledger_close(l, err));
        assert_int_equal(fix_teardown(NULL), 0);
        assert_int_equal(fix_setup(NULL), 0);
    }
}

static void call(hc_ledger *l, const char *asked, uint32_t attempt, int64_t bound, const char *code, int64_t cost)
{
    const hc_num in[] = {{"cost_max_usd_micro", bound}};
    const hc_num out[] = {{"cost_usd_micro", cost}, {"tokens_in", 10}, {"tokens_out", 2}};
    hc_addr a = fix_addr("i", 0, attempt);
    a.strand = hc_str_c(asked);
    fix_put(l, (hc_entry){.type = HC_ENT_INTENT, .addr = a, .asked = hc_str_c(asked), .nums = in, .n_nums = 1}, NULL,
            NULL);
    if (code)
        fix_put(l, (hc_entry){.type = HC_ENT_REPLY, .addr = a, .asked = hc_str_c(asked), .code = hc_str_c(code),
                              .nums = out, .n_nums = 3}, NULL, NULL);
}

static void totals_bound_the_cost_of_what_is_in_doubt(void **state)
{
    (void)state;
    hc_ledger *l = fix_create();
    call(l, "m", 1, 100, "timeout", 0);
    call(l, "m", 2, 100, "throttled", 0);
    call(l, "m", 3, 100, "ok", 30);
    call(l, "j", 1, 500, NULL, 0);
    hc_totals t;
    FIX_OK(hc_ledger_totals(l, "", &t, err));
    assert_true(t.calls == 4 && t.replies == 3 && t.retries == 2 && t.in_doubt == 2 && t.throttled == 1);
    assert_true(t.cost_usd_micro == 30 && t.cost_max_usd_micro == 630 && !t.unbounded);
    assert_true(t.tokens_in == 30 && t.tokens_out == 6);
    assert_true(t.first_us > 1700000000000000 && t.last_us > t.first_us);
    FIX_OK(hc_ledger_totals(l, "j", &t, err));
    assert_true(t.calls == 1 && t.in_doubt == 1 && t.cost_max_usd_micro == 500);
    call(l, "k", 1, -1, "reset", 0);
    FIX_OK(hc_ledger_totals(l, "k", &t, err));
    assert_true(t.unbounded);
    FIX_OK(hc_ledger_close(l, err));
}

/* ---- evidence ---------------------------------------------------------------------------------- */

static void every_kind_of_tampering_is_found(void **state)
{
    (void)state;
    static const char *const tampering[] = {
        "UPDATE entry SET code='refused' WHERE seq=2",
        "UPDATE entry SET leaf=CAST(replace(CAST(leaf AS TEXT),'\"step\":0','\"step\":1') AS BLOB), step=1 WHERE seq=1",
        "UPDATE entry SET hash=zeroblob(32) WHERE seq=1",
        "UPDATE entry SET final=0 WHERE seq=2",
        "UPDATE chunk SET data=CAST('asK' AS BLOB) WHERE data=CAST('ask' AS BLOB)",
        "UPDATE ref SET body=(SELECT min(id) FROM body) WHERE seq=2",
        "DELETE FROM ref WHERE seq=2",
        "DELETE FROM entry WHERE seq=2",
        "UPDATE log SET size=2",
        "UPDATE slot SET item='other'",
    };
    for (size_t i = 0; i < HC_LEN(tampering); i++) {
        fix_teardown(NULL);
        fix_setup(NULL);
        hc_ledger *l = fix_create();
        fix_intent(l, fix_addr("i", 0, 1), NULL);
        fix_reply(l, fix_addr("i", 0, 1), NULL, "ok", true, "an answer");
        FIX_OK(hc_ledger_close(l, err));
        fix_sql(tampering[i]);
        l = fix_open(HC_OPEN_READ);
        hc_check c;
        hc_err why = {0};
        if (hc_ledger_check(l, &c, &why) != HC_E_CORRUPT)
            fail_msg("not found: %s", tampering[i]);
        FIX_OK(hc_ledger_close(l, err));
    }
}

static void damaged_bytes_of_the_file_are_found(void **state)
{
    (void)state;
    hc_ledger *l = fix_create();
    fix_reply(l, fix_addr("i", 0, 1), NULL, "ok", true, "an answer that stands in a page of the file");
    FIX_OK(hc_ledger_close(l, err));
    char file[1 << 18];
    int fd = open(fix_path, O_RDWR);
    ssize_t n = read(fd, file, sizeof file);
    char *hit = memmem(file, (size_t)n, "an answer that", 14);
    assert_non_null(hit);
    assert_int_equal(pwrite(fd, "A", 1, hit - file), 1);
    close(fd);
    l = fix_open(HC_OPEN_READ);
    hc_check c;
    hc_err why;
    assert_int_equal(hc_ledger_check(l, &c, &why), HC_E_CORRUPT);
    FIX_OK(hc_ledger_close(l, err));
}

static void second_reader(char *out, size_t n, int *status)
{
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(fds[1], STDOUT_FILENO);
        dup2(fds[1], STDERR_FILENO);
        execl("/usr/bin/python3", "python3", HC_SECOND_READER, fix_path, (char *)NULL);
        _exit(127);
    }
    close(fds[1]);
    size_t got = 0;
    for (ssize_t k; got < n - 1 && (k = read(fds[0], out + got, n - 1 - got)) > 0;)
        got += (size_t)k;
    out[got] = '\0';
    close(fds[0]);
    waitpid(child, status, 0);
}

static void the_second_reader_agrees(void **state)
{
    (void)state;
    hc_ledger *l = fix_create();
    hc_str big = noise(3000, true);
    fix_intent(l, fix_addr("문항 \n\"1\" \xff", 0, 1), NULL);
    fix_reply(l, fix_addr("문항 \n\"1\" \xff", 0, 1), NULL, "ok", true, big.p);
    fix_close(l, fix_addr("i", 0, 0), HC_ST_NOT_TESTED);
    hc_check c = check(l);
    FIX_OK(hc_ledger_close(l, err));
    char out[2000], want[200];
    int status;
    second_reader(out, sizeof out, &status);
    snprintf(want, sizeof want, "entries 4  commitments 7  root %s\n", c.root_hex);
    assert_string_equal(out, want);
    assert_int_equal(status, 0);
    fix_sql("UPDATE entry SET t=t+1 WHERE seq=3");
    second_reader(out, sizeof out, &status);
    assert_non_null(strstr(out, ":3 differs from its columns"));
    assert_int_equal(WEXITSTATUS(status), 1);
}

/* ---- coroutines -------------------------------------------------------------------------------- */

typedef struct actor { hc_ledger *l; int id; int *order; int *n; } actor;

static HC_CO void act(void *arg)
{
    actor *a = arg;
    for (uint32_t step = 0; step < 20; step++) {
        const char *item = hc_cstr(arena, hc_fmt(arena, "i%d", a->id));
        const hc_entry e = {.type = HC_ENT_INTENT, .addr = fix_addr(item, step, 1)};
        hc_err why;
        if (hc_ledger_wait(a->l, hc_ledger_append(a->l, &e, 1), &why) != HC_OK)
            return;
    }
    a->order[(*a->n)++] = a->id;
}

static void coroutines_are_woken_when_their_entries_are_durable(void **state)
{
    (void)state;
    enum { ACTORS = 50 };
    hc_loop *loop = hc_loop_new();
    hc_ledger *l;
    FIX_OK(hc_ledger_create(&(hc_create){.path = fix_path, .log_name = "test", .plan = HC_S("{}"), .loop = loop,
                                         .sys = &fix_sys}, &l, err));
    actor actors[ACTORS];
    int order[ACTORS], n = 0;
    for (int i = 0; i < ACTORS; i++) {
        actors[i] = (actor){l, i, order, &n};
        hc_co_start(loop, act, &actors[i]);
    }
    hc_loop_run(loop);
    assert_int_equal(n, ACTORS);
    assert_int_equal(check(l).entries, 1 + 20 * ACTORS);
    FIX_OK(hc_ledger_close(l, err));
    hc_loop_free(loop);
}

static void cancelled_wait_returns_and_the_entry_stays(void **state)
{
    (void)state;
    hc_loop *loop = hc_loop_new();
    hc_ledger *l;
    FIX_OK(hc_ledger_create(&(hc_create){.path = fix_path, .log_name = "test", .plan = HC_S("{}"), .loop = loop,
                                         .sys = &fix_sys}, &l, err));
    int order[1], n = 0;
    actor a = {l, 0, order, &n};
    hc_co_cancel(hc_co_start(loop, act, &a));
    hc_loop_run(loop);
    assert_int_equal(n, 0);
    FIX_OK(hc_ledger_sync(l, err));
    assert_in_range(check(l).entries, 2, 21);
    FIX_OK(hc_ledger_close(l, err));
    hc_loop_free(loop);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(leaf_bytes_are_frozen),
        T(bodies_of_every_size_come_back),
        T(a_dialogue_of_n_turns_stores_n_chunks),
        T(ten_thousand_random_appends_equal_a_model),
        T(clean_close_leaves_one_private_file_and_resume_goes_on),
        T(time_never_runs_backwards_in_a_log),
        T(abandoned_run_is_unclean_and_complete),
        T(a_live_run_can_be_read_and_not_resumed),
        T(resume_without_key_file_is_refused_and_reading_is_not),
        T(key_file_keeps_endpoints_is_private_and_never_in_the_run),
        T(opening_says_what_is_wrong),
        T(request_ids_follow_address_and_attempt),
        T(score_sets_have_ordinals_a_default_and_newest_scores),
        T(each_projection_is_compared_row_by_row),
        T(totals_bound_the_cost_of_what_is_in_doubt),
        T(every_kind_of_tampering_is_found),
        T(damaged_bytes_of_the_file_are_found),
        T(the_second_reader_agrees),
        T(coroutines_are_woken_when_their_entries_are_durable),
        T(cancelled_wait_returns_and_the_entry_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
