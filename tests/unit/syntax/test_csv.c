// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "syntax/csv.h"

static int setup(void **state)
{
    *state = hc_arena_new();
    return 0;
}

static int teardown(void **state)
{
    hc_arena_free(*state);
    return 0;
}

static void same(hc_str got, const char *want)
{
    if (!hc_str_is(got, want))
        fail_msg("'%.*s' is not '%s'", HC_FS(got), want);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

static hc_csv good(hc_arena *a, const char *text)
{
    hc_csv t;
    hc_err err;
    if (hc_csv_parse(a, hc_str_c(text), "a.csv", &t, &err))
        fail_msg("%s", err.en);
    return t;
}

static void refused(hc_arena *a, hc_str text, hc_code code, const char *part)
{
    hc_csv t;
    hc_err err;
    assert_int_equal(hc_csv_parse(a, text, "a.csv", &t, &err), code);
    if (!strstr(err.en, part))
        fail_msg("'%s' lacks '%s'", err.en, part);
    assert_non_null(strstr(err.ko, "a.csv"));
}

static void cells_and_lines(void **state)
{
    hc_csv t = good(*state, "질문,답\n\"a, \"\"b\"\"\nc\",x\r\n\n  \n짧음\r,\"\"\n");
    assert_int_equal(t.separator, ',');
    assert_int_equal(t.n_cols, 2);
    assert_int_equal(t.n_rows, 3);
    same(t.header[0], "질문");
    same(t.rows[0].cells[0], "a, \"b\"\nc");
    same(t.rows[0].cells[1], "x");
    assert_int_equal(t.rows[0].line, 2);
    same(t.rows[1].cells[0], "짧음");
    same(t.rows[1].cells[1], "");
    assert_int_equal(t.rows[1].line, 6);
    same(t.rows[2].cells[0], "");
    assert_int_equal(t.rows[2].line, 7);
}

static void separator_is_the_commonest_outside_quotes(void **state)
{
    assert_int_equal(good(*state, "a;b;c,d\n").separator, ';');
    assert_int_equal(good(*state, "a\tb\n1,2;3\t4\n").separator, '\t');
    assert_int_equal(good(*state, "\"a;b;c\",d\n").separator, ',');
    assert_int_equal(good(*state, "a\n").separator, ',');
    same(good(*state, "a;b\nx y;\"z;\"\n").rows[0].cells[1], "z;");
}

static void quotes_inside_a_plain_cell_are_text(void **state)
{
    hc_csv t = good(*state, "a,b\n5\" nail,it's \"x\"\n");
    same(t.rows[0].cells[0], "5\" nail");
    same(t.rows[0].cells[1], "it's \"x\"");
}

static void mistakes_name_the_line(void **state)
{
    refused(*state, HC_S("a,b\n1,2\n3,\"x\ny\n"), HC_E_SYNTAX, "a.csv:3: the quote that opens here");
    refused(*state, HC_S("a,b\n\"x\"y,2\n"), HC_E_SYNTAX, "a.csv:2: text stands behind a closing quote");
    refused(*state, HC_S("a,b\n1,2\n1,2,3\n"), HC_E_SYNTAX, "a.csv:3: 3 cells, but the header has 2");
    refused(*state, HC_S(" \n\n"), HC_E_SYNTAX, "the file is empty");
    refused(*state, HC_S("\""), HC_E_SYNTAX, "a.csv:1: the quote");
    char *big = hc_alloc(*state, HC_LINE_BYTES_MAX + 20);
    memset(big, 'x', HC_LINE_BYTES_MAX + 19);
    memcpy(big, "a,b\n\"", 5);
    refused(*state, hc_str_c(big), HC_E_LIMIT, "a.csv:2: the record that starts here");
    memset(big, ',', 2000);
    refused(*state, (hc_str){big, 2000}, HC_E_LIMIT, "a.csv:1: more than 1000 cells");
}

static void written_cells_read_back(void **state)
{
    static const char *const pieces[] = {"\"", ",", ";", "\t", "\n", "\r", "\r\n", " ", "가", "=", "-1", "x"};
    uint64_t seed = 11;
    for (int round = 0; round < 3000; round++) {
        hc_str cells[3];
        HC_AUTO(hc_buf) b;
        hc_buf_init(&b, SIZE_MAX);
        hc_buf_c(&b, "a,b,c\n");
        for (size_t i = 0; i < 3; i++) {
            cells[i] = HC_S("");
            for (uint64_t k = next_random(&seed) % 5; k > 0; k--)
                cells[i] = hc_fmt(*state, "%.*s%s", HC_FS(cells[i]), pieces[next_random(&seed) % HC_LEN(pieces)]);
            hc_csv_cell(&b, cells[i], false);
            hc_buf_c(&b, i < 2 ? "," : "\r\n");
        }
        hc_csv t;
        assert_int_equal(hc_csv_parse(*state, hc_buf_view(&b), "x", &t, NULL), HC_OK);
        assert_int_equal(t.n_rows, 1);
        for (size_t i = 0; i < 3; i++)
            assert_true(hc_str_eq(t.rows[0].cells[i], cells[i]));
        hc_arena_reset(*state);
    }
}

static void a_formula_becomes_text(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"=1+1", "'=1+1"}, {"@x", "'@x"}, {"-1", "'-1"}, {"+\"a\"", "\"'+\"\"a\"\"\""}, {"\tx", "\"'\tx\""},
        {"a=1", "a=1"}, {"", ""}, {"가,나", "\"가,나\""},
    };
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        HC_AUTO(hc_buf) b;
        hc_buf_init(&b, SIZE_MAX);
        hc_csv_cell(&b, hc_str_c(cases[i][0]), true);
        same(hc_buf_view(&b), cases[i][1]);
    }
}

static void jsonl_lines_are_numbered(void **state)
{
    (void)state;
    hc_str rest = HC_S("{1}\r\n\n \t\n{4}\n{5}"), line;
    size_t n = 0;
    assert_true(hc_jsonl_next(&rest, &n, &line) && n == 1);
    same(line, "{1}");
    assert_true(hc_jsonl_next(&rest, &n, &line) && n == 4);
    assert_true(hc_jsonl_next(&rest, &n, &line) && n == 5);
    same(line, "{5}");
    assert_false(hc_jsonl_next(&rest, &n, &line));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(cells_and_lines),
        T(separator_is_the_commonest_outside_quotes),
        T(quotes_inside_a_plain_cell_are_text),
        T(mistakes_name_the_line),
        T(written_cells_read_back),
        T(a_formula_becomes_text),
        T(jsonl_lines_are_numbered),
    };
    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
