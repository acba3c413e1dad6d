// SPDX-License-Identifier: Apache-2.0
#ifndef SIM_SEED_H
#define SIM_SEED_H

#include "sim/options.h"

typedef struct sim_verdict {
    char why[600];                 /* "" = everything held */
    uint64_t hash;                 /* of the trace */
    int64_t calls, lives, virtual_us;
    bool stuck;                    /* coroutines are alive that nobody can free: leave the process */
} sim_verdict;

/* Plays one seed: the undisturbed run, then lives with faults, then lives without; then looks. `dir` is an empty folder. */
void sim_seed(const sim_opts *o, const char *dir, bool print, sim_verdict *out);

#endif
