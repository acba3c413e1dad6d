// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "report/compare.h"
#include "syntax/csv.h"

static void number(hc_buf *out, bool have, double v)
{
    char text[32];
    hc_buf_ch(out, ',');
    if (!have || isnan(v))
        return;
    hc_format_f64(v, text);
    hc_buf_c(out, text);
}

static void rate(hc_buf *out, const hc_compared *l, hc_hits h)
{
    if (l->withheld || !h.n)
        hc_buf_c(out, ",,,");
    else
        hc_buf_fmt(out, ",%u,%u", h.k, h.n);
    if (!l->withheld && h.n)
        number(out, true, (double)h.k / h.n);
}

static void line(const hc_comparison *c, const hc_versus *v, const hc_compared *l, hc_buf *out)
{
    static const char *const finding[] = {"none", "unclear", "higher", "lower"};
    bool have = !hc_compared_reason(l);
    const hc_str cells[] = {v->pack->name, c->sides[v->a].label, c->sides[v->b].label, l->group, l->metric->name};
    for (size_t i = 0; i < HC_LEN(cells); i++) {
        if (i)
            hc_buf_ch(out, ',');
        hc_csv_cell(out, cells[i], true);
    }
    rate(out, l, l->a);
    rate(out, l, l->b);
    number(out, have, l->d.interval.point);
    number(out, have, l->d.interval.low);
    number(out, have, l->d.interval.high);
    number(out, true, HC_LEVEL);
    hc_buf_fmt(out, ",%s", have ? l->d.interval.method : "");
    hc_buf_fmt(out, ",%zu,%llu,%llu", l->n_dropped, (unsigned long long)l->d.table.second_only, (unsigned long long)l->d.table.first_only);
    number(out, have, l->d.p);
    number(out, have, l->p_adjusted);
    hc_buf_fmt(out, ",%s,%d\r\n", finding[l->finding], l->worse);
}

void hc_compare_csv(const hc_comparison *c, hc_buf *out)
{
    hc_buf_c(out, "pack,first,second,group,metric,first_k,first_n,first_rate,second_k,second_n,second_rate,difference,low,high,level,"
                  "method,dropped,gained,lost,p,p_adjusted,finding,worse\r\n");
    for (size_t v = 0; v < c->n_versus; v++)
        for (size_t i = 0; i < c->versus[v].n_lines; i++)
            line(c, &c->versus[v], &c->versus[v].lines[i], out);
}
