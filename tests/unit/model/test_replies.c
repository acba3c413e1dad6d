// SPDX-License-Identifier: Apache-2.0
/* Replies of every odd shape: each gives one outcome, none is taken for something else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "model/adapter.h"
#include "model/model_int.h"

#define SSE "text/event-stream"
#define JSON "application/json"

static hc_arena *A;

static int setup(void **state)
{
    (void)state;
    A = hc_arena_new();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    hc_arena_free(A);
    return 0;
}

static void assert_str(hc_str got, const char *want)
{
    assert_string_equal(hc_cstr(A, got), want);
}

static hc_reply parse(const char *adapter, int status, const char *type, const char *body)
{
    hc_http_header h = {HC_S("content-type"), hc_str_c(type)};
    hc_reply r;
    memset(&r, 0x5A, sizeof r);
    hc_adapter_parse(hc_adapter_find(hc_str_c(adapter)), A, status, &h, type[0] ? 1 : 0, hc_str_c(body), &r);
    return r;
}

typedef struct shape { const char *adapter, *type, *body, *text; hc_reply_code code; } shape;

static void check(const shape *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        hc_reply r = parse(s[i].adapter, 200, s[i].type, s[i].body);
        if (r.code != s[i].code || !hc_str_is(r.text, s[i].text))
            fail_msg("%s: %s '%.*s' (%.*s)", s[i].body, hc_reply_code_id(r.code), HC_FS(r.text), HC_FS(r.error));
    }
}

static void odd_contents(void **state)
{
    (void)state;
    static const shape shapes[] = {
        {"openai", JSON, "{\"choices\":[{\"message\":{\"content\":[{\"type\":\"output_text\",\"text\":\"a\"},"
                         "{\"type\":\"image_url\"},{\"text\":\"b\"}]}}]}", "ab", HC_RC_OK},
        {"openai", JSON, "{\"choices\":[{\"index\":1,\"message\":{\"content\":\"b\"}},{\"message\":{\"content\":\"a\"}}]}", "a", HC_RC_OK},
        {"openai", JSON, "{\"choices\":{\"0\":1}}", "", HC_RC_BADREPLY},
        {"openai", JSON, "{\"choices\":[{\"message\":[1]}]}", "", HC_RC_BADREPLY},
        {"openai", JSON, "{\"choices\":[{}]}", "", HC_RC_BADREPLY},
        {"openai", JSON, "{\"choices\":[{\"message\":{\"content\":\"a\",\"tool_calls\":{\"x\":1},\"function_call\":3}}],\"usage\":7,"
                         "\"error\":null}", "a", HC_RC_OK},
        {"openai", JSON, "{\"choices\":[{\"message\":{\"content\":\"a\"},\"logprobs\":{\"content\":{\"a\":1}}}]}", "a", HC_RC_OK},
        {"openai", JSON, "{\"choices\":[{\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}],\"model\":\"\"}", "a", HC_RC_OK},
        {"anthropic", JSON, "not json", "", HC_RC_BADREPLY},
        {"anthropic", JSON, "{}", "", HC_RC_BADREPLY},
        {"anthropic", JSON, "{\"content\":[{\"type\":\"server_tool\"},{\"type\":\"text\",\"text\":\"a\"}],\"usage\":[1]}", "a", HC_RC_OK},
        {"anthropic", JSON, "{\"content\":[{\"type\":\"tool_use\",\"name\":\"f\",\"input\":\"x\"}]}", "", HC_RC_OK},
        {"openai", "text/plain", "event: x\ndata: {\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}\n\n", "a", HC_RC_OK},
        {"openai", "", ": hi\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}\n\n", "a", HC_RC_OK},
        {"openai", "Text/Event-Stream;x", "data: [DONE]\n\n", "", HC_RC_BADREPLY},
        {"openai", "text/event-streams", "{\"choices\":[{\"message\":{\"content\":\"a\"}}]}", "", HC_RC_RESET},
        {"openai", "text/event-strict", "{\"choices\":[{\"message\":{\"content\":\"a\"}}]}", "a", HC_RC_OK},
    };
    check(shapes, HC_LEN(shapes));
}

static void odd_streams(void **state)
{
    (void)state;
    static const shape shapes[] = {
        {"openai", SSE, "data: [1]\n\n", "", HC_RC_BADREPLY},
        {"openai", SSE, "event: error\ndata: {\"message\":\"m\",\"type\":\"server_error\"}\n\n", "", HC_RC_HTTP},
        {"openai", SSE, "data: {\"choices\":[{\"delta\":{\"content\":3}}]}\n\ndata: {\"choices\":[]}\n\n", "", HC_RC_BADREPLY},
        {"openai", SSE, "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"id\":1}\n\ndata: [DONE]\n\n", "a", HC_RC_OK},
        {"openai", SSE, "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"choices\":[{\"delta\":{},"
                        "\"finish_reason\":\"content_filter\"}]}\n\n", "a", HC_RC_FILTERED},
        {"openai", SSE, "dat: {\"choices\":[]}\n\ndatax: 1\n\n", "", HC_RC_RESET},
        {"anthropic", SSE, "data: [1]\n\n", "", HC_RC_BADREPLY},
        {"anthropic", SSE, "data: {\n\n", "", HC_RC_BADREPLY},
        {"anthropic", SSE, "event: content_block_delta\ndata: {\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}\n\n"
                           "event: message_delta\ndata: {\"delta\":{\"stop_reason\":\"end_turn\"}}\n\n", "a", HC_RC_OK},
        {"anthropic", SSE, "event: content_block_delta\ndata: {\"delta\":{\"type\":\"signature_delta\",\"signature\":\"x\"}}\n\n"
                           "event: unknown\ndata: {}\n\nevent: message_stop\ndata: {}\n\n"
                           "event: content_block_delta\ndata: {\"delta\":{\"type\":\"text_delta\",\"text\":\"late\"}}\n\n", "", HC_RC_OK},
        {"anthropic", SSE, "event: error\ndata: {\"error\":\"boom\"}\n\n", "", HC_RC_HTTP},
    };
    check(shapes, HC_LEN(shapes));
    hc_reply r = parse("anthropic", 200, SSE, "event: content_block_start\ndata: {\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}}\n\n"
                       "event: content_block_delta\ndata: {\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"음\"}}\n\n"
                       "event: message_stop\ndata: {}\n\n");
    assert_str(r.reasoning, "음");
}

static void calls_without_end_are_refused(void **state)
{
    (void)state;
    HC_AUTO(hc_buf) blocks, deltas;
    hc_buf_init(&blocks, SIZE_MAX);
    hc_buf_init(&deltas, SIZE_MAX);
    hc_buf_c(&blocks, "{\"content\":[");
    for (int i = 0; i <= HC_TOOL_CALLS_MAX; i++) {
        hc_buf_fmt(&blocks, "%s{\"type\":\"tool_use\",\"id\":\"t%d\"}", i ? "," : "", i);
        hc_buf_fmt(&deltas, "event: content_block_delta\ndata: {\"index\":%d,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"\"}}\n\n", i);
    }
    hc_buf_c(&blocks, "]}");
    assert_int_equal(parse("anthropic", 200, JSON, hc_cstr(A, hc_buf_view(&blocks))).code, HC_RC_BADREPLY);
    assert_int_equal(parse("anthropic", 200, SSE, hc_cstr(A, hc_buf_view(&deltas))).code, HC_RC_BADREPLY);
}

/* An index that is taken by another call opens a new one behind all; the largest index has none behind it. */
static void calls_that_collide(void **state)
{
    (void)state;
    hc_reply r = parse("openai", 200, JSON, "{\"choices\":[{\"message\":{\"tool_calls\":["
                       "{\"index\":9223372036854775807,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":{}}},"
                       "{\"index\":9223372036854775807,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"1\"}},"
                       "{\"index\":3,\"id\":\"c\",\"function\":{\"name\":\"h\"}},"
                       "{\"index\":3,\"function\":{\"name\":\"other\",\"arguments\":\"2\"}}],"
                       "\"function_call\":{\"name\":\"old\",\"arguments\":\"3\"}},\"finish_reason\":\"tool_calls\"}]}");
    assert_int_equal(r.code, HC_RC_OK);
    assert_int_equal(r.n_calls, 4);
    assert_str(r.calls[0].name, "old");
    assert_str(r.calls[1].name, "h");
    assert_str(r.calls[1].args, "2");
    assert_str(r.calls[2].id, "a");
    assert_str(r.calls[3].id, "b");
}

