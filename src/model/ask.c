// SPDX-License-Identifier: Apache-2.0
/*
 * The life of a question:
 *
 *   tape --found--> reply
 *    | missing
 *    v
 *   slot of the limiter -> intent, durable -> send -> reply, durable -> final? -> reply
 *         ^                                                  | no
 *         +----------------- back off <----------------------+
 *
 * The slot is kept until the reply is durable, so that no more calls than the limit are ever in doubt. What the caller gets is
 * read back from the recorded form: a live run and its replay see the same bytes.
 */
#include "model/ask.h"

#include <stdlib.h>
#include <string.h>

#include "io/sys.h"
#include "model/adapter_int.h"
#include "model/model_int.h"
#include "text/display.h"

enum { BACKOFF_BASE_US = 500000, BACKOFF_CAP_US = 60000000, LAST_CHANCE_MS = 10000 };
enum { DEADLINE_DEFAULT_MS = 600000, TIMEOUT_DEFAULT_MS = 120000 };

struct hc_asker {
    hc_asker_opts opts;
    hc_arena *arena;
    hc_target *targets;
    int64_t spent_usd_micro;     /* upper bound of all that ended */
    int64_t reserved_usd_micro;  /* upper bound of what is in flight */
};

typedef struct question {
    hc_asker *as;
    hc_target *t;
    hc_ledger *ledger;           /* NULL: nothing is recorded */
    hc_addr addr;                /* attempt = the current one */
    const hc_chat *chat;
    hc_digest digest;
    hc_arena *arena;             /* the caller's */
    int64_t deadline_us;         /* monotonic; 0 until the first attempt leaves */
    int64_t held_us;             /* of the limiter's holds: what the deadline has been moved by */
    int retries_left;
    uint32_t tries;              /* attempts of this call */
    int64_t wait_us;             /* before the next attempt */
    bool told;                   /* the server said when to come back: only the deadline bounds that */
    hc_str final;                /* canonical reply, p NULL until there is one */
} question;

/* ---- askers and targets ------------------------------------------------------------------------------ */

hc_asker *hc_asker_new(const hc_asker_opts *o)
{
    hc_arena *arena = hc_arena_new();
    hc_asker *as = HC_NEW(arena, hc_asker);
    *as = (hc_asker){.opts = *o, .arena = arena, .spent_usd_micro = o->cost_so_far_usd_micro};
    return as;
}

static void free_children(hc_target *t)
{
    for (hc_child *c = t->idle; c;) {
        hc_child *next = c->next;
        hc_proc_free(c->proc);
        free(c);
        c = next;
    }
    t->idle = NULL;
    if (t->server)
        hc_proc_free(t->server);
    t->server = NULL;
}

void hc_asker_free(hc_asker *as)
{
    if (!as)
        return;
    for (hc_target *t = as->targets; t; t = t->next) {
        free_children(t);
        if (t->key.n)
            explicit_bzero((char *)(uintptr_t)t->key.p, t->key.n);
    }
    hc_arena_free(as->arena);
}

/* A value "${NAME}" stands for an environment variable, so that no secret lies in the configuration. */
static hc_code expand_headers(hc_arena *a, hc_target_conf *conf, hc_err *err)
{
    for (size_t i = 0; i < conf->n_headers; i++) {
        hc_str v = conf->header_values[i];
        if (!hc_str_starts(v, HC_S("${")) || !hc_str_ends(v, HC_S("}")))
            continue;
        const char *name = hc_cstr(a, hc_str_sub(v, 2, v.n - 1));
        const char *value = getenv(name);
        if (!value)
            return hc_fail(err, HC_E_USAGE, "E-AUTH-03",
                           "header %.*s of '%.*s' needs the environment variable %s, which is not set; no call was sent",
                           "%.*s 헤더('%.*s')에 필요한 환경 변수 %s{이/가} 없음. 보낸 호출 없음",
                           HC_FS(conf->header_names[i]), HC_FS(conf->alias), name);
        conf->header_values[i] = hc_str_c(hc_cstr(a, hc_str_c(value)));
    }
    return HC_OK;
}

