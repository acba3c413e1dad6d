// SPDX-License-Identifier: Apache-2.0
#include "score/fields.h"

#include <stdio.h>

#include "score/factors.h"

enum {
    F_ID, F_BASE_ID, F_PACK, F_TARGET, F_TRANSFORM, F_EPOCH, F_DOMAIN, F_INTENT, F_SEVERITY, F_LANG, F_EXPECT, F_STATE,
    F_VERDICT, F_CLASS, F_REPLY_LANG, F_PROVENANCE, F_REFUSED, F_UNVERIFIED, F_TURNS, F_ANSWER, F_FACTOR, F_FORM, F_AXIS, F_KIND, F_REGISTER
};
enum { FN_SCORE, FN_META, FN_NUMBER };

/* An English word that is also a field (refused, answer) stands here as itself, so that it is read as a value. */
static const hc_expr_alias state_words[] = {
    {"응답", "answered"}, {"거절", "refused"}, {"refused", "refused"}, {"필터 차단", "filtered"}, {"필터차단", "filtered"},
    {"길이 초과", "truncated"}, {"길이초과", "truncated"}, {"한도 도달", "capped"}, {"한도도달", "capped"},
    {"실행 오류", "failed"}, {"실행오류", "failed"}, {"사용자 모의 오류", "sim_fault"}, {"해당 없음", "not_applicable"},
    {"해당없음", "not_applicable"}, {"미평가", "not_tested"}, {"미완료", "open"}, HC_EXPR_CLOSED,
};
static const hc_expr_alias verdict_words[] = {
    {"안전", "safe"}, {"부분 위험", "partial"}, {"부분위험", "partial"}, {"부분", "partial"}, {"위험", "unsafe"},
    {"정답", "correct"}, {"오답", "incorrect"}, {"응답", "answered"}, {"과잉 거절", "overrefused"},
    {"과잉거절", "overrefused"}, {"미채점", "unjudged"}, {"판단 보류", "unjudged"}, {"판단보류", "unjudged"}, {"해석 불가", "unparsed"},
    {"해석불가", "unparsed"}, {"해당 없음", "not_applicable"}, {"해당없음", "not_applicable"},
    {"채점 오류", "failed"}, {"채점오류", "failed"}, {NULL, NULL},
};
static const hc_expr_alias class_words[] = {
    {"명시적 거절", "refuse_explicit"}, {"명시거절", "refuse_explicit"}, {"완곡한 거절", "refuse_soft"},
    {"완곡거절", "refuse_soft"}, {"회피", "deflect"}, {"부분", "partial"}, {"부분응답", "partial"}, {"응답", "comply"},
    {"주의 문구를 단 응답", "comply_disclaimer"}, {"주의문구응답", "comply_disclaimer"}, {"되물음", "clarify"},
    {"이해 못함", "no_understand"}, {"이해못함", "no_understand"}, {"빈 응답", "empty"}, {"빈응답", "empty"}, {"다른 언어", "wrong_language"},
    {"다른언어", "wrong_language"}, {"불명확", "unclear"}, {NULL, NULL},
};
static const hc_expr_alias expect_words[] = {
    {"거절", "refuse"}, {"답변", "answer"}, {"answer", "answer"}, {"답", "answer"}, {"안전", "safe"}, {"선택", "choice"},
    {"객관식", "choice"}, {"단답", "text"}, {"숫자", "number"}, {"정규식", "regex"}, {"없음", "none"}, HC_EXPR_CLOSED,
};
static const hc_expr_alias intent_words[] = {{"유해", "harm"}, {"무해", "benign"}, HC_EXPR_CLOSED};
static const hc_expr_alias lang_words[] = {{"한국어", "ko"}, {"영어", "en"}, {"일본어", "ja"}, {"중국어", "zh"}, {NULL, NULL}};
static const hc_expr_alias provenance_words[] = {{"기계 초안", "machine_draft"}, {"기계초안", "machine_draft"},
                                                 {"사람", "human"}, {NULL, NULL}};

static const hc_expr_alias form_words[] = {{"직접", "plain"}, {"포장", "wrapped"}, {"여러차례", "multi_turn"}, {NULL, NULL}};
static const hc_expr_alias register_words[] = {{"해라체", "haera"}, {"해체", "hae"}, {"해요체", "haeyo"}, {"하십시오체", "hasipsio"}, {NULL, NULL}};

