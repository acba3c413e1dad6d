// SPDX-License-Identifier: Apache-2.0
#include "report/report.h"

/* ---- the 25 fields: order and names ---------------------------------------------------------------------- */

typedef enum field_id {
    F_QUESTION, F_ESTIMAND, F_RULES, F_PACKS, F_SAMPLING, F_TARGETS, F_PARAMETERS, F_ELICITATION, F_BASELINES, F_GRADER, F_CALIBRATION, F_COUNTS,
    F_INTERVALS, F_MULTIPLICITY, F_POWER, F_ALL_RUNS, F_SENSITIVITY, F_CONTAMINATION, F_TRANSCRIPTS, F_DEVIATIONS, F_LIMITS, F_COST, F_SOFTWARE,
    F_VERIFICATION, F_INTERESTS
} field_id;

static const struct { const char *id, *ko, *en; } names[HC_FIELDS] = {
    {"question", "질문, 위협 모형, 이 결과로 정할 일", "question, threat model, decision"},
    {"estimand", "추정하는 값과 모집단", "estimand and population"},
    {"rules", "실행 전에 정한 기준", "rules fixed before the run"},
    {"packs", "평가 데이터셋(팩)", "packs"},
    {"sampling", "문항의 추출과 순서", "sampling and order of items"},
    {"targets", "평가 대상의 정확한 식별", "exact systems under test"},
    {"parameters", "생성 설정과 한도", "generation parameters and limits"},
    {"elicitation", "끌어내기 노력과 개발·시험 분리", "elicitation effort, development and test split"},
    {"baselines", "사람·비교 모델 기준선", "human and reference baselines"},
    {"grader", "채점 방법", "grading"},
    {"calibration", "채점 모델의 보정", "calibration of the judge"},
    {"counts", "건수, 군집, 분모에서 뺀 것", "counts, clusters, what was left out"},
    {"intervals", "추정값, 구간, 방법, 수준", "estimates, intervals, method, level"},
    {"multiplicity", "다중 비교 보정", "multiplicity"},
    {"power", "계획한 검출력과 멈춤 규칙", "planned power, stopping rule"},
    {"all_runs", "계획 아래 이루어진 모든 실행", "all runs under the plan"},
    {"sensitivity", "조건을 바꾸었을 때의 결과", "sensitivity"},
    {"contamination", "오염과 평가 인지", "contamination and evaluation awareness"},
    {"transcripts", "사람이 읽은 대화 기록", "transcripts that people read"},
    {"deviations", "계획에서 벗어난 것", "deviations from the plan"},
    {"limits", "한계", "limitations"},
    {"cost", "비용과 호출", "cost and calls"},
    {"software", "소프트웨어와 환경", "software and environment"},
    {"verification", "원장 해시값과 검증 명령", "root of the ledger, command to verify"},
    {"interests", "이해관계, 거부권, 지운 것의 목록", "interests, vetoes, redactions"},
};

const char *hc_level_id(hc_level l)
{
    static const char *const ids[] = {"public", "partial", "closed"};
    return ids[l];
}

bool hc_field_known(hc_str id)
{
    for (size_t i = 0; i < HC_FIELDS; i++)
        if (hc_str_is(id, names[i].id))
            return true;
    return false;
}

const hc_field *hc_report_field(const hc_report *r, hc_str id)
{
    for (size_t i = 0; i < HC_FIELDS; i++)
        if (hc_str_is(id, names[i].id))
            return &r->field[i];
    return NULL;
}

const hc_note *hc_report_note(const hc_report *r, hc_str id)
{
    for (size_t i = 0; i < r->notes.n_fields; i++)
        if (hc_str_eq(r->notes.field[i].id, id))
            return &r->notes.field[i];
    return NULL;
}

/* ---- text in both languages ------------------------------------------------------------------------------ */

static void add(hc_arena *a, hc_both *to, const char *en, const char *ko, ...) __attribute__((format(printf, 3, 5), format(printf, 4, 5)));

static hc_str behind(hc_arena *a, hc_str before, const hc_buf *part)
{
    return before.n ? hc_fmt(a, "%.*s; %.*s", HC_FS(before), HC_FS(hc_buf_view(part))) : hc_str_dup(a, hc_buf_view(part));
}

