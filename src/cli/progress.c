// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"
#include "cli/runs.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

hc_code hc_progress_init(hc_progress_view *v, const hc_cli *c, hc_str path, hc_err *err)
{
    static const char *const words[] = {"live", "plain", "json", "none"};
    hc_str how = hc_opt_str(c, "progress", "ui.progress", HC_S("auto"));
    *v = (hc_progress_view){.cli = c, .name = hc_run_name(path), .last_percent = -1};
    if (hc_str_is(how, "auto")) {
        v->how = c->quiet ? HC_PROGRESS_NONE : isatty(STDERR_FILENO) ? HC_PROGRESS_LIVE : HC_PROGRESS_PLAIN;
        return HC_OK;
    }
    for (size_t i = 0; i < HC_LEN(words); i++)
        if (hc_str_is(how, words[i])) {
            v->how = (hc_progress_how)i;
            return HC_OK;
        }
    return hc_fail(err, HC_E_USAGE, "E-CLI-12", "--progress \"%.*s\" is not auto, live, plain, json or none",
                   "--progress \"%.*s\": auto, live, plain, json, none이 아님", HC_FS(how));
}

typedef struct sums { bool unpriced; int64_t cost_usd_micro, errors, throttled, retries; double rate; int64_t eta_us; } sums;

static sums add_up(const hc_progress *p)
{
    sums s = {0};
    for (size_t i = 0; i < p->n_targets + p->n_judges; i++) {
        hc_target_stats t;
        hc_target_stats_get(p->targets[i], &t);
        s.cost_usd_micro += t.cost_usd_micro;
        hc_str adapter = hc_target_conf_of(p->targets[i])->adapter;
        s.unpriced = s.unpriced || (t.price_unknown && (hc_str_is(adapter, "openai") || hc_str_is(adapter, "anthropic")));
        s.errors += t.errors;
        s.retries += t.retries;
        s.throttled += t.throttled;
    }
    int64_t spent = p->now_us - p->started_us - p->paused_us;
    if (p->played && spent > 0) {
        s.rate = (double)p->played * 1e6 / (double)spent;
        s.eta_us = (int64_t)((double)(p->total - p->done) / s.rate * 1e6);
    }
    return s;
}

static hc_str cost_text(const hc_progress_view *v, const sums *s)
{
    return s->unpriced ? HC_S("?") : hc_money(v->cli->arena, s->cost_usd_micro);
}

static int percent(size_t done, size_t total)
{
    return total ? (int)(done * 100 / total) : 100;
}

static void clock_text(int64_t in_us, char out[16])
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    hc_time_local_hms((int64_t)now.tv_sec * HC_US_PER_S + in_us, out);
}

static void short_duration(int64_t us, bool ko, char *out, size_t n)
{
    int64_t s = us / HC_US_PER_S;
    if (s < 90)
        snprintf(out, n, ko ? "%d초" : "%d s", (int)s);
    else if (s < 5400)
        snprintf(out, n, ko ? "%d분" : "%d min", (int)((s + 30) / 60));
    else
        snprintf(out, n, ko ? "%d시간 %d분" : "%d h %d min", (int)(s / 3600), (int)(s % 3600 / 60));
}

static void plain(hc_progress_view *v, const hc_progress *p)
{
    sums s = add_up(p);
    int pc = percent(p->done, p->total);
    bool due = pc / 5 != v->last_percent / 5 || v->last_percent < 0 || p->now_us - v->last_us >= 60 * HC_US_PER_S;
    if (!due)
        return;
    char now[16], eta[32];
    clock_text(0, now);
    short_duration(s.eta_us, false, eta, sizeof eta);
    fprintf(stderr, "%s %.*s %d%% %zu/%zu rate=%.1f/s eta=%s cost=%.*s err=%zu", now, HC_FS(v->name), pc, p->done, p->total,
            s.rate, p->done == p->total ? "0 s" : eta, HC_FS(cost_text(v, &s)), p->failed);
    if (s.retries)
        fprintf(stderr, " retries=%lld", (long long)s.retries);
    if (s.throttled)
        fprintf(stderr, " 429=%lld", (long long)s.throttled);
    fputc('\n', stderr);
    v->last_percent = pc;
    v->last_us = p->now_us;
}

static void json_line(hc_progress_view *v, const hc_progress *p)
{
    if (v->last_us && p->now_us - v->last_us < HC_US_PER_S && p->done < p->total)
        return;
    sums s = add_up(p);
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_kstr(&w, "run", v->name);
    hc_jw_ki64(&w, "done", (int64_t)p->done);
    hc_jw_ki64(&w, "total", (int64_t)p->total);
    hc_jw_ki64(&w, "in_flight", (int64_t)p->in_flight);
    hc_jw_ki64(&w, "failed", (int64_t)p->failed);
    hc_jw_kf64(&w, "rate", s.rate);
    hc_jw_ki64(&w, "eta_ms", s.eta_us / 1000);
    hc_jw_ki64(&w, "cost_usd_micro", s.cost_usd_micro);
    hc_jw_ki64(&w, "retries", s.retries);
    hc_jw_ki64(&w, "throttled", s.throttled);
    hc_jw_end(&w);
    fprintf(stderr, "%.*s\n", HC_FS(hc_buf_view(&b)));
    v->last_us = p->now_us;
}