static void tokens_keep_their_bytes(void **state)
{
    (void)state;
    hc_reply r = parse("openai", 200, JSON, "{\"choices\":[{\"message\":{\"content\":\"a\"},\"logprobs\":{\"content\":["
                       "{\"token\":\"a\",\"bytes\":[256],\"logprob\":-1},{\"token\":\"b\",\"bytes\":[-1]},{\"token\":\"c\",\"bytes\":[\"x\"]},"
                       "{\"token\":\"d\",\"bytes\":7,\"top_logprobs\":{\"a\":1}},{\"token\":\"e\"}]}}]}");
    assert_int_equal(r.n_logprobs, 5);
    static const char *const want[] = {"a", "b", "c", "d", "e"};
    for (size_t i = 0; i < HC_LEN(want); i++) {
        assert_str(r.logprobs[i].token, want[i]);
        assert_int_equal(r.logprobs[i].n_top, 0);
    }
    assert_true(r.logprobs[0].logprob == -1 && r.logprobs[4].logprob == -9999);
}

/* Counts that cannot be are no counts. */
static void usage_that_cannot_be(void **state)
{
    (void)state;
    static const struct { const char *usage; bool has; int64_t in, cached, reasoning; } openai[] = {
        {"{\"prompt_tokens\":5,\"completion_tokens\":-1}", false, 0, 0, 0},
        {"{\"prompt_tokens\":5}", false, 0, 0, 0},
        {"{\"prompt_tokens\":9000000000000,\"completion_tokens\":1}", false, 0, 0, 0},
        {"{\"prompt_tokens\":1,\"completion_tokens\":9000000000000}", false, 0, 0, 0},
        {"{\"prompt_tokens\":5,\"completion_tokens\":1,\"prompt_tokens_details\":{\"cached_tokens\":9}}", true, 5, 5, 0},
        {"{\"prompt_tokens\":5,\"completion_tokens\":1,\"prompt_tokens_details\":{\"cached_tokens\":-9},"
         "\"completion_tokens_details\":{\"reasoning_tokens\":-2}}", true, 5, 0, 0},
        {"{\"prompt_tokens\":5,\"completion_tokens\":1,\"completion_tokens_details\":{\"reasoning_tokens\":9000000000000}}", true, 5, 0, 0},
    };
    for (size_t i = 0; i < HC_LEN(openai); i++) {
        hc_reply r = parse("openai", 200, JSON, hc_fmt(A, "{\"choices\":[{\"message\":{\"content\":\"a\"}}],\"usage\":%s}", openai[i].usage).p);
        if (r.code != HC_RC_OK || r.has_usage != openai[i].has)
            fail_msg("%s", openai[i].usage);
        assert_true(!r.has_usage || (r.tokens_in == openai[i].in && r.tokens_cached == openai[i].cached &&
                                     r.tokens_reasoning == openai[i].reasoning));
    }
    static const char *const anthropic[] = {
        "{\"input_tokens\":-1,\"output_tokens\":1}", "{\"input_tokens\":1,\"cache_read_input_tokens\":-1,\"output_tokens\":1}",
        "{\"input_tokens\":1,\"cache_creation_input_tokens\":-1,\"output_tokens\":1}",
        "{\"input_tokens\":9223372036854775807,\"cache_read_input_tokens\":1,\"output_tokens\":1}",
        "{\"input_tokens\":9223372036854775806,\"cache_read_input_tokens\":1,\"cache_creation_input_tokens\":1,\"output_tokens\":1}",
    };
    for (size_t i = 0; i < HC_LEN(anthropic); i++) {
        hc_reply r = parse("anthropic", 200, JSON, hc_fmt(A, "{\"content\":[],\"stop_reason\":\"end_turn\",\"usage\":%s}", anthropic[i]).p);
        if (r.code != HC_RC_OK || r.has_usage)
            fail_msg("%s", anthropic[i]);
    }
}

