// SPDX-License-Identifier: Apache-2.0
#ifndef HC_ENGINE_REPLAY_H
#define HC_ENGINE_REPLAY_H

#include "engine/recorded.h"
#include "engine/sample.h"

/* The same coroutines over the recorded replies, without network. */

typedef enum hc_difference_kind {
    HC_DIFF_QUESTION,      /* another question stands at the address */
    HC_DIFF_STATE, HC_DIFF_OUTCOME,
    HC_DIFF_NOT_IN_PACK    /* the given pack has no item of this id */
} hc_difference_kind;

typedef struct hc_difference {
    hc_difference_kind kind;
    hc_addr addr;
    hc_str recorded, now;  /* states, outcome words, or digests of questions */
} hc_difference;

typedef struct hc_replay {
    hc_rows rows;          /* as played: equal to the recorded ones when nothing differs; none of a dry play */
    hc_difference *diff;
    size_t n_diff, cap_diff;
    size_t played;
    size_t as_recorded;    /* of those: their outcomes are the recorded ones, made by another version of a scorer */
} hc_replay;

/* Plays every recorded sample. `pack` NULL: the snapshot's; else the items of this pack by id. `answers` as for
 * hc_recorded_rows. */
hc_code hc_replay_run(hc_recorded *r, const hc_pack *pack, bool answers, hc_loop *loop, hc_replay *out, hc_err *err);
/* Before a resume: plays the open samples up to their first missing reply; differences mean that nothing may be sent. */
hc_code hc_replay_dry(hc_recorded *r, const hc_rows *rows, hc_loop *loop, hc_replay *out, hc_err *err);
/* The score set as recorded, its judges and programs found by alias in `dry`, or registered there. Also for an asker that is live:
 * then all of them must be there already. */
hc_code hc_replay_set(hc_recorded *r, const hc_sset *sset, hc_asker *dry, hc_score_set *out, hc_err *err);
/* A dry asker with every target and judge of the plan. */
hc_code hc_replay_asker(hc_recorded *r, hc_asker **out, hc_err *err);

#endif
