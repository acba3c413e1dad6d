// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "syntax/json.h"

typedef struct fixture {
    hc_arena *a;
    hc_err err;
} fixture;

static int setup(void **state)
{
    fixture *f = hc_xcalloc(1, sizeof *f);
    f->a = hc_arena_new();
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    hc_arena_free(f->a);
    free(f);
    return 0;
}

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

static hc_json *good(fixture *f, const char *text)
{
    hc_json *j = NULL;
    hc_code code = hc_json_parse(f->a, hc_str_c(text), "reply", &j, &f->err);
    if (code)
        fail_msg("%s: %s", text, f->err.en);
    return j;
}

/* The text is refused with `code`; the message holds `part`. */
static void bad(fixture *f, hc_str text, hc_code code, const char *part)
{
    hc_json *j = NULL;
    f->err.en[0] = '\0';
    assert_int_equal(hc_json_parse(f->a, text, "reply", &j, &f->err), code);
    assert_non_null(strstr(f->err.ko, "reply"));
    if (!strstr(f->err.en, part))
        fail_msg("'%s' lacks '%s'", f->err.en, part);
}

static hc_str written(fixture *f, const hc_json *j, bool canonical)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw w;
    hc_jw_init(&w, &b);
    if (canonical)
        hc_json_canonical(j, &b);
    else
        hc_json_write(j, &w);
    return hc_str_dup(f->a, hc_buf_view(&b));
}

static void same(hc_str got, const char *want)
{
    if (!hc_str_is(got, want))
        fail_msg("'%.*s' is not '%s'", HC_FS(got), want);
}

static void keys_keep_their_order(void **state)
{
    fixture *f = *state;
    hc_json *j = good(f, " {\"b\":1, \"a\":[true,null,{}],\"\":\"x\"}\n");
    assert_int_equal(j->n, 3);
    same(j->keys[0], "b");
    same(j->keys[2], "");
    same(written(f, j, false), "{\"b\":1,\"a\":[true,null,{}],\"\":\"x\"}");
    same(written(f, j, true), "{\"\":\"x\",\"a\":[true,null,{}],\"b\":1}");
}

static void numbers_keep_their_text(void **state)
{
    fixture *f = *state;
    hc_json *j = good(f, "[1.50,-0,12345678901234567890,1e400,NaN,-Infinity,1E2,9223372036854775807]");
    static const struct { hc_json_type type; const char *text; } want[] = {
        {HC_JSON_REAL, "1.50"}, {HC_JSON_INT, "-0"}, {HC_JSON_REAL, "12345678901234567890"},
        {HC_JSON_REAL, "1e400"}, {HC_JSON_REAL, "NaN"}, {HC_JSON_REAL, "-Infinity"}, {HC_JSON_REAL, "1E2"},
        {HC_JSON_INT, "9223372036854775807"}};
    assert_int_equal(j->n, HC_LEN(want));
    for (size_t i = 0; i < HC_LEN(want); i++) {
        assert_int_equal(j->items[i]->type, want[i].type);
        same(j->items[i]->text, want[i].text);
    }
    assert_true(j->items[0]->d == 1.5 && j->items[2]->d == 12345678901234567890.0);
    assert_true(j->items[3]->d != j->items[3]->d && j->items[4]->d != j->items[4]->d);
    assert_true(j->items[7]->i == INT64_MAX);
    same(written(f, j, false), "[1.50,-0,12345678901234567890,1e400,null,null,1E2,9223372036854775807]");
    same(written(f, j, true), "[\"1.50\",-0,\"12345678901234567890\",\"1e400\",\"NaN\",\"-Infinity\",\"1E2\","
                              "9223372036854775807]");
}

