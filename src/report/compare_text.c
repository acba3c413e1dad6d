// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "report/compare.h"
#include "report/grid.h"
#include "report/settings.h"
#include "text/display.h"

enum { LABEL_COLS = 20 };

typedef struct sheet { hc_arena *a; const hc_comparison *c; const hc_versus *v; bool ko; hc_str label_a, label_b; } sheet;

/* Formats must be literals for the compiler to check them. */
#define WORD(en, korean) (s->ko ? (korean) : (en))

const char *hc_drop_word(hc_drop d, bool in_korean)
{
    static const char *const ko[HC_DROP_COUNT] = {"문항이 다름", "앞쪽에만 있음", "뒤쪽에만 있음", "다르게 채점됨", "미완료", "응답 없음",
                                                  "해석 불가", "미채점", "채점 오류", "한쪽만 지표 대상"};
    static const char *const en[HC_DROP_COUNT] = {"item differs", "only in the first", "only in the second", "graded otherwise", "open",
                                                  "not answered", "unparsed", "unjudged", "check failed", "metric is about one side only"};
    return in_korean ? ko[d] : en[d];
}

static const char *reason(const sheet *s, hc_stat stat)
{
    return s->ko ? hc_stat_reason_ko(stat) : hc_stat_reason(stat);
}

static const char *adjust_name(const hc_comparison *c)
{
    return !c->adjusted ? "" : c->adjust == HC_ADJUST_HOLM ? "holm" : "bh";
}

static hc_str rate(const sheet *s, hc_hits h)
{
    return h.n ? hc_fmt(s->a, "%.1f %%", 100.0 * h.k / h.n) : HC_S("-");
}

static hc_str p_text(const sheet *s, double p)
{
    return isnan(p) ? HC_S("-") : p < 0.001 ? HC_S("<0.001") : hc_fmt(s->a, "%.3f", p);
}

static hc_str finding(const sheet *s, const hc_compared *l)
{
    hc_str b = s->label_b;
    const char *side = l->worse ? WORD("worse", "나쁜 쪽") : WORD("better", "좋은 쪽");
    switch (l->finding) {
    case HC_FIND_HIGHER: return hc_fmt(s->a, WORD("%.*s is higher (%s)", "%.*s의 값이 더 큼(%s)"), HC_FS(b), side);
    case HC_FIND_LOWER: return hc_fmt(s->a, WORD("%.*s is lower (%s)", "%.*s의 값이 더 작음(%s)"), HC_FS(b), side);
    case HC_FIND_UNCLEAR: return hc_str_c(WORD("no ground to say that there is a difference", "차이가 있다고 볼 근거 없음"));
    case HC_FIND_NONE: break;
    }
    if (l->withheld && !l->a.n)
        return hc_str_c(WORD("nothing is in pairs", "짝을 이룬 사례가 없음"));
    return l->withheld ? hc_fmt(s->a, WORD("withheld: fewer than %.0f %% of the samples are in pairs (--allow-partial)",
                                           "보류: 짝을 이룬 사례가 %.0f %% 미만(--allow-partial)"), 100 * HC_OVERLAP)
                       : hc_fmt(s->a, WORD("no interval: %s", "구간 없음: %s"), reason(s, l->stat));
}

static hc_str used(const sheet *s, const hc_compared *l)
{
    hc_str t = hc_fmt(s->a, WORD("%u pairs of %zu samples", "짝 %u건, 전체 사례 %zu건"), l->a.n, l->a.n + l->n_dropped);
    for (size_t d = 0; d < HC_DROP_COUNT; d++)
        if (l->dropped[d])
            t = hc_fmt(s->a, "%.*s · %s %zu", HC_FS(t), hc_drop_word((hc_drop)d, s->ko), l->dropped[d]);
    return t;
}

static hc_str pairing(const sheet *s, const hc_compared *l)
{
    const hc_difference *d = &l->d;
    hc_str t = HC_S("");
    if (!isnan(d->correlation))
        t = hc_fmt(s->a, WORD("correlation %.2f", "상관 %.2f"), d->correlation);
    if (d->stat_se == HC_STAT_OK)
        t = hc_fmt(s->a, WORD("%.*s%spairing is worth %.1f times the items", "%.*s%s짝비교는 문항 수 %.1f배의 효과"), HC_FS(t),
                   t.n ? ", " : "", d->gain);
    if (d->clusters < d->n)
        t = hc_fmt(s->a, WORD("%.*s%s%zu clusters", "%.*s%s군집 %zu개"), HC_FS(t), t.n ? ", " : "", d->clusters);
    return hc_fmt(s->a, "%.*s%s%s, p: %s", HC_FS(t), t.n ? "; " : "", d->interval.method, d->p_method);
}

