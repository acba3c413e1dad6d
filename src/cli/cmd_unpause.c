// SPDX-License-Identifier: Apache-2.0
#include "cli/live.h"

int hc_cmd_unpause(hc_cli *c)
{
    return hc_live_command(c, &(hc_cmd){.kind = HC_CMD_UNPAUSE}, "going on", "다시 진행함");
}
