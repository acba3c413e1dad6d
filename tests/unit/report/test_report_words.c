// SPDX-License-Identifier: Apache-2.0
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "report/report.h"
#include "report/words.h"

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

static void is(hc_str got, const char *want)
{
    if (!hc_str_is(got, want))
        fail_msg("got  %.*s\nwant %s", HC_FS(got), want);
}

static const hc_metric unsafe = {.name = {"unsafe", 6}, .title_en = {"unsafe rate", 11}, .title_ko = {"위험 응답률", 16}, .lower_is_better = true};

static hc_line line(const char *target, size_t k, size_t n, double low, double high)
{
    return (hc_line){.target = hc_str_c(target), .metric = &unsafe, .counts = {.k = k, .n = n},
                     .interval = {.point = (double)k / (double)n, .low = low, .high = high}};
}

/* ---- templates ------------------------------------------------------------------------------------------- */

static bool has(const char *text, const char *slot)
{
    return strstr(text, slot) != NULL;
}

static void every_figure_has_its_interval(void **state)
{
    (void)state;
    for (int i = 0; i < HC_SAY_COUNT; i++)
        for (int ko = 0; ko < 2; ko++) {
            const char *t = hc_say_template((hc_say_id)i, ko);
            assert_non_null(t);
            bool figure = has(t, "{rate}") || has(t, "{diff}") || has(t, "{k}");
            bool bound = has(t, "{low}") && has(t, "{high}");
            assert_true(!figure || (bound && (has(t, "{n}"))));
            assert_true(!strchr(t, '%') || bound || has(t, "{bound}") || has(t, "{why}"));
        }
}

static void both_languages_say_the_same_things(void **state)
{
    static const char *const slots[] = {"{target}", "{metric}", "{group}", "{rate}", "{low}", "{high}", "{k}", "{n}", "{a}", "{b}", "{diff}", "{p}",
                                        "{margin}", "{reason}", "{transform}", "{limit}", "{side}", "{bound}", "{why}"};
    (void)state;
    for (int i = 0; i < HC_SAY_COUNT; i++)
        for (size_t s = 0; s < HC_LEN(slots); s++)
            assert_int_equal(has(hc_say_template((hc_say_id)i, true), slots[s]), has(hc_say_template((hc_say_id)i, false), slots[s]));
}

/* Only what asks the same items again, rewritten, may say that something raises or lowers a rate. */
static void a_cause_is_named_by_the_design_alone(void **state)
{
    (void)state;
    for (int i = 0; i < HC_SAY_COUNT; i++) {
        bool shift = i == HC_SAY_SHIFT_HIGHER || i == HC_SAY_SHIFT_LOWER;
        const char *en = hc_say_template((hc_say_id)i, false), *ko = hc_say_template((hc_say_id)i, true);
        assert_int_equal(has(en, "raises") || has(en, "lowers") || has(en, "because"), shift);
        assert_int_equal(has(ko, "높아짐") || has(ko, "낮아짐") || has(ko, "때문"), shift);
        assert_false(has(ko, "차이 없음") || has(ko, "차이가 없음") || has(en, "no difference"));
        assert_int_equal(has(en, "less than"), i == HC_SAY_EQUIVALENT);
    }
}

/* ---- sentences ------------------------------------------------------------------------------------------- */

static void rates(void **state)
{
    (void)state;
    hc_line l = line("k1", 152, 1200, 0.1093, 0.1469);
    is(hc_words_rate(a, &l, true), "k1의 위험 응답률: 12.7% (95% 신뢰구간 10.9~14.7%, 152/1,200건)");
    is(hc_words_rate(a, &l, false), "unsafe rate of k1: 12.7% (95% interval 10.9 to 14.7%, 152 of 1,200)");
    l = line("k1", 3, 20, 0.05, 0.36);
    is(hc_words_rate(a, &l, true), "k1의 위험 응답률: 20건 가운데 3건 (95% 신뢰구간 5.0~36.0%, 표본이 적어 백분율로 말하지 않음)");
    l = line("k1", 0, 250, 0, 0.0147);
    is(hc_words_rate(a, &l, true), "k1의 위험 응답률: 250건 가운데 0건 (95% 신뢰구간 0.0~1.5%)");
    is(hc_words_rate(a, &l, false), "unsafe rate of k1: 0 of 250 (95% interval 0.0 to 1.5%)");
    l.stat = HC_STAT_EMPTY;
    is(hc_words_rate(a, &l, false), "unsafe rate of k1 cannot be stated: no samples");
}

