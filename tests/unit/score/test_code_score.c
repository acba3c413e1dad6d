// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "score/score_int.h"

static hc_reply says;              /* what every program says */
static hc_str strand, asked;       /* of the last question */
static size_t calls;

HC_CO hc_code hc_ask(hc_asker *asker, hc_target *t, const hc_addr *addr, const hc_chat *chat, hc_arena *arena, hc_reply *out,
                     hc_err *err)
{
    (void)asker, (void)t, (void)err;
    assert_int_equal(chat->n_msgs, 1);
    calls++;
    strand = hc_str_dup(arena, addr->strand);
    asked = hc_msg_text(arena, &chat->msgs[0]);
    *out = says;
    return HC_OK;
}

static hc_command_scorer commands[] = {{.id = {"one", 3}}, {.id = {"two", 3}}};

typedef struct scene { hc_arena *a; hc_score_set set; hc_pack pack; hc_outcome *o; size_t n; } scene;

static void make_set(scene *s)
{
    hc_err err;
    hc_str *aliases;
    const hc_pack *packs[] = {&s->pack};
    assert_int_equal(hc_score_set_make(s->a, packs, 1, NULL, 0, false, &s->set, &err), HC_OK);
    assert_int_equal(hc_score_set_read(s->a, s->set.definition, &s->set, &aliases, &err), HC_OK);
}

static scene begin(void)
{
    scene s = {.a = hc_arena_new(), .pack = {.name = HC_S("p"), .lang = HC_S("ko"), .commands = commands, .n_commands = 2,
                                             .code_digest = "abc"}};
    make_set(&s);
    calls = 0;
    says = (hc_reply){.code = HC_RC_OK, .text = HC_S("{\"outcome\":\"good\",\"reason\":\"r\",\"answer\":\"x\"}")};
    return s;
}

static void score(scene *s, hc_expect expect, hc_state state)
{
    hc_err err;
    hc_str answers[] = {HC_S("서울")};
    hc_chat chat = {0};
    hc_reply reply = {.text = HC_S("서울")};
    hc_item item = {.id = HC_S("i"), .expect = expect, .answers = answers, .n_answers = 1, .raw = HC_S("{\"prompt\":\"물음\",\"id\":\"i\"}")};
    hc_exchange x = {hc_chat_add(s->a, &chat, HC_ROLE_USER, HC_S("물음")), 1, &reply};
    hc_transcript t = {&x, 1};
    hc_score_in in = {.pack = &s->pack, .item = &item, .transcript = &t, .state = state, .set = &s->set, .seed = HC_S("s"),
                      .addr = {.pack = HC_S("p")}};
    assert_int_equal(hc_score_sample(&in, s->a, &s->o, &s->n, &err), HC_OK);
}

static void names(const scene *s, const char *want)
{
    hc_str all = HC_S("");
    for (size_t i = 0; i < s->n; i++)
        all = hc_fmt(s->a, "%.*s %.*s", HC_FS(all), HC_FS(s->o[i].scorer));
    assert_string_equal(hc_cstr(s->a, all), want);
}

static void programs_come_last_and_decide_only_what_nothing_else_does(void **state)
{
    (void)state;
    scene s = begin();
    score(&s, HC_EXPECT_TEXT, HC_ST_ANSWERED);
    names(&s, " match class lang one two");
    score(&s, HC_EXPECT_SAFE, HC_ST_ANSWERED);
    names(&s, " judge class lang one two");
    score(&s, HC_EXPECT_NONE, HC_ST_ANSWERED);
    names(&s, " one class lang two");
    assert_true(hc_str_is(s.o[0].value, "good"));
    assert_int_equal(calls, 6);
    hc_arena_free(s.a);
}

static void a_program_sees_answer_item_and_state(void **state)
{
    (void)state;
    scene s = begin();
    score(&s, HC_EXPECT_NONE, HC_ST_TRUNCATED);
    assert_string_equal(hc_cstr(s.a, asked), "{\"answer\":\"서울\",\"item\":{\"id\":\"i\",\"prompt\":\"물음\"},\"state\":\"truncated\"}");
    assert_string_equal(hc_cstr(s.a, strand), hc_cstr(s.a, hc_fmt(s.a, "s:%.12s/code-two", s.set.digest)));
    hc_arena_free(s.a);
}

