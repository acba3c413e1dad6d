// SPDX-License-Identifier: Apache-2.0
#ifndef HC_ENGINE_RECORDED_H
#define HC_ENGINE_RECORDED_H

#include "engine/plan.h"
#include "ledger/ledger.h"

/* A run file made whole again: the packs of its snapshot, the plan, the score sets, the rows. */
typedef struct hc_recorded {
    hc_arena *arena;
    hc_ledger *ledger;
    const hc_pack **packs;
    size_t n_packs;
    hc_plan *plan;
    hc_sset *ssets;
    size_t n_ssets;
    const hc_sset *sset;          /* the default set, NULL before the first */
    bool imported;                /* other people's records: there is nobody to ask */
    const hc_json *import_end;    /* what an import says of itself at its end (engine/imported.h); NULL: it was broken off */
} hc_recorded;

hc_code hc_recorded_open(const char *path, hc_open_mode mode, hc_loop *loop, hc_recorded *out, hc_err *err);
/* The same for a ledger that has just been created from these packs and this plan, which must outlive it. */
hc_code hc_recorded_adopt(hc_ledger *l, const hc_pack **packs, size_t n_packs, hc_plan *plan, hc_recorded *out, hc_err *err);
/* Reads the score sets and the end of an import again, after something was written. */
hc_code hc_recorded_refresh(hc_recorded *r, hc_err *err);
/* An ordinal ("2") or a digest prefix of at least 4 digits; "" = the default set. */
hc_code hc_recorded_sset(const hc_recorded *r, hc_str which, const hc_sset **out, hc_err *err);
/* Every sample of the plan with its newest redo, state and the outcomes of the set (NULL: none). `answers`: outcomes keep
 * what was read out of the reply, which only filters and groups by `answer` ask for. */
hc_code hc_recorded_rows(const hc_recorded *r, const hc_sset *set, bool answers, hc_rows *out, hc_err *err);
/* All that is recorded about one sample under the set, spans and reasons too; none while unscored. */
hc_code hc_recorded_outcomes(const hc_recorded *r, const hc_sset *set, const hc_addr *addr, hc_arena *a, hc_outcome **out,
                             size_t *out_n, hc_err *err);
/* Closes cleanly when `code` is HC_OK and the ledger is whole, else abandons it. Returns the first error. */
hc_code hc_recorded_close(hc_recorded *r, hc_code code, hc_err *err);

#endif
