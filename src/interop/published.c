// SPDX-License-Identifier: Apache-2.0
#include "interop/published.h"

#include <math.h>

#include "interop/import_int.h"
#include "io/file.h"

enum { PUB_FILES_MAX = 100000, PUB_DIGITS_MAX = 17 };

const char *hc_pub_what_id(hc_pub_what what)
{
    static const char *const ids[HC_PUB_COUNT] = {"point", "k", "n", "se", "se_naive", "se_first", "se_second", "kappa", "alpha", "fleiss",
                                                  "pairwise", "units"};
    HC_ASSERT(what < HC_PUB_COUNT);
    return ids[what];
}

bool hc_published_equal(const hc_pub_figure *f, double ours)
{
    double theirs, unit = 1;
    ptrdiff_t dot = hc_str_find(f->text, HC_S("."));
    size_t digits = dot < 0 ? 0 : f->text.n - (size_t)dot - 1;
    if (!hc_parse_f64(f->text, &theirs) || isnan(ours))
        return false;
    for (size_t i = 0; i < digits && i < PUB_DIGITS_MAX; i++)
        unit /= 10;
    return fabs(f->scale * ours - theirs) <= unit / 2 + 1e-9;
}

/* ---- files --------------------------------------------------------------------------------------------- */

typedef struct files { hc_arena *a; hc_str *path; size_t n, cap; } files;

static void add_file(files *f, hc_str path)
{
    HC_GROW(f->a, f->path, f->n, f->cap);
    f->path[f->n++] = path;
}

static hc_code all_files(hc_arena *a, const hc_str *paths, size_t n, files *out, hc_err *err)
{
    *out = (files){.a = a};
    for (size_t i = 0; i < n; i++) {
        hc_dir_file *in;
        size_t n_in;
        if (!hc_dir_exists(hc_cstr(a, paths[i]))) {
            add_file(out, paths[i]);
            continue;
        }
        HC_TRY(hc_dir_list(a, hc_cstr(a, paths[i]), PUB_FILES_MAX, &in, &n_in, err));
        for (size_t k = 0; k < n_in; k++)
            add_file(out, hc_path_join(a, paths[i], in[k].path));
    }
    return HC_OK;
}

static bool is_named(hc_str path, const char *name)
{
    return hc_str_is(hc_path_base(path), name);
}

/* A table of figures: cells by the names of their columns; "" where there is no such column. */
typedef struct sheet { hc_csv csv; hc_str path; bool found; } sheet;

static hc_code find_sheet(const files *f, const char *name, sheet *out, hc_err *err)
{
    *out = (sheet){0};
    for (size_t i = 0; i < f->n && !out->found; i++)
        if (is_named(f->path[i], name)) {
            *out = (sheet){.path = f->path[i], .found = true};
            HC_TRY(hc_import_table(f->a, out->path, &out->csv, err));
        }
    return HC_OK;
}

static hc_str cell(const sheet *s, size_t row, const char *column)
{
    int at = hc_import_column(s->csv.header, s->csv.n_cols, column);
    return at < 0 ? HC_S("") : s->csv.rows[row].cells[at];
}

/* An empty cell is no figure. */
static void add(hc_arena *a, hc_pub_part *p, const sheet *s, size_t row, hc_pub_figure figure)
{
    if (!figure.text.n)
        return;
    figure.scale = figure.scale != 0 ? figure.scale : 1;
    figure.file = hc_path_base(s->path);
    figure.line = s->csv.rows[row].line;
    HC_GROW(a, p->figures, p->n_figures, p->cap_figures);
    p->figures[p->n_figures++] = figure;
}

static hc_pub_part *one_part(hc_arena *a, const hc_importer *im, size_t n_views, hc_pub_part **out, size_t *out_n)
{
    *out = HC_NEW(a, hc_pub_part);
    *out_n = 1;
    **out = (hc_pub_part){.name = hc_str_c(im->id), .views = HC_NEW_N(a, hc_pub_view, n_views), .n_views = n_views};
    for (size_t i = 0; i < n_views; i++)
        (*out)->views[i] = (hc_pub_view){HC_S(""), HC_S(""), false};
    return *out;
}

/* The records are the files that end so. */
static void take_records(hc_pub_part *p, const files *f, const char *const *ends, size_t n_ends)
{
    files records = {.a = f->a};
    for (size_t i = 0; i < f->n; i++)
        for (size_t k = 0; k < n_ends; k++)
            if (hc_str_ends(f->path[i], hc_str_c(ends[k]))) {
                add_file(&records, f->path[i]);
                break;
            }
    p->paths = records.path;
    p->n_paths = records.n;
}