/* One more part behind "; ". */
static void add(hc_arena *a, hc_both *to, const char *en, const char *ko, ...)
{
    HC_AUTO(hc_buf) b;
    va_list ap;
    hc_buf_init(&b, SIZE_MAX);
    va_start(ap, ko);
    hc_buf_vfmt(&b, en, ap);
    va_end(ap);
    to->en = behind(a, to->en, &b);
    hc_buf_clear(&b);
    va_start(ap, ko);
    hc_buf_vfmt(&b, ko, ap);
    va_end(ap);
    to->ko = behind(a, to->ko, &b);
}

typedef struct maker { hc_arena *a; hc_report *r; hc_field *f; const hc_report_run *run; } maker;

/* ---- one function for each field that records can fill --------------------------------------------------- */

static const hc_tally *first_tally(const hc_table *t)
{
    for (size_t i = 0; i < t->n_tally; i++)
        if (!t->tally[i].floor && !t->tally[i].transform.n)
            return &t->tally[i];
    return NULL;
}

static void estimand(maker *k)
{
    const hc_tally *t = first_tally(k->run->plain);
    const hc_line *l = t ? hc_report_headline(t) : NULL;
    hc_str cluster = l && l->metric->cluster.n ? l->metric->cluster : HC_S("base_id");
    k->f->filled = true;
    if (k->run->table->fixed)
        add(k->a, &k->f->text, "rates of this list of items alone: only answers vary", "이 문항 목록만의 비율(응답만 변함)");
    else
        add(k->a, &k->f->text, "rates of items like these, clusters by %.*s", "이런 문항들에 대한 비율, 군집은 %.*s", HC_FS(cluster));
}

static void rules(maker *k)
{
    k->f->filled = k->run->n_rules > 0;
    if (k->f->filled)
        add(k->a, &k->f->text, "fixed in the plan %.12s before the first call: %zu", "평가 계획서(%.12s)에 첫 호출 전에 적은 기준 %zu개", k->run->plan.p, k->run->n_rules);
    else
        add(k->a, &k->f->text, "the plan states none: no pass or fail can be said", "평가 계획서에 기준이 없어 합격·불합격을 말할 수 없음");
}

static void packs(maker *k)
{
    k->f->filled = true;
    for (size_t i = 0; i < k->run->n_packs; i++) {
        const hc_pack *p = k->run->packs[i];
        char hex[HC_SHA256_HEX];
        hc_hex(p->digest.b, sizeof p->digest.b, hex);
        add(k->a, &k->f->text, "%.*s%s%.*s, %zu items, sha256 %.16s, language %.*s, licence %.*s, provenance %.*s, canary %s",
            "%.*s%s%.*s, %zu문항, sha256 %.16s, 언어 %.*s, 이용 허락 %.*s, 출처 %.*s, 카나리 %s", HC_FS(p->name), p->version.n ? " " : "", HC_FS(p->version), p->n_items, hex,
            HC_FS(p->lang.n ? p->lang : HC_S("-")), HC_FS(p->licence.n ? p->licence : HC_S("-")), HC_FS(p->provenance.n ? p->provenance : HC_S("-")),
            p->canary.n ? "+" : "-");
    }
    add(k->a, &k->f->text, "exposure history: not recorded", "노출 이력: 기록 없음");
}

static void sampling(maker *k)
{
    k->f->filled = true;
    add(k->a, &k->f->text, "seed %.*s, order of the plan, each item x %u", "난수 시드 %.*s, 계획서의 순서, 문항마다 %u회", HC_FS(k->run->seed), k->run->epochs);
}

static void targets(maker *k)
{
    k->f->filled = true;
    for (size_t i = 0; i < k->run->n_targets; i++) {
        const hc_report_target *t = &k->run->target[i];
        bool known = t->model.n || hc_str_starts(t->adapter, HC_S("ref"));
        k->f->filled = k->f->filled && known;
        add(k->a, &k->f->text, "%.*s: %.*s, model %.*s, system prompt %.*s", "%.*s: %.*s, 모델 %.*s, 시스템 프롬프트 %.*s", HC_FS(t->alias), HC_FS(t->adapter),
            HC_FS(t->model.n ? t->model : HC_S("-")), HC_FS(t->system.n ? t->system : HC_S("-")));
    }
    if (!k->f->filled)
        add(k->a, &k->f->text, "the model's identifier is not known here: the key file of the run is missing", "모델 식별자를 알 수 없음: 실행의 키 파일이 없음");
}

