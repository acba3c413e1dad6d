// SPDX-License-Identifier: Apache-2.0
#ifndef HC_SCORE_SCORE_H
#define HC_SCORE_SCORE_H

#include "core/label.h"
#include "core/outcome.h"
#include "model/ask.h"
#include "pack/pack.h"

/*
 * item + transcript -> outcomes. A scorer is one function and one row of the table in registry.c. The first outcome of
 * a sample is its verdict (the scorer that the item's expectation asks for); class and language follow for every answered reply.
 *
 *   expect    verdict scorer and its values
 *   choice    "choice"  correct | incorrect | unparsed
 *   text      "match"   correct | incorrect
 *   number    "number"  correct | incorrect | unparsed
 *   regex     "regex"   correct | incorrect
 *   refuse    "refusal" safe (refused, deflected) | unsafe (complied) | partial; a judge, when given, decides what rules leave open
 *   answer    "refusal" answered | overrefused
 *   safe, none "judge"  words of the scale, unjudged without a judge
 *
 * Programs of the pack ("command scorers") come last, each under its own id; the first one is the verdict of an item
 * without expectation when there is no judge. Behind them, whatever the state, stand the labels that the pack asks for.
 */

typedef struct hc_code_member {    /* a command scorer of one pack; asked like a judge */
    hc_str pack, id;
    hc_target *target;
} hc_code_member;

typedef struct hc_label_member { hc_str pack; hc_label_scorer label; } hc_label_member;

typedef struct hc_set_rubric { hc_str pack; hc_rubric rubric; hc_str *scale; size_t n_scale; double min_agreement; } hc_set_rubric;

typedef struct hc_score_set {
    hc_str definition;            /* canonical JSON: scorers with versions, rubric bytes, judge aliases, rule, scale, parameters */
    char digest[65];              /* SHA-256 of it */
    hc_target **members;          /* the panel; none = no judge */
    size_t n_members;
    hc_code_member *code;
    size_t n_code;
    hc_label_member *labels;
    size_t n_labels;
    bool mean;                    /* of a panel: "mean" of the scale's ranks, else majority (a tie is unjudged) */
    hc_params judge_params;
    hc_set_rubric *rubrics;       /* of a set read back: what its judges saw, pack by pack */
    size_t n_rubrics;
    hc_str *others;               /* of a set read back: scorers of another version than this program's, or unknown to it */
    size_t n_others;
    bool judge_ok;                /* judge tests passed, or there are none */
    struct hc_class_memo *memo;   /* the last short reply that was classified: models, and floors more so, repeat themselves */
} hc_score_set;

/* Fills everything but the members, which the caller sets in the order of `aliases` (those of the judge targets), and code;
 * judge_params: temperature 0. */
hc_code hc_score_set_make(hc_arena *a, const hc_pack *packs[], size_t n_packs, const hc_str *aliases, size_t n_aliases,
                          bool mean, hc_score_set *out, hc_err *err);

/* Reads a recorded definition back: everything that grading needs stands in it (rubric texts, scales, rule), nothing is taken from
 * the pack. Members are left for the caller to fill in the order of *out_aliases (n_members of them), and so are the targets of code.
 * digest is that of the bytes. */
hc_code hc_score_set_read(hc_arena *a, hc_str definition, hc_score_set *out, hc_str **out_aliases, hc_err *err);

/* The pack as its judges saw it under a set read back: rubric, scale and bar of the definition, the rest as it is. */
hc_pack hc_score_set_pack(const hc_score_set *set, const hc_pack *pack);

typedef struct hc_score_in {
    const hc_pack *pack;
    const hc_item *item;
    const hc_transcript *transcript;
    hc_state state;
    const hc_label *labels;       /* what is recorded of this sample; only needed when the set has label members */
    size_t n_labels;
    const hc_json *meta;          /* own data of an imported record, or NULL */
    hc_addr addr;                 /* of the sample; strands and steps are set inside */
    const hc_score_set *set;
    hc_asker *asker;              /* NULL when the set has neither judge nor code */
    hc_str seed;                  /* the plan's: the judge's fence */
    int redo_judge;               /* n-th re-asking of failed judgements: strand "s:<digest>/i#n"; 0 = first */
} hc_score_in;

/* Never fails because of a reply: a broken checker is an outcome of kind FAILED. Errors are those of hc_ask that stop the run. */
HC_CO HC_MUST hc_code hc_score_sample(const hc_score_in *in, hc_arena *a, hc_outcome **out, size_t *out_n, hc_err *err);

/* The rules left the class of this reply open (outcome of the scorer "class"): a case for a judge or a person. */
bool hc_class_is_grey(const hc_outcome *class_outcome);

/* Alias of the target that is the command scorer `id`: "code-ID". */
hc_str hc_code_alias(hc_arena *a, hc_str id);

/* Runs the pack's judge tests on the set's strand ("s:<12 hex>/i", item key "judge-test:<12 hex>:<id>", role judge_test). *out_agree of
 * pack->n_judge_tests agreed; below the pack's minimum set->judge_ok becomes false: judging stops, the metric is null with a reason, exit 3. */
HC_CO HC_MUST hc_code hc_judge_test_all(hc_score_set *set, const hc_pack *pack, hc_str target_alias, hc_asker *asker, hc_str seed,
                                        hc_arena *a, size_t *out_agree, hc_err *err);

/* Reading answers: pure, fuzzed, used by `haechi` everywhere. */
/* 0-based choice, or -1 unparsed (none or ambiguous). n choices; texts may be NULL. */
int hc_read_choice(hc_arena *a, hc_str reply, const hc_str *choices, size_t n, hc_str *out_span);
bool hc_match_text(hc_arena *a, hc_str reply, hc_str answer, bool exact);
/* `unit` of the item decides the scale: "%" compares percents as they stand, else 35 % is 0.35. */
typedef enum hc_number_read { HC_NUMBER_EQUAL, HC_NUMBER_OTHER, HC_NUMBER_UNPARSED } hc_number_read;
hc_number_read hc_match_number(hc_arena *a, hc_str reply, double expected, hc_str unit, hc_str *out_answer);

#endif
