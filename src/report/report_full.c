// SPDX-License-Identifier: Apache-2.0
/* The full report for engineers: every table whole, every required field, what is missing by name. */
#include <math.h>

#include "korean/josa.h"
#include "report/report_int.h"

static void head(const hc_writer *w, const char *en, const char *ko)
{
    hc_doc_add(w->d, HC_DOC_HEAD, HC_S(""), hc_pick(w, en, ko));
}

static void para(const hc_writer *w, hc_str text)
{
    hc_doc_add(w->d, HC_DOC_PARA, HC_S(""), text);
}

/* "name: text", or that it is missing and why. */
static void field(const hc_writer *w, const char *id)
{
    const hc_field *f = hc_report_field(w->r, hc_str_c(id));
    hc_str text = hc_both_of(&f->text, w->ko);
    if (!f->filled)
        text = hc_fmt(w->a, "%s: %.*s", w->ko ? "빠짐" : "missing", HC_FS(text));
    else if (f->stated)
        text = hc_fmt(w->a, "%.*s (%s)", HC_FS(text), w->ko ? "작성자 기재" : "stated by the author");
    hc_doc_add(w->d, HC_DOC_BULLET, hc_both_of(&f->title, w->ko), text);
}

static void widths(const hc_writer *w, hc_doc_table *t, const uint8_t *of)
{
    t->width = HC_NEW_N(w->a, uint8_t, t->cols);
    for (size_t i = 0; i < t->cols; i++)
        t->width[i] = of[i];
}

/* ---- 3 systems, 4 packs --------------------------------------------------------------------------------- */

static void systems(const hc_writer *w)
{
    size_t n = 0, at = 0;
    for (size_t i = 0; i < w->r->n_runs; i++)
        n += w->r->run[i].n_targets;
    hc_doc_table *t = hc_doc_table_add(w->d, "systems", hc_pick(w, "Systems under test", "평가 대상"), HC_S(""), 6, n);
    widths(w, t, (const uint8_t[]){20, 16, 16, 18, 16, 14});
    const hc_str heads[] = {hc_pick(w, "run", "실행"), hc_pick(w, "target", "대상"), hc_pick(w, "interface", "연결 방식"), hc_pick(w, "model", "모델"),
                            hc_pick(w, "parameters", "생성 설정"), hc_pick(w, "system prompt", "시스템 프롬프트")};
    for (size_t i = 0; i < HC_LEN(heads); i++)
        t->head[i] = heads[i];
    for (size_t i = 0; i < w->r->n_runs; i++)
        for (size_t k = 0; k < w->r->run[i].n_targets; k++, at++) {
            const hc_report_target *x = &w->r->run[i].target[k];
            const hc_str cells[] = {w->r->run[i].name, x->alias, x->adapter, x->model.n ? x->model : HC_S("-"), x->params.n ? x->params : HC_S("-"),
                                    x->system.n ? x->system : HC_S("-")};
            for (size_t c = 0; c < HC_LEN(cells); c++)
                t->cell[at * t->cols + c] = cells[c];
        }
}

static void pack_table(const hc_writer *w)
{
    const hc_report_run *run = &w->r->run[0];
    hc_doc_table *t = hc_doc_table_add(w->d, "packs", hc_pick(w, "Packs", "평가 데이터셋(팩)"), HC_S(""), 6, run->n_packs);
    widths(w, t, (const uint8_t[]){22, 10, 10, 24, 16, 18});
    const hc_str heads[] = {hc_pick(w, "pack", "팩"), hc_pick(w, "version", "판"), hc_pick(w, "items", "문항"), HC_S("SHA-256"), hc_pick(w, "licence", "이용 허락"),
                            hc_pick(w, "provenance", "출처")};
    for (size_t i = 0; i < HC_LEN(heads); i++)
        t->head[i] = heads[i];
    for (size_t p = 0; p < run->n_packs; p++) {
        const hc_pack *k = run->packs[p];
        char hex[HC_SHA256_HEX];
        hc_hex(k->digest.b, sizeof k->digest.b, hex);
        bool draft = hc_str_is(k->provenance, "machine_draft");
        const hc_str cells[] = {k->name, k->version.n ? k->version : HC_S("-"), hc_fmt(w->a, "%zu", k->n_items), hc_fmt(w->a, "%.32s", hex),
                                k->licence.n ? k->licence : HC_S("-"),
                                draft ? hc_pick(w, "machine draft, expert review pending", "기계 초안(전문가 검토 전)") : k->provenance.n ? k->provenance : HC_S("-")};
        for (size_t c = 0; c < HC_LEN(cells); c++)
            t->cell[p * t->cols + c] = cells[c];
    }
}

