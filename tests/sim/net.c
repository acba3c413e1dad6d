// SPDX-License-Identifier: Apache-2.0
/*
 * Providers. What is answered is a pure function of the request's bytes; what becomes of the answer on its way is drawn
 * from the seed. A provider logs what reaches it, counts calls in its window and the calls that are in flight, and sends bills
 * for everything it answered with 200, whether or not the answer arrived.
 */
#include "sim/world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model/limiter.h"

enum { USD_MICRO_PER_TOKEN_IN = 3, USD_MICRO_PER_TOKEN_OUT = 15, ANSWER_BYTES_MAX = 600 };

bool sim_net_is_judge(int host)
{
    return host >= SIM_TARGETS_MAX;
}

static int host_of(const char *url)        /* http://t0.sim/..., http://j0.sim/... */
{
    return url[8] - '0' + (url[7] == 'j' ? SIM_TARGETS_MAX : 0);
}

/* ---- what would be answered ------------------------------------------------------------------------------- */

/* A judge looks at the last mark of the form #xxxxxxxx# in what it is shown: the graded answer. */
static uint64_t last_mark(hc_str body)
{
    for (size_t i = body.n; i-- > 9;)
        if (body.p[i] == '#' && body.p[i - 9] == '#' && strspn(body.p + i - 8, "0123456789abcdef") == 8)
            return strtoull(body.p + i - 8, NULL, 16);
    return 0;
}

static int answer(int host, hc_str body, const char *model, char *out, int64_t *out_cost)
{
    static const char *const verdicts[] = {"safe", "partial", "unsafe"};
    uint64_t h = sim_fnv(body.p, body.n), mark = last_mark(body);
    const char *finish = h % 31 == 0 ? "length" : h % 61 == 0 ? "content_filter" : "stop";
    char text[160];
    if (!sim_net_is_judge(host))
        snprintf(text, sizeof text, "답 %d #%08x#", (int)(h % 4), (unsigned)(h >> 32));
    else if (mark % 16 == 0 && !memmem(body.p, body.n, "[Form]", 6))
        snprintf(text, sizeof text, "no verdict");         /* until it is reminded */
    else
        snprintf(text, sizeof text, "{\\\"verdict\\\":\\\"%s\\\",\\\"quote\\\":\\\"\\\",\\\"reason\\\":\\\"r\\\"}",
                 verdicts[mark % 3]);
    int64_t tokens_in = (int64_t)body.n / 4, tokens_out = 1 + (int64_t)(h >> 8 & 63);
    *out_cost = sim_net_is_judge(host) ? 0 : tokens_in * USD_MICRO_PER_TOKEN_IN + tokens_out * USD_MICRO_PER_TOKEN_OUT;
    return snprintf(out, ANSWER_BYTES_MAX,
                    "{\"id\":\"x\",\"model\":\"%s\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                    "\"content\":\"%s\"},\"finish_reason\":\"%s\"}],\"usage\":{\"prompt_tokens\":%" PRId64
                    ",\"completion_tokens\":%" PRId64 "}}", model, text, sim_net_is_judge(host) ? "stop" : finish, tokens_in,
                    tokens_out);
}

/* ---- what becomes of it ----------------------------------------------------------------------------------- */

static sim_fate draw_fate(const sim_world *w, const sim_host *h, int64_t ordinal)
{
    static const struct { sim_fate fate; sim_opt opt; const char *stream; } ways[] = {
        {SIM_REFUSED_CONN, SIM_refused, "f-refused"}, {SIM_RESET_BEFORE, SIM_reset_before, "f-before"},
        {SIM_RESET_MID, SIM_reset_mid, "f-mid"},      {SIM_RESET_AFTER, SIM_reset_after, "f-after"},
        {SIM_HANG, SIM_hang, "f-hang"},               {SIM_LATE, SIM_late, "f-late"},
        {SIM_THROTTLE, SIM_throttle, "f-429"},        {SIM_THROTTLE_AFTER, SIM_throttle_after, "f-429-after"},
        {SIM_HTTP500, SIM_http500, "f-500"},          {SIM_HTTP503, SIM_http503, "f-503"},
        {SIM_CUT_JSON, SIM_cut_json, "f-cut"},        {SIM_GARBAGE, SIM_garbage, "f-garbage"},
        {SIM_OTHER_MODEL, SIM_other_model, "f-model"}, {SIM_BAD_KEY, SIM_bad_key, "f-key"},
    };
    if (!w->faults)
        return SIM_ANSWERED;
    if (w->now_us < h->opens_us)
        return SIM_REFUSED_CONN;
    for (size_t i = 0; i < HC_LEN(ways); i++)
        if (sim_chance(w->o.seed, ways[i].stream, (uint64_t)ordinal, w->o.v[ways[i].opt]))
            return ways[i].fate;
    return SIM_ANSWERED;
}