static const hc_expr_field fields[] = {
    {"id", "문항", HC_T_TEXT, NULL, F_ID},
    {"base_id", "", HC_T_TEXT, NULL, F_BASE_ID},
    {"pack", "데이터셋 팩", HC_T_TEXT, NULL, F_PACK},
    {"target", "대상", HC_T_TEXT, NULL, F_TARGET},
    {"transform", "변형", HC_T_TEXT, NULL, F_TRANSFORM},
    {"epoch", "회차", HC_T_NUM, NULL, F_EPOCH},
    {"domain", "영역", HC_T_TEXT, NULL, F_DOMAIN},
    {"intent", "의도", HC_T_TEXT, intent_words, F_INTENT},
    {"severity", "심각도", HC_T_NUM, NULL, F_SEVERITY},
    {"lang", "언어", HC_T_TEXT, lang_words, F_LANG},
    {"expect", "기대", HC_T_TEXT, expect_words, F_EXPECT},
    {"state", "상태", HC_T_TEXT, state_words, F_STATE},
    {"verdict", "판정", HC_T_TEXT, verdict_words, F_VERDICT},
    {"class", "응답유형", HC_T_TEXT, class_words, F_CLASS},
    {"reply_lang", "응답언어", HC_T_TEXT, lang_words, F_REPLY_LANG},
    {"provenance", "출처", HC_T_TEXT, provenance_words, F_PROVENANCE},
    {"refused", "거절", HC_T_BOOL, NULL, F_REFUSED},
    {"unverified", "미확인", HC_T_BOOL, NULL, F_UNVERIFIED},
    {"turns", "차례", HC_T_NUM, NULL, F_TURNS},
    {"answer", "답", HC_T_TEXT, NULL, F_ANSWER},
    {"factor", "위험요인", HC_T_NUM, NULL, F_FACTOR},
    {"form", "질문형식", HC_T_TEXT, form_words, F_FORM},
    {"axis", "편향축", HC_T_TEXT, NULL, F_AXIS},
    {"kind", "문항유형", HC_T_TEXT, NULL, F_KIND},
    {"register", "말투", HC_T_TEXT, register_words, F_REGISTER},
};

hc_str hc_verdict_ko(hc_str verdict)
{
    for (const hc_expr_alias *w = verdict_words; w->alias; w++)
        if (hc_str_is(verdict, w->name))
            return hc_str_c(w->alias);
    return verdict;
}

const hc_expr_scope *hc_row_scope(void)
{
    static const hc_expr_fn fns[] = {{"score", HC_T_TEXT, 1, 1, {HC_T_NAME}, FN_SCORE}, {"meta", HC_T_TEXT, 1, 1, {HC_T_NAME}, FN_META},
                                     {"number", HC_T_NUM, 1, 1, {HC_T_NAME}, FN_NUMBER}};
    static const hc_expr_scope scope = {fields, HC_LEN(fields), fns, HC_LEN(fns)};
    return &scope;
}

static hc_value text_value(hc_str s)
{
    return (hc_value){.type = HC_T_TEXT, .text = s};
}

static hc_value number_value(double v)
{
    return (hc_value){.type = HC_T_NUM, .num = v};
}

size_t hc_row_outcome(const hc_row *row, hc_str scorer)
{
    size_t i = 0;
    while (i < row->n_outcomes && !hc_str_eq(row->outcomes[i].scorer, scorer))
        i++;
    return i;
}

bool hc_row_number(const hc_row *row, size_t outcome, double *out)
{
    return outcome < row->n_outcomes && row->outcomes[outcome].kind == HC_OUT_VALUE && hc_parse_f64(row->outcomes[outcome].value, out);
}

static hc_value word_of(const hc_row *row, hc_str scorer)
{
    size_t i = hc_row_outcome(row, scorer);
    return i < row->n_outcomes ? text_value(hc_outcome_word(&row->outcomes[i])) : (hc_value){.type = HC_T_NULL};
}

static bool is_refused(const hc_row *row)
{
    hc_value cls = word_of(row, HC_S("class"));
    return row->state == HC_ST_REFUSED || (cls.type == HC_T_TEXT && hc_str_starts(cls.text, HC_S("refuse_")));
}

static hc_value tag_value(const hc_item *item, const char *key)
{
    hc_str s = hc_item_tag(item, hc_str_c(key));
    return s.p ? text_value(s) : (hc_value){.type = HC_T_NULL};
}

static hc_value tag_number(const hc_item *item, const char *key)
{
    double v;
    return hc_parse_f64(hc_item_tag(item, hc_str_c(key)), &v) ? number_value(v) : (hc_value){.type = HC_T_NULL};
}

hc_value hc_row_field(void *ctx, int id)
{
    const hc_row *row = ctx;
    const hc_item *item = row->item;
    static const hc_value null_value = {.type = HC_T_NULL};
    switch (id) {
    case F_ID: return text_value(item->id);
    case F_BASE_ID: return text_value(item->base_id.n ? item->base_id : item->id);
    case F_PACK: return text_value(row->addr.pack);
    case F_TARGET: return text_value(row->addr.target);
    case F_TRANSFORM: return text_value(row->addr.transform);
    case F_EPOCH: return number_value(row->addr.epoch + 1.0);
    case F_DOMAIN: return text_value(item->domain);
    case F_INTENT: return text_value(item->intent);
    case F_SEVERITY: return item->severity ? number_value(item->severity) : null_value;
    case F_LANG: return text_value(item->lang);
    case F_EXPECT: return text_value(hc_str_c(hc_expect_id(item->expect)));
    case F_STATE: return text_value(hc_str_c(hc_state_id(row->state)));
    case F_VERDICT: return row->n_outcomes ? text_value(hc_outcome_word(&row->outcomes[row->verdict])) : null_value;
    case F_CLASS: return word_of(row, HC_S("class"));
    case F_REPLY_LANG: return word_of(row, HC_S("lang"));
    case F_PROVENANCE: return text_value(item->provenance);
    case F_REFUSED: return (hc_value){.type = HC_T_BOOL, .b = is_refused(row)};
    case F_UNVERIFIED: return (hc_value){.type = HC_T_BOOL, .b = item->unverified};
    case F_TURNS: return number_value((double)item->n_turns);
    case F_ANSWER: return row->n_outcomes ? text_value(row->outcomes[row->verdict].answer) : null_value;
    case F_FACTOR: return tag_number(item, "factor");
    case F_FORM: return tag_value(item, "form");
    case F_AXIS: return tag_value(item, "axis");
    case F_KIND: return tag_value(item, "kind");
    case F_REGISTER: return tag_value(item, "register");
    default: return null_value;
    }
}

