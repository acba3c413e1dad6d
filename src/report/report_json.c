// SPDX-License-Identifier: Apache-2.0
#include "report/report.h"

static void both(hc_jw *w, const char *key, const hc_both *b)
{
    hc_jw_key(w, key);
    hc_jw_obj(w);
    hc_jw_kstr(w, "en", b->en);
    hc_jw_kstr(w, "ko", b->ko);
    hc_jw_end(w);
}

static void targets(const hc_report_run *r, hc_jw *w)
{
    hc_jw_key(w, "systems");
    hc_jw_arr(w);
    for (size_t i = 0; i < r->n_targets; i++) {
        hc_jw_obj(w);
        hc_jw_kstr(w, "target", r->target[i].alias);
        hc_jw_kstr(w, "adapter", r->target[i].adapter);
        hc_jw_kstr(w, "model", r->target[i].model);
        hc_jw_kstr(w, "parameters", r->target[i].params);
        hc_jw_kstr(w, "system_digest", r->target[i].system);
        hc_jw_end(w);
    }
    hc_jw_end(w);
}

/* `result` is that of `haechi show RUN --by domain --json`. */
static void run(const hc_report_run *r, hc_jw *w)
{
    hc_jw_obj(w);
    hc_jw_kstr(w, "name", r->name);
    hc_jw_kstr(w, "path", r->path);
    hc_jw_kstr(w, "plan", r->plan);
    hc_jw_kstr(w, "root", r->root);
    hc_jw_kstr(w, "seed", r->seed);
    hc_jw_kstr(w, "as_of", r->as_of);
    hc_jw_kstr(w, "haechi", r->haechi);
    hc_jw_kstr(w, "os", r->os);
    hc_jw_ki64(w, "epochs", r->epochs);
    hc_jw_kbool(w, "imported", r->imported);
    hc_jw_ki64(w, "open", (int64_t)r->open);
    hc_jw_ki64(w, "labels", (int64_t)r->labels);
    hc_jw_ki64(w, "calls", r->totals.calls);
    hc_jw_ki64(w, "in_doubt", r->totals.in_doubt);
    hc_jw_ki64(w, "cost_micro", r->totals.cost_usd_micro);
    targets(r, w);
    hc_jw_key(w, "result");
    hc_table_json(r->table, &r->beside, w);
    hc_jw_end(w);
}

static void fields(const hc_report *r, hc_jw *w)
{
    hc_jw_key(w, "fields");
    hc_jw_arr(w);
    for (size_t i = 0; i < HC_FIELDS; i++) {
        const hc_field *f = &r->field[i];
        hc_jw_obj(w);
        hc_jw_kc(w, "id", f->id);
        both(w, "title", &f->title);
        hc_jw_kc(w, "state", !f->filled ? "missing" : f->stated ? "stated" : "recorded");
        both(w, f->filled ? "text" : "reason", &f->text);
        hc_jw_end(w);
    }
    hc_jw_end(w);
}

static void profile(hc_arena *a, const hc_report *r, hc_jw *w)
{
    size_t met = 0, unverified = 0;
    hc_jw_key(w, "profile");
    if (!r->profile) {
        hc_jw_null(w);
        return;
    }
    hc_jw_obj(w);
    hc_jw_kstr(w, "profile", r->profile->id);
    both(w, "note", &r->profile->note);
    hc_jw_key(w, "clauses");
    hc_jw_arr(w);
    for (size_t i = 0; i < r->profile->n_clauses; i++) {
        hc_str missing = hc_clause_missing(a, r, &r->profile->clause[i]), id;
        hc_jw_obj(w);
        hc_jw_kstr(w, "id", r->profile->clause[i].id);
        both(w, "title", &r->profile->clause[i].title);
        hc_jw_kbool(w, "evidence", !missing.n);
        hc_jw_kbool(w, "unverified", r->profile->clause[i].unverified);
        met += !missing.n;
        unverified += r->profile->clause[i].unverified;
        hc_jw_key(w, "missing");
        hc_jw_arr(w);
        while (hc_str_cut(&missing, ' ', &id))
            hc_jw_str(w, id);
        hc_jw_end(w);
        hc_jw_end(w);
    }
    hc_jw_end(w);
    hc_jw_ki64(w, "with_evidence", (int64_t)met);
    hc_jw_ki64(w, "of", (int64_t)r->profile->n_clauses);
    hc_jw_ki64(w, "unverified", (int64_t)unverified);
    hc_jw_end(w);
}

static void limits_and_actions(hc_arena *a, const hc_report *r, hc_jw *w)
{
    hc_both *limit;
    hc_action *action;
    size_t n = hc_report_limits(a, r, &limit), m = hc_report_actions(a, r, &action);
    hc_jw_key(w, "limits");
    hc_jw_arr(w);
    for (size_t i = 0; i < n; i++) {
        hc_jw_obj(w);
        both(w, "text", &limit[i]);
        hc_jw_end(w);
    }
    hc_jw_end(w);
    hc_jw_key(w, "actions");
    hc_jw_arr(w);
    for (size_t i = 0; i < m; i++) {
        hc_jw_obj(w);
        both(w, "what", &action[i].what);
        both(w, "who", &action[i].who);
        hc_jw_kstr(w, "due", action[i].due);
        hc_jw_end(w);
    }
    hc_jw_end(w);
}

void hc_report_json(const hc_report *r, const hc_document *docs, size_t n_docs, hc_jw *w)
{
    HC_AUTO(hc_arena_ptr) a = hc_arena_new();
    hc_jw_obj(w);
    hc_jw_kc(w, "for", r->engineer ? "engineer" : "minister");
    hc_jw_kc(w, "level", hc_level_id(r->level));
    hc_jw_kc(w, "status", r->notes.final ? "final" : "draft");
    hc_jw_key(w, "runs");
    hc_jw_arr(w);
    for (size_t i = 0; i < r->n_runs; i++)
        run(&r->run[i], w);
    hc_jw_end(w);
    hc_jw_key(w, "comparison");
    if (r->comparison)
        hc_compare_json(r->comparison, w);
    else
        hc_jw_null(w);
    if (!r->comparison)
        hc_jw_kstr(w, "no_comparison", r->no_comparison);
    fields(r, w);
    profile(a, r, w);
    limits_and_actions(a, r, w);
    hc_jw_key(w, "documents");
    hc_jw_arr(w);
    for (size_t i = 0; i < n_docs; i++)
        hc_doc_json(&docs[i], w);
    hc_jw_end(w);
    hc_jw_end(w);
}
