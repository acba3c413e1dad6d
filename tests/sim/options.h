// SPDX-License-Identifier: Apache-2.0
#ifndef SIM_OPTIONS_H
#define SIM_OPTIONS_H

#include "base/defs.h"

/*
 * One 64-bit seed decides everything. Each option is drawn from (seed, its name), so that overriding one leaves the others
 * as they are; so does everything that is drawn later: it is a hash of (seed, stream, ordinal), never the next number
 * of a generator that somebody else advances too.
 */

uint64_t sim_mix(uint64_t x);                                     /* splitmix64 */
uint64_t sim_fnv(const void *p, size_t n);                        /* FNV-1a, mixed: of bytes */
uint64_t sim_hash(uint64_t seed, const char *stream, uint64_t n);
uint64_t sim_below(uint64_t seed, const char *stream, uint64_t n, uint64_t bound); /* 0 when bound is 0 */
bool sim_chance(uint64_t seed, const char *stream, uint64_t n, int64_t per_mille);
/* lo..hi, each order of magnitude as likely as the next. */
int64_t sim_log(uint64_t seed, const char *stream, uint64_t n, int64_t lo, int64_t hi);

/*   name, value when off, odds of being on (per mille), lowest, highest, logarithmic */
#define SIM_OPTIONS(X) \
    /* shape of the run */ \
    X(items, 1, 1000, 1, 40, 1) X(turns, 1, 1000, 1, 10, 1) X(epochs, 1, 250, 2, 3, 0) X(targets, 1, 450, 2, 3, 0) \
    X(judges, 0, 300, 1, 3, 0) X(calls, 6, 1000, 6, 60, 1) X(jobs, 0, 750, 1, 8, 0) X(retries, 0, 900, 1, 6, 0) \
    X(timeout_ms, 8000, 1000, 700, 8000, 1) X(deadline_ms, 60000, 1000, 4000, 60000, 1) \
    X(latency_ms, 20, 1000, 5, 1500, 1) X(latency_law, 0, 1000, 0, 2, 0) X(commit_us, 1000, 1000, 200, 30000, 1) \
    /* what the network and the provider do to a call, per mille of calls */ \
    X(refused, 0, 200, 5, 300, 1) X(reset_before, 0, 200, 5, 300, 1) X(reset_mid, 0, 200, 5, 300, 1) \
    X(reset_after, 0, 200, 5, 300, 1) X(hang, 0, 200, 5, 200, 1) X(late, 0, 200, 5, 200, 1) \
    X(throttle, 0, 200, 5, 400, 1) X(throttle_after, 0, 200, 5, 400, 1) X(http500, 0, 200, 5, 300, 1) \
    X(http503, 0, 200, 5, 300, 1) X(cut_json, 0, 200, 5, 300, 1) X(garbage, 0, 200, 5, 300, 1) \
    X(other_model, 0, 100, 5, 300, 1) X(bad_key, 0, 50, 5, 50, 1) \
    X(slow_start_ms, 0, 80, 100, 5000, 1) X(rate_calls, 0, 200, 1, 20, 1) X(rate_window_ms, 1000, 1000, 300, 5000, 1) \
    /* what becomes of the machine */ \
    X(crashes, 0, 650, 1, 4, 0) X(power, 0, 600, 300, 1000, 0) X(full_disk, 0, 80, 1, 2, 0) X(sync_eio, 0, 150, 1, 2, 0) \
    X(clock_steps, 0, 200, 1, 4, 0) \
    /* what people do */ \
    X(stops, 0, 200, 1, 2, 0) X(twins, 0, 20, 1, 1, 0) X(requeues, 0, 250, 1, 3, 0) X(pauses, 0, 150, 1, 3, 0) \
    X(retunes, 0, 150, 1, 4, 0) X(raises, 0, 100, 1, 2, 0) X(cap_cost, 0, 150, 200, 40000, 1) \
    X(cap_time_ms, 0, 80, 300, 20000, 1) X(cap_errors, 0, 80, 1, 4, 0) X(sample_tokens, 0, 80, 40, 2000, 1) \
    X(sample_time_ms, 0, 80, 300, 20000, 1)

typedef enum sim_opt {
#define X(name, off, odds, lo, hi, law) SIM_##name,
    SIM_OPTIONS(X)
#undef X
    SIM_OPT_COUNT
} sim_opt;

typedef struct sim_opts {
    uint64_t seed;
    int64_t v[SIM_OPT_COUNT];
} sim_opts;

#define SIM_OPT(o, name) ((o)->v[SIM_##name])

void sim_opts_draw(uint64_t seed, sim_opts *out);
const char *sim_opt_name(size_t i);
int64_t sim_opt_off(size_t i);
bool sim_opts_set(sim_opts *o, const char *assignment);           /* "name=value"; false: no such option or number */
void sim_opts_print(const sim_opts *o);                           /* those that are not off, one line */
void sim_opts_calm(sim_opts *o);                                  /* the same run without a fault, a limit or a visitor */

#endif