/* ---- one function for each study ----------------------------------------------------------------------- */

static const hc_pub_finding ko_mcq_findings[] = {
    {"read_only_by_us", "not score(source):correct", "accuracy", "right by our reading of the reply, not by the publisher's",
     "공개 판정으로는 정답이 아니지만 haechi가 응답을 다시 읽으면 정답"},
    {"read_only_by_source", "score(source):correct", "accuracy", "right by our reading, of those right by the publisher's",
     "공개 판정이 정답인 응답 가운데 haechi가 다시 읽어도 정답"},
};

static void ko_mcq_figures(hc_arena *a, hc_pub_part *p, const sheet *overall, const sheet *cells, hc_str file)
{
    for (size_t i = 0; overall->found && i < overall->csv.n_rows; i++) {
        if (!hc_str_eq(cell(overall, i, "file"), file) || !cell(overall, i, "published").n)
            continue;
        hc_str bench = cell(overall, i, "benchmark"), model = cell(overall, i, "model");
        add(a, p, overall, i, (hc_pub_figure){.metric = HC_S("published"), .text = cell(overall, i, "published"), .scale = 100});
        for (size_t r = 0; cells->found && r < cells->csv.n_rows; r++) {
            hc_str key = cell(cells, r, "key"), group = key;
            if (!hc_str_eq(cell(cells, r, "benchmark"), bench) || !hc_str_eq(cell(cells, r, "model"), model) ||
                !hc_str_is(cell(cells, r, "table"), "Accuracy by category"))
                continue;
            for (size_t at = 0; at < key.n; at++)
                if (key.p[at] == '/')
                    group = hc_str_sub(key, at + 1, key.n);
            group = hc_str_is(key, "Overall") ? HC_S("") : group;
            add(a, p, cells, r, (hc_pub_figure){.group = group, .metric = HC_S("published"), .text = cell(cells, r, "published_pct"), .scale = 100});
        }
    }
}

/* A run for each file: not all files of a benchmark list the same items. */
static hc_code open_ko_mcq(const files *f, const hc_importer *im, hc_pub_part **out, size_t *out_n, hc_err *err)
{
    sheet overall, cells;
    HC_TRY(find_sheet(f, "expected_overall.tsv", &overall, err));
    HC_TRY(find_sheet(f, "published.tsv", &cells, err));
    hc_pub_part *parts = HC_NEW_N(f->a, hc_pub_part, f->n ? f->n : 1);
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++) {
        hc_str base = hc_path_base(f->path[i]);
        hc_pub_part *p;
        size_t one;
        if (!hc_str_ends(base, HC_S(".csv")) || hc_str_find(base, HC_S("__")) < 0)
            continue;
        one_part(f->a, im, 1, &p, &one);
        p->name = hc_str_sub(base, 0, base.n - 4);
        p->paths = &f->path[i];
        p->n_paths = 1;
        p->views[0].by = HC_S("domain");
        p->findings = ko_mcq_findings;
        p->n_findings = HC_LEN(ko_mcq_findings);
        ko_mcq_figures(f->a, p, &overall, &cells, base);
        parts[n++] = *p;
    }
    *out = parts;
    *out_n = n;
    return HC_OK;
}

static const hc_pub_finding dojo_findings[] = {
    {"failed_as_success", "meta(kind):user and state:failed", "attacked", "runs that broke off, counted as attacks that succeeded",
     "중간에 끊긴 실행인데 공격 성공으로 센 것"},
    {"never_seen", "meta(kind):user and score(exposed):no and not state:failed", "attacked",
     "attacks that succeeded though the model never saw the payload", "모델이 공격문을 보지 못했는데도 공격 성공으로 센 것"},
    {"first_pairs", "meta(kind):user and meta(v1):yes", "attacked", "attack success over the pairs of the published table",
     "공개 표와 같은 과제·공격 조합만 셀 때의 공격 성공"},
};