static void errors_of_every_kind(void **state)
{
    (void)state;
    static const struct { int status; const char *body; hc_reply_code code; const char *says; } cases[] = {
        {200, "{\"error\":{\"code\":299}}", HC_RC_HTTP, "error without a message"},
        {200, "{\"error\":{\"code\":600,\"message\":\"m\"}}", HC_RC_HTTP, "m"},
        {200, "{\"error\":{\"code\":404,\"message\":\"\",\"detail\":\"d\"}}", HC_RC_REJECTED, "d"},
        {200, "{\"error\":\"\"}", HC_RC_HTTP, "error without a message"},
        {500, "{\"message\":\"top\"}", HC_RC_HTTP, "top"},
        {500, " plain words ", HC_RC_HTTP, "plain words"},
        {301, "", HC_RC_REJECTED, "an unnamed place"},
        {403, "{\"error\":{\"type\":\"moderation_blocked\"}}", HC_RC_FILTERED, ""},
    };
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_reply r = parse("openai", cases[i].status, JSON, cases[i].body);
        if (r.code != cases[i].code || hc_str_find(r.error, hc_str_c(cases[i].says)) < 0)
            fail_msg("%d %s: %s %.*s", cases[i].status, cases[i].body, hc_reply_code_id(r.code), HC_FS(r.error));
    }
    assert_null(hc_adapter_find(HC_S("local")));
}

