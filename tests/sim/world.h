// SPDX-License-Identifier: Apache-2.0
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include "engine/run.h"
#include "io/http.h"
#include "io/sys.h"
#include "sim/disk.h"
#include "sim/options.h"

/*
 * What surrounds the process: clocks, a disk, providers, people; and what they all did, as a trace of integers. One world
 * lives through several lives of the process.
 */

enum { SIM_TARGETS_MAX = 3, SIM_JUDGES_MAX = 3, SIM_HOSTS = SIM_TARGETS_MAX + SIM_JUDGES_MAX, SIM_VISITS_MAX = 32 };

/* What a call met. */
typedef enum sim_fate {
    SIM_ANSWERED, SIM_REFUSED_CONN, SIM_RESET_BEFORE, SIM_RESET_MID, SIM_RESET_AFTER, SIM_HANG, SIM_LATE, SIM_THROTTLE,
    SIM_THROTTLE_AFTER, SIM_HTTP500, SIM_HTTP503, SIM_CUT_JSON, SIM_GARBAGE, SIM_OTHER_MODEL, SIM_BAD_KEY
} sim_fate;

typedef struct sim_seen {          /* one request in a provider's log */
    char id[33];
    uint64_t body;                 /* hash */
    int64_t at_us, billed_usd_micro;
    int host, life;
    sim_fate fate;
} sim_seen;

typedef struct sim_host {
    int64_t opens_us;              /* connections are refused before */
    int64_t window_us, window_calls;
    int active;                    /* requests that the process waits for */
    bool answered;                 /* to this process */
    int jobs, most_jobs;           /* limit in force, 0 = adaptive; the highest of this life */
    int64_t quiet_until_us, quiet_from_us; /* told to come back later */
    int64_t retuned_us;            /* until then the limits before count as well */
    int64_t held_from_us;          /* the person paused the run: no call from here on */
} sim_host;

typedef enum sim_event { /* kinds of lines of the trace */
    SIM_EV_LIFE, SIM_EV_END, SIM_EV_CALL, SIM_EV_BACK, SIM_EV_SYNC, SIM_EV_CRASH, SIM_EV_VISIT, SIM_EV_STATE, SIM_EV_CHECK
} sim_event;

typedef enum sim_visit_kind {
    SIM_VISIT_NONE, SIM_VISIT_STEP_CLOCK, SIM_VISIT_SIGNAL, SIM_VISIT_TWIN, SIM_VISIT_PAUSE, SIM_VISIT_UNPAUSE,
    SIM_VISIT_RETUNE, SIM_VISIT_RAISE, SIM_VISIT_REQUEUE, SIM_VISIT_CRASH
} sim_visit_kind;

typedef struct sim_visit { int64_t at_us; sim_visit_kind kind; int64_t arg; } sim_visit;

typedef struct sim_world {
    sim_opts o;
    bool calm;                     /* the run that everything is compared with: nothing is traced */
    bool print;                    /* trace lines to stdout */
    uint64_t hash;                 /* FNV-1a of the trace */
    char why[600];                 /* the first failure; "" = none */

    int64_t now_us;                /* virtual */
    int64_t wall_us, mono_us;      /* offsets of the two clocks */
    uint64_t randoms;
    hc_sys sys;

    sim_disk *disk;
    char dir[64], path[96];        /* real: the marker of the run, key file, lock file */

    sim_host host[SIM_HOSTS];
    sim_seen *seen;
    size_t n_seen, cap_seen;

    /* of this life */
    int life;
    bool faults, ill_fated, opened, dead, told_stop, power_loss;
    int64_t born_us, last_stir_us;
    int64_t awaits, calls, syncs, changes;  /* so far */
    int64_t crash_await, crash_call, crash_sync, crash_change; /* 0 = never */
    bool crash_after;              /* the request got through before the crash */
    sim_visit visits[SIM_VISITS_MAX];
    size_t n_visits;
    hc_loop *loop;
    hc_run *run;                   /* while it takes commands */
    int64_t cap_usd_micro;         /* in force; the highest of this life; 0 = none */
    size_t told_played;            /* samples that the process said it has closed */
    /* what stood in the run when this life began */
    size_t closes_before;
    int64_t upper_before, doubt_before[SIM_HOSTS];
    bool shaky;                    /* a write failed, and no life has opened the run since: what it left may go at a power loss */
} sim_world;

void sim_world_init(sim_world *w, const sim_opts *o, const char *dir);
void sim_world_fini(sim_world *w);
void sim_fail(sim_world *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void sim_trace(sim_world *w, sim_event kind, int64_t a, int64_t b, int64_t c);

/* A new process: new clocks, new counters, crash and visitors drawn for this life. */
void sim_world_birth(sim_world *w, bool faults);
/* For so long a call that has its slot may still be on its way to the network: its intent is being written. */
int64_t sim_world_grace_us(const sim_world *w);
void sim_world_crash(sim_world *w);                 /* the process has no effect on anything from here on */
void sim_world_visit(sim_world *w, int64_t after_us, sim_visit_kind kind, int64_t arg);

/* visit.c */
void sim_visits_draw(sim_world *w);
void sim_visit_do(sim_world *w, const sim_visit *v);

/* net.c */
HC_CO void sim_net_call(sim_world *w, const hc_http_req *req, hc_http_res *out);
bool sim_net_is_judge(int host);

#endif