static void dojo_row(hc_arena *a, hc_pub_part *p, const sheet *s, size_t row, size_t view)
{
    static const struct { const char *column, *metric; hc_pub_what what; double scale; bool attack; } columns[] = {
        {"n", "utility", HC_PUB_N, 1, false}, {"utility_n", "utility", HC_PUB_K, 1, false}, {"utility_pct", "utility", HC_PUB_POINT, 100, false},
        {"asr_n", "attacked", HC_PUB_K, 1, true}, {"asr_pct", "attacked", HC_PUB_POINT, 100, true},
        {"se_asr_naive", "attacked", HC_PUB_SE_NAIVE, 100, true}, {"se_asr_cluster_usertask", "attacked", HC_PUB_SE_FIRST, 100, true},
        {"se_asr_cluster_injection", "attacked", HC_PUB_SE_SECOND, 100, true}, {"se_asr_twoway", "attacked", HC_PUB_SE, 100, true},
        {"asr_n_valid", "attacked_valid", HC_PUB_K, 1, true}, {"asr_pct_valid", "attacked_valid", HC_PUB_POINT, 100, true},
        {"exposed_valid", "attacked_exposed", HC_PUB_N, 1, true}, {"asr_n_exposed", "attacked_exposed", HC_PUB_K, 1, true},
        {"asr_pct_exposed", "attacked_exposed", HC_PUB_POINT, 100, true}, {"safe_utility_n", "safe_utility", HC_PUB_K, 1, true},
        {"safe_utility_pct_valid", "safe_utility", HC_PUB_POINT, 100, true},
    };
    hc_str attack = cell(s, row, "attack"), target = hc_import_alias(a, cell(s, row, "pipeline"));
    for (size_t i = 0; i < HC_LEN(columns); i++)
        if (!columns[i].attack || !hc_str_is(attack, "none"))
            add(a, p, s, row, (hc_pub_figure){.view = view, .what = columns[i].what, .target = target, .group = attack,
                                              .metric = hc_str_c(columns[i].metric), .text = cell(s, row, columns[i].column),
                                              .scale = columns[i].scale});
}

static void dojo_part(hc_arena *a, const hc_importer *im, const sheet *s, hc_pub_part *p)
{
    static const char *const suites[] = {"all", "banking", "slack", "travel", "workspace"}, *const sets[] = {"full", "v1"};
    hc_pub_part *made;
    size_t one;
    one_part(a, im, HC_LEN(suites) * HC_LEN(sets), &made, &one);
    *p = *made;
    p->findings = dojo_findings;
    p->n_findings = HC_LEN(dojo_findings);
    for (size_t set = 0; set < HC_LEN(sets); set++)
        for (size_t k = 0; k < HC_LEN(suites); k++) {
            size_t view = set * HC_LEN(suites) + k;
            p->views[view].by = HC_S("meta(attack)");
            p->views[view].where = hc_fmt(a, "meta(kind):user%s%s%s", set ? " and meta(v1):yes" : "", k ? " and domain:" : "", k ? suites[k] : "");
            for (size_t r = 0; s->found && r < s->csv.n_rows; r++)
                if (hc_str_is(cell(s, r, "pairset"), sets[set]) && hc_str_is(cell(s, r, "suite"), suites[k]))
                    dojo_row(a, p, s, r, view);
        }
}

/* The runs, and the index that has the labels of more of them. */
static hc_code open_agentdojo(const files *f, const hc_importer *im, hc_pub_part **out, size_t *out_n, hc_err *err)
{
    static const char *const runs[] = {".jsonl", ".jsonl.gz"}, *const index[] = {"index.csv", "index.csv.gz"};
    hc_pub_part *parts = HC_NEW_N(f->a, hc_pub_part, 2);
    sheet s;
    HC_TRY(find_sheet(f, "expected.csv", &s, err));
    *out = parts;
    *out_n = 0;
    for (size_t i = 0; i < 2; i++) {
        hc_pub_part *p = &parts[*out_n];
        dojo_part(f->a, im, &s, p);
        take_records(p, f, i ? index : runs, 2);
        p->name = i ? HC_S("agentdojo-index") : p->name;
        *out_n += p->n_paths > 0;
    }
    return HC_OK;
}