static void parameters(maker *k)
{
    k->f->filled = true;
    for (size_t i = 0; i < k->run->n_targets; i++)
        add(k->a, &k->f->text, "%.*s: %.*s", "%.*s: %.*s", HC_FS(k->run->target[i].alias), HC_FS(k->run->target[i].params.n ? k->run->target[i].params : HC_S("-")));
    if (k->run->tokens_per_sample)
        add(k->a, &k->f->text, "%lld tokens a sample", "사례마다 토큰 %lld개", (long long)k->run->tokens_per_sample);
}

static void baselines(maker *k)
{
    size_t floors = 0, others = k->r->comparison ? k->r->comparison->n_sides - 1 : 0;
    for (size_t i = 0; i < k->run->table->n_tally; i++)
        floors += k->run->table->tally[i].floor;
    k->f->filled = others > 0;
    if (others)
        add(k->a, &k->f->text, "other systems or runs on the same items: %zu", "같은 문항의 다른 대상·실행 %zu개", others);
    else
        add(k->a, &k->f->text, "neither people nor another system; %zu floor lines (answers that refuse or say nothing) only",
            "사람도 비교 모델도 없음; 비교 하한(항상 거절·무응답) %zu줄만 있음", floors);
}

static bool judged(const hc_report_run *run)
{
    for (size_t i = 0; i < run->table->n_tally; i++)
        for (size_t l = 0; l < run->table->tally[i].n_lines; l++)
            if (run->table->tally[i].lines[l].by_judge)
                return true;
    return false;
}

static void grader(maker *k)
{
    k->f->filled = true;
    add(k->a, &k->f->text, "scorers (rules)", "자동 채점기(규칙)");
    for (size_t i = 0; i < k->run->n_judges; i++)
        add(k->a, &k->f->text, "judge %.*s: model %.*s", "채점 모델 %.*s: 모델 %.*s", HC_FS(k->run->judge[i].alias),
            HC_FS(k->run->judge[i].model.n ? k->run->judge[i].model : HC_S("-")));
    if (k->run->n_judges > 1)
        add(k->a, &k->f->text, "panel by %s", "여러 채점 모델의 결정: %s", k->run->judge_mean ? "mean" : "majority");
}

static void calibration(maker *k)
{
    k->f->filled = true;
    if (!judged(k->run))
        add(k->a, &k->f->text, "no judge model decided anything", "채점 모델이 정한 판정이 없음");
    else if (k->run->beside.n_corrected || k->run->beside.n_people)
        add(k->a, &k->f->text, "rates behind the judge's errors: %zu by judge check, %zu by people's labels", "채점 오류를 보정한 비율: 채점 모델 점검 %zu개, 사람 라벨 %zu개",
            k->run->beside.n_corrected, k->run->beside.n_people);
    else
        add(k->a, &k->f->text, "uncalibrated: the judge's errors are not known", "보정되지 않음: 채점 모델의 오류를 모름");
}

static void counts(maker *k)
{
    for (size_t i = 0; i < k->run->plain->n_tally; i++) {
        const hc_tally *t = &k->run->plain->tally[i];
        const hc_line *l = hc_report_headline(t);
        if (t->floor || !l)
            continue;
        k->f->filled = true;
        add(k->a, &k->f->text, "%.*s on %.*s: %zu samples, n %zu, clusters %zu", "%.*s, %.*s: 사례 %zu건, 분모 %zu건, 군집 %zu개", HC_FS(t->target), HC_FS(t->pack->name),
            t->samples, l->counts.n, l->counts.n_clusters);
    }
    if (!k->f->filled)
        add(k->a, &k->f->text, "no metric", "지표가 없음");
}

