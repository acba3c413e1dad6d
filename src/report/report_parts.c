// SPDX-License-Identifier: Apache-2.0
/* Parts that the one page and the full report share: names, sentences of the summary, figures. */
#include <math.h>

#include "base/clock.h"
#include "report/report_int.h"

enum { LABEL_COLS = 22, GROUP_COLS = 9, TITLE_COLS = 46 };

typedef struct subjects { hc_arena *a; const hc_report *r; hc_subject *v; size_t n, cap; } subjects;

static void add_subjects(subjects *l, const hc_report_run *run, hc_str only)
{
    for (size_t t = 0; t < run->table->n_tally; t++) {
        const hc_tally *k = &run->table->tally[t];
        if (k->floor || k->transform.n || !k->n_lines || (only.n && !hc_str_eq(only, k->target)))
            continue;
        hc_str label = l->r->n_runs > 1 ? hc_fmt(l->a, "%.*s:%.*s", HC_FS(run->name), HC_FS(k->target)) : k->target;
        if (run->n_packs > 1)
            label = hc_fmt(l->a, "%.*s · %.*s", HC_FS(label), HC_FS(k->pack->name));
        HC_GROW(l->a, l->v, l->n, l->cap);
        l->v[l->n++] = (hc_subject){run, k, &run->plain->tally[t], label};
    }
}

size_t hc_report_subjects(hc_arena *a, const hc_report *r, hc_subject **out)
{
    subjects l = {.a = a, .r = r};
    for (size_t i = 0; i < r->n_runs; i++) {
        for (size_t k = 0; k < r->run[i].n_named; k++)
            add_subjects(&l, &r->run[i], r->run[i].named[k]);
        if (!r->run[i].n_named)
            add_subjects(&l, &r->run[i], HC_S(""));
    }
    *out = l.v;
    return l.n;
}

static hc_str cut(const hc_writer *w, hc_str s, size_t cols)
{
    return hc_words_name(w->a, s, cols);
}

const char *hc_report_level_word(const hc_report *r, bool ko)
{
    static const char *const words[][2] = {{"public", "공개"}, {"partial", "부분공개"}, {"closed", "비공개"}};
    return words[r->level][ko];
}

/* ---- frame ---------------------------------------------------------------------------------------------- */

static hc_str date_of(const hc_writer *w)
{
    int64_t last = 0;
    char text[40];
    for (size_t i = 0; i < w->r->n_runs; i++)
        last = w->r->run[i].totals.last_us > last ? w->r->run[i].totals.last_us : last;
    if (!last)
        return w->r->run[0].as_of.n ? hc_str_sub(w->r->run[0].as_of, 0, 10) : HC_S("-");
    hc_time_rfc3339(last, true, text);
    return hc_str_dup(w->a, (hc_str){text, 10});
}

static hc_str pack_list(const hc_writer *w, const char *between)
{
    hc_str out = HC_S("");
    const hc_report_run *run = &w->r->run[0];
    for (size_t i = 0; i < run->n_packs && i < 3; i++)
        out = hc_fmt(w->a, "%.*s%s%.*s%s%.*s", HC_FS(out), i ? between : "", HC_FS(cut(w, run->packs[i]->name, LABEL_COLS)), run->packs[i]->version.n ? "@" : "",
                     HC_FS(cut(w, run->packs[i]->version, 12)));
    if (run->n_packs > 3)
        out = hc_fmt(w->a, "%.*s %s%zu", HC_FS(out), "+", run->n_packs - 3);
    return out;
}