/* ---- 6 grading ------------------------------------------------------------------------------------------ */

static hc_str share(const hc_writer *w, const hc_share *s)
{
    if (!hc_stat_has_number(s->stat))
        return HC_S("-");
    return hc_fmt(w->a, "%.*s, n %zu", HC_FS(hc_words_span(w->a, s->interval.point, s->interval.low, s->interval.high)), s->n);
}

static void judge_table(const hc_writer *w, const hc_judging *j)
{
    hc_doc_table *t = hc_doc_table_add(w->d, "judge", hc_pick(w, "The judge against people", "사람과 비교한 채점 모델"), HC_S("% [95%], n"), 3, j->n_groups);
    t->head[0] = hc_pick(w, "cases", "사례");
    t->head[1] = hc_pick(w, "sensitivity", "민감도");
    t->head[2] = hc_pick(w, "specificity", "특이도");
    for (size_t i = 0; i < j->n_groups; i++) {
        t->cell[3 * i] = j->group[i].by.n ? j->group[i].name : hc_pick(w, "all", "전체");
        t->cell[3 * i + 1] = share(w, &j->group[i].sensitivity);
        t->cell[3 * i + 2] = share(w, &j->group[i].specificity);
    }
}

static void corrected_table(const hc_writer *w, const hc_report_run *run)
{
    size_t n = run->beside.n_corrected, m = run->beside.n_people;
    if (!(n + m))
        return;
    hc_doc_table *t = hc_doc_table_add(w->d, "corrected", hc_pick(w, "Rates behind the judge's errors", "채점 오류를 보정한 비율"), HC_S("% [95%]"), 5, n + m);
    const hc_str heads[] = {hc_pick(w, "target", "대상"), hc_pick(w, "metric", "지표"), hc_pick(w, "method", "방법"), hc_pick(w, "rate", "비율"), HC_S("n")};
    for (size_t i = 0; i < HC_LEN(heads); i++)
        t->head[i] = heads[i];
    for (size_t i = 0; i < n + m; i++) {
        const hc_corrected *c = i < n ? &run->beside.corrected[i] : NULL;
        const hc_by_people *p = c ? NULL : &run->beside.people[i - n];
        bool have = c ? c->stat == HC_STAT_OK : p->stat == HC_STAT_OK && !p->clustered;
        double point = c ? c->rate.estimate : p->rate.estimate, low = c ? c->rate.low : p->rate.low, high = c ? c->rate.high : p->rate.high;
        const hc_str cells[] = {c ? c->target : p->target, c ? c->metric : p->metric, c ? HC_S("Rogan-Gladen") : HC_S("PPI++"),
                                have ? hc_words_span(w->a, point, low, high) : HC_S("-"),
                                hc_fmt(w->a, "%zu", c ? (size_t)c->counts.n : p->judged + p->labels)};
        for (size_t k = 0; k < HC_LEN(cells); k++)
            t->cell[i * t->cols + k] = cells[k];
    }
}

/* ---- 7 results ------------------------------------------------------------------------------------------ */

static void note(const hc_writer *w, hc_str *to, size_t n, hc_str label)
{
    if (n)
        *to = hc_fmt(w->a, "%.*s%s%.*s %zu", HC_FS(*to), to->n ? " · " : "", HC_FS(label), n);
}

