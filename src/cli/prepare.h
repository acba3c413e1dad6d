// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_PREPARE_H
#define HC_CLI_PREPARE_H

#include "cli/session.h"
#include "engine/plan.h"
#include "ledger/ledger.h"

/* Everything that `run` and `plan` decide before the first call: packs, targets, judges, plan, caps. Whatever is wrong is
 * found here, while nothing has been sent or written. */
typedef struct hc_prepared {
    const hc_pack **packs;
    size_t n_packs;
    hc_models models;
    bool judge_mean;
    hc_plan *plan;
    int64_t max_cost;             /* micro-USD, 0 = none */
    int64_t max_time_us;          /* 0 = none */
    int64_t now_us;
} hc_prepared;

/* `with_keys`: every key must be there (E-AUTH-01). Packs and targets that *out holds already are taken instead of those of the command line; all else
 * in it must be zero. */
hc_code hc_prepare(hc_cli *c, bool with_keys, hc_prepared *out, hc_err *err);
/* "read q.csv · 20 items · ..." and what will be asked, on stderr. */
void hc_prepared_say(const hc_cli *c, const hc_prepared *p);
void hc_prepared_snapshot(hc_arena *a, const hc_prepared *p, hc_snapshot_file **out, size_t *out_n);

/* Begins a run of what is prepared here, or of the command line where nothing is, and plays it (cmd_run.c). Returns the exit code. */
int hc_run_prepared(hc_cli *c, hc_prepared *given);

#endif
