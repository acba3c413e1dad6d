// SPDX-License-Identifier: Apache-2.0
#include "cli/beside.h"
#include "cli/chromium.h"
#include "cli/sides.h"
#include "cli/transcripts.h"
#include "engine/floor.h"
#include "engine/stop.h"
#include "io/archive.h"
#include "io/file.h"
#include "report/report.h"
#include "text/display.h"
#include "web/assets.h"

enum { EXAMPLES = 5, PROFILE_BYTES_MAX = 1 << 20, LANGS = 2 };

typedef enum format { TO_HTML, TO_MD, TO_JSON, TO_PDF, TO_HWPX, TO_COUNT } format;
static const char *const format_ids[TO_COUNT] = {"html", "md", "json", "pdf", "hwpx"};

typedef struct job {
    hc_cli *c;
    hc_sides *s;                     /* the runs, and what is compared with what */
    hc_report r;
    hc_profile profile;
    hc_comparison comparison;
    bool to[TO_COUNT], ko[LANGS];    /* ko[i]: language of the i-th document */
    size_t n_langs;
    hc_str dir;
    hc_example example[EXAMPLES];
    size_t n_examples, seen;
    hc_report_run *run;              /* whose cases are read */
} job;

/* ---- options --------------------------------------------------------------------------------------------- */

static hc_code unknown(const char *option, hc_str value, const char *of, hc_err *err)
{
    return hc_fail(err, HC_E_USAGE, "E-RPT-20", "--%s \"%.*s\" is none of %s", "--%s \"%.*s\": %s 가운데 하나가 아님", option, HC_FS(value), of);
}

static hc_code read_formats(job *j, hc_err *err)
{
    hc_str list = hc_opt_str(j->c, "to", NULL, HC_S("html,md,json")), one;
    while (hc_str_cut(&list, ',', &one)) {
        size_t i = 0;
        while (i < TO_COUNT && !hc_str_is(one, format_ids[i]))
            i++;
        if (i == TO_COUNT)
            return unknown("to", one, "html, md, json, pdf, hwpx", err);
        j->to[i] = true;
    }
    return HC_OK;
}

static hc_code read_langs(job *j, hc_err *err)
{
    hc_str list = hc_opt_has(j->c, "lang") ? hc_opt_str(j->c, "lang", NULL, HC_S("")) : HC_S("ko,en"), one;
    while (hc_str_cut(&list, ',', &one)) {
        bool ko = hc_str_is(one, "ko");
        if ((!ko && !hc_str_is(one, "en")) || j->n_langs == LANGS || (j->n_langs && j->ko[0] == ko))
            return unknown("lang", one, "ko, en", err);
        j->ko[j->n_langs++] = ko;
    }
    return HC_OK;
}

static hc_code read_profile(job *j, hc_err *err)
{
    hc_str name = hc_opt_str(j->c, "profile", NULL, HC_S("")), bytes;
    if (!name.n)
        return HC_OK;
    bytes = hc_profile_shipped(name);
    if (!bytes.p) {
        if (!hc_str_ends(name, HC_S(".yaml")))
            return unknown("profile", name, hc_cstr(j->c->arena, hc_fmt(j->c->arena, "%.*s, FILE.yaml", HC_FS(hc_profile_names()))), err);
        HC_TRY(hc_file_read(j->c->arena, hc_cstr(j->c->arena, name), PROFILE_BYTES_MAX, &bytes, err));
    }
    j->r.profile = &j->profile;
    return hc_profile_parse(j->c->arena, bytes, hc_cstr(j->c->arena, name), &j->profile, err);
}

static hc_code read_notes(job *j, hc_err *err)
{
    const char *path = hc_cstr(j->c->arena, hc_opt_str(j->c, "notes", NULL, HC_S("")));
    hc_str bytes, *ids = NULL;
    size_t n = j->r.profile ? hc_profile_ids(j->c->arena, j->r.profile, &ids) : 0;
    if (!*path)
        return HC_OK;
    HC_TRY(hc_file_read(j->c->arena, path, PROFILE_BYTES_MAX, &bytes, err));
    return hc_notes_read(j->c->arena, bytes, path, ids, n, &j->r.notes, err);
}

static hc_code read_options(job *j, hc_err *err)
{
    hc_str who = hc_opt_str(j->c, "for", NULL, HC_S("minister")), level = hc_opt_str(j->c, "level", NULL, HC_S("public"));
    j->r.engineer = hc_str_is(who, "engineer");
    if (!j->r.engineer && !hc_str_is(who, "minister"))
        return unknown("for", who, "minister, engineer", err);
    while (j->r.level < HC_LEVEL_CLOSED && !hc_str_is(level, hc_level_id(j->r.level)))
        j->r.level++;
    if (!hc_str_is(level, hc_level_id(j->r.level)))
        return unknown("level", level, "public, partial, closed", err);
    HC_TRY(read_formats(j, err));
    HC_TRY(read_langs(j, err));
    HC_TRY(read_profile(j, err));
    return read_notes(j, err);
}