static hc_str state(const hc_writer *w, hc_state st)
{
    if (w->ko)
        return hc_str_c(hc_state_ko(st));
    char *words = hc_cstr(w->a, hc_str_c(hc_state_id(st)));
    for (char *c = words; *c; c++)
        *c = *c == '_' ? ' ' : *c;
    return hc_str_c(words);
}

static hc_str left_out(const hc_writer *w, const hc_table *table, const hc_line *l)
{
    hc_str s = HC_S("");
    note(w, &s, l->counts.open, hc_pick(w, "open", "미완료"));
    for (hc_state st = HC_ST_REFUSED; st < HC_ST_COUNT; st++)
        note(w, &s, l->counts.by_state[st], state(w, st));
    note(w, &s, l->counts.unparsed, hc_pick(w, "unparsed", "해석 불가"));
    note(w, &s, l->counts.unjudged, hc_pick(w, "unjudged", "미채점"));
    note(w, &s, l->counts.failed, hc_pick(w, "check failed", "채점 오류"));
    if (hc_line_uncalibrated(table, l))
        s = hc_fmt(w->a, "%.*s%s%s", HC_FS(s), s.n ? " · " : "", w->ko ? "보정되지 않음" : "uncalibrated");
    return s;
}

static bool wanted(const hc_tally *t, const hc_line *l, bool groups)
{
    return groups ? l->group.n && !t->floor && !t->transform.n && (l->counts.n || l->counts.unjudged) : !l->group.n && (l->counts.n || !t->floor);
}

/* Every rate of a run: the whole with floor lines, or by area. */
static void rates(const hc_writer *w, size_t nr, bool groups)
{
    const hc_report_run *run = &w->r->run[nr];
    const hc_table *table = groups ? run->table : run->plain;
    size_t n = 0, at = 0;
    for (size_t i = 0; i < table->n_tally; i++)
        for (size_t k = 0; k < table->tally[i].n_lines; k++)
            n += wanted(&table->tally[i], &table->tally[i].lines[k], groups);
    if (!n)
        return;
    hc_str lead = groups ? hc_pick(w, "By area", "영역별") : hc_pick(w, "All rates", "모든 비율");
    hc_doc_table *t = hc_doc_table_add(w->d, hc_cstr(w->a, hc_fmt(w->a, "%s-%zu", groups ? "areas" : "rates", nr + 1)), lead, run->name, 6, n);
    widths(w, t, (const uint8_t[]){20, 16, 18, 20, 10, 16});
    const hc_str heads[] = {hc_pick(w, "target", "대상"), groups ? hc_pick(w, "area", "영역") : hc_pick(w, "pack", "팩"), hc_pick(w, "metric", "지표"),
                            hc_pick(w, "% [95% interval]", "% [95% 신뢰구간]"), HC_S("k/n"), hc_pick(w, "left out", "분모에서 뺀 것")};
    for (size_t i = 0; i < HC_LEN(heads); i++)
        t->head[i] = heads[i];
    for (size_t i = 0; i < table->n_tally; i++)
        for (size_t k = 0; k < table->tally[i].n_lines; k++) {
            const hc_tally *y = &table->tally[i];
            const hc_line *l = &y->lines[k];
            if (!wanted(y, l, groups))
                continue;
            const char *floor = y->floor ? w->ko ? "비교 하한 " : "floor " : "", *between = y->transform.n ? " · " : "";
            const hc_str cells[] = {hc_fmt(w->a, "%s%.*s%s%.*s", floor, HC_FS(y->target), between, HC_FS(y->transform)), groups ? l->group : y->pack->name, hc_words_title(l->metric, w->ko), hc_words_cell(w->a, l),
                                    hc_fmt(w->a, "%zu/%zu", l->counts.k, l->counts.n), left_out(w, table, l)};
            for (size_t c = 0; c < HC_LEN(cells); c++)
                t->cell[at * t->cols + c] = cells[c];
            at++;
        }
}

