// SPDX-License-Identifier: Apache-2.0
#include "stats/ppi.h"

#include <math.h>

#include "stats/total.h"

/* Without variation in the verdicts they say nothing: lambda 0. */
static double tuned(const hc_ppi_data *d, double label_mean)
{
    double n = (double)d->n, all = n + (double)d->n_unlabelled, judged_mean = hc_mean_of(d->judged, d->n);
    hc_total cov = {0}, sum = {0}, squares = {0};
    for (size_t i = 0; i < d->n; i++) {
        hc_total_add(&cov, (d->label[i] - label_mean) * (d->judged[i] - judged_mean));
        hc_total_add(&sum, d->judged[i]);
    }
    for (size_t i = 0; i < d->n_unlabelled; i++)
        hc_total_add(&sum, d->unlabelled[i]);
    double mean = hc_total_of(&sum) / all;
    for (size_t i = 0; i < d->n; i++)
        hc_total_add(&squares, (d->judged[i] - mean) * (d->judged[i] - mean));
    for (size_t i = 0; i < d->n_unlabelled; i++)
        hc_total_add(&squares, (d->unlabelled[i] - mean) * (d->unlabelled[i] - mean));
    double var = hc_total_of(&squares) / (all - 1);
    return var > 0 ? hc_total_of(&cov) / n / ((1 + n / (double)d->n_unlabelled) * var) : 0;
}

hc_stat hc_ppi_mean(const hc_ppi_data *d, double lambda, double level, hc_ppi *out)
{
    *out = (hc_ppi){NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    if (d->n == 0 || d->n_unlabelled == 0)
        return HC_STAT_EMPTY;
    bool tune = lambda == HC_PPI_TUNED;
    if (!((tune || (lambda >= 0 && lambda <= 1)) && level > 0 && level < 1 && hc_usable(d->label, d->n) &&
          hc_usable(d->judged, d->n) && hc_usable(d->unlabelled, d->n_unlabelled)))
        return HC_STAT_RANGE;
    double n = (double)d->n, many = (double)d->n_unlabelled;
    out->label_mean = hc_mean_of(d->label, d->n);
    out->lambda_raw = tune ? tuned(d, out->label_mean) : lambda;
    double l = out->lambda = tune ? fmin(fmax(out->lambda_raw, 0), 1) : lambda;
    double judge_mean = hc_mean_of(d->unlabelled, d->n_unlabelled);
    hc_total rest = {0}, squares = {0};
    for (size_t i = 0; i < d->n; i++)
        hc_total_add(&rest, d->label[i] - l * d->judged[i]);
    double rest_mean = hc_total_of(&rest) / n;
    for (size_t i = 0; i < d->n; i++) {
        double r = d->label[i] - l * d->judged[i] - rest_mean;
        hc_total_add(&squares, r * r);
    }
    out->estimate = l * judge_mean + rest_mean;
    if (d->n < 2 || d->n_unlabelled < 2)
        return HC_STAT_ONE_CLUSTER;
    out->label_se = sqrt(hc_squares_of(d->label, d->n, out->label_mean)) / n;
    double judge_var = hc_squares_of(d->unlabelled, d->n_unlabelled, judge_mean) / many;
    out->se = sqrt(l * l * judge_var / many + hc_total_of(&squares) / n / n);
    if (out->se == 0)
        return HC_STAT_NO_VARIATION;
    double half = hc_normal_quantile(0.5 + level / 2) * out->se;
    out->low = out->estimate - half;
    out->high = out->estimate + half;
    out->sample_ratio = out->label_se / out->se * (out->label_se / out->se);
    return tune && d->n < HC_PPI_SMALL ? HC_STAT_SMALL_G : HC_STAT_OK;
}
