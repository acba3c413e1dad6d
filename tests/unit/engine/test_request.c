// SPDX-License-Identifier: Apache-2.0
/* Lines that ask something of a run, and the decisions that a run file remembers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "engine/request.h"

static hc_arena *a;
static char dir[64], path[96];

static int setup(void **state)
{
    (void)state;
    a = hc_arena_new();
    snprintf(dir, sizeof dir, "/tmp/haechi-request-XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    snprintf(path, sizeof path, "%s/r.haechi", dir);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    static const char *const ends[] = {"", "-key", "-lock", "-wal", "-shm"};
    for (size_t i = 0; i < HC_LEN(ends); i++)
        unlink(hc_fmt(a, "%s%s", path, ends[i]).p);
    hc_arena_free(a);
    return rmdir(dir);
}

static void a_request_reads_back_as_written(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "{\"do\":\"pause\"}", "{\"do\":\"unpause\",\"who\":\"kim\"}", "{\"do\":\"stop\",\"value\":1}", "{\"do\":\"status\"}",
        "{\"do\":\"jobs\",\"target\":\"m\",\"value\":-1}", "{\"do\":\"max_cost\",\"value\":5}", "{\"do\":\"max_time\",\"value\":7}",
        "{\"do\":\"requeue\",\"samples\":[\"a\",\"m/p/b#2\"],\"failed\":true}", "{\"do\":\"requeue\",\"samples\":[]}",
    };
    for (size_t i = 0; i < HC_LEN(lines); i++) {
        hc_request r, again;
        hc_err err = {0};
        HC_AUTO(hc_buf) first = {0}, second = {0};
        if (hc_request_read(a, hc_str_c(lines[i]), &r, &err) != HC_OK)
            fail_msg("%s: %s", lines[i], err.en);
        assert_int_equal(r.cmd.uid, -1);
        hc_buf_init(&first, SIZE_MAX);
        hc_buf_init(&second, SIZE_MAX);
        hc_request_write(&r, &first);
        assert_int_equal(hc_request_read(a, hc_str_dup(a, hc_buf_view(&first)), &again, NULL), HC_OK);
        hc_request_write(&again, &second);
        assert_true(hc_str_eq(hc_buf_view(&first), hc_buf_view(&second)));
        assert_true(r.is_status == again.is_status && r.cmd.kind == again.cmd.kind);
    }
}

static void what_is_no_request_is_refused(void **state)
{
    (void)state;
    HC_AUTO(hc_buf) many;
    hc_buf_init(&many, SIZE_MAX);
    hc_buf_c(&many, "{\"do\":\"requeue\",\"samples\":[\"a\"");
    for (int i = 0; i < HC_REQUEST_SAMPLES_MAX; i++)
        hc_buf_c(&many, ",\"a\"");
    hc_buf_c(&many, "]}");
    const char *lines[] = {
        "", "{", "[]", "{}", "{\"do\":7}", "{\"do\":\"fly\"}", "{\"do\":\"pause\",\"more\":1}", "{\"do\":\"pause\",\"who\":1}",
        "{\"do\":\"jobs\",\"target\":[]}", "{\"do\":\"jobs\",\"value\":\"4\"}", "{\"do\":\"jobs\",\"value\":1.5}",
        "{\"do\":\"requeue\",\"failed\":1}", "{\"do\":\"requeue\",\"samples\":\"a\"}", "{\"do\":\"requeue\",\"samples\":[1]}",
        "{\"do\":\"requeue\",\"samples\":[\"\"]}", hc_cstr(a, hc_buf_view(&many)),
    };
    for (size_t i = 0; i < HC_LEN(lines); i++) {
        hc_request r;
        hc_err err = {0};
        if (hc_request_read(a, hc_str_c(lines[i]), &r, &err) != HC_E_USAGE || !err.en[0] || !err.ko[0])
            fail_msg("%.80s", lines[i]);
    }
}

/* Appends a control entry with this body (NULL: none) to a new run and reads all changes. */
static hc_code changes_of(const char *code, const char *text, hc_changes *out, hc_err *err)
{
    hc_ledger *l;
    hc_str body = hc_str_c(text ? text : "");
    hc_body_in field = {code, &body, 1};
    hc_entry e = {.type = HC_ENT_CONTROL, .code = hc_str_c(code), .bodies = &field, .n_bodies = text ? 1 : 0};
    assert_int_equal(hc_ledger_create(&(hc_create){.path = path, .log_name = "t", .plan = HC_S("{\"v\":1}")}, &l, NULL), HC_OK);
    assert_int_equal(hc_ledger_wait(l, hc_ledger_append(l, &e, 1), NULL), HC_OK);
    hc_code c = hc_changes_read(l, a, out, err);
    assert_int_equal(hc_ledger_close(l, NULL), HC_OK);
    unlink(path);
    return c;
}

static void decisions_are_read_or_refused(void **state)
{
    (void)state;
    static const struct { const char *code, *body; hc_code want; size_t n; } cases[] = {
        {"pause", NULL, HC_OK, 0}, {"default_set", "{}", HC_OK, 0}, {"pause", "{\"key\":\"paused\",\"to\":1}", HC_OK, 1},
        {"retune", "{\"key\":\"jobs\",\"target\":\"m\",\"to\":8}", HC_OK, 1}, {"cap", "{\"key\":\"later\",\"to\":-9}", HC_OK, 0},
        {"pause", "{\"key\":\"paused\",\"to\":2}", HC_E_CORRUPT, 0}, {"pause", "{\"key\":\"paused\"}", HC_E_CORRUPT, 0},
        {"pause", "{}", HC_E_CORRUPT, 0}, {"cap", "not json", HC_E_CORRUPT, 0},
    };
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_changes changes;
        hc_err err = {0};
        hc_code c = changes_of(cases[i].code, cases[i].body, &changes, &err);
        if (c != cases[i].want || (c == HC_OK && changes.n != cases[i].n) || (c != HC_OK && !(err.en[0] && err.ko[0])))
            fail_msg("%s %s: %d", cases[i].code, cases[i].body ? cases[i].body : "-", c);
    }
}

static void the_newest_decision_counts(void **state)
{
    (void)state;
    hc_change list[] = {{.key = HC_S("jobs"), .target = HC_S("m"), .to = 4}, {.key = HC_S("jobs"), .target = HC_S("n"), .to = 9},
                        {.key = HC_S("jobs"), .target = HC_S("m"), .to = 6}, {.key = HC_S("paused"), .target = HC_S(""), .to = 1}};
    hc_changes c = {list, HC_LEN(list)};
    assert_int_equal(hc_changes_newest(&c, "jobs", HC_S("m"), -1), 6);
    assert_int_equal(hc_changes_newest(&c, "jobs", HC_S("n"), -1), 9);
    assert_int_equal(hc_changes_newest(&c, "jobs", HC_S("o"), -1), -1);
    assert_int_equal(hc_changes_newest(&c, "paused", HC_S(""), 0), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_request_reads_back_as_written, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_no_request_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(decisions_are_read_or_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(the_newest_decision_counts, setup, teardown),
    };
    return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