/* ---- the object ------------------------------------------------------------------------------------------ */

static hc_code add_systems(job *j, const hc_recorded *r, hc_report_run *out, hc_err *err)
{
    hc_arena *a = j->c->arena;
    hc_json *endpoints;
    HC_TRY(hc_json_parse(a, hc_ledger_endpoints(r->ledger), "key file", &endpoints, err));
    out->target = HC_NEW_N(a, hc_report_target, r->plan->n_targets + 1);
    out->n_targets = r->plan->n_targets;
    for (size_t i = 0; i < r->plan->n_targets; i++) {
        const hc_plan_target *t = &r->plan->targets[i];
        out->target[i] = hc_report_target_of(a, t->alias, t->adapter, &t->params, t->system, endpoints);
    }
    hc_report_judges_of(a, r->plan->judges, r->plan->n_judges, endpoints, out);
    return HC_OK;
}

static hc_code make_tables(job *j, hc_opened_run *o, hc_report_run *out, hc_err *err)
{
    hc_arena *a = j->c->arena;
    hc_rows *floors = HC_NEW(a, hc_rows);
    hc_table *whole = HC_NEW(a, hc_table), *by = HC_NEW(a, hc_table);
    hc_table_wish w = {.packs = o->run.packs, .n_packs = o->run.n_packs, .rows = &o->rows, .rules = o->run.plan->rules, .n_rules = o->run.plan->n_rules};
    w.where = w.by = w.only_target = HC_S("");
    if (o->set) {
        HC_TRY(hc_floor_rows(&o->run, o->set, false, floors, err));
        w.floors = floors;
    }
    hc_stopped *stopped;
    if (o->run.plan->stop_metric.n) {
        HC_TRY(hc_stop_bounds(a, o->run.ledger, o->run.plan, &o->rows, &stopped, err));
        w.stopped = stopped;
        w.n_stopped = o->run.plan->n_targets;
    }
    HC_TRY(hc_table_make(a, &w, whole, err));
    HC_TRY(hc_beside_make(j->c, &o->run, o->set, &w, whole, &out->beside, err));
    w.by = HC_S("domain");
    HC_TRY(hc_table_make(a, &w, by, err));
    by->calibrated = whole->calibrated;
    by->shifted = whole->shifted;
    out->plain = whole;
    out->table = by;
    return HC_OK;
}

/* Targets that the arguments name of a run; an argument without one means all of them. */
static void add_named(const job *j, size_t run, hc_report_run *out)
{
    hc_str *named = HC_NEW_N(j->c->arena, hc_str, j->s->n_args + 1);
    size_t n = 0;
    bool all = false;
    for (size_t i = 0; i < j->s->n_args; i++) {
        if (j->s->arg[i].run != run)
            continue;
        all = all || !j->s->arg[i].target.n;
        named[n++] = j->s->arg[i].target;
    }
    out->named = named;
    out->n_named = all ? 0 : n;
}

static hc_code add_run(job *j, hc_opened_run *o, hc_report_run *out, hc_err *err)
{
    const hc_plan *p = o->run.plan;
    *out = (hc_report_run){.name = o->ref.name, .path = o->ref.path, .plan = hc_str_c(p->hash), .seed = p->seed,
                           .as_of = p->as_of, .packs = o->run.packs, .n_packs = o->run.n_packs,
                           .judge_mean = p->judge_mean, .stopping = p->stop_metric.n > 0, .n_rules = p->n_rules, .transforms = p->transforms,
                           .n_transforms = p->n_transforms, .epochs = p->epochs, .tokens_per_sample = p->tokens_per_sample, .imported = o->run.imported};
    add_named(j, (size_t)(o - j->s->run), out);
    for (size_t i = 0; i < o->rows.n; i++)
        out->open += o->rows.state[i] == HC_ST_OPEN && (!o->rows.beyond || !o->rows.beyond[i]);
    HC_TRY(add_systems(j, &o->run, out, err));
    HC_TRY(hc_report_of_ledger(j->c->arena, o->run.ledger, out, err));
    return make_tables(j, o, out, err);
}