void hc_report_frame(const hc_writer *w, hc_str kind)
{
    const hc_report *r = w->r;
    const hc_report_run *run = &r->run[0];
    hc_subject *s;
    size_t n = hc_report_subjects(w->a, r, &s), open = 0, targets = 0;
    for (size_t i = 0; i < r->n_runs; i++) {
        open += r->run[i].open;
        targets += r->run[i].n_targets;
    }
    bool final = r->notes.final && !open;
    hc_str title = hc_both_of(&r->notes.title, w->ko), target = n ? cut(w, s[0].tally->target, LABEL_COLS) : HC_S("");
    w->d->title = title.n ? cut(w, title, TITLE_COLS) : w->ko ? hc_fmt(w->a, "평가 대상 %.*s 안전성 평가 결과", HC_FS(target))
                                                             : hc_fmt(w->a, "Safety evaluation of %.*s", HC_FS(target));
    w->d->subtitle = w->ko ? hc_fmt(w->a, "평가 데이터셋(팩) %.*s · 평가 대상 %zu개", HC_FS(pack_list(w, " · ")), targets)
                           : hc_fmt(w->a, "pack %.*s · %zu target%s", HC_FS(pack_list(w, " · ")), targets, targets == 1 ? "" : "s");
    w->d->header[0] = kind;
    w->d->header[1] = hc_fmt(w->a, w->ko ? "공개 등급: %s" : "disclosure: %s", hc_report_level_word(r, w->ko));
    w->d->header[2] = w->ko ? hc_fmt(w->a, "%.*s 기준 · %s", HC_FS(date_of(w)), final ? "확정" : "잠정")
                            : hc_fmt(w->a, "as of %.*s · %s", HC_FS(date_of(w)), final ? "final" : "provisional");
    w->d->footer[0] = hc_fmt(w->a, "%s %.*s · haechi %s · %.*s", w->ko ? "원장 해시값" : "root", HC_FS(hc_str_sub(run->root, 0, 16)), HC_VERSION, HC_FS(pack_list(w, " ")));
    w->d->footer[1] = hc_fmt(w->a, "%s haechi replay %.*s", w->ko ? "검증:" : "verify:", HC_FS(cut(w, run->name, 36)));
}

/* ---- sentences ------------------------------------------------------------------------------------------ */

static const hc_line *headline(const hc_writer *w)
{
    hc_subject *s;
    return hc_report_subjects(w->a, w->r, &s) ? hc_report_headline(s[0].tally) : NULL;
}

hc_str hc_summary_lead(const hc_writer *w)
{
    const hc_line *l = headline(w);
    if (!l || w->r->run[0].n_packs < 2)
        return hc_pick(w, "Overall:", "전체:");
    return hc_fmt(w->a, w->ko ? "전체(%.*s):" : "Overall (%.*s):", HC_FS(cut(w, l->pack->name, 16)));
}

hc_str hc_summary_rate(const hc_writer *w)
{
    const hc_line *l = headline(w);
    return l ? hc_words_rate(w->a, l, w->ko) : hc_pick(w, "there is no rate to state", "말할 비율이 없음");
}

static bool same_metric(const hc_compared *l, const hc_line *head)
{
    return head && hc_str_eq(l->metric->name, head->metric->name);
}

/* What stands out most surely: the smallest adjusted p among findings of the metric; else the whole. */
static const hc_compared *main_difference(const hc_comparison *c, const hc_line *head, const hc_versus **out)
{
    const hc_compared *best = NULL;
    for (size_t v = 0; v < c->n_versus; v++)
        for (size_t i = 0; i < c->versus[v].n_lines; i++) {
            const hc_compared *l = &c->versus[v].lines[i];
            bool found = l->finding == HC_FIND_HIGHER || l->finding == HC_FIND_LOWER;
            bool better = !best || (found && (best->finding < HC_FIND_HIGHER || l->p_adjusted < best->p_adjusted));
            if (!same_metric(l, head) || (!found && (l->group.n || best)) || !better)
                continue;
            best = l;
            *out = &c->versus[v];
        }
    return best;
}

/* Of areas with a rate, the one that looks worst; NULL where none stands out: fewer than two, or a tie. */
static const hc_line *top_group(const hc_writer *w)
{
    hc_subject *s;
    const hc_line *head = headline(w), *best = NULL;
    size_t n = 0;
    bool tie = false;
    if (!head || !hc_report_subjects(w->a, w->r, &s))
        return NULL;
    for (size_t i = 0; i < s[0].tally->n_lines; i++) {
        const hc_line *l = &s[0].tally->lines[i];
        if (!l->group.n || !hc_str_eq(l->metric->name, head->metric->name) || !hc_stat_has_number(l->stat))
            continue;
        n++;
        tie = tie || (best && best->interval.point == l->interval.point);
        bool worse = !best || (head->metric->lower_is_better ? l->interval.point > best->interval.point : l->interval.point < best->interval.point);
        best = worse ? l : best;
        tie = tie && !(worse && n > 1);
    }
    return n > 1 && !tie ? best : NULL;
}

