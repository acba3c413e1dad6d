// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"
#include "cli/runs.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "text/display.h"

hc_code hc_progress_init(hc_progress_view *v, const hc_cli *c, hc_str path, hc_err *err)
{
    static const char *const words[] = {"live", "plain", "json", "none"};
    hc_str how = hc_opt_str(c, "progress", "ui.progress", HC_S("auto"));
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    *v = (hc_progress_view){.cli = c, .name = hc_run_name(path), .path = hc_run_real_path(c, path), .last_percent = -1,
                            .since_us = (int64_t)now.tv_sec * HC_US_PER_S};
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

/* Of the drawing only: a run of days draws often. */
static hc_cli scratch_cli(const hc_progress_view *v, hc_arena *a)
{
    hc_cli c = *v->cli;
    c.arena = a;
    return c;
}

static hc_str cost_text(const hc_cli *c, const hc_standing *s)
{
    return s->unpriced ? HC_S("?") : hc_money(c->arena, s->cost_usd_micro);
}

static int percent(int64_t done, int64_t total)
{
    return total ? (int)(done * 100 / total) : 100;
}

static void clock_text(int64_t in_us, char out[16])
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    hc_time_local_hms((int64_t)now.tv_sec * HC_US_PER_S + in_us, out);
}

static void plain(hc_progress_view *v, const hc_cli *c, const hc_standing *s, int64_t now_us)
{
    int pc = percent(s->done, s->total);
    bool due = pc / 5 != v->last_percent / 5 || v->last_percent < 0 || now_us - v->last_us >= 60 * HC_US_PER_S;
    if (!due)
        return;
    char now[16], eta[32];
    clock_text(0, now);
    hc_duration_text(s->eta_us, false, eta, sizeof eta);
    fprintf(stderr, "%s %.*s %d%% %lld/%lld rate=%.1f/s eta=%s cost=%.*s err=%lld", now, HC_FS(v->name), pc, (long long)s->done,
            (long long)s->total, s->rate, s->done == s->total ? "0 s" : eta, HC_FS(cost_text(c, s)), (long long)s->failed);
    if (s->retries)
        fprintf(stderr, " retries=%lld", (long long)s->retries);
    if (s->throttled)
        fprintf(stderr, " 429=%lld", (long long)s->throttled);
    fputs(s->state == HC_STANDING_PAUSED ? " paused\n" : "\n", stderr);
    v->last_percent = pc;
    v->last_us = now_us;
}

static void json_line(hc_progress_view *v, const hc_standing *s, int64_t now_us)
{
    if (v->last_us && now_us - v->last_us < HC_US_PER_S && s->done < s->total)
        return;
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_kstr(&w, "run", v->name);
    hc_jw_ki64(&w, "done", s->done);
    hc_jw_ki64(&w, "total", s->total);
    hc_jw_ki64(&w, "in_flight", s->playing);
    hc_jw_ki64(&w, "failed", s->failed);
    hc_jw_kf64(&w, "rate", s->rate);
    hc_jw_ki64(&w, "eta_ms", s->eta_us / 1000);
    hc_jw_ki64(&w, "cost_usd_micro", s->cost_usd_micro);
    hc_jw_ki64(&w, "retries", s->retries);
    hc_jw_ki64(&w, "throttled", s->throttled);
    hc_jw_kbool(&w, "paused", s->state == HC_STANDING_PAUSED);
    hc_jw_end(&w);
    fprintf(stderr, "%.*s\n", HC_FS(hc_buf_view(&b)));
    v->last_us = now_us;
}

static void bar(int64_t done, int64_t total, char out[128])
{
    enum { WIDTH = 24 };
    int64_t full = total ? done * WIDTH / total : WIDTH, at = 0;
    for (int64_t i = 0; i < WIDTH; i++) {
        memcpy(out + at, i < full ? "█" : "░", 3);
        at += 3;
    }
    out[at] = '\0';
}

static void live_target(const hc_cli *c, const hc_standing_target *t)
{
    char bars[128], note[48] = "";
    bar(t->done, t->total, bars);
    if (t->back_in_us)
        snprintf(note, sizeof note, " 429 %ds ↓%d", (int)(t->back_in_us / HC_US_PER_S) + 1, (int)t->limit);
    else if (t->throttled)
        snprintf(note, sizeof note, " 429×%lld ↓%d", (long long)t->throttled, (int)t->limit);
    hc_str alias = hc_display_cut(c->arena, hc_display_safe(c->arena, t->alias, false), 16);
    fprintf(stderr, "\033[2K%-16.*s %s %3d%% %lld/%lld%s\n", HC_FS(alias), bars, percent(t->done, t->total), (long long)t->done,
            (long long)t->total, note);
}