static const hc_transport *transport_of(hc_str adapter)
{
    return hc_str_is(adapter, "ref")       ? &hc_transport_ref
           : hc_str_is(adapter, "command") ? &hc_transport_command
           : hc_str_is(adapter, "local")   ? &hc_transport_local
                                           : &hc_transport_http;
}

hc_code hc_asker_add(hc_asker *as, const hc_target_conf *conf, hc_target **out, hc_err *err)
{
    HC_ASSERT(!hc_asker_target(as, conf->alias));
    hc_target *t = HC_NEW(as->arena, hc_target);
    *t = (hc_target){.asker = as, .opts = &as->opts, .conf = *conf, .transport = transport_of(conf->adapter)};
    t->adapter = hc_adapter_find(hc_str_is(conf->adapter, "local") ? HC_S("openai") : conf->adapter);
    t->key = t->stats.model_returned = HC_S("");
    t->stats.price_unknown = conf->price.in < 0 || conf->price.out < 0;
    hc_limiter_init(&t->limiter, conf->jobs);
    if (as->opts.mode == HC_ASK_LIVE) {
        if ((t->transport == &hc_transport_http || t->transport == &hc_transport_local) && !t->adapter)
            return hc_fail(err, HC_E_USAGE, "E-MODEL-03", "'%.*s' has the unknown adapter %.*s",
                           "'%.*s'의 어댑터 %.*s{을/를} 알 수 없음", HC_FS(conf->alias), HC_FS(conf->adapter));
        if (t->transport == &hc_transport_http)
            HC_TRY(hc_target_key(as->arena, conf, &t->key, err));
        HC_TRY(expand_headers(as->arena, &t->conf, err));
    }
    hc_target **end = &as->targets;
    while (*end)
        end = &(*end)->next;
    *end = t;
    *out = t;
    return HC_OK;
}

hc_target *hc_asker_target(hc_asker *as, hc_str alias)
{
    for (hc_target *t = as->targets; t; t = t->next)
        if (hc_str_eq(t->conf.alias, alias))
            return t;
    return NULL;
}

const hc_target_conf *hc_target_conf_of(const hc_target *t)
{
    return &t->conf;
}

void hc_target_stats_get(const hc_target *t, hc_target_stats *out)
{
    *out = t->stats;
    out->limit = hc_limiter_now(&t->limiter);
    out->paused_until_us =
        t->opts->loop && t->limiter.paused_until_us > hc_loop_mono_us(t->opts->loop) ? t->limiter.paused_until_us : 0;
}

void hc_target_set_jobs(hc_target *t, int jobs)
{
    t->conf.jobs = jobs;
    hc_limiter_set_jobs(&t->limiter, jobs);
}

void hc_target_hold(hc_target *t, bool held)
{
    hc_limiter_hold(&t->limiter, held, hc_loop_mono_us(t->opts->loop));
}

int64_t hc_asker_cap(const hc_asker *as)
{
    return as->opts.max_cost_usd_micro;
}

void hc_asker_set_cap(hc_asker *as, int64_t usd_micro)
{
    as->opts.max_cost_usd_micro = usd_micro;
}

int64_t hc_asker_spent(const hc_asker *as)
{
    return as->spent_usd_micro;
}

hc_code hc_asker_cap_reached(const hc_asker *as, hc_err *err)
{
    return hc_fail(err, HC_E_LIMIT, "E-COST-01",
                   "the cost cap of %.2f USD is reached (spent up to %.2f, in flight up to %.2f)\n"
                   "continue with a higher --max-cost: haechi resume",
                   "비용 한도 %.2f USD에 도달함 (사용 비용 최대 %.2f, 진행 중 최대 %.2f)\n"
                   "한도를 올려 이어서 하기: haechi resume --max-cost", (double)as->opts.max_cost_usd_micro / 1e6,
                   (double)as->spent_usd_micro / 1e6, (double)as->reserved_usd_micro / 1e6);
}

HC_CO hc_code hc_target_start(hc_target *t, hc_err *err)
{
    return t->transport->start ? t->transport->start(t, err) : HC_OK;
}

HC_CO void hc_target_stop(hc_target *t)
{
    if (t->transport->stop)
        t->transport->stop(t);
}

/* ---- what an attempt costs --------------------------------------------------------------------------- */