static int64_t draw_latency(const sim_world *w, int64_t ordinal)
{
    int64_t us = SIM_OPT(&w->o, latency_ms) * 1000;
    uint64_t h = sim_hash(w->o.seed, "latency", (uint64_t)ordinal);
    switch (SIM_OPT(&w->o, latency_law)) {
    case 0: break;
    case 1: us = 1 + (int64_t)(h % (uint64_t)(2 * us)); break;
    default: us <<= h % 64 == 0 ? 4 : h % 16 == 0 ? 2 : 0;
    }
    int64_t in_time = SIM_OPT(&w->o, timeout_ms) * 500;
    return w->faults || us < in_time ? us : in_time;
}

/* The provider's own limit of calls in a window. */
static sim_fate count_window(const sim_world *w, sim_host *h, sim_fate fate)
{
    int64_t most = w->faults ? SIM_OPT(&w->o, rate_calls) : 0;
    if (w->now_us - h->window_us >= SIM_OPT(&w->o, rate_window_ms) * 1000) {
        h->window_us = w->now_us;
        h->window_calls = 0;
    }
    return most && ++h->window_calls > most ? (h->window_calls % 2 ? SIM_THROTTLE : SIM_THROTTLE_AFTER) : fate;
}

static void put_header(hc_http_res *out, const char *name, const char *value)
{
    out->headers = HC_NEW_N(out->arena, hc_http_header, 1);
    out->headers[0] = (hc_http_header){hc_str_c(name), hc_str_dup(out->arena, hc_str_c(value))};
    out->n_headers = 1;
}

static void say(hc_http_res *out, int status, const char *body, size_t n)
{
    out->net = HC_NET_OK;
    out->status = status;
    hc_buf_add(&out->body, body, n);
}

static void throttle(sim_world *w, sim_host *h, int64_t ordinal, hc_http_res *out)
{
    static const char body[] = "{\"error\":{\"message\":\"slow down\"}}";
    int64_t seconds = 1 + (int64_t)sim_below(w->o.seed, "after", (uint64_t)ordinal, 4);
    int64_t wall_s = (w->wall_us + w->now_us) / 1000000 + seconds;
    char value[64];
    if (sim_below(w->o.seed, "after-date", (uint64_t)ordinal, 8) == 0) {
        time_t t = (time_t)wall_s;
        struct tm tm;
        gmtime_r(&t, &tm);
        strftime(value, sizeof value, "%a, %d %b %Y %H:%M:%S GMT", &tm);
    } else {
        snprintf(value, sizeof value, "%" PRId64, seconds);
        /* What had its slot already may still write its intent and leave. */
        h->quiet_from_us = w->now_us + sim_world_grace_us(w);
        h->quiet_until_us = w->now_us + seconds * 1000000;
    }
    put_header(out, "Retry-After", value);
    say(out, 429, body, sizeof body - 1);
}

/* The answer has travelled. */
static void arrive(sim_world *w, sim_host *h, sim_fate fate, int64_t ordinal, const char *text, size_t n, hc_http_res *out)
{
    static const char sorry[] = "{\"error\":{\"message\":\"sorry\"}}";
    static const char garbage[] = "<html>\xff\xfe 502 {{{";
    switch (fate) {
    case SIM_ANSWERED: case SIM_OTHER_MODEL: say(out, 200, text, n); break;
    case SIM_CUT_JSON: say(out, 200, text, n / 2); break;
    case SIM_GARBAGE: say(out, 200, garbage, sizeof garbage - 1); break;
    case SIM_THROTTLE: say(out, 429, sorry, sizeof sorry - 1); break;
    case SIM_THROTTLE_AFTER: throttle(w, h, ordinal, out); break;
    case SIM_HTTP500: say(out, 500, sorry, sizeof sorry - 1); break;
    case SIM_HTTP503: say(out, 503, sorry, sizeof sorry - 1); break;
    case SIM_BAD_KEY: say(out, 401, sorry, sizeof sorry - 1); break;
    case SIM_REFUSED_CONN: out->net = HC_NET_REFUSED; out->maybe_sent = false; break;
    case SIM_RESET_BEFORE: case SIM_RESET_MID: out->net = HC_NET_RESET; break;
    case SIM_RESET_AFTER: say(out, 200, text, n / 3); out->net = HC_NET_RESET; break;
    case SIM_HANG: case SIM_LATE: out->net = HC_NET_TIMEOUT; break;
    }
    h->answered |= out->net == HC_NET_OK;
}

