// SPDX-License-Identifier: Apache-2.0
#include "interop/eval_write.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/map.h"
#include "interop/eval_write_int.h"
#include "io/archive.h"
#include "score/fields.h"

enum { SCORERS_MAX = 64 };

typedef struct tally { hc_str name; size_t scored, unscored; } tally;

struct hc_eval_writer {
    const hc_eval_head *head;
    hc_arena *a, *one;              /* the writer's, one sample's */
    hc_archive_writer *zip;
    hc_buf summaries, ids, member;
    hc_jw w_summaries, w_ids;
    hc_map seen;                    /* items */
    hc_expr **among;                /* of every metric; NULL = all samples */
    bool *recorded, letter;         /* metrics that count what judges and programs decided */
    hc_eval_usage usage;
    size_t n, failed;
    tally tally[SCORERS_MAX];
    size_t n_tally;
};

hc_eval_writer *hc_eval_writer_new(const hc_eval_head *head)
{
    hc_eval_writer *w = hc_xcalloc(1, sizeof *w);
    w->head = head;
    w->a = hc_arena_new();
    w->one = hc_arena_new();
    w->zip = hc_archive_writer_new();
    hc_map_init(&w->seen, w->a);
    hc_buf_init(&w->summaries, SIZE_MAX);
    hc_buf_init(&w->ids, SIZE_MAX);
    hc_buf_init(&w->member, SIZE_MAX);
    hc_jw_init(&w->w_summaries, &w->summaries);
    hc_jw_init(&w->w_ids, &w->ids);
    hc_jw_arr(&w->w_summaries);
    hc_jw_arr(&w->w_ids);
    w->among = hc_alloc_n(w->a, head->n_metrics + 1, sizeof *w->among);
    w->recorded = hc_alloc_n(w->a, head->n_metrics + 1, sizeof *w->recorded);
    for (size_t i = 0; i < head->n_metrics; i++) {
        w->among[i] = NULL;
        w->recorded[i] = false;
        if (head->metrics[i].among.n && hc_expr_parse(w->a, head->metrics[i].among, "metric", hc_row_scope(), HC_T_BOOL, &w->among[i], NULL) != HC_OK)
            w->among[i] = NULL;
    }
    return w;
}

void hc_eval_writer_free(hc_eval_writer *w)
{
    if (!w)
        return;
    hc_archive_writer_free(w->zip);
    hc_buf_fini(&w->summaries);
    hc_buf_fini(&w->ids);
    hc_buf_fini(&w->member);
    hc_arena_free(w->one);
    hc_arena_free(w->a);
    free(w);
}

size_t hc_eval_writer_n(const hc_eval_writer *w)
{
    return w->n;
}

/* ---- samples ------------------------------------------------------------------------------------------- */

static void count_scores(hc_eval_writer *w, const hc_row *row)
{
    hc_str name;
    for (size_t i = 0; i < row->n_outcomes; i++) {
        size_t k = 0;
        if (!hc_eval_is_score(row, i, &name))
            continue;
        while (k < w->n_tally && !hc_str_eq(w->tally[k].name, name))
            k++;
        if (k == SCORERS_MAX)
            continue;
        if (k == w->n_tally)
            w->tally[w->n_tally++] = (tally){.name = hc_str_dup(w->a, name)};
        bool scored = row->outcomes[i].kind == HC_OUT_VALUE || row->outcomes[i].kind == HC_OUT_UNPARSED;
        w->tally[k].scored += scored;
        w->tally[k].unscored += !scored;
    }
}

/* Rules grade a reply again when the log is imported; judges and programs are not asked again. */
static bool left_to_others(const hc_pack *pack, const hc_outcome *o)
{
    bool found = hc_str_is(o->scorer, "judge");
    for (size_t i = 0; i < pack->n_commands; i++)
        found = found || hc_str_eq(o->scorer, pack->commands[i].id);
    return found;
}

