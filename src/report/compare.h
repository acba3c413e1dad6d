// SPDX-License-Identifier: Apache-2.0
#ifndef HC_REPORT_COMPARE_H
#define HC_REPORT_COMPARE_H

#include "report/table.h"
#include "stats/difference.h"
#include "stats/multiple.h"

/*
 * Rows of two targets -> one comparison; terminal, JSON and CSV are renderings of the same object. Pure: no I/O, no clock.
 *
 * Paired: the same items (by content, not by name) and epochs on both sides, as they are or by the transform of each side, graded alike (score/grader.h). Everything that the metric is
 * about on either side is in a pair or among `dropped`, under one reason. Below HC_OVERLAP of it in pairs the line is withheld: what is
 * left may be another kind of sample. The metric is that of the first side, for both; only rates are compared, any other metric has a line
 * without a number (hc_compared_reason).
 * Unpaired: the rate of every side over its own samples; the difference may be one of items.
 */

#define HC_OVERLAP 0.8

typedef struct hc_side {
    hc_str label;                     /* unique, for people */
    hc_str target, transform, run;    /* alias; transform "" = items as they are; how to name the run in a command */
    const hc_rows *rows;
    const hc_pack *const *packs;
    size_t n_packs;
    hc_str set;                       /* definition of the score set of the rows, "" = none */
    hc_str plan, endpoints;           /* body of the plan and what is kept of endpoints by alias; JSON, "" = not known */
} hc_side;

/* A setting whose value differs: "params.temperature" of the target was "0" and is "0.7"; "" = not set. */
typedef enum hc_setting_of { HC_SET_TARGET, HC_SET_PLAN, HC_SET_PACK, HC_SET_SCORER } hc_setting_of;
const char *hc_setting_id(hc_setting_of p);   /* "target" */
typedef struct hc_setting { hc_setting_of part; hc_str name, first, second; } hc_setting;

typedef enum hc_drop {                /* why a sample is in no pair */
    HC_DROP_CHANGED,                  /* the item differs */
    HC_DROP_ONLY_A, HC_DROP_ONLY_B,   /* the item, or this epoch of it, is on one side alone */
    HC_DROP_GRADED,                   /* graded by another scorer, judge or rubric */
    HC_DROP_OPEN, HC_DROP_STATE, HC_DROP_UNPARSED, HC_DROP_UNJUDGED, HC_DROP_FAILED, /* no value: as the first side that has none says */
    HC_DROP_OUTSIDE,                  /* the metric is about it on one side alone */
    HC_DROP_COUNT
} hc_drop;

const char *hc_drop_id(hc_drop d);    /* "changed" */
const char *hc_drop_word(hc_drop d, bool in_korean);   /* for people: "item differs" */

/* Pairs are of samples that count one by one: of rates over all epochs whose clusters do not cross. NULL, or why there are none. */
const char *hc_incomparable(const hc_metric *m);

typedef enum hc_finding {
    HC_FIND_NONE,                     /* withheld, or no number */
    HC_FIND_UNCLEAR,                  /* no ground to say that there is a difference; never "no difference" */
    HC_FIND_HIGHER, HC_FIND_LOWER     /* the second side */
} hc_finding;

typedef struct hc_compared {          /* one metric over one group */
    const hc_metric *metric;
    hc_str group;                     /* "" = all samples */
    bool differs;                     /* the second side's pack defines the metric otherwise */
    size_t dropped[HC_DROP_COUNT], n_dropped;
    bool withheld;
    hc_hits a, b;                     /* k of n; paired: over the pairs */
    hc_stat stat;                     /* not OK: there is no interval */
    hc_difference d;                  /* b - a; unpaired: only `interval` */
    double p_adjusted;                /* within the family; NaN where p is */
    hc_stat stat_changed;             /* paired: has `changed` a number */
    hc_interval changed;              /* share of pairs whose verdict differs, as hc_rate */
    hc_finding finding;
    bool worse, equivalent;           /* by the metric's direction; TOST at 1 - HC_LEVEL */
} hc_compared;

typedef struct hc_versus {            /* two sides on one pack */
    size_t a, b;                      /* of hc_comparison.sides */
    const hc_pack *pack, *pack_b;
    hc_compared *lines;               /* of the whole, then of the groups */
    size_t n_lines;
    size_t filtered;                  /* pairs and single samples that --where left out */
    hc_str grader_a, grader_b;        /* the first two that differ, "" = none do */
    hc_setting *setting;              /* what was set otherwise (report/settings.h); NULL: not asked for */
    size_t n_settings;
} hc_versus;

typedef struct hc_comparison {
    const hc_side *sides;
    size_t n_sides;
    hc_versus *versus;
    size_t n_versus;
    hc_str by;
    bool unpaired, adjusted;
    hc_adjust adjust;
    size_t family;                    /* p values that were adjusted together */
    double margin;                    /* of TOST, 0 = none */
} hc_comparison;

typedef struct hc_match { size_t first, second; } hc_match;   /* of the sides */

typedef struct hc_compare_wish {
    const hc_side *sides;
    size_t n_sides;
    const hc_match *match;            /* which sides are compared */
    size_t n_matches;
    hc_str where, by;
    double margin;
    bool allow_partial, unpaired, adjusted;
    bool settings;                    /* these hold system prompts and rubrics, which not every reader of a rate may see */
    hc_adjust adjust;
} hc_compare_wish;

/* HC_E_USAGE (E-COMPARE-..): no pack in common, no line with enough overlap; says what differs and what to type. */
hc_code hc_compare_make(hc_arena *a, const hc_compare_wish *w, hc_comparison *out, hc_err *err);

/* The n-th pack of the first side and what it is on the second: the pack of that name or, where both have but one, that one. False:
 * there is none, or no items on a side. */
typedef struct hc_counterparts { const hc_pack *pack[2]; const hc_block *block[2]; } hc_counterparts;
bool hc_side_counterparts(const hc_side *a, const hc_side *b, size_t n, hc_counterparts *out);
/* The error when no pack has one: HC_E_USAGE, E-COMPARE-01. */
hc_code hc_side_strangers(const hc_side *a, const hc_side *b, hc_err *err);

/* The commands that grade two sides of a versus alike, e.g. "haechi score a.haechi --judge MODEL; haechi score b.haechi --judge MODEL". */
hc_str hc_compare_regrade(hc_arena *a, const hc_comparison *c, const hc_versus *v, bool ko);

/* Why a line has no difference ("not a rate", "too little overlap", "no samples" ...), NULL: it has one. */
const char *hc_compared_reason(const hc_compared *l);

/* The value of `result`. */
void hc_compare_json(const hc_comparison *c, hc_jw *w);
void hc_compare_text(hc_arena *a, const hc_comparison *c, bool ko, bool bold, hc_buf *out);
void hc_compare_csv(const hc_comparison *c, hc_buf *out);

#endif
