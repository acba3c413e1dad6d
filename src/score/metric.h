// SPDX-License-Identifier: Apache-2.0
#ifndef HC_SCORE_METRIC_H
#define HC_SCORE_METRIC_H

#include "core/rows.h"
#include "pack/pack.h"
#include "stats/interval.h"

/* Rows -> contributions of one metric: which samples count in n, which in k, and their clusters. Every sample of the rows
 * falls into exactly one of: contributes, open, not answered (by state), unparsed, unjudged, failed check, outside (among, or
 * unverified in a headline). A sample without a verdict is outside when no verdict it could get would put it inside. */
typedef struct hc_contrib {
    hc_hits *cluster;         /* how many of each contribute, and how many of these count */
    size_t n_clusters;
    size_t n, k;
    size_t open, by_state[HC_ST_COUNT], unparsed, unjudged, failed, outside;
    size_t unparsed_in_n;      /* of n: unparsed answers that the metric counts, never in k */
} hc_contrib;

/* Rows come one by one, all of them twice: first to be seen, then to be placed. Memory grows with the clusters, not
 * with the rows; all of it is the arena's. Texts of items, addresses and outcomes must outlive the evaluation. */
typedef struct hc_eval hc_eval;
hc_code hc_eval_new(hc_arena *a, const hc_metric *m, hc_eval **out, hc_err *err);
void hc_eval_see(hc_eval *ev, const hc_row *row);
hc_code hc_eval_place(hc_eval *ev, const hc_row *row, hc_err *err);
const hc_contrib *hc_eval_result(const hc_eval *ev);

/* Metrics that fit what the items expect, for a pack that declares none: accuracy, unsafe, overrefusal. */
void hc_metrics_default(hc_arena *a, const hc_items *items, hc_metric **out, size_t *out_n);
/* Those that the pack declares, else the default ones. */
const hc_metric *hc_metrics_of(hc_arena *a, const hc_pack *pack, size_t *out_n);

#endif
