// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <zlib.h>

#include "io/lines.h"

enum { LINE_MAX_BYTES = 100000 };

static char path[64];

static int setup(void **state)
{
    (void)state;
    memcpy(path, "/tmp/haechi-lines-XXXXXX", 25);
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int teardown(void **state)
{
    (void)state;
    return unlink(path);
}

static void put(const char *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static void put_gz(const char *bytes, size_t n, const char *mode)
{
    gzFile f = gzopen(path, mode);
    assert_non_null(f);
    assert_int_equal(gzwrite(f, bytes, (unsigned)n), n);
    assert_int_equal(gzclose(f), Z_OK);
}

typedef struct { const char *text; size_t line; } expected;

static void holds(const expected *want, size_t n)
{
    hc_lines *l;
    hc_str text;
    size_t line;
    hc_err err = {0};
    assert_int_equal(hc_lines_open(path, LINE_MAX_BYTES, &l, &err), HC_OK);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(hc_lines_next(l, &text, &line, &err), HC_OK);
        assert_non_null(text.p);
        assert_true(hc_str_is(text, want[i].text));
        assert_int_equal(line, want[i].line);
    }
    for (int again = 0; again < 2; again++) {
        assert_int_equal(hc_lines_next(l, &text, &line, &err), HC_OK);
        assert_null(text.p);
    }
    hc_lines_close(l);
}

#define PUT(text) put(text, sizeof(text) - 1)

static void plain_lines(void **state)
{
    (void)state;
    PUT("one\n\n  \t\ntwo\r\n\r\n가나\n");
    holds((expected[]){{"one", 1}, {"two", 4}, {"가나", 6}}, 3);
    PUT("one\nlast without an end");
    holds((expected[]){{"one", 1}, {"last without an end", 2}}, 2);
    PUT("only\r");
    holds((expected[]){{"only", 1}}, 1);
    PUT("");
    holds(NULL, 0);
    PUT("\n\n\n");
    holds(NULL, 0);
}

static void compressed_lines(void **state)
{
    (void)state;
    put_gz("one\n\ntwo", 8, "wb");
    holds((expected[]){{"one", 1}, {"two", 3}}, 2);
    put_gz("three\n", 6, "ab");                          /* members one after the other are one text */
    holds((expected[]){{"one", 1}, {"twothree", 3}}, 2);
}

/* Lines of every length around the size of one read. */
static void long_lines_across_reads(void **state)
{
    (void)state;
    for (size_t n = (1 << 16) - 2; n <= (1 << 16) + 2; n++) {
        char *text = calloc(1, n + 1), *file = calloc(1, n + 10);
        memset(text, 'x', n);
        memcpy(file, text, n);
        memcpy(file + n, "\nshort", 6);
        put(file, n + 6);
        holds((expected[]){{text, 1}, {"short", 2}}, 2);
        free(text);
        free(file);
    }
}

static hc_code first_error(hc_err *err)
{
    hc_lines *l;
    hc_str text;
    size_t line;
    hc_code code = hc_lines_open(path, LINE_MAX_BYTES, &l, err);
    assert_int_equal(code, HC_OK);
    do
        code = hc_lines_next(l, &text, &line, err);
    while (code == HC_OK && text.p);
    hc_lines_close(l);
    return code;
}

static void a_line_at_the_limit_is_read_and_one_above_is_not(void **state)
{
    (void)state;
    char *file = calloc(1, LINE_MAX_BYTES + 8);
    hc_err err = {0};
    memset(file, 'x', LINE_MAX_BYTES + 2);
    file[0] = '\n';
    put(file, LINE_MAX_BYTES + 1);
    assert_int_equal(first_error(&err), HC_OK);
    put(file, LINE_MAX_BYTES + 2);
    assert_int_equal(first_error(&err), HC_E_LIMIT);
    assert_non_null(strstr(err.en, "line 2"));
    file[LINE_MAX_BYTES + 2] = '\n';
    put(file, LINE_MAX_BYTES + 3);
    assert_int_equal(first_error(&err), HC_E_LIMIT);
    free(file);
}

static void cut_and_broken_compressed_data_is_an_error(void **state)
{
    (void)state;
    enum { TEXT = 50000 };
    char *text = calloc(1, TEXT), *whole = calloc(1, TEXT + 1000);
    for (size_t i = 0; i < TEXT; i++)
        text[i] = i % 50 == 49 ? '\n' : (char)('a' + (i * 7919 / 13) % 26);
    put_gz(text, TEXT, "wb");
    FILE *f = fopen(path, "rb");
    size_t n = fread(whole, 1, TEXT + 1000, f);
    fclose(f);
    assert_true(n > 100);
    hc_err err;
    for (size_t cut = 12; cut < n; cut += n / 20) {
        put(whole, cut);
        assert_int_equal(first_error(&err), HC_E_INPUT);
        assert_true(strstr(err.en, "broken or cut") && strstr(err.ko, "잘림"));
    }
    whole[n - 6] ^= 1;                                   /* the check sum at the end */
    put(whole, n);
    assert_int_equal(first_error(&err), HC_E_INPUT);
    free(text);
    free(whole);
}

static void no_file_is_said(void **state)
{
    (void)state;
    hc_lines *l;
    hc_err err = {0};
    assert_int_equal(hc_lines_open("/nonexistent/x.jsonl", 10, &l, &err), HC_E_NOTFOUND);
    assert_non_null(strstr(err.en, "/nonexistent/x.jsonl"));
    hc_lines_close(NULL);
    assert_int_equal(hc_lines_open("/tmp", 10, &l, &err), HC_OK);   /* opening a folder succeeds, reading it does not */
    hc_str text;
    size_t line;
    assert_int_equal(hc_lines_next(l, &text, &line, &err), HC_E_IO);
    assert_non_null(strstr(err.en, "cannot read /tmp: Is a directory"));
    hc_lines_close(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_lines),
        cmocka_unit_test(compressed_lines),
        cmocka_unit_test(long_lines_across_reads),
        cmocka_unit_test(a_line_at_the_limit_is_read_and_one_above_is_not),
        cmocka_unit_test(cut_and_broken_compressed_data_is_an_error),
        cmocka_unit_test(no_file_is_said),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
