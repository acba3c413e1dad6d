// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_STANDING_H
#define HC_CLI_STANDING_H

#include "cli/cli.h"
#include "engine/run.h"

/* How a run that is being played stands: what progress shows, `ps` lists, `watch` follows and the control socket tells. */

typedef enum hc_standing_state { HC_STANDING_RUNNING, HC_STANDING_PAUSED, HC_STANDING_STOPPING } hc_standing_state;

typedef struct hc_standing_target {
    hc_str alias;
    bool judge;
    int64_t done, total;               /* of the plan's targets */
    int64_t jobs, limit, in_flight;    /* as set (0 = adaptive), what it may do now, what it does */
    int64_t throttled, back_in_us;     /* 429 and 503 so far; until the pause that they asked for ends */
} hc_standing_target;

typedef struct hc_standing {
    hc_str name, path;                 /* path as the kernel knows it */
    int64_t pid, since_us;             /* since 1970 */
    hc_standing_state state;
    hc_str by;                         /* who paused or stopped it, "" = nobody by command */
    int64_t state_us;                  /* how long it has been in this state; 0 while running */
    int64_t total, done, failed, playing;  /* samples; playing: begun, not closed */
    int64_t in_flight, changes;        /* calls sent and not ended; changes by command */
    double rate;                       /* samples per second, pauses left out */
    int64_t eta_us;
    int64_t cost_usd_micro, max_cost_usd_micro, max_time_us;   /* 0 = no cap */
    bool unpriced;                     /* cost is not all */
    int64_t retries, throttled;
    hc_standing_target *target;
    size_t n_targets;
} hc_standing;

/* Name, path, pid and since are the caller's to fill. */
void hc_standing_make(hc_arena *a, const hc_progress *p, hc_standing *out);
void hc_standing_write(const hc_standing *s, hc_jw *w);
/* Of bytes from another process: whatever is wrong is HC_E_SYNTAX. */
hc_code hc_standing_read(hc_arena *a, const hc_json *j, hc_standing *out, hc_err *err);

hc_str hc_standing_state_text(const hc_cli *c, hc_standing_state s);
/* "k1 jobs 4 -> 8", "paused", "cost cap none -> $5.0000". */
hc_str hc_change_text(const hc_cli *c, const hc_change *change);
void hc_duration_text(int64_t us, bool ko, char *out, size_t n);     /* "90 s", "12 min", "3 h 4 min" */

#endif