/* Runs that have nothing in common are still a report, which then says so. */
static hc_code compare(job *j, hc_err *err)
{
    hc_compare_wish w = {.sides = j->s->side, .n_sides = j->s->n_sides, .match = j->s->match, .n_matches = j->s->n_matches, .where = HC_S(""),
                         .by = HC_S("domain"), .adjusted = true, .adjust = HC_ADJUST_HOLM};
    hc_err why = {0};
    j->r.no_comparison = HC_S("one target, one run");
    if (!w.n_matches)
        return HC_OK;
    hc_code code = hc_compare_make(j->c->arena, &w, &j->comparison, &why);
    if (code == HC_OK)
        j->r.comparison = &j->comparison;
    else if (code == HC_E_USAGE)
        j->r.no_comparison = hc_str_dup(j->c->arena, hc_str_c(why.en));
    else if (err)
        *err = why;
    return code == HC_E_USAGE ? HC_OK : code;
}

/* ---- cases ----------------------------------------------------------------------------------------------- */

static hc_code take_case(void *ctx, const hc_case *k, hc_arena *scratch, hc_err *err)
{
    job *j = ctx;
    hc_arena *a = j->c->arena;
    hc_example e;
    (void)err;
    j->seen++;
    if (j->n_examples == EXAMPLES || !hc_example_of(a, k->row, &e))
        return HC_OK;
    e.number = j->seen;
    e.prompt = hc_str_dup(a, hc_msg_text(scratch, &k->row->item->turns[0].msg));
    for (size_t i = 0; i < k->n_said; i++)
        if (hc_str_is(k->said[i].strand, "0"))
            e.answer = hc_str_dup(a, k->said[i].reply.text);
    j->example[j->n_examples++] = e;
    return HC_OK;
}

/* ---- files ----------------------------------------------------------------------------------------------- */

static hc_code write_file(job *j, hc_str path, hc_str bytes, hc_err *err)
{
    return hc_file_write(hc_cstr(j->c->arena, path), bytes, 0600, err);
}

static hc_doc_script chart_script(job *j)
{
    return (hc_doc_script){hc_asset_text(j->c->arena, "report.js"), HC_WEB_CHART_STYLE};
}

/* One for each chart that fits on a page; NULL, and a line that says why, if one of them cannot be made. */
static hc_str *pictures(job *j, const hc_document *d)
{
    hc_doc_script script = chart_script(j);
    hc_str *out = HC_NEW_N(j->c->arena, hc_str, d->n + 1);
    size_t n = 0;
    int height;
    hc_err err = {0};
    for (size_t i = 0; i < d->n; i++) {
        HC_AUTO(hc_buf) html = {0};
        if (!hc_doc_pictured(&d->block[i]))
            continue;
        hc_buf_init(&html, SIZE_MAX);
        hc_doc_picture_html(d, &d->block[i], &script, &height, &html);
        if (!script.text.n)
            hc_fail(&err, HC_E_UNSUPPORTED, "E-RPT-13", "built without its pages, which draw the charts", "그림을 그리는 웹 페이지 없이 빌드됨");
        else
            (void)hc_chromium_picture(j->c, hc_buf_view(&html), HC_DOC_PICTURE_WIDTH, height, &out[n++], &err);
        if (err.code == HC_OK)
            continue;
        hc_str why = hc_display_safe(j->c->arena, hc_str_c(j->c->ko ? err.ko : err.en), true), line = why;
        (void)hc_str_cut(&why, '\n', &line);
        hc_say(j->c, stderr, "hwpx with tables only: %.*s\n", "hwpx에 표만 넣음: %.*s\n", HC_FS(line));
        return NULL;
    }
    return out;
}

static hc_code write_hwpx(job *j, const hc_document *d, hc_str path, hc_err *err)
{
    hc_doc_member *m;
    size_t n;
    hc_archive_writer *w = hc_archive_writer_new();
    hc_code code = HC_OK;
    hc_doc_hwpx(d, pictures(j, d), j->c->arena, &m, &n);
    for (size_t i = 0; i < n && code == HC_OK; i++)
        code = i ? hc_archive_add(w, hc_str_c(m[i].name), m[i].bytes, err) : hc_archive_store(w, hc_str_c(m[i].name), m[i].bytes, err);
    if (code == HC_OK)
        code = hc_archive_write(w, hc_cstr(j->c->arena, path), 0600, err);
    hc_archive_writer_free(w);
    return code;
}

static hc_code write_json(job *j, const hc_document *docs, hc_str path, hc_err *err)
{
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_report_json(&j->r, docs, j->n_langs, &w);
    hc_buf_ch(&b, '\n');
    return write_file(j, path, hc_buf_view(&b), err);
}

