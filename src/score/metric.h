// SPDX-License-Identifier: Apache-2.0
#ifndef HC_SCORE_METRIC_H
#define HC_SCORE_METRIC_H

#include "core/rows.h"
#include "pack/pack.h"
#include "stats/interval.h"

/* A rule of the plan: what is claimed of a metric before the first call. */
typedef struct hc_rule { hc_str pack, metric; hc_limit in, out; } hc_rule;

/* Rows -> contributions of one metric: which samples count in n, which in k, and their clusters. Every sample of the rows
 * falls into exactly one of: contributes, merged into its item, open, not answered (by state), unparsed, unjudged, failed check,
 * outside (among, or unverified in a headline). A sample without a verdict is outside when no verdict it could get would put it inside.
 * Of a mean or a ratio k is 0, and a verdict that is no number is unparsed. Of a difference n and k are those of the first rate;
 * a sample may contribute to the other one alone. Of pass^k, n and k are attempts. */
typedef struct hc_part_sums { hc_hits minus; hc_sums value; double per; } hc_part_sums;    /* of a cluster, by kind */
enum { HC_WAYS = 3 };                                                 /* clusters by the first key, the second, both */
typedef struct hc_task { hc_hits hits; size_t at[HC_WAYS]; } hc_task; /* attempts at one item; its cluster in each way */

typedef struct hc_contrib {
    hc_hits *cluster;         /* how many of each contribute, and how many of these count */
    hc_part_sums *sums;       /* the same clusters, where the kind needs more than that; else NULL */
    size_t n_clusters;
    hc_hits *cross[HC_WAYS - 1];  /* clusters that cross: by the second key, and by both */
    size_t n_cross[HC_WAYS - 1];
    hc_task *task;            /* pass^k, and where an item counts once */
    size_t n_tasks;           /* of pass^k: with k attempts or more */
    size_t n, k;
    size_t merged;            /* samples beyond the first of an item that counts once */
    size_t minus_n, minus_k;  /* difference */
    size_t too_few;           /* pass^k: attempts at items with fewer than k of them */
    size_t open, by_state[HC_ST_COUNT], unparsed, unjudged, failed, outside;
    size_t unparsed_in_n;      /* of n: unparsed answers that the metric counts, never in k */
    size_t grey_in_n;         /* of n: verdicts of the scorer "refusal" over a class that the rules left open */
} hc_contrib;

/* The one place of a sample in a metric. */
typedef enum hc_place_kind {
    HC_PLACE_IN, HC_PLACE_OUTSIDE, HC_PLACE_OPEN, HC_PLACE_STATE /* not answered */, HC_PLACE_UNPARSED, HC_PLACE_UNJUDGED, HC_PLACE_FAILED
} hc_place_kind;
typedef struct hc_place {
    hc_place_kind kind;
    bool hit;                 /* IN, of a rate or pass^k: of k too */
    double value, per;        /* IN, of a mean or a ratio: the verdict's number; of a ratio, what it is divided by */
    bool unparsed;            /* IN: an unparsed answer that counts */
} hc_place;

/* Rows come one by one, all of them twice: first to be seen, then to be placed. Memory grows with the clusters, not
 * with the rows; all of it is the arena's. Texts of items, addresses and outcomes must outlive the evaluation. */
typedef struct hc_eval hc_eval;
hc_code hc_eval_new(hc_arena *a, const hc_metric *m, hc_eval **out, hc_err *err);
void hc_eval_see(hc_eval *ev, const hc_row *row);
/* Where a row falls once all of them were seen; hc_eval_place adds it there. */
hc_place hc_eval_look(const hc_eval *ev, const hc_row *row);
hc_code hc_eval_place(hc_eval *ev, const hc_row *row, hc_err *err);
const hc_contrib *hc_eval_result(hc_eval *ev);     /* once all rows are placed */
hc_ways hc_contrib_ways(const hc_contrib *c);      /* the counts as stats/ takes them */

/* The same metric of this list of items and no other: only answers vary, so that each item is a cluster of its own. Rates alone
 * have such an interval. */
hc_metric hc_metric_of_list(const hc_metric *m);

/* The figure and its interval, the only one that anything shows; method chosen by kind and data:
 *   rate        hc_rate_ways; of a fixed list hc_rate_fixed
 *   mean        hc_mean_sums; so is a difference over the same samples, each of which is 1, 0 or -1
 *   ratio       percentile bootstrap over clusters, seeded ("bootstrap"); so is a difference over different samples, and a
 *               rate or mean whose metric says so, but a rate that no draw changes has that of hc_rate_ways
 *   pass^k      mean over items of C(c,k)/C(n,k) with hc_mean, with hc_rate where every item has 0 or 1
 * With a status without interval the point stands if there is one, else NaN; HC_STAT_RANGE for a list of another kind than
 * rate. Memory of `work`: 2000 numbers and some per cluster. */
hc_stat hc_estimate(hc_arena *work, const hc_metric *m, const hc_contrib *c, double level, hc_interval *out);

/* Metrics that fit what the items expect, for a pack that declares none: accuracy, unsafe, overrefusal. */
void hc_metrics_default(hc_arena *a, const hc_items *items, hc_metric **out, size_t *out_n);
/* Those that the pack declares, else the default ones. */
const hc_metric *hc_metrics_of(hc_arena *a, const hc_pack *pack, size_t *out_n);

#endif
