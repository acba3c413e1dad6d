// SPDX-License-Identifier: Apache-2.0
#include "report/words.h"

#include <math.h>
#include <string.h>

#include "korean/josa.h"
#include "text/display.h"

enum { NAME_COLS = 24 };

static const struct { const char *ko, *en; } templates[HC_SAY_COUNT] = {
    [HC_SAY_RATE] = {"{target}의 {metric}: {rate}% (95% 신뢰구간 {low}~{high}%, {k}/{n}건)",
                     "{metric} of {target}: {rate}% (95% interval {low} to {high}%, {k} of {n})"},
    [HC_SAY_RATE_FEW] = {"{target}의 {metric}: {n}건 가운데 {k}건 (95% 신뢰구간 {low}~{high}%, 표본이 적어 백분율로 말하지 않음)",
                         "{metric} of {target}: {k} of {n} (95% interval {low} to {high}%; too few for a percentage)"},
    [HC_SAY_RATE_ZERO] = {"{target}의 {metric}: {n}건 가운데 0건 (95% 신뢰구간 {low}~{high}%)",
                          "{metric} of {target}: 0 of {n} (95% interval {low} to {high}%)"},
    [HC_SAY_NO_RATE] = {"{target}의 {metric}{은/는} 말할 수 없음: {reason}", "{metric} of {target} cannot be stated: {reason}"},
    [HC_SAY_GROUP] = {"{group}: {rate}% (95% 신뢰구간 {low}~{high}%, {k}/{n}건)", "{group}: {rate}% (95% interval {low} to {high}%, {k} of {n})"},
    [HC_SAY_GROUP_FEW] = {"{group}: {n}건 가운데 {k}건 (95% 신뢰구간 {low}~{high}%)", "{group}: {k} of {n} (95% interval {low} to {high}%)"},
    [HC_SAY_GROUP_ZERO] = {"{group}: {n}건 가운데 0건 (95% 신뢰구간 {low}~{high}%)", "{group}: 0 of {n} (95% interval {low} to {high}%)"},
    [HC_SAY_HIGHER] = {"{b}{은/는} {a}보다 {metric}{이/가} {diff}%p 높음 (95% 신뢰구간 {low}~{high}%p, 짝 {n}개, 보정 p {p})",
                       "{metric} is {diff} points higher in {b} than in {a} (95% interval {low} to {high}, {n} pairs, adjusted p {p})"},
    [HC_SAY_LOWER] = {"{b}{은/는} {a}보다 {metric}{이/가} {diff}%p 낮음 (95% 신뢰구간 {low}~{high}%p, 짝 {n}개, 보정 p {p})",
                      "{metric} is {diff} points lower in {b} than in {a} (95% interval {low} to {high}, {n} pairs, adjusted p {p})"},
    [HC_SAY_UNCLEAR] = {"{a}{과/와} {b}의 {metric}{이/가} 다르다고 말할 근거가 부족함 (차이 {diff}%p, 95% 신뢰구간 {low}~{high}%p, 짝 {n}개, 보정 p {p})",
                        "no ground to say that {metric} differs between {a} and {b} (difference {diff} points, 95% interval {low} to {high}, {n} pairs, adjusted p {p})"},
    [HC_SAY_EQUIVALENT] = {"{a}{과/와} {b}의 {metric} 차이는 ±{margin}%p 안에 있음 (동등성 검정 p {p}; 차이 {diff}%p, 95% 신뢰구간 {low}~{high}%p, 짝 {n}개)",
                           "{metric} of {a} and {b} differs by less than {margin} points (equivalence test p {p}; difference {diff}, 95% interval {low} to {high}, {n} pairs)"},
    [HC_SAY_WITHHELD] = {"{a}{과/와} {b}의 {metric} 비교는 보류함: {reason}", "the comparison of {metric} between {a} and {b} is withheld: {reason}"},
    [HC_SAY_SHIFT_HIGHER] = {"같은 문항을 {transform}{으로/로} 바꾸어 물으면 {b}의 {metric}{이/가} {diff}%p 높아짐 (95% 신뢰구간 {low}~{high}%p, 짝 {n}개, 보정 p {p})",
                             "asking the same items by {transform} raises {metric} of {b} by {diff} points (95% interval {low} to {high}, {n} pairs, adjusted p {p})"},
    [HC_SAY_SHIFT_LOWER] = {"같은 문항을 {transform}{으로/로} 바꾸어 물으면 {b}의 {metric}{이/가} {diff}%p 낮아짐 (95% 신뢰구간 {low}~{high}%p, 짝 {n}개, 보정 p {p})",
                            "asking the same items by {transform} lowers {metric} of {b} by {diff} points (95% interval {low} to {high}, {n} pairs, adjusted p {p})"},
    [HC_SAY_SHIFT_UNCLEAR] = {"같은 문항을 {transform}{으로/로} 바꾸어 물을 때 {b}의 {metric}{이/가} 달라진다고 말할 근거가 부족함 (차이 {diff}%p, 95% 신뢰구간 {low}~{high}%p, 짝 {n}개, 보정 p {p})",
                              "no ground to say that asking by {transform} changes {metric} of {b} (difference {diff} points, 95% interval {low} to {high}, {n} pairs, adjusted p {p})"},
    [HC_SAY_RULE_MET] = {"사전 기준 충족: {target}의 {metric} {limit}% {side} (단측 95% 한계 {bound}%, {n}건)",
                         "rule fixed before the run is met: {metric} of {target} {side} {limit}% (one-sided 95% bound {bound}%, n {n})"},
    [HC_SAY_RULE_NOT_MET] = {"사전 기준 미충족: {target}의 {metric} {limit}% {side}{이/가} 아님 (단측 95% 한계 {bound}%, {n}건)",
                             "rule fixed before the run is not met: {metric} of {target} is not {side} {limit}% (one-sided 95% bound {bound}%, n {n})"},
    [HC_SAY_RULE_WITHHELD] = {"사전 기준 판단 유보: {target}의 {metric} {limit}% {side} 여부 ({why}, {n}건)",
                              "rule fixed before the run is withheld: whether {metric} of {target} is {side} {limit}% ({why}, n {n})"},
};

