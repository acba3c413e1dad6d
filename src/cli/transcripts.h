// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_TRANSCRIPTS_H
#define HC_CLI_TRANSCRIPTS_H

#include "cli/cli.h"
#include "engine/recorded.h"

/* Recorded conversations, sample by sample in plan order: what `grep` searches and `export` writes,
 * with personal numbers and secrets masked (report/masking.h). */
typedef struct hc_said {
    hc_str strand;
    uint32_t step;
    hc_reply reply;
    const hc_msg *asked;           /* of an imported record: what stood before the reply since the one before; else NULL, see the item */
    size_t n_asked;
} hc_said;

typedef struct hc_case {
    const hc_row *row;
    const hc_pack *pack;
    hc_said *said;                 /* final replies of the conversation and of judges, by strand and step */
    size_t n_said;
} hc_case;

typedef hc_code hc_case_fn(void *ctx, const hc_case *k, hc_arena *scratch, hc_err *err);
/* Calls fn for every sample of the plan that fits --where and the target; scratch memory lives for one call. */
hc_code hc_transcripts_each(hc_cli *c, hc_recorded *r, const hc_sset *set, hc_str target, hc_case_fn *fn, void *ctx, hc_err *err);

#endif
