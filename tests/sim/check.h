// SPDX-License-Identifier: Apache-2.0
#ifndef SIM_CHECK_H
#define SIM_CHECK_H

#include "sim/world.h"

/*
 * What must be true of a run file and of the providers' logs, whatever happened. Reads the file with SQLite and zstd and
 * nothing of src/ledger, so that a misunderstanding there is not shared here.
 */

typedef struct sim_sample {        /* what became of a sample: newest redo */
    char key[64];                  /* target/item/epoch */
    char state[16];                /* "" = open */
    uint64_t said, graded;         /* hashes of all final replies of the conversation; of the outcomes */
    bool judge_failed;             /* a judge's last attempt failed for good */
    bool stopped;                  /* by its own time limit */
    bool broken_reply;             /* the conversation ended with a failure of the provider */
} sim_sample;

typedef struct sim_result { sim_sample *x; size_t n; } sim_result;

/* After each life, on what survived; `calls_max` bounds what may have been in flight. */
void sim_check_life(sim_world *w);
/* At the end: all invariants, and the result against that of the undisturbed run (NULL: this is it). */
void sim_check_end(sim_world *w, const sim_result *calm, sim_result *out);
void sim_result_free(sim_result *r);

#endif
