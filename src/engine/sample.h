// SPDX-License-Identifier: Apache-2.0
#ifndef HC_ENGINE_SAMPLE_H
#define HC_ENGINE_SAMPLE_H

#include "engine/plan.h"
#include "score/score.h"

/*
 * One sample from top to bottom: build the chat -> ask -> next turn ... -> score. The same code runs live, dry (before a
 * resume) and in a replay: only the askers differ. All memory is the given arena's.
 */

typedef struct hc_play {
    /* in */
    const hc_plan *plan;
    const hc_pack *pack;
    const hc_item *item;
    hc_addr addr;                 /* of the sample, redo set */
    hc_ledger *ledger;
    hc_asker *asker;              /* asks the target */
    hc_target *target;
    const hc_score_set *set;
    hc_asker *judge_asker;        /* asks the judges and programs of the set; may be NULL when it has none */
    int redo_judge;
    const hc_label *labels;       /* of an import that is being made; else they are read from the ledger */
    size_t n_labels;
    const hc_json *meta;          /* own data of an imported record; set by hc_sample_converse too */
    /* out */
    hc_state state;
    hc_transcript transcript;
    hc_outcome *outcomes;
    size_t n_outcomes;
    uint32_t step;                /* the question that is being asked, or the next one */
} hc_play;

/* The item as this sample asks it: what the user says is rewritten by the sample's transform, with one draw for all targets and epochs.
 * `item` itself where there is none. */
const hc_item *hc_sample_item(hc_arena *a, const hc_plan *plan, const hc_addr *addr, const hc_item *item);

/* Runs the conversation, or takes the imported one from the ledger: fills transcript and state. Errors are those of hc_ask; HC_E_MISSING in a dry play whose tape ends. */
HC_CO HC_MUST hc_code hc_sample_converse(hc_play *p, hc_arena *a, hc_err *err);
/* Grades it: fills outcomes. */
HC_CO HC_MUST hc_code hc_sample_score(hc_play *p, hc_arena *a, hc_err *err);

/* Asks the labelled cases of every pack of the plan; clears set->judge_ok when too few agree. */
HC_CO HC_MUST hc_code hc_sample_judge_tests(const hc_plan *plan, hc_score_set *set, hc_asker *asker, size_t *out_agree,
                                            size_t *out_n, hc_err *err);

/* Writes score and close in one transaction; with `stopped` a stop entry first. */
hc_ticket hc_sample_close(const hc_play *p, bool stopped);
/* Writes the score entry of a later set. */
hc_ticket hc_sample_rescore(const hc_play *p);
/* How often the set has graded this redo: one more than the newest re-asking of its judges, 0 = never. */
hc_code hc_sample_gradings(hc_ledger *l, const hc_score_set *set, const hc_addr *addr, int *out, hc_err *err);
/* Microseconds that the replies recorded for this redo took: what a per-sample time limit has spent. */
hc_code hc_sample_active_us(hc_ledger *l, const hc_addr *addr, int64_t *out, hc_err *err);

#endif
