// SPDX-License-Identifier: Apache-2.0
#include "cli/cases.h"
#include "cli/runs.h"
#include "cli/samples.h"
#include "cli/view.h"

static hc_code show(hc_cli *c, hc_recorded *r, hc_str target, int *out_gate, hc_err *err)
{
    hc_view v = {.run = r, .target = target};
    hc_table table;
    HC_TRY(hc_recorded_sset(r, hc_opt_str(c, "scores", NULL, HC_S("")), &v.set, err));
    if (c->n_args > 1)
        return hc_case_print(c, r, v.set, c->args[1], err);
    if (hc_opt_has(c, "samples"))
        return hc_samples_print(c, r, v.set, target, err);
    HC_TRY(hc_view_print(c, &v, &table, err));
    return hc_view_fail_if(c, r, &table, out_gate, err);
}

int hc_cmd_show(hc_cli *c)
{
    hc_err err = {0};
    hc_run_ref ref;
    hc_recorded r;
    int gate = 0;
    hc_code code = hc_need_args(c, 0, 2, &err);
    if (code == HC_OK)
        code = hc_run_open(c, c->n_args ? c->args[0] : HC_S(""), HC_OPEN_READ, NULL, &ref, &r, &err);
    if (code != HC_OK)
        return hc_complain(c, &err);
    code = show(c, &r, ref.target, &gate, &err);
    hc_recorded_close(&r, HC_OK, NULL);
    return code == HC_OK ? gate : hc_complain(c, &err);
}
