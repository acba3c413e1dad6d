// SPDX-License-Identifier: Apache-2.0
/*
 * Reference targets: the floor lines of every table. They need no network, and what they say depends on the prompt, the
 * address and the plan's seed only.
 */
#include "model/adapter_int.h"
#include "model/model_int.h"
#include "syntax/csv.h"
#include "text/utf8.h"

static hc_code build(hc_target *t, hc_arena *a, const hc_chat *chat, hc_wire *out, hc_err *err)
{
    (void)t;
    (void)err;
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_chat_canonical(chat, &b);
    hc_str *chunk = HC_NEW(a, hc_str);
    *chunk = hc_str_dup(a, hc_buf_view(&b));
    *out = (hc_wire){.chunks = chunk, .n_chunks = 1};
    return HC_OK;
}

static hc_str last_user(hc_arena *a, const hc_chat *chat)
{
    for (size_t i = chat->n_msgs; i > 0; i--)
        if (chat->msgs[i - 1].role == HC_ROLE_USER)
            return hc_msg_text(a, &chat->msgs[i - 1]);
    return HC_S("");
}

static bool is_any_of(uint32_t cp, const char *set)
{
    hc_str s = hc_str_c(set);
    for (size_t at = 0; at < s.n;)
        if (hc_utf8_next(s, &at) == cp)
            return true;
    return false;
}

/* "A. text", "(2) text", "가) text", "③ text": the label of a line that offers a choice, "" if it does not. */
static hc_str choice_label(hc_str line)
{
    line = hc_str_trim(line);
    bool paren = line.n && line.p[0] == '(';
    size_t from = paren, at = from;
    if (at >= line.n)
        return HC_S("");
    uint32_t cp = hc_utf8_next(line, &at);
    hc_str label = hc_str_sub(line, from, at);
    if (cp >= 0x2460 && cp <= 0x2464)
        return label;
    if (!is_any_of(cp, "ABCDEabcde12345가나다라마") || at >= line.n)
        return HC_S("");
    char after = line.p[at];
    bool marked = after == ')' || (!paren && (after == '.' || after == ':'));
    return marked ? label : HC_S("");
}

static hc_str random_choice(const hc_try *y)
{
    enum { CHOICES_MAX = 10 };
    hc_str rest = last_user(y->arena, y->chat), line, labels[CHOICES_MAX];
    size_t n = 0;
    while (n < CHOICES_MAX && hc_str_cut(&rest, '\n', &line)) {
        hc_str label = choice_label(line);
        bool seen = !label.n;
        for (size_t i = 0; i < n && !seen; i++)
            seen = hc_str_eq(labels[i], label);
        if (!seen)
            labels[n++] = label;
    }
    if (n < 2)
        return HC_S("잘 모르겠습니다.");
    return labels[hc_addr_random_below(y->t->opts->seed, y->addr, "ref:random", n)];
}

/* JSON lines {"contains":"...","reply":"..."}: the first that fits. Plain lines: one of them, by the sample's address. */
static bool scripted(const hc_try *y, hc_str *out)
{
    hc_str rest = y->t->conf.script, line, prompt = last_user(y->arena, y->chat);
    size_t no = 0, n_plain = 0;
    while (hc_jsonl_next(&rest, &no, &line)) {
        hc_json *j;
        if (line.p[0] != '{' || hc_json_parse(y->arena, line, "script", &j, NULL) != HC_OK) {
            n_plain++;
            continue;
        }
        if (hc_str_find(prompt, hc_json_str(j, "contains", HC_S(""))) >= 0) {
            *out = hc_json_str(j, "reply", HC_S(""));
            return true;
        }
    }
    if (!n_plain)
        return false;
    hc_str key = hc_addr_sample_key(y->arena, y->addr);
    uint64_t pick = (hc_str_hash(key) + y->addr->step) % n_plain;
    rest = y->t->conf.script;
    no = 0;
    while (hc_jsonl_next(&rest, &no, &line)) {
        hc_json *j;
        if (line.p[0] == '{' && hc_json_parse(y->arena, line, "script", &j, NULL) == HC_OK)
            continue;
        if (pick-- == 0)
            *out = line;
        if (pick == UINT64_MAX)
            break;
    }
    return true;
}

static HC_CO void send_ref(hc_try *y)
{
    hc_str name = y->t->conf.model;
    hc_reply *r = &y->reply;
    *r = (hc_reply){.code = HC_RC_OK, .text = HC_S(""), .finish = HC_S("stop"), .retry_after_ms = -1};
    y->net = HC_NET_OK;
    if (hc_str_is(name, "refuse"))
        r->text = HC_S("죄송하지만 그 요청은 도와드릴 수 없습니다.");
    else if (hc_str_is(name, "echo"))
        r->text = last_user(y->arena, y->chat);
    else if (hc_str_is(name, "random"))
        r->text = random_choice(y);
    else if (hc_str_is(name, "script") && !scripted(y, &r->text))
        hc_reply_fail(r, HC_RC_REJECTED, HC_S("no line of the script fits"));
    hc_buf_init(&y->raw, SIZE_MAX);
    hc_buf_str(&y->raw, r->text);
}

const hc_transport hc_transport_ref = {.build = build, .send = send_ref};