static void bar(size_t done, size_t total, char out[128])
{
    enum { WIDTH = 24 };
    size_t full = total ? done * WIDTH / total : WIDTH, at = 0;
    for (size_t i = 0; i < WIDTH; i++) {
        memcpy(out + at, i < full ? "█" : "░", 3);
        at += 3;
    }
    out[at] = '\0';
}

static void live_target(const hc_progress *p, size_t i)
{
    char bars[128], note[48] = "";
    hc_target_stats t;
    hc_target_stats_get(p->targets[i], &t);
    hc_str alias = hc_target_conf_of(p->targets[i])->alias;
    bar(p->done_by_target[i], p->total_by_target, bars);
    if (t.paused_until_us > p->now_us)
        snprintf(note, sizeof note, " 429 %ds ↓%d", (int)((t.paused_until_us - p->now_us) / HC_US_PER_S) + 1, t.limit);
    else if (t.throttled)
        snprintf(note, sizeof note, " 429×%lld ↓%d", (long long)t.throttled, t.limit);
    int shown = alias.n > 16 ? 16 : (int)alias.n;
    fprintf(stderr, "\033[2K%-16.*s %s %3d%% %zu/%zu%s\n", shown, alias.p, bars,
            percent(p->done_by_target[i], p->total_by_target), p->done_by_target[i], p->total_by_target, note);
}

static void live(hc_progress_view *v, const hc_progress *p)
{
    if (v->last_us && p->now_us - v->last_us < 250000 && p->done < p->total)
        return;
    sums s = add_up(p);
    char left[32], at[16];
    bool ko = v->cli->ko;
    if (v->lines)
        fprintf(stderr, "\033[%dA", v->lines);
    for (size_t i = 0; i < p->n_targets; i++)
        live_target(p, i);
    short_duration(s.eta_us, ko, left, sizeof left);
    clock_text(s.eta_us, at);
    fprintf(stderr, ko ? "\033[2K합계 %zu/%zu · %.1f건/초 · 남은 시간 %s(%.5s) · 비용 %.*s · 오류 %zu\n"
                       : "\033[2Ktotal %zu/%zu · %.1f/s · %s left (%.5s) · cost %.*s · errors %zu\n",
            p->done, p->total, s.rate, s.rate > 0 ? left : "?", at,
            HC_FS(cost_text(v, &s)), p->failed);
    v->lines = (int)p->n_targets + 1;
    v->last_us = p->now_us;
}

static void announce_stop(hc_progress_view *v, const hc_progress *p)
{
    if (p->stop != HC_STOP_SIGNAL || v->told == HC_STOP_SIGNAL)
        return;
    v->told = HC_STOP_SIGNAL;
    v->lines = 0;
    hc_say(v->cli, stderr, "\nstopping: %zu samples in flight get up to %d s; Ctrl-C again stops at once\n",
           "\n멈추는 중: 진행 중인 사례 %zu건을 최대 %d초 기다림; Ctrl-C를 한 번 더 누르면 바로 멈춤\n", p->in_flight,
           HC_DRAIN_US / 1000000);
}

enum { LONG_PAUSE_S = 3 };

/* A 429 storm or a long pause is said once, in words, whatever the progress style. */
static void announce_throttle(hc_progress_view *v, const hc_progress *p)
{
    for (size_t i = 0; i < p->n_targets + p->n_judges && !v->throttled_told; i++) {
        hc_target_stats t;
        hc_target_stats_get(p->targets[i], &t);
        int rest_s = t.paused_until_us > p->now_us ? (int)((t.paused_until_us - p->now_us) / HC_US_PER_S) : 0;
        if (t.throttled < 3 && rest_s < LONG_PAUSE_S)
            continue;
        v->throttled_told = true;
        v->lines = 0;
        hc_str alias = hc_target_conf_of(p->targets[i])->alias;
        if (rest_s >= LONG_PAUSE_S)
            hc_say(v->cli, stderr, "%.*s answers 429/503 and asks for a pause of %d s\n",
                   "%.*s{이/가} 429/503으로 답하며 %d초 쉬라고 함\n", HC_FS(alias), rest_s);
        else
            hc_say(v->cli, stderr, "%.*s answers 429/503: slowing down, %d requests at a time\n",
                   "%.*s{이/가} 429/503으로 답함: 속도를 낮춤, 동시 요청 %d건\n", HC_FS(alias), t.limit);
    }
}

void hc_progress_draw(void *view, const hc_progress *p)
{
    hc_progress_view *v = view;
    if (!v->cli->quiet) {
        announce_stop(v, p);
        announce_throttle(v, p);
    }
    switch (v->how) {
    case HC_PROGRESS_LIVE: live(v, p); break;
    case HC_PROGRESS_PLAIN: plain(v, p); break;
    case HC_PROGRESS_JSON: json_line(v, p); break;
    case HC_PROGRESS_NONE: break;
    }
}

void hc_progress_end(hc_progress_view *v)
{
    v->lines = 0;
    fflush(stderr);
}