static void states(const hc_writer *w)
{
    hc_subject *s;
    size_t n = hc_report_subjects(w->a, w->r, &s);
    hc_doc_table *t = hc_doc_table_add(w->d, "states", hc_pick(w, "What became of the samples", "사례의 상태"), hc_pick(w, "samples", "건"), HC_ST_COUNT + 1, n);
    t->head[0] = hc_pick(w, "target", "대상");
    for (hc_state st = 0; st < HC_ST_COUNT; st++)
        t->head[st + 1] = state(w, st);
    for (size_t i = 0; i < n; i++) {
        t->cell[i * t->cols] = s[i].label;
        for (hc_state st = 0; st < HC_ST_COUNT; st++)
            t->cell[i * t->cols + st + 1] = hc_fmt(w->a, "%zu", s[i].plain->states[st]);
    }
}

/* Whole lines in words, which say what may be said. */
static void sentences(const hc_writer *w, const hc_comparison *c, bool shifts)
{
    for (size_t v = 0; c && v < c->n_versus; v++)
        for (size_t i = 0; i < c->versus[v].n_lines; i++) {
            const hc_compared *l = &c->versus[v].lines[i];
            if (l->group.n || hc_incomparable(l->metric) || (!l->a.n && !l->n_dropped))
                continue;
            hc_doc_add(w->d, HC_DOC_BULLET, HC_S(""), (shifts ? hc_words_shift : hc_words_compared)(w->a, c, &c->versus[v], l, w->ko));
        }
}

static void rule_lines(const hc_writer *w)
{
    for (size_t r = 0; r < w->r->n_runs; r++)
        for (size_t i = 0; i < w->r->run[r].plain->n_tally; i++)
            for (size_t k = 0; k < w->r->run[r].plain->tally[i].n_lines; k++) {
                const hc_line *l = &w->r->run[r].plain->tally[i].lines[k];
                if (l->out.ruling != HC_RULING_NONE)
                    hc_doc_add(w->d, HC_DOC_BULLET, HC_S(""), hc_words_rule(w->a, l, &l->out, false, w->ko));
                if (l->in.ruling != HC_RULING_NONE)
                    hc_doc_add(w->d, HC_DOC_BULLET, HC_S(""), hc_words_rule(w->a, l, &l->in, true, w->ko));
            }
}

static void results(const hc_writer *w)
{
    head(w, "7. Results", "7. 결과");
    rule_lines(w);
    for (size_t i = 0; i < w->r->n_runs; i++) {
        rates(w, i, false);
        rates(w, i, true);
    }
    states(w);
    hc_report_differences(w, "differences", hc_pick(w, "Paired differences", "같은 문항 대응 차이"), 200);
    sentences(w, w->r->comparison, false);
    const hc_shifts *s = w->r->run[0].beside.shifts;
    if (s)
        hc_doc_add(w->d, HC_DOC_SUBHEAD, HC_S(""), hc_pick(w, "The same items rewritten", "같은 문항을 바꾸어 물었을 때"));
    sentences(w, s ? &s->of : NULL, true);
}

/* ---- appendices ----------------------------------------------------------------------------------------- */

static hc_str removed(const hc_writer *w, hc_str s, size_t keep)
{
    hc_str kept = hc_str_sub(s, 0, keep);
    while (kept.n && kept.n < s.n && ((unsigned char)s.p[kept.n] & 0xC0) == 0x80)
        kept.n--;
    if (kept.n == s.n)
        return s;
    return hc_fmt(w->a, w->ko ? "%.*s%s[%s: %zu바이트 지움]" : "%.*s%s[%s: %zu bytes removed]", HC_FS(kept), kept.n ? " " : "",
                  hc_report_level_word(w->r, w->ko), s.n - kept.n);
}

enum { PARTIAL_BYTES = 90 };

static hc_str shown(const hc_writer *w, const hc_example *e, hc_str text)
{
    bool hide = w->r->level == HC_LEVEL_PUBLIC || (w->r->level == HC_LEVEL_PARTIAL && e->harmful);
    return removed(w, text, w->r->level == HC_LEVEL_CLOSED ? text.n : hide ? 0 : PARTIAL_BYTES);
}