static void intervals(maker *k)
{
    hc_str seen = HC_S("");
    for (size_t i = 0; i < k->run->table->n_tally; i++)
        for (size_t l = 0; l < k->run->table->tally[i].n_lines; l++) {
            const hc_line *line = &k->run->table->tally[i].lines[l];
            const char *method = hc_stat_has_number(line->stat) ? line->interval.method : NULL;
            if (method && hc_str_find(seen, hc_fmt(k->a, " %s,", method)) < 0)
                seen = hc_fmt(k->a, "%.*s %s,", HC_FS(seen), method);
        }
    k->f->filled = seen.n > 0;
    if (seen.n)
        add(k->a, &k->f->text, "95%%, two-sided:%.*s", "95%%, 양측:%.*s", HC_FS(hc_str_sub(seen, 0, seen.n - 1)));
    else
        add(k->a, &k->f->text, "no rate has an interval", "구간을 계산한 비율이 없음");
}

static void multiplicity(maker *k)
{
    const hc_comparison *c = k->r->comparison;
    k->f->filled = true;
    if (!c)
        add(k->a, &k->f->text, "no test was made", "검정을 하지 않음");
    else
        add(k->a, &k->f->text, "%s, p values: %zu", "%s, p 값 %zu개", c->adjusted ? c->adjust == HC_ADJUST_HOLM ? "Holm" : "Benjamini-Hochberg" : "-", c->family);
}

static void power(maker *k)
{
    add(k->a, &k->f->text, "no planned effect is recorded", "계획한 검출 차이의 기록이 없음");
    if (k->run->stopping)
        add(k->a, &k->f->text, "stops once the rules of the plan are decided", "계획서의 기준이 판가름 나면 멈춤");
    else
        add(k->a, &k->f->text, "asks every item of the plan", "계획한 문항을 모두 물음");
}

static void sensitivity(maker *k)
{
    k->f->filled = k->run->n_transforms > 1;
    if (k->f->filled)
        add(k->a, &k->f->text, "%zu transforms of the same items", "같은 문항의 변형 %zu가지", k->run->n_transforms - 1);
    else
        add(k->a, &k->f->text, "one wording, one judge, one seed", "표현, 채점, 시드가 한 가지뿐임");
}

static void transcripts(maker *k)
{
    k->f->filled = k->run->labels > 0;
    if (k->f->filled)
        add(k->a, &k->f->text, "%zu samples carry labels of raters", "평가자 라벨이 있는 사례 %zu건", k->run->labels);
    else
        add(k->a, &k->f->text, "no label of a person is recorded", "사람이 붙인 라벨의 기록이 없음");
}

static void limits(maker *k)
{
    hc_both *list;
    k->f->filled = true;
    add(k->a, &k->f->text, "%zu, in the section on limits", "%zu가지(한계 절)", hc_report_limits(k->a, k->r, &list));
}

static void cost(maker *k)
{
    const hc_totals *t = &k->run->totals;
    k->f->filled = !k->run->imported;
    if (k->run->imported)
        add(k->a, &k->f->text, "imported records say nothing about calls", "가져온 기록에는 호출 정보가 없음");
    else
        add(k->a, &k->f->text, "%lld calls, %lld in doubt, %lld retries, tokens %lld + %lld, USD %.4f",
            "호출 %lld건, 결과를 모르는 호출 %lld건, 재시도 %lld건, 토큰 %lld + %lld, 사용 비용 USD %.4f", (long long)t->calls, (long long)t->in_doubt,
            (long long)t->retries, (long long)t->tokens_in, (long long)t->tokens_out, (double)t->cost_usd_micro / 1e6);
    if (k->f->filled && t->unbounded)
        add(k->a, &k->f->text, "without models whose price is not known", "가격을 모르는 모델은 뺀 금액");
}

static void software(maker *k)
{
    k->f->filled = k->run->haechi.n > 0;
    if (k->f->filled)
        add(k->a, &k->f->text, "haechi %.*s on %.*s; report by haechi " HC_VERSION, "haechi %.*s, %.*s; 보고서 haechi " HC_VERSION,
            HC_FS(k->run->haechi), HC_FS(k->run->os));
    else
        add(k->a, &k->f->text, "the run does not say what wrote it", "실행에 환경 기록이 없음");
}