static hc_str top_words(const hc_writer *w, const hc_line *top)
{
    return hc_fmt(w->a, "%s %.*s", w->ko ? top->metric->lower_is_better ? "영역 가운데 관측값이 가장 높은 곳은" : "영역 가운데 관측값이 가장 낮은 곳은"
                                         : top->metric->lower_is_better ? "highest observed area:" : "lowest observed area:", HC_FS(hc_words_group(w->a, top, w->ko)));
}

hc_str hc_summary_finding(const hc_writer *w)
{
    const hc_versus *v = NULL;
    const hc_line *head = headline(w), *top = top_group(w);
    const hc_compared *l = w->r->comparison ? main_difference(w->r->comparison, head, &v) : NULL;
    if (l)
        return hc_words_compared(w->a, w->r->comparison, v, l, w->ko);
    if (top)
        return top_words(w, top);
    return hc_pick(w, "there is no comparison from which anything follows", "비교에서 말할 수 있는 것이 없음");
}

static hc_str rule_words(const hc_writer *w, const hc_line *l)
{
    if (l->out.ruling != HC_RULING_NONE)
        return hc_words_rule(w->a, l, &l->out, false, w->ko);
    return l->in.ruling != HC_RULING_NONE ? hc_words_rule(w->a, l, &l->in, true, w->ko) : HC_S("");
}

/* The rule if the plan has one; else the counterpart, without which the first rate can mean anything. */
hc_str hc_summary_rule(const hc_writer *w)
{
    hc_subject *s;
    size_t n = hc_report_subjects(w->a, w->r, &s);
    for (size_t i = 0; n && i < s[0].plain->n_lines; i++) {
        hc_str words = rule_words(w, &s[0].plain->lines[i]);
        if (words.n)
            return words;
    }
    const hc_line *other = n ? hc_report_counterpart(s[0].tally) : NULL;
    hc_str none = hc_pick(w, "the plan states no rule, so this is neither a pass nor a fail", "계획서에 기준이 없어 합격·불합격을 뜻하지 않음");
    return other ? hc_fmt(w->a, "%.*s; %.*s", HC_FS(hc_words_rate(w->a, other, w->ko)), HC_FS(none)) : none;
}

/* What the summary has not said yet. */
static void more(hc_str *out, size_t *n, size_t max, const hc_str said[2], hc_str words)
{
    for (size_t i = 0; i < 2; i++)
        if (hc_str_starts(said[i], words))
            return;
    if (*n < max)
        out[(*n)++] = words;
}

size_t hc_summary_more(const hc_writer *w, hc_str *out, size_t max)
{
    hc_subject *s;
    const hc_str said[2] = {hc_summary_finding(w), hc_summary_rule(w)};
    size_t n = 0, n_subjects = hc_report_subjects(w->a, w->r, &s);
    const hc_line *head = headline(w), *top = top_group(w), *other = n_subjects ? hc_report_counterpart(s[0].tally) : NULL;
    const hc_comparison *c = w->r->comparison;
    if (other)
        more(out, &n, max, said, hc_words_rate(w->a, other, w->ko));
    if (top)
        more(out, &n, max, said, top_words(w, top));
    for (size_t v = 0; c && v < c->n_versus; v++)
        for (size_t i = 0; i < c->versus[v].n_lines; i++)
            if (!c->versus[v].lines[i].group.n && c->versus[v].lines[i].finding != HC_FIND_NONE)
                more(out, &n, max, said, hc_words_compared(w->a, c, &c->versus[v], &c->versus[v].lines[i], w->ko));
    const hc_shifts *shifts = w->r->run[0].beside.shifts;
    for (size_t v = 0; shifts && v < shifts->of.n_versus; v++)
        for (size_t i = 0; i < shifts->of.versus[v].n_lines; i++)
            if (same_metric(&shifts->of.versus[v].lines[i], head) && shifts->of.versus[v].lines[i].finding != HC_FIND_NONE)
                more(out, &n, max, said, hc_words_shift(w->a, &shifts->of, &shifts->of.versus[v], &shifts->of.versus[v].lines[i], w->ko));
    return n;
}