static hc_str tost(const sheet *s, const hc_compared *l)
{
    if (l->d.stat_tost != HC_STAT_OK)
        return hc_fmt(s->a, WORD("equivalence cannot be tested: %s", "동등성을 검정할 수 없음: %s"), reason(s, l->d.stat_tost));
    return hc_fmt(s->a, l->equivalent ? WORD("equivalent within %.4g %%p (TOST p %.*s)", "%.4g %%p 안에서 동등함(TOST p %.*s)")
                                      : WORD("equivalence within %.4g %%p is not shown (TOST p %.*s)",
                                             "%.4g %%p 안의 동등성은 보이지 못함(TOST p %.*s)"),
                  100 * s->c->margin, HC_FS(p_text(s, l->d.tost.p)));
}

static hc_str title_of(const sheet *s, const hc_compared *l)
{
    hc_str title = s->ko ? l->metric->title_ko : l->metric->title_en;
    title = title.n ? title : l->metric->name;
    return hc_fmt(s->a, "%.*s%s%.*s", HC_FS(hc_display_safe(s->a, l->group, false)), l->group.n ? "  " : "",
                  HC_FS(hc_display_safe(s->a, title, false)));
}

static void details(const sheet *s, const hc_compared *l, hc_buf *b)
{
    hc_buf_fmt(b, "    %.*s\n", HC_FS(finding(s, l)));
    if (!s->c->unpaired)
        hc_buf_fmt(b, "    %.*s\n", HC_FS(used(s, l)));
    if (!s->c->unpaired && l->stat == HC_STAT_OK && !l->withheld)
        hc_buf_fmt(b, "    %.*s\n", HC_FS(pairing(s, l)));
    if (s->c->margin > 0 && l->stat == HC_STAT_OK && !l->withheld)
        hc_buf_fmt(b, "    %.*s\n", HC_FS(tost(s, l)));
    if (l->differs)
        hc_buf_fmt(b, WORD("    %.*s defines this metric otherwise; both are counted as %.*s defines it\n",
                           "    %.*s의 지표 정의가 다름; 둘 다 %.*s의 정의로 셈\n"), HC_FS(s->label_b), HC_FS(s->label_a));
}

static void add_line(const sheet *s, hc_grid *g, const hc_compared *l)
{
    const hc_interval *i = &l->d.interval;
    HC_AUTO(hc_buf) below;
    hc_buf_init(&below, SIZE_MAX);
    if (!l->a.n && !l->b.n && !l->n_dropped)
        return;                      /* no sample is about it */
    bool shown = !hc_compared_reason(l);
    hc_grid_row *r = hc_grid_add(g);
    size_t c = 0;
    r->cell[c++] = title_of(s, l);
    r->cell[c++] = l->withheld ? HC_S("-") : rate(s, l->a);
    r->cell[c++] = l->withheld ? HC_S("-") : rate(s, l->b);
    r->cell[c++] = shown ? hc_fmt(s->a, "%+.1f %%p", 100 * i->point) : HC_S("-");
    r->cell[c++] = shown ? hc_fmt(s->a, "[%+.1f, %+.1f]", 100 * i->low, 100 * i->high) : HC_S("-");
    if (!s->c->unpaired) {
        r->cell[c++] = hc_fmt(s->a, "+%llu -%llu", (unsigned long long)l->d.table.second_only, (unsigned long long)l->d.table.first_only);
        r->cell[c++] = p_text(s, l->p_adjusted);
    } else {
        r->cell[c++] = hc_fmt(s->a, "%u/%u", l->a.k, l->a.n);
        r->cell[c++] = hc_fmt(s->a, "%u/%u", l->b.k, l->b.n);
    }
    details(s, l, &below);
    r->below = hc_str_dup(s->a, hc_buf_view(&below));
}

/* Metrics that cannot be compared, by name. */
static void add_others(const sheet *s, hc_buf *out)
{
    bool any = false;
    for (size_t i = 0; i < s->v->n_lines; i++) {
        const hc_compared *l = &s->v->lines[i];
        if (!hc_incomparable(l->metric) || l->group.n)
            continue;
        hc_buf_fmt(out, "%s%.*s", any ? ", " : WORD("  not compared (guide: compare): ", "  비교하지 않음(안내서: 비교): "),
                   HC_FS(hc_display_safe(s->a, l->metric->name, false)));
        any = true;
    }
    if (any)
        hc_buf_ch(out, '\n');
}

