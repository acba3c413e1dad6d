// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "report/grid.h"
#include "report/why.h"
#include "text/display.h"

/* ---- JSON ---------------------------------------------------------------------------------------------- */

static void hits(hc_jw *w, const char *key, hc_hits h)
{
    hc_jw_key(w, key);
    hc_jw_obj(w);
    hc_jw_ki64(w, "k", h.k);
    hc_jw_ki64(w, "n", h.n);
    hc_jw_kf64(w, "rate", h.n ? (double)h.k / h.n : (double)NAN);
    hc_jw_end(w);
}

static void term_json(hc_jw *w, const hc_why_term *t)
{
    hc_jw_obj(w);
    hc_jw_kc(w, "cause", hc_cause_id(t->cause));
    hc_jw_kf64(w, "value", t->value);
    if (t->cause != HC_CAUSE_ITEMS)
        hc_jw_ki64(w, "samples", (int64_t)t->samples);
    hc_jw_kbool(w, "differs", t->first.n || t->second.n);
    hc_jw_kstr(w, "first", t->first);
    hc_jw_kstr(w, "second", t->second);
    hc_jw_end(w);
}

void hc_why_json(const hc_why_job *j, const hc_why *w, size_t n, hc_jw *jw)
{
    for (size_t i = 0; i < n; i++) {
        bool rate = !w[i].odd;
        hc_jw_obj(jw);
        hc_jw_kstr(jw, "pack", j->side[0].pack->name);
        hc_jw_kstr(jw, "metric", w[i].metric->name);
        hits(jw, "first", w[i].a);
        hits(jw, "second", w[i].b);
        hc_jw_kf64(jw, "difference", w[i].difference);
        hc_jw_ki64(jw, "pairs", (int64_t)w[i].pairs);
        if (w[i].stat != HC_STAT_OK)
            hc_jw_kc(jw, "reason", rate ? hc_stat_reason(w[i].stat) : hc_incomparable(w[i].odd));
        hc_jw_key(jw, "terms");
        hc_jw_arr(jw);
        for (size_t t = 0; rate && t < HC_CAUSE_COUNT; t++)
            term_json(jw, &w[i].term[t]);
        hc_jw_end(jw);
        hc_jw_end(jw);
    }
}

/* ---- text ---------------------------------------------------------------------------------------------- */

static const char *cause_word(hc_cause c, bool ko)
{
    static const char *const en[] = {"how replies are read", "who judges", "the metric", "limits", "the replies themselves", "other items"};
    static const char *const korean[] = {"응답을 읽는 방식", "채점 모델", "지표의 정의", "한도", "응답 자체", "다른 문항"};
    return ko ? korean[c] : en[c];
}

static hc_str below(hc_arena *a, const hc_why_term *t, bool ko)
{
    if (!t->first.n && !t->second.n)
        return HC_S("");
    const char *unknown = ko ? "알 수 없음" : "not known";
    hc_str x = t->first.n ? hc_display_safe(a, t->first, false) : hc_str_c(unknown);
    hc_str y = t->second.n ? hc_display_safe(a, t->second, false) : hc_str_c(unknown);
    return hc_fmt(a, "      A: %.*s\n      B: %.*s\n", HC_FS(x), HC_FS(y));
}

static void why_text(hc_arena *a, const hc_why *w, bool ko, bool bold, hc_buf *out)
{
    hc_str title = ko ? w->metric->title_ko : w->metric->title_en;
    title = hc_display_safe(a, title.n ? title : w->metric->name, false);
    if (w->odd) {
        const char *kind = w->odd->kind != HC_MEASURE_RATE ? hc_measure_id(w->odd->kind)
                           : ko ? "rate(회차를 줄이거나 군집이 교차함)" : "rate, over reduced epochs or crossing clusters";
        hc_buf_fmt(out, ko ? "  %.*s: 나누지 않음. 비율의 차이만 나누며 이 지표의 종류는 %s\n"
                           : "  %.*s: not split: only differences of rates are, this is of kind %s\n", HC_FS(title), kind);
        return;
    }
    if (w->stat != HC_STAT_OK) {
        hc_buf_fmt(out, ko ? "  %.*s: 나눌 수 없음(공통 사례 %zu건에 값이 없음)\n" : "  %.*s: cannot be split: no value among the %zu common samples\n",
                   HC_FS(title), w->pairs);
        return;
    }
    hc_buf_fmt(out, ko ? "  %.*s: A %.1f %% (%u/%u), B %.1f %% (%u/%u), 차이 %+.2f %%p\n" : "  %.*s: A %.1f %% (%u/%u), B %.1f %% (%u/%u), difference %+.2f %%p\n",
               HC_FS(title), 100.0 * w->a.k / w->a.n, w->a.k, w->a.n, 100.0 * w->b.k / w->b.n, w->b.k, w->b.n, 100 * w->difference);
    hc_grid g = {.a = a, .cols = 3, .left = 1};
    hc_str idle = HC_S("");
    for (size_t i = 0; i < HC_CAUSE_COUNT; i++) {
        const hc_why_term *t = &w->term[i];
        if (t->value == 0 && !t->samples && t->cause != HC_CAUSE_REPLIES) {
            if (t->first.n || t->second.n)
                idle = hc_fmt(a, "%.*s%s%s", HC_FS(idle), idle.n ? ", " : "", cause_word(t->cause, ko));
            continue;
        }
        hc_grid_row *r = hc_grid_add(&g);
        r->cell[0] = hc_fmt(a, "  %s", cause_word(t->cause, ko));
        r->cell[1] = hc_fmt(a, "%+.2f %%p", 100 * t->value);
        if (t->cause != HC_CAUSE_ITEMS)
            r->cell[2] = hc_fmt(a, ko ? "사례 %zu건" : "%zu samples", t->samples);
        r->below = below(a, t, ko);
    }
    hc_grid_text(&g, bold, out);
    if (idle.n)
        hc_buf_fmt(out, ko ? "    다르지만 영향이 없음: %.*s\n" : "    differs without effect: %.*s\n", HC_FS(idle));
}

void hc_why_text(const hc_why_job *j, const hc_why *w, size_t n, bool ko, bool bold, hc_buf *out)
{
    const hc_side *x = j->side[0].side, *y = j->side[1].side;
    hc_buf_fmt(out, ko ? "평가 데이터셋(팩) %.*s%.*s · A = %.*s, B = %.*s · 공통 사례 %zu건\n" : "pack %.*s%.*s · A = %.*s, B = %.*s · %zu common samples\n",
               HC_FS(hc_display_safe(j->a, j->side[0].pack->name, false)), HC_FS(hc_pack_marks(j->a, j->side[0].pack, ko)),
               HC_FS(hc_display_safe(j->a, x->label, false)),
               HC_FS(hc_display_safe(j->a, y->label, false)), j->n_pairs);
    for (size_t i = 0; i < n; i++)
        if (w[i].a.n || w[i].b.n || w[i].odd)
            why_text(j->a, &w[i], ko, bold, out);
}