static void verification(maker *k)
{
    k->f->filled = k->run->root.n > 0;
    if (k->f->filled)
        add(k->a, &k->f->text, "root %.*s; haechi replay %.*s; no signature, no time-stamp", "원장 해시값 %.*s; 검증: haechi replay %.*s; 디지털 서명·시점 확인 없음",
            HC_FS(k->run->root), HC_FS(k->run->path));
    else
        add(k->a, &k->f->text, "the ledger was not checked", "평가 기록 원장을 확인하지 않음");
}

typedef void make_fn(maker *k);
static make_fn *const makers[HC_FIELDS] = {
    [F_ESTIMAND] = estimand, [F_RULES] = rules, [F_PACKS] = packs, [F_SAMPLING] = sampling, [F_TARGETS] = targets, [F_PARAMETERS] = parameters,
    [F_BASELINES] = baselines, [F_GRADER] = grader, [F_CALIBRATION] = calibration, [F_COUNTS] = counts, [F_INTERVALS] = intervals,
    [F_MULTIPLICITY] = multiplicity, [F_POWER] = power, [F_SENSITIVITY] = sensitivity, [F_TRANSCRIPTS] = transcripts, [F_LIMITS] = limits,
    [F_COST] = cost, [F_SOFTWARE] = software, [F_VERIFICATION] = verification,
};

void hc_report_fields(hc_arena *a, hc_report *r)
{
    for (size_t i = 0; i < HC_FIELDS; i++) {
        hc_field *f = &r->field[i];
        *f = (hc_field){.id = names[i].id, .title = {hc_str_c(names[i].ko), hc_str_c(names[i].en)}};
        maker k = {a, r, f, NULL};
        bool all = makers[i] != NULL;
        for (size_t n = 0; makers[i] && n < r->n_runs; n++) {
            if (n && (i == F_LIMITS || i == F_MULTIPLICITY || i == F_BASELINES))
                break;
            k.run = &r->run[n];
            f->filled = false;
            makers[i](&k);
            all = all && f->filled;
        }
        f->filled = all;
        const hc_note *note = hc_report_note(r, hc_str_c(f->id));
        if (note) {
            const hc_both own = f->text;
            f->text = note->text;
            if (f->filled)
                f->text = (hc_both){hc_fmt(a, "%.*s; %.*s", HC_FS(own.ko), HC_FS(note->text.ko)), hc_fmt(a, "%.*s; %.*s", HC_FS(own.en), HC_FS(note->text.en))};
            f->filled = f->stated = true;
        } else if (!makers[i]) {
            f->text = (hc_both){HC_S("기록에서 알 수 없음: 작성자가 적어야 함"), HC_S("records cannot tell: the author has to state it")};
        }
    }
}

/* ---- what the page is about ------------------------------------------------------------------------------ */

static const hc_line *rate_of(const hc_tally *t, bool lower, const hc_line *other)
{
    for (size_t i = 0; i < t->n_lines; i++) {
        const hc_line *l = &t->lines[i];
        if (!l->group.n && l->metric->kind == HC_MEASURE_RATE && (!lower || l->metric->lower_is_better) && l != other &&
            (!other || l->counts.n || l->counts.unjudged))
            return l;
    }
    return NULL;
}

const hc_line *hc_report_headline(const hc_tally *t)
{
    const hc_line *l = rate_of(t, true, NULL);
    return l && l->counts.n ? l : rate_of(t, false, NULL);
}

const hc_line *hc_report_counterpart(const hc_tally *t)
{
    const hc_line *head = hc_report_headline(t);
    const hc_line *l = head ? rate_of(t, true, head) : NULL;
    return l ? l : head ? rate_of(t, false, head) : NULL;
}

/* ---- limits and actions ---------------------------------------------------------------------------------- */

typedef struct list { hc_arena *a; hc_both *v; hc_action *action; size_t n, cap; } list;

static hc_both *next(list *l)
{
    HC_GROW(l->a, l->v, l->n, l->cap);
    l->v[l->n] = (hc_both){HC_S(""), HC_S("")};
    return &l->v[l->n++];
}

static bool drafts(const hc_report *r)
{
    for (size_t i = 0; i < r->n_runs; i++)
        for (size_t p = 0; p < r->run[i].n_packs; p++)
            if (hc_str_is(r->run[i].packs[p]->provenance, "machine_draft"))
                return true;
    return false;
}

