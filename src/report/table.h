// SPDX-License-Identifier: Apache-2.0
#ifndef HC_REPORT_TABLE_H
#define HC_REPORT_TABLE_H

#include "score/rule.h"

/*
 * Rows -> one table; terminal, JSON and CSV are renderings of the same object, so their numbers cannot differ.
 * A line is one metric of one target over one group of samples of one pack. Pure: no I/O, no clock.
 */

#define HC_LEVEL 0.95

typedef struct hc_line {
    const hc_pack *pack;
    hc_str target, transform, group;  /* transform "" = items as they are; group "" = all samples */
    bool floor;                       /* a reference answer over the pack, not a target of the run */
    const hc_metric *metric;
    hc_contrib counts;                /* what was in, what was left out and why; without clusters */
    hc_stat stat;                     /* see hc_estimate: without a number there is no interval, of a rate no figure either */
    hc_interval interval;
    size_t by_judge;                  /* of n: decided by a judge model */
    hc_ways_fit fit;                  /* of clusters that cross; else only n is sure */
    const hc_stopped *stop;           /* the plan stops by this metric: the interval is its sequence's */
    hc_ruled out, in;                 /* of the plan's rules; NONE but for whole lines of all samples as they are */
} hc_line;

typedef struct hc_tally {             /* one target on one pack, its items as they are or transformed */
    const hc_pack *pack;
    hc_str target, transform;
    size_t samples, states[HC_ST_COUNT], redone;
    const hc_line *lines;             /* of the whole, then of the groups */
    size_t n_lines;
    bool floor;
} hc_tally;

typedef struct hc_table {
    hc_str by;                        /* field of the groups, "" = none */
    bool fixed;                       /* rates of this list of items, not of items like these */
    hc_tally *tally;                  /* targets in plan order, then floor lines, pack by pack */
    size_t n_tally;
    size_t filtered;                  /* rows that --where left out */
    hc_str calibrated;                /* pack whose judge was checked, "" = none (report/judging.h) */
    bool shifted;                     /* for people: what is transformed stands in a table of its own (report/shift.h) */
} hc_table;

typedef struct hc_table_wish {
    const hc_pack *const *packs;
    size_t n_packs;
    const hc_rows *rows;
    const hc_rows *floors;            /* of reference answers; NULL = none */
    hc_str where, by;
    bool fixed;                       /* only answers vary: HC_STAT of hc_rate_fixed; no rule is decided */
    const hc_rule *rules;             /* of the plan */
    size_t n_rules;
    const hc_stopped *stopped;        /* by target of the plan; NULL: the plan has no such rule */
    size_t n_stopped;
    hc_str only_target;               /* "" = all */
} hc_table_wish;

/* Whether the line has a figure: a rate with its interval, of the other kinds a point at least. */
bool hc_line_known(const hc_line *l);
/* A judge alone decides this rate of all samples as they are: what a check of the judge can correct. */
bool hc_line_judged(const hc_line *l);
/* A judge decides some of it and nothing beside the table accounts for the judge's errors. */
bool hc_line_uncalibrated(const hc_table *t, const hc_line *l);

hc_code hc_table_make(hc_arena *a, const hc_table_wish *w, hc_table *out, hc_err *err);

/* What a run has beside its table; each may be NULL. */
typedef struct hc_beside {
    const struct hc_shifts *shifts;         /* of transforms */
    const struct hc_judging *judging;       /* of a judge check */
    const struct hc_corrected *corrected;   /* by a judge check of another run */
    size_t n_corrected;
    const struct hc_by_people *people;      /* with the labels of --people */
    size_t n_people;
} hc_beside;

/* The value of `result`: a function of pack and ledger only. `beside` may be NULL. */
void hc_table_json(const hc_table *t, const hc_beside *beside, hc_jw *w);
/* For people; `ko` chooses the language. Fits 80 columns where names allow it. */
void hc_table_text(hc_arena *a, const hc_table *t, bool ko, bool bold, hc_buf *out);
/* One record per line of the table, English column names. */
void hc_table_csv(const hc_table *t, hc_buf *out);
/* A table for documents: cells are safe to show, whatever names they hold. */
void hc_table_markdown(hc_arena *a, const hc_table *t, bool ko, hc_buf *out);

/* What every table says of a pack behind its name, each part with " · " before it: a machine draft, outside headlines, which split. */
hc_str hc_pack_marks(hc_arena *a, const hc_pack *p, bool ko);

#endif
