// SPDX-License-Identifier: Apache-2.0
#include "core/outcome.h"

#include "syntax/json.h"

static const char *const kind_ids[] = {"value", "unparsed", "unjudged", "not_applicable", "failed"};

const char *hc_outcome_kind_id(hc_outcome_kind k)
{
    HC_ASSERT((size_t)k < HC_LEN(kind_ids));
    return kind_ids[k];
}

hc_str hc_outcome_word(const hc_outcome *o)
{
    return o->kind == HC_OUT_VALUE ? o->value : hc_str_c(hc_outcome_kind_id(o->kind));
}

void hc_outcomes_write(const hc_outcome *o, size_t n, hc_buf *out)
{
    hc_jw w;
    hc_jw_init(&w, out);
    hc_jw_arr(&w);
    for (size_t i = 0; i < n; i++) {
        hc_jw_obj(&w);
        if (o[i].answer.n)
            hc_jw_kstr(&w, "answer", o[i].answer);
        hc_jw_kc(&w, "kind", hc_outcome_kind_id(o[i].kind));
        if (o[i].reason.n)
            hc_jw_kstr(&w, "reason", o[i].reason);
        hc_jw_kstr(&w, "scorer", o[i].scorer);
        if (o[i].span.n)
            hc_jw_kstr(&w, "span", o[i].span);
        if (o[i].value.n)
            hc_jw_kstr(&w, "value", o[i].value);
        hc_jw_end(&w);
    }
    hc_jw_end(&w);
}

static bool kind_from_id(hc_str id, hc_outcome_kind *out)
{
    for (size_t k = 0; k < HC_LEN(kind_ids); k++)
        if (hc_str_is(id, kind_ids[k])) {
            *out = (hc_outcome_kind)k;
            return true;
        }
    return false;
}

hc_code hc_outcomes_read(hc_arena *a, hc_str bytes, hc_outcome **out, size_t *out_n, hc_err *err)
{
    hc_json *j;
    HC_TRY(hc_json_parse(a, bytes, "recorded outcomes", &j, err));
    bool good = j->type == HC_JSON_ARR;
    hc_outcome *list = HC_NEW_N(a, hc_outcome, good ? j->n : 0);
    for (size_t i = 0; good && i < j->n; i++) {
        const hc_json *o = j->items[i];
        list[i].scorer = hc_json_str(o, "scorer", HC_S(""));
        list[i].value = hc_json_str(o, "value", HC_S(""));
        list[i].answer = hc_json_str(o, "answer", HC_S(""));
        list[i].span = hc_json_str(o, "span", HC_S(""));
        list[i].reason = hc_json_str(o, "reason", HC_S(""));
        good = kind_from_id(hc_json_str(o, "kind", HC_S("")), &list[i].kind);
    }
    if (!good)
        return hc_fail(err, HC_E_CORRUPT, "E-RUN-05", "recorded outcomes do not have their form",
                       "기록된 채점 결과의 형식이 맞지 않음");
    *out = list;
    *out_n = j->n;
    return HC_OK;
}