const char *hc_say_template(hc_say_id id, bool ko)
{
    return ko ? templates[id].ko : templates[id].en;
}

/* ---- filling -------------------------------------------------------------------------------------------- */

typedef struct slot { const char *name; hc_str value; } slot;

/* A value is never read as a template or as a particle: its braces become brackets. */
static void put(hc_buf *out, hc_arena *a, hc_str value)
{
    hc_str safe = hc_display_safe(a, value, false);
    for (size_t i = 0; i < safe.n; i++)
        hc_buf_ch(out, safe.p[i] == '{' ? '(' : safe.p[i] == '}' ? ')' : safe.p[i]);
}

static hc_str fill(hc_arena *a, hc_say_id id, bool ko, const slot *slots, size_t n)
{
    HC_AUTO(hc_buf) b;
    hc_buf_init(&b, SIZE_MAX);
    for (const char *p = hc_say_template(id, ko); *p; p++) {
        const char *end = *p == '{' ? strchr(p, '}') : NULL;
        size_t i = 0;
        while (end && i < n && !hc_str_is((hc_str){p + 1, (size_t)(end - p) - 1}, slots[i].name))
            i++;
        if (!end || i == n) {
            hc_buf_ch(&b, *p);      /* a particle is resolved below */
            continue;
        }
        put(&b, a, slots[i].value);
        p = end;
    }
    hc_str text = hc_str_dup(a, hc_buf_view(&b));
    return ko ? hc_josa(a, text) : text;
}

hc_str hc_words_title(const hc_metric *m, bool ko)
{
    hc_str title = ko ? m->title_ko : m->title_en;
    return title.n ? title : m->name;
}

/* Never a negative zero. */
hc_str hc_words_percent(hc_arena *a, double share)
{
    hc_str s = hc_fmt(a, "%.1f", 100 * share);
    return hc_str_is(s, "-0.0") ? HC_S("0.0") : s;
}

hc_str hc_words_points(hc_arena *a, double share)
{
    hc_str s = hc_fmt(a, "%+.1f", 100 * share);
    return hc_str_is(s, "-0.0") || hc_str_is(s, "+0.0") ? HC_S("0.0") : s;
}

/* 1234567 -> 1,234,567 */
static hc_str count(hc_arena *a, size_t n)
{
    hc_str digits = hc_fmt(a, "%zu", n), out = HC_S("");
    for (size_t i = 0; i < digits.n; i++)
        out = hc_fmt(a, "%.*s%s%c", HC_FS(out), i && (digits.n - i) % 3 == 0 ? "," : "", digits.p[i]);
    return out;
}