static void every_number_grammar_mistake_is_refused(void **state)
{
    fixture *f = *state;
    static const char *const wrong[] = {"01", "+1", ".5", "1.", "1e", "0x10", "--1", "1e+", "-", "nan",
                                        "Infinityx", "-NaN", "tru", "True", "undefined", "-01"};
    for (size_t i = 0; i < HC_LEN(wrong); i++)
        bad(f, hc_str_c(wrong[i]), HC_E_SYNTAX, wrong[i]);
    assert_int_equal(good(f, "0")->type, HC_JSON_INT);
}

static void strings_decode(void **state)
{
    fixture *f = *state;
    same(good(f, "\"\\u0041\\n\\/\\ud83d\\ude00\\uAC00한\\u007f\x7f\"")->text, "A\n/😀가한\x7f\x7f");
    hc_str s = good(f, "\"a\\u0000b\"")->text;
    assert_true(hc_str_eq(s, HC_S("a\0b")));
    same(good(f, "\"\\ud800\\ud800x\\udfff\"")->text, "\xEF\xBF\xBD\xEF\xBF\xBDx\xEF\xBF\xBD");
    same(good(f, "\"\\udc80\\udcFF\"")->text, "\x80\xFF");
    same(good(f, "\"\xff\xed\xa0\x80\"")->text, "\xff\xed\xa0\x80");
    same(good(f, "\"\\ud83d\\udc80\"")->text, "💀"); /* a pair, not a byte */
    same(good(f, "\"n1\"")->text, "n1");
    same(good(f, "\"\"")->text, "");
}

static void bytes_survive_the_round_trip(void **state)
{
    fixture *f = *state;
    static const char *const pieces[] = {"가", "😀", "\xED\xA0\xBD", "\xED\xB2\x80", "\x7F", "\\u", "\"", "\xF4"};
    uint64_t seed = 20261124;
    for (int round = 0; round < 3000; round++) {
        HC_AUTO(hc_buf) raw, out;
        hc_buf_init(&raw, SIZE_MAX);
        hc_buf_init(&out, SIZE_MAX);
        for (uint64_t i = next_random(&seed) % 40; i > 0; i--) {
            if (next_random(&seed) % 3)
                hc_buf_ch(&raw, (char)(next_random(&seed) & 0xFF));
            else
                hc_buf_c(&raw, pieces[next_random(&seed) % HC_LEN(pieces)]);
        }
        hc_jw w;
        hc_jw_init(&w, &out);
        hc_jw_obj(&w);
        hc_jw_key_s(&w, hc_buf_view(&raw));
        hc_jw_str(&w, hc_buf_view(&raw));
        hc_jw_end(&w);
        hc_json *j;
        assert_int_equal(hc_json_parse(f->a, hc_buf_view(&out), "x", &j, &f->err), HC_OK);
        assert_true(hc_str_eq(j->items[0]->text, hc_buf_view(&raw)));
        assert_true(hc_str_eq(j->keys[0], hc_buf_view(&raw)));
        hc_arena_reset(f->a);
    }
}

/* A random document with at most `depth` levels. */
static void random_value(hc_jw *w, uint64_t *seed, int depth)
{
    uint64_t kind = next_random(seed) % (depth ? 7 : 5), n = next_random(seed) % 5;
    switch (kind) {
    case 0:
        hc_jw_null(w);
        return;
    case 1:
        hc_jw_bool(w, n % 2);
        return;
    case 2:
        hc_jw_i64(w, (int64_t)(next_random(seed) << 31 ^ next_random(seed)) - (INT64_C(1) << 61));
        return;
    case 3:
        hc_jw_f64(w, (double)next_random(seed) / 7e5);
        return;
    case 4:
        hc_jw_str(w, hc_str_sub(HC_S("a가\"\\\n\x01\x7f\xff"), 0, n * 2));
        return;
    default:
        if (kind == 5)
            hc_jw_arr(w);
        else
            hc_jw_obj(w);
        for (uint64_t i = 0; i < n; i++) {
            char key[] = {(char)('z' - i), '\x7f', '\0'};
            if (kind == 6)
                hc_jw_key(w, key);
            random_value(w, seed, depth - 1);
        }
        hc_jw_end(w);
    }
}

