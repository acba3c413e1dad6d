// SPDX-License-Identifier: Apache-2.0
#include "cli/live.h"

int hc_cmd_pause(hc_cli *c)
{
    return hc_live_command(c, &(hc_cmd){.kind = HC_CMD_PAUSE},
                           "paused; calls in flight end and are recorded; to go on:  haechi unpause",
                           "일시 중지함; 진행 중인 호출은 끝까지 기록됨; 다시 진행:  haechi unpause");
}
