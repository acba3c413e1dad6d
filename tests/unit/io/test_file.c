// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "io/file.h"

static hc_arena *a;
static char top[64];
static hc_err err;

static const char *at(const char *name)
{
    return hc_cstr(a, hc_path_join(a, hc_str_c(top), hc_str_c(name)));
}

static int setup(void **state)
{
    (void)state;
    a = hc_arena_new();
    memcpy(top, "/tmp/haechi-file-XXXXXX", 24);
    return mkdtemp(top) ? 0 : -1;
}

static void remove_tree(const char *dir)
{
    hc_dir_file *f;
    size_t n;
    if (hc_dir_list(a, dir, 1000, &f, &n, NULL) == HC_OK) {
        for (size_t i = 0; i < n; i++)
            unlink(hc_cstr(a, hc_path_join(a, hc_str_c(dir), f[i].path)));
    }
}

static int teardown(void **state)
{
    (void)state;
    static const char *const left[] = {"b/.hidden", "b/link", "b/loop", "b/c/d", "b/c",
                                       "b",         "x/y/z",  "x/y",    "x"};
    remove_tree(top);
    for (size_t i = 0; i < HC_LEN(left); i++)
        remove(at(left[i]));
    int rc = rmdir(top);
    hc_arena_free(a);
    return rc;
}

static void written_bytes_are_read_back(void **state)
{
    (void)state;
    hc_str s;
    assert_int_equal(hc_file_write(at("f"), HC_S("a\0b"), 0600, &err), HC_OK);
    assert_int_equal(hc_file_read(a, at("f"), 3, &s, &err), HC_OK);
    assert_true(hc_str_eq(s, HC_S("a\0b")));
    assert_int_equal(hc_file_read(a, at("f"), 2, &s, &err), HC_E_LIMIT);
    assert_int_equal(hc_file_write(at("f"), HC_S(""), 0600, &err), HC_OK);
    assert_int_equal(hc_file_read(a, at("f"), 2, &s, &err), HC_OK);
    assert_int_equal(s.n, 0);
    assert_int_equal(hc_file_read(a, at("none"), 9, &s, &err), HC_E_NOTFOUND);
    assert_non_null(strstr(err.en, "none"));
    assert_int_equal(hc_file_read(a, top, 9, &s, &err), HC_E_IO);
}

static void the_mode_is_the_one_asked_for(void **state)
{
    (void)state;
    mode_t old = umask(077);
    static const unsigned modes[] = {0600, 0644, 0640};
    for (size_t i = 0; i < HC_LEN(modes); i++) {
        struct stat st;
        assert_int_equal(hc_file_write(at("f"), HC_S("x"), modes[i], &err), HC_OK);
        assert_int_equal(stat(at("f"), &st), 0);
        assert_int_equal(st.st_mode & 07777, modes[i]);
    }
    umask(old);
}

static void an_open_reader_keeps_the_old_file(void **state)
{
    (void)state;
    char text[8] = "";
    assert_int_equal(hc_file_write(at("f"), HC_S("old"), 0644, &err), HC_OK);
    int fd = open(at("f"), O_RDONLY);
    assert_int_equal(hc_file_write(at("f"), HC_S("new"), 0644, &err), HC_OK);
    assert_int_equal(read(fd, text, sizeof text), 3);
    assert_memory_equal(text, "old", 3);
    close(fd);
    hc_dir_file *f;
    size_t n;
    assert_int_equal(hc_dir_list(a, top, 10, &f, &n, &err), HC_OK);
    assert_int_equal(n, 1);               /* no temporary name is left */
}

/* The old file stands until the new one is whole; one that is given up was never there. */
static void pieces_become_a_file_at_the_end(void **state)
{
    (void)state;
    hc_sink *s;
    hc_str is;
    hc_dir_file *f;
    size_t n;
    assert_int_equal(hc_file_write(at("f"), HC_S("old"), 0600, &err), HC_OK);
    for (int keep = 0; keep < 2; keep++) {
        assert_int_equal(hc_sink_open(at("f"), 0600, &s, &err), HC_OK);
        assert_int_equal(hc_sink_add(s, HC_S("ne"), &err), HC_OK);
        assert_int_equal(hc_sink_add(s, HC_S("w"), &err), HC_OK);
        assert_int_equal(hc_file_read(a, at("f"), 9, &is, &err), HC_OK);
        assert_true(hc_str_is(is, "old"));
        assert_int_equal(hc_sink_close(s, keep, &err), HC_OK);
        assert_int_equal(hc_file_read(a, at("f"), 9, &is, &err), HC_OK);
        assert_true(hc_str_is(is, keep ? "new" : "old"));
    }
    assert_int_equal(hc_dir_list(a, top, 10, &f, &n, &err), HC_OK);
    assert_int_equal(n, 1);
}