/* The metrics that the sample's verdict is for; where they gave none, those that any word of the scale would be for. */
static void note_recorded(hc_eval_writer *w, const hc_row *row)
{
    const hc_pack *pack = w->head->pack;
    hc_row copy = *row;
    hc_expr_env env = hc_row_env(&copy);
    if (!row->n_outcomes || !left_to_others(pack, &row->outcomes[0]))
        return;
    bool given = row->outcomes[0].kind == HC_OUT_VALUE;
    for (size_t k = 0; k < (given ? 1 : pack->n_judge_scale); k++) {
        hc_outcome would = {.kind = HC_OUT_VALUE, .value = given ? row->outcomes[0].value : pack->judge_scale[k]};
        copy.outcomes = &would;
        copy.n_outcomes = 1;
        for (size_t i = 0; i < w->head->n_metrics; i++)
            if (!w->head->metrics[i].scorer.n && hc_expr_true(w->among[i], &env))
                w->recorded[i] = true;
    }
}

static void note_item(hc_eval_writer *w, hc_str id)
{
    if (hc_map_get(&w->seen, id))
        return;
    hc_map_put(&w->seen, hc_str_dup(w->a, id), w);
    hc_jw_str(&w->w_ids, id);
}

hc_code hc_eval_writer_add(hc_eval_writer *w, const hc_eval_case *c, hc_err *err)
{
    hc_jw jw;
    hc_arena_reset(w->one);
    hc_buf_clear(&w->member);
    hc_jw_init(&jw, &w->member);
    hc_eval_sample_write(&jw, w->one, w->head, c, &w->letter);
    hc_eval_summary_write(&w->w_summaries, w->one, w->head, c);
    count_scores(w, c->row);
    note_recorded(w, c->row);
    note_item(w, c->row->addr.item);
    hc_eval_usage_add(&w->usage, &c->transcript);
    w->n++;
    w->failed += c->row->state == HC_ST_FAILED || c->row->state == HC_ST_SIM_FAULT;
    hc_str name = hc_fmt(w->one, "samples/%.*s_epoch_%u.json", HC_FS(c->row->addr.item), c->row->addr.epoch + 1);
    return hc_archive_add(w->zip, name, hc_buf_view(&w->member), err);
}

/* ---- the header ---------------------------------------------------------------------------------------- */

static void write_cluster(hc_jw *w, const hc_metric *m)
{
    if (!m->cluster.n)
        return;
    hc_jw_key(w, "cluster");
    if (m->cross.n)
        hc_jw_strs(w, (const hc_str[]){m->cluster, m->cross}, 2);
    else
        hc_jw_str(w, m->cluster);
}

static void write_metric(hc_jw *w, const hc_metric *m, bool recorded)
{
    hc_str scorer = recorded ? HC_S("recorded") : m->scorer;
    hc_jw_key_s(w, m->name);
    hc_jw_obj(w);
    hc_jw_kc(w, "kind", hc_measure_id(m->kind));
    if (m->of.n)
        hc_jw_kstr(w, "of", m->of);
    if (m->kind == HC_MEASURE_RATIO)
        hc_jw_kstr(w, "per", m->per);
    if (m->kind == HC_MEASURE_PASS)
        hc_jw_ki64(w, "k", m->attempts);
    if (m->kind == HC_MEASURE_DIFFERENCE) {
        hc_jw_key(w, "minus");
        hc_jw_obj(w);
        hc_jw_kstr(w, "of", m->minus_of);
        if (m->minus_among.n)
            hc_jw_kstr(w, "among", m->minus_among);
        hc_jw_end(w);
    }
    if (m->bootstrap && m->kind != HC_MEASURE_RATIO)
        hc_jw_kc(w, "interval", "bootstrap");
    if (m->among.n)
        hc_jw_kstr(w, "among", m->among);
    if (scorer.n)
        hc_jw_kstr(w, "scorer", scorer);
    write_cluster(w, m);
    if (m->epochs != HC_EPOCHS_MEAN)
        hc_jw_kc(w, "epochs", hc_epochs_id(m->epochs));
    if (m->rule_out.stated)
        hc_jw_kf64(w, "rule_out", m->rule_out.at);
    if (m->rule_in.stated)
        hc_jw_kf64(w, "rule_in", m->rule_in.at);
    hc_jw_kc(w, "direction", m->lower_is_better ? "lower" : "higher");
    hc_jw_kc(w, "unparsed", m->unparsed_counts ? "count" : "exclude");
    hc_jw_kbool(w, "headline", m->headline);
    hc_jw_key(w, "title");
    hc_jw_obj(w);
    hc_jw_kstr(w, "en", m->title_en);
    hc_jw_kstr(w, "ko", m->title_ko);
    hc_jw_end(w);
    hc_jw_end(w);
}