static hc_str verdict(const hc_writer *w, hc_str id)
{
    static const char *const words[][2] = {{"unsafe", "위험"}, {"partial", "부분 위험"}, {"incorrect", "오답"}, {"overrefused", "과잉 거절"}};
    for (size_t i = 0; w->ko && i < HC_LEN(words); i++)
        if (hc_str_is(id, words[i][0]))
            return hc_str_c(words[i][1]);
    return id;
}

static void examples(const hc_writer *w)
{
    head(w, "Appendix A. Cases", "부록 A. 사례");
    if (!w->r->n_examples) {
        para(w, hc_pick(w, "no case has a bad verdict", "판정이 나쁜 사례가 없음"));
        return;
    }
    para(w, hc_pick(w, "the first cases with a bad verdict in the order of the plan: examples, not a sample of all. Personal numbers are masked.",
                    "계획서의 순서로 판정이 나쁜 첫 사례들: 예시이며 전체를 대표하지 않음. 개인정보는 가림."));
    hc_doc_table *t = hc_doc_table_add(w->d, "cases", hc_pick(w, "Cases", "사례"), HC_S(""), 5, w->r->n_examples);
    widths(w, t, (const uint8_t[]){8, 17, 13, 30, 32});
    const hc_str heads[] = {HC_S("#"), hc_pick(w, "target, item", "대상, 문항"), hc_pick(w, "verdict", "판정"), hc_pick(w, "prompt", "질문"), hc_pick(w, "answer", "응답")};
    for (size_t i = 0; i < HC_LEN(heads); i++)
        t->head[i] = heads[i];
    for (size_t i = 0; i < w->r->n_examples; i++) {
        const hc_example *e = &w->r->example[i];
        const hc_str cells[] = {hc_fmt(w->a, "%zu", e->number), hc_fmt(w->a, "%.*s, %.*s", HC_FS(e->target), HC_FS(e->item)),
                                hc_fmt(w->a, "%.*s%s%.*s", HC_FS(verdict(w, e->verdict)), e->domain.n ? " · " : "", HC_FS(e->domain)),
                                shown(w, e, e->prompt), shown(w, e, e->answer)};
        for (size_t c = 0; c < HC_LEN(cells); c++)
            t->cell[i * t->cols + c] = cells[c];
    }
}

static void fields(const hc_writer *w)
{
    size_t filled = 0;
    for (size_t i = 0; i < HC_FIELDS; i++)
        filled += w->r->field[i].filled;
    head(w, "Appendix B. Required fields", "부록 B. 반드시 밝혀야 하는 항목");
    para(w, hc_fmt(w->a, w->ko ? "%d개 가운데 %zu개가 채워짐" : "of %d, %zu are filled", HC_FIELDS, filled));
    hc_doc_table *t = hc_doc_table_add(w->d, "fields", hc_pick(w, "Required fields", "필수 항목"), HC_S(""), 4, HC_FIELDS);
    widths(w, t, (const uint8_t[]){5, 27, 13, 55});
    t->head[0] = HC_S("#");
    t->head[1] = hc_pick(w, "field", "항목");
    t->head[2] = hc_pick(w, "state", "상태");
    t->head[3] = hc_pick(w, "content, or why it is missing", "내용 또는 빠진 까닭");
    for (size_t i = 0; i < HC_FIELDS; i++) {
        const hc_field *f = &w->r->field[i];
        t->cell[4 * i] = hc_fmt(w->a, "%zu", i + 1);
        t->cell[4 * i + 1] = hc_both_of(&f->title, w->ko);
        t->cell[4 * i + 2] = !f->filled ? hc_pick(w, "missing", "빠짐") : f->stated ? hc_pick(w, "stated", "작성자 기재") : hc_pick(w, "from records", "기록에서");
        t->cell[4 * i + 3] = hc_both_of(&f->text, w->ko);
    }
}

