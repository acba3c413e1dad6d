// SPDX-License-Identifier: Apache-2.0
#include "cli/standing.h"

#include "base/clock.h"
#include "text/display.h"

static const char *const state_ids[] = {"running", "paused", "stopping"};

static void add_target(hc_standing *s, const hc_progress *p, size_t i)
{
    hc_target_stats t;
    hc_target_stats_get(p->targets[i], &t);
    const hc_target_conf *conf = hc_target_conf_of(p->targets[i]);
    bool judge = i >= p->n_targets;
    bool paid = hc_str_is(conf->adapter, "openai") || hc_str_is(conf->adapter, "anthropic");
    s->cost_usd_micro += t.cost_usd_micro;
    s->unpriced = s->unpriced || (t.price_unknown && paid);
    s->in_flight += t.in_flight;
    s->retries += t.retries;
    s->throttled += t.throttled;
    s->target[i] = (hc_standing_target){
        .alias = conf->alias, .judge = judge, .done = judge ? 0 : (int64_t)p->done_by_target[i],
        .total = judge ? 0 : (int64_t)p->total_by_target, .jobs = conf->jobs, .limit = t.limit, .in_flight = t.in_flight,
        .throttled = t.throttled, .back_in_us = t.paused_until_us > p->now_us ? t.paused_until_us - p->now_us : 0};
}

void hc_standing_make(hc_arena *a, const hc_progress *p, hc_standing *out)
{
    bool stopping = p->stop != HC_STOP_NONE, paused = !stopping && p->paused_since_us;
    bool by_command = stopping && p->n_changes && hc_str_is(p->change->key, "stop");
    hc_standing s = {.name = HC_S(""), .path = HC_S(""),
                     .state = stopping ? HC_STANDING_STOPPING : paused ? HC_STANDING_PAUSED : HC_STANDING_RUNNING,
                     .by = by_command ? p->change->who : paused ? p->paused_by : HC_S(""),
                     .state_us = stopping ? p->now_us - p->stopping_since_us : paused ? p->now_us - p->paused_since_us : 0,
                     .total = (int64_t)p->total, .done = (int64_t)p->done, .playing = (int64_t)p->in_flight,
                     .failed = (int64_t)p->failed, .changes = (int64_t)p->n_changes, .max_cost_usd_micro = p->max_cost_usd_micro,
                     .max_time_us = p->max_time_us, .n_targets = p->n_targets + p->n_judges};
    s.target = HC_NEW_N(a, hc_standing_target, s.n_targets);
    for (size_t i = 0; i < s.n_targets; i++)
        add_target(&s, p, i);
    int64_t active = p->now_us - p->started_us - p->paused_us;
    if (p->played && active > 0) {
        s.rate = (double)p->played * 1e6 / (double)active;
        s.eta_us = (int64_t)((double)(p->total - p->done) / s.rate * 1e6);
    }
    *out = s;
}

static void write_target(const hc_standing_target *t, hc_jw *w)
{
    hc_jw_obj(w);
    hc_jw_kstr(w, "target", t->alias);
    hc_jw_kc(w, "role", t->judge ? "judge" : "target");
    hc_jw_ki64(w, "done", t->done);
    hc_jw_ki64(w, "total", t->total);
    hc_jw_ki64(w, "jobs", t->jobs);
    hc_jw_ki64(w, "limit", t->limit);
    hc_jw_ki64(w, "in_flight", t->in_flight);
    hc_jw_ki64(w, "throttled", t->throttled);
    hc_jw_ki64(w, "back_in_ms", t->back_in_us / 1000);
    hc_jw_end(w);
}

void hc_standing_write(const hc_standing *s, hc_jw *w)
{
    char since[40];
    hc_time_rfc3339(s->since_us, false, since);
    hc_jw_obj(w);
    hc_jw_kstr(w, "name", s->name);
    hc_jw_kstr(w, "path", s->path);
    hc_jw_ki64(w, "pid", s->pid);
    hc_jw_kc(w, "since", since);
    hc_jw_kc(w, "state", state_ids[s->state]);
    hc_jw_kstr(w, "by", s->by);
    hc_jw_ki64(w, "state_ms", s->state_us / 1000);
    hc_jw_ki64(w, "total", s->total);
    hc_jw_ki64(w, "done", s->done);
    hc_jw_ki64(w, "playing", s->playing);
    hc_jw_ki64(w, "in_flight", s->in_flight);
    hc_jw_ki64(w, "failed", s->failed);
    hc_jw_ki64(w, "changes", s->changes);
    hc_jw_kf64(w, "rate", s->rate);
    hc_jw_ki64(w, "eta_ms", s->eta_us / 1000);
    hc_jw_ki64(w, "cost_usd_micro", s->cost_usd_micro);
    hc_jw_kbool(w, "unpriced", s->unpriced);
    hc_jw_ki64(w, "max_cost_usd_micro", s->max_cost_usd_micro);
    hc_jw_ki64(w, "max_time_ms", s->max_time_us / 1000);
    hc_jw_ki64(w, "retries", s->retries);
    hc_jw_ki64(w, "throttled", s->throttled);
    hc_jw_key(w, "targets");
    hc_jw_arr(w);
    for (size_t i = 0; i < s->n_targets; i++)
        write_target(&s->target[i], w);
    hc_jw_end(w);
    hc_jw_end(w);
}

/* Counts and times of another process: never negative, never so large that sums overflow. */
static int64_t count_of(const hc_json *j, const char *key)
{
    int64_t v = hc_json_int(j, key, 0);
    return v < 0 ? 0 : v > HC_DURATION_MAX_US / 1000 ? HC_DURATION_MAX_US / 1000 : v;
}

