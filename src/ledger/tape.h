// SPDX-License-Identifier: Apache-2.0
#ifndef HC_LEDGER_TAPE_H
#define HC_LEDGER_TAPE_H

#include "ledger/ledger.h"

/*
 * The tape: what is recorded at an address is returned; what is missing is asked once, durably; another question at a
 * recorded address is a divergence. Look-up is by (target, pack, item, transform, epoch, redo, strand, step), never by
 * order. The outcome of a step is its first final attempt by seq. In a merged run a (sample, redo) is played from one
 * owner log: closed before open, then most entries, then smallest log id; the other logs' records are cost.
 */

typedef struct hc_tape_hit {
    bool found;               /* a final outcome is recorded */
    bool diverged;            /* recorded under another question (final or not) */
    hc_digest recorded;       /* the recorded question, when diverged */
    hc_str reply;             /* canonical normalised reply, when found */
    uint32_t last_attempt;    /* 0: never asked */
    uint32_t failed_attempts; /* ended and not final: what the retry budget has spent */
    bool in_doubt;            /* the last attempt has an intent and no reply */
    bool stopped;             /* a stop ended this strand before an outcome: do not ask, the sample is capped */
    uint64_t seq;             /* of the outcome */
} hc_tape_hit;

hc_code hc_tape_find(hc_ledger *l, const hc_addr *addr, const hc_digest *question, hc_arena *a, hc_tape_hit *out,
                     hc_err *err);

#endif