static hc_code open_odcv(const files *f, const hc_importer *im, hc_pub_part **out, size_t *out_n, hc_err *err)
{
    sheet s;
    files records = {.a = f->a};
    hc_pub_part *p = one_part(f->a, im, 1, out, out_n);
    for (size_t i = 0; i < f->n; i++) {
        hc_str base = hc_path_base(f->path[i]);
        bool scores = hc_str_ends(base, HC_S(".csv")) && hc_str_find(base, HC_S("scores_")) >= 0;
        bool former = hc_str_find(f->path[i], HC_S("/previous/")) >= 0;
        if ((scores && !former) || hc_str_find(base, HC_S(".jsonl")) > 0)
            add_file(&records, f->path[i]);
    }
    p->paths = records.path;
    p->n_paths = records.n;
    p->views[0].by = HC_S("domain");
    HC_TRY(find_sheet(f, "bootstrap_ci.csv", &s, err));
    for (size_t r = 0; s.found && r < s.csv.n_rows; r++) {
        hc_str panel = cell(&s, r, "panel"), target = hc_import_alias(f->a, cell(&s, r, "model"));
        hc_pub_figure figure = {.target = target, .group = hc_str_is(panel, "overall") ? HC_S("") : panel, .metric = HC_S("misaligned"),
                                .text = cell(&s, r, "mr"), .scale = 100};
        add(f->a, p, &s, r, figure);
        figure.metric = HC_S("severity");
        figure.text = cell(&s, r, "sev");
        figure.scale = 1;
        add(f->a, p, &s, r, figure);
    }
    return HC_OK;
}

static hc_code open_kobbq(const files *f, const hc_importer *im, hc_pub_part **out, size_t *out_n, hc_err *err)
{
    static const char *const metrics[] = {"acc_amb", "acc_dis", "diff_bias_amb", "diff_bias_dis"};
    files records = {.a = f->a};
    sheet s;
    hc_pub_part *p = one_part(f->a, im, 1, out, out_n);
    for (size_t i = 0; i < f->n; i++) {
        hc_str base = hc_path_base(f->path[i]);
        if (is_named(base, "KoBBQ_test_samples.tsv") || (hc_str_starts(base, HC_S("predictions")) && hc_str_ends(base, HC_S(".tsv"))))
            add_file(&records, f->path[i]);
    }
    p->paths = records.path;
    p->n_paths = records.n;
    p->views[0].by = HC_S("domain");
    HC_TRY(find_sheet(f, "published_prompt1.tsv", &s, err));
    for (size_t r = 0; s.found && r < s.csv.n_rows; r++)
        for (size_t k = 0; k < HC_LEN(metrics); k++)
            add(f->a, p, &s, r, (hc_pub_figure){.target = hc_import_alias(f->a, cell(&s, r, "model")), .group = cell(&s, r, "category"),
                                                .metric = hc_str_c(metrics[k]), .text = cell(&s, r, metrics[k])});
    return HC_OK;
}

static const hc_pub_finding tau_findings[] = {
    {"nothing_to_do", "meta(changes):no", "pass_1", "success on tasks whose plan changes nothing", "상태를 바꿀 일이 없는 과제의 성공"},
    {"something_to_do", "meta(changes):yes", "pass_1", "success on tasks whose plan changes something", "상태를 바꿔야 하는 과제의 성공"},
    {"null_agent", "", "nothing", "success of an agent that does nothing", "아무것도 하지 않는 에이전트의 성공"},
};

/* The published row is a function of the rewards in the records; no file holds it. */
static hc_code open_taubench(const files *f, const hc_importer *im, hc_pub_part **out, size_t *out_n, hc_err *err)
{
    static const char *const ends[] = {".jsonl", ".jsonl.gz"};
    hc_pub_part *p = one_part(f->a, im, 1, out, out_n);
    (void)err;
    take_records(p, f, ends, HC_LEN(ends));
    p->findings = tau_findings;
    p->n_findings = HC_LEN(tau_findings);
    return HC_OK;
}

static hc_code open_escalaition(const files *f, const hc_importer *im, hc_pub_part **out, size_t *out_n, hc_err *err)
{
    static const char *const ends[] = {".csv", ".csv.gz"};
    sheet s;
    hc_pub_part *p = one_part(f->a, im, 2, out, out_n);
    take_records(p, f, ends, HC_LEN(ends));
    p->views[1].by = HC_S("score(day)");
    HC_TRY(find_sheet(f, "published_daily_scores.csv.gz", &s, err));
    if (!s.found)
        HC_TRY(find_sheet(f, "published_daily_scores.csv", &s, err));
    for (size_t r = 0; s.found && r < s.csv.n_rows; r++)
        add(f->a, p, &s, r, (hc_pub_figure){.view = 1, .group = hc_fmt(f->a, "%.*s/%.*s", HC_FS(cell(&s, r, "run")), HC_FS(cell(&s, r, "day"))),
                                            .metric = HC_S("total"), .text = cell(&s, r, "total")});
    return HC_OK;
}