static hc_standing_target read_target(const hc_json *j)
{
    return (hc_standing_target){
        .alias = hc_json_str(j, "target", HC_S("?")), .judge = hc_str_is(hc_json_str(j, "role", HC_S("")), "judge"),
        .done = count_of(j, "done"), .total = count_of(j, "total"), .jobs = count_of(j, "jobs"), .limit = count_of(j, "limit"),
        .in_flight = count_of(j, "in_flight"), .throttled = count_of(j, "throttled"), .back_in_us = count_of(j, "back_in_ms") * 1000};
}

hc_code hc_standing_read(hc_arena *a, const hc_json *j, hc_standing *out, hc_err *err)
{
    enum { TARGETS_MAX = 1000 };
    const hc_json *targets = hc_json_get(j, "targets");
    hc_str state = hc_json_str(j, "state", HC_S(""));
    size_t k = 0;
    while (k < HC_LEN(state_ids) && !hc_str_is(state, state_ids[k]))
        k++;
    hc_standing s = {.name = hc_json_str(j, "name", HC_S("")), .path = hc_json_str(j, "path", HC_S("")), .pid = count_of(j, "pid"),
                     .state = (hc_standing_state)k, .by = hc_json_str(j, "by", HC_S("")), .state_us = count_of(j, "state_ms") * 1000,
                     .total = count_of(j, "total"), .done = count_of(j, "done"), .playing = count_of(j, "playing"),
                     .in_flight = count_of(j, "in_flight"), .failed = count_of(j, "failed"), .changes = count_of(j, "changes"), .rate = hc_json_num(j, "rate", 0),
                     .eta_us = count_of(j, "eta_ms") * 1000, .cost_usd_micro = count_of(j, "cost_usd_micro"),
                     .unpriced = hc_json_bool(j, "unpriced", false), .max_cost_usd_micro = count_of(j, "max_cost_usd_micro"),
                     .max_time_us = count_of(j, "max_time_ms") * 1000, .retries = count_of(j, "retries"),
                     .throttled = count_of(j, "throttled")};
    if (k == HC_LEN(state_ids) || !targets || targets->type != HC_JSON_ARR || targets->n > TARGETS_MAX || s.done > s.total ||
        !hc_time_parse_rfc3339(hc_json_str(j, "since", HC_S("")), &s.since_us))
        return hc_fail(err, HC_E_SYNTAX, "E-CTL-19", "the running process gave an answer that this program does not understand",
                       "실행 중인 프로세스의 답을 이해할 수 없음");
    s.target = HC_NEW_N(a, hc_standing_target, targets->n + 1);
    for (; s.n_targets < targets->n; s.n_targets++)
        s.target[s.n_targets] = read_target(targets->items[s.n_targets]);
    *out = s;
    return HC_OK;
}

/* ---- words ----------------------------------------------------------------------------------------------- */

hc_str hc_standing_state_text(const hc_cli *c, hc_standing_state s)
{
    static const char *const en[] = {"running", "paused", "stopping"}, *const ko[] = {"실행 중", "일시 중지", "멈추는 중"};
    return hc_str_c(c->ko ? ko[s] : en[s]);
}

void hc_duration_text(int64_t us, bool ko, char *out, size_t n)
{
    int64_t s = us / HC_US_PER_S;
    if (s < 90)
        snprintf(out, n, ko ? "%d초" : "%d s", (int)s);
    else if (s < 5400)
        snprintf(out, n, ko ? "%d분" : "%d min", (int)((s + 30) / 60));
    else
        snprintf(out, n, ko ? "%d시간 %d분" : "%d h %d min", (int)(s / 3600), (int)(s % 3600 / 60));
}

static hc_str value_text(const hc_cli *c, hc_str key, int64_t v)
{
    char time[32];
    if (hc_str_is(key, "jobs"))
        return v ? hc_fmt(c->arena, "%lld", (long long)v) : c->ko ? HC_S("자동") : HC_S("adaptive");
    if (!v)
        return c->ko ? HC_S("없음") : HC_S("none");
    if (hc_str_is(key, "max_cost_usd_micro"))
        return hc_money(c->arena, v);
    hc_duration_text(v, c->ko, time, sizeof time);
    return hc_str_dup(c->arena, hc_str_c(time));
}

hc_str hc_change_text(const hc_cli *c, const hc_change *ch)
{
    static const struct { const char *key, *en, *ko; } labels[] = {
        {"jobs", "jobs", "동시 요청"}, {"max_cost_usd_micro", "cost cap", "비용 한도"}, {"max_time_us", "time cap", "시간 한도"}};
    if (hc_str_is(ch->key, "paused"))
        return ch->to ? c->ko ? HC_S("일시 중지") : HC_S("paused") : c->ko ? HC_S("다시 진행") : HC_S("going on");
    if (hc_str_is(ch->key, "stop"))
        return ch->to == 1 ? c->ko ? HC_S("멈춤 요청") : HC_S("stop") : c->ko ? HC_S("바로 멈춤") : HC_S("stop at once");
    if (hc_str_is(ch->key, "redo"))
        return hc_fmt(c->arena, c->ko ? "사례 %lld건을 다시 물음" : "%lld samples asked again", (long long)ch->to);
    size_t i = 0;
    while (i + 1 < HC_LEN(labels) && !hc_str_is(ch->key, labels[i].key))
        i++;
    hc_str from = value_text(c, ch->key, ch->from), to = value_text(c, ch->key, ch->to);
    return hc_fmt(c->arena, "%.*s%s%s %.*s → %.*s", HC_FS(hc_display_safe(c->arena, ch->target, false)), ch->target.n ? " " : "",
                  c->ko ? labels[i].ko : labels[i].en, HC_FS(from), HC_FS(to));
}
