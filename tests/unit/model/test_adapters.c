// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "model/adapter.h"
#include "model/limiter.h"

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

static hc_target_conf conf_of(const char *adapter)
{
    return (hc_target_conf){.alias = HC_S("m"), .adapter = hc_str_c(adapter), .base_url = HC_S("http://h/v1"),
                            .model = HC_S("m1"), .price = {-1, -1, -1, HC_S("")}};
}

static hc_str body_of(const hc_wire *w)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    for (size_t i = 0; i < w->n_chunks; i++)
        hc_buf_str(&b, w->chunks[i]);
    return hc_str_dup(A, hc_buf_view(&b));
}

static hc_wire build(const hc_target_conf *t, const hc_chat *chat)
{
    hc_wire w;
    hc_err err = {0};
    const hc_adapter *ad = hc_adapter_find(hc_str_is(t->adapter, "local") ? HC_S("openai") : t->adapter);
    if (ad->build(A, t, chat, &w, &err) != HC_OK)
        fail_msg("%s", err.en);
    return w;
}

static hc_reply parse_with(const char *adapter, int status, const char *type, const char *body)
{
    hc_http_header h[] = {{HC_S("Content-Type"), hc_str_c(type)}, {HC_S("Location"), HC_S("http://other/")}};
    hc_reply r;
    memset(&r, 0x5A, sizeof r);
    hc_adapter_parse(hc_adapter_find(hc_str_c(adapter)), A, status, h, 2, hc_str_c(body), &r);
    return r;
}

static hc_reply openai(int status, const char *body)
{
    return parse_with("openai", status, "application/json", body);
}

static hc_reply anthropic(int status, const char *body)
{
    return parse_with("anthropic", status, "application/json", body);
}

static hc_chat chat_of_three(void)
{
    hc_chat c = {0};
    hc_chat_add(A, &c, HC_ROLE_SYSTEM, HC_S("시스템"));
    hc_chat_add(A, &c, HC_ROLE_USER, HC_S("하나"));
    return c;
}

/* ---- OpenAI ------------------------------------------------------------------------------------------ */

static void openai_body_is_cut_after_each_message(void **state)
{
    (void)state;
    hc_target_conf t = conf_of("openai");
    hc_chat c = chat_of_three();
    hc_wire one = build(&t, &c);
    assert_int_equal(one.n_chunks, 2);
    assert_str(one.chunks[0],
               "{\"messages\":[{\"role\":\"system\",\"content\":\"시스템\"},{\"role\":\"user\",\"content\":\"하나\"}");
    assert_str(one.chunks[1], "],\"model\":\"m1\"}");
    hc_chat_add(A, &c, HC_ROLE_ASSISTANT, HC_S("둘"));
    hc_chat_add(A, &c, HC_ROLE_USER, HC_S("셋"));
    hc_wire two = build(&t, &c);
    assert_int_equal(two.n_chunks, 4);
    assert_true(hc_str_eq(one.chunks[0], two.chunks[0]));
    assert_str(two.chunks[1], ",{\"role\":\"assistant\",\"content\":\"둘\"}");
    for (size_t i = 1; i < two.n_chunks; i++)
        assert_ptr_equal(two.chunks[i].p, two.chunks[i - 1].p + two.chunks[i - 1].n);
}