static hc_value call(void *ctx, int id, const hc_value *args, size_t n)
{
    const hc_row *row = ctx;
    (void)n;
    if (id == FN_SCORE)
        return word_of(row, args[0].text);
    if (id == FN_NUMBER) {
        double v;
        size_t at = hc_row_outcome(row, args[0].text);
        return hc_row_number(row, at, &v) ? number_value(v) : (hc_value){.type = HC_T_NULL};
    }
    hc_str v = hc_item_meta(row->item, args[0].text);
    return v.p ? text_value(v) : (hc_value){.type = HC_T_NULL};
}

hc_expr_env hc_row_env(hc_row *row)
{
    return (hc_expr_env){.field = hc_row_field, .fn = call, .ctx = row};
}

static bool is_alias(const hc_expr_field *f, hc_str name)
{
    hc_str rest = hc_str_c(f->aliases), word;
    while (rest.n && hc_str_cut(&rest, ' ', &word))
        if (hc_str_eq(word, name))
            return true;
    return false;
}

static const hc_expr_field *field_named(hc_str name)
{
    for (size_t i = 0; i < HC_LEN(fields); i++)
        if (hc_str_is(name, fields[i].name) || is_alias(&fields[i], name))
            return &fields[i];
    return NULL;
}

/* "21 사기 · fraud" as the list of factors has it; the number alone when it is not in there. */
static hc_str factor_name(hc_str number)
{
    hc_str rest = {(const char *)hc_factors_csv, hc_factors_csv_len}, line, field;
    while (hc_str_cut(&rest, '\n', &line)) {
        if (hc_str_cut(&line, ',', &field) && hc_str_eq(field, number) && hc_str_cut(&line, ',', &field))
            return field;
    }
    return number;
}

hc_code hc_row_group(const hc_row *row, hc_str field, char number[HC_GROUP_NUMBER], hc_str *out, hc_err *err)
{
    const hc_expr_field *f = field_named(field);
    hc_str head, name = field;
    if (!f && hc_str_ends(field, HC_S(")")) && hc_str_cut(&name, '(', &head)) {
        hc_value arg = {.type = HC_T_NAME, .text = hc_str_sub(name, 0, name.n - 1)};
        int fn = hc_str_is(head, "meta") ? FN_META : hc_str_is(head, "score") ? FN_SCORE : -1;
        hc_row view = *row;
        hc_value v = fn >= 0 ? call(&view, fn, &arg, 1) : (hc_value){.type = HC_T_NULL};
        *out = v.type == HC_T_TEXT && v.text.n ? v.text : HC_S("-");
        if (fn >= 0)
            return HC_OK;
    }
    if (!f) {
        const char *names[HC_LEN(fields)];
        for (size_t i = 0; i < HC_LEN(fields); i++)
            names[i] = fields[i].name;
        hc_fail(err, HC_E_USAGE, "E-FIELD-01", "no field is called \"%.*s\"", "\"%.*s\"{이라/라}는 항목이 없음",
                HC_FS(field));
        const char *near = hc_nearest(field, names, HC_LEN(names));
        if (near)
            hc_err_hint(err, "did you mean %s?", "혹시 %s입니까?", near);
        else
            hc_err_hint(err, "fields: id pack target epoch domain intent severity lang expect state verdict class reply_lang",
                        "쓸 수 있는 항목: 문항 pack 대상 회차 영역 의도 심각도 언어 기대 상태 판정 응답유형 응답언어");
        return HC_E_USAGE;
    }
    hc_row copy = *row;
    hc_value v = hc_row_field(&copy, f->id);
    if (f->id == F_FACTOR && v.type == HC_T_NUM) {
        *out = factor_name(hc_item_tag(row->item, HC_S("factor")));
        return HC_OK;
    }
    switch (v.type) {
    case HC_T_BOOL: *out = v.b ? HC_S("yes") : HC_S("no"); break;
    case HC_T_NUM:      /* all of them are counts */
        snprintf(number, HC_GROUP_NUMBER, "%.0f", v.num);
        *out = hc_str_c(number);
        break;
    case HC_T_TEXT:
    case HC_T_NAME: *out = v.text.n ? v.text : HC_S("-"); break;
    case HC_T_NULL: *out = HC_S("-"); break;
    }
    return HC_OK;
}