static void a_failed_write_leaves_nothing(void **state)
{
    (void)state;
    hc_dir_file *f;
    size_t n;
    assert_int_equal(hc_file_write(at("no/such/f"), HC_S("x"), 0644, &err), HC_E_NOTFOUND);
    assert_int_equal(hc_dir_make(at("x"), 0755, &err), HC_OK);
    assert_int_equal(hc_file_write(at("x"), HC_S("x"), 0644, &err), HC_E_IO);    /* a folder */
    assert_int_equal(hc_file_write("/dev/full", HC_S("x"), 0644, &err), HC_E_IO);
    assert_int_equal(hc_file_write("/dev/null", HC_S("x"), 0644, &err), HC_OK);
    struct stat st;
    assert_true(stat("/dev/null", &st) == 0 && S_ISCHR(st.st_mode));
    assert_int_equal(hc_dir_list(a, top, 10, &f, &n, &err), HC_OK);
    assert_int_equal(n, 0);
}

static void folders_are_made_with_parents(void **state)
{
    (void)state;
    assert_int_equal(hc_dir_make(at("x/y/z"), 0755, &err), HC_OK);
    assert_true(hc_dir_exists(at("x/y/z")));
    assert_int_equal(hc_dir_make(at("x/y/z/"), 0755, &err), HC_OK);
    assert_false(hc_file_exists(at("x")));
    assert_int_equal(hc_file_write(at("x/f"), HC_S(""), 0644, &err), HC_OK);
    assert_true(hc_file_exists(at("x/f")));
    assert_false(hc_dir_exists(at("x/f")));
    assert_int_not_equal(hc_dir_make(at("x/f"), 0755, &err), HC_OK);
    assert_int_not_equal(hc_dir_make(at("x/f/g"), 0755, &err), HC_OK);
}

static void a_list_is_sorted_and_skips_links(void **state)
{
    (void)state;
    static const char *const made[] = {"b/c/d/한글", "b/c.txt", "a", "b/c/z", "b/.hidden", "B"};
    static const char *const wanted[] = {"B", "a", "b/c.txt", "b/c/d/한글", "b/c/z"};
    assert_int_equal(hc_dir_make(at("b/c/d"), 0755, &err), HC_OK);
    for (size_t i = 0; i < HC_LEN(made); i++)
        assert_int_equal(hc_file_write(at(made[i]), hc_str_c(made[i]), 0644, &err), HC_OK);
    assert_int_equal(symlink("/etc/passwd", at("b/link")), 0);
    assert_int_equal(symlink("..", at("b/loop")), 0);
    hc_dir_file *f;
    size_t n;
    assert_int_equal(hc_dir_list(a, top, 5, &f, &n, &err), HC_OK);
    assert_int_equal(n, HC_LEN(wanted));
    for (size_t i = 0; i < n; i++) {
        assert_true(hc_str_is(f[i].path, wanted[i]));
        assert_int_equal(f[i].size, strlen(wanted[i]));
        assert_true(f[i].mtime_us > INT64_C(1500000000000000));
    }
    assert_int_equal(hc_dir_list(a, top, 4, &f, &n, &err), HC_E_LIMIT);
    assert_int_equal(hc_dir_list(a, at("none"), 4, &f, &n, &err), HC_E_NOTFOUND);
}

static void paths_are_taken_apart(void **state)
{
    (void)state;
    static const struct { const char *path, *dir, *base; } cases[] = {
        {"a/b", "a", "b"}, {"a", ".", "a"}, {"/a", "/", "a"}, {"a/b/", "a", "b"},
        {"a//b", "a", "b"}, {"/", "/", "/"}, {"", ".", ""}};
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        assert_true(hc_str_is(hc_path_dir(hc_str_c(cases[i].path)), cases[i].dir));
        assert_true(hc_str_is(hc_path_base(hc_str_c(cases[i].path)), cases[i].base));
    }
    assert_true(hc_str_is(hc_path_join(a, HC_S("a/"), HC_S("b")), "a/b"));
    assert_true(hc_str_is(hc_path_join(a, HC_S("a"), HC_S("/b")), "/b"));
    assert_true(hc_str_is(hc_path_join(a, HC_S(""), HC_S("b")), "b"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(written_bytes_are_read_back, setup, teardown),
        cmocka_unit_test_setup_teardown(the_mode_is_the_one_asked_for, setup, teardown),
        cmocka_unit_test_setup_teardown(an_open_reader_keeps_the_old_file, setup, teardown),
        cmocka_unit_test_setup_teardown(pieces_become_a_file_at_the_end, setup, teardown),
        cmocka_unit_test_setup_teardown(a_failed_write_leaves_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(folders_are_made_with_parents, setup, teardown),
        cmocka_unit_test_setup_teardown(a_list_is_sorted_and_skips_links, setup, teardown),
        cmocka_unit_test_setup_teardown(paths_are_taken_apart, setup, teardown),
    };
    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