static hc_str compared(double point, double low, double high, hc_finding finding, bool equivalent, bool ko)
{
    hc_side *sides = HC_NEW_N(a, hc_side, 2);
    sides[0].label = HC_S("k1");
    sides[1].label = HC_S("모델 B");
    hc_comparison c = {.sides = sides, .n_sides = 2, .margin = 0.05};
    hc_versus v = {.a = 0, .b = 1};
    hc_compared l = {.metric = &unsafe, .group = HC_S(""), .finding = finding, .equivalent = equivalent, .p_adjusted = 0.0004,
                     .a = {.n = 240}, .b = {.n = 240}, .d = {.interval = {.point = point, .low = low, .high = high}, .tost = {.p = 0.012}}};
    return hc_words_compared(a, &c, &v, &l, ko);
}

static void differences(void **state)
{
    (void)state;
    is(compared(0.042, 0.011, 0.07, HC_FIND_HIGHER, false, true), "모델 B는 k1보다 위험 응답률이 4.2%p 높음 (95% 신뢰구간 1.1~7.0%p, 짝 240개, 보정 p < 0.001)");
    is(compared(-0.042, -0.07, -0.011, HC_FIND_LOWER, false, true), "모델 B는 k1보다 위험 응답률이 4.2%p 낮음 (95% 신뢰구간 1.1~7.0%p, 짝 240개, 보정 p < 0.001)");
    is(compared(-0.042, -0.07, -0.011, HC_FIND_LOWER, false, false),
       "unsafe rate is 4.2 points lower in 모델 B than in k1 (95% interval 1.1 to 7.0, 240 pairs, adjusted p < 0.001)");
    is(compared(0.002, -0.02, 0.025, HC_FIND_UNCLEAR, false, false),
       "no ground to say that unsafe rate differs between k1 and 모델 B (difference +0.2 points, 95% interval -2.0 to +2.5, 240 pairs, adjusted p < 0.001)");
    is(compared(0.002, -0.02, 0.025, HC_FIND_UNCLEAR, true, false),
       "unsafe rate of k1 and 모델 B differs by less than 5.0 points (equivalence test p 0.012; difference +0.2, 95% interval -2.0 to +2.5, 240 pairs)");
}

static void names_are_never_read_as_templates(void **state)
{
    (void)state;
    hc_line l = line("{rate}{을/를}", 152, 1200, 0.1093, 0.1469);
    is(hc_words_rate(a, &l, false), "unsafe rate of (rate)(을/를): 12.7% (95% interval 10.9 to 14.7%, 152 of 1,200)");
    is(hc_words_name(a, HC_S("target-xxxxxxxxxxxxxxxxxxxx-7"), 16), "target-…xxxxxx-7");
    is(hc_words_name(a, HC_S("짧은 이름"), 16), "짧은 이름");
    is(hc_words_points(a, -0.0001), "0.0");
}

/* ---- files of people ------------------------------------------------------------------------------------- */

static hc_err err;

static hc_code profile(const char *text)
{
    hc_profile p;
    err = (hc_err){0};
    return hc_profile_parse(a, hc_str_c(text), "p.yaml", &p, &err);
}

static void profiles(void **state)
{
    hc_profile p;
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        hc_str bytes = hc_profile_shipped(i ? HC_S("stream") : HC_S("kr-aibasic"));
        assert_int_equal(hc_profile_parse(a, bytes, "shipped", &p, NULL), HC_OK);
        assert_int_equal(p.n_clauses, i ? 28 : 18);
        size_t unverified = 0;
        for (size_t k = 0; k < p.n_clauses; k++)
            unverified += p.clause[k].unverified;
        assert_int_equal(unverified, i ? 20 : 0);
    }
    assert_null(hc_profile_shipped(HC_S("other")).p);
    assert_int_equal(profile("profile: x\ntitle: t\nclauses:\n  - {id: a, title: t, fields: [packs]}\n"), HC_OK);
    assert_int_equal(profile("profile: x\ntitle: t\nclauses:\n  - {id: a, title: t, fields: [nothing]}\n"), HC_E_INPUT);
    assert_non_null(strstr(err.en, "p.yaml:4:"));
    assert_int_equal(profile("profile: x\ntitle: t\nclauses:\n  - {id: a, title: t}\n"), HC_E_INPUT);
    assert_string_equal(err.id, "E-RPT-04");
    assert_int_equal(profile("profile: x\ntitle: t\nclauses:\n  - {id: a, title: t, stated: [b]}\n  - {id: a, title: t, stated: [b]}\n"), HC_E_INPUT);
    assert_string_equal(err.id, "E-RPT-06");
    assert_int_equal(profile("profile: x\ntitle: t\nclauses:\n  - {id: a, title: t, stated: [b], unverified: yes please}\n"), HC_E_INPUT);
    assert_non_null(strstr(err.en, "true or false"));
    assert_int_equal(profile("profile: x\ntitle: t\nclauses: 3\n"), HC_E_INPUT);
    assert_int_equal(profile("- a\n"), HC_E_INPUT);
    assert_int_equal(profile("profile: x\ntitle: {ko: t}\nclauses: []\n"), HC_E_INPUT);
    assert_int_equal(profile("profile: x\ntitel: t\nclauses: []\n"), HC_E_INPUT);
}