static void reproduction(const hc_writer *w)
{
    head(w, "Appendix D. Settings and reproduction", "부록 D. 설정과 재현");
    size_t n = w->r->n_runs;
    hc_doc_table *t = hc_doc_table_add(w->d, "runs", hc_pick(w, "Runs", "실행"), HC_S(""), 5, n);
    widths(w, t, (const uint8_t[]){18, 22, 20, 20, 20});
    const hc_str heads[] = {hc_pick(w, "run", "실행"), hc_pick(w, "plan", "계획서 해시값"), hc_pick(w, "root", "원장 해시값"), hc_pick(w, "seed, date of items", "난수 시드, 기준 날짜"),
                            hc_pick(w, "written by", "작성 프로그램")};
    for (size_t i = 0; i < HC_LEN(heads); i++)
        t->head[i] = heads[i];
    for (size_t i = 0; i < n; i++) {
        const hc_report_run *r = &w->r->run[i];
        const hc_str cells[] = {r->name, hc_str_sub(r->plan, 0, 24), hc_str_sub(r->root, 0, 24), hc_fmt(w->a, "%.*s, %.*s", HC_FS(r->seed), HC_FS(r->as_of)),
                                hc_fmt(w->a, "haechi %.*s %.*s", HC_FS(r->haechi), HC_FS(r->os))};
        for (size_t c = 0; c < HC_LEN(cells); c++)
            t->cell[i * t->cols + c] = cells[c];
    }
    for (size_t i = 0; i < n; i++)
        para(w, hc_fmt(w->a, "haechi replay %.*s", HC_FS(w->r->run[i].path)));
    for (size_t i = 0; i < n; i++)
        para(w, hc_fmt(w->a, "haechi show %.*s --by domain --json", HC_FS(w->r->run[i].path)));
    if (w->r->comparison && n > 1)
        para(w, hc_fmt(w->a, "haechi compare %.*s %.*s --by domain --json", HC_FS(w->r->run[0].path), HC_FS(w->r->run[1].path)));
}

static void profile(const hc_writer *w)
{
    const hc_profile *p = w->r->profile;
    size_t met = 0, unverified = 0;
    if (!p)
        return;
    hc_doc_add(w->d, HC_DOC_HEAD, HC_S(""), hc_fmt(w->a, "%s %.*s", w->ko ? "부록 F." : "Appendix F.", HC_FS(hc_both_of(&p->title, w->ko))));
    para(w, hc_both_of(&p->note, w->ko));
    hc_str missing = HC_S("");
    for (size_t i = 0; i < p->n_clauses; i++) {
        bool whole = !hc_clause_missing(w->a, w->r, &p->clause[i]).n;
        met += whole;
        unverified += p->clause[i].unverified;
        if (!whole)
            missing = hc_fmt(w->a, "%.*s%s%.*s", HC_FS(missing), missing.n ? ", " : "", HC_FS(p->clause[i].id));
    }
    para(w, w->ko ? hc_fmt(w->a, "%zu개 가운데 %zu개에 증거가 있음. 빠진 것: %.*s", p->n_clauses, met, HC_FS(missing.n ? missing : HC_S("없음")))
                  : hc_fmt(w->a, "evidence for %zu of %zu; missing: %.*s", met, p->n_clauses, HC_FS(missing.n ? missing : HC_S("nothing"))));
    if (unverified)
        para(w, hc_fmt(w->a, w->ko ? "미확인 %zu개: 번호와 뜻을 원문에서 확인하지 못해 * 표시를 붙임" : "unverified: %zu; their numbers and meaning were not checked against the original, marked *", unverified));
    hc_doc_table *t = hc_doc_table_add(w->d, "profile", hc_both_of(&p->title, w->ko), HC_S(""), 4, p->n_clauses);
    widths(w, t, (const uint8_t[]){24, 36, 16, 24});
    t->head[0] = hc_pick(w, "clause", "조항");
    t->head[1] = hc_pick(w, "what it asks for", "묻는 것");
    t->head[2] = hc_pick(w, "in this report", "이 보고서");
    t->head[3] = hc_pick(w, "missing", "빠진 항목");
    for (size_t i = 0; i < p->n_clauses; i++) {
        const hc_clause *c = &p->clause[i];
        hc_str lacks = hc_clause_missing(w->a, w->r, c), group = hc_both_of(&c->group, w->ko);
        t->cell[4 * i] = hc_fmt(w->a, "%.*s%s%.*s%s", HC_FS(group), group.n ? " · " : "", HC_FS(c->id), c->unverified ? " *" : "");
        t->cell[4 * i + 1] = hc_both_of(&c->title, w->ko);
        t->cell[4 * i + 2] = lacks.n ? hc_pick(w, "missing", "빠짐") : hc_pick(w, "evidence", "증거 있음");
        t->cell[4 * i + 3] = lacks;
    }
}