static hc_str p_value(hc_arena *a, double p)
{
    return isnan(p) ? HC_S("-") : p < 0.001 ? HC_S("< 0.001") : hc_fmt(a, "%.3f", p);
}

hc_str hc_words_span(hc_arena *a, double point, double low, double high)
{
    return hc_fmt(a, "%.*s [%.*s, %.*s]", HC_FS(hc_words_percent(a, point)), HC_FS(hc_words_percent(a, low)), HC_FS(hc_words_percent(a, high)));
}

hc_str hc_words_cell(hc_arena *a, const hc_line *l)
{
    const hc_interval *v = &l->interval;
    bool share = l->metric->kind == HC_MEASURE_RATE || l->metric->kind == HC_MEASURE_PASS;
    if (!hc_line_known(l))
        return HC_S("-");
    hc_str point = l->metric->kind == HC_MEASURE_DIFFERENCE ? hc_words_points(a, v->point)
                   : share && l->counts.n < HC_FEW && l->metric->kind == HC_MEASURE_RATE ? hc_fmt(a, "%zu/%zu", l->counts.k, l->counts.n)
                   : share ? hc_words_percent(a, v->point) : hc_fmt(a, "%.3f", v->point);
    if (!hc_stat_has_number(l->stat))
        return point;
    if (share || l->metric->kind == HC_MEASURE_DIFFERENCE)
        return hc_fmt(a, "%.*s [%.*s, %.*s]", HC_FS(point), HC_FS(hc_words_percent(a, v->low)), HC_FS(hc_words_percent(a, v->high)));
    return hc_fmt(a, "%.*s [%.3f, %.3f]", HC_FS(point), v->low, v->high);
}

hc_str hc_words_name(hc_arena *a, hc_str name, size_t cols)
{
    hc_str s = hc_display_safe(a, name, false);
    size_t from = s.n;
    if (hc_display_width(s) <= cols)
        return s;
    for (size_t i = s.n; i > 0; i--) {
        bool starts = ((unsigned char)s.p[i - 1] & 0xC0) != 0x80;
        if (starts && hc_display_width(hc_str_sub(s, i - 1, s.n)) > cols / 2)
            break;
        from = starts ? i - 1 : from;
    }
    hc_str tail = hc_str_sub(s, from, s.n);
    return hc_fmt(a, "%.*s%.*s", HC_FS(hc_display_cut(a, hc_str_sub(s, 0, from), cols - hc_display_width(tail))), HC_FS(tail));
}

static hc_str name(hc_arena *a, hc_str s)
{
    return hc_words_name(a, s, NAME_COLS);
}

static hc_str line_words(hc_arena *a, const hc_line *l, hc_say_id rate, bool ko)
{
    const hc_interval *v = &l->interval;
    bool known = hc_stat_has_number(l->stat) && l->metric->kind == HC_MEASURE_RATE;
    const slot slots[] = {{"target", name(a, l->target)}, {"metric", name(a, hc_words_title(l->metric, ko))}, {"group", name(a, l->group)},
                          {"rate", known ? hc_words_percent(a, v->point) : HC_S("-")}, {"low", known ? hc_words_percent(a, v->low) : HC_S("-")},
                          {"high", known ? hc_words_percent(a, v->high) : HC_S("-")}, {"k", count(a, l->counts.k)}, {"n", count(a, l->counts.n)},
                          {"reason", hc_str_c(l->metric->kind != HC_MEASURE_RATE ? ko ? "비율이 아닌 지표임" : "the metric is no rate"
                                              : ko ? hc_stat_reason_ko(l->stat) : hc_stat_reason(l->stat))}};
    hc_say_id id = !known ? HC_SAY_NO_RATE : l->counts.k == 0 ? rate + 2 : l->counts.n < HC_FEW ? rate + 1 : rate;
    return fill(a, id, ko, slots, HC_LEN(slots));
}

hc_str hc_words_rate(hc_arena *a, const hc_line *l, bool ko)
{
    return line_words(a, l, HC_SAY_RATE, ko);
}

hc_str hc_words_group(hc_arena *a, const hc_line *l, bool ko)
{
    return line_words(a, l, HC_SAY_GROUP, ko);
}

static const char *withheld_ko(const hc_compared *l)
{
    if (hc_incomparable(l->metric))
        return l->metric->kind != HC_MEASURE_RATE ? "비율이 아닌 지표임" : "건별로 세지 않는 지표임";
    return l->withheld ? "겹치는 문항이 너무 적음" : hc_stat_reason_ko(l->stat);
}