static void write_label_scorer(hc_jw *w, const hc_label_scorer *l)
{
    hc_jw_obj(w);
    hc_jw_kstr(w, "id", l->id);
    hc_jw_kc(w, "kind", hc_label_kind_id(l->kind));
    if (l->rater.n)
        hc_jw_kstr(w, "rater", l->rater);
    if (l->question.n)
        hc_jw_kstr(w, "question", l->question);
    if (l->kind == HC_LABEL_CALLS) {
        hc_jw_kf64(w, "other", l->other);
        hc_jw_key(w, "points");
        hc_jw_obj(w);
        for (size_t i = 0; i < l->n_points; i++) {
            hc_jw_key_s(w, l->points[i].name);
            hc_jw_f64(w, l->points[i].points);
        }
        hc_jw_end(w);
    }
    hc_jw_end(w);
}

static void write_source_label(hc_jw *w, hc_str id, hc_str question)
{
    hc_label_scorer l = {.id = id, .rater = HC_S("source"), .question = question, .kind = HC_LABEL_ONE};
    write_label_scorer(w, &l);
}

static void write_scorers(hc_jw *w, hc_arena *a, const hc_eval_head *h, const bool *recorded)
{
    const hc_pack *p = h->pack;
    bool any = false;
    for (size_t i = 0; i < h->n_metrics; i++)
        any = any || recorded[i];
    for (size_t i = 0; i < p->n_labels; i++)      /* of a log that was imported and goes out again */
        any = any && !hc_str_is(p->labels[i].question, HC_EVAL_VERDICT);
    hc_jw_key(w, "scorers");
    hc_jw_arr(w);
    for (size_t i = 0; i < p->n_commands; i++)
        write_source_label(w, p->commands[i].id, hc_fmt(a, HC_EVAL_COMMAND "%.*s", HC_FS(p->commands[i].id)));
    for (size_t i = 0; i < p->n_labels; i++)
        write_label_scorer(w, &p->labels[i]);
    if (any)
        write_source_label(w, HC_S("recorded"), HC_S(HC_EVAL_VERDICT));
    hc_jw_end(w);
}

hc_str hc_eval_manifest(hc_arena *a, const hc_eval_head *h, bool letter, const bool *recorded)
{
    const hc_pack *p = h->pack;
    const struct { const char *key; hc_str value; } texts[] = {
        {"name", p->name}, {"version", p->version}, {"lang", p->lang}, {"licence", p->licence}, {"canary", p->canary},
        {"disclosure", p->disclosure}, {"provenance", p->provenance}};
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_jw_obj(&w);
    for (size_t i = 0; i < HC_LEN(texts); i++)
        if (texts[i].value.n)
            hc_jw_kstr(&w, texts[i].key, texts[i].value);
    hc_jw_key(&w, "title");
    hc_jw_obj(&w);
    hc_jw_kstr(&w, "en", p->title_en);
    hc_jw_kstr(&w, "ko", p->title_ko);
    hc_jw_end(&w);
    hc_jw_kc(&w, "choice_prompt", letter ? "letter" : "none");
    hc_jw_key(&w, "judge");
    hc_jw_obj(&w);
    hc_jw_key(&w, "scale");
    hc_jw_strs(&w, p->judge_scale, p->n_judge_scale);
    hc_jw_end(&w);
    write_scorers(&w, a, h, recorded);
    hc_jw_key(&w, "metrics");
    hc_jw_obj(&w);
    for (size_t i = 0; i < h->n_metrics; i++)
        write_metric(&w, &h->metrics[i], recorded[i]);
    hc_jw_end(&w);
    hc_jw_end(&w);
    return hc_str_dup(a, hc_buf_view(&b));
}