static void openai_parameters_and_own_fields(void **state)
{
    (void)state;
    hc_target_conf t = conf_of("openai");
    hc_json *extra;
    hc_str stop[] = {HC_S("끝")};
    assert_int_equal(hc_json_parse(A, HC_S("{\"seed\":9,\"cache_prompt\":false}"), "t", &extra, NULL), HC_OK);
    t.extra_body = extra;
    t.stream = true;
    hc_chat c = {0};
    hc_chat_add(A, &c, HC_ROLE_USER, HC_S("q"));
    c.params = (hc_params){.has_temperature = true, .has_seed = true, .seed = 1, .max_tokens = 8, .stop = stop, .n_stop = 1,
                           .top_logprobs = 5, .schema = HC_S("{\"type\":\"object\"}"), .grammar = HC_S("root ::= \"A\"")};
    assert_str(body_of(&(hc_wire){.chunks = build(&t, &c).chunks + 1, .n_chunks = 1}),
               "],\"model\":\"m1\",\"max_tokens\":8,\"temperature\":0,\"stop\":[\"끝\"],\"logprobs\":true,\"top_logprobs\":5,"
               "\"stream\":true,\"stream_options\":{\"include_usage\":true},\"response_format\":{\"type\":\"json_schema\","
               "\"json_schema\":{\"name\":\"answer\",\"strict\":true,\"schema\":{\"type\":\"object\"}}},\"seed\":9,"
               "\"cache_prompt\":false}");
    t.adapter = HC_S("local");
    hc_str body = body_of(&(hc_wire){.chunks = build(&t, &c).chunks, .n_chunks = 2});
    assert_true(hc_str_find(body, HC_S("\"grammar\":\"root ::= \\\"A\\\"\"")) > 0);
    assert_true(hc_str_find(body, HC_S("response_format")) < 0);
}

static void openai_own_host_wants_max_completion_tokens(void **state)
{
    (void)state;
    hc_target_conf t = conf_of("openai");
    hc_chat c = {.params = {.max_tokens = 8}};
    t.base_url = HC_S("https://api.openai.com/v1");
    hc_wire w = build(&t, &c);
    assert_true(hc_str_find(body_of(&w), HC_S("\"max_completion_tokens\":8")) > 0);
    t.base_url = HC_S("https://api.openai.com.example/v1");
    w = build(&t, &c);
    assert_true(hc_str_find(body_of(&w), HC_S("\"max_tokens\":8")) > 0);
}

static void openai_tools_and_their_results(void **state)
{
    (void)state;
    hc_target_conf t = conf_of("openai");
    hc_tool tool = {HC_S("send"), HC_S("d"), HC_S("{ \"type\" : \"object\" }")};
    hc_tool_call call = {HC_S("c1"), HC_S("send"), HC_S("{\"a\": 1")};
    hc_chat c = {.tools = &tool, .n_tools = 1, .params = {.tool_choice = HC_S("send")}};
    hc_msg *m = hc_chat_add(A, &c, HC_ROLE_ASSISTANT, HC_S(""));
    m->n_parts = 0;
    m->calls = &call;
    m->n_calls = 1;
    hc_chat_add(A, &c, HC_ROLE_TOOL, HC_S("ok"))->call_id = HC_S("c1");
    hc_wire w = build(&t, &c);
    assert_str(body_of(&w),
               "{\"messages\":[{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\","
               "\"function\":{\"name\":\"send\",\"arguments\":\"{\\\"a\\\": 1\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"c1\","
               "\"content\":\"ok\"}],\"model\":\"m1\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"send\","
               "\"description\":\"d\",\"parameters\":{\"type\":\"object\"}}}],\"tool_choice\":{\"type\":\"function\","
               "\"function\":{\"name\":\"send\"}}}");
}

static void an_image_needs_a_target_that_takes_it(void **state)
{
    (void)state;
    hc_part parts[] = {{.kind = HC_PART_TEXT, .text = HC_S("무엇?")},
                       {.kind = HC_PART_IMAGE, .media_type = HC_S("image/png"), .ref = HC_S("data:image/png;base64,AAAA")}};
    hc_msg m = {.role = HC_ROLE_USER, .parts = parts, .n_parts = 2};
    hc_chat c = {.msgs = &m, .n_msgs = 1};
    for (int i = 0; i < 2; i++) {
        hc_target_conf t = conf_of(i ? "anthropic" : "openai");
        hc_wire w;
        hc_err err;
        const hc_adapter *ad = hc_adapter_find(t.adapter);
        assert_int_equal(ad->build(A, &t, &c, &w, &err), HC_E_UNSUPPORTED);
        t.takes_images = true;
        w = build(&t, &c);
        assert_true(hc_str_find(body_of(&w), i ? HC_S("\"media_type\":\"image/png\",\"data\":\"AAAA\"")
                                               : HC_S("{\"url\":\"data:image/png;base64,AAAA\"}")) > 0);
    }
}

