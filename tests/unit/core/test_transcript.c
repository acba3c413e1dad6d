// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "core/transcript.h"

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

static hc_str written(const hc_conversation *c)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_conversation_write(c, &b);
    return hc_str_dup(a, hc_buf_view(&b));
}

static hc_str message_written(const hc_msg *m)
{
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_msg_write(m, &w);
    return hc_str_dup(a, hc_buf_view(&b));
}

static void messages_read_back_equal(void **state)
{
    (void)state;
    hc_part text[] = {{.kind = HC_PART_TEXT, .text = HC_S("가 \"1\"\n\0끝")},
                      {.kind = HC_PART_IMAGE, .text = HC_S(""), .media_type = HC_S("image/png"), .ref = HC_S("a.png")}};
    hc_tool_call calls[] = {{HC_S("c1"), HC_S("pay"), HC_S("{\"n\":1}")}, {HC_S(""), HC_S("\xFF"), HC_S("")}};
    const hc_msg list[] = {
        {.role = HC_ROLE_SYSTEM, .parts = text, .n_parts = 1},
        {.role = HC_ROLE_USER, .parts = text, .n_parts = 2},
        {.role = HC_ROLE_ASSISTANT, .parts = text, .n_parts = 0, .calls = calls, .n_calls = 2},
        {.role = HC_ROLE_TOOL, .parts = text, .n_parts = 1, .call_id = HC_S("c1")},
    };
    for (size_t i = 0; i < HC_LEN(list); i++) {
        hc_str bytes = message_written(&list[i]);
        hc_json *j;
        hc_msg back;
        assert_int_equal(hc_json_parse(a, bytes, "message", &j, NULL), HC_OK);
        assert_true(hc_msg_read(a, j, &back));
        assert_int_equal(back.role, list[i].role);
        assert_int_equal(back.n_parts, list[i].n_parts);
        assert_int_equal(back.n_calls, list[i].n_calls);
        assert_true(hc_str_eq(message_written(&back), bytes));
    }
    hc_msg image;
    hc_json *j;
    assert_int_equal(hc_json_parse(a, message_written(&list[1]), "message", &j, NULL), HC_OK);
    assert_true(hc_msg_read(a, j, &image));
    assert_int_equal(image.parts[1].kind, HC_PART_IMAGE);
    assert_true(hc_str_is(image.parts[1].ref, "a.png") && hc_str_eq(image.parts[0].text, text[0].text));
}

static void messages_without_their_form_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"{}", "[]", "3", "{\"role\":\"user\"}", "{\"parts\":[]}", "{\"parts\":{},\"role\":\"user\"}",
                                      "{\"parts\":[],\"role\":\"robot\"}", "{\"parts\":[],\"role\":\"User\"}"};
    for (size_t i = 0; i < HC_LEN(bad); i++) {
        hc_json *j;
        hc_msg m;
        assert_int_equal(hc_json_parse(a, hc_str_c(bad[i]), "message", &j, NULL), HC_OK);
        if (hc_msg_read(a, j, &m))
            fail_msg("%s was read", bad[i]);
    }
}

