// SPDX-License-Identifier: Apache-2.0
#include "engine/request.h"

#include "syntax/json.h"

/* In the order of hc_cmd_kind, behind them what is no command. */
static const char *const words[] = {"pause", "unpause", "stop", "jobs", "max_cost", "max_time", "requeue", "status"};
enum { STATUS = HC_CMD_REQUEUE + 1 };
_Static_assert(HC_LEN(words) == STATUS + 1, "a word for every command");

static hc_code bad(const char *what, hc_err *err)
{
    return hc_fail(err, HC_E_USAGE, "E-CTL-10", "a request to a run: %s is missing or not of its form",
                   "실행에 보낸 요청: %s{이/가} 없거나 꼴이 맞지 않음", what);
}

static bool is_of(const hc_json *j, const char *key, hc_json_type type)
{
    const hc_json *v = hc_json_get(j, key);
    return !v || v->type == type;
}

static hc_code read_samples(hc_arena *a, const hc_json *list, hc_cmd *out, hc_err *err)
{
    if (!list)
        return HC_OK;
    if (list->type != HC_JSON_ARR || list->n > HC_REQUEST_SAMPLES_MAX)
        return bad("samples", err);
    hc_str *names = HC_NEW_N(a, hc_str, list->n + 1);
    for (size_t i = 0; i < list->n; i++) {
        if (list->items[i]->type != HC_JSON_STR || !list->items[i]->text.n)
            return bad("samples", err);
        names[i] = list->items[i]->text;
    }
    out->samples = names;
    out->n_samples = list->n;
    return HC_OK;
}

hc_code hc_request_read(hc_arena *a, hc_str line, hc_request *out, hc_err *err)
{
    static const char *const keys[] = {"do", "who", "target", "value", "samples", "failed"};
    hc_json *j;
    size_t word = 0;
    *out = (hc_request){.cmd.uid = -1};
    if (hc_json_parse(a, line, "request", &j, NULL) != HC_OK || j->type != HC_JSON_OBJ ||
        hc_json_check_keys(j, "request", keys, HC_LEN(keys), NULL) != HC_OK)
        return bad("the object", err);
    hc_str what = hc_json_str(j, "do", HC_S(""));
    while (word < HC_LEN(words) && !hc_str_is(what, words[word]))
        word++;
    if (word == HC_LEN(words))
        return bad("do", err);
    if (!is_of(j, "who", HC_JSON_STR) || !is_of(j, "target", HC_JSON_STR))
        return bad("who or target", err);
    if (!is_of(j, "value", HC_JSON_INT) || !is_of(j, "failed", HC_JSON_BOOL))
        return bad("value or failed", err);
    out->is_status = word == STATUS;
    out->cmd.kind = out->is_status ? HC_CMD_PAUSE : (hc_cmd_kind)word;
    out->cmd.who = hc_json_str(j, "who", HC_S(""));
    out->cmd.target = hc_json_str(j, "target", HC_S(""));
    out->cmd.value = hc_json_int(j, "value", 0);
    out->cmd.failed = hc_json_bool(j, "failed", false);
    return read_samples(a, hc_json_get(j, "samples"), &out->cmd, err);
}

void hc_request_write(const hc_request *r, hc_buf *out)
{
    hc_jw w;
    hc_jw_init(&w, out);
    hc_jw_obj(&w);
    hc_jw_kc(&w, "do", words[r->is_status ? STATUS : (size_t)r->cmd.kind]);
    hc_jw_kbool(&w, "failed", r->cmd.failed);
    hc_jw_key(&w, "samples");
    hc_jw_strs(&w, r->cmd.samples, r->cmd.n_samples);
    hc_jw_kstr(&w, "target", r->cmd.target);
    hc_jw_ki64(&w, "value", r->cmd.value);
    hc_jw_kstr(&w, "who", r->cmd.who);
    hc_jw_end(&w);
}