static void trees_survive_the_round_trip(void **state)
{
    fixture *f = *state;
    uint64_t seed = 7;
    for (int round = 0; round < 1000; round++) {
        HC_AUTO(hc_buf) b;
        hc_buf_init(&b, SIZE_MAX);
        hc_jw w;
        hc_jw_init(&w, &b);
        random_value(&w, &seed, 6);
        hc_json *j, *again;
        hc_str text = hc_buf_view(&b);
        assert_int_equal(hc_json_parse(f->a, text, "x", &j, &f->err), HC_OK);
        assert_true(hc_str_eq(written(f, j, false), text));
        hc_str pretty = hc_json_pretty(f->a, text);
        assert_int_equal(hc_json_parse(f->a, pretty, "x", &again, &f->err), HC_OK);
        assert_true(hc_str_eq(written(f, again, false), text));
        assert_true(hc_str_eq(hc_json_pretty(f->a, pretty), pretty));
        hc_arena_reset(f->a);
    }
}

static void depth_is_capped(void **state)
{
    fixture *f = *state;
    char text[2 * HC_JSON_DEPTH_MAX + 3] = {0};
    memset(text, '[', HC_JSON_DEPTH_MAX);
    memset(text + HC_JSON_DEPTH_MAX, ']', HC_JSON_DEPTH_MAX);
    hc_json *j = good(f, text);
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_json_canonical(j, &b);
    same(hc_buf_view(&b), text);
    memset(text, '[', HC_JSON_DEPTH_MAX + 1);
    bad(f, hc_str_c(text), HC_E_LIMIT, "line 1, column 65: nested deeper than 64");
}

static void duplicates_are_refused_in_any_disguise(void **state)
{
    fixture *f = *state;
    bad(f, HC_S("{\"a\":1,\n \"\\u0061\":2}"), HC_E_SYNTAX, "line 2, column 2: the key \"\\u0061\" stands twice");
    bad(f, HC_S("{\"한\":1,\"\\udced\\udc95\\udc9c\":2}"), HC_E_SYNTAX, "column 8: the key \"\\udced\\udc95\\udc9c\" stands twice");
    bad(f, HC_S("{\"a\xff\":1,\"a\\udcff\":2}"), HC_E_SYNTAX, "stands twice");
    HC_AUTO(hc_buf) many;
    hc_buf_init(&many, SIZE_MAX);
    for (int i = 0; i < 40; i++)
        hc_buf_fmt(&many, "%s\"k%d\":%d", i ? "," : "{", i, i);
    hc_buf_c(&many, ",\"\\u006b7\":0}");
    bad(f, hc_buf_view(&many), HC_E_SYNTAX, "the key \"\\u006b7\" stands twice");
    good(f, "{\"a\":{\"a\":1},\"\\u0000\":0,\"\\u0000\\u0000\":0}");
}