static void conversations_read_back_equal(void **state)
{
    (void)state;
    hc_chat chat = {0};
    hc_json *meta;
    hc_chat_add(a, &chat, HC_ROLE_SYSTEM, HC_S("규칙"));
    hc_chat_add(a, &chat, HC_ROLE_USER, HC_S("질문"));
    hc_chat_add(a, &chat, HC_ROLE_TOOL, HC_S("\xC3\x28"));
    hc_tool_call call = {HC_S("c"), HC_S("f"), HC_S("{}")};
    hc_reply first = {.code = HC_RC_OK, .text = HC_S("답"), .calls = &call, .n_calls = 1, .retry_after_ms = -1};
    hc_reply last = {.code = HC_RC_TRUNCATED, .text = HC_S("x\0y"), .retry_after_ms = -1};
    hc_exchange x[] = {{chat.msgs, 2, &first}, {chat.msgs + 2, 1, &last}};
    assert_int_equal(hc_json_parse(a, HC_S("{\"b\":{\"t\":\"심은 글\"},\"a\":[1,null]}"), "meta", &meta, NULL), HC_OK);
    const hc_conversation list[] = {
        {{x, 2}, HC_ST_TRUNCATED, meta}, {{x, 1}, HC_ST_ANSWERED, NULL}, {{NULL, 0}, HC_ST_NOT_TESTED, NULL},
        {{NULL, 0}, HC_ST_FAILED, meta}};
    for (size_t i = 0; i < HC_LEN(list); i++) {
        hc_str bytes = written(&list[i]);
        hc_conversation back;
        assert_int_equal(hc_conversation_read(a, bytes, &back, NULL), HC_OK);
        assert_int_equal(back.state, list[i].state);
        assert_int_equal(back.transcript.n, list[i].transcript.n);
        assert_true((back.meta == NULL) == (list[i].meta == NULL));
        assert_true(hc_str_eq(written(&back), bytes));
    }
    hc_conversation back;
    assert_int_equal(hc_conversation_read(a, written(&list[0]), &back, NULL), HC_OK);
    assert_true(hc_str_eq(back.transcript.x[1].reply->text, last.text));
    assert_true(hc_str_eq(hc_msg_text(a, &back.transcript.x[1].asked[0]), HC_S("\xC3\x28")));
    assert_true(hc_str_is(hc_json_str(hc_json_get(back.meta, "b"), "t", HC_S("")), "심은 글"));
}

static void the_form_does_not_change(void **state)
{
    (void)state;
    hc_chat chat = {0};
    hc_chat_add(a, &chat, HC_ROLE_USER, HC_S("q"));
    hc_reply reply = {.code = HC_RC_OK, .text = HC_S("r"), .retry_after_ms = -1};
    hc_exchange x = {chat.msgs, 1, &reply};
    hc_conversation c = {{&x, 1}, HC_ST_ANSWERED, NULL};
    assert_string_equal(hc_cstr(a, written(&c)),
        "{\"exchanges\":[{\"asked\":[{\"parts\":[{\"text\":\"q\"}],\"role\":\"user\"}],"
        "\"reply\":{\"code\":\"ok\",\"text\":\"r\",\"v\":1}}],\"state\":\"answered\",\"v\":1}");
}

static void broken_conversations_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "[]", "{}", "null",
        "{\"exchanges\":[],\"state\":\"answered\",\"v\":2}",
        "{\"exchanges\":[],\"state\":\"open\",\"v\":1}",
        "{\"exchanges\":[],\"state\":\"asleep\",\"v\":1}",
        "{\"exchanges\":{},\"state\":\"answered\",\"v\":1}",
        "{\"exchanges\":[3],\"state\":\"answered\",\"v\":1}",
        "{\"exchanges\":[{\"asked\":[]}],\"state\":\"answered\",\"v\":1}",
        "{\"exchanges\":[{\"asked\":[],\"reply\":{}}],\"state\":\"answered\",\"v\":1}",
        "{\"exchanges\":[{\"asked\":[{}],\"reply\":{\"code\":\"ok\",\"v\":1}}],\"state\":\"answered\",\"v\":1}",
        "{\"exchanges\":[],\"meta\":[],\"state\":\"answered\",\"v\":1}",
        "{\"exchanges\":[],\"state\":\"answered\",\"v\":1",
    };
    for (size_t i = 0; i < HC_LEN(bad); i++) {
        hc_err err = {0};
        hc_conversation c;
        if (hc_conversation_read(a, hc_str_c(bad[i]), &c, &err) == HC_OK)
            fail_msg("%s was read", bad[i]);
        assert_true(err.en[0] && err.ko[0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_read_back_equal),
        cmocka_unit_test(messages_without_their_form_are_refused),
        cmocka_unit_test(conversations_read_back_equal),
        cmocka_unit_test(the_form_does_not_change),
        cmocka_unit_test(broken_conversations_are_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