/* Upper bound of one attempt, -1 if there is none: a token is at least two bytes on average, a reply at most max_tokens. */
static int64_t cost_bound(const question *q, const hc_wire *w)
{
    size_t bytes = 0;
    for (size_t i = 0; i < w->n_chunks; i++)
        bytes += w->chunks[i].n;
    const hc_price *p = &q->t->conf.price;
    if (p->in == 0 && p->out == 0)
        return 0;
    int64_t most = hc_reply_tokens_max(&q->chat->params, &q->t->conf);
    return most > 0 ? hc_price_cost(p, (int64_t)(bytes / 2 + 1), most, 0) : -1;
}

static hc_code reserve_cost(question *q, int64_t bound, hc_err *err)
{
    hc_asker *as = q->as;
    int64_t cap = as->opts.max_cost_usd_micro;
    if (cap > 0 && bound < 0)
        return hc_fail(err, HC_E_LIMIT, "E-COST-02",
                       "the cost of one call to '%.*s' has no upper bound, so the cap cannot be kept\n"
                       "give the model a price and max_tokens in haechi.yaml",
                       "'%.*s' 호출 한 번의 비용에 상한이 없어 비용 한도를 지킬 수 없음\n"
                       "haechi.yaml에서 모델의 price와 max_tokens를 정하십시오",
                       HC_FS(q->t->conf.alias));
    if (cap > 0 && bound > cap - as->spent_usd_micro - as->reserved_usd_micro)
        return hc_asker_cap_reached(as, err);
    as->reserved_usd_micro += bound > 0 ? bound : 0;
    return HC_OK;
}

/* -1 = unknown. An answer with an error status is free of charge. */
static int64_t actual_cost(const hc_try *y)
{
    const hc_reply *r = &y->reply;
    const hc_price *p = &y->t->conf.price;
    if (r->has_usage)
        return hc_price_cost(p, r->tokens_in, r->tokens_out, r->tokens_cached);
    bool error_status = r->http && (r->http < 200 || r->http > 299);
    bool never_left = y->net != HC_NET_OK && !y->maybe_sent;
    return error_status || never_left || (p->in == 0 && p->out == 0) ? 0 : -1;
}

static void settle_cost(question *q, int64_t bound, int64_t actual)
{
    int64_t upper = actual >= 0 ? actual : bound > 0 ? bound : 0;
    q->as->reserved_usd_micro -= bound > 0 ? bound : 0;
    q->as->spent_usd_micro += upper;
    q->t->stats.cost_usd_micro += actual > 0 ? actual : 0;
}

/* ---- recording --------------------------------------------------------------------------------------- */

static HC_CO hc_code record(question *q, hc_entry *e, hc_err *err)
{
    if (!q->ledger)
        return HC_OK;
    e->addr = q->addr;
    e->asked = q->t->conf.alias;
    e->question = &q->digest;
    return hc_ledger_wait(q->ledger, hc_ledger_append(q->ledger, e, 1), err);
}

static HC_CO hc_code record_intent(question *q, const hc_wire *w, int64_t bound, hc_err *err)
{
    hc_body_in wire = {"wire", w->chunks, w->n_chunks};
    hc_num cost = {"cost_max_usd_micro", bound};
    hc_entry e = {.type = HC_ENT_INTENT, .nums = &cost, .n_nums = 1, .bodies = &wire, .n_bodies = 1};
    return record(q, &e, err);
}

static HC_CO hc_code record_reply(question *q, const hc_try *y, hc_str canonical, int64_t cost, hc_err *err)
{
    const hc_reply *r = &y->reply;
    hc_str raw = hc_buf_view(&y->raw);
    hc_body_in bodies[] = {{"reply", &canonical, 1}, {"wire", &raw, 1}};
    hc_num nums[] = {
        {"cost_usd_micro", cost},       {"http", r->http},
        {"latency_us", y->latency_us},  {"tokens_cached", r->tokens_cached},
        {"tokens_in", r->tokens_in},    {"tokens_out", r->tokens_out},
    };
    hc_entry e = {
        .type = HC_ENT_REPLY, .code = hc_str_c(hc_reply_code_id(r->code)), .nums = nums, .n_nums = HC_LEN(nums),
        .bodies = bodies, .n_bodies = raw.n ? 2 : 1, .final = q->final.p != NULL,
    };
    return record(q, &e, err);
}