static void the_line_of_a_program(void **state)
{
    (void)state;
    static const struct { const char *line; hc_reply_code code; const char *text; } cases[] = {
        {"{\"id\":\"q\",\"text\":\"a\"}", HC_RC_OK, "a"}, {"{\"text\":\"a\",\"finish\":\"length\"}", HC_RC_TRUNCATED, "a"},
        {"{\"text\":\"a\",\"finish\":\"refusal\"}", HC_RC_REFUSED, "a"},
        {"{\"text\":\"a\",\"finish\":\"content_filter\"}", HC_RC_FILTERED, "a"},
        {"{\"text\":\"a\",\"error\":null}", HC_RC_OK, "a"}, {"{\"error\":\"boom\"}", HC_RC_HTTP, ""},
        {"{\"error\":{\"x\":1}}", HC_RC_HTTP, ""}, {"{\"error\":\"\"}", HC_RC_HTTP, ""}, {"{\"id\":\"other\",\"text\":\"a\"}", HC_RC_BADREPLY, ""},
        {"{\"text\":7}", HC_RC_BADREPLY, ""}, {"{}", HC_RC_BADREPLY, ""}, {"[\"a\"]", HC_RC_BADREPLY, ""}, {"a", HC_RC_BADREPLY, ""},
    };
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_reply r = {.text = HC_S(""), .retry_after_ms = -1};
        hc_command_read(A, hc_str_c(cases[i].line), "q", &r);
        if (r.code != cases[i].code || !hc_str_is(r.text, cases[i].text))
            fail_msg("%s: %s", cases[i].line, hc_reply_code_id(r.code));
        assert_true(hc_reply_complete(r.code) || r.error.n);      /* a failure has words */
    }
    hc_reply r = {.text = HC_S("")};
    hc_command_read(A, HC_S("{\"text\":\"a\",\"usage\":{\"in\":3,\"out\":4}}"), "q", &r);
    assert_true(r.has_usage && r.tokens_in == 3 && r.tokens_out == 4);
    r = (hc_reply){.text = HC_S("")};
    hc_command_read(A, HC_S("{\"text\":\"a\",\"usage\":{\"in\":3}}"), "q", &r);
    assert_true(!r.has_usage && r.tokens_in == 0);
}

static int64_t wait_of(const char *name, const char *value)
{
    hc_http_header h = {hc_str_c(name), hc_str_c(value)};
    return hc_retry_after_ms(&h, 1, INT64_C(1700000000000000));
}

static void waits_of_every_form(void **state)
{
    (void)state;
    static const struct { const char *name, *value; int64_t ms; } cases[] = {
        {"retry-after-ms", "-5", -1}, {"retry-after-ms", "x", -1}, {"retry-after", "2023-11-14T22:13:25Z", 5000},
        {"retry-after", "", -1}, {"x-ratelimit-reset", "", -1}, {"x-ratelimit-reset", "-1", -1},
        {"x-ratelimit-reset", "1700000005000", 5000}, {"x-ratelimit-reset", "1e16", 600000},
        {"x-ratelimit-reset", "Tue, 14 Nov 2023 22:13:24 GMT", 4000}, {"x-ratelimit-reset", "soon", -1},
        {"x-ratelimit-reset", "1h", 600000}, {"x-ratelimit-reset", "5x", -1}, {"x-ratelimit-reset", "1.2.3s", -1},
        {"x-ratelimit-reset", "3s4", -1}, {"x-ratelimit-reset", "500us", 0}, {"x-ratelimit-reset", "0s", 0},
    };
    for (size_t i = 0; i < HC_LEN(cases); i++)
        if (wait_of(cases[i].name, cases[i].value) != cases[i].ms)
            fail_msg("%s: %s gives %lld", cases[i].name, cases[i].value, (long long)wait_of(cases[i].name, cases[i].value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(odd_contents),
        cmocka_unit_test(odd_streams),
        cmocka_unit_test(calls_without_end_are_refused),
        cmocka_unit_test(calls_that_collide),
        cmocka_unit_test(tokens_keep_their_bytes),
        cmocka_unit_test(usage_that_cannot_be),
        cmocka_unit_test(errors_of_every_kind),
        cmocka_unit_test(the_line_of_a_program),
        cmocka_unit_test(waits_of_every_form),
    };
    return cmocka_run_group_tests_name("replies", tests, setup, teardown);
}
