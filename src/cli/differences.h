// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CLI_DIFFERENCES_H
#define HC_CLI_DIFFERENCES_H

#include "cli/cli.h"
#include "engine/replay.h"
#include "report/masking.h"

/* JSON: an array of {target, pack, item, epoch, kind, recorded, now}; text: one line per sample that differs: "TARGET PACK ITEM #EPOCH  what". */
void hc_differences_json(hc_mask m, const hc_replay *r, hc_jw *w);
void hc_differences_say(const hc_cli *c, FILE *to, const hc_replay *r);

#endif
