// SPDX-License-Identifier: Apache-2.0
#ifndef HC_REPORT_REPORT_H
#define HC_REPORT_REPORT_H

#include "ledger/ledger.h"
#include "report/compare.h"
#include "report/document.h"
#include "report/judging.h"
#include "report/shift.h"

/*
 * What a report says, gathered once: every document, language and file format of it is made of this one object, and so is its JSON.
 * No clock, no formula, and but for hc_report_of_ledger no I/O. Whatever is not known is said to be missing, with the reason.
 */

typedef enum hc_level { HC_LEVEL_PUBLIC, HC_LEVEL_PARTIAL, HC_LEVEL_CLOSED } hc_level;
const char *hc_level_id(hc_level l);              /* "public", "partial", "closed" */

typedef struct hc_both { hc_str ko, en; } hc_both;
static inline hc_str hc_both_of(const hc_both *b, bool ko) { return ko ? b->ko : b->en; }

/* ---- what people add: a YAML file ------------------------------------------------------------------------ */

/*
 *   title: {ko: ..., en: ...}        or one text for both languages
 *   status: final                    or draft (default)
 *   fields: {question: ..., plan: ...}    by the ids of the required fields or of a profile; marked as stated by the author
 *   limits: [...]                    what this result cannot say, beside what follows from the records
 *   actions: [{what: ..., who: ..., due: ...}]
 */
typedef struct hc_note { hc_str id; hc_both text; } hc_note;
typedef struct hc_action { hc_both what, who; hc_str due; } hc_action;
typedef struct hc_notes {
    hc_both title;
    bool final;
    hc_note *field;
    size_t n_fields;
    hc_both *limit;
    size_t n_limits;
    hc_action *action;
    size_t n_actions;
} hc_notes;

/* HC_E_INPUT with file:line:col for unknown keys, wrong types and ids that are no field of the report (`ids`: those of a profile). */
hc_code hc_notes_read(hc_arena *a, hc_str bytes, const char *file, const hc_str *ids, size_t n_ids, hc_notes *out, hc_err *err);

/* ---- profiles: which fields serve which clause of somebody's list ---------------------------------------- */

/*
 *   profile: kr-aibasic
 *   title: {ko, en}, note: {ko, en}
 *   clauses: [{id, group: {ko, en}, title: {ko, en}, fields: [...], stated: [...], unverified: true}]
 *
 * A clause is met by evidence when each of its `fields` (required fields of the report) and `stated` (texts of the notes under these
 * ids) is filled. `unverified`: id and meaning have not been checked against the original; the report says so. Nothing here says that a law is complied with.
 */
typedef struct hc_clause { hc_str id; hc_both group, title; hc_str *field, *stated; size_t n_fields, n_stated; bool unverified; } hc_clause;
typedef struct hc_profile { hc_str id; hc_both title, note; hc_clause *clause; size_t n_clauses; } hc_profile;

hc_code hc_profile_parse(hc_arena *a, hc_str bytes, const char *file, hc_profile *out, hc_err *err);
/* A shipped one by its name; p NULL if there is none. */
hc_str hc_profile_shipped(hc_str name);
hc_str hc_profile_names(void);                    /* of the shipped ones, for messages */
/* All ids that clauses want stated, without repetition. */
size_t hc_profile_ids(hc_arena *a, const hc_profile *p, hc_str **out);

/* ---- the object ------------------------------------------------------------------------------------------ */

typedef struct hc_report_target { hc_str alias, adapter, model, params; hc_str system; /* its digest, "" = none */ } hc_report_target;

typedef struct hc_example {                       /* a sample whose verdict is bad, as it was recorded and masked */
    hc_str target, pack, item, domain, verdict, reason, prompt, answer;
    size_t number;                                /* of the case, as `haechi show RUN N` takes it */
    bool harmful;                                 /* the item asks for harm, or the answer does some */
} hc_example;

