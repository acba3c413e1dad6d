// SPDX-License-Identifier: Apache-2.0
#include "cli/beside.h"

#include "cli/runs.h"
#include "core/label.h"
#include "report/judging.h"
#include "report/shift.h"
#include "score/grader.h"
#include "score/judge_check.h"
#include "score/score.h"

static hc_code make_shifts(hc_cli *c, const hc_recorded *r, const hc_sset *set, const hc_table_wish *w, hc_beside *out, hc_err *err)
{
    const hc_plan *p = r->plan;
    if (p->n_transforms == 1)
        return HC_OK;
    hc_str *targets = HC_NEW_N(c->arena, hc_str, p->n_targets);
    size_t n = 0;
    for (size_t i = 0; i < p->n_targets; i++)
        if (!w->only_target.n || hc_str_eq(w->only_target, p->targets[i].alias))
            targets[n++] = p->targets[i].alias;
    hc_side base = {.rows = w->rows, .packs = r->packs, .n_packs = r->n_packs, .set = set->definition};
    hc_shifts *shifts = HC_NEW(r->arena, hc_shifts);
    out->shifts = shifts;
    return hc_shifts_make(r->arena, &base, targets, n, p->transforms, p->n_transforms, shifts, err);
}

/* A judge, its rubric and its scale as one line. */
static hc_code judge_line(hc_arena *a, const hc_sset *set, hc_str pack, hc_str *out, hc_err *err)
{
    hc_grading g;
    HC_TRY(hc_grading_read(a, set ? set->definition : HC_S(""), pack, &g, err));
    *out = hc_grader(a, &g, HC_EXPECT_NONE, HC_S(""));
    return HC_OK;
}

static hc_str model_of(hc_arena *a, const hc_json *endpoints, hc_str alias)
{
    return hc_json_str(hc_json_get(endpoints, hc_cstr(a, alias)), "model", HC_S(""));
}

/* An alias is a name of haechi.yaml, which may have meant another model then. A run whose key file is gone cannot be asked. */
static hc_code same_models(hc_cli *c, const hc_recorded *r, const hc_sset *set, const hc_recorded *check, hc_err *err)
{
    hc_score_set judged;
    hc_str *aliases;
    hc_json *ours, *theirs;
    HC_TRY(hc_score_set_read(c->arena, set->definition, &judged, &aliases, err));
    HC_TRY(hc_json_parse(c->arena, hc_ledger_endpoints(r->ledger), "key file", &ours, err));
    HC_TRY(hc_json_parse(c->arena, hc_ledger_endpoints(check->ledger), "key file", &theirs, err));
    for (size_t i = 0; i < judged.n_members; i++) {
        hc_str run = model_of(c->arena, ours, aliases[i]), checked = model_of(c->arena, theirs, aliases[i]);
        if (run.n && checked.n && !hc_str_eq(run, checked))
            return hc_fail(err, HC_E_USAGE, "E-JUDGE-06",
                           "judge %.*s is model %.*s in the run and %.*s in the check\ncheck the model that judged the run",
                           "채점 모델 %.*s{이/가} 실행에서는 %.*s, 점검에서는 %.*s임\n실행을 채점한 모델을 점검하십시오",
                           HC_FS(aliases[i]), HC_FS(run), HC_FS(checked));
    }
    return HC_OK;
}

static hc_code same_judge(hc_cli *c, const hc_recorded *r, const hc_sset *set, const hc_recorded *check, hc_err *err)
{
    const hc_pack *checked = check->packs[0];
    hc_str ours = HC_S(""), theirs, base = hc_str_sub(checked->name, 0, checked->name.n - strlen(HC_JUDGE_CHECK_SUFFIX));
    bool found = false;
    HC_TRY(judge_line(c->arena, check->sset, checked->name, &theirs, err));
    for (size_t i = 0; i < r->n_packs; i++)
        if (hc_str_eq(r->packs[i]->name, base)) {
            found = true;
            HC_TRY(judge_line(c->arena, set, base, &ours, err));
        }
    if (!found)
        return hc_fail(err, HC_E_USAGE, "E-JUDGE-03", "the judge was checked on pack %.*s, and this run has no such pack",
                       "채점 모델 점검은 데이터셋 %.*s의 것인데 이 실행에는 그 데이터셋이 없음", HC_FS(base));
    if (hc_str_eq(ours, theirs))
        return HC_OK;
    return hc_fail(err, HC_E_USAGE, "E-JUDGE-04",
                   "the run and the check were not judged alike\n  run:   %.*s\n  check: %.*s\ncheck the run's judge: haechi judge check %.*s --judge MODEL",
                   "실행과 점검의 채점 모델이나 채점 기준이 다름\n  실행: %.*s\n  점검: %.*s\n실행에 쓴 채점 모델을 점검하십시오: haechi judge check %.*s --judge 모델",
                   HC_FS(ours), HC_FS(theirs), HC_FS(base));
}

static hc_code correct(hc_cli *c, const hc_recorded *r, const hc_sset *set, hc_table *table, hc_recorded *check, hc_beside *out, hc_err *err)
{
    hc_rows rows;
    hc_corrected *list;
    if (!hc_is_judge_check(check->packs[0]))
        return hc_fail(err, HC_E_USAGE, "E-JUDGE-05", "--judge-check: %s is no run of `haechi judge check`",
                       "--judge-check: %s{은/는} `haechi judge check`의 실행이 아님", hc_ledger_path(check->ledger));
    HC_TRY(same_judge(c, r, set, check, err));
    HC_TRY(same_models(c, r, set, check, err));
    HC_TRY(hc_recorded_rows(check, check->sset, false, &rows, err));
    HC_TRY(hc_corrected_make(r->arena, table, check->packs[0], &rows, &list, &out->n_corrected, err));
    out->corrected = list;
    hc_str name = check->packs[0]->name;   /* gone with the check */
    table->calibrated = hc_str_dup(r->arena, hc_str_sub(name, 0, name.n - strlen(HC_JUDGE_CHECK_SUFFIX)));
    return HC_OK;
}