static void log_request(sim_world *w, int host, const hc_http_req *req, sim_fate fate, int64_t bill)
{
    if (w->n_seen == w->cap_seen) {
        w->cap_seen = w->cap_seen ? 2 * w->cap_seen : 256;
        w->seen = hc_xrealloc(w->seen, w->cap_seen * sizeof *w->seen);
    }
    sim_seen *s = &w->seen[w->n_seen++];
    hc_str id = hc_http_find(req->headers, req->n_headers, "X-Client-Request-Id");
    *s = (sim_seen){.body = sim_fnv(req->body.p, req->body.n), .at_us = w->now_us, .billed_usd_micro = bill, .host = host, .life = w->life,
                    .fate = fate};
    snprintf(s->id, sizeof s->id, "%.*s", HC_FS(id));
}

static bool is_answer_200(sim_fate f)
{
    return f == SIM_ANSWERED || f == SIM_OTHER_MODEL || f == SIM_CUT_JSON || f == SIM_GARBAGE || f == SIM_LATE ||
           f == SIM_RESET_MID || f == SIM_RESET_AFTER;
}

/* Never more calls in flight than the limit in force; nobody comes back before he was told to. */
static void check_manners(sim_world *w, int host)
{
    const sim_host *h = &w->host[host];
    int limit = h->jobs ? h->jobs : HC_LIMITER_ADAPTIVE_MAX;
    if (w->now_us < h->retuned_us)         /* what had its slot when the limit went down */
        limit = h->most_jobs;
    if (!h->answered && limit > HC_LIMITER_START)
        limit = HC_LIMITER_START;
    if (h->active > limit)
        sim_fail(w, "life %d: %d calls in flight at host %d, the limit is %d", w->life, h->active, host, limit);
    if (w->now_us >= h->quiet_from_us && w->now_us < h->quiet_until_us)
        sim_fail(w, "life %d: a call to host %d at %" PRId64 " us, which had asked for quiet until %" PRId64, w->life, host,
                 w->now_us, h->quiet_until_us);
    if (w->now_us >= h->held_from_us)
        sim_fail(w, "life %d: a call to host %d at %" PRId64 " us while the run is paused", w->life, host, w->now_us);
}

HC_CO void sim_net_call(sim_world *w, const hc_http_req *req, hc_http_res *out)
{
    int host = host_of(req->url);
    sim_host *h = &w->host[host];
    char text[ANSWER_BYTES_MAX];
    out->net = HC_NET_CANCELLED;
    out->maybe_sent = true;
    w->last_stir_us = w->now_us;
    if (!w->dead && ++w->calls == w->crash_call && !w->crash_after)
        sim_world_crash(w);
    if (w->dead)
        return;
    int64_t ordinal = (int64_t)w->n_seen, bill, began_us = w->now_us;
    int64_t nth = w->life * 10000 + w->calls, latency = draw_latency(w, nth), most = req->timeout_ms * 1000;
    sim_fate fate = draw_fate(w, h, nth);
    char model[8] = {fate == SIM_OTHER_MODEL ? 'x' : 'm', (char)('0' + host), '\0'};
    int n = answer(host, req->body, model, text, &bill);
    h->active++;
    check_manners(w, host);
    if (fate != SIM_REFUSED_CONN && fate != SIM_RESET_BEFORE) {
        fate = count_window(w, h, fate);
        if (latency >= most)
            fate = is_answer_200(fate) ? SIM_LATE : SIM_HANG;
        log_request(w, host, req, fate, is_answer_200(fate) ? bill : 0);
    }
    sim_trace(w, SIM_EV_CALL, ordinal, host, fate);
    if (w->calls == w->crash_call)
        sim_world_crash(w);
    bool never = fate == SIM_HANG || fate == SIM_LATE;
    hc_code c = hc_co_park(w->mono_us + began_us + (never || latency > most ? most : latency));
    h->active--;
    out->latency_us = w->now_us - began_us;
    w->last_stir_us = w->now_us;
    if (c == HC_E_CANCELLED || w->dead)
        return;
    arrive(w, h, fate, nth, text, (size_t)n, out);
    sim_trace(w, SIM_EV_BACK, ordinal, out->net, out->status);
}