/* ---- one attempt ------------------------------------------------------------------------------------- */

static int64_t backoff_us(const hc_loop *loop, uint32_t tries)
{
    const hc_sys *sys = hc_loop_sys(loop);
    uint64_t random, top = BACKOFF_BASE_US;
    for (uint32_t i = 1; i < tries && top < BACKOFF_CAP_US; i++)
        top *= 2;
    top = top < BACKOFF_CAP_US ? top : BACKOFF_CAP_US;
    if (sys->random)
        sys->random(sys->ctx, &random, sizeof random);
    else
        hc_random_bytes(&random, sizeof random);
    return (int64_t)(random % (top + 1));
}

static hc_code unreachable(const question *q, const hc_try *y, hc_err *err)
{
    static const struct { hc_net net; const char *id, *en, *ko; } ways[] = {
        {HC_NET_DNS, "E-NET-01", "its name was not found", "이름을 찾을 수 없음"},
        {HC_NET_REFUSED, "E-NET-02", "the connection was refused", "연결이 거부됨"},
        {HC_NET_TLS, "E-NET-03", "the TLS connection failed", "TLS 연결 실패"},
        {HC_NET_TIMEOUT, "E-NET-04", "no connection in time", "제한 시간 안에 연결되지 않음"},
        {HC_NET_PROXY, "E-NET-05", "the proxy refused", "프록시가 거부함"},
        {HC_NET_UNREACHABLE, "E-NET-02", "it cannot be reached", "도달할 수 없음"},
    };
    size_t i = 0;
    while (i + 1 < HC_LEN(ways) && ways[i].net != y->net)
        i++;
    hc_str url = q->t->conf.base_url.n ? q->t->conf.base_url : q->t->conf.model;
    hc_fail(err, HC_E_NET, ways[i].id, "cannot connect to %.*s ('%.*s')", "%.*s에 연결할 수 없음('%.*s')", HC_FS(url),
            HC_FS(q->t->conf.alias));
    hc_err_hint(err, "%s%.0s: %s", "%.0s%s: %s", ways[i].en, ways[i].ko, y->detail);
    hc_err_hint(err, "check the address and that the server runs; samples stay open: haechi resume",
                "주소와 서버 상태를 확인하십시오. 사례는 열린 채로 남음: haechi resume");
    return HC_E_NET;
}

static hc_code refused_key(const question *q, const hc_try *y, hc_err *err)
{
    const hc_reply *r = &y->reply;
    hc_str says = hc_display_safe(y->arena, r->error, false);
    hc_fail(err, HC_E_AUTH, "E-AUTH-02", "'%.*s' refused the key or the account (HTTP %d): %.*s",
            "'%.*s'{이/가} API 키나 계정을 거부함(HTTP %d): %.*s", HC_FS(q->t->conf.alias), r->http, HC_FS(says));
    hc_err_hint(err, "samples stay open; with a working key: haechi resume",
                "사례는 열린 채로 남음. 올바른 키로 이어서 하기: haechi resume");
    return HC_E_AUTH;
}

/* A failure that concerns the whole target: everybody who waits for it gets the same error without sending. */
static hc_code fatal_failure(question *q, const hc_try *y, hc_err *err)
{
    hc_reply_code rc = y->reply.code;
    bool spent = q->retries_left == 0 || q->tries >= 2;
    if (rc == HC_RC_AUTH)
        return refused_key(q, y, err);
    if (y->net != HC_NET_OK && !hc_local_alive(q->t, err))
        return HC_E_NET;
    return rc == HC_RC_UNREACHABLE && !q->t->answered && spent ? unreachable(q, y, err) : HC_OK;
}

static void stop_target(hc_target *t, const hc_err *why)
{
    if (!t->stopped)
        t->fatal = *why;
    t->stopped = true;
    hc_limiter_wake_all(&t->limiter);
}

static int64_t deadline_ms(const hc_target *t)
{
    return t->conf.deadline_ms > 0 ? t->conf.deadline_ms : DEADLINE_DEFAULT_MS;
}