static void a_body_is_always_utf8(void **state)
{
    (void)state;
    hc_target_conf t = conf_of("openai");
    hc_chat c = {0};
    hc_chat_add(A, &c, HC_ROLE_USER, HC_S("a\xFF" "b"));
    hc_wire w = build(&t, &c);
    assert_true(hc_str_find(body_of(&w), HC_S("\"a\xEF\xBF\xBD" "b\"")) > 0);
}

static void openai_plain_reply(void **state)
{
    (void)state;
    hc_reply r = openai(200, "{\"model\":\"m1-0101\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                             "\"content\":\"\\u0000답\\n\",\"reasoning_content\":\"생각\"},\"finish_reason\":\"stop\","
                             "\"logprobs\":{\"content\":[{\"token\":\"x\",\"bytes\":[235,139],\"logprob\":-0.5,"
                             "\"top_logprobs\":[{\"token\":\"A\",\"logprob\":null}]}]}}],\"usage\":{\"prompt_tokens\":7,"
                             "\"completion_tokens\":3,\"prompt_tokens_details\":{\"cached_tokens\":2},"
                             "\"completion_tokens_details\":{\"reasoning_tokens\":1}}}");
    assert_int_equal(r.code, HC_RC_OK);
    assert_true(hc_str_eq(r.text, (hc_str){"\0답\n", 5}));
    assert_str(r.reasoning, "생각");
    assert_str(r.model, "m1-0101");
    assert_true(r.has_usage && r.tokens_in == 7 && r.tokens_out == 3 && r.tokens_cached == 2 && r.tokens_reasoning == 1);
    assert_int_equal(r.n_logprobs, 1);
    assert_str(r.logprobs[0].token, "\xEB\x8B");
    assert_true(r.logprobs[0].top[0].logprob == -9999);
}

static void openai_ways_to_end(void **state)
{
    (void)state;
    static const struct { const char *message, *finish; hc_reply_code code; } cases[] = {
        {"{\"content\":null}", "\"stop\"", HC_RC_OK},
        {"{\"content\":\"a\"}", "\"length\"", HC_RC_TRUNCATED},
        {"{\"content\":\"a\"}", "\"content_filter\"", HC_RC_FILTERED},
        {"{\"content\":null,\"refusal\":\"no\"}", "\"stop\"", HC_RC_REFUSED},
        {"{\"content\":\"a\",\"refusal\":null}", "null", HC_RC_OK},
        {"{\"content\":\"a\"}", "\"eos_token\"", HC_RC_OK},
        {"{\"content\":\"a\"}", "\"error\"", HC_RC_HTTP},
        {"{\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"refusal\",\"refusal\":\"no\"}]}", "\"stop\"",
         HC_RC_REFUSED},
        {"{\"content\":7}", "\"stop\"", HC_RC_BADREPLY},
        {"3", "\"stop\"", HC_RC_BADREPLY},
    };
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_str body = hc_fmt(A, "{\"choices\":[{\"message\":%s,\"finish_reason\":%s}]}", cases[i].message, cases[i].finish);
        hc_reply r = openai(200, body.p);
        if (r.code != cases[i].code)
            fail_msg("%s: %s", body.p, hc_reply_code_id(r.code));
        assert_false(r.has_usage);
    }
}

static void openai_tool_calls_keep_their_text(void **state)
{
    (void)state;
    hc_reply r = openai(200, "{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\","
                             "\"function\":{\"name\":\"f\",\"arguments\":\"{ \\\"x\\\": 1 }\"}},{\"id\":\"b\",\"function\":"
                             "{\"name\":\"g\",\"arguments\":{\"y\":2}}}]},\"finish_reason\":\"tool_calls\"}]}");
    assert_int_equal(r.code, HC_RC_OK);
    assert_int_equal(r.n_calls, 2);
    assert_str(r.calls[0].args, "{ \"x\": 1 }");
    assert_str(r.calls[1].args, "{\"y\":2}");
    assert_str(r.calls[1].id, "b");
}