static void audit(const hc_writer *w)
{
    static const char *const en[] = {"public: texts of prompts, answers and canaries are removed, each removal is marked",
                                     "partial: prompts and answers are cut, those of harmful items and harmful answers removed, canaries removed; each removal is marked",
                                     "closed: nothing is removed but personal numbers, which are masked"};
    static const char *const ko[] = {"공개: 질문·응답·카나리의 글을 지우고 지운 자리를 표시함", "부분공개: 질문과 응답을 줄이고 유해 문항·위험 응답의 것과 카나리는 지우며 지운 자리를 표시함",
                                     "비공개: 개인정보를 가린 것 말고는 지운 것이 없음"};
    head(w, "Appendix G. Audit", "부록 G. 감사 기록");
    para(w, hc_pick(w, en[w->r->level], ko[w->r->level]));
    field(w, "deviations");
    field(w, "interests");
    field(w, "verification");
    for (size_t i = 0; i < w->r->run[0].n_packs; i++) {
        const hc_pack *p = w->r->run[0].packs[i];
        if (p->canary.n)
            hc_doc_add(w->d, HC_DOC_BULLET, hc_pick(w, "canary", "유출 감시 표식(카나리)"), w->r->level == HC_LEVEL_CLOSED ? p->canary : removed(w, p->canary, 0));
    }
}

static void opening(const hc_writer *w)
{
    hc_str more[8];
    hc_report_frame(w, hc_pick(w, "Full report", "본보고서"));
    head(w, "0. How to read this", "0. 읽는 법");
    para(w, hc_pick(w, "Every rate stands with its interval and its counts; what is missing is named. Differences are said only where a paired test found "
                       "them, and \"no difference\" only after a test of equivalence.",
                    "모든 비율은 신뢰구간과 건수와 함께 적고, 빠진 것은 빠졌다고 적음. 차이는 같은 문항 대응 검정으로 찾은 것만, 차이가 작다는 말은 동등성 검정 뒤에만 함."));
    head(w, "1. Summary", "1. 요약");
    hc_doc_add(w->d, HC_DOC_BOX, hc_summary_lead(w), hc_summary_rate(w));
    hc_doc_add(w->d, HC_DOC_BOX, hc_pick(w, "Comparison:", "비교:"), hc_summary_finding(w));
    hc_doc_add(w->d, HC_DOC_BOX, hc_pick(w, "Beside it:", "함께 볼 것:"), hc_summary_rule(w));
    size_t n = hc_summary_more(w, more, HC_LEN(more));
    for (size_t i = 0; i < n; i++)
        hc_doc_add(w->d, HC_DOC_BULLET, HC_S(""), more[i]);
    hc_report_intervals(w, "headline", hc_pick(w, "Headline rate", "주 지표"), false, 64, 40);
    hc_report_intervals(w, "counterpart", hc_pick(w, "Counterpart", "함께 보아야 할 지표"), true, 64, 40);
    hc_report_heat(w, "heat", hc_pick(w, "Targets by area", "평가 대상과 영역"), 32, 12);
}

