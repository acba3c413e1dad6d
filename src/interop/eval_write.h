// SPDX-License-Identifier: Apache-2.0
#ifndef HC_INTEROP_EVAL_WRITE_H
#define HC_INTEROP_EVAL_WRITE_H

#include "core/label.h"
#include "core/rows.h"
#include "pack/pack.h"

/*
 * One target on one pack, its items as they are or transformed, as an Inspect log (.eval) that Inspect's own reader and viewer open. The verdict is the score "verdict"
 * (correct C, incorrect I, unparsed N, not judged NaN; other words as they are), further outcomes are scores under their scorer's name.
 * The log's free metadata holds the pack's manifest, the items and the labels, so that importing it gives the same table; verdicts
 * of judges and programs come back as what they are then, labels of rater "source".
 */
typedef struct hc_eval_writer hc_eval_writer;

typedef struct hc_eval_head {
    const hc_pack *pack;
    hc_str target, transform;      /* transform "" = the items as they are */
    hc_str log_id;                 /* of the run: part of the ids in the log */
    hc_str plan_hash;
    uint32_t epochs;
    size_t planned;                /* samples that there should be: fewer make the log one of a cancelled run */
    int64_t from_us, to_us;
    const hc_metric *metrics;      /* of the pack, or the default ones */
    const double *values;          /* their rates; NaN = no number */
    size_t n_metrics;
} hc_eval_head;

typedef struct hc_eval_case {
    const hc_row *row;             /* closed, with the outcomes of the set */
    hc_transcript transcript;
    const hc_json *meta;           /* own data of an imported record, or NULL */
    const hc_label *labels;
    size_t n_labels;
    int64_t from_us, to_us;
} hc_eval_case;

/* `head` must live until the writer is freed; its times and values are only looked at in the end. */
hc_eval_writer *hc_eval_writer_new(const hc_eval_head *head);
void hc_eval_writer_free(hc_eval_writer *w);              /* NULL-safe */
hc_code hc_eval_writer_add(hc_eval_writer *w, const hc_eval_case *c, hc_err *err);
size_t hc_eval_writer_n(const hc_eval_writer *w);
/* "2026-11-23T08-00-00-00-00_TASK_ID.eval", the name that Inspect lists without opening the file. */
hc_str hc_eval_file_name(hc_arena *a, const hc_eval_head *head);
hc_code hc_eval_writer_write(hc_eval_writer *w, const char *path, hc_err *err);

#endif