static void statuses_map_to_codes(void **state)
{
    (void)state;
    static const struct { int status; const char *body; hc_reply_code code; } cases[] = {
        {401, "", HC_RC_AUTH}, {403, "no", HC_RC_AUTH}, {402, "", HC_RC_AUTH}, {429, "", HC_RC_THROTTLED},
        {503, "", HC_RC_THROTTLED}, {529, "", HC_RC_THROTTLED}, {408, "", HC_RC_HTTP}, {409, "", HC_RC_HTTP},
        {500, "", HC_RC_HTTP}, {502, "<html>", HC_RC_HTTP}, {504, "", HC_RC_HTTP}, {400, "", HC_RC_REJECTED},
        {404, "", HC_RC_REJECTED}, {413, "", HC_RC_REJECTED}, {422, "", HC_RC_REJECTED}, {302, "", HC_RC_REJECTED},
        {101, "", HC_RC_BADREPLY}, {204, "", HC_RC_BADREPLY}, {200, "", HC_RC_BADREPLY},
        {200, "\"{\\\"choices\\\":[]}\"", HC_RC_BADREPLY}, {200, "{\"choices\":[]}", HC_RC_BADREPLY},
        {200, "{\"choices\":[{\"message\":{\"content\":\"a\"}}]} x", HC_RC_BADREPLY}, {200, "[]", HC_RC_BADREPLY},
        {200, "null", HC_RC_BADREPLY},
        {400, "{\"error\":{\"code\":\"content_filter\",\"message\":\"m\"}}", HC_RC_FILTERED},
        {400, "{\"error\":{\"code\":null,\"innererror\":{\"code\":\"ResponsibleAIPolicyViolation\"}}}", HC_RC_FILTERED},
        {400, "{\"error\":{\"code\":\"context_length_exceeded\"}}", HC_RC_REJECTED},
        {429, "{\"error\":{\"code\":\"insufficient_quota\"}}", HC_RC_AUTH},
        {429, "{\"error\":{\"type\":\"requests\",\"code\":\"rate_limit_exceeded\"}}", HC_RC_THROTTLED},
        {200, "{\"error\":{\"type\":\"rate_limit_error\"}}", HC_RC_THROTTLED},
        {200, "{\"error\":{\"code\":502}}", HC_RC_HTTP}, {200, "{\"error\":{\"code\":429}}", HC_RC_THROTTLED},
        {200, "{\"error\":\"boom\"}", HC_RC_HTTP}, {200, "{\"error\":{\"type\":\"invalid_request_error\"}}", HC_RC_REJECTED},
    };
    for (size_t i = 0; i < HC_LEN(cases); i++) {
        hc_reply r = openai(cases[i].status, cases[i].body);
        if (r.code != cases[i].code || r.http != cases[i].status)
            fail_msg("%d %s: %s", cases[i].status, cases[i].body, hc_reply_code_id(r.code));
        assert_int_equal(r.retry_after_ms, -1);
    }
    assert_true(hc_str_find(openai(307, "").error, HC_S("http://other/")) > 0);
    assert_str(openai(400, "{\"error\":{\"message\":\"too long\"}}").error, "too long");
    assert_str(openai(500, "{\"detail\":\"worker\"}").error, "worker");
}

#define SSE "text/event-stream"

