// SPDX-License-Identifier: Apache-2.0
#ifndef HC_CORE_STATE_H
#define HC_CORE_STATE_H

#include "base/str.h"

/* State of a sample: what became of the conversation. Never mixed with reply classes or outcomes. */
typedef enum hc_state {
    HC_ST_OPEN = 0,        /* not closed: to be asked or resumed */
    HC_ST_ANSWERED,
    HC_ST_REFUSED,         /* the provider said so in its protocol */
    HC_ST_FILTERED,        /* a content filter of the provider cut it */
    HC_ST_TRUNCATED,       /* the provider's token limit cut it */
    HC_ST_CAPPED,          /* a limit of ours */
    HC_ST_FAILED,          /* infrastructure: retries used up, protocol broken, checker failed */
    HC_ST_SIM_FAULT,
    HC_ST_NOT_APPLICABLE,
    HC_ST_NOT_TESTED,      /* e.g. a part that the target cannot take */
    HC_ST_COUNT
} hc_state;

const char *hc_state_id(hc_state s);            /* "answered": in leaves, JSON, filters */
const char *hc_state_ko(hc_state s);            /* "응답" */
hc_state hc_state_from_id(hc_str id);           /* HC_ST_COUNT if unknown */

#endif
