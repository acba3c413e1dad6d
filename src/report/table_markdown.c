// SPDX-License-Identifier: Apache-2.0
#include "report/table.h"
#include "text/display.h"

/* A cell: one line, no control characters, nothing that Markdown or HTML would read as its own. */
static void cell(hc_arena *a, hc_buf *out, hc_str s)
{
    hc_str safe = hc_display_safe(a, s, false);
    hc_buf_c(out, "| ");
    for (size_t i = 0; i < safe.n; i++) {
        char c = safe.p[i];
        if (c == '<' || c == '&')
            hc_buf_c(out, c == '<' ? "&lt;" : "&amp;");
        else {
            if (c == '|' || c == '\\' || c == '`' || c == '*' || c == '_' || c == '[' || c == '!')
                hc_buf_ch(out, '\\');
            hc_buf_ch(out, c);
        }
    }
    hc_buf_ch(out, ' ');
}

static void missing(hc_buf *out, const char *word, size_t n)
{
    if (n)
        hc_buf_fmt(out, " %s %zu", word, n);
}

void hc_table_markdown(hc_arena *a, const hc_table *t, bool ko, hc_buf *out)
{
    hc_buf_c(out, ko ? "| 데이터셋 | 대상 | 지표 | 비율 | 95 % 신뢰구간 | k/n | 제외 |\n" : "| pack | target | metric | rate | 95 % interval | k/n | left out |\n");
    hc_buf_c(out, "| --- | --- | --- | ---: | --- | ---: | --- |\n");
    for (size_t i = 0; i < t->n_tally; i++)
        for (size_t k = 0; k < t->tally[i].n_lines; k++) {
            const hc_line *l = &t->tally[i].lines[k];
            const hc_contrib *c = &l->counts;
            cell(a, out, hc_fmt(a, "%.*s%.*s", HC_FS(l->pack->name), HC_FS(hc_pack_marks(a, l->pack, ko))));
            cell(a, out, hc_fmt(a, "%s%.*s%s%.*s", l->floor ? ko ? "비교 하한 " : "floor " : "", HC_FS(l->target), l->transform.n ? " · " : "",
                               HC_FS(l->transform)));
            cell(a, out, ko ? l->metric->title_ko : l->metric->title_en);
            if (l->stat == HC_STAT_OK)
                hc_buf_fmt(out, "| %.1f %% | [%.1f, %.1f] ", 100 * l->interval.point, 100 * l->interval.low, 100 * l->interval.high);
            else
                hc_buf_c(out, "| - | - ");
            hc_buf_fmt(out, "| %zu/%zu |", c->k, c->n);
            for (hc_state s = HC_ST_ANSWERED; s < HC_ST_COUNT; s++)
                missing(out, ko ? hc_state_ko(s) : hc_state_id(s), c->by_state[s]);
            missing(out, ko ? "미완료" : "open", c->open);
            missing(out, ko ? "해석 불가" : "unparsed", c->unparsed);
            missing(out, ko ? "규칙으로 미확정(분모에 포함)" : "grey, counted in n", c->grey_in_n);
            missing(out, ko ? "미채점" : "unjudged", c->unjudged);
            missing(out, ko ? "채점 오류" : "failed check", c->failed);
            if (hc_line_uncalibrated(t, l))
                hc_buf_c(out, ko ? " 보정되지 않음" : " uncalibrated");
            hc_buf_c(out, " |\n");
        }
}
