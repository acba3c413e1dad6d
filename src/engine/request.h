// SPDX-License-Identifier: Apache-2.0
#ifndef HC_ENGINE_REQUEST_H
#define HC_ENGINE_REQUEST_H

#include "engine/run.h"

/*
 * A line that asks something of a run that is being played: one JSON object
 *
 *   {"do": "status" | "pause" | "unpause" | "stop" | "jobs" | "max_cost" | "max_time" | "requeue",
 *    "who": "user name", "target": "alias", "value": integer, "samples": ["NAME", ...], "failed": true | false}
 *
 * with `value` in the units of hc_cmd; absent keys are "", 0, none, false.
 */

#define HC_REQUEST_SAMPLES_MAX 10000

typedef struct hc_request { bool is_status; hc_cmd cmd; } hc_request;

/* `cmd.uid` is left at -1: the line cannot say it. HC_E_USAGE with a message for whatever is not of this form. */
hc_code hc_request_read(hc_arena *a, hc_str line, hc_request *out, hc_err *err);
void hc_request_write(const hc_request *r, hc_buf *out);   /* without '\n'; reads back as the same */

#endif