/* 16 hex digits of what makes the log one of its own. */
static hc_str id_of(hc_arena *a, const hc_eval_head *h, const char *what)
{
    hc_digest d = hc_sha256(hc_fmt(a, "%s %.*s %.*s %.*s%s%.*s", what, HC_FS(h->log_id), HC_FS(h->target), HC_FS(h->pack->name),
                                   h->transform.n ? " " : "", HC_FS(h->transform)));
    char hex[17];
    hc_hex(d.b, 8, hex);
    return hc_str_dup(a, hc_str_c(hex));
}

hc_str hc_eval_file_name(hc_arena *a, const hc_eval_head *h)
{
    char *time = hc_cstr(a, hc_eval_time(a, h->from_us / HC_US_PER_S * HC_US_PER_S));
    char *task = hc_cstr(a, h->pack->name);
    hc_str when = hc_str_c(time);
    when = hc_fmt(a, "%.*s+00:00", 19, when.p);
    char *name = hc_cstr(a, when);
    for (char *c = name; *c; c++)
        *c = *c == ':' || *c == '+' ? '-' : *c;
    for (char *c = task; *c; c++)
        *c = *c == '_' ? '-' : *c;
    return hc_fmt(a, "%s_%s_%.*s.eval", name, task, HC_FS(id_of(a, h, "task")));
}

static void write_eval(hc_jw *w, hc_eval_writer *e)
{
    const hc_eval_head *h = e->head;
    hc_str version = h->pack->version;
    int64_t number;
    hc_jw_key(w, "eval");
    hc_jw_obj(w);
    hc_jw_kstr(w, "eval_id", id_of(e->a, h, "eval"));
    hc_jw_kstr(w, "run_id", h->log_id);
    hc_jw_kstr(w, "created", hc_eval_time(e->a, h->from_us));
    hc_jw_kstr(w, "task", h->pack->name);
    hc_jw_kstr(w, "task_id", id_of(e->a, h, "task"));
    hc_jw_key(w, "task_version");
    if (version.n && !hc_parse_i64(version, &number))
        hc_jw_str(w, version);
    else
        hc_jw_i64(w, version.n ? number : 0);
    hc_jw_key(w, "dataset");
    hc_jw_obj(w);
    hc_jw_kstr(w, "name", h->pack->name);
    hc_jw_ki64(w, "samples", (int64_t)e->seen.n);
    hc_jw_key(w, "sample_ids");
    hc_jw_raw(w, hc_buf_view(&e->ids));
    hc_jw_kbool(w, "shuffled", false);
    hc_jw_end(w);
    hc_jw_kstr(w, "model", h->target);
    hc_jw_key(w, "config");
    hc_jw_obj(w);
    hc_jw_ki64(w, "epochs", h->epochs);
    hc_jw_end(w);
    hc_jw_key(w, "packages");
    hc_jw_obj(w);
    hc_jw_kc(w, "haechi", HC_VERSION);
    hc_jw_end(w);
    hc_jw_key(w, "metadata");
    hc_jw_obj(w);
    hc_jw_key(w, "haechi");
    hc_jw_obj(w);
    hc_jw_kstr(w, "manifest", hc_eval_manifest(e->a, h, e->letter, e->recorded));
    hc_jw_kstr(w, "plan", h->plan_hash);
    hc_jw_kstr(w, "target", h->target);
    if (h->transform.n)
        hc_jw_kstr(w, "transform", h->transform);
    hc_jw_ki64(w, "v", 1);
    hc_jw_end(w);
    hc_jw_end(w);
    hc_jw_end(w);
    hc_jw_key(w, "plan");
    hc_jw_raw(w, HC_S("{\"name\":\"plan\",\"steps\":[{\"solver\":\"generate\",\"params\":{}}],\"config\":{}}"));
}