static hc_str compared(hc_arena *a, const hc_comparison *c, const hc_versus *v, const hc_compared *l, hc_say_id id, double p, bool ko)
{
    const hc_side *x = &c->sides[v->a], *y = &c->sides[v->b];
    const hc_interval *i = &l->d.interval;
    const char *reason = hc_compared_reason(l);
    bool turned = id == HC_SAY_LOWER || id == HC_SAY_SHIFT_LOWER;   /* "lower by" says the sign */
    bool plain = turned || id == HC_SAY_HIGHER || id == HC_SAY_SHIFT_HIGHER;
    double low = turned ? -i->high : i->low, high = turned ? -i->low : i->high;
    hc_str title = name(a, hc_words_title(l->metric, ko));
    if (l->group.n)
        title = hc_fmt(a, "%.*s(%.*s)", HC_FS(title), HC_FS(name(a, l->group)));
    const slot slots[] = {{"a", name(a, x->label)}, {"b", name(a, y->transform.n ? y->target : y->label)}, {"metric", title}, {"transform", name(a, y->transform)},
                          {"diff", plain ? hc_words_percent(a, turned ? -i->point : i->point) : hc_words_points(a, i->point)},
                          {"low", plain ? hc_words_percent(a, low) : hc_words_points(a, low)}, {"high", plain ? hc_words_percent(a, high) : hc_words_points(a, high)},
                          {"n", count(a, l->a.n)}, {"p", p_value(a, p)}, {"margin", hc_words_percent(a, c->margin)},
                          {"reason", hc_str_c(!reason ? "" : ko ? withheld_ko(l) : reason)}};
    return fill(a, id, ko, slots, HC_LEN(slots));
}

hc_str hc_words_compared(hc_arena *a, const hc_comparison *c, const hc_versus *v, const hc_compared *l, bool ko)
{
    if (hc_compared_reason(l))
        return compared(a, c, v, l, HC_SAY_WITHHELD, NAN, ko);
    if (l->equivalent)
        return compared(a, c, v, l, HC_SAY_EQUIVALENT, l->d.tost.p, ko);
    hc_say_id id = l->finding == HC_FIND_HIGHER ? HC_SAY_HIGHER : l->finding == HC_FIND_LOWER ? HC_SAY_LOWER : HC_SAY_UNCLEAR;
    return compared(a, c, v, l, id, l->p_adjusted, ko);
}

hc_str hc_words_shift(hc_arena *a, const hc_comparison *c, const hc_versus *v, const hc_compared *l, bool ko)
{
    if (hc_compared_reason(l))
        return compared(a, c, v, l, HC_SAY_WITHHELD, NAN, ko);
    hc_say_id id = l->finding == HC_FIND_HIGHER ? HC_SAY_SHIFT_HIGHER : l->finding == HC_FIND_LOWER ? HC_SAY_SHIFT_LOWER : HC_SAY_SHIFT_UNCLEAR;
    return compared(a, c, v, l, id, l->p_adjusted, ko);
}

hc_str hc_words_rule(hc_arena *a, const hc_line *l, const hc_ruled *r, bool above, bool ko)
{
    hc_str bound = r->reason ? HC_S("-") : hc_words_percent(a, r->bound);
    hc_str why = r->reason ? ko ? l->counts.open ? HC_S("끝나지 않은 사례가 있음") : HC_S("한계를 계산할 수 없음") : hc_str_c(r->reason)
                 : ko ? hc_fmt(a, "단측 95%% 한계 %.*s%%", HC_FS(bound)) : hc_fmt(a, "one-sided 95%% bound %.*s%%", HC_FS(bound));
    const slot slots[] = {{"target", name(a, l->target)}, {"metric", name(a, hc_words_title(l->metric, ko))}, {"limit", hc_fmt(a, "%.6g", 100 * r->limit)},
                          {"side", ko ? above ? HC_S("초과") : HC_S("미만") : above ? HC_S("above") : HC_S("below")}, {"bound", bound}, {"why", why},
                          {"n", count(a, l->counts.n)}};
    hc_say_id id = r->ruling == HC_RULING_MET ? HC_SAY_RULE_MET : r->ruling == HC_RULING_NOT_MET ? HC_SAY_RULE_NOT_MET : HC_SAY_RULE_WITHHELD;
    return fill(a, id, ko, slots, HC_LEN(slots));
}
