// SPDX-License-Identifier: Apache-2.0
#include "score/score_int.h"
#include "stats/total.h"

static void one(const hc_score_in *in, const hc_label_scorer *s, hc_arena *a, hc_outcome *out)
{
    const hc_label *said = hc_label_find(in->labels, in->n_labels, s->rater, s->question);
    (void)a;
    if (!said)
        return;
    out->kind = HC_OUT_VALUE;
    out->value = said->value;
}

static void is_number(hc_arena *a, double v, hc_outcome *out)
{
    char text[32];
    hc_format_f64(v, text);
    out->kind = HC_OUT_VALUE;
    out->value = hc_str_dup(a, hc_str_c(text));
}

/* A model does not grade itself, and what the source made of the votes is no vote. */
static void median(const hc_score_in *in, const hc_label_scorer *s, hc_arena *a, hc_outcome *out)
{
    double *votes = HC_NEW_N(a, double, in->n_labels + 1);
    size_t n = 0;
    for (size_t i = 0; i < in->n_labels; i++) {
        const hc_label *l = &in->labels[i];
        bool counts = hc_str_eq(l->question, s->question) && !hc_str_is(l->rater, "source") && !hc_str_eq(l->rater, in->addr.target);
        if (counts && hc_parse_f64(l->value, &votes[n]))
            n++;
    }
    if (!n)
        return;
    hc_sort_doubles(votes, n);
    is_number(a, hc_sorted_quantile(votes, n, 0.5), out);
}

static double points_of(const hc_label_scorer *s, hc_str name)
{
    for (size_t i = 0; i < s->n_points; i++)
        if (hc_str_eq(s->points[i].name, name))
            return s->points[i].points;
    return s->other;
}

static void calls(const hc_score_in *in, const hc_label_scorer *s, hc_arena *a, hc_outcome *out)
{
    double sum = 0;
    out->kind = HC_OUT_NOT_APPLICABLE;
    for (size_t i = 0; i < in->transcript->n; i++)
        for (size_t k = 0; k < in->transcript->x[i].reply->n_calls; k++)
            sum += points_of(s, in->transcript->x[i].reply->calls[k].name);
    if (in->transcript->n)
        is_number(a, sum, out);
}

hc_label_fn *const hc_label_scorers[HC_LABEL_COUNT] = {
    [HC_LABEL_ONE] = one, [HC_LABEL_SEEN] = hc_label_seen, [HC_LABEL_MEDIAN] = median, [HC_LABEL_CALLS] = calls,
    [HC_LABEL_CLAIMS] = hc_label_claims, [HC_LABEL_HOTLINE] = hc_label_hotline,
};
