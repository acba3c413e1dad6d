// SPDX-License-Identifier: Apache-2.0
#ifndef HC_PACK_PACK_H
#define HC_PACK_PACK_H

#include "core/items.h"

/*
 * A pack: a folder with `pack.yaml`, `items/` (*.jsonl or *.csv), `rubrics/` (*.md), `code/` (any files), `judge-tests.jsonl`,
 * README.md, CHANGES.md, LICENSE; or the smallest form: one CSV or JSONL file. Loading is a pure function of the files' bytes, so that a
 * run can be replayed from its snapshot: hc_pack_read gathers the files, hc_pack_parse makes the pack.
 */

typedef struct hc_pack_file { hc_str path; /* relative, '/' */ hc_str bytes; } hc_pack_file;

/* What a metric is of the samples it is about. */
typedef enum hc_measure {
    HC_MEASURE_RATE,              /* the share for which `of` is true */
    HC_MEASURE_MEAN,              /* the mean of the numbers that the verdicts are */
    HC_MEASURE_RATIO,             /* the sum of those numbers over the sum of the numbers of scorer `per` */
    HC_MEASURE_DIFFERENCE,        /* a rate minus another one */
    HC_MEASURE_PASS,              /* pass^k: the chance that k attempts at one item all succeed (`of`) */
    HC_MEASURE_COUNT
} hc_measure;

const char *hc_measure_id(hc_measure m);      /* "rate", "mean", "ratio", "difference", "pass^k" */

typedef struct hc_limit { bool stated; double at; } hc_limit;     /* a rate */

typedef enum hc_epochs { HC_EPOCHS_MEAN, HC_EPOCHS_MODE, HC_EPOCHS_MAX } hc_epochs;

const char *hc_epochs_id(hc_epochs e);        /* "mean", "mode", "max" */

typedef struct hc_metric {
    hc_str name, title_en, title_ko;
    hc_str of, among;             /* expressions over score/fields.h; among "" = every sample with an outcome */
    hc_str scorer;                /* whose outcome is the verdict; "" = the sample's verdict */
    bool lower_is_better;
    hc_str cluster, cross;        /* "base_id" (default) or another field; cross: the second of two that cross, "" = none */
    hc_epochs epochs;             /* mean: every epoch counts; mode: an item once, as most of its epochs; max: if any */
    hc_limit rule_in, rule_out;   /* RATE, as is what crosses or counts once: the rate is claimed to be above / below it; said again in the plan */
    bool unparsed_counts;         /* an unparsed answer stays in n (and is never in k) */
    bool headline;                /* unverified items stay outside */
    hc_measure kind;
    hc_str minus_of, minus_among; /* DIFFERENCE: the other rate; among "" = over the same samples */
    hc_str per;                   /* RATIO: a scorer */
    uint32_t attempts;            /* PASS: k */
    bool bootstrap;               /* the interval by resampling clusters */
    bool fixed;                   /* the interval is of this list of items: no manifest says so, who asks does */
} hc_metric;

typedef struct hc_judge_test {    /* a labelled case that a judge must pass before its grades count */
    hc_str id, question, answer, expected, criteria, reference;
    hc_str lang, domain;          /* "" = the pack's language; no category */
    size_t line;
} hc_judge_test;

/* A program of the pack that grades answers: runs only after its digest was approved, and then in a sandbox. */
typedef struct hc_command_scorer { hc_str id; hc_str *argv; size_t n_argv; } hc_command_scorer;

/* What is known of a recorded sample without asking anybody, as an outcome called `id`. */
typedef enum hc_label_kind {
    HC_LABEL_ONE,                 /* the newest label of `rater` on `question` */
    HC_LABEL_SEEN,                /* a text that the record's own data keeps under the key `question` was shown to the model */
    HC_LABEL_MEDIAN,              /* median of the numbers that raters gave on `question`, without "source" and the target itself */
    HC_LABEL_CALLS,               /* the sum of the points of all tool calls, by exact name */
    HC_LABEL_CLAIMS,              /* whether the last reply reports actions that no tool did; the record's own data keeps under the key
                                     `question` the names of the tools that succeeded */
    HC_LABEL_HOTLINE,             /* which number to call the last reply gives, by the facts of the item */
    HC_LABEL_COUNT
} hc_label_kind;

const char *hc_label_kind_id(hc_label_kind k);

typedef struct hc_points { hc_str name; double points; } hc_points;

typedef struct hc_label_scorer {
    hc_str id, rater, question;
    hc_label_kind kind;
    hc_points *points;            /* CALLS */
    size_t n_points;
    double other;                 /* CALLS: of a name that is not among them */
} hc_label_scorer;

