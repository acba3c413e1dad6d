// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

int hc_cmd_completion(hc_cli *c)
{
    HC_AUTO(hc_buf) b;
    hc_err err = {0};
    hc_buf_init(&b, SIZE_MAX);
    hc_code code = hc_need_args(c, 1, 1, &err);
    if (code == HC_OK)
        code = hc_help_completion(c->args[0], &b, &err);
    if (code != HC_OK)
        return hc_complain(c, &err);
    hc_out(hc_buf_view(&b));
    return HC_EXIT_OK;
}
