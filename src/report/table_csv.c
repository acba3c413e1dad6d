// SPDX-License-Identifier: Apache-2.0
#include "report/table.h"

#include "syntax/csv.h"

static void number(hc_buf *out, bool have, double v)
{
    char text[32];
    hc_buf_ch(out, ',');
    if (!have)
        return;
    hc_format_f64(v, text);
    hc_buf_c(out, text);
}

void hc_table_csv(const hc_table *t, hc_buf *out)
{
    hc_buf_c(out, "pack,version,target,floor,group,metric,k,n,rate,low,high,level,method,clusters,unparsed,unjudged,failed,open,kind,rule_out,rule_in,transform,provenance,split\r\n");
    for (size_t i = 0; i < t->n_tally; i++)
        for (size_t k = 0; k < t->tally[i].n_lines; k++) {
            const hc_line *l = &t->tally[i].lines[k];
            bool have = hc_stat_has_number(l->stat);
            const hc_str cells[] = {l->pack->name, l->pack->version, l->target, l->floor ? HC_S("1") : HC_S("0"),
                                    l->group, l->metric->name};
            for (size_t c = 0; c < HC_LEN(cells); c++) {
                if (c)
                    hc_buf_ch(out, ',');
                hc_csv_cell(out, cells[c], true);
            }
            hc_buf_fmt(out, ",%zu,%zu", l->counts.k, l->counts.n);
            number(out, hc_line_known(l), l->interval.point);
            number(out, have, l->interval.low);
            number(out, have, l->interval.high);
            number(out, true, HC_LEVEL);
            hc_buf_fmt(out, ",%s,%zu,%zu,%zu,%zu,%zu,%s,%s,%s,", have ? l->interval.method : "", l->counts.n_clusters,
                       l->counts.unparsed, l->counts.unjudged, l->counts.failed, l->counts.open, hc_measure_id(l->metric->kind),
                       hc_ruling_id(l->out.ruling), hc_ruling_id(l->in.ruling));
            hc_csv_cell(out, l->transform, true);
            hc_buf_ch(out, ',');
            hc_csv_cell(out, l->pack->provenance, true);
            hc_buf_ch(out, ',');
            hc_csv_cell(out, l->pack->split, true);
            hc_buf_c(out, "\r\n");
        }
}