/* ---- figures -------------------------------------------------------------------------------------------- */

static hc_str direction(const hc_writer *w, const hc_metric *m)
{
    return m->lower_is_better ? hc_pick(w, "lower is better", "낮을수록 좋음") : hc_pick(w, "higher is better", "높을수록 좋음");
}

static hc_mark mark_of(const hc_line *l, const hc_tally *of)
{
    return (hc_mark){.known = hc_stat_has_number(l->stat), .hollow = of->states[HC_ST_OPEN] > 0, .shape = of->floor ? HC_MARK_DIAMOND : HC_MARK_CIRCLE,
                     .point = l->interval.point, .low = l->interval.low, .high = l->interval.high};
}

static const hc_line *whole(const hc_tally *t, const hc_metric *m)
{
    for (size_t i = 0; i < t->n_lines; i++)
        if (!t->lines[i].group.n && hc_str_eq(t->lines[i].metric->name, m->name))
            return &t->lines[i];
    return NULL;
}

/* Behind the subjects: what answers that refuse or say nothing would get on the same items. */
static size_t add_floors(const hc_writer *w, const hc_metric *m, hc_subject **s, size_t n)
{
    const hc_report_run *run = &w->r->run[0];
    hc_subject *all = HC_NEW_N(w->a, hc_subject, n + run->table->n_tally + 1);
    for (size_t i = 0; i < n; i++)
        all[i] = (*s)[i];
    for (size_t t = 0; t < run->table->n_tally; t++) {
        const hc_tally *k = &run->table->tally[t];
        const hc_line *l = k->floor ? whole(k, m) : NULL;
        if (l && l->counts.n)
            all[n++] = (hc_subject){run, k, &run->plain->tally[t], hc_fmt(w->a, "%s%.*s%s%.*s", w->ko ? "비교 하한 " : "floor ", HC_FS(k->target),
                                                                                run->n_packs > 1 ? " · " : "", HC_FS(run->n_packs > 1 ? k->pack->name : HC_S("")))};
    }
    *s = all;
    return n;
}

static void say_of_marks(const hc_writer *w, hc_doc_table *t)
{
    bool hollow = false, diamond = false;
    for (size_t i = 0; i < t->rows; i++) {
        hollow = hollow || t->mark[i].hollow;
        diamond = diamond || t->mark[i].shape == HC_MARK_DIAMOND;
    }
    t->legend = hc_fmt(w->a, "%s%s%s", hollow ? w->ko ? "속 빈 점: 끝나지 않은 대상" : "hollow: not complete" : "", hollow && diamond ? ", " : "",
                       diamond ? w->ko ? "마름모: 비교 하한" : "diamond: floor line" : "");
}

void hc_report_intervals(const hc_writer *w, const char *id, hc_str lead, bool counterpart, size_t max, size_t cols)
{
    hc_subject *s;
    size_t n = hc_report_subjects(w->a, w->r, &s);
    const hc_line *first = !n ? NULL : counterpart ? hc_report_counterpart(s[0].tally) : hc_report_headline(s[0].tally);
    if (!first)
        return;
    bool strong = n > 1;
    n = w->d->one_page ? n : add_floors(w, first->metric, &s, n);
    size_t shown = n < max ? n : max;
    hc_str title = cut(w, hc_words_title(first->metric, w->ko), 24);
    hc_str text = hc_fmt(w->a, "%.*s (%%, %.*s)%s", HC_FS(title), HC_FS(direction(w, first->metric)), shown < n ? " …" : "");
    hc_doc_table *t = hc_doc_table_add(w->d, id, lead, text, 3, shown);
    t->head[0] = hc_pick(w, "target", "평가 대상");
    t->head[1] = hc_pick(w, "% [95% interval]", "% [95% 신뢰구간]");
    t->head[2] = HC_S("k/n");
    t->mark = HC_NEW_N(w->a, hc_mark, shown + 1);
    t->strong = strong;
    t->to = 0.1;
    for (size_t i = 0; i < shown; i++) {
        const hc_line *l = whole(s[i].tally, first->metric);
        t->cell[3 * i] = cut(w, s[i].label, cols);
        t->cell[3 * i + 1] = l ? hc_words_cell(w->a, l) : HC_S("-");
        t->cell[3 * i + 2] = l ? hc_fmt(w->a, "%zu/%zu", l->counts.k, l->counts.n) : HC_S("-");
        t->mark[i] = l ? mark_of(l, s[i].tally) : (hc_mark){0};
        while (t->mark[i].known && t->mark[i].high > t->to && t->to < 1)
            t->to = t->to < 0.2 ? 0.2 : t->to < 0.5 ? 0.5 : 1;
    }
    say_of_marks(w, t);
}

