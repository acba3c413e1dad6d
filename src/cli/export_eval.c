// SPDX-License-Identifier: Apache-2.0
#include "cli/export_eval.h"

#include <math.h>

#include "engine/replay.h"
#include "interop/eval_write.h"
#include "io/file.h"
#include "ledger/labels.h"
#include "report/masking.h"
#include "report/table.h"
#include "score/fields.h"

typedef struct eval_job {
    hc_cli *c;
    hc_recorded *r;
    const hc_sset *set;
    hc_rows rows;
    hc_expr *where;
    hc_asker *asker;
    hc_eval_head *head;            /* of the log that is being written */
    hc_eval_writer *writer;
    const hc_block *block;
    hc_code code;
    hc_err *err;
} eval_job;

typedef struct span { int64_t from_us, to_us; } span;

static hc_code widen(void *ctx, const hc_record *rec, hc_err *err)
{
    span *s = ctx;
    (void)err;
    s->from_us = !s->from_us || rec->t_us < s->from_us ? rec->t_us : s->from_us;
    s->to_us = rec->t_us > s->to_us ? rec->t_us : s->to_us;
    return HC_OK;
}

static HC_CO hc_code add_sample(eval_job *j, hc_row *row, hc_arena *a, hc_err *err)
{
    hc_recorded *r = j->r;
    hc_play p = {.plan = r->plan, .pack = j->head->pack, .item = row->item, .addr = row->addr, .ledger = r->ledger,
                 .asker = j->asker, .target = hc_asker_target(j->asker, row->addr.target)};
    hc_mask m = {a, j->c->bare};
    hc_label *labels;
    size_t n;
    row->item = hc_sample_item(a, r->plan, &row->addr, row->item);
    span s = {0, 0};
    hc_code code = hc_sample_converse(&p, a, err);
    if (code != HC_OK && code != HC_E_MISSING)
        return code;
    HC_TRY(hc_ledger_labels(r->ledger, &row->addr, a, &labels, &n, err));
    HC_TRY(hc_recorded_outcomes(r, j->set, &row->addr, a, &row->outcomes, &row->n_outcomes, err));
    HC_TRY(hc_ledger_each(r->ledger, HC_ENT_COUNT, &row->addr, widen, &s, err));
    row->item = hc_mask_item(m, row->item);
    hc_mask_outcomes(m, row->outcomes, row->n_outcomes);
    for (size_t i = 0; i < p.transcript.n; i++)
        hc_mask_excerpts(m, p.transcript.x[i].reply->text, row->outcomes, row->n_outcomes);
    hc_mask_transcript(m, &p.transcript);
    hc_mask_labels(m, labels, n);
    hc_eval_case k = {.row = row, .transcript = p.transcript, .meta = hc_mask_json(m, p.meta), .labels = labels, .n_labels = n,
                      .from_us = s.from_us, .to_us = s.to_us};
    if (s.from_us && (!j->head->from_us || s.from_us < j->head->from_us))
        j->head->from_us = s.from_us;
    if (s.to_us > j->head->to_us)
        j->head->to_us = s.to_us;
    return hc_eval_writer_add(j->writer, &k, err);
}

/* Everything closed that --where takes; a sample of an import without a record was never in its source. */
static HC_CO void write_block(void *arg)
{
    eval_job *j = arg;
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    size_t end = j->block->first + j->block->n_items * j->block->epochs;
    for (size_t i = j->block->first; i < end && j->code == HC_OK; i++) {
        hc_row row;
        hc_arena_reset(a);
        hc_rows_get(&j->rows, i, a, &row);
        hc_expr_env env = hc_row_env(&row);
        if (row.state == HC_ST_OPEN || !hc_expr_true(j->where, &env))
            continue;
        j->code = hc_ledger_pin(j->r->ledger, j->err);
        if (j->code == HC_OK)
            j->code = add_sample(j, &row, a, j->err);
    }
    hc_ledger_unpin(j->r->ledger);
}