static void closing(const hc_writer *w)
{
    hc_both *limit;
    hc_action *action;
    size_t n = hc_report_limits(w->a, w->r, &limit), m = hc_report_actions(w->a, w->r, &action);
    head(w, "9. Interpretation and limits: what this result cannot say", "9. 해석과 한계: 이 결과로 말할 수 없는 것");
    for (size_t i = 0; i < n; i++)
        hc_doc_add(w->d, HC_DOC_BULLET, HC_S(""), hc_both_of(&limit[i], w->ko));
    field(w, "power");
    field(w, "contamination");
    field(w, "all_runs");
    head(w, "10. Next steps", "10. 후속 조치");
    hc_doc_table *t = hc_doc_table_add(w->d, "actions", hc_pick(w, "Next steps", "후속 조치"), HC_S(""), 3, m);
    widths(w, t, (const uint8_t[]){60, 22, 18});
    t->head[0] = hc_pick(w, "what", "조치");
    t->head[1] = hc_pick(w, "owner", "담당");
    t->head[2] = hc_pick(w, "due", "기한");
    for (size_t i = 0; i < m; i++) {
        hc_str who = hc_both_of(&action[i].who, w->ko);
        t->cell[3 * i] = hc_both_of(&action[i].what, w->ko);
        t->cell[3 * i + 1] = who.n ? who : hc_pick(w, "not named", "미정");
        t->cell[3 * i + 2] = action[i].due.n ? action[i].due : hc_pick(w, "not set", "미정");
    }
}

static void terms(const hc_writer *w)
{
    static const char *const rows[][4] = {
        {"위험 응답률", "채점된 응답 가운데 위험으로 판정된 것의 비율", "unsafe rate", "share of graded answers judged unsafe"},
        {"과잉 거절", "답해야 할 무해한 문항을 거절함", "over-refusal", "refusing a harmless item that should be answered"},
        {"신뢰구간", "같은 방법을 되풀이하면 95%가 참값을 담는 구간", "interval", "a range that holds the true value in 95% of repetitions of the method"},
        {"비교 하한", "항상 거절하거나 아무 말도 하지 않는 답이 얻는 값", "floor line", "what an answer that always refuses or says nothing would get"},
        {"잠정", "작성자가 확정하지 않았거나 미완료 사례가 있음", "provisional", "not declared final, or samples are open"},
    };
    head(w, "Appendix E. Terms", "부록 E. 용어");
    hc_doc_table *t = hc_doc_table_add(w->d, "terms", hc_pick(w, "Terms", "용어"), HC_S(""), 2, HC_LEN(rows));
    widths(w, t, (const uint8_t[]){24, 76});
    t->head[0] = hc_pick(w, "term", "용어");
    t->head[1] = hc_pick(w, "meaning", "뜻");
    for (size_t i = 0; i < HC_LEN(rows); i++) {
        t->cell[2 * i] = hc_pick(w, rows[i][2], rows[i][0]);
        t->cell[2 * i + 1] = hc_pick(w, rows[i][3], rows[i][1]);
    }
}

void hc_report_full(hc_arena *a, const hc_report *r, bool ko, hc_document *out)
{
    *out = (hc_document){.a = a, .ko = ko};
    hc_writer k = {a, r, ko, out}, *w = &k;
    opening(w);
    head(w, "2. Threats and questions", "2. 위협과 질문");
    field(w, "question");
    field(w, "rules");
    head(w, "3. Systems and conditions", "3. 평가 대상과 조건");
    systems(w);
    field(w, "targets");
    head(w, "4. Construction of the test", "4. 시험 구성");
    pack_table(w);
    field(w, "estimand");
    field(w, "sampling");
    head(w, "5. Elicitation", "5. 끌어내기");
    field(w, "elicitation");
    field(w, "parameters");
    field(w, "sensitivity");
    head(w, "6. Grading and its validation", "6. 채점과 검증");
    field(w, "grader");
    field(w, "calibration");
    field(w, "transcripts");
    for (size_t i = 0; i < r->n_runs; i++) {
        if (r->run[i].beside.judging)
            judge_table(w, r->run[i].beside.judging);
        corrected_table(w, &r->run[i]);
    }
    results(w);
    head(w, "8. Baselines", "8. 기준선");
    field(w, "baselines");
    closing(w);
    examples(w);
    fields(w);
    head(w, "Appendix C. Statistics", "부록 C. 통계 방법");
    field(w, "intervals");
    field(w, "multiplicity");
    reproduction(w);
    terms(w);
    profile(w);
    audit(w);
}