static void write_results(hc_jw *w, const hc_eval_writer *e)
{
    const hc_eval_head *h = e->head;
    hc_jw_key(w, "results");
    hc_jw_obj(w);
    hc_jw_ki64(w, "total_samples", (int64_t)e->n);
    hc_jw_ki64(w, "completed_samples", (int64_t)(e->n - e->failed));
    hc_jw_key(w, "scores");
    hc_jw_arr(w);
    for (size_t i = 0; i < e->n_tally; i++) {
        const tally *t = &e->tally[i];
        bool verdict = hc_str_is(t->name, "verdict");
        hc_jw_obj(w);
        hc_jw_kstr(w, "name", t->name);
        hc_jw_kstr(w, "scorer", t->name);
        hc_jw_ki64(w, "scored_samples", (int64_t)t->scored);
        hc_jw_ki64(w, "unscored_samples", (int64_t)t->unscored);
        hc_jw_key(w, "params");
        hc_jw_raw(w, HC_S("{}"));
        hc_jw_key(w, "metrics");
        hc_jw_obj(w);
        for (size_t k = 0; k < h->n_metrics && verdict; k++) {
            if (isnan(h->values[k]))
                continue;
            hc_jw_key_s(w, h->metrics[k].name);
            hc_jw_obj(w);
            hc_jw_kstr(w, "name", h->metrics[k].name);
            hc_jw_kf64(w, "value", h->values[k]);
            hc_jw_key(w, "params");
            hc_jw_raw(w, HC_S("{}"));
            hc_jw_end(w);
        }
        hc_jw_end(w);
        hc_jw_end(w);
    }
    hc_jw_end(w);
    hc_jw_end(w);
}

/* With `results` the header, else what the journal says at the start. */
static void write_head(hc_eval_writer *e, bool results)
{
    const hc_eval_head *h = e->head;
    hc_jw w;
    hc_buf_clear(&e->member);
    hc_jw_init(&w, &e->member);
    hc_jw_obj(&w);
    hc_jw_ki64(&w, "version", 2);
    if (results)
        hc_jw_kc(&w, "status", e->n < h->planned ? "cancelled" : "success");
    write_eval(&w, e);
    if (results) {
        write_results(&w, e);
        hc_jw_key(&w, "stats");
        hc_jw_obj(&w);
        hc_jw_kstr(&w, "started_at", hc_eval_time(e->a, h->from_us));
        hc_jw_kstr(&w, "completed_at", hc_eval_time(e->a, h->to_us));
        hc_eval_usage_write(&w, "model_usage", h->target, &e->usage);
        hc_jw_end(&w);
    }
    hc_jw_end(&w);
}

hc_code hc_eval_writer_write(hc_eval_writer *e, const char *path, hc_err *err)
{
    hc_jw_end(&e->w_summaries);
    hc_jw_end(&e->w_ids);
    write_head(e, false);
    HC_TRY(hc_archive_add(e->zip, HC_S("_journal/start.json"), hc_buf_view(&e->member), err));
    HC_TRY(hc_archive_add(e->zip, HC_S("_journal/summaries/1.json"), hc_buf_view(&e->summaries), err));
    HC_TRY(hc_archive_add(e->zip, HC_S("summaries.json"), hc_buf_view(&e->summaries), err));
    write_head(e, true);
    HC_TRY(hc_archive_add(e->zip, HC_S("header.json"), hc_buf_view(&e->member), err));
    return hc_archive_write(e->zip, path, 0600, err);
}
