// SPDX-License-Identifier: Apache-2.0
#ifndef HC_LEDGER_LABELS_H
#define HC_LEDGER_LABELS_H

#include "core/label.h"
#include "ledger/ledger.h"

/* What is recorded about a sample besides its conversation. */

/* Body `record` of the sample's import entry (see core/transcript.h); HC_E_MISSING when it was not imported. */
hc_code hc_ledger_imported(hc_ledger *l, const hc_addr *addr, hc_arena *a, hc_str *out, hc_err *err);
/* Of several labels by one rater on one question the newest by (t, log, seq); one that was taken back is none. */
hc_code hc_ledger_labels(hc_ledger *l, const hc_addr *addr, hc_arena *a, hc_label **out, size_t *out_n, hc_err *err);

#endif
