// SPDX-License-Identifier: Apache-2.0
#include "cli/export_eval.h"
#include "cli/runs.h"
#include "cli/transcripts.h"
#include "io/file.h"
#include "syntax/csv.h"

typedef struct export_job { hc_buf *out; bool csv; } export_job;

static void write_item(hc_jw *w, const hc_case *k)
{
    const hc_row *row = k->row;
    hc_jw_kstr(w, "target", row->addr.target);
    hc_jw_kstr(w, "pack", row->addr.pack);
    hc_jw_kstr(w, "version", k->pack->version);
    hc_jw_kstr(w, "item", row->addr.item);
    hc_jw_kstr(w, "base_id", row->item->base_id);
    hc_jw_ki64(w, "epoch", row->addr.epoch + 1);
    hc_jw_ki64(w, "redo", row->addr.redo);
    hc_jw_kstr(w, "domain", row->item->domain);
    hc_jw_kc(w, "expect", hc_expect_id(row->item->expect));
    hc_jw_kc(w, "state", row->state == HC_ST_OPEN ? "open" : hc_state_id(row->state));
}

static void write_reply(hc_jw *w, const hc_reply *r)
{
    hc_jw_obj(w);
    hc_jw_kc(w, "code", hc_reply_code_id(r->code));
    hc_jw_kstr(w, "text", r->text);
    if (r->refusal.n)
        hc_jw_kstr(w, "refusal", r->refusal);
    if (r->error.n)
        hc_jw_kstr(w, "error", r->error);
    if (r->has_usage) {
        hc_jw_ki64(w, "tokens_in", r->tokens_in);
        hc_jw_ki64(w, "tokens_out", r->tokens_out);
    }
    hc_jw_end(w);
}

static void write_outcomes(hc_jw *w, const hc_row *row)
{
    hc_jw_key(w, "outcomes");
    hc_jw_arr(w);
    for (size_t i = 0; i < row->n_outcomes; i++) {
        const hc_outcome *o = &row->outcomes[i];
        hc_jw_obj(w);
        hc_jw_kstr(w, "scorer", o->scorer);
        hc_jw_kstr(w, "outcome", hc_outcome_word(o));
        hc_jw_kstr(w, "answer", o->answer);
        hc_jw_kstr(w, "span", o->span);
        hc_jw_kstr(w, "reason", o->reason);
        hc_jw_end(w);
    }
    hc_jw_end(w);
}

static void case_jsonl(export_job *j, const hc_case *k, hc_arena *a)
{
    hc_jw w;
    hc_jw_init(&w, j->out);
    hc_jw_obj(&w);
    write_item(&w, k);
    hc_jw_key(&w, "turns");
    hc_jw_arr(&w);
    for (size_t i = 0; i < k->n_said; i++)
        for (size_t m = 0; m < k->said[i].n_asked; m++)
            hc_jw_str(&w, hc_msg_text(a, &k->said[i].asked[m]));
    bool imported = k->n_said > 0 && k->said[0].asked;
    for (size_t i = 0; i < k->row->item->n_turns && !imported; i++)
        hc_jw_str(&w, hc_msg_text(a, &k->row->item->turns[i].msg));
    hc_jw_end(&w);
    hc_jw_key(&w, "replies");
    hc_jw_arr(&w);
    for (size_t i = 0; i < k->n_said; i++)
        if (hc_str_is(k->said[i].strand, "0"))
            write_reply(&w, &k->said[i].reply);
    hc_jw_end(&w);
    write_outcomes(&w, k->row);
    hc_jw_end(&w);
    hc_buf_ch(j->out, '\n');
}

static void case_csv(export_job *j, const hc_case *k, hc_arena *a)
{
    const hc_row *row = k->row;
    const hc_msg *first = &row->item->turns[0].msg;
    hc_str last = HC_S("");
    for (size_t i = 0; i < k->n_said; i++)
        if (hc_str_is(k->said[i].strand, "0"))
            last = k->said[i].reply.text;
    const hc_str cells[] = {row->addr.target, row->addr.pack, row->addr.item, hc_fmt(a, "%u", row->addr.epoch + 1),
                            row->item->domain, row->state == HC_ST_OPEN ? HC_S("open") : hc_str_c(hc_state_id(row->state)),
                            row->n_outcomes ? hc_outcome_word(&row->outcomes[0]) : HC_S(""),
                            row->n_outcomes ? row->outcomes[0].answer : HC_S(""), hc_msg_text(a, first), last};
    for (size_t i = 0; i < HC_LEN(cells); i++) {
        if (i)
            hc_buf_ch(j->out, ',');
        hc_csv_cell(j->out, cells[i], true);
    }
    hc_buf_c(j->out, "\r\n");
}

static hc_code write_case(void *ctx, const hc_case *k, hc_arena *a, hc_err *err)
{
    export_job *j = ctx;
    (void)err;
    if (j->csv)
        case_csv(j, k, a);
    else
        case_jsonl(j, k, a);
    return HC_OK;
}

static hc_code export(hc_cli *c, hc_recorded *r, hc_str target, hc_err *err)
{
    HC_AUTO(hc_buf) b = {0};
    hc_str format = hc_opt_str(c, "to", NULL, HC_S("jsonl")), out = hc_opt_str(c, "out", NULL, HC_S("-"));
    const hc_sset *set;
    export_job j = {.out = &b, .csv = hc_str_is(format, "csv")};
    bool eval = hc_str_is(format, "eval");
    if (!j.csv && !eval && !hc_str_is(format, "jsonl"))
        return hc_fail(err, HC_E_USAGE, "E-CLI-08", "--to \"%.*s\" is none of jsonl, csv, eval",
                       "--to \"%.*s\": jsonl, csv, eval 가운데 하나가 아님", HC_FS(format));
    hc_buf_init(&b, SIZE_MAX);
    HC_TRY(hc_recorded_sset(r, hc_opt_str(c, "scores", NULL, HC_S("")), &set, err));
    if (eval)
        return hc_export_eval(c, r, set, target, err);
    if (j.csv)
        hc_buf_c(&b, "target,pack,item,epoch,domain,state,verdict,answer,prompt,reply\r\n");
    HC_TRY(hc_transcripts_each(c, r, set, target, write_case, &j, err));
    return hc_file_write(hc_cstr(c->arena, out), hc_buf_view(&b), 0600, err);
}

int hc_cmd_export(hc_cli *c)
{
    hc_err err = {0};
    hc_run_ref ref;
    hc_recorded r;
    hc_code code = hc_need_args(c, 0, 1, &err);
    if (code == HC_OK)
        code = hc_run_open(c, c->n_args ? c->args[0] : HC_S(""), HC_OPEN_READ, NULL, &ref, &r, &err);
    if (code != HC_OK)
        return hc_complain(c, &err);
    code = export(c, &r, ref.target, &err);
    hc_recorded_close(&r, HC_OK, NULL);
    return code == HC_OK ? HC_EXIT_OK : hc_complain(c, &err);
}
