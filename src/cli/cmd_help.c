// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

int hc_cmd_help(hc_cli *c)
{
    HC_AUTO(hc_buf) b;
    hc_err err;
    hc_str what = c->n_args ? c->args[0] : HC_S("");
    const hc_verb *v = hc_verb_find(what);
    hc_buf_init(&b, SIZE_MAX);
    if (!what.n) {
        hc_help_overview(c, &b);
    } else if (hc_str_is(what, "man")) {
        hc_help_man(&b, c->ko);
    } else if (hc_str_is(what, "markdown")) {
        hc_help_markdown(&b, c->ko);
    } else if (v) {
        hc_help_verb(c, v, &b);
    } else if (!hc_help_topic(c, what, &b)) {
        hc_fail(&err, HC_E_USAGE, "E-CLI-09", "no help on \"%.*s\"\nsee: haechi help", "\"%.*s\"의 도움말은 없음\n보기: haechi help",
                HC_FS(what));
        return hc_complain(c, &err);
    }
    hc_out(hc_buf_view(&b));
    return HC_EXIT_OK;
}