static void mistakes_are_placed(void **state)
{
    fixture *f = *state;
    bad(f, HC_S("\xEF\xBB\xBF{}"), HC_E_SYNTAX, "without BOM");
    bad(f, HC_S(" \n"), HC_E_SYNTAX, "empty");
    bad(f, HC_S("{\"a\":[1,\n2"), HC_E_SYNTAX, "line 2, column 2: it ends too early");
    bad(f, HC_S("{\"한글\":1 2}"), HC_E_SYNTAX, "column 9: '2' may not stand here");
    bad(f, HC_S("[1,]"), HC_E_SYNTAX, "column 4: ']' may not stand here");
    bad(f, HC_S("[1,}"), HC_E_SYNTAX, "column 4: '}' may not");
    bad(f, HC_S("{\"a\" 1}"), HC_E_SYNTAX, "column 6: '1' may not");
    bad(f, HC_S("[1\"a\"]"), HC_E_SYNTAX, "column 3: '\"a\"' may not");
    bad(f, HC_S("[\"a\"\"b\"]"), HC_E_SYNTAX, "column 5: '\"b\"' may not");
    bad(f, HC_S("[\"a\":1]"), HC_E_SYNTAX, "column 5: ':' may not");
    bad(f, HC_S("{1.5}"), HC_E_SYNTAX, "column 2: '1.5' may not");
    bad(f, HC_S("{} {}"), HC_E_SYNTAX, "column 4: there is more text");
    bad(f, HC_S("{1:2}"), HC_E_SYNTAX, "column 2: a key stands without quotes");
    bad(f, HC_S("{'a':2}"), HC_E_SYNTAX, "column 2: unexpected '''");
    bad(f, HC_S("[1 // x\n]"), HC_E_SYNTAX, "column 4: unexpected '/'");
    bad(f, HC_S("[\"a\nb\"]"), HC_E_SYNTAX, "column 4: control character 0x0A");
    bad(f, HC_S("[\"ab"), HC_E_SYNTAX, "column 2: the string that starts here");
    bad(f, HC_S("\"\\x41\""), HC_E_SYNTAX, "column 2: unknown escape '\\x'");
    bad(f, HC_S("\"\\u12"), HC_E_SYNTAX, "unknown escape");
    bad(f, HC_S("[\0]"), HC_E_SYNTAX, "unexpected '<U+0000>'");
    bad(f, HC_S("]"), HC_E_SYNTAX, "column 1: ']' may not");
    bad(f, HC_S("\""), HC_E_SYNTAX, "no closing quote");
    bad(f, HC_S("\"\\"), HC_E_SYNTAX, "unknown escape");
}

static void every_prefix_is_an_error_not_a_crash(void **state)
{
    fixture *f = *state;
    hc_str whole = HC_S("{\"a\":[-1.5e+3,true,null,\"\\ud83d\\ude00\\udc80\xff\"],\"b\":{}}");
    hc_json *j;
    for (size_t n = 0; n < whole.n; n++) {
        char *exact = hc_xmalloc(n + 1); /* so that a read past the end is seen */
        memcpy(exact, whole.p, n);
        assert_int_not_equal(hc_json_parse(f->a, (hc_str){exact, n}, "x", &j, &f->err), HC_OK);
        free(exact);
    }
    assert_int_equal(hc_json_parse(f->a, whole, "x", &j, NULL), HC_OK);
}

static void look_ups_are_null_safe(void **state)
{
    fixture *f = *state;
    const hc_json *j = good(f, "{\"s\":\"x\",\"i\":3,\"d\":2.5,\"b\":true,\"c\":[{\"m\":{\"t\":\"y\"}}],\"n\":NaN}");
    same(hc_json_str(j, "s", HC_S("z")), "x");
    same(hc_json_str(j, "i", HC_S("z")), "z");
    same(hc_json_str(NULL, "s", HC_S("z")), "z");
    assert_int_equal(hc_json_int(j, "i", 9), 3);
    assert_int_equal(hc_json_int(j, "d", 9), 9);
    assert_true(hc_json_num(j, "i", 9) == 3.0 && hc_json_num(j, "d", 9) == 2.5 && hc_json_num(j, "n", 9) == 9);
    assert_true(hc_json_bool(j, "b", false) && !hc_json_bool(j, "s", false));
    same(hc_json_path(j, "c.0.m.t")->text, "y");
    assert_null(hc_json_path(j, "c.1.m"));
    assert_null(hc_json_path(j, "c.x"));
    assert_null(hc_json_path(j, "s.t"));
    assert_null(hc_json_get(hc_json_get(j, "c"), "m"));
}

