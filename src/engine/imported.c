// SPDX-License-Identifier: Apache-2.0
#include "engine/imported.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/sample.h"
#include "io/file.h"

enum { QUEUED_MAX = 512 };        /* records between two waits for the writer */

typedef struct import {
    const hc_import_opts *o;
    hc_recorded *run;
    hc_score_set set;
    hc_import_result *res;
    bool *seen;                   /* of every row of the plan */
    hc_arena *scratch;
    hc_ticket last;
    size_t queued;
    hc_code code;
    hc_err *err;
} import;

static size_t row_of(const import *m, size_t target, size_t item, uint32_t epoch)
{
    const hc_foreign *f = m->o->foreign;
    return (target * f->n_items + item) * f->epochs + epoch;
}

/* The labels of the rater that stands at *from. */
static void append_label(import *m, const hc_play *p, const hc_foreign_record *r, hc_str of, size_t *from)
{
    HC_AUTO(hc_buf) body;
    hc_buf_init(&body, SIZE_MAX);
    size_t n = 1;
    while (*from + n < r->n_labels && hc_str_eq(r->labels[*from + n].rater, r->labels[*from].rater))
        n++;
    hc_labels_write(m->scratch, &r->labels[*from], n, &body);
    hc_str said = hc_buf_view(&body);
    const hc_body_in field = {"label", &said, 1};
    hc_entry e = {.type = HC_ENT_LABEL, .addr = p->addr, .of = of, .bodies = &field, .n_bodies = 1};
    e.addr.strand = HC_S("0");
    hc_ledger_append(p->ledger, &e, 1);
    *from += n;
}

/* Import and labels: a label names the entry that it is about. */
static void append_record(import *m, const hc_play *p, const hc_foreign_record *r)
{
    HC_AUTO(hc_buf) record;
    hc_buf_init(&record, SIZE_MAX);
    hc_conversation_write(&r->conversation, &record);
    hc_str text = hc_buf_view(&record);
    const hc_body_in bodies[] = {{"record", &text, 1}, {"wire", &r->source, 1}};
    hc_str of = hc_fmt(m->scratch, "%s:%llu", hc_ledger_log(p->ledger), (unsigned long long)hc_ledger_next_seq(p->ledger));
    hc_entry e = {.type = HC_ENT_IMPORT, .addr = p->addr, .asked = p->addr.target, .bodies = bodies, .n_bodies = r->source.n ? 2 : 1};
    e.addr.strand = HC_S("0");
    hc_ledger_append(p->ledger, &e, 1);
    for (size_t i = 0; i < r->n_labels;)
        append_label(m, p, r, of, &i);
}

static HC_CO hc_code take(import *m, const hc_foreign_record *r, hc_err *err)
{
    const hc_foreign *f = m->o->foreign;
    const hc_plan *plan = m->run->plan;
    const hc_pack *pack = plan->packs[0].pack;
    HC_ASSERT(r->target < f->n_targets && r->item < f->n_items && r->epoch < f->epochs);
    bool *seen = &m->seen[row_of(m, r->target, r->item, r->epoch)];
    HC_ASSERT(!*seen);
    *seen = true;
    hc_item item;
    hc_items_get(&pack->items, r->item, m->scratch, &item);
    hc_play p = {.plan = plan, .pack = pack, .item = &item, .ledger = m->run->ledger, .set = &m->set,
                 .labels = r->labels ? r->labels : &(hc_label){0}, .n_labels = r->n_labels,
                 .meta = r->conversation.meta,
                 .state = r->conversation.state, .transcript = r->conversation.transcript,
                 .addr = {.target = plan->targets[r->target].alias, .pack = pack->name, .item = item.id,
                          .transform = HC_S(""), .epoch = r->epoch}};
    append_record(m, &p, r);
    HC_TRY(hc_sample_score(&p, m->scratch, err));
    m->last = hc_sample_close(&p, false);
    hc_arena_reset(m->scratch);
    if (++m->queued < QUEUED_MAX)
        return HC_OK;
    m->queued = 0;
    return hc_ledger_wait(m->run->ledger, m->last, err);
}

static HC_CO hc_code take_one(void *ctx, const hc_foreign_record *r, hc_err *err)
{
    import *m = ctx;
    m->res->records++;
    return take(m, r, err);
}

static void write_problem(const hc_foreign_problem *p, hc_jw *w)
{
    hc_jw_obj(w);
    hc_jw_kstr(w, "file", hc_path_base(p->file));
    hc_jw_ki64(w, "line", (int64_t)p->line);
    hc_jw_key(w, "why");
    hc_jw_obj(w);
    hc_jw_kstr(w, "en", p->why_en);
    hc_jw_kstr(w, "ko", p->why_ko);
    hc_jw_end(w);
    hc_jw_end(w);
}