static void live_paused(const hc_cli *c, const hc_standing *s)
{
    char at[16];
    clock_text(-s->state_us, at);
    hc_say(c, stderr, "\033[2Kpaused by %.*s at %.5s · %lld/%lld · %lld in flight · haechi unpause %.*s\n",
           "\033[2K일시 중지(%.*s, %.5s) · %lld/%lld · 진행 중 %lld건 · haechi unpause %.*s\n",
           HC_FS(hc_display_safe(c->arena, s->by, false)), at, (long long)s->done, (long long)s->total, (long long)s->in_flight,
           HC_FS(hc_display_safe(c->arena, s->name, false)));
}

static void live(hc_progress_view *v, const hc_cli *c, const hc_standing *s, int64_t now_us)
{
    if (v->last_us && now_us - v->last_us < 250000 && s->done < s->total)
        return;
    char left[32], at[16];
    int lines = 1;
    if (v->lines)
        fprintf(stderr, "\033[%dA", v->lines);
    for (size_t i = 0; i < s->n_targets; i++)
        if (!s->target[i].judge) {
            live_target(c, &s->target[i]);
            lines++;
        }
    hc_duration_text(s->eta_us, c->ko, left, sizeof left);
    clock_text(s->eta_us, at);
    if (s->state == HC_STANDING_PAUSED)
        live_paused(c, s);
    else
        fprintf(stderr, c->ko ? "\033[2K합계 %lld/%lld · %.1f건/초 · 남은 시간 %s(%.5s) · 비용 %.*s · 오류 %lld\n"
                              : "\033[2Ktotal %lld/%lld · %.1f/s · %s left (%.5s) · cost %.*s · errors %lld\n",
                (long long)s->done, (long long)s->total, s->rate, s->rate > 0 ? left : "?", at, HC_FS(cost_text(c, s)),
                (long long)s->failed);
    v->lines = lines;
    v->last_us = now_us;
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
                   "%.*s{이/가} 429/503으로 답하며 %d초 대기를 요청함\n", HC_FS(alias), rest_s);
        else
            hc_say(v->cli, stderr, "%.*s answers 429/503: slowing down, %d requests at a time\n",
                   "%.*s{이/가} 429/503으로 답함: 속도를 낮춤, 동시 요청 %d건\n", HC_FS(alias), t.limit);
    }
}

/* Whoever sits at the running process must see what another terminal did to it, and who. */
static void announce_change(hc_progress_view *v, const hc_cli *c, const hc_progress *p)
{
    if (p->n_changes == v->changes_told)
        return;
    v->changes_told = p->n_changes;
    v->lines = 0;
    hc_say(c, stderr, "control: %.*s (by %.*s)\n", "제어: %.*s (%.*s)\n", HC_FS(hc_change_text(c, p->change)),
           HC_FS(hc_display_safe(c->arena, p->change->who, false)));
}

void hc_progress_show(hc_progress_view *v, const hc_standing *s, int64_t now_us)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_cli c = scratch_cli(v, a);
    switch (v->how) {
    case HC_PROGRESS_LIVE: live(v, &c, s, now_us); break;
    case HC_PROGRESS_PLAIN: plain(v, &c, s, now_us); break;
    case HC_PROGRESS_JSON: json_line(v, s, now_us); break;
    case HC_PROGRESS_NONE: break;
    }
}

void hc_progress_standing(const hc_progress_view *v, hc_arena *a, const hc_progress *p, hc_standing *out)
{
    hc_standing_make(a, p, out);
    out->name = v->name;
    out->path = v->path;
    out->pid = getpid();
    out->since_us = v->since_us;
}

void hc_progress_draw(hc_progress_view *v, const hc_progress *p)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_cli c = scratch_cli(v, a);
    hc_standing s;
    if (!v->cli->quiet) {
        announce_change(v, &c, p);
        announce_stop(v, p);
        announce_throttle(v, p);
    }
    hc_progress_standing(v, a, p, &s);
    hc_progress_show(v, &s, p->now_us);
}

void hc_progress_end(hc_progress_view *v)
{
    v->lines = 0;
    fflush(stderr);
}