static void unknown_keys_name_the_nearest(void **state)
{
    fixture *f = *state;
    static const char *const allowed[] = {"prompt", "target"};
    hc_json *j = good(f, "{\"prompt\":1,\"tarjet\":2}");
    assert_int_equal(hc_json_check_keys(j, "items.jsonl:3", allowed, 2, &f->err), HC_E_INPUT);
    assert_string_equal(f->err.en, "items.jsonl:3: unknown key 'tarjet'\ndid you mean 'target'?");
    j = good(f, "{\"something\":1}");
    hc_json_check_keys(j, "x", allowed, 2, &f->err);
    assert_non_null(strstr(f->err.ko, "쓸 수 있는 키: prompt, target"));
    assert_int_equal(hc_json_check_keys(good(f, "{\"target\":1}"), "x", allowed, 2, &f->err), HC_OK);
    assert_int_equal(hc_json_check_keys(NULL, "x", allowed, 2, &f->err), HC_OK);
}

static void pretty_is_two_blanks(void **state)
{
    fixture *f = *state;
    same(hc_json_pretty(f->a, HC_S("{\"a\":[1,{}],\"b:,\\\"\":[]}")),
         "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b:,\\\"\": []\n}");
}

static void writer_helpers(void **state)
{
    (void)state;
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw w;
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_kstr(&w, "s", HC_S("\b\f\r\t\x1f가\x80\xff"));
    hc_jw_kc(&w, "c", "x");
    hc_jw_ki64(&w, "i", INT64_MIN);
    hc_jw_kf64(&w, "f", 0.1);
    hc_jw_kf64(&w, "n", 0.0 / 0.0 * 1.0);
    hc_jw_kbool(&w, "b", true);
    hc_jw_key(&w, "r");
    hc_jw_raw(&w, HC_S("[1]"));
    hc_jw_end(&w);
    same(hc_buf_view(&b), "{\"s\":\"\\b\\f\\r\\t\\u001f가\\udc80\\udcff\",\"c\":\"x\",\"i\":-9223372036854775808,"
                          "\"f\":0.1,\"n\":null,\"b\":true,\"r\":[1]}");
}

static void thin_keeps_what_is_asked_for(void **state)
{
    (void)state;
    static const char *const keys[] = {"a", "c"};
    static const struct { const char *in, *out; } good[] = {
        {"{}", "{}"},
        {" { \"a\" : 1 , \"b\":[1,{\"a\":2}],\"c\":\"}\\\"]\"} ", "{\"a\" : 1 ,\"c\":\"}\\\"]\"}"},
        {"{\"b\":{\"x\":[\"]\",{}]},\"a\":NaN}", "{\"a\":NaN}"},
        {"{\"c\":[[],{\"q\":1}]}", "{\"c\":[[],{\"q\":1}]}"},
    };
    static const char *const bad[] = {"", "[]", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":\"x", "{\"a\":[1", "{\"a\":1}x",
                                      "{a:1}", "{\"a\":,}", "{\"a\" 1}", "{\"a\":\"\\"};
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    for (size_t i = 0; i < HC_LEN(good); i++) {
        assert_true(hc_json_thin(hc_str_c(good[i].in), keys, HC_LEN(keys), &b));
        same(hc_buf_view(&b), good[i].out);
    }
    for (size_t i = 0; i < HC_LEN(bad); i++)
        assert_false(hc_json_thin(hc_str_c(bad[i]), keys, HC_LEN(keys), &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        T(keys_keep_their_order),
        T(numbers_keep_their_text),
        T(every_number_grammar_mistake_is_refused),
        T(strings_decode),
        T(bytes_survive_the_round_trip),
        T(trees_survive_the_round_trip),
        T(depth_is_capped),
        T(duplicates_are_refused_in_any_disguise),
        T(mistakes_are_placed),
        T(every_prefix_is_an_error_not_a_crash),
        T(look_ups_are_null_safe),
        T(unknown_keys_name_the_nearest),
        T(pretty_is_two_blanks),
        T(writer_helpers),
        T(thin_keeps_what_is_asked_for),
    };
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
