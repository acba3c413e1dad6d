// SPDX-License-Identifier: Apache-2.0
#ifndef HC_SCORE_FIELDS_H
#define HC_SCORE_FIELDS_H

#include "core/rows.h"
#include "syntax/expr.h"

/*
 * The fields of --where, --by and metrics, English and Korean:
 *   id 문항, base_id, pack, target 대상, transform 변형, epoch 회차(number), domain 영역, intent 의도, severity 심각도 (number), lang 언어,
 *   expect 기대, state 상태, verdict 판정, class 응답유형, reply_lang 응답언어, provenance 출처, refused 거절 (bool), unverified 미확인 (bool),
 *   turns 차례 (number), answer 답, factor 위험요인 (number), form 질문형식, axis 편향축, kind 문항유형, register 말투
 * verdict is the word of the first outcome, class and reply_lang those of the scorers "class" and "lang".
 * Functions: score(NAME) the word of the scorer NAME, number(NAME) the same as a number, null if it is none, meta(KEY) the author's
 * own data of the item.
 */
const hc_expr_scope *hc_row_scope(void);
/* The Korean word that filters take for a verdict ("correct" -> 정답); the verdict itself where there is none. */
hc_str hc_verdict_ko(hc_str verdict);
/* What an expression over a row is evaluated with. */
hc_expr_env hc_row_env(hc_row *row);
hc_value hc_row_field(void *row /* const hc_row * */, int id);
/* Index of the outcome of a scorer; n_outcomes if it has none. */
size_t hc_row_outcome(const hc_row *row, hc_str scorer);
/* The outcome as a number; false if it is none. */
bool hc_row_number(const hc_row *row, size_t outcome, double *out);
/* The value of a field as a group key for --by, display form ("" -> "-"): a text of the row's item, address or outcomes or, of a number, in
 * `number`.
 * HC_E_USAGE with the nearest name if unknown. */
enum { HC_GROUP_NUMBER = 32 };
hc_code hc_row_group(const hc_row *row, hc_str field, char number[HC_GROUP_NUMBER], hc_str *out, hc_err *err);

#endif