/* What was set otherwise, a line each. */
static void add_settings(const sheet *s, hc_buf *out)
{
    if (s->v->n_settings)
        hc_buf_c(out, WORD("  set otherwise\n", "  설정이 다른 것\n"));
    for (size_t i = 0; i < s->v->n_settings; i++) {
        const hc_setting *x = &s->v->setting[i];
        hc_str a = hc_display_safe(s->a, x->first, false), b = hc_display_safe(s->a, x->second, false);
        hc_buf_fmt(out, "    %s · %.*s: %.*s → %.*s\n", hc_setting_part(x->part, s->ko), HC_FS(hc_display_safe(s->a, x->name, false)),
                   HC_FS(a.n ? a : HC_S("-")), HC_FS(b.n ? b : HC_S("-")));
    }
}

static void versus_text(sheet *s, bool bold, hc_buf *out)
{
    hc_grid g = {.a = s->a, .cols = 7, .left = 1};
    const hc_comparison *c = s->c;
    const char *name = adjust_name(c);
    hc_grid_row *head = hc_grid_add(&g);
    *head = (hc_grid_row){.head = true, .cell = {hc_str_c(WORD("metric", "지표")), s->label_a, s->label_b,
        hc_str_c(WORD("difference", "차이")), hc_str_c(WORD("95% interval", "95% 신뢰구간")),
        c->unpaired ? HC_S("k/n") : hc_str_c(WORD("flips", "판정 변경")),
        c->unpaired ? HC_S("k/n") : name[0] ? hc_fmt(s->a, "p (%s)", name) : HC_S("p")}};
    hc_buf_fmt(out, WORD("pack %.*s%.*s · %.*s against %.*s\n", "평가 데이터셋(팩) %.*s%.*s · %.*s 대 %.*s\n"),
               HC_FS(hc_display_safe(s->a, s->v->pack->name, false)), HC_FS(hc_pack_marks(s->a, s->v->pack, s->ko)), HC_FS(s->label_b), HC_FS(s->label_a));
    for (size_t i = 0; i < s->v->n_lines; i++)
        add_line(s, &g, &s->v->lines[i]);
    hc_grid_text(&g, bold, out);
    add_others(s, out);
    add_settings(s, out);
    if (s->v->grader_a.n)
        hc_buf_fmt(out, WORD("  graded by %.*s\n        and %.*s\n  grade both alike: %.*s\n", "  채점 %.*s\n       %.*s\n  같은 기준으로 다시 채점: %.*s\n"),
                   HC_FS(hc_display_safe(s->a, s->v->grader_a, false)), HC_FS(hc_display_safe(s->a, s->v->grader_b, false)),
                   HC_FS(hc_display_safe(s->a, hc_compare_regrade(s->a, s->c, s->v, s->ko), false)));
    if (s->v->filtered)
        hc_buf_fmt(out, WORD("  %zu left out by --where\n", "  --where에 맞지 않아 뺀 것 %zu건\n"), s->v->filtered);
}

void hc_compare_text(hc_arena *a, const hc_comparison *c, bool ko, bool bold, hc_buf *out)
{
    for (size_t i = 0; i < c->n_versus; i++) {
        const hc_versus *v = &c->versus[i];
        sheet s = {.a = a, .c = c, .v = v, .ko = ko};
        s.label_a = hc_display_cut(a, hc_display_safe(a, c->sides[v->a].label, false), LABEL_COLS);
        s.label_b = hc_display_cut(a, hc_display_safe(a, c->sides[v->b].label, false), LABEL_COLS);
        if (i)
            hc_buf_ch(out, '\n');
        versus_text(&s, bold, out);
    }
    if (c->unpaired)
        hc_buf_c(out, ko ? "주의: 짝비교가 아님; 문항이 다르면 차이는 문항에서 온 것일 수 있음. 보정하지 않음\n"
                         : "warning: unpaired; where the items differ the difference may be one of items. Not adjusted\n");
    else if (c->family > 1)
        hc_buf_fmt(out, c->adjusted ? (ko ? "p 값 %zu개를 함께 보정함(%s)\n" : "%zu p values adjusted together (%s)\n")
                                    : (ko ? "p 값 %zu개, 보정하지 않음%s\n" : "%zu p values, not adjusted%s\n"),
                   c->family, adjust_name(c));
}
