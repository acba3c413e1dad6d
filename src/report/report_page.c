// SPDX-License-Identifier: Apache-2.0
/* The one page: nothing on it may grow without bound, so that it stays one page whatever things are called. */
#include "report/report_int.h"
#include "text/display.h"

enum { TEXT_COLS = 200, SENTENCE_COLS = 240, LIMITS = 4, LIMIT_COLS = 92, ACTIONS = 3, ACTION_COLS = 60, GRADER_COLS = 110 };
enum { FIGURE_ROWS = 4, AREAS = 10, DIFFERENCES = 5, FINDINGS = 2 };

static hc_str cut(const hc_writer *w, hc_str s, size_t cols)
{
    return hc_display_cut(w->a, hc_display_safe(w->a, s, false), cols);
}

static hc_str targets(const hc_writer *w)
{
    hc_subject *s;
    hc_str out = HC_S("");
    size_t n = hc_report_subjects(w->a, w->r, &s);
    for (size_t i = 0; i < n && i < 4; i++) {
        hc_str model = HC_S("");
        for (size_t k = 0; k < s[i].run->n_targets; k++)
            if (hc_str_eq(s[i].run->target[k].alias, s[i].tally->target))
                model = s[i].run->target[k].model;
        out = hc_fmt(w->a, "%.*s%s%.*s", HC_FS(out), i ? ", " : "", HC_FS(hc_words_name(w->a, s[i].label, 22)));
        if (model.n)
            out = hc_fmt(w->a, "%.*s(%.*s)", HC_FS(out), HC_FS(hc_words_name(w->a, model, 18)));
    }
    return n > 4 ? hc_fmt(w->a, w->ko ? "%.*s 외 %zu" : "%.*s and %zu more", HC_FS(out), n - 4) : out;
}

static hc_str material(const hc_writer *w)
{
    size_t items = 0, samples = 0, failed = 0, open = 0;
    for (size_t i = 0; i < w->r->n_runs; i++) {
        for (size_t t = 0; t < w->r->run[i].plain->n_tally; t++) {
            const hc_tally *k = &w->r->run[i].plain->tally[t];
            samples += k->floor ? 0 : k->samples;
            items += i == 0 && !k->floor && !k->transform.n && hc_str_eq(k->target, w->r->run[0].target[0].alias) ? k->samples / w->r->run[0].epochs : 0;
            failed += k->floor ? 0 : k->states[HC_ST_FAILED];
            open += k->floor ? 0 : k->states[HC_ST_OPEN];
        }
    }
    return w->ko ? hc_fmt(w->a, "%zu문항, 문항마다 %u회, 사례 %zu건(실행 오류 %zu건·미완료 %zu건은 비율에서 제외)", items, w->r->run[0].epochs, samples, failed, open)
                 : hc_fmt(w->a, "%zu items x %u; %zu samples (%zu failed and %zu open are outside the rates)", items,
                          w->r->run[0].epochs, samples, failed, open);
}

static void overview(const hc_writer *w)
{
    hc_doc_table *t = hc_doc_table_add(w->d, "overview", HC_S(""), HC_S(""), 2, 3);
    static const uint8_t widths[] = {14, 86};
    hc_str grader = hc_both_of(&hc_report_field(w->r, HC_S("grader"))->text, w->ko), quality = hc_both_of(&hc_report_field(w->r, HC_S("calibration"))->text, w->ko);
    const hc_str cells[] = {hc_pick(w, "what", "무엇을"), targets(w), hc_pick(w, "with", "무엇으로"), material(w), hc_pick(w, "how", "어떻게"),
                            hc_fmt(w->a, "%.*s; %.*s", HC_FS(cut(w, grader, GRADER_COLS)), HC_FS(quality))};
    t->width = HC_NEW_N(w->a, uint8_t, 2);
    t->width[0] = widths[0];
    t->width[1] = widths[1];
    t->head[0] = hc_pick(w, "item", "구분");
    t->head[1] = hc_pick(w, "content", "내용");
    for (size_t i = 0; i < HC_LEN(cells); i++)
        t->cell[i] = cut(w, cells[i], TEXT_COLS);
}

/* What does not fit stands in the full report. */
static hc_str with_rest(const hc_writer *w, hc_str head, size_t rest)
{
    return rest ? hc_fmt(w->a, w->ko ? "%.*s (외 %zu)" : "%.*s (+%zu)", HC_FS(head), rest) : head;
}

