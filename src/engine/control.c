// SPDX-License-Identifier: Apache-2.0
#include "engine/control.h"

#include "base/clock.h"
#include "syntax/json.h"

static const struct { const char *key, *code; int64_t max; } kinds[] = {
    {"paused", "pause", 1},
    {"stop", "pause", 2},
    {"jobs", "retune", HC_JOBS_MAX},
    {"max_cost_usd_micro", "cap", INT64_MAX},
    {"max_time_us", "cap", HC_DURATION_MAX_US},
    {"redo", "requeue", UINT32_MAX},
};

static size_t kind_of(hc_str key)
{
    size_t i = 0;
    while (i < HC_LEN(kinds) && !hc_str_is(key, kinds[i].key))
        i++;
    return i;
}

hc_entry hc_change_entry(hc_arena *a, const hc_change *c)
{
    HC_AUTO(hc_buf) b;
    hc_jw w;
    size_t kind = kind_of(c->key);
    HC_ASSERT(kind < HC_LEN(kinds));
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_ki64(&w, "from", c->from);
    hc_jw_kstr(&w, "key", c->key);
    hc_jw_kstr(&w, "target", c->target);
    hc_jw_ki64(&w, "to", c->to);
    hc_jw_ki64(&w, "uid", c->uid);
    hc_jw_kstr(&w, "who", c->who);
    hc_jw_end(&w);
    hc_str *body = HC_NEW(a, hc_str);
    hc_body_in *field = HC_NEW(a, hc_body_in);
    *body = hc_str_dup(a, hc_buf_view(&b));
    *field = (hc_body_in){kinds[kind].code, body, 1};
    return (hc_entry){.type = HC_ENT_CONTROL, .code = hc_str_c(kinds[kind].code), .bodies = field, .n_bodies = 1};
}

typedef struct reading { hc_ledger *l; hc_arena *a; hc_changes *out; size_t cap; } reading;

static hc_code read_change(void *ctx, const hc_record *rec, hc_err *err)
{
    reading *r = ctx;
    hc_str body;
    hc_json *j = NULL;
    if (!hc_str_is(rec->code, "pause") && !hc_str_is(rec->code, "retune") && !hc_str_is(rec->code, "cap"))
        return HC_OK;
    hc_code code = hc_ledger_body(r->l, rec->log, rec->seq, hc_cstr(r->a, rec->code), r->a, &body, err);
    if (code != HC_OK)
        return code == HC_E_NOTFOUND ? HC_OK : code;
    code = hc_json_parse(r->a, body, "control", &j, NULL);
    hc_change c = {.key = hc_json_str(j, "key", HC_S("")), .target = hc_json_str(j, "target", HC_S("")),
                   .from = hc_json_int(j, "from", -1), .to = hc_json_int(j, "to", -1), .t_us = rec->t_us,
                   .who = hc_json_str(j, "who", HC_S("")), .uid = hc_json_int(j, "uid", -1)};
    size_t kind = kind_of(c.key);
    if (code != HC_OK || !c.key.n || (kind < HC_LEN(kinds) && (c.to < 0 || c.to > kinds[kind].max)))
        return hc_fail(err, HC_E_CORRUPT, "E-RUN-17", "%s: entry %s:%llu holds no change that can be read",
                       "%s: 항목 %s:%llu의 변경 내용을 읽을 수 없음", hc_ledger_path(r->l), rec->log, (unsigned long long)rec->seq);
    if (kind == HC_LEN(kinds))
        return HC_OK;      /* of a later version: not ours to judge */
    HC_GROW(r->a, r->out->change, r->out->n, r->cap);
    /* Of several logs the entries come log by log. */
    size_t at = r->out->n++;
    for (; at > 0 && r->out->change[at - 1].t_us > c.t_us; at--)
        r->out->change[at] = r->out->change[at - 1];
    r->out->change[at] = c;
    return HC_OK;
}

hc_code hc_changes_read(hc_ledger *l, hc_arena *a, hc_changes *out, hc_err *err)
{
    reading r = {.l = l, .a = a, .out = out};
    *out = (hc_changes){0};
    return hc_ledger_each(l, HC_ENT_CONTROL, NULL, read_change, &r, err);
}

int64_t hc_changes_newest(const hc_changes *c, const char *key, hc_str target, int64_t dflt)
{
    for (size_t i = c->n; i-- > 0;)
        if (hc_str_is(c->change[i].key, key) && hc_str_eq(c->change[i].target, target))
            return c->change[i].to;
    return dflt;
}