/* The target rests as long as it asked for, but no longer than a question may take: then the next one tries. */
static int64_t pause_us(const question *q)
{
    int64_t most = deadline_ms(q->t) * 1000;
    return q->wait_us < most ? q->wait_us : most;
}

static void count(question *q, const hc_try *y)
{
    hc_target *t = q->t;
    const hc_reply *r = &y->reply;
    int64_t now = q->as->opts.loop ? hc_loop_mono_us(q->as->opts.loop) : 0;
    if (y->net == HC_NET_OK) {
        t->answered = true;
        t->stats.replies++;
    }
    if (y->net == HC_NET_OK && t->transport->limited)
        hc_limiter_answer(&t->limiter, now, now - y->latency_us, r->code == HC_RC_THROTTLED, now + pause_us(q));
    t->stats.throttled += r->code == HC_RC_THROTTLED;
    t->stats.tokens_in += r->tokens_in;
    t->stats.tokens_out += r->tokens_out;
    hc_str asked = t->conf.model;   /* a server of our own has the file that we gave it, whatever it calls it */
    if (t->transport == &hc_transport_http && r->model.n && asked.n && !hc_str_eq(r->model, asked) && !t->stats.model_returned.n)
        t->stats.model_returned = hc_str_dup(q->as->arena, r->model);
}

static hc_str canonical(hc_arena *a, const hc_reply *r)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    hc_reply_write(r, &b);
    return hc_str_dup(a, hc_buf_view(&b));
}

/* Decides whether this attempt is the outcome of the step. */
static void conclude(question *q, const hc_try *y, bool fatal)
{
    const hc_reply *r = &y->reply;
    bool retryable = hc_reply_retryable(r->code);
    q->wait_us = r->retry_after_ms > 0 ? r->retry_after_ms * 1000 : retryable ? backoff_us(q->as->opts.loop, q->tries) : 0;
    count(q, y);
    if (fatal)
        return;
    int64_t now = q->as->opts.loop ? hc_loop_mono_us(q->as->opts.loop) : 0;
    bool never_reached = r->code == HC_RC_UNREACHABLE && !q->t->answered;
    q->told = r->code == HC_RC_THROTTLED && r->retry_after_ms > 0;
    bool spent = (q->retries_left == 0 && !q->told) || now + q->wait_us >= q->deadline_us;
    if (retryable && (never_reached || !spent))
        return;
    q->t->stats.errors += !hc_reply_complete(r->code);
    q->final = canonical(q->arena, r);
}

static HC_CO hc_code settle(question *q, hc_try *y, int64_t bound, hc_err *err)
{
    hc_err why = {0};
    hc_code fatal = fatal_failure(q, y, &why);
    int64_t cost = actual_cost(y);
    conclude(q, y, fatal != HC_OK);
    settle_cost(q, bound, cost);
    if (fatal != HC_OK)
        stop_target(q->t, &why);
    HC_TRY(record_reply(q, y, q->final.p ? q->final : canonical(y->arena, &y->reply), cost, err));
    if (fatal == HC_OK)
        return HC_OK;
    if (err)
        *err = why;
    return fatal;
}

/* Recorded without an intent: nothing left the house, and a replay must find why. */
static HC_CO hc_code record_unsupported(question *q, const hc_err *why, hc_err *err)
{
    hc_try y = {.t = q->t};
    hc_reply_fail(&y.reply, HC_RC_UNSUPPORTED, hc_str_c(why->en));
    q->final = canonical(q->arena, &y.reply);
    return record_reply(q, &y, q->final, 0, err);
}

/* Overwrites every occurrence of a secret in a copy of *s; true if there was one. */
static bool mask(hc_arena *a, hc_str *s, hc_str secret)
{
    if (hc_str_find(*s, secret) < 0)
        return false;
    char *copy = hc_cstr(a, *s);
    ptrdiff_t at;
    for (size_t from = 0; (at = hc_str_find(hc_str_sub((hc_str){copy, s->n}, from, s->n), secret)) >= 0;) {
        from += (size_t)at;
        memset(copy + from, '*', secret.n);
    }
    s->p = copy;
    return true;
}

