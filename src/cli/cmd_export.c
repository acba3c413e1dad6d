// SPDX-License-Identifier: Apache-2.0
#include "cli/export_eval.h"
#include "cli/export_html.h"
#include "cli/runs.h"
#include "cli/transcripts.h"
#include "io/file.h"
#include "ledger/labels.h"
#include "report/masking.h"
#include "report/table.h"
#include "syntax/csv.h"
#include "text/display.h"

enum { PIECE = 1 << 20 };

typedef struct export_job { const hc_cli *c; hc_ledger *ledger; hc_buf *out; hc_sink *sink; bool csv, junit; } export_job;

static void write_item(hc_jw *w, const hc_case *k)
{
    const hc_row *row = k->row;
    hc_jw_kstr(w, "target", row->addr.target);
    hc_jw_kstr(w, "pack", row->addr.pack);
    hc_jw_kstr(w, "version", k->pack->version);
    hc_jw_kstr(w, "item", row->addr.item);
    if (row->addr.transform.n)
        hc_jw_kstr(w, "transform", row->addr.transform);
    hc_jw_kstr(w, "base_id", row->item->base_id);
    hc_jw_ki64(w, "epoch", row->addr.epoch + 1);
    hc_jw_ki64(w, "redo", row->addr.redo);
    hc_jw_kstr(w, "domain", row->item->domain);
    hc_jw_kc(w, "expect", hc_expect_id(row->item->expect));
    if (row->item->n_tags) {
        hc_jw_key(w, "tags");
        hc_jw_obj(w);
        for (size_t i = 0; i + 1 < row->item->n_tags; i += 2) {
            hc_jw_key_s(w, row->item->tags[i]);
            hc_jw_str(w, row->item->tags[i + 1]);
        }
        hc_jw_end(w);
    }
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

/* What people and sources said of the sample; nothing where nobody did. */
static hc_code write_labels(const export_job *j, hc_jw *w, const hc_row *row, hc_arena *a, hc_err *err)
{
    hc_label *labels;
    size_t n;
    HC_TRY(hc_ledger_labels(j->ledger, &row->addr, a, &labels, &n, err));
    if (!n)
        return HC_OK;
    hc_mask_labels((hc_mask){a, j->c->bare}, labels, n);
    hc_jw_key(w, "labels");
    hc_jw_arr(w);
    for (size_t i = 0; i < n; i++) {
        hc_jw_obj(w);
        hc_jw_kstr(w, "rater", labels[i].rater);
        hc_jw_kstr(w, "question", labels[i].question);
        hc_jw_kstr(w, "value", labels[i].value);
        hc_jw_end(w);
    }
    hc_jw_end(w);
    return HC_OK;
}

static hc_code case_jsonl(export_job *j, const hc_case *k, hc_arena *a, hc_err *err)
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
    HC_TRY(write_labels(j, &w, k->row, a, err));
    hc_jw_end(&w);
    hc_buf_ch(j->out, '\n');
    return HC_OK;
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
                            row->n_outcomes ? row->outcomes[0].answer : HC_S(""), hc_msg_text(a, first), last, row->addr.transform};
    for (size_t i = 0; i < HC_LEN(cells); i++) {
        if (i)
            hc_buf_ch(j->out, ',');
        hc_csv_cell(j->out, cells[i], true);
    }
    hc_buf_c(j->out, "\r\n");
}

/* A text of XML: what it may not hold at all is shown as display-safe text shows it. */
static void xml_text(hc_buf *out, hc_arena *a, hc_str s)
{
    hc_str safe = hc_display_safe(a, s, true);
    for (size_t i = 0; i < safe.n; i++) {
        char c = safe.p[i];
        const char *name = c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : c == '"' ? "&quot;" : NULL;
        if (name)
            hc_buf_c(out, name);
        else
            hc_buf_ch(out, c);
    }
}

static void xml_attribute(hc_buf *out, hc_arena *a, const char *key, hc_str value)
{
    hc_buf_fmt(out, " %s=\"", key);
    xml_text(out, a, value);
    hc_buf_ch(out, '"');
}