/* An area where the metric has no item on both sides says nothing. */
static bool paired(const hc_compared *l, const hc_line *head)
{
    return same_metric(l, head) && (!l->group.n || l->a.n);
}

static hc_str found(const hc_writer *w, const hc_compared *l)
{
    if (hc_compared_reason(l))
        return hc_pick(w, "withheld", "보류");
    if (l->finding == HC_FIND_HIGHER || l->finding == HC_FIND_LOWER)
        return l->finding == HC_FIND_HIGHER ? hc_pick(w, "higher", "높음") : hc_pick(w, "lower", "낮음");
    return l->equivalent ? hc_pick(w, "equivalent", "동등") : hc_pick(w, "unclear", "근거 없음");
}

/* Returns how far its interval reaches from zero. */
static double difference(const hc_writer *w, hc_doc_table *t, size_t at, const hc_compared *l)
{
    const hc_interval *d = &l->d.interval;
    bool have = !hc_compared_reason(l), clear = l->finding == HC_FIND_HIGHER || l->finding == HC_FIND_LOWER;
    t->cell[3 * at] = l->group.n ? cut(w, l->group, LABEL_COLS) : hc_pick(w, "all", "전체");
    t->cell[3 * at + 1] = !have ? HC_S("-") : hc_fmt(w->a, "%.*s [%.*s, %.*s]", HC_FS(hc_words_points(w->a, d->point)), HC_FS(hc_words_points(w->a, d->low)),
                                                     HC_FS(hc_words_points(w->a, d->high)));
    t->cell[3 * at + 2] = hc_fmt(w->a, "%lld; %.*s", (long long)l->a.n, HC_FS(found(w, l)));
    if (have && !clear)
        t->legend = hc_pick(w, "hollow: unclear, square: equivalent", "속 빈 점: 근거 없음, 네모: 동등");
    t->mark[at] = (hc_mark){.known = have, .hollow = !clear && !l->equivalent, .shape = l->equivalent ? HC_MARK_SQUARE : HC_MARK_CIRCLE,
                            .point = d->point, .low = d->low, .high = d->high};
    return have ? fmax(fabs(d->low), fabs(d->high)) : 0;
}

void hc_report_differences(const hc_writer *w, const char *id, hc_str lead, size_t max)
{
    const hc_comparison *c = w->r->comparison;
    const hc_versus *v = c && c->n_versus ? &c->versus[0] : NULL;
    const hc_line *head = headline(w);
    size_t n = 0;
    if (!v || !head)
        return;
    for (size_t i = 0; i < v->n_lines; i++)
        n += paired(&v->lines[i], head);
    n = n < max ? n : max;
    if (!n)
        return;
    hc_str first = cut(w, c->sides[v->a].label, 18), second = cut(w, c->sides[v->b].label, 18), title = cut(w, hc_words_title(head->metric, w->ko), 16);
    hc_str text = hc_fmt(w->a, "%.*s − %.*s, %.*s (%s)", HC_FS(second), HC_FS(first), HC_FS(title),
                         w->ko ? "%p; 판단은 함께 보정한 p로 함" : "points; finding by p values adjusted together");
    hc_doc_table *t = hc_doc_table_add(w->d, id, lead, text, 3, n);
    t->head[0] = hc_pick(w, "area", "영역");
    t->head[1] = hc_pick(w, "points [95% interval]", "%p [95% 신뢰구간]");
    t->head[2] = hc_pick(w, "pairs; finding", "짝; 판단");
    t->mark = HC_NEW_N(w->a, hc_mark, n);
    double reach = 0.1;
    for (size_t i = 0, at = 0; i < v->n_lines && at < n; i++)
        if (paired(&v->lines[i], head))
            reach = fmax(reach, difference(w, t, at++, &v->lines[i]));
    t->from = -reach;
    t->to = reach;
}