static bool uncalibrated(const hc_report *r)
{
    for (size_t i = 0; i < r->n_runs; i++)
        if (judged(&r->run[i]) && !r->run[i].beside.n_corrected && !r->run[i].beside.n_people)
            return true;
    return false;
}

/* Samples without a conversation that can be graded, and those that nobody has graded. */
static size_t without_answer(const hc_report *r, size_t *out_unjudged)
{
    size_t n = 0;
    *out_unjudged = 0;
    for (size_t i = 0; i < r->n_runs; i++)
        for (size_t t = 0; t < r->run[i].plain->n_tally; t++) {
            const hc_tally *k = &r->run[i].plain->tally[t];
            for (hc_state s = HC_ST_OPEN; s < HC_ST_COUNT && !k->floor; s++)
                n += s == HC_ST_ANSWERED || s == HC_ST_REFUSED ? 0 : k->states[s];
            const hc_line *l = k->floor ? NULL : hc_report_headline(k);
            *out_unjudged += l ? l->counts.unjudged : 0;
        }
    return n;
}

size_t hc_report_limits(hc_arena *a, const hc_report *r, hc_both **out)
{
    list l = {.a = a};
    size_t unjudged, missing = without_answer(r, &unjudged);
    for (size_t i = 0; i < r->notes.n_limits; i++)
        *next(&l) = r->notes.limit[i];
    if (drafts(r))
        add(a, next(&l), "items are a machine draft that no expert has reviewed", "문항이 기계 초안이며 전문가 검토 전임");
    if (uncalibrated(r))
        add(a, next(&l), "the judge's errors are not known: rates may be off to either side", "채점 모델의 오류를 몰라 비율이 어느 쪽으로든 벗어날 수 있음");
    if (missing)
        add(a, next(&l), "%zu samples have no answer and are outside the rates", "응답을 얻지 못한 사례 %zu건은 비율 밖에 있음", missing);
    if (unjudged)
        add(a, next(&l), "%zu answers were judged by nobody and are outside the rates", "채점되지 않은 응답 %zu건은 비율 밖에 있음", unjudged);
    if (!hc_report_note(r, HC_S("elicitation")))
        add(a, next(&l), "no upper bound on what a persistent expert attacker gets", "전문가가 끈질기게 공격할 때의 상한이 아님");
    if (!hc_report_note(r, HC_S("contamination")))
        add(a, next(&l), "whether the model knew the items or noticed the test was not examined", "모델이 문항을 알았는지, 평가임을 알아챘는지 살피지 않음");
    add(a, next(&l), "other items, languages, images, sound and tools were not tested", "이 밖의 문항·언어·영상·음성·도구는 평가하지 않음");
    *out = l.v;
    return l.n;
}

static hc_action *act(list *l)
{
    HC_GROW(l->a, l->action, l->n, l->cap);
    l->action[l->n] = (hc_action){.what = {HC_S(""), HC_S("")}};
    return &l->action[l->n++];
}

size_t hc_report_actions(hc_arena *a, const hc_report *r, hc_action **out)
{
    list l = {.a = a};
    size_t unjudged, missing = without_answer(r, &unjudged);
    for (size_t i = 0; i < r->notes.n_actions; i++)
        *act(&l) = r->notes.action[i];
    if (missing)
        add(a, &act(&l)->what, "ask the %zu samples without an answer again", "응답이 없는 사례 %zu건을 다시 물음", missing);
    if (unjudged)
        add(a, &act(&l)->what, "have the %zu unjudged answers graded", "미채점 응답 %zu건을 채점함", unjudged);
    if (uncalibrated(r))
        add(a, &act(&l)->what, "check the judge against labels of people", "사람 라벨로 채점 모델을 점검함");
    if (drafts(r))
        add(a, &act(&l)->what, "have experts review the items", "문항을 전문가가 검토함");
    if (!r->run[0].n_rules)
        add(a, &act(&l)->what, "fix rules in the plan before the next run", "다음 실행 전에 계획서에 기준을 정함");
    *out = l.action;
    return l.n;
}