static void openai_stream_is_put_together(void **state)
{
    (void)state;
    hc_reply r = parse_with("openai", 200, SSE,
        ": ping\r\n\r\ndata: {\"model\":\"m1\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null}}]}\r\n\r\n"
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"안\"}}]}\n\ndata: {\"choices\":[{\"index\":1,\"delta\":"
        "{\"content\":\"other\"}}]}\n\ndata: {\"choices\":[{\"delta\":\ndata: {\"content\":\"녕\"},\"finish_reason\":\"stop\"}]}\n\n"
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\ndata: [DONE]\n\n");
    assert_int_equal(r.code, HC_RC_OK);
    assert_str(r.text, "안녕");
    assert_str(r.finish, "stop");
    assert_true(r.has_usage && r.tokens_out == 2);
}

static void openai_stream_of_tool_calls_in_any_order(void **state)
{
    (void)state;
    hc_reply r = parse_with("openai", 200, "application/json",
        "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"\"}}]}}]}\n\n"
        "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\"\"}}]}}]}\n\n"
        "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\"{}\"}},{\"index\":0,\"function\":"
        "{\"arguments\":\":1}\"}}]},\"finish_reason\":\"tool_calls\"}]}\n\n");
    assert_int_equal(r.code, HC_RC_OK);
    assert_int_equal(r.n_calls, 2);
    assert_str(r.calls[0].id, "a");
    assert_str(r.calls[0].args, "{\"x\":1}");
    assert_str(r.calls[1].args, "{}");
    r = parse_with("openai", 200, SSE,
        "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"1\"}}]}}]}\n\n"
        "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":\"2\"}}]}}]}\n\n"
        "data: [DONE]\n\n");
    assert_int_equal(r.n_calls, 2);
    assert_str(r.calls[1].args, "2");
}

static void a_cut_stream_is_no_reply(void **state)
{
    (void)state;
    const char *start = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
    assert_int_equal(parse_with("openai", 200, SSE, start).code, HC_RC_RESET);
    assert_int_equal(parse_with("openai", 200, SSE, ": ping\n\n: ping\n\n").code, HC_RC_RESET);
    assert_int_equal(parse_with("openai", 200, SSE, "data: [DONE]\n\n").code, HC_RC_BADREPLY);
    hc_str cut = hc_fmt(A, "%sdata: {\"choices\":[{\"del", start), err = hc_fmt(A,
        "%sdata: {\"error\":{\"message\":\"m\",\"type\":\"overloaded_error\"}}\n\n", start),
        done = hc_fmt(A, "%sdata: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\n", start);
    assert_int_equal(parse_with("openai", 200, SSE, cut.p).code, HC_RC_RESET);
    hc_str broken = hc_fmt(A, "%.*s\n\n", HC_FS(cut));
    assert_int_equal(parse_with("openai", 200, SSE, broken.p).code, HC_RC_BADREPLY);
    hc_reply r = parse_with("openai", 200, SSE, err.p);
    assert_int_equal(r.code, HC_RC_THROTTLED);
    assert_str(r.text, "");
    assert_int_equal(parse_with("openai", 200, SSE, done.p).code, HC_RC_TRUNCATED);
}

static void negative_usage_is_no_usage(void **state)
{
    (void)state;
    hc_reply r = openai(200, "{\"choices\":[{\"message\":{\"content\":\"a\"}}],\"usage\":{\"prompt_tokens\":-5,"
                             "\"completion_tokens\":3}}");
    assert_int_equal(r.code, HC_RC_OK);
    assert_false(r.has_usage);
}

static void too_many_tool_calls_are_refused(void **state)
{
    (void)state;
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_buf_c(&b, "{\"choices\":[{\"message\":{\"tool_calls\":[{}");
    for (int i = 0; i < HC_TOOL_CALLS_MAX; i++)
        hc_buf_c(&b, ",{}");
    hc_buf_c(&b, "]}}]}");
    assert_int_equal(openai(200, hc_cstr(A, hc_buf_view(&b))).code, HC_RC_BADREPLY);
}

/* ---- Anthropic --------------------------------------------------------------------------------------- */

static void anthropic_request(void **state)
{
    (void)state;
    hc_target_conf t = conf_of("anthropic");
    hc_chat c = chat_of_three();
    hc_tool_call call = {HC_S("c1"), HC_S("f"), HC_S("not json")};
    hc_msg *m = hc_chat_add(A, &c, HC_ROLE_ASSISTANT, HC_S(""));
    m->calls = &call;
    m->n_calls = 1;
    hc_chat_add(A, &c, HC_ROLE_TOOL, HC_S("r"))->call_id = HC_S("c1");
    c.params.schema = HC_S("{\"type\":\"object\"}");
    hc_wire w = build(&t, &c);
    assert_int_equal(w.n_chunks, 4);
    assert_str(w.path, "/messages");
    assert_str(hc_http_find(w.headers, w.n_headers, "anthropic-version"), "2023-06-01");
    assert_str(body_of(&w),
               "{\"system\":\"시스템\",\"messages\":[{\"role\":\"user\",\"content\":\"하나\"},{\"role\":\"assistant\",\"content\":"
               "[{\"type\":\"tool_use\",\"id\":\"c1\",\"name\":\"f\",\"input\":{\"raw\":\"not json\"}}]},{\"role\":\"user\","
               "\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"c1\",\"content\":\"r\"}]}],\"model\":\"m1\","
               "\"max_tokens\":4096,\"tools\":[{\"name\":\"haechi_answer\",\"description\":\"Give the answer with this tool.\","
               "\"input_schema\":{\"type\":\"object\"}}],\"tool_choice\":{\"type\":\"tool\",\"name\":\"haechi_answer\"}}");
}

static void anthropic_plain_reply(void **state)
{
    (void)state;
    hc_reply r = anthropic(200, "{\"type\":\"message\",\"model\":\"c\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"음\"},"
                                "{\"type\":\"text\",\"text\":\"답\"},{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}],"
                                "\"stop_reason\":\"tool_use\",\"usage\":{\"input_tokens\":5,\"cache_read_input_tokens\":3,"
                                "\"cache_creation_input_tokens\":2,\"output_tokens\":4}}");
    assert_int_equal(r.code, HC_RC_OK);
    assert_str(r.text, "답");
    assert_str(r.reasoning, "음");
    assert_int_equal(r.n_calls, 1);
    assert_str(r.calls[0].args, "{}");
    assert_true(r.has_usage && r.tokens_in == 10 && r.tokens_cached == 3 && r.tokens_out == 4);
    r = anthropic(200, "{\"content\":[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"haechi_answer\",\"input\":{\"v\":1.50}}],"
                       "\"stop_reason\":\"tool_use\"}");
    assert_str(r.text, "{\"v\":1.50}");
    assert_int_equal(r.n_calls, 0);
}

static void anthropic_ways_to_end(void **state)
{
    (void)state;
    static const struct { const char *reason; hc_reply_code code; } cases[] = {
        {"end_turn", HC_RC_OK}, {"max_tokens", HC_RC_TRUNCATED}, {"stop_sequence", HC_RC_OK}, {"refusal", HC_RC_REFUSED},
        {"pause_turn", HC_RC_OK}, {"model_context_window_exceeded", HC_RC_TRUNCATED},
    };
    for (size_t i = 0; i < HC_LEN(cases); i++)
        assert_int_equal(anthropic(200, hc_fmt(A, "{\"content\":[],\"stop_reason\":\"%s\"}", cases[i].reason).p).code,
                         cases[i].code);
    assert_int_equal(anthropic(529, "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}").code, HC_RC_THROTTLED);
    assert_int_equal(anthropic(401, "{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\"}}").code, HC_RC_AUTH);
    assert_int_equal(anthropic(400, "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\"}}").code, HC_RC_REJECTED);
    assert_int_equal(anthropic(200, "{\"type\":\"error\",\"error\":{\"type\":\"api_error\"}}").code, HC_RC_HTTP);
    assert_int_equal(anthropic(200, "{\"content\":\"x\"}").code, HC_RC_BADREPLY);
    assert_int_equal(anthropic(200, "{\"content\":[{\"type\":\"text\",\"text\":NaN}]}").code, HC_RC_BADREPLY);
    assert_false(anthropic(200, "{\"content\":[],\"usage\":{\"output_tokens\":5}}").has_usage);
}

static void anthropic_stream_is_put_together(void **state)
{
    (void)state;
    const char *body =
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"model\":\"c\",\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}}\n\n"
        "event: ping\ndata: {\"type\":\"ping\"}\n\n"
        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"네\"}}\n\n"
        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}}\n\n"
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\" :\"}}\n\n"
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"1}\"}}\n\n"
        "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":9}}\n\n"
        "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    hc_reply r = parse_with("anthropic", 200, SSE, body);
    assert_int_equal(r.code, HC_RC_OK);
    assert_str(r.text, "네");
    assert_str(r.calls[0].args, "{\"a\" :1}");
    assert_true(r.tokens_in == 5 && r.tokens_out == 9);
    hc_str cut = hc_str_sub(hc_str_c(body), 0, (size_t)hc_str_find(hc_str_c(body), HC_S("event: message_delta")));
    assert_int_equal(parse_with("anthropic", 200, SSE, hc_cstr(A, cut)).code, HC_RC_RESET);
    assert_int_equal(parse_with("anthropic", 200, SSE, "data: {\"type\":\"message_stop\"}\n\n").code, HC_RC_BADREPLY);
    hc_str bad = hc_fmt(A, "%.*sevent: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n",
                        HC_FS(cut));
    assert_int_equal(parse_with("anthropic", 200, SSE, bad.p).code, HC_RC_THROTTLED);
}