static void without_an_answer_or_for_another_pack_nothing_is_asked(void **state)
{
    (void)state;
    scene s = begin();
    score(&s, HC_EXPECT_NONE, HC_ST_FAILED);
    score(&s, HC_EXPECT_NONE, HC_ST_REFUSED);
    s.set.code[0].pack = s.set.code[1].pack = HC_S("q");
    score(&s, HC_EXPECT_NONE, HC_ST_ANSWERED);
    names(&s, " judge class lang");
    assert_int_equal(calls, 0);
    hc_arena_free(s.a);
}

static void a_failed_call_is_a_failed_outcome(void **state)
{
    (void)state;
    static const hc_reply_code codes[] = {HC_RC_TIMEOUT, HC_RC_RESET, HC_RC_BADREPLY, HC_RC_HTTP, HC_RC_TOOLARGE, HC_RC_TRUNCATED};
    scene s = begin();
    for (size_t i = 0; i < HC_LEN(codes); i++) {
        says = (hc_reply){.code = codes[i], .text = HC_S("{\"outcome\":\"good\"}"), .error = HC_S("why")};
        score(&s, HC_EXPECT_NONE, HC_ST_ANSWERED);
        assert_int_equal(s.o[0].kind, HC_OUT_FAILED);
        assert_true(hc_str_find(s.o[0].reason, HC_S("why")) >= 0);
    }
    hc_arena_free(s.a);
}

static void only_a_word_is_an_outcome(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    static const char *const rubbish[] = {
        "", "good", "[]", "{}", "{\"outcome\":1}", "{\"outcome\":\"\"}", "{\"outcome\":\"Good\"}", "{\"outcome\":\"a b\"}",
        "{\"outcome\":\"좋음\"}", "{\"outcome\":\"failed\"}", "{\"outcome\":\"unparsed\"}", "{\"outcome\":\"not_applicable\"}",
        "{\"outcome\":\"abcdefghijklmnopqrstuvwxyzabcdefg\"}", "{\"outcome\":\"good\"} x",
    };
    for (size_t i = 0; i < HC_LEN(rubbish); i++) {
        hc_outcome o = {.scorer = HC_S("x")};
        hc_code_read(a, hc_str_c(rubbish[i]), false, &o);
        assert_int_equal(o.kind, HC_OUT_UNPARSED);
        assert_true(o.reason.n > 0 && o.value.n == 0);
    }
    hc_outcome o = {.scorer = HC_S("x")};
    hc_code_read(a, HC_S("{\"outcome\":\"very_good\",\"reason\":\"r\",\"more\":1}"), false, &o);
    assert_int_equal(o.kind, HC_OUT_VALUE);
    assert_true(hc_str_is(o.value, "very_good") && hc_str_is(o.reason, "r"));
}

static void a_definition_names_code_only_where_there_is_some(void **state)
{
    (void)state;
    scene s = begin();
    assert_true(hc_str_starts(s.set.definition, HC_S("{\"code\":{\"p\":{\"digest\":\"abc\",\"scorers\":[\"one\",\"two\"]}},\"scorers\":[")));
    assert_int_equal(s.set.n_code, 2);
    s.pack.n_commands = 0;
    make_set(&s);
    assert_true(hc_str_starts(s.set.definition, HC_S("{\"scorers\":[")));
    assert_int_equal(s.set.n_code, 0);
    hc_arena_free(s.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(programs_come_last_and_decide_only_what_nothing_else_does),
        cmocka_unit_test(a_program_sees_answer_item_and_state),
        cmocka_unit_test(without_an_answer_or_for_another_pack_nothing_is_asked),
        cmocka_unit_test(a_failed_call_is_a_failed_outcome),
        cmocka_unit_test(only_a_word_is_an_outcome),
        cmocka_unit_test(a_definition_names_code_only_where_there_is_some),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
