// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "pack/pack.h"

#define SCORER(id, argv) "scorers: [{id: " id ", kind: command, command: " argv "}]\n"

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

/* A pack of one item; with `path` also one file of code. */
static hc_code parse(const char *scorers, const char *path, const char *code, hc_pack **out, hc_err *err)
{
    hc_pack_file *f = HC_NEW_N(a, hc_pack_file, 3);
    f[0] = (hc_pack_file){HC_S("pack.yaml"), hc_fmt(a, "name: p\n%s", scorers)};
    f[1] = (hc_pack_file){HC_S("items/i.jsonl"), HC_S("{\"id\":\"a\",\"prompt\":\"q\"}\n")};
    if (path)
        f[2] = (hc_pack_file){hc_str_c(path), hc_str_c(code)};
    return hc_pack_parse(a, HC_S("p"), f, path ? 3 : 2, out, err);
}

static hc_pack *good(const char *scorers, const char *path, const char *code)
{
    hc_pack *p = NULL;
    hc_err err = {0};
    if (parse(scorers, path, code, &p, &err) != HC_OK)
        fail_msg("%s %s", err.id, err.en);
    return p;
}

static void bad(const char *scorers, const char *path, const char *id, const char *part)
{
    hc_pack *p;
    hc_err err = {0};
    assert_int_equal(parse(scorers, path, "x", &p, &err), HC_E_INPUT);
    assert_string_equal(err.id, id);
    if (!strstr(err.en, part))
        fail_msg("no \"%s\" in: %s", part, err.en);
}

/* The digest by hand: what a second reader would compute. */
static void the_digest_is_that_of_scorers_and_code(void **state)
{
    (void)state;
    hc_pack *p = good(SCORER("x", "[sh, code/a.sh]"), "code/a.sh", "echo\n");
    char hex[HC_SHA256_HEX], want[HC_SHA256_HEX];
    hc_digest d = hc_sha256(HC_S("echo\n"));
    hc_hex(d.b, HC_SHA256_BYTES, hex);
    d = hc_sha256(hc_fmt(a, "{\"files\":[[\"code/a.sh\",\"%s\"]],\"scorers\":[{\"command\":[\"sh\",\"code/a.sh\"],\"id\":\"x\","
                            "\"kind\":\"command\"}]}", hex));
    hc_hex(d.b, HC_SHA256_BYTES, want);
    assert_string_equal(p->code_digest, want);
    assert_int_equal(p->n_commands, 1);
    assert_int_equal(p->commands[0].n_argv, 2);
    assert_true(hc_str_is(p->commands[0].argv[1], "code/a.sh"));
}

static void any_change_of_the_code_changes_both_digests(void **state)
{
    (void)state;
    const hc_pack *p = good(SCORER("x", "[sh, code/a.sh]"), "code/a.sh", "echo\n");
    const hc_pack *others[] = {
        good(SCORER("x", "[sh, code/a.sh]"), "code/a.sh", "echo"),
        good(SCORER("x", "[sh, code/a.sh]"), "code/b.sh", "echo\n"),
        good(SCORER("x", "[sh, code/a.sh]"), NULL, NULL),
        good(SCORER("x", "[sh, code/a.sh, more]"), "code/a.sh", "echo\n"),
        good(SCORER("y", "[sh, code/a.sh]"), "code/a.sh", "echo\n"),
    };
    for (size_t i = 0; i < HC_LEN(others); i++) {
        assert_string_not_equal(p->code_digest, others[i]->code_digest);
        assert_false(hc_digest_eq(&p->digest, &others[i]->digest));
    }
}

static void a_pack_without_scorers_keeps_its_digest(void **state)
{
    (void)state;
    const hc_pack *p = good("", "code/a.sh", "echo\n"), *q = good("", NULL, NULL);
    assert_string_equal(p->code_digest, "");
    assert_true(hc_digest_eq(&p->digest, &q->digest));
}

static void scorers_are_checked_before_anything_runs(void **state)
{
    (void)state;
    bad("scorers: x\n", NULL, "E-PACK-09", "\"scorers\"");
    bad(SCORER("Big", "[sh]"), NULL, "E-PACK-09", "\"id\"");
    bad(SCORER("judge", "[sh]"), NULL, "E-PACK-09", "\"id\"");
    bad("scorers: [{id: x, command: [sh]}, {id: x, command: [sh]}]\n", NULL, "E-PACK-09", "\"id\"");
    bad(SCORER("x", "sh -c ls"), NULL, "E-PACK-09", "\"command\"");
    bad(SCORER("x", "[]"), NULL, "E-PACK-09", "\"command\"");
    bad(SCORER("x", "[sh, [a]]"), NULL, "E-PACK-09", "\"command\"");
    bad("scorers: [{id: x, kind: regex, command: [sh]}]\n", NULL, "E-PACK-09", "\"kind\"");
    bad("scorers: [{id: x, comand: [sh]}]\n", NULL, "E-PACK-08", "comand");
}

/* These names are written to disk when a stranger's run is resumed. */
static void code_files_cannot_leave_their_folder(void **state)
{
    (void)state;
    static const char *const paths[] = {"code/../x", "code/a/../../../x", "code//x", "code/./x", "code/.x", "code/x/", "code/a\nb"};
    for (size_t i = 0; i < HC_LEN(paths); i++)
        bad(SCORER("x", "[sh]"), paths[i], "E-PACK-09", "not allowed below code/");
    good(SCORER("x", "[sh]"), "code/가/나.py", "x");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_digest_is_that_of_scorers_and_code, setup, teardown),
        cmocka_unit_test_setup_teardown(any_change_of_the_code_changes_both_digests, setup, teardown),
        cmocka_unit_test_setup_teardown(a_pack_without_scorers_keeps_its_digest, setup, teardown),
        cmocka_unit_test_setup_teardown(scorers_are_checked_before_anything_runs, setup, teardown),
        cmocka_unit_test_setup_teardown(code_files_cannot_leave_their_folder, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