/* ---- shared ------------------------------------------------------------------------------------------ */

static void sse_lines_end_in_three_ways(void **state)
{
    (void)state;
    hc_sse s = {HC_S("\xEF\xBB\xBF" "event: a\rdata:1\r\rdata: 2\r\ndata\r\ndata:  3\r\n\r\nid: 7\n\nevent: lost\n\ndata: 4")};
    hc_str e, d;
    assert_true(hc_sse_next(A, &s, &e, &d));
    assert_str(e, "a");
    assert_str(d, "1");
    assert_true(hc_sse_next(A, &s, &e, &d));
    assert_str(e, "");
    assert_str(d, "2\n\n 3");
    assert_true(hc_sse_next(A, &s, &e, &d));
    assert_str(d, "4");
    assert_str(e, "");
    assert_false(hc_sse_next(A, &s, &e, &d));
}

static int64_t retry(const char *name, const char *value)
{
    hc_http_header h = {hc_str_c(name), hc_str_c(value)};
    return hc_retry_after_ms(&h, 1, INT64_C(784111777) * 1000000);   /* Sun, 06 Nov 1994 08:49:37 GMT */
}

static void retry_after_in_every_form(void **state)
{
    (void)state;
    assert_int_equal(retry("Retry-After", "2"), 2000);
    assert_int_equal(retry("Retry-After", "0.5"), 500);
    assert_int_equal(retry("Retry-After", "Sun, 06 Nov 1994 08:49:40 GMT"), 3000);
    assert_int_equal(retry("Retry-After", "Sun, 06 Nov 1994 08:00:00 GMT"), 0);
    assert_int_equal(retry("Retry-After", "99999999999"), 600000);
    assert_int_equal(retry("Retry-After", "-3"), -1);
    assert_int_equal(retry("Retry-After", "soon"), -1);
    assert_int_equal(retry("retry-after-ms", "250"), 250);
    assert_int_equal(retry("x-ratelimit-reset-requests", "1m30.5s"), 90500);
    assert_int_equal(retry("x-ratelimit-reset-tokens", "20ms"), 20);
    assert_int_equal(retry("x-ratelimit-reset", "784111787"), 10000);
    assert_int_equal(retry("x-ratelimit-reset", "3"), 3000);
    assert_int_equal(retry("anthropic-ratelimit-tokens-reset", "1994-11-06T08:49:42Z"), 5000);
    assert_int_equal(retry("x-other", "3"), -1);
    hc_http_header h[] = {{HC_S("x-ratelimit-reset-requests"), HC_S("9s")}, {HC_S("x-ratelimit-remaining-requests"), HC_S("5")},
                          {HC_S("x-ratelimit-reset-tokens"), HC_S("4s")}, {HC_S("x-ratelimit-remaining-tokens"), HC_S("0")}};
    assert_int_equal(hc_retry_after_ms(h, 4, 0), 4000);
}

