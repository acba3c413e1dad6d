// SPDX-License-Identifier: Apache-2.0
#include "cli/live.h"

int hc_cmd_stop(hc_cli *c)
{
    if (hc_opt_has(c, "now"))
        return hc_live_command(c, &(hc_cmd){.kind = HC_CMD_STOP, .value = 1}, "stops at once; to go on later:  haechi resume",
                               "바로 멈춤; 나중에 이어서 하기:  haechi resume");
    return hc_live_command(c, &(hc_cmd){.kind = HC_CMD_STOP},
                           "stopping: calls in flight get 10 s; at once:  haechi stop --now; to go on later:  haechi resume",
                           "멈추는 중: 진행 중인 호출을 10초까지 기다림; 바로 멈추기:  haechi stop --now; 나중에 이어서 하기:  haechi resume");
}
