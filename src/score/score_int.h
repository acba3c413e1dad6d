// SPDX-License-Identifier: Apache-2.0
#ifndef HC_SCORE_INT_H
#define HC_SCORE_INT_H

#include "korean/reply_class.h"
#include "score/score.h"

/* What a rule scorer reads. */
typedef struct hc_rule_in {
    const hc_item *item;
    hc_str reply;             /* text of the last reply, byte for byte */
    bool korean;              /* language of reasons */
    struct hc_class_memo *memo;  /* NULL = none */
} hc_rule_in;

enum { HC_MEMO_BYTES = 256 };
typedef struct hc_class_memo {
    char text[HC_MEMO_BYTES], span[HC_MEMO_BYTES];
    size_t n, n_span;         /* n 0: nothing is remembered */
    hc_class_result result;   /* its span is not used: span is */
} hc_class_memo;

/* hc_reply_classify of the reply's final text. */
void hc_classify(const hc_rule_in *in, hc_arena *a, hc_class_result *out);

/* One scorer: a function and a row of the table. `out->scorer` is set by the caller. */
typedef void hc_rule_fn(const hc_rule_in *in, hc_arena *a, hc_outcome *out);

typedef struct hc_scorer {
    const char *id;
    int version;              /* grows when the same reply may get another outcome */
    hc_rule_fn *rule;         /* NULL: the judge */
} hc_scorer;

extern const hc_scorer hc_scorers[];
extern const size_t hc_scorers_n;

hc_rule_fn hc_rule_choice, hc_rule_match, hc_rule_number, hc_rule_regex, hc_rule_refusal, hc_rule_class, hc_rule_lang;

/* The text behind a leading "<think>...</think>" block. */
hc_str hc_final_text(hc_str reply);
/* The same in plain form (hc_ko_plain): where readers of answers get their text. Of a huge reply only its two ends. */
hc_str hc_answer_text(hc_arena *a, hc_str reply);

/* One case for the panel: a sample or a judge test. */
typedef struct hc_judge_case {
    const hc_pack *pack;
    hc_str question, answer, criteria, reference;
    hc_addr addr;             /* strand and step are set inside */
} hc_judge_case;

typedef struct hc_judge_with {
    const hc_score_set *set;
    hc_asker *asker;
    hc_str seed;
    int redo;
} hc_judge_with;

/* The panel's outcome first, then one per member when there are several; *out has room for 1 + n_members. */
HC_CO HC_MUST hc_code hc_judge_panel(const hc_judge_with *with, const hc_judge_case *c, hc_arena *a, hc_outcome *out,
                                     size_t *out_n, hc_err *err);
/* One program, asked about the last reply of a sample. */
HC_CO HC_MUST hc_code hc_code_ask(const hc_score_in *in, const hc_code_member *m, hc_arena *a, hc_outcome *out, hc_err *err);
/* VALUE or UNPARSED from what the program said. */
void hc_code_read(hc_arena *a, hc_str text, bool korean, hc_outcome *out);
/* The kinds of pack/pack.h, by hc_label_kind; `out` is unjudged before. */
typedef void hc_label_fn(const hc_score_in *in, const hc_label_scorer *s, hc_arena *a, hc_outcome *out);
extern hc_label_fn *const hc_label_scorers[HC_LABEL_COUNT];
/* "yes" or "no": a text below `question` of the record's own data was shown to the model; NOT_APPLICABLE without one. */
hc_label_fn hc_label_seen;
/* "supported" or "unsupported"; NOT_APPLICABLE where nothing is claimed, or the record does not say which tools succeeded. */
hc_label_fn hc_label_claims;
/* "right", "wrong" or "none": the number that the reply sends somebody to, by the facts of the item; NOT_APPLICABLE without facts. */
hc_label_fn hc_label_hotline;
/* Pure parts of the panel. */
hc_code hc_judge_prompt(hc_arena *a, const hc_judge_case *c, hc_str fence, hc_chat *out, hc_err *err);
/* Repeats at the end of the question which form the verdict has. */
void hc_judge_remind(hc_arena *a, hc_chat *chat, bool korean);
hc_str hc_judge_schema(hc_arena *a, const hc_pack *pack);
/* VALUE or UNPARSED with a reason. */
void hc_judge_read(hc_arena *a, hc_str reply, hc_str answer, const hc_pack *pack, hc_outcome *out);
/* Outcome of a panel from those of its members. */
void hc_judge_combine(hc_arena *a, const hc_outcome *members, size_t n, bool mean, const hc_pack *pack, hc_outcome *out);
/* The rubric that a pack's judge uses: its own, else the built-in one of its language. */
hc_rubric hc_judge_rubric(const hc_pack *pack);
bool hc_pack_is_korean(const hc_pack *pack);

#endif