static uint8_t shade_of(const hc_line *l)
{
    static const double above[] = {0.02, 0.08, 0.18, 0.32};
    uint8_t s = 1;
    double bad = l->metric->lower_is_better ? l->interval.point : 1 - l->interval.point;
    for (size_t i = 0; i < HC_LEN(above); i++)
        s = (uint8_t)(s + (bad >= above[i]));
    return s;
}

static const hc_line *line_of_group(const hc_tally *t, hc_str metric, hc_str group)
{
    for (size_t i = 0; i < t->n_lines; i++)
        if (hc_str_eq(t->lines[i].metric->name, metric) && hc_str_eq(t->lines[i].group, group))
            return &t->lines[i];
    return NULL;
}

static size_t groups_of(const hc_writer *w, const hc_tally *t, hc_str metric, hc_str *out, size_t max, bool *out_more)
{
    size_t n = 0;
    *out_more = false;
    for (size_t i = 0; i < t->n_lines; i++) {
        if (!t->lines[i].group.n || !hc_str_eq(t->lines[i].metric->name, metric) || (!t->lines[i].counts.n && !t->lines[i].counts.unjudged))
            continue;
        *out_more = n == max;
        if (n < max)
            out[n++] = t->lines[i].group;
    }
    (void)w;
    return n;
}

/* Areas in columns, counts where cases are few; what was not tested is hatched. */
void hc_report_heat(const hc_writer *w, const char *id, hc_str lead, size_t max_rows, size_t max_cols)
{
    hc_subject *s;
    size_t n = hc_report_subjects(w->a, w->r, &s), rows = n < max_rows ? n : max_rows;
    const hc_line *head = headline(w);
    bool more = false;
    if (!head)
        return;
    hc_str *group = HC_NEW_N(w->a, hc_str, max_cols);
    size_t cols = groups_of(w, s[0].tally, head->metric->name, group, max_cols, &more);
    if (!cols)
        return;
    hc_str text = hc_fmt(w->a, "%.*s, %s%s", HC_FS(cut(w, hc_words_title(head->metric, w->ko), 24)),
                         w->ko ? "%; 30건 미만은 건수(k/n), 빗금은 미평가" : "%; counts (k/n) below 30 cases, hatched: not tested", more || rows < n ? " …" : "");
    hc_doc_table *t = hc_doc_table_add(w->d, id, lead, text, cols + 1, rows);
    t->head[0] = hc_pick(w, "target", "평가 대상");
    t->shade = HC_NEW_N(w->a, uint8_t, rows * (cols + 1));
    t->strong = rows > 1;
    for (size_t c = 0; c < cols; c++)
        t->head[c + 1] = cut(w, group[c], GROUP_COLS);
    for (size_t r = 0; r < rows; r++) {
        t->cell[r * (cols + 1)] = cut(w, s[r].label, 14);
        for (size_t c = 0; c < cols; c++) {
            const hc_line *l = line_of_group(s[r].tally, head->metric->name, group[c]);
            bool known = l && l->counts.n && hc_line_known(l);
            size_t at = r * (cols + 1) + c + 1;
            t->cell[at] = !known ? HC_S("-") : l->counts.n < HC_FEW ? hc_fmt(w->a, "%zu/%zu", l->counts.k, l->counts.n) : hc_words_percent(w->a, l->interval.point);
            t->shade[at] = known ? shade_of(l) : 6;
        }
    }
}