static void answers(hc_limiter *l, int n, int64_t *now, int64_t step)
{
    for (int i = 0; i < n; i++) {
        l->in_flight = l->limit;
        *now += step;
        hc_limiter_answer(l, *now, *now - 1, false, 0);
    }
}

static void the_limit_doubles_while_it_helps_and_halves_when_throttled(void **state)
{
    (void)state;
    hc_limiter l;
    int64_t now = 1000000;
    hc_limiter_init(&l, 0);
    assert_int_equal(hc_limiter_now(&l), 4);
    answers(&l, 8, &now, 1000);
    assert_int_equal(l.limit, 8);
    answers(&l, 16, &now, 1000);           /* the same rate: no growth */
    assert_int_equal(l.limit, 8);
    answers(&l, 16, &now, 500);
    assert_int_equal(l.limit, 16);
    hc_limiter_answer(&l, now, now - 1, true, now + 7000);
    assert_int_equal(l.limit, 8);
    assert_int_equal(l.paused_until_us, now + 7000);
    hc_limiter_answer(&l, now + 5, now - 1, true, now + 5);    /* was in flight together with the first */
    assert_int_equal(l.limit, 8);
    answers(&l, 16, &now, 100);
    assert_int_equal(l.limit, 9);          /* slowly from now on */
    for (int i = 0; i < 9; i++, now += 10)
        hc_limiter_answer(&l, now, now, true, now);
    assert_int_equal(l.limit, 1);
    hc_limiter_init(&l, 64);
    assert_int_equal(hc_limiter_now(&l), 4);                   /* until the first answer */
    now = 0;
    answers(&l, 1000, &now, 10);
    assert_int_equal(hc_limiter_now(&l), 64);
    hc_limiter_init(&l, 0);
    for (int i = 0, step = 1 << 20; i < 12; i++, step /= 2)
        answers(&l, 400, &now, step);
    assert_int_equal(l.limit, HC_LIMITER_ADAPTIVE_MAX);
}