/* A PDF that cannot be made does not take the other files along: its message is printed, the exit code says so. */
static hc_code write_pdf(job *j, hc_str html, hc_str path, bool *out_missing, hc_err *err)
{
    hc_err why = {0};
    hc_code code = hc_chromium_pdf(j->c, html, path, &why);
    if (code != HC_OK && code != HC_E_UNSUPPORTED && !hc_str_is(hc_str_c(why.id), "E-RPT-11")) {
        *err = why;
        return code;
    }
    *out_missing = code != HC_OK;
    if (*out_missing)
        (void)hc_complain(j->c, &why);
    return HC_OK;
}

static hc_code write_document(job *j, const hc_document *d, hc_str base, size_t *out_missing, hc_err *err)
{
    hc_arena *a = j->c->arena;
    HC_AUTO(hc_buf) html;
    HC_AUTO(hc_buf) md;
    hc_doc_script script = chart_script(j);
    bool no_pdf = false;
    hc_buf_init(&html, SIZE_MAX);
    hc_buf_init(&md, SIZE_MAX);
    hc_doc_html(d, &script, &html);
    hc_doc_markdown(d, &md);
    for (format f = 0; f < TO_COUNT; f++) {
        hc_str path = hc_fmt(a, "%.*s.%s.%s", HC_FS(base), d->ko ? "ko" : "en", format_ids[f]);
        if (!j->to[f] || f == TO_JSON)
            continue;
        no_pdf = false;
        if (f == TO_PDF)
            HC_TRY(write_pdf(j, hc_buf_view(&html), path, &no_pdf, err));
        else if (f == TO_HWPX)
            HC_TRY(write_hwpx(j, d, path, err));
        else
            HC_TRY(write_file(j, path, f == TO_HTML ? hc_buf_view(&html) : hc_buf_view(&md), err));
        *out_missing += no_pdf;
        if (!no_pdf && !hc_opt_has(j->c, "json"))
            printf("%.*s\n", HC_FS(path));
    }
    return HC_OK;
}

static hc_code write_all(job *j, size_t *out_missing, hc_err *err)
{
    hc_arena *a = j->c->arena;
    hc_document docs[LANGS];
    hc_str name = hc_fmt(a, "%.*s-%s", HC_FS(j->r.run[0].name), j->r.engineer ? "report" : "summary");
    hc_str base = hc_path_join(a, j->dir, name), json = hc_fmt(a, "%.*s.json", HC_FS(base));
    HC_TRY(hc_dir_make(hc_cstr(a, j->dir), 0777, err));
    for (size_t i = 0; i < j->n_langs; i++)
        (j->r.engineer ? hc_report_full : hc_report_page)(a, &j->r, j->ko[i], &docs[i]);
    for (size_t i = 0; i < j->n_langs; i++)
        HC_TRY(write_document(j, &docs[i], base, out_missing, err));
    if (j->to[TO_JSON]) {
        HC_TRY(write_json(j, docs, json, err));
        if (!hc_opt_has(j->c, "json"))
            printf("%.*s\n", HC_FS(json));
    }
    if (!hc_opt_has(j->c, "json"))
        return HC_OK;
    HC_AUTO(hc_buf) b;
    hc_jw w;
    hc_buf_init(&b, SIZE_MAX);
    hc_jw_init(&w, &b);
    hc_report_json(&j->r, docs, j->n_langs, &w);
    hc_out_result(j->c, hc_buf_view(&b));
    return HC_OK;
}

static hc_code report(job *j, size_t *out_missing, hc_err *err)
{
    HC_TRY(read_options(j, err));
    HC_TRY(hc_need_args(j->c, 0, HC_SIDES_MAX, err));
    HC_TRY(hc_sides_open_any(j->s, err));
    j->dir = hc_opt_str(j->c, "out", NULL, HC_S("."));
    j->r.n_runs = j->s->n_runs;
    j->r.run = HC_NEW_N(j->c->arena, hc_report_run, j->r.n_runs);
    for (size_t i = 0; i < j->r.n_runs; i++)
        HC_TRY(add_run(j, &j->s->run[i], &j->r.run[i], err));
    HC_TRY(compare(j, err));
    if (j->r.engineer)
        HC_TRY(hc_transcripts_each(j->c, &j->s->run[0].run, j->s->run[0].set, HC_S(""), take_case, j, err));
    j->r.example = j->example;
    j->r.n_examples = j->n_examples;
    hc_report_fields(j->c->arena, &j->r);
    return write_all(j, out_missing, err);
}

int hc_cmd_report(hc_cli *c)
{
    hc_err err = {0};
    size_t missing = 0;
    job *j = HC_NEW(c->arena, job);
    *j = (job){.c = c, .s = HC_NEW(c->arena, hc_sides)};
    j->s->c = c;
    hc_code code = report(j, &missing, &err);
    hc_sides_close(j->s);
    return code != HC_OK ? hc_complain(c, &err) : missing ? HC_EXIT_INCOMPLETE : HC_EXIT_OK;
}