/* The rates of this target on this pack, as the table has them. */
static hc_code fill_values(const eval_job *j, const hc_eval_head *h, double *values, hc_err *err)
{
    hc_table t;
    hc_table_wish wish = {.packs = (const hc_pack *const *)j->r->packs, .n_packs = j->r->n_packs, .rows = &j->rows, .by = HC_S(""),
                          .where = hc_opt_str(j->c, "where", NULL, HC_S("")), .only_target = h->target};
    HC_TRY(hc_table_make(j->c->arena, &wish, &t, err));
    for (size_t k = 0; k < h->n_metrics; k++)
        values[k] = NAN;
    for (size_t i = 0; i < t.n_tally; i++)
        for (size_t l = 0; l < t.tally[i].n_lines; l++) {
            const hc_line *line = &t.tally[i].lines[l];
            for (size_t k = 0; k < h->n_metrics; k++)
                if (line->pack == h->pack && hc_str_eq(line->transform, h->transform) && hc_str_eq(line->metric->name, h->metrics[k].name) && !line->group.n && line->counts.n)
                    values[k] = (double)line->counts.k / (double)line->counts.n;
        }
    return HC_OK;
}

static hc_code write_log(eval_job *j, hc_str out, hc_err *err)
{
    hc_arena *a = j->c->arena;
    const hc_pack *pack = hc_plan_pack_of(j->r->plan, j->block->pack);
    hc_eval_head h = {.pack = pack, .target = j->block->target, .transform = j->block->transform, .log_id = hc_str_c(hc_ledger_log(j->r->ledger)),
                      .plan_hash = hc_str_c(j->r->plan->hash), .epochs = j->block->epochs,
                      .planned = j->block->n_items * j->block->epochs};
    h.metrics = hc_metrics_of(a, pack, &h.n_metrics);
    double *values = hc_alloc_n(a, h.n_metrics + 1, sizeof *values);
    HC_TRY(fill_values(j, &h, values, err));
    h.values = values;
    j->head = &h;
    j->writer = hc_eval_writer_new(&h);
    hc_loop *loop = hc_loop_new();
    hc_co_start(loop, write_block, j);
    hc_loop_run(loop);
    hc_loop_free(loop);
    hc_code code = j->code;
    if (code == HC_OK && hc_eval_writer_n(j->writer)) {
        hc_str path = hc_str_ends(out, HC_S(".eval")) ? out : hc_path_join(a, out, hc_eval_file_name(a, &h));
        code = hc_eval_writer_write(j->writer, hc_cstr(a, path), err);
        if (code == HC_OK && !j->c->quiet)
            hc_say(j->c, stderr, "%.*s: %zu samples\n", "%.*s: 사례 %zu건\n", HC_FS(path), hc_eval_writer_n(j->writer));
    }
    hc_eval_writer_free(j->writer);
    return code;
}

static bool wanted(const hc_block *b, hc_str target)
{
    return !target.n || hc_str_eq(b->target, target);
}

static hc_code write_logs(eval_job *j, hc_str target, hc_err *err)
{
    hc_str out = hc_opt_str(j->c, "out", NULL, HC_S("."));
    bool file = hc_str_ends(out, HC_S(".eval"));
    size_t logs = 0;
    for (size_t i = 0; i < j->rows.n_blocks; i++)
        logs += wanted(&j->rows.block[i], target);
    if (file && logs != 1)
        return hc_fail(err, HC_E_USAGE, "E-EXPORT-21",
                       "a log holds one target on one pack and here are %zu: name one (RUN:TARGET), or give a folder: -o DIR",
                       "로그 하나에는 대상 하나와 데이터셋 하나만 담기는데 여기에는 %zu개임: RUN:대상으로 고르거나 폴더를 주십시오: -o 폴더", logs);
    if (!file)
        HC_TRY(hc_dir_make(hc_cstr(j->c->arena, out), 0700, err));
    for (size_t i = 0; i < j->rows.n_blocks; i++) {
        j->block = &j->rows.block[i];
        if (wanted(j->block, target))
            HC_TRY(write_log(j, out, err));
    }
    return HC_OK;
}

hc_code hc_export_eval(hc_cli *c, hc_recorded *r, const hc_sset *set, hc_str target, hc_err *err)
{
    eval_job j = {.c = c, .r = r, .set = set, .err = err};
    hc_str where = hc_opt_str(c, "where", NULL, HC_S(""));
    if (where.n)
        HC_TRY(hc_expr_parse(c->arena, where, "--where", hc_row_scope(), HC_T_BOOL, &j.where, err));
    HC_TRY(hc_recorded_rows(r, set, true, &j.rows, err));
    HC_TRY(hc_replay_asker(r, &j.asker, err));
    hc_code code = write_logs(&j, target, err);
    hc_asker_free(j.asker);
    return code;
}
