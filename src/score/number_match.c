// SPDX-License-Identifier: Apache-2.0
#include "score/score_int.h"

#include <math.h>

#include "korean/number.h"
#include "korean/particle.h"

enum { NUMBERS_MAX = 2000, PHRASE_REACH = 60 };

typedef struct {
    double value;        /* on the item's scale */
    hc_str unit, text;
    size_t at, end;      /* bytes */
    bool marker;         /* the number of a list entry */
} found_number;

/* Words behind which the answer stands. Stronger ones win over weaker ones, later ones over earlier. */
typedef struct { const char *word; int strength; } phrase;
static const phrase phrases[] = {
    {"정답", 3}, {"최종 답", 3}, {"답은", 3}, {"답:", 3}, {"답 :", 3}, {"final answer", 3}, {"answer is", 3}, {"answer:", 3},
    {"\\boxed{", 3}, {"\"answer\"", 3}, {"따라서", 2}, {"그러므로", 2}, {"결론적으로", 2}, {"therefore", 2}, {"총", 1},
    {"합계", 1}, {"합하면", 1}, {"모두", 1}, {"in total", 1}, {"=", 1}, {"≈", 1},
};

static bool is_marker(hc_str s, size_t at, size_t end)
{
    size_t start = at;
    while (start > 0 && (s.p[start - 1] == ' ' || s.p[start - 1] == '*' || s.p[start - 1] == '#'))
        start--;
    bool line_start = start == 0 || s.p[start - 1] == '\n';
    return line_start && end + 1 < s.n && (s.p[end] == '.' || s.p[end] == ')') && (s.p[end + 1] == ' ');
}

static size_t collect(hc_arena *a, hc_str s, bool percent_scale, found_number **out)
{
    found_number *list = NULL;
    size_t n = 0, cap = 0, at = 0, behind;
    double v;
    hc_str unit, text;
    while (n < NUMBERS_MAX && hc_ko_number_next(s, &at, &v, &unit, &text)) {
        size_t start = (size_t)(text.p - s.p);
        size_t unit_end = unit.n ? (size_t)(unit.p >= s.p && unit.p < s.p + s.n ? unit.p + unit.n - s.p : (ptrdiff_t)at) : at;
        if (hc_denied_at(s, unit_end, &behind))
            continue;
        bool percent = hc_str_is(unit, "%");
        HC_GROW(a, list, n, cap);
        list[n++] = (found_number){percent && !percent_scale ? v / 100 : v, unit, text, start, at,
                                   unit.n == 0 && is_marker(s, start, at)};
    }
    *out = list;
    return n;
}

static bool same(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(1, fmax(fabs(a), fabs(b)));
}

/* Drops what cannot be the answer as long as something is left: list numbers, then other units than the item's. */
static size_t narrow(found_number *list, size_t n, hc_str unit)
{
    for (int pass = 0; pass < 2; pass++) {
        size_t kept = 0;
        for (size_t i = 0; i < n; i++)
            kept += pass == 0 ? !list[i].marker : unit.n && hc_str_eq(list[i].unit, unit);
        if (kept == 0 || kept == n)
            continue;
        size_t m = 0;
        for (size_t i = 0; i < n; i++)
            if (pass == 0 ? !list[i].marker : hc_str_eq(list[i].unit, unit))
                list[m++] = list[i];
        n = m;
    }
    return n;
}

/* Strength of the nearest phrase before the number, in the same line and with no other number between. */
static int stated(hc_str folded, const found_number *x, size_t floor)
{
    size_t from = x->at > PHRASE_REACH ? x->at - PHRASE_REACH : 0;
    hc_str before = hc_str_sub(folded, from > floor ? from : floor, x->at);
    for (size_t i = before.n; i > 0; i--)
        if (before.p[i - 1] == '\n' && i != before.n) {
            before = hc_str_sub(before, i, before.n);
            break;
        }
    int best = 0;
    for (size_t i = 0; i < HC_LEN(phrases); i++) {
        ptrdiff_t at = hc_str_find(before, hc_str_c(phrases[i].word));
        bool symbol = phrases[i].strength == 1 && (phrases[i].word[0] == '=' || phrases[i].word[0] == '\xE2');
        hc_str gap = at < 0 ? before : hc_str_sub(before, (size_t)at + hc_str_c(phrases[i].word).n, before.n);
        if (at >= 0 && phrases[i].strength > best && (!symbol || gap.n <= 4))
            best = phrases[i].strength;
    }
    return best;
}

static hc_str lower_ascii(hc_arena *a, hc_str s)
{
    char *p = hc_alloc(a, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        p[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] | 0x20) : s.p[i];
    return (hc_str){p, s.n};
}

/* The number that the reply states, NULL if there is none or several without a deciding word. */
static const found_number *stated_number(hc_arena *a, hc_str s, found_number *list, size_t n, hc_str unit)
{
    hc_str folded = lower_ascii(a, s);
    const found_number *best = NULL;
    int strength = 0;
    for (size_t i = 0; i < n; i++) {
        int got = stated(folded, &list[i], i ? list[i - 1].end : 0);
        if (got > 0 && got >= strength) {
            best = &list[i];
            strength = got;
        }
    }
    if (best)
        return best;
    n = narrow(list, n, unit);
    for (size_t i = 1; i < n; i++)
        if (!same(list[i].value, list[0].value))
            return NULL;
    return n ? &list[0] : NULL;
}

hc_number_read hc_match_number(hc_arena *a, hc_str reply, double expected, hc_str unit, hc_str *out_answer)
{
    hc_str s = hc_answer_text(a, reply);
    bool percent = hc_str_is(unit, "%") || hc_str_is(unit, "％") || hc_str_is(unit, "퍼센트");
    found_number *list;
    size_t n = collect(a, s, percent, &list);
    const found_number *x = n < NUMBERS_MAX ? stated_number(a, s, list, n, percent ? HC_S("%") : unit) : NULL;
    *out_answer = HC_S("");
    if (!x)
        return HC_NUMBER_UNPARSED;
    *out_answer = hc_fmt(a, "%.*s%.*s", HC_FS(x->text), HC_FS(x->unit));
    return same(x->value, expected) ? HC_NUMBER_EQUAL : HC_NUMBER_OTHER;
}

void hc_rule_number(const hc_rule_in *in, hc_arena *a, hc_outcome *out)
{
    double expected;
    if (in->item->n_answers == 0 || !hc_parse_f64(in->item->answers[0], &expected)) {
        out->kind = HC_OUT_FAILED;
        out->reason = in->korean ? HC_S("문항의 정답이 숫자가 아님") : HC_S("the item's answer is not a number");
        return;
    }
    switch (hc_match_number(a, in->reply, expected, in->item->unit, &out->answer)) {
    case HC_NUMBER_EQUAL:
        out->kind = HC_OUT_VALUE;
        out->value = HC_S("correct");
        break;
    case HC_NUMBER_OTHER:
        out->kind = HC_OUT_VALUE;
        out->value = HC_S("incorrect");
        break;
    case HC_NUMBER_UNPARSED:
        out->kind = HC_OUT_UNPARSED;
        out->reason = in->korean ? HC_S("답으로 읽을 숫자가 없거나 여럿임") : HC_S("no number, or several without a stated answer");
        break;
    }
}