static hc_code make_corrected(hc_cli *c, const hc_recorded *r, const hc_sset *set, hc_table *table, hc_beside *out, hc_err *err)
{
    hc_str name = hc_opt_str(c, "judge-check", NULL, HC_S(""));
    hc_run_ref ref;
    hc_recorded check;
    if (!name.n)
        return HC_OK;
    HC_TRY(hc_run_open(c, name, HC_OPEN_READ, NULL, &ref, &check, err));
    hc_code code = correct(c, r, set, table, &check, out, err);
    return hc_recorded_close(&check, code, NULL);
}

typedef struct label_reader { const hc_recorded *r; hc_arena *a; hc_str rater, question; const hc_rows *rows; hc_str *label; size_t n; } label_reader;

static hc_code take_label(void *ctx, const hc_record *rec, hc_err *err)
{
    label_reader *k = ctx;
    HC_AUTO(hc_arena_ptr) work = hc_arena_new();
    size_t at = hc_rows_find(k->rows, &rec->addr), n = 0, cap = 0;
    hc_label *labels = NULL;
    hc_str body;
    if (at == SIZE_MAX)
        return HC_OK;
    HC_TRY(hc_ledger_body(k->r->ledger, rec->log, rec->seq, "label", work, &body, err));
    HC_TRY(hc_labels_merge(work, body, &labels, &n, &cap, err));
    for (size_t i = 0; i < n; i++)
        if (hc_str_eq(labels[i].rater, k->rater) && hc_str_eq(labels[i].question, k->question)) {
            k->n -= k->label[at].p != NULL;
            k->label[at] = labels[i].value.p ? hc_str_dup(k->a, labels[i].value) : labels[i].value;
            k->n += k->label[at].p != NULL;
        }
    return HC_OK;
}

/* --people RATER or RATER/QUESTION: whose labels are people's is the user's to say. */
static hc_code make_people(hc_cli *c, const hc_recorded *r, const hc_table_wish *w, const hc_table *table, hc_beside *out, hc_err *err)
{
    hc_str who = hc_opt_str(c, "people", NULL, HC_S("")), question = who;
    hc_by_people *list;
    label_reader k = {.r = r, .a = r->arena, .rows = w->rows, .label = HC_NEW_N(r->arena, hc_str, w->rows->n + 1)};
    if (!who.n)
        return HC_OK;
    hc_str_cut(&question, '/', &k.rater);
    k.question = question.n ? question : HC_S("verdict");
    HC_TRY(hc_ledger_each(r->ledger, HC_ENT_LABEL, NULL, take_label, &k, err));
    if (!k.n)
        return hc_fail(err, HC_E_NOTFOUND, "E-JUDGE-07", "--people %.*s: nobody of that name has answered \"%.*s\" in this run; see: haechi agree",
                       "--people %.*s: 이 실행에 그 이름으로 \"%.*s\"에 답한 라벨이 없음; 보기: haechi agree", HC_FS(who), HC_FS(k.question));
    HC_TRY(hc_by_people_make(r->arena, table, w->rows, k.label, &list, &out->n_people, err));
    out->people = list;
    return HC_OK;
}

hc_code hc_beside_make(hc_cli *c, const hc_recorded *r, const hc_sset *set, const hc_table_wish *w, hc_table *table, hc_beside *out, hc_err *err)
{
    *out = (hc_beside){0};
    for (size_t i = 0; i < 2 && w->where.n; i++) {
        const char *name = i ? "people" : "judge-check";
        if (hc_opt_has(c, name))
            return hc_fail(err, HC_E_USAGE, "E-JUDGE-08", "--%s speaks of all samples of a run: leave --where out",
                           "--%s{은/는} 실행의 모든 사례를 두고 계산함: --where를 빼십시오", name);
    }
    if (!set || w->where.n)
        return HC_OK;
    HC_TRY(make_shifts(c, r, set, w, out, err));
    if (hc_is_judge_check(r->packs[0])) {
        hc_judging *judging = HC_NEW(r->arena, hc_judging);
        HC_TRY(hc_judging_make(r->arena, r->packs[0], w->rows, judging, err));
        out->judging = judging;
    }
    HC_TRY(make_corrected(c, r, set, table, out, err));
    HC_TRY(make_people(c, r, w, table, out, err));
    table->shifted = out->shifts != NULL;
    return HC_OK;
}

void hc_beside_text(const hc_cli *c, const hc_beside *b, hc_buf *out)
{
    if (b->shifts)
        hc_shifts_text(c->arena, b->shifts, c->ko, c->colour_out, out);
    if (b->judging)
        hc_judging_text(c->arena, b->judging, c->ko, c->colour_out, out);
    if (b->people)
        hc_by_people_text(c->arena, b->people, b->n_people, c->ko, c->colour_out, out);
    if (b->corrected)
        hc_corrected_text(c->arena, b->corrected, b->n_corrected, c->ko, c->colour_out, out);
}