/* Some servers repeat what was sent. Bytes are kept as they came, but a key never enters the record: it is masked in the normalised
 * reply and in the bytes; where the bytes write it another way (escaped) they are not kept. */
static void withhold(hc_try *y, hc_str secret)
{
    enum { SECRET_BYTES_MIN = 6 };
    hc_reply *r = &y->reply;
    if (secret.n < SECRET_BYTES_MIN)
        return;
    hc_str *texts[] = {&r->text, &r->reasoning, &r->refusal, &r->error, &r->model, &r->finish};
    bool decoded = false;
    for (size_t i = 0; i < HC_LEN(texts); i++)
        decoded |= mask(y->arena, texts[i], secret);
    for (size_t i = 0; i < r->n_calls; i++)
        decoded |= mask(y->arena, &r->calls[i].args, secret);
    hc_str raw = hc_buf_view(&y->raw);
    if (mask(y->arena, &raw, secret))
        memcpy(y->raw.p, raw.p, raw.n);
    else if (decoded)
        hc_buf_clear(&y->raw);
}

static void withhold_secrets(hc_try *y)
{
    withhold(y, y->t->key);
    for (size_t i = 0; i < y->t->conf.n_headers; i++)
        withhold(y, y->t->conf.header_values[i]);
}

static HC_CO hc_code send_recorded(question *q, hc_try *y, hc_err *err)
{
    hc_target *t = q->t;
    hc_err why = {0};
    hc_code c = t->transport->build(t, y->arena, q->chat, &y->wire, &why);
    if (c == HC_E_UNSUPPORTED)
        return record_unsupported(q, &why, err);
    if (c != HC_OK) {
        if (err)
            *err = why;
        return c;
    }
    int64_t bound = cost_bound(q, &y->wire);
    HC_TRY(reserve_cost(q, bound, err));
    c = record_intent(q, &y->wire, bound, err);
    if (c != HC_OK) {
        settle_cost(q, bound, 0);
        return c;
    }
    if (q->ledger)
        hc_ledger_request_id(q->ledger, &q->addr, y->request_id);
    t->stats.calls++;
    t->stats.in_flight++;
    t->stats.retries += q->tries > 1;
    t->transport->send(y);
    withhold_secrets(y);
    if (y->net == HC_NET_CANCELLED) {
        settle_cost(q, bound, -1);
        c = HC_E_CANCELLED;
    } else {
        c = settle(q, y, bound, err);
    }
    t->stats.in_flight--;
    return c;
}

static HC_CO hc_code attempt(question *q, hc_err *err)
{
    HC_AUTO(hc_arena_ptr) scratch = hc_arena_new();
    hc_target *t = q->t;
    int64_t timeout = t->conf.timeout_ms > 0 ? t->conf.timeout_ms : TIMEOUT_DEFAULT_MS;
    if (t->transport->limited) {
        hc_code c = hc_limiter_acquire(&t->limiter, q->tries > 0, &t->stopped);
        if (t->stopped) {
            if (c == HC_OK)
                hc_limiter_release(&t->limiter);
            if (err)
                *err = t->fatal;
            return t->fatal.code;
        }
        if (c != HC_OK)
            return c;
        int64_t now = hc_loop_mono_us(q->as->opts.loop), held = hc_limiter_held_us(&t->limiter, now);
        q->deadline_us += q->deadline_us ? held - q->held_us : 0;
        q->held_us = held;
        if (!q->deadline_us)
            q->deadline_us = now + 1000 * deadline_ms(t);
        /* A retry that got its slot late still gets a fair chance. */
        int64_t left = (q->deadline_us - now) / 1000;
        left = left > LAST_CHANCE_MS ? left : LAST_CHANCE_MS;
        timeout = left < timeout ? left : timeout;
    }
    q->tries++;
    hc_try y = {.t = t, .addr = &q->addr, .chat = q->chat, .arena = scratch, .timeout_ms = timeout};
    hc_code c = send_recorded(q, &y, err);
    hc_buf_fini(&y.raw);
    if (t->transport->limited)
        hc_limiter_release(&t->limiter);
    return c;
}

/* ---- asking ------------------------------------------------------------------------------------------ */