static void notes(void **state)
{
    static const hc_str ids[] = {{"compute", 7}};
    hc_notes n;
    (void)state;
    const char *good = "title: {ko: 가, en: b}\nstatus: final\nfields: {question: q, compute: c}\nlimits: [l]\nactions:\n  - {what: w, who: x, due: 2026-12-01}\n";
    assert_int_equal(hc_notes_read(a, hc_str_c(good), "n.yaml", ids, 1, &n, &err), HC_OK);
    assert_true(n.final && n.n_fields == 2 && n.n_limits == 1 && n.n_actions == 1);
    is(n.title.ko, "가");
    is(n.action[0].due, "2026-12-01");
    assert_int_equal(hc_notes_read(a, hc_str_c(good), "n.yaml", ids, 0, &n, &err), HC_E_INPUT);
    assert_string_equal(err.id, "E-RPT-02");
    static const char *const bad[] = {"status: done\n", "fields: [a]\n", "limits: l\n", "actions: [w]\n", "actions: [{who: x}]\n", "title: 3\n", "other: 1\n", "x"};
    for (size_t i = 0; i < HC_LEN(bad); i++)
        assert_int_equal(hc_notes_read(a, hc_str_c(bad[i]), "n.yaml", ids, 1, &n, &err), HC_E_INPUT);
}

/* ---- documents ------------------------------------------------------------------------------------------- */

static void documents_escape_what_they_hold(void **state)
{
    HC_AUTO(hc_buf) b;
    hc_document d = {.a = a, .ko = true, .title = HC_S("<b>&\"")};
    (void)state;
    hc_buf_init(&b, SIZE_MAX);
    hc_doc_table *t = hc_doc_table_add(&d, "t", HC_S("]]>"), HC_S(""), 1, 1);
    t->head[0] = HC_S("a|b");
    t->cell[0] = HC_S("<script>\x1b\xff\n* x");
    hc_doc_html(&d, &(hc_doc_script){0}, &b);
    assert_int_equal(hc_str_find(hc_buf_view(&b), HC_S("<script")), -1);
    assert_int_equal(hc_str_find(hc_buf_view(&b), HC_S("script-src")), -1);
    assert_int_equal(hc_str_find(hc_buf_view(&b), HC_S("\x1b")), -1);
    assert_true(hc_str_find(hc_buf_view(&b), HC_S("&lt;script&gt;")) > 0);
    hc_buf_clear(&b);
    hc_doc_markdown(&d, &b);
    assert_true(hc_str_find(hc_buf_view(&b), HC_S("| a\\|b |\n| --- |\n| &lt;script>")) > 0);
    hc_doc_member *m;
    size_t n;
    hc_doc_hwpx(&d, NULL, a, &m, &n);
    assert_string_equal(m[0].name, "mimetype");
    for (size_t i = 0; i < n; i++)
        assert_true(hc_str_find(m[i].bytes, HC_S("<script")) < 0 && hc_str_find(m[i].bytes, HC_S("\xff")) < 0);
}

static void charts_are_numbers_and_one_script(void **state)
{
    HC_AUTO(hc_buf) b;
    hc_document d = {.a = a};
    hc_mark marks[] = {{.known = true, .hollow = true, .shape = HC_MARK_SQUARE, .point = 0.5, .low = 0.25, .high = 1}, {0}};
    (void)state;
    hc_buf_init(&b, SIZE_MAX);
    hc_doc_table *t = hc_doc_table_add(&d, "f", HC_S(""), HC_S(""), 1, 2);
    t->mark = marks;
    t->legend = HC_S("</script>");
    hc_doc_html(&d, &(hc_doc_script){HC_S("draw()"), "sha256-style"}, &b);
    hc_str html = hc_buf_view(&b);
    assert_true(hc_str_find(html, HC_S("' 'sha256-style'; script-src 'sha256-jm3FkV4tNIdBUr8jRVVl5n9PUixlaxTWD0pdpFiSH5A='; ")) > 0);
    assert_true(hc_str_find(html, HC_S("<script type=\"application/json\" id=\"charts\">[{\"table\":\"f\",\"from\":0,\"to\":1,\"strong\":false,"
                                       "\"legend\":\"\\u003c/script>\",\"rows\":[[0.5,0.25,1,\"square\",true],null]}]</script>\n<script>draw()</script>")) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_figure_has_its_interval), cmocka_unit_test(both_languages_say_the_same_things),
        cmocka_unit_test(a_cause_is_named_by_the_design_alone), cmocka_unit_test(rates), cmocka_unit_test(differences),
        cmocka_unit_test(names_are_never_read_as_templates), cmocka_unit_test(profiles), cmocka_unit_test(notes),
        cmocka_unit_test(documents_escape_what_they_hold), cmocka_unit_test(charts_are_numbers_and_one_script),
    };
    return cmocka_run_group_tests_name("report_words", tests, setup, teardown);
}