/* A sample is a test: a bad verdict fails it, what broke is an error, what has no verdict is skipped. */
static void case_junit(export_job *j, const hc_case *k, hc_arena *a)
{
    static const char *const bad[] = {"incorrect", "unsafe", "overrefused", "partial"};
    const hc_row *row = k->row;
    const hc_outcome *o = row->n_outcomes ? &row->outcomes[0] : NULL;
    const char *kind = row->state == HC_ST_FAILED || (o && o->kind == HC_OUT_FAILED) ? "error"
                       : !o || (o->kind != HC_OUT_VALUE && o->kind != HC_OUT_UNPARSED) ? "skipped"
                       : o->kind == HC_OUT_UNPARSED ? "failure" : NULL;
    for (size_t i = 0; !kind && i < HC_LEN(bad); i++)
        kind = hc_str_is(o->value, bad[i]) ? "failure" : NULL;
    hc_buf_c(j->out, "  <testcase");
    xml_attribute(j->out, a, "classname", hc_fmt(a, "%.*s.%.*s", HC_FS(row->addr.target), HC_FS(row->addr.pack)));
    xml_attribute(j->out, a, "name", hc_fmt(a, "%.*s#%u", HC_FS(hc_addr_item_name(a, &row->addr)), row->addr.epoch + 1));
    if (!kind) {
        hc_buf_c(j->out, "/>\n");
        return;
    }
    hc_buf_fmt(j->out, "><%s", kind);
    xml_attribute(j->out, a, "message", o && hc_str_is(hc_str_c(kind), "failure") ? hc_outcome_word(o) : row->state == HC_ST_OPEN
                  ? HC_S("open") : row->state == HC_ST_ANSWERED && o ? hc_outcome_word(o) : hc_str_c(hc_state_id(row->state)));
    if (hc_str_is(hc_str_c(kind), "skipped")) {
        hc_buf_c(j->out, "/></testcase>\n");
        return;
    }
    hc_buf_ch(j->out, '>');
    xml_text(j->out, a, o ? o->reason : HC_S(""));
    hc_buf_fmt(j->out, "</%s></testcase>\n", kind);
}

/* What has been written so far goes out when it is much: the export of a large run takes no more memory than that of a small one. */
static hc_code drain(export_job *j, size_t most, hc_err *err)
{
    if (j->out->n <= most)
        return HC_OK;
    HC_TRY(hc_sink_add(j->sink, hc_buf_view(j->out), err));
    hc_buf_clear(j->out);
    return HC_OK;
}

static hc_code write_case(void *ctx, const hc_case *k, hc_arena *a, hc_err *err)
{
    export_job *j = ctx;
    if (j->junit)
        case_junit(j, k, a);
    else if (j->csv)
        case_csv(j, k, a);
    else
        HC_TRY(case_jsonl(j, k, a, err));
    return drain(j, PIECE, err);
}

static hc_code write_cases(export_job *j, hc_cli *c, hc_recorded *r, const hc_sset *set, hc_str target, hc_err *err)
{
    if (j->csv)
        hc_buf_c(j->out, "target,pack,item,epoch,domain,state,verdict,answer,prompt,reply,transform\r\n");
    if (j->junit)
        hc_buf_c(j->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites><testsuite name=\"haechi\">\n");
    HC_TRY(hc_transcripts_each(c, r, set, target, write_case, j, err));
    if (j->junit)
        hc_buf_c(j->out, "</testsuite></testsuites>\n");
    return HC_OK;
}

static hc_code write_table(hc_cli *c, hc_recorded *r, const hc_sset *set, hc_str target, hc_buf *out, hc_err *err)
{
    hc_rows rows;
    hc_table t, shown;
    HC_TRY(hc_recorded_rows(r, set, true, &rows, err));
    hc_table_wish wish = {.packs = (const hc_pack *const *)r->packs, .n_packs = r->n_packs, .rows = &rows, .by = HC_S(""),
                          .where = hc_opt_str(c, "where", NULL, HC_S("")), .only_target = target};
    HC_TRY(hc_table_make(c->arena, &wish, &t, err));
    hc_mask_table((hc_mask){c->arena, c->bare}, &t, &shown);
    hc_table_markdown(c->arena, &shown, c->ko, out);
    return HC_OK;
}

static hc_code export(hc_cli *c, hc_recorded *r, hc_str target, hc_err *err)
{
    HC_AUTO(hc_buf) b = {0};
    hc_str format = hc_opt_str(c, "to", NULL, HC_S("jsonl")), out = hc_opt_str(c, "out", NULL, HC_S("-"));
    const hc_sset *set;
    bool eval = hc_str_is(format, "eval"), markdown = hc_str_is(format, "markdown"), html = hc_str_is(format, "html");
    export_job j = {.c = c, .ledger = r->ledger, .out = &b, .csv = hc_str_is(format, "csv"), .junit = hc_str_is(format, "junit")};
    if (!j.csv && !j.junit && !eval && !markdown && !html && !hc_str_is(format, "jsonl"))
        return hc_fail(err, HC_E_USAGE, "E-CLI-08", "--to \"%.*s\" is none of jsonl, csv, eval, junit, markdown, html",
                       "--to \"%.*s\": jsonl, csv, eval, junit, markdown, html 가운데 하나가 아님", HC_FS(format));
    hc_buf_init(&b, SIZE_MAX);
    HC_TRY(hc_recorded_sset(r, hc_opt_str(c, "scores", NULL, HC_S("")), &set, err));
    if (eval)
        return hc_export_eval(c, r, set, target, err);
    HC_TRY(hc_sink_open(hc_cstr(c->arena, out), 0600, &j.sink, err));
    hc_code code = html ? hc_export_html(c, r, set, &b, err) : markdown ? write_table(c, r, set, target, &b, err) : write_cases(&j, c, r, set, target, err);
    code = code == HC_OK ? drain(&j, 0, err) : code;
    hc_code closed = hc_sink_close(j.sink, code == HC_OK, code == HC_OK ? err : NULL);
    return code == HC_OK ? closed : code;
}

int hc_cmd_export(hc_cli *c)
{
    return hc_run_read(c, export);
}