typedef struct batched { hc_limiter l; hc_waitq asked; int left; } batched;

static void ask_once(void *ctx)
{
    batched *b = ctx;
    static const bool stopped;
    assert_int_equal(hc_limiter_acquire(&b->l, false, &stopped), HC_OK);
    int64_t asked = hc_loop_mono_us(hc_co_loop());
    assert_int_equal(hc_waitq_wait(&b->asked, INT64_MAX), HC_OK);
    hc_limiter_answer(&b->l, hc_loop_mono_us(hc_co_loop()), asked, false, 0);
    hc_limiter_release(&b->l);
    b->left--;
}

static void answer_all_at_once(void *ctx)
{
    batched *b = ctx;
    while (b->left) {
        assert_int_equal(hc_co_sleep(1000), HC_OK);
        hc_waitq_wake_all(&b->asked);
    }
}

static void answers_that_come_together_do_not_look_like_free_slots(void **state)
{
    (void)state;
    batched b = {.left = 40};
    hc_limiter_init(&b.l, 0);
    hc_loop *loop = hc_loop_new();
    for (int i = 0; i < b.left; i++)
        hc_co_start(loop, ask_once, &b);
    hc_co_start(loop, answer_all_at_once, &b);
    hc_loop_run(loop);
    hc_loop_free(loop);
    assert_true(b.l.limit > HC_LIMITER_START);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(openai_body_is_cut_after_each_message),
        cmocka_unit_test(openai_parameters_and_own_fields),
        cmocka_unit_test(openai_own_host_wants_max_completion_tokens),
        cmocka_unit_test(openai_tools_and_their_results),
        cmocka_unit_test(an_image_needs_a_target_that_takes_it),
        cmocka_unit_test(a_body_is_always_utf8),
        cmocka_unit_test(openai_plain_reply),
        cmocka_unit_test(openai_ways_to_end),
        cmocka_unit_test(openai_tool_calls_keep_their_text),
        cmocka_unit_test(statuses_map_to_codes),
        cmocka_unit_test(openai_stream_is_put_together),
        cmocka_unit_test(openai_stream_of_tool_calls_in_any_order),
        cmocka_unit_test(a_cut_stream_is_no_reply),
        cmocka_unit_test(negative_usage_is_no_usage),
        cmocka_unit_test(too_many_tool_calls_are_refused),
        cmocka_unit_test(anthropic_request),
        cmocka_unit_test(anthropic_plain_reply),
        cmocka_unit_test(anthropic_ways_to_end),
        cmocka_unit_test(anthropic_stream_is_put_together),
        cmocka_unit_test(sse_lines_end_in_three_ways),
        cmocka_unit_test(retry_after_in_every_form),
        cmocka_unit_test(the_limit_doubles_while_it_helps_and_halves_when_throttled),
        cmocka_unit_test(answers_that_come_together_do_not_look_like_free_slots),
    };
    return cmocka_run_group_tests_name("adapters", tests, setup, teardown);
}
