// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/chat.h"

/* A dialogue that grows has at every turn the digest that it has when it is hashed as a whole. */
static void a_growing_chat_is_hashed_as_the_whole(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    HC_AUTO(hc_chat_hashed) hashed = {0};
    hc_tool tool = {.name = HC_S("찾기"), .description = HC_S("\"x\""), .schema = HC_S("{}")};
    hc_chat grows = {.params = {.has_seed = true, .seed = 7}, .tools = &tool, .n_tools = 1, .hashed = &hashed}, whole = grows;
    whole.hashed = NULL;
    for (int i = 0; i < 20; i++) {
        hc_digest one = hc_chat_question(&grows), same = hc_chat_question(&grows), two = hc_chat_question(&whole);
        assert_true(hc_digest_eq(&one, &two) && hc_digest_eq(&one, &same));
        hc_str text = hc_fmt(a, "%d번째 말 \"\\\n\xFF", i);
        hc_chat_add(a, &grows, i % 2 ? HC_ROLE_ASSISTANT : HC_ROLE_USER, text);
        whole = grows;
        whole.hashed = NULL;
    }
    assert_int_equal(hashed.n_msgs, 19);
}

/* The bytes that questions have been hashed from since the first run. */
static void the_canonical_bytes(void **state)
{
    (void)state;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    HC_AUTO(hc_buf) b = {0};
    hc_chat c = {.params = {.max_tokens = 9}};
    hc_buf_init(&b, SIZE_MAX);
    hc_chat_canonical(&c, &b);
    assert_true(hc_str_is(hc_buf_view(&b), "{\"messages\":[],\"params\":{\"max_tokens\":9},\"tools\":[],\"v\":1}"));
    hc_chat_add(a, &c, HC_ROLE_USER, HC_S("가"));
    hc_chat_add(a, &c, HC_ROLE_ASSISTANT, HC_S("나"));
    hc_buf_clear(&b);
    hc_chat_canonical(&c, &b);
    assert_true(hc_str_is(hc_buf_view(&b), "{\"messages\":[{\"parts\":[{\"text\":\"가\"}],\"role\":\"user\"},"
                          "{\"parts\":[{\"text\":\"나\"}],\"role\":\"assistant\"}],\"params\":{\"max_tokens\":9},\"tools\":[],\"v\":1}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_growing_chat_is_hashed_as_the_whole), cmocka_unit_test(the_canonical_bytes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