static hc_code read_back(const question *q, hc_str recorded, hc_reply *out, hc_err *err)
{
    HC_TRY(hc_reply_read(q->arena, recorded, out, err));
    if (out->code != HC_RC_UNSUPPORTED)
        return HC_OK;
    return hc_fail(err, HC_E_UNSUPPORTED, "E-MODEL-01", "'%.*s' cannot take this chat: %.*s",
                   "'%.*s'{은/는} 이 대화를 받을 수 없음: %.*s", HC_FS(q->t->conf.alias), HC_FS(out->error));
}

static HC_CO hc_code ask_until_final(question *q, hc_reply *out, hc_err *err)
{
    for (;; q->addr.attempt++, q->retries_left -= q->told ? 0 : 1) {
        HC_TRY(attempt(q, err));
        if (q->final.p)
            return read_back(q, q->final, out, err);
        HC_TRY(hc_co_sleep(q->wait_us));
    }
}

static hc_code diverged(const question *q, const hc_digest *recorded, hc_err *err)
{
    char was[HC_SHA256_HEX], is[HC_SHA256_HEX];
    hc_hex(recorded->b, sizeof recorded->b, was);
    hc_hex(q->digest.b, sizeof q->digest.b, is);
    return hc_fail(err, HC_E_DIVERGED, "E-ASK-01",
                   "another question is recorded for %.*s (%.*s, step %u; messages, tools or parameters differ): recorded %.12s, now %.12s",
                   "%.*s(%.*s, %u단계)에 다른 질문이 기록되어 있음(메시지·도구·매개변수 중 하나가 다름): 기록 %.12s, 지금 %.12s",
                   HC_FS(q->addr.item), HC_FS(q->t->conf.alias), q->addr.step, was, is);
}

HC_CO hc_code hc_ask(hc_asker *as, hc_target *t, const hc_addr *addr, const hc_chat *chat, hc_arena *arena,
                     hc_reply *out, hc_err *err)
{
    question q = {.as = as, .t = t, .ledger = as->opts.ledger, .addr = *addr, .chat = chat, .arena = arena,
                  .digest = hc_chat_question(chat), .deadline_us = t->transport->limited ? 0 : INT64_MAX};
    hc_tape_hit hit = {0};
    q.addr.attempt = 0;
    if (q.ledger)
        HC_TRY(hc_tape_find(q.ledger, &q.addr, &q.digest, arena, &hit, err));
    if (hit.diverged)
        return diverged(&q, &hit.recorded, err);
    if (hit.found)
        return read_back(&q, hit.reply, out, err);
    if (hit.stopped)
        return hc_fail(err, HC_E_TIMEOUT, "E-ASK-03", "a stop is recorded for %.*s (%.*s, step %u)",
                       "%.*s(%.*s, %u단계)에서 멈춘 기록이 있음", HC_FS(addr->item), HC_FS(t->conf.alias), addr->step);
    if (as->opts.mode == HC_ASK_DRY)
        return hc_fail(err, HC_E_MISSING, "E-ASK-02", "no reply is recorded for %.*s (%.*s, step %u)",
                       "%.*s(%.*s, %u단계)의 응답이 기록되어 있지 않음", HC_FS(addr->item), HC_FS(t->conf.alias),
                       addr->step);
    int64_t left = (int64_t)t->conf.retries - (int64_t)hit.failed_attempts;
    q.retries_left = left > 0 ? (int)left : 0;
    q.addr.attempt = hit.last_attempt + 1;
    return ask_until_final(&q, out, err);
}

HC_CO hc_code hc_target_check(hc_asker *as, hc_target *t, hc_arena *arena, hc_reply *out, hc_err *err)
{
    hc_chat chat = {.params = t->conf.params};
    if (!chat.params.max_tokens)
        chat.params.max_tokens = 16;
    hc_chat_add(arena, &chat, HC_ROLE_USER, HC_S("1 + 1 = ?"));
    question q = {.as = as, .t = t, .chat = &chat, .arena = arena, .digest = hc_chat_question(&chat),
                  .addr = {.target = t->conf.alias, .strand = HC_S("0"), .attempt = 1},
                  .deadline_us = t->transport->limited ? 0 : INT64_MAX};
    return ask_until_final(&q, out, err);
}
