// SPDX-License-Identifier: Apache-2.0
#ifndef SIM_LIFE_H
#define SIM_LIFE_H

#include "engine/recorded.h"
#include "sim/world.h"

/* What the person prepared: a pack, targets, judges, a plan. A function of the options alone. */
typedef struct sim_case {
    hc_arena *arena;
    hc_pack *pack;
    hc_plan *plan;
    hc_target_conf target[SIM_TARGETS_MAX], judge[SIM_JUDGES_MAX];
    size_t n_targets, n_judges;
    int64_t turns;
} sim_case;

void sim_case_make(sim_case *c, const sim_opts *o);
void sim_case_free(sim_case *c);
size_t sim_case_calls_max(const sim_case *c);

typedef enum sim_end { SIM_END_OPEN /* something is left to do */, SIM_END_DONE, SIM_END_STUCK /* coroutines cannot be freed */ } sim_end;

/* One process from start to exit: creates the run or resumes it, plays, closes. */
sim_end sim_live(sim_world *w, sim_case *c, bool faults);
/* `haechi requeue`: every failed sample, or one drawn by `nth`. Returns how many. */
size_t sim_requeue(sim_world *w, bool failed, uint64_t nth);

#endif