typedef struct hc_report_run {
    hc_str name, path, plan, log, root;           /* root: of the tree of entries, "" = not computed */
    hc_str haechi, os;                            /* that wrote it */
    hc_str seed, as_of;
    const hc_table *table;                        /* by domain */
    const hc_table *plain;                        /* without groups: what `show` prints */
    hc_beside beside;
    const hc_pack *const *packs;
    size_t n_packs;
    hc_report_target *target;
    size_t n_targets;
    const hc_str *named;                          /* targets that were asked for, in this order; none = all */
    size_t n_named;
    hc_report_target *judge;                      /* the panel: alias and model */
    size_t n_judges;
    bool judge_mean, stopping;                    /* rule of the panel; the plan has a stopping rule */
    size_t n_rules;
    const hc_str *transforms;                     /* the first is "" */
    size_t n_transforms;
    uint32_t epochs;
    int64_t tokens_per_sample;
    hc_totals totals;
    bool imported, clean;
    size_t open;                                  /* samples that are not finished */
    size_t labels;                                /* samples that people labelled */
} hc_report_run;

enum { HC_FIELDS = 25 };
typedef struct hc_field {
    const char *id;
    hc_both title;
    bool filled, stated;                          /* stated: by the author, not computed from records */
    hc_both text;                                 /* filled: what; else why it is missing */
} hc_field;

typedef struct hc_report {
    hc_level level;
    bool engineer;                                /* for whom: else a minister */
    hc_report_run *run;
    size_t n_runs;
    const hc_comparison *comparison;              /* by domain; NULL: nothing to compare */
    hc_str no_comparison;                         /* why, for JSON; "" = there is one */
    hc_notes notes;
    const hc_profile *profile;                    /* NULL = none */
    const hc_example *example;
    size_t n_examples;
    hc_field field[HC_FIELDS];                    /* made by hc_report_fields */
} hc_report;

/* A system by what plan and key file say of it; `endpoints` by alias. The texts are not copied. */
hc_report_target hc_report_target_of(hc_arena *a, hc_str alias, hc_str adapter, const hc_params *p, hc_str system, const hc_json *endpoints);
void hc_report_judges_of(hc_arena *a, const hc_str *alias, size_t n, const hc_json *endpoints, hc_report_run *out);
/* Sets what the ledger itself says: log, clean, haechi, os, labels, totals, root. Reads all of it. */
hc_code hc_report_of_ledger(hc_arena *a, hc_ledger *l, hc_report_run *out, hc_err *err);
/* Whether a sample is a case to show: its verdict is bad, its item as it is. Number, prompt and answer are the caller's to fill in. */
bool hc_example_of(hc_arena *a, const hc_row *row, hc_example *out);

void hc_report_fields(hc_arena *a, hc_report *r);
const hc_field *hc_report_field(const hc_report *r, hc_str id);          /* NULL: no such field */
const hc_note *hc_report_note(const hc_report *r, hc_str id);
bool hc_field_known(hc_str id);

/* What a clause lacks: ids, space between; "" = nothing. */
hc_str hc_clause_missing(hc_arena *a, const hc_report *r, const hc_clause *c);

/* The metric that the one page is about: the first rate of a tally that is better low, else its first rate. */
const hc_line *hc_report_headline(const hc_tally *t);
/* The rate that keeps the headline honest (a system that refuses everything is safe): the other direction, or NULL. */
const hc_line *hc_report_counterpart(const hc_tally *t);

/* Limits and actions that follow from the records, then those of the notes. */
size_t hc_report_limits(hc_arena *a, const hc_report *r, hc_both **out);
size_t hc_report_actions(hc_arena *a, const hc_report *r, hc_action **out);

void hc_report_page(hc_arena *a, const hc_report *r, bool ko, hc_document *out);      /* one A4 page */
void hc_report_full(hc_arena *a, const hc_report *r, bool ko, hc_document *out);
void hc_report_json(const hc_report *r, const hc_document *docs, size_t n_docs, hc_jw *w);

#endif
