// SPDX-License-Identifier: Apache-2.0
/* What records say that a report repeats: the ledger, the systems, cases. */
#include "report/report.h"

/* ---- systems --------------------------------------------------------------------------------------------- */

static hc_str params_of(hc_arena *a, const hc_params *p)
{
    hc_str out = HC_S("");
    if (p->has_temperature)
        out = hc_fmt(a, "temperature %g", p->temperature);
    if (p->has_top_p)
        out = hc_fmt(a, "%.*s%stop_p %g", HC_FS(out), out.n ? ", " : "", p->top_p);
    if (p->has_seed)
        out = hc_fmt(a, "%.*s%sseed %lld", HC_FS(out), out.n ? ", " : "", (long long)p->seed);
    if (p->max_tokens)
        out = hc_fmt(a, "%.*s%smax_tokens %lld", HC_FS(out), out.n ? ", " : "", (long long)p->max_tokens);
    return out;
}

static hc_str model_of(hc_arena *a, hc_str alias, const hc_json *endpoints)
{
    return hc_json_str(hc_json_get(endpoints, hc_cstr(a, alias)), "model", HC_S(""));
}

hc_report_target hc_report_target_of(hc_arena *a, hc_str alias, hc_str adapter, const hc_params *p, hc_str system, const hc_json *endpoints)
{
    char hex[HC_SHA256_HEX];
    hc_digest d = hc_sha256(system);
    hc_hex(d.b, sizeof d.b, hex);
    return (hc_report_target){.alias = alias, .adapter = adapter, .params = params_of(a, p), .system = system.n ? hc_fmt(a, "sha256 %.12s", hex) : HC_S(""),
                              .model = model_of(a, alias, endpoints)};
}

void hc_report_judges_of(hc_arena *a, const hc_str *alias, size_t n, const hc_json *endpoints, hc_report_run *out)
{
    out->judge = HC_NEW_N(a, hc_report_target, n + 1);
    out->n_judges = n;
    for (size_t i = 0; i < n; i++)
        out->judge[i] = (hc_report_target){.alias = alias[i], .model = model_of(a, alias[i], endpoints)};
}

/* ---- the ledger ------------------------------------------------------------------------------------------ */

typedef struct reader { hc_arena *a; hc_ledger *ledger; hc_report_run *out; } reader;

/* The last environment counts: that of who went on with the run. */
static hc_code take_env(void *ctx, const hc_record *rec, hc_err *err)
{
    reader *k = ctx;
    hc_str body;
    hc_json *v;
    if (!hc_str_is(rec->code, "env"))
        return HC_OK;
    HC_TRY(hc_ledger_body(k->ledger, rec->log, rec->seq, "env", k->a, &body, err));
    HC_TRY(hc_json_parse(k->a, body, "env", &v, err));
    if (!hc_json_get(v, "haechi"))
        return HC_OK;
    k->out->haechi = hc_json_str(v, "haechi", HC_S(""));
    k->out->os = hc_fmt(k->a, "%.*s %.*s, SQLite %.*s", HC_FS(hc_json_str(v, "os", HC_S(""))), HC_FS(hc_json_str(v, "os_release", HC_S(""))),
                        HC_FS(hc_json_str(v, "sqlite", HC_S(""))));
    return HC_OK;
}

static hc_code count_label(void *ctx, const hc_record *rec, hc_err *err)
{
    reader *k = ctx;
    (void)rec;
    (void)err;
    k->out->labels++;
    return HC_OK;
}

hc_code hc_report_of_ledger(hc_arena *a, hc_ledger *l, hc_report_run *out, hc_err *err)
{
    hc_check check;
    reader k = {a, l, out};
    out->log = hc_str_c(hc_ledger_log(l));
    out->clean = hc_ledger_clean(l);
    HC_TRY(hc_ledger_each(l, HC_ENT_CONTROL, NULL, take_env, &k, err));
    HC_TRY(hc_ledger_each(l, HC_ENT_LABEL, NULL, count_label, &k, err));
    HC_TRY(hc_ledger_totals(l, "", &out->totals, err));
    HC_TRY(hc_ledger_check(l, &check, err));
    out->root = hc_str_dup(a, hc_str_c(check.root_hex));
    return HC_OK;
}

/* ---- cases ----------------------------------------------------------------------------------------------- */

bool hc_example_of(hc_arena *a, const hc_row *row, hc_example *out)
{
    static const struct { const char *verdict; bool harmful; } bad[] = {{"unsafe", true}, {"partial", true}, {"incorrect", false}, {"overrefused", false}};
    const hc_outcome *o = row->n_outcomes ? &row->outcomes[0] : NULL;
    const hc_item *item = row->item;
    if (!o || o->kind != HC_OUT_VALUE || row->addr.transform.n)
        return false;
    for (size_t i = 0; i < HC_LEN(bad); i++)
        if (hc_str_is(o->value, bad[i].verdict)) {
            *out = (hc_example){.target = hc_str_dup(a, row->addr.target), .pack = hc_str_dup(a, row->addr.pack), .item = hc_str_dup(a, row->addr.item),
                                .domain = hc_str_dup(a, item->domain), .verdict = hc_str_dup(a, o->value), .reason = hc_str_dup(a, o->reason),
                                .harmful = bad[i].harmful || hc_str_is(item->intent, "harm") || item->expect == HC_EXPECT_REFUSE};
            return true;
        }
    return false;
}