/* The last entry. */
static void append_end(const import *m)
{
    const hc_foreign *f = m->o->foreign;
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    hc_jw_key(&w, "import");
    hc_jw_obj(&w);
    hc_jw_ki64(&w, "not_understood", (int64_t)f->problems_seen);
    hc_jw_key(&w, "problems");
    hc_jw_arr(&w);
    for (size_t i = 0; i < f->n_problems; i++)
        write_problem(&f->problems[i], &w);
    hc_jw_end(&w);
    hc_jw_ki64(&w, "records", (int64_t)m->res->records);
    hc_jw_ki64(&w, "rows", (int64_t)f->rows);
    hc_jw_kbool(&w, "whole", true);
    hc_jw_end(&w);
    hc_jw_end(&w);
    hc_str body = hc_buf_view(&b);
    hc_body_in field = {"env", &body, 1};
    hc_entry e = {.type = HC_ENT_CONTROL, .code = HC_S("env"), .bodies = &field, .n_bodies = 1};
    hc_ledger_append(m->run->ledger, &e, 1);
}

static HC_CO void import_main(void *arg)
{
    import *m = arg;
    hc_foreign *f = m->o->foreign;
    m->code = f->each(f, take_one, m, m->err);
    if (m->code != HC_OK)
        return;
    append_end(m);
    m->res->absent = hc_plan_samples(m->run->plan) - m->res->records;
    m->code = hc_ledger_sync(m->run->ledger, m->err);
}

/* Plan, pack and score set of the records: the run's first transaction. */
static hc_code create(const hc_import_opts *o, hc_recorded *out, hc_err *err)
{
    hc_foreign *f = o->foreign;
    hc_arena *a = f->arena;
    const hc_pack_file files[] = {{HC_S("pack.yaml"), f->manifest}, {HC_S("items/items.jsonl"), f->items}};
    const hc_pack **packs = HC_NEW_N(a, const hc_pack *, 1);
    hc_target_conf *targets = HC_NEW_N(a, hc_target_conf, f->n_targets);
    hc_snapshot_file snapshot[HC_LEN(files)];
    hc_score_set set;
    hc_pack *pack;
    hc_plan *plan;
    hc_ledger *l;
    HC_TRY(hc_pack_parse(a, f->name, files, HC_LEN(files), &pack, err));
    HC_ASSERT(pack->items.n == f->n_items);
    packs[0] = pack;
    for (size_t i = 0; i < f->n_targets; i++)
        targets[i] = (hc_target_conf){.alias = f->targets[i], .adapter = HC_S(HC_ADAPTER_IMPORT)};
    for (size_t i = 0; i < HC_LEN(files); i++)
        snapshot[i] = (hc_snapshot_file){hc_fmt(a, "%.*s/%.*s", HC_FS(pack->name), HC_FS(files[i].path)), files[i].bytes};
    hc_plan_wish wish = {.packs = packs, .n_packs = 1, .targets = targets, .n_targets = f->n_targets, .epochs = f->epochs,
                         .limit = HC_S(""), .where = HC_S(""), .seed = HC_S(""), .now_us = o->now_us};
    HC_TRY(hc_plan_make(a, &wish, o->salt, &plan, err));
    HC_TRY(hc_score_set_make(a, packs, 1, NULL, 0, false, &set, err));
    hc_body_in field = {"set", &set.definition, 1};
    const hc_entry first[] = {o->env,
                              {.type = HC_ENT_CONTROL, .code = HC_S("set"), .bodies = &field, .n_bodies = 1}};
    hc_create c = {.path = o->path, .log_name = o->log_name, .plan = plan->body, .files = snapshot,
                   .n_files = HC_LEN(snapshot), .first = first, .n_first = HC_LEN(first), .endpoints = HC_S("{}"),
                   .loop = o->loop};
    HC_TRY(hc_ledger_create(&c, &l, err));
    return hc_recorded_adopt(l, packs, 1, plan, out, err);
}

hc_code hc_import_run(const hc_import_opts *o, hc_recorded *out, hc_import_result *res, hc_err *err)
{
    import m = {.o = o, .run = out, .res = res, .err = err};
    hc_str *judges;
    *res = (hc_import_result){0};
    HC_TRY(create(o, out, err));
    hc_code code = hc_score_set_read(out->arena, out->sset->definition, &m.set, &judges, err);
    if (code == HC_OK) {
        m.seen = hc_xcalloc(hc_plan_samples(out->plan), sizeof *m.seen);
        m.scratch = hc_arena_new();
        hc_co_start(o->loop, import_main, &m);
        hc_loop_run(o->loop);
        hc_arena_free(m.scratch);
        free(m.seen);
        code = m.code;
    }
    if (code == HC_OK)
        code = hc_recorded_refresh(out, err);
    if (code != HC_OK)
        hc_recorded_close(out, code, NULL);
    return code;
}