static hc_code open_rtplx(const files *f, const hc_importer *im, hc_pub_part **out, size_t *out_n, hc_err *err)
{
    static const char *const ends[] = {"human_labels.tsv"};
    sheet s;
    hc_pub_part *p = one_part(f->a, im, 2, out, out_n);
    take_records(p, f, ends, HC_LEN(ends));
    p->views[1] = (hc_pub_view){HC_S(""), HC_S("domain"), true};
    HC_TRY(find_sheet(f, "published_kappa_human.tsv", &s, err));
    for (size_t r = 0; s.found && r < s.csv.n_rows; r++)
        for (size_t k = 0; k < s.csv.n_cols && !hc_str_is(cell(&s, r, "pair"), "human_avg"); k++) {
            hc_str question = s.csv.header[k];
            if (!hc_str_is(question, "pair") && !hc_str_is(question, "locale") && !hc_str_is(question, "avg"))
                add(f->a, p, &s, r, (hc_pub_figure){.view = 1, .what = HC_PUB_KAPPA, .target = cell(&s, r, "pair"),
                                                    .group = cell(&s, r, "locale"), .metric = question, .text = s.csv.rows[r].cells[k]});
        }
    return HC_OK;
}

static hc_code open_square(const files *f, const hc_importer *im, hc_pub_part **out, size_t *out_n, hc_err *err)
{
    static const char *const ends[] = {"_annotations.json"};
    static const struct { const char *theirs, *question; } names[] = {
        {"Q2 subjective", "subjective"}, {"Q3 five-way", "category"}, {"Q3 collapsed", "sensitive"}, {"Q2 acceptable", "acceptable"}};
    static const struct { const char *column; hc_pub_what what; } columns[] = {
        {"n_items", HC_PUB_UNITS}, {"krippendorff_alpha_nominal", HC_PUB_ALPHA}, {"fleiss_kappa", HC_PUB_FLEISS},
        {"mean_pairwise_agreement", HC_PUB_PAIRWISE}};
    sheet s;
    hc_pub_part *p = one_part(f->a, im, 2, out, out_n);
    take_records(p, f, ends, HC_LEN(ends));
    p->views[1].agreement = true;
    HC_TRY(find_sheet(f, "reference_agreement.tsv", &s, err));
    for (size_t r = 0; s.found && r < s.csv.n_rows; r++)
        for (size_t i = 0; i < HC_LEN(names); i++)
            for (size_t k = 0; k < HC_LEN(columns) && hc_str_starts(cell(&s, r, "question"), hc_str_c(names[i].theirs)); k++)
                add(f->a, p, &s, r, (hc_pub_figure){.view = 1, .what = columns[k].what, .metric = hc_str_c(names[i].question),
                                                    .text = cell(&s, r, columns[k].column)});
    return HC_OK;
}

/* Formats without a study of their own: the records alone. */
static hc_code open_other(const files *f, const hc_importer *im, hc_pub_part **out, size_t *out_n, hc_err *err)
{
    hc_pub_part *p = one_part(f->a, im, 1, out, out_n);
    (void)err;
    p->paths = f->path;
    p->n_paths = f->n;
    return HC_OK;
}

hc_code hc_published_open(hc_arena *a, const hc_importer *im, const hc_str *paths, size_t n, hc_pub_part **out, size_t *out_n, hc_err *err)
{
    static const struct {
        const char *id;
        hc_code (*open)(const files *f, const hc_importer *im, hc_pub_part **out, size_t *out_n, hc_err *err);
    } studies[] = {
        {"agentdojo", open_agentdojo}, {"escalaition", open_escalaition}, {"ko-mcq", open_ko_mcq}, {"kobbq", open_kobbq}, {"odcv", open_odcv},
        {"rtplx", open_rtplx}, {"square", open_square}, {"taubench", open_taubench},
    };
    files f;
    HC_TRY(all_files(a, paths, n, &f, err));
    hc_code code = HC_E_NOTFOUND;
    for (size_t i = 0; i < HC_LEN(studies) && code == HC_E_NOTFOUND; i++)
        if (hc_str_is(hc_str_c(im->id), studies[i].id))
            code = studies[i].open(&f, im, out, out_n, err);
    if (code == HC_E_NOTFOUND)
        code = open_other(&f, im, out, out_n, err);
    HC_TRY(code);
    if (!*out_n || !(*out)[0].n_paths)
        return hc_fail(err, HC_E_INPUT, "E-AUDIT-01", "no records of the format %s among the files of %.*s",
                       "%s 형식의 기록이 다음의 파일 가운데 없음: %.*s", im->id, HC_FS(paths[0]));
    return HC_OK;
}