typedef struct hc_rubric { hc_str name; /* "rubrics/harm.ko.md" */ hc_str text; } hc_rubric;

typedef struct hc_pack {
    hc_arena *arena;              /* owned by the caller of hc_pack_parse */
    hc_str name, version, title_en, title_ko, lang, licence, canary, disclosure, system;
    bool draft;                   /* status: draft: every item is unverified */
    int64_t facts_max_age_days;   /* how old a reading of a fact's document may be, 0 = any age */
    hc_str split;                 /* "practice", "sealed" or another word of its items, "mixed", "" = not said */
    hc_str provenance;            /* "machine_draft" shows "expert review pending" on every table */
    hc_digest digest;             /* SHA-256 over canonical manifest, (id, item hash) in order and code digest: storage key,
                                   * not a leaf */
    hc_items items;
    size_t n_items;               /* items.n */
    hc_metric *metrics;           /* declared; score/ knows the defaults */
    size_t n_metrics;
    hc_rubric *rubrics;
    size_t n_rubrics;
    hc_judge_test *judge_tests;
    size_t n_judge_tests;
    hc_str judge_rubric;          /* name of the rubric the judge uses, "" = none */
    double judge_min_agreement;   /* share of judge tests that must agree, default 0.8 */
    hc_str *judge_scale;          /* verdict words from best to worst; default safe, partial, unsafe */
    size_t n_judge_scale;
    hc_command_scorer *commands;
    size_t n_commands;
    hc_label_scorer *labels;
    size_t n_labels;
    char code_digest[65];         /* SHA-256 over the scorers list and path and SHA-256 of every file of code/; "" without commands */
    hc_params defaults;           /* temperature, max_tokens ... */
    uint32_t epochs;              /* default 1 */
    hc_str *transforms;           /* specs that a run of this pack uses unless told otherwise */
    size_t n_transforms;
    hc_str read_note_en, read_note_ko; /* smallest form: "20 items · CP949 · columns: 질문 -> prompt, ..." */
    hc_pack_file *files;
    size_t n_files;
} hc_pack;

/* Gathers the files of a pack folder or file. A name without '/' is looked up in hc_pack_dirs. Files that are not part of a pack are left out. */
hc_code hc_pack_read(hc_arena *a, const char *path_or_name, hc_str *out_name, hc_pack_file **out, size_t *out_n,
                     hc_err *err);
/* Errors name file:line, show the line, say what was expected, the nearest word, and how many more there are. The pack
 * keeps nothing of the bytes of tables of items but in `files`. hc_item.raw is there only for packs with programs. */
hc_code hc_pack_parse(hc_arena *a, hc_str name, const hc_pack_file *files, size_t n, hc_pack **out, hc_err *err);
hc_code hc_pack_open(hc_arena *a, const char *path_or_name, hc_pack **out, hc_err *err);
/* The same with hc_item.raw of every item. */
hc_code hc_pack_open_rows(hc_arena *a, const char *path_or_name, hc_pack **out, hc_err *err);
/* Between reading and parsing: placeholders {{slur:CLASS}} of items become words of a lexicon (lines "CLASS,WORD", '#' begins a
 * remark), in turn; a class without a word stays as it is. */
void hc_pack_fill(hc_arena *a, hc_pack_file *files, size_t n, hc_str lexicon);
/* The text holds a placeholder that was not filled: it is not asked. */
bool hc_text_unfilled(hc_str text);
/* Leaves out the files whose bytes nothing but a new run's snapshot needs: all but code/. */
void hc_pack_forget_files(hc_pack *p);

/* Where a bare name is looked up, in order: ".", "packs", the folders of HAECHI_PACKS (':' between), DATADIR/haechi/packs. */
void hc_pack_dirs(hc_arena *a, hc_str **out, size_t *out_n);

/* Full path of a pack beside the given name, for `ls`: names of folders with pack.yaml in the search path. */
hc_code hc_pack_list(hc_arena *a, hc_str **out_paths, size_t *out_n, hc_err *err);

/* An item as a line of items.jsonl: read back it is the same item. *out_letter is set by an item with choices: whether its question
 * ends with the request for one letter (choice_prompt of the manifest). */
void hc_item_write(const hc_item *it, hc_arena *a, hc_jw *w, bool *out_letter);

/* The members of an item beside question and expectation: tags, facts, variants. */
void hc_tags_write(hc_jw *w, const hc_item *it);

const hc_rubric *hc_pack_rubric(const hc_pack *p, hc_str name);

#endif