static void limits_and_actions(const hc_writer *w)
{
    hc_both *limit;
    hc_action *action;
    size_t n = hc_report_limits(w->a, w->r, &limit), m = hc_report_actions(w->a, w->r, &action);
    size_t shown = n < LIMITS ? n : LIMITS, acted = m < ACTIONS ? m : ACTIONS;
    hc_doc_table *t = hc_doc_table_add(w->d, "limits", HC_S(""), HC_S(""), 1, shown);
    t->narrow = true;
    t->head[0] = with_rest(w, hc_pick(w, "what this result cannot say", "이 결과로 말할 수 없는 것"), n - shown);
    for (size_t i = 0; i < shown; i++)
        t->cell[i] = cut(w, hc_both_of(&limit[i], w->ko), LIMIT_COLS);
    hc_doc_table *b = hc_doc_table_add(w->d, "actions", HC_S(""), HC_S(""), 3, acted);
    b->narrow = true;
    b->width = HC_NEW_N(w->a, uint8_t, 3);
    b->width[0] = 54;
    b->width[1] = 22;
    b->width[2] = 24;
    b->head[0] = with_rest(w, hc_pick(w, "next step", "후속 조치"), m - acted);
    b->head[1] = hc_pick(w, "owner", "담당");
    b->head[2] = hc_pick(w, "due", "기한");
    for (size_t i = 0; i < acted; i++) {
        hc_str who = hc_both_of(&action[i].who, w->ko);
        b->cell[3 * i] = cut(w, hc_both_of(&action[i].what, w->ko), ACTION_COLS);
        b->cell[3 * i + 1] = who.n ? cut(w, who, 14) : hc_pick(w, "not named", "미정");
        b->cell[3 * i + 2] = action[i].due.n ? cut(w, action[i].due, 12) : hc_pick(w, "not set", "미정");
    }
}

void hc_report_page(hc_arena *a, const hc_report *r, bool ko, hc_document *out)
{
    *out = (hc_document){.a = a, .ko = ko, .one_page = true};
    hc_writer k = {a, r, ko, out}, *w = &k;
    hc_str more[FINDINGS];
    hc_report_frame(w, hc_pick(w, "Summary of results · 1 page", "평가 결과 요약 · 1쪽"));
    hc_doc_add(out, HC_DOC_BOX, hc_summary_lead(w), cut(w, hc_summary_rate(w), SENTENCE_COLS));
    hc_doc_add(out, HC_DOC_BOX, hc_pick(w, "Comparison:", "비교:"), cut(w, hc_summary_finding(w), SENTENCE_COLS));
    hc_doc_add(out, HC_DOC_BOX, hc_pick(w, "Beside it:", "함께 볼 것:"), cut(w, hc_summary_rule(w), SENTENCE_COLS));
    hc_doc_add(out, HC_DOC_HEAD, HC_S(""), hc_pick(w, "1. What was evaluated", "1. 평가 개요"));
    overview(w);
    hc_doc_add(out, HC_DOC_HEAD, HC_S(""), hc_pick(w, "2. Results", "2. 결과"));
    size_t before = out->n;
    hc_report_intervals(w, "figure-1", hc_pick(w, "Figure 1.", "그림 1."), false, FIGURE_ROWS, 14);
    hc_report_intervals(w, "figure-2", hc_pick(w, "Figure 2.", "그림 2."), true, FIGURE_ROWS, 14);
    for (size_t i = before; i < out->n; i++)
        out->block[i].table->narrow = true;
    hc_report_differences(w, "figure-3", hc_pick(w, "Figure 3.", "그림 3."), DIFFERENCES);
    if (!r->comparison && r->n_runs > 1)
        hc_doc_add(out, HC_DOC_NOTE, HC_S(""), hc_pick(w, "Figure 3 (paired differences) is left out: the runs have too few items in common",
                                                       "그림 3(같은 문항 대응 차이)은 실행들에 같은 문항이 부족해 뺌"));
    else if (!r->comparison)
        hc_doc_add(out, HC_DOC_NOTE, HC_S(""), hc_pick(w, "Figure 3 (paired differences) is left out: there is nothing to compare with",
                                                       "그림 3(같은 문항 대응 차이)은 비교할 대상이 없어 뺌"));
    hc_report_heat(w, "figure-4", hc_pick(w, "Figure 4.", "그림 4."), FIGURE_ROWS, AREAS);
    size_t n = hc_summary_more(w, more, FINDINGS);
    hc_doc_add(out, HC_DOC_HEAD, HC_S(""), hc_pick(w, "3. Findings", "3. 주요 발견"));
    for (size_t i = 0; i < n; i++)
        hc_doc_add(out, HC_DOC_BULLET, HC_S(""), cut(w, more[i], SENTENCE_COLS));
    if (!n)
        hc_doc_add(out, HC_DOC_BULLET, HC_S(""), hc_pick(w, "none beside the summary", "요약 밖의 발견 없음"));
    hc_doc_add(out, HC_DOC_HEAD, HC_S(""), hc_pick(w, "4. Limits and next steps", "4. 한계와 후속 조치"));
    limits_and_actions(w);
    hc_doc_add(out, HC_DOC_NOTE, HC_S(""), hc_pick(w, "intervals are two-sided, 95%, and take account of items that belong together; the highest of several areas is a chosen value and looks "
                                                     "more extreme than it is; provisional until the author declares the report final",
                                                  "신뢰구간은 양측 95%이며 서로 딸린 문항을 한 군집으로 셈. 여러 영역 가운데 가장 높은 값은 골라낸 값이라 실제보다 극단적으로 보임. "
                                                  "작성자가 확정하기 전에는 잠정임"));
}
